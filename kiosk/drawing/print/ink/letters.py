"""The letters some words need, cut out of the measured font, to be embedded in a file.

Outlines by cubic curves (CFF, as Noto has them) become TrueType's quadratic ones, because that is
what the writer of pages embeds; they differ by less than a thousandth of an em.
"""

import io
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

from kiosk.wording.typeset import font_file

KEPT: Final = (
    "head",
    "hhea",
    "hmtx",
    "maxp",
    "OS/2",
    "name",
    "cmap",
    "post",
    "glyf",
    "loca",
    "CFF ",
)
"""Tables of outlines, widths and names: nothing that shapes, hints or stands upright text."""
WITHIN_EM: Final = 0.001
"""How far an outline may be from the font's own, em."""
COUNTED: Final = (
    "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
    "maxCompositeContours", "maxComponentDepth",
)  # fmt: skip
"""Of ``maxp``: TrueType has them, CFF none."""


class Letters:
    """Raises :class:`NoFont` where there is no Chinese font."""

    def __init__(self, words: Iterable[str], bold: bool) -> None:
        path, index = font_file(bold)
        # Lazily: a collection holds 65,000 letters, a sheet takes two hundred.
        self._font = TTFont(path, fontNumber=index, lazy=True, recalcTimestamp=False)
        options = Options(
            layout_features=[], hinting=False, notdef_outline=True, name_IDs=[1, 4, 6]
        )
        options.drop_tables = sorted(set(self._font.keys()) - {"GlyphOrder", *KEPT})
        subset = Subsetter(options)
        subset.populate(text="".join(words))
        subset.subset(self._font)
        self._names = self._font.getBestCmap()
        self.glyphs = self._font.getGlyphSet()
        """Outlines by the font's own curves; see fontTools."""

    def close(self) -> None:
        """Its file. No outline can be asked for any more."""
        self._font.close()

    @property
    def units(self) -> int:
        """Of the font, to an em."""
        return int(self._font["head"].unitsPerEm)

    def name(self, letter: str) -> str:
        """Of its outline, the empty box's where the font has none."""
        return str(self._names.get(ord(letter), ".notdef"))

    @cached_property
    def file(self) -> bytes:
        """As a TrueType font."""
        out = io.BytesIO()
        if "CFF " in self._font:
            _to_truetype(self._font, self.glyphs)
        self._font.save(out)
        return out.getvalue()


def _to_truetype(font: TTFont, glyphs: Any) -> None:
    order = font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(
            Cu2QuPen(pen, WITHIN_EM * font["head"].unitsPerEm, reverse_direction=True)
        )
        drawn[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    counts = font["maxp"]
    counts.tableVersion = 0x00010000
    for name in COUNTED:
        setattr(counts, name, 0)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"
