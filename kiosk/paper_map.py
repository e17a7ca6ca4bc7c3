"""The map on an evacuation sheet: every way out in light green, this place's own and the other one, names that fit."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from kiosk.draw import BLUE, GREEN, INK, QUIET, WHITE, Box, icon, n, rect, text
from kiosk.floorplan import HERE, Pen, View, ground, view, walk
from kiosk.paper import LEAST, MM
from kiosk.typeset import width_em
from signage.blocks import HARD, factors
from signage.geometry import Point, along, distance, inside, middle
from signage.plan import Area, Plan
from signage.routes import Routes
from signage.ways import Way
from signage.words import Words, say

Drawn = Literal["here", "way", "other", "ways", "exit", "closed", "assembly", "window"]
LIGHT_GREEN, CLOSED_GROUND = "#BFE3CC", "#D9DDE1"
WALL_MM, PARTITION_MM, SIGN_MM = 1.6, 0.6, 7.0
"""ISO 23601's least (evacuation reference §1)."""
PEN = Pen("none", WALL_MM * MM, PARTITION_MM * MM, 0.35 * MM)
WIDEST_GROWTH = 1.25
"""An assembly point that would shrink the plan by more than this stands at the map's edge instead."""
STRIP = 2.6
"""Height of the strip with scale and north under the map, in text sizes."""


@dataclass(slots=True)
class Mapped:
    """The map's parts, what of the legend is on it, and how it is turned."""

    seen: View
    parts: list[str] = field(default_factory=list)
    shown: set[Drawn] = field(default_factory=set)
    taken: list[Box] = field(default_factory=list)
    """Places nothing may be written on."""
    walls: list[Box] = field(default_factory=list)
    """Places nothing should be written on."""
    signs: list[tuple[Box, Words]] = field(default_factory=list)
    """Exits and assembly points with their names."""


def mapped(
    answer: Routes, screen: str, way: Way, other: Way | None, numbers: Mapping[str, str], icons: dict[str, str],
    box: Box, u: float,
) -> Mapped:  # fmt: skip
    """``numbers`` are what windows are called by on the map."""
    plan, standing = answer.plan, answer.plan.screen[screen]
    floor, heading = standing.floor, standing.faces_deg + 180
    strip, room = box.bottom(STRIP * u)
    sign = max(SIGN_MM * MM, 2.4 * u)
    gathering = [a.at for a in plan.assemblies]
    seen = view(plan, floor, heading, room, 1.8 * sign)
    wider = view(plan, floor, heading, room, 1.5 * sign, gathering)
    if gathering and wider.scale * WIDEST_GROWTH >= seen.scale:
        seen = wider
    found = Mapped(seen)
    _closed_areas(found, answer, floor)
    found.parts.append(ground(plan, floor, seen, PEN))
    solid = [(seen.at(w.a), seen.at(w.b)) for w in plan.walls if w.floor == floor and w.kind != "furniture"]
    found.walls += [near for line in solid for near in _along(line, WALL_MM * MM / 2)]
    paths = [leg.points for leg in (*way.legs, *(other.legs if other else ())) if leg.floor == floor]
    walked = [near for path in paths for near in _along([seen.at(p) for p in path], 0.8 * u)]
    _ways(found, answer, floor, u, walked)
    for leg in other.legs if other is not None else ():
        if leg.floor == floor and len(leg.points) > 1:
            found.parts.append(dashed([seen.at(p) for p in leg.points], 0.55 * u))
            found.shown.add("other")
    for leg in way.legs:
        if leg.floor == floor and len(leg.points) > 1:
            found.parts.append(walk(seen, leg.points, 1.15 * u))
            found.shown.add("way")
    _exits(found, answer, floor, sign, icons)
    _gathering(found, plan, room, sign, icons)
    found.taken += walked
    _here(found, standing.stand, way, u)
    found.parts += _names(found, plan, floor, numbers, room, u)
    found.parts += _scale_and_north(seen, strip, plan, heading, u)
    return found


def _along(points: Sequence[Point], half: float) -> Iterator[Box]:
    for a, b in pairwise(points):
        steps = max(1, int(distance(a, b) / half))
        for step in range(steps + 1):
            x, y = along(a, b, step / steps)
            yield Box(x - half, y - half, 2 * half, 2 * half)


