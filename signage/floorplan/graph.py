"""Nodes and edges as int-indexed rows, prepared once for a plan, and the one shortest-path tree on
them.

Costs are whole millimetres: sums are exact, so ties are ties and every run gives the same tree. A
label packs cost, rank of the goal and node into one int (``cost << 32 | rank << 20 | node``): the
heap compares plain ints, the nearest goal wins, then the first by id, then the first node by id.

What outranks any number of metres stands in the bits above them, so that one comparison of two ints
is the lexicographic one: steps climbed above the discharge storey, then a refuge instead of an
exit, then steps below that storey, then millimetres. Every part only grows along a way and is
summed like the metres, so the tree stays one tree.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal

from signage.floorplan.geometry import Point

NodeKind = Literal["way", "exit", "place", "screen", "stairs", "lift", "ramp", "refuge"]
EdgeKind = Literal["corridor", "door", "stairs", "lift", "ramp", "spur"]
NODE_BITS = 20
RANK_BITS = 12
SHIFT = NODE_BITS + RANK_BITS
NODES = (1 << NODE_BITS) - 1
RANKS = (1 << RANK_BITS) - 1
MM_BITS = 40
MM = (1 << MM_BITS) - 1
"""The part of a cost that is millimetres: a million kilometres."""
BELOW = 1 << MM_BITS
"""Going below the discharge storey from there or from above: never while an exit is reached
otherwise."""
REFUGE = 1 << 62
"""Ending at a refuge: any exit that is reached step-free comes first."""
ABOVE = 1 << 84
"""Climbing above the discharge storey: what makes a way one that nobody is sent."""
FAR = 1 << 160
"""The label of a node no goal can be reached from."""
Due = Callable[[str, str], int]
"""What a step from one floor to another costs besides its metres."""
Row = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    at: Point
    floor: str = "1"
    kind: NodeKind = "way"


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight way between two nodes. ``one_way`` goes from ``a`` to ``b``; ``element`` is what
    was drawn.

    A ``spur`` joins a place to the route that passes it; ``doors`` are those it leads through,
    ``shaft`` the stairs, lift or ramp it is a flight of.
    """

    id: str
    a: str
    b: str
    length_m: float
    width_m: float | None = None
    kind: EdgeKind = "corridor"
    one_way: bool = False
    doors: tuple[str, ...] = ()
    element: str = ""
    shaft: str = ""

    @property
    def mm(self) -> int:
        """At least 1, so that distance strictly falls along every way."""
        return max(1, round(self.length_m * 1000))


def no_due(start: str, end: str) -> int:
    return 0


def dearer(cost: int, factor: int) -> int:
    """Metres are dearer beside a fire; a climb is a climb."""
    # << binds before &: the millimetres, where they stand in a label.
    mm = cost & MM << SHIFT
    return cost + mm * (factor - 1)


class Graph:
    """Rows of one plan without some kinds of edge. A step of edge n is ``2n`` from a to b, ``2n +
    1`` back.

    ``into[v]`` holds (u, label step) for every u that may walk to v: the search runs from the goals
    outwards. Self-loops and edges whose ends are no nodes lead nowhere and are left out.
    """

    __slots__ = ("edges", "ends", "ids", "index", "into", "steps")

    def __init__(
        self,
        nodes: Iterable[Node],
        edges: Iterable[Edge],
        without: frozenset[str] = frozenset(),
        due: Due = no_due,
    ) -> None:
        floor = {node.id: node.floor for node in nodes}
        self.ids = sorted(floor)
        if len(self.ids) > NODES:
            raise ValueError(f"a plan has at most {NODES} nodes")
        self.index: Mapping[str, int] = {name: number for number, name in enumerate(self.ids)}
        self.edges = sorted(edges, key=lambda edge: (edge.id, edge.a, edge.b))
        self.ends: list[tuple[int, int] | None] = []
        into: list[list[tuple[int, int]]] = [[] for _ in self.ids]
        steps: list[list[int]] = [[] for _ in self.ids]
        for number, edge in enumerate(self.edges):
            a, b = self.index.get(edge.a), self.index.get(edge.b)
            self.ends.append(None if a is None or b is None or a == b else (a, b))
            if a is None or b is None or a == b or edge.kind in without:
                continue
            low, high = floor[edge.a], floor[edge.b]
            # + binds before <<: metres and what outranks them are shifted together.
            into[b].append((a, edge.mm + due(low, high) << SHIFT))
            steps[b].append(2 * number)
            if not edge.one_way:
                into[a].append((b, edge.mm + due(high, low) << SHIFT))
                steps[a].append(2 * number + 1)
        self.into: list[Row] = [tuple(row) for row in into]
        self.steps = steps

    def rows(self, factors: Mapping[int, int]) -> list[Row]:
        """The rows with some steps dearer (factor > 1) or forbidden (0); only rows that change are
        built anew."""
        rows = list(self.into)
        ends, factor_of = self.ends, factors.get
        # An even step leads from a to b: it stands in the row of pair[1].
        for v in {
            pair[1 - (step & 1)] for step in factors if (pair := ends[step >> 1]) is not None
        }:
            rows[v] = tuple(
                (u, dearer(cost, factor) if factor > 1 else cost)
                for (u, cost), step in zip(self.into[v], self.steps[v], strict=True)
                # 0 forbids the step: it is left out.
                if (factor := factor_of(step, 1))
            )
        return rows

    def target(self, step: int) -> int | None:
        """The node a step leads to."""
        ends = self.ends[step >> 1]
        return None if ends is None else ends[0] if step & 1 else ends[1]

    def origin(self, step: int) -> int | None:
        return self.target(step ^ 1)

    def lengths(self) -> Mapping[tuple[int, int], int]:
        """Millimetres from node to neighbour, by the shortest edge between them."""
        found: dict[tuple[int, int], int] = {}
        for v, row in enumerate(self.into):
            for u, cost in row:
                mm = cost >> SHIFT & MM
                if mm < found.get((u, v), FAR):
                    found[u, v] = mm
        return found


def tree(rows: Sequence[Row], goals: Iterable[tuple[int, int, int]]) -> tuple[list[int], list[int]]:
    """The shortest-path tree to goals given as (node, price in mm, rank).

    Returns each node's label without its node bits (``cost << 32 | rank << 20``; FAR = none) and
    its next node (−1 at a goal and where there is no way). Loop-free and switch-free: reference §3.
    """
    best = [FAR] * len(rows)
    following = [-1] * len(rows)
    heap: list[int] = []
    for node, price, rank in goals:
        label = price << SHIFT | rank << NODE_BITS
        if label < best[node]:
            best[node] = label
            heap.append(label | node)
    heapify(heap)
    pop, push, mask = heappop, heappush, NODES
    while heap:
        item = pop(heap)
        v = item & mask
        label = item - v
        # A longer label than the node has by now: pushed before the shorter way was found.
        if label > best[v]:
            continue
        for u, cost in rows[v]:
            further = label + cost
            if further < best[u]:
                best[u] = further
                following[u] = v
                # A label's node bits are empty, so adding the node packs it.
                push(heap, further + u)
    return best, following
