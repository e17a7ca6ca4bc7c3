"""An error that comes again is counted, not written again: a stranger who causes one a thousand
times a second would fill the disk with it.

2026-11-29 · What counts as the same is where it arose, not its words: those may carry an address
that somebody chose.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

AGAIN_S: Final = 60.0
"""Seconds after which the same is written again, with how often it came meanwhile."""
KINDS: Final = 256
Place = tuple[object, ...]


class Counted(logging.Filter):
    """Of a handler. ``now`` in seconds, of a clock that does not go back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._seen: dict[Place, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        place, now = _place(record), self._now()
        since, more = self._seen.get(place, (float("-inf"), 0))
        if now - since < AGAIN_S:
            self._seen[place] = (since, more + 1)
            return False
        self._seen.pop(place, None)
        self._seen[place] = (now, 0)
        if len(self._seen) > KINDS:
            del self._seen[next(iter(self._seen))]
        if more:
            record.msg = f"{record.getMessage()} (and {more} more like it in between)"
            record.args = ()
        return True


def _place(record: logging.LogRecord) -> Place:
    raised, trace = (record.exc_info or (None, None, None))[::2]
    line = 0
    while trace is not None:
        line, trace = trace.tb_lineno, trace.tb_next
    return record.name, record.pathname, record.lineno, raised, line


def count_repeats() -> None:
    """From now on, in whatever writes this process's log."""
    root = logging.getLogger()
    last = [logging.lastResort] if logging.lastResort is not None else []
    for writer in root.handlers or last:
        if not any(isinstance(one, Counted) for one in writer.filters):
            writer.addFilter(Counted())
