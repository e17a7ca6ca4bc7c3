"""A person's act that settles which log a hall goes by: a new one, the one that is there, or one
brought back.

Nothing is ever deleted: what cannot be read is moved aside in the same directory, under a name with
the time.
"""

import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk.store import FILE, LOG_IDENTITY, STRANGERS, Store, StoreError
from kiosk.store.beside.apart import put_access, read_access, read_content
from kiosk.store.files import is_served
from kiosk.store.identity import Identity, new_identity, read_identity, write_identity
from kiosk.store.migrations import migrate

ASIDE: Final = "hall-aside-{:%Y%m%dT%H%M%SZ}.sqlite"
SUFFIXES: Final = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Settled:
    """``aside``: where what could not be read lies now, None where there was nothing."""

    identity: Identity
    aside: Path | None


def damage(data: Path) -> StoreError | None:
    """Why the log in ``data`` cannot be used; None where it can."""
    try:
        store = Store(data)
    except StoreError as error:
        return error
    try:
        store.situation()
    except StoreError as error:
        return error
    finally:
        store.close()
    return None


def settle(data: Path) -> Settled | None:
    """Let the whole log in ``data`` answer for every other that is known of; None where no other
    is."""
    store = Store(data)
    try:
        return Settled(store.settle(), None) if store.strangers() else None
    finally:
        store.close()


def movable(data: Path) -> None:
    """Raises :class:`StoreError` where a server stands on the files of the log at this moment."""
    if is_served(data):
        raise StoreError(f"A hall is being served from {data}: stop that server first.", "served")


def move_aside(data: Path, now: datetime) -> Path | None:
    """Everything of a log that cannot be used, its name kept but for the time."""
    aside = data / ASIDE.format(now.astimezone(UTC))
    there = [suffix for suffix in SUFFIXES if (data / f"{FILE}{suffix}").exists()]
    # All names before the first move: a log without its -wal is another, older log.
    if any(aside.with_name(aside.name + suffix).exists() for suffix in SUFFIXES):
        raise StoreError(f"{aside} is there already: try again in a second.")
    for suffix in there:
        (data / f"{FILE}{suffix}").rename(aside.with_name(aside.name + suffix))
    return aside if there else None


def succeeding(data: Path, own: Identity | None) -> Identity:
    """Who a log is that takes the place of the one in ``data``: vouched for in its place."""
    before = read_identity(data)
    made = own.brought_back() if own is not None else new_identity()
    if before is None:
        # Safe mode has no other name where the file is missing too.
        return made.settling(Identity("").without_log().log)
    if before.log == made.log:
        made = replace(made, generation=max(made.generation, before.generation + 1))
    return made.settling(*before.settled, before.log, before.without_log().log)


def vouch(database: sqlite3.Connection, data: Path, identity: Identity) -> None:
    """Write into the new log who it is and who may act: the people of ``data``, where they are kept
    beside its log."""
    facts = {LOG_IDENTITY: identity.to_json()}
    database.executemany("INSERT OR REPLACE INTO facts VALUES(?,?)", facts.items())
    database.execute("DELETE FROM facts WHERE name=?", (STRANGERS,))
    access = read_access(data)
    if access is not None:
        put_access(database, access)


def begin(path: Path, data: Path, identity: Identity) -> None:
    """Make the empty log ``path`` for ``data``, with its people and its last good content."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        migrate(database)
        database.execute("BEGIN")
        vouch(database, data, identity)
        content = read_content(data)
        if content is not None:
            kept = {"digest": content[0], "content": content[1]}
            database.executemany("INSERT OR REPLACE INTO facts VALUES(?,?)", kept.items())
        database.execute("COMMIT")
    finally:
        database.close()


def announce(data: Path, identity: Identity) -> None:
    """The file beside the log says so last: a server that waits for it finds the log complete."""
    try:
        write_identity(data, identity)
    except OSError as error:
        raise StoreError(
            f"Cannot write in {data}: {error}. Check its owner and space, then start the hall."
        ) from error
