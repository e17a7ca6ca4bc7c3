"""A live hall whose server's clock is set, sleeps or was never set: its screens in Chromium tell the truth in 2 s."""

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk import content as contents
from kiosk.content import Content
from kiosk.pins import hash_pin, make_token
from kiosk.store import Store
from signage.availability.world import world
from signage.shows.scenes import scenes
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Situation
from tests.browser.conftest import FLAGS, SIZES
from tests.cast import PINS
from tests.faults.faketime import WINDOW_S, WallClock, library
from tests.faults.house import House

pytestmark = [
    pytest.mark.faults,
    pytest.mark.browser,
    pytest.mark.skipif(library() is None, reason="needs Debian's faketime: sudo apt install faketime"),
]
MONDAY_TEN = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
"""Ten o'clock in the hall: open."""
BATTERY_FLAT = datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC)
SCREENS = ("wall", "window-5")
CLOCK_TIME = re.compile(r"\d{1,2}[:：]\d\d|\d+月\d+日")
SAMPLE_S = 0.1
Labels = set[str | None]


def evacuating(labels: Labels) -> bool:
    return labels == {"紧急疏散"}


def all_clear(labels: Labels) -> bool:
    return labels == {"警报解除"}


def is_over(labels: Labels) -> bool:
    return not labels & {"紧急疏散", "警报解除"}


