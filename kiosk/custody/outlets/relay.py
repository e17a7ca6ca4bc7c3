"""Tells every event of the log to outlets of events, in order: one thread, which waits for no
receiver.

The log itself is what waits: an outlet has a number up to which it has it. One event at a time is
under way to each, so that none overtakes another; one that may have arrived goes again, with the
same id.
"""

import random
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.gateway import Gateway
from kiosk.custody.calls.gateway import Message as Sent
from kiosk.custody.outlets.positions import AFTER, Position, arrived, described, failed
from kiosk.engine.health import Fact
from kiosk.engine.periodic import Periodic
from kiosk.store import StoreError
from signage.deciding.text_channels import failure_words
from signage.hall.calls import Outlet
from signage.language.words import NO_WORDS, Message, Words, points
from signage.records.told_events import told_event
from signage.situation.events import Recorded

if TYPE_CHECKING:
    from kiosk.serving.services import Services

FACT: Final = "told-events"
HEAD_START_S: Final = 0.5
"""What is shown in the hall goes first."""
LOOK_S: Final = 0.2
BETWEEN_S: Final = 0.05
"""After an hour without an answer events come one behind the other, and leave the processor free."""
REST_S: Final = 30.0
NOTED_S: Final = 1.0
"""So often at most it is noted how far they are: what was told since is told again after a crash."""
PAGE: Final = 100


