"""Many files of a directory changed as one, and changed back.

All of it is first written beside them, with what stood there before; a rename is the moment from
which it holds. Cut off after that, whoever reads the directory next finishes it first.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from shutil import rmtree
from typing import Final

from kiosk.content.reader import ContentError
from kiosk.store.files import replaced
from kiosk.wording.causes import cause
from signage.language.mistake import Mistake
from signage.language.words import Message

MAKING, DOING, DONE = ".upgrade.new", ".upgrade", ".undo"
AFTER, BEFORE, LIST = "after", "before", "list.json"
Changes = Mapping[str, bytes | None]
OPEN: Final = 0o644


class Kept(StrEnum):
    """What can be undone once files are written."""

    THIS = "this"
    EARLIER = "earlier"
    NONE = "none"


class Edited(Exception):
    """Files have been edited since the upgrade: ``names``; going back would lose that."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class NothingToUndo(Exception):
    """No upgrade is kept."""


def write(directory: Path, changes: Changes, *, for_undo: bool = True) -> None:
    """``for_undo``: kept as what :func:`undo` takes back; else what is kept for it stays.

    Raises OSError; then nothing was changed, or all of it is by whoever comes next."""
    with _alone(directory):
        _finish(directory)
        if for_undo:
            _hold(
                directory, changes, {name: _read(directory / name) for name in changes}, Kept.THIS
            )
        else:
            _hold(directory, changes, {}, Kept.EARLIER)
        _finish(directory)


def settle(directory: Path) -> None:
    """Finish what was cut off. Raises :class:`ContentError` where that cannot be."""
    if not (directory / DOING).is_dir():
        return
    try:
        with _alone(directory):
            _finish(directory)
    except (OSError, ValueError, TypeError, KeyError) as error:
        remedy = Message("check.let-server-write")
        wrong = Message("check.cut-off", why=cause(error))
        raise ContentError([Mistake(DOING, "(directory)", wrong, remedy)]) from error


def undoable(directory: Path) -> bool:
    return (directory / DONE / LIST).is_file()


def undo(directory: Path) -> None:
    """As it was before the last upgrade. Raises :class:`NothingToUndo`, :class:`Edited`, OSError;
    then nothing was changed."""
    with _alone(directory):
        _finish(directory)
        done = directory / DONE
        if not undoable(directory):
            raise NothingToUndo
        names = _names(done)
        after = {name: _read(done / AFTER / name) for name in names}
        edited = tuple(name for name in names if _read(directory / name) != after[name])
        if edited:
            raise Edited(edited)
        before = {name: _read(done / BEFORE / name) for name in names}
        _hold(directory, before, {}, Kept.NONE)
        _finish(directory)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """A server and a command never write the directory at once."""
    handle = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _hold(directory: Path, changes: Changes, before: Changes, kept: Kept) -> None:
    making = directory / MAKING
    if making.exists():
        rmtree(making)
    try:
        for part, files in ((AFTER, changes), (BEFORE, before)):
            for name, data in files.items():
                if data is not None:
                    path = making / part / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    replaced(path, data, OPEN)
        making.mkdir(exist_ok=True)
        told = {"files": sorted(changes), "kept": kept}
        replaced(making / LIST, json.dumps(told), OPEN)
        for path in (making, *making.rglob("*")):
            _own(path, directory)
            if path.is_dir():
                _synced(path)
        making.rename(directory / DOING)
    finally:
        rmtree(making, ignore_errors=True)
    _synced(directory)


def _finish(directory: Path) -> None:
    doing = directory / DOING
    if not doing.is_dir():
        return
    for name in _names(doing):
        _put(directory, name, _read(doing / AFTER / name))
    done, kept = directory / DONE, _kept(doing)
    if done.exists() and kept is not Kept.EARLIER:
        rmtree(done)
    if kept is Kept.THIS:
        doing.rename(done)
    else:
        # First its name: half removed it must not be finished again.
        doing.rename(directory / MAKING)
        rmtree(directory / MAKING)
    _synced(directory)


def _put(directory: Path, name: str, data: bytes | None) -> None:
    path = directory / name
    if data is None:
        path.unlink(missing_ok=True)
        return
    if _read(path) == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else OPEN
    replaced(path, data, mode)
    for made in (path, *path.parents[: len(Path(name).parts) - 1]):
        _own(made, directory)


def _own(path: Path, directory: Path) -> None:
    """A command may run as root: what it writes is whose the directory is."""
    whose = directory.stat()
    with suppress(PermissionError):
        os.chown(path, whose.st_uid, whose.st_gid)


def _kept(held: Path) -> Kept:
    told = json.loads((held / LIST).read_bytes())
    # As an earlier version wrote it, which an upgrade of the program may have cut off.
    return Kept(told["kept"]) if "kept" in told else Kept.THIS if told["back"] else Kept.NONE


def _names(held: Path) -> tuple[str, ...]:
    return tuple(json.loads((held / LIST).read_bytes())["files"])


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _synced(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
