"""How the thread of a port fares: when it last came round, when it should again, and what it did
not expect."""

from dataclasses import dataclass

PATIENCE_S = 30.0
"""How late a port's thread may be before it counts as standing still: opening a serial server may
take long."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Moments are seconds of the clock that was given to the room."""

    line: str
    alive: bool
    last: float | None
    """When it last came round; None before the first time."""
    expected: float | None
    """When it began what it does now, else when it wakes by itself; None: only if it is asked
    something."""
    trouble: str
    """An exception of no port, as ``type: text``; gone after it has served its port again."""

    def late_s(self, now: float) -> float:
        return 0.0 if self.expected is None else max(0.0, now - self.expected)

    def stands(self, now: float) -> bool:
        return not self.alive or self.late_s(now) > PATIENCE_S
