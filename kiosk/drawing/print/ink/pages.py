"""Writes marks as pages of a PDF: shapes as paths, words as text that can be searched and selected.

Words stand as wide as they were measured: what kerning took from a line is taken from between its
letters. An outline behind words is drawn as a shape, so that nothing is read twice.
"""

import io
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fontTools.pens.reportLabPen import ReportLabPen
from fontTools.pens.transformPen import TransformPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.drawing.print.ink.letters import Letters
from kiosk.drawing.print.ink.marks import Mark, Pen, Shape, Written, marks
from kiosk.wording.typeset import width_em

CAPS: Final[Mapping[str, int]] = {"butt": 0, "round": 1, "square": 2}
JOINS: Final[Mapping[str, int]] = {"miter": 0, "round": 1, "bevel": 2}
ANCHORS: Final[Mapping[str, float]] = {"start": 0.0, "middle": 0.5, "end": 1.0}
FACES: Final[Mapping[bool, str]] = {False: "regular", True: "bold"}
NON_ZERO: Final = 1
"""The library's number for the rule that a shape is filled by, which is SVG's."""
_one_file: Final = threading.Lock()
"""The library keeps fonts by name for the whole process: one file at a time has its own there."""


@dataclass(frozen=True, slots=True)
class Page:
    """Markup in px and its size; ``dpi`` px are an inch."""

    parts: Sequence[str]
    width: float
    height: float
    title: str


def written(pages: Sequence[Page], dpi: int, title: str, lang: str, at: datetime) -> bytes:
    """A PDF of one page each, ``lang`` (BCP 47) its language, ``at`` the moment written into it.

    Pages of a file of several are listed beside it by their titles. Raises ValueError for what
    cannot be put on paper, NoFont without a font.
    """
    read = [list(marks(page.parts)) for page in pages]
    moment = f"D:{at:%Y%m%d%H%M%S}Z"
    with _letters(mark for found in read for mark in found) as letters, io.BytesIO() as out:
        # Invariant, and its date given: the same sheet is the same file.
        canvas = Canvas(out, invariant=1, pageCompression=1, pdfVersion=(1, 7))
        canvas.setDateFormatter(lambda *_: moment)
        canvas.setTitle(title)
        canvas.setCreator("hall-kiosk")
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setCatalogEntry("Lang", PDFString(lang))
        canvas.setViewerPreference("DisplayDocTitle", "true")
        for number, (page, found) in enumerate(zip(pages, read, strict=True)):
            _Ground(canvas, page, 72 / dpi, letters).draw(found)
            if len(pages) > 1:
                canvas.bookmarkPage(str(number))
                canvas.addOutlineEntry(page.title, str(number))
            canvas.showPage()
        canvas.save()
        return out.getvalue()


@contextmanager
def _letters(found: Iterable[Mark]) -> Iterator[Mapping[bool, Letters]]:
    """The letters of some words, put where the library looks for fonts while the block lasts."""
    said: dict[bool, list[str]] = {}
    for mark in found:
        if isinstance(mark, Written) and mark.words:
            said.setdefault(mark.bold, []).append(mark.words)
    with _one_file, ExitStack() as opened:
        letters = {
            bold: opened.enter_context(closing(Letters(words, bold)))
            for bold, words in said.items()
        }
        fonts = [TTFont(FACES[bold], io.BytesIO(cut.file)) for bold, cut in letters.items()]
        try:
            for font in fonts:
                pdfmetrics.registerFont(font)
            yield letters
        finally:
            for font in fonts:
                font.unregister()


class _Ground:
    """A page that is drawn on, its origin at the lower left, in points."""

    def __init__(
        self, canvas: Any, page: Page, scale: float, letters: Mapping[bool, Letters]
    ) -> None:
        self._canvas, self._scale, self._high = canvas, scale, page.height * scale
        self._letters = letters
        canvas.setPageSize((page.width * scale, self._high))

    def draw(self, found: Iterable[Mark]) -> None:
        for mark in found:
            if isinstance(mark, Written):
                self._write(mark)
            else:
                self._shape(mark)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        right, up = _near((x * self._scale, self._high - y * self._scale))
        return right, up

    def _shape(self, mark: Shape) -> None:
        pen, filled = mark.pen, mark.pen.fill != "none"
        path = self._canvas.beginPath()
        for points, closed in mark.lines():
            path.moveTo(*self._at(*points[0]))
            for point in points[1:]:
                path.lineTo(*self._at(*point))
            if closed:
                path.close()
        self._colours(pen, filled)
        self._canvas.drawPath(
            path, stroke=int(pen.stroke != "none"), fill=int(filled), fillMode=NON_ZERO
        )

    def _colours(self, pen: Pen, filled: bool) -> None:
        canvas = self._canvas
        canvas.setFillAlpha(pen.opacity)
        canvas.setStrokeAlpha(pen.opacity)
        if filled:
            canvas.setFillColorRGB(*(part / 255 for part in pen.rgb(pen.fill)))
        if pen.stroke != "none":
            canvas.setStrokeColorRGB(*(part / 255 for part in pen.rgb(pen.stroke)))
            canvas.setLineWidth(round(pen.width * pen.scale * self._scale, 3))
            canvas.setLineCap(CAPS[pen.cap])
            canvas.setLineJoin(JOINS[pen.join])
            canvas.setMiterLimit(pen.miter)

    def _write(self, line: Written) -> None:
        if not line.words:
            return
        face, size = FACES[line.bold], line.size * self._scale
        wide = width_em(line.words, line.bold) * size
        x, y = self._at(*line.at)
        x -= ANCHORS[line.anchor] * wide
        drawn = pdfmetrics.stringWidth(line.words, face, size)
        between = (wide - drawn) / max(1, len(line.words) - 1)
        self._colours(line.pen, filled=True)
        if line.pen.stroke != "none":
            self._outline(line, x, y, between)
        words = self._canvas.beginText(x, y)
        words.setFont(face, size)
        words.setCharSpace(round(between, 4))
        words.textOut(line.words)
        self._canvas.drawText(words)

    def _outline(self, line: Written, x: float, y: float, between: float) -> None:
        letters = self._letters[line.bold]
        k, path = line.size * self._scale / letters.units, self._canvas.beginPath()
        pen = ReportLabPen(letters.glyphs, _Rounded(path))
        for letter in line.words:
            glyph = letters.glyphs[letters.name(letter)]
            glyph.draw(TransformPen(pen, (k, 0, 0, k, x, y)))
            x += glyph.width * k + between
        self._canvas.setLineJoin(JOINS["round"])
        self._canvas.drawPath(path, stroke=1, fill=0)


class _Rounded:
    """A path of the page as a letter's outline is drawn into it."""

    def __init__(self, path: Any) -> None:
        self._path = path
        self.closePath = path.close

    def moveTo(self, *at: float) -> None:
        self._path.moveTo(*_near(at))

    def lineTo(self, *at: float) -> None:
        self._path.lineTo(*_near(at))

    def curveTo(self, *points: float) -> None:
        self._path.curveTo(*_near(points))


def _near(numbers: Iterable[float]) -> Iterator[float]:
    # A hundredth of a point is finer than any printer.
    return (round(number, 2) for number in numbers)
