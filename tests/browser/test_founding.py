"""A hall begins in the browser: an empty directory, a code, and minutes later a hall with a screen.

Keystrokes are counted as a person types them: each letter of each field, each key that moves on.
"""

import re
import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from kiosk.content.hall_files import HALL_FILES, HALLS
from kiosk.content.reader import sample
from kiosk.custody.founding.answers import SIZES
from tests.browser.axe import violations
from tests.browser.hands import KEY_S, THINK_S
from tests.browser.test_pairing import code_on, pair
from tests.faults.house import House, kiosk
from tests.halls.seeds import LONG

pytestmark = pytest.mark.browser
TYPED = {
    "name_zh": "石桥镇办税服务厅", "name_en": "Shiqiao Tax Hall", "address_zh": "人民路1号",
    "address_en": "1 Renmin Road", "person": "王主任", "pin": "593026", "again": "593026",
}  # fmt: skip
KEYSTROKES_MOST = 200
BEGUN_MS = 60_000
"""Until a hall has begun, however busy the machine is."""
FIELDS = 33
"""Questions that somebody reads, answered or left as they are."""


@pytest.fixture
def empty() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="kiosk-founding-") as folder:
        house = House("serve", "--data", str(Path(folder) / "data"), "--port", "0")
        house.data = Path(folder) / "data"
        with house:
            yield house


def code_of(house: House) -> str:
    found: list[str] = []

    def said() -> bool:
        found[:] = re.findall(r"its code is (\S+)", house.complaints())
        return bool(found)

    house.wait_until(said, "the code is printed")
    return found[0]


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self._page, self.count = page, 0

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)
        self.count += 1

    def type(self, text: str) -> None:
        self._page.keyboard.insert_text(text) if not text.isascii() else self._page.keyboard.type(
            text
        )
        self.count += len(text)

    def to(self, name: str) -> None:
        """Tab until the field of that name has the focus."""
        for _ in range(80):
            if (
                self._page.evaluate("document.activeElement.name || document.activeElement.id")
                == name
            ):
                return
            self.press("Tab")
        raise AssertionError(f"no Tab leads to {name}")


def test_an_empty_directory_becomes_a_working_hall_by_keys_alone(
    empty: House, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 1000}, locale="zh-CN")
    page.goto(empty.base_url)
    assert violations(page) == []
    keys = Keys(page)
    expect(page.locator("#code")).to_be_focused()
    keys.type(code_of(empty))
    keys.press("Enter")
    page.wait_for_selector("[name=name_zh]")
    assert violations(page) == []
    sample_first(page, empty)
    # Nothing answered: each field says so, and nothing is there.
    page.locator("button.main").last.press("Enter")
    expect(page.locator("#name_zh-fault")).to_be_visible()
    expect(page.locator("#name_zh")).to_be_focused()
    assert violations(page) == [] and not (empty.data / "content").exists()
    for name, text in TYPED.items():
        keys.to(name)
        keys.type(text)
    with page.expect_navigation():
        keys.press("Enter")
    empty.wait_until(lambda: _founded(page), "the hall is founded")
    page.wait_for_url("**/first/steps", timeout=BEGUN_MS)
    assert violations(page) == []
    measured(keys.count)
    assert keys.count <= KEYSTROKES_MOST
    page.get_by_role("link", name=re.compile("到控制台")).click()
    expect(page.locator("#counts")).to_be_visible()
    changed_phone(page, empty)
    new_window(page, empty)
    if LONG:
        # Every run does these in test_weekly.py, with the pointer.
        moved_service(page, empty)
        new_person(page, empty)
        other_words(page, empty)
        next_holidays(page, empty)
    device = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    device.goto(f"{empty.base_url}/pair")
    page.goto(f"{empty.base_url}/facilities/screens")
    pair(page, code_on(device), "exit-1")
    device.wait_for_url("**/screen/exit-1")
    token = kiosk("token", "add", "t", "--scope", "raise", "--data", str(empty.data)).stdout.strip()
    empty.token = token
    fire = {"kind": "FIRE", "targets": ["hall"]}
    empty.wait_until(
        lambda: empty.ask("/api/v1/incidents", fire, key="fire")[0] == HTTPStatus.CREATED,
        "the disk of this machine has taken it",
    )
    expect(device.locator("#scene")).to_contain_text("请走安全出口")
    assert not device.locator("#scene .arrow").count(), "without a plan no way is claimed"


