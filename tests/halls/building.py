"""The building of a generated hall as a graph in metres, before anybody draws it.

A storey is a grid of rows and columns people walk along; exits, stairs and lifts lie at the ends of
rows and columns, on the outer walls. The oracle reads this graph, never the drawing: what the
product makes of the drawing must agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Literal

from tests.halls.size import Size, chance_of

Point = tuple[float, float]
Kind = Literal["corridor", "ramp", "stairs", "lift"]
MARGIN = 4.0
"""From the first and last row or column to the outer wall, metres."""
LANDING = 1.0
"""From the wall to where stairs and lifts are entered."""
RISE = 3.6
STAIR_SLOPE = 1.9
WINDOW_PITCH, TERMINAL_PITCH = 2.4, 1.8
CLEAR, FROM_WALL = 2.4, 1.1
"""What stands along a row keeps this far from columns, and from partitions."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight way between two corners; ``one_way`` from a to b."""

    a: str
    b: str
    metres: float
    kind: Kind = "corridor"
    door: str | None = None
    one_way: bool = False
    thing: str | None = None
    """The stairs or lift it is part of."""


@dataclass(frozen=True, slots=True)
class Way:
    """An exit, or one storey's end of stairs or a lift: at the end of a row or column."""

    id: str
    storey: int
    at: Point
    inner: str
    """The corner of the grid it is reached from."""
    side: str
    """west, east, north or south."""
    steps: bool = False

    @property
    def corner(self) -> str:
        return f"{self.id}@{self.storey}"


@dataclass(frozen=True, slots=True)
class Partition:
    """A wall from north to south with a door at every row."""

    storey: int
    x: float
    doors: tuple[tuple[str, float], ...]
    """Each door's id and the y of its middle."""


@dataclass(frozen=True, slots=True)
class Zone:
    id: str
    storey: int
    left: float
    top: float
    right: float
    bottom: float
    always_open: bool = False
    within: str | None = None

    def holds(self, at: Point) -> bool:
        return self.left < at[0] < self.right and self.top < at[1] < self.bottom


@dataclass(frozen=True, slots=True)
class Slot:
    """A place along a row where something can stand; ``at`` lies on the row."""

    storey: int
    row: int
    at: Point
    a: str
    b: str
    """The corners of the row to its left and right."""


@dataclass(frozen=True)
class Building:
    floors: tuple[str, ...]
    """What each storey is called, the lowest first: b1, 1, 2."""
    discharge: int
    """The storey people leave the building from."""
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    width: float
    depth: float
    corners: dict[str, tuple[int, Point]]
    segments: tuple[Segment, ...]
    exits: tuple[Way, ...]
    stairs: tuple[Way, ...]
    partitions: tuple[Partition, ...]
    zones: tuple[Zone, ...]
    columns: frozenset[tuple[int, int, int]] = field(default_factory=frozenset)
    """(storey, column, row) of the stretches between that row and the next that exist."""

    def zone_of(self, storey: int, at: Point) -> Zone:
        """The innermost zone a point lies in; the nearest where it lies outside of all."""
        here = [zone for zone in self.zones if zone.storey == storey]
        inner = [zone for zone in here if zone.holds(at)]
        return min(
            inner or here,
            key=lambda zone: ((zone.right - zone.left) * (zone.bottom - zone.top), zone.id),
        )

    def slots(self, pitch: float) -> Iterator[Slot]:
        """Places along the rows of every storey."""
        for storey in range(len(self.floors)):
            walls = [part.x for part in self.partitions if part.storey == storey]
            for row, y in enumerate(self.ys):
                for column, (left, right) in enumerate(pairwise(self.xs)):
                    ends = corner(storey, column, row), corner(storey, column + 1, row)
                    for number in range(int((right - left - 2 * CLEAR) / pitch) + 1):
                        x = round(left + CLEAR + number * pitch, 2)
                        if all(abs(x - wall) >= FROM_WALL - 1e-9 for wall in walls):
                            yield Slot(storey, row, (x, y), *ends)


def corner(storey: int, column: int, row: int) -> str:
    return f"c{storey}-{column}-{row}"


def _called(level: int) -> str:
    """Storeys above the ground count from 1, those below it from b1."""
    return f"b{-level}" if level < 0 else str(level + 1)


@dataclass(frozen=True, slots=True)
class _Port:
    """An end of a row or column on the outer wall."""

    side: str
    column: int
    row: int


