"""The server's clock is stepped, sleeps, or was never set: the hall follows it, and says when it
knows no time."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import itsdangerous.timed
import pytest
from hypothesis import given, settings

import kiosk
from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.custody import ledger
from kiosk.engine.board import STEP_S, Board
from kiosk.engine.clock import EARLIEST, HallClock
from kiosk.store import Store
from kiosk.wiring import House, build
from signage.catalogue.kinds import LIFE_SAFETY
from signage.shows.scenes import scenes
from signage.situation.commands import Change, Raise
from signage.situation.events import TimePassed
from signage.situation.fold import fold
from tests.cast import CATALOGUE, GUIDE, HALL, NOON, SUPERVISOR, Clock
from tests.kiosk.house import Tablet, enlist

BATTERY_FLAT = datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC)


class Machine:
    """Its wall clock and the seconds since it was started. ``sets`` moves the one, ``lasts``
    both."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now, self.ticks = now, 100.0

    def lasts(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.ticks += seconds

    def sets(self, to: datetime) -> None:
        self.now = to

    def clock(self, known: datetime | None = None, *, confirmed: bool = False) -> HallClock:
        return HallClock(lambda: self.now, known, lambda: self.ticks, lambda: confirmed)


# ---- the clock itself


@pytest.mark.parametrize(
    ("now", "known", "confirmed", "is_set"),
    [
        (NOON, None, False, True),
        (NOON, NOON - timedelta(days=1), False, True),
        (NOON, NOON + timedelta(seconds=2), False, True),
        (NOON, NOON + timedelta(hours=1), False, False),
        (NOON, NOON + timedelta(days=9_000), True, True),
        (BATTERY_FLAT, None, False, False),
        (BATTERY_FLAT, NOON, True, False),
        (EARLIEST - timedelta(days=1), None, False, False),
    ],
)
def test_a_clock_before_what_is_known_to_have_been_was_never_set(
    now: datetime, known: datetime | None, confirmed: bool, is_set: bool
) -> None:
    assert Machine(now).clock(known, confirmed=confirmed).is_set == is_set


def test_while_it_is_not_set_it_goes_on_from_what_is_known() -> None:
    machine = Machine(BATTERY_FLAT)
    clock = machine.clock(NOON)
    assert clock() == NOON
    machine.lasts(90)
    assert clock() == NOON + timedelta(seconds=90) and "1970" in clock.words()["zh"]
    machine.sets(NOON + timedelta(days=3))
    assert clock() == NOON + timedelta(days=3) and clock.is_set and not clock.words()


def test_who_sets_it_to_before_the_last_event_is_believed_but_not_1970() -> None:
    """The log was written by a clock that ran ahead."""
    machine = Machine(NOON)
    clock = machine.clock(NOON + timedelta(days=1))
    machine.lasts(60)
    assert not (clock() and clock.is_set)
    machine.sets(NOON - timedelta(hours=2))
    assert clock() == NOON - timedelta(hours=2) and clock.is_set
    machine.sets(BATTERY_FLAT)
    assert clock() == NOON - timedelta(hours=2) and not clock.is_set


def test_it_becomes_set_when_time_has_passed_what_is_known() -> None:
    machine = Machine(NOON)
    clock = machine.clock(NOON + timedelta(minutes=5))
    machine.lasts(4 * 60)
    assert clock() == NOON + timedelta(minutes=9) and not clock.is_set
    machine.sets(machine.now + timedelta(minutes=6))
    assert clock() == machine.now and clock.is_set


def test_a_day_that_was_leapt_over_is_not_believed_at_once_for_what_cannot_be_undone() -> None:
    machine = Machine()
    clock = machine.clock(NOON)
    assert not clock.leapt()
    machine.sets(NOON + timedelta(days=400))
    assert clock() and clock.leapt()
    machine.lasts(3599)
    assert clock() and clock.leapt()
    machine.lasts(2)
    assert not clock.leapt(), "nobody has put it right for an hour"
    assert machine.clock(NOON).leapt(), "nor is a start so long after the last event"
    assert not machine.clock(None).leapt()
    asleep = Machine()
    clock = asleep.clock(NOON)
    asleep.lasts(3 * 86_400)
    assert clock() and not clock.leapt(), "a machine that slept knows how long"


def test_a_clock_that_runs_a_year_ahead_erases_nothing_for_an_hour(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased: list[str] = []
    monkeypatch.setattr(ledger, "sweep", lambda here: erased.append("entries"))
    monkeypatch.setattr(ledger.evidence, "sweep", lambda directory, now: erased.append("files"))
    swept = ledger.sweeper(house.services)
    clock.later(days=400)
    swept._act()
    assert erased == []
    monkeypatch.setattr(house.services.board.clock, "leapt", lambda: False)
    swept._act()
    assert erased == ["entries", "files"]


# ---- the board


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "data")
    yield made
    made.close()


CONTENT = Content(HALL, CATALOGUE, {}, "0" * 64, ())


def board_at(store: Store, machine: Machine) -> Board:
    return Board(store, CONTENT, lambda: machine.now, lambda: machine.ticks)


def fresh(board: Board) -> bool:
    """What is shown is what would be derived now."""
    return dict(board.view.scenes) == scenes(board.world_at(board.now()))


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "step", [62 * HOUR, -2 * HOUR / 3600, -24 * HOUR, 9 * HOUR, -3 * HOUR, -700 * HOUR]
)
def test_wherever_the_clock_is_set_the_next_look_shows_the_truth(
    store: Store, machine: Machine, step: timedelta
) -> None:
    board = board_at(store, machine)
    raised = board.do(Raise("FIRE", ("zone/service",)), GUIDE).incident
    board.do(Raise("ETAX-DOWN", ("system/etax",), eta=NOON + HOUR), GUIDE)
    before = danger(board)
    machine.lasts(1)
    machine.sets(machine.now + step)
    board.catch_up()
    assert fresh(board)
    assert danger(board) == before and raised is not None
    assert not board.catch_up(), "once is enough"
    assert fold(store.events()) == board.view.world.situation


