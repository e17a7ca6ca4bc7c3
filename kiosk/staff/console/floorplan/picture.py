"""The floor plan as staff tap on it: north as drawn, what is blocked, and where every screen sends
its viewers."""

import math
from collections.abc import Mapping

from kiosk.drawing.floorplan import Layer, View, exits, ground, view
from kiosk.drawing.print.names import Mapped, middles, placed
from kiosk.drawing.shaft_marks import on_floor, shaft_mark
from kiosk.drawing.svg import BLUE, GREEN, INK, QUIET, RED, WHITE, YELLOW, Box, n
from kiosk.wording.markup import element
from kiosk.wording.page_words import said
from signage.evacuation.routes import Routes
from signage.evacuation.way_out import Way
from signage.floorplan.geometry import Point, ahead, middle
from signage.floorplan.graph import Edge
from signage.floorplan.headings import short
from signage.floorplan.plan import Area, Plan, Standing
from signage.floorplan.shafts import Shaft
from signage.language.words import Message

WIDTH, HEIGHT = 1160.0, 760.0
"""The picture's own pixels; the page scales it to the tablet."""
RIM, NAME, EXIT, DOOR, SHAFT = 54.0, 22.0, 30.0, 26.0, 34.0
FINGER_EXIT, FINGER_DOOR, FINGER_SHAFT = 44.0, 30.0, 40.0
"""Radius that answers a finger, px of the picture."""
COLOURS = {"closed": QUIET, "fire": RED, "crowd": YELLOW}
Holds = Mapping[str, str | None]


def seen_from_above(plan: Plan, floor: str) -> View:
    """How a storey lies in its picture."""
    return view(plan, floor, 0, Box(0, 0, WIDTH, HEIGHT), RIM)


def picture(
    plan: Plan, floor: str, answer: Routes, holds: Holds, names: Mapping[str, str],
    over: Layer | None = None,
) -> str:  # fmt: skip
    """Everything that can be tapped carries ``data-target``. ``over`` is drawn on the ground and
    under every name."""
    seen = seen_from_above(plan, floor)
    parts = [ground(plan, floor, seen)]
    areas = [area for area in plan.areas if area.floor == floor]
    parts += [_area(area, seen, holds.get(area.id)) for area in areas]
    doors = _doors(plan, floor)
    parts += [_door(edge, seen, plan, holds.get(edge.doors[0])) for edge in doors]
    shafts = [(shaft, seen.at(at)) for shaft, at in on_floor(plan, floor)]
    parts += [_shaft(shaft, at, holds.get(shaft.id)) for shaft, at in shafts]
    parts.append(exits(plan, floor, seen, answer.closed, EXIT))
    screens = [screen for screen in plan.screens if screen.floor == floor]
    parts += [_pointing(seen, answer.screen(screen.id), screen) for screen in screens]
    parts += [over(seen)] if over is not None else []
    parts += _names(plan, floor, seen, answer, names)
    # Last of all, over everything: a finger must find the exit though a name is written on it.
    parts += [
        _finger(seen.at(door.at), door.id, FINGER_EXIT)
        for door in plan.exits
        if door.floor == floor
    ]
    return element(
        "svg",
        *parts,
        class_="plan",
        viewBox=f"0 0 {n(WIDTH)} {n(HEIGHT)}",
        role="img",
        data_floor=floor,
        aria_label=said(Message("plan-picture.floor-plan")),
    )


def _doors(plan: Plan, floor: str) -> list[Edge]:
    """The edges of this floor that lead through a door."""
    nodes = plan.node
    ends = ((edge, nodes.get(edge.a), nodes.get(edge.b)) for edge in plan.edges if edge.doors)
    return [
        edge
        for edge, a, b in ends
        if a is not None and b is not None and a.floor == b.floor == floor
    ]


def _shaft(shaft: Shaft, at: Point, hold: str | None) -> str:
    """Stairs, a lift or a ramp; coloured as it is held."""
    mark = shaft_mark(shaft.kind, at, SHAFT, COLOURS[hold] if hold else INK)
    ring = element(
        "circle",
        cx=n(at[0]),
        cy=n(at[1]),
        r=n(SHAFT * 0.85),
        fill="none",
        stroke=RED,
        stroke_width="4",
    )
    return element("g", mark, ring if hold else "", data_shaft=shaft.id) + _finger(
        at, shaft.id, FINGER_SHAFT
    )


def _area(area: Area, seen: View, hold: str | None) -> str:
    look = (
        {"fill": COLOURS[hold], "fill-opacity": ".45"}
        if hold
        else {"fill": BLUE, "fill-opacity": ".06"}
    )
    outline = seen.path(area.outline, closed=True)
    drawn = element("path", d=outline, **look, stroke="#9AB3CC", stroke_dasharray="6 5")
    return element("g", drawn, class_="hit", data_target=area.id)


