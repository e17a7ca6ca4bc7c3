"""The departure board: number, business, state, until or where instead; what differs on top, normal
quiet, in pages where rows are more than a board holds at S2 (LOOKS §5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from kiosk.drawing.displays.chips import TIGHT, chip, chip_em, pad_of
from kiosk.drawing.displays.page_turns import page_s, turned
from kiosk.drawing.displays.rows import NUMBER_EM, QUIET, Line, lines, number_em, numbers, pages
from kiosk.drawing.displays.systems import HIGH as SYSTEMS
from kiosk.drawing.displays.systems import systems_line
from kiosk.drawing.frame import MARGIN_U, STATE_LOOKS, Sheet
from kiosk.drawing.layout.bands import alarms
from kiosk.drawing.layout.mirror import as_read
from kiosk.drawing.layout.pieces import Piece, draw, height, kept, main_line, wrapped
from kiosk.drawing.layout.sizes import DETAIL, Sizes, sizes
from kiosk.drawing.layout.strips import strip_high, strip_of
from kiosk.drawing.svg import (
    DARK,
    GROUND,
    HALL_BLUE,
    INK,
    LINE,
    WHITE,
    Box,
    canvas,
    one_line,
    rect,
)  # fmt: skip
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.hall.model import Screen
from signage.language.words import Message, Words, fill, listed
from signage.shows.boards import parts_of
from signage.shows.scene import Row

HEAD: Final = 1.5
"""Height of the head in sizes of its letters, which are S3."""
ROW, GAP = 1.36, 0.1
"""A row and the gap below it, in sizes S2."""
LETTERS: Final = 1.12
"""Height that a state word asks for, in its sizes."""
LOW: Final = 0.93
"""How much lower both may be where that makes room for one row more: three on 75 inches at 8 m."""
ROW_EM = 13.6
"""Width of a row in sizes S2: number, four letters of a business, and its state."""
LEAST_EM: Final = 11.4
"""The same with as little room between them as can be: 75 inches at 8 m."""
NAME_EM, STATE_EM = 4.5, 6.5
BESIDE_EM: Final = 0.3
"""Between a row's numbers and its state."""
ROWS_LEAST = 4  # that a board should hold
SYSTEMS_GAP_U, APART_EM = 1.5, 0.8
STRIPS: Final = 2
"""Other notices named on a board; of more, how many."""
NOTE, NAME = 1, 2
"""What a row leaves out last and first."""
NEARLY: Final = 0.99
QUIET_NUMBER: Final = "#4D5761"
MORE_NOTICES = Message("displays.more-notices")
PAGE = Message("displays.page-of")
DIFFER = Message("displays.differ")


