"""The log's chain of hashes, recomputed from the file after every start and every night.

2026-11-29 · Some rows at a time, with a pause, from a connection of its own that holds nothing
between them: nobody's alarm waits for it, and a million events take some minutes. Rejected: a pass
in one go, which holds the interpreter; a check before the start, for which every screen would wait.
What is found is told and shuts nothing: the screens stand on what was folded, and go on.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from kiosk.engine.board import Board
from kiosk.engine.health import Fact
from kiosk.store import Store
from kiosk.store.files import rows_after
from kiosk.store.identity import Identity
from kiosk.store.schema import BEGUN, BrokenChain, verify_chain
from signage.language.words import NO_WORDS, Message

log = logging.getLogger(__name__)
ROWS = 500
"""Some milliseconds of work."""
PAUSE_S: Final = 0.05
LOOK_S: Final = 600.0
NIGHT: Final = 2
"""The hour of the hall, before the nightly backup: that has its own check of what it copied."""
DAY: Final = timedelta(days=1)


class ChainCheck:
    """``look`` is the turn of one repeating thread; ``hint`` is called when the trouble is
    another."""

    def __init__(self, store: Store, board: Board, hint: Callable[[], None] = lambda: None) -> None:
        self._store, self._board, self._hint = store, board, hint
        self._head = BEGUN
        self._identity: Identity = store.identity
        self._again: datetime | None = None
        """When the next pass begins; None while one goes on."""
        self._broken_at: int | None = None
        self._since = time.monotonic()

    def look(self) -> None:
        """One step of a pass, where one is due. Raises :class:`StoreError` where nothing can be
        read."""
        if self._store.without_log or not self._due():
            return
        try:
            if self._step():
                self._end(None)
        except BrokenChain as error:
            log.error("%s", error)
            self._end(error.seq)

    def wait_s(self) -> float:
        return PAUSE_S if self._again is None and not self._store.without_log else LOOK_S

    def facts(self) -> Iterator[Fact]:
        at = self._broken_at
        words = NO_WORDS if at is None else Message("chain-check.log-not-whole", seq=at)
        yield Fact("chain", at is None, self._since, words, vital=False)

    def _due(self) -> bool:
        now, again = self._board.now(), self._again
        # Further off than a day: the clock was set back since.
        if again is not None and now < again <= now + DAY:
            return False
        self._again = None
        return True

    def _step(self) -> bool:
        """Whether the log ends here."""
        identity, last = self._store.identity, self._store.head
        if identity != self._identity:
            # Brought back, or another one: its chain is another too.
            self._identity, self._head = identity, BEGUN
        rows = rows_after(self._store.directory, self._head.seq, ROWS)
        self._head = verify_chain(rows, self._head)
        if len(rows) == ROWS:
            return False
        if self._head.seq < last:
            raise BrokenChain(self._head.seq + 1)
        return True

    def _end(self, broken_at: int | None) -> None:
        self._head = BEGUN
        self._again = self._night()
        if broken_at != self._broken_at:
            self._broken_at, self._since = broken_at, time.monotonic()
            self._hint()

    def _night(self) -> datetime:
        here = self._board.view.content.hall.local(self._board.now())
        night = here.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
        return night if night > here else night + DAY
