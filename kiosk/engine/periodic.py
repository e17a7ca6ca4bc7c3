"""What repeats, in a thread or on the loop: it goes on whatever its act throws, and shows when it
last came round.

A daemon thread, or a task, that ends at its first unexpected exception ends silently, and with it
all that is timed. So everything that repeats is one of these, and what an act throws is no end but
a fact: ``health``.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, Protocol, TypeVar

log = logging.getLogger(__name__)

RETRY_S: Final = 1.0
"""The least that is waited after a turn that failed: who asks for 0 s must not fill a processor
with failures."""
PATIENCE_S: Final = 10.0
STOP_S: Final = 5.0

Wait = Callable[[], float | None]
"""Seconds until the next turn, asked after each; None: until somebody wakes it."""


@dataclass(frozen=True, slots=True)
class Health:
    """How what repeats fares. Moments are seconds of the clock it was given."""

    name: str
    alive: bool
    turns: int
    """Turns that came to their end, the failed ones too."""
    last: float | None
    """When the last of them ended."""
    expected: float | None
    """When the turn began that is not ended yet, else when the next is due; None: nothing is
    due."""
    trouble: str
    """What the last turn threw, as ``type: text``; empty after a good one."""
    since: float | None
    """When the first of the failures in a row ended."""
    failures: int
    """In a row."""
    patience_s: float

    def late_s(self, now: float) -> float:
        """Seconds since which a turn should have begun, or ended."""
        return 0.0 if self.expected is None else max(0.0, now - self.expected)

    def stands(self, now: float) -> bool:
        """Whether it turns no more: its thread is gone, or a turn is later than this thread's
        patience."""
        return not self.alive or self.late_s(now) > self.patience_s


class _Tally:
    """When it turned and what became of it. Written by the one that turns, read from any thread."""

    def __init__(self, name: str, patience_s: float, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._health = Health(name, True, 0, None, None, "", None, 0, patience_s)

    def begin(self) -> None:
        self._put(expected=self._now())

    def rest(self, seconds: float | None) -> None:
        self._put(expected=None if seconds is None else self._now() + seconds)

    def end(self, error: Exception | None) -> None:
        before, last = self._health, self._now()
        trouble = f"{type(error).__name__}: {error}" if error else ""
        since = (before.since if before.failures else last) if error else None
        failures = before.failures + 1 if error else 0
        self._put(
            turns=before.turns + 1, last=last, trouble=trouble, since=since, failures=failures
        )
        # Once, then counted: a disk that stays full for a night must not fill the journal as well.
        if error and trouble != before.trouble:
            log.error("%s failed and goes on: %s", before.name, trouble, exc_info=error)
        elif before.failures and not error:
            log.warning("%s works again after %d failed turns", before.name, before.failures)

    def health(self, alive: bool) -> Health:
        return replace(self._health, alive=alive)

    def _put(self, **changes: Any) -> None:
        with self._lock:
            self._health = replace(self._health, **changes)


def _retry_s(wait: Wait) -> float:
    """After a failure; the function that gives the wait may be what failed."""
    try:
        return max(RETRY_S, wait() or 0.0)
    except Exception:  # noqa: BLE001 - as below; the turn's own error is told
        return RETRY_S


class Periodic:
    """``act`` again and again in one named daemon thread, the first time at once.

    ``every``: seconds between the end of a turn and the next, or a function that is asked each
    time. ``patience_s``: how late a turn may be before the thread counts as standing still. All
    methods may be called from any thread.
    """

    def __init__(
        self,
        name: str,
        act: Callable[[], object],
        every: float | Wait,
        *,
        patience_s: float = PATIENCE_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._act = act
        self._wait: Wait = every if callable(every) else lambda: every
        self._tally = _Tally(name, patience_s, now)
        self._bell = threading.Condition()
        self._woken = self._started = self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Once; what was stopped stays so."""
        with self._bell:
            if self._started or self._stopping:
                return
            self._started = True
            self._tally.begin()
            self._thread.start()

    def stop(self, within_s: float = STOP_S) -> None:
        """Let the turn that runs come to its end; one that takes longer is left behind."""
        with self._bell:
            self._stopping = True
            self._bell.notify_all()
        # An act may stop its own thread, which cannot wait for itself.
        if self._started and self._thread is not threading.current_thread():
            self._thread.join(within_s)

    def pause(self, seconds: float) -> bool:
        """Within a long act: wait so long; False, at once, where it is to end."""
        with self._bell:
            return not self._bell.wait_for(lambda: self._stopping, seconds)

    def wake(self) -> None:
        """Turn now; while a turn runs, once more after it."""
        with self._bell:
            self._woken = True
            self._bell.notify_all()

    def health(self) -> Health:
        return self._tally.health(self._thread.is_alive() or not self._started)

    def _run(self) -> None:
        while not self._stopping:
            with self._bell:
                # Before the act: who wakes it during the turn wants one that begins after.
                self._woken = False
            self._tally.begin()
            wait, error = self._turn()
            self._tally.end(error)
            self._tally.rest(wait)
            with self._bell:
                self._bell.wait_for(lambda: self._woken or self._stopping, wait)

    def _turn(self) -> tuple[float | None, Exception | None]:
        try:
            self._act()
            return self._wait(), None
        except Exception as error:  # noqa: BLE001 - what repeats in a thread: it becomes a fact, no end
            return _retry_s(self._wait), error


