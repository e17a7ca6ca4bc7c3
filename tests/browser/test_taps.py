"""How many taps the frequent acts cost, counted in the browser."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch


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
