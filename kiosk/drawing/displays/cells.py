"""One row of a board as it is drawn: numbers, business, state, until or where instead
(LOOKS §5)."""

from collections.abc import Iterator
from typing import Final

from kiosk.drawing.displays.chips import TIGHT, chip, chip_em, pad_of
from kiosk.drawing.displays.grid import ROW, ROW_EM, Grid
from kiosk.drawing.displays.rows import Line, number_em, numbers
from kiosk.drawing.frame import STATE_LOOKS, Sheet
from kiosk.drawing.layout.pieces import Piece, draw, height, kept, wrapped
from kiosk.drawing.layout.sizes import DETAIL, Sizes
from kiosk.drawing.svg import DARK, HALL_BLUE, INK, LINE, WHITE, Box, one_line, rect
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.language.words import listed

LETTERS: Final = 1.12
"""Height that a state word asks for, in its sizes."""
NAME_EM, STATE_EM = 4.5, 6.5
BESIDE_EM: Final = 0.3
"""Between a row's numbers and its state."""
NOTE, NAME = 1, 2
"""What a row leaves out last and first."""
NEARLY: Final = 0.99
QUIET_NUMBER: Final = "#4D5761"


def row(sheet: Sheet, cell: Box, line: Line, size: Sizes) -> str:
    """With its windows, and their state, for whoever reads the drawing."""
    windows = " ".join(row.id for row in line.rows)
    parts = _line(sheet, cell, line, size)
    return element("g", *parts, data_rows=windows, data_state=line.state)


def numbers_em(sheet: Sheet, places: Grid, size: Sizes, line: Line) -> float:
    """Room for a row's numbers beside its business and its state, in sizes S2; beside the state
    alone where that is long, or no business and nothing else has to be said."""
    state = chip_em(sheet.say(line.word), TIGHT) + BESIDE_EM + 0.14 * ROW
    named = line.note or len(line.names) == 1
    beside = STATE_EM + NAME_EM * DETAIL + 1.0 if named else 0.0
    return places.wide / size.fact - max(beside, state)


def _line(sheet: Sheet, cell: Box, line: Line, size: Sizes) -> Iterator[str]:
    """Numbers, business, state; of what differs also until when or where instead."""
    shape, ground, ink = STATE_LOOKS[line.state]
    out, roomy = line.stands_out, cell.w >= ROW_EM * size.fact
    pad = (0.3 if roomy else 0.15) * size.fact
    yield rect(cell, DARK if out else WHITE, 0.14 * cell.h)
    word = sheet.say(line.word)
    around = min(0.14 * cell.h, cell.h - LETTERS * size.fact)
    wide = max(STATE_EM, chip_em(word)) if roomy else chip_em(word, TIGHT)
    taken, drawn = _numbers(cell, line, size)
    # A long state has the room of the business: 危险！请勿触摸 must be read.
    state, rest = cell.right(min(wide * size.fact + around, cell.w - taken - BESIDE_EM * size.fact))
    letters = min(size.fact, (state.w - around) / chip_em(word, TIGHT))
    box = state.inset(0.5 * around)
    yield chip(sheet, box, shape, word, ground, ink, letters, pad_of(word, box.w / letters))
    yield drawn
    words = Box(rest.x + taken + pad, rest.y, max(1.0, rest.w - taken - 2 * pad), rest.h)
    yield _said(sheet, words, line, size, WHITE if out else INK)


def _numbers(cell: Box, line: Line, size: Sizes) -> tuple[float, str]:
    """A chip for each window, or for several that follow one another; and how wide all are."""
    parts, x = [], cell.x
    ground = HALL_BLUE if line.state == "open" else QUIET_NUMBER
    for label, _ in numbers(line.rows):
        box = Box(x, cell.y, number_em(label) * size.fact, cell.h)
        field = rect(box.inset(0.05 * size.fact), ground, 0.14 * cell.h)
        parts.append(field + one_line(box, label, size.fact, WHITE, bold=True, anchor="middle"))
        x += box.w
    return x - cell.x, "".join(parts)


def _said(sheet: Sheet, box: Box, line: Line, size: Sizes, ink: str) -> str:
    """The business over its second language, or over what is to be known where it differs."""
    spoken, name = sheet.spoken, listed(line.names)
    first, note = sheet.say(name), sheet.say(line.note)
    pieces = []
    if first and width_em(first) * size.caption <= box.w:
        letters = max(size.caption, min(size.detail, box.w / width_em(first)))
        pieces.append(Piece((first,), letters, spoken.first, bold=True, order=NAME if note else 0))
    if note:
        pieces.append(_noted(sheet, box, line, size))
    elif (beside := sheet.beside(name)) and width_em(beside, False) * size.caption <= box.w:
        pieces.append(Piece((beside,), size.caption, spoken.second, order=1))
    # The state is what counts: what stands beside it is whole or not there.
    pieces = [piece for piece in kept(pieces, box.h) if piece.height <= box.h]
    return draw(pieces, box, box.cy - height(pieces) / 2, ink, "start")


def _noted(sheet: Sheet, box: Box, line: Line, size: Sizes) -> Piece:
    """Until when, or where instead; in few letters where more have no room."""
    for words in (line.note, line.brief):
        if said := sheet.say(words):
            found = wrapped(
                said, _note_size(said, box, size), box.w, lang=sheet.spoken.first, bold=True,
                order=NOTE,
            )  # fmt: skip
            if found.height <= box.h and found.share > NEARLY:
                break
    return found


def _note_size(note: str, box: Box, size: Sizes) -> float:
    """S2 for a time where it has room on one line, else S3, at least S5."""
    for letters in (size.detail, size.twin, size.caption):
        if width_em(note) * letters <= box.w and letters * LINE * 2.2 <= box.h * 1.25:
            return letters
    return size.caption
