"""How many cards of places the first leaf of a touch page holds, in any language.

Lengths in units of a page (``page_unit``), as ``hall.css`` has them. What is more, or larger in
large text, comes on further leaves (``static/pager.js``).
"""

from collections.abc import Sequence

from kiosk.drawing.svg import canvas, page_unit
from kiosk.wording.typeset import width_em
from signage.hall.model import Screen
from signage.wayfinding.places import Placed

GAP_U, PAGE_U = 2.0, 10.0
AROUND_U, CHOICES_U = 6.0 + 9.0 + 10.4 + 2 * GAP_U, 9.5
"""Margins, head line and the bar at the foot of a page; an upright one has the choices below it."""
FAMILY_U, FAMILIES_WIDE_U = {True: 18.0, False: 14.0}, 40.0
CARD_WIDE_U, TWO_WIDE_U = 30.0, 38.0
"""The least width of a card on a wide page; an upright one has three, or two where there are
few."""
NAME_U, NOTE_U, STATE_U, ROW_GAP_U, PADDING_U = 3.2, 2.3, 3.9, 0.7, 2.0
ICON_U, BESIDE_U = 6.4, 7.2
"""A symbol above the words, or beside them."""
FEW = 8
BLANK_EM = 0.25
"""Width of a blank between words."""


def _upright(screen: Screen) -> bool:
    whole = canvas(screen)
    return whole.h > whole.w


def sides(screen: Screen) -> tuple[float, float]:
    whole = canvas(screen)
    unit = page_unit(screen)
    return whole.w / unit, whole.h / unit


def columns(screen: Screen, cards: int) -> int:
    wide, _ = sides(screen)
    if _upright(screen):
        return 2 if cards <= FEW else 3
    least = TWO_WIDE_U if cards <= FEW else CARD_WIDE_U
    return max(1, int((wide - PAGE_U + GAP_U) / (least + GAP_U)))


def lines(text: str, size: float, wide: float, *, bold: bool = False) -> int:
    """As a browser breaks them: between words, and within one only where it is wider than the
    line."""
    lines, left = 0, 0.0
    for word in text.split(" "):
        needs = width_em(word, bold) * size
        if lines and needs <= left - BLANK_EM * size:
            left -= needs + BLANK_EM * size
            continue
        # In whole hundredths: a rounding error would else make two lines of exactly one.
        more = max(1, -(-int(100 * needs) // int(100 * wide)))
        lines, left = lines + more, more * wide - needs
    return max(1, lines)


def _needs(place: Placed, wide: float, upright: bool) -> float:
    """The height a card asks: name, note and state one under the other."""
    name = max(lines(text, NAME_U, wide, bold=True) for text in place.name.values())
    note = max((lines(text, NOTE_U, wide) for text in place.note.values()), default=0)
    text = (NAME_U * 1.2 * name + NOTE_U * 1.25 * note) + STATE_U
    return text + 3 * ROW_GAP_U + PADDING_U + (ICON_U if upright else 0.0)


def a_page(screen: Screen, places: Sequence[Placed], most: int, families: int = 0) -> int:
    """How many of the places one page holds, at most ``most``; ``families`` tiles of groups stand
    above them."""
    wide, tall = sides(screen)
    upright = _upright(screen)
    across = columns(screen, len(places))
    beside = 1.0 if not upright else 0.0 if across == 3 else BESIDE_U
    inner = (wide - PAGE_U - GAP_U * (across - 1)) / across - 3.2 - beside
    need = max((_needs(place, inner, upright and across == 3) for place in places), default=1.0)
    room = tall - AROUND_U - CHOICES_U * upright - _families_u(screen, families)
    rows = int((room + GAP_U) / (need + GAP_U))
    # One row at least: a page that holds none leads nowhere.
    return max(across, min(most, across * rows)) if places else most


def _families_u(screen: Screen, families: int) -> float:
    if not families:
        return 0.0
    wide, _ = sides(screen)
    upright = _upright(screen)
    across = 2 if upright else max(1, int((wide - PAGE_U + GAP_U) / (FAMILIES_WIDE_U + GAP_U)))
    return (FAMILY_U[upright] + GAP_U) * -(-families // across)
