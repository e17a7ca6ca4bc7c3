"""Facts of the hall, whose log it is, and the files beside the log that follow it."""

import json
from collections.abc import Callable
from dataclasses import replace

from kiosk.store.beside.apart import FACTS, access_in, read_access, write_access, write_content
from kiosk.store.faults import StoreError
from kiosk.store.file import HallFile
from kiosk.store.identity import (
    SAFE,
    SETTLED_MOST,
    Identity,
    new_identity,
    read_identity,
    write_identity,
)
from kiosk.store.schema import LOG_IDENTITY, STRANGERS, VERSION, newer, own_version
from signage.language.words import Message


class Facts(HallFile):
    """``identity`` is known from the start; ``stranger`` is the log that lived here before and
    nobody has settled."""

    identity: Identity
    stranger: Identity | None = None
    lost: Identity = Identity("")
    """The log this store does without."""

    @property
    def owner(self) -> Identity:
        """The log that what is done here belongs to, be it here or lost."""
        return self.lost if self.without_log else self.identity

    @property
    def signature(self) -> str:
        """What acts are signed with in the journal."""
        return f"{SAFE}{self.lost}" if self.without_log else self.identity.base

    def _identified(self) -> Identity:
        """The log's own word, else, for a log that has none yet, a new one; the file beside it
        follows."""
        beside = read_identity(self.directory)
        if self.without_log:
            self.lost = beside or Identity("")
            return self.lost.without_log()
        own = Identity.of(self.fact(LOG_IDENTITY))
        if own is None:
            with self._transaction(patient=True):
                # Another process may have been first.
                own = Identity.of(self.fact(LOG_IDENTITY)) or new_identity()
                self.put_fact(LOG_IDENTITY, own.to_json())
        if beside is not None and not own.answers_for(beside.log, beside.generation):
            self.stranger = beside
        elif own != beside:
            self._apart("identity", lambda: write_identity(self.directory, own))
        return own

    def _apart(self, topic: str, write: Callable[[], None]) -> None:
        """A file beside the log follows it; one that cannot be written is told and lessens nothing
        that is acked."""
        try:
            write()
            self.troubles.pop(topic, None)
        except (OSError, StoreError) as error:
            words = Message("facts.file-beside-the-log-cannot-be-written", error=str(error))
            self.troubles[topic] = words

    def read_identity_again(self) -> bool:
        """A person may have settled something at the command line; whether so."""
        own = Identity.of(self.fact(LOG_IDENTITY))
        if own is None or own == self.identity:
            return False
        self.identity, self.stranger = own, None
        return True

    def note_stranger(self, log: str) -> None:
        """A screen knows another log: a person has to settle it."""
        known = self.strangers()
        if log not in known and len(known) < SETTLED_MOST:
            self.put_fact(STRANGERS, json.dumps([*known, log]))

    def strangers(self) -> list[str]:
        """Logs that screens, or the data directory, know and nobody has settled for this one."""
        beside = [self.stranger.log] if self.stranger is not None else []
        said = json.loads(self.fact(STRANGERS) or "[]")
        return [log for log in dict.fromkeys((*beside, *said)) if log not in self.identity.settled]

    def settle(self) -> Identity:
        """A person's word: this log answers for every other that is known of."""
        before = self.stranger or self.identity
        own = self.identity.settling(
            *self.strangers(), before.log, before.without_log().log, *before.settled
        )
        # This file is an older copy of the same log: one generation on, so that screens follow it.
        if before.log == own.log and before.generation > own.generation:
            own = replace(own, generation=before.generation + 1)
        with self._transaction(patient=True):
            self._write("INSERT OR REPLACE INTO facts VALUES(?,?)", LOG_IDENTITY, own.to_json())
            self._write("DELETE FROM facts WHERE name=?", STRANGERS)
        self.identity, self.stranger = own, None
        self._apart("identity", lambda: write_identity(self.directory, own))
        return own

    def fact(self, name: str) -> str | None:
        row = self._one("SELECT value FROM facts WHERE name=?", name)
        return None if row is None else str(row[0])

    def put_fact(self, name: str, value: str) -> None:
        if self.fact(name) == value:
            # A start needs no store that can be written.
            return
        self._write("INSERT OR REPLACE INTO facts VALUES(?,?)", name, value)
        if name in FACTS:
            self.keep_access()

    def forget_fact(self, name: str) -> None:
        """And leave nothing of it in the file or in what waits beside it."""
        self._write("DELETE FROM facts WHERE name=?", name)
        self.keep_access()
        self._quietly("PRAGMA wal_checkpoint(TRUNCATE)")

    def put_content(self, digest: str, text: str) -> None:
        """The last good content; within the transaction of its event."""
        self.put_fact("content", text)
        self.put_fact("digest", digest)

    def copy_content(self, digest: str, text: str) -> None:
        """The same in a file beside the log."""
        if not self.without_log:
            self._apart("content-copy", lambda: write_content(self.directory, digest, text))

    def keep_content(self, digest: str, text: str) -> None:
        self.put_content(digest, text)
        self.copy_content(digest, text)

    def keep_access(self) -> None:
        """The file of who may act follows the database; under its lock, so that two processes do
        not cross."""

        def write() -> None:
            with self._transaction(patient=True):
                write_access(self.directory, access_in(self._db))

        # Without a log these are the only copy: one that could not be read must not be written
        # over.
        if not self.without_log or read_access(self.directory) is not None:
            self._apart("access-copy", write)

    def note_version(self) -> None:
        """This version writes from now on."""
        if newer(own_version(), self.fact(VERSION)):
            self.put_fact(VERSION, own_version())
