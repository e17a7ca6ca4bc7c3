"""Finding a place at a touch screen: by tile or by letter, shown on the turned plan, and taken
along on a phone."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
import zxingcpp
from playwright.sync_api import Page, Route, expect

from signage.floorplan.geometry import bearing, turned
from signage.floorplan.headings import sector
from signage.wayfinding.instructions import JOG_M
from tests.browser.conftest import SIZES, TOUCH, Hall, Watch, described, painted, served
from tests.browser.layout import faults, faults_of_pages
from tests.browser.promises import awaited, pictured, stopped
from tests.browser.test_touch import FINGER, look, open_page

pytestmark = pytest.mark.browser
GROUPS = ("windows", "terminals", "zones", "exits", "others")
PUBLIC = "https://hall.example.gov.cn"
SCREENS = sorted(TOUCH)
PUT_UP = """async (path) => {
  const panel = document.querySelector("#panel");
  panel.innerHTML = await (await fetch(`/screen/${document.body.dataset.screen}/${path}?lang=zh`)).text();
  panel.hidden = false;
}"""


def goals(house: Hall) -> list[str]:
    """Every place a tile of some group leads to."""
    found: list[str] = []
    for group in GROUPS:
        found += re.findall(r'data-place="([^"]+)"', house.page(f"/screen/entrance/places/{group}"))
    return found


FOUND = """async () => {
  const body = document.body, panel = document.querySelector("#panel"), made = document.createElement("template");
  const typed = panel.querySelector(".typed").textContent.toLowerCase();
  const answer = await fetch(`/screen/${body.dataset.screen}/places/find?q=${typed}&lang=${body.dataset.lang}`);
  made.innerHTML = await answer.text();
  const places = (root) => [...root.querySelectorAll(".found [data-place]")].map((one) => one.dataset.place).join();
  return places(panel) === places(made.content);
}"""


def type_letters(page: Page, letters: str) -> None:
    """Until what is found by all of them stands there: a place that was found before by fewer of them may
    stand elsewhere then."""
    for letter in letters:
        page.click(f'#panel [data-key="{letter}"]')
    awaited(page, FOUND)


def first_arrow(page: Page) -> str:
    """The arrow of the drawn path's beginning as the reader sees it; corners nearer than a stride
    or two are none."""
    numbers = [
        float(n)
        for n in re.findall(
            r"-?[\d.]+", page.locator("#panel [data-path]").get_attribute("d") or ""
        )
    ]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    whole = sum(math.dist(a, b) for a, b in pairwise(points))
    metre = whole / int(re.findall(r"\d+", page.locator("#panel .far b").inner_text())[0])
    return sector(
        turned(
            bearing(
                points[0], next(p for p in points[1:] if math.dist(points[0], p) > JOG_M * metre)
            )
        )
    )


@pytest.mark.parametrize("name", SCREENS)
def test_every_page_of_wayfinding_can_be_read_and_touched_in_both_languages_and_sizes(
    watch: Watch, house: Hall, name: str
) -> None:
    page = watch.screen(name)
    least = FINGER * min(1.0, SIZES[name][0] / 1080)
    pages = [
        "places",
        "places/find",
        "places/find?q=zzzd",
        "places/find?q=qqq",
        *(f"places/{g}" for g in GROUPS),
    ]
    assert faults_of_pages(page, [*pages, *(f"way/{goal}" for goal in goals(house))], least) == {}


@pytest.mark.parametrize("name", ["entrance", "self-service"])
def test_what_is_out_and_what_is_blocked_can_be_read_too(
    watch: Watch, house: Hall, name: str
) -> None:
    page = watch.screen(name)
    house.raise_("WIN-PAUSE", "window/5")
    house.raise_("DEV-HALL", "machine/printer")
    house.raise_("FLOOD", "exit/east")
    painted(page, house.raise_("FLOOD", "zone/waiting")["revision"])
    told = ["window/5", "machine/printer", "exit/east", "zone/waiting", "place/toilet", "window/9"]
    pages = ["places", *(f"places/{g}" for g in GROUPS), *(f"way/{goal}" for goal in told)]
    assert faults_of_pages(page, pages, FINGER) == {}


def test_initials_typed_on_the_screen_lead_to_the_toilets(watch: Watch) -> None:
    page = watch.screen("entrance")
    open_page(page, "places")
    page.click('[data-open="places/find"]')
    type_letters(page, "cs")
    expect(page.locator(".typed")).to_have_text("CS")
    page.click('.found [data-place="place/toilet"]')
    expect(page.locator("#panel h1")).to_have_text("去卫生间")
    expect(page.locator("#panel [data-here]")).to_have_count(1)
    expect(page.locator('#panel [data-goal="place/toilet"]').last).to_be_visible()
    expect(page.locator(".steps li").first).to_contain_text("向右走约 20 米")
    page.click("#panel [data-do=back]")
    expect(page.locator(".typed")).to_have_text("CS")
    page.click('[data-key="back"]')
    expect(page.locator(".typed")).to_have_text("C")
    page.click('[data-key="clear"]')
    expect(page.locator(".typed")).to_have_text("")
    type_letters(page, "zzzd")
    expect(page.locator(".found [data-place]")).to_have_count(6)
    expect(page.locator(".found [data-place]").first).to_contain_text("自助终端")


def test_a_place_that_is_found_again_keeps_the_press_that_began_on_it(watch: Watch) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = watch.screen("entrance", clock=True, service_workers="block")
    open_page(page, "places")
    page.click('[data-open="places/find"]')
    type_letters(page, "w")
    page.route("**/places/find?q=ws&*", hold)
    # The answer is waited for however long it takes.
    stopped(page)
    with page.expect_request("**/places/find?q=ws&*"):
        page.click('#panel [data-key="s"]')
    page.locator('.found [data-place="window/1"]').hover()
    page.mouse.down()
    held[0].continue_()
    expect(page.locator('.found [data-place="window/11"]')).to_be_visible()
    page.mouse.up()
    expect(page.locator("#panel h1")).to_have_text("去1号窗口")


@pytest.mark.parametrize("name", SCREENS)
def test_the_drawn_path_starts_where_the_first_line_sends_people(watch: Watch, name: str) -> None:
    page = watch.screen(name)
    for goal in ("window/1", "window/12", "exit/west", "exit/east", "exit/south", "zone/lobby"):
        page.evaluate(PUT_UP, f"way/{goal}")
        assert page.locator("#panel .steps").get_attribute("data-arrow") == first_arrow(page), goal


def test_a_closed_zone_sends_people_another_way_at_the_next_look(watch: Watch, house: Hall) -> None:
    page = watch.screen("entrance")
    open_page(page, "places")
    page.click('[data-open="places/windows"]')
    page.click('[data-open="way/window/9"]')
    path = page.locator("#panel [data-path]")
    before = path.get_attribute("d") or ""
    flood = house.raise_("FLOOD", "zone/waiting")
    painted(page, flood["revision"])
    expect(path).not_to_have_attribute("d", before)
    expect(page.locator('#panel [data-shut="zone/waiting"]')).to_have_count(1)
    assert faults(page) == []
    page.click("#panel [data-do=back]")
    page.click('[data-open="way/window/9"]')
    expect(path).not_to_have_attribute("d", before)


def test_a_window_out_of_service_names_others_and_leads_to_them(watch: Watch, house: Hall) -> None:
    page = watch.screen("entrance")
    painted(page, house.raise_("WIN-PAUSE", "window/5")["revision"])
    open_page(page, "places")
    page.click('[data-open="places/windows"]')
    expect(page.locator('[data-place="window/5"] .state')).to_contain_text("暂停服务")
    page.click('[data-open="way/window/5"]')
    expect(page.locator(".shut-now")).to_have_text("5号窗口现在暂停服务，您可以改去：")
    expect(page.locator("#panel [data-path]")).to_have_count(0)
    page.locator(".instead [data-open]").first.click()
    expect(page.locator("#panel [data-path]")).to_have_count(1)


def test_a_broken_terminal_s_own_screen_leads_to_another_place_by_a_touch(
    watch: Watch, house: Hall
) -> None:
    page = watch.screen("terminal-2")
    painted(page, house.raise_("DEV-HALL", "machine/terminal-2")["revision"])
    page.locator("#scene [data-open]").first.click()
    expect(page.locator("#panel [data-path]")).to_have_count(1)
    page.click("#panel [data-do=back]")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#scene")).to_contain_text("暂停使用")


def test_a_service_leads_to_the_nearest_window_that_does_it(watch: Watch) -> None:
    page = watch.screen("entrance")
    open_page(page, "service/declare")
    page.locator('[data-way="window"] .go').click()
    expect(page.locator("#panel h1")).to_have_text("去5号窗口")
    page.click("#panel [data-do=back]")
    expect(page.locator("[data-page=service]")).to_be_visible()


def test_a_minute_untouched_the_search_is_forgotten(watch: Watch) -> None:
    page = watch.screen("entrance", clock=True)
    stopped(page)
    open_page(page, "places")
    page.click('[data-open="places/find"]')
    type_letters(page, "wsj")
    expect(page.locator(".found [data-place]")).to_have_count(1)
    page.clock.fast_forward(61_000)
    expect(page.locator("#panel *")).to_have_count(0)
    open_page(page, "places")
    page.click('[data-open="places/find"]')
    expect(page.locator(".typed")).to_have_text("")
    expect(page.locator(".found [data-place]")).to_have_count(0)


def test_a_visitor_finds_a_place_in_english_and_large_letters(watch: Watch) -> None:
    page = watch.screen("entrance")
    look(page, "en", True)
    open_page(page, "places")
    page.click('[data-open="places/find"]')
    type_letters(page, "toi")
    page.click('.found [data-place="place/toilet"]')
    expect(page.locator("#panel h1")).to_have_text("To Toilets")
    expect(page.locator(".steps li").first).to_contain_text("Go right for about 20 m")
    expect(page.locator("#panel .plan")).to_contain_text("You are here")
    # A language is called by its own name.
    said = page.locator("#panel").inner_text().replace("中文", "", 1)
    assert not re.search(r"[\u4e00-\u9fff]", said)


def test_without_a_public_address_no_code_is_offered(watch: Watch) -> None:
    page = watch.screen("entrance")
    open_page(page, "places")
    page.click('[data-open="way/place/toilet"]')
    expect(page.locator("#panel [data-path]")).to_have_count(1)
    expect(page.locator("#panel [data-qr]")).to_have_count(0)


# ---------------------------------------------------------------- on the phone


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall whose own pages can be reached from outside."""
    folder = tmp_path_factory.mktemp("public")
    content = described(folder)
    path = content / "hall.toml"
    path.write_text(f'public_url = "{PUBLIC}"\n' + path.read_text("utf-8"), "utf-8")
    hall = served(content, folder / "data")
    yield hall
    hall.forget()


