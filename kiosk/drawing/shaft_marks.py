"""Stairs, lifts and ramps as marks on a drawn floor: one for each shaft that reaches it, beside its
name.

The mark a way ends in is larger and named first; what may not be used is grey and crossed out in
red.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.drawing.floorplan import GOAL, Before, View
from kiosk.drawing.plan_names import Names, square
from kiosk.drawing.svg import GREEN, INK, QUIET, RED, WHITE, Box, n, rect
from kiosk.wording.markup import element
from signage.floorplan.flights import NAMELESS, Flight
from signage.floorplan.geometry import Point, crosses, middle
from signage.floorplan.plan import Plan
from signage.floorplan.shafts import Shaft, ShaftKind
from signage.language.words import Words, say

SYMBOL: Mapping[ShaftKind, str] = {
    "stairs": "M-.34 .3V.14H-.17V-.02H0V-.18H.17V-.34H.34V.3Z",
    "lift": "M-.2 -.07L0 -.36L.2 -.07ZM-.2 .07L0 .36L.2 .07Z",
    "ramp": "M-.36 .26L.36 -.14V.26Z",
}
"""In parts of the mark's side, from its middle."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How marks are drawn: their side in px, the grounds of most and of the one a way ends in, what
    is crossed out."""

    size: float
    ground: str = GREEN
    goal_ground: str = GREEN
    shut: frozenset[str] = frozenset()
    lang: str = "zh"


def shaft_mark(kind: ShaftKind, at: Point, size: float, ground: str, *, shut: bool = False) -> str:
    (x, y), half = at, size / 2
    mark = rect(square(at, half), QUIET if shut else ground, size * 0.16)
    mark += element(
        "path", d=SYMBOL[kind], transform=f"translate({n(x)} {n(y)}) scale({n(size)})", fill=WHITE
    )
    if shut:
        cross = (
            f"M{n(x - half)} {n(y - half)}l{n(size)} {n(size)}m0 {n(-size)}l{n(-size)} {n(size)}"
        )
        mark += element("path", d=cross, stroke=WHITE, stroke_width=n(size * 0.26))
        mark += element("path", d=cross, stroke=RED, stroke_width=n(size * 0.16))
    return mark


def on_floor(plan: Plan, floor: str, goal: Flight | None = None) -> list[tuple[Shaft, Point]]:
    """Every shaft that reaches a floor and where its mark stands: at the landing a way ends in,
    else between all."""
    found = []
    for shaft in plan.shafts:
        here = [landing.at for landing in shaft.landings if landing.floor == floor]
        if here:
            led = goal is not None and shaft.id == goal.shaft and goal.start == floor
            # A wide staircase has several landings: the mark stands where this way really ends.
            found.append((shaft, goal.at if led and goal is not None else middle(here)))
    return sorted(found, key=lambda one: (goal is None or one[0].id != goal.shaft, one[0].id))


def shaft_boxes(
    plan: Plan, floor: str, seen: View, size: float, goal: Flight | None = None
) -> Iterable[Box]:
    """What the marks cover, so that no name is written on them."""
    for shaft, at in on_floor(plan, floor, goal):
        yield square(seen.at(at), size * (GOAL if _is(shaft, goal) else 1.0) / 2)


def shaft_marks(
    plan: Plan, floor: str, seen: View, marks: Marks, names: Names, goal: Flight | None = None
) -> str:
    """The marks of one floor; ``goal`` is where a drawn way ends on it."""
    # All marks before the first name, which could else stand where the next mark comes.
    names.taken += shaft_boxes(plan, floor, seen, marks.size, goal)
    return "".join(
        _drawn(shaft, seen.at(at), marks, names, goal) for shaft, at in on_floor(plan, floor, goal)
    )


def head_before(
    plan: Plan, floor: str, points: Sequence[Point], *, furniture: bool = False
) -> Before:
    """Before stairs the last corner is left out, if the straight line goes through no wall (and no
    furniture)."""
    if len(points) < 3:
        return "corner"
    walls = (
        wall
        for wall in plan.walls
        if wall.floor == floor and (furniture or wall.kind != "furniture")
    )
    return (
        "corner"
        if any(crosses(points[-3], points[-1], wall.a, wall.b) for wall in walls)
        else "straight"
    )


def _is(shaft: Shaft, goal: Flight | None) -> bool:
    return goal is not None and shaft.id == goal.shaft


def _drawn(shaft: Shaft, at: Point, marks: Marks, names: Names, goal: Flight | None) -> str:
    led, shut = _is(shaft, goal), shaft.id in marks.shut
    size = marks.size * (GOAL if led else 1.0)
    mark = shaft_mark(shaft.kind, at, size, marks.goal_ground if led else marks.ground, shut=shut)
    words = say(_name(shaft), marks.lang)
    name = names.beside(at, (0.6 * size, 0.6 * size), words, marks.size, INK, must=led)
    return element(
        "g",
        mark,
        name,
        data_shaft=shaft.id,
        data_goal="" if led else None,
        data_closed="" if shut else None,
    )


def _name(shaft: Shaft) -> Words:
    return shaft.name or NAMELESS[shaft.kind]
