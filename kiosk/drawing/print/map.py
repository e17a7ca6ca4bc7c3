"""The map on an evacuation sheet: every way out in light green, this place's own and the other one,
names that fit."""

import math
from collections.abc import Iterator, Mapping, Sequence

from kiosk.drawing.floorplan import HERE, Pen, View, ground, view, walk
from kiosk.drawing.plan_names import kept, meet, trail
from kiosk.drawing.print.equipment import equipped
from kiosk.drawing.print.marks import (
    CLOSED_GROUND,
    LIGHT_GREEN,
    dashed,
    dot,
    exit_sign,
    hatch,
    head,
)
from kiosk.drawing.print.names import Mapped, names, placed, sign_names
from kiosk.drawing.print.sizes import LEAST, MM
from kiosk.drawing.shaft_marks import head_before, on_floor, shaft_mark
from kiosk.drawing.svg import BLUE, GREEN, INK, WHITE, Box, icon, n, rect, text
from kiosk.wording.markup import element
from signage.evacuation.assembly import used
from signage.evacuation.blocks import HARD, factors
from signage.evacuation.routes import Routes
from signage.evacuation.way_out import Way
from signage.floorplan.geometry import Point, along, distance, middle
from signage.floorplan.plan import Plan, Standing
from signage.language.words import Message, Spoken

WALL_MM, PARTITION_MM, SIGN_MM = 1.6, 0.6, 7.0
"""ISO 23601's least (evacuation reference §1)."""
PEN = Pen("none", WALL_MM * MM, PARTITION_MM * MM, 0.35 * MM)
WIDEST_GROWTH = 1.25
"""An assembly point that would shrink the plan by more than this stands at the map's edge
instead."""
SHAFT = 0.8
"""Side of stairs and lifts, in parts of an exit's sign."""
METRES, NORTH = Message("map.metres"), Message("map.north")
STRIP = 2.6
"""Height of the strip with scale and north under the map, in text sizes."""


def mapped(
    answer: Routes, screen: str, way: Way, other: Way | None, numbers: Mapping[str, str], icons: dict[str, str],
    box: Box, u: float, spoken: Spoken,
) -> Mapped:  # fmt: skip
    """``numbers`` are what windows are called by on the map."""
    plan, standing = answer.plan, answer.plan.screen[screen]
    floor, heading = standing.floor, standing.faces_deg + 180
    strip, room = box.bottom(STRIP * u)
    sign = _sign(u)
    seen = turned(plan, standing, box, u)
    found = Mapped(seen, spoken)
    _closed_areas(found, answer, floor)
    found.parts.append(ground(plan, floor, seen, PEN))
    solid = [
        (seen.at(w.a), seen.at(w.b))
        for w in plan.walls
        if w.floor == floor and w.kind != "furniture"
    ]
    found.walls += [near for line in solid for near in trail(line, WALL_MM * MM / 2)]
    paths = [
        leg.points for leg in (*way.legs, *(other.legs if other else ())) if leg.floor == floor
    ]
    walked = [near for path in paths for near in trail([seen.at(p) for p in path], 0.8 * u)]
    under = len(found.parts)
    courses = _ways(found, answer, floor, u)
    for leg in other.legs if other is not None else ():
        if leg.floor == floor and len(leg.points) > 1:
            found.parts.append(dashed([seen.at(p) for p in leg.points], 0.55 * u))
            found.shown.add("other")
    for number, leg in enumerate(way.legs):
        if leg.floor == floor and len(leg.points) > 1:
            stairs = number < len(way.legs) - 1
            before = head_before(plan, floor, leg.points, furniture=True) if stairs else ""
            found.parts.append(
                walk(seen, leg.points, 1.15 * u, SHAFT * sign / 2 if stairs else 0.0, before)
            )
            found.shown.add("way")
    _shafts(found, answer, floor, way, sign)
    _exits(found, answer, floor, sign, icons)
    _gathering(found, answer, room, sign, icons)
    # Only now: signs and marks may stand on the way, names may not.
    found.taken += walked
    _here(found, standing.stand, way, u)
    found.parts += sign_names(found, room, u, sign)
    lines, signs = equipped(found, plan, floor, room, sign, icons)
    # Lines to where things hang lie under every way, the signs beside them on top.
    found.parts[under:under] = lines
    found.parts += signs
    found.parts += names(found, plan, floor, numbers, room, u)
    found.parts += _heads(found, courses, u)
    found.parts += _scale_and_north(found, strip, plan, heading, u)
    return found


def _sign(u: float) -> float:
    return max(SIGN_MM * MM, 2.4 * u)


