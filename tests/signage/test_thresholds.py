"""Where a measure stands to its limit: laws over any row of values."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from signage.availability.world import world
from signage.hall.alerts.thresholds import Threshold
from signage.records.limits import Limit
from signage.records.measures import Measure, own_measures
from signage.situation.commands import NoteQueue
from tests.cast import ADMIN, Clock, Day

NAME = {"zh": "温度", "en": "Temperature"}
HOT = Threshold(id="hot", name=NAME, measure="report.t", over=30, until=28)
VALUES = st.lists(st.none() | st.integers(20, 40), max_size=60)


def states(threshold: Threshold, values: list[int | None], minutes: float = 1) -> list[Limit]:
    clock, known, found = Clock(), Limit(), []
    for value in values:
        now = clock()
        told = None if value is None else Measure(value, now)
        known = known.after(threshold, told, now)
        found.append(known)
        clock.later(minutes=minutes)
    return found


@given(VALUES)
def test_between_its_edges_it_stays_as_it_was(values: list[int | None]) -> None:
    before = Limit()
    for value, limit in zip(values, states(HOT, values), strict=True):
        if value is None or 28 < value <= 30:
            assert (limit.over, limit.beyond) == (before.over, before.beyond)
        else:
            assert limit.over == limit.beyond == (value > 30)
        before = limit


@given(VALUES, st.integers(1, 9))
def test_it_is_over_only_after_so_many_minutes_beyond(values: list[int | None], least: int) -> None:
    patient = HOT.model_copy(update={"for_min": least})
    for limit in states(patient, values):
        if limit.over:
            assert limit.beyond and limit.since is not None
    row = states(patient, [35] * (least + 1))
    assert [one.over for one in row] == [False] * least + [True]


def test_a_value_that_is_too_old_says_nothing() -> None:
    clock = Clock()
    over = Limit().after(HOT, Measure(35, clock()), clock())
    late = clock() + timedelta(minutes=31)
    silent = over.after(HOT, Measure(20, clock()), late)
    assert over.state == "over" and silent.state == "over" and silent.measure is None
    assert Limit().after(HOT, Measure(35, clock()), late).state == "unknown"
    ahead = Measure(20, late + timedelta(days=1))
    assert over.after(HOT, ahead, late).over, "nor one that is said to come tomorrow"


def test_what_the_hall_knows_by_itself() -> None:
    day = Day()
    day.do(NoteQueue(30, 25), ADMIN)
    known = own_measures(world(day.hall, day.situation, day.now))
    assert known["queue.waiting"].value == 30 and known["queue.wait_min"].value == 25
    assert known["queue.per_window"].value == 30 / max(
        1, sum(one.open for one in world(day.hall, day.situation, day.now).windows.values())
    )
    assert known["devices.out"].value == 0 == known["faults.most"].value


@pytest.mark.parametrize(
    "wrong",
    [
        {"over": None}, {"under": 1}, {"until": 31}, {"measure": "queue.people"}, {"over": float("nan")},
        {"measure": "probe.etax"}, {"labels": {"alertname": "x"}},
    ],
)  # fmt: skip
def test_a_threshold_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    usual = {"id": "hot", "name": NAME, "measure": "report.t", "over": 30}
    with pytest.raises(ValidationError):
        Threshold.model_validate(usual | wrong)
