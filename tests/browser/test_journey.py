"""From the tap on the tablet to every screen, lamp and code, and back."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from signage.words import say
from tests.browser.conftest import SIZES, House, Watch, painted, start, stop

pytestmark = pytest.mark.browser
ETAX = "https://etax.hebei.chinatax.gov.cn:8443/"


def codes(page: Page) -> list[str]:
    picture = Image.open(io.BytesIO(page.screenshot()))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def hold(page: Page, selector: str) -> None:
    page.locator(selector).click(delay=1400)


def test_a_paused_window_is_told_everywhere_it_matters_and_nowhere_else(watch: Watch, house: House) -> None:
    screens = {name: watch.screen(name) for name in SIZES}
    before = {name: page.locator("#scene").inner_html() for name, page in screens.items()}
    console = watch.console()
    expect(console.get_by_text("一切正常")).to_be_visible()
    console.click('[data-kind="WIN-PAUSE"]')
    console.click('[data-target="window/5"]')
    expect(console.locator('[data-preview="window-5"]')).to_contain_text("暂停服务")
    console.click('[data-do="confirm"]')
    expect(console.locator("article[data-incident]")).to_contain_text("暂停服务")
    hall = house.api("hall")
    for page in screens.values():
        painted(page, hall["revision"])
    after = {name: page.locator("#scene").inner_html() for name, page in screens.items()}
    assert "暂停服务" in after["window-5"] and "5号窗口" in after["window-5"]
    assert after["window-6"] == before["window-6"]
    assert after["exit-south"] == before["exit-south"] and after["exit-east"] == before["exit-east"]
    expect(screens["wall"].locator('[data-row="window/5"][data-state="paused"]')).to_contain_text("暂停服务")
    expect(screens["wall"].locator('[data-row="window/5"]')).to_contain_text("号窗口")
    for name in ("entrance", "self-service", "night"):
        expect(screens[name].locator("[data-strip]")).to_contain_text("暂停服务")
    assert codes(screens["window-5"]) == [ETAX]
    expect(console.locator('[data-lamp="window-5"] [data-actual]')).to_contain_text("yellow on")
    expect(console.locator('tr[data-screen="wall"] td[data-stage="painted"]')).to_have_text("✓")
    console.locator('article [data-do="clear"]').click()
    expect(console.get_by_text("一切正常")).to_be_visible()
    for name, page in screens.items():
        painted(page, house.api("hall")["revision"])
        assert page.locator("#scene").inner_html() == before[name]
    expect(console.locator('[data-lamp="window-5"] [data-actual]')).to_contain_text("green on")


def test_a_failed_filing_system_withdraws_its_codes_and_says_when_it_is_back(watch: Watch, house: House) -> None:
    house.raise_("WIN-PAUSE", "window/5")
    window, touch, area = watch.screen("window-5"), watch.screen("entrance"), watch.screen("etax-area")
    assert codes(window) == [ETAX]
    down = house.raise_("ETAX-DOWN", "system/etax")
    painted(window, down["revision"])
    expect(window.locator("[data-qr]")).to_have_count(0)
    assert codes(window) == []
    expect(area.locator("#scene")).to_contain_text("系统故障")
    touch.click("[data-open=services]")
    touch.click('[data-open="service/declare"]')
    expect(touch.locator('[data-broken="online"]')).to_be_visible()
    expect(touch.locator("[data-qr-for]")).to_have_count(0)
    house.api(f"incidents/{down['id']}/clear", {})
    expect(area.locator("#scene")).to_contain_text("已恢复正常服务")
    expect(touch.locator("[data-qr-for]")).to_have_count(1)
    assert codes(touch) == [ETAX]


def test_an_evacuation_takes_every_screen_and_ends_with_its_all_clear(watch: Watch, house: House) -> None:
    house.raise_("DEV-HAZARD", "machine/terminal-2")
    screens = {name: watch.screen(name) for name in SIZES}
    expect(screens["terminal-2"].locator("#scene")).to_contain_text("请勿触摸")
    guide = watch.console()
    guide.click('[data-kind="FIRE"]')
    guide.locator('[data-do="confirm"]').click()
    expect(guide.locator("article.evacuate")).to_have_count(0)
    hold(guide, '[data-do="confirm"]')
    expect(guide.locator("article.evacuate")).to_be_visible()
    expect(guide.locator("article.evacuate [data-do=clear]")).to_have_count(0)
    for page in screens.values():
        expect(page.locator("#scene")).to_contain_text("紧急疏散")
        expect(page.locator("[data-qr]")).to_have_count(0)
    expect(screens["terminal-2"].locator("#scene")).to_contain_text("请勿触摸")
    supervisor = watch.console("supervisor")
    hold(supervisor, "article.evacuate [data-do=clear]")
    expect(supervisor.locator("article.evacuate")).to_have_count(0)
    expect(screens["wall"].locator("#scene")).to_contain_text("警报解除")
    expect(screens["terminal-2"].locator("#scene")).to_contain_text("请勿触摸")


def test_a_drill_is_banded_and_hides_nothing_real(watch: Watch, house: House) -> None:
    house.raise_("WIN-PAUSE", "window/5")
    house.raise_("FIRE", "hall", drill=True)
    window, wall = watch.screen("window-5"), watch.screen("wall")
    expect(window.locator("#scene")).to_contain_text("暂停服务")
    expect(wall.locator("#scene")).to_contain_text("演练")
    assert not set(house.api("hall")["unavailable"]) - {"window/5"}


def test_help_reaches_the_console_once(watch: Watch) -> None:
    console, touch = watch.console(), watch.screen("entrance")
    touch.click("[data-post=help]")
    expect(touch.locator("[data-page=help]")).to_be_visible()
    expect(console.locator('[data-help="entrance"]')).to_have_count(1)
    touch.click("[data-do=home]")
    touch.click("[data-post=help]")
    console.locator('[data-help="entrance"] button').click()
    expect(console.locator("[data-help]")).to_have_count(0)


ALL = "[...document.querySelectorAll('{}')].map(e => e.getBoundingClientRect()"
HOSTILE = "<img src=x onerror=alert(1)>\"'&{{7*7}}"


def test_hostile_text_is_shown_as_text(watch: Watch, house: House) -> None:
    house.raise_("WIN-PAUSE", "window/5", cause=HOSTILE, note=HOSTILE)
    window, console = watch.screen("window-5"), watch.console()
    expect(console.locator("article .cause")).to_contain_text(HOSTILE)
    assert "onerror=alert(1)" in say({"zh": window.locator("#scene").text_content() or ""})
    assert window.locator("#scene img").count() == 0


@pytest.mark.parametrize("name", SIZES)
def test_nothing_overflows_its_screen(watch: Watch, house: House, name: str) -> None:
    page = watch.screen(name)
    for kind, target, more in (
        ("WIN-PAUSE", "hall", {}), ("QUEUE", "hall", {}), ("SYS-CORE", "system/core", {}), ("HALL-CLOSED", "hall", {}),
        ("DEV-HAZARD", "hall", {}), ("QUAKE", "hall", {}), ("FIRE", "hall", {}),
    ):  # fmt: skip
        painted(page, house.raise_(kind, target, cause="设备检修", **more)["revision"])
        outside = page.evaluate(
            """() => [...document.querySelectorAll('#scene svg.picture text')].filter(t => {
              const b = t.getBBox(), v = t.ownerSVGElement.viewBox.baseVal;
              const right = b.x + b.width, bottom = b.y + b.height * .8;
              return b.x < -1 || b.y < -b.height * .2 || right > v.width + 1 || bottom > v.height + 1;
            }).map(t => t.textContent)"""
        )
        assert outside == []
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_a_touch_page_never_scrolls_and_its_buttons_are_large(watch: Watch, size: tuple[int, int]) -> None:
    page = watch.page("/screen/entrance" if size[0] < size[1] else "/screen/self-service", *size)
    for path in ("services", "service/declare", "places"):
        if path.startswith("service/"):
            page.click(f'[data-open="{path}"]')
        else:
            page.click("[data-do=home]") if page.locator("[data-do=home]").count() else None
            page.click(f'[data-open="{path}"]')
        page.wait_for_selector(f"[data-page={path.partition('/')[0]}]")
        bottom = page.evaluate(
            "Math.max(...[...document.querySelectorAll('#panel *')].map(e => e.getBoundingClientRect().bottom))"
        )
        assert bottom <= size[1] + 1
        low = page.evaluate(
            "Math.min(...[...document.querySelectorAll('#panel button')].map(e => e.getBoundingClientRect().height))"
        )
        assert low >= 60


def test_the_server_dies_and_the_emergency_stays(browser: object, watch: Watch) -> None:
    other = start()
    watching = Watch(watch.browser, other)
    try:
        fire = other.raise_("FIRE", "hall")
        page = watching.screen("entrance")
        painted(page, fire["revision"])
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.reload()
        painted(page, fire["revision"])
        other.process.kill()
        page.reload()
        expect(page.locator("#scene")).to_contain_text("紧急疏散")
        expect(page.locator("#stale")).to_be_visible(timeout=20000)
        expect(page.locator("#scene")).to_contain_text("紧急疏散")
    finally:
        stop(other)
