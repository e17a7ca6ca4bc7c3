"""Storeys, stairs and lifts as the hall describes them, beside the drawing that shows them."""

from dataclasses import replace
from typing import Any

import pytest

from signage.availability.world import world
from signage.catalogue.checks import mistakes
from signage.catalogue.kinds import Catalogue
from signage.evacuation.blocks import Block, Scheme, blocks
from signage.evacuation.hall_checks import hall_advice, hall_mistakes, named, scheme_mistakes, where
from signage.evacuation.routes import routes
from signage.evacuation.state import held
from signage.floorplan.drawing import Planned, planned
from signage.floorplan.plan import Spot, Standing
from signage.floorplan.shapes import Drawing, Shape
from signage.hall.model import SPECIFIC, Hall, Zone
from signage.hall.storeys import Floor, Lift, Stairs, level_of
from signage.reports.emergency_call import read_aloud
from signage.situation.commands import Raise
from signage.wayfinding.directions import Directions, directions
from tests.cast import CATALOGUE, HALL, Day
from tests.spoken import both

FLOORS = (
    Floor(id="floor/1", name=both("一层", "Floor 1"), height_m=0.0, discharge=True),
    Floor(id="floor/2", name=both("二层", "Floor 2"), height_m=4.2),
)
EAST = Stairs(id="stairs/east", name=both("东楼梯", "East stairs"), floors=("floor/1", "floor/2"))
LIFT = Lift(
    id="lift/a", name=both("客梯", "Lift"), floors=("floor/1", "floor/2"), depends=("system/power",)
)


def hall(**parts: Any) -> Hall:
    """The test hall with a second storey, stairs and a lift."""
    upper = Zone(id="zone/upper", name=both("二层办税区", "Upper zone"), floor="2")
    fields: dict[str, Any] = {name: getattr(HALL, name) for name in Hall.model_fields}
    storeyed = {
        "floors": FLOORS,
        "stairs": (EAST,),
        "lifts": (LIFT,),
        "zones": (*HALL.zones, upper),
        "screens": (),
    }
    return Hall.model_validate(fields | storeyed | parts)


def mark(layer: str, label: str, x: float, floor: str, **attributes: str) -> Shape:
    return Shape(f"{label}@{floor}", layer, ((x, 0.0),), False, floor, label, attributes)


def drawn(
    *more: Shape, floors: tuple[str, ...] = ("1", "2"), exits: tuple[str, ...] = ("1",)
) -> Planned:
    """On each storey a way of 20 m from stairs to lift; an exit in its middle where there is
    one."""
    shapes = [
        Shape(f"r{f}", "routes", ((0.0, 0.0), (1000.0, 0.0), (2000.0, 0.0)), False, f)
        for f in floors
    ]
    shapes += [mark("exits", f"exit/{f}", 1000.0, f, width="2") for f in exits]
    shapes += [mark("stairs", "stairs/east", 0.0, f) for f in floors]
    shapes += [mark("stairs", "lift/a", 2000.0, f) for f in floors]
    return planned(Drawing((*shapes, *more)))


def told(given: Hall) -> list[str]:
    return [str(mistake) for mistake in mistakes(given, CATALOGUE)]


def compared(given: Hall, plan: Planned) -> list[str]:
    return [
        f"{m.key}: {m.wrong}"
        for m in hall_mistakes(plan.plan, given)
        if not m.key.startswith("exit/")
    ]


# ---------------------------------------------------------------- the description


def test_a_hall_with_storeys_has_no_mistakes() -> None:
    assert told(hall()) == []


def test_what_is_in_a_zone_lies_on_its_storey_and_stairs_on_all_they_join() -> None:
    around = hall().zones_around
    assert around["window/1"] == ("zone/service", "floor/1")
    assert around["zone/upper"] == ("zone/upper", "floor/2")
    assert around["floor/2"] == ("floor/2",)
    assert around["stairs/east"] == around["lift/a"] == ("floor/1", "floor/2")
    assert around["system/core"] == ()
    assert HALL.zones_around["window/1"] == ("zone/service",), "nobody described its storey"


