"""Every layout in a Chromium that plays the oldest one: the sign is whole and right there, and so
is the tablet.

``KIOSK_TEST_OLDEST`` names a real Chromium 83 (tests/install_oldest.sh); ``make oldest`` sets it.
"""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import SIZES, Hall, painted
from tests.browser.promises import LOOK_MS, PATIENCE_S, let_in
from tests.oldest.emulated import as_old, script
from tests.oldest.looks import LOOK, Look, worse, worse_leaves

pytestmark = pytest.mark.browser
SCREENS = ("entrance", "wall", "window-5", "self-service", "exit-south")
TABLET = (1280, 800)


class Both:
    """The same page in the browser as it is, and in the one that plays the oldest."""

    def __init__(self, browser: Browser, house: Hall) -> None:
        self.house, self.complaints, self._sheets = house, [], dict[str, str]()
        self.contexts = [browser.new_context(service_workers="block") for _ in range(2)]
        self.contexts[1].route("**/static/*.css", self._old)
        self.contexts[1].add_init_script(script())

    def _old(self, route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        if text not in self._sheets:
            self._sheets[text] = as_old(text)
        route.fulfill(response=answer, body=self._sheets[text])

    def pages(self, path: str, size: tuple[int, int]) -> list[Page]:
        made = [context.new_page() for context in self.contexts]
        for page in made:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            page.goto(self.house.base_url + path)
        return made

    def screens(self, name: str) -> list[Page]:
        made = self.pages(f"/screen/{name}", SIZES[name])
        for page in made:
            painted(page, self.house.revision())
        return made

    def sign_in(self, page: Page) -> None:
        name, pin = self.house.staff("guide")
        page.goto(self.house.base_url + "/sign-in")
        let_in(page, name, pin)


@pytest.fixture
def both(browser: Browser, house: Hall) -> Iterator[Both]:
    made = Both(browser, house)
    yield made
    for context in made.contexts:
        context.close()
    assert made.complaints == []


def looks(pages: list[Page]) -> list[Look]:
    return [Look.of(page.evaluate(LOOK)) for page in pages]


def leaves(page: Page) -> list[Look]:
    """Each leaf of a touch page; a page without is one."""
    count: int = page.evaluate("() => window.hallPager ? window.hallPager.leaves : 1")
    found = [Look.of(page.evaluate(LOOK))]
    for _ in range(count - 1):
        page.evaluate("() => window.hallPager.turn(1)")
        found.append(Look.of(page.evaluate(LOOK)))
    if count > 1:
        page.evaluate("() => { window.hallPager.first(); window.hallPager.settle(); }")
    return found


def test_every_sign_is_whole_in_the_oldest_browser(both: Both, house: Hall) -> None:
    faults: dict[str, list[str]] = {}
    shown = {name: both.screens(name) for name in SCREENS}

    def looked_at(when: str) -> None:
        for name, pages in shown.items():
            for page in pages:
                painted(page, house.revision())
                page.wait_for_selector("body[data-live]:not(.is-stale)")
            faults[f"{name}, {when}"] = list(worse_leaves(*map(leaves, pages)))

    looked_at("calm")
    house.raise_("WIN-PAUSE", "window/5")
    house.raise_("QUEUE", "hall")
    looked_at("with bands")
    house.raise_("FIRE", "hall")
    looked_at("evacuating")
    assert {what: found for what, found in faults.items() if found} == {}


@pytest.mark.parametrize("name", ["entrance", "self-service"])
def test_every_touch_page_is_whole_in_the_oldest_browser(both: Both, name: str) -> None:
    faults: dict[str, list[str]] = {}
    pages = both.screens(name)
    for opened, page_name in (
        ("services", "services"),
        ("places", "places"),
        ("places/find", "find"),
    ):
        for page in pages:
            page.evaluate(
                "path => { const b = document.createElement('button'); b.dataset.open = path; "
                "document.getElementById('panel').append(b); b.click(); b.remove(); }",
                opened,
            )
            page.wait_for_selector(f"[data-page={page_name}]")
        for way in ("", "large"):
            for page in pages:
                page.evaluate(
                    "way => document.body.classList.toggle('large', way === 'large')", way
                )
            faults[f"{opened} {way}"] = list(worse_leaves(*map(leaves, pages)))
    assert {what: found for what, found in faults.items() if found} == {}


def test_the_tablet_hears_of_an_alarm_in_the_oldest_browser(both: Both, house: Hall) -> None:
    _, old = pages = both.pages("/sign-in", TABLET)
    for page in pages:
        both.sign_in(page)
    # What the hall does meanwhile the one hears of before the other.
    until = time.monotonic() + PATIENCE_S
    while found := list(worse(*looks(pages), scrolls=True)):
        assert time.monotonic() < until, found
        old.wait_for_timeout(LOOK_MS)
    house.raise_("FIRE", "hall")
    old.wait_for_selector("#alarm li[data-sort=life]")
    # The whole row, and not only what the stream said: it was asked for and answered.
    old.wait_for_selector("#alarm .alarm-acts button")
