"""Whether the main line of every sign can be read from where people stand before its screen."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from kiosk.wording.typeset import fit, min_px
from signage.catalogue.kind_words import every_sign
from signage.catalogue.kinds import Catalogue
from signage.hall.model import Hall, Screen
from signage.language.mistake import Mistake
from signage.language.words import FIRST_LANGUAGE, Message, Words

FIT_WIDTH, FIT_HEIGHT = 0.9, 0.4
"""Share of the screen the main line of a sign may take."""
OTHER_SHARE = 0.4
"""Size of the other languages under the main line, and of the distance they are read from."""


def unfit(hall: Hall, catalogue: Catalogue) -> Iterator[Mistake]:
    """Main lines that do not reach 0.7° at the distance their screen is configured for."""
    signs_of = {
        kind.code: tuple(every_sign(hall, kind))
        for kind in catalogue.kinds
        if kind.family != "none"
    }
    long_of = cache(partial(_long_lines, signs_of))  # most screens of a hall are of few sizes
    for at, screen in enumerate(hall.screens):
        if screen.display != "page":  # whose letters go by its dots (displays.panels)
            continue
        width, height = _seen(screen)
        needed = min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)
        for code, long in long_of(width, height, needed):
            wrong = Message(
                "check.sign-too-long", line=long, code=code, metres=f"{screen.distance_m:g}"
            )
            remedy = Message("check.shorten-sign")
            yield Mistake("screens.toml", f"screens[{at}]", wrong, remedy)


def room_for(hall: Hall, sign: Words) -> tuple[str, Screen, int] | None:
    """A main line that some screen cannot hold, the screen with the least room, and how many of its
    letters would fit there; None where every screen holds all of it."""
    found: list[tuple[int, str, Screen]] = []
    for screen in hall.screens:
        if screen.display != "page":
            continue
        width, height = _seen(screen)
        needed = min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)
        for line, share in _main_lines(sign):
            if not _fits(line, share, width, height, needed):
                held = (at for at in range(len(line) - 1, 0, -1)
                        if _fits(line[:at], share, width, height, needed))  # fmt: skip
                found.append((next(held, 0), line, screen))
    if not found:
        return None
    letters, line, screen = min(found, key=lambda one: one[0])
    return line, screen, letters


def _seen(screen: Screen) -> tuple[int, int]:
    """Width and height, px, as its viewer sees it."""
    turned = screen.rotate in (90, 270)
    return (screen.height, screen.width) if turned else (screen.width, screen.height)


def _long_lines(
    signs_of: Mapping[str, Sequence[Words]], width: int, height: int, needed: float
) -> tuple[tuple[str, str], ...]:
    """The first line of each kind that such a screen cannot hold."""
    fits = cache(lambda words, share: _fits(words, share, width, height, needed))
    found = {
        code: next(
            (line for sign in signs for line, share in _main_lines(sign) if not fits(line, share)),
            None,
        )
        for code, signs in signs_of.items()
    }
    return tuple((code, line) for code, line in found.items() if line is not None)


def _main_lines(sign: Words) -> Iterator[tuple[str, float]]:
    """The main line, first language, at the full size; under it every other language at
    :data:`OTHER_SHARE` of it."""
    yield from (
        (words, 1.0 if lang == FIRST_LANGUAGE else OTHER_SHARE)
        for lang, words in sign.items()
        if words
    )


def _fits(words: str, share: float, width: int, height: int, needed: float) -> bool:
    return fit(words, width * FIT_WIDTH, height * FIT_HEIGHT * share, height).size >= needed * share