def test_a_storey_is_closer_than_the_hall_and_farther_than_a_zone() -> None:
    reach = hall().reach(("window/1",), "window/1")
    order = ["hall", "floor/1", "zone/service", "system/core", "window/1"]
    assert [reach[name] for name in order] == list(range(SPECIFIC + 1))
    assert "floor/2" not in reach


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        (
            {"floors": (FLOORS[0].model_copy(update={"discharge": False}), FLOORS[1])},
            "people leave from no storey",
        ),
        (
            {"floors": (FLOORS[0], FLOORS[1].model_copy(update={"discharge": True}))},
            "leave from floor/1, floor/2",
        ),
        ({"floors": FLOORS[:1]}, "zones[3].floor: there is no floor/2"),
        ({"floors": FLOORS[:1]}, "stairs[0].floors[1]: there is no floor/2"),
        (
            {"floors": (FLOORS[0], FLOORS[1].model_copy(update={"height_m": 0.0}))},
            "joins storeys of one height",
        ),
        ({"stairs": (EAST.model_copy(update={"id": "lift/b"}),)}, "lift/b is no id for this list"),
        (
            {"lifts": (LIFT.model_copy(update={"depends": ("system/steam",)}),)},
            "there is no system/steam",
        ),
    ],
)
def test_a_wrong_storey_is_told(parts: dict[str, Any], wrong: str) -> None:
    assert any(wrong in line for line in told(hall(**parts))), told(hall(**parts))


@pytest.mark.parametrize(
    ("word", "level"),
    [("2", 2), ("10", 10), ("-1", -1), ("b2", -2), ("B1", -1), ("0.5", 0.5), ("roof", None)],
)
def test_the_number_of_a_storey_is_read_off_its_word(word: str, level: float | None) -> None:
    assert level_of(word) == level


# ---------------------------------------------------------------- beside the drawing


def test_drawing_and_description_agree() -> None:
    assert drawn().mistakes == ()
    assert compared(hall(), drawn()) == []


@pytest.mark.parametrize(
    ("given", "plan", "wrong"),
    [
        (HALL, drawn(), "floors: the plan has the storeys 1, 2 and none is described: a way out could lead upwards"),
        (hall(), drawn(floors=("1", "2", "3")), "floor 3: storey 3 is drawn, but the hall knows no floor/3"),
        (hall(), drawn(exits=("2",)), "exits: floor/1 is the discharge storey, but no exit is drawn on it"),
        (hall(lifts=()), drawn(), "lift/a@1: the hall knows no lift/a"),
        (hall(), drawn(floors=("1",)), "lift/a@1: lift/a is drawn on floor/1, not on the floors hall.toml says"),
        (
            hall(),
            drawn(floors=("10", "2")),
            "lift/a@2: lift/a is drawn on floor/2, floor/10, not on the floors hall.toml says",
        ),
        (
            hall(),
            drawn(Shape("z", "zones", ((0, 9), (9, 9), (9, 20)), True, "1", "zone/upper")),
            "z: zone/upper is drawn on storey 1, but lies on floor/2",
        ),
        (
            hall(floors=(FLOORS[0], FLOORS[1].model_copy(update={"height_m": -4.0}))),
            drawn(),
            "stairs/east@1: the flights of stairs/east follow the storeys as 1, 2, which is not from below upwards",
        ),
    ],
)  # fmt: skip
def test_where_they_disagree_is_told(given: Hall, plan: Planned, wrong: str) -> None:
    assert wrong in compared(given, plan)


def test_one_storey_needs_no_description() -> None:
    plan = planned(
        Drawing((
            Shape("r", "routes", ((0.0, 0.0), (1000.0, 0.0)), False, "1"),
            mark("exits", "exit/1", 0.0, "1", width="2"),
        ))
    )  # fmt: skip
    bare = hall(floors=(), stairs=(), lifts=(), zones=HALL.zones)
    assert plan.mistakes == () and compared(bare, plan) == []


