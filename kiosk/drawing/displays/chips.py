"""A state as shape, ground and word: never by its colour alone."""

from kiosk.drawing.frame import Sheet
from kiosk.drawing.svg import Box, icon, one_line, rect
from kiosk.wording.typeset import width_em

SHAPE, PAD = 1.05, 0.45
"""The shape and the room beside it, in sizes of the word."""


def chip_em(words: str) -> float:
    """Its width in sizes of its letters."""
    return width_em(words) + SHAPE + 3 * PAD


def chip(sheet: Sheet, box: Box, shape: str, words: str, ground: str, ink: str, size: float) -> str:
    inner = Box(box.x + PAD * size, box.y, box.w - 2 * PAD * size, box.h)
    mark, said = inner.left(SHAPE * size)
    said = Box(said.x + PAD * size, said.y, said.w - PAD * size, said.h)
    return (
        rect(box, ground, box.h * 0.16)
        + icon(sheet.icons, shape, Box(mark.x, mark.cy - size / 2, mark.w, size), ink)
        + one_line(said, words, size, ink, bold=True, lang=sheet.spoken.first)
    )