class Recurring:
    """The same on the event loop, for which a task is made of :meth:`run`: ``act`` is awaited after
    each wait."""

    def __init__(
        self,
        name: str,
        act: Callable[[], Awaitable[object]],
        every: Callable[[], float],
        *,
        patience_s: float = PATIENCE_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._act, self._every = act, every
        self._tally = _Tally(name, patience_s, now)
        self._over = False

    def health(self) -> Health:
        """Alive until its task ends; what was not begun is not late."""
        return self._tally.health(not self._over)

    async def run(self) -> None:
        self._over = False
        try:
            wait = self._every()
            while True:
                self._tally.rest(wait)
                await asyncio.sleep(wait)
                self._tally.begin()
                wait = await self._turn()
        finally:
            self._over = True

    async def _turn(self) -> float:
        try:
            await self._act()
            wait, error = self._every(), None
        except Exception as caught:  # noqa: BLE001 - what repeats on the loop: it becomes a fact, no end
            wait, error = _retry_s(self._every), caught
        self._tally.end(error)
        return wait


class Repeating(Protocol):
    """What is done for one setting, in a thread of its own."""

    @property
    def turning(self) -> Periodic: ...

    def stop(self, within_s: float, /) -> None:
        """Ends the thread, and gives back what it holds."""


S = TypeVar("S")
L = TypeVar("L", bound=Repeating)


class Several(Periodic, Generic[S, L]):
    """A thread for each thing that the hall's description names: begun once it is named, ended when
    it is not, kept as long as it is named as before. Those of one that hangs hold up no other.

    ``named``: the settings by name, in order; ``make``: the line of one. This thread itself only
    looks what is named.
    """

    def __init__(
        self, name: str, named: Callable[[], Mapping[str, S]], make: Callable[[S], L], every: float
    ) -> None:
        super().__init__(name, self.look, every)
        self._named, self._make = named, make
        self._kept: Mapping[str, tuple[S, L]] = {}
        """Another one after each change, read from any thread."""

    def look(self) -> None:
        """Those that end give back what they hold before another may want it."""
        before = self.lines()
        now = self.settled()
        for line in before:
            if line not in now:
                line.stop(STOP_S)
        for line in now:
            line.turning.start()

    def lines(self) -> tuple[L, ...]:
        return tuple(line for _, line in self._kept.values())

    def settled(self) -> tuple[L, ...]:
        """Those of what is named now, begun or not."""
        known = self._kept
        self._kept = {
            name: known[name]
            if name in known and known[name][0] == setting
            else (setting, self._make(setting))
            for name, setting in self._named().items()
        }
        return self.lines()

    def stop(self, within_s: float = STOP_S) -> None:
        """With it end the threads of all."""
        super().stop(within_s)
        for line in self.lines():
            line.stop(within_s)
