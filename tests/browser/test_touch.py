"""What a visitor does at a touch screen: finds out where to go, in a language and a size that can
be read."""

from datetime import UTC, datetime, timedelta

import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, TOUCH, Hall, Watch, painted
from tests.browser.layout import FAULTS, faults, faults_of_pages
from tests.browser.promises import pictured, stopped

pytestmark = pytest.mark.browser
FINGER = 60
"""Pixels of a screen 1080 wide."""


def go_home(page: Page) -> None:
    page.click("#panel [data-do=home]")
    expect(page.locator("#panel")).to_be_hidden()


def look(page: Page, language: str, large: bool) -> None:
    """Choose a language and a size on the home page."""
    if page.locator("body").get_attribute("data-lang") != language:
        page.click("#scene [data-do=lang]")
    if large != ("large" in (page.locator("body").get_attribute("class") or "")):
        page.click("#scene [data-do=large]")


def open_page(page: Page, path: str) -> None:
    for part in ["services", path] if path.startswith("service/") else [path]:
        page.click("#scene [data-post=help]" if part == "help" else f'[data-open="{part}"]')
        page.wait_for_selector(f"[data-page={part.partition('/')[0]}]")


@pytest.mark.parametrize("name", TOUCH)
def test_every_touch_page_can_be_read_and_touched_in_both_languages_and_sizes(
    watch: Watch, house: Hall, name: str
) -> None:
    page = watch.screen(name)
    paths = [
        "services",
        "places",
        "places/find?q=",
        "places/find?q=t",
        "way/window/5",
        *(f"service/{service['id']}" for service in house.api("hall")["services"][:5]),
    ]
    least = FINGER * min(1.0, SIZES[name][0] / 1080)
    assert faults_of_pages(page, paths, least) == {}
    house.raise_("SYS-CORE", "system/core")
    painted(page, house.raise_("ETAX-DOWN", "system/etax")["revision"])
    assert faults_of_pages(page, paths, least) == {}


