"""A state as shape, ground and word: never by its colour alone."""

from kiosk.drawing.frame import Sheet
from kiosk.drawing.svg import Box, icon, one_line, rect
from kiosk.wording.typeset import width_em

SHAPE, PAD, TIGHT = 1.05, 0.45, 0.25
"""The shape and the room beside it, in sizes of the word; how much that is at least."""


def chip_em(words: str, pad: float = PAD) -> float:
    """Its width in sizes of its letters."""
    return width_em(words) + SHAPE + 3 * pad


def pad_of(words: str, em: float) -> float:
    """The room beside the shape on a chip ``em`` sizes wide: letters keep their size where it is
    short."""
    return max(TIGHT, min(PAD, (em - width_em(words) - SHAPE) / 3))


def chip(
    sheet: Sheet, box: Box, shape: str, words: str, ground: str, ink: str, size: float,
    pad: float = PAD,
) -> str:  # fmt: skip
    inner = Box(box.x + pad * size, box.y, box.w - 2 * pad * size, box.h)
    mark, said = inner.left(SHAPE * size)
    said = Box(said.x + pad * size, said.y, said.w - pad * size, said.h)
    return (
        rect(box, ground, box.h * 0.16)
        + icon(sheet.icons, shape, Box(mark.x, mark.cy - size / 2, mark.w, size), ink)
        + one_line(said, words, size, ink, bold=True, lang=sheet.spoken.first)
    )
