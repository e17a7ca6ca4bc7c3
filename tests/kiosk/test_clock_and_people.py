"""A clock that is set ends nobody's session, lets nobody guess anew, and people read of it what is true."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import itsdangerous.timed
import pytest

import kiosk
from kiosk.content import reader as contents
from kiosk.wiring import House, build
from tests.cast import NOON, Clock
from tests.kiosk.house import Tablet, enlist
from tests.kiosk.test_clock import BATTERY_FLAT

# ---- people


@pytest.fixture
def stepped(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets what signs cookies back or forward, as the machine's own clock would be."""
    real, by = itsdangerous.timed.time.time, [0.0]
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: real() + by[0])

    def step(seconds: float) -> None:
        by[0] += seconds

    return step


@pytest.mark.parametrize("seconds", [-2, -3600, -86_400])
def test_a_step_back_signs_nobody_out_and_loses_no_post(
    house: House, clock: Clock, guide: Tablet, stepped: Callable[[float], None], seconds: float
) -> None:
    clock.later(seconds=seconds)
    stepped(seconds)
    token = guide.token()
    answer = guide.client.post("/console/assist", data={"csrf_token": token})
    assert answer.status_code in (200, 303) and "/sign-in" not in answer.headers.get("Location", "")
    assert guide.get("/console").status_code == 200
    clock.later(minutes=16)
    assert guide.get("/console").status_code == 303, (
        "a quarter of an hour of doing nothing still counts"
    )


def test_a_tablet_left_alone_is_signed_out_after_its_quarter_of_an_hour_though_the_clock_went_back(
    house: House, clock: Clock, guide: Tablet
) -> None:
    clock.later(minutes=10)
    guide.get("/console", HX_Request="true")
    clock.later(days=-1)
    guide.get("/console", HX_Request="true")
    clock.later(minutes=6)
    assert guide.get("/console").status_code == 303


@pytest.mark.laws
def test_wrong_pins_lock_nobody_out_for_a_day_because_the_clock_went_back(
    house: House, clock: Clock, stepped: Callable[[float], None]
) -> None:
    tablet = Tablet(house)
    statuses = [tablet.sign_in("李", "000000").status_code for _ in range(6)]
    assert statuses[-1] == 429
    clock.later(days=-1)
    stepped(-86_400)
    waits = tablet.sign_in("李")
    assert waits.status_code == 429 and int(waits.headers["Retry-After"]) <= 10, (
        "as before the step"
    )
    clock.later(seconds=10)
    assert tablet.sign_in("李").status_code == 303


# ---- what people read


@pytest.mark.parametrize("room", ["kiosk", "signage"])
def test_no_page_counts_for_itself_how_long_ago_something_was(room: str) -> None:
    """Else a clock that was set back shows minus minutes there: see signage.language.durations."""
    own = re.compile(r"\(now - [\w.]+\)\.total_seconds\(\)")
    files = (Path(kiosk.__file__).parent.parent / room).rglob("*.py")
    assert [
        f"{file.name}: {found[0]}"
        for file in files
        if (found := own.search(file.read_text("utf-8")))
    ] == []


def test_somebody_on_site_may_say_that_the_clock_is_right(
    tmp_path: Path, sample_read: None
) -> None:
    """A log written by a clock that ran ahead would keep the hall without time for as long."""
    clock = Clock(NOON + timedelta(days=400))
    build(tmp_path / "data", contents.sample(), simulators=True, clock=clock).close()
    clock.now = NOON
    built = build(tmp_path / "data", contents.sample(), simulators=True, clock=clock)
    try:
        enlist(built.services.store)
        guide, leader = Tablet(built).signed_in("李"), Tablet(built).signed_in("王")
        assert (
            "现为 2026-11-24 10:00）早于最后一次记录（2027-12-29 10:00）"
            in leader.get("/facilities").text
        )
        assert guide.post("/facilities/clock").status_code == 403
        assert leader.post("/facilities/clock").status_code == 303
        assert built.services.board.view.world.timed and built.services.board.now() == NOON
        assert "早于最后一次记录" not in leader.get("/facilities").text
        assert list(built.services.store.events())[-1].at == NOON
    finally:
        built.close()
    again = build(tmp_path / "data", contents.sample(), simulators=True, clock=clock)
    assert again.services.board.clock.is_set, "the next start knows it"
    again.close()


def test_nobody_says_that_1970_is_right(tmp_path: Path, sample_read: None) -> None:
    built = build(tmp_path / "data", contents.sample(), simulators=True, clock=Clock(BATTERY_FLAT))
    try:
        enlist(built.services.store)
        leader = Tablet(built).signed_in("王")
        assert 'data-do="clock"' not in leader.get("/facilities").text
        assert leader.post("/facilities/clock").status_code == 409
        assert not built.services.board.clock.is_set
    finally:
        built.close()


def test_staff_and_machines_read_that_the_clock_is_not_set_and_the_public_reads_no_time(
    tmp_path: Path, sample_read: None
) -> None:
    clock: Any = Clock(BATTERY_FLAT)
    built = build(tmp_path / "data", contents.sample(), simulators=True, clock=clock)
    try:
        enlist(built.services.store)
        tablet = Tablet(built).signed_in("李")
        for path in ("/console", "/facilities"):
            assert "时钟未校准" in tablet.get(path).text
        answer = tablet.get("/readyz")
        assert answer.status_code == 503 and answer.get_json()["facts"]["clock"] is False
        assert 'kiosk_health_ok{fact="clock"} 0.0' in tablet.get("/metrics").text
        assert (
            "更新于" not in tablet.get("/status").text and "1970" not in tablet.get("/status").text
        )
        clock.now = NOON
        assert built.services.board.catch_up()
        assert tablet.get("/readyz").get_json()["facts"]["clock"] is True
        assert "更新于" in tablet.get("/status").text
    finally:
        built.close()
