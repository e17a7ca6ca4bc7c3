"""One row of a board as it is drawn: numbers, business, state, until or where instead
(LOOKS §5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.drawing.displays.chips import TIGHT, chip, chip_em, pad_of, stacked
from kiosk.drawing.displays.grid import GAP, ROW, ROW_EM, Grid, cell
from kiosk.drawing.displays.rows import NUMBER_EM, Line, number_em, numbers
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
TALL: Final = 2
"""Rows that a line takes whose state has no room on one."""
CORNER: Final = 0.14
"""Radius of a row's corners, in its heights."""
NOTE, NAME = 1, 2
"""What a row leaves out last and first."""
NOTE_LINES: Final = 4
"""On so many lines it is still read at a glance."""
NEARLY: Final = 0.99
QUIET_NUMBER: Final = "#4D5761"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A line in a cell: its state on one line or on two, at ``letters`` px in the box ``state``,
    and what stands beside it in the box ``words``."""

    state: Box
    lines: tuple[str, ...]
    shaped: bool
    letters: float
    words: Box
    pieces: tuple[Piece, ...]

    def worth(self, size: Sizes) -> tuple[float, bool, bool]:
        """A state at its size comes first, then until when or where instead, then the shape beside
        the word that says the same."""
        noted = any(piece.order == NOTE for piece in self.pieces)
        return min(NEARLY, self.letters / size.fact), noted, self.shaped


def row(sheet: Sheet, cell: Box, line: Line, size: Sizes) -> str:
    """With its windows, and their state, for whoever reads the drawing."""
    windows = " ".join(row.id for row in line.rows)
    parts = _line(sheet, cell, line, size)
    return element("g", *parts, data_rows=windows, data_state=line.state)


def rows_high(sheet: Sheet, places: Grid, size: Sizes, line: Line) -> int:
    """Two where that gives a state its size, or room to say where instead; else one."""
    if places.each < TALL:
        return 1
    room = Box(0, 0, places.columns * places.wide, 1)
    one = _fitted(sheet, cell(room, places, 0, size), line, size).worth(size)
    if one >= (NEARLY, bool(line.note), True):
        return 1
    two = _fitted(sheet, cell(room, places, 0, size, TALL), line, size).worth(size)
    return TALL if two > one else 1


def numbers_em(sheet: Sheet, places: Grid, size: Sizes, line: Line) -> float:
    """Room for a row's numbers beside its business and its state, in sizes S2; beside the state
    alone where that is long, or no business and nothing else has to be said."""
    word, wide = sheet.say(line.word), places.wide / size.fact
    named = line.note or len(line.names) == 1
    beside = STATE_EM + NAME_EM * DETAIL + 1.0 if named else 0.0
    left = wide - max(beside, _state_em((word,)))
    # A state that leaves no room for two numbers is on two lines.
    stacks = left < 2 * NUMBER_EM and places.each >= TALL
    return wide - max(beside, _state_em(stacked(word))) if stacks else left


def _state_em(lines: Sequence[str]) -> float:
    return max(chip_em(line, TIGHT) for line in lines) + BESIDE_EM + 0.14 * ROW


def _line(sheet: Sheet, cell: Box, line: Line, size: Sizes) -> Iterator[str]:
    """Numbers, business, state; of what differs also until when or where instead."""
    shape, ground, ink = STATE_LOOKS[line.state]
    out, fitted = line.stands_out, _fitted(sheet, cell, line, size)
    yield rect(cell, DARK if out else WHITE, CORNER * _row_high(cell, size))
    letters = fitted.letters
    pad = min(pad_of(said, fitted.state.w / letters) for said in fitted.lines)
    shape = shape if fitted.shaped else ""
    yield chip(sheet, fitted.state, shape, fitted.lines, ground, ink, letters, pad)
    yield _numbers(cell, line, size)
    pieces, box = fitted.pieces, fitted.words
    yield draw(pieces, box, box.cy - height(pieces) / 2, WHITE if out else INK, "start")


def _fitted(sheet: Sheet, cell: Box, line: Line, size: Sizes) -> Fitted:
    word = sheet.say(line.word)
    ways = [(word,)] if _is_low(cell, size) else [(word,), stacked(word)]
    best = _beside(sheet, cell, line, size, ways[0])
    for lines, shaped in ((ways[-1], True), (ways[-1], False)):
        if best.worth(size) < (NEARLY, bool(line.note), True):
            other = _beside(sheet, cell, line, size, lines, shaped=shaped)
            best = max(best, other, key=lambda one: one.worth(size))
    return best


def _beside(
    sheet: Sheet, cell: Box, line: Line, size: Sizes, lines: tuple[str, ...], *, shaped: bool = True
) -> Fitted:
    roomy = cell.w >= ROW_EM * size.fact
    pad = (0.3 if roomy else 0.15) * size.fact
    high = _row_high(cell, size)
    around = min(CORNER * high, high - LETTERS * size.fact)
    least = max(chip_em(said, TIGHT, shaped=shaped) for said in lines)
    # On a row as high as two there is more to say beside it.
    wide = max(STATE_EM, chip_em(lines[0])) if roomy and _is_low(cell, size) else least
    taken = sum(number_em(label) for label, _ in numbers(line.rows)) * size.fact
    # A long state has the room of the business: 危险！请勿触摸 must be read.
    state, rest = cell.right(min(wide * size.fact + around, cell.w - taken - BESIDE_EM * size.fact))
    letters = min(size.fact, (state.w - around) / least)
    words = Box(rest.x + taken + pad, rest.y, max(1.0, rest.w - taken - 2 * pad), rest.h)
    pieces = tuple(_said(sheet, words, line, size))
    return Fitted(state.inset(0.5 * around), lines, shaped, letters, words, pieces)


def _row_high(cell: Box, size: Sizes) -> float:
    """Of one row, also of a cell as high as two, px."""
    return cell.h if _is_low(cell, size) else (cell.h - GAP * size.fact) / TALL


def _is_low(cell: Box, size: Sizes) -> bool:
    """Whether a cell has room for one line of letters alone."""
    return cell.h < TALL * LINE * size.fact


def _numbers(cell: Box, line: Line, size: Sizes) -> str:
    """A chip for each window, or for several that follow one another."""
    parts, x = [], cell.x
    ground = HALL_BLUE if line.state == "open" else QUIET_NUMBER
    for label, _ in numbers(line.rows):
        box = Box(x, cell.y, number_em(label) * size.fact, cell.h)
        field = rect(box.inset(0.05 * size.fact), ground, CORNER * _row_high(cell, size))
        parts.append(field + one_line(box, label, size.fact, WHITE, bold=True, anchor="middle"))
        x += box.w
    return "".join(parts)


def _said(sheet: Sheet, box: Box, line: Line, size: Sizes) -> list[Piece]:
    """The business over its second language, or over what is to be known where it differs."""
    spoken, name = sheet.spoken, listed(line.names)
    first, note = sheet.say(name), sheet.say(line.note)
    pieces = []
    if first and width_em(first) * size.caption <= box.w:
        letters = max(size.caption, min(size.detail, box.w / width_em(first)))
        pieces.append(Piece((first,), letters, spoken.first, bold=True, order=NAME if note else 0))
    if note:
        noted = _noted(sheet, box, line, size, box.h - height(pieces))
        pieces += [noted] if noted else []
    elif (beside := sheet.beside(name)) and width_em(beside, False) * size.caption <= box.w:
        pieces.append(Piece((beside,), size.caption, spoken.second, order=1))
    # The state is what counts: what stands beside it is whole or not there.
    return [piece for piece in kept(pieces, box.h) if piece.height <= box.h]


def _noted(sheet: Sheet, box: Box, line: Line, size: Sizes, left: float) -> Piece | None:
    """Until when, or where instead: at S3, in few letters before it is smaller, at least at S5. On
    a low row it is on one line unless it is as small as that; on a high one it has ``left`` px
    under the business."""
    told = [said for words in (line.note, line.brief) if (said := sheet.say(words))]
    for letters in (size.detail, size.twin, size.caption):
        for said in told:
            found = wrapped(said, letters, box.w, lang=sheet.spoken.first, bold=True, order=NOTE)
            least = letters == size.caption
            one = found.height <= letters * LINE and letters * LINE * 2.2 <= box.h * 1.25
            room = box.h if least else left
            few = found.share > NEARLY and len(found.lines) <= NOTE_LINES
            fits = few and found.height <= room
            if fits and (one or least or not _is_low(box, size)):
                return found
    return None
