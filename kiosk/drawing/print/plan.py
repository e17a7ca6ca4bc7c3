"""The evacuation plan of one screen's place on paper (疏散示意图), turned to its viewer, for one scheme.

Proportions of ISO 23601 as the evacuation reference §1 gives them: header at least 7 % of the
smallest side with letters at least 60 % of it, letters 2 mm, safety signs 7 mm, walls 1.6 mm,
partitions 0.6 mm; white ground, light-green ways with green arrows, blue viewer. Symbols and words
follow the standard's idea; nothing here is certified.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from kiosk.drawing.floorplan import View
from kiosk.drawing.print.legend import legend, notices
from kiosk.drawing.print.lines import bilingual, fitted, stacked
from kiosk.drawing.print.map import mapped, turned
from kiosk.drawing.print.sizes import LEAST, MM, PAPERS, Paper, Printed, Said, in_both
from kiosk.drawing.svg import GREEN, INK, WHITE, Box, icon, n, rect, text
from kiosk.drawing.way_out import arrow
from kiosk.wording.markup import element
from kiosk.wording.typeset import CAP_EM, width_em
from signage.evacuation.blocks import NORMAL, Block, Scheme
from signage.evacuation.routes import Routes, routes
from signage.evacuation.way_out import GO, Way
from signage.floorplan.flights import NO_LIFTS, flights, floor_name
from signage.floorplan.plan import Plan
from signage.hall.model import Hall, Window
from signage.language.words import Message, Spoken, Words, fill

HEADER, HEADER_LETTERS = 0.0745, 0.6
"""Height of the header in parts of the smallest side, of its capitals in parts of the header."""
MARGIN_MM = 8.0
TITLE = Message("plan.evacuation-plan")
REVISION = Message("plan.revision")
SUPPLEMENTARY = Message("plan.supplementary-guidance-not-certified-evacuation")
FROM_HERE, ALTERNATIVE = Message("plan.your-way-out"), Message("plan.if-that-is-blocked")
NO_OTHER = Message("plan.there-no-other-exit-stay")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a sheet are, px; ``unit`` is the text size they were set in."""

    header: Box
    named: Box
    map: Box
    way: Box
    legend: Box
    notices: Box
    foot: Box
    unit: float
    letters: float
    """Font size in the header."""


def layout(paper: Paper) -> Layout:
    """Landscape: the plan left, words right. Portrait: the plan above, words below."""
    short = paper.short
    room = paper.box.inset(MARGIN_MM * MM)
    unit = max(LEAST, 3.4 / 210 * short)
    header, room = room.top(HEADER * short)
    named, room = room.top(5.2 * unit)
    foot, room = room.bottom(3.2 * unit)
    gap = unit
    if paper.box.w > paper.box.h:
        plan, column = room.left(room.w * 0.665)
        column = Box(column.x + gap, column.y, column.w - gap, column.h)
        way, column = column.top(column.h * 0.43)
        legend, notices = column.top(column.h * 0.4)
        notices = Box(notices.x, notices.y + gap / 2, notices.w, notices.h - gap / 2)
        legend = Box(legend.x, legend.y + gap / 2, legend.w, legend.h - gap / 2)
    else:
        plan, below = room.top(room.h * 0.575)
        way, below = below.top(below.h * 0.38)
        below = Box(below.x, below.y + gap / 2, below.w, below.h - gap / 2)
        legend, notices = below.left(below.w * 0.4)
        notices = Box(notices.x + gap, notices.y, notices.w - gap, notices.h)
    plan = Box(plan.x, plan.y, plan.w, plan.h - gap / 2)
    letters = HEADER_LETTERS * header.h / CAP_EM
    return Layout(header, named, plan, way, legend, notices, foot, unit, letters)


MANY_MARKS, MORE = 12, 0.125
"""A legend of more rows takes so much of its height from the notices under it."""


def _roomy(set_: Layout) -> Layout:
    legend, notices = set_.legend, set_.notices
    if notices.y < legend.y + legend.h:  # they stand beside each other
        return set_
    more = MORE * legend.h
    return replace(
        set_,
        legend=Box(legend.x, legend.y, legend.w, legend.h + more),
        notices=Box(notices.x, notices.y + more, notices.w, notices.h - more),
    )


@dataclass(frozen=True, slots=True)
class Position:
    """What a sheet is about: a screen's place under one scheme, its way, and another for when that
    is blocked."""

    hall: Hall
    plan: Plan
    screen: str
    scheme: Scheme
    answer: Routes
    way: Way
    other: Way | None

    @property
    def place(self) -> Words:
        found = self.hall.screen.get(self.screen)
        return found.name if found is not None else {"zh": self.screen}


def position(hall: Hall, plan: Plan, screen: str, scheme: Scheme = NORMAL) -> Position:
    """Raises KeyError for a screen that is not drawn."""
    answer = routes(plan, (), scheme)
    way = answer.screen(screen)
    return Position(
        hall,
        plan,
        screen,
        scheme,
        answer,
        way,
        _other(answer, way) if way.exit is not None else None,
    )


