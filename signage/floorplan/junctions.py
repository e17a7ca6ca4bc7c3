"""Routes as they grow from a drawing: corners that snap, doors on edges, places bound to the
nearest way."""

from collections.abc import Mapping
from dataclasses import replace

from signage.floorplan.geometry import (
    Line,
    Point,
    along,
    crosses,
    distance,
    meets,
    off,
    parted,
    share,
)
from signage.floorplan.graph import Edge, EdgeKind, Node, NodeKind
from signage.floorplan.plan import Wall
from signage.floorplan.shapes import SNAP_M

AT_END_M = 0.05
"""A place this near to a corner is bound to the corner."""
REACH_M = 2.0
"""The farthest a place or a screen may be from a route (reference §9)."""


class Network:
    """Nodes and edges in the making. Same shapes in any order give the same network, as the reader
    sorts them."""

    def __init__(self, snap_m: float) -> None:
        self._snap = snap_m
        self._nodes: dict[str, Node] = {}
        self._edges: dict[str, Edge] = {}
        self._cells: dict[tuple[str, int, int], list[str]] = {}
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._bound: dict[str, tuple[str, float, Point, str, NodeKind, bool]] = {}

    def corner(self, element: str, at: Point, floor: str, number: int) -> str:
        """The node at a route's corner; corners within the snap are one."""
        # Cells as wide as the snap: all that is near enough lies in this one or beside it.
        column, row = int(at[0] // self._snap), int(at[1] // self._snap)
        around = [(floor, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        near = [self._nodes[name] for cell in around for name in self._cells.get(cell, ())]
        best = min(near, key=lambda node: (distance(node.at, at), node.id), default=None)
        if best is not None and distance(best.at, at) <= self._snap:
            return best.id
        name = f"{element}#{number}"
        self._nodes[name] = Node(name, at, floor)
        self._cells.setdefault((floor, column, row), []).append(name)
        return name

    def join(
        self, name: str, ends: tuple[str, str], width: float | None, kind: EdgeKind, one_way: bool, element: str,
        shaft: str = "",
    ) -> None:  # fmt: skip
        a, b = ends
        length = distance(self._nodes[a].at, self._nodes[b].at)
        self._edges[name] = Edge(name, a, b, length, width, kind, one_way, (), element, shaft)

    def span(
        self, name: str, ends: tuple[str, str], length: float, width: float | None, kind: EdgeKind, element: str,
        shaft: str,
    ) -> None:  # fmt: skip
        """A way between floors, whose length the drawing cannot show."""
        self._edges[name] = Edge(name, *ends, length, width, kind, False, (), element, shaft)

    def kind(self, node: str, kind: NodeKind) -> None:
        self._nodes[node] = replace(self._nodes[node], kind=kind)

    def nearest_corner(self, at: Point, floor: str) -> Node | None:
        on_floor = (node for node in self._nodes.values() if node.floor == floor)
        return min(on_floor, key=lambda node: (distance(node.at, at), node.id), default=None)

    def door(self, door: str, floor: str, width: float | None, line: Line) -> bool:
        """Mark every edge that leads through a door; False where none does.

        A corner on the door's line lies on one side of it, so the door closes one edge there and
        not both: who stands on the line is let out of one side. A way that only touches the line is
        closed by it where none goes through.
        """
        level = {
            name: (self._nodes[edge.a], self._nodes[edge.b]) for name, edge in self._edges.items()
        }
        here = {name: (a.at, b.at) for name, (a, b) in level.items() if a.floor == b.floor == floor}
        met = [name for name, ends in here.items() if _passes(*ends, line)]
        through = [name for name in met if line[0] == line[1] or parted(*here[name], *line)] or met
        for name in through:
            edge = self._edges[name]
            narrow = min((w for w in (edge.width_m, width) if w is not None), default=None)
            kind: EdgeKind = "door" if edge.kind == "corridor" else edge.kind
            self._edges[name] = replace(edge, doors=(*edge.doors, door), width_m=narrow, kind=kind)
        return bool(through)

    def barriers(self, walls: tuple[Wall, ...]) -> None:
        lines: dict[str, list[Line]] = {}
        for wall in walls:
            if wall.kind != "furniture":
                lines.setdefault(wall.floor, []).append((wall.a, wall.b))
        self._lines = {floor: tuple(found) for floor, found in lines.items()}

    def bind(
        self, name: str, at: Point, floor: str, reach_from: Point, kind: NodeKind, *, spur: bool
    ) -> float:
        """Bind something to the nearest way it can be reached from without a wall between.

        Returns how far off that way it is in metres; infinite where there is none.
        """
        best: tuple[float, str, float] | None = None
        for edge_name, edge in self._edges.items():
            a, b = self._nodes[edge.a], self._nodes[edge.b]
            if a.floor != floor or b.floor != floor or off(at, a.at, b.at) > REACH_M * 2:
                continue
            # Bound where its viewer stands, measured from where it hangs.
            part = share(reach_from, a.at, b.at)
            foot = along(a.at, b.at, part)
            walled = any(crosses(reach_from, foot, *line) for line in self._lines.get(floor, ()))
            # A wall between outweighs every distance in reach, yet it is better than no way.
            rank = (off(at, a.at, b.at) + (100.0 if walled else 0.0), edge_name, part)
            best = rank if best is None or rank < best else best
        if best is None:
            return float("inf")
        _, edge_name, part = best
        edge = self._edges[edge_name]
        off_m = off(at, self._nodes[edge.a].at, self._nodes[edge.b].at)
        if off_m <= REACH_M + 1e-9:
            self._bound[name] = (edge_name, part, at, floor, kind, spur)
        return off_m

    def parts(self) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
        return tuple(self._nodes.values()), tuple(self._edges.values())

    def split(self) -> Mapping[str, str]:
        """Split edges where something is bound to their middle; gives the node of each bound
        thing."""
        nodes, edges, at_node = self._nodes, self._edges, dict[str, str]()
        cuts: dict[str, list[tuple[float, str]]] = {}
        for token, (edge_name, part, *_rest) in self._bound.items():
            cuts.setdefault(edge_name, []).append((part, token))
        for edge_name, parts in cuts.items():
            _cut(edges.pop(edge_name), sorted(parts), nodes, edges, at_node)
        for token, (_, _, at, floor, kind, spur) in self._bound.items():
            foot = nodes[at_node[token]]
            if spur and distance(foot.at, at) > AT_END_M:
                nodes[token] = Node(token, at, floor, kind)
                length = distance(foot.at, at)
                edges[f"{token}~"] = Edge(
                    f"{token}~", foot.id, token, length, None, "spur", False, (), token
                )
                at_node[token] = token
            # An exit or a landing stays one, whatever stands on it.
            elif foot.kind == "way":
                nodes[foot.id] = replace(foot, kind=kind)
        return at_node


def _passes(a: Point, b: Point, line: Line) -> bool:
    """A door drawn as a point is passed by what leads over it."""
    return meets(a, b, *line) if line[0] != line[1] else off(line[0], a, b) <= SNAP_M


def _cut(
    edge: Edge,
    parts: list[tuple[float, str]],
    nodes: dict[str, Node],
    edges: dict[str, Edge],
    at_node: dict[str, str],
) -> None:
    a, b = nodes[edge.a], nodes[edge.b]
    straight = distance(a.at, b.at)
    last, last_at, number = edge.a, 0.0, 0
    for part, token in parts:
        done = part * straight
        if done <= AT_END_M:
            at_node[token] = edge.a
        elif straight - done <= AT_END_M:
            at_node[token] = edge.b
        elif done - last_at <= AT_END_M and last != edge.a:
            at_node[token] = last
        else:
            foot = f"{edge.id}@{token}"
            nodes[foot] = Node(foot, along(a.at, b.at, part), a.floor)
            edges[f"{edge.id}/{number}"] = replace(
                edge, id=f"{edge.id}/{number}", a=last, b=foot, length_m=done - last_at
            )
            at_node[token], last, last_at, number = foot, foot, done, number + 1
    rest = edge.length_m - last_at
    name = f"{edge.id}/{number}" if number else edge.id
    edges[name] = replace(edge, id=name, a=last, length_m=rest)