def danger(board: Board) -> set[str]:
    return {name for name, scene in board.view.scenes.items() if scene.sign in LIFE_SAFETY}


def test_the_hall_opens_again_after_a_step_back_into_the_morning(
    store: Store, machine: Machine
) -> None:
    machine.sets(NOON.replace(hour=12))  # 20:00 in the hall
    board = board_at(store, machine)
    assert board.view.scenes["wall"].closed
    machine.sets(NOON)
    board.catch_up()
    assert not board.view.scenes["wall"].closed
    machine.sets(NOON + 62 * HOUR)
    board.catch_up()
    assert board.view.scenes["wall"].closed


def test_an_all_clear_keeps_its_ten_minutes_through_a_step_back(
    store: Store, machine: Machine
) -> None:
    board = board_at(store, machine)
    raised = board.do(Raise("FIRE", ("hall",)), GUIDE).incident
    assert raised is not None
    board.do(Change(raised.id, "clear", reason="误报"), SUPERVISOR)
    machine.lasts(300)
    board.catch_up()
    machine.sets(machine.now - timedelta(days=1))
    board.catch_up()
    assert board.view.scenes["wall"].sign == "all-clear"
    machine.lasts(301)
    board.catch_up()
    assert board.view.scenes["wall"].sign == "guidance"
    assert [one.event.back_s for one in store.events() if isinstance(one.event, TimePassed)] == [
        86_400,
        0,
    ]


def test_a_board_that_starts_in_1970_shows_dangers_and_no_time_until_somebody_sets_the_clock(
    store: Store, machine: Machine
) -> None:
    board = board_at(store, machine)
    board.do(Raise("FIRE", ("zone/service",)), GUIDE)
    machine.sets(NOON + timedelta(hours=10))
    board.do(Raise("ETAX-DOWN", ("system/etax",), eta=machine.now + HOUR), GUIDE)
    before, last = danger(board), board.now()
    started = Machine(BATTERY_FLAT)
    again = board_at(store, started)
    assert not again.clock.is_set and not again.view.world.timed
    assert danger(again) == before and before
    assert all(scene.issued_at is None and not scene.closed for scene in again.view.scenes.values())
    started.lasts(3 * 3600)
    assert not again.catch_up(), "nothing ends by a clock nobody set"
    second = again.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE).incident
    assert second is not None and second.raised_at == last + timedelta(hours=3), (
        "in order, and as much later as it was"
    )
    started.sets(NOON + timedelta(days=4))
    assert again.catch_up() and again.view.world.timed and fresh(again)
    assert danger(again) == before
    recorded = list(store.events())
    assert [r.at for r in recorded] == sorted(r.at for r in recorded)


@pytest.mark.laws
@settings(max_examples=20)
@given(by=st.lists(st.tuples(st.floats(0, 9e4), st.floats(-9e5, 9e5), st.booleans()), max_size=6))
def test_what_lasts_never_goes_back_not_even_over_a_restart(
    tmp_path_factory: pytest.TempPathFactory, by: list[tuple[float, float, bool]]
) -> None:
    machine, store = Machine(), Store(tmp_path_factory.mktemp("lasting"))
    try:
        board = board_at(store, machine)
        before = board.lasting_s()
        for seconds, step, restarts in by:
            machine.lasts(seconds)
            assert (now := board.lasting_s()) >= before - 1e-3
            machine.sets(max(machine.now + timedelta(seconds=step), EARLIEST))
            assert board.lasting_s() >= now - 1e-3
            board.catch_up()
            assert (before := board.lasting_s()) >= now - STEP_S
            if restarts:
                board = board_at(store, machine)
                assert board.lasting_s() >= before - STEP_S
    finally:
        store.close()


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