@pytest.mark.parametrize("overdue", [False, True], ids=["soon", "overdue"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", TOUCH)
def test_a_home_page_with_notices_can_be_read_in_both_sizes(
    watch: Watch, house: Hall, name: str, language: str, overdue: bool
) -> None:
    page = watch.screen(name)
    late, soon = ((datetime.now(UTC) + timedelta(hours=hours)).isoformat() for hours in (-1, 1))
    house.raise_("WIN-PAUSE", "window/5", eta=late if overdue else soon)
    painted(
        page,
        house.raise_("ETAX-DOWN", "system/etax", eta=late if overdue else soon, drill=True)[
            "revision"
        ],
    )
    for large in (False, True):
        if page.locator("#scene .home").count():
            look(page, language, large)
        assert faults(page) == []


def test_a_service_whose_only_ways_are_broken_says_so_and_can_still_be_read(
    watch: Watch, house: Hall
) -> None:
    page = watch.screen("entrance")
    painted(page, house.raise_("PWR", "system/power")["revision"])
    if page.locator("#scene .home").count():
        open_page(page, "service/declare")
        expect(page.locator("[data-broken]").first).to_be_visible()
    assert faults(page) == []


def test_a_minute_untouched_the_page_is_at_home_again_and_has_forgotten_its_visitor(
    watch: Watch,
) -> None:
    page = watch.screen("entrance", clock=True)
    stopped(page)
    look(page, "en", True)
    open_page(page, "service/declare")
    page.clock.fast_forward(35_000)
    expect(page.locator("[data-page=service]")).to_be_visible()
    page.mouse.click(5, 5)
    page.clock.fast_forward(50_000)
    expect(page.locator("[data-page=service]")).to_be_visible()
    page.clock.fast_forward(11_000)
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#panel *")).to_have_count(0)
    expect(page.locator("body")).to_have_attribute("data-lang", "zh")
    expect(page.locator("body.large")).to_have_count(0)


def test_a_minute_untouched_the_home_page_too_forgets_language_and_large_text(watch: Watch) -> None:
    page = watch.screen("entrance", clock=True)
    stopped(page)
    look(page, "en", True)
    page.clock.fast_forward(61_000)
    expect(page.locator("body")).to_have_attribute("data-lang", "zh")
    expect(page.locator("body.large")).to_have_count(0)


@pytest.mark.parametrize("name", ["entrance", "self-service", "night"])
def test_a_visitor_switches_language_and_goes_on_in_it_at_home_too(watch: Watch, name: str) -> None:
    page = watch.screen(name)
    expect(page.locator("#scene .big")).to_contain_text("我要办", use_inner_text=True)
    page.click("#scene [data-do=lang]")
    expect(page.locator("#scene .big")).not_to_contain_text("我要办", use_inner_text=True)
    for path, title in (("services", "My Business"), ("places", "Find a Place")):
        look(page, "en", False)
        open_page(page, path)
        expect(page.locator("#panel h1")).to_have_text(title)
        go_home(page)
        assert page.locator("body").get_attribute("data-lang") == "en"
    page.click("#scene [data-do=lang]")
    expect(page.locator("#scene .big")).to_contain_text("我要办", use_inner_text=True)


CHOICES = "[data-do=lang], [data-do=large], [data-do=contrast]"
PLACES = """root => [...document.querySelectorAll(root)].filter((b) => b.checkVisibility())
  .map((b) => [b.dataset.do, ...["left", "top"].map((side) => Math.round(b.getBoundingClientRect()[side]))])"""


def choices(page: Page, root: str) -> list[list[object]]:
    found: list[list[object]] = page.evaluate(
        PLACES, ", ".join(f"{root} {one}" for one in CHOICES.split(", "))
    )
    return found


@pytest.mark.parametrize("name", TOUCH)
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_language_size_and_contrast_stand_at_the_same_place_on_every_page(
    watch: Watch, name: str, large: bool
) -> None:
    page = watch.screen(name)
    look(page, "en", large)
    there = choices(page, "#scene")
    assert [one[0] for one in there] == ["lang", "large", "contrast"]
    for path in ("services", "service/declare", "places", "help"):
        open_page(page, path)
        assert choices(page, "#panel") == there, path
        go_home(page)


def test_what_a_visitor_chose_is_kept_from_page_to_page_and_changed_on_any(watch: Watch) -> None:
    page = watch.screen("entrance")
    open_page(page, "services")
    page.click("#panel [data-do=lang]")
    expect(page.locator("#panel h1")).to_have_text("My Business")
    page.click("#panel [data-do=large]")
    page.click("#panel [data-do=contrast]")
    for key in ("large", "contrast"):
        expect(page.locator(f"#panel [data-do={key}]")).to_have_attribute("aria-pressed", "true")
    go_home(page)
    expect(page.locator("body.large.contrast")).to_have_attribute("data-lang", "en")
    page.click("#scene [data-post=help]")
    expect(page.locator("[data-page=help]")).to_contain_text("Staff have been told")
    page.click("#panel [data-do=lang]")
    expect(page.locator("[data-page=help] h1")).to_have_text("已通知工作人员", use_inner_text=True)


def test_help_in_the_other_language_calls_nobody_a_second_time(watch: Watch, house: Hall) -> None:
    page, console = watch.screen("entrance"), watch.console()
    page.click("#scene [data-post=help]")
    console.locator('[data-help="entrance"] button').click()
    expect(console.locator("[data-help]")).to_have_count(0)
    page.click("#panel [data-do=lang]")
    page.click("#panel [data-do=large]")
    expect(page.locator("[data-page=help]")).to_contain_text("Staff have been told")
    assert [event["type"] for event in house.happened()].count("help_called") == 1


def test_large_text_comes_on_leaves_that_are_turned(watch: Watch) -> None:
    page = watch.screen("entrance")
    look(page, "en", True)
    open_page(page, "services")
    leaves = page.locator("#panel .leaves [role=status]")
    expect(leaves).to_have_text("1 / 3")
    expect(page.locator("#panel [data-leaf='-1']")).to_be_hidden()
    met = set(page.locator("#panel .tiles button:visible").all_inner_texts())
    for number in (2, 3):
        page.click("#panel [data-leaf='1']")
        expect(leaves).to_have_text(f"{number} / 3")
        met |= set(page.locator("#panel .tiles button:visible").all_inner_texts())
    assert len(met) == page.locator("#panel .tiles button").count()
    expect(page.locator("#panel [data-leaf='1']")).to_be_hidden()
    page.click("#panel [data-leaf='-1']")
    expect(leaves).to_have_text("2 / 3")


def test_a_page_that_is_renewed_stays_on_its_leaf(watch: Watch, house: Hall) -> None:
    page = watch.screen("entrance")
    look(page, "en", True)
    open_page(page, "services")
    page.click("#panel [data-leaf='1']")
    painted(page, house.raise_("ETAX-DOWN", "system/etax")["revision"])
    expect(page.locator("#panel .leaves [role=status]")).to_have_text("2 / 3")


def test_before_the_minute_is_over_the_page_asks_and_a_touch_keeps_it(watch: Watch) -> None:
    page = watch.screen("entrance", clock=True)
    stopped(page)
    look(page, "en", True)
    open_page(page, "services")
    page.clock.fast_forward(39_000)
    expect(page.locator("#asking")).to_be_hidden()
    page.clock.fast_forward(2_000)
    expect(page.locator("#asking")).to_contain_text("Are you still there?", use_inner_text=True)
    expect(page.locator("#asking [data-left]")).to_have_text("19")
    page.click("#asking [data-do=stay]")
    expect(page.locator("#asking")).to_be_hidden()
    page.clock.fast_forward(41_000)
    expect(page.locator("#asking")).to_be_visible()
    expect(page.locator("[data-page=services]")).to_be_attached()
    page.click("#asking [data-do=leave]")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("body.large")).to_have_count(0)
    page.clock.fast_forward(41_000)
    expect(page.locator("#asking")).to_be_hidden()


def test_an_emergency_is_not_asked_over(watch: Watch, house: Hall) -> None:
    page = watch.screen("entrance", clock=True)
    stopped(page)
    open_page(page, "services")
    page.clock.fast_forward(45_000)
    expect(page.locator("#asking")).to_be_visible()
    page.clock.resume()
    painted(page, house.raise_("FIRE", "hall")["revision"])
    expect(page.locator("#asking")).to_be_hidden()
    expect(page.locator("#scene")).to_contain_text("紧急疏散")


@pytest.mark.parametrize("name", ["terminal-2", "self-service"])
def test_help_is_called_from_a_sign_that_stops_a_person(
    watch: Watch, house: Hall, name: str
) -> None:
    touch, console = watch.screen(name, SIZES[name]), watch.console()
    about = "machine/terminal-2" if name == "terminal-2" else "hall"
    painted(
        touch,
        house.raise_("DEV-HALL" if name == "terminal-2" else "HALL-CLOSED", about)["revision"],
    )
    key = touch.locator("#scene .picture [data-post=help]")
    box = key.bounding_box()
    assert box is not None and box["height"] >= 60 and box["width"] >= 200
    key.click()
    expect(touch.locator("[data-page=help]")).to_contain_text("已通知工作人员")
    console.locator(f'[data-help="{name}"] button').click()


def test_help_is_called_once_however_often_it_is_pressed_and_answered_on_the_console(
    watch: Watch, house: Hall
) -> None:
    console, touch = watch.console(), watch.screen("entrance")
    for _ in range(2):
        touch.click("#scene [data-post=help]")
        expect(touch.locator("[data-page=help]")).to_contain_text("已通知工作人员")
        go_home(touch)
    expect(console.locator('[data-help="entrance"]')).to_have_count(1)
    assert [event["type"] for event in house.happened()].count("help_called") == 1
    console.locator('[data-help="entrance"] button').click()
    expect(console.locator("[data-help]")).to_have_count(0)


@pytest.mark.parametrize("name", TOUCH)
def test_the_page_of_needs_can_be_read_and_touched(watch: Watch, house: Hall, name: str) -> None:
    page, least = watch.screen(name), FINGER * min(1.0, SIZES[name][0] / 1080)
    for language in ("zh", "en"):
        for large in (False, True):
            look(page, language, large)
            open_page(page, "help")
            assert faults(page) == []
            sides = page.locator("#panel button:visible").evaluate_all(
                "all => all.map((b) => b.getBoundingClientRect().height)"
            )
            assert len(sides) > 5 and min(sides) >= least
            go_home(page)


def test_a_visitor_says_once_what_they_need(watch: Watch, house: Hall) -> None:
    console, touch = watch.console(), watch.screen("entrance")
    touch.click("#scene [data-post=help]")
    touch.click('[data-post="help/walking"]')
    expect(touch.locator("[data-need=walking]")).to_have_text("行动不便", use_inner_text=True)
    expect(touch.locator("[data-post^='help/']")).to_have_count(0)
    expect(console.locator('[data-help="entrance"] [data-need=walking]')).to_have_text("行动不便")
    go_home(touch)
    touch.click("#scene [data-post=help]")
    expect(touch.locator("[data-need=walking]")).to_be_visible()
    assert [event["type"] for event in house.happened()].count("help_called") == 2


def test_an_emergency_takes_the_page_from_under_the_finger_and_gives_a_clean_one_back(
    watch: Watch, house: Hall
) -> None:
    page = watch.screen("entrance")
    look(page, "en", False)
    open_page(page, "service/declare")
    down = house.raise_("ETAX-DOWN", "system/etax")
    painted(page, down["revision"])
    expect(page.locator("[data-page=service]")).to_be_visible()
    expect(page.locator('[data-broken="online"]')).to_be_visible()
    painted(page, house.raise_("FIRE", "hall")["revision"])
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    assert page.locator("button:visible").count() == 0


def test_the_code_of_a_service_can_be_scanned_from_the_page(watch: Watch) -> None:
    page = watch.screen("self-service")
    open_page(page, "service/declare")
    page.wait_for_selector("[data-qr-for]")
    found = zxingcpp.read_barcodes(pictured(page))
    assert [code.text for code in found] == ["https://etax.hebei.chinatax.gov.cn:8443/"]


def test_a_touch_on_bare_ground_opens_nothing(house: Hall, watch: Watch) -> None:
    """While something was open, the page took its own word of that for a place to go to."""
    house.raise_("FIRE", "hall")
    page = watch.screen("entrance")
    assert page.locator("body[data-open]").count() == 1
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "lang=" in request.url else None
    )
    page.mouse.click(5, 5)
    page.evaluate("hallAsk('speech')")
    expect(page.locator("#panel")).to_be_hidden()
    assert asked == []