def _closed_areas(found: Mapped, answer: Routes, floor: str) -> None:
    """Zones a scheme forbids lie grey and hatched."""
    hard = {block.target for block in (*answer.scheme.blocks, *answer.blocks) if block.hold in HARD}
    for area in answer.plan.areas:
        if area.id in hard and area.floor == floor:
            outline = found.seen.path(area.outline, closed=True)
            found.parts.append(f'<path d="{outline}" fill="{CLOSED_GROUND}"/>')
            found.shown.add("closed")
            lines = "".join(f"M{n(a[0])} {n(a[1])}L{n(b[0])} {n(b[1])}" for a, b in _hatch(found.seen, area))
            found.parts.append(f'<path d="{lines}" fill="none" stroke="{WHITE}" stroke-width="{n(0.5 * MM)}"/>')


def _hatch(seen: View, area: Area) -> Iterator[tuple[Point, Point]]:
    """Lines at 45° inside an outline, 3 mm apart."""
    corners = [seen.at(p) for p in area.outline]
    lows = [x + y for x, y in corners]
    step, at = 3 * MM, min(lows)
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    while (at := at + step) < max(lows):
        cuts = [(left, at - left), (right, at - right)]
        a, b = cuts
        marks = sorted(
            [0.0, 1.0]
            + [
                t
                for c, d in zip(corners, [*corners[1:], corners[0]], strict=True)
                if (t := _cut(a, b, c, d)) is not None
            ]
        )
        for s, t in pairwise(marks):
            if t - s > 1e-6 and inside(along(a, b, (s + t) / 2), corners):
                yield along(a, b, s), along(a, b, t)


def _cut(a: Point, b: Point, c: Point, d: Point) -> float | None:
    """Where on a–b the segment c–d crosses it."""
    bx, by, dx, dy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = bx * dy - by * dx
    if abs(cross) < 1e-9:
        return None
    t = ((c[0] - a[0]) * dy - (c[1] - a[1]) * dx) / cross
    s = ((c[0] - a[0]) * by - (c[1] - a[1]) * bx) / cross
    return t if 0 <= t <= 1 and 0 <= s <= 1 else None


def _ways(found: Mapped, answer: Routes, floor: str, u: float, walked: Sequence[Box]) -> None:
    """Everybody's ways: bands where one may walk, heads where one shall."""
    plan, seen = answer.plan, found.seen
    barred = {
        step >> 1 for step, factor in factors(plan, (*answer.scheme.blocks, *answer.blocks)).items() if not factor
    }
    bands: list[str] = []
    heads: list[tuple[Point, Point]] = []
    for number, edge in enumerate(answer.graph.edges):
        one, two = plan.node.get(edge.a), plan.node.get(edge.b)
        if one is None or two is None or {one.floor, two.floor} != {floor} or edge.kind == "spur" or number in barred:
            continue
        if answer.exit(one.id) is None or answer.exit(two.id) is None:
            continue
        bands.append(seen.path((one.at, two.at)))
        for start, end in ((one, two), (two, one)):
            if answer.answer(start.id).next == end.id:
                heads.append((seen.at(start.at), seen.at(end.at)))
    if not bands:
        return
    look = f'fill="none" stroke="{LIGHT_GREEN}" stroke-width="{n(1.1 * u)}" stroke-linecap="round"'
    found.parts.append(f'<path data-ways="" d="{"".join(bands)}" {look}/>')
    kept: list[Point] = []
    for a, b in sorted(heads, key=lambda line: (-distance(*line), line)):
        count = max(1, int(distance(a, b) / (10 * u)))
        for step in range(count):
            at = along(a, b, (step + 0.5) / count)
            spot = Box(at[0] - 0.6 * u, at[1] - 0.6 * u, 1.2 * u, 1.2 * u)
            apart = all(distance(at, other) > 4.5 * u for other in kept)
            if distance(a, b) >= 1.1 * u and apart and not any(_meet(spot, near) for near in walked):
                kept.append(at)
                found.parts.append(_head(at, math.atan2(b[1] - a[1], b[0] - a[0]), 0.75 * u))
    found.shown.add("ways")


