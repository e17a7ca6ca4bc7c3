"""A picture that is larger than the one that was sent is not painted; a start page is back at its own
size by itself."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Hall, Watch, painted
from tests.faults.pages import START

SCREEN = "wall"
NOWHERE = "http://127.0.0.1:9"
NAME = "北京路办税服务厅"
pytestmark = pytest.mark.browser


def enlarge(page: Page, scale: float) -> None:
    """As two fingers do where a browser lets them."""
    page.context.new_cdp_session(page).send(
        "Emulation.setPageScaleFactor", {"pageScaleFactor": scale}
    )


def told(house: Hall) -> dict[str, Any]:
    (screen,) = (one for one in house.api("hall")["screens"] if one["id"] == SCREEN)
    return dict(screen)


def test_an_enlarged_page_has_painted_nothing_and_says_so(watch: Watch, house: Hall) -> None:
    page = watch.screen(SCREEN)
    painted(page, house.revision())
    enlarge(page, 3)
    page.wait_for_function("() => visualViewport.scale > 2")
    revision = house.raise_("FIRE", "hall")["revision"]
    painted(page, revision)
    console = watch.console()
    console.get_by_text("画面被放大或缩小").first.wait_for(state="attached")
    assert (told(house)["shown_revision"] or 0) < revision
    enlarge(page, 1)
    house.wait_until(lambda: (told(house)["shown_revision"] or 0) >= revision, "it has painted")


@pytest.fixture
def start(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1080, "height": 1920})
    page = context.new_page()
    page.goto(f"{START.as_uri()}?{quote(NAME)}#{NOWHERE}/screen/{SCREEN}", wait_until="commit")
    yield page
    context.close()


def test_the_first_start_without_a_hall_says_whose_it_is_and_how_to_leave(start: Page) -> None:
    said = start.locator("main").inner_text()
    assert NAME in said and "请按现场绿色标志撤离" in said
    assert start.locator("main").is_visible()


def test_a_start_page_that_fingers_spread_is_back_at_its_own_size(start: Page) -> None:
    enlarge(start, 4)
    start.wait_for_function("() => location.search.includes('&') && visualViewport.scale === 1")
    assert NAME in start.locator("main").inner_text()


def test_a_keyboard_walks_from_key_to_key_and_back_and_out_of_nothing(
    browser: Browser, house: Hall
) -> None:
    context = browser.new_context(viewport={"width": 1080, "height": 1920})
    page = context.new_page()
    page.goto(f"{START.as_uri()}#{house.base_url}/screen/entrance", wait_until="commit")
    page.wait_for_function("() => window.length === 1 && document.querySelector('main').hidden")
    frame = page.frames[-1]
    frame.wait_for_function("() => document.body.dataset.live")
    many = frame.locator("#scene button:visible").count()
    assert many > 1
    visited = []
    for _ in range(many + 1):
        page.keyboard.press("Tab")
        visited.append(frame.evaluate("() => document.activeElement.outerHTML"))
        assert page.evaluate("() => document.activeElement.tagName") == "IFRAME"
    assert visited[0] == visited[-1] and len(set(visited)) == many, "in a circle"
    frame.locator("#scene [data-open]").first.focus()
    page.keyboard.press("Enter")
    frame.locator("#panel:not([hidden]) [data-do=back]").wait_for()
    page.keyboard.press("ArrowDown")
    assert frame.evaluate("() => document.getElementById('panel').contains(document.activeElement)")
    page.keyboard.press("Escape")
    frame.locator("#panel").wait_for(state="hidden")
    context.close()
