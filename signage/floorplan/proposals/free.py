"""The floor of a storey that people can walk on, as shapely sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from signage.floorplan.geometry import Line, Point
from signage.floorplan.proposals.storeys import Opening, Storey

BESIDE_M = 0.15
"""A wall this near to the line of a door is open there, whatever was drawn through it."""
PORCH_M = 0.9
"""Around an opening the floor reaches into the wall it is in."""


@dataclass(frozen=True, slots=True)
class Free:
    """Geometries of shapely: ``walkable`` to walk on; ``blocks``, walls and furniture with their
    openings cut; ``walls`` of those; ``barriers``, lines of doors and of ways that are drawn."""

    walkable: Any
    blocks: Any
    walls: Any
    barriers: Any

    def clear(self, line: Line) -> float:
        """Metres between a line and what stands nearest; infinite where nothing stands."""
        return clear_of(self.blocks, line)


def free_of(storey: Storey) -> Free:
    openings = [*storey.doors, *storey.exits]
    cut = shapely.union_all([_gap(one.line) for one in openings if one.line is not None])
    walls = shapely.difference(_lines(storey.walls), cut)
    solids = [_outline(corners) for corners in storey.solids]
    blocks = shapely.union_all([walls, _lines(storey.sticks), *solids])
    around = [*openings, *storey.shafts]
    walkable = shapely.union_all(
        [_ground(storey), *(shapely.buffer(shapely.Point(one.at), PORCH_M) for one in around)]
    )
    barriers = _lines([one.line for one in storey.doors if one.line is not None] + [*storey.drawn])
    for prepared in (walkable, blocks, walls, barriers):
        shapely.prepare(prepared)
    return Free(walkable, blocks, walls, barriers)


def clear_of(blocks: Any, line: Line) -> float:
    found = shapely.distance(shapely.LineString(line), blocks)
    return float(found) if found == found else float("inf")


def between(walls: Any, a: Point, b: Point) -> bool:
    """Whether a wall stands between two points."""
    return bool(a != b and shapely.intersects(walls, shapely.LineString([a, b])))


def _lines(lines: Iterable[Line]) -> Any:
    return shapely.MultiLineString([line for line in lines if line[0] != line[1]])


def _gap(line: Line) -> Any:
    """Flat at its ends: a jamb is where the door's line ends."""
    return shapely.buffer(shapely.LineString(line), BESIDE_M, cap_style="flat")


def _outline(corners: Sequence[Point]) -> Any:
    """As large as it was drawn, however it crosses itself."""
    return shapely.make_valid(shapely.Polygon(corners))


def _ground(storey: Storey) -> Any:
    """The floor as drawn; else all that its walls and openings reach around."""
    if storey.grounds:
        return shapely.union_all([_outline(corners) for corners in storey.grounds])
    points = [
        *(at for line in (*storey.walls, *storey.drawn) for at in line),
        *(one.at for one in _all(storey)),
    ]
    return shapely.buffer(shapely.convex_hull(shapely.MultiPoint(points)), 0.01)


def _all(storey: Storey) -> Iterable[Opening]:
    return (*storey.doors, *storey.exits, *storey.shafts)
