"""One window's display and one door's, while nothing is the matter with them."""

from collections.abc import Mapping, Sequence

from kiosk.drawing.displays.board import board
from kiosk.drawing.frame import Sheet
from kiosk.drawing.layout import options
from kiosk.drawing.layout.bands import alarms
from kiosk.drawing.layout.head import head, head_high
from kiosk.drawing.layout.mirror import Drawing, as_read
from kiosk.drawing.layout.pieces import Piece, draw, height, kept, main_line, wrapped
from kiosk.drawing.layout.sizes import Sizes, is_strip, sizes
from kiosk.drawing.layout.strips import strip_high, strip_of
from kiosk.drawing.svg import HALL_BLUE, LINE, WHITE, Box, canvas, rect
from kiosk.wording.typeset import width_em
from signage.language.words import Message, Words, listed

OPEN = Message("displays.open")
SHUT_GROUND = "#3B444E"
NUMBER_SHARE = 0.36
"""Of a window's display that its number takes."""
APART = 3
"""Margins between its number and what is done there."""
SERVICES_MAX = 6


@as_read
def window(sheet: Sheet) -> list[str]:
    scene, whole = sheet.scene, canvas(sheet.screen)
    size = sizes(sheet.screen)
    bands, room = alarms(sheet, whole)
    parts = [rect(whole, SHUT_GROUND if scene.closed else HALL_BLUE), *bands]
    strips = [strip for strip in scene.strips if not strip.urgent]
    if is_strip(whole.w, whole.h):  # which has room for one band (LOOKS §3)
        strips = [] if bands else strips[:1]
    for strip in reversed(strips):
        band, room = room.bottom(strip_high(size))
        parts.append(strip_of(sheet, band, strip, size))
    room = room.inset(sheet.margin)
    wide = whole.w > whole.h
    if wide:
        left, right = room.left(NUMBER_SHARE * room.w)
        parts.append(_rule(sheet, left))
        right = right.left(APART * sheet.margin)[1]
    else:
        left, right = room.top(0.34 * room.h)
    parts.append(_number(sheet, left, size))
    pieces = kept(_served(sheet, right, size), right.h)
    parts.append(_middle(pieces, right, "start" if wide else "middle"))
    return parts


def _rule(sheet: Sheet, left: Box) -> str:
    """Between the number and what is done there: two bold words would read as one."""
    x, wide = left.x + left.w + APART / 2 * sheet.margin, max(1.0, 0.4 * sheet.unit)
    return rect(Box(x - wide / 2, left.y + 0.12 * left.h, wide, 0.76 * left.h), WHITE)


def _number(sheet: Sheet, box: Box, size: Sizes) -> str:
    """As large as fits: it is what people look for."""
    spoken, subject = sheet.spoken, sheet.scene.subject
    beside = sheet.beside(subject)
    lower = LINE * size.twin if beside else 0.0
    pieces = [main_line(sheet.say(subject), box.h, box.w, box.h - lower, lang=spoken.first)]
    if beside:
        pieces.append(wrapped(beside, size.twin, box.w, lang=spoken.second))
    return _middle(kept(pieces, box.h), box, "middle")


def _middle(pieces: Sequence[Piece], box: Box, anchor: str) -> str:
    return draw(pieces, box, box.cy - height(pieces) / 2, WHITE, anchor)


def _served(sheet: Sheet, box: Box, size: Sizes) -> list[Piece]:
    """Its business, what is done there, and that it is open."""
    scene, spoken = sheet.scene, sheet.spoken
    pieces = _titled(sheet, box, size)
    names = listed(scene.lines[:SERVICES_MAX])
    if scene.lines:
        said = sheet.say(names)
        pieces.append(
            wrapped(said, size.detail, box.w, lang=spoken.first, gap=0.4 * size.detail, order=3)
        )
    if not scene.closed:
        both = f"{sheet.say(OPEN)}  {sheet.beside(OPEN)}".strip()
        said = both if width_em(both) * size.fact <= box.w else sheet.say(OPEN)
        gap = 0.35 * size.fact
        pieces.append(
            wrapped(said, size.fact, box.w, lang=spoken.first, bold=True, gap=gap, order=1)
        )
    return pieces


def _titled(sheet: Sheet, box: Box, size: Sizes) -> list[Piece]:
    spoken, title = sheet.spoken, sheet.scene.title
    pieces = [main_line(sheet.say(title), size.main, box.w, 0.75 * box.h, lang=spoken.first)]
    if beside := sheet.beside(title):
        twin = min(size.twin, 0.55 * pieces[0].size)
        pieces.append(wrapped(beside, twin, box.w, lang=spoken.second))
    return pieces


@as_read
def door(sheet: Sheet) -> list[str]:
    scene, whole = sheet.scene, canvas(sheet.screen)
    size = sizes(sheet.screen)
    bands, room = alarms(sheet, whole)
    bar, room = room.top(head_high(size))
    parts = [rect(whole, HALL_BLUE), head(sheet, bar, WHITE, size), *bands]
    room = room.inset(sheet.margin)
    if scene.instead:
        panel, room = _panel(sheet, room, size)
        parts += panel
    pieces = _titled(sheet, room, size)
    pieces += _lines(sheet, room, size, scene.lines)
    wide = whole.w > whole.h
    return [*parts, _middle(kept(pieces, room.h), room, "start" if wide else "middle")]


def _lines(sheet: Sheet, box: Box, size: Sizes, lines: Sequence[Words]) -> list[Piece]:
    pieces = []
    for at, line in enumerate(lines):
        letters = size.fact if not at else size.detail
        gap = 0.4 * letters
        said = sheet.say(line)
        pieces.append(wrapped(said, letters, box.w, lang=sheet.spoken.first, gap=gap, order=at))
        if beside := sheet.beside(line):
            pieces.append(wrapped(beside, size.caption, box.w, lang=sheet.spoken.second, order=9))
    return pieces


def _panel(sheet: Sheet, room: Box, size: Sizes) -> tuple[list[str], Box]:
    if room.h >= room.w:
        for count in range(len(sheet.scene.instead), 0, -1):
            panel = options.beneath(sheet, room, count, size)
            if panel.height <= 0.5 * room.h:
                break
        box, room = room.bottom(min(panel.height, options.BENEATH * room.h))
        room = Box(room.x, room.y, room.w, max(1.0, room.h - sheet.margin))
    else:
        share = options.shares(sheet.scene.instead, strip=is_strip(room.w, room.h))[0]
        box, room = room.right(share * room.w)
        panel = options.aside(sheet, box.w, box.h, size)
        room = Box(room.x, room.y, max(1.0, room.w - sheet.margin), room.h)
    return [options.drawn(sheet, box, panel, WHITE, size)], room


GUIDANCE: Mapping[str, Drawing] = {"board": board, "window": window, "door": door}
"""By layout. One that people touch is a page, and no row here."""
