"""What a drawing is made of once it has been lifted out of its file, and what is read off one shape
alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from signage.floorplan.geometry import Point, ahead, apart, distance, meets
from signage.floorplan.plan import Wall
from signage.language.words import Words

FILE = "plan.svg"
SNAP_M = 0.2
"""Ends of routes this close are one point (reference §9), unless the drawing says it is finer."""
STAND_M = 1.5
"""How far before a screen its viewer stands, unless a wall is nearer."""
STEP_M, LOOKED_AT = 0.2, 15
"""What is before a screen is looked at in so many steps: up to twice as far as its viewer
stands."""
LAYERS = frozenset({
    "walls", "partitions", "furniture", "floor", "routes", "doors", "exits", "stairs", "screens", "places", "zones",
    "assembly", "safety", "scale", "north",
})  # fmt: skip
"""Layers that mean something; any other is decoration."""
NEEDED = ("routes", "exits")
YES = "yes"
EQUIPMENT = ("extinguisher", "hose", "fireset", "callpoint", "firephone", "firstaid", "aed")
"""What hangs in layer ``safety``, by the type of its id: what puts fires out first."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn element: its id in the file, layer, floor, corners in the drawing's units, and what
    is written on it.

    ``resource`` is the id it stands for (``exit/east``); ``fault`` says why its form could not be
    read.
    """

    element: str
    layer: str
    points: tuple[Point, ...]
    closed: bool = False
    floor: str = "1"
    resource: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    fault: Words = field(default_factory=dict)
    cloned: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes as drawn; ``metres_per_unit`` 0.01 = a viewBox in centimetres, unless a ``scale`` line
    says otherwise."""

    shapes: tuple[Shape, ...]
    metres_per_unit: float = 0.01
    north_deg: float = 0.0
    snap_m: float = SNAP_M
    layered: bool = True
    """Whether it has layers at all."""
    hidden: tuple[str, ...] = ()
    """Layers and floors that are hidden, and so not read, by their labels."""


def span_of(shape: Shape) -> float:
    """The longest side of what was drawn: the width of a door drawn as a line or a bar."""
    points = shape.points
    return max(distance(a, b) for a, b in pairwise(points))


def words_of(shape: Shape) -> Words:
    pairs = (("zh", shape.attributes.get("name", "")), ("en", shape.attributes.get("en", "")))
    return {lang: text for lang, text in pairs if text}


def room_before(at: Point, faces: float, floor: str, walls: tuple[Wall, ...]) -> float:
    """How far before a screen its viewer can stand: STAND_M, or half the way to what is in front of
    it."""
    farthest = ahead(at, faces, LOOKED_AT * STEP_M + STEP_M / 2)
    standing = [(w.a, w.b) for w in walls if w.floor == floor and not apart(at, farthest, w.a, w.b)]
    for step in range(1, LOOKED_AT + 1):
        metres = step * STEP_M
        # A piece of the line of sight: its first half step is the wall the screen hangs on.
        a, b = ahead(at, faces, metres - STEP_M / 2), ahead(at, faces, metres + STEP_M / 2)
        if any(meets(a, b, *wall) for wall in standing):
            return min(STAND_M, metres / 2)
    return STAND_M
