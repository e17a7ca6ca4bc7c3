"""A screen whose browser is killed just after an alarm, in a network that has died, stands in the alarm again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import Hall
from tests.faults.cable import Cable
from tests.faults.pages import KEPT, LIVE, Watched, Way, driver, started

pytestmark = [pytest.mark.faults, pytest.mark.browser]
ALARM = "() => document.querySelector('#scene [aria-label=紧急疏散]')"


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with driver() as playwright:
        yield playwright


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
        screen.waits_for(KEPT)
        fire = house.raise_("FIRE", "hall")
        screen.waits_for(ALARM)
        screen.page.wait_for_timeout(later_ms)
        cable.fail("stall-body")
        screen.act(playwright, address)
        screen.waits_for(ALARM)
        screen.context.close()
    house.clear(fire)
