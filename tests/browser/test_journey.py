"""From the tap on the tablet to every screen, lamp and code, and back."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from signage.shows.lamps import Light, Pattern
from tests.browser.conftest import SIZES, Hall, Watch, described, everyone_painted, painted, served
from tests.browser.promises import HELD_MS, LOOK_MS, PATIENCE_S, pictured
from tests.devices.lamp_rigs import PtyRig

pytestmark = pytest.mark.browser
ETAX = "https://etax.hebei.chinatax.gov.cn:8443/"
UNTOUCHED = ("window-6", "exit-south", "exit-east")
HOSTILE = "<img src=x onerror=alert(1)>\"'&{{7*7}}</svg><script>alert(2)</script>"


def shows_codes(page: Page, *wanted: str) -> None:
    """These and no others, once what the page shows counts."""
    until = time.monotonic() + PATIENCE_S
    while (found := [one.text for one in zxingcpp.read_barcodes(pictured(page))]) != [*wanted]:
        assert time.monotonic() < until, found
        page.wait_for_timeout(LOOK_MS)


def hold(page: Page, selector: str) -> None:
    page.locator(selector).click(delay=HELD_MS)


@pytest.fixture
def tower(tmp_path: Path) -> Iterator[PtyRig]:
    with ExitStack() as stack:
        made = PtyRig(tmp_path, "tower")
        stack.callback(made.close)
        yield made


@pytest.fixture
def hall_with_tower(tower: PtyRig, tmp_path: Path) -> Iterator[Hall]:
    """Window 5 has a tower on a serial line beside a simulated lamp."""
    content = described(tmp_path)
    lamps = content / "lamps.toml"
    text = lamps.read_text("utf-8")
    assert text.count('"sim://window-5"') == 1
    second = (
        '\n[[lamps]]\nid = "second"\nname = { zh = "5号窗口副灯", en = "Second lamp of window 5" }\n'
        'about = ["window/5"]\naddress = "sim://second"\nprotocol = "adafruit_tower"\n'
    )
    lamps.write_text(text.replace("sim://window-5", str(tower.link)) + second, "utf-8")
    with served(content, tmp_path / "data") as hall:
        yield hall


def test_a_paused_window_is_told_everywhere_it_matters_and_nowhere_else(
    browser: Browser, tower: PtyRig, hall_with_tower: Hall
) -> None:
    house, watch = hall_with_tower, Watch(browser, hall_with_tower)
    tower.shows(Pattern(green=Light.ON))
    screens = {name: watch.screen(name) for name in SIZES}
    before = everyone_painted(screens, house.revision())
    console = watch.console()
    expect(console.get_by_text("一切正常")).to_be_visible()
    told = len(tower.received)

    console.click('[data-kind="WIN-PAUSE"]')
    console.click('[data-target="window/5"]')
    expect(console.locator('[data-preview="window-5"]')).to_contain_text("暂停服务")
    expect(console.locator("[data-preview]")).to_have_count(len(SIZES) - len(UNTOUCHED))
    # As it will be there: in the language the page begins in, not in both over each other.
    previewed = console.frame_locator('[data-preview="entrance"] iframe')
    expect(previewed.get_by_text("找地方")).to_be_visible()
    expect(previewed.get_by_text("Find a Place")).to_be_hidden()
    console.click('[data-do="confirm"]')
    expect(console.locator("article[data-incident]")).to_contain_text("暂停服务")

    paused = everyone_painted(screens, house.revision())
    assert {name for name in SIZES if paused[name] == before[name]} == set(UNTOUCHED)
    assert "暂停服务" in paused["window-5"] and "5号窗口" in paused["window-5"]
    row = screens["wall"].locator('[data-rows~="window/5"]')
    expect(row).to_have_attribute("data-state", "paused")
    expect(row).to_contain_text("暂停服务")
    expect(row).to_contain_text("号窗口")
    for name in ("entrance", "self-service", "terminal-2", "night", "etax-area"):
        expect(screens[name].locator("[data-strip]")).to_contain_text("5号窗口")
        expect(screens[name].locator("[data-strip]")).to_contain_text("暂停服务")
    shows_codes(screens["window-5"], ETAX)
    tower.shows(Pattern(yellow=Light.ON))
    change = tower.received[told:]
    assert change.index(b"\x12") < change.index(b"\x24")
    real, simulated = (console.locator(f'[data-lamp="{name}"]') for name in ("window-5", "second"))
    for lamp in (real, simulated):
        expect(lamp.locator("[data-desired]")).to_have_attribute("data-desired", "yellow on")
        expect(lamp.locator("[data-actual]")).to_have_attribute("data-actual", "yellow on")
        expect(lamp.locator("[data-actual]")).to_contain_text("黄亮")
    expect(real).to_contain_text("未核实")
    expect(real).not_to_contain_text("模拟")
    expect(simulated).to_contain_text("已核实")
    expect(simulated).to_contain_text("模拟")
    expect(console.locator("article .reach")).to_contain_text("状态灯 2/2")
    for name in SIZES:
        expect(console.locator(f'tr[data-screen="{name}"] td[data-stage="painted"]')).to_have_text(
            "✓"
        )

    told = len(tower.received)
    console.locator('article [data-do="clear"]').click()
    expect(console.get_by_text("一切正常")).to_be_visible()
    assert everyone_painted(screens, house.revision()) == before
    tower.shows(Pattern(green=Light.ON))
    change = tower.received[told:]
    assert change.index(b"\x14") < change.index(b"\x22")
    for lamp in (real, simulated):
        expect(lamp.locator("[data-actual]")).to_have_attribute("data-actual", "green on")
    shows_codes(screens["window-5"])
    watch.close()


def test_a_failed_filing_system_withdraws_its_codes_and_says_when_it_is_back(
    watch: Watch, house: Hall
) -> None:
    house.raise_("WIN-PAUSE", "window/5")
    window, touch, area = (
        watch.screen("window-5"),
        watch.screen("entrance"),
        watch.screen("etax-area"),
    )
    shows_codes(window, ETAX)
    down = house.raise_("ETAX-DOWN", "system/etax")
    painted(window, down["revision"])
    expect(window.locator("[data-qr]")).to_have_count(0)
    shows_codes(window)
    expect(area.locator("#scene")).to_contain_text("系统故障")
    touch.click("[data-open=services]")
    touch.click('[data-open="service/declare"]')
    expect(touch.locator('[data-broken="online"]')).to_be_visible()
    expect(touch.locator("[data-qr-for]")).to_have_count(0)
    house.clear(down)
    expect(area.locator("#scene")).to_contain_text("已恢复正常服务")
    expect(touch.locator("[data-qr-for]")).to_have_count(1)
    shows_codes(touch, ETAX)


def test_an_evacuation_takes_every_screen_and_ends_with_its_all_clear(
    watch: Watch, house: Hall
) -> None:
    house.raise_("DEV-HAZARD", "machine/terminal-2")
    screens = {
        name: watch.screen(name)
        for name in ("entrance", "wall", "window-5", "terminal-2", "exit-south")
    }
    expect(screens["terminal-2"].locator("#scene")).to_contain_text("请勿触摸")
    guide = watch.console()
    guide.click('[data-kind="FIRE"]')
    guide.locator('[data-do="confirm"]').click()
    expect(guide.locator("article.evacuate")).to_have_count(0)
    hold(guide, '[data-do="confirm"]')
    expect(guide.locator("article.evacuate")).to_be_visible()
    expect(guide.locator("article.evacuate [data-do=clear]")).to_have_count(0)
    assert {screen["scene"]["sign"] for screen in house.api("hall")["screens"]} == {"evacuate"}
    for page in screens.values():
        expect(page.locator("#scene")).to_contain_text("紧急疏散")
        expect(page.locator("[data-qr]")).to_have_count(0)
    expect(screens["terminal-2"].locator("#scene")).to_contain_text("请勿触摸")
    supervisor = watch.console("supervisor")
    hold(supervisor, "article.evacuate [data-do=clear]")
    expect(supervisor.locator("article.evacuate")).to_have_count(0)
    expect(screens["wall"].locator("#scene")).to_contain_text("警报解除")
    expect(screens["terminal-2"].locator("#scene")).to_contain_text("请勿触摸")


def test_what_is_typed_on_the_console_is_text_in_preview_card_sign_and_strip(
    watch: Watch, house: Hall
) -> None:
    screens = {name: watch.screen(name) for name in ("night", "wall", "entrance", "self-service")}
    console = watch.console()
    console.click('[data-kind="WIN-PAUSE"]')
    console.click('[data-target="zone/24h"]')
    console.fill("input[name=cause]", HOSTILE)
    console.locator("input[name=cause]").press("Tab")
    preview = console.locator('[data-preview="night"] text', has_text="onerror")
    expect(preview).to_have_count(1)
    console.click('[data-do="confirm"]')
    expect(console.locator("article .cause")).to_have_text(HOSTILE)
    everyone_painted(screens, house.revision())
    shown = screens["night"].locator("#scene text", has_text="<img")
    expect(shown).to_have_count(1)
    assert (shown.text_content() or "").startswith("<img src=x")
    for page in (console, *screens.values()):
        assert page.locator("img, #scene script, article script").count() == 0
    console.click('[data-do="clear"]')
    expect(console.get_by_text("没有进行中的事件")).to_be_visible()


def test_a_note_for_staff_is_text_on_the_card_and_nowhere_on_a_screen(
    watch: Watch, house: Hall
) -> None:
    screens = {name: watch.screen(name) for name in ("wall", "entrance")}
    console = watch.console()
    console.goto(f"{house.base_url}/console/raise/FIGHT/confirm?target=zone/service")
    console.fill("input[name=note]", HOSTILE)
    console.locator("input[name=note]").press("Tab")
    console.click('[data-do="confirm"]')
    expect(console.locator("article .cause")).to_have_text(HOSTILE)
    for html in everyone_painted(screens, house.revision()).values():
        assert "onerror" not in html and "alert(" not in html
    assert console.locator("img, article script").count() == 0
