"""One draft at a time and every adopted edit, in files of the data directory.

``hall.draft.json`` is replaced or gone; ``hall.edits/<number>.json`` are only added. An edit that is
being adopted waits as ``hall.edits/adopting`` until its files are written: cut off in between, it is
in the history where they came to be, and nowhere where they did not.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.content.hall_files import PLAN_FILE
from kiosk.content.reader import Content, ContentError, read
from kiosk.content.upgrades import journal
from kiosk.content.upgrades.directory import HIDDEN
from kiosk.custody.edits.edit import Change, Edit, edit_in
from kiosk.custody.edits.hall_file import HALL
from kiosk.store.files import replaced

DRAFT: Final = "hall.draft.json"
ADOPTED: Final = "hall.edits"
ADOPTING: Final = "adopting"
SHOWN: Final = 20


class Changed(Exception):
    """A file is no longer the one that the edit was made of."""


class Unwritable(Exception):
    """The server may not write the description."""


class Shelf:
    """``data``: of the store; ``content``: the directory the hall is described in, None where it is
    only known from the store."""

    def __init__(self, data: Path, content: Path | None) -> None:
        self.data, self.content = data, content

    @property
    def writable(self) -> bool:
        """Whether a description may be edited here at all."""
        return self.content is not None and (self.content / HALL).is_file() and self.may_write(HALL)

    def may_write(self, file: str) -> bool:
        if self.content is None:
            return False
        path = self.content / file
        there = (path,) if path.exists() else ()
        return all(os.access(place, os.W_OK) for place in (self.content, _folder(path), *there))

    def text(self, file: str = HALL) -> str:
        """Of a file as it stands, empty where it is not there. Raises :class:`Unwritable`,
        ValueError (no UTF-8), OSError."""
        if self.content is None or not self.may_write(file):
            raise Unwritable
        try:
            return (self.content / file).read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return ""

    # ---- drafts

    def standing(self, file: str = HALL) -> str:
        """What the next edit begins with: the draft's text where it is one of the files as they
        stand, else the file's. Raises as :meth:`text`."""
        draft = self.good_draft()
        change = draft.of(file) if draft is not None else None
        return change.after if change is not None else self.text(file)

    def further(self, edit: Edit) -> Edit:
        """An edit of what is :meth:`standing` as one of the files: the draft's, and this one. Raises
        as :meth:`text`."""
        draft = self.good_draft()
        if draft is None or not edit.begun(self.standing):
            return edit
        return draft.then(edit)

    @property
    def draft(self) -> Edit | None:
        return _read(self.data / DRAFT)

    def good_draft(self) -> Edit | None:
        """None where one of its files has been changed since."""
        draft = self.draft
        return draft if draft is not None and draft.begun(self.text) else None

    def put_draft(self, edit: Edit, later: str = "") -> None:
        """``later``: a file whose mistakes may wait until the edit is adopted: what is described and
        what is drawn cannot both come first.

        Raises :class:`Changed`, :class:`Unwritable`, :class:`ContentError`, ValueError, OSError."""
        edit = edit.told()
        self._require(edit)
        if not edit.changes:
            self.drop_draft()
            return
        try:
            self.checked(edit)
        except ContentError as error:
            if any(mistake.file != later for mistake in error.mistakes):
                raise
        replaced(self.data / DRAFT, edit.to_json())

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
        """Written as the files, all or none of them, after it has passed the check once more: what it
        is then.

        Raises as :meth:`put_draft`; then no file was touched, or all are by whoever comes next."""
        assert self.content is not None, "it is writable"
        self._settle()
        self._require(edit)
        self.checked(edit)
        number = next((one.number for one in self._listed()), 0) + 1
        kept = replace(edit, approved=approved, number=number)
        (self.data / ADOPTED).mkdir(mode=0o700, exist_ok=True)
        replaced(self.data / ADOPTED / ADOPTING, kept.to_json())
        # Once more: reading a whole description takes its time, and somebody may have an editor open.
        self._require(edit)
        written = {one.file: one.after.encode() if one.after else None for one in edit.changes}
        journal.write(self.content, written, for_undo=False)
        self._settle()
        self.drop_draft()
        return read(self.content)

    def checked(self, edit: Edit, *, drawn: bool = True) -> Content:
        """The whole description with this edit, as ``kiosk check`` reads it; without its floor plan
        where it is not to be ``drawn``. Raises :class:`ContentError`, OSError."""
        assert self.content is not None, "it is writable"
        with TemporaryDirectory(prefix="kiosk-edit-") as folder:
            copy = Path(folder) / "content"
            copytree(self.content, copy, ignore=HIDDEN)
            for one in edit.changes:
                _put(copy, one)
            if not drawn:
                (copy / PLAN_FILE).unlink(missing_ok=True)
            return read(copy)

    def stands(self, edit: Edit) -> bool:
        """Whether its files are as it made them, so that it can be taken back."""
        try:
            return edit.done(self.text)
        except (Unwritable, ValueError, OSError):
            return False

    def _require(self, edit: Edit) -> None:
        if not edit.begun(self.text):
            raise Changed

    def _settle(self) -> None:
        """Finish what was cut off: its files first, then its line of the history."""
        assert self.content is not None, "it is writable"
        journal.settle(self.content)
        path = self.data / ADOPTED / ADOPTING
        waiting = _read(path)
        if waiting is None:
            return
        if waiting.done(self.text):
            path.replace(self.data / ADOPTED / f"{waiting.number:06}.json")
        else:
            path.unlink()

    def _listed(self) -> Iterator[Edit]:
        waiting = _read(self.data / ADOPTED / ADOPTING)
        if waiting is not None and self.stands(waiting):
            yield waiting
        for path in sorted((self.data / ADOPTED).glob("*.json"), reverse=True):
            found = _read(path)
            if found is not None:
                yield found


def _folder(path: Path) -> Path:
    """The nearest that is there: an edit may make the others."""
    return next(one for one in path.parents if one.is_dir())


def _put(directory: Path, change: Change) -> None:
    path = directory / change.file
    if not change.after:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(change.after.encode())


def _read(path: Path) -> Edit | None:
    """None where there is none, or what is there cannot be used: an edit can be made again."""
    try:
        return edit_in(path.read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError):
        return None


__all__ = [
    "ADOPTED", "DRAFT", "Change", "Changed", "ContentError", "Edit", "Shelf", "Unwritable",
]  # fmt: skip
