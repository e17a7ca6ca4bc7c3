"""What can be wrong with a store: one table of kinds, each with its words, made of what SQLite
says."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Literal

from signage.language.words import Message, Words

Kind = Literal["locked", "full", "readonly", "corrupt", "deleted", "io", "slow", "without-log"]
Why = Literal["lost", "corrupt", "newer", "unusable", "served", ""]
"""What is the matter with a data directory: its log is gone, damaged, of a newer version, cannot be
opened; another server has it. Empty: nothing with the directory."""

FAULT_OF: Final[Mapping[int, Kind]] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_CANTOPEN: "readonly",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_NOMEM: "io",
    sqlite3.SQLITE_PROTOCOL: "io",
}
"""SQLite's primary result code → what is wrong. A code that is not listed is a mistake of the
program."""

WORDS: Final[Mapping[Kind, Words]] = {
    "locked": Message("faults.another-program-holds-database-close"),
    "full": Message("faults.disk-full-free-at-least"),
    "readonly": Message("faults.disk-read-only-have-facilities"),
    "corrupt": Message("faults.database-file-damaged-do-not"),
    "deleted": Message("faults.database-file-was-deleted-or"),
    "io": Message("faults.disk-fails-read-or-write"),
    "without-log": Message("faults.safe-mode-there-no-log"),
    "slow": Message("faults.disk-does-not-answer-have"),
}
"""What is wrong and what to do about it."""

STILL_SHOWN: Final = Message("faults.meanwhile-evacuation-shelter-danger-cordon")
STILL: Final = Message("faults.nothing-was-done-try-again")


UNCONFIRMED: Final = Message("faults.whether-was-saved-not-known")


class StoreError(Exception):
    """The data directory cannot be used; the sentence says what to do."""

    def __init__(
        self, text: str, why: Why = "", kind: Kind | None = None, *, unconfirmed: bool = False
    ) -> None:
        """``why``: what keeps a server from standing on it; ``kind``: what ails it while one
        does."""
        super().__init__(text)
        self.why: Why = why
        self.kind = kind
        self.unconfirmed = unconfirmed

    @property
    def words(self) -> Words:
        """For whoever gave a command that was refused for it."""
        why, then = WORDS[self.kind or "io"], UNCONFIRMED if self.unconfirmed else STILL
        return Message("faults.why-and-then", why=why, then=then)


def kind_of(error: sqlite3.Error) -> Kind | None:
    """What is wrong with the store; None where the statement was."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else FAULT_OF.get(code & 0xFF)


@contextmanager
def faults(place: object) -> Iterator[None]:
    """What SQLite says of a store that fails, as :class:`StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        kind = kind_of(error)
        if kind is None:
            raise
        text = f"Nothing was written: {error}. {WORDS[kind]['en']} ({place})"
        raise StoreError(text, "corrupt" if kind == "corrupt" else "unusable", kind) from error
