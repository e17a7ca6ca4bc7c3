"""A fire is seen on every tablet as soon as it is told, and heard wherever the browser lets it, until
its holder says so."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from kiosk.wording import busy
from tests.browser.conftest import FLAGS, PATIENCE_S, Hall
from tests.browser.promises import LOOK_MS, let_in
from tests.chromium import shell

PART = "**/console/part/alarm"
EARS = """
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) {
  console.log(`ears ${this.context.state === "running" ? "ring" : "mute"} ${this.frequency.value}`);
  return start.apply(this, at);
};
navigator.vibrate = () => { console.log("ears buzz"); return true; };
let seen = "";
setInterval(() => {
  const rows = [...document.querySelectorAll("#alarm li")].filter((row) => row.checkVisibility());
  const now = rows.map((row) => row.dataset.about).join(" ");
  if (now !== seen) console.log(`ears seen ${Date.now()} ${now}`);
  seen = now;
}, 20);
"""
"""Says on the console what can be heard and seen: whatever else a test asks of a page counts as a
touch on it."""


class Tablet:
    """A browser of its own, signed in, and then on a page to which no touch has led."""

    def __init__(self, browser: Browser, house: Hall, role: str, size: tuple[int, int]) -> None:
        self.house = house
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.context.add_init_script(EARS)
        self.said: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.goto(f"{house.base_url}/console")
        name, pin = house.staff(role)
        let_in(self.page, name, pin)

    def at(self, path: str) -> "Tablet":
        # From another site: a touch on the page before counts for the next one of the same site.
        self.page.goto("about:blank")
        with self.page.expect_response("**/console/stream?*"):
            self.page.goto(self.house.base_url + path)
        return self

    def locked(self) -> "Tablet":
        self.at("/facilities")
        form = self.page.locator('form[action="/enrol"]')
        form.locator("input[name=name]").fill("门口平板")
        with self.page.expect_navigation():
            form.locator("button").click()
        self.page.locator('form[action="/sign-out"] button').click()
        self.page.wait_for_url("**/sign-in")
        return self

    def rings(self) -> int:
        return sum(text.startswith("ears ring") for text in self.said)

    def tones(self) -> set[str]:
        return {text.split()[2] for text in self.said if text.startswith("ears ring")}

    def seen(self, number: str) -> float | None:
        """When it was first seen here, in seconds of the machine's clock."""
        hits = (text.split() for text in self.said if text.startswith("ears seen"))
        return next((int(words[2]) / 1000 for words in hits if number in words[3:]), None)

    @contextmanager
    def unanswered(self) -> Iterator[None]:
        """Nobody answers meanwhile what there is to see: what is seen, the stream itself has told."""
        asked: list[Route] = []

        def held(route: Route) -> None:
            asked.append(route)

        self.page.route(PART, held)
        yield
        self.page.unroute(PART)
        for route in asked:
            # It may have been given up: another is asked then.
            with suppress(Error):
                route.continue_()

    def until(self, holds: Callable[[], bool]) -> None:
        """Listen until it holds."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, self.said[-5:]
            self.page.wait_for_timeout(LOOK_MS)

    def listen(self, seconds: float) -> int:
        """How often it rang while nothing was done."""
        before = self.rings()
        self.page.wait_for_timeout(seconds * 1000)
        return self.rings() - before


@pytest.fixture
def loud(browser: Browser) -> Iterator[Browser]:
    """Set up as a tablet that may sound without a touch."""
    made = browser.browser_type.launch(
        executable_path=shell(),
        args=[*FLAGS, "--autoplay-policy=no-user-gesture-required"],
    )
    yield made
    made.close()


def test_four_tablets_on_different_pages_are_told_of_a_fire_and_ring_until_each_has_heard_it(
    browser: Browser, loud: Browser, house: Hall
) -> None:
    ledger = Tablet(loud, house, "guide", (1280, 800)).at("/console/ledger")
    facilities = Tablet(loud, house, "supervisor", (800, 1280)).at("/facilities")
    locked = Tablet(loud, house, "supervisor", (390, 844)).locked().at("/sign-in")
    # Not a page that may say first to wait: one that loads itself anew is let ring by the browser.
    forbidden = Tablet(browser, house, "guide", (1280, 800)).at("/notices")
    tablets = (ledger, facilities, locked, forbidden)
    with ExitStack() as stack:
        for tablet in tablets:
            stack.enter_context(tablet.unanswered())
        asked = time.time()
        fire = house.raise_("FIRE", "hall")["id"]
        for tablet in tablets:
            tablet.until(lambda tablet=tablet: tablet.seen(fire) is not None)  # type: ignore[misc]  # bound in the loop
    late = {tablet.page.url: (tablet.seen(fire) or 0.0) - asked for tablet in tablets}
    print("\nseen after", {url.rpartition("/")[2]: f"{s * 1000:.0f} ms" for url, s in late.items()})

    for tablet in (ledger, facilities, locked):
        tablet.until(lambda tablet=tablet: tablet.rings() > 6)  # type: ignore[misc]  # bound in the loop
        assert tablet.tones() == {"960", "720"}
    assert forbidden.rings() == 0, "its browser forbids it"
    expect(forbidden.page.locator("#mute")).to_contain_text("还不能响铃")
    forbidden.page.locator('[data-do="allow-sound"]').click()
    forbidden.until(lambda: forbidden.rings() > 0)
    expect(forbidden.page.locator("#mute")).to_be_hidden()
    forbidden.until(lambda: "ears buzz" in forbidden.said)
    ledger.until(lambda: "紧急疏散" in ledger.page.title())

    ledger.page.locator('[data-do="alarm-heard"]').click()
    expect(ledger.page.locator('[data-do="alarm-heard"]')).to_have_count(0)
    others = facilities.rings()
    assert ledger.listen(2.5) == 0
    facilities.until(lambda: facilities.rings() > others)
    expect(ledger.page.locator("#alarm li")).to_contain_text("紧急疏散")
    locked.page.locator('[data-do="alarm-heard"]').click()
    expect(locked.page.locator('[data-do="alarm-heard"]')).to_have_count(0)
    ledger.at("/console/kinds")
    # A page that gets no answer at once rings until it does: it is not known yet who has heard.
    expect(ledger.page.locator("#alarm")).to_have_attribute("data-ring", "")
    others = locked.rings()
    assert ledger.listen(2.5) == 0, "another page, and what was heard stays heard"
    assert locked.rings() == others
    accident = house.raise_("ACCIDENT", "zone/service")["id"]
    for tablet in (ledger, locked):
        tablet.until(lambda tablet=tablet: tablet.seen(accident) is not None)  # type: ignore[misc]  # ditto
        before = tablet.rings()
        tablet.until(lambda tablet=tablet, before=before: tablet.rings() > before)  # type: ignore[misc]  # ditto
    for tablet in tablets:
        tablet.context.close()


def test_a_tablet_that_lost_its_server_says_so_on_every_page_and_a_drill_sounds_otherwise(
    loud: Browser, house: Hall
) -> None:
    tablet = Tablet(loud, house, "guide", (1280, 800)).at("/notices")
    house.raise_("FIRE", "hall", drill=True)
    tablet.until(lambda: tablet.rings() > 1)
    assert tablet.tones() == {"440"}
    expect(tablet.page.locator("#alarm li")).to_contain_text("演练")
    house.kill()
    expect(tablet.page.locator("#stale")).to_contain_text("与服务器失去联系")
    expect(tablet.page.locator("#stale")).to_be_visible()
    tablet.context.close()


def test_a_page_that_only_says_to_wait_is_told_of_a_fire_too(loud: Browser, house: Hall) -> None:
    tablet = Tablet(loud, house, "guide", (1280, 800))
    waiting = busy.page_of(busy.FULL_PAGE).decode()
    tablet.page.route(
        "**/reports",
        lambda route: route.fulfill(body=waiting, content_type="text/html; charset=utf-8"),
    )
    tablet.at("/reports")
    fire = house.raise_("FIRE", "hall")["id"]
    tablet.until(lambda: tablet.seen(fire) is not None and tablet.rings() > 0)
    expect(tablet.page.locator("[data-waiting]")).to_be_visible()
    tablet.context.close()


def test_a_hidden_page_gives_its_stream_back_and_pulls_the_state_when_it_is_seen_again(
    loud: Browser, house: Hall
) -> None:
    tablet = Tablet(loud, house, "guide", (1280, 800)).at("/notices")
    hide = "Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});"
    told = "document.dispatchEvent(new Event('visibilitychange'));"
    tablet.page.evaluate((hide % "hidden") + told)
    fire = house.raise_("FIRE", "hall")["id"]
    with tablet.page.expect_response("**/console/stream?*"):
        tablet.page.evaluate((hide % "visible") + told)
    tablet.until(lambda: tablet.seen(fire) is not None)
    tablet.context.close()


def helped(house: Hall) -> bool:
    """Whether a visitor's call was taken: asked again where the disk was too slow for an answer."""
    call = Request(f"{house.base_url}/screen/entrance/help?lang=zh", method="POST")
    try:
        with urlopen(call, timeout=PATIENCE_S):
            return True
    except HTTPError as refused:
        with refused:
            assert refused.code == HTTPStatus.SERVICE_UNAVAILABLE, refused
        return False


def test_a_visitor_s_call_sounds_and_vibrates_on_whatever_page_a_tablet_shows(
    browser: Browser, loud: Browser, house: Hall
) -> None:
    tablet = Tablet(loud, house, "guide", (800, 1280)).at("/reports")
    forbidden = Tablet(browser, house, "guide", (390, 844)).at("/notices")
    house.wait_until(lambda: helped(house), "the disk of this machine has taken it")
    tablet.until(lambda: tablet.rings() > 1)
    assert tablet.tones() == {"880"} and "ears buzz" not in tablet.said, "nobody has touched it"
    expect(tablet.page.locator("#alarm li")).to_contain_text("请求帮助")
    expect(forbidden.page.locator("#alarm li")).to_contain_text("请求帮助")
    assert forbidden.rings() == 0, "its browser forbids it"
    forbidden.page.locator('[data-do="allow-sound"]').click()
    forbidden.until(lambda: forbidden.rings() > 0 and "ears buzz" in forbidden.said)
    tablet.page.locator('[data-do="alarm-heard"]').click()
    expect(tablet.page.locator('[data-do="alarm-heard"]')).to_have_count(0)
    assert tablet.listen(2.5) == 0
    for one in (tablet, forbidden):
        one.context.close()
