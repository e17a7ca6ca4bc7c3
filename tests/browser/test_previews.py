"""What a form says the screens would show is what stands in it: whenever it was typed, whatever
became of the answer, and on a page the browser brings back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Hall, Watch
from tests.browser.promises import stopped

pytestmark = pytest.mark.browser

CONFIRM = "/console/raise/WIN-PAUSE/confirm?target=zone/24h"
SAID = "打印机换墨"
ANSWER = "**/console/preview"


@pytest.fixture
def console(watch: Watch) -> Page:
    return watch.console()


def typed(page: Page) -> None:
    page.fill("input[name=cause]", SAID)
    page.locator("input[name=cause]").press("Tab")


def told(page: Page) -> Locator:
    """The picture of the screen of the zone, as the preview has it."""
    return page.locator("[data-preview=night] text", has_text=SAID).first


def test_what_was_typed_before_the_scripts_came(console: Page, house: Hall) -> None:
    late: list[Route] = []

    def under_way(route: Route) -> None:
        late.append(route)

    console.route("**/static/htmx.js*", under_way)
    console.goto(house.base_url + CONFIRM, wait_until="commit")
    # A person types as soon as there is a field, whatever is still on its way.
    console.wait_for_selector("input[name=cause]", state="attached")
    console.evaluate("said => { document.querySelector('input[name=cause]').value = said; }", SAID)
    while not late:
        console.wait_for_timeout(20)
    late[0].continue_()
    expect(told(console)).to_be_visible()


def test_what_the_browser_kept_of_a_page_gone_back_to(console: Page, house: Hall) -> None:
    console.goto(house.base_url + CONFIRM)
    kept = console.locator("input[name=minutes]").last
    kept.check()
    expect(console.locator("#preview")).to_have_attribute("aria-busy", "false")
    shown = console.locator("[data-preview]").first.inner_html()
    console.goto(f"{house.base_url}/reports")
    console.go_back()
    expect(kept).to_be_checked()
    expect(console.locator("#preview")).to_have_attribute("aria-busy", "false")
    assert console.locator("[data-preview]").first.inner_html() == shown


def unanswered(route: Route) -> None:
    route.abort()


def unavailable(route: Route) -> None:
    route.fulfill(status=503, body="")


@pytest.mark.parametrize("lost", [unanswered, unavailable])
def test_whose_answer_was_lost(
    watch: Watch, console: Page, house: Hall, lost: Callable[[Route], None]
) -> None:
    watch.expected = ("status of 503", "ERR_FAILED", "/console/preview", "htmx")
    console.goto(house.base_url + CONFIRM)
    asked: list[Route] = []

    def once(route: Route) -> None:
        asked.append(route)
        lost(route) if len(asked) == 1 else route.continue_()

    console.route(ANSWER, once)
    typed(console)
    expect(told(console)).to_be_visible()
    assert len(asked) > 1


def test_whose_answer_came_while_the_key_beside_it_was_pressed(console: Page, house: Hall) -> None:
    """Nothing is swapped away under a finger; it is put there once that has gone."""
    console.goto(house.base_url + CONFIRM)
    came: list[str] = []
    console.on("response", lambda answer: came.append(answer.url))
    console.hover("[data-do=confirm]")
    console.mouse.down()
    console.evaluate("said => { document.querySelector('[name=cause]').value = said; }", SAID)
    while not any(url.endswith("/console/preview") for url in came):
        console.wait_for_timeout(20)
    expect(console.locator("#preview")).to_have_attribute("aria-busy", "true")
    assert told(console).count() == 0
    console.mouse.move(0, 0)
    console.mouse.up()
    expect(told(console)).to_be_visible()
    expect(console.locator("#preview")).to_have_attribute("aria-busy", "false")


def test_a_server_that_refuses_is_asked_more_and_more_seldom(
    watch: Watch, console: Page, house: Hall
) -> None:
    watch.expected = ("status of 403", "/console/preview", "htmx")
    asked: list[Route] = []

    def refused(route: Route) -> None:
        asked.append(route)
        route.fulfill(status=403, body="")

    page = watch.console(clock=True)
    page.goto(house.base_url + CONFIRM)
    page.route(ANSWER, refused)
    typed(page)
    stopped(page)
    for _ in range(180):
        page.clock.run_for(1000)
    assert 4 <= len(asked) <= 14, len(asked)
    page.unroute(ANSWER)
    page.clock.resume()
    page.clock.run_for(31_000)
    expect(told(page)).to_be_visible()
