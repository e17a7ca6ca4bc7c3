"""Leaving a building of several storeys: down the stairs, never up them while an exit is reached
otherwise."""

from dataclasses import replace
from itertools import pairwise

import hypothesis.strategies as st
import networkx
import pytest
from hypothesis import given

from signage.evacuation.blocks import HARD, Block, factors
from signage.evacuation.routes import cut_off, only_up, routes
from signage.floorplan.geometry import bearing
from signage.floorplan.plan import Plan
from tests.signage.towers import FLOORS, closings, screen, shaft, storey, towers, two_storeys


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, list[Block]]:
    plan = draw(towers())
    return plan, draw(closings(plan))


def judged(plan: Plan, given_blocks: list[Block]) -> dict[str, tuple[int, int, int]]:
    """By networkx: from each node the steps above the discharge storey, those below it, and
    millimetres."""
    cost, graph = factors(plan, given_blocks), networkx.DiGraph()
    level = FLOORS["1"]
    for number, edge in enumerate(plan.graph().edges):
        for step, a, b in ((2 * number, edge.a, edge.b), (2 * number + 1, edge.b, edge.a)):
            if edge.kind == "lift" or not cost.get(step, 1) or (edge.one_way and step & 1):
                continue
            start, end = FLOORS[plan.node[a].floor], FLOORS[plan.node[b].floor]
            above = end > start and end > level
            below = end < start and end < level
            weight = above * 10**18 + below * 10**12 + edge.mm * cost.get(step, 1)
            graph.add_edge(
                b, a, weight=min(weight, graph.get_edge_data(b, a, {"weight": weight})["weight"])
            )
    shut = {block.target for block in given_blocks if block.hold in HARD}
    crowded = {block.target for block in given_blocks if block.hold == "crowd"}
    graph.add_node("outside")
    for door in plan.exits:
        if door.id not in shut:
            graph.add_edge("outside", door.node, weight=20_000 if door.id in crowded else 0)
    found = networkx.single_source_dijkstra_path_length(graph, "outside")
    return {
        name: (total // 10**18, total % 10**18 // 10**12, total % 10**12)
        for name, total in found.items()
        if name != "outside"
    }


@given(cases())
def test_ways_are_those_of_an_independent_solver(case: tuple[Plan, list[Block]]) -> None:
    plan, given_blocks = case
    answer, expected = routes(plan, given_blocks), judged(*case)
    for node in plan.node:
        above, _, mm = expected.get(node, (None, None, None))
        fate = "none" if above is None else "up" if above else "out"
        assert answer.fate(node) == fate
        assert (answer.exit(node) is not None) == (fate == "out")
        found = answer.cost_m(node)
        assert (None if found is None else round(found * 1000)) == (mm if fate == "out" else None)


@given(cases())
def test_stay_and_follow_appear_exactly_where_the_graph_says_so_and_everybody_says_the_same(
    case: tuple[Plan, list[Block]],
) -> None:
    plan, given_blocks = case
    answer, expected = routes(plan, given_blocks), judged(*case)
    for standing in plan.screens:
        way, reached = answer.screen(standing.id), expected.get(standing.node or "")
        assert (way.form == "no-route") == (reached is None)
        assert (way.form == "follow-staff") == (reached is not None and reached[0] > 0)
        assert (
            (way.arrow is None) == (way.exit is None) == (way.form in ("no-route", "follow-staff"))
        )
    stays = tuple(s.id for s in plan.screens if answer.screen(s.id).form == "no-route")
    follows = tuple(s.id for s in plan.screens if answer.screen(s.id).form == "follow-staff")
    assert (cut_off(answer), only_up(answer)) == (stays, follows)


@given(cases())
def test_every_place_has_one_next_step_and_following_it_never_climbs_above_the_discharge_storey(
    case: tuple[Plan, list[Block]],
) -> None:
    plan, given_blocks = case
    answer = routes(plan, given_blocks)
    for node in plan.node:
        chain = answer.chain(node)
        goal = answer.exit(node)
        if goal is None:
            assert chain == (node,)
            continue
        assert len(set(chain)) == len(chain) and plan.exit[goal].node == chain[-1]
        assert {answer.exit(step) for step in chain} == {goal}
        assert all(answer.chain(step) == chain[at:] for at, step in enumerate(chain))
        heights = [FLOORS[plan.node[step].floor] for step in chain]
        assert not any(b > a and b > 0 for a, b in pairwise(heights))
        metres = [answer.distance_m(step) or 0.0 for step in chain]
        assert all(a > b for a, b in pairwise(metres))


@given(cases())
def test_no_way_goes_through_a_lift_and_step_free_none_over_stairs(
    case: tuple[Plan, list[Block]],
) -> None:
    plan, given_blocks = case
    kinds: dict[frozenset[str], set[str]] = {}
    for edge in plan.edges:
        kinds.setdefault(frozenset((edge.a, edge.b)), set()).add(edge.kind)
    for step_free, barred in ((False, {"lift"}), (True, {"lift", "stairs"})):
        answer = routes(plan, given_blocks, step_free=step_free)
        for node in plan.node:
            assert all(kinds[frozenset(step)] - barred for step in pairwise(answer.chain(node)))


@given(cases())
def test_a_refuge_comes_after_every_exit_reached_without_climbing_and_before_climbing(
    case: tuple[Plan, list[Block]],
) -> None:
    plan, given_blocks = case
    if not plan.spots:
        return
    bare = replace(plan, spots=())
    with_refuge, without = (routes(p, given_blocks, step_free=True) for p in (plan, bare))
    for node in plan.node:
        if without.exit(node) is not None:
            assert with_refuge.exit(node) == without.exit(node)
        elif with_refuge.fate(node) == "out":
            assert with_refuge.exit(node) == "place/refuge"


# ---------------------------------------------------------------- as somebody would say it


def test_the_farther_exit_on_the_level_beats_the_nearer_one_upstairs() -> None:
    """43 m up the stairs against 45 m on the ground floor."""
    plan = two_storeys(level_m=45.0)
    plan = replace(plan, screens=(screen("s", plan.node["1-0"]),))
    assert routes(plan).screen("s").exit == "exit/main"
    assert routes(plan).distance_m("1-0") == 45.0


def test_where_only_climbing_is_left_people_follow_staff_and_where_nothing_is_they_stay() -> None:
    plan = two_storeys()
    plan = replace(
        plan, screens=(screen("low", plan.node["1-0"]), screen("high", plan.node["2-0"]))
    )
    closed = routes(plan, [Block("exit/main")])
    low = closed.screen("low")
    assert (low.form, low.arrow, low.exit) == ("follow-staff", None, None)
    assert low.words["zh"] == "请听从工作人员安排"
    assert closed.screen("high").exit == "exit/up", "upstairs that exit is reached on the level"
    assert (cut_off(closed), only_up(closed)) == ((), ("low",))
    assert closed.climbs_to("1-0") == "exit/up", "staff are told where the climb would lead"
    both_shut = routes(plan, [Block("exit/main"), Block("exit/up")])
    assert {way.form for way in both_shut.screens().values()} == {"no-route"}
    assert (cut_off(both_shut), only_up(both_shut)) == (("low", "high"), ())
    assert both_shut.climbs_to("1-0") is None


def test_below_the_discharge_storey_climbing_to_it_is_the_normal_way_and_no_farther() -> None:
    plan = two_storeys()
    renamed = {"1": "b1", "2": "1"}
    sunk = replace(
        plan,
        nodes=tuple(replace(node, floor=renamed[node.floor]) for node in plan.nodes),
        exits=tuple(
            replace(door, floor=renamed[door.floor]) for door in plan.exits if door.id == "exit/up"
        ),
        storeys=(storey("b1"), storey("1", discharge=True)),
        screens=(screen("s", replace(plan.node["1-0"], floor="b1")),),
    )
    way = routes(sunk).screen("s")
    assert (way.exit, way.form) == ("exit/up", "at-stairs")
    above = replace(sunk, storeys=(storey("b1", discharge=True), storey("1")))
    assert routes(above).screen("s").form == "follow-staff"


def test_nobody_is_led_under_the_hall_while_the_discharge_storey_has_an_exit() -> None:
    """A car-park door 10 m below against the main door 45 m away on the level."""
    plan = two_storeys(level_m=45.0)
    low = {"2": "b1"}
    cellar = replace(
        plan,
        nodes=tuple(replace(node, floor=low.get(node.floor, node.floor)) for node in plan.nodes),
        exits=tuple(replace(door, floor=low.get(door.floor, door.floor)) for door in plan.exits),
        storeys=(storey("b1"), storey("1", discharge=True)),
    )
    assert routes(cellar).exit("1-0") == "exit/main"
    assert routes(cellar, [Block("exit/main")]).exit("1-0") == "exit/up", (
        "the cellar's door, down the stairs"
    )


def test_a_lift_is_never_the_way_however_short_and_however_dear_the_stairs() -> None:
    plan = two_storeys()
    lift, rides = shaft("lift/a", [plan.node["1-1"], plan.node["2-0"]], 0.001)
    with_lift = replace(plan, edges=(*plan.edges, *rides), shafts=(*plan.shafts, lift))
    blocks = [Block("exit/up"), Block("stairs/a", "crowd")]
    assert routes(with_lift, blocks).chain("2-0") == ("2-0", "1-0", "1-1")
    assert routes(with_lift, [Block("exit/up"), Block("stairs/a")]).fate("2-0") == "none"


# ---------------------------------------------------------------- on a landing


@pytest.mark.parametrize("beside", [0.0, 0.1, 0.2, 0.9])
def test_on_a_landing_the_arrow_is_the_flights(beside: float) -> None:
    """The flight runs south; the viewer stands on the landing or a step beside it, on any side."""
    plan = two_storeys(up_exit=False, head=(0.0, 0.0), foot=(0.0, 5.0))
    for dx, dy in ((beside, 0.0), (-beside, 0.0), (0.0, beside), (0.0, -beside)):
        standing = screen("s", plan.node["2-0"], (dx, dy), faces=90.0)
        way = routes(replace(plan, screens=(standing,))).screen("s")
        assert (way.form, way.arrow, way.exit) == ("at-stairs", "left", "exit/main"), (dx, dy)
        assert way.rel_deg == pytest.approx(bearing((0, 0), (0, 5)) - 270.0), (
            "south, of one who looks west"
        )


def test_landings_drawn_one_over_the_other_say_down_or_up_without_a_direction() -> None:
    plan = two_storeys(up_exit=False)
    down = routes(replace(plan, screens=(screen("s", plan.node["2-0"]),))).screen("s")
    assert (down.arrow, down.rel_deg, down.words["zh"]) == ("down", None, "由此下楼")


def test_a_viewer_who_stands_in_the_exit_is_sent_through_it() -> None:
    plan = two_storeys(up_exit=False)
    for beside in (0.0, 0.2, -0.3):
        standing = screen("s", plan.node["1-1"], (20.0, beside), faces=0.0)
        way = routes(replace(plan, screens=(standing,))).screen("s")
        assert (way.exit, way.arrow) == ("exit/main", "left"), "east, of one who looks south"


def test_a_long_first_leg_keeps_the_direction_of_its_own() -> None:
    plan = two_storeys(up_exit=False)
    far = screen("s", plan.node["2-1"], (10.0, 0.0), faces=90.0)
    way = routes(replace(plan, screens=(far,))).screen("s")
    assert (way.arrow, way.form) == ("up", "go")


def test_the_way_says_which_stairs_and_to_which_storey() -> None:
    plan = two_storeys(up_exit=False)
    way = routes(replace(plan, screens=(screen("s", plan.node["2-1"]),))).screen("s")
    assert "经楼梯a下到1层" in [line["zh"] for line in way.lines]
    assert "Take stairs/a down to Floor 1" in [line["en"] for line in way.lines]
