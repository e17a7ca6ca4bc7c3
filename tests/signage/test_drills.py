"""Drills: injects come at their time and by time alone, what is real comes first, and what is due
is said."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signage.availability.injects import next_inject, told
from signage.availability.world import world
from signage.deciding.drills import (
    QUESTIONS,
    Scenario,
    coverage,
    due,
    scenario_mistakes,
)
from signage.hall.upkeep import Upkeep
from signage.rules.refusal import Refused
from signage.shows.lamps import lamps
from signage.shows.scenes import next_change, scenes
from signage.situation.aftermath import Aftermath, EvaluateDrill, Inject, StartDrill, drilled
from signage.situation.commands import Change, Raise, Undo
from signage.situation.fold import fold
from tests.cast import CATALOGUE, GUIDE, HALL, NOON, SUPERVISOR, Day
from tests.spoken import both

FIRE = StartDrill(
    "FIRE",
    ("hall",),
    "高峰期",
    injects=tuple(Inject(s, both(f"{s}", f"{s}")) for s in (0, 60, 150)),
)


def started(command: StartDrill = FIRE) -> tuple[Day, str]:
    hall_day = Day()
    return hall_day, hall_day.do(command, SUPERVISOR) or ""


def test_injects_come_at_their_time_and_the_board_wakes_exactly_then() -> None:
    hall_day, number = started()
    drill = hall_day.situation.after.drills[number]
    woken = []
    for _ in range(2):
        at = next_inject(hall_day.situation, hall_day.now)
        assert (
            at is not None
            and (next_change(world(HALL, hall_day.situation, hall_day.now)) or at) <= at
        )
        assert len(told(drill, at - timedelta(microseconds=1))) == len(woken) + 1
        hall_day.now = at
        woken.append(at - NOON)
    assert (
        woken == [timedelta(seconds=60), timedelta(seconds=150)]
        and len(told(drill, hall_day.now)) == 3
    )
    assert next_inject(hall_day.situation, hall_day.now) is None


def test_a_drill_that_has_ended_wakes_nobody() -> None:
    hall_day, number = started()
    hall_day.do(Change(number, "clear", reason="结束"), SUPERVISOR)
    assert next_inject(hall_day.situation, hall_day.now) is None


@settings(max_examples=25)
@given(
    st.sampled_from([("FIRE", "hall"), ("SYS-CORE", "system/core"), ("WIN-PAUSE", "window/1")]),
    st.booleans(),
)
def test_a_written_drill_yields_to_everything_real_and_hides_nothing(
    real: tuple[str, str], first: bool
) -> None:
    alone = Day()
    alone.do(Raise(real[0], (real[1],)), SUPERVISOR)
    beside = Day()
    orders = [Raise(real[0], (real[1],)), StartDrill("QUAKE", ("hall",), lamps=True)]
    for order in orders if first else reversed(orders):
        beside.do(order, SUPERVISOR)
    was, now = (world(HALL, d.situation, d.now) for d in (alone, beside))
    for screen, scene in scenes(was).items():
        if scene.incident is not None:
            assert scenes(now)[screen].sign == scene.sign and not scenes(now)[screen].drill
    for lamp, lit in lamps(was).items():
        if lit.incident is not None:
            assert lamps(now)[lamp].pattern == lit.pattern


def test_a_running_drill_is_not_started_twice_and_a_guide_starts_none() -> None:
    hall_day, _ = started()
    for actor, code in ((SUPERVISOR, "drill-open"), (GUIDE, "not-allowed")):
        with pytest.raises(Refused) as refused:
            hall_day.do(FIRE, actor)
        assert refused.value.code == code


def test_an_evaluation_scores_every_question_once_the_drill_is_over() -> None:
    hall_day, number = started()
    judged = EvaluateDrill(number, (5, 4, 3, 5, 4), "快", "清点慢")
    with pytest.raises(Refused, match="End the drill"):
        hall_day.do(judged, SUPERVISOR)
    hall_day.do(Change(number, "clear", reason="结束"), SUPERVISOR)
    for wrong in ((5,), (5, 5, 5, 5, 6), (0, 1, 1, 1, 1)):
        with pytest.raises(Refused, match="Score"):
            hall_day.do(EvaluateDrill(number, wrong), SUPERVISOR)
    hall_day.do(judged, SUPERVISOR)
    found = hall_day.situation.after.drills[number].evaluation
    assert (
        found
        and found.scores == judged.scores
        and found.by == "王"
        and len(found.scores) == len(QUESTIONS)
    )
    assert fold(hall_day.log) == hall_day.situation


@pytest.mark.parametrize("upkeep", [Upkeep(), Upkeep(drill_soon_days=90, drill_days=180)])
def test_the_next_is_due_by_rule_with_a_warning_before(upkeep: Upkeep) -> None:
    assert due(Aftermath(), upkeep, NOON).state == "never"
    after = drilled(Aftermath(), "x", "FIRE", both("火", "Fire"), NOON)
    second, soon, over = (
        timedelta(seconds=1),
        timedelta(days=upkeep.drill_soon_days),
        timedelta(days=upkeep.drill_days),
    )
    moments = (timedelta(0), soon - second, soon, over - second, over)
    states = [due(after, upkeep, NOON + at).state for at in moments]
    assert states == ["right", "right", "soon", "soon", "overdue"]
    assert due(after, upkeep, NOON + over).by == NOON + over


def test_coverage_counts_twelve_months_by_kind() -> None:
    after = drilled(Aftermath(), "old", "QUAKE", both("震", "Quake"), NOON - timedelta(days=366))
    after = drilled(after, "new", "FIRE", both("火", "Fire"), NOON)
    counted = {one.kind: one.count for one in coverage(after, CATALOGUE, NOON)}
    assert counted["FIRE"] == 1 and counted["QUAKE"] == 0 and "ALL-CLEAR" not in counted


def test_a_drill_that_was_taken_back_was_none() -> None:
    hall_day = Day()
    number = hall_day.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR) or ""
    hall_day.do(Undo(number), SUPERVISOR)
    assert not hall_day.situation.after.drills


def test_a_scenario_names_what_exists() -> None:
    def scenario(**more: object) -> Scenario:
        given: dict[str, object] = {
            "id": "a",
            "title": both("甲", "A"),
            "kind": "FIRE",
            "targets": ["hall"],
        }
        return Scenario.model_validate(given | more)

    assert scenario_mistakes(HALL, CATALOGUE, [scenario()], "drills.toml") == []
    wrong = [scenario(), scenario(kind="NONE"), scenario(id="b", targets=["window/99"])]
    keys = [mistake.key for mistake in scenario_mistakes(HALL, CATALOGUE, wrong, "drills.toml")]
    assert keys == ["drills[1].id", "drills[1].kind", "drills[2].targets"]
