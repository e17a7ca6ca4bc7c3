"""Walking the plan on paper: from a place that somebody taps, with anything closed, to the exit.

Nothing is blocked by it and no screen changes. All of it stands in the address, so that a way
can be shown to somebody else.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.content.reader import Content
from kiosk.drawing.floorplan import View
from kiosk.drawing.floorplan import walk as drawn_way
from kiosk.drawing.svg import BLUE, WHITE, n
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.console.floorplan.picture import HEIGHT, WIDTH, picture, seen_from_above
from kiosk.staff.console.floorplan.rows import ARROWS, name_of
from kiosk.staff.shell.drafted import drafted_content
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.markup import element
from kiosk.wording.page_words import said
from signage.evacuation.blocks import Block, knows
from signage.evacuation.routes import Fate, Routes, routes
from signage.evacuation.walk import Walk, walk
from signage.evacuation.way_out import shown_metres
from signage.floorplan.flights import floor_name
from signage.floorplan.geometry import Point
from signage.floorplan.plan import Plan
from signage.language.words import NO_WORDS, Message, Words
from signage.rules.permissions import ON_THE_DESCRIPTION
from signage.wayfinding.instructions import steps

DRAFT: Final = "draft"
LINE, MARK = 16.0, 13.0
"""px of the picture: the drawn way, and who walks it."""
NONE: Final[Mapping[Fate, Words]] = {
    "up": Message("way-out.only-way-upwards-left-staff"),
    "none": Message("walk.no-way-out-from-here"),
}


@dataclass(frozen=True, slots=True)
class Closable:
    """What may be closed on paper. ``shut``: it is."""

    id: str
    name: Words
    shut: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A screen on the way, and what it says then."""

    screen: str
    name: Words
    arrow: str
    words: Words


@dataclass(frozen=True, slots=True)
class Walked:
    """The plan with what is closed on it, and the way from the tapped place.

    ``asked``: somebody tapped one; ``exit`` is empty where nobody is sent anywhere, and ``why``
    says so.
    """

    pictures: tuple[tuple[Words, str], ...]
    ways: tuple[Closable, ...]
    more: tuple[Closable, ...]
    """Doors and zones, of which a hall has many."""
    unfolded: bool
    places: tuple[tuple[str, Words], ...]
    place: str
    floor: str
    x: str
    y: str
    step_free: bool
    asked: bool
    exit: Words
    metres: int
    lines: tuple[Words, ...]
    passed: tuple[Seen, ...]
    why: Words
    stranded: tuple[Words, ...]
    draft: bool
    """Of a plan that is not adopted yet."""


DECLARED: Final[Declared] = {"staff/console/floorplan/walk.html": (Walked,)}


@blueprint.get("/console/plan/walk")
@require()
def walk_it() -> ResponseReturnValue:
    content = _walked_on()
    plan = content.evacuation.plan or abort(404)
    shut = frozenset(request.args.getlist("shut"))
    if not all(knows(plan, name) for name in shut):
        abort(404)
    step_free = "step_free" in request.args
    scheme = content.evacuation.scheme(services().board.view.world.situation.scheme)
    answer = routes(plan, [Block(name) for name in sorted(shut)], scheme, step_free=step_free)
    floor, at = _tapped(plan)
    found = walk(answer, floor, at) if at is not None else None
    return page(
        "staff/console/floorplan/walk.html",
        who(),
        **values_of(_shown(content, answer, shut, found)),
    )


def _walked_on() -> Content:
    """What the hall is served by, or would be with the draft: of a plan that is not adopted yet the
    ways are walked before anybody follows them."""
    if DRAFT not in request.args:
        return services().board.view.content
    if who().role not in ON_THE_DESCRIPTION["draft"]:
        abort(404)
    return drafted_content() or abort(404)


