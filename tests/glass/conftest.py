"""What the tests of a screen's machine share: a hall, the machine, and what is seen of it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, Playwright

from tests.browser.conftest import Hall
from tests.faults.pages import driver
from tests.glass.machine import Machine

HEARD = """() => {
  window.heard = [];
  addEventListener("keydown", (event) => {
    const held = ["Control", "Alt", "Shift", "Meta"].filter((name) => event.getModifierState(name));
    heard.push([event.key, ...held].join("+"));
  }, true);
}"""
"""Every key that comes to a page, with what is held."""
PULSE_S = 2.5
LOOKS = 5
OF_THE_BROWSER = "chrome://omnibox-popup.top-chrome/"
"""Pages it keeps for its own bar, which a screen never shows."""


@pytest.fixture(scope="package")
def hall() -> Iterator[Hall]:
    with Hall.demo() as house:
        yield house
    house.forget()


@pytest.fixture(scope="package")
def playing() -> Iterator[Playwright]:
    with driver() as playwright:
        yield playwright


@dataclass(slots=True)
class Seen:
    """A machine whose browser a test looks into."""

    machine: Machine
    hall: Hall
    screen: str
    page: Page
    revision: int = 0
    before: list[Image.Image] = field(default_factory=list)

    @classmethod
    def of(cls, playing: Playwright, machine: Machine, hall: Hall, screen: str) -> "Seen":
        machine.start()
        browser = playing.chromium.connect_over_cdp(f"http://127.0.0.1:{machine.debug}")
        (page,) = (one for one in browser.contexts[0].pages if one.url.startswith("file:"))
        page.wait_for_function("() => window.length === 1 && document.querySelector('main').hidden")
        return cls(machine, hall, screen, page)

    def heard(self) -> list[str]:
        return [
            key for frame in self.page.frames for key in frame.evaluate("() => window.heard || []")
        ]

    def listen(self) -> None:
        for frame in self.page.frames:
            frame.evaluate(HEARD)

    def told(self) -> dict[str, Any]:
        """What the hall knows of the screen."""
        (found,) = (one for one in self.hall.api("hall")["screens"] if one["id"] == self.screen)
        return dict(found)

    def shows(self, revision: int) -> None:
        """From here on the glass must stay as it is once it has painted this."""
        self.revision = revision
        self.machine.wait_until(
            lambda: (self.told()["shown_revision"] or 0) >= revision, "the screen has painted"
        )
        self.before = self._pictures()
        self.address = [frame.url for frame in self.page.frames]

    address: list[str] | None = None

    def _pictures(self) -> list[Image.Image]:
        """Of more than a second: an arrow pulses, between two states (hall.css)."""
        found: list[Image.Image] = []
        until = time.monotonic() + PULSE_S
        while time.monotonic() < until:
            found.append(self.machine.glass.picture())
        return found

    def _as_before(self) -> bool:
        """A picture taken while the display is written holds a part of each: looked at again."""
        return any(
            ImageChops.difference(known, now).getbbox() is None
            for now in (self.machine.glass.picture() for _ in range(LOOKS))
            for known in self.before
        )

    def settle(self) -> None:
        """Whatever was begun has come to the page and been painted: what was typed or touched before
        is heard before what is asked now."""
        frames = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        for frame in self.page.frames:
            frame.evaluate(frames)

    def left(self) -> list[str]:
        """What is not as it was: nothing, where nobody can leave the page."""
        browser = self.page.context.browser
        assert browser is not None
        targets = browser.new_browser_cdp_session().send("Target.getTargets")["targetInfos"]
        windows = [
            one["url"]
            for one in targets
            if one["type"] == "page" and not one["url"].startswith(OF_THE_BROWSER)
        ]
        inside = self.page.evaluate(
            "() => ({scale: visualViewport.scale, zoom: outerWidth / innerWidth, focus: document.hasFocus(),"
            " covered: !document.querySelector('main').hidden})"
        )
        now = {
            "one window": len(windows) == 1 or windows,
            "same address": [frame.url for frame in self.page.frames] == self.address,
            "scale 1": (inside["scale"] == 1 and inside["zoom"] == 1) or inside,
            "focus": inside["focus"],
            "the hall's page": not inside["covered"],
            "the glass": self._as_before(),
        }
        return [f"{name}: {found}" for name, found in now.items() if found is not True]
