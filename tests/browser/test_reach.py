"""Who sits, and who presses one switch or two, does all there is to do at a screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk.drawing.touch.panel import HIGHEST_MM, LOWEST_MM
from tests.browser.conftest import SIZES, Hall, Watch, described, held, painted, served
from tests.browser.layout import PAGES, faults_of_pages

pytestmark = pytest.mark.browser
HUNG = {"entrance": 700, "self-service": 710, "terminal-2": 300}
"""Millimetres from the floor, by screen."""
SWITCHES = {"night": 1, "etax-area": 2}
STEP_MS, ENOUGH = 1800, 60
HEIGHTS = """() => {
  const mm = Number(document.body.dataset.long) / Math.max(innerWidth, innerHeight);
  const root = document.querySelector("#panel").hidden ? "#scene" : "#panel";
  return [...document.querySelectorAll(`${root} button`)].filter((b) => b.checkVisibility({visibilityProperty: true}))
    .map((b) => b.getBoundingClientRect()).flatMap((r) => [(innerHeight - r.top) * mm, (innerHeight - r.bottom) * mm]);
}"""
BROUGHT = """
addEventListener("DOMContentLoaded", () => { window.brought = document.querySelector("#scene > *"); });
"""
FOCUSED = "key => document.activeElement === key"
FRAME = """() => {
  const key = document.activeElement, style = getComputedStyle(key);
  return [key.matches("button"), parseFloat(style.outlineWidth), style.outlineColor, style.boxShadow];
}"""


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The sample with its panels measured, and switches beside two of them."""
    folder = tmp_path_factory.mktemp("reached")
    path = described(folder) / "screens.toml"
    text = path.read_text("utf-8")
    for name, mm in HUNG.items():
        text = text.replace(f'id = "{name}"\n', f'id = "{name}"\nmount_mm = {mm}\n')
    for name, many in SWITCHES.items():
        text = text.replace(f'id = "{name}"\n', f'id = "{name}"\nswitches = {many}\n')
    path.write_text(text, "utf-8")
    hall = served(path.parent, folder / "data")
    yield hall
    hall.forget()


@pytest.mark.parametrize("name", HUNG)
def test_every_key_is_brought_within_reach_and_nothing_is_cut(
    watch: Watch, reached: Hall, name: str
) -> None:
    page = watch.screen(name, base=reached.base_url)
    page.click("#scene [data-do=low]")
    for path in ("", "services", "places"):
        if path:
            page.click(f'#scene [data-open="{path}"]')
            page.wait_for_selector(f"[data-page={path}]")
        heights = [mm + HUNG[name] for mm in page.evaluate(HEIGHTS)]
        assert heights and min(heights) >= LOWEST_MM - 1 and max(heights) <= HIGHEST_MM + 1, path
        if path:
            page.click("#panel [data-do=home]")
    assert faults_of_pages(page, PAGES, 0, broken=False) == {}


def test_a_panel_that_nobody_measured_offers_no_lower_keys(watch: Watch, house: Hall) -> None:
    page = watch.screen("entrance")
    expect(page.locator("#scene [data-do=large]")).to_be_visible()
    expect(page.locator("[data-do=low]")).to_have_count(0)


def framed(page: Page) -> list[str]:
    found: list[str] = page.locator(".is-framed").evaluate_all(
        "all => all.map((b) => b.dataset.open || b.dataset.do || b.dataset.post || b.dataset.key || '')"
    )
    return found


def still(page: Page) -> None:
    """Else the frame goes on while a test looks where it is, and the next key is pressed."""
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))


def by_one(page: Page, wanted: str) -> None:
    """Wait until the frame is on the row, then on the key, and press each time."""
    for _ in range(ENOUGH):
        here = framed(page)
        if wanted in here:
            page.keyboard.press("Space")
            if len(here) == 1:
                return
            continue
        page.clock.run_for(STEP_MS)
    raise AssertionError(f"{wanted} was never framed")


def by_two(page: Page, wanted: str) -> None:
    for _ in range(ENOUGH):
        here = framed(page)
        if wanted in here:
            page.keyboard.press("Enter")
            if len(here) == 1:
                return
            continue
        page.keyboard.press("Space")
    raise AssertionError(f"{wanted} was never framed")


