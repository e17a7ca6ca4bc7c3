"""Writes what the board decides, in a thread of its own; what must be shown before it is stored
waits here.

One command at a time has the **turn**. Its batch is written by the one thread that writes; the
caller waits for it without any lock, so that life safety can overtake a write that hangs. What the
store refuses, or has not taken in :data:`PROMPT_S`, is shown and kept in the **tail**: in memory
and in the journal, in order, with the numbers it will have in the log. While there is a tail
nothing else is written, so no number is ever given twice.

2026-11-28 · Rejected: provisional numbers that change when stored (a screen, a client and the log
would name one act differently); a second log for what is unsaved (two truths to join after a
crash).
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from kiosk.store import Store
from kiosk.store.faults import StoreError
from kiosk.store.rows import Answer
from kiosk.store.unsaved.batch import Batch, Trouble, Unsaved
from kiosk.store.unsaved.journal import Journal
from kiosk.store.unsaved.precedence import Turns

PROMPT_S = 0.025
"""How long life safety waits for its turn, and then for the disk: a frame and a half."""
HANG_S = 1.0
"""How long everything else does: its thread may be one of the few that carry alarms."""
LOCKED_S: Final = 0.2
"""How long it tries again while another program is writing."""
WRITTEN_S: Final = 2.0
"""How long one turn of the probe waits for a write of the tail."""
HOPELESS: Final = frozenset({"corrupt", "deleted"})
"""Nothing is written into such a store, even where it would take it, until the probe finds it
well."""
ANSWERS_KEPT: Final = 2000
BLOCKED: Final = HOPELESS | {"slow"}
"""Nothing but what is urgent is begun there."""
SLOW: Final = "The disk has not answered in time."


class Scribe:
    """``told`` is called in any thread, amid an alarm, when what is unsaved has changed: it rings a
    bell, no more."""

    def __init__(
        self, store: Store, journal: Journal | None, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self.journal = journal
        self._clock = clock
        self.turns = Turns()
        self._changed = threading.Condition(threading.RLock())
        self._under_way: Batch | None = None
        self._tail: deque[Batch] = deque()
        self._trouble: Trouble | None = None
        self._noted = 0
        """Number of the last event in the journal."""
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._pen = ThreadPoolExecutor(1, "store")
        self._looking: Future[None] | None = None
        self.told: Callable[[], None] = lambda: None

    @property
    def unsaved(self) -> Unsaved:
        with self._changed:
            incidents = frozenset[str]().union(*(batch.incidents for batch in self._tail))
            return Unsaved(len(self._tail), incidents, self._trouble)

    # ---- what a key was answered with

    def looked_up(self, actor: str, key: str, *, urgent: bool) -> Answer | None:
        """In the store, before one has the turn; a store that cannot be read does not hold life
        safety up."""
        if urgent and self._trouble is not None:
            return None
        try:
            return self._pen.submit(self._store.answer, actor, key).result(
                PROMPT_S if urgent else HANG_S
            )
        except (StoreError, TimeoutError) as error:
            if urgent:
                return None
            raise (
                error if isinstance(error, StoreError) else StoreError(SLOW, kind="slow")
            ) from error

    def remembered(self, actor: str, key: str) -> Answer | None:
        """In one's turn: what has been answered since the process began, stored or not."""
        return self._answers.get((actor, key))

    # ---- the turn

    @contextmanager
    def turn(self, *, urgent: bool) -> Iterator[None]:
        """One command at a time; what is urgent goes first, and overtakes one that waits for the
        disk."""
        patience = PROMPT_S if urgent else HANG_S
        # A fire goes on without it: the holder that waits for the disk has let go of _changed.
        mine = self.turns.acquire(timeout=patience)
        try:
            if not mine and not urgent:
                raise StoreError(SLOW, kind="slow")
            with self._changed:
                # An overtaker may still be writing; it has no turn of its own.
                self._changed.wait_for(lambda: self._free(urgent=urgent), patience if mine else 0.0)
                if self._under_way is not None:
                    self._conclude()
                yield
        finally:
            if mine:
                self.turns.release()

    def _free(self, *, urgent: bool) -> bool:
        """Nothing is under way, nor, for what is not urgent, is a fire still on its way to the disk
        before it."""
        head = self._tail[0] if self._tail and not urgent else None
        writing = head is not None and head.written is not None and head.failed is None
        return self._under_way is None and not writing

    def write(self, batch: Batch) -> bool:
        """In one's turn: store the batch and show it; whether it is in the log. Raises
        :class:`StoreError`.

        What is urgent is shown whatever the store says. Of the rest what hangs can be neither
        recalled nor confirmed: it is kept and shown, since the disk may have it, and whoever asked
        for it is told to look again.
        """
        # Behind what waits already, or its number would come first in the log.
        if batch.urgent and (self._tail or self._trouble):
            self._keep(batch)
            return False
        error = self._trouble.error if self._trouble else StoreError(SLOW, kind="slow")
        if self._tail or (self._trouble and error.kind in BLOCKED):
            raise StoreError(str(error), kind=error.kind)
        self._under_way = batch
        self._start(batch)
        patience = PROMPT_S if batch.urgent else HANG_S
        self._changed.wait_for(lambda: batch.shown or batch.stored or bool(batch.failed), patience)
        if self._under_way is batch:
            self._conclude()
        if batch.failed is not None and not batch.shown:
            raise batch.failed
        if not batch.stored and not batch.urgent:
            raise StoreError(SLOW, kind="slow", unconfirmed=True)
        return batch.stored

    def _conclude(self) -> None:
        """What is under way has been written, or refused; or it hangs, and is kept before what
        comes after it."""
        batch, self._under_way = self._under_way, None
        assert batch is not None
        if batch.stored:
            self._fares_well()
            self._note(batch)
            self._show(batch)
        elif batch.failed is None:
            self.fails(StoreError(SLOW, kind="slow"))
            self._keep(batch)
        elif isinstance(batch.failed, StoreError) and batch.failed.kind is not None:
            self.fails(batch.failed)
            if batch.urgent:
                self._keep(batch)
        self._changed.notify_all()

    # ---- writing

    def _start(self, batch: Batch) -> None:
        batch.written = self._pen.submit(self._append, batch)
        batch.written.add_done_callback(lambda written: self._settled(batch))

    def _append(self, batch: Batch) -> None:
        act = batch.act
        if act.recorded:
            # What a store had taken before its file was deleted is in the file that was written
            # back.
            if self._store.head >= batch.last:
                return
            assert act.recorded[0].seq == self._store.head + 1, "the board and its log have parted"
        answer = act.answer
        if (
            batch.shown
            and answer is not None
            and self._store.answer(act.actor.name, answer[0]) is not None
        ):
            # Asked again with its key while nobody could read what the first was answered with.
            answer = None
        self._store.append([r.event for r in act.recorded], act.actor, act.at, answer, batch.beside)

    def _settled(self, batch: Batch) -> None:
        """In the writing thread: what waited in the tail has been written, or not."""
        with self._changed:
            if batch in self._tail:
                self._take(batch)
            self._changed.notify_all()

    def _take(self, batch: Batch) -> None:
        if batch.stored:
            self._tail.remove(batch)
            self._fares_well()
        elif isinstance(batch.failed, StoreError):
            self.fails(batch.failed)
        self.told()

    def flush(self) -> bool:
        """Write what waits, in order; whether nothing waits any more."""
        while True:
            with self._changed:
                if not self._tail:
                    return True
                if self._trouble is not None and self._trouble.error.kind in HOPELESS:
                    return False
                head = self._tail[0]
                if head.written is None or head.failed is not None:
                    self._start(head)
                written = head.written
            assert written is not None
            wait([written], WRITTEN_S)
            with self._changed:
                if not head.stored:
                    if head.failed is None:
                        self.fails(StoreError(SLOW, kind="slow"))
                    elif not isinstance(head.failed, StoreError):
                        raise head.failed
                    return False
                if head in self._tail:
                    self._take(head)

    def probe(self, look: Callable[[], None], within_s: float = WRITTEN_S) -> None:
        """Carry out ``look`` in the thread that writes. Raises what it raises; a store that hangs
        is ``slow``."""
        # One at a time: else a night's looks stand before the tail once the disk is back.
        if self._looking is not None and not wait([self._looking], within_s).done:
            raise StoreError(SLOW, kind="slow")
        self._looking = self._pen.submit(look)
        if not wait([self._looking], within_s).done:
            raise StoreError(SLOW, kind="slow")
        self._looking.result()

    # ---- showing, and keeping what is shown

    def _keep(self, batch: Batch) -> None:
        """Shown before it is stored."""
        self._tail.append(batch)
        self._note(batch)
        self._show(batch)
        self.told()

    def take_up(self, batches: list[Batch]) -> None:
        """At the start: what the journal has and the log has not. It is shown already."""
        with self._changed:
            self._tail.extend(batches)
            self._noted = max((batch.last for batch in batches), default=0)

    def _show(self, batch: Batch) -> None:
        act = batch.act
        if act.answer is not None:
            self._answers[act.actor.name, act.answer[0]] = act.answer[1]
            if len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
        # Set first: it is shown to those the board tells of it.
        batch.shown = True
        batch.show()

    def _note(self, batch: Batch) -> None:
        if (
            self.journal is None
            or not batch.act.recorded
            or (self._store.without_log and batch.of_start)
        ):
            return
        self.journal.note(batch.act, self._store.signature)
        if not self._store.without_log:  # else the line waits for the log it belongs to
            self._noted = batch.last

    def sync(self) -> None:
        """Before what is unsaved is acknowledged; on memory it costs nothing."""
        if self.journal is not None:
            self.journal.sync()

    def read_back(self, head: int) -> None:
        """Somebody who opened the file anew has found the log there, whole, up to this event."""
        with self._changed:
            without = self.journal is None or self._store.without_log
            if (
                self.journal is not None
                and not without
                and not self._tail
                and 0 < self._noted <= head
            ):
                self.journal.clear()
                self._noted = 0

    def close(self) -> None:
        # Whoever stops the hall is not kept waiting by a disk that hangs.
        self._pen.shutdown(wait=False)
        if self.journal is not None:
            self.journal.close()

    # ---- how the store fares

    def fails(self, error: StoreError) -> None:
        with self._changed:
            known = self._trouble
            if known is None or known.error.kind != error.kind:
                since, met = (
                    (known.since, known.met) if known else (self._clock(), time.monotonic())
                )
                self._trouble = Trouble(error, since, met)
                self._store.failing = True
                self.told()

    def fares_well(self) -> None:
        """The probe has written and read: whatever was wrong is over."""
        with self._changed:
            if self._trouble is not None and not self._tail:
                self._over()
            elif self._trouble is not None and self._trouble.error.kind in HOPELESS:
                self._trouble = Trouble(
                    StoreError(SLOW, kind="slow"), self._trouble.since, self._trouble.met
                )

    def _fares_well(self) -> None:
        """A write has succeeded, which says nothing about the rest of a file that is damaged or has
        no name."""
        if (
            self._trouble is not None
            and not self._tail
            and self._trouble.error.kind not in HOPELESS
        ):
            self._over()

    def _over(self) -> None:
        self._trouble, self._store.failing = None, False
        self.told()

    def patience_s(self) -> float:
        """How long who may wait still waits for another program to let go."""
        trouble = self._trouble
        return LOCKED_S if trouble is None else max(0.0, trouble.met + LOCKED_S - time.monotonic())
