"""The laws of the hall, whatever people do in it."""

from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from signage.availability.redirects import redirects
from signage.availability.world import channels, world
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY
from signage.rules.precedence import TIER, standing
from signage.rules.refusal import Refused
from signage.shows.lamps import lamps
from signage.shows.scene_parts import STRIPS_MAX
from signage.shows.scenes import all_clear_ends, next_change, scenes, showing
from signage.situation.commands import AnswerHelp, CallHelp, Change, Raise, SetWindow, Undo
from signage.situation.events import EVENT, ChangeUndone
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, SITUATION, TRANSITIONS
from tests.cast import ADMIN, GUIDE, HALL, KINDS, STRANGER, SUPERVISOR, TARGETS, Day

COMMANDS = ["acknowledge", "update", "escalate", "silence", "resolve", "clear"]
targets = st.lists(st.sampled_from(TARGETS), min_size=1, max_size=3).map(tuple)
raises = st.builds(
    Raise,
    st.sampled_from(KINDS),
    targets,
    level=st.sampled_from([None, 1, 2, 3, 4]),
    drill=st.booleans(),
    drill_lamps=st.booleans(),
)
numbers = st.integers(1, 8).map(lambda n: f"20261124-{n}")
changes = st.builds(Change, numbers, st.sampled_from(COMMANDS))
others = st.one_of(
    st.builds(Undo, numbers),
    st.builds(
        SetWindow,
        st.sampled_from(["window/1", "window/2", "window/3"]),
        st.sampled_from([None, True, False]),
        st.sampled_from([None, ("land",), ()]),
    ),
    st.builds(CallHelp, st.sampled_from(["kiosk", "night", "nowhere"])),
    st.builds(AnswerHelp, st.sampled_from(["kiosk", "night"])),
)
actors = st.sampled_from([ADMIN, SUPERVISOR, GUIDE, STRANGER])
acts = st.lists(
    st.tuples(
        st.one_of(raises, raises, changes, others),
        actors,
        st.sampled_from([0.0, 5.0, 60.0, 3600.0]),
    ),
    max_size=14,
)


def played(given_acts: list[Any]) -> Day:
    day = Day()
    for command, actor, seconds in given_acts:
        day.later(seconds=seconds)
        try:
            day.do(command, actor)
        except Refused:
            continue
    return day


@given(acts)
def test_every_screen_always_has_exactly_one_scene(given_acts: list[Any]) -> None:
    day = played(given_acts)
    found = scenes(world(HALL, day.situation, day.now))
    assert set(found) == {screen.id for screen in HALL.screens}
    assert all(found[name].screen == name for name in found)


@given(acts)
def test_a_higher_class_is_never_beaten_by_a_narrower_target(given_acts: list[Any]) -> None:
    day = played(given_acts)
    for scene in scenes(world(HALL, day.situation, day.now)).values():
        if scene.incident is None:
            continue
        winner = day.situation.incidents[scene.incident]
        for beaten in (day.situation.incidents[number] for number in scene.reason.beat):
            if winner.drill == beaten.drill:
                assert TIER[standing(winner)] <= TIER[standing(beaten)]


@given(acts)
def test_a_drill_never_hides_something_real(given_acts: list[Any]) -> None:
    day = played(given_acts)
    view = world(HALL, day.situation, day.now)
    for scene in scenes(view).values():
        if scene.drill:
            assert all(day.situation.incidents[number].drill for number in scene.reason.beat)
    drills = {i.id for i in day.situation.incidents.values() if i.drill}
    assert not drills & {outage.incident for outage in view.out.values()}


@given(acts)
def test_a_drill_drives_a_lamp_only_where_nothing_real_uses_it(given_acts: list[Any]) -> None:
    day = played(given_acts)
    for lamp in lamps(world(HALL, day.situation, day.now)).values():
        if lamp.incident and day.situation.incidents[lamp.incident].drill:
            assert day.situation.incidents[lamp.incident].drill_lamps
            assert all(day.situation.incidents[number].drill for number in lamp.beat)


@given(acts)
def test_clearing_one_shows_the_next(given_acts: list[Any]) -> None:
    day = played(given_acts)
    before = scenes(world(HALL, day.situation, day.now))
    for name, scene in before.items():
        if scene.incident and day.situation.incidents[scene.incident].open and scene.reason.beat:
            day.do(Change(scene.incident, "clear"))
            day.later(hours=1)
            after = scenes(world(HALL, day.situation, day.now))[name]
            still = [
                n for n in scene.reason.beat if n in {i.id for i in showing(day.situation, day.now)}
            ]
            assert after.incident == (still[0] if still else None)
            return


@given(acts, st.integers(0, 14))
def test_folding_in_two_parts_is_folding_at_once(given_acts: list[Any], cut: int) -> None:
    log = played(given_acts).log
    assert fold(log[cut:], fold(log[:cut])) == fold(log)


