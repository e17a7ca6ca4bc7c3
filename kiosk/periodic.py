"""The one thread that repeats: it goes on after whatever its act throws, and shows when it last came round.

A daemon thread that ends at its first unexpected exception ends silently, and with it all that is timed. So everything
that repeats is one of these, and what an act throws is no end but a fact: :meth:`Periodic.health`.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

log = logging.getLogger(__name__)

RETRY_S: Final = 1.0
"""The least that is waited after a turn that failed: who asks for 0 s must not fill a processor with failures."""
PATIENCE_S: Final = 10.0
STOP_S: Final = 5.0

Wait = Callable[[], float | None]
"""Seconds until the next turn, asked after each; None: until somebody wakes it."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a repeating thread fares. Moments are seconds of the clock it was given."""

    name: str
    alive: bool
    turns: int
    """Turns that came to their end, the failed ones too."""
    last: float | None
    """When the last of them ended."""
    expected: float | None
    """When the turn began that is not ended yet, else when the next is due; None: nothing is due."""
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
        """Whether it turns no more: its thread is gone, or a turn is later than this thread's patience."""
        return not self.alive or self.late_s(now) > self.patience_s


class Periodic:
    """``act`` again and again in one named daemon thread, the first time at once.

    ``every``: seconds between the end of a turn and the next, or a function that is asked each time. ``patience_s``:
    how late a turn may be before the thread counts as standing still. All methods may be called from any thread.
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
        self._patience_s = patience_s
        self._now = now
        self._bell = threading.Condition()
        self._woken = self._started = self._stopping = False
        self._turns = self._failures = 0
        self._last: float | None = None
        self._expected: float | None = None
        self._since: float | None = None
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Once; what was stopped stays so."""
        with self._bell:
            if self._started or self._stopping:
                return
            self._started, self._expected = True, self._now()
            self._thread.start()

    def stop(self, within_s: float = STOP_S) -> None:
        """Let the turn that runs come to its end; one that takes longer is left behind."""
        with self._bell:
            self._stopping = True
            self._bell.notify_all()
        if self._started and self._thread is not threading.current_thread():
            self._thread.join(within_s)

    def wake(self) -> None:
        """Turn now; while a turn runs, once more after it."""
        with self._bell:
            self._woken = True
            self._bell.notify_all()

    def health(self) -> Health:
        with self._bell:
            alive = self._thread.is_alive() or not self._started
            return Health(
                self.name, alive, self._turns, self._last, self._expected,
                self._trouble, self._since, self._failures, self._patience_s,
            )  # fmt: skip

    def _run(self) -> None:
        while not self._stopping:
            self._begin()
            wait, error = self._turn()
            self._end(error)
            self._pause(wait)

    def _begin(self) -> None:
        with self._bell:
            self._woken, self._expected = False, self._now()

    def _turn(self) -> tuple[float | None, Exception | None]:
        try:
            self._act()
            return self._wait(), None
        except Exception as error:  # noqa: BLE001 - the house's one thread that repeats: it becomes a fact, no end
            return self._rest(), error

    def _rest(self) -> float:
        """After a failure; the function that gives the wait may be what failed."""
        try:
            return max(RETRY_S, self._wait() or 0.0)
        except Exception:  # noqa: BLE001 - as above; the turn's own error is told
            return RETRY_S

    def _end(self, error: Exception | None) -> None:
        before, failed = self._trouble, self._failures
        trouble = f"{type(error).__name__}: {error}" if error else ""
        with self._bell:
            self._turns, self._last = self._turns + 1, self._now()
            self._failures = failed + 1 if error else 0
            self._since = (self._since if failed else self._last) if error else None
            self._trouble = trouble
        # Once, then counted: a disk that stays full for a night must not fill the journal as well.
        if error and trouble != before:
            log.error("%s failed and goes on: %s", self.name, trouble, exc_info=error)
        elif failed and not error:
            log.warning("%s works again after %d failed turns", self.name, failed)

    def _pause(self, seconds: float | None) -> None:
        with self._bell:
            self._expected = None if seconds is None else self._now() + seconds
            self._bell.wait_for(lambda: self._woken or self._stopping, seconds)
