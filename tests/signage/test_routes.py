"""Following sign after sign: laws of routes on generated plans, against an independent solver, in
the sample hall."""

import tomllib
from dataclasses import replace
from itertools import combinations, pairwise
from random import Random

import hypothesis.strategies as st
import networkx
import pytest
from hypothesis import given

from signage.evacuation.blocks import HARD, NORMAL, Block, Scheme, blocks, factors, schemes
from signage.evacuation.hall_checks import scheme_mistakes
from signage.evacuation.routes import cut_off, resilience, routes
from signage.floorplan.geometry import bearing, crosses, distance, inside, turned
from signage.floorplan.graph import Edge, Node
from signage.floorplan.headings import AIM_NEAR_M, SECTORS, aim, sector
from signage.floorplan.plan import ExitDoor, Plan, Spot
from signage.situation.commands import Raise
from tests.cast import ADMIN, Day
from tests.rows import every
from tests.signage.plans import CONTENT, blocks_of, plans, sample


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, list[Block]]:
    plan = draw(plans())
    return plan, draw(blocks_of(plan))


@given(cases(), st.booleans())
def test_following_sign_after_sign_ends_at_an_open_exit_or_stays(
    case: tuple[Plan, list[Block]], step_free: bool
) -> None:
    plan, given_blocks = case
    answer = routes(plan, given_blocks, step_free=step_free)
    closed = {b.target for b in given_blocks if b.hold in HARD}
    for node in plan.node:
        chain = answer.chain(node)
        assert len(set(chain)) == len(chain)
        goal = answer.exit(node)
        if goal is None:
            assert chain == (node,)
            continue
        assert goal not in closed
        assert plan.exit[goal].node == chain[-1]
        assert {answer.exit(step) for step in chain} == {goal}
        costs = [answer.cost_m(step) for step in chain]
        metres = [answer.distance_m(step) for step in chain]
        assert all(a > b for a, b in pairwise(costs))  # type: ignore[operator]  # reached, so no None
        assert all(a > b for a, b in pairwise(metres))


@given(cases())
def test_no_way_enters_a_hard_block_from_outside(case: tuple[Plan, list[Block]]) -> None:
    plan, given_blocks = case
    answer = routes(plan, given_blocks)
    hard = [
        plan.area[b.target].outline
        for b in given_blocks
        if b.hold in HARD and b.target in plan.area
    ]
    shut = {b.target for b in given_blocks if b.hold in HARD}
    joined = {(e.a, e.b): e.id for e in plan.edges} | {(e.b, e.a): e.id for e in plan.edges}
    for node in plan.node:
        chain = answer.chain(node)
        for a, b in pairwise(chain):
            assert joined[a, b] not in shut
            for outline in hard:
                assert inside(plan.node[a].at, outline) or not inside(plan.node[b].at, outline)


@given(cases(), st.booleans())
def test_the_answer_equals_an_independent_solver(
    case: tuple[Plan, list[Block]], step_free: bool
) -> None:
    plan, given_blocks = case
    answer = routes(plan, given_blocks, step_free=step_free)
    graph = plan.graph()
    cost = factors(plan, given_blocks)
    oracle = networkx.DiGraph()
    oracle.add_nodes_from(plan.node)
    for number, edge in enumerate(graph.edges):
        if edge.kind in ("lift", *(("stairs",) if step_free else ())):
            continue
        for step, a, b in ((2 * number, edge.a, edge.b), (2 * number + 1, edge.b, edge.a)):
            if cost.get(step, 1) and not (edge.one_way and step & 1):
                oracle.add_edge(b, a, weight=edge.mm * cost.get(step, 1))
    closed = {b.target for b in given_blocks if b.hold in HARD}
    crowded = {b.target for b in given_blocks if b.hold == "crowd"}
    for door in plan.exits:
        if door.id not in closed:
            oracle.add_edge("outside", door.node, weight=20_000 if door.id in crowded else 0)
    oracle.add_node("outside")
    expected = networkx.single_source_dijkstra_path_length(oracle, "outside")
    for node in plan.node:
        found = answer.cost_m(node)
        assert (None if found is None else round(found * 1000)) == expected.get(node)


@given(plans(), st.data())
def test_opening_an_edge_never_lengthens_a_way(plan: Plan, data: st.DataObject) -> None:
    if not plan.edges:
        return
    edge = data.draw(st.sampled_from(plan.edges))
    shut, opened = routes(plan, [Block(edge.id)]), routes(plan)
    for node in plan.node:
        before, after = shut.distance_m(node), opened.distance_m(node)
        assert before is None or (after is not None and after <= before)


