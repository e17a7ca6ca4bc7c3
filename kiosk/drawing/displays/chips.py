"""A state as shape, ground and word: never by its colour alone."""

from collections.abc import Sequence

from kiosk.drawing.frame import Sheet
from kiosk.drawing.svg import LINE, Box, icon, one_line, rect
from kiosk.wording.typeset import HANGING, is_cjk, width_em

SHAPE, PAD, TIGHT = 1.05, 0.45, 0.25
"""The shape and the room beside it, in sizes of the word; how much that is at least."""
SPLIT = 4
"""Letters of a Chinese state that may be parted in its middle."""


def stacked(words: str) -> tuple[str, ...]:
    """On two lines, as narrow as can be: 危险！/请勿触摸; on one where it has no joint."""
    ends = [at for at, letter in enumerate(words[:-1], 1) if letter == " " or letter in HANGING]
    if not ends and is_cjk(words) and len(words) >= SPLIT:
        ends = [(len(words) + 1) // 2]
    halves = [(words[:at].rstrip(), words[at:].lstrip()) for at in ends]
    return min(halves, key=lambda half: max(map(width_em, half)), default=(words,))


def chip_em(words: str, pad: float = PAD, *, shaped: bool = True) -> float:
    """Its width in sizes of its letters."""
    return width_em(words) + (SHAPE + 3 * pad if shaped else 2 * pad)


def pad_of(words: str, em: float) -> float:
    """The room beside the shape on a chip ``em`` sizes wide: letters keep their size where it is
    short."""
    return max(TIGHT, min(PAD, (em - width_em(words) - SHAPE) / 3))


def chip(
    sheet: Sheet, box: Box, shape: str, lines: Sequence[str], ground: str, ink: str, size: float,
    pad: float = PAD,
) -> str:  # fmt: skip
    """Its words on one line or on several, beside the shape if there is one."""
    inner = Box(box.x + pad * size, box.y, box.w - 2 * pad * size, box.h)
    mark, said = inner.left((SHAPE + pad) * size) if shape else (inner, inner)
    if len(lines) > 1:
        said = Box(said.x, said.cy - len(lines) * LINE * size / 2, said.w, LINE * size)
    words = []
    for at, line in enumerate(lines):
        place = Box(said.x, said.y + at * LINE * size, said.w, said.h)
        words.append(one_line(place, line, size, ink, bold=True, lang=sheet.spoken.first))
    return (
        rect(box, ground, box.h * 0.16)
        + (
            icon(sheet.icons, shape, Box(mark.x, mark.cy - size / 2, SHAPE * size, size), ink)
            if shape
            else ""
        )
        + "".join(words)
    )