def test_a_storey_nobody_drew_is_spoken_of() -> None:
    third = Floor(id="floor/3", name=both("三层", "Floor 3"), height_m=8.0)
    found = [m.wrong for m in hall_advice(drawn().plan, hall(floors=(*FLOORS, third)))]
    assert "floor/3 is not drawn: nobody is led from there" in found


def test_flights_join_storeys_from_below_upwards() -> None:
    plan = drawn(floors=("10", "2", "1", "b1", "-2")).plan
    assert plan.floors == ("-2", "b1", "1", "2", "10")
    flights = sorted(edge.id for edge in plan.edges if edge.shaft == "stairs/east")
    assert flights == [
        "stairs/east:-2-b1",
        "stairs/east:1-2",
        "stairs/east:2-10",
        "stairs/east:b1-1",
    ]
    assert [landing.floor for landing in plan.shaft["stairs/east"].landings] == list(plan.floors)


def test_a_word_that_is_neither_stairs_lift_nor_ramp_is_a_mistake() -> None:
    found = drawn(
        mark("stairs", "escalator/a", 1000.0, "1"), mark("stairs", "elevator/b", 1000.0, "2")
    )
    assert sorted(m.wrong for m in found.mistakes) == [
        "elevator/b is no id for layer stairs", "escalator/a is no id for layer stairs",
    ]  # fmt: skip
    assert not any(edge.element.startswith("e") for edge in found.plan.edges)


def test_steps_within_a_storey_have_a_name_and_can_be_closed() -> None:
    porch = Shape(
        "s",
        "routes",
        ((1000.0, 0.0), (1000.0, 300.0)),
        False,
        "1",
        "stairs/porch",
        {"kind": "stairs"},
    )
    plan = drawn(porch).plan
    assert plan.shaft["stairs/porch"].landings[0].floor == "1"
    assert [edge.id for edge in plan.edges if edge.shaft == "stairs/porch"] == ["s.0"]


def test_the_plan_takes_names_heights_and_needs_from_the_hall() -> None:
    plan = named(drawn().plan, hall())
    assert plan.heights == {"1": 0.0, "2": 4.2} and plan.discharge == "1"
    assert (
        plan.storey["2"].name["zh"] == "二层" and plan.shaft["stairs/east"].name["zh"] == "东楼梯"
    )
    assert plan.shaft["lift/a"].depends == ("system/power",)


def test_storeys_nobody_described_lie_as_their_numbers_say() -> None:
    plan = drawn(floors=("-1", "1", "2")).plan
    assert plan.heights == {"-1": -1.0, "1": 1.0, "2": 2.0} and plan.discharge == "1"


# ---------------------------------------------------------------- tied to what can fail


def closed_by(*raised: Raise) -> list[tuple[str, str]]:
    day = Day(hall=hall())
    for command in raised:
        day.do(command)
    return [
        (block.target, block.hold) for block in blocks(named(drawn().plan, hall()), day.situation)
    ]


def test_a_broken_lift_is_closed_and_so_is_one_without_power() -> None:
    assert closed_by(Raise("DEV-HALL", ("lift/a",))) == [("lift/a", "closed")]
    assert closed_by(Raise("SYS-CORE", ("system/power",))) == [("lift/a", "closed")]
    assert closed_by(Raise("SYS-CORE", ("system/core",))) == []


def test_stairs_that_are_out_are_closed_and_those_on_fire_keep_people_away() -> None:
    assert closed_by(Raise("ACCIDENT", ("stairs/east",))) == [("stairs/east", "closed")]
    assert closed_by(Raise("FIRE", ("stairs/east",))) == [("stairs/east", "fire")]


def test_an_evacuation_of_a_storey_closes_none_of_its_ways_out() -> None:
    assert closed_by(Raise("FIRE", ("floor/1",))) == []


