"""A situation played in a served hall: time goes in steps, and after each everything is read."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.situations.hands import Hands
from tests.browser.situations.house import Served, served
from tests.browser.situations.pages import Eyes, Seen
from tests.browser.situations.table import Held, Line

STEP = timedelta(seconds=10 if os.environ.get("KIOSK_TEST_LAWS") == "long" else 180)
Names = Callable[[Served, Seen], frozenset[str]]
"""What a place is in this situation: ``dark`` a screen of a window without power …"""


@dataclass
class Play:
    """``facts``: words of the moment for the table, ``{eta}`` once somebody has said when it will
    be back."""

    hall: Served
    eyes: Eyes
    held: Held
    names: Names
    phase: str = "before"
    facts: dict[str, str] = field(default_factory=dict)
    people: dict[str, Hands] = field(default_factory=dict)
    looks: int = 0

    def person(self, name: str) -> Hands:
        if name not in self.people:
            self.people[name] = Hands.of(name, self.eyes)
        return self.people[name]

    def look(self) -> None:
        """Read everything once, and hold it against the table."""
        self.looks += 1
        for seen in self.eyes.look():
            self.read(seen)
        for hands in self.people.values():
            self.read(hands.seen())

    def read(self, seen: Seen) -> None:
        at = f"{self.hall.local():%m-%d %H:%M:%S}"
        self.held.read(at, self.phase, seen, self.names(self.hall, seen), self.facts)

    def until(self, clock: str, then: str = "") -> None:
        """Let time pass up to this hour and minute of the same day; ``then``: the phase that begins
        with it."""
        self.passes(self.left(clock), then)

    def left(self, clock: str) -> timedelta:
        now = self.hall.local()
        hours, minutes = map(int, clock.split(":"))
        return datetime.combine(now.date(), time(hours, minutes), now.tzinfo) - now

    def passes(self, by: timedelta, then: str = "") -> None:
        at = self.hall.local() + by
        while self.hall.local() < at:
            self.hall.pass_(min(STEP, at - self.hall.local()))
            if self.hall.local() >= at and then:
                self.phase = then
            self.look()

    def now(self, phase: str) -> None:
        """A phase that begins with what somebody just did."""
        self.phase = phase
        self.look()
        for seen in self.eyes.touched():
            self.read(seen)


@contextmanager
def played(
    browser: Browser,
    content: Path,
    folder: Path,
    at: datetime,
    table: tuple[Line, ...],
    names: Names,
) -> Iterator[Play]:
    with served(content, folder, at) as hall:
        eyes = Eyes(browser, hall).opened()
        try:
            yield Play(hall, eyes, Held(table), names)
        finally:
            eyes.close()
        assert eyes.complaints == []
