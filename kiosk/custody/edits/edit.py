"""An edit of the description: of one file or several, whole or not at all.

Each file's whole text before and after is kept, so that what was meant can be shown, and taken back,
whatever has become of the directory.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

from kiosk.custody.edits.hall_file import HALL

WRITTEN: Final = (".toml", ".svg")
"""How the names of files end that an edit may write."""


@dataclass(frozen=True, slots=True)
class Change:
    """``file``: relative to the content directory. ``before`` empty = it was not there yet; ``after``
    empty = it is gone. Raises ValueError where the file is none of a description."""

    file: str
    before: str
    after: str

    def __post_init__(self) -> None:
        path = PurePosixPath(self.file)
        hidden = any(part.startswith(".") for part in path.parts)
        if path.is_absolute() or hidden or path.suffix not in WRITTEN or str(path) != self.file:
            raise ValueError(self.file)


@dataclass(frozen=True, slots=True)
class Edit:
    """``approved``: who adopted it, empty for a draft. ``number``: of the history, 0 for a draft."""

    by: str
    at: str
    why: str
    changes: tuple[Change, ...]
    approved: str = ""
    number: int = 0

    @property
    def mark(self) -> str:
        """By which a form says which edit was looked at."""
        parts = (f"{one.file}\0{one.before}\0{one.after}" for one in self.changes)
        return sha256("\0".join(parts).encode()).hexdigest()[:32]

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(one.file for one in self.changes)

    def of(self, file: str) -> Change | None:
        return next((one for one in self.changes if one.file == file), None)

    def begun(self, text: Callable[[str], str]) -> bool:
        """Whether every file is, by ``text``, as it was before."""
        return all(text(one.file) == one.before for one in self.changes)

    def done(self, text: Callable[[str], str]) -> bool:
        """Whether every file is, by ``text``, as it is after."""
        return all(text(one.file) == one.after for one in self.changes)

    def back(self, by: str, at: datetime, why: str) -> "Edit":
        turned = tuple(Change(one.file, one.after, one.before) for one in self.changes)
        return Edit(by, at.isoformat(), why, turned)

    def then(self, later: "Edit") -> "Edit":
        """Both as one, by both."""
        files = dict.fromkeys((*self.files, *later.files))
        joined = tuple(_joined(self.of(file), later.of(file)) for file in files)
        by, why = _once(self.by, later.by), _once(self.why, later.why)
        return replace(later, by=by, why=why, changes=joined)

    def told(self) -> "Edit":
        """Without files that it leaves as they were: one edit may have undone the other."""
        return replace(self, changes=tuple(one for one in self.changes if one.before != one.after))

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def edit_in(text: str) -> Edit:
    """Also of a version that knew ``hall.toml`` alone. Raises ValueError or TypeError."""
    kept = json.loads(text)
    if not isinstance(kept, dict):
        raise TypeError(kept)
    if "before" in kept:
        kept["changes"] = [{"file": HALL, "before": kept.pop("before"), "after": kept.pop("after")}]
    return Edit(**{**kept, "changes": tuple(_changes(kept["changes"]))})


def _changes(listed: Iterable[dict[str, str]]) -> Iterator[Change]:
    for one in listed:
        yield Change(**one)


def _joined(earlier: Change | None, later: Change | None) -> Change:
    if earlier is not None and later is not None:
        return Change(later.file, earlier.before, later.after)
    found = earlier or later
    assert found is not None, "one of both has the file"
    return found


def _once(*said: str) -> str:
    return " · ".join(dict.fromkeys(part for one in said for part in one.split(" · ") if part))
