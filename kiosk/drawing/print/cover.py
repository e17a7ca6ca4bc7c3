"""The first sheet of a folder: whose it is, whom to call, and on which sheet everything is."""

from collections.abc import Iterator, Sequence

from kiosk.drawing.print.lines import Block, bilingual, fitted, flowed
from kiosk.drawing.print.sizes import LEAST, MM, Paper, Printed, in_both
from kiosk.drawing.svg import GREEN, INK, WHITE, Box, one_line, rect, text
from signage.hall.levels import numbers_of
from signage.hall.model import Hall
from signage.language.words import Message, Words

MARGIN_MM = 12.0
COLUMNS = 2
TITLE = Message("cover.emergency-folder")
NUMBERS, PRINTED, RENEW = (
    Message("cover.call"),
    Message("cover.printed"),
    Message("cover.print-anew-when"),
)
Sections = Sequence[tuple[Words, Sequence[Printed]]]


def cover(hall: Hall, sections: Sections, paper: Paper, moment: str) -> tuple[Printed, ...]:
    """One sheet, more where the list needs them; sheets are counted with these."""
    u = max(LEAST, 3.6 / 210 * paper.short)
    head, room = paper.box.inset(MARGIN_MM * MM).top((12 + 2 * len(numbers_of(hall.handling))) * u)
    # Asked twice: how many sheets the list takes moves what it counts.
    pages = list(flowed(_listed(hall, sections, u, 1), room, COLUMNS, 2 * u))
    pages = list(flowed(_listed(hall, sections, u, len(pages)), room, COLUMNS, 2 * u))
    title = hall.spoken.say(TITLE)
    drawn = _head(head, hall, u, moment)
    return tuple(Printed(paper, title, (drawn, page), hall.spoken.first) for page in pages)


def _head(box: Box, hall: Hall, u: float, moment: str) -> str:
    spoken = hall.spoken
    bar, below = box.top(4.4 * u)
    words = bar.inset(0.6 * u)
    name, below = Box(below.x, below.y + 0.5 * u, below.w, below.h).top(2.2 * u)
    issued, below = below.top(1.8 * u)
    said = spoken.pair(PRINTED) + " " + moment
    drawn = (
        rect(bar, GREEN)
        + one_line(words, bilingual(spoken, TITLE, words, bold=True), 2.3 * u, WHITE, bold=True)
        + fitted(name, bilingual(spoken, hall.name, name, bold=True), 1.5 * u, bold=True)
        + fitted(issued, f"{spoken.say(hall.issuer)} · {said} · {spoken.say(RENEW)}", u)
    )
    y = below.y + 1.2 * u
    drawn += text(box.x, y, 1.2 * u, in_both(spoken, NUMBERS), GREEN, bold=True, anchor="start")
    for number in numbers_of(hall.handling):
        y += 2 * u
        drawn += text(box.x, y, 1.5 * u, number.number, INK, bold=True, anchor="start")
        line = Box(box.x + 7 * u, y - u, box.w - 7 * u, 2 * u)
        drawn += fitted(line, bilingual(spoken, number.name, line), 1.1 * u)
    return drawn


def _listed(hall: Hall, sections: Sections, u: float, before: int) -> Iterator[Block]:
    number = before
    for words, sheets in sections:
        yield _section(in_both(hall.spoken, words), u)
        for sheet in sheets:
            number += 1
            yield _entry(sheet.title, number, u)


def _section(words: str, u: float) -> Block:
    def draw(box: Box) -> str:
        line = text(box.x, box.y + 1.3 * u, 1.1 * u, words, GREEN, bold=True, anchor="start")
        return line + rect(Box(box.x, box.y + 2.1 * u, box.w, 0.1 * u), GREEN)

    return Block(2.5 * u, draw)


def _entry(title: str, number: int, u: float) -> Block:
    def draw(box: Box) -> str:
        said, count = box.left(box.w - 2.6 * u)
        return fitted(said, title, LEAST) + fitted(count, str(number), LEAST, anchor="end")

    return Block(1.35 * LEAST, draw)
