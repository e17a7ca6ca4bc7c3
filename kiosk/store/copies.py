"""Backups of the data directory, and the way back. Personal data is in none of them.

A backup is one SQLite file with every table but ended sign-ins and ``papers``: what a window wrote
down about a taxpayer is erased on schedule, and a copy of it somewhere else would outlive that. For
the same reason photographs and documents of incidents stay where they are; the log keeps the hash
of each. It is read in one transaction, so the hall may run.

2026-11-29 · Its name ends in the head of its log, which only the copy knows: so it is renamed once
more. Rejected: a file beside it, which whoever copies one file leaves behind.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.store import FILE, LOG_IDENTITY, Head, StoreError, verify_chain
from kiosk.store.beside.keys import MARK, SECRET, after_restore, marked
from kiosk.store.beside.sealed import is_sealed, seal, unseal
from kiosk.store.files import among_others
from kiosk.store.identity import Identity, lived_in
from kiosk.store.migrations import migrate, require_known, version_in
from kiosk.store.renewal import (
    SUFFIXES,
    Settled,
    announce,
    begin,
    damage,
    movable,
    move_aside,
    settle,
    succeeding,
    vouch,
)

LEFT_OUT: Final = frozenset({"papers", "ended", "probe"})
NAME: Final = "hall-{:%Y%m%dT%H%M%SZ}"
SUFFIX: Final = ".sqlite"
_PATTERN: Final = f"hall-????????T??????Z*{SUFFIX}*"
SEALED: Final = ".sealed"
"""Ends the name of a backup in a directory that only the holder of a key can read."""
_SEALING: Final = ".sealing-"


def backup(data: Path, target: Path) -> int:
    """Copy the hall in ``data`` to the file ``target``; the number of events in it."""
    return _copied(data, target).seq


def _copied(data: Path, target: Path) -> Head:
    """The head of the copy.

    The copy has its name only once it is whole, its chain of hashes checked and on the disk. Raises
    :class:`StoreError`; then there is no new file, and an older one of that name is untouched.
    """
    source = data / FILE
    if target.name == FILE:
        raise StoreError(f"{target} is a hall's own file: give the backup another name.")
    if not source.is_file():
        raise StoreError(
            f"There is no hall in {data}: name the directory that kiosk serve --data uses."
        )
    require_known(source)
    with _arriving(target) as arriving, _opened(arriving) as copy:
        copy.execute("ATTACH ? AS hall", (f"{source.resolve().as_uri()}?mode=ro",))
        # A hall that an older program serves is copied as it is, and brought up to date where it is
        # restored.
        migrate(copy, upto=max(1, version_in(copy, "hall")))
        # One transaction reads the whole hall: every table is of the same moment though it goes on.
        copy.execute("BEGIN")
        there = {
            row[0] for row in copy.execute("SELECT name FROM hall.sqlite_master WHERE type='table'")
        }
        for (table,) in copy.execute(
            "SELECT name FROM main.sqlite_master WHERE type='table'"
        ).fetchall():
            if table in there - LEFT_OUT:
                # A key that signs is in no backup, also of a hall that an older program serves.
                kept = " WHERE name<>'secret'" if table == "facts" else ""
                copy.execute(f"INSERT INTO main.{table} SELECT * FROM hall.{table}{kept}")  # noqa: S608  # names of the schema
        copy.execute("COMMIT")
        copy.execute("DETACH hall")
        return _checked(copy, source)


def sealed_backup(data: Path, target: Path, key: bytes) -> int:
    """The same, for the holder of the key alone."""
    return _copied_and_sealed(data, target, key).seq


def _copied_and_sealed(data: Path, target: Path, key: bytes) -> Head:
    """What is not sealed yet lies beside the hall's own log."""
    with _beside_the_log(data) as place:
        head = _copied(data, place / "copy.sqlite")
        with _arriving(target) as arriving:
            seal(place / "copy.sqlite", arriving, key)
        return head


@contextmanager
def _beside_the_log(data: Path) -> Iterator[Path]:
    """A place of its owner alone that is gone afterwards, and with it what one cut short has left."""
    try:
        with (
            among_others(data, f"{_SEALING}*"),
            TemporaryDirectory(prefix=_SEALING, dir=data) as place,
        ):
            yield Path(place)
    except OSError as error:
        raise StoreError(f"Cannot write in {data}: {error}. Check its owner and space.") from error


