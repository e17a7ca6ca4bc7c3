"""The one mutable thing: append → fold → derive → tell. One lock, one writer; telling happens after
the commit."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from kiosk.content.reader import Content
from kiosk.engine.clock import HallClock, boot_s
from kiosk.engine.periodic import Periodic
from kiosk.engine.resumption import numbered, resumed
from kiosk.engine.view import Outcome, View, require_no_new_doubt, view_of
from kiosk.store import SNAPSHOT_EVERY, Answer, Beside, Store, StoreError
from kiosk.store.file import AGAIN_S
from kiosk.store.identity import Identity
from kiosk.store.unsaved.batch import Batch, Unsaved
from kiosk.store.unsaved.journal import Act, Journal
from kiosk.store.unsaved.scribe import Scribe
from signage.availability.world import World, world
from signage.decide import decide
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.rules.urgency import urgent, without_log
from signage.shows.scenes import still_true
from signage.situation.commands import Command, NoteTime
from signage.situation.events import ContentChanged
from signage.situation.fold import fold
from signage.situation.incidents import Actor, Situation

log = logging.getLogger(__name__)
LOOK_S: Final = 0.5
"""The longest the board sleeps: nobody tells it that the wall clock was set, or that the machine
slept."""
STEP_S: Final = 1.0
"""A step back of so many seconds is noted, so that what counts minutes goes on counting."""
SYSTEM = Actor("system", "system")
Subscriber = Callable[[View], None]


class Board:
    """``wall`` gives the machine's time as an aware UTC datetime, ``steady`` seconds that nobody
    sets."""

    def __init__(
        self,
        store: Store,
        content: Content,
        wall: Callable[[], datetime],
        steady: Callable[[], float] = boot_s,
        *,
        adopting: bool = True,
        journal: Journal | None = None,
    ) -> None:
        """Without ``adopting`` the content stands in for one that could not be read, and is not
        kept as the hall's."""
        self._store = store
        self._adopting = adopting
        self.clock = HallClock(wall, store.last_at(), steady)
        self._noted_back_s = 0.0
        self._scribe = Scribe(store, journal, self.clock)
        self._telling = threading.Lock()
        self._subscribers: dict[str, Subscriber] = {}
        self.troubles: dict[str, Words | str] = {}
        self.prepare: Subscriber = lambda view: None
        """Given what other content will show before it is taken: what is slow the first time is
        done then."""
        self.turning = Periodic("board-clock", self._turn, self._rest_s)
        situation = self._resumed(store.situation())
        self._view = view_of(content, situation, self.clock(), timed=self.clock.is_set)
        self._told: View | None = None
        self._kept = self._view.revision
        self._scribe.flush()
        with suppress(StoreError):
            self._record(content)

    def _resumed(self, situation: Situation) -> Situation:
        """What the log makes, and after it what the journal has and the log has not."""
        situation, acts = resumed(situation, self._acts_of_journal())
        self._scribe.take_up([Batch(act, lambda: None, urgent=True, shown=True) for act in acts])
        return situation

    def _acts_of_journal(self) -> list[Act]:
        journal = self._scribe.journal
        if journal is None:
            return []
        owner, told = self._store.owner, journal.read()
        if told and not owner.owns(told[-1][1]):
            # Kept as evidence: what was shown in the other log's name is nobody else's to settle.
            kept = journal.set_aside()
            if not all(owner.has_settled(signed) for _, signed in told):
                self.troubles["journal"] = Message("board.other-journal", at=str(kept))
            return []
        own = (act for act, signed in told if owner.owns(signed) and not owner.has_settled(signed))
        return [act for act in own if not all(map(self._store.has, act.recorded))]

    def _record(self, content: Content) -> None:
        if self._adopting and self._store.fact("digest") != content.digest:
            self.adopt(content)

    @property
    def identity(self) -> Identity:
        """Of the log this board stands on."""
        return self._store.identity

    @property
    def view(self) -> View:
        """The current view; a value, safe to read from any thread."""
        return self._view

    def now(self) -> datetime:
        """The present of the house; everything in it asks here."""
        return self.clock()

    def lasting_s(self) -> float:
        """Seconds that never go back: wall time with every step back undone, by the log and since
        it was noted there.

        For how long somebody has done nothing. It goes on over a restart, and in whoever follows
        the log.
        """
        now = self.clock().timestamp()
        return now + self._view.world.situation.back_s + self.clock.back_s - self._noted_back_s

    def world_at(self, now: datetime) -> World:
        """What would be derived at that moment of what has happened."""
        content = self._view.content
        return world(
            content.hall, self._view.world.situation, now, content.evacuation, self.clock.is_set
        )

    def subscribe(self, name: str, subscriber: Subscriber) -> None:
        """Tell ``subscriber`` of new views, after the commit, beginning with the present one; never
        of an older one.

        It may be told of several commands at once, as the view after the last of them; it must not
        give commands.
        """
        with self._telling:
            self._subscribers[name] = subscriber
            self._tell_one(name, subscriber, self._view)

    def do(
        self,
        command: Command,
        actor: Actor,
        key: tuple[str, str] | None = None,
        beside: Beside | None = None,
    ) -> Outcome:
        """Carry out one command. Raises :class:`Refused`. ``key`` is an idempotency key and the
        request's digest.

        ``beside`` is written in the events' own transaction, or not at all.
        """
        while True:
            try:
                outcome = self._done(command, actor, key, beside)
                break
            except StoreError as error:
                # Another program is writing. Between two attempts the turn is free for what is
                # urgent.
                if error.kind != "locked" or not self._scribe.patience_s():
                    raise
            time.sleep(AGAIN_S)
        # With the turn given back: drawing for all screens must not keep the next command waiting.
        self._tell()
        self.turning.wake()
        if not outcome.stored:
            self._scribe.sync()
        return outcome

    def _done(
        self, command: Command, actor: Actor, key: tuple[str, str] | None, beside: Beside | None
    ) -> Outcome:
        hurry = self._urgent(command, actor)
        # Read before one has the turn: under it a store that hangs would hold everybody up.
        known = self._scribe.looked_up(actor.name, key[0], urgent=hurry) if key else None
        with self._scribe.turn(urgent=hurry):
            repeated = self._answered(actor, key, known)
            if repeated is not None:
                return repeated
            now, view = self.clock(), self._view
            content, situation = view.content, view.world.situation
            decided = decide(
                content.hall, content.catalogue, situation, command, actor, now, content.evacuation
            )
            self._require_log(command, actor)
            number, created = decided.subject, decided.created
            answer = (key[0], Answer(key[1], number or "", created)) if key else None
            if not decided.events and answer is None:
                return self._outcome(number, created=False)
            act = Act(actor, now, numbered(situation.revision, decided.events, actor, now), answer)
            # Derived before it is written: what cannot be shown must not be in the log either, or
            # the next act would have its number.
            after = self._after(view.read, act, now)
            stored = self._scribe.write(
                Batch(act, lambda: self._show(after), self._urgent(command, actor), beside)
            )
            return self._outcome(
                number, created=created, stored=stored and not self._store.without_log
            )

    def _require_log(self, command: Command, actor: Actor) -> None:
        """In safe mode only what warns is done at all: what is acknowledged else must have been
        saved."""
        if not self._store.without_log:
            return
        view = self._view
        if not without_log(command, actor, view.content.catalogue, view.world.situation):
            raise StoreError("Safe mode: there is no log.", "lost", "without-log")

    def _urgent(self, command: Command, actor: Actor) -> bool:
        return urgent(command, actor, self._view.content.catalogue, self._view.world.situation)

    def _after(self, read: Content, act: Act, now: datetime) -> View:
        view = self._view
        situation = fold(act.recorded, view.world.situation)
        return view_of(read, situation, now, view, self.clock.is_set)

    def _show(self, view: View) -> None:
        self._view = view

    def _outcome(self, number: str | None, *, created: bool, stored: bool = True) -> Outcome:
        view = self._view
        return Outcome(view, view.world.situation.incidents.get(number or ""), created, stored)

    def adopt(self, content: Content) -> None:
        """Take new content; the hall is re-derived and everyone told. Raises
        :class:`ContentError`."""
        # Routes and drawings are kept by the content: worked out here, while nobody has to wait for
        # the board.
        candidate = view_of(
            content, self._view.world.situation, self.clock(), timed=self.clock.is_set
        )
        require_no_new_doubt(candidate, self._view)
        self.prepare(candidate)
        digest, text = content.digest, content.to_json()

        def beside(recorded: object) -> None:
            self._store.put_content(digest, text)

        with self._scribe.turn(urgent=False):
            now, seen = self.clock(), self._view.revision
            act = Act(SYSTEM, now, numbered(seen, [ContentChanged(digest)], SYSTEM, now))
            after = self._after(content, act, now)
            self._scribe.write(Batch(act, lambda: self._show(after), beside=beside))
        # After the commit: the file beside the log must never be ahead of it.
        self._store.copy_content(digest, text)
        self._tell()
        self.turning.wake()

    @property
    def unsaved(self) -> Unsaved:
        """What is shown and not in the log, and what is wrong with the store."""
        return self._scribe.unsaved

    @property
    def scribe(self) -> Scribe:
        return self._scribe

    def settle(self) -> bool:
        """Write down what is shown and not stored; whether everything is."""
        if not self._scribe.flush():
            return False
        if not self.unsaved.trouble:
            self._record(self._view.read)
        return True

    def take_up(self) -> None:
        """Stand on the log in the data directory from now on, in place of the one in memory;
        everyone is told.

        Raises :class:`StoreError` where it cannot be used; then nothing changed.
        """
        # Opening it may wait for its lock, and reading it takes its time: nobody's alarm waits for
        # that.
        log = Store(self._store.directory)
        try:
            situation = log.situation()
        except StoreError:
            log.close()
            raise
        with self._scribe.turn(urgent=False):
            read = self._view.read
            self._store.become(log)
            situation = self._resumed(situation)
            # The other log knows of other steps of the clock; how long somebody has done nothing
            # goes on.
            self._noted_back_s += situation.back_s - self._view.world.situation.back_s
            self._view = view_of(read, situation, self.clock(), timed=self.clock.is_set)
            self._kept = self._view.revision
        self._scribe.flush()
        if self._store.fact("digest") != read.digest:
            self.adopt(read)
        self._tell()
        self.turning.wake()

    def tell_again(self) -> None:
        """Tell everyone of the present view, for what goes with it has changed."""
        with self._telling:
            self._told = None
        self._tell()

    def _answered(
        self, actor: Actor, key: tuple[str, str] | None, known: Answer | None
    ) -> Outcome | None:
        """``known``: what the store said before one had the turn; an answer given since is
        remembered."""
        answer = (self._scribe.remembered(actor.name, key[0]) or known) if key else None
        if key is None or answer is None:
            return None
        if answer.request != key[1]:
            raise Refused(
                "key-reused",
                "Idempotency-Key",
                Message("board.key-was-used-another-request"),
            )
        unsaved = answer.incident in self.unsaved.incidents
        return self._outcome(answer.incident, created=answer.created, stored=not unsaved)

    def _tell(self) -> None:
        # Without this lock the slower of two commands could leave the lamps at the older view. Who
        # waits here finds that its own view, or a newer one, has been told.
        with self._telling:
            view = self._view
            if view is self._told:
                return
            self._told = view
            for name, subscriber in self._subscribers.items():
                self._tell_one(name, subscriber, view)

    def _tell_one(self, name: str, subscriber: Subscriber, view: View) -> None:
        try:
            subscriber(view)
            self.troubles.pop(name, None)
        except Exception as error:
            log.exception("subscriber %s failed", name)
            self.troubles[name] = f"{type(error).__name__}: {error}"

    # ---- the clock: sleep until the derivation's next own change

    def start(self) -> None:
        self.turning.start()

    def stop(self) -> None:
        self.turning.stop()
        # The log has everything; without a snapshot the next start is slower, no more.
        if self._scribe.flush():
            with suppress(StoreError):
                self._store.snapshot(self._view.world.situation)
                self._scribe.read_back(self._store.read_back(whole=False))
        self._scribe.close()

    def _rest_s(self) -> float:
        due = self._view.next_change
        left = LOOK_S if due is None else (due - self.clock()).total_seconds()
        return min(LOOK_S, max(0.0, left) + 0.01)

    def _turn(self) -> None:
        self.catch_up()
        self.keep()

    def behind(self) -> bool:
        """Whether what is shown was due to change and has not yet: the machine slept, or is slow."""
        view = self._view
        return not still_true(view.world.now, view.next_change, self.clock())

    def catch_up(self) -> bool:
        """Re-derive when the moment has come, the clock was set back, or became set; recorded as an
        event so that the revision covers it.
        """
        now, view, back_s = self.clock(), self._view, self.clock.back_s - self._noted_back_s
        same = view.world.timed == self.clock.is_set and still_true(
            view.world.now, view.next_change, now
        )
        if same and back_s < STEP_S:
            return False
        # The moment it was due, not the one somebody woke up at: the log tells when it became so.
        due = now if view.next_change is None else min(now, view.next_change)
        self.do(
            NoteTime(due.astimezone(view.content.hall.zoneinfo).isoformat(), round(back_s, 3)),
            SYSTEM,
        )
        self._noted_back_s += back_s
        return True

    def keep(self) -> bool:
        """Snapshot a log that has grown, so that a killed process starts as fast as a stopped one;
        whether it did."""
        situation = self._view.world.situation
        if situation.revision - self._kept < SNAPSHOT_EVERY or self.unsaved.acts:
            return False
        # Before it is written: on a full disk it is not tried again at every turn.
        self._kept = situation.revision
        with suppress(StoreError):
            self._store.snapshot(situation)
        return True
