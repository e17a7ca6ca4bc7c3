"""How small the words beside a drawn way must stand so that all of them have room on a wide page.

Lengths in units of a page (``page_unit``), as ``hall.css`` has them; in the larger text and the
longer language.
"""

from collections.abc import Iterable

from kiosk.drawing.svg import canvas
from kiosk.drawing.touch.cards import AROUND_U, LARGE, PAGE_U, lines, sides
from signage.hall.model import Screen
from signage.language.words import FIRST_LANGUAGE, Words, say

CLASSES = (("", 1.0), ("dense", 0.86), ("denser", 0.74), ("densest", 0.62))
"""The class of ``hall.css`` and what it makes of every length."""
PLAN_SHARE, BESIDE_U = 0.5, 4.0
"""The plan's part of the width, and the gap beside it."""
GAP_U, FAR_U, MARK_U, STEP_GAP_U, KEY_U, CODE_U = 2.0, 6.2, 6.0, 1.2, 8.0, 20.0
STEP_U, NOTE_U = 3.6, 3.2
STEP_LINE, NOTE_LINE = 1.25, 1.22
MANY, MANY_U, STEP_LARGE = 5, 3.1, 1.1


def density(
    screen: Screen, steps: Iterable[Words], notes: Iterable[str], *, keys: int, coded: bool
) -> str:
    """The class in which everything fits; the densest where nothing does. An upright page gives the
    plan less room."""
    whole = canvas(screen)
    if whole.h > whole.w:
        return ""
    wide, tall = sides(screen)
    room, height = wide * (1 - PLAN_SHARE) - PAGE_U - BESIDE_U, tall - AROUND_U
    said, told = tuple(steps), tuple(notes)
    fits = (
        name
        for name, share in CLASSES
        if share
        * (_words_u(said, told, room / share) + keys * (KEY_U + GAP_U) + coded * (CODE_U + GAP_U))
        <= height
    )
    return next(fits, CLASSES[-1][0])


def _words_u(steps: tuple[Words, ...], notes: tuple[str, ...], wide: float) -> float:
    languages = {lang for words in steps for lang in words}
    walked = max(
        (_steps_u([say(words, lang) for words in steps], lang, wide) for lang in languages),
        default=0.0,
    )
    noted = max(
        (NOTE_LINE * NOTE_U * LARGE * lines(text, NOTE_U * LARGE, wide) for text in notes),
        default=0.0,
    )
    return FAR_U + walked + noted + GAP_U * (1 + bool(notes))


def _steps_u(texts: list[str], lang: str, wide: float) -> float:
    # As hall.css has it: other languages are longer, and stand smaller from the start.
    size = STEP_LARGE * (MANY_U if len(texts) > MANY or lang != FIRST_LANGUAGE else STEP_U)
    rows = (lines(text, size, wide - MARK_U - GAP_U, bold=True) for text in texts)
    return sum(max(MARK_U, STEP_LINE * size * row) for row in rows) + STEP_GAP_U * (len(texts) - 1)
