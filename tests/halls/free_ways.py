"""The shortest free way, judged by another method: every pair of corners and places that see each
other (shapely), and Dijkstra by networkx between them. No line of the proposals is used here.

People are 0.45 m from what stands in their way; stairs count as the drawing says; nobody climbs above
the discharge storey or goes below it while another way is left, as in :mod:`tests.halls.oracle`.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise

import networkx
import numpy
import shapely

from signage.floorplan.geometry import Point, along, distance
from signage.floorplan.plan import Plan
from tests.halls.oracle import ABOVE, BELOW

BODY_M = 0.45
"""A gap of less than 0.9 m is nobody's way out (GB 50016, 5.5.18): between two counters there is one."""
NOBODY: Mapping[str, Point] = {}
Place = tuple[str, str]
"""Floor, and what is there."""


class FreeWays:
    """Of everything that stands or hangs on a plan, by walls, furniture and floors alone."""

    def __init__(self, plan: Plan, readers: Mapping[str, Point] = NOBODY) -> None:
        """``readers``: where people who read a screen enter their way, if not before it."""
        self.plan, self._readers = plan, readers
        self._graph = networkx.DiGraph()
        self._at: dict[Place, Point] = {}
        for floor in plan.floors:
            self._lay(floor, _ends(plan, floor) | self._readers_on(floor))
        for edge in plan.edges:
            if edge.shaft and edge.kind == "stairs":
                self._climb(
                    edge.shaft, edge.length_m, plan.node[edge.a].floor, plan.node[edge.b].floor
                )

    def _readers_on(self, floor: str) -> dict[str, Point]:
        return {
            f"screen/{screen.id}": self._readers[screen.id]
            for screen in self.plan.screens
            if screen.floor == floor and screen.id in self._readers
        }

    def metres(self) -> Mapping[str, Mapping[str, float]]:
        """By exit: from each place and screen that may be sent to it."""
        backwards = self._graph.reverse(copy=False)
        found = {}
        for door in self.plan.exits:
            lengths = networkx.single_source_dijkstra_path_length(backwards, (door.floor, door.id))
            found[door.id] = {name: m % BELOW for (_, name), m in lengths.items() if m < ABOVE}
        return found

    def nearest(self) -> Mapping[str, tuple[str, float]]:
        """The exit each place and screen is sent to, and metres."""
        found: dict[str, tuple[str, float]] = {}
        for door in self.plan.exits:
            source = (door.floor, door.id)
            backwards = self._graph.reverse(copy=False)
            for (_, name), due in networkx.single_source_dijkstra_path_length(
                backwards, source
            ).items():
                if due < ABOVE and due < found.get(name, ("", ABOVE))[1]:
                    found[name] = (door.id, due)
        return {name: (door, due % BELOW) for name, (door, due) in found.items()}

    def ahead(self, name: str, exit_: str, far: float, slack: float) -> list[Point]:
        """Where somebody at ``name`` is after ``far`` metres, on each way to the exit that is at most
        ``slack`` longer than the shortest; the shortest first. On one storey."""
        door = self.plan.exit[exit_]
        source, backwards = (door.floor, exit_), self._graph.reverse(copy=False)
        came, left = networkx.dijkstra_predecessor_and_distance(backwards, source)
        start = next((place for place in left if place[1] == name), None)
        if start is None:
            return []
        steps = sorted(
            (further["weight"] + left[other], other)
            for other, further in self._graph[start].items()
            if other in left and other[0] == start[0]
        )
        found = []
        for metres, other in steps:
            if metres <= steps[0][0] + slack:
                path = [start, other]
                while path[-1] != source and came[path[-1]][0][0] == start[0]:
                    path.append(came[path[-1]][0])
                found.append(after([self._at[place] for place in path], far))
        return found

    def _lay(self, floor: str, ends: Mapping[str, Point]) -> None:
        standing = _standing(self.plan, floor)
        around = shapely.buffer(standing, BODY_M, join_style="mitre", cap_style="square")
        tight = shapely.buffer(standing, BODY_M - 0.02, join_style="mitre", cap_style="square")
        thin = shapely.buffer(standing, 0.02, cap_style="flat")
        shapely.prepare(tight)
        shapely.prepare(thin)
        corners = [
            (float(x), float(y)) for x, y in {tuple(at) for at in shapely.get_coordinates(around)}
        ]
        self._at |= {(floor, name): at for name, at in ends.items()}
        self._at |= {(floor, f"corner {n}"): at for n, at in enumerate(sorted(corners))}
        named = [(name, at) for name, at in ends.items()]
        named += [(f"corner {n}", at) for n, at in enumerate(sorted(corners))]
        pairs = list(combinations(named, 2))
        lines = shapely.linestrings([(a[1], b[1]) for a, b in pairs])
        # Whoever stands at a counter is nearer to it than a body is wide, and steps back first.
        close = {name for name, at in ends.items() if shapely.intersects(tight, shapely.Point(at))}
        steps_back = numpy.array([bool({a[0], b[0]} & close) for a, b in pairs])
        free = ~shapely.intersects(tight, lines)
        free |= steps_back & ~shapely.intersects(thin, lines)
        for ((a, from_), (b, to)), seen in zip(pairs, free, strict=True):
            if seen:
                metres = distance(from_, to)
                self._graph.add_edge((floor, a), (floor, b), weight=metres)
                self._graph.add_edge((floor, b), (floor, a), weight=metres)

    def _climb(self, shaft: str, metres: float, one: str, other: str) -> None:
        heights, level = self.plan.heights, self.plan.heights[self.plan.discharge or one]
        for a, b in ((one, other), (other, one)):
            start, end = heights[a], heights[b]
            due = (
                ABOVE
                if end > start and end > level
                else BELOW
                if end < start and end < level
                else 0
            )
            self._graph.add_edge((a, shaft), (b, shaft), weight=metres + due)


def after(points: Sequence[Point], far: float) -> Point:
    """The point so many metres along a line, or its end."""
    for a, b in pairwise(points):
        metres = distance(a, b)
        if metres >= far > 0:
            return along(a, b, far / metres)
        far -= metres
    return points[-1]


def _ends(plan: Plan, floor: str) -> dict[str, Point]:
    """Where people stand, and where they go to."""
    found = {spot.id: spot.at for spot in plan.spots if spot.floor == floor}
    found |= {f"screen/{one.id}": one.stand for one in plan.screens if one.floor == floor}
    found |= {door.id: door.at for door in plan.exits if door.floor == floor}
    return found | {
        shaft.id: landing.at
        for shaft in plan.shafts
        for landing in shaft.landings
        if landing.floor == floor
    }


def _standing(plan: Plan, floor: str) -> shapely.Geometry:
    """Walls as lines; furniture as what its lines enclose."""
    lines = [shapely.LineString([w.a, w.b]) for w in plan.walls if w.floor == floor and w.a != w.b]
    filled: Iterable[shapely.Geometry] = (
        shapely.convex_hull(
            shapely.MultiLineString([(w.a, w.b) for w in plan.walls if w.element == element])
        )
        for element in {w.element for w in plan.walls if w.floor == floor and w.kind == "furniture"}
    )
    return shapely.union_all([*lines, *filled])
