"""A faulty floor plan is told with the drawing's element and the remedy, before it leads
anybody."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.content import reader as content
from signage.evacuation.blocks import Block, Scheme
from signage.evacuation.hall_checks import hall_advice, hall_mistakes, scheme_mistakes, where
from signage.evacuation.plan_advice import REFERENCE_ONLY, Limits, plan_advice
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.routes import routes
from signage.floorplan.drawing import planned
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Equipment, ExitDoor, Plan, Standing, Wall, plan, plan_document
from signage.floorplan.shapes import Drawing, Shape
from signage.language.words import Message, say
from tests.signage.plans import sample
from tests.signage.towers import screen, two_storeys

FOR_REFERENCE = f" ({say(REFERENCE_ONLY, 'en')})"


def told(found: list[Any]) -> list[tuple[str, str]]:
    return [(m.key, m.wrong) for m in found]


EXTINGUISHER = Equipment("extinguisher/1", (1, 1))


def square(*more: Edge, nodes: tuple[Node, ...] = (), **parts: Any) -> Plan:
    """Four corners, four sides, an exit at the first corner."""
    corners = (Node("a", (0, 0)), Node("b", (10, 0)), Node("c", (10, 10)), Node("d", (0, 10)))
    ring = tuple(Edge(f"{x}{y}", x, y, 10.0) for x, y in ("ab", "bc", "cd", "da"))
    return Plan(
        (*corners, *nodes),
        (*ring, *more),
        (ExitDoor("exit/a", "a", (0, 0), width_m=2.0),),
        equipment=(EXTINGUISHER,),
        **parts,
    )


def test_a_sound_plan_has_nothing_to_tell() -> None:
    assert plan_mistakes(square()) == []
    assert plan_advice(square()) == []


def test_the_sample_hall_is_sound_and_agrees_with_its_drawing() -> None:
    hall = content.read(content.sample()).hall
    assert plan_mistakes(sample()) + hall_mistakes(sample(), hall) == []
    assert plan_advice(sample(), Limits(capacity=300)) + hall_advice(sample(), hall) == []


FAULTS = {
    "self-loop": (square(Edge("loop", "b", "b", 0.0)), "loop", "joins b to itself"),
    "duplicate": (square(Edge("again", "b", "a", 10.0)), "again", "joins b and a like ab"),
    "dangling": (square(Edge("lost", "b", "nowhere", 3.0)), "lost", "its end nowhere does not exist"),
    "name": (square(Edge("a_to_b", "a", "c", 14.2)), "a_to_b", "not what its name says"),
    "node inside": (
        square(Edge("spoke", "m", "x", 5.0), nodes=(Node("m", (5, 0)), Node("x", (5, 5)))),
        "m", "lies inside ab",
    ),
    "crossing": (square(Edge("ac", "a", "c", 14.2), Edge("bd", "b", "d", 14.2)), "bd", "crosses ac"),
    "gap": (
        square(Edge("stub", "p", "q", 4.0), Edge("tie", "q", "d", 7.0), nodes=(Node("p", (5, 0.2)), Node("q", (5, 5)))),
        "p", "ends 0.20 m from ab",
    ),
    "apart": (
        square(Edge("far", "p", "q", 4.0), nodes=(Node("p", (50, 50)), Node("q", (54, 50)))),
        "p", "joined to nothing else",
    ),
    "wall": (square(walls=(Wall((5, -1), (5, 1), element="pillar"),)), "ab", "goes through pillar"),
    "no exit": (replace(square(), exits=()), "exits", "no exit"),
    "no width": (replace(square(), exits=(ExitDoor("exit/a", "a", (0, 0)),)), "exit/a", "has no width"),
    "off the route": (
        square(screens=(Standing("s", (5, 5), 0.0, (5, 3.5), off_m=5.0),)), "s", "more than 2 m from a route",
    ),
    "faces a wall": (square(screens=(Standing("s", (10, 0), 0.0, (10, 0.2), node="b"),)), "s", "faces a wall"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_names_its_element_and_a_remedy(fault: str) -> None:
    faulty, element, wrong = FAULTS[fault]
    found = [m for m in plan_mistakes(faulty) if m.key == element and wrong in m.wrong]
    assert len(found) == 1, told(plan_mistakes(faulty))
    assert found[0].remedy and found[0].file == "plan.svg"
    if fault not in ("no exit", "dangling"):
        assert where(faulty, element) is not None


def test_one_way_traps_are_told() -> None:
    trap = replace(
        square(Edge("in", "b", "x", 5.0, one_way=True), nodes=(Node("x", (15, 0)),)),
        screens=(Standing("s", (15, 1), 180.0, (15, 2), node="x"),),
    )
    assert ("s", "no way leads from s to an exit") in told(plan_mistakes(trap))


def test_a_single_way_and_a_single_exit_are_named_with_the_screens_they_cut_off() -> None:
    line = Plan(
        (Node("a", (0, 0)), Node("b", (10, 0))),
        (Edge("only", "a", "b", 10.0),),
        (ExitDoor("exit/a", "a", (0, 0), width_m=1.0),),
        screens=(Standing("s", (10, 1), 180.0, (10, 2.5), node="b"),),
        equipment=(EXTINGUISHER,),
    )
    assert told(plan_advice(line)) == [
        ("only", "if it is blocked, s have no way out"),
        ("exit/a", "if exit/a is closed, s have no way out"),
        ("exit/a", f"exit/a is 1 m wide, less than 1.4 m{FOR_REFERENCE}"),
    ]


def test_an_arrow_into_the_wall_is_told() -> None:
    found = plan_advice(square(screens=(Standing("s", (0, 8), 180.0, (0, 9.5), node="d"),)))
    assert (
        "s",
        "straight ahead of s's viewer is the wall it hangs on; it shows the first turn instead",
    ) in told(found)
    hanging = plan_advice(
        square(screens=(Standing("s", (0, 8), 180.0, (0, 9.5), node="d", mount="ceiling"),))
    )
    assert all("wall" not in m.wrong for m in hanging)


def test_two_screens_that_send_people_towards_each_other_are_told() -> None:
    nodes = (
        Node("west", (0, 0)),
        Node("east", (10, 0)),
        Node("below", (5, 2)),
        Node("above", (5, -2)),
    )
    edges = (Edge("s", "west", "below", 6.0), Edge("t", "east", "above", 6.0))
    exits = (
        ExitDoor("exit/1", "below", (5, 2), width_m=2.0),
        ExitDoor("exit/2", "above", (5, -2), width_m=2.0),
    )
    screens = (
        Standing("a", (0, 1), 0.0, (0, 0), node="west"),
        Standing("b", (10, 1), 0.0, (10, 0), node="east"),
    )
    crossed = Plan(nodes, edges, exits, screens=screens)
    opposing = ("a", "a and b see each other and send people towards each other")
    assert opposing in told(plan_advice(crossed))
    assert opposing not in told(plan_advice(replace(crossed, walls=(Wall((5, -1), (5, 1)),))))


def test_far_corners_and_missing_width_are_for_reference_only() -> None:
    found = plan_advice(sample(), Limits(far_m=15.0, capacity=2000))
    assert len(found) == 2
    assert all(FOR_REFERENCE in m.wrong for m in found)
    assert "more than 15 m" in found[0].wrong and "2000 people need 13.00 m" in found[1].wrong


def mall() -> Plan:
    """A mall with the faults of the reference's defective graph (§10): laid out anew, its nodes'
    names kept."""
    document: dict[str, Any] = {
        "nodes": [
            {"id": "v1", "at": (0, 0)}, {"id": "v26", "at": (20, 0)}, {"id": "v28", "at": (40, 0)},
            {"id": "v39", "at": (60, 0)}, {"id": "v40", "at": (0, 10)}, {"id": "v22", "at": (0, 30)},
            {"id": "v19", "at": (30, 30)}, {"id": "v73", "at": (40, 30)}, {"id": "v33", "at": (50, 30)},
            {"id": "v38", "at": (60, 30)}, {"id": "v9", "at": (50, 35)}, {"id": "v35", "at": (70, 40)},
            {"id": "v36", "at": (60, 40)}, {"id": "v34", "at": (70, 45)},
        ],
        "edges": [
            {"id": f"{a}_to_{b}", "a": a, "b": b, "length_m": 10.0}
            for a, b in (("v1", "v26"), ("v26", "v28"), ("v28", "v39"), ("v1", "v40"), ("v22", "v40"), ("v19", "v22"),
                         ("v39", "v38"), ("v33", "v38"), ("v36", "v38"), ("v35", "v36"), ("v34", "v35"), ("v9", "v33"),
                         ("v19", "v73"), ("v33", "v73"), ("v19", "v33"),
                         *((loop, loop) for loop in ("v1", "v26", "v28", "v39", "v40")))
        ] + [{"id": "v33_to_v35", "a": "v9", "b": "v33", "length_m": 5.0}],
        "exits": [{"id": "exit/entrance", "node": "v34", "at": (70, 45), "width_m": 3.0}],
    }  # fmt: skip
    return plan(document)


def test_all_faults_of_the_defective_mall_are_found_and_no_others() -> None:
    assert sorted(told(plan_mistakes(mall()))) == [
        ("v1_to_v1", "it joins v1 to itself"),
        ("v26_to_v26", "it joins v26 to itself"),
        ("v28_to_v28", "it joins v28 to itself"),
        ("v33_to_v35", "it joins v9 and v33 like v9_to_v33"),
        ("v33_to_v35", "it joins v9 and v33, not what its name says"),
        ("v39_to_v39", "it joins v39 to itself"),
        ("v40_to_v40", "it joins v40 to itself"),
        ("v73", "it lies inside v19_to_v33 and is no corner of it"),
    ]


def test_a_plan_survives_its_document() -> None:
    assert plan(plan_document(sample())) == sample()
    assert plan(plan_document(sample())).digest == sample().digest


def test_hall_and_drawing_that_disagree_are_told() -> None:
    hall = content.read(content.sample()).hall
    fewer = replace(
        sample(), exits=sample().exits[1:], spots=sample().spots[1:], areas=sample().areas[1:]
    )
    gone = {sample().exits[0].id, sample().spots[0].id, sample().areas[0].id}
    assert {m.key for m in hall_mistakes(fewer, hall) + hall_advice(fewer, hall)} == gone
    stray = replace(
        sample(), spots=(*sample().spots, replace(sample().spots[0], id="window/99", element="w99"))
    )
    assert told(hall_mistakes(stray, hall)) == [("w99", "the hall knows no window/99")]
    moved = replace(
        sample(),
        spots=tuple(replace(s, at=(1.0, 20.0)) for s in sample().spots if s.id == "window/3"),
    )
    assert ("window-3", "window/3 lies outside zone/service") in told(hall_advice(moved, hall))


# ---------------------------------------------------------------- drawings


def drawn(*shapes: Shape) -> Drawing:
    route = Shape("r", "routes", ((0, 0), (1000, 0)))
    return Drawing((route, Shape("e", "exits", ((0, -90), (0, 90)), resource="exit/a"), *shapes))


MISDRAWN = {
    "curve": (Shape("x", "routes", (), fault=Message("check.has-curve", letter="C")), "x", "curve"),
    "exit off": (Shape("x", "exits", ((500, 500),), resource="exit/b"), "x", "no route ends at exit/b"),
    "no id": (Shape("x", "exits", ((0, 0),)), "x", "has no id"),
    "wrong id": (Shape("x", "exits", ((0, 0),), resource="window/1"), "x", "no id for layer exits"),
    "twice": (Shape("x", "exits", ((0, 0),), resource="exit/a"), "x", "exit/a is also e"),
    "kind": (Shape("x", "routes", ((0, 0), (0, 500)), attributes={"kind": "slide"}), "x", "kind=slide cannot be read"),
    "width": (Shape("x", "routes", ((0, 0), (0, 500)), attributes={"width": "-1"}), "x", "width=-1 cannot be read"),
    "door off": (Shape("x", "doors", ((500, 400), (500, 500)), resource="door/a"), "x", "no route goes through door/a"),
    "no facing": (Shape("x", "screens", ((500, 100),), resource="screen/a"), "x", "which way it faces"),
    "open zone": (Shape("x", "zones", ((0, 0), (9, 9)), resource="zone/a"), "x", "is open"),
    "one floor": (Shape("x", "stairs", ((1000, 0),), resource="stairs/a"), "x", "on one floor only"),
    "scale": (Shape("x", "scale", ((0, 0), (10, 0))), "x", "has no length"),
}  # fmt: skip


@pytest.mark.parametrize("fault", MISDRAWN)
def test_what_was_drawn_wrong_is_told_with_its_element(fault: str) -> None:
    shape, element, wrong = MISDRAWN[fault]
    found = [m for m in planned(drawn(shape)).mistakes if m.key == element]
    assert len(found) == 1 and wrong in found[0].wrong and found[0].remedy


def test_an_empty_drawing_says_what_it_lacks() -> None:
    assert told(list(planned(Drawing(())).mistakes)) == [
        ("routes", "there is no such layer, or it is empty"), ("exits", "there is no such layer, or it is empty"),
    ]  # fmt: skip


def test_who_stands_on_a_door_keeps_the_way_of_one_side() -> None:
    """A corner of the route lies on the door's line: the door parts it from one side, not from
    both."""
    route = Shape("r", "routes", ((0.0, 0.0), (1000.0, 0.0), (2000.0, 0.0)), False, "1")
    door = Shape("d", "doors", ((1000.0, -60.0), (1000.0, 60.0)), False, "1", "door/a")
    exits = (
        Shape(f"e{x}", "exits", ((x, 0.0),), False, "1", f"exit/{x:.0f}", {"width": "2"})
        for x in (0.0, 2000.0)
    )
    found = planned(Drawing((route, door, *exits)))
    assert found.mistakes == ()
    assert [edge.id for edge in found.plan.edges if edge.doors] in (["r.0"], ["r.1"])
    assert routes(found.plan, [Block("door/a")]).fate("r#1") == "out"


def test_a_way_that_ends_at_a_door_is_closed_with_it() -> None:
    """Nothing goes through: then the door closes what touches it."""
    route = Shape("r", "routes", ((0.0, 0.0), (1000.0, 0.0)), False, "1")
    door = Shape("d", "doors", ((1000.0, 60.0), (1000.0, -60.0)), False, "1", "door/a")
    found = planned(
        Drawing(
            (route, door, Shape("e", "exits", ((0.0, 0.0),), False, "1", "exit/a", {"width": "2"}))
        )
    )
    assert [edge.doors for edge in found.plan.edges] == [("door/a",)]


def test_a_screen_too_near_to_what_it_points_at_is_spoken_of() -> None:
    plan = two_storeys()
    near = screen("near", plan.node["2-0"], (0.0, 0.3))
    far = screen("far", plan.node["2-0"], (0.0, 1.5))
    told_ = [m.wrong for m in plan_advice(replace(plan, screens=(near, far), exits=plan.exits[:1]))]
    assert "near's viewer stands 0.3 m from the stairs it sends people to" in told_
    assert not any("far's viewer" in wrong for wrong in told_)


def test_who_is_left_with_a_way_upwards_alone_is_told() -> None:
    plan = two_storeys()
    plan = replace(plan, screens=(screen("low", plan.node["1-0"], (0.0, 2.0)),))
    advised = [m.wrong for m in plan_advice(plan)]
    assert "if exit/main is closed, low have only a way upwards" in advised
    closing = (Scheme("shut", {"zh": "封闭"}, (Block("exit/main"),)),)
    assert [m.wrong for m in scheme_mistakes(plan, closing)] == [
        "under shut only a way upwards is left from low"
    ]
    wrong_way = replace(plan, exits=plan.exits[1:])
    told_ = [m.wrong for m in plan_mistakes(wrong_way)]
    assert "only by climbing above the discharge storey is an exit reached from low" in told_


# ---------------------------------------------------------------- screens that hang away from the route

ROUTE_Y = 0.0
"""The route of :func:`drawn` runs along it; exit/a is at its beginning."""


def hung(y: float, *words: tuple[str, str], counter: bool = False) -> list[tuple[str, str]]:
    """What is told of a wall screen that hangs at height ``y`` cm of the drawing and faces the
    route."""
    screen = Shape(
        "x", "screens", ((500, y), (500, y - 50)), resource="screen/a", attributes=dict(words)
    )
    front = [Shape("c", "furniture", ((300, y - 120), (700, y - 120)))] if counter else []
    found = planned(drawn(screen, *front))
    return told([*found.mistakes, *plan_mistakes(found.plan)])


@pytest.mark.parametrize("y", [150, 250, 340])
def test_a_wall_screen_is_drawn_where_it_hangs_if_its_reader_stands_near_a_route(y: float) -> None:
    assert not [m for m in hung(y) if "screen" in m[1] or "a is" in m[1]]


def test_a_screen_whose_reader_is_far_from_every_route_is_told() -> None:
    assert ("x", "a is more than 2 m from a route") in hung(390)


def test_a_screen_high_behind_a_counter_says_how_far_before_it_people_read() -> None:
    assert ("x", "a is more than 2 m from a route") in hung(400, counter=True)
    assert not [m for m in hung(400, ("stand", "3"), counter=True) if "a is" in m[1]]
    screen = Shape(
        "x", "screens", ((500, 400), (500, 350)), resource="screen/a", attributes={"stand": "3"}
    )
    (standing,) = planned(drawn(screen)).plan.screens
    assert standing.at == (5.0, 4.0) and standing.stand == pytest.approx((5.0, 1.0))


def test_a_storey_without_fire_equipment_is_told_for_reference() -> None:
    found = plan_advice(replace(square(), equipment=()))
    assert [m.wrong for m in found] == [
        f"floor 1 shows no fire equipment, printed evacuation plans say none{FOR_REFERENCE}"
    ]