WHEN_OLD = f"""async () => {{
  // At once: the next word from the hall makes the page fresh again.
  document.body.classList.add("is-stale");
  await new Promise((done) => setTimeout(done));
  const strip = document.querySelector("#stale").getBoundingClientRect();
  const root = document.querySelector(document.querySelector("#panel").hidden ? "#scene" : "#panel");
  const under = (r) => r.bottom > strip.top + 1 && r.right > strip.left && r.left < strip.right;
  const covered = [...root.querySelectorAll("button")].filter((key) => !key.closest(".told-keys"))
    .filter((key) => key.checkVisibility({{visibilityProperty: true}}) && under(key.getBoundingClientRect()))
    .map((key) => `covered: ${{key.textContent.trim()}}`);
  const found = [...covered, ...({FAULTS})()];
  document.body.classList.remove("is-stale");
  return found;
}}"""


def when_old(page: Page) -> list[str]:
    """What of a page cannot be read or reached that has lost its hall and says so."""
    found: list[str] = page.evaluate(WHEN_OLD)
    return found


@pytest.mark.parametrize("name", ["entrance", "terminal-2", "etax-area"])
def test_what_says_that_a_page_may_be_old_covers_no_key(watch: Watch, name: str) -> None:
    page = watch.screen(name)
    for lang, large in (("zh", False), ("en", True)):
        look(page, lang, large)
        assert when_old(page) == [], (lang, large)
        open_page(page, "places")
        assert when_old(page) == [], (lang, large)
        go_home(page)
