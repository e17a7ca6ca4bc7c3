"""Sheets of paper: sizes, text in lines, and the files a printer takes. All lengths in a sheet are
px at 300 dpi."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from kiosk.drawing.print.ink.pixels import painted
from kiosk.drawing.svg import LINE, Box, picture, text
from kiosk.wording.typeset import CAP_EM, broken, width_em
from signage.language.words import FIRST_LANGUAGE, Message, Spoken, Words

DPI = 300
MM = DPI / 25.4
"""Pixels a millimetre."""
LETTER_MM = 2.0
"""The least height of a capital on a sheet (ISO 23601, evacuation reference §1)."""
LEAST = LETTER_MM / CAP_EM * MM
"""The least font size, px."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A size as it lies, millimetres."""

    id: str
    name: Words
    width_mm: float
    height_mm: float

    @property
    def box(self) -> Box:
        return Box(0, 0, round(self.width_mm * MM), round(self.height_mm * MM))

    @property
    def short(self) -> float:
        """The smallest side, px: what proportions are told in."""
        return min(self.box.w, self.box.h)


def _papers() -> Iterable[Paper]:
    for size, short, long in (("A3", 297.0, 420.0), ("A4", 210.0, 297.0)):
        yield Paper(f"{size.lower()}-landscape", Message("sizes.landscape", size=size), long, short)
        yield Paper(f"{size.lower()}-portrait", Message("sizes.portrait", size=size), short, long)


PAPERS: Mapping[str, Paper] = {paper.id: paper for paper in _papers()}
SIZES: Mapping[str, Words] = {
    size: Message("sizes.turned-to-fit", size=size.upper()) for size in ("a3", "a4")
}
"""Sizes that a plan turns as it fits better."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished sheet as markup; ``picture`` paints it."""

    paper: Paper
    title: str
    parts: tuple[str, ...]
    lang: str = FIRST_LANGUAGE
    """The first of its languages."""

    def picture(self) -> Image.Image:
        """Raises NoFont where there is no Chinese font."""
        box = self.paper.box
        return painted(self.parts, int(box.w), int(box.h))

    def file(self, form: str, at: datetime) -> bytes:
        """``png``, ``svg`` or ``pdf``; ``at`` is the moment written into a PDF."""
        if form == "pdf":
            return bound((self,), self.title, at)
        if form == "svg":
            return picture(self.paper.box, self.parts, self.title).encode()
        out = io.BytesIO()
        self.picture().save(out, "PNG", dpi=(DPI, DPI), compress_level=3)
        return out.getvalue()


def bound(sheets: Sequence[Printed], title: str, at: datetime) -> bytes:
    """A PDF of several sheets, one a page. Raises NoFont."""
    # Not with the module: it takes a tenth of a second and 20 MB, in the helper process alone.
    from kiosk.drawing.print.ink.pages import Page, written

    pages = [Page(s.parts, s.paper.box.w, s.paper.box.h, s.title) for s in sheets]
    return written(pages, DPI, title, sheets[0].lang, at)


def in_both(spoken: Spoken, words: Words) -> str:
    """Both languages on one line."""
    return "  ".join(filter(None, (spoken.say(words), spoken.beside(words))))


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph in both languages: the first at ``size`` px, the second under it smaller, at
    least :data:`LEAST`."""

    spoken: Spoken
    words: Words
    size: float
    bold: bool = False
    second: float = 0.8
    joined: bool = False
    """Both languages on one line where they fit."""

    def lines(self, width: float) -> list[tuple[str, float, bool, str]]:
        """Text, size, bold and language of each line."""
        (main, other), both = self.spoken, in_both(self.spoken, self.words)
        said, beside = self.spoken.say(self.words), self.spoken.beside(self.words)
        small = max(LEAST, self.size * self.second)
        if self.joined and beside and width_em(both, self.bold) * self.size <= width:
            return [(both, self.size, self.bold, main)]
        found = [
            (line, self.size, self.bold, main) for line in broken(said, self.size, width, self.bold)
        ]
        if beside and beside != said:
            found += [(line, small, False, other) for line in broken(beside, small, width)]
        return found

    def height(self, width: float) -> float:
        return sum(size * LINE for _, size, _, _ in self.lines(width))

    def draw(self, box: Box, fill: str) -> tuple[str, float]:
        """The markup from the top left of a box, and its height."""
        y, drawn = box.y, []
        for words, size, bold, lang in self.lines(box.w):
            drawn.append(
                text(
                    box.x,
                    y + size * LINE / 2,
                    size,
                    words,
                    fill,
                    bold=bold,
                    anchor="start",
                    lang=lang,
                )
            )
            y += size * LINE
        return "".join(drawn), y - box.y
