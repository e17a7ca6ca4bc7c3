"""Where people gather: never on the side that burns, and never said where nobody can know."""

from dataclasses import replace
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given

from signage.evacuation.assembly import burning, gathering, sides_of
from signage.evacuation.blocks import Block
from signage.evacuation.plan_advice import assembly_advice
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.routes import routes
from signage.evacuation.way_out import HEED
from signage.floorplan.geometry import distance
from signage.floorplan.graph import Node
from signage.floorplan.plan import Area, Assembly, ExitDoor, Plan, Spot
from tests.signage.plans import sample

SQUARE = Assembly("assembly/square", (0, 50), {"zh": "南广场"}, ("exit/s", "exit/e"))
PARK = Assembly("assembly/park", (0, -50), {"zh": "北停车场"}, ("exit/n", "exit/e"))


def hall(*points: Assembly) -> Plan:
    doors = {"s": (0.0, 20.0), "n": (0.0, -20.0), "e": (30.0, 0.0)}
    return Plan(
        nodes=tuple(Node(name, at, kind="exit") for name, at in doors.items()),
        exits=tuple(ExitDoor(f"exit/{name}", name, at, width_m=2) for name, at in doors.items()), assemblies=points,
    )  # fmt: skip


def said(plan: Plan, door: str, *fires: str, closed: tuple[str, ...] = ()) -> str | None:
    blocks = [*(Block(name, "fire") for name in fires), *(Block(name) for name in closed)]
    found = gathering(plan, door, sides_of(plan, (), blocks))
    return found.id if found is not None else None


def test_who_leaves_on_the_other_side_of_a_fire_is_sent_to_the_other_point() -> None:
    both = hall(SQUARE, PARK)
    assert said(both, "exit/s") == "assembly/square" and said(both, "exit/n") == "assembly/park"
    assert said(both, "exit/e") in ("assembly/square", "assembly/park")
    assert said(both, "exit/e", "exit/s") == "assembly/park"
    assert said(both, "exit/e", "exit/n") == "assembly/square"
    assert said(both, "exit/e", "exit/s", "exit/n") is None


def test_a_door_closed_meanwhile_takes_its_side_and_a_prepared_one_does_not() -> None:
    both = hall(SQUARE, PARK)
    assert said(both, "exit/e", closed=("exit/s",)) == "assembly/park"
    prepared = sides_of(both, [Block("exit/s")], [])
    assert gathering(both, "exit/e", prepared) is not None and not prepared.out


def test_without_a_second_point_nobody_is_sent_behind_the_fire() -> None:
    assert said(hall(SQUARE), "exit/e", "exit/s") is None
    assert said(hall(SQUARE), "exit/n") is None, "the square does not belong to the north exit"
    anybody = replace(SQUARE, exits=())
    assert (
        said(hall(anybody), "exit/n") == "assembly/square"
        and said(hall(anybody), "exit/n", "exit/s") is None
    )


def test_an_exit_burns_in_a_burning_zone_beside_it_and_with_what_stands_at_it() -> None:
    plan = replace(
        hall(SQUARE),
        areas=(Area("zone/south", ((-5, 10), (5, 10), (5, 19), (-5, 19))),),
        spots=(
            Spot("machine/1", (29, 1)),
            Spot("machine/2", (20, 0)),
            Spot("machine/3", (30, 0), floor="2"),
        ),
    )
    assert burning(plan, [Block("zone/south", "fire")]) == {"exit/s"}
    assert burning(plan, [Block("machine/1", "fire")]) == {"exit/e"}
    assert burning(plan, [Block("exit/n", "fire"), Block("exit/s", "closed")]) == {"exit/n"}
    assert not burning(
        plan,
        [Block("machine/2", "fire"), Block("machine/3", "fire"), Block("zone/south", "closed")],
    )


@given(st.sets(st.sampled_from(sorted(door.id for door in sample().exits)), max_size=2))
def test_in_the_sample_no_screen_sends_anybody_to_a_point_behind_a_fire(fires: set[str]) -> None:
    plan = sample()
    answer = routes(plan, [Block(fire, "fire") for fire in fires])
    for screen in plan.screens:
        way = answer.screen(screen.id)
        if way.exit is None:
            continue
        point = next((a for a in plan.assemblies if a.id == way.assembly), None)
        if point is None:
            assert HEED in way.lines
        else:
            mine = distance(point.at, plan.exit[way.exit].at)
            assert not fires & set(point.exits)
            assert all(distance(point.at, plan.exit[fire].at) > mine for fire in fires)
            assert any(point.name["zh"] in line["zh"] for line in way.lines)


def test_in_the_sample_some_point_is_named_whichever_single_exit_burns() -> None:
    for door in sample().exits:
        answer = routes(sample(), [Block(door.id, "fire")])
        assert any(answer.screen(screen.id).assembly for screen in sample().screens), door.id


def test_a_point_that_lists_no_exit_or_an_unknown_one_is_asked_about() -> None:
    unlisted = hall(replace(SQUARE, exits=()))
    assert any("write exits=" in remedy["en"] for _, _, remedy in assembly_advice(unlisted))
    assert not [f for f in assembly_advice(hall(SQUARE, PARK)) if "write exits=" in f[2]["en"]]
    wrong = hall(replace(SQUARE, exits=("exit/nowhere",)))
    assert any("exit/nowhere" in m.wrong for m in plan_mistakes(wrong))
    alone = [found["en"] for _, found, _ in assembly_advice(hall(SQUARE))]
    assert any("exit/n is told" in told for told in alone), (
        "nobody who leaves north is told where to gather"
    )
    assert any("exit/s burns" in told for told in alone)


def test_every_pair_of_fires_leaves_the_same_answer_in_any_order() -> None:
    both = hall(SQUARE, PARK)
    for fires in combinations(sorted(both.exit), 2):
        for door in both.exit:
            assert said(both, door, *fires) == said(both, door, *reversed(fires))