def measured(keys: int) -> None:
    """What the same keys, and one for the largest size, make of a hall of two storeys; beside its files
    typed by hand."""
    size = SIZES["large"]
    screens = size.boards + size.touch + sum(size.windows) + size.exits
    by_hand = sample() / HALLS / "two-storeys"
    typed = sum(len((by_hand / name).read_text("utf-8")) for name in HALL_FILES)
    minutes = ((keys + 1) * KEY_S + FIELDS * THINK_S) / 60
    print(
        f"\nfirst run: {keys} keystrokes; a large hall: {keys + 1}, {minutes:.1f} min by the model:"
    )
    print(
        f"{sum(size.windows)} windows, {size.terminals} terminals, {screens} screens; no lamp, no storey"
    )
    print(f"by hand: {typed} keystrokes, {typed * KEY_S / 60:.0f} min, and a plan of 225 labels")
    assert sum(size.windows) == 40 and size.terminals == 15 and screens >= 26


def sample_first(page: Page, hall: House) -> None:
    """A hall to look at, that says what it is, and goes without a trace."""
    hall.wait_until(lambda: _sample_asked(page), "the sample is shown")
    page.wait_for_selector("[data-begins=sample]", timeout=BEGUN_MS)
    assert violations(page) == []
    name, pin = page.locator("li").nth(1).inner_text().split(" · PIN ")
    page.locator("[data-do=console]").press("Enter")
    page.fill("input[name=name]", name)
    page.fill("input[name=pin]", pin)
    page.locator("form button[type=submit]").first.press("Enter")
    page.wait_for_url("**/console")
    page.locator("[data-sample]").press("Enter")
    page.locator("[data-do=end]").press("Enter")
    page.wait_for_selector("[name=name_zh]", timeout=BEGUN_MS)
    assert not (hall.data / "content").exists() and not (hall.data / "hall.sqlite").exists()


def _sample_asked(page: Page) -> bool:
    """As :func:`_founded`: while it listens it asks to wait."""
    page.wait_for_selector("body[data-until], body[data-begins]")
    if page.locator("body[data-until], body[data-begins=sample]").count():
        return True
    with page.expect_navigation():
        page.locator("[data-sample] button").press("Enter")
    return False


def changed_phone(page: Page, hall: House) -> None:
    """A task of any week, by keys alone: into the file, and onto the screens."""
    page.goto(f"{hall.base_url}/facilities/description")
    assert violations(page) == []
    keys = Keys(page)
    keys.to("phone")
    keys.press("Control+a")
    keys.type("0311-55667788")
    keys.press("Enter")
    page.wait_for_selector("[data-draft]")
    assert violations(page) == []
    page.locator("[data-do=screens]").press("Enter")
    page.wait_for_selector("[data-situation=rest]")
    assert violations(page) == []
    page.locator("[data-do=adopt]").press("Enter")
    page.wait_for_selector("[data-edit='1']")
    assert violations(page) == []
    print(f"a changed phone: {keys.count + 1} keystrokes")
    text = (hall.data / "content" / "hall.toml").read_text("utf-8")
    assert 'phone = "0311-55667788"' in text and text.startswith("# ")
    assert kiosk("check", str(hall.data / "content")).returncode == 0


def moved_service(page: Page, hall: House) -> None:
    """From one window to another: two forms, one draft, approved once."""
    page.goto(f"{hall.base_url}/facilities/windows")
    assert violations(page) == []
    keys = Keys(page)
    for window in ("1", "2"):
        page.locator(f"[data-window='{window}'] a").press("Enter")
        page.wait_for_selector("[name=services]")
        assert violations(page) == []
        keys.to("name_zh")
        keys.to("services")
        keys.press("Space")
        keys.press("Enter")
        page.wait_for_selector("[data-draft]")
    page.locator("[data-do=adopt]").press("Enter")
    page.wait_for_selector("[data-edit='3']")
    print(f"a service moves: {keys.count + 3} keystrokes")
    assert kiosk("check", str(hall.data / "content")).returncode == 0


