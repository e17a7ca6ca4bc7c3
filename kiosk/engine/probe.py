"""Finds a store that fails before anybody needs it: a real write, and the log read back from the
file as it lies there.

2026-11-28 · Every 3 s one row in a table of its own (8 KB of writing), then a connection of its own
that has nothing in memory: it finds rubbish, another file, a log that ends earlier. The whole file
is checked as often as that takes a fiftieth of the time. Rejected: believing the open connection,
which reads from memory and writes into a file without a name.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Final

from kiosk.engine.board import Board
from kiosk.engine.health import Fact
from kiosk.store import Store, StoreError
from kiosk.store.credentials import Credentials
from kiosk.store.faults import STILL_SHOWN, WORDS
from kiosk.store.unsaved.batch import Unsaved
from signage.language.words import NO_WORDS, Message, Words

EVERY_S: Final = 3.0
SOON_S: Final = 0.1
"""After a fault first; then more rarely the longer it lasts."""
LOCKED_S: Final = 0.5
"""So long another program may be writing without anybody being told."""
SHARE: Final = 50
RESCUE_S: Final = 60.0
ROOM_MIN: Final = 64 * 1024 * 1024
ROOM_WORDS: Final = Message("probe.less-than-64-mb-free")


class Probe:
    """``look`` is the turn of one repeating thread."""

    def __init__(
        self,
        store: Store,
        board: Board,
        people: Credentials,
        hint: Callable[[], None] = lambda: None,
    ) -> None:
        """``hint``: called when what is unsaved, or the trouble, is another than was told."""
        self._store, self._board, self._people, self._hint = store, board, people, hint
        self._told = Unsaved()
        self._check_at = 0.0
        self._little_room = False

    def look(self) -> None:
        """One turn; the console hears of what changed before it, and by it."""
        self._tell()
        try:
            self._look()
        finally:
            self._tell()

    def _tell(self) -> None:
        unsaved = self._board.unsaved
        if unsaved != self._told:
            self._told = unsaved
            self._hint()

    def _look(self) -> None:
        """Write, read back, and let what is shown and not stored be stored; what is wrong is told
        by the board."""
        scribe, failed = self._board.scribe, self._board.unsaved.trouble is not None
        try:
            self._written()
            # Written first: a store that only reads well would else be called well.
            seen = self._read_back()
        except StoreError as error:
            if error.kind is None:
                raise
            scribe.fails(error)
            if error.kind == "deleted":
                self._rescue()
            return
        scribe.fares_well()
        if self._board.settle():
            self._people.refresh()
            scribe.read_back(seen)
            if failed:
                # Screens were told of no pack while nobody could draw one from the log.
                self._board.tell_again()
        self._little_room = _room(self._store) < ROOM_MIN

    def wait_s(self) -> float:
        unsaved = self._board.unsaved
        if unsaved.trouble is None:
            return SOON_S if unsaved.acts else EVERY_S
        return min(EVERY_S / 2, max(SOON_S, (time.monotonic() - unsaved.trouble.met) / 10))

    def _written(self) -> None:
        until = time.monotonic() + LOCKED_S
        while True:
            try:
                return self._board.scribe.probe(self._store.touch)
            except StoreError as error:
                if (
                    error.kind != "locked"
                    or self._board.unsaved.trouble
                    or time.monotonic() > until
                ):
                    raise
            time.sleep(SOON_S / 2)

    def _read_back(self) -> int:
        """The end of the log as a newcomer finds it."""
        began = time.monotonic()
        whole = began >= self._check_at or self._board.unsaved.trouble is not None
        seen = self._store.read_back(whole=whole)
        if whole:
            ended = time.monotonic()
            self._check_at = ended + (ended - began) * SHARE
        return seen

    def _rescue(self) -> None:
        """What has no name any more is still open, and whole: it gets its name again."""
        scribe = self._board.scribe
        try:
            scribe.probe(self._store.rescue, within_s=RESCUE_S)
        except StoreError as error:
            scribe.fails(error)

    def facts(self) -> Iterator[Fact]:
        unsaved = self._board.unsaved
        trouble, now = unsaved.trouble, time.monotonic()
        said = _said(WORDS[trouble.error.kind or "io"]) if trouble else NO_WORDS
        yield Fact("store", trouble is None, trouble.met if trouble else now, said)
        yield Fact(
            "room",
            not self._little_room,
            now,
            ROOM_WORDS if self._little_room else NO_WORDS,
            vital=False,
        )
        journal = self._board.scribe.journal
        if journal is not None and journal.trouble:
            yield Fact("journal", False, now, _no_journal(journal.trouble), vital=False)


def _said(why: Words) -> Words:
    return Message("probe.still-shown", why=why, shown=STILL_SHOWN)


def _no_journal(why: str) -> Words:
    return Message("probe.journal-cannot-written-unsaved-acts", why=why)


def _room(store: Store) -> int:
    try:
        state = os.statvfs(store.directory)
    except OSError:
        # What cannot be asked is no reason for a warning: a store that fails says so itself.
        return ROOM_MIN
    return state.f_bavail * state.f_frsize
