"""When what was read of a contact counts: once it has been so for long enough."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Steady:
    """``closed``: what counts, None before anything does. ``seen``: what was read last, and since
    when without a change (seconds of a monotonic clock)."""

    closed: bool | None = None
    seen: bool | None = None
    since: float = 0.0

    def after(self, closed: bool, at: float, debounce_s: float) -> "Steady":
        now = self if closed == self.seen else replace(self, seen=closed, since=at)
        return replace(now, closed=closed) if at - now.since >= debounce_s else now

    def lost(self) -> "Steady":
        """Nothing was read: what counts stays, and what is read next is new."""
        return replace(self, seen=None)
