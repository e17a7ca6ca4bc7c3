"""A store that fails as stores do: the real file, the real SQLite, broken from outside; and mended again."""

import os
import resource
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from kiosk.store import FILE, Store

PAGE = 4096


@contextmanager
def full(store: Store) -> Iterator[None]:
    """No file of this process grows beyond what the log beside the database is now; somebody reads it, so that it is
    not begun anew. The journal is far smaller."""
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


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    other = sqlite3.connect(store.directory / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def deleted(store: Store) -> Iterator[None]:
    for suffix in ("", "-wal", "-shm"):
        (store.directory / f"{FILE}{suffix}").unlink(missing_ok=True)
    yield


@contextmanager
def corrupt(store: Store) -> Iterator[None]:
    """Everything behind the first page is rubbish, and nothing of it is remembered."""
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = store.directory / FILE
    kept = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(os.urandom(len(kept) - PAGE))
    store._db.execute("PRAGMA shrink_memory")
    yield
    store._db.execute("PRAGMA shrink_memory")
    path.write_bytes(kept)


Fault = Callable[[Store], AbstractContextManager[None]]
FAULTS: Mapping[str, Fault] = {
    "full": full, "readonly": read_only, "locked": locked, "deleted": deleted, "corrupt": corrupt,
}  # fmt: skip