def test_one_switch_finds_the_way_and_calls_help(watch: Watch, reached: Hall) -> None:
    page = watch.screen("night", base=reached.base_url, clock=True)
    still(page)
    page.keyboard.press("Space")
    by_one(page, "large")
    expect(page.locator("body.large")).to_have_count(1)
    by_one(page, "places")
    page.wait_for_selector("[data-page=places]")
    by_one(page, "places/find")
    page.wait_for_selector("[data-page=find]")
    for letter, typed in (("w", "W"), ("s", "WS"), ("j", "WSJ")):
        by_one(page, letter)
        # The frame's clock is the test's; the hall's answer comes when it comes.
        expect(page.locator("[data-page=find] .typed")).to_have_text(typed)
    page.wait_for_selector('.found [data-place="place/toilet"]')
    by_one(page, "way/place/toilet")
    page.wait_for_selector("[data-page=way]")
    by_one(page, "help")
    page.wait_for_selector("[data-page=help]")
    by_one(page, "home")
    expect(page.locator("#panel")).to_be_hidden()


def test_one_switch_answers_whether_somebody_is_there(watch: Watch, reached: Hall) -> None:
    page = watch.screen("night", base=reached.base_url, clock=True)
    still(page)
    page.keyboard.press("Space")
    by_one(page, "services")
    page.wait_for_selector("[data-page=services]")
    page.clock.fast_forward(41_000)
    expect(page.locator("#asking")).to_be_visible()
    by_one(page, "stay")
    expect(page.locator("#asking")).to_be_hidden()
    expect(page.locator("[data-page=services]")).to_be_visible()


def test_two_switches_go_on_and_choose(watch: Watch, reached: Hall) -> None:
    page = watch.screen("etax-area", base=reached.base_url)
    by_two(page, "services")
    page.wait_for_selector("[data-page=services]")
    by_two(page, "service/declare")
    page.wait_for_selector("[data-page=service]")
    by_two(page, "contrast")
    expect(page.locator("body.contrast")).to_have_count(1)
    by_two(page, "back")
    page.wait_for_selector("[data-page=services]")


def test_without_switches_a_space_presses_what_has_the_focus(watch: Watch, house: Hall) -> None:
    page = watch.screen("entrance")
    page.focus("#scene [data-do=large]")
    page.keyboard.press("Space")
    expect(page.locator("body.large")).to_have_count(1)


def rests(page: Page, key: str) -> None:
    """A finger is on this key, and so is the focus."""
    page.locator(key).first.hover()
    page.mouse.down()
    assert page.locator(key).first.evaluate(FOCUSED)


def test_a_key_under_a_finger_or_the_focus_outlives_a_page_that_comes_again(
    watch: Watch, house: Hall
) -> None:
    """A page that is put there anew for each word of the hall loses the press, and the place of
    whoever steps through its keys."""
    page = watch.page("/healthz", SIZES["entrance"])
    page.add_init_script(BROUGHT)
    page.goto(house.base_url + "/screen/entrance")
    held(page)
    assert page.evaluate("window.brought.isConnected"), "the hall said what it had brought"
    rests(page, "#scene [data-open=services]")
    painted(page, house.raise_("SYS-CORE", "system/core")["revision"])
    expect(page.locator("#scene .strips li")).to_have_count(1)
    assert page.locator("#scene [data-open=services]").evaluate(FOCUSED)
    page.mouse.up()
    page.wait_for_selector("[data-page=services]")
    rests(page, "#panel [data-open^=service]")
    with page.expect_response("**/services?**"):
        painted(page, house.raise_("ETAX-DOWN", "system/etax")["revision"])
    assert page.locator("#panel [data-open^=service]").first.evaluate(FOCUSED)
    page.mouse.up()
    page.wait_for_selector("[data-page=service]")
    page.click("#panel [data-do=home]")
    page.click("#scene [data-open=places]")
    rests(page, "#panel [data-do=home]")
    house.raise_("WIN-PAUSE", "window/5")
    expect(page.locator("#panel .paused, #panel .suspended").first).to_be_visible()
    assert page.locator("#panel [data-do=home]").evaluate(FOCUSED)
    page.mouse.up()
    expect(page.locator("#panel")).to_be_hidden()


def test_the_frame_of_whoever_steps_is_seen_on_every_ground(watch: Watch, house: Hall) -> None:
    page = watch.screen("entrance")
    for contrast in (False, True):
        page.evaluate("on => document.body.classList.toggle('contrast', on)", contrast)
        page.keyboard.press("Tab")
        for key in page.locator("#scene button:visible").all():
            key.focus()
            is_key, wide, outer, inner = page.evaluate(FRAME)
            assert is_key and wide >= 3
            assert outer == "rgb(255, 230, 0)" and inner.startswith("rgb(0, 0, 0)")