def turned(plan: Plan, standing: Standing, box: Box, u: float) -> View:
    """The floor as the viewer sees it, with the assembly point where that costs little."""
    _, room = box.bottom(STRIP * u)
    heading, gathering = standing.faces_deg + 180, [assembly.at for assembly in plan.assemblies]
    seen = view(plan, standing.floor, heading, room, 1.8 * _sign(u))
    wider = view(plan, standing.floor, heading, room, 1.5 * _sign(u), gathering)
    return wider if gathering and wider.scale * WIDEST_GROWTH >= seen.scale else seen


def _closed_areas(found: Mapped, answer: Routes, floor: str) -> None:
    """Zones a scheme forbids lie grey and hatched."""
    hard = {block.target for block in (*answer.scheme.blocks, *answer.blocks) if block.hold in HARD}
    for area in answer.plan.areas:
        if area.id in hard and area.floor == floor:
            outline = found.seen.path(area.outline, closed=True)
            hatched = hatch([found.seen.at(p) for p in area.outline])
            found.parts.append(element("path", d=outline, fill=CLOSED_GROUND))
            found.shown.add("closed")
            lines = "".join(f"M{n(a[0])} {n(a[1])}L{n(b[0])} {n(b[1])}" for a, b in hatched)
            found.parts.append(
                element("path", d=lines, fill="none", stroke=WHITE, stroke_width=n(0.5 * MM))
            )


def _ways(found: Mapped, answer: Routes, floor: str, u: float) -> list[tuple[Point, Point]]:
    """Everybody's ways as bands; gives the courses along which people are led, on the paper."""
    plan, seen = answer.plan, found.seen
    barred = {
        # Factors are of directed steps, two for each edge: 2n there, 2n + 1 back.
        step >> 1
        for step, factor in factors(plan, (*answer.scheme.blocks, *answer.blocks)).items()
        if not factor
    }
    bands: list[str] = []
    courses: list[tuple[Point, Point]] = []
    for number, edge in enumerate(answer.graph.edges):
        one, two = plan.node.get(edge.a), plan.node.get(edge.b)
        if (
            one is None
            or two is None
            or {one.floor, two.floor} != {floor}
            or edge.kind == "spur"
            or number in barred
        ):
            continue
        # A passage from which nothing leads out is no escape route, however open it is.
        if answer.exit(one.id) is None or answer.exit(two.id) is None:
            continue
        bands.append(seen.path((one.at, two.at)))
        found.bands += trail((seen.at(one.at), seen.at(two.at)), 0.55 * u)
        for start, end in ((one, two), (two, one)):
            if answer.answer(start.id).next == end.id:
                courses.append((seen.at(start.at), seen.at(end.at)))
    if bands:
        look = {
            "fill": "none",
            "stroke": LIGHT_GREEN,
            "stroke-width": n(1.1 * u),
            "stroke-linecap": "round",
        }
        found.parts.append(element("path", data_ways="", d="".join(bands), **look))
        found.shown.add("ways")
    return courses


HEADS_APART, HEADS_EVERY = 4.5, 10.0
"""In text sizes: the least between two heads, and the most along a long course."""


def _heads(found: Mapped, courses: Sequence[tuple[Point, Point]], u: float) -> Iterator[str]:
    """Green heads along the courses, longest first, where no name, sign or drawn way stands."""
    kept_: list[Point] = []
    for a, b in sorted(courses, key=lambda line: (-distance(*line), line)):
        count = max(1, int(distance(a, b) / (HEADS_EVERY * u)))
        for step in range(count):
            tries = (along(a, b, (step + part) / count) for part in (0.5, 0.35, 0.65, 0.2, 0.8))
            at = next((at for at in tries if _free(found, at, kept_, u)), None)
            if at is not None and distance(a, b) >= 1.1 * u:
                kept_.append(at)
                yield head(at, math.atan2(b[1] - a[1], b[0] - a[0]), 0.75 * u)


def _free(found: Mapped, at: Point, heads: Sequence[Point], u: float) -> bool:
    spot = Box(at[0] - 0.6 * u, at[1] - 0.6 * u, 1.2 * u, 1.2 * u)
    apart = all(distance(at, other) > HEADS_APART * u for other in heads)
    return apart and not any(meet(spot, near) for near in found.taken)


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
        place = kept(place, seen.box)
        found.parts.append(
            element("g", exit_sign(icons, place, shut=shut, left=dx < -0.5), data_exit=door.id)
        )
        found.taken.append(place)
        found.signs.append((place, door.name))
        found.shown.add("closed" if shut else "exit")