@given(acts)
def test_the_situation_and_its_events_survive_being_written_down(given_acts: list[Any]) -> None:
    day = played(given_acts)
    assert SITUATION.validate_json(SITUATION.dump_json(day.situation)) == day.situation
    for recorded in day.log:
        assert EVENT.validate_json(EVENT.dump_json(recorded.event)) == recorded.event


@given(acts)
def test_every_sequence_of_commands_stays_in_listed_states(given_acts: list[Any]) -> None:
    listed = {"draft", "active", "recovering", "cleared", "closed"}
    assert {
        incident.state for incident in played(given_acts).situation.incidents.values()
    } <= listed
    assert {state for state, _ in TRANSITIONS} | set(TRANSITIONS.values()) == listed
    assert "closed" not in {state for state, _ in TRANSITIONS}


@given(acts)
def test_redirects_never_offer_a_channel_whose_dependency_is_out(given_acts: list[Any]) -> None:
    day = played(given_acts)
    view = world(HALL, day.situation, day.now)
    for service in HALL.services:
        for channel in redirects(view, service):
            assert not set(channel.depends) & set(view.out)


@given(acts)
def test_a_withdrawn_service_never_shows_a_code(given_acts: list[Any]) -> None:
    day = played(given_acts)
    view = world(HALL, day.situation, day.now)
    withdrawn = "system/etax" in view.out
    for service in HALL.services:
        assert not (withdrawn and any(c.qr for c in channels(view, service)))
    for scene in scenes(view).values():
        assert not (withdrawn and any(option.url for option in scene.instead))


@given(acts)
def test_danger_and_evacuation_carry_no_code_and_no_redirect(given_acts: list[Any]) -> None:
    day = played(given_acts)
    for scene in scenes(world(HALL, day.situation, day.now)).values():
        if scene.sign in ("evacuate", "shelter", "danger", "cordon"):
            assert not scene.instead
            assert scene.touch_locked
        if scene.sign in ("evacuate", "shelter"):
            assert not scene.strips


@given(acts)
def test_who_need_not_leave_is_told_in_red_that_others_must(given_acts: list[Any]) -> None:
    """LOOKS §3: danger in another part of the hall is a band on every screen, whatever its
    layout."""
    day = played(given_acts)
    grave = [i for i in day.situation.open_incidents if i.notice.cls in LIFE_SAFETY and not i.drill]
    for scene in scenes(world(HALL, day.situation, day.now)).values():
        said = {scene.incident, *(strip.incident for strip in scene.strips)}
        full = len(scene.strips) == STRIPS_MAX and all(strip.urgent for strip in scene.strips)
        if scene.sign not in LEAVING and not full:
            assert {i.id for i in grave if i.notice.public != "none"} <= said, scene.screen


@given(acts)
def test_staff_matters_never_reach_a_screen(given_acts: list[Any]) -> None:
    day = played(given_acts)
    staff = {i.id for i in day.situation.incidents.values() if i.notice.public == "none"}
    for scene in scenes(world(HALL, day.situation, day.now)).values():
        assert not staff & {scene.incident, *(strip.incident for strip in scene.strips)}


@given(acts)
def test_nothing_changes_by_itself_before_the_announced_moment(given_acts: list[Any]) -> None:
    day = played(given_acts)
    now = world(HALL, day.situation, day.now)
    due = next_change(now)
    just_before = (due or day.now + timedelta(days=1)) - timedelta(microseconds=1)
    then = world(HALL, day.situation, just_before)
    assert {k: v.sign for k, v in scenes(then).items()} == {
        k: v.sign for k, v in scenes(now).items()
    }
    assert {k: v.pattern for k, v in lamps(then).items()} == {
        k: v.pattern for k, v in lamps(now).items()
    }


@given(acts)
def test_an_all_clear_never_covers_another_active_danger(given_acts: list[Any]) -> None:
    day = played(given_acts)
    for scene in scenes(world(HALL, day.situation, day.now)).values():
        if scene.sign == "all-clear" and not scene.drill and scene.incident:
            cleared = day.situation.incidents[scene.incident]
            assert all_clear_ends(cleared) is not None
            for number in scene.reason.beat:
                other = day.situation.incidents[number]
                assert other.drill or not other.open or TIER[standing(other)] > 1


def test_a_situation_without_events_is_nothing() -> None:
    assert fold([]) == NOTHING


def test_an_undo_without_a_reason_is_written_as_before_there_were_reasons() -> None:
    for reason, written in (("", False), ("误报", True)):
        text = EVENT.dump_json(ChangeUndone("20261124-1", "raise", reason)).decode()
        assert ("reason" in text) == written
        assert EVENT.validate_json(text) == ChangeUndone("20261124-1", "raise", reason)
