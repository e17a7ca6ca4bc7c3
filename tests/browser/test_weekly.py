"""What a hall changes in any week is done in the page within a minute each, and the files say that
and nothing else.

A person's seconds are counted by the keystroke-level model, from the console to where the page says
that it is done; what files differ by is asserted line by line, and they are read as ``kiosk check``
reads them.
"""

import shutil
from collections.abc import Iterator
from difflib import ndiff

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.content.reader import read, sample
from kiosk.serving.pins import hash_pin
from kiosk.store import Store
from tests.browser.axe import violations
from tests.browser.conftest import Hall, peopled, to_serve
from tests.browser.hands import Hands, Keyboard
from tests.browser.promises import PATIENCE_S, awaited, led, let_in
from tests.browser.test_pairing import code_on
from tests.cast import PINS

pytestmark = pytest.mark.browser
MOST_S = 60.0
LEADER = ("钱", "718293")
ROWS: list[tuple[str, int, int, float]] = []
"""A task, its taps, keystrokes and seconds."""


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    yield
    print(f"\n{'a task of any week':34}{'taps':>5}{'keys':>6}{'seconds':>9}")
    for task, taps, keys, seconds in ROWS:
        print(f"{task:34}{taps:5}{keys:6}{seconds:9.1f}")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One for all of them: a week is more than one task. Nobody has to have begun it."""
    folder = tmp_path_factory.mktemp("weekly")
    content, data = folder / "content", folder / "data"
    shutil.copytree(sample(), content, ignore=shutil.ignore_patterns("halls", "pictures"))
    token = peopled(data, unpaired="")
    store = Store(data)
    store.put_staff(LEADER[0], "admin", hash_pin(LEADER[1]))
    store.close()
    with Hall(*to_serve(content, data), token=token) as house:
        house.data = data
        yield house  # type: ignore[misc]  # a Hall, as it was made


def signed_in(page: Page, hall: Hall, name: str = LEADER[0], pin: str = LEADER[1]) -> Page:
    page.goto(f"{hall.base_url}/sign-in")
    let_in(page, name, pin)
    return page


@pytest.fixture(scope="module")
def tablet(browser: Browser, hall: Hall) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(1000 * PATIENCE_S)
    yield signed_in(context.new_page(), hall)
    context.close()


@pytest.fixture
def hands(tablet: Page, hall: Hall) -> Hands:
    tablet.goto(f"{hall.base_url}/console")
    return Hands(tablet)


def files(hall: Hall) -> dict[str, str]:
    place = hall.data.parent / "content"
    return {
        str(one.relative_to(place)): one.read_text("utf-8")
        for one in place.rglob("*")
        if one.is_file() and one.suffix in (".toml", ".svg")
    }


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """By file, the lines that went (-) and came (+)."""
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    return {
        name: [
            line.rstrip()
            for line in ndiff(before.get(name, "").splitlines(), after.get(name, "").splitlines())
            if line[0] in "+-"
        ]
        for name in changed
    }


def done(hall: Hall, hands: Hands, task: str) -> None:
    ROWS.append((task, hands.taps, hands.keys, hands.seconds))
    read(hall.data.parent / "content")
    assert hands.seconds <= MOST_S, task


def further(hands: Hands, address: str) -> None:
    """To a page under the facilities, as a person goes there."""
    hands.tap("nav a[href='/facilities']").tap(f"main a[href='{address}']")


def adopted(hands: Hands) -> None:
    hands.tap("[data-do=adopt]")
    expect(hands.page.locator("[data-draft]")).to_have_count(0)
    expect(hands.page.locator("[data-edit]").first).to_be_visible()


def test_a_changed_phone(hall: Hall, hands: Hands) -> None:
    before = files(hall)
    further(hands, "/facilities/description")
    hands.type("#phone", "0311-55667788").tap("[data-do=draft]")
    adopted(hands)
    assert differences(before, files(hall)) == {
        "hall.toml": ['- phone = "12366"', '+ phone = "0311-55667788"']
    }
    done(hall, hands, "a changed phone")


def test_a_new_window(hall: Hall, hands: Hands) -> None:
    before = files(hall)
    further(hands, "/facilities/windows")
    hands.choose("[name=model]", "8").tap("[data-do=new]").tap("[data-do=draft]")
    adopted(hands)
    changed = differences(before, files(hall))["hall.toml"]
    assert [line for line in changed if line.startswith("-")] == []
    assert "+ number = 13" in changed and len(changed) == 8, changed
    done(hall, hands, "a new window")


def test_a_service_moves(hall: Hall, hands: Hands) -> None:
    before = files(hall)
    further(hands, "/facilities/windows")
    for window in ("1", "3"):
        hands.tap(f"[data-window='{window}'] a").tap("[name=services][value=social]")
        hands.tap("[data-do=draft]")
    adopted(hands)
    changed = differences(before, files(hall))
    assert changed.keys() == {"hall.toml"} and len(changed["hall.toml"]) == 4, changed
    assert changed["hall.toml"][3].endswith('"refund", "social"]')
    done(hall, hands, "a service moves to another window")


def test_next_year_s_holidays(hall: Hall, hands: Hands) -> None:
    before = files(hall)
    further(hands, "/facilities/description")
    days = "2027-01-01~03 02-05~11 04-03~05 05-01~05 06-09~11 09-15~17 10-01~07"
    hands.type("#holidays", days, further=True)
    hands.type("#make_up", "2027-01-09 02-20 05-08 09-18 10-09", further=True)
    hands.tap("[data-do=draft]")
    adopted(hands)
    changed = differences(before, files(hall))
    assert changed.keys() == {"hall.toml"}
    gone = [line for line in changed["hall.toml"] if line.startswith("-")]
    assert all("2026" in line or "]" in line for line in gone), gone
    text = files(hall)["hall.toml"]
    assert "2027-02-11" in text and "2027-10-09" in text
    assert "# Holidays and make-up days of 2026" in text, "comments stay"
    done(hall, hands, "next year's holidays")


def test_a_new_person(hall: Hall, hands: Hands) -> None:
    before = files(hall)
    further(hands, "/facilities/people")
    hands.type("#name", "孙丽").choose("#role", "guide")
    hands.type("#pin", "704812").type("#again", "704812").tap("[data-do=enlist]")
    expect(hands.page.locator("[data-person=孙丽]")).to_be_visible()
    assert files(hall) == before
    done(hall, hands, "a new person")


def test_a_forgotten_pin(hall: Hall, hands: Hands) -> None:
    further(hands, "/facilities/people")
    hands.type("#name", "李").choose("#role", "guide")
    hands.type("#pin", "880417").type("#again", "880417").tap("[data-do=enlist]")
    expect(hands.page.locator("[data-person=李]")).to_be_visible()
    done(hall, hands, "a forgotten PIN")


def test_a_lost_tablet_and_its_replacement(hall: Hall, hands: Hands, browser: Browser) -> None:
    gone = browser.new_context(viewport={"width": 1280, "height": 800})
    page = signed_in(gone.new_page(), hall, "王", PINS["王"][1])
    page.goto(f"{hall.base_url}/facilities")
    page.fill(".enrol [name=name]", "导税台")
    led(page, "[data-do=enrol]")
    page.wait_for_selector("[data-device]")
    new = browser.new_context(viewport={"width": 1280, "height": 800})
    fresh = new.new_page()
    fresh.goto(f"{hall.base_url}/pair")
    code = code_on(fresh)
    hands.tap("nav a[href='/facilities']")
    row = "#tablets [data-device]"
    hands.tap("details[data-lost] summary", row).tap("[data-do=lost]", row)
    expect(hands.page.locator("[data-lost=导税台]")).to_be_visible()
    assert violations(hands.page) == []
    page.goto(f"{hall.base_url}/console")
    expect(page.locator("input[name=pin]")).to_be_visible()
    hands.type("[name=code]", code.replace(" ", "").lower()).tap("[data-do=pair]")
    fresh.wait_for_url("**/console/locked")
    expect(hands.page.locator("#tablets b", has_text="导税台")).to_be_visible()
    done(hall, hands, "a lost tablet, and its replacement")
    gone.close()
    new.close()


def test_a_replaced_screen(hall: Hall, hands: Hands, browser: Browser) -> None:
    old = browser.new_page(viewport={"width": 1920, "height": 540})
    new = browser.new_page(viewport={"width": 1920, "height": 540})
    old.goto(f"{hall.base_url}/pair")
    hands.page.goto(f"{hall.base_url}/facilities/screens")
    hands.page.fill("[name=code]", code_on(old))
    hands.page.select_option("select[name=screen]", "window-5")
    led(hands.page, "[data-do=pair]")
    old.wait_for_url("**/screen/window-5")
    hands.page.goto(f"{hall.base_url}/console")
    new.goto(f"{hall.base_url}/pair")
    code = code_on(new).replace(" ", "").lower()
    hands.tap("nav a[href='/facilities']").tap("main a[href='/facilities/screens']")
    hands.tap("tr[data-screen=window-5] [data-do=replace]")
    hands.type("[name=code]", code).tap("[data-do=pair]")
    new.wait_for_url("**/screen/window-5")
    done(hall, hands, "a replaced screen")
    old.wait_for_url("**/pair")
    expect(old.locator("#former")).to_be_visible()
    expect(old.locator("#code")).not_to_have_text("—")
    for page in (old, new):
        page.close()


def test_a_planned_stop(hall: Hall, hands: Hands) -> None:
    """系统停机通知, days ahead: on the boards and the status page until it is over."""
    before = files(hall)
    hands.tap("nav a[href='/reports']").tap("main a[href='/notices']")
    hands.tap("a[href='/facilities/registers/stops']")
    hands.type("[name=day]", "2035-03-02").type("[name=from]", "18:00").type("[name=to]", "23:00")
    hands.type("[name=what]", "征管系统停机升级").choose("[name=target]", "system/core")
    hands.tap("[data-do=save]")
    expect(hands.page.locator("main")).to_contain_text("征管系统停机升级")
    assert files(hall) == before
    done(hall, hands, "a planned stop")


def test_other_words(hall: Hall, hands: Hands) -> None:
    """Of a sign, in both languages, found by what it says today."""
    before = files(hall)
    further(hands, "/facilities/kinds")
    hands.type("#q", "系统故障").tap("[data-do=find]").tap("tr[data-kind=SYS-CORE] a")
    hands.type("[name='t.sign.zh']", "征管系统/暂停").type("[name='t.sign.en']", "Core System Down")
    hands.tap("[data-do=draft]")
    adopted(hands)
    changed = differences(before, files(hall))
    assert changed.keys() == {"catalogue/systems.toml"}
    gone, come = (
        [line for line in changed["catalogue/systems.toml"] if line[0] == sign] for sign in "-+"
    )
    assert len(gone) == len(come) == 1 and "征管系统/暂停" in come[0], changed
    done(hall, hands, "other words on a sign")


def fits(page: Page) -> None:
    """At 800 px and on a phone nothing is beside the page."""
    for width in (800, 390):
        page.set_viewport_size({"width": width, "height": 800})
        awaited(page, "document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_range_of_windows_by_the_keyboard_alone(hall: Hall, tablet: Page) -> None:
    """Made like one, one of them changed, seen on the screens, adopted: without a pointer."""
    before, things = files(hall), f"{hall.base_url}/facilities/things"
    tablet.goto(f"{hall.base_url}/facilities")
    keys = Keyboard(tablet)
    keys.go("main a[href='/facilities/things']", things)
    keys.go("a[href='/facilities/things/windows']", f"{things}/windows")
    fits(tablet)
    keys.reach("#model", back=True).write("8").reach("#since").write("14")
    keys.reach("#until").write("16").enter(things)
    keys.go("a[href='/facilities/things/windows']", f"{things}/windows")
    keys.go("a[href$='one?id=window/15']", f"{things}/windows/one?id=window/15", back=True)
    fits(tablet)
    keys.reach("[name='name.zh']").write("社保缴费").enter(things)
    fits(tablet)
    keys.go("[data-do=screens]", f"{hall.base_url}/facilities/description/screens*")
    fits(tablet)
    assert files(hall) == before
    keys.go("[data-do=adopt]", f"{hall.base_url}/facilities/description?in-force")
    expect(tablet.locator("[data-draft]")).to_have_count(0)
    changed = differences(before, files(hall))
    assert changed.keys() == {"hall.toml"}
    assert [line for line in changed["hall.toml"] if line.startswith("-")] == []
    assert {f"+ number = {one}" for one in (14, 15, 16)} <= {*changed["hall.toml"]}
    assert sum("社保缴费" in line for line in changed["hall.toml"]) == 1
    done(hall, keys, "three windows like one, by keys alone")


def test_two_people_at_the_same_window(hall: Hall, tablet: Page, browser: Browser) -> None:
    """The second is told in words and loses nothing; files changed by hand meanwhile are not written
    over."""
    address = f"{hall.base_url}/facilities/windows/6"
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    other = signed_in(context.new_page(), hall, "赵", PINS["赵"][1])
    for page in (tablet, other):
        page.goto(address)
    other.fill("[name=name_zh]", "发票业务")
    led(other, "[data-do=draft]")
    other.wait_for_selector("[data-draft]")
    tablet.fill("[name=name_en]", "Invoices and Stamps")
    led(tablet, "[data-do=draft]")
    expect(tablet.locator("[role=alert]").first).to_be_visible()
    expect(tablet.locator("[name=name_en]")).to_have_value("Invoices and Stamps")
    expect(tablet.locator("[name=name_zh]")).to_have_value("发票业务")
    assert violations(tablet) == []
    led(tablet, "[data-do=draft]")
    expect(tablet.locator("[data-draft]")).to_contain_text("赵 · 钱")
    # By hand at once: an editor saves the file between the draft and its approval.
    path = hall.data.parent / "content" / "hall.toml"
    text = path.read_text("utf-8")
    path.write_text(f"{text}# by hand\n", "utf-8")
    led(tablet, "[data-do=adopt]")
    expect(tablet.locator("[role=alert]").first).to_be_visible()
    assert path.read_text("utf-8") == f"{text}# by hand\n", "never written over"
    tablet.locator("[data-draft] .sure > summary").click()
    with tablet.expect_navigation():
        tablet.locator("[data-do=discard]").click()
    expect(tablet.locator("[data-draft]")).to_have_count(0)
    context.close()
