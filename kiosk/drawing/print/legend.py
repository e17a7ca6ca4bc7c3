"""The words beside a printed plan: what its marks mean, and what to do in an emergency."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.drawing.print.equipment import equipment_sign
from kiosk.drawing.print.marks import dashed, dot, exit_sign, way_line
from kiosk.drawing.print.names import Drawn
from kiosk.drawing.print.sizes import LEAST, Said, in_both
from kiosk.drawing.shaft_marks import shaft_mark
from kiosk.drawing.svg import GREEN, INK, LINE, QUIET, Box, icon, rect, text
from signage.floorplan.shapes import EQUIPMENT
from signage.hall.levels import numbers_of
from signage.hall.model import Hall
from signage.language.words import Message, Spoken, Words

NOTICES: Sequence[Words] = (
    Message("legend.keep-calm-follow-staff-directions"),
    Message("legend.follow-green-arrows-do-not"),
    Message("legend.do-not-use-lifts"),
    Message("legend.in-smoke-stay-low-cover"),
    Message("legend.go-assembly-point-wait-counted"),
)
"""To be confirmed by the hall's fire officer. The numbers to call follow from the hall's
description."""
NUMBERS_MAX = 3
LEGEND: Sequence[tuple[Drawn, Words]] = (
    ("here", Message("legend.you-are-here")),
    ("way", Message("legend.your-way-out")),
    ("other", Message("legend.alternative")),
    ("ways", Message("legend.escape-routes")),
    ("exit", Message("legend.exit")),
    ("stairs", Message("legend.stairs")),
    ("lift", Message("legend.lift-not-for-leaving")),
    ("closed", Message("legend.closed-in-this-scheme")),
    ("assembly", Message("legend.assembly-point")),
    ("window", Message("legend.window-number")),
    ("extinguisher", Message("legend.extinguisher")),
    ("hose", Message("legend.hose")),
    ("fireset", Message("legend.fireset")),
    ("callpoint", Message("legend.callpoint")),
    ("firephone", Message("legend.firephone")),
    ("firstaid", Message("legend.first-aid")),
    ("aed", Message("legend.aed")),
)


MARK, SPREAD = 2.9, 3.2
"""Room for a mark, and the most a row takes, in text sizes."""
TIGHT = 0.92
"""Lines of a legend that is full stand nearer than other lines do."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """A legend's rows in their order; ``high`` is what each takes, px, ``first`` how many stand in
    the first column."""

    lines: Sequence[Said]
    high: Sequence[float]
    columns: int
    first: int

    @property
    def tallest(self) -> float:
        return max(sum(self.high[: self.first]), sum(self.high[self.first :]))


def legend(box: Box, u: float, shown: set[Drawn], icons: dict[str, str], spoken: Spoken) -> str:
    """Only what is on the sheet."""
    head, room = _head(box, Message("legend.legend"), u, spoken)
    names = [name for name, _ in LEGEND if name in shown]
    rows = _fitting([words for name, words in LEGEND if name in shown], room, u, spoken)
    wide, drawn = room.w / rows.columns, ""
    # One size for all marks: a larger one would seem to weigh more.
    side = min(2.4 * u, 1.05 * min(rows.high, default=u))
    for number, part in enumerate((slice(0, rows.first), slice(rows.first, None))):
        inside = list(zip(names[part], rows.lines[part], rows.high[part], strict=True))
        left = min(room.h, SPREAD * u * len(inside)) - sum(rows.high[part])
        gap, y = max(0.0, left / max(1, len(inside))), room.y
        for name, line, tall in inside:
            mark, said = Box(room.x + number * wide, y, wide, tall + gap).left(MARK * u)
            drawn += _sample(name, Box(mark.x, mark.cy - side / 2, 2.4 * u, side), icons, u)
            own = line.height(said.w)
            drawn += line.draw(Box(said.x, said.cy - own / 2, said.w, own), INK)[0]
            y += tall + gap
    return head + drawn


def _fitting(words: Sequence[Words], room: Box, u: float, spoken: Spoken) -> _Rows:
    """As large as the rows fit in both languages, in one column or two.

    Where the least letters do not fit, second languages give way, from below.
    """
    both, alone = [spoken] * len(words), [Spoken(spoken.first, "")] * len(words)
    sizes = [max(LEAST, share * u) for share in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)]
    tries = [(size, 1.0, both) for size in sizes] + [(LEAST, TIGHT, both)]
    tries += [(LEAST, TIGHT, both[:kept] + alone[kept:]) for kept in range(len(words), -1, -1)]
    found = (
        _rows(words, each, size, tight, columns, room.w / columns - MARK * u)
        for size, tight, each in tries
        for columns in ((2, 1) if room.w > 1.4 * room.h else (1, 2))
    )
    rows = next(found)
    while rows.tallest > room.h and (more := next(found, None)) is not None:
        rows = more
    return rows


def _rows(
    words: Sequence[Words], each: Sequence[Spoken], size: float, tight: float, columns: int,
    width: float,
) -> _Rows:  # fmt: skip
    """Split so that both columns end as early as they can."""
    lines = [Said(own, said, size, joined=True) for own, said in zip(each, words, strict=True)]
    high = [tight * line.height(width) for line in lines]
    split = [_Rows(lines, high, columns, first) for first in range(len(high) + 1)]
    if columns == 1:
        return split[-1]
    return min(split, key=lambda rows: (rows.tallest, -rows.first))


def _sample(name: Drawn, box: Box, icons: dict[str, str], u: float) -> str:
    side = min(box.w, box.h)
    middle = Box(box.cx - side / 2, box.cy - side / 2, side, side)
    ends = ((box.x, box.cy), (box.x + box.w - 0.7 * u, box.cy))
    match name:
        case "here":
            return dot((box.cx, box.cy), side * 0.8)
        case "way":
            return way_line(ends, 0.7 * u)
        case "other":
            return dashed(ends, 0.32 * u)
        case "ways":
            return way_line(((box.x, box.cy), (box.x + box.w, box.cy)), 0.9 * u, light=True)
        case "exit" | "closed":
            return exit_sign(icons, middle, shut=name == "closed")
        case "stairs" | "lift":
            return shaft_mark(name, (middle.cx, middle.cy), 0.9 * side, GREEN, shut=name == "lift")
        case "assembly":
            return rect(middle, GREEN, side * 0.08) + icon(icons, "assembly-point", middle)
        case _ if name in EQUIPMENT:
            return equipment_sign(icons, name, middle)
        case _:
            return text(box.cx, box.cy, 1.1 * u, "5", QUIET, bold=True)


def _head(box: Box, words: Words, u: float, spoken: Spoken) -> tuple[str, Box]:
    head, room = box.top(1.9 * u)
    rule = rect(Box(head.x, head.y + head.h - 0.25 * u, head.w, 0.12 * u), GREEN)
    both = in_both(spoken, words)
    said = text(
        head.x, head.y + 0.8 * u, 1.15 * u, both, INK, bold=True, anchor="start", lang=spoken.first
    )
    return said + rule, Box(room.x, room.y + 0.1 * u, room.w, room.h - 0.1 * u)


def notices(box: Box, u: float, hall: Hall) -> str:
    """As large as fits, never under the least letters."""
    said, spoken = (*NOTICES, emergency_numbers(hall)), hall.spoken
    head, room = _head(box, Message("legend.in-an-emergency"), u, spoken)
    text_room = Box(room.x + 1.6 * u, room.y, room.w - 1.6 * u, room.h)
    # 0.0 is the least letters there are, whatever the sheet's unit.
    sizes = [max(LEAST, share * u) for share in (1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.0)]
    size = next((s for s in sizes if _high(spoken, said, text_room.w, s) <= room.h), LEAST)
    gap = max(0.0, min(0.5 * u, (room.h - _high(spoken, said, text_room.w, size)) / len(said)))
    y, drawn = room.y, ""
    for number, words in enumerate(said, 1):
        drawn += text(
            room.x, y + size * LINE / 2, size, str(number), GREEN, bold=True, anchor="start"
        )
        markup, height = _notice(spoken, words, size).draw(
            Box(text_room.x, y, text_room.w, room.h), INK
        )
        drawn += markup
        y += height + gap
    return head + drawn


def _notice(spoken: Spoken, words: Words, size: float) -> Said:
    return Said(spoken, words, size, second=0.9, joined=True)


def _high(spoken: Spoken, said: Sequence[Words], width: float, size: float) -> float:
    return sum(_notice(spoken, words, size).height(width) for words in said)


def emergency_numbers(hall: Hall) -> Words:
    """消防 119 · 急救 120, as the hall's description has them."""
    known = numbers_of(hall.handling)[:NUMBERS_MAX]
    numbers = [Message("legend.number", name=row.name, number=row.number) for row in known]
    return Message("legend.numbers", numbers=numbers)
