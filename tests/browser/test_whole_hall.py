"""From an empty directory to a hall of two storeys in the browser alone, its plan included: 40
windows, 15 terminals, 26 screens, 20 lamps, counted beside the files typed by hand.

A person's minutes are by the keystroke-level model (:mod:`tests.browser.hands`). On the plan each
corner is a tap that was thought about, and nothing snaps that a person would not see snap.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.content.hall_files import HALL_FILES, HALLS, PLAN_FILE
from kiosk.content.reader import read, sample
from signage.evacuation.routes import routes
from tests.browser.axe import violations
from tests.browser.hands import KEY_S
from tests.browser.planning import Person, Point, labels_of
from tests.browser.promises import HELD_MS
from tests.browser.test_founding import code_of
from tests.browser.test_pairing import code_on
from tests.faults.house import PATIENCE_S, House, kiosk
from tests.halls.seeds import LONG

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not LONG, reason="long variant: KIOSK_TEST_LAWS=long"),
]
Pair = tuple[Point, Point]
Spent = tuple[str, int, int, float]
"""Of what, its taps, keys and seconds."""
MOST_MIN = 120.0
WINDOWS, TERMINALS, SCREENS, LAMPS = 40, 15, 26, 20
TYPED = {
    "name_zh": "石桥镇办税服务厅", "name_en": "Shiqiao Tax Hall", "address_zh": "人民路1号",
    "address_en": "1 Renmin Road", "person": "王主任", "pin": "593026", "again": "593026",
}  # fmt: skip
COLLEAGUES = (
    ("李敏", "guide", "739512"), ("赵强", "facilities", "640371"), ("周主任", "supervisor", "827364"),
)  # fmt: skip
UPSTAIRS = 21
"""The first window of the second storey."""
WIDE, DEEP = 48.0, 18.0
"""Of each storey, in metres."""
CORNERS: tuple[Point, ...] = ((0, 0), (WIDE, 0), (WIDE, DEEP), (0, DEEP))
EXITS: tuple[Pair, ...] = (
    ((0, 8), (0, 10)), ((WIDE, 8), (WIDE, 10)), ((12, DEEP), (14, DEEP)), ((36, DEEP), (38, DEEP)),
)  # fmt: skip
STAIRS: tuple[Point, ...] = ((2, 13), (46, 13))
FIRST_WINDOW, FIRST_TERMINAL, APART = (3, 3), (5, 14), 2.2
BOARD: Pair = ((24, 7), (24, 8))
TOUCH: tuple[Pair, ...] = (((9, 17), (9, 16)), ((41, 17), (41, 16)))
AT_EXITS: tuple[Pair, ...] = (
    ((1, 7), (2, 7)), ((47, 7), (46, 7)), ((16, 17), (16, 16)), ((34, 17), (34, 16)),
)  # fmt: skip
WINDOW_SCREEN: Pair = ((3, 1), (3, 2))
SERVICE: tuple[Point, ...] = ((0, 0), (WIDE, 0), (WIDE, 5), (0, 5))
ZONES: tuple[tuple[Point, ...], ...] = (
    ((20, 10.5), (28, 10.5), (28, 12.5), (20, 12.5)), SERVICE, ((3.5, 13), (37.5, 13), (37.5, 15), (3.5, 15)),
    ((39, 11), (43, 11), (43, 15), (39, 15)), ((10, 6), (20, 6), (20, 9), (10, 9)),
)  # fmt: skip
"""In the order the hall has them in."""
EXTINGUISHER: Point = (9, 11)


@pytest.fixture
def empty() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="kiosk-whole-") as folder:
        house = House(
            "serve", "--data", str(Path(folder) / "data"), "--port", "0", "--simulators", "yes"
        )  # fmt: skip
        house.data = Path(folder) / "data"
        with house:
            yield house


def test_a_hall_of_two_storeys_begins_in_the_browser_alone(empty: House, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_S * 1000)
    hands = Person(context.new_page())
    told: list[Spent] = []
    for act in (begun, screens, lamps, described, drawn, adopted, tried, people):
        before = hands.taps, hands.keys, hands.seconds
        act(hands, empty)
        spent = hands.taps - before[0], hands.keys - before[1], hands.seconds - before[2]
        told.append((act.__name__, *spent))
    one = paired(hands, empty, browser)
    told.append(
        (f"{SCREENS} screens paired", *(SCREENS * each for each in one[:2]), SCREENS * one[2])
    )
    before = hands.taps, hands.keys, hands.seconds
    fire(hands)
    told.append(("fire raised", *(now - then for now, then in zip(
        (hands.taps, hands.keys, hands.seconds), before, strict=True
    ))))  # fmt: skip
    minutes = sum(seconds for *_, seconds in told) / 60
    table(told, minutes)
    as_asked(empty)
    every_screen_leads_out(empty, browser)
    every_lamp_shows_it(hands)
    assert minutes <= MOST_MIN


def begun(hands: Person, house: House) -> None:
    """The first run: what stands in every hall, by numbers."""
    page = hands.page
    page.goto(house.base_url)
    hands.type("input[name=code]", code_of(house))
    hands.tap(".pick:has([name=size][value=large])").tap("button.main")
    page.wait_for_selector("[name=name_zh]")
    for name, text in TYPED.items():
        hands.type(f"[name={name}]", text)
    hands.type("[name=upstairs]", str(UPSTAIRS))
    hands.tap("[name=window_screens]")
    with page.expect_navigation():
        hands.tap("form[action='/begin'] button.main")
    house.wait_until(lambda: founded(page), "the hall is founded")
    page.wait_for_url("**/first/steps", timeout=6 * PATIENCE_S * 1000)


def founded(page: Page) -> bool:
    """Sent again where it still listened whether a screen knows another hall."""
    if "/begin" not in page.url or page.locator("[data-founded]").count():
        return True
    for name in ("pin", "again"):
        page.fill(f"[name={name}]", TYPED["pin"])
    with page.expect_navigation():
        page.locator("form[action='/begin'] button.main").press("Enter")
    return False


def screens(hands: Person, house: House) -> None:
    """At nine windows of each storey, beside those that every hall has."""
    hands.page.goto(f"{house.base_url}/facilities")
    hands.tap("main a[href='/facilities/things']")
    hands.new("screens", "")
    hands.fill(id="window-1", name__zh="1号窗口屏", name__en="Window 1 Screen")
    hands.choose("[name=layout]", "window").choose("[name=place]", "window/1")
    hands.tick("about", "window/1")
    hands.fill(width="1920", height="540", diagonal_in="37", distance_m="3").draft()
    hands.copies("screens", "window-1", 2, 9)
    hands.copies("screens", "window-1", UPSTAIRS, 29)


def lamps(hands: Person, _: House) -> None:
    hands.new("lamps")
    hands.fill(id="lamp-1", name__zh="1号窗口灯", name__en="Window 1 Lamp", address="sim://lamp-1")
    hands.fill(protocol="simulator").tick("about", "window/1").draft()
    hands.copies("lamps", "lamp-1", 2, LAMPS)


def described(hands: Person, _: House) -> None:
    """What is drawn is chosen from what the hall has: that is adopted first."""
    hands.tap("[data-do=adopt]")
    expect(hands.page.locator("[data-edit='1']")).to_be_visible()


def drawn(hands: Person, _: House) -> None:
    """Each storey: its walls, what stands there, and the ways that the page proposes."""
    page = hands.page
    hands.tap("nav a[href='/facilities']").tap("main a[href='/facilities/plan']")
    expect(page.locator("[data-tool=select][aria-pressed=true]")).to_be_visible()
    hands.tap("summary:has(+ * ~ fieldset)")
    hands.type("#planner-width", f"{WIDE:g}").type("#planner-depth", f"{DEEP:g}")
    hands.tap("[data-do=empty]")
    for at, to in EXITS:
        hands.draw("exit", at, to)
    hands.draw("window", FIRST_WINDOW)
    hands.row(19, APART)
    hands.draw("place", FIRST_TERMINAL)
    hands.row(TERMINALS - 1, APART)
    for stairs in STAIRS:
        hands.draw("stairs", stairs)
    for at, to in (BOARD, *TOUCH, *AT_EXITS):
        hands.draw("screen", at, to)
    hands.draw("screen", *WINDOW_SCREEN)
    hands.row(8, APART)
    hands.draw("safety", EXTINGUISHER)
    hands.choose("#planner-floor", "2")
    hands.draw("wall", *CORNERS, CORNERS[0], ends=True)
    hands.draw("floor", *CORNERS, CORNERS[0])
    hands.draw("window", FIRST_WINDOW)
    hands.row(19, APART)
    for stairs in STAIRS:
        hands.draw("stairs", stairs)
    hands.draw("screen", *BOARD)
    hands.draw("screen", *WINDOW_SCREEN)
    hands.row(8, APART)
    hands.draw("safety", EXTINGUISHER)
    hands.tap("[data-do=propose]")
    # The first who asks waits until geometry is loaded; a hall of this size takes its seconds.
    ways = page.locator("#planner-board .shape.routes")
    expect(ways).not_to_have_count(0, timeout=6 * PATIENCE_S * 1000)
    expect(page.locator("#planner-faults .mistake")).to_have_count(0)
    hands.draw("zone", *SERVICE, SERVICE[0])
    hands.choose("#planner-floor", "1")
    for zone in ZONES:
        hands.draw("zone", *zone, zone[0])
    expect(page.locator("#planner-left li")).to_have_count(0)
    expect(page.locator("#planner-faults .mistake")).to_have_count(0)
    hands.tap("[data-do=save]")
    expect(page.locator("#planner-saved")).to_be_visible()


def adopted(hands: Person, _: House) -> None:
    hands.tap("#planner-saved a")
    expect(hands.page.locator("[data-picture=after] .exits")).to_have_count(len(EXITS))
    assert violations(hands.page) == []
    hands.tap("[data-do=adopt]")
    expect(hands.page.locator("[data-edit='2']")).to_be_visible(timeout=PATIENCE_S * 1000)


def tried(hands: Person, _: House) -> None:
    """Every colour of every lamp, seen by whoever walks along them."""
    hands.tap("nav a[href='/facilities']").tap("main a[href='/facilities/lamps']")
    verified(hands.page)
    hands.tap("[data-do=test-all]")
    verified(hands.page)


def verified(page: Page) -> None:
    rows = page.locator("[data-lamp][data-health=verified]")
    expect(rows).to_have_count(LAMPS, timeout=PATIENCE_S * 1000)


def people(hands: Person, _: House) -> None:
    """A guide, a technician and a supervisor."""
    hands.tap("nav a[href='/facilities']").tap("main a[href='/facilities/people']")
    for name, role, pin in COLLEAGUES:
        hands.type("#name", name).choose("#role", role)
        hands.type("#pin", pin).type("#again", pin).tap("[data-do=enlist]")
        expect(hands.page.locator("main")).to_contain_text(name)


def fire(hands: Person) -> None:
    """From the tablet, as anybody who smells it."""
    page = hands.page
    hands.tap("[data-kind=FIRE]")
    page.locator("[data-do=confirm]").click(delay=HELD_MS)
    hands.taps += 1
    hands.thoughts += 1
    page.wait_for_url("**/console")


def every_screen_leads_out(house: House, browser: Browser) -> None:
    """Each shows the exit that its place in the plan leads to, and how far it is to go."""
    content = read(house.data / "content")
    hall, plan = content.hall, content.evacuation.plan
    assert plan is not None
    ways, page = routes(plan), browser.new_context(locale="zh-CN").new_page()
    for screen in hall.screens:
        page.goto(f"{house.base_url}/screen/{screen.id}")
        led = ways.screen(screen.id)
        assert led.exit in plan.exit
        # At the door itself it says so.
        leads = re.compile(f"由此门|{hall.name_of(led.exit)['zh']}")
        expect(page.locator("#scene")).to_contain_text(leads, timeout=PATIENCE_S * 1000)


def every_lamp_shows_it(hands: Person) -> None:
    """It answers with what a fire asks of it."""
    hands.page.goto(hands.page.url.replace("/console", "/facilities/lamps"))
    verified(hands.page)
    wanted = hands.page.locator("[data-lamp].wrong")
    expect(wanted).to_have_count(0, timeout=PATIENCE_S * 1000)


def paired(hands: Person, house: House, browser: Browser) -> tuple[int, int, float]:
    """One screen: its taps, keys and seconds."""
    device = browser.new_context(viewport={"width": 1920, "height": 540}).new_page()
    device.goto(f"{house.base_url}/pair")
    hands.tap("nav a[href='/facilities']").tap("main a[href='/facilities/screens']")
    before = hands.taps, hands.keys, hands.seconds
    hands.type("[name=code]", code_on(device).replace(" ", "").lower())
    hands.choose("select[name=screen]", "window-29").tap("[data-do=pair]")
    device.wait_for_url("**/screen/window-29")
    return hands.taps - before[0], hands.keys - before[1], hands.seconds - before[2]


def table(told: list[Spent], minutes: float) -> None:
    """Beside the same hall typed as files, its plan drawn in another program."""
    by_hand = sample() / HALLS / "two-storeys"
    typed = sum(len((by_hand / name).read_text("utf-8")) for name in HALL_FILES)
    named = [one for one in labels_of((by_hand / PLAN_FILE).read_text("utf-8")).values() if one]
    written = sum(map(len, named))
    print(f"\n{'a hall of two storeys':28}{'taps':>6}{'keys':>7}{'minutes':>9}")
    for act, taps, keys, seconds in told:
        print(f"{act:28}{taps:6}{keys:7}{seconds / 60:9.1f}")
    taps, keys = (sum(one[at] for one in told) for at in (1, 2))
    print(f"{'in all':28}{taps:6}{keys:7}{minutes:9.1f}")
    print(f"{'files typed by hand':28}{'':6}{typed:7}{typed * KEY_S / 60:9.1f}")
    text = f"{len(named)} labels of a plan"
    print(f"{text:28}{'':6}{written:7}{written * KEY_S / 60:9.1f}, and whatever is drawn")


def as_asked(house: House) -> None:
    content = house.data / "content"
    checked = kiosk("check", str(content))
    assert checked.returncode == 0, checked.stdout
    found = read(content)
    hall, plan = found.hall, found.evacuation.plan
    assert len(hall.windows) == WINDOWS and len(hall.screens) == SCREENS
    assert len([one for one in hall.machines if one.what == "terminal"]) == TERMINALS
    assert len(hall.lamps) == LAMPS and len(hall.floors) == 2
    assert plan is not None
    assert {*plan.shaft} == {"stairs/1", "stairs/2"} and len(plan.exit) == len(EXITS)
    ways = routes(plan)
    spots = {*(one.id for one in (*hall.windows, *hall.machines))}
    assert spots <= {*plan.spot} and {spot.floor for spot in plan.spots} == {"1", "2"}
    assert {ways.fate(spot.node) for spot in plan.spots} == {"out"}
    assert {ways.screen(name).exit for name in plan.screen} <= {*plan.exit}
    assert len(plan.screen) == SCREENS
