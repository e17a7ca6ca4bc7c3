"""What one command led to on its way into the log, and what is known of those under way."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from kiosk.store.faults import StoreError
from kiosk.store.rows import Beside
from kiosk.store.unsaved.journal import Act
from signage.situation.events import ContentChanged


@dataclass(slots=True, eq=False)
class Batch:
    """What one command led to. ``show`` makes it the board's view; called once, in the turn."""

    act: Act
    show: Callable[[], None]
    urgent: bool = False
    beside: Beside | None = None
    shown: bool = False
    written: "Future[None] | None" = None

    @property
    def last(self) -> int:
        return self.act.recorded[-1].seq if self.act.recorded else 0

    @property
    def of_start(self) -> bool:
        """Every start without a log says anew which content it has."""
        return all(isinstance(recorded.event, ContentChanged) for recorded in self.act.recorded)

    @property
    def incidents(self) -> set[str]:
        found = (getattr(recorded.event, "incident", None) for recorded in self.act.recorded)
        return {number for number in found if number is not None}

    @property
    def failed(self) -> BaseException | None:
        done = self.written is not None and self.written.done()
        return self.written.exception() if done and self.written is not None else None

    @property
    def stored(self) -> bool:
        return self.written is not None and self.written.done() and self.written.exception() is None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the store. ``since`` is the hall's time, ``met`` the same in monotonic
    seconds."""

    error: StoreError
    since: datetime
    met: float


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What is shown and not in the log: how many acts, of which incidents; and what is wrong with
    the store."""

    acts: int = 0
    incidents: frozenset[str] = frozenset()
    trouble: Trouble | None = None
