"""The floor plan as a picture: turned so that up is ahead of whoever looks at it, with the way
drawn on it.

Levine's rule (evacuation reference §6): aligned with the surroundings, text upright, you-are-here
marked.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.drawing.plan_names import Names, meet, square
from kiosk.drawing.svg import BLUE, GREEN, INK, QUIET, RED, WHITE, Box, n, rect
from kiosk.wording.markup import element
from signage.floorplan.geometry import Point, along, distance
from signage.floorplan.plan import ExitDoor, Plan
from signage.language.words import Message, say

FLOOR, WALL, PARTITION = "#EEF2EE", "#2B2B2C", "#7A858F"
SQUARE = {"fill": "none", "stroke-linecap": "square"}
"""Walls are drawn piece by piece: without it their corners would be notched."""
HERE = Message("way-there.you-are-here")
HEAD = 0.9
"""From the end of a drawn way to the tip of its head, in parts of its size."""
GOAL = 1.25
"""The exit a way leads to is drawn this much larger."""
GROUNDS_KEPT = 256
"""Drawn floors kept: of each screen a few, with and without the bands that a sign may carry."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How floor and walls are drawn; the widths are the least, in px: walls grow with the scale."""

    floor: str = FLOOR
    wall: float = 1.5
    partition: float = 0.9
    furniture: float = 0.6


ON_SCREEN = Pen()


@dataclass(frozen=True, slots=True)
class View:
    """Metres of one floor to pixels of a box: turned by ``heading_deg`` so that this direction is
    up."""

    box: Box
    heading_deg: float
    scale: float
    offset: Point

    def at(self, point: Point) -> Point:
        x, y = _turned(point, self.heading_deg)
        return x * self.scale + self.offset[0], y * self.scale + self.offset[1]

    def back(self, place: Point) -> Point:
        """The metres of a place in the picture."""
        (x, y), (right, down) = place, self.offset
        return _turned(((x - right) / self.scale, (y - down) / self.scale), -self.heading_deg)

    def path(self, points: Sequence[Point], *, closed: bool = False) -> str:
        drawn = " ".join(f"{n(x)} {n(y)}" for x, y in map(self.at, points))
        return f"M{drawn}{'Z' if closed else ''}"


def _turned(point: Point, degrees: float) -> Point:
    """Rotated so that the direction ``degrees`` (clockwise from up, y down) points up."""
    angle = math.radians(-degrees)
    x, y = point
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def view(
    plan: Plan, floor: str, heading_deg: float, box: Box, rim: float, also: Sequence[Point] = ()
) -> View:
    """The whole floor (and the places ``also``), as large as fits with ``rim`` px around it for
    names."""
    points = [p for ground in plan.grounds if ground.floor == floor for p in ground.outline]
    # A door may stand off the floor's outline, and its name needs room beside it.
    points += [door.at for door in plan.exits if door.floor == floor]
    points = points or [node.at for node in plan.nodes if node.floor == floor] or [(0.0, 0.0)]
    turned = [_turned(p, heading_deg) for p in (*points, *also)]
    left, right = min(p[0] for p in turned), max(p[0] for p in turned)
    top, bottom = min(p[1] for p in turned), max(p[1] for p in turned)
    room = box.inset(rim)
    # A plan of one point is a metre wide.
    scale = min(room.w / max(1.0, right - left), room.h / max(1.0, bottom - top))
    x = box.cx - scale * (left + right) / 2
    y = box.cy - scale * (top + bottom) / 2
    return View(box, heading_deg, scale, (x, y))


def ground(plan: Plan, floor: str, seen: View, pen: Pen = ON_SCREEN) -> str:
    """Floor and walls, in a few paths: the dearest part of an evacuation's picture, and the same in
    all of them."""
    return plan.once(
        "ground", (floor, seen, pen), lambda: _ground(plan, floor, seen, pen), GROUNDS_KEPT
    )


def _ground(plan: Plan, floor: str, seen: View, pen: Pen) -> str:
    grounds = "".join(seen.path(g.outline, closed=True) for g in plan.grounds if g.floor == floor)
    walls: dict[str, list[str]] = {}
    for wall in plan.walls:
        if wall.floor == floor:
            walls.setdefault(wall.kind, []).append(seen.path((wall.a, wall.b)))
    thick = 0.2 * seen.scale
    drawn = [element("path", d=grounds, fill=pen.floor)] if grounds else []
    for kind, colour, width in (
        ("furniture", PARTITION, max(pen.furniture, thick * 0.4)),
        ("partition", PARTITION, max(pen.partition, thick * 0.6)), ("wall", WALL, max(pen.wall, thick)),
    ):  # fmt: skip
        if kind in walls:
            drawn.append(
                element(
                    "path", d="".join(walls[kind]), stroke=colour, stroke_width=n(width), **SQUARE
                )
            )
    return "".join(drawn)


