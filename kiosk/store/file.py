"""The one connection to the one file: opened, locked, read and written; what fails is a
:class:`StoreError`.

2026-11-28 · SQLite waits 10 ms for another program, not 5 s: who must not wait (life safety) does
not, and who may wait does so outside the lock, in :meth:`HallFile._patiently` and in
:meth:`kiosk.engine.board.Board.do`.
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from kiosk.store.beside.apart import put_access, read_access
from kiosk.store.faults import StoreError, faults
from kiosk.store.identity import lived_in
from kiosk.store.migrations import migrate, newest, require_known, require_unserved, version_in
from kiosk.store.schema import FILE, LOCK, SAFE_MODE
from signage.language.words import Words

RESCUED: Final = f"{FILE}.rescued"
"""What lost its name while it was open, written down whole; taken as the hall's file where there is
none."""
BUSY_MS: Final = 10
OPENING_MS = 5000
"""How long opening waits for another program that holds the log."""
PATIENCE_S: Final = 5.0
"""How long what may wait does wait for another program to let go."""
AGAIN_S: Final = 0.03
SCRUB_S = 2.0
"""How long a rewrite waits for who still reads the old pages; the next turn tries again."""
READ_S: Final = 2.0
"""How long a reader waits for a writer whose disk hangs."""
T = TypeVar("T")


class HallFile:
    """One SQLite file in WAL with ``synchronous=FULL``: an answered command survives the power cut
    after it."""

    def __init__(
        self, directory: Path, *, without_log: bool = False, reading: bool = False
    ) -> None:
        """``without_log``: in memory, with the people who are kept apart from a log that cannot be
        used.

        ``reading``: an older file that cannot be brought up to date where it lies is read from a
        copy in memory.
        """
        self._held: int | None = None
        self._lock = threading.RLock()
        self.directory = directory
        self.without_log = without_log
        self.failing = False
        """Set by who watches it: nobody but the board and the probe waits for a store that is known
        to fail."""
        self.troubles: dict[str, Words | str] = {}
        """What is the matter with the files beside the log and with the snapshot, by topic."""
        self._marks: dict[str, tuple[int, int] | None] = {}
        try:
            self._db = self._in_memory() if without_log else self._opened(reading=reading)
        except OSError as error:
            raise StoreError(unusable(directory, error), "unusable") from error

    def _opened(self, *, reading: bool = False) -> sqlite3.Connection:
        path, rescued = self.directory / FILE, self.directory / RESCUED
        self.directory.mkdir(parents=True, exist_ok=True)
        if rescued.exists() and not path.exists():
            # The new name first: a power cut between the two leaves at least one.
            path.hardlink_to(rescued)
        rescued.unlink(missing_ok=True)
        # sqlite makes a new hall of a missing or empty file: that would be believed to be calm.
        if lived_in(self.directory) and (not path.exists() or path.stat().st_size == 0):
            raise StoreError(
                f"The log {path} is gone, but a hall has lived here. Put it back, or: kiosk restore FILE --data"
                f" {self.directory}, or begin a new one: kiosk log new --data {self.directory}.",
                "lost",
            )
        if path.exists():
            require_known(path)
        database: sqlite3.Connection | None = None
        try:
            # Without the module's own transactions, which begin deferred and lock too late.
            database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            # First of all: already the change to WAL may have to wait for another program.
            database.execute(f"PRAGMA busy_timeout={OPENING_MS}")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("PRAGMA secure_delete=ON")
            self._bring_up_to_date(database)
        except (sqlite3.DatabaseError, StoreError) as error:
            if reading and database is not None and _stands_in_the_way(error):
                return _copy_up_to_date(database)
            if database is not None:
                database.close()
            if isinstance(error, StoreError):
                raise
            raise self._failed(error) from error
        # A connection goes on writing to a file that has lost its name, and to a log beside it that
        # has: nobody would ever find what was acknowledged there.
        self._marks = {name: _mark(self.directory / name) for name in ("", FILE, f"{FILE}-wal")}
        return database

    def _bring_up_to_date(self, database: sqlite3.Connection) -> None:
        if self._held is None and 0 < version_in(database) < newest():
            require_unserved(self.directory)
        migrate(database)

    def _in_memory(self) -> sqlite3.Connection:
        database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        migrate(database)
        access = read_access(self.directory)
        if access is not None:
            put_access(database, access)
        return database

    def _failed(self, error: sqlite3.DatabaseError) -> StoreError:
        # What is wrong with the place (space, owner, lock) is an OperationalError; any other is the
        # file itself.
        if isinstance(error, sqlite3.OperationalError):
            return StoreError(unusable(self.directory, error), "unusable")
        return StoreError(
            f"Cannot use the data directory {self.directory}: {FILE} is damaged ({error}). Bring back a backup (kiosk"
            f" restore FILE --data {self.directory}) or begin a new log (kiosk log new --data {self.directory}); the"
            " damaged file is kept.",
            "corrupt",
        )

    def hold(self) -> None:
        """Be the one that serves this directory, until :meth:`close` or death. Raises
        :class:`StoreError` where another is: two servers would each go on from what they know, and
        only one of them could write it down."""
        before = self._held
        try:
            handle = os.open(self.directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            # Known before it is locked, so that close() lets go of it whatever comes of that.
            self._held = handle
            # It goes with the process however that dies; a file that only exists would stay behind.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._note_mode()
            # The lock of before only now: its number must not be closed twice where this fails.
            if before is not None:
                os.close(before)
        except BlockingIOError:
            raise StoreError(
                f"A hall is being served from {self.directory}: stop that server first, or name another directory.",
                "served",
            ) from None
        except OSError as error:
            raise StoreError(unusable(self.directory, error), "unusable") from error

    def _note_mode(self) -> None:
        if self._held is not None:
            os.ftruncate(self._held, 0)
            os.pwrite(self._held, SAFE_MODE if self.without_log else b"", 0)

    def be_prompt(self) -> None:
        """From now on wait no longer than a blink for another program."""
        self._db.execute(f"PRAGMA busy_timeout={BUSY_MS}")

    def only_read(self) -> None:
        """From now on nothing is written through here: a second process beside the one that
        serves."""
        self._db.execute("PRAGMA query_only=ON")

    def close(self) -> None:
        with self._lock:
            self._db.close()
            if self._held is not None:
                os.close(self._held)
                self._held = None

    def require_there(self) -> None:
        """Raises :class:`StoreError` where the file at the path is no longer the one that is
        open."""
        for name, known in self._marks.items():
            try:
                found = _mark(self.directory / name)
            except OSError as error:
                raise StoreError(
                    f"{self.directory / name} cannot be looked at: {error.strerror}.", kind="io"
                ) from error
            if known is None:
                self._marks[name] = found
            elif found != known:
                what = "is another file now" if found else "was deleted"
                raise StoreError(
                    f"{self.directory / name} {what} while the hall runs.", kind="deleted"
                )

    def touch(self) -> None:
        """A real write, committed, that says nothing."""
        self.require_there()
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO probe VALUES(1, datetime('now'))")

    def rescue(self) -> None:
        """Give the open file its name again, where that is free. Raises :class:`StoreError` where
        it is not."""
        with self._lock, faults(self.directory):
            try:
                self._rescue()
            except OSError as error:
                raise StoreError(
                    f"{self.directory / FILE} was not written back: {error.strerror}.",
                    kind="deleted",
                ) from error

    def _rescue(self) -> None:
        path, rescued = self.directory / FILE, self.directory / RESCUED
        found = _mark(path)
        if _mark(self.directory) != self._marks[""] or found not in (None, self._marks[FILE]):
            raise StoreError(
                f"Another file, or another directory, is at {path} now: it is left alone.",
                kind="deleted",
            )
        # Our own directory and a free name, or our own file: somebody else's is never replaced.
        self._copied_to(rescued)
        for suffix in ("-wal", "-shm"):
            path.with_name(f"{FILE}{suffix}").unlink(missing_ok=True)
        if found is None:
            path.hardlink_to(rescued)
        else:
            rescued.replace(path)
        if self._held is not None and not (self.directory / LOCK).exists():
            self.hold()
        # The old connection stays until the new one is there: should the file be deleted again, it
        # is all there is. Closed last it deletes no log beside the database: SQLite sees that its
        # own file has lost the name.
        old, self._db = self._db, self._opened()
        self.be_prompt()
        old.close()

    def _copied_to(self, rescued: Path) -> None:
        """Whole, and on the disk, before anything is closed."""
        rescued.unlink(missing_ok=True)
        copy = sqlite3.connect(rescued, isolation_level=None)
        try:
            self._db.backup(copy)
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreError(
                    f"What is still open of {self.directory / FILE} is damaged.", kind="corrupt"
                )
        finally:
            copy.close()
        rescued.chmod(0o600)
        _synced(rescued)
        _synced(self.directory)

    def scrub(self) -> bool:
        """Leave no byte of what was deleted in any file; False while another process still reads
        the old pages.

        ``secure_delete`` zeroes cells, but a page that was split may keep a copy in its gap: only a
        rewrite is sure.
        """
        return self._quietly("VACUUM") and self._quietly("PRAGMA wal_checkpoint(TRUNCATE)")

    def _quietly(self, sql: str) -> bool:
        """Carry it out as soon as nobody else is in the way; whether it was."""
        until = time.monotonic() + SCRUB_S
        while True:
            with self._lock, suppress(sqlite3.OperationalError):
                row = self._db.execute(sql).fetchone()
                # VACUUM answers nothing, a checkpoint (busy, …): 1 where a reader was in its way.
                if row is None or not row[0]:
                    return True
            if time.monotonic() >= until:
                return False
            time.sleep(AGAIN_S)

    @contextmanager
    def _transaction(self, *, patient: bool = False) -> Iterator[None]:
        """``patient``: wait for another program that is writing, with the lock free meanwhile."""
        until = time.monotonic() + (PATIENCE_S if patient and not self.failing else 0.0)
        while not self._begun(until):
            time.sleep(AGAIN_S)
        try:
            with faults(self.directory):
                yield
                self._db.execute("COMMIT")
        except BaseException:
            # A full disk has rolled back by itself; a second ROLLBACK would hide its error.
            if self._db.in_transaction:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
            raise
        finally:
            self._lock.release()

    def _begun(self, until: float) -> bool:
        """Whether the lock is held and a transaction open; False where it is worth another
        attempt."""
        self._lock.acquire()
        try:
            with faults(self.directory):
                self._db.execute("BEGIN IMMEDIATE")
            return True
        except BaseException as error:
            self._lock.release()
            if (
                isinstance(error, StoreError)
                and error.kind == "locked"
                and time.monotonic() < until
            ):
                return False
            raise

    def _patiently(self, act: Callable[[], T]) -> T:
        """``act`` under the lock; again and again while another program is writing, with the lock
        free between."""
        until = time.monotonic() + (0 if self.failing else PATIENCE_S)
        while True:
            try:
                with self._lock, faults(self.directory):
                    return act()
            except StoreError as error:
                if error.kind != "locked" or time.monotonic() >= until:
                    raise
            time.sleep(AGAIN_S)

    def _one(self, sql: str, *values: object, within_s: float = READ_S) -> Any:
        with self._reading(within_s):
            return self._db.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: object, within_s: float = READ_S) -> list[Any]:
        with self._reading(within_s):
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _reading(self, within_s: float) -> Iterator[None]:
        if not self._lock.acquire(timeout=within_s):
            raise StoreError("Nothing was read: the disk does not answer.", kind="slow")
        try:
            with faults(self.directory):
                yield
        finally:
            self._lock.release()

    def _write(self, sql: str, *values: object) -> int:
        return self._patiently(lambda: self._db.execute(sql, values).rowcount)


def _stands_in_the_way(error: Exception) -> bool:
    """Whether the file is whole, and only must not or cannot be changed now."""
    return isinstance(error, sqlite3.OperationalError) or (
        isinstance(error, StoreError) and error.why == "served"
    )


def _copy_up_to_date(database: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    with closing(database):
        database.backup(copy)
    migrate(copy)
    return copy


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unusable(directory: Path, error: Exception) -> str:
    return f"Cannot use the data directory {directory}: {error}. Check its owner and space."


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_dev, state.st_ino
