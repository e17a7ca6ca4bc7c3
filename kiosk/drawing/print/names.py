"""Names on a printed plan: written where they stand on no mark, no other name and, if it can be, on
no wall."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kiosk.drawing.floorplan import View
from kiosk.drawing.plan_names import kept, meet, within
from kiosk.drawing.print.sizes import LEAST
from kiosk.drawing.svg import INK, QUIET, Box, haloed, text
from kiosk.wording.typeset import broken, width_em
from signage.floorplan.geometry import Point, distance, inside, middle
from signage.floorplan.plan import Area, Plan
from signage.language.words import DEFAULT_SPOKEN, Spoken, Words

Drawn = Literal[
    "here", "way", "other", "ways", "exit", "closed", "assembly", "window", "stairs", "lift",
    "extinguisher", "hose", "fireset", "callpoint", "firephone", "firstaid", "aed",
]  # fmt: skip


@dataclass(slots=True)
class Mapped:
    """The map's parts, what of the legend is on it, and how it is turned."""

    seen: View
    spoken: Spoken = DEFAULT_SPOKEN
    parts: list[str] = field(default_factory=list)
    shown: set[Drawn] = field(default_factory=set)
    taken: list[Box] = field(default_factory=list)
    """Places nothing may be written on."""
    walls: list[Box] = field(default_factory=list)
    """Places nothing should be written on."""
    bands: list[Box] = field(default_factory=list)
    """Everybody's ways: names may stand on them, signs should not."""
    signs: list[tuple[Box, Words]] = field(default_factory=list)
    """Exits and assembly points with their names."""


Written = Sequence[tuple[str, float, str, bool]]
"""Text, size, colour, bold."""
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
FARTHER = (1.0, 2.2, 3.6, 5.0)
"""How many times as far off a name that must be there may stand where nearer there is no room."""
OVER_TAKEN, OVER_WALL, OUTSIDE = 10, 3, 1000
"""What standing on another mark, on a wall or off the map costs a name; of equal places the
first."""


def placed(
    found: Mapped, at: Point, lines: Written, off: float, room: Box, *, must: bool = False
) -> str | None:
    """Words beside a point (``off`` px away; 0 = on it), where least stands in their way.

    None where they would stand on another mark or off the map, unless they ``must`` be there.
    """
    own = _around(at, lines)
    sides = SIDES if off else ((0, 0),)
    far = FARTHER if must and off else (1.0,)
    offs = [
        (dx * (off * k + own.w / 2), dy * (off * k + own.h / 2)) for k in far for dx, dy in sides
    ]
    choices = [Box(own.x + x, own.y + y, own.w, own.h) for x, y in offs]
    # What must be there is moved into the map at last: there it may meet another name, so it is
    # judged there.
    choices = [kept(choice, room) for choice in choices] if must else choices
    box = min(choices, key=lambda choice: _cost(found, choice, room))
    if not must and _cost(found, box, room) >= OVER_TAKEN:
        return None
    box = kept(box, room)
    found.taken.append(box)
    y, drawn = box.y, []
    for words, size, colour, bold in lines:
        line = text(box.cx, y + size * 0.58, size, words, colour, bold=bold)
        drawn.append(haloed(line, size * 0.3))
        y += size * 1.16
    return "".join(drawn)


def _around(at: Point, lines: Written) -> Box:
    w = max(width_em(words, bold) * size for words, size, _, bold in lines)
    h = sum(size * 1.16 for _, size, _, _ in lines)
    return Box(at[0] - w / 2, at[1] - h / 2, w, h)


def _cost(found: Mapped, box: Box, room: Box) -> int:
    taken = sum(meet(box, other) for other in found.taken)
    walls = any(meet(box, other) for other in found.walls)
    return OVER_TAKEN * taken + OVER_WALL * walls + (0 if within(box, room) else OUTSIDE)


def sign_names(found: Mapped, room: Box, u: float, sign: float) -> list[str]:
    """Names of exits, stairs and assembly points, which must be there."""
    drawn = (
        placed(
            found,
            (box.cx, box.cy),
            _both_lines(found, name, u, 1.15 * u, INK, bold=True),
            sign * 0.56,
            room,
            must=True,
        )
        for box, name in found.signs
        if name
    )
    return [label for label in drawn if label]


def _both_lines(
    found: Mapped, name: Words, u: float, size: float, colour: str, *, bold: bool
) -> Written:
    small, beside = max(LEAST, 0.85 * u), found.spoken.beside(name)
    said = (found.spoken.say(name), size, colour, bold)
    return [said, (beside, small, colour, False)] if beside else [said]


def names(
    found: Mapped,
    plan: Plan,
    floor: str,
    numbers: Mapping[str, str],
    room: Box,
    u: float,
) -> list[str]:
    """Places, then windows by number, zones where there is room left."""
    seen = found.seen
    drawn: list[str | None] = []
    for spot in plan.spots:
        if (
            spot.floor == floor
            and spot.name
            and spot.id.partition("/")[0] in ("place", "desk", "zone")
        ):
            at = seen.at(spot.at)
            lines = _both_lines(found, spot.name, u, u, INK, bold=False)
            drawn.append(_centred(found, at, lines, room) or _centred(found, at, lines[:1], room))
    for spot in plan.spots:
        if spot.floor == floor and spot.id in numbers:
            label = _centred(
                found, seen.at(spot.at), [(numbers[spot.id], 1.1 * u, QUIET, True)], room
            )
            drawn.append(label)
            found.shown |= {"window"} if label else set()
    for area in plan.areas:
        if area.floor == floor and area.name:
            whole = _both_lines(found, area.name, u, 1.05 * u, QUIET, bold=True)
            called = found.spoken.say(area.name)
            halves = broken(called, 1.0, 0.6 * width_em(called), True)
            folded = [(half, 1.05 * u, QUIET, True) for half in halves]
            choices = (
                (lines, seen.at(at)) for lines in (whole, whole[:1], folded) for at in middles(area)
            )
            # Lazily: the first that is clear ends the search through some hundred places.
            clear = (c for c in choices if _cost(found, _around(c[1], c[0]), room) == 0)
            lines, at = next(clear, ([], (0.0, 0.0)))
            drawn.append(placed(found, at, lines, 0.0, room) if lines else None)
    return [label for label in drawn if label]


def _centred(found: Mapped, at: Point, lines: Written, room: Box) -> str | None:
    return placed(found, at, lines, 0.0, room) or placed(found, at, lines, 0.6 * lines[0][1], room)


def middles(area: Area) -> Iterable[Point]:
    """Places inside an outline, those nearest its middle first."""
    xs, ys = [p[0] for p in area.outline], [p[1] for p in area.outline]
    heart = middle(area.outline)
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 16, min(ys) + (max(ys) - min(ys)) * j / 16)
        for i in range(1, 16)
        for j in range(1, 16)
    ]
    return sorted(
        (p for p in grid if inside(p, area.outline)), key=lambda p: (distance(p, heart), p)
    )