def _other(answer: Routes, way: Way) -> Way | None:
    """To another exit by other stairs; by the same where the building has no others; else by other
    stairs to the same.

    None where nothing is left of either.
    """
    left = None
    for taken in _closings(answer, way):
        found = _round(answer, way, taken)
        if found.arrow is not None:
            return found
        if left is None and found.form != "no-route":
            left = found
    return left


def _closings(answer: Routes, way: Way) -> Iterator[tuple[str, ...]]:
    """What may be blocked of this way, the worst first."""
    plan, node = answer.plan, answer.plan.screen[way.screen].node
    chain = answer.chain(node) if node is not None else ()
    stairs = sorted({flight.shaft for flight in flights(plan, chain, NO_LIFTS)} - {""})
    exit_ = (way.exit,) if way.exit else ()
    # The whole way at once first: the other way should share as little with it as can be.
    found = [(*exit_, *stairs), exit_, tuple(stairs), *((name,) for name in stairs)]
    yield from dict.fromkeys(filter(None, found))


def _round(answer: Routes, way: Way, taken: tuple[str, ...]) -> Way:
    found = routes(answer.plan, [Block(name) for name in taken], answer.scheme).screen(way.screen)
    # At a door the screen would say that it is closed; on paper it is not closed, only not the one
    # meant here.
    if found.arrow is not None and found.form == "blocked" and way.form != "blocked":
        return replace(found, form="go", closed=None, words=GO[found.arrow])
    return found


def plan_sheet(at: Position, paper: Paper, icons: dict[str, str], day: date) -> Printed:
    """``day`` is the date of issue written on it."""
    set_ = layout(paper)
    spoken, numbers = at.hall.spoken, _numbers(at.hall)
    found = mapped(
        at.answer, at.screen, at.way, at.other, numbers, icons, set_.map, set_.unit, spoken
    )
    set_ = _roomy(set_) if len(found.shown) > MANY_MARKS else set_
    words = (
        legend(set_.legend, set_.unit, found.shown, icons, spoken),
        notices(set_.notices, set_.unit, at.hall),
    )
    parts = (
        _header(set_, icons, spoken),
        _named(set_, at),
        # Before the map: whoever has it read aloud hears the way first.
        _way(set_, at, icons),
        *found.parts,
        *words,
        _foot(set_, at, day),
    )
    title = " ".join(map(spoken.say, (TITLE, at.place, at.scheme.name)))
    return Printed(paper, title, parts, spoken.first)


def _numbers(hall: Hall) -> dict[str, str]:
    return {window.id: str(window.number) for window in hall.windows if isinstance(window, Window)}


def _header(set_: Layout, icons: dict[str, str], spoken: Spoken) -> str:
    box, size = set_.header, set_.letters
    whole = in_both(spoken, TITLE)
    man, words = box.left(box.h)
    # Where symbol and both languages do not fit beside each other, words come first.
    fits = width_em(whole) * size <= words.w - 0.6 * size
    bare = width_em(whole) * size <= box.w - 0.6 * size
    words = box if bare and not fits else words
    said = whole if fits or bare else spoken.say(TITLE)
    symbol = "" if words is box else icon(icons, "running-man", man.inset(box.h * 0.04))
    return (
        rect(box, GREEN)
        + symbol
        + text(words.x + 0.3 * size, words.cy, size, said, WHITE, bold=True, anchor="start")
    )


def _named(set_: Layout, at: Position) -> str:
    """Hall and place left, scheme and floor right; English of the title where the header had no
    room for it."""
    u, spoken = set_.unit, at.hall.spoken
    left, right = set_.named.inset(0).left(set_.named.w * 0.52)
    upper, lower = Box(left.x, left.y + 0.5 * u, left.w, 4.4 * u).top(2.5 * u)
    floor = at.plan.screen[at.screen].floor
    many = len(at.plan.floors) > 1
    place = fill(Message("plan.place"), place=at.place)
    if many:
        storey = floor_name(at.plan, floor)
        place = Message("plan.place-and-storey", place=place, storey=storey)
    scheme = fill(Message("plan.scheme"), name=at.scheme.name)
    top, low = Box(right.x, right.y + 0.5 * u, right.w, 4.4 * u).top(2.5 * u)
    return (
        fitted(upper, bilingual(spoken, at.hall.name, upper, bold=True), 1.5 * u, bold=True)
        + fitted(lower, bilingual(spoken, place, lower), 1.15 * u)
        + fitted(top, spoken.say(scheme), 1.5 * u, bold=True, anchor="end")
        + fitted(low, spoken.beside(scheme), 1.15 * u, anchor="end")
    )


