"""A board's rows: what differs from normal on top, equal states sharing one row, normal businesses
with their windows as chips where not every window has a row (LOOKS §5)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kiosk.wording.typeset import width_em
from signage.language.words import Spoken, Words
from signage.shows.scene import Row, State

URGENCY: Final[Mapping[State, int]] = {
    "danger": 0,
    "fault": 1,
    "paused": 2,
    "papers": 3,
    "open": 4,
    "closed": 5,
}
"""What stands above what."""
RUN: Final = 3
"""Numbers that follow one another and are said as one, 4–6."""
NUMBER_EM: Final = 1.6
QUIET: Final = frozenset({"open", "closed"})
"""As it should be at this hour: what is neither has a row of its own, on top and inverted."""


@dataclass(frozen=True, slots=True)
class Line:
    """Windows that are in one state, and what is said of all of them; ``names`` are their
    businesses."""

    rows: tuple[Row, ...]
    names: tuple[Words, ...]

    @property
    def state(self) -> State:
        return self.rows[0].state

    @property
    def word(self) -> Words:
        return self.rows[0].word

    @property
    def note(self) -> Words:
        return self.rows[0].note

    @property
    def brief(self) -> Words:
        return self.rows[0].brief

    @property
    def stands_out(self) -> bool:
        return self.state not in QUIET


def lines(
    rows: Sequence[Row], spoken: Spoken, room: int, em: Callable[[Line], float],
    high: Callable[[Line], int],
) -> list[Line]:  # fmt: skip
    """At most ``room`` rows where that can be had by sharing; every window is in one of them, the
    numbers of a row have ``em`` letters of room, and a line may be as ``high`` as two."""
    apart = [Line((row,), (row.name,)) for row in _ordered(rows)]
    if sum(map(high, apart)) <= room:
        return apart
    return [part for line in _shared(apart, spoken) for part in _parted(line, em(line))]


def numbers(rows: Sequence[Row]) -> list[tuple[str, tuple[Row, ...]]]:
    """What stands on each chip of a row: 1, or 4–9 where so many follow one another."""
    runs: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: int(row.number)):
        if runs and int(row.number) == int(runs[-1][-1].number) + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    chips: list[tuple[str, tuple[Row, ...]]] = []
    for run in runs:
        if len(run) < RUN:
            chips += [(row.number, (row,)) for row in run]
        else:
            chips.append((f"{run[0].number}–{run[-1].number}", tuple(run)))
    return chips


def number_em(label: str) -> float:
    """Width of a chip in sizes of its letters."""
    return max(NUMBER_EM, width_em(label) + 0.5)


def _parted(line: Line, em: float) -> Iterator[Line]:
    """A row for as many numbers as have room in one; those of a run apart where it has none, as
    it would stand in the place of its business."""
    rows: list[Row] = []
    wide = 0.0
    for label, shown in _chips(line, em):
        if rows and wide + number_em(label) > em:
            yield Line(tuple(rows), line.names)
            rows, wide = [], 0.0
        rows += shown
        wide += number_em(label)
    yield Line(tuple(rows), line.names)


def _chips(line: Line, em: float) -> Iterator[tuple[str, tuple[Row, ...]]]:
    for label, shown in numbers(line.rows):
        if number_em(label) <= em or len(line.names) != 1:
            yield label, shown
        else:
            yield from ((row.number, (row,)) for row in shown)


def _ordered(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: URGENCY[row.state])


def _shared(apart: Iterable[Line], spoken: Spoken) -> list[Line]:
    """What is said alike becomes one row; what is normal, one for each business."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for line in apart:
        (row,) = line.rows
        said = (row.state, spoken.say(row.word), spoken.say(row.note))
        name = spoken.say(row.name) if row.state == "open" else ""
        found.setdefault((*said, name), []).append(row)
    return [Line(tuple(rows), _names(rows, spoken)) for rows in found.values()]


def _names(rows: Iterable[Row], spoken: Spoken) -> tuple[Words, ...]:
    return tuple({spoken.say(row.name): row.name for row in rows if row.name}.values())


class Place(NamedTuple):
    """A line in the row ``at`` of its page, as high as so many."""

    line: Line
    at: int
    high: int


def pages(
    found: Sequence[Line], held: int, each: int, high: Callable[[Line], int]
) -> list[list[Place]]:
    """So many rows a page, ``each`` of them in a column, which no line runs out of; what stands out
    begins the first page, and the rest goes on behind it."""
    listed: list[list[Place]] = [[]]
    at = 0
    for line in found:
        rows = min(high(line), each)
        if at % each + rows > each:
            at += each - at % each
        if at + rows > held:
            listed.append([])
            at = 0
        listed[-1].append(Place(line, at, rows))
        at += rows
    return listed
