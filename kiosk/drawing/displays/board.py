"""The departure board: number, business, state, until or where instead; what differs on top, normal
quiet, in pages where rows are more than a board holds at S2 (LOOKS §5)."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from kiosk.drawing.displays.cells import numbers_em, row, rows_high
from kiosk.drawing.displays.chips import chip_em
from kiosk.drawing.displays.grid import GAP, ROW, ROW_EM, cell, grid
from kiosk.drawing.displays.page_turns import page_s, turned
from kiosk.drawing.displays.rows import NUMBER_EM, QUIET, lines, pages
from kiosk.drawing.displays.systems import HIGH as SYSTEMS
from kiosk.drawing.displays.systems import systems_line
from kiosk.drawing.frame import MARGIN_U, Sheet
from kiosk.drawing.layout.bands import alarms
from kiosk.drawing.layout.mirror import as_read
from kiosk.drawing.layout.pieces import Piece, draw, height, kept, main_line, wrapped
from kiosk.drawing.layout.sizes import Sizes, sizes
from kiosk.drawing.layout.strips import strip_high, strip_of
from kiosk.drawing.svg import (
    GROUND,
    HALL_BLUE,
    INK,
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
LEAST_EM: Final = 11.4
"""Width of a row with as little room between its texts as can be: 75 inches at 8 m."""
SYSTEMS_GAP_U, APART_EM = 1.5, 0.8
STRIPS: Final = 2
"""Other notices named on a board; of more, how many."""
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
    high = partial(rows_high, sheet, places, size)
    found = lines(rows, sheet.spoken, places.rows, partial(numbers_em, sheet, places, size), high)
    if (wanted := sum(map(high, found))) > places.rows:
        places = grid(room, size, wanted, em)
        high = partial(rows_high, sheet, places, size)
    paged = pages(found, places.rows, places.each, high)
    drawn = []
    seconds = [page_s(len(page)) for page in paged]
    for at, page in enumerate(paged):
        parts = [
            row(sheet, cell(room, places, place.at, size, place.high), place.line, size)
            for place in page
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