@given(cases(), st.randoms())
def test_the_order_of_drawing_changes_nothing(
    case: tuple[Plan, list[Block]], chance: Random
) -> None:
    plan, given_blocks = case
    shuffled = {
        name: list(getattr(plan, name)) for name in ("nodes", "edges", "exits", "areas", "screens")
    }
    for part in shuffled.values():
        chance.shuffle(part)
    other = replace(plan, **{name: tuple(part) for name, part in shuffled.items()})
    assert other.digest == plan.digest
    a, b = routes(plan, given_blocks), routes(other, reversed(given_blocks))
    assert {n: a.answer(n) for n in plan.node} == {n: b.answer(n) for n in plan.node}
    assert a.screens() == b.screens()


@given(cases())
def test_no_way_out_is_never_an_arrow(case: tuple[Plan, list[Block]]) -> None:
    plan, given_blocks = case
    answer = routes(plan, given_blocks)
    for name, way in answer.screens().items():
        reached = answer.exit(plan.screen[name].node or "") is not None
        assert (way.arrow is not None) <= reached
        assert (way.form == "no-route") == (way.arrow is None) == (way.exit is None)
    assert set(cut_off(answer)) == {s.id for s in plan.screens if answer.exit(s.node or "") is None}


# ---------------------------------------------------------------- the sample hall

EXITS = ("exit/east", "exit/north", "exit/south", "exit/west")
CLOSED = [chosen for n in range(3) for chosen in combinations(EXITS, n)]


@every(
    lambda: {
        f"{screen} {closed}": (screen, closed) for screen in sample().screen for closed in CLOSED
    }
)
def test_every_arrow_of_the_sample_hall_points_along_its_way(
    row: tuple[str, tuple[str, ...]],
) -> None:
    """Every screen, every single and double block: the arrow is the first part of the drawn way as
    seen there."""
    (screen, closed), plan = row, sample()
    answer = routes(plan, [Block(name) for name in closed])
    way, standing = answer.screen(screen), plan.screen[screen]
    assert way.exit is not None and way.exit not in closed
    points = way.path
    assert points[0] == standing.stand
    assert distance(points[-1], plan.exit[way.exit].at) < 0.1
    for a, b in pairwise(points):
        assert not any(crosses(a, b, *line) for line in plan.barriers["1"])
    looks = standing.faces_deg + 180
    towards = turned(bearing(points[0], aim(points)) - looks)
    if distance(points[0], points[1]) >= AIM_NEAR_M:
        assert towards == pytest.approx(turned(bearing(points[0], points[1]) - looks))
    assert way.rel_deg == pytest.approx(towards)
    if standing.mount != "wall" or abs(towards) >= 22.5:
        assert way.arrow == sector(towards)
    else:
        assert way.arrow in ("left", "right")
    assert (way.form == "blocked") == (standing.exit in closed)
    if way.form == "blocked":
        assert way.closed == standing.exit and way.words["zh"] == "此出口关闭"
    assert (way.form == "behind") <= (abs(towards) >= 112.5)


def test_signs_of_the_sample_hall_as_a_person_would_give_them() -> None:
    ways = routes(sample()).screens()
    assert {name: (way.arrow, way.exit) for name, way in ways.items()} == {
        "entrance": ("turn-right", "exit/south"),
        "etax-area": ("turn-left", "exit/east"),
        "exit-east": ("up-right", "exit/east"),
        "exit-south": ("up-right", "exit/south"),
        "night": ("turn-right", "exit/south"),
        "self-service": ("up-right", "exit/west"),
        "terminal-2": ("turn-right", "exit/west"),
        "wall": ("up", "exit/north"),
        "window-5": ("right", "exit/north"),
        "window-6": ("right", "exit/north"),
    }
    assert ways["exit-east"].form == "at-exit"
    assert [line["zh"] for line in ways["window-5"].lines] == [
        "请走北出口，约 15 米",
        "到北门外停车场集合",
    ]


def test_three_closed_exits_still_lead_everybody_to_the_fourth_and_four_to_nobody() -> None:
    for last in EXITS:
        answer = routes(sample(), [Block(name) for name in EXITS if name != last])
        assert {way.exit for way in answer.screens().values()} == {last}
    nobody = routes(sample(), [Block(name) for name in EXITS])
    assert {way.form for way in nobody.screens().values()} == {"no-route"}
    assert {way.arrow for way in nobody.screens().values()} == {None}
    assert set(cut_off(nobody)) == set(sample().screen)


