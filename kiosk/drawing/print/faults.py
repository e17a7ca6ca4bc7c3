"""The floor plan with each fault marked where it is, numbered like the list beside it and like the
printed list."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.drawing.floorplan import Pen, View, ground, view
from kiosk.drawing.print.sizes import MM, Paper, Printed
from kiosk.drawing.svg import GREEN, INK, LINE, RED, WHITE, Box, haloed, n, rect, text
from kiosk.wording.markup import element
from kiosk.wording.typeset import broken
from signage.evacuation.hall_checks import where
from signage.floorplan.drawing import Planned
from signage.floorplan.geometry import Point, distance
from signage.floorplan.plan import Plan
from signage.language.mistake import Mistake
from signage.language.words import NO_WORDS, Message, Words, say

WIDTH, SIZE, RIM = 2400, 30.0, 80.0
"""The picture's width, its text and the room around a floor, px."""
TALLEST = 1700
ROUTE, NOTE = "#6DBB8F", "#8A5A00"
PEN = Pen(WHITE, 7, 4, 2)


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the list: ``fault`` False = a note, which a person should look at."""

    number: int
    mistake: Mistake
    fault: bool

    @property
    def line(self) -> Words:
        told = self.mistake.line
        return told if self.fault else Message("check.note", told=told)


def findings(faults: Sequence[Mistake], notes: Sequence[Mistake]) -> tuple[Finding, ...]:
    listed = [(mistake, True) for mistake in faults] + [(note, False) for note in notes]
    return tuple(
        Finding(number, mistake, fault) for number, (mistake, fault) in enumerate(listed, 1)
    )


def place(read: Planned, finding: Finding) -> tuple[str, Point] | None:
    """Floor and point of what a finding names; None where it has none (another file, a form that
    cannot be read)."""
    key = finding.mistake.at or finding.mistake.key
    return where(read.plan, key) or read.drawn.get(key)


def fault_sheet(read: Planned, listed: Sequence[Finding], name: str, lang: str = "en") -> Printed:
    """As tall as it has to be, ``name`` its title. A plan without anything drawn gives the list
    alone."""
    parts: list[str] = []
    y = RIM / 2
    for floor in read.plan.floors:
        seen, height = _fitted(read.plan, floor, y)
        parts += [
            text(
                RIM / 2,
                y + SIZE,
                SIZE,
                say(Message("check.floor", floor=floor), lang),
                INK,
                bold=True,
                anchor="start",
            )
        ]
        parts += [ground(read.plan, floor, seen, PEN), *_graph(read.plan, floor, seen)]
        parts += _lines(read.plan, floor, seen, listed)
        here = [
            (finding, at)
            for finding in listed
            if (at := place(read, finding)) is not None and at[0] == floor
        ]
        parts += _marks(seen, [(finding, at) for finding, (_, at) in here])
        y += height
    for finding in listed:
        lines = broken(say(finding.line, lang), SIZE, WIDTH - 2 * RIM - 2 * SIZE)
        parts.append(_mark(finding, (RIM, y + SIZE * LINE / 2), SIZE * 0.62))
        for line in lines:
            parts.append(
                text(RIM + 1.4 * SIZE, y + SIZE * LINE / 2, SIZE, line, INK, anchor="start")
            )
            y += SIZE * LINE
        y += SIZE * 0.3
    size = Paper("faults", NO_WORDS, WIDTH / MM, math.ceil(y + RIM / 2) / MM)
    return Printed(size, name, tuple(parts), lang)


def _fitted(plan: Plan, floor: str, y: float) -> tuple[View, float]:
    """The floor as drawn, as wide as the picture and no taller than TALLEST; and the height it
    takes."""
    points = [node.at for node in plan.nodes if node.floor == floor]
    wide = view(plan, floor, 0.0, Box(0, y, WIDTH, TALLEST), RIM, points)
    placed = [
        wide.at(p)
        for p in [*points, *(p for g in plan.grounds if g.floor == floor for p in g.outline)]
    ]
    height = max(p[1] for p in placed) - min(p[1] for p in placed) + 2 * RIM
    # Asked twice: only the first view tells how tall the floor is at that width.
    return view(plan, floor, 0.0, Box(0, y, WIDTH, height), RIM, points), height


def _graph(plan: Plan, floor: str, seen: View) -> Iterator[str]:
    """Routes, exits and screens as they were understood."""
    ways = []
    for edge in plan.edges:
        a, b = plan.node.get(edge.a), plan.node.get(edge.b)
        if a is not None and b is not None and {a.floor, b.floor} == {floor}:
            ways.append(seen.path((a.at, b.at)))
    if ways:
        yield element(
            "path",
            d="".join(ways),
            fill="none",
            stroke=ROUTE,
            stroke_width="6",
            stroke_linecap="round",
        )
    for door in plan.exits:
        if door.floor == floor:
            x, y = seen.at(door.at)
            yield rect(Box(x - 14, y - 14, 28, 28), GREEN) + _said((x, y - 34), door.id)
    for spot in plan.spots:
        if spot.floor == floor:
            x, y = seen.at(spot.at)
            yield element("circle", cx=n(x), cy=n(y), r="6", fill=INK)
    for screen in plan.screens:
        if screen.floor == floor:
            x, y = seen.at(screen.at)
            gaze = seen.path((screen.at, screen.stand))
            yield element("path", d=gaze, fill="none", stroke=INK, stroke_width="4")
            yield rect(Box(x - 9, y - 9, 18, 18), INK) + _said((x, y - 28), screen.id)


def _lines(plan: Plan, floor: str, seen: View, listed: Sequence[Finding]) -> Iterator[str]:
    """The whole drawn line a finding names: its number stands on the first piece, what is wrong may
    be farther on."""
    for finding in listed:
        ways = []
        for edge in plan.edges:
            a, b = plan.node.get(edge.a), plan.node.get(edge.b)
            named = finding.mistake.key and finding.mistake.key in (edge.id, edge.element)
            if named and a is not None and b is not None and {a.floor, b.floor} == {floor}:
                ways.append(seen.path((a.at, b.at)))
        if ways:
            look = {
                "stroke": RED if finding.fault else NOTE,
                "stroke-width": "10",
                "stroke-linecap": "round",
            }
            yield element("path", d="".join(ways), fill="none", **look)


def _said(at: Point, words: str) -> str:
    line = text(at[0], at[1], SIZE * 0.8, words, INK)
    return haloed(line, 8)


def _marks(seen: View, marked: Sequence[tuple[Finding, Point]]) -> Iterator[str]:
    """Each at its place, or beside it with a line to it where another stands there already."""
    taken: list[Point] = []
    radius = SIZE * 0.8
    for finding, at in marked:
        x, y = seen.at(at)
        ring = (
            (r * radius * 1.05, step * math.pi / 4) for r in range(2, 40, 2) for step in range(8)
        )
        spots = [(x, y), *((x + r * math.cos(angle), y + r * math.sin(angle)) for r, angle in ring)]
        spot = next(
            (p for p in spots if all(distance(p, other) > 2.1 * radius for other in taken)), (x, y)
        )
        taken.append(spot)
        colour = RED if finding.fault else NOTE
        if spot != (x, y):
            line = f"M{n(x)} {n(y)}L{n(spot[0])} {n(spot[1])}"
            yield element("path", d=line, fill="none", stroke=colour, stroke_width="4")
        # After its line, which would else run over the number.
        yield _mark(finding, spot, radius)


def _mark(finding: Finding, at: Point, radius: float) -> str:
    """A full disc for a fault, a ring for a note: never by colour alone."""
    x, y = at
    colour = RED if finding.fault else NOTE
    inner = (
        "" if finding.fault else element("circle", cx=n(x), cy=n(y), r=n(radius * 0.84), fill=WHITE)
    )
    disc = element("circle", cx=n(x), cy=n(y), r=n(radius), fill=colour) + inner
    number = str(finding.number)
    size = radius * (1.15 if len(number) < 3 else 0.8)
    return disc + text(x, y, size, number, WHITE if finding.fault else colour, bold=True)
