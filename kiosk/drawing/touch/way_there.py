"""The plan with one way on it: turned to whoever walks it, with what people see around them named
as far as it fits.

Hall blue, not green: green ways are for evacuation alone. Names never cover the way, each other, or
the edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.drawing.floorplan import HERE, View, floor_picture
from kiosk.drawing.plan_names import Names, square, trail
from kiosk.drawing.shaft_marks import Marks, shaft_marks
from kiosk.drawing.svg import (
    DARK,
    GREEN,
    HALL_BLUE,
    INK,
    QUIET,
    RED,
    WHITE,
    Box,
    n,
    one_line,
    picture,
    rect,
)
from kiosk.wording.markup import element
from signage.floorplan.flights import Flight, floor_name
from signage.floorplan.geometry import Point, distance
from signage.floorplan.plan import ExitDoor, Plan, Spot
from signage.floorplan.sight import Leg
from signage.language.words import Message, Words, say
from signage.wayfinding.instructions import MARK_M

NORTH = Message("way-there.n")


@dataclass(frozen=True, slots=True)
class Shown:
    """One way to be drawn. ``up_deg`` is the direction that points up; ``here`` stands on the first
    leg's floor."""

    plan: Plan
    legs: Sequence[Leg]
    here: tuple[str, Point]
    up_deg: float
    goal: str
    out: bool
    closed: frozenset[str]
    """Exits, zones and other targets nobody may pass now."""
    lang: str
    changes: Sequence[Flight] = ()
    """What leads from each leg to the next."""


def _word(box: Box, words: str, size: float, colour: str, lang: str) -> str:
    """In the language of the page: a touch page hides every other one."""
    return one_line(box, words, size, colour, bold=True, anchor="middle", lang=lang)


def way_picture(shown: Shown, box: Box, size: float, label: str) -> str:
    """The whole picture in ``box`` px, one part for each floor walked; ``size`` is the height of
    names in px."""
    # Without a way the floor is drawn all the same: where the place is helps to ask for it.
    legs = list(shown.legs) or [Leg(shown.here[0], ())]
    parts, room = [], box
    for number, leg in enumerate(legs):
        left = len(legs) - number
        piece, room = room.left(room.w / left) if box.w >= box.h else room.top(room.h / left)
        if len(legs) > 1:
            head, piece = piece.top(1.6 * size)
            parts.append(
                _word(
                    head, say(floor_name(shown.plan, leg.floor), shown.lang), size, INK, shown.lang
                )
            )
        change = shown.changes[number] if number < len(shown.changes) else None
        parts.append(_floor(shown, leg, piece, size, change, first=number == 0))
    return picture(box, parts, label)


def _floor(
    shown: Shown, leg: Leg, box: Box, size: float, change: Flight | None, *, first: bool
) -> str:
    """One storey; ``change`` is where the way leaves it, None where it ends here."""
    marks = Marks(0.9 * size, QUIET, HALL_BLUE, shown.closed, shown.lang)

    def drawn(seen: View) -> str:
        names = Names(box.inset(size * 0.5), shown.lang)
        parts = [_north(shown, box, size), *(_shut(shown, seen, leg.floor))]
        names.taken.append(Box(box.x, box.y, 2.6 * size, 3.2 * size))
        names.taken += trail(map(seen.at, leg.points), 0.45 * size)
        doors = [
            door for door in shown.plan.exits if door.floor == leg.floor and door.id != shown.goal
        ]
        names.taken += [square(seen.at(door.at), size * 0.45) for door in doors]
        # The end and the beginning have the first choice of room; what is around them takes what is
        # left.
        ends = [_here(shown, seen, names, size)] if first else []
        stairs = shaft_marks(shown.plan, leg.floor, seen, marks, names, change)
        if change is None:
            ends.append(_goal(shown, seen, names, size))
        parts += [_exit(shown, seen, names, door, size) for door in doors]
        spots = [
            (spot, _spot(shown, seen, names, spot, size, named))
            for named, spot in _ranked(shown, leg)
        ]
        parts += [_line(seen, leg.points, size), *(drawn for _, drawn in spots)]
        return "".join((*parts, stairs, *ends))

    return floor_picture(shown.plan, leg.floor, shown.up_deg, box, 2.0 * size, (drawn,))


def _line(seen: View, points: Sequence[Point], size: float) -> str:
    """From where the reader stands to the pin, without a head: nothing on this plan is to look like
    a sign's arrow."""
    if len(points) < 2:
        return ""
    joined = {"fill": "none", "stroke-linejoin": "round", "stroke-linecap": "round"}
    line = seen.path(points)
    rim = element("path", d=line, **joined, stroke=WHITE, stroke_width=n(size * 0.85))
    return rim + element(
        "path", data_path="", d=line, **joined, stroke=HALL_BLUE, stroke_width=n(size * 0.5)
    )


def _shut(shown: Shown, seen: View, floor: str) -> list[str]:
    """Zones nobody may enter, so that a way around them explains itself."""
    areas = [area for area in shown.plan.areas if area.floor == floor and area.id in shown.closed]
    return [
        element(
            "path",
            data_shut=area.id,
            d=seen.path(area.outline, closed=True),
            fill=RED,
            fill_opacity=".16",
        )
        for area in areas
    ]


def _ranked(shown: Shown, leg: Leg) -> list[tuple[bool, Spot]]:
    """What the lines name at the corners first, then windows, whose numbers need little room, then
    the rest."""
    order = {"window": 0, "desk": 1, "place": 2}
    spots = [s for s in shown.plan.spots if s.floor == leg.floor and s.id != shown.goal and s.name]
    spots.sort(key=lambda spot: (order.get(spot.id.partition("/")[0], 3), spot.id))
    named = [
        any(distance(spot.at, corner) <= MARK_M for corner in leg.points[1:-1]) for spot in spots
    ]
    return sorted(zip(named, spots, strict=True), key=lambda row: not row[0])


