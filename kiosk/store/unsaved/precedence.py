"""One lock, and who gets it next: life safety before everything else that waits.

2026-11-28 · A plain lock gives the board to whoever wakes first: behind five commands that each
wait for the disk a fire waited for all of them, now for the one that has begun.
"""

import threading
from contextvars import ContextVar
from typing import Final

URGENT: Final[ContextVar[bool]] = ContextVar("urgent", default=False)
"""Whether the work of this thread is life safety; set by the lane that carries it
(:mod:`kiosk.serving.lanes.crew`)."""


class Turns:
    """As :class:`threading.Lock`. Who is urgent passes those who wait, never the one that has
    it."""

    def __init__(self) -> None:
        self._bell = threading.Condition()
        self._taken = False
        self.waiting = 0
        self._urgent = 0

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        urgent = URGENT.get()
        patience = None if blocking and timeout < 0 else timeout if blocking else 0.0
        with self._bell:
            self.waiting += 1
            self._urgent += urgent
            try:
                if not self._bell.wait_for(lambda: self._free_for(urgent), patience):
                    # A fire that gives up leaves it taken: those behind need not be rung.
                    return False
                self._taken = True
                return True
            finally:
                self.waiting -= 1
                self._urgent -= urgent

    def _free_for(self, urgent: bool) -> bool:
        return not self._taken and (urgent or not self._urgent)

    def release(self) -> None:
        with self._bell:
            self._taken = False
            self._bell.notify_all()

    def locked(self) -> bool:
        return self._taken

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()
