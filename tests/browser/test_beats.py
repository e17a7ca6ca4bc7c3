"""A screen that is frozen, hidden or cut off is on the console by name within ten seconds, quiet or
not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Hall, Watch, painted
from tests.faults.cable import Cable

pytestmark = pytest.mark.browser
WITHIN_MS = 10_000
BUSY = "setTimeout(() => { const end = Date.now() + 12000; while (Date.now() < end); }, 0)"
"""As when a script of the browser never comes back: the stream stays open, nothing is painted."""
HIDE = """hidden => {
  Object.defineProperty(document, "visibilityState", {value: hidden ? "hidden" : "visible", configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def cable(house: Hall) -> Iterator[Cable]:
    with Cable(house.base_url) as made:
        yield made


def screen_of(house: Hall, name: str) -> dict[str, object]:
    return next(screen for screen in house.api("hall")["screens"] if screen["id"] == name)


def test_a_frozen_screen_is_named_and_taken_off_again_when_it_paints(
    watch: Watch, house: Hall
) -> None:
    page, console = watch.screen("wall"), watch.console()
    painted(page, house.revision())
    expect(console.locator("[data-away=off]")).not_to_contain_text("大厅主屏")
    page.evaluate(BUSY)
    expect(console.locator("[data-away=silent]")).to_contain_text("大厅主屏", timeout=WITHIN_MS)
    found = screen_of(house, "wall")
    assert found["online"] is False and found["state"] == "silent"
    expect(console.locator("[data-away=silent]")).to_have_count(0, timeout=2 * WITHIN_MS)
    assert screen_of(house, "wall")["state"] == "showing"


def test_a_hidden_screen_is_named(watch: Watch, house: Hall) -> None:
    page, console = watch.screen("wall"), watch.console()
    painted(page, house.revision())
    page.evaluate(HIDE, True)
    expect(console.locator("[data-away=hidden]")).to_contain_text("大厅主屏", timeout=WITHIN_MS)
    page.evaluate(HIDE, False)
    expect(console.locator("[data-away=hidden]")).to_have_count(0, timeout=WITHIN_MS)


def test_a_screen_behind_a_dead_switch_is_named_though_its_stream_never_ended(
    cable: Cable, watch: Watch, house: Hall
) -> None:
    page, console = watch.screen("wall", base=cable.base_url), watch.console()
    painted(page, house.revision())
    cable.fail("drop")
    expect(
        console.locator("[data-away=silent], [data-away=off]").filter(has_text="大厅主屏")
    ).to_have_count(1, timeout=WITHIN_MS)
