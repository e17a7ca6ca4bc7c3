"""A screen that is frozen, hidden or cut off is on the console by name, quiet or not."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch, painted
from tests.faults.cable import Cable

pytestmark = pytest.mark.browser
HIDE = """hidden => {
  Object.defineProperty(document, "visibilityState", {value: hidden ? "hidden" : "visible", configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def cable(house: Hall) -> Iterator[Cable]:
    with Cable(house.base_url) as made:
        yield made


@contextmanager
def frozen(page: Page) -> Iterator[None]:
    """As when a script of the browser never comes back: the stream stays open, nothing is painted."""
    session = page.context.new_cdp_session(page)
    session.send("Debugger.enable")
    session.send("Debugger.pause")
    yield
    session.send("Debugger.disable")


def screen_of(house: Hall, name: str) -> dict[str, object]:
    return next(screen for screen in house.api("hall")["screens"] if screen["id"] == name)


def test_a_frozen_screen_is_named_and_taken_off_again_when_it_paints(
    watch: Watch, house: Hall
) -> None:
    page, console = watch.screen("wall"), watch.console()
    painted(page, house.revision())
    expect(console.locator("[data-away=off]")).not_to_contain_text("大厅主屏")
    with frozen(page):
        expect(console.locator("[data-away=silent]")).to_contain_text("大厅主屏")
        found = screen_of(house, "wall")
        assert found["online"] is False and found["state"] == "silent"
    expect(console.locator("[data-away=silent]")).to_have_count(0)
    assert screen_of(house, "wall")["state"] == "showing"


def test_a_hidden_screen_is_named(watch: Watch, house: Hall) -> None:
    page, console = watch.screen("wall"), watch.console()
    painted(page, house.revision())
    page.evaluate(HIDE, True)
    expect(console.locator("[data-away=hidden]")).to_contain_text("大厅主屏")
    page.evaluate(HIDE, False)
    expect(console.locator("[data-away=hidden]")).to_have_count(0)


def test_a_screen_behind_a_dead_switch_is_named_though_its_stream_never_ended(
    cable: Cable, watch: Watch, house: Hall
) -> None:
    page, console = watch.screen("wall", base=cable.base_url), watch.console()
    painted(page, house.revision())
    cable.fail("drop")
    expect(
        console.locator("[data-away=silent], [data-away=off]").filter(has_text="大厅主屏")
    ).to_have_count(1)
