"""The floor plan as staff tap on it: north as drawn, what is blocked, and where every screen sends its viewers."""

import math
from collections.abc import Mapping, Sequence

from kiosk.draw import BLUE, GREEN, QUIET, RED, WHITE, YELLOW, Box, n, text
from kiosk.floorplan import View, exits, ground, view
from signage.geometry import Point, inside, middle, off, sides
from signage.graph import Edge
from signage.plan import Area, Plan
from signage.routes import Routes
from signage.ways import Way

WIDTH, HEIGHT = 1160.0, 760.0
"""The picture's own pixels; the page scales it to the tablet."""
RIM, NAME, EXIT, DOOR = 54.0, 22.0, 30.0, 26.0
FINGER_EXIT, FINGER_DOOR = 44.0, 30.0
"""Radius that answers a finger, px of the picture."""
GRID = 12
COLOURS = {"closed": QUIET, "fire": RED, "crowd": YELLOW}
Holds = Mapping[str, str | None]


def picture(plan: Plan, floor: str, answer: Routes, holds: Holds, names: Mapping[str, str]) -> str:
    """Everything that can be tapped carries ``data-target``."""
    seen = view(plan, floor, 0, Box(0, 0, WIDTH, HEIGHT), RIM)
    parts = [ground(plan, floor, seen)]
    areas = [area for area in plan.areas if area.floor == floor]
    parts += [_area(area, seen, holds.get(area.id)) for area in areas]
    parts += [_door(edge, seen, plan, holds.get(edge.doors[0])) for edge in plan.edges if edge.doors]
    parts.append(exits(plan, floor, seen, answer.closed, EXIT))
    parts += [_pointing(seen, answer.screen(s.id), s.stand) for s in plan.screens if s.floor == floor]
    parts += [_finger(seen.at(door.at), door.id, FINGER_EXIT) for door in plan.exits if door.floor == floor]
    parts += [text(*seen.at(heart(area.outline)), NAME, names[area.id], "#3B444E") for area in areas]
    size = f'viewBox="0 0 {n(WIDTH)} {n(HEIGHT)}"'
    return f'<svg class="plan" {size} role="img" aria-label="平面图">{"".join(parts)}</svg>'


def _area(area: Area, seen: View, hold: str | None) -> str:
    look = f'fill="{COLOURS[hold]}" fill-opacity=".45"' if hold else f'fill="{BLUE}" fill-opacity=".06"'
    outline = seen.path(area.outline, closed=True)
    drawn = f'<path d="{outline}" {look} stroke="#9AB3CC" stroke-dasharray="6 5"/>'
    return f'<g class="hit" data-target="{area.id}">{drawn}</g>'


def heart(outline: Sequence[Point]) -> Point:
    """A point well inside an outline of any shape, on a grid of GRID × GRID: the farthest from its sides."""
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    steps = [(step + 0.5) / GRID for step in range(GRID)]
    grid = [(left + (right - left) * a, top + (bottom - top) * b) for a in steps for b in steps]
    within = [point for point in grid if inside(point, tuple(outline))]
    return max(within, key=lambda p: min(off(p, a, b) for a, b in sides(tuple(outline))), default=middle(outline))


def _door(edge: Edge, seen: View, plan: Plan, hold: str | None) -> str:
    if edge.a not in plan.node or edge.b not in plan.node:
        return ""
    (ax, ay), (bx, by) = seen.at(plan.node[edge.a].at), seen.at(plan.node[edge.b].at)
    x, y = (ax + bx) / 2, (ay + by) / 2
    place = f'x="{n(x - DOOR / 2)}" y="{n(y - DOOR / 2)}" width="{n(DOOR)}" height="{n(DOOR)}" rx="5"'
    mark = f'<rect {place} fill="{COLOURS[hold] if hold else WHITE}" stroke="#3B444E" stroke-width="3"/>'
    return mark + _finger((x, y), edge.doors[0], FINGER_DOOR)


def _finger(at: Point, name: str, radius: float) -> str:
    """A finger's width of nothing to see."""
    place = f'cx="{n(at[0])}" cy="{n(at[1])}" r="{n(radius)}"'
    return f'<circle class="hit" data-target="{name}" {place} fill="transparent"/>'


def _pointing(seen: View, way: Way, stand: Point) -> str:
    """Where a screen's viewers stand and the direction they are sent in; a square where they are told to stay."""
    x, y = seen.at(stand)
    if len(way.path) < 2:
        return f'<rect x="{n(x - 9)}" y="{n(y - 9)}" width="18" height="18" fill="{RED}"/>'
    ahead = seen.at(way.path[1])
    angle = math.degrees(math.atan2(ahead[1] - y, ahead[0] - x))
    dot = f'<circle r="11" fill="{BLUE}" stroke="{WHITE}" stroke-width="3"/>'
    head = f'd="M12 -6H30V-14L50 0L30 14V6H12z" fill="{GREEN}" stroke="{WHITE}" stroke-width="2.5"'
    arrow = f'<path transform="rotate({n(angle)})" {head}/>'
    return f'<g transform="translate({n(x)} {n(y)})" data-pointing="{way.screen}">{dot}{arrow}</g>'
