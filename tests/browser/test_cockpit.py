"""The console is a cockpit: a bar that never leaves, one page that is looked over at once, the hall
as tiles whose acts can be taken back (LOOKS §8)."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Hall, Watch
from tests.browser.promises import HELD_MS, LOOK_MS, PATIENCE_S, let_in, turned
from tests.browser.test_alarm import Tablet

pytestmark = pytest.mark.browser
MOST_SCREENS = 1.5
TABLET, UPRIGHT, PHONE = (1280, 800), (800, 1280), (390, 844)
SIZES = (TABLET, UPRIGHT, PHONE)
WIDTHS = ((320, 640), (390, 844), (640, 400), (800, 1280), (1280, 800), (1920, 1080), (2560, 1440))
"""640 × 400 is also what 1280 × 800 leave at 200 %."""
FIVE = (
    ("WIN-PAUSE", "window/5"), ("ETAX-DOWN", "system/etax"), ("DEV-HALL", "machine/terminal-1"), ("QUEUE", "hall"),
    ("FIRE", "hall"),
)  # fmt: skip
HEIGHT = "document.documentElement.scrollHeight"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FIRE = """() => {
  const box = document.querySelector('[data-kind=FIRE]').getBoundingClientRect();
  return [box.top, box.bottom, box.height];
}"""
THINK_S, POINT_S, PRESS_S = 1.35, 1.1, 0.2
"""Of a person (Card, Moran, Newell: The keystroke-level model, 1980): once before an act, and twice for
each tap."""
TAPS: list[tuple[str, int, int, float, float]] = []
"""An act, its taps, the most it may cost, seconds from the first to what it changed in the page, and
seconds with the person's own."""


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    yield
    told = (
        f"{act:44} {taps} taps, at most {most}; {seconds:4.1f} s, with a person's hand {whole:4.1f} s"
        for act, taps, most, seconds, whole in TAPS
    )
    print("\n" + "\n".join(told))


def five_open(house: Hall) -> None:
    for kind, target in FIVE:
        house.raise_(kind, target)


