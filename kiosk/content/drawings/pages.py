"""A page of a PDF as a picture, to trace a floor plan over.

2026-11-30 · By pypdfium2, which the tests read PDFs with already: nothing else draws vectors, scans and
fonts alike, and browsers draw no PDF onto a canvas. One document at a time (pdfium has no threads), of
bounded size, in the helper process; what acts by itself is refused before. Rejected: asking people to make
a picture of it first.
"""

import io
import threading
from typing import Final

import pypdfium2

from kiosk.content.pdfs import is_active
from signage.language.model_words import Amiss
from signage.language.words import Message

SIDE_PX: Final = 2400
PAGES_MAX: Final = 200
_drawing = threading.Lock()


class NoPage(Amiss):
    """In words."""


def page_picture(data: bytes, page: int = 1) -> bytes:
    """PNG, its longer side 2400 px. Raises :class:`NoPage`."""
    if not data.startswith(b"%PDF-"):
        raise NoPage(Message("drawings.pdf-none"))
    if is_active(data):
        raise NoPage(Message("drawings.pdf-active"))
    with _drawing:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise NoPage(Message("drawings.pdf-not-read")) from error
        try:
            return _picture(document, page)
        except pypdfium2.PdfiumError as error:
            raise NoPage(Message("drawings.pdf-page-not-drawn")) from error
        finally:
            document.close()


def _picture(document: pypdfium2.PdfDocument, page: int) -> bytes:
    count = len(document)
    if not 1 <= page <= min(count, PAGES_MAX):
        raise NoPage(Message("drawings.pdf-pages", pages=count))
    shown = document[page - 1]
    longer = max(shown.get_size())
    if not longer > 0:
        raise NoPage(Message("drawings.pdf-empty"))
    drawn = shown.render(scale=SIDE_PX / longer).to_pil().convert("RGB")
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