def board_sizes(screen: Screen) -> Sizes:
    """Those of its distance, as far as the panel holds one row of them."""
    found, whole = sizes(screen), canvas(screen)
    wide = whole.w - 2 * MARGIN_U * min(whole.w, whole.h) / 100
    share = min(1.0, wide / (LEAST_EM * found.fact))
    return Sizes(
        *(
            share * each
            for each in (found.main, found.fact, found.detail, found.twin, found.caption)
        )
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of a board: in how many columns, how many in each, and how wide and high one is, px."""

    columns: int
    each: int
    wide: float
    high: float

    @property
    def rows(self) -> int:
        return self.columns * self.each


def grid(room: Box, size: Sizes, wanted: int = ROWS_LEAST, em: float = ROW_EM) -> Grid:
    """As many columns as hold a row's texts, ``em`` sizes S2 wide, and no more than are needed for
    ``wanted`` rows."""
    high = (ROW + GAP) * size.fact
    each = max(1, int((room.h + LOW * GAP * size.fact) / (LOW * high) + 1e-6))
    most = max(1, int(room.w / (em * size.fact)))
    columns = min(most, max(1, -(-wanted // each)))
    # Rows that stand alone may be a little higher than they must.
    high = min(room.h / each, 1.5 * high)
    return Grid(columns, each, room.w / columns, high)


def rows_held(screen: Screen, *, systems: bool) -> int:
    """How many rows a board holds at S2 while nothing else is said on it."""
    whole = canvas(screen)
    u, size = min(whole.w, whole.h) / 100, board_sizes(screen)
    taken = HEAD * size.detail + (SYSTEMS * size.detail + SYSTEMS_GAP_U * u if systems else 0.0)
    room = Box(0, 0, whole.w - 2 * MARGIN_U * u, whole.h - taken - 1.6 * MARGIN_U * u)
    return grid(room, size, wanted=1000).rows


@as_read
def board(sheet: Sheet) -> list[str]:
    whole, size = canvas(sheet.screen), board_sizes(sheet.screen)
    bar, room = whole.top(HEAD * size.detail)
    bands, room = alarms(sheet, room)
    parts = [rect(whole, GROUND), rect(bar, HALL_BLUE), *bands]
    foot, inner = _foot(sheet, room, size, bands=bool(bands))
    parts += foot
    rows = sheet.scene.rows
    if sheet.scene.closed:
        rows = tuple(row for row in rows if row.state != "closed")
        said, inner = _closed(sheet, inner, size, alone=not rows)
        parts.append(said)
    drawn, shown = _rows(sheet, inner, sheet.inner(bar), rows, size)
    return [*parts, _head(sheet, bar, shown, size), *drawn]


class Below(NamedTuple):
    """What stands under the rows: so many other notices, the last filing day, the systems."""

    strips: int
    day: bool
    systems: bool


def _foot(sheet: Sheet, room: Box, size: Sizes, *, bands: bool) -> tuple[list[str], Box]:
    """As much under the rows as leaves room for one, and that room."""
    scene = sheet.scene
    # A band takes the place of the systems' line, unless one of them is out.
    out = any(row.state != "open" for row in scene.systems)
    systems = bool(scene.systems) and (not bands or out)
    whole = Below(STRIPS, bool(scene.day), systems)
    less = [whole, whole._replace(systems=False)]
    less += [whole._replace(systems=False, strips=left) for left in range(STRIPS - 1, -1, -1)]
    less.append(Below(0, day=False, systems=False))
    found = [_under(sheet, room, size, below) for below in less]
    two, one = (2 * ROW + GAP) * size.fact, ROW * size.fact
    # Two rows are worth the systems' line, one all that is not.
    if enough := [under for under in found[:2] if under[1].h >= two]:
        return enough[0]
    return next((under for under in found if under[1].h >= one), found[-1])


def _under(sheet: Sheet, room: Box, size: Sizes, below: Below) -> tuple[list[str], Box]:
    u = sheet.unit
    parts, room = _strips(sheet, room, size, below.strips)
    if below.day:
        band, room = room.bottom(1.7 * size.detail)
        parts.append(_day(sheet, band, size))
    inner = Box(
        room.x + sheet.margin, room.y + 0.6 * sheet.margin, room.w - 2 * sheet.margin,
        max(1.0, room.h - 1.6 * sheet.margin),
    )  # fmt: skip
    if below.systems:
        bottom, inner = inner.bottom(SYSTEMS * size.detail + SYSTEMS_GAP_U * u)
        line = Box(bottom.x, bottom.y + SYSTEMS_GAP_U * u, bottom.w, SYSTEMS * size.detail)
        parts += systems_line(sheet, line, size)
    return parts, inner


def _head(sheet: Sheet, bar: Box, of_pages: int, size: Sizes) -> str:
    """Whose board it is, in the second language as well where that has room."""
    inner = sheet.inner(bar)
    told = _which(sheet, of_pages, of_pages, inner.w, size)
    page = (width_em(told, False) + APART_EM) * size.caption if of_pages > 1 else 0.0
    named, whole = _name(sheet), sheet.hall.name
    title, beside = sheet.say(named), sheet.beside(named)
    # Of a part of the hall its name, behind the hall's where both have room.
    both = f"{sheet.say(whole)} · {title}"
    if named != whole and width_em(both) * size.detail <= inner.w - page:
        title = both
    letters = min(size.detail, (inner.w - page) / max(0.1, width_em(title)))
    left = inner.w - (width_em(title) + 1.5) * letters
    said = one_line(inner, title, letters, WHITE, bold=True, lang=sheet.spoken.first)
    if of_pages > 1 or width_em(beside, False) * size.caption > left:
        return said
    return said + one_line(
        inner, beside, size.caption, WHITE, anchor="end", lang=sheet.spoken.second
    )


def _which(sheet: Sheet, page: int, pages: int, wide: float, size: Sizes) -> str:
    """Which page it is, and beside the board's name of how many windows something is to be known
    (LOOKS §5)."""
    said, last = (sheet.say(fill(PAGE, page=str(at), pages=str(pages))) for at in (page, pages))
    differ = sum(row.state not in QUIET for row in sheet.scene.rows)
    count = sheet.say(fill(DIFFER, count=str(differ)))
    least = width_em(sheet.say(_name(sheet))) * size.detail
    fits = least + (width_em(f"{count} · {last}", False) + APART_EM) * size.caption <= wide
    return f"{count} · {said}" if differ and fits else said


def _name(sheet: Sheet) -> Words:
    parts = parts_of(sheet.hall, sheet.screen)
    return listed([*map(sheet.hall.name_of, parts)]) if parts else sheet.hall.name


def _strips(sheet: Sheet, room: Box, size: Sizes, most: int) -> tuple[list[str], Box]:
    """From below, so the last comes first: the gravest stands uppermost."""
    strips = [strip for strip in sheet.scene.strips if not strip.urgent]
    shown, parts = strips[:most], []
    if 0 < most < len(strips):
        shown = strips[: most - 1]
        band, room = room.bottom(strip_high(size))
        more = fill(MORE_NOTICES, count=str(len(strips) - len(shown)))
        parts.append(_more(sheet, band, more, size))
    for strip in reversed(shown):
        band, room = room.bottom(strip_high(size))
        parts.append(strip_of(sheet, band, strip, size))
    return parts, room


def _more(sheet: Sheet, band: Box, words: Words, size: Sizes) -> str:
    return rect(band, WHITE) + sheet.line(sheet.inner(band), words, size.detail, INK)


def _day(sheet: Sheet, box: Box, size: Sizes) -> str:
    """About the last filing day: in both languages where they have room beside one another."""
    day, inner = sheet.scene.day, sheet.inner(box)
    first, second = sheet.say(day), sheet.beside(day)
    letters = max(size.caption, min(size.detail, inner.w / max(0.1, width_em(first))))
    left = inner.w - (width_em(first) + 1.5) * letters
    fits = bool(second) and width_em(second, False) * size.caption <= left
    said = one_line(
        inner, first, letters, WHITE, bold=True, anchor="start" if fits else "middle",
        lang=sheet.spoken.first, least=0.3,
    )  # fmt: skip
    beside = (
        one_line(inner, second, size.caption, WHITE, anchor="end", lang=sheet.spoken.second)
        if fits
        else ""
    )
    return element("g", rect(box, HALL_BLUE), said, beside, data_last_day="")


def _closed(sheet: Sheet, room: Box, size: Sizes, *, alone: bool) -> tuple[str, Box]:
    """When it opens and what works now, once and large instead of a row for each window."""
    scene, spoken = sheet.scene, sheet.spoken
    pieces: list[Piece] = [
        main_line(sheet.say(scene.title), size.main, room.w, 0.5 * room.h, lang=spoken.first)
    ]
    if beside := sheet.beside(scene.title):
        pieces.append(wrapped(beside, size.twin, room.w, lang=spoken.second))
    for at, line in enumerate(scene.lines):
        letters, gap = (size.fact, 0.5 * size.fact) if not at else (size.detail, 0.4 * size.detail)
        pieces.append(
            wrapped(
                sheet.say(line), letters, room.w, lang=spoken.first, bold=not at, gap=gap, order=at
            )
        )
        if beside := sheet.beside(line):
            pieces.append(wrapped(beside, size.caption, room.w, lang=spoken.second, order=9))
    # Windows that serve on keep a row of their own under it.
    most = room.h if alone else max(0.4 * room.h, room.h - ROW * size.fact - size.detail)
    pieces = kept(pieces, most)
    high = height(pieces)
    top = room.y + (room.h - high) * (0.42 if alone else 0.0)
    _, below = room.top(min(room.h, high + size.detail))
    return draw(pieces, room, top, INK, "start"), below


def _rows(
    sheet: Sheet, room: Box, bar: Box, rows: Sequence[Row], size: Sizes
) -> tuple[list[str], int]:
    """The rows, and on how many pages they are; which one that is, stands in the head ``bar``."""
    if not rows:
        return [], 1
    em = _row_em(sheet, rows)
    places = grid(room, size, len(rows), em)
    found = lines(rows, sheet.spoken, places.rows, partial(_numbers_em, sheet, places, size))
    held = places.rows
    if len(found) > held:
        places = grid(room, size, len(found), em)
        held = places.rows
    paged = pages(found, held)
    drawn = []
    seconds = [page_s(len(page)) for page in paged]
    for at, page in enumerate(paged):
        parts = [
            element("g", *_line(sheet, _cell(room, places, number, size), line, size), **_of(line))
            for number, line in enumerate(page)
        ]
        if len(paged) > 1:
            told = _which(sheet, at + 1, len(paged), bar.w, size)
            parts.append(
                one_line(bar, told, size.caption, WHITE, anchor="end", lang=sheet.spoken.first)
            )
        drawn.append(turned(parts, at, seconds))
    return drawn, len(paged)


def _row_em(sheet: Sheet, rows: Sequence[Row]) -> float:
    """Width of a row that holds the longest of their states beside a number, in sizes S2."""
    state = max(chip_em(sheet.say(row.word)) for row in rows)
    return max(ROW_EM, state + NUMBER_EM + 0.14 * ROW + 2 * GAP)


def _of(line: Line) -> dict[str, str]:
    """The windows of a row, and their state, for whoever reads the drawing."""
    return {"data_rows": " ".join(row.id for row in line.rows), "data_state": line.state}


def _numbers_em(sheet: Sheet, places: Grid, size: Sizes, line: Line) -> float:
    """Room for a row's numbers beside its business and its state, in sizes S2; beside the state
    alone where that is long, or no business and nothing else has to be said."""
    state = chip_em(sheet.say(line.word), TIGHT) + BESIDE_EM + 0.14 * ROW
    named = line.note or len(line.names) == 1
    beside = STATE_EM + NAME_EM * DETAIL + 1.0 if named else 0.0
    return places.wide / size.fact - max(beside, state)


def _cell(room: Box, places: Grid, number: int, size: Sizes) -> Box:
    column, at = divmod(number, places.each)
    gap = GAP * size.fact
    wide = places.wide - (gap * 2 if places.columns > 1 else 0.0)
    return Box(room.x + column * places.wide, room.y + at * places.high, wide, places.high - gap)


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
