"""A store that fails as stores do: the real file, the real SQLite, broken from outside; and mended again."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from kiosk.store import FILE, Store

PAGE = 4096


@contextmanager
def full(store: Store) -> Iterator[None]:
    """SQLite may not grow the file by a page: the error is the one of a full disk. What is free in it goes first."""
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count={pages}")
    _filled(store._db)
    yield
    store._db.execute("PRAGMA max_page_count=1073741823")


def _filled(database: sqlite3.Connection) -> None:
    database.execute("CREATE TABLE IF NOT EXISTS main.ballast(x)")
    for size in (2000, 200, 20):
        try:
            for _ in range(2000):
                database.execute("INSERT INTO ballast VALUES(zeroblob(?))", (size,))
        except sqlite3.OperationalError:
            continue


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
