"""The floor plan as a picture: turned so that up is ahead of whoever looks at it, with the way drawn on it.

Levine's rule (evacuation reference §6): aligned with the surroundings, text upright, you-are-here marked.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.draw import BLUE, GREEN, INK, QUIET, RED, WHITE, Box, n, rect, text
from kiosk.typeset import width_em
from signage.geometry import Point
from signage.plan import ExitDoor, Plan
from signage.words import Words, say

FLOOR, WALL, PARTITION = "#EEF2EE", "#2B2B2C", "#7A858F"
SQUARE = 'fill="none" stroke-linecap="square"'
"""Walls are drawn piece by piece: without it their corners would be notched."""
HERE = "您在此处"
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
    """Metres of one floor to pixels of a box: turned by ``heading_deg`` so that this direction is up."""

    box: Box
    heading_deg: float
    scale: float
    offset: Point

    def at(self, point: Point) -> Point:
        x, y = _turned(point, self.heading_deg)
        return x * self.scale + self.offset[0], y * self.scale + self.offset[1]

    def path(self, points: Sequence[Point], *, closed: bool = False) -> str:
        drawn = " ".join(f"{n(x)} {n(y)}" for x, y in map(self.at, points))
        return f"M{drawn}{'Z' if closed else ''}"


def _turned(point: Point, degrees: float) -> Point:
    """Rotated so that the direction ``degrees`` (clockwise from up, y down) points up."""
    angle = math.radians(-degrees)
    x, y = point
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def view(plan: Plan, floor: str, heading_deg: float, box: Box, rim: float, also: Sequence[Point] = ()) -> View:
    """The whole floor (and the places ``also``), as large as fits with ``rim`` px around it for names."""
    points = [p for ground in plan.grounds if ground.floor == floor for p in ground.outline]
    points += [door.at for door in plan.exits if door.floor == floor]
    points = points or [node.at for node in plan.nodes if node.floor == floor] or [(0.0, 0.0)]
    turned = [_turned(p, heading_deg) for p in (*points, *also)]
    left, right = min(p[0] for p in turned), max(p[0] for p in turned)
    top, bottom = min(p[1] for p in turned), max(p[1] for p in turned)
    room = box.inset(rim)
    scale = min(room.w / max(1.0, right - left), room.h / max(1.0, bottom - top))
    x = box.cx - scale * (left + right) / 2
    y = box.cy - scale * (top + bottom) / 2
    return View(box, heading_deg, scale, (x, y))


def ground(plan: Plan, floor: str, seen: View, pen: Pen = ON_SCREEN) -> str:
    """Floor and walls, in a few paths: the dearest part of an evacuation's picture, and the same in all of them."""
    return plan.once("ground", (floor, seen, pen), lambda: _ground(plan, floor, seen, pen), GROUNDS_KEPT)


def _ground(plan: Plan, floor: str, seen: View, pen: Pen) -> str:
    grounds = "".join(seen.path(g.outline, closed=True) for g in plan.grounds if g.floor == floor)
    walls: dict[str, list[str]] = {}
    for wall in plan.walls:
        if wall.floor == floor:
            walls.setdefault(wall.kind, []).append(seen.path((wall.a, wall.b)))
    thick = 0.2 * seen.scale
    drawn = [f'<path d="{grounds}" fill="{pen.floor}"/>'] if grounds else []
    for kind, colour, width in (
        ("furniture", PARTITION, max(pen.furniture, thick * 0.4)),
        ("partition", PARTITION, max(pen.partition, thick * 0.6)), ("wall", WALL, max(pen.wall, thick)),
    ):  # fmt: skip
        if kind in walls:
            drawn.append(f'<path d="{"".join(walls[kind])}" stroke="{colour}" stroke-width="{n(width)}" {SQUARE}/>')
    return "".join(drawn)


def exits(
    plan: Plan,
    floor: str,
    seen: View,
    closed: Iterable[str],
    size: float,
    goal: str | None = None,
    *,
    named: bool = True,
) -> str:
    """Each exit as a green square with its name, or crossed out in red."""
    shut, drawn = frozenset(closed), []
    for door in plan.exits:
        if door.floor == floor:
            drawn.append(_exit(door, seen, door.id in shut, size * (1.25 if door.id == goal else 1.0), named))
    return "".join(drawn)


