"""A sounder is silenced for what has been heard, and for nothing that comes after it."""

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import given

from signage.availability.world import world
from signage.shows.lamps import lamps
from signage.situation.commands import Change, Raise, Undo
from signage.situation.events import ChangeUndone, IncidentChanged, IncidentRaised
from tests.cast import GUIDE, HALL, SUPERVISOR, Day
from tests.signage.test_laws import acts, played

After = Callable[[Day, str], object]
SILENCED: dict[str, tuple[After, bool]] = {
    "nothing more": (lambda day, fire: None, False),
    "an update": (
        lambda day, fire: day.do(Change(fire, "update", note="消防已到"), SUPERVISOR),
        False,
    ),
    "an acknowledgement": (lambda day, fire: day.do(Change(fire, "acknowledge"), GUIDE), False),
    "the danger is over, the signs stay": (
        lambda day, fire: day.do(Change(fire, "resolve"), SUPERVISOR),
        False,
    ),
    "silenced again": (lambda day, fire: day.do(Change(fire, "silence"), GUIDE), False),
    "the same raised again": (lambda day, fire: day.do(Raise("FIRE", ("hall",)), GUIDE), False),
    "an escalation": (
        lambda day, fire: day.do(Change(fire, "escalate", reason="扩大"), GUIDE),
        True,
    ),
    "silence taken back": (lambda day, fire: day.do(Undo(fire), GUIDE), True),
    "a second fire within the first": (
        lambda day, fire: day.do(Raise("FIRE", ("zone/service",)), GUIDE),
        True,
    ),
    "a lesser fire within the first": (
        lambda day, fire: day.do(Raise("FIRE", ("zone/service",), level=4), SUPERVISOR),
        True,
    ),
    "another alarm": (
        lambda day, fire: day.do(Raise("QUAKE", ("hall",), level=4), SUPERVISOR),
        True,
    ),
    "a pause of a window": (
        lambda day, fire: day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE),
        False,
    ),
    "a drill with lamps": (
        lambda day, fire: day.do(Raise("FIRE", ("hall",), drill=True, drill_lamps=True)),
        False,
    ),
}


def sounds(day: Day) -> bool:
    return any(
        found.pattern.sounder for found in lamps(world(day.hall, day.situation, day.now)).values()
    )


@pytest.mark.parametrize("after", SILENCED)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_what_sounds_after_a_sounder_was_silenced(after: str, level: int) -> None:
    act, again = SILENCED[after]
    day = Day()
    fire = str(day.do(Raise("FIRE", ("hall",), level=level)))
    assert sounds(day)
    day.do(Change(fire, "silence"), GUIDE)
    assert not sounds(day)
    act(day, fire)
    assert sounds(day) is again


def test_an_escalation_that_was_taken_back_is_as_silent_as_before() -> None:
    day = Day()
    fire = str(day.do(Raise("FIRE", ("hall",), level=2)))
    day.do(Change(fire, "silence"), GUIDE)
    day.do(Change(fire, "escalate", reason="扩大"), GUIDE)
    assert sounds(day)
    day.do(Change(fire, "silence"), GUIDE)
    assert not sounds(day)
    day.do(Change(fire, "escalate", reason="再扩大"), GUIDE)
    assert sounds(day)
    day.do(Undo(fire), GUIDE)
    assert not sounds(day)


def still_loud(day: Day) -> set[str]:
    """By the log alone: alarms that nobody has silenced since they rose last; without those where
    an act was undone."""
    loud: set[str] = set()
    for event in (recorded.event for recorded in day.log):
        if isinstance(event, IncidentRaised) and event.notice.lamp == "evacuate":
            loud.add(event.incident)
        if isinstance(event, IncidentChanged) and event.command in ("silence", "escalate"):
            (loud.discard if event.command == "silence" else loud.add)(event.incident)
    return loud - {r.event.incident for r in day.log if isinstance(r.event, ChangeUndone)}


alarms = st.builds(
    Raise,
    st.sampled_from(["FIRE", "QUAKE"]),
    st.sampled_from([("hall",), ("zone/service",), ("window/1",)]),
    level=st.integers(1, 4),
)
numbers = st.integers(1, 3).map(lambda n: f"20261124-{n}")
turns = st.builds(
    Change, numbers, st.sampled_from(["silence", "silence", "escalate", "acknowledge", "resolve"])
)
handled = st.lists(
    st.tuples(st.one_of(alarms, turns), st.just(SUPERVISOR), st.just(5.0)), max_size=10
)


@given(st.one_of(handled, acts))
def test_a_sounder_never_keeps_quiet_about_an_alarm_that_rose_since_it_was_silenced(
    done: list[object],
) -> None:
    day = played(done)
    loud = still_loud(day)
    shown = lamps(world(day.hall, day.situation, day.now))
    for lamp in HALL.lamps:
        about = HALL.reach(lamp.about).keys()
        rising = [
            i
            for i in day.situation.open_incidents
            if i.id in loud and not i.drill and about & set(i.targets)
        ]
        assert not (lamp.sounder and rising) or shown[lamp.id].pattern.sounder