@pytest.mark.parametrize("zone", sorted(sample().area))
@pytest.mark.parametrize("hold", ["fire", "closed"])
def test_a_zone_on_fire_is_left_and_never_entered(zone: str, hold: str) -> None:
    plan = sample()
    outline = plan.area[zone].outline
    answer = routes(plan, [Block(zone, hold)])
    for name, way in answer.screens().items():
        chain = answer.chain(plan.screen[name].node or "")
        was_in = [inside(plan.node[step].at, outline) for step in chain]
        assert was_in == sorted(was_in, reverse=True), f"{name} goes back into {zone}"
        if way.path and not inside(way.path[0], outline):
            assert not any(inside(p, outline) for p in way.path[1:])


def test_a_turned_building_gives_the_same_arrows() -> None:
    """Plan and screens turned together leave every arrow as it is."""

    def turn(p: tuple[float, float]) -> tuple[float, float]:
        return (-p[1], p[0])

    plan = sample()
    other = replace(
        plan,
        nodes=tuple(replace(n, at=turn(n.at)) for n in plan.nodes),
        exits=tuple(replace(e, at=turn(e.at)) for e in plan.exits),
        walls=tuple(replace(w, a=turn(w.a), b=turn(w.b)) for w in plan.walls),
        areas=tuple(replace(a, outline=tuple(turn(p) for p in a.outline)) for a in plan.areas),
        screens=tuple(
            replace(s, at=turn(s.at), stand=turn(s.stand), faces_deg=(s.faces_deg + 90) % 360)
            for s in plan.screens
        ),
    )
    for closed in CLOSED:
        before, after = (
            routes(p, [Block(name) for name in closed]).screens() for p in (plan, other)
        )
        assert {n: (w.arrow, w.exit) for n, w in before.items()} == {
            n: (w.arrow, w.exit) for n, w in after.items()
        }


def test_the_resilience_table_has_every_single_and_double_block() -> None:
    table = resilience(sample())
    assert len(table) == 1 + 4 + 6
    assert all(row.cut_off == () for row in table)
    assert max(row.longest_m for row in table) < 60


# ---------------------------------------------------------------- arrows


@pytest.mark.parametrize(
    ("degrees", "arrow"),
    [(0, "up"), (22.4, "up"), (-22.4, "up"), (22.5, "up-right"), (-22.5, "up-left"), (67.5, "right"), (-67.5, "left"),
     (112.4, "right"), (112.5, "turn-right"), (-112.5, "turn-left"), (180, "turn-right")],
)  # fmt: skip
def test_eight_sectors_with_behind_as_a_turn(degrees: float, arrow: str) -> None:
    assert sector(degrees) == arrow
    assert [row[0] for row in SECTORS] == [22.5, 67.5, 112.5, 180.0]


# ---------------------------------------------------------------- wheelchairs, schemes, live blocks


def upstairs(*extra: Edge, refuge: bool = False) -> Plan:
    """A room upstairs, a stair and a lift to the ground floor, one exit down there."""
    nodes = (
        Node("room", (0, 0), "2"), Node("landing", (10, 0), "2", "stairs"), Node("lift-2", (5, 0), "2", "lift"),
        Node("foot", (10, 0), "1", "stairs"), Node("lift-1", (5, 0), "1", "lift"), Node("door", (20, 0), "1", "exit"),
        Node("niche", (12, 0), "2", "refuge" if refuge else "place"),
    )  # fmt: skip
    edges = (
        Edge("a", "room", "lift-2", 5), Edge("b", "lift-2", "landing", 5), Edge("c", "landing", "niche", 2),
        Edge("stair", "landing", "foot", 7, kind="stairs"), Edge("lift", "lift-2", "lift-1", 3.6, kind="lift"),
        Edge("d", "lift-1", "foot", 5), Edge("e", "foot", "door", 10), *extra,
    )  # fmt: skip
    spot = Spot("place/refuge", (12, 0), "2", "niche", name={"zh": "避难间"})
    return Plan(nodes, edges, (ExitDoor("exit/main", "door", (20, 0)),), spots=(spot,))


