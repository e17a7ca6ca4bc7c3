"""Any two things closed under any scheme: routes, screens and console say what the building's own
graph says.

In a long run these are all pairs of all 200 halls; whoever is left without a way is told so
everywhere.
"""

from collections.abc import Collection
from dataclasses import replace

from signage.evacuation.blocks import NORMAL, Block, Scheme
from signage.evacuation.routes import Routes, cut_off, only_up, routes
from signage.evacuation.way_out import Way
from signage.floorplan.plan import Plan
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.situation.commands import BlockWay, ChooseScheme, Raise
from tests.cast import ADMIN, Day
from tests.halls import Made
from tests.halls.cases import day, seen
from tests.halls.closings import closable, closings, planned
from tests.halls.oracle import Judged
from tests.halls.seeds import LONG, every_hall

NEAR_M = 0.051
"""Feet of ways nearer to each other than 5 cm are one in the drawing."""


def schemes(hall: Made) -> tuple[Scheme, ...]:
    return NORMAL, *hall.content.evacuation.schemes


def judged(hall: Made, scheme: Scheme, closed: tuple[str, ...]) -> Judged:
    return hall.oracle.judged({*closed, *(block.target for block in scheme.blocks)}, scheme.prices)


def form(way: Way) -> str:
    return {"no-route": "none", "follow-staff": "up"}.get(way.form, "led")


@every_hall
def test_whatever_two_are_closed_every_way_is_the_judges_and_who_has_none_is_told(
    seed: int,
) -> None:
    hall, plan = planned(seed)
    for scheme in schemes(hall):
        for closed in closings(hall, plan):
            answer, right = (
                routes(plan, [Block(name) for name in closed], scheme),
                judged(hall, scheme, closed),
            )
            assert {*only_up(answer)} == right.up, (scheme.id, closed)
            assert {*cut_off(answer)} == right.none, (scheme.id, closed)
            assert_as_far(hall, plan, answer, right, closed)


def assert_as_far(
    hall: Made, plan: Plan, answer: Routes, right: Judged, closed: tuple[str, ...]
) -> None:
    shut = {*closed, *(block.target for block in answer.scheme.blocks)}
    for screen in plan.screens:
        assert screen.node is not None
        found, metres = answer.cost_m(screen.node), right.led.get(screen.id)
        assert (found is None) == (metres is None), (screen.id, closed)
        if found is not None and metres is not None:
            assert abs(found - metres) <= slack(hall, screen.id, shut), (
                screen.id,
                answer.scheme.id,
                closed,
                found,
                metres,
            )


def slack(hall: Made, screen: str, shut: Collection[str]) -> float:
    """Out of a closed zone the last step counts as if it lay in it: the drawing's steps are others
    than the judge's."""
    return 2 * hall.oracle.longest if hall.oracle.within(screen, shut) else NEAR_M


def burning(hall: Made, scheme: Scheme) -> Day:
    """The hall is left, under a scheme."""
    found = day(hall)
    found.do(Raise("FIRE", ("hall",)), ADMIN)
    if scheme is not NORMAL:
        found.do(ChooseScheme(scheme.id), ADMIN)
    return found


@every_hall
def test_screens_and_console_say_the_same_of_whatever_two_are_closed_under_any_scheme(
    seed: int,
) -> None:
    hall, plan = planned(seed)
    for scheme in schemes(hall):
        begun = burning(hall, scheme).situation
        for closed in closings(hall, plan)[:: 1 if LONG else 6]:
            at = day(hall)
            at.situation = begun
            for name in closed:
                at.do(BlockWay(name, "closed"), ADMIN)
            there, right = seen(hall, at), judged(hall, scheme, closed)
            told = there.evacuation.stranded(there.situation)
            assert ({*told.only_up}, {*told.cut_off}) == (right.up, right.none), (scheme.id, closed)
            for name, scene in scenes(there).items():
                assert_shown(scene, right, name)


def assert_shown(scene: Scene, right: Judged, name: str) -> None:
    expected = "led" if name in right.led else "up" if name in right.up else "none"
    assert scene.sign == "evacuate" and scene.way is not None, name
    assert form(scene.way) == expected, (name, scene.way)
    assert (scene.arrow is not None) == (scene.exit is not None) == (expected == "led"), (
        name,
        scene.way,
    )


@every_hall
def test_a_fire_on_anything_leaves_those_without_a_way_whom_its_closing_leaves_so(
    seed: int,
) -> None:
    """A fire makes ways around it dearer and none impassable besides."""
    hall, plan = planned(seed)
    for closed in closings(hall, plan)[:: 1 if LONG else 3]:
        burns, shut = (
            routes(plan, [Block(name, hold) for name in closed]) for hold in ("fire", "closed")
        )
        assert (only_up(burns), cut_off(burns)) == (only_up(shut), cut_off(shut)), closed


@every_hall
def test_the_console_names_for_every_scheme_whom_two_closed_exits_or_one_staircase_leave_without_a_way(
    seed: int,
) -> None:
    hall, _ = planned(seed)
    for scheme in schemes(hall):
        situation = replace(day(hall).situation, scheme=scheme.id)
        for row in hall.content.evacuation.resilience(situation):
            right = judged(hall, scheme, row.closed)
            assert ({*row.only_up}, {*row.cut_off}) == (right.up, right.none), (
                scheme.id,
                row.closed,
            )


@every_hall
def test_the_check_names_whoever_is_left_without_a_way_by_one_exit_door_staircase_or_lift(
    seed: int,
) -> None:
    hall, plan = planned(seed)
    before = hall.oracle.judged()
    told = [str(note) for note in hall.content.notes]
    for name in closable(hall, plan):
        if name in plan.area:
            continue
        after = hall.oracle.judged((name,))
        for screen in (after.none - before.none) | (after.up - before.up - before.none):
            assert any(name in note and screen in note for note in told), (name, screen)