def _spot(shown: Shown, seen: View, names: Names, spot: Spot, size: float, named: bool) -> str:
    """``named`` at a turn: drawn even where the way passes over it."""
    kind, _, number = spot.id.partition("/")
    at, half = seen.at(spot.at), size * (0.62 if kind == "window" else 0.22)
    mark = square(at, half)
    if not named and not names.free(mark):
        return ""
    names.taken.append(mark)
    if kind == "window":
        return rect(mark, "#E8EEF5", half * 0.3) + _word(
            mark, number, size * 0.8, HALL_BLUE, shown.lang
        )
    said = names.beside(at, (half, half), say(spot.name, shown.lang), size * 0.8, QUIET)
    return element("circle", cx=n(at[0]), cy=n(at[1]), r=n(half), fill=QUIET) + said if said else ""


def _exit(shown: Shown, seen: View, names: Names, door: ExitDoor, size: float) -> str:
    (x, y), half = seen.at(door.at), size * 0.45
    shut = door.id in shown.closed
    mark = rect(square((x, y), half), QUIET if shut else GREEN, size * 0.16)
    if shut:
        mark += _cross(x, y, half, size * 0.2)
    said = names.beside((x, y), (half, half), say(door.name, shown.lang), size * 0.8, INK)
    return element("g", mark, said, data_exit=door.id, data_closed="" if shut else None)


def _cross(x: float, y: float, half: float, width: float) -> str:
    lines = f"M{n(x - half)} {n(y - half)}l{n(2 * half)} {n(2 * half)}m0 {n(-2 * half)}l{n(-2 * half)} {n(2 * half)}"
    rim = element("path", d=lines, stroke=WHITE, stroke_width=n(width * 1.6))
    return rim + element("path", d=lines, stroke=RED, stroke_width=n(width))


def _here(shown: Shown, seen: View, names: Names, size: float) -> str:
    """Where the reader stands; the plan's up is where they look, so the mark needs no direction."""
    x, y = at = seen.at(shown.here[1])
    names.taken.append(Box(x - size * 0.7, y - size * 0.7, size * 1.4, size * 1.4))
    said = names.beside(
        at, (0.75 * size, 0.75 * size), say(HERE, shown.lang), size, HALL_BLUE, must=True
    )
    rings = ((0.8, WHITE), (0.66, HALL_BLUE), (0.3, WHITE))
    circles = "".join(
        element("circle", cx=n(x), cy=n(y), r=n(size * r), fill=hue) for r, hue in rings
    )
    return element("g", circles, said, data_here="")


def _goal(shown: Shown, seen: View, names: Names, size: float) -> str:
    """A pin whose point stands on the place; grey and crossed out where nobody is led there."""
    found = _goal_at(shown)
    if found is None:
        return ""
    at, name = found
    x, y = seen.at(at)
    r, colour = size * 0.72, QUIET if shown.out else DARK
    top = y - 2.2 * r
    side, low = top + 0.9 * r, y - r
    pin = (
        f"M{n(x)} {n(y)}C{n(x - 0.5 * r)} {n(low)} {n(x - r)} {n(side)} {n(x - r)} {n(top)}"
        f"A{n(r)} {n(r)} 0 0 1 {n(x + r)} {n(top)}C{n(x + r)} {n(side)} {n(x + 0.5 * r)} {n(low)} {n(x)} {n(y)}Z"
    )
    names.taken.append(Box(x - r, top - r, 2 * r, 3.2 * r))
    said = names.beside(
        (x, y - 1.5 * r), (1.1 * r, 1.8 * r), say(name, shown.lang), size, DARK, must=True
    )
    eye = element("circle", cx=n(x), cy=n(top), r=n(r * 0.42), fill=WHITE)
    cross = _cross(x, top, r * 0.8, size * 0.22) if shown.out else ""
    edge = {"stroke": WHITE, "stroke-width": n(size * 0.16)}
    return element(
        "g", element("path", d=pin, fill=colour, **edge), eye, cross, said, data_goal=shown.goal
    )


def _goal_at(shown: Shown) -> tuple[Point, Words] | None:
    """Where the way ends; without one where the place is drawn."""
    plan = shown.plan
    thing = plan.spot.get(shown.goal) or plan.exit.get(shown.goal)
    area = plan.area.get(shown.goal)
    if thing is not None:
        return thing.at, thing.name
    if area is None:
        return None
    xs, ys = [p[0] for p in area.outline], [p[1] for p in area.outline]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    return (
        shown.legs[-1].points[-1] if shown.legs and shown.legs[-1].points else middle
    ), area.name


def _north(shown: Shown, box: Box, size: float) -> str:
    """A small arrow to the north in the upper left corner."""
    x, y = box.x + 1.3 * size, box.y + 1.5 * size
    # The plan is turned to its reader, and the needle against it.
    turn = shown.plan.north_deg - shown.up_deg
    side, foot = size * 0.42, n(size * 0.5)
    needle = f"M0 {n(-0.7 * size)}L{n(side)} {foot}L0 {n(0.25 * size)}L{n(-side)} {foot}Z"
    letter = _word(
        Box(x - size, y + 0.75 * size, 2 * size, size),
        say(NORTH, shown.lang),
        size * 0.72,
        QUIET,
        shown.lang,
    )
    return (
        element(
            "path", d=needle, transform=f"translate({n(x)} {n(y)}) rotate({n(turn)})", fill=QUIET
        )
        + letter
    )
