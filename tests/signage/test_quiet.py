"""An evacuation of a part of the hall: which screens near it would say nothing, and what would turn
them too."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from signage.availability.world import World, world
from signage.catalogue.kinds import LEAVING
from signage.decide import decide
from signage.floorplan.geometry import distance, inside
from signage.hall.model import HALL
from signage.shows.quiet import NEAR_M, quiet, wider
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING
from tests.cast import ADMIN, NOON
from tests.halls.hall import sample


def burning(*targets: str) -> World:
    given_hall, catalogue = sample().hall, sample().catalogue
    events = decide(given_hall, catalogue, NOTHING, Raise("FIRE", targets), ADMIN, NOON).events
    situation = fold([Recorded(n + 1, NOON, ADMIN, e) for n, e in enumerate(events)], NOTHING)
    return world(given_hall, situation, NOON, sample().evacuation)


zones = st.sampled_from(sorted(zone.id for zone in sample().hall.zones))
exits = st.sampled_from(sorted(door.id for door in sample().hall.exits))


def test_a_fire_in_one_zone_names_the_screens_beside_it_nearest_first() -> None:
    there = burning("zone/self-service")
    found = quiet(there, scenes(there), ("zone/self-service",))
    assert found and [q.metres for q in found] == sorted(
        q.metres for q in found if q.metres is not None
    )
    assert {"entrance", "wall"} <= {q.screen for q in found}


def test_the_whole_hall_leaves_no_screen_quiet() -> None:
    there = burning(HALL)
    assert quiet(there, scenes(there), (HALL,)) == ()


@pytest.mark.laws
@given(zones | exits)
def test_nobody_within_thirty_metres_is_forgotten(target: str) -> None:
    """Against points all over the target's outline, taken by other code."""
    there = burning(target)
    shown, plan = scenes(there), sample().evacuation.plan
    assert plan is not None
    named = {q.screen for q in quiet(there, shown, (target,))}
    area = plan.area.get(target)
    points = [plan.exit[target].at] if area is None else [
        (x / 2, y / 2) for x in range(200) for y in range(200) if inside((x / 2, y / 2), area.outline)
    ]  # fmt: skip
    for screen in plan.screens:
        near = min(distance(screen.stand, p) for p in points) <= NEAR_M
        if near and shown[screen.id].sign not in LEAVING:
            assert screen.id in named, (screen.id, target)
    assert all(shown[name].sign not in LEAVING for name in named)


@given(zones | exits)
def test_what_is_proposed_leaves_nobody_quiet(target: str) -> None:
    more = wider(sample().hall, (target,))
    there = burning(*more)
    assert quiet(there, scenes(there), more) == ()


@pytest.mark.parametrize("target", ["zone/self-service", "exit/south"])
def test_without_a_plan_every_screen_of_the_storey_counts(target: str) -> None:
    there = burning(target)
    bare = world(there.hall, there.situation, NOON)
    found = quiet(bare, scenes(bare), (target,))
    assert {q.screen for q in found} == {
        n for n, s in scenes(bare).items() if s.sign not in LEAVING
    }
    assert all(q.metres is None for q in found)
