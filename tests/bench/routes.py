"""Re-routing plans of 1,000 and 10,000 nodes after a tap: the aims are 5 ms and 50 ms (issue of the
floor plan)."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator

from signage.evacuation.blocks import Block
from signage.evacuation.routes import Routes, routes
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Area, ExitDoor, Plan, Standing
from tests.bench.figures import Figure

SIZES = ((32, 5.0), (100, 50.0))
"""Nodes on a side, and the aim in milliseconds."""
TIMES = 30


def lattice(side: int) -> Plan:
    """A square of corridors 2 m apart, no two alike in length, five exits, two zones, 100
    screens."""
    name = [[f"n{i:03}-{j:03}" for j in range(side)] for i in range(side)]
    nodes = tuple(Node(name[i][j], (i * 2.0, j * 2.0)) for i in range(side) for j in range(side))
    across = [
        Edge(f"h{i}-{j}", name[i][j], name[i + 1][j], 2.0 + (i * 7 + j * 13) % 10 / 10)
        for i in range(side - 1)
        for j in range(side)
    ]
    down = [
        Edge(f"v{i}-{j}", name[i][j], name[i][j + 1], 2.0 + (i * 5 + j * 3) % 10 / 10)
        for i in range(side)
        for j in range(side - 1)
    ]
    last, mid = side - 1, side // 2
    ends = ((0, 0), (last, last), (0, last), (mid, 0), (last, mid))
    exits = tuple(
        ExitDoor(f"exit/{n}", name[i][j], (i * 2.0, j * 2.0), width_m=2.0)
        for n, (i, j) in enumerate(ends)
    )
    areas = (Area("zone/a", ((5.1, 5.1), (25.1, 5.1), (25.1, 25.1), (5.1, 25.1))),)
    step = max(1, side * side // 100)
    screens = tuple(
        Standing(f"s{n}", node.at, 90.0, (node.at[0] + 1.0, node.at[1] + 0.5), node=node.id)
        for n, node in enumerate(nodes[::step][:100])
    )
    return Plan(nodes, tuple(across + down), exits, areas, screens=screens)


def timed(work: Callable[[], Routes]) -> list[float]:
    taken = []
    gc.collect()
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def rerouting() -> Iterator[Figure]:
    """Nothing is kept between two calls but the plan's own preparation, which happens when it is
    loaded."""
    for side, aim in SIZES:
        plan = lattice(side)
        start = time.perf_counter()
        routes(plan, [Block("zone/a", "fire")])
        prepared = (time.perf_counter() - start) * 1000
        name = f"re-route, {side * side:,} nodes"
        for what, block in (
            ("exit blocked", Block("exit/1")),
            ("zone on fire", Block("zone/a", "fire")),
        ):
            taken = timed(lambda plan=plan, block=block: routes(plan, [block]))  # type: ignore[misc]  # bound early
            yield Figure(
                f"{name}, {what}, p50", statistics.median(taken), "ms", aim, f"n = {TIMES}"
            )
            yield Figure(f"{name}, {what}, worst", max(taken), "ms")
        answer = routes(plan, [Block("exit/1")])
        start = time.perf_counter()
        answer.screens()
        yield Figure(
            f"ways of {len(plan.screens)} screens, {side * side:,} nodes, first time",
            (time.perf_counter() - start) * 1000,
            "ms",
        )
        yield Figure(f"first answer, preparation included, {side * side:,} nodes", prepared, "ms")


if __name__ == "__main__":
    for figure in rerouting():
        print(figure.line())