def exits(
    plan: Plan,
    floor: str,
    seen: View,
    closed: Iterable[str],
    size: float,
    goal: str | None = None,
    names: Names | None = None,
) -> str:
    """Each exit as a green square, or crossed out in red, beside its name; the ``goal``'s is larger
    and named first."""
    shut = frozenset(closed)
    doors = sorted(
        (door for door in plan.exits if door.floor == floor), key=lambda door: door.id != goal
    )
    sizes = [size * (GOAL if door.id == goal else 1.0) for door in doors]
    if names is not None:
        names.taken += [
            square(seen.at(door.at), big / 2) for door, big in zip(doors, sizes, strict=True)
        ]
    return "".join(
        _exit(door, seen, door.id in shut, big, names)
        for door, big in zip(doors, sizes, strict=True)
    )


def _exit(door: ExitDoor, seen: View, shut: bool, size: float, names: Names | None) -> str:
    x, y = at = seen.at(door.at)
    half = size * 0.5
    mark = rect(Box(x - half, y - half, size, size), QUIET if shut else GREEN, size * 0.16)
    cross = f"M{n(x - half)} {n(y - half)}l{n(size)} {n(size)}m0 {n(-size)}l{n(-size)} {n(size)}"
    if shut:
        mark += element("path", d=cross, stroke=WHITE, stroke_width=n(size * 0.3))
        mark += element("path", d=cross, stroke=RED, stroke_width=n(size * 0.2))
    name = ""
    if names is not None:
        name = names.beside(
            at,
            (0.6 * size, 0.6 * size),
            say(door.name, names.lang),
            size,
            INK,
            must=True,
            under=y > seen.box.cy,
        )
    return element("g", mark, name, data_exit=door.id, data_closed="" if shut else None)


Before = Literal["", "straight", "corner"]
"""How a way with too short a last piece shows its head: not at all, straight at its end, or before
the corner."""


def walk(
    seen: View, points: Sequence[Point], size: float, mark: float = 0.0, before: Before = ""
) -> str:
    """The way as a broad green line with a head, from where the viewer stands.

    It ends before a square of ``mark`` px to each side of its last point. Where its last piece is
    too short for a head, ``before`` says what becomes of that.
    """
    if len(points) < 2:
        return ""
    whole = [seen.at(point) for point in points]
    ending = _ending(whole, size, mark)
    if ending is None and before == "straight" and len(whole) > 2:
        ending = _ending([*whole[:-2], whole[-1]], size, mark)
    tip = ending or (_cornered(whole, size) if before else None)
    line = "M" + " ".join(f"{n(x)} {n(y)}" for x, y in ending or whole)
    joined = {"fill": "none", "stroke-linejoin": "round"}
    return (
        element("path", d=line, **joined, stroke=WHITE, stroke_width=n(size * 0.95))
        + element("path", data_path="", d=line, **joined, stroke=GREEN, stroke_width=n(size * 0.6))
        + (_head(tip[-2], tip[-1], size) if tip else "")
    )


def _head(before: Point, at: Point, size: float) -> str:
    (ax, ay), (x, y) = before, at
    shape = f"M{n(size * HEAD)} 0L{n(-size * 0.5)} {n(-size * 0.8)}V{n(size * 0.8)}Z"
    # SVG turns clockwise, as y runs down: no sign to change.
    angle = math.degrees(math.atan2(y - ay, x - ax))
    return element(
        "path",
        data_head="",
        d=shape,
        transform=f"translate({n(x)} {n(y)}) rotate({n(angle)})",
        fill=GREEN,
    )


def _cornered(corners: Sequence[Point], size: float) -> Sequence[Point] | None:
    """A head's piece that ends at the last corner; None where that piece is too short as well."""
    if len(corners) < 3 or (far := distance(corners[-3], corners[-2])) < 2.0 * size:
        return None
    return corners[-3], along(corners[-2], corners[-3], size * HEAD / far)


def _ending(corners: Sequence[Point], size: float, mark: float) -> Sequence[Point] | None:
    """As much of a way as leaves the square at its end free of its head; None where its last piece
    is too short."""
    if not mark:
        return corners
    goal, step, (x, y), before = square(corners[-1], mark), 0.2 * size, corners[-1], corners[-2]
    last = distance(before, (x, y))
    for more in range(int((last - 1.2 * size - mark) / step) + 1):
        back = mark + more * step
        if not meet(square(along((x, y), before, (back - size * HEAD) / last), step), goal):
            return [*corners[:-1], along((x, y), before, back / last)]
    return None


def here(seen: View, at: Point, size: float, names: Names) -> str:
    """You are here, and its name."""
    x, y = seen.at(at)
    half = 0.62 * size
    words = names.beside(
        (x, y),
        (half + 0.1 * size, half + 0.1 * size),
        say(HERE, names.lang),
        size,
        BLUE,
        must=True,
        under=y < seen.box.cy,
    )
    rim = element("circle", cx=n(x), cy=n(y), r=n(half), fill=WHITE)
    return element(
        "g",
        rim,
        element("circle", cx=n(x), cy=n(y), r=n(size * 0.48), fill=BLUE),
        words,
        data_here="",
    )


Layer = Callable[[View], str]


def floor_picture(
    plan: Plan, floor: str, heading_deg: float, box: Box, rim: float, layers: Sequence[Layer]
) -> str:
    """The plan in a white box with these layers on it."""
    seen = view(plan, floor, heading_deg, box, rim)
    return (
        rect(box, WHITE, min(box.w, box.h) * 0.03)
        + ground(plan, floor, seen)
        + "".join(at(seen) for at in layers)
    )