def _shafts(found: Mapped, answer: Routes, floor: str, way: Way, sign: float) -> None:
    """Stairs and ramps people may take in green; lifts crossed out, whatever the scheme."""
    for shaft, at in on_floor(answer.plan, floor, way.flight):
        place, shut = found.seen.at(at), shaft.kind == "lift" or shaft.id in answer.shut
        side = sign * SHAFT
        mark = shaft_mark(shaft.kind, place, side, GREEN, shut=shut)
        found.parts.append(
            element("g", mark, data_shaft=shaft.id, data_closed="" if shut else None)
        )
        box = Box(place[0] - side / 2, place[1] - side / 2, side, side)
        found.taken.append(box)
        found.signs.append((box, shaft.name if shaft.kind != "lift" else {}))
        found.shown.add("lift" if shaft.kind == "lift" else "closed" if shut else "stairs")


def _centre(plan: Plan, floor: str, seen: View) -> Point:
    points = [p for g in plan.grounds if g.floor == floor for p in g.outline] or [
        d.at for d in plan.exits
    ]
    return seen.at(middle(points))


def _outwards(plan: Plan, node: str, at: Point, seen: View, centre: Point) -> Point:
    """The way a route goes through a door, else away from the middle of the floor; a unit vector on
    the paper."""
    inner = next(
        (plan.node[other].at for edge in plan.edges for mine, other in ((edge.a, edge.b), (edge.b, edge.a))
         if mine == node and other in plan.node and distance(plan.node[other].at, at) > 0.3), None,
    )  # fmt: skip
    a, b = (seen.at(inner), seen.at(at)) if inner is not None else (centre, seen.at(at))
    far = distance(a, b) or 1.0
    return ((b[0] - a[0]) / far, (b[1] - a[1]) / far)


def _gathering(
    found: Mapped, answer: Routes, room: Box, sign: float, icons: dict[str, str]
) -> None:
    """The points that somebody is sent to under this scheme: none behind a fire."""
    usable = [door.id for door in answer.plan.exits if door.id not in answer.closed]
    for assembly in used(answer.plan, usable, answer.sides):
        x, y = found.seen.at(assembly.at)
        place = kept(Box(x - sign / 2, y - sign / 2, sign, sign), room)
        found.parts.append(rect(place, GREEN, sign * 0.05) + icon(icons, "assembly-point", place))
        found.taken.append(place)
        found.signs.append((place, assembly.name))
        found.shown.add("assembly")


def _here(found: Mapped, stand: Point, way: Way, u: float) -> None:
    x, y = found.seen.at(stand)
    size = max(4.0 * MM, 1.5 * u)
    found.parts.append(element("g", dot((x, y), size), data_here=""))
    found.taken.append(Box(x - size * 0.6, y - size * 0.6, size * 1.2, size * 1.2))
    found.shown.add("here")
    said, beside = found.spoken.say(HERE), found.spoken.beside(HERE)
    small = [(beside, max(LEAST, 0.9 * u), BLUE, False)] if beside else []
    lines = [(said, 1.25 * u, BLUE, True), *small]
    found.parts.append(placed(found, (x, y), lines, size * 0.95, found.seen.box, must=True) or "")


def _scale_and_north(found: Mapped, strip: Box, plan: Plan, heading: float, u: float) -> list[str]:
    """A bar of whole metres, which stays true on a copy, and where north is."""
    seen, spoken = found.seen, found.spoken
    metres = next(m for m in (50, 20, 10, 5, 2, 1) if m * seen.scale <= strip.w * 0.3 or m == 1)
    size, y = max(LEAST, 0.9 * u), strip.cy + 0.3 * u
    x, w, thick = strip.x + 0.5 * u, metres * seen.scale, 0.35 * u
    bar = rect(Box(x, y - thick / 2, w, thick), INK) + rect(
        Box(x + w / 2, y - thick / 4, w / 2 - thick / 4, thick / 2), WHITE
    )
    said = text(x + w + 0.6 * u, y, size, f"{metres} {spoken.pair(METRES)}", INK, anchor="start")
    # To five: a drawing by hand is no more exact than that.
    ratio = round(1000 * MM / seen.scale / 5) * 5
    about = text(
        x + w + 5.4 * u, y, size, spoken.say(Message("map.scale", ratio=ratio)), INK, anchor="start"
    )
    angle = n(plan.north_deg - heading)
    at = (strip.x + strip.w - 1.4 * u, strip.cy + 0.2 * u)
    needle = (
        f"M0 {n(-1.15 * u)}L{n(0.6 * u)} {n(0.85 * u)}L0 {n(0.45 * u)}L{n(-0.6 * u)} {n(0.85 * u)}Z"
    )
    turned = f"translate({n(at[0])} {n(at[1])}) rotate({angle})"
    north = element("path", d=needle, transform=turned, fill=INK)
    label = text(at[0] - 1.4 * u, at[1], size, spoken.pair(NORTH), INK, anchor="end")
    return [bar, said, about, north, label]