def _way(set_: Layout, at: Position, icons: dict[str, str]) -> str:
    """The way from here, as its viewer stands, and the other one."""
    box, u = set_.way, set_.unit
    first, second = box.left(box.w * 0.53) if box.w > 2 * box.h else box.top(box.h * 0.52)
    second = (
        Box(second.x + 0.6 * u, second.y, second.w - 0.6 * u, second.h)
        if second.x > box.x
        else second
    )
    second = (
        second
        if second.x > box.x
        else Box(second.x, second.y + 0.5 * u, second.w, second.h - 0.5 * u)
    )
    own = _said(at.hall.spoken, FROM_HERE, at.way), _said(at.hall.spoken, ALTERNATIVE, at.other)
    return _panel(first, own[0], at.way, u, icons, GREEN, WHITE) + (
        _panel(second, own[1], at.other, u * 0.92, icons, WHITE, INK)
    )


def _panel(
    box: Box,
    said: Callable[[float], list[Said]],
    way: Way | None,
    u: float,
    icons: dict[str, str],
    ground: str,
    ink: str,
) -> str:
    frame = rect(box, ground, u * 0.5)
    if ground == WHITE:
        edge = {"fill": "none", "stroke": GREEN, "stroke-width": n(0.16 * u)}
        frame = element(
            "rect", x=n(box.x), y=n(box.y), width=n(box.w), height=n(box.h), rx=n(u * 0.5), **edge
        )
    side = min(box.h - 1.6 * u, box.w * (0.3 if ground == GREEN else 0.2), 10 * u)
    mark, words = box.inset(0.8 * u).left(side)
    words = Box(words.x + 0.9 * u, words.y, words.w - 0.9 * u, words.h)
    place = Box(mark.x, box.cy - side / 2, side, side)
    drawn = ""
    if way is not None and way.arrow is not None:
        drawn = (rect(place, GREEN, side * 0.06) if ground == WHITE else "") + arrow(
            icons, place.inset(side * 0.06), way
        )
    else:
        words = box.inset(0.9 * u)
    for smaller in (1.0, 0.94, 0.88, 0.82, 0.76, 0.7):
        # Heights of broken lines do not scale: each size is set anew.
        lines = said(u * smaller)
        if sum(line.height(words.w) for line in lines) <= words.h:
            break
    return frame + drawn + stacked(words, lines, ink)


def _said(spoken: Spoken, head: Words, way: Way | None) -> Callable[[float], list[Said]]:
    """What is said of a way, at any size."""

    def lines(u: float) -> list[Said]:
        first = Said(spoken, head, max(LEAST, 1.05 * u), joined=True)
        if way is None:
            return [first, Said(spoken, NO_OTHER, max(LEAST, 1.25 * u), bold=True)]
        more = (Said(spoken, line, max(LEAST, 1.15 * u), joined=True) for line in way.lines)
        return [first, Said(spoken, way.words, 2.1 * u, bold=True, second=0.55), *more]

    return lines


def _foot(set_: Layout, at: Position, day: date) -> str:
    box, u, spoken = set_.foot, set_.unit, at.hall.spoken
    rule = rect(Box(box.x, box.y + 0.3 * u, box.w, 0.12 * u), INK)
    upper, lower = Box(box.x, box.y + 0.6 * u, box.w, box.h - 0.6 * u).top(1.3 * u)
    issued = f"{spoken.say(at.hall.issuer)} · {day.isoformat()}"
    # Who issued it, and when, is whole on every sheet, however long the name of the office.
    share = max(0.3, min(0.62, 1 - (width_em(issued, False) * LEAST + u) / upper.w))
    left, right = upper.left(upper.w * share)
    under, side = lower.left(lower.w * 0.62)
    version = f"{at.plan.digest[:8]} · {at.scheme.id} · {at.screen}"
    return (
        rule
        + fitted(left, spoken.say(SUPPLEMENTARY), u, bold=True)
        + fitted(under, spoken.beside(SUPPLEMENTARY), max(LEAST, 0.85 * u))
        + fitted(right, issued, u, anchor="end")
        + fitted(side, f"{spoken.pair(REVISION)} {version}", max(LEAST, 0.85 * u), anchor="end")
    )


def seen(plan: Plan, screen: str, paper: Paper) -> View:
    """How a sheet's map is turned and scaled."""
    set_ = layout(paper)
    return turned(plan, plan.screen[screen], set_.map, set_.unit)


def best_paper(plan: Plan, screen: str, wanted: str) -> Paper | None:
    """The paper of that id; for a size alone (``a3``) the way to turn it that draws the plan
    larger."""
    if wanted in PAPERS:
        return PAPERS[wanted]
    turns = [paper for name, paper in PAPERS.items() if name.partition("-")[0] == wanted]
    return min(turns, key=lambda paper: scale(plan, screen, paper), default=None)


def scale(plan: Plan, screen: str, paper: Paper) -> int:
    """The sheet's scale, 1 to what."""
    return round(1000 * MM / seen(plan, screen, paper).scale)
