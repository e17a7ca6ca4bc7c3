"""A live hall whose server's wall clock a test sets, and what its screens in Chromium are seen to
show."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.store import Store
from signage.availability.world import world
from signage.shows.scenes import scenes
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Situation
from tests.browser.conftest import SIZES
from tests.faults.faketime import WallClock
from tests.faults.house import House

MONDAY_TEN = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
"""Ten o'clock in the hall: open."""
SCREENS = ("wall", "window-5")
SAMPLE_S = 0.1
Labels = set[str | None]


def evacuating(labels: Labels) -> bool:
    return labels == {"紧急疏散"}


def all_clear(labels: Labels) -> bool:
    return labels == {"警报解除"}


def is_over(labels: Labels) -> bool:
    return not labels & {"紧急疏散", "警报解除"}


@dataclass
class Live:
    """A served hall, its clock, and its screens as Chromium paints them."""

    browser: Browser
    content: Content
    wall: WallClock
    data: Path
    token: str
    house: House
    pages: dict[str, Page] = field(default_factory=dict)
    screens: tuple[str, ...] = SCREENS

    def opened(self, script: str = "", address: str = "") -> None:
        """``script`` runs first in each page; ``address`` is the hall's where something stands in
        between."""
        self.pages = {}
        for name in self.screens:
            width, height = SIZES[name]
            page = self.browser.new_page(viewport={"width": width, "height": height})
            if script:
                page.add_init_script(script)
            page.goto(f"{address or self.house.base_url}/screen/{name}")
            page.wait_for_function("() => document.body.dataset.shown")
            self.pages[name] = page

    def situation(self) -> Situation:
        """By the log. What is urgent is answered before it is in there, where a disk is slow."""
        told = self.house.ask("/api/v1/incidents?state=open")[1]["revision"]
        self.house.wait_until(lambda: self._logged().revision >= told, "the log has all of it")
        return self._logged()

    def _logged(self) -> Situation:
        store = Store(self.data)
        try:
            return fold(store.events(), NOTHING)
        finally:
            store.close()

    def truth(
        self, situation: Situation, at: datetime, *, timed: bool = True
    ) -> dict[str, tuple[str, ...]]:
        """What each screen has to say then: its main line and what stands under it."""
        hall = self.content.hall
        found = scenes(world(hall, situation, at, self.content.evacuation, timed))
        return {name: said(found[name].title, *found[name].lines[:1]) for name in self.pages}

    def shown(self) -> dict[str, str]:
        return {
            name: plain(page.locator("#scene").inner_text()) for name, page in self.pages.items()
        }

    def tells_the_truth(self, seconds: float, situation: Situation | None = None) -> list[str]:
        """Sample what is painted; every sample that was true at no moment of the last two
        seconds."""
        situation = situation or self.situation()
        wrong, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            # To look takes its time too: what was true before the first of the screens was looked at.
            looked_at = time.monotonic()
            shown = self.shown()
            allowed = [self.truth(situation, at) for at in self.wall.lately(looked_at)]
            wrong += [
                f"{self.wall.now():%F %T} {name}: {text[:60]!r}, not {allowed[0][name]}"
                for name, text in shown.items()
                if not any(all(part in text for part in true[name]) for true in allowed)
            ]
            time.sleep(SAMPLE_S)
        return wrong

    def labels(self) -> Labels:
        """What each picture is."""
        return {
            page.locator("#scene .picture").first.get_attribute("aria-label")
            for page in self.pages.values()
        }

    def becomes(self, true: Callable[[Labels], bool], within_s: float = 20.0) -> bool:
        until = time.monotonic() + within_s
        while not (found := true(self.labels())) and time.monotonic() < until:
            time.sleep(SAMPLE_S)
        return found

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        status, answer = self.house.ask(f"/api/v1/{path}", body, key)
        assert status < 300, answer
        return answer

    def ready(self) -> Any:
        return self.house.ask("/readyz")


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said(*words: Any) -> tuple[str, ...]:
    return tuple(plain(one["zh"].replace("/", "")) for one in words if one)


Serve = Callable[[datetime], Live]


def started(data: Path, token: str, wall: WallClock, *more: str) -> House:
    content = ("--content", str(contents.sample()))
    command = ("serve", "--data", str(data), "--port", "0", "--simulators", "yes", *content, *more)
    return House(*command, token=token, environment=wall.environment)
