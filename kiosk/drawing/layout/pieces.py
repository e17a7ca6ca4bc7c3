"""Texts above one another, each of one of the five sizes: what has no room is left out, from the
least on, before anything shrinks (LOOKS §1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kiosk.drawing.layout.sizes import CAPTION, DETAIL
from kiosk.drawing.svg import LINE, Box, text
from kiosk.wording.typeset import (
    CLOSING,
    HANGING,
    HANGING_EM,
    PAUSES,
    broken,
    ink_em,
    is_cjk,
    width_em,
)  # fmt: skip
from signage.language.words import FIRST_LANGUAGE

NEVER: Final = 0
"""Left out under no condition: the main line and its second language, until when."""
SUBJECT, TO_DO, WHY, UNTIL_TWIN, DETAIL_TWIN = 1, 2, 3, 4, 5
"""What goes last, to what goes first."""
KEPT: Final = 4096
"""Texts as they were set: of a hall's screens the present ones, and those they hold beforehand."""
EQUAL: Final = 50
"""Sizes that differ by less than one of so many parts are one."""
SPLIT: Final = 5
"""Letters of a main line without a phrase mark that may stand on two lines."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text, perhaps on several lines. ``size`` and ``gap``, the space above it, in px;
    ``order`` is when it is left out, the highest first."""

    lines: tuple[str, ...]
    size: float
    lang: str = FIRST_LANGUAGE
    bold: bool = False
    gap: float = 0.0
    order: int = NEVER
    main: bool = False
    share: float = 1.0
    """Of the size it should have: less where a word of it is wider than its room."""

    @property
    def height(self) -> float:
        return self.gap + self.size * LINE * len(self.lines)


@lru_cache(KEPT)
def wrapped(
    words: str,
    size: float,
    wide: float,
    *,
    lang: str = FIRST_LANGUAGE,
    bold: bool = False,
    gap: float = 0.0,
    order: int = NEVER,
) -> Piece:
    """Words on as many lines as they need; one that is wider by itself is set smaller."""
    lines = tuple(evened(words, size, wide, bold))
    widest = max((ink_em(line, bold) for line in lines), default=0.1)
    share = min(1.0, wide / max(0.1, widest) / size)
    return Piece(lines, share * size, lang, bold, gap, order, share=share)


def evened(words: str, size: float, wide: float, bold: bool) -> list[str]:
    """As few lines as can be, broken behind a mark where that needs no more of them, and else none
    much shorter than the others."""
    lines = list(broken(words, size, wide, bold))
    if len(lines) < 2:
        return lines
    halves = [[words[: at + 1].rstrip(), words[at + 1 :].lstrip()] for at in _marks(words)]
    fits = [half for half in halves if max(ink_em(line, bold) for line in half) * size <= wide]
    if fits and len(lines) == 2:
        return min(fits, key=lambda half: abs(len(half[0]) - len(half[1])))
    for share in (0.6, 0.7, 0.8, 0.9):
        found = list(broken(words, size, wide * share, bold))
        if len(found) == len(lines) and all(ink_em(line, bold) * size <= wide for line in found):
            return found
    return lines


def _marks(words: str) -> Iterator[int]:
    """Where a phrase ends within them; in Chinese also at a blank, which parts it from a name."""
    ends = f"{PAUSES} " if is_cjk(words) else PAUSES
    return (at for at, letter in enumerate(words[:-1]) if letter in ends)


@lru_cache(KEPT)
def main_line(words: str, size: float, wide: float, high: float, *, lang: str) -> Piece:
    """A sign's main line: ``words`` may be broken at ``/``. Smaller than ``size`` alone where it
    can be placed in no other way, which ``kiosk check`` names."""
    choices = [_at_size(tuple(lines), size, wide, high) for lines in _breaks(words)]
    # The largest; of equals, the fewest lines, and of these the evenest: Do not/use this/exit.
    best = max(
        choices,
        key=lambda piece: (round(EQUAL * piece[0] / size), -len(piece[1]), -_spread(piece[1])),
    )
    return Piece(best[1], best[0], lang, bold=True, main=True)