def in_english(page: Page) -> None:
    turned(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def sized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.reload()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_five_incidents_are_looked_over_within_one_and_a_half_screens(
    watch: Watch, house: Hall, lang: str
) -> None:
    page = watch.console("supervisor")
    if lang == "en":
        in_english(page)
    five_open(house)
    found = {}
    for size in SIZES:
        sized(page, size)
        expect(page.locator("article.card")).to_have_count(len(FIVE))
        expect(page.locator("article.card .case[open]")).to_have_count(1)
        found[size] = page.evaluate(HEIGHT) / size[1]
        print(f"\n{lang} {size[0]}x{size[1]}: {found[size]:.2f} screens", end="")
    if lang == "en":
        turned(page)
    assert {size: high for size, high in found.items() if high > MOST_SCREENS} == {}


def test_the_gravest_is_in_full_with_a_red_head_and_the_rest_a_line_each(
    watch: Watch, house: Hall
) -> None:
    five_open(house)
    page = watch.console("supervisor")
    first = page.locator("article.card").first
    expect(first).to_have_class("card evacuate")
    head = first.locator(".case > summary")
    expect(head).to_have_css("background-color", "rgb(155, 36, 35)")
    folded = page.locator("article.card .case:not([open])")
    expect(folded).to_have_count(len(FIVE) - 1)
    heights = folded.evaluate_all("rows => rows.map((row) => row.getBoundingClientRect().height)")
    assert max(heights) <= 80
    folded.first.locator("> summary").click()
    expect(folded).to_have_count(len(FIVE) - 2)
    page.reload()
    expect(folded).to_have_count(len(FIVE) - 2)


def stays(page: Page, size: tuple[int, int]) -> bool:
    """The key for an evacuation is in sight, at the top and at the end of the page."""
    for way in ("0", HEIGHT):
        page.evaluate(f"() => scrollTo(0, {way})")
        top, bottom, height = page.evaluate(FIRE)
        if not (top >= 0 and bottom <= size[1] and height >= 44):
            return False
    return True


def test_an_evacuation_is_one_tap_away_wherever_the_page_stands(watch: Watch, house: Hall) -> None:
    page = watch.console("supervisor")
    wrong = {("calm", size) for size in WIDTHS if sized(page, size) or not stays(page, size)}
    five_open(house)
    wrong |= {("five", size) for size in WIDTHS if sized(page, size) or not stays(page, size)}
    page.goto(f"{house.base_url}/facilities")
    wrong |= {("facilities", size) for size in WIDTHS if sized(page, size) or not stays(page, size)}
    assert wrong == set()


def test_a_locked_tablet_has_the_key_too(watch: Watch, house: Hall) -> None:
    tablet = Tablet(watch.browser, house, "supervisor", TABLET).locked()
    page = tablet.page
    page.goto(f"{house.base_url}/console/locked")
    assert not [size for size in WIDTHS if sized(page, size) or not stays(page, size)]
    expect(page.locator('[data-count="open"] b')).to_have_text("0")
    expect(page.locator('[data-count="silent"]')).to_have_count(0)
    tablet.context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_wider_than_its_window(watch: Watch, house: Hall, lang: str) -> None:
    page = watch.console("supervisor")
    if lang == "en":
        in_english(page)
    wrong = {}
    for state in ("calm", "five"):
        if state == "five":
            five_open(house)
        for size in WIDTHS:
            sized(page, size)
            if over := page.evaluate(SIDEWAYS):
                wrong[state, size] = over
    if lang == "en":
        turned(page)
    assert wrong == {}


def test_the_bar_counts_what_is_open_and_the_screens_that_show_nobody_anything(
    watch: Watch, house: Hall
) -> None:
    page = watch.console()
    expect(page.locator('[data-count="open"] b')).to_have_text("0")
    watch.screen("wall")
    others = len(house.api("hall")["screens"]) - 1
    expect(page.locator('[data-count="silent"] b')).to_have_text(str(others))
    house.raise_("WIN-PAUSE", "window/5")
    expect(page.locator('[data-count="open"] b')).to_have_text("1")
    page.locator('[data-count="silent"]').click()
    expect(page.locator("#screens-all")).to_have_attribute("open", "")


class Finger:
    def __init__(self, page: Page) -> None:
        self.page, self.taps, self._began = page, 0, 0.0

    def tap(self, selector: str, delay: int = 0) -> "Finger":
        if not self.taps:
            self._began = time.monotonic()
        # No hand is quicker than a page's own script.
        self.page.wait_for_load_state()
        self.page.locator(selector).first.click(delay=delay)
        self.taps += 1
        return self

    def cost(self, act: str, most: int) -> None:
        seconds = time.monotonic() - self._began
        person = THINK_S + self.taps * (POINT_S + PRESS_S)
        TAPS.append((act, self.taps, most, seconds, seconds + person))
        assert self.taps <= most, act
        self.taps = 0


def test_what_is_done_most_costs_few_taps(watch: Watch, house: Hall) -> None:
    finger = Finger(watch.console("supervisor"))
    page, open_now = finger.page, finger.page.locator("article[data-incident]")
    tile = '[data-window="window/5"]'
    finger.tap(f"{tile} > summary").tap(f'{tile} [data-do="pause"]')
    expect(open_now).to_contain_text("5号窗口")
    finger.cost("pause a window", 2)
    finger.tap('[data-incident] [data-do="undo"]')
    expect(open_now).to_have_count(0)
    finger.cost("take that back", 1)
    finger.tap(f"{tile} > summary").tap(f'{tile} [data-do="close"]')
    expect(page.locator(tile)).to_have_class("unit off")
    finger.cost("close a window", 2)
    finger.tap('[data-do="back"]')
    expect(page.locator(tile)).to_have_class("unit on")
    finger.cost("take that back", 1)
    finger.tap(f"{tile} > summary").tap(f'{tile} [data-do="as"]').tap(f'{tile} [data-do="like"]')
    expect(page.locator(f"{tile} summary").first).to_contain_text("综合服务")
    finger.cost("give a window other business", 3)
    finger.tap('[data-do="back"]')
    expect(page.locator(f"{tile} summary").first).not_to_contain_text("综合服务")
    finger.cost("take that back", 1)
    south = '[data-window="exit/south"]'
    finger.tap(f"{south} > summary").tap(f'{south} [data-do="closed"]')
    expect(page.locator(south)).to_have_class("unit out")
    finger.cost("block an exit", 2)
    finger.tap(f"{south} > summary").tap(f'{south} [data-do="free"]')
    expect(page.locator(south)).to_have_class("unit on")
    finger.cost("free it again", 2)
    etax = '[data-window="system/etax"]'
    finger.tap(f"{etax} > summary").tap(f'{etax} [data-do="fault"]').tap('[data-do="confirm"]')
    expect(open_now).to_contain_text("网上办税")
    finger.cost("raise a system's outage from its tile", 3)
    finger.tap('[data-incident] [data-do="acknowledge"]')
    expect(page.locator('[data-incident] [data-do="acknowledge"]')).to_have_count(0)
    finger.cost("acknowledge", 1)
    finger.tap('[data-kind="FIRE"]').tap('[data-do="confirm"]', delay=HELD_MS)
    expect(page.locator("article.evacuate")).to_have_count(1)
    finger.cost("evacuate, held", 2)


def test_a_short_tap_on_a_key_to_hold_says_what_to_do(watch: Watch, house: Hall) -> None:
    page = watch.console()
    page.locator('[data-kind="FIRE"]').click()
    key = page.locator('[data-do="confirm"]')
    key.click()
    expect(key).to_have_attribute("data-short", "请按住 1 秒")
    expect(page.locator("#hold-said")).to_have_text("请按住 1 秒")
    assert not house.api("incidents?state=open")["incidents"]


def test_a_press_that_began_before_the_page_s_script_is_not_lost(watch: Watch, house: Hall) -> None:
    page, scripts = watch.console(), list[Route]()

    def held(route: Route) -> None:
        scripts.append(route)

    page.route("**/static/console.js", held)
    # What it says of its bell would move the key from under the press.
    page.route("**/static/alarm.js", lambda route: route.fulfill(content_type="text/javascript"))
    page.goto(f"{house.base_url}/console/raise/FIRE/confirm?target=hall", wait_until="commit")
    page.evaluate("() => { document.adoptedStyleSheets = []; }")  # a quicker hand than the others'
    page.locator('[data-do="confirm"]').hover()
    page.mouse.down()
    until = time.monotonic() + PATIENCE_S
    while not scripts:
        assert time.monotonic() < until, "nobody asks for the script"
        page.wait_for_timeout(LOOK_MS)
    scripts[0].continue_()
    page.unroute("**/static/console.js")
    page.wait_for_load_state()
    page.mouse.up()
    page.locator("button[name=sure]").click()
    expect(page.locator("article.evacuate")).to_have_count(1)


def test_a_tile_is_opened_and_its_act_done_by_keys_alone(watch: Watch, house: Hall) -> None:
    page = watch.console()

    def reach(selector: str) -> None:
        for _ in range(80):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(selector)

    reach('[data-window="window/5"] > summary')
    page.keyboard.press("Enter")
    reach('[data-window="window/5"] [data-do="pause"]')
    page.keyboard.press("Enter")
    expect(page.locator("article[data-incident]")).to_contain_text("5号窗口")


def test_without_its_script_a_tile_does_the_same(watch: Watch, house: Hall) -> None:
    page = watch.page("/console", java_script_enabled=False)
    name, pin = house.staff("guide")
    let_in(page, name, pin)
    page.locator('[data-window="window/5"] > summary').click()
    page.locator('[data-window="window/5"] [data-do="close"]').click()
    expect(page.locator('[data-window="window/5"]')).to_have_class("unit off")
    page.locator('[data-do="back"]').click()
    expect(page.locator('[data-window="window/5"]')).to_have_class("unit on")
