"""One draft at a time and every adopted edit, in files of the data directory.

``hall.draft.json`` is replaced or gone; ``hall.edits/<number>.json`` are only added. Each holds the
file's whole text before and after, so that what was meant can be shown, and taken back, whatever
has become of the directory.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.content.reader import Content, ContentError, read
from kiosk.custody.edits.hall_file import HALL
from kiosk.store.files import replaced

DRAFT: Final = "hall.draft.json"
ADOPTED: Final = "hall.edits"
SHOWN: Final = 20


class Changed(Exception):
    """The file is no longer the one that the edit was made of."""


class Unwritable(Exception):
    """The server may not write the description."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``approved``: who adopted it, empty for a draft. ``number``: of the history, 0 for a draft."""

    by: str
    at: str
    why: str
    before: str
    after: str
    approved: str = ""
    number: int = 0

    @property
    def mark(self) -> str:
        """By which a form says which edit was looked at."""
        return sha256(f"{self.before}\0{self.after}".encode()).hexdigest()[:32]

    def back(self, by: str, at: datetime, why: str) -> "Edit":
        return Edit(by, at.isoformat(), why, self.after, self.before)


class Shelf:
    """``data``: of the store; ``content``: the directory the hall is described in, None where it is
    only known from the store."""

    def __init__(self, data: Path, content: Path | None) -> None:
        self.data, self.content = data, content

    @property
    def writable(self) -> bool:
        return self.content is not None and all(
            os.access(place, os.W_OK) for place in (self.content, self.content / HALL)
        )

    def text(self) -> str:
        """Of the file as it stands. Raises :class:`Unwritable`."""
        if self.content is None or not self.writable:
            raise Unwritable
        return (self.content / HALL).read_bytes().decode("utf-8-sig")

    # ---- drafts

    def standing(self) -> str:
        """What the next edit begins with: the draft's text where it is one of the file as it stands,
        else the file's. Raises :class:`Unwritable`."""
        text, draft = self.text(), self.draft
        return draft.after if draft is not None and draft.before == text else text

    def further(self, edit: Edit) -> Edit:
        """An edit of :meth:`standing` as one of the file: the draft's, and this one. Raises
        :class:`Unwritable`."""
        draft = self.draft
        if draft is None or draft.before != self.text() or draft.after != edit.before:
            return edit
        by = _once(draft.by, edit.by)
        return replace(edit, before=draft.before, by=by, why=_once(draft.why, edit.why))

    @property
    def draft(self) -> Edit | None:
        return _read(self.data / DRAFT)

    def put_draft(self, edit: Edit) -> None:
        """Raises :class:`Changed`, :class:`Unwritable`, :class:`ContentError`, OSError."""
        self._require(edit)
        self.checked(edit)
        if edit.after == edit.before:
            # One edit has undone the other.
            self.drop_draft()
            return
        replaced(self.data / DRAFT, json.dumps(asdict(edit), ensure_ascii=False))

    def drop_draft(self) -> None:
        (self.data / DRAFT).unlink(missing_ok=True)

    # ---- what was adopted

    def history(self) -> tuple[Edit, ...]:
        """Newest first."""
        return tuple(self._listed())[:SHOWN]

    def edit(self, number: str) -> Edit | None:
        """By its number in the history, as somebody gives it."""
        return next((one for one in self._listed() if str(one.number) == number), None)

    def adopt(self, edit: Edit, approved: str) -> Content:
        """Written as the file, in one step, after it has passed the check once more: what it is then.

        Raises as :meth:`put_draft`; then the file is untouched."""
        self._require(edit)
        self.checked(edit)
        assert self.content is not None, "it is writable"
        number = next((one.number for one in self._listed()), 0) + 1
        (self.data / ADOPTED).mkdir(mode=0o700, exist_ok=True)
        kept = replace(edit, approved=approved, number=number)
        mode = (self.content / HALL).stat().st_mode & 0o777
        replaced(self.content / HALL, edit.after, mode)
        # After the file: cut off here the edit holds, and only its line of the history is missing.
        replaced(
            self.data / ADOPTED / f"{number:06}.json", json.dumps(asdict(kept), ensure_ascii=False)
        )
        self.drop_draft()
        return read(self.content)

    def checked(self, edit: Edit) -> Content:
        """The whole description with this edit, as ``kiosk check`` reads it. Raises
        :class:`ContentError`."""
        assert self.content is not None, "it is writable"
        with TemporaryDirectory(prefix="kiosk-edit-") as folder:
            copy = Path(folder) / "content"
            copytree(self.content, copy)
            (copy / HALL).write_text(edit.after, "utf-8")
            return read(copy)

    def _require(self, edit: Edit) -> None:
        if self.text() != edit.before:
            raise Changed

    def _listed(self) -> Iterator[Edit]:
        for path in sorted((self.data / ADOPTED).glob("*.json"), reverse=True):
            found = _read(path)
            if found is not None:
                yield found


def _once(*said: str) -> str:
    return " · ".join(dict.fromkeys(part for one in said for part in one.split(" · ") if part))


def _read(path: Path) -> Edit | None:
    """None where there is none, or what is there cannot be used: an edit can be made again."""
    try:
        return Edit(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


__all__ = ["ADOPTED", "DRAFT", "Changed", "ContentError", "Edit", "Shelf", "Unwritable"]
