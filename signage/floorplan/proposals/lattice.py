"""Points of a free floor that ways may go through, and the steps between them.

A lattice along the walls: eight steps from each point, none of which crosses another but the two
diagonals of one cell. Where a door, exit or flight is, the nearest point lies on its middle.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import shapely

from signage.floorplan.geometry import Line, Point, distance, off
from signage.floorplan.proposals.free import Free
from signage.floorplan.proposals.storeys import Storey
from signage.floorplan.shapes import SNAP_M

PITCH_M, POINTS_MAX = 0.6, 6000
"""Between two lines of the lattice; wider where a floor would need more points."""
APART_M = 0.4
"""No two lines lie nearer than this: twice the snap of a drawing."""
TIGHT_M, ROOM_M = 0.25, 0.6
"""Nobody walks nearer to a wall than the first; ways keep the second where there is room."""
IN_TIGHT = 1.6
"""What a metre with less room counts for."""
BEGUN_M = 0.06
"""Where a step begins at the middle of a door, it lies on the door's own line."""
STEPS = ((1, 0), (0, 1), (1, 1), (1, -1))

Cell = tuple[int, int]


@dataclass(frozen=True)
class Lattice:
    """Points by number; ``steps`` from each to others and what they cost; ``crossed`` is the other
    diagonal of a step's cell."""

    at: Sequence[Point]
    steps: Sequence[Sequence[tuple[int, float]]]
    crossed: Mapping[tuple[int, int], tuple[int, int]]
    openings: Mapping[str, int]
    """Doors, exits, stairs and lifts → their points."""
    drawn: frozenset[tuple[int, int]]
    """Steps along ways that a person drew, and so chosen already."""
    roomy: frozenset[int]
    """Points with room around them."""


def pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def lattice_of(storey: Storey, free: Free) -> Lattice:
    return _Maker(storey, free).lattice()