def _tapped(plan: Plan) -> tuple[str, Point | None]:
    """The storey and the place on it: one that has a name, else px of the picture."""
    chosen = plan.spot.get(request.args.get("place", ""))
    if chosen is not None:
        return chosen.floor, chosen.at
    floor = request.args.get("floor", "")
    if floor not in plan.floors:
        return "", None
    x, y = _px("x", WIDTH), _px("y", HEIGHT)
    if x is None or y is None:
        return "", None
    return floor, seen_from_above(plan, floor).back((x, y))


def _px(name: str, most: float) -> float | None:
    try:
        value = float(request.args.get(name, ""))
    except ValueError:
        return None
    return value if math.isfinite(value) and 0.0 <= value <= most else None


def _shown(content: Content, answer: Routes, shut: frozenset[str], found: Walk | None) -> Walked:
    plan = answer.plan
    holds = dict.fromkeys(shut, "closed")
    names = {name: said(name_of(name)) for name in (*plan.area, *plan.shaft)}
    several = len(plan.floors) > 1
    pictures = tuple(
        (floor_name(plan, floor) if several else NO_WORDS,
         picture(plan, floor, answer, holds, names, partial(_drawn, floor, found)))
        for floor in plan.floors
    )  # fmt: skip
    doors = sorted({door for edge in plan.edges for door in edge.doors})
    nowhere = found is None and not shut and "place" in request.args
    x, y = ("", "") if found is None else _place_in_picture(plan, found)
    more = tuple(_closable([*doors, *plan.area], shut))
    return Walked(
        pictures,
        tuple(_closable([*plan.exit, *plan.shaft], shut)), more, any(one.shut for one in more),
        tuple((spot.id, name_of(spot.id)) for spot in plan.spots), request.args.get("place", ""),
        found.floor if found is not None else "", x, y, answer.step_free, found is not None,
        name_of(found.exit) if found is not None and found.exit is not None else NO_WORDS,
        shown_metres(found.metres or 0.0) if found is not None else 0,
        _lines(plan, found) if found is not None else (),
        tuple(_seen(answer, found)) if found is not None else (),
        _why(found, nowhere),
        tuple(screen.name for screen in content.hall.screens
              if screen.id in plan.screen and answer.fate(plan.screen[screen.id].node) != "out"),
        DRAFT in request.args,
    )  # fmt: skip


def _why(found: Walk | None, nowhere: bool) -> Words:
    if found is None:
        return Message("walk.tap-first") if nowhere else NO_WORDS
    return NONE[found.fate] if found.exit is None else NO_WORDS


def _place_in_picture(plan: Plan, found: Walk) -> tuple[str, str]:
    x, y = seen_from_above(plan, found.floor).at(found.at)
    return n(x), n(y)


def _closable(ids: list[str], shut: frozenset[str]) -> Iterator[Closable]:
    for name in ids:
        yield Closable(name, name_of(name), name in shut)


def _lines(plan: Plan, found: Walk) -> tuple[Words, ...]:
    """The way in words, from the direction of its first steps."""
    if found.exit is None:
        return ()
    return tuple(step.words for step in steps(plan, found.legs, found.flights, "up", found.exit))


def _seen(answer: Routes, found: Walk) -> Iterator[Seen]:
    hall = services().board.view.content.hall
    for name in found.passed:
        screen, way = hall.screen.get(name), answer.screen(name)
        if screen is not None:
            yield Seen(name, screen.name, ARROWS.get(way.arrow or "", "■"), way.words)


def _drawn(floor: str, found: Walk | None, seen: View) -> str:
    """The way on this storey, and who walks it."""
    if found is None:
        return ""
    ways = [drawn_way(seen, leg.points, LINE) for leg in found.legs if leg.floor == floor]
    if found.floor == floor:
        x, y = seen.at(found.at)
        place = {"cx": n(x), "cy": n(y), "r": n(MARK)}
        look = {"fill": BLUE, "stroke": WHITE, "stroke_width": "4"}
        ways.append(element("circle", data_walker="", **place, **look))
    return "".join(ways)
