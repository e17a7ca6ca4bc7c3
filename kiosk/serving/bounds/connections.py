"""Who holds a connection: strangers by address, the known by name. Everything belongs to the event
loop.

2026-11-29 · Whoever was taken in a moment ago goes last, not first: what it sent waits in the kernel
for the loop's next rounds. A flood that was at work pushed out every command that came beside it,
which looked silent for that moment.
"""

from asyncio import BaseTransport
from collections import Counter
from collections.abc import Iterator
from enum import IntEnum
from typing import Protocol
from weakref import WeakSet

from kiosk.serving.bounds.departures import IDLE_S, LEAVING_S, Departures
from kiosk.serving.bounds.room import Room


class State(IntEnum):
    """The first to go first."""

    SILENT = 0
    """Has not sent a whole head."""
    IDLE = 1
    AT_WORK = 2
    """Waits for an answer, or reads a stream."""
    NEW = 3
    """Was taken in, and nothing could be read of it yet: what it sent waits in the kernel."""


class Guest(Protocol):
    """One connection."""

    address: str
    state: State

    def go(self) -> None:
        """Make room at once, without a word: :meth:`Connections.leaves`."""

    def late(self) -> None:
        """End: its head did not come in time."""


class _Address:
    """The connections of strangers from one address, of each state the oldest first."""

    __slots__ = ("by_state", "count")

    def __init__(self) -> None:
        self.by_state: tuple[dict[Guest, None], ...] = tuple({} for _ in State)
        self.count = 0

    def oldest(self) -> Guest:
        return next(guest for guests in self.by_state for guest in guests)


class Connections:
    def __init__(self, room: Room) -> None:
        self.room = room
        self._addresses: dict[str, _Address] = {}
        self.strangers = 0
        self.leaving = Departures(room.leaving)
        self._known: dict[Guest, str] = {}
        self._of: Counter[str] = Counter()
        self._silent: dict[Guest, float] = {}
        self.wires: WeakSet[BaseTransport] = WeakSet()
        """Every socket that was taken in, as long as anybody holds it."""

    def __len__(self) -> int:
        return self.strangers + len(self._known)

    def came(self, guest: Guest, now: float) -> None:
        at = self._addresses.setdefault(guest.address, _Address())
        at.by_state[guest.state][guest] = None
        at.count += 1
        self.strangers += 1
        self._silent[guest] = now
        if self.strangers > self.room.strangers:
            fullest = max(self._addresses.values(), key=lambda one: one.count)
            fullest.oldest().go()

    def leaves(self, guest: Guest, transport: BaseTransport, now: float) -> None:
        """It is not cut off at once, for it would come again at once."""
        idle = guest.state is State.IDLE
        # At once in the books: the loop tells of the loss only in its next round.
        self.gone(guest)
        self.leaving.keep(transport, now + (IDLE_S if idle else LEAVING_S))

    def gone(self, guest: Guest) -> None:
        """More than once does no harm."""
        self._silent.pop(guest, None)
        who = self._known.pop(guest, None)
        if who is not None:
            self._of[who] -= 1
            if not self._of[who]:
                del self._of[who]
        else:
            self._no_stranger(guest)

    def _no_stranger(self, guest: Guest) -> None:
        at = self._addresses.get(guest.address)
        if at is None or guest not in at.by_state[guest.state]:
            return
        del at.by_state[guest.state][guest]
        at.count -= 1
        self.strangers -= 1
        if not at.count:
            del self._addresses[guest.address]

    def turns(self, guest: Guest, state: State, now: float) -> None:
        """It is in another state from now on; who is gone is held by nothing here."""
        at, before = self._addresses.get(guest.address), guest.state
        guest.state = state
        if at is not None and guest in at.by_state[before]:
            del at.by_state[before][guest]
            at.by_state[state][guest] = None
        elif guest not in self._known:
            return
        self._silent.pop(guest, None)
        if state is State.SILENT:
            self._silent[guest] = now

    def known(self, guest: Guest, who: str) -> None:
        """It brought a credential, and is no stranger as long as it lasts, where there is room."""
        if guest in self._known or len(self._known) >= self.room.known:
            return
        at = self._addresses.get(guest.address)
        here = at is not None and guest in at.by_state[guest.state]
        if here and self._of[who] < self.room.of_one:
            self._no_stranger(guest)
            self._known[guest] = who
            self._of[who] += 1

    def late(self, now: float) -> Iterator[Guest]:
        """Those who have said nothing whole for too long."""
        for guest, since in list(self._silent.items()):
            if now - since < self.room.head_s:
                return
            yield guest
