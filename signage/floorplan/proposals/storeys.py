"""What of a drawing matters for its ways, storey by storey, turned so that most walls run along the
axes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from signage.floorplan.drawing import walls_of
from signage.floorplan.geometry import Line, Point, ahead, bearing, distance, middle
from signage.floorplan.layers import Findings, Layers
from signage.floorplan.plan import Wall
from signage.floorplan.shafts import SHAFTS
from signage.floorplan.shapes import YES, Shape, room_before
from signage.hall.storeys import storey_order

READ = ("walls", "partitions", "furniture", "floor", "routes", "doors", "exits", "stairs", "screens",
        "places", "zones")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """A door, exit, stairs or lift: ways lead to its middle; ``line`` is what was drawn across."""

    id: str
    at: Point
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody stands ``at``: ways pass within reach."""

    id: str
    at: Point


@dataclass(frozen=True, slots=True)
class Storey:
    """One floor in metres, turned by ``angle`` radians; its lines as drawn."""

    floor: str
    angle: float
    grounds: tuple[tuple[Point, ...], ...]
    walls: tuple[Line, ...]
    solids: tuple[tuple[Point, ...], ...]
    """Furniture that is an outline: nobody walks on it."""
    sticks: tuple[Line, ...]
    """Furniture that is a line."""
    doors: tuple[Opening, ...]
    exits: tuple[Opening, ...]
    shafts: tuple[Opening, ...]
    stops: tuple[Stop, ...]
    zones: tuple[tuple[str, tuple[Point, ...]], ...]
    drawn: tuple[Line, ...]
    """Ways a person drew."""
    one_way: frozenset[Line] = frozenset()
    """Those of them that nobody can be led by in both directions."""

    def back(self, at: Point) -> Point:
        return _turned(at, self.angle)


def storeys_of(layers: Layers) -> tuple[Storey, ...]:
    """From below upwards."""
    shapes = {layer: [s for s in layers.of(layer) if s.points] for layer in READ}
    floors = sorted({s.floor for found in shapes.values() for s in found}, key=storey_order)
    walls = walls_of(layers)
    findings = Findings("")
    return tuple(_storey(floor, shapes, walls, findings) for floor in floors)


def _storey(
    floor: str, shapes: dict[str, list[Shape]], walls: tuple[Wall, ...], findings: Findings
) -> Storey:
    here = {layer: [s for s in found if s.floor == floor] for layer, found in shapes.items()}
    standing = [w for w in walls if w.floor == floor and w.kind != "furniture"]
    angle = _leaning([(w.a, w.b) for w in standing])

    def laid(points: Iterable[Point]) -> tuple[Point, ...]:
        return tuple(_turned(at, -angle) for at in points)

    def lines(shape: Shape) -> list[Line]:
        corners = laid((*shape.points, *(shape.points[:1] if shape.closed else ())))
        return list(pairwise(corners))

    def opening(shape: Shape) -> Opening:
        points = laid(shape.points)
        across = (points[0], points[-1]) if len(points) == 2 else None
        return Opening(shape.resource or shape.element, middle(points), across)

    return Storey(
        floor, angle,
        grounds=tuple(laid(s.points) for s in here["floor"] if s.closed and len(s.points) > 2),
        walls=tuple((_turned(w.a, -angle), _turned(w.b, -angle)) for w in standing),
        solids=tuple(laid(s.points) for s in here["furniture"] if s.closed and len(s.points) > 2),
        sticks=tuple(line for s in here["furniture"] if not s.closed for line in lines(s)),
        doors=tuple(opening(s) for s in here["doors"]),
        exits=tuple(opening(s) for s in here["exits"]),
        shafts=tuple(opening(s) for s in here["stairs"] if s.resource.partition("/")[0] in SHAFTS),
        stops=tuple(_stops(here, walls, findings, angle)),
        zones=tuple((s.resource or s.element, laid(s.points))
                    for s in here["zones"] if s.closed and len(s.points) > 2),
        drawn=tuple(line for s in here["routes"] for line in lines(s) if line[0] != line[1]),
        one_way=frozenset(line for s in here["routes"] if s.attributes.get("oneway") == YES
                          for line in lines(s)),
    )  # fmt: skip


def _stops(
    here: dict[str, list[Shape]], walls: tuple[Wall, ...], findings: Findings, angle: float
) -> Iterable[Stop]:
    for shape in here["places"]:
        yield Stop(shape.resource or shape.element, _turned(middle(shape.points), -angle))
    for shape in here["screens"]:
        if len(shape.points) == 2 and shape.points[0] != shape.points[1]:
            at, faces = shape.points[0], bearing(*shape.points)
            metres = findings.number(shape, "stand") or room_before(at, faces, shape.floor, walls)
            yield Stop(shape.resource or shape.element, _turned(ahead(at, faces, metres), -angle))


def _turned(at: Point, angle: float) -> Point:
    if angle == 0.0:
        return at
    cos, sin = math.cos(angle), math.sin(angle)
    return (at[0] * cos - at[1] * sin, at[0] * sin + at[1] * cos)


def _leaning(walls: Sequence[Line]) -> float:
    """By how much most metres of wall lean from the axes, radians within an eighth of a turn; walls
    a degree apart are one direction."""
    found: dict[int, list[tuple[float, float]]] = {}
    for a, b in walls:
        degrees = bearing(a, b) % 90.0
        found.setdefault(round(degrees) % 90, []).append((distance(a, b), (degrees + 45) % 90 - 45))
    if not found:
        return 0.0
    best = max(found, key=lambda bin: (sum(metres for metres, _ in found[bin]), -bin))
    total = sum(metres for metres, _ in found[best]) or 1.0
    # All of a bin lie beside each other but for 44 and -45 degrees, which are one direction too.
    first = found[best][0][1]
    near = [(m, d - 90 * round((d - first) / 90)) for m, d in found[best]]
    mean = sum(metres * degrees for metres, degrees in near) / total
    # Drawings are exact to a tenth of a degree; less is a hand that shook.
    return 0.0 if abs(mean) < 0.05 else math.radians(mean)