def _head(at: Point, angle: float, size: float) -> str:
    head = f"M{n(size * 0.7)} 0L{n(-size * 0.45)} {n(-size * 0.62)}V{n(size * 0.62)}Z"
    placed = f"translate({n(at[0])} {n(at[1])}) rotate({n(math.degrees(angle))})"
    return f'<path d="{head}" transform="{placed}" fill="{GREEN}"/>'


def way_line(points: Sequence[Point], width: float, *, light: bool = False) -> str:
    """A line with a head, in the legend."""
    (ax, ay), (bx, by) = points[0], points[-1]
    colour = LIGHT_GREEN if light else GREEN
    line = f'<path d="M{n(ax)} {n(ay)}L{n(bx)} {n(by)}" fill="none" stroke="{colour}" stroke-width="{n(width)}"/>'
    at = ((ax + bx) / 2, ay) if light else (bx, by)
    return line + _head(at, math.atan2(by - ay, bx - ax), width * (0.9 if light else 1.5))


def dashed(points: Sequence[Point], width: float) -> str:
    """A broken green line with a head, each dash drawn: a painter of paper knows no dash arrays."""
    dash, gap, drawn, left, on = 3 * width, 1.6 * width, [], 3 * width, True
    for a, b in pairwise(points):
        whole, done = distance(a, b), 0.0
        while whole - done > 1e-6:
            step = min(left, whole - done)
            if on:
                p, q = along(a, b, done / whole), along(a, b, (done + step) / whole)
                drawn.append(f"M{n(p[0])} {n(p[1])}L{n(q[0])} {n(q[1])}")
            done, left = done + step, left - step
            if left <= 1e-6:
                on = not on
                left = dash if on else gap
    (ax, ay), (bx, by) = points[-2], points[-1]
    line = "".join(drawn)
    look = 'fill="none" stroke-linecap="butt"'
    return (
        f'<path data-other="" d="{line}" {look} stroke="{WHITE}" stroke-width="{n(width * 1.9)}"/>'
        f'<path d="{line}" {look} stroke="{GREEN}" stroke-width="{n(width)}"/>'
        + _head((bx, by), math.atan2(by - ay, bx - ax), width * 2)
    )


def exit_sign(icons: dict[str, str], box: Box, *, shut: bool, left: bool = False) -> str:
    if shut:
        return rect(box, WHITE) + icon(icons, "crossed-exit", box)
    return rect(box, GREEN, box.w * 0.05) + icon(icons, "running-man-left" if left else "running-man", box)


def _exits(found: Mapped, answer: Routes, floor: str, sign: float, icons: dict[str, str]) -> None:
    """The sign stands outside its door, so that it covers no way."""
    seen = found.seen
    centre = _centre(answer.plan, floor, seen)
    for door in answer.plan.exits:
        if door.floor != floor:
            continue
        shut = door.id in answer.closed
        x, y = seen.at(door.at)
        dx, dy = _outwards(answer.plan, door.node, door.at, seen, centre)
        place = Box(x + dx * sign * 0.95 - sign / 2, y + dy * sign * 0.95 - sign / 2, sign, sign)
        place = _kept(place, seen.box)
        found.parts.append(f'<g data-exit="{door.id}">{exit_sign(icons, place, shut=shut, left=dx < -0.5)}</g>')
        found.taken.append(place)
        found.signs.append((place, door.name))
        found.shown.add("closed" if shut else "exit")


def _centre(plan: Plan, floor: str, seen: View) -> Point:
    points = [p for g in plan.grounds if g.floor == floor for p in g.outline] or [d.at for d in plan.exits]
    return seen.at(middle(points))


def _outwards(plan: Plan, node: str, at: Point, seen: View, centre: Point) -> Point:
    """The way a route goes through a door, else away from the middle of the floor; a unit vector on the paper."""
    inner = next(
        (plan.node[other].at for edge in plan.edges for mine, other in ((edge.a, edge.b), (edge.b, edge.a))
         if mine == node and other in plan.node and distance(plan.node[other].at, at) > 0.3), None,
    )  # fmt: skip
    a, b = (seen.at(inner), seen.at(at)) if inner is not None else (centre, seen.at(at))
    far = distance(a, b) or 1.0
    return ((b[0] - a[0]) / far, (b[1] - a[1]) / far)