def _names(
    plan: Plan, floor: str, seen: View, answer: Routes, names: Mapping[str, str]
) -> list[str]:
    """Exits and zones by name, where they cover no mark and no arrow."""
    room = Box(0, 0, WIDTH, HEIGHT)
    doors = [door for door in plan.exits if door.floor == floor]
    found = Mapped(seen, taken=[_around(seen.at(door.at), EXIT) for door in doors])
    found.taken += [_around(_door_at(edge, seen, plan), DOOR) for edge in _doors(plan, floor)]
    shafts = [(shaft, seen.at(at)) for shaft, at in on_floor(plan, floor)]
    found.taken += [_around(at, SHAFT) for _, at in shafts]
    for screen in plan.screens:
        if screen.floor == floor:
            (x, y), (dx, dy) = (
                seen.at(screen.stand),
                _heading(seen, answer.screen(screen.id), screen),
            )
            found.taken += [_around((x + dx * reach, y + dy * reach), 30) for reach in (0, 25, 45)]
    drawn = [
        placed(
            found,
            seen.at(door.at),
            [(said(door.name), EXIT, INK, True)],
            EXIT * 0.7,
            room,
            must=True,
        )
        for door in doors
    ]
    for shaft, at in shafts:
        drawn.append(
            placed(found, at, [(names.get(shaft.id, ""), NAME, INK, True)], SHAFT * 0.7, room)
        )
    for area in plan.areas:
        if area.floor == floor:
            line = [(names[area.id], NAME, INK, False)]
            # Lazily: placed() takes the place of what it writes, so it must write no second one.
            spots = (placed(found, seen.at(at), line, 0.0, room) for at in middles(area))
            drawn.append(next((label for label in spots if label), None))
    return [label for label in drawn if label]


def _around(at: Point, size: float) -> Box:
    return Box(at[0] - size / 2, at[1] - size / 2, size, size)


def _door(edge: Edge, seen: View, plan: Plan, hold: str | None) -> str:
    x, y = _door_at(edge, seen, plan)
    place = {
        "x": n(x - DOOR / 2),
        "y": n(y - DOOR / 2),
        "width": n(DOOR),
        "height": n(DOOR),
        "rx": "5",
    }
    mark = element(
        "rect", **place, fill=COLOURS[hold] if hold else WHITE, stroke="#3B444E", stroke_width="3"
    )
    return mark + _finger((x, y), edge.doors[0], FINGER_DOOR)


def _door_at(edge: Edge, seen: View, plan: Plan) -> Point:
    return middle((seen.at(plan.node[edge.a].at), seen.at(plan.node[edge.b].at)))


def _finger(at: Point, name: str, radius: float) -> str:
    """A finger's width of nothing to see."""
    place = {"cx": n(at[0]), "cy": n(at[1]), "r": n(radius)}
    return element("circle", class_="hit", data_target=name, **place, fill="transparent")


def _pointing(seen: View, way: Way, standing: Standing) -> str:
    """Where a screen's viewers stand and the direction they are sent in; a square where they are
    sent nowhere.

    Who stands on a landing and only goes up or down has no direction on this storey: a dot in
    green.
    """
    x, y = seen.at(standing.stand)
    if way.arrow is None:
        square = {"x": n(x - 9), "y": n(y - 9), "width": "18", "height": "18"}
        return element("rect", data_staying=way.screen, **square, fill=RED)
    dx, dy = _heading(seen, way, standing)
    led = bool(dx or dy)
    dot = element("circle", r="11", fill=BLUE if led else GREEN, stroke=WHITE, stroke_width="3")
    head = {
        "d": "M12 -6H30V-14L50 0L30 14V6H12z",
        "fill": GREEN,
        "stroke": WHITE,
        "stroke-width": "2.5",
    }
    arrow = (
        element("path", transform=f"rotate({n(math.degrees(math.atan2(dy, dx)))})", **head)
        if led
        else ""
    )
    return element("g", dot, arrow, transform=f"translate({n(x)} {n(y)})", data_pointing=way.screen)


def _heading(seen: View, way: Way, standing: Standing) -> Point:
    """The direction in the picture, of length 1; none where people stay, or only go up or down."""
    if way.rel_deg is None or not way.legs:
        return (0.0, 0.0)
    (x, y), (ax, ay) = seen.at(standing.stand), seen.at(_towards(way, standing))
    length = math.dist((x, y), (ax, ay)) or 1.0
    return ((ax - x) / length, (ay - y) / length)


def _towards(way: Way, standing: Standing) -> Point:
    """The next corner; beside the stairs or the exit a point in the direction of the arrow."""
    if not short(way.legs[0]):
        return way.path[1]
    return ahead(standing.stand, standing.faces_deg + 180.0 + (way.rel_deg or 0.0), 1.0)
