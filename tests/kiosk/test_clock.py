"""The server's clock is stepped, sleeps, or was never set: the hall follows it, and says when it
knows no time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from kiosk.content.reader import Content
from kiosk.custody import ledger
from kiosk.engine.board import STEP_S, Board
from kiosk.engine.clock import EARLIEST, HallClock
from kiosk.store import Store
from kiosk.wiring import House
from signage.catalogue.kinds import LIFE_SAFETY
from signage.shows.scenes import scenes
from signage.situation.commands import Change, Raise
from signage.situation.events import TimePassed
from signage.situation.fold import fold
from tests.cast import CATALOGUE, GUIDE, HALL, NOON, SUPERVISOR, Clock

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