def _kept(box: Box, within: Box) -> Box:
    x = min(max(box.x, within.x), within.x + within.w - box.w)
    return Box(x, min(max(box.y, within.y), within.y + within.h - box.h), box.w, box.h)


def _gathering(found: Mapped, plan: Plan, room: Box, sign: float, icons: dict[str, str]) -> None:
    for assembly in plan.assemblies:
        x, y = found.seen.at(assembly.at)
        place = _kept(Box(x - sign / 2, y - sign / 2, sign, sign), room)
        found.parts.append(rect(place, GREEN, sign * 0.05) + icon(icons, "assembly-point", place))
        found.taken.append(place)
        found.signs.append((place, assembly.name))
        found.shown.add("assembly")


def dot(at: Point, size: float) -> str:
    x, y = at
    rim = f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(size * 0.62)}" fill="{WHITE}"/>'
    return f'{rim}<circle cx="{n(x)}" cy="{n(y)}" r="{n(size * 0.5)}" fill="{BLUE}"/>'


def _here(found: Mapped, stand: Point, way: Way, u: float) -> None:
    x, y = found.seen.at(stand)
    size = max(4.0 * MM, 1.5 * u)
    found.parts.append(f'<g data-here="">{dot((x, y), size)}</g>')
    found.taken.append(Box(x - size * 0.6, y - size * 0.6, size * 1.2, size * 1.2))
    found.shown.add("here")
    lines = [(HERE, 1.25 * u, BLUE, True), ("You are here", max(LEAST, 0.9 * u), BLUE, False)]
    found.parts.append(_placed(found, (x, y), lines, size * 0.8, found.seen.box, must=True) or "")


Written = Sequence[tuple[str, float, str, bool]]
"""Text, size, colour, bold."""
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
OVER_TAKEN, OVER_WALL, OUTSIDE = 10, 3, 1000
"""What standing on another mark, on a wall or off the map costs a name; of equal places the first."""


def _placed(found: Mapped, at: Point, lines: Written, off: float, within: Box, *, must: bool = False) -> str | None:
    """Words beside a point (``off`` px away; 0 = on it), where least stands in their way.

    None where they would stand on another mark or off the map, unless they ``must`` be there.
    """
    own = _around(at, lines)
    sides = SIDES if off else ((0, 0),)
    choices = [Box(own.x + dx * (off + own.w / 2), own.y + dy * (off + own.h / 2), own.w, own.h) for dx, dy in sides]
    box = min(choices, key=lambda choice: _cost(found, choice, within))
    if not must and _cost(found, box, within) >= OVER_TAKEN:
        return None
    box = _kept(box, within)
    found.taken.append(box)
    y, drawn = box.y, []
    for words, size, colour, bold in lines:
        line = text(box.cx, y + size * 0.58, size, words, colour, bold=bold)
        halo = f'<text paint-order="stroke" stroke="{WHITE}" stroke-width="{n(size * 0.3)}" '
        drawn.append(line.replace("<text ", halo, 1))
        y += size * 1.16
    return "".join(drawn)


def _around(at: Point, lines: Written) -> Box:
    w = max(width_em(words, bold) * size for words, size, _, bold in lines)
    h = sum(size * 1.16 for _, size, _, _ in lines)
    return Box(at[0] - w / 2, at[1] - h / 2, w, h)


def _cost(found: Mapped, box: Box, within: Box) -> int:
    taken = sum(_meet(box, other) for other in found.taken)
    walls = any(_meet(box, other) for other in found.walls)
    return OVER_TAKEN * taken + OVER_WALL * walls + (0 if _within(box, within) else OUTSIDE)


def _within(box: Box, room: Box) -> bool:
    return box.x >= room.x and box.y >= room.y and box.x + box.w <= room.x + room.w and box.y + box.h <= room.y + room.h


def _meet(a: Box, b: Box) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