class _Maker:
    def __init__(self, storey: Storey, free: Free) -> None:
        self._storey, self._free = storey, free
        left, top, right, bottom = shapely.bounds(free.walkable).tolist()
        pitch = max(PITCH_M, math.sqrt(max(shapely.area(free.walkable), 1e-9) / POINTS_MAX))
        through = [at for line in storey.drawn for at in line]
        through += [one.at for one in (*storey.exits, *storey.shafts, *storey.doors)]
        self._xs = _laid(left - pitch, right + pitch, pitch, [at[0] for at in through])
        self._ys = _laid(top - pitch, bottom + pitch, pitch, [at[1] for at in through])
        self._pinned: dict[Cell, Point] = {}

    def lattice(self) -> Lattice:
        corners = self._pin_drawn()
        openings = {
            one.id: cell
            for one in (*self._storey.exits, *self._storey.shafts, *self._storey.doors)
            if (cell := self._pin_opening(one.at)) is not None
        }
        cells = self._cells()
        number = {cell: place for place, cell in enumerate(cells)}
        at = [self._at(cell) for cell in cells]
        drawn = self._drawn(corners, number)
        steps, crossed = self._steps(cells, number, at, drawn)
        return Lattice(
            at, steps, crossed, {name: number[cell] for name, cell in openings.items()}, drawn,
            self._roomy(at),
        )  # fmt: skip

    def _roomy(self, at: Sequence[Point]) -> frozenset[int]:
        clear = shapely.distance(shapely.points(at), self._free.blocks) if at else []
        return frozenset(place for place, metres in enumerate(clear) if not metres < ROOM_M)

    def _at(self, cell: Cell) -> Point:
        return self._pinned.get(cell) or (self._xs[cell[0]], self._ys[cell[1]])

    def _pin(self, at: Point, near: float = SNAP_M) -> Cell | None:
        """The point that is moved to a place; one that is there already serves."""
        column, row = _nearest(self._xs, at[0]), _nearest(self._ys, at[1])
        around = [(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        there = [c for c in around if c in self._pinned and distance(self._pinned[c], at) <= near]
        if there:
            return min(there, key=lambda cell: distance(self._pinned[cell], at))
        cell = (column, row)
        if cell in self._pinned:
            return None
        self._pinned[cell] = at
        return cell

    def _pin_opening(self, at: Point) -> Cell | None:
        """A drawn way that leads through it between two corners has no corner there to join."""
        through = any(
            off(at, a, b) < APART_M and min(distance(at, a), distance(at, b)) > SNAP_M
            for a, b in self._storey.drawn
        )
        return None if through else self._pin(at)

    def _pin_drawn(self) -> dict[Point, Cell]:
        """Corners of drawn ways are where others may join them."""
        corners = dict.fromkeys(at for line in self._storey.drawn for at in line)
        found = {at: self._pin(at) for at in corners}
        return {at: cell for at, cell in found.items() if cell is not None}

    def _cells(self) -> list[Cell]:
        """Those with room around them, and those that something was pinned to."""
        columns, rows = len(self._xs), len(self._ys)
        every = [(x, y) for x in range(columns) for y in range(rows)]
        points = shapely.points([self._at(cell) for cell in every])
        open_ = shapely.contains_properly(self._free.walkable, points)
        open_ &= ~(shapely.distance(points, self._free.blocks) < TIGHT_M)
        if self._storey.drawn:
            beside = shapely.MultiLineString(self._storey.drawn)
            open_ &= ~(shapely.distance(points, beside) < APART_M - 1e-6)
        return [
            cell for cell, kept in zip(every, open_, strict=True) if kept or cell in self._pinned
        ]

    def _drawn(
        self, corners: Mapping[Point, Cell], number: Mapping[Cell, int]
    ) -> frozenset[tuple[int, int]]:
        ends = (
            (number[corners[a]], number[corners[b]])
            for a, b in self._storey.drawn
            if a in corners and b in corners and (a, b) not in self._storey.one_way
        )
        return frozenset(pair(a, b) for a, b in ends if a != b)

    def _steps(
        self, cells: Sequence[Cell], number: Mapping[Cell, int], at: Sequence[Point],
        drawn: frozenset[tuple[int, int]],
    ) -> tuple[Sequence[Sequence[tuple[int, float]]], Mapping[tuple[int, int], tuple[int, int]]]:  # fmt: skip
        ends = [
            (number[cell], number[other])
            for cell in cells
            for x, y in STEPS
            if (other := (cell[0] + x, cell[1] + y)) in number
        ]
        pinned = frozenset(number[cell] for cell in self._pinned)
        lines = [_begun(at[a], at[b], a in pinned, b in pinned) for a, b in ends]
        cost = self._costs(lines, [distance(at[a], at[b]) for a, b in ends])
        steps: list[list[tuple[int, float]]] = [[] for _ in cells]
        for (a, b), metres in zip(ends, cost, strict=True):
            if math.isfinite(metres) and pair(a, b) not in drawn:
                steps[a].append((b, metres))
                steps[b].append((a, metres))
        for a, b in sorted(drawn):
            metres = distance(at[a], at[b])
            steps[a].append((b, metres))
            steps[b].append((a, metres))
        return steps, _crossed(cells, number)

    def _costs(self, lines: Sequence[Line], metres: Sequence[float]) -> Any:
        """Infinite where a step leads through something."""
        drawn = shapely.linestrings(lines) if lines else numpy.array([])
        clear = shapely.distance(drawn, self._free.blocks)
        through = shapely.intersects(self._free.barriers, drawn)
        through |= clear < TIGHT_M / 2
        tight = clear < ROOM_M - 1e-6
        cost = numpy.asarray(metres) * numpy.where(tight, IN_TIGHT, 1.0)
        return numpy.where(through, numpy.inf, cost).tolist()


def _begun(a: Point, b: Point, from_pinned: bool, to_pinned: bool) -> Line:
    """Without the first bit at a door's middle, which lies on the door's line."""
    whole = max(distance(a, b), 1e-9)
    part = min(BEGUN_M / whole, 0.4)
    (ax, ay), (bx, by) = a, b
    dx, dy = (bx - ax) * part, (by - ay) * part
    start = (ax + dx, ay + dy) if from_pinned else a
    return start, (bx - dx, by - dy) if to_pinned else b


def _crossed(
    cells: Iterable[Cell], number: Mapping[Cell, int]
) -> Mapping[tuple[int, int], tuple[int, int]]:
    found = {}
    for x, y in cells:
        square = [number.get(cell) for cell in ((x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1))]
        if None not in square:
            a, b, c, d = (place for place in square if place is not None)
            found[pair(a, d)], found[pair(b, c)] = pair(b, c), pair(a, d)
    return found


def _laid(low: float, high: float, pitch: float, through: Sequence[float]) -> list[float]:
    """Lines from low to high; the nearest is moved to each number it is to go through."""
    count = max(2, round((high - low) / pitch))
    lines = [low + (high - low) * place / count for place in range(count + 1)]
    fixed: set[int] = set()
    for number in through:
        place = _nearest(lines, number)
        if place not in fixed and _room(lines, fixed, place, number):
            lines[place] = number
            fixed.add(place)
            if place and number - lines[place - 1] < APART_M:
                lines[place - 1] = number - APART_M
            if place < count and lines[place + 1] - number < APART_M:
                lines[place + 1] = number + APART_M
    return lines


def _room(lines: Sequence[float], fixed: set[int], place: int, number: float) -> bool:
    """Whether the lines beside it are far enough, or may give way."""

    def gives(beside: int, beyond: int, side: int) -> bool:
        if not 0 <= beside < len(lines) or (lines[beside] - number) * side >= APART_M:
            return True
        over = (lines[beyond] - number) * side if 0 <= beyond < len(lines) else math.inf
        return beside not in fixed and over >= 2 * APART_M

    return gives(place - 1, place - 2, -1) and gives(place + 1, place + 2, 1)


def _nearest(lines: Sequence[float], number: float) -> int:
    place = bisect_left(lines, number)
    return min(
        (one for one in (place - 1, place) if 0 <= one < len(lines)),
        key=lambda one: abs(lines[one] - number),
    )
