"""A store that fails as stores do: the real file, the real SQLite, broken from outside; and mended
again.

Two tables of the same five faults: :data:`WITHIN` for a store of this process, :data:`OUTSIDE` for
a hall that runs as a process of its own. What a file suffers is the same in both; only a full disk
and one that lost its right to write are made by other means, because the machine's own disk is not
to be filled or frozen by a quick test.
"""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from kiosk.store import FILE, Store
from tests.faults.house import House

PAGE = 4096
BESIDE = ("", "-wal", "-shm")


def files(data: Path) -> list[Path]:
    return [data / f"{FILE}{suffix}" for suffix in BESIDE]


def run(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    other = sqlite3.connect(data / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def deleted(data: Path) -> Iterator[None]:
    for path in files(data):
        path.unlink(missing_ok=True)
    yield


@contextmanager
def corrupt(data: Path) -> Iterator[None]:
    """Rubbish over everything but the first page, in the file and in the log beside it; afterwards
    as it was."""
    kept = {}
    for path, first in zip(files(data)[:2], (PAGE, 32), strict=True):
        kept[path] = path.read_bytes()
        with path.open("r+b") as file:
            file.seek(first)
            file.write(os.urandom(max(0, len(kept[path]) - first)))
    yield
    for path, whole in kept.items():
        path.write_bytes(whole)


# ---------------------------------------------------------------- of this process


@contextmanager
def _forgetful(store: Store) -> Iterator[None]:
    """Corrupt, and nothing of it is remembered."""
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with corrupt(store.directory):
        store._db.execute("PRAGMA shrink_memory")
        yield
        store._db.execute("PRAGMA shrink_memory")


@contextmanager
def _no_larger(store: Store) -> Iterator[None]:
    """No file of this process grows beyond what the log beside the database is now; somebody reads
    it, so that it is not begun anew. The journal is far smaller."""
    reader = sqlite3.connect(store.directory / FILE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    size = (store.directory / f"{FILE}-wal").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        reader.close()


@contextmanager
def read_only(store: Store) -> Iterator[None]:
    store._db.execute("PRAGMA query_only=ON")
    yield
    store._db.execute("PRAGMA query_only=OFF")


WITHIN: Mapping[str, Callable[[Store], AbstractContextManager[None]]] = {
    "full": _no_larger, "readonly": read_only, "locked": lambda store: locked(store.directory),
    "deleted": lambda store: deleted(store.directory), "corrupt": _forgetful,
}  # fmt: skip

# ---------------------------------------------------------------- of a process of its own


@contextmanager
def _full_disk(house: House) -> Iterator[None]:
    """Only where the hall lives on a small disk of its own."""
    ballast = house.data.parent / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, PAGE, 64):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    yield
    ballast.unlink()


@contextmanager
def _immutable(house: House) -> Iterator[None]:
    """As after an error of the disk: what is open can be read and not written."""
    names = [str(path) for path in files(house.data)[:2]]
    if not run("chattr", "+i", *names):
        run("chattr", "-i", *names)
        pytest.skip("no right, or no file system, to make a file immutable")
    try:
        yield
    finally:
        run("chattr", "-i", *names)


OUTSIDE: Mapping[str, Callable[[House], AbstractContextManager[None]]] = {
    "full": _full_disk, "readonly": _immutable, "locked": lambda house: locked(house.data),
    "deleted": lambda house: deleted(house.data), "corrupt": lambda house: corrupt(house.data),
}  # fmt: skip
assert WITHIN.keys() == OUTSIDE.keys()
