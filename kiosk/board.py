"""The one mutable thing: append → fold → derive → tell. One lock, one writer; telling happens after the commit."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from kiosk.clock import HallClock, boot_s
from kiosk.content import Content
from kiosk.periodic import Periodic
from kiosk.store import SNAPSHOT_EVERY, Answer, Beside, Store, StoreError
from kiosk.store.identity import Identity
from kiosk.turns import Turns
from signage.aftermath import StartDrill
from signage.availability import World, world
from signage.commands import Command, NoteTime, Raise
from signage.decide import decide
from signage.described import described
from signage.events import ContentChanged, IncidentRaised, RaiseRepeated
from signage.fold import fold
from signage.incidents import Actor, Incident, Situation
from signage.lamps import LampScene, lamps
from signage.refused import Refused
from signage.scene import Scene
from signage.scenes import next_change, scenes, still_true
from signage.words import both

log = logging.getLogger(__name__)
LOOK_S: Final = 0.5
"""The longest the board sleeps: nobody tells it that the wall clock was set, or that the machine slept."""
STEP_S: Final = 1.0
"""A step back of so many seconds is noted, so that what counts minutes goes on counting."""
SYSTEM = Actor("system", "system")


@dataclass(frozen=True, slots=True)
class View:
    """Everything anyone is shown, at one revision."""

    revision: int
    content: Content
    """With the lamps configured while running."""
    read: Content
    """As it was read from its files."""
    world: World
    scenes: Mapping[str, Scene]
    lamps: Mapping[str, LampScene]
    next_change: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command led to: the incident it concerns, and whether that is new."""

    view: View
    incident: Incident | None
    created: bool


Subscriber = Callable[[View], None]


def view_of(read: Content, situation: Situation, now: datetime, before: View | None = None, timed: bool = True) -> View:
    """``before``: an earlier view, whose described hall is taken over where neither files nor lamps changed."""
    same = before is not None and before.read is read and before.world.situation.lamps == situation.lamps
    content = before.content if before and same else replace(read, hall=described(read.hall, situation))
    derived = world(content.hall, situation, now, content.evacuation, timed)
    return View(situation.revision, content, read, derived, scenes(derived), lamps(derived), next_change(derived))