def _names(found: Mapped, plan: Plan, floor: str, numbers: Mapping[str, str], room: Box, u: float) -> list[str]:
    """Exits and the assembly point first, then places, windows by number, zones where there is room left."""
    seen, small = found.seen, max(LEAST, 0.85 * u)
    sign = max(SIGN_MM * MM, 2.4 * u)
    drawn: list[str | None] = []

    def both_lines(name: Words, size: float, colour: str, bold: bool) -> Written:
        english = [(name["en"], small, colour, False)] if name.get("en") else []
        return [(say(name), size, colour, bold), *english]

    for box, name in found.signs:
        if name:
            drawn.append(
                _placed(found, (box.cx, box.cy), both_lines(name, 1.15 * u, INK, True), sign * 0.56, room, must=True)
            )
    for spot in plan.spots:
        if spot.floor == floor and spot.name and spot.id.partition("/")[0] in ("place", "desk", "zone"):
            at = seen.at(spot.at)
            lines = both_lines(spot.name, u, INK, False)
            drawn.append(_centred(found, at, lines, room) or _centred(found, at, lines[:1], room))
    for spot in plan.spots:
        if spot.floor == floor and spot.id in numbers:
            label = _centred(found, seen.at(spot.at), [(numbers[spot.id], 1.1 * u, QUIET, True)], room)
            drawn.append(label)
            found.shown |= {"window"} if label else set()
    for area in plan.areas:
        if area.floor == floor and area.name:
            whole = both_lines(area.name, 1.05 * u, QUIET, True)
            choices = ((lines, seen.at(at)) for lines in (whole, whole[:1]) for at in _middles(area))
            clear = (c for c in choices if _cost(found, _around(c[1], c[0]), room) == 0)
            lines, at = next(clear, (whole[:1], seen.at(middle(area.outline))))
            drawn.append(_placed(found, at, lines, 0.0, room))
    return [label for label in drawn if label]


def _centred(found: Mapped, at: Point, lines: Written, room: Box) -> str | None:
    return _placed(found, at, lines, 0.0, room) or _placed(found, at, lines, 0.6 * lines[0][1], room)


def _middles(area: Area) -> Iterable[Point]:
    """Places inside an outline, those nearest its middle first."""
    xs, ys = [p[0] for p in area.outline], [p[1] for p in area.outline]
    heart = middle(area.outline)
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 16, min(ys) + (max(ys) - min(ys)) * j / 16)
        for i in range(1, 16)
        for j in range(1, 16)
    ]
    return sorted((p for p in grid if inside(p, area.outline)), key=lambda p: (distance(p, heart), p))


def _scale_and_north(seen: View, strip: Box, plan: Plan, heading: float, u: float) -> list[str]:
    """A bar of whole metres, which stays true on a copy, and where north is."""
    metres = next(m for m in (50, 20, 10, 5, 2, 1) if m * seen.scale <= strip.w * 0.3 or m == 1)
    size, y = max(LEAST, 0.9 * u), strip.cy + 0.3 * u
    x, w, thick = strip.x + 0.5 * u, metres * seen.scale, 0.35 * u
    bar = rect(Box(x, y - thick / 2, w, thick), INK) + rect(
        Box(x + w / 2, y - thick / 4, w / 2 - thick / 4, thick / 2), WHITE
    )
    said = text(x + w + 0.6 * u, y, size, f"{metres} 米 m", INK, anchor="start")
    ratio = round(1000 * MM / seen.scale / 5) * 5
    about = text(x + w + 5.4 * u, y, size, f"约 1:{ratio}", INK, anchor="start")
    angle = n(plan.north_deg - heading)
    at = (strip.x + strip.w - 1.4 * u, strip.cy + 0.2 * u)
    needle = f'<path d="M0 {n(-1.15 * u)}L{n(0.6 * u)} {n(0.85 * u)}L0 {n(0.45 * u)}L{n(-0.6 * u)} {n(0.85 * u)}Z"'
    north = f'{needle} transform="translate({n(at[0])} {n(at[1])}) rotate({angle})" fill="{INK}"/>'
    label = text(at[0] - 1.4 * u, at[1], size, "北 N", INK, anchor="end")
    return [bar, said, about, north, label]
