"""Plans of several storeys: a hand-made one, and generated ones with stairs, lifts, ramps and exits
on any storey."""

from itertools import pairwise

import hypothesis.strategies as st

from signage.evacuation.blocks import Block
from signage.floorplan.geometry import distance
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Area, ExitDoor, Plan, Spot, Standing
from signage.floorplan.shafts import Landing, Shaft, ShaftKind, Storey
from tests.spoken import both

Point = tuple[float, float]
FLOORS = {"b1": -3.6, "1": 0.0, "2": 4.2, "3": 8.4}


def storey(floor: str, *, discharge: bool = False) -> Storey:
    return Storey(floor, FLOORS[floor], discharge, both(f"{floor}层", f"Floor {floor}"))


def corridor(floor: str, *at: Point) -> tuple[list[Node], list[Edge]]:
    """Nodes ``2-0``, ``2-1`` … along a line of points, joined one after another."""
    nodes = [Node(f"{floor}-{n}", p, floor) for n, p in enumerate(at)]
    return nodes, [Edge(f"w{a.id}", a.id, b.id, distance(a.at, b.at)) for a, b in pairwise(nodes)]


def shaft(name: str, nodes: list[Node], metres: float = 7.0) -> tuple[Shaft, list[Edge]]:
    """Flights between the given landings, from below upwards."""
    kind: ShaftKind = name.partition("/")[0]  # type: ignore[assignment]  # the tests' names begin with a kind
    flights = [
        Edge(f"{name}:{a.floor}-{b.floor}", a.id, b.id, metres, None, kind, shaft=name)
        for a, b in pairwise(nodes)
    ]
    landings = tuple(Landing(node.floor, node.id, node.at) for node in nodes)
    return Shaft(name, kind, landings, both(name.replace("stairs/", "楼梯"), name)), flights


def screen(name: str, node: Node, stand: Point | None = None, faces: float = 90.0) -> Standing:
    """Hangs 1.5 m in front of its viewer, who looks at it."""
    x, y = stand or node.at
    side = {0.0: (0.0, 1.5), 90.0: (-1.5, 0.0), 180.0: (0.0, -1.5), 270.0: (1.5, 0.0)}[faces]
    return Standing(
        name, (x + side[0], y + side[1]), faces, (x, y), node.floor, node.id, mount="stand"
    )


def two_storeys(
    *screens: Standing,
    level_m: float = 20.0,
    up_exit: bool = True,
    foot: Point = (0.0, 0.0),
    head: Point = (0.0, 0.0),
) -> Plan:
    """A ground floor with its exit ``level_m`` east of the stairs, and above it one 10 m from
    them."""
    low, low_ways = corridor("1", foot, (foot[0] + level_m, foot[1]))
    high, high_ways = corridor("2", head, (head[0] + 10.0, head[1]))
    stairs, flights = shaft("stairs/a", [low[0], high[0]])
    exits = [ExitDoor("exit/main", "1-1", low[1].at, "1", 2.0, both("正门", "Main"))]
    exits += (
        [ExitDoor("exit/up", "2-1", high[1].at, "2", 2.0, both("天桥", "Bridge"))]
        if up_exit
        else []
    )
    return Plan(
        (*low, *high), (*low_ways, *high_ways, *flights), tuple(exits), screens=screens, shafts=(stairs,),
        storeys=(storey("1", discharge=True), storey("2")),
    )  # fmt: skip


@st.composite
def towers(draw: st.DrawFn) -> Plan:
    """Two to four storeys of up to 6 nodes, ways missing or one-way, stairs, a lift, ramps, exits
    on any storey.

    Screens stand on nodes, so on landings and in exits too.
    """
    floors = draw(
        st.sampled_from([("1", "2"), ("b1", "1"), ("b1", "1", "2"), ("1", "2", "3"), tuple(FLOORS)])
    )
    nodes = {
        f: [Node(f"{f}-{n}", (n % 3 * 4.0, n // 3 * 4.0), f) for n in range(6)] for f in floors
    }
    edges: list[Edge] = []
    for floor in floors:
        for a, b in ((0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)):
            fate = draw(st.sampled_from(("way", "way", "way", "one", "none")))
            if fate != "none":
                metres = 4.0 + draw(st.integers(0, 20)) / 8
                ends = (nodes[floor][a].id, nodes[floor][b].id)
                edges.append(Edge(f"w{floor}{a}{b}", *ends, metres, one_way=fate == "one"))
    shafts = []
    for name, kinds in (("a", ("stairs",)), ("b", ("stairs", "ramp")), ("c", ("lift",))):
        kind = draw(st.sampled_from(kinds))
        served = [f for f in floors if draw(st.booleans())]
        ends_ = [nodes[f][draw(st.integers(0, 5))] for f in served]
        if len(ends_) > 1:
            made, flights = shaft(
                f"{kind}/{name}", ends_, 0.1 if kind == "lift" else 5.0 + draw(st.integers(0, 40))
            )
            shafts.append(made)
            edges += flights
    every = [node for floor in floors for node in nodes[floor]]
    chosen = draw(
        st.lists(st.sampled_from(every), min_size=1, max_size=4, unique_by=lambda node: node.id)
    )
    exits = tuple(
        ExitDoor(f"exit/{n}", node.id, node.at, node.floor, 2.0, step_free=draw(st.booleans()))
        for n, node in enumerate(chosen)
    )
    screens = tuple(
        screen(
            f"s-{node.id}",
            node,
            (node.at[0] + draw(st.sampled_from((0.0, 0.15))), node.at[1]),
            faces,
        )
        for node, faces in zip(every, (90.0, 0.0, 270.0, 180.0) * 6, strict=False)
    )
    refuge = draw(st.sampled_from(every))
    areas = (
        Area("zone/a", ((-1, -1), (5, -1), (5, 5), (-1, 5)), "1"),
        Area("zone/b", ((3, -1), (9, -1), (9, 5), (3, 5)), floors[-1]),
    )
    spots = ()
    if draw(st.booleans()):
        every = [n if n.id != refuge.id else Node(n.id, n.at, n.floor, "refuge") for n in every]
        spots = (
            Spot("place/refuge", refuge.at, refuge.floor, refuge.id, name=both("避难间", "Refuge")),
        )
    heights = tuple(storey(f, discharge=f == "1") for f in floors)
    return Plan(
        tuple(every),
        tuple(edges),
        exits,
        areas,
        spots,
        screens,
        shafts=tuple(shafts),
        storeys=heights,
    )


def closings(plan: Plan) -> st.SearchStrategy[list[Block]]:
    """Nothing, one or two of everything that can be closed."""
    targets = [*plan.exit, *plan.area, *plan.shaft, *(edge.id for edge in plan.edges)]
    return st.lists(
        st.builds(
            Block, st.sampled_from(targets), st.sampled_from(["closed", "closed", "fire", "crowd"])
        ),
        max_size=2,
    )
