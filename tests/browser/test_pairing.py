"""From a device without a place to a screen that reports: the code on the glass, a person at the
tablet, and what outlives a restart of the browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from kiosk.store import Store
from tests.browser.conftest import FLAGS, Hall, described, served
from tests.browser.promises import let_in
from tests.cast import PINS
from tests.chromium import chromium

SCREEN = "window-5"
CODE = re.compile(r"[A-Z0-9]{3} [A-Z0-9]{3}")
NO_KEY = "Object.defineProperty(window, 'crypto', {value: {getRandomValues: (a) => a}});"
"""A browser over plain http on another machine has no keys to give."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A new hall: nothing in it is paired."""
    with served(described(tmp_path), tmp_path / "data", unpaired="") as house:
        assert isinstance(house, Hall)
        yield house


def painted(hall: Hall, screen: str = SCREEN) -> bool:
    told = hall.api("hall")
    one = next(row for row in told["screens"] if row["id"] == screen)
    return bool(one["online"] and one["shown_revision"] == told["revision"])


def state(hall: Hall, screen: str = SCREEN) -> str:
    return str(next(row["state"] for row in hall.api("hall")["screens"] if row["id"] == screen))


def code_on(page: Page) -> str:
    page.locator("#code").filter(has_text=CODE).wait_for(state="attached")
    found = CODE.search(page.inner_text("#code"))
    assert found
    return found[0]


def at(page: Page) -> int:
    """The revision a screen's page shows."""
    return int(page.get_attribute("body", "data-revision") or 0)


def keeper(hall: Hall, browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{hall.base_url}/facilities/screens")
    let_in(page, "赵", PINS["赵"][1])
    return page


def pair(page: Page, code: str, screen: str = SCREEN) -> None:
    page.fill("input[name=code]", code)
    page.select_option("select[name=screen]", screen)
    with page.expect_navigation(url=f"**/facilities/screens?paired={screen}"):
        page.click("[data-do=pair]")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1920, "height": 540})
    yield made
    made.close()


@pytest.mark.parametrize("script", ["", NO_KEY], ids=["by key", "by secret"])
def test_a_device_gets_its_place_and_reports(
    hall: Hall, browser: Browser, context: BrowserContext, script: str
) -> None:
    if script:
        context.add_init_script(script)
    device = context.new_page()
    device.goto(f"{hall.base_url}/pair")
    desk = keeper(hall, browser)
    pair(desk, code_on(device))
    device.wait_for_url(f"**/screen/{SCREEN}")
    hall.wait_until(lambda: painted(hall), "the paired screen reports")
    device.reload()
    revision = hall.raise_("FIRE", "hall")["revision"]
    hall.wait_until(lambda: painted(hall), "it reports after a reload too")
    desk.goto(f"{hall.base_url}/facilities/screens")
    assert desk.get_attribute(f"tr[data-screen={SCREEN}]", "data-paired") == "1"
    desk.click(f"tr[data-screen={SCREEN}] .sure > summary")
    desk.click(f"tr[data-screen={SCREEN}] [data-do=unpair]")
    desk.wait_for_selector(f"tr[data-screen={SCREEN}][data-paired='0']")
    hall.api(
        f"incidents/{hall.api('incidents?state=open')['incidents'][0]['id']}/clear",
        {"reason": "over"},
    )
    hall.wait_until(lambda: at(device) > revision, "it still shows what comes")
    hall.wait_until(lambda: state(hall) == "off", "what is revoked takes no part any more")


def test_who_only_looks_is_shown_everything_and_reports_nothing(
    hall: Hall, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{hall.base_url}/screen/{SCREEN}")
    told = hall.raise_("FIRE", "hall")
    hall.wait_until(lambda: at(page) >= told["revision"], "it shows the fire")
    assert page.locator("#scene svg").count() and page.is_hidden("#code")
    assert not painted(hall)


def test_a_page_that_hangs_already_shows_its_code_when_asked(
    hall: Hall, browser: Browser, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{hall.base_url}/screen/{SCREEN}")
    desk = keeper(hall, browser)
    desk.click("[data-do=show]")
    page.wait_for_selector("#code:not([hidden])")
    pair(desk, code_on(page))
    hall.wait_until(lambda: painted(hall), "it reports without being loaded again")
    assert page.is_hidden("#code")


def test_a_page_from_before_takes_no_part_once_its_screen_is_paired(
    hall: Hall, browser: Browser, context: BrowserContext
) -> None:
    store = Store(hall.data)
    store.put_open_screens(SCREEN)
    store.close()
    before = context.new_page()
    hall.wait_until(lambda: 'data-key=""' not in hall.page(f"/screen/{SCREEN}"), "it is open")
    before.goto(f"{hall.base_url}/screen/{SCREEN}")
    hall.wait_until(lambda: painted(hall), "it reports unpaired")
    device = browser.new_context(viewport={"width": 1920, "height": 540}).new_page()
    device.goto(f"{hall.base_url}/pair")
    pair(keeper(hall, browser), code_on(device))
    device.wait_for_url(f"**/screen/{SCREEN}")
    hall.wait_until(lambda: painted(hall), "the paired one reports")
    device.close()
    hall.wait_until(lambda: state(hall) == "off", "and it alone")
    told = hall.raise_("FIRE", "hall")
    hall.wait_until(lambda: at(before) >= told["revision"], "the other still shows everything")
    assert not painted(hall)


def test_a_device_without_a_place_shows_the_alarm(hall: Hall, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{hall.base_url}/pair")
    code_on(page)
    assert page.is_hidden("#sign")
    hall.raise_("FIRE", "hall")
    page.wait_for_selector("#sign:not([hidden]) svg")
    assert "安全出口" in page.inner_text("#sign") or page.locator("#sign svg").count()


def test_a_place_outlives_a_killed_browser(
    hall: Hall, browser: Browser, playwright: Playwright, tmp_path: Path
) -> None:
    profile, executable = tmp_path / "profile", chromium()
    options = {
        "executable_path": executable,
        "args": FLAGS,
        "viewport": {"width": 1920, "height": 540},
    }
    first = playwright.chromium.launch_persistent_context(profile, **options)
    page = first.new_page()
    page.goto(f"{hall.base_url}/pair")
    pair(keeper(hall, browser), code_on(page))
    page.wait_for_url(f"**/screen/{SCREEN}")
    hall.wait_until(lambda: painted(hall), "the paired screen reports")
    first.close()
    hall.wait_until(lambda: not painted(hall), "it is off")
    again = playwright.chromium.launch_persistent_context(profile, **options)
    page = again.new_page()
    page.goto(f"{hall.base_url}/pair")
    page.wait_for_url(f"**/screen/{SCREEN}")
    hall.wait_until(lambda: painted(hall), "it is the same screen as before")
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    again.set_offline(True)
    page.goto(f"{hall.base_url}/pair")
    page.wait_for_url(f"**/screen/{SCREEN}")
    page.wait_for_selector("body[data-kept] #scene svg")
    again.close()