@pytest.mark.parametrize(
    ("target", "floors"),
    [
        ("hall", "一层、二层"),
        ("floor/2", "二层"),
        ("stairs/east", "一层、二层"),
        ("zone/upper", "二层"),
        ("window/1", "一层"),
    ],
)
def test_an_operator_is_told_the_storeys_by_name(target: str, floors: str) -> None:
    """For an ambulance ``b1 层`` is no storey, and a fire on a storey or on stairs has one too."""
    day = Day(hall=hall())
    day.do(Raise("FIRE", (target,)))
    (incident,) = day.situation.incidents.values()
    assert f"楼层：{floors}。" in [line["zh"] for line in read_aloud(hall(), incident)]


def test_a_scheme_may_close_stairs_and_a_lift() -> None:
    plan = named(drawn(exits=("1", "2")).plan, hall())
    prepared = (
        Scheme("east", both("东侧不可用", "No east"), (Block("stairs/east"), Block("lift/a"))),
    )
    assert scheme_mistakes(plan, prepared) == []
    assert routes(plan, (), prepared[0]).shut == {"stairs/east", "lift/a"}
    alone = named(drawn().plan, hall())
    assert (
        routes(alone, (), prepared[0]).fate(alone.shaft["stairs/east"].landings[1].node) == "none"
    )


def test_the_step_free_way_takes_the_lift_until_it_is_broken() -> None:
    plan = named(drawn().plan, hall())
    spot = Spot("place/toilet", (10.0, 0.0), "2", "r2#1", name=both("卫生间", "Toilets"))
    standing = Standing("s", (10.0, 1.5), 0.0, (10.0, 0.0), "1", "r1#1", mount="stand")
    plan, day = replace(plan, spots=(spot,), screens=(standing,)), Day(hall=hall())

    def to_toilet() -> Directions | None:
        return directions(plan, "s", "place/toilet", held(plan, day.situation), step_free=True)

    way = to_toilet()
    assert way is not None and way.changes[0].shaft == "lift/a"
    day.do(Raise("SYS-CORE", ("system/power",)))
    assert to_toilet() is None, "without power the lift is closed, and stairs are no step-free way"
    usual = directions(plan, "s", "place/toilet", held(plan, day.situation))
    assert usual is not None and usual.changes[0].words["zh"] == "经东楼梯上到二层"


def test_directions_from_a_landing_begin_as_the_flight_goes() -> None:
    """Not as the step from the screen to its viewer, which is behind them."""
    plan = named(drawn().plan, hall())
    spot = Spot("place/toilet", (10.0, 0.0), "2", "r2#1", name=both("卫生间", "Toilets"))
    standing = Standing("s", (0.0, 1.5), 0.0, (0.0, 0.0), "1", "r1#0", mount="stand")
    way = directions(replace(plan, spots=(spot,), screens=(standing,)), "s", "place/toilet")
    assert way is not None and (way.arrow, way.rel_deg) == ("up", None)
    assert [step.turn for step in way.steps] == ["stairs", "start", "arrive"]


def test_a_finding_about_stairs_is_marked_where_they_are_entered() -> None:
    plan = drawn().plan
    assert where(plan, "stairs/east") == where(plan, "stairs/east@1") == ("1", (0.0, 0.0))


def test_a_power_cut_in_the_whole_hall_or_on_a_storey_of_it_stops_the_lift() -> None:
    """It is the power that is out, on whatever it is raised; the network of the hall moves no
    lift."""
    assert cut("system/power", "hall") == cut("system/power", "floor/2") == {"lift/a"}
    assert cut("system/power", "window/1") == cut("system/network", "hall") == set()


def cut(system: str, target: str) -> set[str]:
    """Stairs and lifts that are out, and closed on the plan, where a system's own kind is raised on
    a target."""
    outage = CATALOGUE.kind["SYS-CORE"].model_copy(update={"target": system})
    day = Day(hall=hall(), catalogue=Catalogue(kinds=(outage,)))
    day.do(Raise("SYS-CORE", (target,)))
    shut = {block.target for block in blocks(named(drawn().plan, hall()), day.situation)}
    assert shut == world(hall(), day.situation, day.now).out.keys() & {"lift/a", "stairs/east"}
    return shut
