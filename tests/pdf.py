"""A PDF read back as a viewer shows it: its words, where they stand, its fonts, its picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from PIL import Image


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    left: float
    right: float
    """Of the ink, points."""
    font: str
    embedded: bool


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def words(data: bytes, page: int = 0) -> list[Words]:
    """In the order in which they are read."""
    with _opened(data) as document:
        shown = document[page]
        text = shown.get_textpage()
        return [
            Words(piece.extract(), left, right, font.get_base_name(), font.is_embedded)
            for piece in shown.get_objects(textpage=text)
            if isinstance(piece, pypdfium2.PdfTextObj)
            for (left, _, right, _), font in [(piece.get_bounds(), piece.get_font())]
        ]


def sizes(data: bytes) -> list[tuple[float, float]]:
    """Of its pages, points."""
    with _opened(data) as document:
        return [page.get_size() for page in document]


def facts(data: bytes) -> dict[str, str]:
    with _opened(data) as document:
        return document.get_metadata_dict()


def listed(data: bytes) -> list[str]:
    """The titles beside it."""
    with _opened(data) as document:
        return [entry.get_title() for entry in document.get_toc()]


def picture(data: bytes, dpi: float = 100, page: int = 0) -> Image.Image:
    with _opened(data) as document:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