def backup_into(
    data: Path, directory: Path, keep: int | None, now: datetime, key: bytes | None = None
) -> tuple[Path, int]:
    """A backup named by its time and the head of its log in ``directory``; of all backups there
    the newest ``keep`` stay, None = all."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(
            f"Cannot make {directory}: {error.strerror}. Choose another place."
        ) from error
    ending, name = SUFFIX + (SEALED if key else ""), NAME.format(now.astimezone(UTC))
    # Two halls may keep theirs in one place, and begin in one second.
    made = directory / f"{name}-{token_hex(4)}{ending}"
    with among_others(directory, ".hall-*.partial*"):
        head = _copied_and_sealed(data, made, key) if key else _copied(data, made)
        # Only the copy knows its own head; one cut short here is a backup under the other name.
        target = directory / f"{name}-{head}{ending}"
        _renamed(made, target)
    if keep is not None:
        for old in sorted(directory.glob(_PATTERN))[:-keep]:
            old.unlink(missing_ok=True)
    return target, head.seq


def _renamed(made: Path, target: Path) -> None:
    try:
        made.rename(target)
        _synced(target.parent)
    except OSError as error:
        raise StoreError(f"{made} was not named {target.name}: {error.strerror}.") from error


def restore(file: Path, data: Path, now: datetime, key: bytes | None = None) -> tuple[int, Settled]:
    """As :func:`_restored`, also of a backup that only the holder of ``key`` can read."""
    if not is_sealed(file):
        return _restored(file, data, now)
    if key is None:
        raise StoreError(f"{file} is sealed: name the file with its key, --key FILE.")
    _made(data)
    with _beside_the_log(data) as place:
        unseal(file, place / "copy.sqlite", key)
        return _restored(place / "copy.sqlite", data, now)


def _made(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"Cannot make {data}: {error.strerror}. Choose another place.") from error


def _restored(file: Path, data: Path, now: datetime) -> tuple[int, Settled]:
    """Make ``data`` the hall of a backup; the number of events in it, and what was settled by it.

    Raises :class:`StoreError`; then nothing changed. A directory that holds a hall is refused,
    running or not: nothing is ever overwritten. Where a hall has lived, a log that cannot be used
    is moved aside, and who may act is taken from the file beside it.
    """
    if not file.is_file():
        raise StoreError(f"There is no backup {file}: name a file that kiosk backup made.")
    require_known(file)
    _made(data)
    replacing = lived_in(data)
    if _files(data) and not (replacing and _useless(data)):
        raise StoreError(
            f"{data} already holds a hall: stop it and move the directory away, or name a new one."
        )
    movable(data)
    with _read(file) as source:
        events = _checked(source, file).seq
        row = source.execute("SELECT value FROM facts WHERE name=?", (LOG_IDENTITY,)).fetchone()
        identity = succeeding(data, Identity.of(row[0]) if row else None)
        aside = move_aside(data, now) if replacing else None
        with _arriving(data / FILE, new=True) as arriving, _opened(arriving) as copy:
            source.backup(copy)
            migrate(copy)
            leaked = _key_taken_out(copy)
            vouch(copy, data, identity)
    _sign_anew(data, leaked, now)
    announce(data, identity)
    return events, Settled(identity, aside)


def _sign_anew(data: Path, leaked: str | None, now: datetime) -> None:
    try:
        after_restore(data, leaked, now)
    except OSError as error:
        raise StoreError(
            f"Cannot write in {data}: {error}. Check its owner and space, then run kiosk keys rotate."
        ) from error


def _key_taken_out(database: sqlite3.Connection) -> str | None:
    """Of a backup that an older program made."""
    row = database.execute("SELECT value FROM facts WHERE name=?", (SECRET,)).fetchone()
    if row is None:
        return None
    database.execute("INSERT OR IGNORE INTO facts VALUES(?,?)", (MARK, marked(row[0])))
    database.execute("DELETE FROM facts WHERE name=?", (SECRET,))
    return str(row[0])


def renew(data: Path, now: datetime) -> Settled:
    """A new, empty log in place of one that is lost or cannot be read; a whole one answers for
    those screens know.

    Raises :class:`StoreError`; then nothing changed.
    """
    if not data.is_dir() or not any(data.iterdir()):
        raise StoreError(
            f"There has been no hall in {data}: name the directory that kiosk serve --data uses."
        )
    error = damage(data)
    if error is None:
        settled = settle(data)
        if settled is None:
            raise StoreError(
                f"The log in {data} is whole, and nobody knows another: there is nothing to settle. For an empty hall"
                " name another directory."
            )
        return settled
    if error.why == "unusable":
        raise error
    movable(data)
    identity = succeeding(data, None)
    aside = move_aside(data, now)
    with _arriving(data / FILE, new=True) as arriving:
        begin(arriving, data, identity)
    announce(data, identity)
    return Settled(identity, aside)


def _files(data: Path) -> bool:
    return any((data / f"{FILE}{suffix}").exists() for suffix in SUFFIXES)


def _useless(data: Path) -> bool:
    found = damage(data)
    if found is not None and found.why == "unusable":
        raise found
    return found is not None


def _checked(database: sqlite3.Connection, named: Path) -> Head:
    """The head of a database that is whole."""
    (state,) = database.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        raise StoreError(
            f"{named} is damaged ({state}): use an older backup and keep this file as evidence."
        )
    return verify_chain(
        database.execute("SELECT seq,at,actor,role,body,hash FROM events ORDER BY seq")
    )


@contextmanager
def _arriving(target: Path, *, new: bool = False) -> Iterator[Path]:
    """A new file that only its owner may read; it takes its name when the block ends well, else it
    is gone.

    ``new``: the name must still be free then; otherwise an older file of that name is replaced.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield partial
        _synced(partial)
        if new:
            target.hardlink_to(partial)
        else:
            partial.replace(target)
        _synced(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{target} was not written: {error}. Check the place, its owner and its space."
        ) from error
    finally:
        # A copy that failed in the middle of its transaction leaves SQLite's journal as well.
        for left in (partial, partial.with_name(f"{partial.name}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _synced(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(path, isolation_level=None, uri=True)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _read(path: Path) -> Iterator[sqlite3.Connection]:
    """A backup as it lies there. Raises :class:`StoreError` where it is none."""
    database = sqlite3.connect(
        # Immutable: a backup may lie on a medium on which SQLite could make no lock.
        f"{path.resolve().as_uri()}?mode=ro&immutable=1",
        isolation_level=None,
        uri=True,
    )
    try:
        found = {
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
        if "events" not in found:
            raise StoreError(f"{path} is no backup of a hall: name a file that kiosk backup made.")
        yield database
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path} is no backup, or it is damaged ({error}): use another one."
        ) from error
    finally:
        database.close()