def new_window(page: Page, hall: House) -> None:
    page.goto(f"{hall.base_url}/facilities/windows")
    keys = Keys(page)
    page.locator("[data-do=new]").press("Enter")
    page.wait_for_selector("[name=number]")
    assert violations(page) == []
    keys.to("number")
    keys.press("Enter")
    page.wait_for_selector("[data-draft]")
    assert violations(page) == []
    page.locator("[data-do=adopt]").press("Enter")
    page.wait_for_selector("[data-edit='2']")
    print(f"a new window: {keys.count + 2} keystrokes")
    # Taken back it would be gone: that is said, and asked.
    page.locator("[data-edit='2'] [data-do=back]").press("Enter")
    page.wait_for_selector("[data-gone]")
    assert violations(page) == []
    page.locator("[data-draft] .sure > summary").press("Enter")
    with page.expect_navigation():
        page.locator("[data-do=discard]").press("Enter")
    expect(page.locator("[data-draft]")).to_have_count(0)
    assert kiosk("check", str(hall.data / "content")).returncode == 0


def other_words(page: Page, hall: House) -> None:
    """Of a sign, found by what it says, and seen while they are typed."""
    page.goto(f"{hall.base_url}/facilities/kinds")
    assert violations(page) == []
    keys = Keys(page)
    keys.to("q")
    keys.type("系统故障")
    keys.press("Enter")
    page.locator("tr[data-kind=SYS-CORE] a").press("Enter")
    page.wait_for_selector("#look [data-screen]")
    assert violations(page) == []
    for field, text in {"t.sign.zh": "征管系统/暂停", "t.sign.en": "Core System Down"}.items():
        keys.to(field)
        keys.press("Control+a")
        keys.type(text)
    page.wait_for_selector("#look [data-before]")
    for width in (800, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    keys.press("Enter")
    page.wait_for_selector("[data-situation^=SYS-CORE]")
    assert violations(page) == []
    page.locator("[data-do=adopt]").press("Enter")
    page.wait_for_selector("[data-edit='4']")
    print(f"other words: {keys.count + 2} keystrokes")
    text = (hall.data / "content" / "catalogue" / "systems.toml").read_text("utf-8")
    assert 'zh = "征管系统/暂停"' in text and text.startswith("# ")


def next_holidays(page: Page, hall: House) -> None:
    """A year's, by its notice, and other hours in summer: two forms, one draft."""
    page.goto(f"{hall.base_url}/facilities/calendar")
    assert violations(page) == []
    keys = Keys(page)
    keys.to("notice")
    page.keyboard.insert_text("holidays = [2099-01-01, 2099-01-02]\nmake_up = [2099-01-04]")
    page.locator("[data-do=arrange]").press("Enter")
    page.wait_for_selector("td.off")
    for name, text in {"s0.since": "06-01", "s0.until": "09-30", "s0.mon": "08:30-12:00"}.items():
        keys.to(name)
        keys.type(text)
    keys.press("Enter")
    page.wait_for_selector("[name='s1.since']")
    for width in (800, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("[data-do=adopt]").press("Enter")
    page.wait_for_selector("[data-edit='5']")
    print(f"next year's holidays and summer hours: {keys.count + 3} keystrokes")
    assert kiosk("check", str(hall.data / "content")).returncode == 0


def new_person(page: Page, hall: House) -> None:
    page.goto(f"{hall.base_url}/facilities/people")
    assert violations(page) == []
    keys = Keys(page)
    for name, text in {"name": "孙", "pin": "704812", "again": "704812"}.items():
        keys.to(name)
        keys.type(text)
    keys.press("Enter")
    page.wait_for_selector("[data-person=孙]")
    print(f"a new person: {keys.count} keystrokes")


def _founded(page: Page) -> bool:
    """Pressed again where it still listens whether a screen knows another hall."""
    try:
        if "/begin" not in page.url or page.locator("[data-founded]").count():
            return True
    except Error:
        return False  # just being led on: it is asked again
    for name in ("pin", "again"):
        page.fill(f"[name={name}]", TYPED["pin"])
    with page.expect_navigation():
        page.locator("button.main").last.press("Enter")
    return False
