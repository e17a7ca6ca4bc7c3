"""A live hall whose server's clock is set, sleeps or was never set: its screens in Chromium tell
the truth in 2 s."""

import json
import re
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.store import Store
from signage.situation.incidents import NOTHING
from tests.browser.promises import let_in
from tests.cast import PINS
from tests.faults.clocked import (
    MONDAY_TEN,
    SAMPLE_S,
    Serve,
    all_clear,
    evacuating,
    is_over,
    plain,
    started,
)
from tests.faults.faketime import WINDOW_S, library

pytestmark = [
    pytest.mark.faults,
    pytest.mark.browser,
    pytest.mark.skipif(
        library() is None, reason="needs Debian's faketime: sudo apt install faketime"
    ),
]
BATTERY_FLAT = datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC)
CLOCK_TIME = re.compile(r"\d{1,2}[:：]\d\d|\d+月\d+日")
SETTINGS = {
    "forward 62 h": (MONDAY_TEN, MONDAY_TEN + timedelta(hours=62)),  # into the night to Thursday
    "back 62 h": (MONDAY_TEN + timedelta(hours=62), MONDAY_TEN),
    "back 1 day": (MONDAY_TEN, MONDAY_TEN - timedelta(days=1)),  # Sunday
    "back 6 s over the opening": (
        MONDAY_TEN - timedelta(minutes=59, seconds=58),
        MONDAY_TEN - timedelta(hours=1, seconds=4),
    ),
    "forward over the noon break": (
        MONDAY_TEN + timedelta(hours=1),
        MONDAY_TEN + timedelta(hours=2, minutes=5),
    ),
}


def test_screens_follow_the_clock_wherever_it_is_set(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    live.opened()
    assert live.tells_the_truth(1) == []
    wrong = {}
    for name, (before, after) in SETTINGS.items():
        live.wall.set(before)
        assert live.truth(NOTHING, before) != live.truth(NOTHING, after), (
            "the step changes what is true"
        )
        wrong[f"to {before:%F %T} for {name}"] = live.tells_the_truth(1 + WINDOW_S)
        live.wall.set(after)
        wrong[name] = live.tells_the_truth(4 + WINDOW_S)
    assert not any(wrong.values()), wrong
    assert live.ready()[0] == 200


def test_a_step_back_of_two_seconds_signs_nobody_out_and_loses_no_post(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    live.opened()
    tablet = live.browser.new_page()
    tablet.goto(f"{live.house.base_url}/sign-in")
    let_in(tablet, "王", PINS["王"][1])
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
    assert (
        live.post("incidents", {"kind": "FIRE", "targets": ["hall"]}, key="one")["id"] == fire["id"]
    )
    live.post(f"incidents/{fire['id']}/undo", {"reason": "the test goes on"})
    assert not live.situation().open_incidents
    assert live.tells_the_truth(1 + WINDOW_S)[20:] == []
    tablet.close()


def test_no_step_of_the_clock_ends_a_fire_on_any_screen(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    live.opened()
    live.post("incidents", {"kind": "FIRE", "targets": ["hall"]})
    assert live.becomes(evacuating)
    for step in (
        timedelta(hours=62),
        timedelta(days=-1),
        timedelta(seconds=-2),
        timedelta(days=-9_000),
    ):
        live.wall.set(live.wall.now() + step)
        until = time.monotonic() + 1 + WINDOW_S
        while time.monotonic() < until:
            assert evacuating(live.labels())
            time.sleep(SAMPLE_S)


def test_an_all_clear_ends_within_two_seconds_of_a_step_over_its_end(serve: Serve) -> None:
    live = serve(MONDAY_TEN)
    live.opened()
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
    """The process stands, its monotonic clock too for all it knows; on waking the wall clock is a
    night further."""
    live = serve(MONDAY_TEN)
    live.opened()
    live.house.process.send_signal(signal.SIGSTOP)
    live.wall.step(hours=8)
    live.house.process.send_signal(signal.SIGCONT)
    assert live.tells_the_truth(2 + WINDOW_S) == []


def test_a_server_without_a_battery_shows_dangers_and_no_time_until_its_clock_is_set(
    serve: Serve,
) -> None:
    live = serve(MONDAY_TEN + timedelta(hours=10))
    live.opened()
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
    live.post(f"incidents/{raised['id']}/undo", {"reason": "the test goes on"})
    live.wall.set(MONDAY_TEN + timedelta(hours=20))
    time.sleep(WINDOW_S)
    assert live.tells_the_truth(2) == []
    assert live.ready()[0] == 200 and fire["id"] in json.dumps(
        live.house.ask("/api/v1/incidents?state=open")[1]
    )
    at = [recorded.at for recorded in events(live.data)]
    assert at == sorted(at), "the log stays in order"


def events(data: Path) -> list[Any]:
    store = Store(data)
    try:
        return list(store.events())
    finally:
        store.close()