def building(size: Size) -> Building:
    chance = chance_of(size.seed, 1)
    grid = _grid(size, chance)
    return _Builder(size, chance, *grid).build()


def _grid(size: Size, chance: Random) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Rows and columns with room for the windows and terminals of the fullest storey."""
    each = -(-max(size.windows, size.terminals, 1) // size.storeys)
    columns, rows = chance.randint(2, 5), chance.randint(1, 4)
    gap = chance.choice((7.0, 9.0, 11.5))
    while rows * (columns - 1) * (int((gap - 2 * CLEAR) / WINDOW_PITCH) + 1) < each * 1.6:
        if gap < 14:
            gap += 2.5
        elif rows < 4:
            rows += 1
        else:
            columns += 1
    xs = tuple(MARGIN + column * gap for column in range(columns))
    deep = chance.choice((7.0, 8.5))
    return xs, tuple(MARGIN + row * deep for row in range(rows))


class _Builder:
    """Builds up one building; ports of the outer wall are given away one by one."""

    def __init__(
        self, size: Size, chance: Random, xs: tuple[float, ...], ys: tuple[float, ...]
    ) -> None:
        self._size, self._chance, self._xs, self._ys = size, chance, xs, ys
        self._width, self._depth = xs[-1] + MARGIN, ys[-1] + MARGIN
        basement = size.ways != "upper" and size.storeys > 1 and chance.random() < 0.3
        self._ground = 1 if basement else 0
        self._corners: dict[str, tuple[int, Point]] = {}
        self._segments: list[Segment] = []
        self._columns: set[tuple[int, int, int]] = set()
        last_column, last_row = len(xs) - 1, len(ys) - 1
        ports = [_Port("west", 0, row) for row in range(last_row + 1)]
        ports += [_Port("east", last_column, row) for row in range(last_row + 1)]
        ports += [_Port("north", column, 0) for column in range(last_column + 1)]
        ports += [_Port("south", column, last_row) for column in range(last_column + 1)]
        chance.shuffle(ports)
        self._free = {storey: list(ports) for storey in range(size.storeys)}

    def build(self) -> Building:
        size = self._size
        partitions = tuple(self._partitions())
        for storey in range(size.storeys):
            self._storey(storey, [part for part in partitions if part.storey == storey])
        stairs = tuple(self._risers())
        exits = tuple(self._exits())
        zones = tuple(self._zones(partitions))
        discharge = self._discharge(exits)
        floors = tuple(_called(storey - self._ground) for storey in range(size.storeys))
        return Building(
            floors, discharge, self._xs, self._ys, self._width, self._depth, self._corners, tuple(self._segments),
            exits, stairs, partitions, zones, frozenset(self._columns),
        )  # fmt: skip

    def _partitions(self) -> Iterator[Partition]:
        for storey in range(self._size.storeys):
            between = list(range(len(self._xs) - 1))
            for column in sorted(
                self._chance.sample(between, self._chance.choice((0, 1, 1, min(2, len(between)))))
            ):
                x = round((self._xs[column] + self._xs[column + 1]) / 2, 2)
                doors = tuple(
                    (f"door/f{storey + 1}-{column + 1}-{row + 1}", y)
                    for row, y in enumerate(self._ys)
                )
                yield Partition(storey, x, doors)

    def _storey(self, storey: int, partitions: list[Partition]) -> None:
        xs, ys, chance = self._xs, self._ys, self._chance
        for row, y in enumerate(ys):
            for column, x in enumerate(xs):
                self._corners[corner(storey, column, row)] = (storey, (x, y))
            for column in range(len(xs) - 1):
                between = next((p for p in partitions if xs[column] < p.x < xs[column + 1]), None)
                door = between.doors[row][0] if between else None
                self._join(corner(storey, column, row), corner(storey, column + 1, row), door=door)
        for column in range(len(xs)):
            for row in range(len(ys) - 1):
                if column == 0 or chance.random() < 0.7:
                    kind: Kind = "ramp" if chance.random() < 0.05 else "corridor"
                    one_way = column > 0 and chance.random() < 0.04
                    self._columns.add((storey, column, row))
                    ends = corner(storey, column, row), corner(storey, column, row + 1)
                    self._join(*ends, kind=kind, one_way=one_way)

    def _join(
        self,
        a: str,
        b: str,
        *,
        kind: Kind = "corridor",
        door: str | None = None,
        one_way: bool = False,
    ) -> None:
        (_, (ax, ay)), (_, (bx, by)) = self._corners[a], self._corners[b]
        metres = ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
        self._segments.append(Segment(a, b, metres, kind, door, one_way))

    def _place(self, port: _Port, inset: float) -> Point:
        x, y = self._xs[port.column], self._ys[port.row]
        places = {
            "west": (inset, y), "east": (self._width - inset, y),
            "north": (x, inset), "south": (x, self._depth - inset),
        }  # fmt: skip
        return places[port.side]

    def _way(self, name: str, storey: int, port: _Port, inset: float, steps: bool = False) -> Way:
        way = Way(
            name,
            storey,
            self._place(port, inset),
            corner(storey, port.column, port.row),
            port.side,
            steps,
        )
        self._free[storey].remove(port)
        self._corners[way.corner] = (storey, way.at)
        self._join(way.inner, way.corner)
        return way

    def _risers(self) -> Iterator[Way]:
        """One stairs through all storeys, perhaps more and lifts through some."""
        storeys, chance = self._size.storeys, self._chance
        if storeys == 1:
            return
        letters = iter("abcdefgh")
        wanted = ["stairs", *chance.choices(("stairs", "lift"), k=chance.randint(0, 3))]
        for number, kind in enumerate(wanted):
            low = 0 if number == 0 else chance.randint(0, storeys - 2)
            high = storeys - 1 if number == 0 else chance.randint(low + 1, storeys - 1)
            reached = range(low, high + 1)
            port = next(
                (p for p in self._free[low] if all(p in self._free[s] for s in reached)), None
            )
            if port is None or min(len(self._free[s]) for s in reached) < 3:
                continue
            name = f"{kind}/{next(letters)}"
            ends = [self._way(name, storey, port, LANDING) for storey in reached]
            yield from ends
            metres = RISE if kind == "lift" else round(RISE * STAIR_SLOPE, 6)
            for a, b in pairwise(ends):
                of: Kind = "lift" if kind == "lift" else "stairs"
                self._segments.append(Segment(a.corner, b.corner, metres, of, thing=name))

    def _exits(self) -> Iterator[Way]:
        size, chance = self._size, self._chance
        ground, upper = self._ground, list(range(1, size.storeys)) or [0]
        every = [ground, *(storey for storey in range(size.storeys) if storey != ground)]
        allowed = {"ground": [ground], "every": every, "upper": upper}[size.ways]
        for number in range(size.exits):
            free = [storey for storey in allowed if self._free[storey]]
            if not free:
                return
            storey = free[number % len(free)]
            outdoor = storey != ground
            yield self._way(
                f"exit/{number + 1}",
                storey,
                self._free[storey][0],
                0.0,
                outdoor or chance.random() < 0.15,
            )

    def _discharge(self, exits: tuple[Way, ...]) -> int:
        """The ground where it has an exit; else the lowest storey that has one."""
        storeys = sorted(way.storey for way in exits)
        return self._ground if self._ground in storeys else storeys[0]

    def _zones(self, partitions: tuple[Partition, ...]) -> Iterator[Zone]:
        """Bands of rows, cut by partitions; sometimes one zone around a whole storey."""
        size, chance = self._size, self._chance
        made: list[tuple[int, float, float, float, float]] = []
        for storey in range(size.storeys):
            cuts = sorted(
                chance.sample(range(1, len(self._ys)), chance.randint(0, len(self._ys) - 1))
            )
            middles = [0.0, *((self._ys[row - 1] + self._ys[row]) / 2 for row in cuts), self._depth]
            walls = [0.0, *sorted(p.x for p in partitions if p.storey == storey), self._width]
            if chance.random() < 0.3:
                walls = [0.0, self._width]
            made += [
                (storey, left, top, right, bottom)
                for top, bottom in pairwise(middles)
                for left, right in pairwise(walls)
            ]
        night = set(chance.sample(range(len(made)), min(size.night_zones, len(made))))
        for storey in range(size.storeys):
            whole = (
                f"zone/storey-{storey + 1}" if size.storeys > 1 and chance.random() < 0.6 else None
            )
            if whole:
                yield Zone(whole, storey, 0.0, 0.0, self._width, self._depth)
            for number, (of, left, top, right, bottom) in enumerate(made):
                if of == storey:
                    yield Zone(
                        f"zone/{number + 1}",
                        storey,
                        left,
                        top,
                        right,
                        bottom,
                        number in night,
                        whole,
                    )
