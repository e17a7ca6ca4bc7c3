"""Per screen: which revision was sent, received and painted, and whether anyone is there. Memory
only.

A screen is there when one of its pages is: a page whose stream is open, which says every 2 s from a
frame that it paints (:mod:`beats`). Streams alone prove little: a frozen page keeps its stream for
ever, a dead cable for 20 s.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

BEAT_S: Final = 2.0
"""Seconds between two beats of a page (static/hall.js)."""
SILENT_S: Final = 3 * BEAT_S
"""Seconds without one after which a page is silent."""

PICTURE: Final = "picture"
"""The name of a device that fetches pictures, among a screen's pages."""
MISSED: Final = 2
"""Times in a row that it may miss."""

State = Literal["showing", "hidden", "silent", "off"]
WORST_FIRST: Final[tuple[State, ...]] = ("silent", "showing", "hidden")
"""Of a screen with several pages: a silent one may be the wall's, a hidden one is somebody's
forgotten tab."""


@dataclass(frozen=True, slots=True)
class Page:
    """An open page, under the name it gave itself. Moments are of the hall's running clock."""

    since: float
    """When it was last heard: its stream began, or it said that it paints."""
    streams: int = 1
    visible: bool = True
    silent_s: float = SILENT_S
    """After how long without a word it is silent."""

    def state(self, now: float) -> State:
        """A hidden page is slowed down by its browser, and nobody sees it anyway: it may be
        silent."""
        if not self.visible:
            return "hidden"
        return "showing" if now - self.since <= self.silent_s else "silent"


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of one screen. Revisions are of the board; ``None`` = never."""

    screen: str
    readers: int = 0
    """Open streams, also those of strangers."""
    sent: int = 0
    received: int | None = None
    painted: int | None = None
    visible: bool = True
    at: datetime | None = None
    state: State = "off"
    pages: Mapping[str, Page] = field(default_factory=lambda: MappingProxyType({}))
    lacks: tuple[str, ...] = ()
    """What the browser that spoke last cannot do, by the names of
    :mod:`kiosk.serving.screens.abilities`."""

    @property
    def online(self) -> bool:
        """Whether a page of it takes part; what it shows may still be hidden."""
        return self.state in ("showing", "hidden")


def _state(pages: Iterable[Page], now: float) -> State:
    found = {page.state(now) for page in pages}
    return next((state for state in WORST_FIRST if state in found), "off")


class Delivery:
    """Written by the streams (who is connected) and by the pages (what they received, painted and
    still paint)."""

    def __init__(
        self,
        on_painted: Callable[[str, int, datetime], None] = lambda screen, revision, at: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``on_painted`` is told of every frame that somebody can see."""
        self._on_painted = on_painted
        self._now = now
        self._lock = threading.Lock()
        self._reach: dict[str, Reach] = {}

    def _change(self, screen: str, change: Callable[[Reach], Reach]) -> None:
        with self._lock:
            self._reach[screen] = change(self._reach.get(screen, Reach(screen)))

    def forget(self) -> None:
        """Numbers of another log say nothing of this one's; who is connected stays."""
        with self._lock:
            self._reach = {
                name: Reach(name, known.readers, at=known.at, pages=known.pages, lacks=known.lacks)
                for name, known in self._reach.items()
            }

    def sent(self, screens: Iterable[str], revision: int) -> None:
        for screen in screens:
            # The larger: of two views that are told at once the older may come last.
            self._change(screen, lambda known: replace(known, sent=max(revision, known.sent)))

    def presence(self, screen: str, readers: int) -> None:
        self._change(screen, lambda known: replace(known, readers=readers))

    def joined(self, screen: str, page: str) -> None:
        """A stream of this page began; the same page may open its next one before the last is known
        to have ended."""

        def join(known: Reach) -> Reach:
            before = known.pages.get(page)
            fresh = Page(
                self._now(), before.streams + 1 if before else 1, before.visible if before else True
            )
            return _with(known, page, fresh)

        self._change(screen, join)

    def left(self, screen: str, page: str) -> None:
        def leave(known: Reach) -> Reach:
            before = known.pages.get(page)
            # A reload's stream may begin before the old one ends: only the last one takes it away.
            if before is None or before.streams <= 1:
                return replace(
                    known, pages={name: each for name, each in known.pages.items() if name != page}
                )
            return _with(known, page, replace(before, streams=before.streams - 1))

        self._change(screen, leave)

    def beat(
        self, screen: str, page: str, revision: int | None, visible: bool, at: datetime
    ) -> None:
        """A page says that it still shows this revision; one without a stream of its own is not
        taking part."""

        def paint(known: Reach) -> Reach:
            before = known.pages.get(page)
            if before is None:
                return known
            painted = (
                known.painted
                # A hidden tab paints nothing anybody sees, whatever it says.
                if revision is None or not visible
                else max(revision, known.painted or 0)
            )
            return _with(
                replace(known, painted=painted, visible=visible, at=at),
                page,
                replace(before, since=self._now(), visible=visible),
            )

        self._change(screen, paint)

    def lacks(self, screen: str, names: tuple[str, ...]) -> None:
        """Also of a page that takes no part, for that may be why."""
        self._change(
            screen, lambda known: known if known.lacks == names else replace(known, lacks=names)
        )

    def received(self, screen: str, revision: int, at: datetime) -> None:
        self._change(screen, lambda known: replace(known, received=revision, at=at))

    def painted(self, screen: str, revision: int, visible: bool, at: datetime) -> None:
        self._change(
            screen,
            lambda known: replace(
                known,
                received=revision,
                painted=revision if visible else known.painted,
                visible=visible,
                at=at,
            ),
        )
        if visible:
            self._on_painted(screen, revision, at)

    def fetched(self, screen: str, revision: int, at: datetime, every_s: float) -> None:
        """A panel's device fetched the picture of this revision, as it does every so often."""

        def fetch(known: Reach) -> Reach:
            page = Page(self._now(), silent_s=MISSED * every_s + SILENT_S)
            return _with(known, PICTURE, page)

        self._change(screen, fetch)
        self.painted(screen, revision, True, at)

    def of(self, screen: str) -> Reach:
        """As it is now."""
        known = self._reach.get(screen, Reach(screen))
        return replace(known, state=_state(known.pages.values(), self._now()))

    def states(self) -> Mapping[str, State]:
        with self._lock:
            known = list(self._reach.values())
        now = self._now()
        return {reach.screen: _state(reach.pages.values(), now) for reach in known}


def _with(known: Reach, name: str, page: Page) -> Reach:
    return replace(known, pages={**known.pages, name: page})