class Board:
    """``wall`` gives the machine's time as an aware UTC datetime, ``steady`` seconds that nobody sets."""

    def __init__(
        self,
        store: Store,
        content: Content,
        wall: Callable[[], datetime],
        steady: Callable[[], float] = boot_s,
        *,
        adopting: bool = True,
    ) -> None:
        """Without ``adopting`` the content stands in for one that could not be read, and is not kept as the hall's."""
        self._store = store
        self.clock = HallClock(wall, store.last_at(), steady)
        self._noted_back_s = 0.0
        self._lock = Turns()
        self._telling = threading.Lock()
        self._subscribers: dict[str, Subscriber] = {}
        self.troubles: dict[str, str] = {}
        self.turning = Periodic("board-clock", self._turn, self._rest_s)
        self._view = view_of(content, store.situation(), self.clock(), timed=self.clock.is_set)
        self._told: View | None = None
        self._kept = self._view.revision
        if adopting and store.fact("digest") != content.digest:
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
        """Seconds that never go back: wall time with every step back undone, by the log and since it was noted there.

        For how long somebody has done nothing. It goes on over a restart, and in whoever follows the log.
        """
        now = self.clock().timestamp()
        return now + self._view.world.situation.back_s + self.clock.back_s - self._noted_back_s

    def world_at(self, now: datetime) -> World:
        """What would be derived at that moment of what has happened."""
        content = self._view.content
        return world(content.hall, self._view.world.situation, now, content.evacuation, self.clock.is_set)

    def subscribe(self, name: str, subscriber: Subscriber) -> None:
        """Tell ``subscriber`` of new views, after the commit, beginning with the present one; never of an older one.

        It may be told of several commands at once, as the view after the last of them; it must not give commands.
        """
        with self._telling:
            self._subscribers[name] = subscriber
            self._tell_one(name, subscriber, self._view)

    def do(
        self, command: Command, actor: Actor, key: tuple[str, str] | None = None, beside: Beside | None = None
    ) -> Outcome:
        """Carry out one command. Raises :class:`Refused`. ``key`` is an idempotency key and the request's digest.

        ``beside`` is written in the events' own transaction, or not at all.
        """
        with self._lock:
            repeated = self._answered(actor, key)
            if repeated is not None:
                return repeated
            now = self.clock()
            view = self._view
            events = decide(view.content.hall, view.content.catalogue, view.world.situation, command, actor, now)
            number, created = _subject(command, events)
            answer = (key[0], Answer(key[1], number or "", created)) if key else None
            if not events and answer is None:
                return Outcome(view, view.world.situation.incidents.get(number or ""), False)
            recorded = self._store.append(events, actor, now, answer, beside)
            situation = fold(recorded, view.world.situation)
            self._view = view = view_of(view.read, situation, now, view, self.clock.is_set)
        self._tell()
        self.turning.wake()
        return Outcome(view, view.world.situation.incidents.get(number or ""), created)

    def adopt(self, content: Content) -> None:
        """Take new content that has passed its checks; the hall is re-derived and everyone told."""
        with self._lock:
            now = self.clock()
            recorded = self._store.append([ContentChanged(content.digest)], SYSTEM, now)
            self._store.keep_content(content.digest, content.to_json())
            situation = fold(recorded, self._view.world.situation)
            self._view = view_of(content, situation, now, timed=self.clock.is_set)
        self._tell()
        self.turning.wake()

    def take_up(self) -> None:
        """Stand on the log in the data directory from now on, in place of the one in memory; everyone is told.

        Raises :class:`StoreError` where it cannot be used; then nothing changed.
        """
        # Opening it may wait for its lock, and reading it takes its time: nobody's alarm waits for that.
        log = Store(self._store.directory)
        try:
            situation = log.situation()
        except StoreError:
            log.close()
            raise
        with self._lock:
            read = self._view.read
            self._store.become(log)
            # The other log knows of other steps of the clock; how long somebody has done nothing goes on.
            self._noted_back_s += situation.back_s - self._view.world.situation.back_s
            self._view = view_of(read, situation, self.clock(), timed=self.clock.is_set)
            self._kept = self._view.revision
        if self._store.fact("digest") != read.digest:
            self.adopt(read)
        self._tell()
        self.turning.wake()

    def tell_again(self) -> None:
        """Tell everyone of the present view, for what goes with it has changed."""
        with self._telling:
            self._told = None
        self._tell()

    def _answered(self, actor: Actor, key: tuple[str, str] | None) -> Outcome | None:
        answer = self._store.answer(actor.name, key[0]) if key else None
        if key is None or answer is None:
            return None
        if answer.request != key[1]:
            raise Refused(
                "key-reused",
                "Idempotency-Key",
                both("此幂等键已用于另一请求，请换一个。", "This key was used for another request; take a new one."),
            )
        return Outcome(self._view, self._view.world.situation.incidents.get(answer.incident), answer.created)

    def _tell(self) -> None:
        # Without this lock the slower of two commands could leave the lamps at the older view. Who waits here finds
        # that its own view, or a newer one, has been told.
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
        with self._lock, suppress(StoreError):
            self._store.snapshot(self._view.world.situation)

    def _rest_s(self) -> float:
        due = self._view.next_change
        return LOOK_S if due is None else min(LOOK_S, max(0.0, (due - self.clock()).total_seconds()) + 0.01)

    def _turn(self) -> None:
        self.catch_up()
        self.keep()

    def catch_up(self) -> bool:
        """Re-derive when the moment has come, the clock was set back, or became set; recorded as an event so that the
        revision covers it.
        """
        now, view, back_s = self.clock(), self._view, self.clock.back_s - self._noted_back_s
        same = view.world.timed == self.clock.is_set and still_true(view.world.now, view.next_change, now)
        if same and back_s < STEP_S:
            return False
        due = now if view.next_change is None else min(now, view.next_change)
        self.do(NoteTime(due.astimezone(view.content.hall.zoneinfo).isoformat(), round(back_s, 3)), SYSTEM)
        self._noted_back_s += back_s
        return True

    def keep(self) -> bool:
        """Snapshot a log that has grown, so that a killed process starts as fast as a stopped one; whether it did."""
        situation = self._view.world.situation
        if situation.revision - self._kept < SNAPSHOT_EVERY:
            return False
        self._kept = situation.revision
        with suppress(StoreError):
            self._store.snapshot(situation)
        return True


def _subject(command: Command, events: list[object]) -> tuple[str | None, bool]:
    first = events[0] if events else None
    if isinstance(command, Raise | StartDrill):
        assert isinstance(first, IncidentRaised | RaiseRepeated)
        return first.incident, isinstance(first, IncidentRaised)
    return getattr(command, "incident", None), False
