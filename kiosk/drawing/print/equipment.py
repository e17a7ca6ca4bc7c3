"""Fire equipment and first aid on a printed plan: each as its own sign, beside where it hangs.

2026-11-30 · A sign stands clear of the way, of who reads it and of every other sign, and a thin line
leads to the place itself where there is no room beside it: a plan that shows everything on one spot
shows nothing. Paper alone has them: who leaves by a screen is to leave, not to look for a hose.
Rejected: smaller signs where it is narrow, under the standard's 7 mm. With a fire officer's word that
screens are to name them too, we would draw them there.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from kiosk.drawing.plan_names import kept, meet, square, within
from kiosk.drawing.print.names import Drawn, Mapped
from kiosk.drawing.print.sizes import MM
from kiosk.drawing.svg import GREEN, RED, WHITE, Box, icon, n, rect
from kiosk.wording.markup import element
from signage.floorplan.geometry import Point, distance
from signage.floorplan.plan import Equipment, Plan

GROUND: Mapping[str, str] = {"firstaid": GREEN, "aed": GREEN}
"""Helping people is a safe condition, all else fire equipment (ISO 3864-1's families)."""
SIDE = 0.8
"""Side of a sign, in parts of an exit's; never under :data:`LEAST_MM`."""
LEAST_MM = 7.0
APART_MM = 0.6
"""Between a sign and any other mark."""
DOT_MM, LINE_MM = 1.2, 0.35
STEP = 0.5
"""How far the tries of one round lie outside of the last, in sides."""
TURNS = 16
ON_BAND, ON_WALL = 1.5, 0.5
"""What standing on a light way or on a wall costs, in sides farther off."""


def equipment_sign(icons: dict[str, str], what: str, box: Box) -> str:
    ground = rect(box, GROUND.get(what, RED), box.w * 0.06)
    return ground + icon(icons, f"safety-{what}", box.inset(box.w * 0.06))


def equipped(
    found: Mapped, plan: Plan, floor: str, room: Box, sign: float, icons: dict[str, str]
) -> tuple[list[str], list[str]]:
    """Lines to their places, which lie under the ways, and the signs themselves.

    ``found.taken`` is what no sign may stand on, ``found.bands`` and ``found.walls`` what it
    should not.
    """
    side = max(LEAST_MM * MM, SIDE * sign)
    lines, signs = [], []
    for one in sorted(
        (one for one in plan.equipment if one.floor == floor), key=lambda one: one.id
    ):
        at = found.seen.at(one.at)
        place = next(iter(sorted(_free(found, at, room, side))), None)
        if place is None:  # a sheet so full that no sign more has room on it
            continue
        box = square(place[1], side / 2)
        found.taken.append(box)
        found.shown.add(_drawn(one))
        lines.append(_line(at, box, one.what))
        sign_ = equipment_sign(icons, one.what, box)
        signs.append(element("g", sign_, data_equipment=one.id))
    return lines, signs


def _drawn(one: Equipment) -> Drawn:
    return one.what  # type: ignore[return-value]  # EQUIPMENT's words are Drawn's, by a test


def _free(found: Mapped, at: Point, room: Box, side: float) -> Iterator[tuple[float, Point]]:
    """Places for a sign, by how dear they are; those of the first rounds that have any."""
    rounds = math.ceil(math.hypot(room.w, room.h) / (STEP * side))
    some = False
    for number in range(rounds):
        # Two rounds more: a place a little farther off may cost less than one on a wall.
        if some and number > 2 * ON_BAND / STEP:
            return
        for middle in _round(at, number * STEP * side):
            box = square(middle, side / 2 + APART_MM * MM)
            if within(box, room) and not any(meet(box, other) for other in found.taken):
                dear = distance(at, middle) / side
                dear += ON_BAND * any(meet(box, other) for other in found.bands)
                dear += ON_WALL * any(meet(box, other) for other in found.walls)
                some = True
                yield dear, middle


def _round(at: Point, radius: float) -> Sequence[Point]:
    if not radius:
        return (at,)
    angles = (2 * math.pi * turn / TURNS for turn in range(TURNS))
    return [(at[0] + radius * math.cos(a), at[1] + radius * math.sin(a)) for a in angles]


def _line(at: Point, box: Box, what: str) -> str:
    """From the sign to the place it stands for; nothing where it stands on it."""
    if kept(Box(*at, 0, 0), box) == Box(*at, 0, 0):
        return ""
    colour = GROUND.get(what, RED)
    end = (box.cx, box.cy)
    d = f"M{n(at[0])} {n(at[1])}L{n(end[0])} {n(end[1])}"
    look = {"fill": "none", "stroke": colour, "stroke-width": n(LINE_MM * MM)}
    rim = element("circle", cx=n(at[0]), cy=n(at[1]), r=n(0.75 * DOT_MM * MM), fill=WHITE)
    dot = element("circle", cx=n(at[0]), cy=n(at[1]), r=n(0.5 * DOT_MM * MM), fill=colour)
    return element("path", d=d, **look) + rim + dot