@dataclass
class Live:
    """A served hall, its clock, and its screens as Chromium paints them."""

    browser: Browser
    content: Content
    wall: WallClock
    data: Path
    token: str
    house: House
    pages: dict[str, Page]

    def opened(self) -> None:
        self.pages = {}
        for name in SCREENS:
            width, height = SIZES[name]
            page = self.browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{self.house.base_url}/screen/{name}")
            page.wait_for_function("() => document.body.dataset.shown")
            self.pages[name] = page

    def situation(self) -> Situation:
        store = Store(self.data)
        try:
            return fold(store.events(), NOTHING)
        finally:
            store.close()

    def truth(self, situation: Situation, at: datetime, *, timed: bool = True) -> dict[str, tuple[str, ...]]:
        """What each screen has to say then: its main line and what stands under it."""
        hall = self.content.hall
        found = scenes(world(hall, situation, at, self.content.evacuation, timed))
        return {name: said(found[name].title, *found[name].lines[:1]) for name in self.pages}

    def shown(self) -> dict[str, str]:
        return {name: plain(page.locator("#scene").inner_text()) for name, page in self.pages.items()}

    def tells_the_truth(self, seconds: float, situation: Situation | None = None) -> list[str]:
        """Sample what is painted; every sample that was true at no moment of the last two seconds."""
        situation = situation or self.situation()
        wrong, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            shown = self.shown()
            allowed = [self.truth(situation, at) for at in self.wall.lately()]
            wrong += [
                f"{self.wall.now():%F %T} {name}: {text[:60]!r}, not {allowed[0][name]}"
                for name, text in shown.items()
                if not any(all(part in text for part in true[name]) for true in allowed)
            ]
            time.sleep(SAMPLE_S)
        return wrong

    def labels(self) -> Labels:
        """What each picture is."""
        return {page.locator("#scene .picture").first.get_attribute("aria-label") for page in self.pages.values()}

    def becomes(self, true: Callable[[Labels], bool], within_s: float = 20.0) -> bool:
        until = time.monotonic() + within_s
        while not (found := true(self.labels())) and time.monotonic() < until:
            time.sleep(SAMPLE_S)
        return found

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        status, answer = self.house.ask(f"/api/v1/{path}", body, key)
        assert status < 300, answer
        return answer

    def ready(self) -> Any:
        return self.house.ask("/readyz")


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said(*words: Any) -> tuple[str, ...]:
    return tuple(plain(one["zh"].replace("/", "")) for one in words if one)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("KIOSK_TEST_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path or None, args=FLAGS)
        yield browser
        browser.close()


Serve = Callable[[datetime], Live]


@pytest.fixture
def serve(browser: Browser, tmp_path: Path) -> Iterator[Serve]:
    """A hall with the sample's real hours, started at this time of its server's clock."""
    made: list[Live] = []

    def at(now: datetime) -> Live:
        data = tmp_path / "data"
        store = Store(data)
        for name, (role, pin) in PINS.items():
            store.put_staff(name, role, hash_pin(pin))
        token, hashed = make_token()
        store.put_token("test", hashed, "admin")
        store.close()
        wall = WallClock(tmp_path, now)
        live = Live(browser, contents.read(contents.sample()), wall, data, token, started(data, token, wall), {})
        made.append(live)
        live.opened()
        return live

    yield at
    for live in made:
        for page in live.pages.values():
            page.close()
        live.house.kill()


def started(data: Path, token: str, wall: WallClock, *more: str) -> House:
    content = ("--content", str(contents.sample()))
    command = ("serve", "--data", str(data), "--port", "0", "--simulators", "yes", *content, *more)
    return House(*command, token=token, environment=wall.environment)


SETTINGS = {
    "forward 62 h": (MONDAY_TEN, MONDAY_TEN + timedelta(hours=62)),  # into the night to Thursday
    "back 62 h": (MONDAY_TEN + timedelta(hours=62), MONDAY_TEN),
    "back 1 day": (MONDAY_TEN, MONDAY_TEN - timedelta(days=1)),  # Sunday
    "back 6 s over the opening": (
        MONDAY_TEN - timedelta(minutes=59, seconds=58),
        MONDAY_TEN - timedelta(hours=1, seconds=4),
    ),
    "forward over the noon break": (MONDAY_TEN + timedelta(hours=1), MONDAY_TEN + timedelta(hours=2, minutes=5)),
}


def test_screens_follow_the_clock_wherever_it_is_set(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    assert live.tells_the_truth(1) == []
    wrong = {}
    for name, (before, after) in SETTINGS.items():
        live.wall.set(before)
        assert live.truth(NOTHING, before) != live.truth(NOTHING, after), "the step changes what is true"
        wrong[f"to {before:%F %T} for {name}"] = live.tells_the_truth(1 + WINDOW_S)
        live.wall.set(after)
        wrong[name] = live.tells_the_truth(4 + WINDOW_S)
    assert not any(wrong.values()), wrong
    assert live.ready()[0] == 200


def test_a_step_back_of_two_seconds_signs_nobody_out_and_loses_no_post(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    tablet = live.browser.new_page()
    tablet.goto(f"{live.house.base_url}/sign-in")
    tablet.fill("input[name=name]", "王")
    tablet.fill("input[name=pin]", PINS["王"][1])
    tablet.locator("form button[type=submit]").first.click()
    tablet.wait_for_url("**/console")
    live.wall.step(seconds=-2)
    answer = tablet.evaluate(
        """async () => {
          const token = document.querySelector('[name=csrf_token]').value
          const sent = await fetch('/console/assist', {method: 'POST', redirect: 'follow', headers:
            {'Content-Type': 'application/x-www-form-urlencoded'}, body: new URLSearchParams({csrf_token: token})})
          return [sent.status, sent.url]
        }"""
    )
    assert answer[0] == 200 and "/sign-in" not in answer[1]
    assert "王" in live.situation().assists
    fire = live.post("incidents", {"kind": "FIRE", "targets": ["hall"]}, key="one")
    live.wall.step(seconds=-2)
    assert live.post("incidents", {"kind": "FIRE", "targets": ["hall"]}, key="one")["id"] == fire["id"]
    live.post(f"incidents/{fire['id']}/undo", {})
    assert not live.situation().open_incidents
    assert live.tells_the_truth(1 + WINDOW_S)[20:] == []
    tablet.close()


def test_no_step_of_the_clock_ends_a_fire_on_any_screen(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    live.post("incidents", {"kind": "FIRE", "targets": ["hall"]})
    assert live.becomes(evacuating)
    for step in (timedelta(hours=62), timedelta(days=-1), timedelta(seconds=-2), timedelta(days=-9_000)):
        live.wall.set(live.wall.now() + step)
        until = time.monotonic() + 1 + WINDOW_S
        while time.monotonic() < until:
            assert evacuating(live.labels())
            time.sleep(SAMPLE_S)


def test_an_all_clear_ends_within_two_seconds_of_a_step_over_its_end(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    fire = live.post("incidents", {"kind": "FIRE", "targets": ["hall"]})
    live.post(f"incidents/{fire['id']}/clear", {"reason": "误报"})
    assert live.becomes(all_clear)
    live.wall.step(days=-1)
    time.sleep(WINDOW_S)
    assert all_clear(live.labels())
    live.wall.step(minutes=10)
    assert live.becomes(is_over, WINDOW_S)
    live.wall.step(days=1, minutes=-10)
    time.sleep(WINDOW_S)
    assert is_over(live.labels()), "it came back"


def test_after_a_sleep_of_a_night_screens_tell_the_truth_in_two_seconds(serve: Serve) -> None:
    """The process stands, its monotonic clock too for all it knows; on waking the wall clock is a night further."""
    live = serve(MONDAY_TEN)
    live.house.process.send_signal(signal.SIGSTOP)
    live.wall.step(hours=8)
    live.house.process.send_signal(signal.SIGCONT)
    assert live.tells_the_truth(2 + WINDOW_S) == []


def test_a_server_without_a_battery_shows_dangers_and_no_time_until_its_clock_is_set(serve: Serve) -> None:
    live = serve(MONDAY_TEN + timedelta(hours=10))
    fire = live.post("incidents", {"kind": "DEV-HAZARD", "targets": ["window/5"], "eta": None})
    live.house.kill()
    live.wall.set(BATTERY_FLAT)
    live.house = started(live.data, live.token, live.wall)
    for page in live.pages.values():
        page.close()
    live.opened()
    status, said = live.ready()
    assert status == 503 and [one["name"] for one in said["reasons"]] == ["clock"], said
    shown = live.shown()
    assert plain("当心触电") in shown["window-5"] or "危险" in shown["window-5"], shown
    assert not any(CLOCK_TIME.search(text) for text in shown.values()), shown
    assert plain("今日服务已结束") not in shown["wall"]
    raised = live.post("incidents", {"kind": "FIRE", "targets": ["hall"]})
    assert live.becomes(evacuating)
    live.post(f"incidents/{raised['id']}/undo", {})
    live.wall.set(MONDAY_TEN + timedelta(hours=20))
    time.sleep(WINDOW_S)
    assert live.tells_the_truth(2) == []
    assert live.ready()[0] == 200 and fire["id"] in json.dumps(live.house.ask("/api/v1/incidents?state=open")[1])
    at = [recorded.at for recorded in events(live.data)]
    assert at == sorted(at), "the log stays in order"


def events(data: Path) -> list[Any]:
    store = Store(data)
    try:
        return list(store.events())
    finally:
        store.close()
