"""The description as it would be with the draft that waits."""

from functools import lru_cache
from pathlib import Path

from kiosk.content.reader import Content
from kiosk.custody.edits.edit import Edit
from kiosk.custody.edits.shelf import ContentError, Shelf, Unwritable
from kiosk.serving.services import services
from signage.hall.model import Hall


def drafted_content() -> Content | None:
    """None where there is no draft, or it no longer fits the files."""
    shelf = _shelf()
    draft = shelf.draft
    if draft is None or shelf.content is None or not shelf.writable:
        return None
    try:
        return _checked(shelf.data, shelf.content, draft, services().board.view.read.digest)
    except (ContentError, OSError):
        return None


def drafted_hall() -> Hall:
    """The hall as the draft describes it, whatever is drawn of it yet; as it is served where there is
    no draft, or it no longer fits the files."""
    shelf, served = _shelf(), services().board.view
    try:
        draft = shelf.good_draft()
        if draft is None or shelf.content is None:
            return served.content.hall
        return _described(shelf.data, shelf.content, draft, served.read.digest)
    except (ContentError, Unwritable, ValueError, OSError):
        return served.content.hall


def _shelf() -> Shelf:
    store = services().store
    place = store.fact("content_directory")
    return Shelf(store.directory, Path(place) if place else None)


@lru_cache(maxsize=2)
def _described(data: Path, content: Path, draft: Edit, _live: str) -> Hall:
    """Read once for all that is drawn beside it. Raises :class:`ContentError`, OSError."""
    return Shelf(data, content).checked(draft, drawn=False).hall


@lru_cache(maxsize=2)
def _checked(data: Path, content: Path, draft: Edit, _live: str) -> Content:
    """Read once for all that is shown of it. Raises :class:`ContentError`, OSError."""
    return Shelf(data, content).checked(draft)
