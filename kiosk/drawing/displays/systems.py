"""Systems on a board: one line, that all work or which are out (LOOKS §5)."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.drawing.displays.chips import chip, chip_em
from kiosk.drawing.frame import STATE_LOOKS, Sheet
from kiosk.drawing.layout.sizes import Sizes
from kiosk.drawing.svg import INK, WHITE, Box, one_line, rect
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.language.words import NO_WORDS, Message, Spoken, fill
from signage.shows.scene import Row

HIGH = 1.6
"""Height of the line, in sizes of its letters."""
GAP = 0.8
"""Between two systems and inside one, in sizes of its letters."""
OTHERS, ALL_WELL = Message("displays.other-systems"), Message("displays.all-systems")
USABLE = Message("displays.available")
MORE_OUT = Message("displays.more-systems")
AND_OTHERS = Message("displays.system-and-others")
OUT = Message("displays.out")


def systems_told(spoken: Spoken, rows: Sequence[Row], em: float) -> tuple[Row, ...]:
    """What has room in ``em`` letters: all; else those that are out, first without their times,
    then as many."""
    out = sorted((row for row in rows if row.state != "open"), key=lambda row: row.state != "fault")
    noted = [row for row in rows if row.state == "open" and row.note]
    well = Row("", OTHERS if out else ALL_WELL, "open", USABLE)
    rest = [well] if len(out) + len(noted) < len(rows) else []
    others = [well] if len(out) < len(rows) else []
    bare = [replace(row, note=NO_WORDS) for row in out]
    choices: list[list[Row]] = [
        [*out, *noted, *rest],
        [*out, *others],
        [*bare, *others],
        bare,
    ]
    # From most to fewest: the first choice that has room is taken.
    for kept in range(len(bare) - 1, 0, -1):
        more = Row("", fill(MORE_OUT, count=str(len(bare) - kept)), "fault", OUT)
        choices.append([*bare[:kept], more])
    if bare:
        several = fill(AND_OTHERS, name=bare[0].name, count=str(len(bare)))
        choices.append([Row(bare[0].id, several, "fault", OUT)])
    return tuple(next((told for told in choices if _wide(spoken, told) <= em), choices[-1]))


def _wide(spoken: Spoken, rows: Sequence[Row]) -> float:
    return sum(_row_wide(spoken, row) for row in rows)


def _row_wide(spoken: Spoken, row: Row) -> float:
    return width_em(spoken.say(row.name), False) + chip_em(state_of(spoken, row)) + 3 * GAP


def state_of(spoken: Spoken, row: Row) -> str:
    return " ".join(spoken.say(words) for words in (row.word, row.note) if words)


def systems_line(sheet: Sheet, box: Box, size: Sizes) -> list[str]:
    letters = size.detail
    spoken = sheet.spoken
    rows = systems_told(spoken, sheet.scene.systems, box.w / letters)
    wide = _wide(spoken, rows)
    # A panel that is too small for even one of them says it smaller, and is named by the check.
    letters = min(letters, box.w / max(0.1, wide))
    x, parts = box.x, []
    for row in rows:
        cell = Box(x, box.y, _row_wide(spoken, row) * letters, box.h)
        parts.append(_system(sheet, cell, row, letters))
        x += cell.w
    return parts


def _system(sheet: Sheet, cell: Box, row: Row, letters: float) -> str:
    shape, ground, ink = STATE_LOOKS[row.state]
    said, spoken = state_of(sheet.spoken, row), sheet.spoken
    field = Box(cell.x, cell.y, cell.w - GAP * letters, cell.h)
    mark, name = field.right(chip_em(said) * letters)
    name = Box(name.x + GAP * letters, name.y, name.w, name.h)
    drawn = chip(sheet, mark.inset(0.12 * mark.h), shape, (said,), ground, ink, letters)
    told = one_line(name, spoken.say(row.name), letters, INK, lang=spoken.first)
    return element("g", rect(field, WHITE, 0.16 * field.h), told, drawn, data_system=row.id)
