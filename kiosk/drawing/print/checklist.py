"""The checklist of an incident on paper, for when no tablet works: what to do, by whom, with a box
to tick and room for the time and a name. What was ticked on the tablet before stands ticked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.drawing.print.legend import emergency_numbers
from kiosk.drawing.print.lines import Block, bilingual, fitted, flowed
from kiosk.drawing.print.sizes import LEAST, MM, Paper, Printed, Said, in_both
from kiosk.drawing.svg import GREEN, INK, QUIET, WHITE, Box, n, one_line, rect, text
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.hall.model import Hall
from signage.language.words import Message, Words
from signage.situation.incidents import Tick
from signage.situation.notices import Phase, Task

MARGIN_MM, BOX_MM, SIGNED_MM = 12.0, 6.0, 52.0
"""White edge, side of a box to tick, room for who did it and when."""
UNIT, SMALLER = 4.4 / 210, (1.0, 0.92, 0.84, 0.76)
"""Size of a step's number in parts of the short side, and how it shrinks before a second sheet."""
PHASES: dict[Phase, Words] = {
    "handle": Message("procedure.handle"),
    "report": Message("procedure.report"),
    "recover": Message("procedure.recover"),
}
TIME, BY = Message("checklist.time"), Message("checklist.by")


@dataclass(frozen=True, slots=True)
class Checklist:
    """``foot``: what it belongs to and when it was printed."""

    hall: Hall
    name: Words
    subject: Words
    tasks: Sequence[Task]
    ticks: dict[int, Tick]
    foot: str


def checklists(made: Checklist, paper: Paper) -> tuple[Printed, ...]:
    """One sheet, more where the steps need them even in small letters."""
    spoken = made.hall.spoken
    whole = paper.box.inset(MARGIN_MM * MM)
    title = f"{spoken.say(made.name)} {spoken.say(made.subject)}".strip()
    for share in SMALLER:
        u = max(LEAST, share * UNIT * paper.short)
        head, room = whole.top(7.4 * u)
        foot, room = room.bottom(2.6 * u)
        pages = list(flowed(_blocks(made, u, room.w), room))
        if len(pages) == 1:
            break
    return tuple(
        Printed(
            paper,
            title,
            (_head(head, made, u), drawn, _foot(foot, made, u, (number, len(pages)))),
            spoken.first,
        )
        for number, drawn in enumerate(pages, 1)
    )


def _head(box: Box, made: Checklist, u: float) -> str:
    spoken = made.hall.spoken
    bar, below = box.top(3.4 * u)
    name = Message("checklist.of", name=made.name)
    inside = bar.inset(0.5 * u)
    both = bilingual(spoken, name, inside, bold=True)
    subject = bilingual(spoken, made.subject, below, bold=True)
    upper, lower = Box(below.x, below.y + 0.3 * u, below.w, 3.2 * u).top(1.7 * u)
    return (
        rect(bar, INK)
        + one_line(inside, both, 1.7 * u, WHITE, bold=True)
        + fitted(upper, subject, 1.25 * u, bold=True)
        + fitted(lower, bilingual(spoken, made.hall.name, lower), u)
    )


def _blocks(made: Checklist, u: float, width: float) -> Iterator[Block]:
    phase = None
    for number, task in enumerate(made.tasks, 1):
        if task.phase != phase:
            phase = task.phase
            yield _phase(made, PHASES[phase], u)
        yield _row(made, number, task, u, width)


def _phase(made: Checklist, words: Words, u: float) -> Block:
    def draw(box: Box) -> str:
        said = in_both(made.hall.spoken, words)
        line = text(box.x, box.y + 1.1 * u, 1.1 * u, said, GREEN, bold=True, anchor="start")
        return line + rect(Box(box.x, box.y + 1.9 * u, box.w, 0.1 * u), GREEN)

    return Block(2.3 * u, draw)


def _row(made: Checklist, number: int, task: Task, u: float, width: float) -> Block:
    spoken, side, signed = made.hall.spoken, BOX_MM * MM, SIGNED_MM * MM
    left = side + 2.4 * u
    said = Said(spoken, task.text, 1.1 * u)
    room = width - left - signed - u
    high = max(said.height(room), side, 2.9 * u)

    def draw(box: Box) -> str:
        tick = made.ticks.get(number)
        square = Box(box.x, box.y + 0.3 * u, side, side)
        words = Box(box.x + left, box.y + 0.3 * u, room, high)
        drawn = _square(square, tick)
        drawn += text(
            box.x + side + 1.2 * u, square.y + 0.75 * u, 1.1 * u, str(number), INK, bold=True
        )
        drawn += said.draw(words, INK)[0]
        drawn += _signed(Box(box.x + box.w - signed, words.y, signed, high), made, task, tick, u)
        rule = Box(box.x, box.y + box.h - 0.06 * u, box.w, 0.03 * u)
        return drawn + rect(rule, QUIET)

    return Block(high + 0.8 * u, draw)


def _square(box: Box, tick: Tick | None) -> str:
    look = {"fill": "none", "stroke": INK, "stroke_width": n(0.5 * MM)}
    frame = element("rect", x=n(box.x), y=n(box.y), width=n(box.w), height=n(box.h), **look)
    if tick is None:
        return frame
    done = (
        f"M{n(box.x + 0.2 * box.w)} {n(box.cy)}L{n(box.x + 0.42 * box.w)} {n(box.y + 0.75 * box.h)}"
        f"L{n(box.x + 0.85 * box.w)} {n(box.y + 0.2 * box.h)}"
    )
    skipped = f"M{n(box.x + 0.2 * box.w)} {n(box.cy)}H{n(box.x + 0.8 * box.w)}"
    path = done if tick.answer == "done" else skipped
    return frame + element("path", d=path, **{**look, "stroke_width": n(0.9 * MM)})


def _signed(box: Box, made: Checklist, task: Task, tick: Tick | None, u: float) -> str:
    """Who is to do it, and below it lines for the time and a name, or who did it when."""
    spoken = made.hall.spoken
    upper, lower = box.top(1.4 * u)
    owner = fitted(upper, bilingual(spoken, task.owner, upper), u) if task.owner else ""
    if tick is not None:
        at = f"{made.hall.local(tick.at):%H:%M}"
        return owner + fitted(Box(lower.x, lower.y, lower.w, 1.4 * u), f"{tick.by} {at}", u)
    y, half, drawn = lower.y + 0.9 * u, box.w / 2, ""
    for column, words in enumerate((TIME, BY)):
        said, x = spoken.say(words), box.x + column * half
        wide = width_em(said, False) * LEAST + 0.4 * u
        drawn += fitted(Box(x, y - 0.7 * u, wide, 1.4 * u), said, LEAST)
        drawn += rect(Box(x + wide, y + 0.5 * u, half - wide - 0.6 * u, 0.06 * u), INK)
    return owner + drawn


def _foot(box: Box, made: Checklist, u: float, page: tuple[int, int]) -> str:
    spoken = made.hall.spoken
    left, right = Box(box.x, box.y + 0.8 * u, box.w, 1.6 * u).left(0.6 * box.w)
    counted = f"{made.foot} · {page[0]}/{page[1]}" if page[1] > 1 else made.foot
    return (
        rect(Box(box.x, box.y + 0.5 * u, box.w, 0.1 * u), INK)
        + fitted(
            left, bilingual(spoken, emergency_numbers(made.hall), left, bold=True), u, bold=True
        )
        + fitted(right, counted, LEAST, anchor="end")
    )
