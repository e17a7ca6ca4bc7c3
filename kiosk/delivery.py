"""Per screen: which revision was sent, received and painted, and whether anyone is there. Memory only."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of one screen. Revisions are of the board; ``None`` = never."""

    screen: str
    readers: int = 0
    sent: int = 0
    received: int | None = None
    painted: int | None = None
    visible: bool = True
    at: datetime | None = None

    @property
    def online(self) -> bool:
        return self.readers > 0


class Delivery:
    """Written by the stream (who is connected) and by the pages (what they received and painted)."""

    def __init__(self, on_painted: Callable[[str, int, datetime], None] = lambda screen, revision, at: None) -> None:
        """``on_painted`` is told of every frame that somebody can see."""
        self._on_painted = on_painted
        self._lock = threading.Lock()
        self._reach: dict[str, Reach] = {}

    def _put(self, screen: str, **changes: object) -> None:
        with self._lock:
            known = self._reach.get(screen, Reach(screen))
            self._reach[screen] = replace(known, **changes)  # type: ignore[arg-type]  # fields of Reach by name

    def forget(self) -> None:
        """Numbers of another log say nothing of this one's; who is connected stays."""
        with self._lock:
            self._reach = {name: Reach(name, known.readers, at=known.at) for name, known in self._reach.items()}

    def sent(self, screens: Mapping[str, object], revision: int) -> None:
        for screen in screens:
            self._put(screen, sent=max(revision, self.of(screen).sent))

    def presence(self, screen: str, readers: int) -> None:
        self._put(screen, readers=readers)

    def received(self, screen: str, revision: int, at: datetime) -> None:
        self._put(screen, received=revision, at=at)

    def painted(self, screen: str, revision: int, visible: bool, at: datetime) -> None:
        self._put(screen, received=revision, painted=revision, visible=visible, at=at)
        if visible:
            self._on_painted(screen, revision, at)

    def of(self, screen: str) -> Reach:
        return self._reach.get(screen, Reach(screen))
