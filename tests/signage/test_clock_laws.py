"""The wall clock may be stepped forward and back, sleep or stand in 1970; what the hall says stays
right."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from signage.availability.world import World, world
from signage.catalogue.kinds import LIFE_SAFETY
from signage.deciding.queue import crowding
from signage.evacuation.state import NO_PLAN
from signage.hall.model import Hall
from signage.language.durations import BACK, left, passed, within
from signage.rules.refusal import Refused
from signage.shows.lamps import lamps
from signage.shows.scene import Scene
from signage.shows.scenes import next_change, scenes, still_true
from signage.shows.status import status
from signage.situation.commands import Change, NoteQueue, NoteTime, Raise, Undo
from signage.situation.incidents import Actor
from tests.cast import GUIDE, HALL, NOON, SUPERVISOR, Day
from tests.signage.test_laws import acts, played
from tests.spoken import both

SYSTEM = Actor("system", "system")
TIPPED = HALL.model_copy(update={"tips": tuple(both(f"提示{n}", f"Tip {n}") for n in range(3))})
steps = st.lists(
    st.one_of(
        st.floats(-5, 5).map(lambda s: timedelta(seconds=s)),
        st.integers(-180, 180).map(lambda m: timedelta(minutes=m)),
        st.integers(-100, 100).map(lambda h: timedelta(hours=h)),
        st.sampled_from(
            [
                timedelta(hours=62),
                timedelta(days=-1),
                timedelta(seconds=-2),
                timedelta(days=-365 * 56),
            ]
        ),
    ),
    max_size=8,
)
CLOCK_TIME = re.compile(r"\d{1,2}[:：]\d\d|\d+月\d+日")


def at(day: Day, now: datetime, hall: Hall = HALL, *, timed: bool = True) -> World:
    return world(hall, day.situation, now, NO_PLAN, timed)


@given(acts, steps, st.sampled_from([HALL, TIPPED]))
def test_whatever_the_clock_does_what_is_held_is_what_would_be_derived_anew(
    given_acts: list[Any], by: list[timedelta], hall: Hall
) -> None:
    """The board's whole rule: a view is right from when it was derived until its next change, and
    not before."""
    day = played(given_acts)
    held, now = at(day, day.now, hall), day.now
    for step in by:
        now += step
        fresh = at(day, now, hall)
        if holds(held, now):
            assert scenes(held) == scenes(fresh)
            assert lamps(held) == lamps(fresh)
            assert status(held) == status(fresh)
        else:
            held = fresh


@given(st.integers(0, 170), st.integers(0, 99))
def test_not_a_word_of_a_quiet_hall_changes_before_the_announced_moment(h: int, part: int) -> None:
    held = at(Day(), NOON + timedelta(hours=h))
    due = next_change(held) or held.now
    assert scenes(at(Day(), held.now + (due - held.now) * part / 100)) == scenes(held)


def test_the_date_of_an_expected_time_is_left_out_as_soon_as_that_day_begins() -> None:
    day = Day()
    number = day.do(Raise("ETAX-DOWN", ("system/etax",), eta=NOON + timedelta(days=4)), SUPERVISOR)
    now = NOON + timedelta(days=3, hours=13, minutes=59)
    for _ in range(99):
        held = at(day, now)
        now = next_change(held) or now
        if HALL.local(now).date() == HALL.local(NOON).date() + timedelta(days=4):
            break
    assert HALL.local(now).hour == HALL.local(now).minute == 0, number


@given(acts, st.integers(0, 170), st.integers(0, 99), st.integers(1, 100))
def test_up_to_the_announced_moment_not_a_word_changes(
    given_acts: list[Any], h: int, part: int, eta_h: int
) -> None:
    day = played(given_acts).later(hours=h)
    day.do(Raise("ETAX-DOWN", ("system/etax",), eta=day.now + timedelta(hours=eta_h)), SUPERVISOR)
    held = at(day, day.now)
    due = next_change(held) or day.now + timedelta(days=3)
    assert due > day.now
    then = day.now + (due - day.now) * part / 100
    assert scenes(at(day, then)) == scenes(held)
    assert scenes(at(day, due - timedelta(microseconds=1))) == scenes(held)


@given(acts, steps)
def test_no_step_of_the_clock_ends_a_danger(given_acts: list[Any], by: list[timedelta]) -> None:
    day, now = played(given_acts), None
    danger = in_danger(scenes(at(day, day.now)))
    for step in by:
        now = (now or day.now) + step
        assert danger <= in_danger(scenes(at(day, now)))
        assert danger <= in_danger(scenes(at(day, now, timed=False)))


def holds(held: World, now: datetime) -> bool:
    return still_true(held.now, next_change(held), now)


def in_danger(shown: dict[str, Scene]) -> set[tuple[str, str | None]]:
    return {(name, scene.incident) for name, scene in shown.items() if scene.sign in LIFE_SAFETY}


class Wall:
    """A day at a board: time passes, the clock is stepped, and what is no longer true is noted and
    derived anew."""

    def __init__(self) -> None:
        self.day = Day()
        self.real_s = 0.0
        self.held = at(self.day, self.day.now)

    def lasts(self, seconds: float) -> None:
        self.real_s += seconds
        self.moved(seconds)

    def moved(self, seconds: float) -> None:
        self.day.now += timedelta(seconds=seconds)
        if seconds < 0 or not holds(self.held, self.day.now):
            self.day.do(NoteTime("step", max(0.0, -seconds)), SYSTEM)
            self.held = at(self.day, self.day.now)

    def do(self, command: Any, actor: Any) -> str | None:
        number = self.day.do(command, actor)
        self.held = at(self.day, self.day.now)
        return number

    def all_clear(self) -> bool:
        return any(scene.sign == "all-clear" for scene in scenes(self.held).values())


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(-200_000, 200_000)), max_size=12))
def test_an_all_clear_lasts_no_longer_than_its_minutes_and_never_comes_back(
    by: list[tuple[int, int]],
) -> None:
    wall = Wall()
    number = wall.do(Raise("FIRE", ("hall",)), GUIDE)
    assert number is not None
    wall.do(Change(number, "clear", reason="误报"), SUPERVISOR)
    began, over = wall.real_s, False
    assert wall.all_clear()
    for seconds, step in by:
        wall.moved(step)
        wall.lasts(seconds)
        assert not (over and wall.all_clear()), "it came back"
        over = over or not wall.all_clear()
        assert wall.real_s - began < 600 or not wall.all_clear()


@pytest.mark.parametrize("back_s", [2, 540, 86_400])
def test_an_all_clear_keeps_its_ten_minutes_when_the_clock_goes_back(back_s: int) -> None:
    wall = Wall()
    number = wall.do(Raise("FIRE", ("hall",)), GUIDE)
    wall.do(Change(number or "", "clear", reason="误报"), SUPERVISOR)
    wall.lasts(300)
    wall.moved(-back_s)
    assert wall.all_clear()
    wall.lasts(299)
    assert wall.all_clear()
    wall.lasts(1)
    assert not wall.all_clear()
    wall.moved(back_s - 400)
    assert not wall.all_clear(), "nor does it come back later"


def test_an_all_clear_ends_where_nobody_saw_the_clock_go_back() -> None:
    """The machine was off meanwhile: nobody knows how long it has run."""
    wall = Wall()
    number = wall.do(Raise("FIRE", ("hall",)), GUIDE)
    wall.do(Change(number or "", "clear", reason="误报"), SUPERVISOR)
    assert not any(
        s.sign == "all-clear"
        for s in scenes(at(wall.day, wall.day.now - timedelta(days=1))).values()
    )


@pytest.mark.parametrize("back_s", [0, 2, 59])
def test_a_step_back_of_seconds_takes_nobodys_undo_away(back_s: int) -> None:
    day = Day()
    number = day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
    day.later(seconds=-back_s)
    day.do(Undo(number or ""), GUIDE)
    assert not day.situation.open_incidents


def test_a_step_back_of_a_day_leaves_no_undo_for_a_day() -> None:
    day = Day()
    number = day.do(Raise("FIRE", ("hall",)), GUIDE)
    day.later(days=-1)
    with pytest.raises(Refused):
        day.do(Undo(number or ""), GUIDE)
    assert len(day.situation.open_incidents) == 1


def test_numbers_of_a_queue_are_taken_after_a_step_back_and_old_ones_are_not_fresh_for_a_day() -> (
    None
):
    day = Day()
    day.do(NoteQueue(900, 90))
    assert crowding(at(day, day.now)) == "crowd"
    day.later(days=-1)
    assert crowding(at(day, day.now)) == "calm"
    day.do(NoteQueue(901, 91))
    assert crowding(at(day, day.now)) == "crowd"


@given(acts, st.timedeltas(timedelta(days=-30_000), timedelta(days=30_000)))
def test_a_clock_that_was_never_set_shows_no_time_and_calls_nothing_closed_by_its_hours(
    given_acts: list[Any], off: timedelta
) -> None:
    day = played(given_acts)
    view = at(day, max(day.now + off, datetime(1970, 1, 2, tzinfo=UTC)), timed=False)
    assert next_change(view) is None
    shown = scenes(view)
    shut = {window for window, setting in day.situation.windows.items() if setting.open is False}
    for scene in shown.values():
        by_hand = not shut.isdisjoint(HALL.screen[scene.screen].about)
        assert scene.issued_at is None and (by_hand or not scene.closed)
        assert not CLOCK_TIME.search(words_of(scene)), words_of(scene)
    assert status(view).opening.open and status(view).opening.until is None


def words_of(scene: Scene) -> str:
    parts = [scene.title, *scene.lines, scene.until, *(strip.until for strip in scene.strips)]
    parts += [row.note for row in (*scene.rows, *scene.systems)]
    return " ".join(text for words in parts for text in words.values())


def test_durations_are_never_negative_and_windows_of_time_open_once() -> None:
    limit = timedelta(seconds=30)
    assert passed(NOON, NOON - timedelta(days=1)) == timedelta(0)
    assert passed(NOON, NOON + limit) == limit
    assert within(NOON, NOON - BACK, limit) and within(NOON, NOON + limit, limit)
    assert not within(NOON, NOON - BACK - timedelta(seconds=1), limit)
    assert not within(NOON, NOON + limit + timedelta(seconds=1), limit)
    assert left(NOON, NOON - timedelta(seconds=2), limit) == limit
    assert (
        left(NOON, NOON - timedelta(days=1), limit)
        == left(NOON, NOON + limit, limit)
        == timedelta(0)
    )