class Relay:
    """``turn`` is that of one repeating thread."""

    def __init__(
        self,
        here: "Services",
        addresses: Addresses | None,
        gateway: Gateway | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Without ``addresses`` nothing ever leaves the hall."""
        self._here, self._addresses, self._chance = here, addresses, chance
        self._gateway = gateway or Gateway()
        self._of: object = None
        self.positions: Mapping[str, Position] = {}
        self._noted: Mapping[str, int] = {}
        self._noted_at = here.health.now()
        self._next: dict[str, deque[Recorded]] = {}
        """By outlet, read of the log already."""
        self._flying: dict[str, tuple[str, int]] = {}
        """By what the gateway knows it by: outlet and number."""
        self._sent = 0
        self.turning = Periodic("events", self._after_screens, self._rest_s)

    def tell(self, view: object) -> None:
        """Of a new view: the work is the thread's own."""
        self.turning.wake()

    def _after_screens(self) -> None:
        if self._flying:
            self._gateway.wait(LOOK_S)
        elif not self.turning.pause(HEAD_START_S):
            return
        self.turn()

    def turn(self) -> None:
        """Raises :class:`StoreError` where the log cannot be read, or it cannot be noted how far
        they are."""
        self.begin()
        self._hear()
        for name in self.positions:
            self._tell_next(name)
        self._note()
        if not self.positions:
            self._gateway.stop()

    def stop(self) -> None:
        self.turning.stop()
        self._gateway.stop()
        with suppress(StoreError):  # told again then
            self._note(at_once=True)

    # ---- how far they are

    def begin(self) -> None:
        """From here on nothing is passed over, be it before the first turn."""
        self._take_up()
        outlets = self._outlets()
        self._next = {name: self._next.get(name, deque()) for name in outlets}
        self.positions = described(self.positions, outlets, self._here.store.head)

    def _outlets(self) -> Mapping[str, Outlet]:
        return {one.id: one for one in self._here.board.view.content.hall.calls.for_events}

    def _take_up(self) -> None:
        """At the start, and where the hall stands on another log since."""
        store = self._here.store
        if store.identity != self._of:
            self._noted = _read(store.fact(FACT))
            self.positions = {name: Position(after) for name, after in self._noted.items()}
            self._next, self._flying = {}, {}
            self._of = store.identity

    def _note(self, at_once: bool = False) -> None:
        reached = {name: one.after for name, one in self.positions.items()}
        new, now = reached.keys() != self._noted.keys(), self._here.health.now()
        soon = self._flying and now - self._noted_at < NOTED_S
        if self._of != self._here.store.identity or reached == self._noted:
            return
        if at_once or new or not soon:
            self._here.store.put_fact(FACT, AFTER.dump_json(reached).decode())
            self._noted, self._noted_at = reached, now

    def _put(self, name: str, position: Position) -> None:
        self.positions = {**self.positions, name: position}

    # ---- outside

    def _hear(self) -> None:
        for result in self._gateway.heard():
            name, seq = self._flying.pop(result.name, ("", 0))
            position = self.positions.get(name)
            if position is None:
                continue
            if result.ok:
                self._put(name, arrived(position, seq))
            else:
                self._fail(name, result.why)

    def _fail(self, name: str, why: str) -> None:
        now = self._here.clock()
        self._put(name, failed(self.positions[name], why, now, self._chance))

    def _tell_next(self, name: str) -> None:
        position = self.positions[name]
        busy = any(outlet == name for outlet, _ in self._flying.values())
        if busy or position.waits(self._here.clock()):
            return
        recorded = self._first(name, position)
        if recorded is None:
            return
        url, why = self._url(name)
        if why:
            self._fail(name, why)
        else:
            self._hand_over(name, recorded, url)

    def _first(self, name: str, position: Position) -> Recorded | None:
        """The next event it does not have; None where it has all."""
        ready = self._next[name]
        while ready and ready[0].seq <= position.after:
            ready.popleft()
        if not ready and position.after < self._here.store.head:
            ready.extend(self._here.store.events(position.after, PAGE))
        return ready[0] if ready else None

    def _url(self, name: str) -> tuple[str, str]:
        """The address, or why there is none."""
        if self._addresses is None:
            return "", "no-setting"
        outlet = self._outlets().get(name)
        url = self._addresses.of(outlet.address) if outlet is not None else None
        if url is None:
            return "", "no-address"
        return (url, "") if urlsplit(url).scheme in ("http", "https") else ("", "bad-address")

    def _hand_over(self, name: str, recorded: Recorded, url: str) -> None:
        self._sent += 1
        number = f"{name}/{self._sent}"
        self._flying[number] = (name, recorded.seq)
        self._gateway.send(Sent(number, url, "", "", self._said(recorded)))

    def _said(self, recorded: Recorded) -> dict[str, Any]:
        """As the API tells it, with the hall, and an id that is the same each time it is sent."""
        hall = self._here.board.view.content.hall.id
        kind, event = told_event(recorded)
        return {
            "type": kind,
            "id": f"{hall}-{self._of}-{recorded.seq}",
            "hall": hall,
            "seq": recorded.seq,
            "at": recorded.at.isoformat(),
            "actor": recorded.actor.name,
            "role": recorded.actor.role,
            "event": event,
        }

    # ---- when it turns next, and how it fares

    def _rest_s(self) -> float | None:
        if self._flying:
            return BETWEEN_S
        now, head = self._here.clock(), self._here.store.head
        due = [
            (one.due - now) / timedelta(seconds=1) if one.due else LOOK_S
            for one in self.positions.values()
            if one.after < head
        ]
        return min(REST_S, max(LOOK_S, min(due))) if due else None

    def facts(self) -> list[Fact]:
        """That no outlet is behind for another reason than that it was only now."""
        outlets, head = self._outlets(), self._here.store.head
        behind: list[Words] = [
            Message(
                "outlets.events-wait",
                name=outlets[name].name, n=head - one.after, why=failure_words(one.why),
            )
            for name, one in self.positions.items()
            if one.why and name in outlets
        ]  # fmt: skip
        said = points(behind) if behind else NO_WORDS
        return [Fact("told-events", not behind, self._here.health.now(), said, vital=False)]


def _read(said: str | None) -> Mapping[str, int]:
    """What another version wrote otherwise is begun anew."""
    try:
        return AFTER.validate_json(said) if said else {}
    except ValidationError:
        return {}


def relaying(here: "Services", file: Path | None) -> Periodic:
    """Over a file of addresses or none; told of views after everything that shows something."""
    here.relay = relay = Relay(here, Addresses(file) if file is not None else None)
    relay.begin()
    here.board.subscribe("events", relay.tell)
    here.health.add(relay.facts)
    here.health.watch(relay.turning, Message("outlets.telling-events"), vital=False)
    return relay.turning