@pytest.mark.parametrize("name", ["entrance", "self-service"])
def test_the_code_of_a_way_opens_it_on_a_phone(watch: Watch, public: Hall, name: str) -> None:
    page = watch.screen(name, base=public.base_url)
    open_page(page, "places")
    page.click('[data-open="way/place/water"]')
    page.wait_for_selector("#panel [data-qr]")
    assert faults(page) == []
    (code,) = zxingcpp.read_barcodes(pictured(page))
    assert code.text == f"{PUBLIC}/way/{name}/place/water"
    phone = watch.page(code.text.removeprefix(PUBLIC), (390, 844), base=public.base_url)
    expect(phone.locator("h1")).to_have_text("去饮水处")
    assert [line.inner_text() for line in phone.locator(".steps li").all()] == [
        line.inner_text() for line in page.locator(".steps li").all()
    ]
    assert phone.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert phone.context.cookies() == []
    phone.click("footer a")
    expect(phone.locator("h1")).to_have_text("To Drinking Water")


@pytest.mark.parametrize("name", SCREENS)
def test_every_way_with_its_code_can_be_read(watch: Watch, public: Hall, name: str) -> None:
    page = watch.screen(name, base=public.base_url)
    least = FINGER * min(1.0, SIZES[name][0] / 1080)
    assert faults_of_pages(page, [f"way/{goal}" for goal in goals(public)], least) == {}
