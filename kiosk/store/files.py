"""A hall's files from outside its database: small ones always whole, a log read back, who stands on
it."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from kiosk.store.faults import StoreError, faults
from kiosk.store.schema import FILE, LOCK, SAFE_MODE


def replaced(path: Path, body: str | bytes, mode: int = 0o600) -> None:
    """Write ``body``, a text as UTF-8, as ``path``. Raises OSError; then the old file is
    untouched."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with open(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, mode), "wb") as file:
            file.write(body.encode() if isinstance(body, str) else body)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def among_others(directory: Path, unfinished: str) -> Iterator[None]:
    """Removes what a program that died has left unfinished in ``directory``, unless another is at
    work there; none that does the same removes anything while this one is.

    A place that cannot be read, or knows no such locks, keeps what was left.
    """
    with ExitStack() as until:
        with suppress(OSError):
            handle = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
            until.callback(os.close, handle)
            if _alone(handle):
                for left in directory.glob(unfinished):
                    rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def _alone(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def read_text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def is_served(data: Path) -> bool:
    """Whether a server stands on the files of the log at this moment; one in safe mode leaves them
    alone."""
    try:
        handle = os.open(data / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # Its holder may be in safe mode, which is written in the lock: then the log is nobody's.
        return os.read(handle, len(SAFE_MODE)) != SAFE_MODE
    finally:
        os.close(handle)
    return False


def rows_after(directory: Path, seq: int, most: int) -> list[tuple[int, str, str, str, str, str]]:
    """Rows of the log as somebody finds them who opens the file anew, for the chain."""
    sql = "SELECT seq, at, actor, role, body, hash FROM events WHERE seq>? ORDER BY seq LIMIT ?"
    with (
        faults(directory),
        closing(_newly_opened(directory / FILE)) as database,
    ):
        return database.execute(sql, (seq, most)).fetchall()


def _newly_opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def read_back(directory: Path, tip: tuple[int, str], *, whole: bool) -> None:
    """The log as somebody finds it who opens the file anew: not from memory, not from a file
    without a name.

    Find the event of this number and hash there, with ``whole`` look at every page.

    Raises :class:`StoreError` where the file is damaged or ends earlier.
    """
    path = directory / FILE
    with faults(directory):
        database = _newly_opened(path)
        try:
            found = database.execute("SELECT hash FROM events WHERE seq=?", (tip[0],)).fetchone()
            if tip[0] and (found is None or found[0] != tip[1]):
                raise StoreError(f"{path} does not hold event {tip[0]}.", kind="corrupt")
            if whole and (said := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise StoreError(f"{path} is damaged: {said}", kind="corrupt")
        finally:
            database.close()