def _exit(door: ExitDoor, seen: View, shut: bool, size: float, named: bool) -> str:
    x, y = seen.at(door.at)
    half = size * 0.5
    colour = QUIET if shut else GREEN
    mark = rect(Box(x - half, y - half, size, size), colour, size * 0.16)
    cross = f"M{n(x - half)} {n(y - half)}l{n(size)} {n(size)}m0 {n(-size)}l{n(-size)} {n(size)}"
    if shut:
        mark += f'<path d="{cross}" stroke="{WHITE}" stroke-width="{n(size * 0.3)}"/>'
        mark += f'<path d="{cross}" stroke="{RED}" stroke-width="{n(size * 0.2)}"/>'
    closed = ' data-closed=""' if shut else ""
    label = _label(seen, (x, y), door.name, size) if named else ""
    return f'<g data-exit="{door.id}"{closed}>{mark}{label}</g>'


def _label(seen: View, at: Point, name: Words, size: float) -> str:
    """Above a mark in the upper half and below one in the lower, away from the ways inside."""
    return _beside(seen, at, say(name), size, INK, upper=at[1] < seen.box.cy, far=1.2)


def _beside(seen: View, at: Point, words: str, size: float, fill: str, *, upper: bool, far: float) -> str:
    """A word over or under a point, never outside the box."""
    half = width_em(words) * size / 2
    x = min(max(at[0], seen.box.x + half), seen.box.x + seen.box.w - half)
    y = at[1] + size * (-far if upper else far)
    return _halo(x, min(max(y, seen.box.y + size * 0.6), seen.box.y + seen.box.h - size * 0.6), size, words, fill)


def _halo(x: float, y: float, size: float, words: str, fill: str) -> str:
    line = text(x, y, size, words, fill, bold=True)
    return line.replace("<text ", f'<text paint-order="stroke" stroke="{WHITE}" stroke-width="{n(size * 0.28)}" ', 1)


def walk(seen: View, points: Sequence[Point], size: float) -> str:
    """The way as a broad green line with a head, from where the viewer stands."""
    if len(points) < 2:
        return ""
    line = seen.path(points)
    (ax, ay), (bx, by) = seen.at(points[-2]), seen.at(points[-1])
    angle = math.degrees(math.atan2(by - ay, bx - ax))
    head = f"M{n(size * 0.9)} 0L{n(-size * 0.5)} {n(-size * 0.8)}V{n(size * 0.8)}Z"
    joined = 'fill="none" stroke-linejoin="round"'
    return (
        f'<path d="{line}" {joined} stroke="{WHITE}" stroke-width="{n(size * 0.95)}"/>'
        f'<path data-path="" d="{line}" {joined} stroke="{GREEN}" stroke-width="{n(size * 0.6)}"/>'
        f'<path d="{head}" transform="translate({n(bx)} {n(by)}) rotate({n(angle)})" fill="{GREEN}"/>'
    )


def here(seen: View, at: Point, size: float, ahead: Point | None = None) -> str:
    """You are here; its words stand on the side away from ``ahead``, where the way goes."""
    x, y = seen.at(at)
    upper = seen.at(ahead)[1] > y if ahead is not None else y > seen.box.cy
    words = _beside(seen, (x, y), HERE, size, BLUE, upper=upper, far=1.3)
    rim = f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(size * 0.62)}" fill="{WHITE}"/>'
    return f'<g data-here="">{rim}<circle cx="{n(x)}" cy="{n(y)}" r="{n(size * 0.48)}" fill="{BLUE}"/>{words}</g>'


Layer = Callable[[View], str]


def floor_picture(plan: Plan, floor: str, heading_deg: float, box: Box, rim: float, layers: Sequence[Layer]) -> str:
    """The plan in a white box with these layers on it."""
    seen = view(plan, floor, heading_deg, box, rim)
    return rect(box, WHITE, min(box.w, box.h) * 0.03) + ground(plan, floor, seen) + "".join(at(seen) for at in layers)