def test_nobody_is_led_into_a_lift_and_a_wheelchair_not_onto_stairs() -> None:
    assert routes(upstairs()).chain("room") == ("room", "lift-2", "landing", "foot", "door")
    assert routes(upstairs(), step_free=True).exit("room") is None
    to_refuge = routes(upstairs(refuge=True), step_free=True)
    assert to_refuge.exit("room") == "place/refuge"
    assert to_refuge.chain("room")[-1] == "niche"
    assert to_refuge.exit("foot") == "exit/main"


def test_a_ramp_far_away_comes_before_a_refuge() -> None:
    plan = upstairs(Edge("ramp", "room", "foot", 90, kind="ramp"), refuge=True)
    assert routes(plan, step_free=True).exit("room") == "exit/main"


def test_an_exit_with_steps_is_none_for_wheelchairs() -> None:
    plan = sample()
    stepped = replace(
        plan, exits=tuple(replace(e, step_free=e.id != "exit/north") for e in plan.exits)
    )
    assert routes(stepped, step_free=True).screen("window-5").exit != "exit/north"
    assert routes(stepped).screen("window-5").exit == "exit/north"


def test_live_blocks_compose_with_a_scheme() -> None:
    scheme = Scheme("no-north", {"zh": "北侧不可用"}, (Block("exit/north"),))
    answer = routes(sample(), [Block("exit/west")], scheme)
    assert {way.exit for way in answer.screens().values()} <= {"exit/south", "exit/east"}
    priced = routes(sample(), (), Scheme("spread", {"zh": "分流"}, prices={"exit/north": 1000.0}))
    assert priced.screen("window-5").exit != "exit/north"


def test_the_sample_hall_has_schemes_that_leave_everybody_a_way() -> None:
    prepared = schemes(tomllib.loads((CONTENT / "schemes.toml").read_text("utf-8"))["schemes"])
    assert scheme_mistakes(sample(), prepared) == []
    by_id = {scheme.id: scheme for scheme in prepared}
    ways = routes(sample(), (), by_id["avoid-north"]).screens()
    assert "exit/north" not in {way.exit for way in ways.values()}
    faulty = (
        Scheme("normal", {}, (Block("exit/roof"),)),
        Scheme("all", {}, tuple(Block(name) for name in EXITS)),
    )
    told = [m.wrong for m in scheme_mistakes(sample(), faulty)]
    assert told[:2] == ["normal is used more than once", "exit/roof is not on the plan"]
    assert told[2].startswith("under all no way is left from entrance, ")


def test_a_crowd_makes_dearer_and_a_fire_forbids() -> None:
    beside = "r-north#1"
    crowd = routes(sample(), [Block("exit/north", "crowd")])
    assert crowd.exit(beside) == "exit/north", "the wait is shorter than the way to another exit"
    assert crowd.screen("wall").exit != "exit/north"
    assert crowd.screen("wall").form != "blocked"
    assert routes(sample(), [Block("exit/north", "fire")]).exit(beside) != "exit/north"


def test_a_closed_door_is_passed_by_nobody() -> None:
    answer = routes(sample(), [Block("door/night"), Block("exit/south")])
    assert answer.screen("night").exit == "exit/east"
    both = routes(sample(), [Block("door/night"), Block("door/night-hall")])
    assert both.screen("night").form == "no-route"


def test_blocks_come_from_what_is_open() -> None:
    plan = sample()
    day = Day()

    def now(**options: bool) -> list[tuple[str, str]]:
        return [(b.target, b.hold) for b in blocks(plan, day.situation, **options)]

    assert now() == []
    fire = day.do(Raise("FIRE", ("zone/service", "hall")))
    day.do(Raise("QUEUE", ("zone/service",)))
    assert now() == [("zone/service", "fire")]
    assert blocks(plan, day.situation)[0].incident == fire
    day.do(Raise("DEV-HALL", ("machine/terminal-1",)))
    day.do(Raise("DEV-HAZARD", ("machine/terminal-1",)))
    assert now() == [("machine/terminal-1", "fire"), ("zone/service", "fire")]


def test_a_drill_blocks_only_for_the_screens_of_the_drill() -> None:
    day = Day()
    day.do(Raise("FIRE", ("zone/service",), drill=True), ADMIN)
    assert blocks(sample(), day.situation) == ()
    assert [b.target for b in blocks(sample(), day.situation, drills=True)] == ["zone/service"]


def test_the_normal_scheme_blocks_nothing() -> None:
    assert NORMAL.blocks == () and NORMAL.prices == {}