def _spread(lines: Sequence[str]) -> float:
    """How much longer its longest line is than its shortest, in em."""
    wide = [width_em(line) for line in lines]
    return max(wide) - min(wide)


def _at_size(
    lines: tuple[str, ...], size: float, wide: float, high: float
) -> tuple[float, tuple[str, ...]]:
    widest = max((width_em(line) for line in lines), default=0.1)
    return min(size, wide / max(0.1, widest), high / (LINE * max(1, len(lines)))), lines


def _breaks(words: str) -> Iterator[list[str]]:
    phrases = [part for part in words.split("/") if part] or [""]
    has_words = not is_cjk(words)
    joint = " " if has_words else ""
    flat = joint.join(phrases)
    yield [flat]
    for at in range(1, len(phrases)):
        yield [joint.join(phrases[:at]), joint.join(phrases[at:])]
    if not has_words:
        half = _half(len(flat))
        if len(flat) >= SPLIT and flat[half] not in CLOSING:
            yield [flat[:half], flat[half:]]
        return
    apart = flat.split()
    for first in range(1, len(apart)):
        yield [" ".join(apart[:first]), " ".join(apart[first:])]
        for second in range(first + 1, len(apart)):
            yield [
                " ".join(apart[:first]), " ".join(apart[first:second]), " ".join(apart[second:])
            ]  # fmt: skip


def _half(letters: int) -> int:
    """Where Chinese is broken that bears no phrase mark: in the middle, the longer half first. Its
    words have two letters: six are four and two, 尚未开始/服务, and not three each."""
    after = letters // 2
    return letters - after + (letters % 4 == 2)


def kept(pieces: Iterable[Piece], high: float) -> list[Piece]:
    """Those that have room in ``high`` px; of what may go the last of the highest order first.

    What a word too long has made smaller than S5 goes too, a second language as soon as it is smaller.
    """
    left = [piece for piece in pieces if piece.order == NEVER or piece.share >= _least(piece)]
    while height(left) > high:
        order = max((piece.order for piece in left), default=NEVER)
        # What goes last has a place as long as what is between the texts gives way for it.
        if order == NEVER or (order == SUBJECT and _letters(left) <= high):
            return _shrunk(left, high)
        at = max(at for at, piece in enumerate(left) if piece.order == order)
        del left[at]
    return left


def _least(piece: Piece) -> float:
    return 0.99 if piece.order >= UNTIL_TWIN else CAPTION / DETAIL


def _shrunk(pieces: list[Piece], high: float) -> list[Piece]:
    """First what is between them, then all alike, as nothing more may go: a panel that is too small
    for its distance."""
    letters = _letters(pieces)
    if letters <= high:
        squeezed = (high - letters) / max(height(pieces) - letters, 1e-9)
        return [replace(piece, gap=squeezed * piece.gap) for piece in pieces]
    pieces = [replace(piece, gap=0.0) for piece in pieces]
    share = high / letters
    return [replace(piece, size=piece.size * share) for piece in pieces]


def _letters(pieces: Iterable[Piece]) -> float:
    return sum(piece.height - piece.gap for piece in pieces)


def height(pieces: Iterable[Piece]) -> float:
    return sum(piece.height for piece in pieces)


def draw(pieces: Iterable[Piece], box: Box, top: float, fill: str, anchor: str) -> str:
    """From ``top`` px on, in the middle of the box or at the side where reading begins."""
    y, drawn = top, []
    x = {"start": box.x, "middle": box.cx, "end": box.x + box.w}[anchor]
    for piece in pieces:
        y += piece.gap
        size, bold = piece.size, piece.bold
        for line in piece.lines:
            cy = y + size * LINE / 2
            # A full-width mark is half air: it does not push the words aside.
            aside = HANGING_EM / 2 * size if anchor == "middle" and line[-1:] in HANGING else 0.0
            at = x + aside
            drawn.append(text(at, cy, size, line, fill, bold=bold, anchor=anchor, lang=piece.lang))
            y += size * LINE
    return "".join(drawn)
