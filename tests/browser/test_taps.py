"""How many taps the frequent acts cost, counted in the browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch
from tests.browser.promises import settled, turned


class Finger:
    """Taps and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.taps += 1


def test_an_outage_of_all_windows_is_ended_from_one_list_in_four_taps(
    watch: Watch, house: Hall
) -> None:
    number = house.raise_("SYS-CORE", "system/core")["id"]
    finger = Finger(watch.console("supervisor"))
    card = f'[data-incident="{number}"]'
    expect(finger.page.locator(card)).to_be_visible()
    finger.tap(f"#gates-{number} > summary")
    finger.tap(f'#gates-{number} [data-window="window/1"]')
    finger.tap(f'#gates-{number} [data-do="confirm-chosen"]')
    expect(finger.page.locator(f"#gates-{number}")).to_have_attribute("open", "")
    expect(finger.page.locator(f"#gates-{number} > summary")).to_contain_text("1/")
    finger.taps = 1  # the list is still open: all others at once cost one more
    finger.tap(f'#gates-{number} [data-do="confirm-all"]')
    finger.tap(f'{card} [data-do="clear"]')
    expect(finger.page.locator(card)).to_have_count(0)
    assert finger.taps <= 4


def test_one_notice_for_several_windows_costs_a_tap_each_and_four_more(
    watch: Watch, house: Hall
) -> None:
    finger, windows = Finger(watch.console("supervisor")), ("window/6", "window/7", "window/8")
    finger.tap('[data-kind="WIN-PAUSE"]')
    finger.tap("#several > summary")
    for window in windows:
        finger.tap(f'#several [data-choose="{window}"]')
    finger.tap('[data-do="several"]')
    finger.tap('[data-do="confirm"]')
    expect(finger.page.locator("[data-incident] h3").first).to_contain_text(
        "6号窗口、7号窗口、8号窗口"
    )
    assert finger.taps == len(windows) + 4
    for incident in house.api("incidents")["incidents"]:
        house.clear(incident)


def test_six_windows_in_one_go_cost_seven_taps_and_one_to_take_back(
    watch: Watch, house: Hall
) -> None:
    finger = Finger(watch.console("guide"))
    finger.tap('[data-kind="WIN-PAUSE"]')
    finger.tap("#several > summary")
    finger.tap('#several [data-choose="window/4"]')
    finger.tap('#several [data-choose="window/9"]')
    finger.tap('#several [value="between"]')
    expect(finger.page.locator("#several :checked")).to_have_count(6)
    finger.tap('[data-do="several"]')
    finger.tap('[data-do="confirm"]')
    expect(finger.page.locator("[data-incident] h3").first).to_contain_text("4号窗口等6处")
    assert finger.taps == 7
    finger.tap('[data-incident] [data-do="undo"]')
    expect(finger.page.locator("[data-incident]")).to_have_count(0)
    assert finger.taps == 8


def test_a_window_is_paused_from_its_tile_in_two_taps_and_as_last_time_in_two(
    watch: Watch, house: Hall
) -> None:
    finger = Finger(watch.console("guide"))
    paused = finger.page.locator("[data-incident]")
    finger.tap('[data-window="window/5"] > summary')
    finger.tap('[data-window="window/5"] [data-do="pause"]')
    expect(paused).to_contain_text("5号窗口")
    assert finger.taps == 2
    finger.tap('[data-incident] [data-do="undo"]')
    expect(paused).to_have_count(0)
    finger.page.reload()
    finger.taps = 0
    finger.tap('[data-do="again"]')
    expect(paused).to_have_count(0)
    finger.tap('[data-do="confirm"]')
    expect(paused).to_contain_text("5号窗口")
    assert finger.taps == 2


def test_several_are_chosen_and_raised_by_keys_alone(watch: Watch, house: Hall) -> None:
    page = watch.console("guide")
    page.goto(f"{house.base_url}/console/raise/WIN-PAUSE")
    press = page.keyboard.press

    def reach(selector: str) -> None:
        for _ in range(80):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            press("Tab")
        raise AssertionError(selector)

    reach("#several > summary")
    press("Enter")
    for window in (4, 6):
        reach(f'#several [value="window/{window}"]')
        press("Space")
    reach('#several [value="window/7"]')
    press("Space")
    press("Space")
    press("Enter")  # in a box of the form: on, and none of the keys that choose many
    page.wait_for_url("**/confirm?**target=window%2F4&target=window%2F6")
    expect(page.locator('[data-do="confirm"]')).to_be_visible()
    reach('[data-do="confirm"]')
    press("Enter")
    expect(page.locator("[data-incident]")).to_contain_text("4号窗口、6号窗口")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 390, 800, 1280, 2560])
def test_the_choice_and_the_tiles_fit_every_width(
    watch: Watch, house: Hall, width: int, lang: str
) -> None:
    """320 px is also what 640 px leave at 200 %."""
    page = watch.console("guide", size=(width, 800))
    if lang == "en":
        turned(page)
    for path in ("/console", "/console/raise/WIN-PAUSE?target=window/4&target=window/6",
                 "/console/raise/DEV-HAZARD?pick=all+machine+"):  # fmt: skip
        page.goto(house.base_url + path)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not settled(page, wide), path
        cut = """() => [...document.querySelectorAll('.pick > span, .keys button, .does > *, .chosen button')]
          .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""
        assert not settled(page, cut), path
        if "raise" in path:
            box = page.locator(".chosen button").bounding_box()
            assert box and box["y"] + box["height"] <= 800, "the way on is in sight"
    if lang == "en":
        page.goto(f"{house.base_url}/console")
        turned(page)
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
