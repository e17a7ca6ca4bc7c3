"""What a visitor can rely on at every screen: codes, fingers, languages, age."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, House, Watch, painted, start, stop

pytestmark = pytest.mark.browser
OUTSIDE = """() => [...document.querySelectorAll('#scene svg.picture text')].filter(t => {
  const b = t.getBBox(), v = t.ownerSVGElement.viewBox.baseVal;
  return b.x < -1 || b.x + b.width > v.width + 1 || b.y + b.height * .8 > v.height + 1;
}).map(t => t.textContent)"""


def test_the_board_row_of_a_paused_window_names_another_window(watch: Watch, house: House) -> None:
    wall = watch.screen("wall")
    row = wall.locator('[data-row="window/5"]')
    painted(wall, house.raise_("WIN-PAUSE", "window/5")["revision"])
    expect(row).to_contain_text("请到")
    lamp = next(one for one in house.api("hall")["lamps"] if one["id"] == "window-5")
    assert lamp["desired"] == "yellow on"


def test_no_screen_offers_a_code_of_a_broken_system(watch: Watch, house: House) -> None:
    house.raise_("WIN-PAUSE", "window/5")
    screens = {name: watch.screen(name) for name in SIZES}
    down = house.raise_("ETAX-DOWN", "system/etax")
    left = {}
    for name, page in screens.items():
        painted(page, down["revision"])
        left[name] = page.locator("[data-qr]").count()
    assert not any(left.values())


@pytest.mark.parametrize("name", SIZES)
def test_a_drill_fits_every_screen(watch: Watch, house: House, name: str) -> None:
    page = watch.screen(name)
    painted(page, house.raise_("FIRE", "hall", drill=True)["revision"])
    expect(page.locator("#scene")).to_contain_text("演练")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("name", ["entrance", "self-service", "night"])
def test_home_buttons_are_large_and_speak_both_languages(watch: Watch, name: str) -> None:
    page = watch.screen(name)
    heights = page.evaluate(
        "[...document.querySelectorAll('#scene button')].map(e => e.getBoundingClientRect().height)"
    )
    page.click("#scene [data-do=lang]")
    page.click("#scene [data-open=services]")
    expect(page.locator("[data-page=services] h1")).to_have_text("My Business")
    page.click("[data-do=home]")
    expect(page.locator("#panel")).to_be_hidden()
    assert page.locator("body").get_attribute("data-lang") == "zh"
    assert heights and min(heights) >= 60 * min(1, SIZES[name][0] / 1080)


def test_a_page_is_marked_old_only_after_ten_seconds(watch: Watch) -> None:
    other = start()
    watching = Watch(watch.browser, other)
    try:
        page = watching.page("/", *SIZES["wall"])
        page.clock.install()
        page.goto(other.url + "/screen/wall")
        painted(page, other.raise_("FIRE", "hall")["revision"])
        other.process.kill()
        other.process.wait(10)
        page.clock.run_for(7000)
        expect(page.locator("#stale")).to_be_hidden()
        page.clock.run_for(6000)
        expect(page.locator("#stale")).to_be_visible()
        expect(page.locator("#scene")).to_contain_text("紧急疏散")
        watching.close()
    finally:
        stop(other)
