"""What is known about a lamp, and the sentences that say it."""

from dataclasses import dataclass, field, replace
from typing import Literal

from signage.language.words import Message, Words
from signage.shows.lamps import Pattern

Health = Literal["verified", "unverified", "lost", "misconfigured"]


@dataclass(frozen=True, slots=True)
class LampHealth:
    """``verified`` only if the lamp itself answered. A lamp that never answers is at best
    ``unverified``."""

    lamp: str
    health: Health
    actual: Pattern | None
    """Last read back, else last written; None while the lamp's state is unknown."""
    reason: Words
    simulated: bool = False
    at: float = 0.0
    """When this was found, seconds of the monotonic clock."""
    wanted: Pattern | None = None
    """The desired pattern as far as this lamp can show it: what ``actual`` is to be compared
    with."""
    downgrade: Words = field(default_factory=dict)
    """What of the desired pattern this lamp cannot show; empty if nothing."""

    testing: bool = False
    """``actual`` and ``wanted`` are a lamp test's light, not the computed pattern."""

    @property
    def agrees(self) -> bool:
        return self.wanted is not None and self.actual == self.wanted

    @property
    def right(self) -> bool:
        """Shows what it should, or a test that will be over in seconds."""
        return self.agrees or self.testing

    def same_as(self, other: "LampHealth") -> bool:
        """Equal but for the time."""
        # Found again is nothing new: else every re-assertion would be told.
        return replace(self, at=0.0) == replace(other, at=0.0)


CONNECTING = Message("health.connecting")
IDLE = Message("health.connected-nothing-been-asked-yet")
READ_BACK = Message("health.lamp-was-read-back-shows")
ANSWERED = Message("health.lamp-answered-took")
ECHOED = Message("health.what-came-back-what-was")
DIFFERS = Message("health.lamp-answered-but-shows-something")
IDENTIFIED = Message("health.the-device-answered")
LENT = Message("health.port-lent-live-test-comes")
SIMULATED = Message("health.simulated-lamp-read-back")
WRITTEN = Message("health.written-lamp-never-answers-so")
