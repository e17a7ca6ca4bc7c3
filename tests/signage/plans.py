"""Plans for the tests: generated ones, the reference's rooms, and the sample hall's own."""

from functools import cache
from pathlib import Path

import hypothesis.strategies as st

from kiosk.content.drawings.read_svg import read_plan
from signage.evacuation.blocks import Block
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Area, ExitDoor, Plan, Standing

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


@cache
def sample() -> Plan:
    read = read_plan((CONTENT / "plan.svg").read_bytes())
    assert read.mistakes == ()
    return read.plan


def room(
    width: float, depth: float, exits: dict[str, tuple[float, float, float]], step: float = 1.0
) -> Plan:
    """An empty room, a place in the middle of every square metre; ``exits``: x, y and width in
    metres.

    Every place is joined straight to every exit: nothing stands in the way.
    """
    across, down = round(width / step), round(depth / step)
    places = [
        Node(f"p{i:02}-{j:02}", ((i + 0.5) * step, (j + 0.5) * step))
        for i in range(across)
        for j in range(down)
    ]
    doors = [Node(name, (x, y), kind="exit") for name, (x, y, _) in exits.items()]
    edges = [
        Edge(
            f"{p.id}>{d.id}",
            p.id,
            d.id,
            ((p.at[0] - d.at[0]) ** 2 + (p.at[1] - d.at[1]) ** 2) ** 0.5,
        )
        for p in places
        for d in doors
    ]
    ways_out = tuple(
        ExitDoor(f"exit/{name}", name, (x, y), "1", w) for name, (x, y, w) in exits.items()
    )
    return Plan((*places, *doors), tuple(edges), ways_out)


FATES = ("way", "way", "way", "one", "stairs", "none")
"""What becomes of a possible edge of a generated plan."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Up to 30 nodes on a loose grid with some edges missing, some one-way, stairs, exits anywhere,
    two zones."""
    across, down = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    names = [[f"n{i}{j}" for j in range(down)] for i in range(across)]
    nodes = [Node(names[i][j], (i * 4.0, j * 4.0)) for i in range(across) for j in range(down)]
    pairs = [(names[i][j], names[i + 1][j]) for i in range(across - 1) for j in range(down)]
    pairs += [(names[i][j], names[i][j + 1]) for i in range(across) for j in range(down - 1)]
    drawn = draw(st.binary(min_size=len(pairs), max_size=len(pairs)))
    edges = []
    for number, ((a, b), byte) in enumerate(zip(pairs, drawn, strict=True)):
        fate, metres = FATES[byte % len(FATES)], 4.0 + byte // len(FATES) / 8
        if fate != "none":
            kind = "stairs" if fate == "stairs" else "corridor"
            edges.append(Edge(f"e{number:02}", a, b, metres, None, kind, one_way=fate == "one"))
    chosen = draw(
        st.lists(st.sampled_from(nodes), min_size=1, max_size=4, unique_by=lambda n: n.id)
    )
    exits = [ExitDoor(f"exit/{n}", node.id, node.at) for n, node in enumerate(chosen)]
    left, top = draw(st.integers(0, 4)) * 4.0 - 2.0, draw(st.integers(0, 3)) * 4.0 - 2.0
    areas = (
        Area("zone/a", ((left, top), (left + 8, top), (left + 8, top + 8), (left, top + 8))),
        Area("zone/b", ((1.0, 1.0), (7.0, 1.0), (7.0, 6.0), (1.0, 6.0))),
    )
    screens = tuple(
        Standing(f"s-{n.id}", n.at, 90.0, (n.at[0] + 1, n.at[1]), "1", n.id) for n in nodes[::7]
    )
    return Plan(tuple(nodes), tuple(edges), tuple(exits), areas, screens=screens)


def blocks_of(plan: Plan) -> st.SearchStrategy[list[Block]]:
    targets = [*plan.exit, *plan.area, *(edge.id for edge in plan.edges)]
    return st.lists(
        st.builds(Block, st.sampled_from(targets), st.sampled_from(["fire", "closed", "crowd"])),
        max_size=4,
    )
