"""Generated halls in Chromium: no touch page whose parts overlap, in both languages and sizes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.drawing.beforehand.proof import legible
from kiosk.drawing.renderer import load_icons
from signage.hall.model import Hall as Described
from signage.hall.model import Screen
from tests.browser.conftest import Hall, Watch, painted
from tests.browser.forked import Mother
from tests.browser.layout import faults, faults_of_pages
from tests.cast import NOON
from tests.halls import Size, drawn
from tests.halls.hall import write

pytestmark = pytest.mark.browser
LONG = os.environ.get("KIOSK_TEST_LAWS") == "long"
FORTY = Size(
    seed=7, storeys=2, windows=40, terminals=15, exits=4, screens=26, lamps=0, ways="every"
)
SIZES = [FORTY, *(drawn(seed) for seed in (range(200) if LONG else ()))]


def upright(screen: Screen) -> tuple[int, int]:
    """The panel as its viewer sees it: turning it is the business of one line of CSS, measured
    elsewhere."""
    turned = screen.rotate in (90, 270)
    return (screen.height, screen.width) if turned else (screen.width, screen.height)


def touched(hall: Described) -> Iterator[Screen]:
    """One screen of each kind and shape that can be touched."""
    seen = set()
    for screen in hall.screens:
        kind = (screen.layout, upright(screen))
        if screen.layout in ("touch", "zone") and kind not in seen:
            seen.add(kind)
            yield screen


def paths(hall: Described) -> list[str]:
    groups = ("windows", "terminals", "zones", "exits", "others")
    services = [f"service/{service.id}" for service in hall.services[:2]]
    return [
        "services",
        "places",
        *services,
        *(f"places/{group}" for group in groups),
        f"way/{hall.windows[0].id}",
    ]


def unnamed(content: contents.Content, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without the pages of services that the check says are too small."""
    notes = " ".join(str(note) for note in legible(content, load_icons(contents.icons(None)), NOON))
    small = {s.id for s in content.hall.screens if f"the page of services of {s.id} " in notes}
    return {
        page: wrong
        for page, wrong in found.items()
        if not (page.partition(" ")[0] in small and ") services " in page)
    }


class Visit:
    """One page that goes from screen to screen of a hall."""

    def __init__(self, browser: Browser, house: Hall) -> None:
        self.house, self.watch = house, Watch(browser, house)
        self._page: Page | None = None

    def at(self, screen: Screen, revision: int) -> Page:
        across, down = upright(screen)
        if self._page is None:
            self._page = self.watch.page(
                "", (across, down), base="about:blank", service_workers="block"
            )
            # What a screen holds for an alarm is not looked at here, and takes the machine two
            # seconds to draw.
            self._page.route("**/pack", lambda route: route.fulfill(status=503))
        page = self._page
        page.set_viewport_size({"width": across, "height": down})
        page.goto(f"{self.house.base_url}/screen/{screen.id}")
        page.evaluate(
            "document.body.className = document.body.className.replace(/rotate-\\d+/, 'rotate-0')"
        )
        painted(page, revision)
        return page


def overlapping(
    visit: Visit, hall: Described, revision: int, pages: list[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for screen in touched(hall):
        page = visit.at(screen, revision)
        home = page.locator("#scene .home").count()
        wrong = (
            faults_of_pages(page, pages, 0, broken=False)
            if home
            else {"sign": faults(page, broken=False)}
        )
        for name, listed in wrong.items():
            kept = [fault for fault in listed if not fault.startswith("cut short")]
            if kept:
                found[f"{screen.id} {upright(screen)} {name}"] = kept
    return found


@pytest.fixture(scope="module")
def mother(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mother]:
    with Mother(tmp_path_factory.mktemp("mother")) as found:
        yield found


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"hall-{size.seed}-{size.windows}-windows")
def test_no_touch_page_of_a_generated_hall_overlaps(
    browser: Browser, mother: Mother, tmp_path: Path, size: Size
) -> None:
    write(size, tmp_path / "own")
    open_all_day(tmp_path / "own", tmp_path / "content")
    content = contents.read(tmp_path / "content")
    described = content.hall
    if not list(touched(described)):
        return
    house = mother.serve(tmp_path / "content", tmp_path / "data")
    visit = Visit(browser, house)
    calm = overlapping(visit, described, house.revision(), paths(described))
    assert unnamed(content, calm) == {}
    for kind, target in (("WIN-PAUSE", described.windows[0].id), ("SYS-CORE", "system/core")):
        house.raise_(kind, target)
    last = house.raise_("HALL-CLOSED", described.zones[-1].id)["revision"]
    assert overlapping(visit, described, last, []) == {}
    visit.watch.close()
