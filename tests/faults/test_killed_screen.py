"""A screen whose browser is killed just after an alarm, in a network that has died, stands in the
alarm again."""

import json
import re
from collections.abc import Iterator
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright, Route

from tests.browser.conftest import Hall
from tests.browser.promises import awaited
from tests.faults.cable import Cable
from tests.faults.pages import LIVE, Watched, Way, started

pytestmark = [pytest.mark.faults, pytest.mark.browser]
LATE = """(calm) => {
  Storage.prototype.getItem = () => calm;
  Object.defineProperty(IDBRequest.prototype, "onsuccess", {
    set(act) { this.addEventListener("success", (event) => setTimeout(() => act(event), 1500)); },
  });
}"""
"""What a browser under load does after it was killed: one memory is of before, the other takes its
time."""
ALARM = "() => document.querySelector('#scene [aria-label=紧急疏散]')"


@pytest.fixture(scope="module")
def house() -> Iterator[Hall]:
    house = Hall.demo()
    yield house
    house.forget()


@pytest.mark.parametrize("later_ms", [0, 300, 2000])
def test_what_a_screen_showed_outlives_its_browser(
    house: Hall, playwright: Playwright, tmp_path: Path, later_ms: int
) -> None:
    way = Way(unit=True, worker=True)
    with Cable(house.base_url) as cable:
        address = f"{cable.base_url}/screen/entrance"
        context = started(playwright, tmp_path, way)
        screen = Watched("restart", way, context, context.pages[0], tmp_path)
        screen.open(address)
        screen.waits_for(LIVE)
        screen.waits_until_kept()
        fire = house.raise_("FIRE", "hall")
        screen.waits_for(ALARM)
        screen.page.wait_for_timeout(later_ms)
        cable.fail("stall-body")
        screen.act(playwright, address)
        screen.waits_for(ALARM)
        screen.context.close()
    house.clear(fire)


def test_a_memory_that_answers_late_is_believed(
    house: Hall, playwright: Playwright, tmp_path: Path
) -> None:
    """Though the hall has begun to speak: whose word it is comes through, and then its scene does
    not."""
    with Cable(house.base_url) as cable:
        way = Way(unit=False, worker=False)
        context = started(playwright, tmp_path, way)
        screen = Watched("left", way, context, context.pages[0], tmp_path)
        screen.open(f"{cable.base_url}/screen/entrance")
        screen.waits_for(LIVE)
        kept = house.page("/screen/entrance").replace("<body", "<body data-kept", 1)
        calm = screen.page.evaluate("() => localStorage.getItem('scene:entrance')")
        fire = house.raise_("FIRE", "hall")
        screen.waits_for(ALARM)
        awaited(
            screen.page,
            "() => hallMemory.kept().then((word) => word !== null && word.gravity > 0)",
        )

        def worker(route: Route) -> None:
            """Gives what it has kept, as it does where the network does not answer."""
            path = urlsplit(route.request.url).path
            route.fulfill(
                body=kept if path.startswith("/screen") else house.page(path),
                content_type=guess_type(path)[0] or "text/html",
            )

        cable.fail("stall-body")
        screen.page.add_init_script(f"({LATE})({json.dumps(calm)})")
        screen.page.route(re.compile(r"/screen/entrance$|/static/"), worker)
        screen.page.reload(wait_until="commit")
        screen.waits_for(f"() => 'kept' in document.body.dataset && ({ALARM})()")
        context.close()
    house.clear(fire)


@pytest.mark.parametrize("end", ['<div id="local"', "<main", '<i id="whole"'])
def test_half_a_page_is_covered_by_words(
    house: Hall, playwright: Playwright, tmp_path: Path, end: str
) -> None:
    """Its script runs and it paints; what it paints may be nothing."""
    way = Way(unit=True, worker=False)
    context = started(playwright, tmp_path, way)
    screen = Watched("left", way, context, context.pages[0], tmp_path)
    half, answered = house.page("/screen/entrance").partition(end)[0], []

    def cut(route: Route) -> None:
        answered.append(route.request.url)
        route.fulfill(body=half, content_type="text/html")

    screen.page.route(re.compile(r"/screen/entrance$"), cut)
    screen.open(f"{house.base_url}/screen/entrance")
    screen.page.wait_for_function("() => window.length === 1")
    screen.page.frames[-1].wait_for_function("() => window.hallLacks")
    screen.page.wait_for_timeout(1500)
    assert screen.page.locator("main").is_visible() and answered
    screen.page.unroute(re.compile(r"/screen/entrance$"))
    screen.page.wait_for_function("() => document.querySelector('main').hidden")
    context.close()
