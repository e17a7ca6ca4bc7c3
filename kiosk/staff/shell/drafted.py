"""The description as it would be with the draft that waits."""

from functools import lru_cache
from pathlib import Path

from kiosk.content.reader import Content
from kiosk.custody.edits.edit import Edit
from kiosk.custody.edits.shelf import ContentError, Shelf
from kiosk.serving.services import services


def drafted_content() -> Content | None:
    """None where there is no draft, or it no longer fits the files."""
    store = services().store
    place = store.fact("content_directory")
    shelf = Shelf(store.directory, Path(place) if place else None)
    draft = shelf.draft
    if draft is None or shelf.content is None or not shelf.writable:
        return None
    try:
        return _checked(shelf.data, shelf.content, draft, services().board.view.read.digest)
    except (ContentError, OSError):
        return None


@lru_cache(maxsize=2)
def _checked(data: Path, content: Path, draft: Edit, _live: str) -> Content:
    """Read once for all that is shown of it. Raises :class:`ContentError`, OSError."""
    return Shelf(data, content).checked(draft)
