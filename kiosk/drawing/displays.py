"""Boards and displays without touch: windows in rows, systems, one window, one door."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kiosk.drawing.bands import alarms
from kiosk.drawing.frame import STATE_LOOKS, Sheet
from kiosk.drawing.signs import footer, instead, panel_room, strip_of
from kiosk.drawing.svg import (
    GROUND,
    HALL_BLUE,
    INK,
    QUIET,
    WHITE,
    Box,
    Set,
    canvas,
    first_line,
    icon,
    one_line,
    rect,
    stack,
)  # fmt: skip
from kiosk.wording.markup import closed, element, opened
from kiosk.wording.typeset import width_em
from signage.hall.model import Screen
from signage.language.words import NO_WORDS, Message, Spoken, fill, listed
from signage.shows.scene import Row

HEAD_U, BOARD_FOOT_U, BOARD_MARGIN_U, SYSTEMS_U = 12.0, 6.0, 2.0, 11.0
COLUMNS_MAX = 6
ROW_SHAPE = 8.5
"""How much wider than tall a row is at least: its state, seven letters, has to stand beside number
and name."""
STATE_SHARE, NOTE_SHARE = 0.36, 0.26
"""Letters of a row in parts of its height."""


def board(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    whole = canvas(sheet.screen)
    head, room = whole.top(HEAD_U * u)
    parts = [rect(whole, GROUND), rect(head, HALL_BLUE)]
    title = head.inset(2.4 * u)
    left, right = title.left(title.w * 0.6)
    parts.append(sheet.line(left, scene.title, 6 * u, WHITE, bold=True))
    parts.append(sheet.line_beside(right, scene.title, 3.2 * u, WHITE, anchor="end"))
    foot, room = room.bottom(BOARD_FOOT_U * u)
    parts.append(footer(sheet, foot, INK))
    bands, room = alarms(sheet, room)
    parts += bands
    # From below, so the last comes first: the gravest stands uppermost.
    for strip in reversed([strip for strip in scene.strips if not strip.urgent]):
        band, room = room.bottom(8 * u)
        parts.append(strip_of(sheet, band, strip))
    if scene.day:
        band, room = room.bottom(DAY_U * u)
        parts.append(_day(sheet, band))
    room = room.inset(BOARD_MARGIN_U * u)
    if scene.closed:
        banner, room = room.top(20 * u)
        words = "  ".join(map(sheet.say, scene.lines))
        upper, lower = banner.top(12 * u)
        parts.append(sheet.line(upper, scene.title, 9 * u, INK, bold=True, anchor="middle"))
        parts.append(one_line(lower, words, 5 * u, INK, anchor="middle", lang=sheet.spoken.first))
    if scene.systems:
        bottom, room = room.bottom(SYSTEMS_U * u)
        parts += _systems(sheet, bottom)
    parts += _rows(sheet, room)
    return parts


DAY_U = 9.0
"""Height of the line about the last filing day."""


def _day(sheet: Sheet, box: Box) -> str:
    """Both languages in one line where they have room, one above the other on an upright board."""
    u, day = sheet.unit, sheet.scene.day
    inner = box.inset(0.8 * u)
    upper, lower = inner.top(inner.h * 0.62)
    wide = (
        Box(upper.x + u, upper.y, upper.w - 2 * u, upper.h),
        Box(lower.x + u, lower.y, lower.w - 2 * u, lower.h),
    )
    said = sheet.line(wide[0], day, 4.4 * u, WHITE, bold=True, anchor="middle", least=0.3)
    return element(
        "g",
        rect(box, HALL_BLUE),
        said,
        sheet.line_beside(wide[1], day, 2.6 * u, WHITE, anchor="middle", least=0.4),
        data_last_day="",
    )


def _systems(sheet: Sheet, box: Box) -> list[str]:
    u = sheet.unit
    rows = systems_told(sheet.spoken, sheet.scene.systems, box.w / u)
    step = box.w / max(1, len(rows))
    parts = []
    for at, row in enumerate(rows):
        cell = Box(box.x + step * at, box.y + u, step - 1.2 * u, box.h - u)
        shape, ground, ink = STATE_LOOKS[row.state]
        parts += [opened("g", data_system=row.id), rect(cell, WHITE, u)]
        name, state = cell.inset(1.4 * u).left(cell.w * 0.5)
        parts.append(
            sheet.line(Box(name.x, name.y, name.w - 1.6 * u, name.h), row.name, SYSTEM_U * u, INK)
        )
        parts += [
            _chip(sheet, state, shape, _state_of(sheet.spoken, row), ground, ink, SYSTEM_U * u),
            closed("g"),
        ]
    return parts


SYSTEM_U, SYSTEM_LEAST = 3.6, 0.6
"""Letters of a system in hundredths of the short side, and the share of it they may shrink to."""
OTHERS, ALL_WELL = Message("displays.other-systems"), Message("displays.all-systems")
USABLE = Message("displays.available")
MORE_OUT = Message("displays.more-systems")
OUT = Message("displays.out")


def systems_told(spoken: Spoken, rows: Sequence[Row], wide: float) -> tuple[Row, ...]:
    """What has room in one line ``wide`` u: all; else those that are out, first without their
    times, then as many."""
    out = sorted((row for row in rows if row.state != "open"), key=lambda row: row.state != "fault")
    noted = [row for row in rows if row.state == "open" and row.note]
    well = Row("", OTHERS if out else ALL_WELL, "open", USABLE)
    rest = [well] if len(out) + len(noted) < len(rows) else []
    others = [well] if len(out) < len(rows) else []
    bare = [replace(row, note=NO_WORDS) for row in out]
    choices: list[list[Row]] = [
        list(rows),
        [*out, *noted, *rest],
        [*out, *others],
        [*bare, *others],
    ]
    # From most to fewest: the first choice that has room is taken.
    for kept in range(len(bare) - 1, 0, -1):
        more = Row("", fill(MORE_OUT, count=str(len(bare) - kept)), "fault", OUT)
        choices.append([*bare[:kept], more])
    return tuple(next((told for told in choices if _have_room(spoken, told, wide)), choices[-1]))


def _have_room(spoken: Spoken, rows: Sequence[Row], wide: float) -> bool:
    """The two halves of a cell: a name, and a state beside its shape."""
    half = (wide / max(1, len(rows)) - 1.2) / 2
    least = SYSTEM_U * SYSTEM_LEAST
    return all(
        width_em(spoken.say(row.name), False) * least <= half - 1.6
        and width_em(_state_of(spoken, row)) * least <= (half - 2.8 - 2.9) * 0.8 - 0.3 * SYSTEM_U
        for row in rows
    )


def _state_of(spoken: Spoken, row: Row) -> str:
    return " ".join(spoken.say(words) for words in (row.word, row.note) if words)


def _chip(
    sheet: Sheet, box: Box, shape: str, words: str, ground: str, ink: str, size: float
) -> str:
    inner = Box(box.x + box.h * 0.2, box.y, box.w - box.h * 0.4, box.h)
    mark, words_box = inner.left(min(size * 1.1, inner.w * 0.2))
    words_box = Box(words_box.x + size * 0.3, words_box.y, words_box.w - size * 0.3, words_box.h)
    return (
        rect(box, ground, box.h * 0.16)
        + icon(sheet.icons, shape, Box(mark.x, mark.cy - size / 2, mark.w, size), ink)
        + one_line(words_box, words, size, ink, bold=True, lang=sheet.spoken.first)
    )


def _rows(sheet: Sheet, room: Box) -> list[str]:
    rows = sheet.scene.rows
    if not rows:
        return []
    per, width, height = row_places(room, len(rows))
    u, gap = sheet.unit, min(sheet.unit, 0.12 * height)
    parts = []
    for at, row in enumerate(rows):
        column, line = divmod(at, per)
        x, y = room.x + column * width + 0.6 * u, room.y + line * height + gap / 2
        parts += _row(sheet, Box(x, y, width - 1.2 * u, height - gap), row)
    return parts


def state_px(screen: Screen, windows: int, *, systems: bool) -> float:
    """Size of the state words on a board of so many windows, while nothing else is said on it."""
    whole = canvas(screen)
    u = min(whole.w, whole.h) / 100
    # Laid out as board() does it: what changes there changes here.
    taken = HEAD_U + BOARD_FOOT_U + 2 * BOARD_MARGIN_U + (SYSTEMS_U if systems else 0.0)
    room = Box(0, 0, whole.w - 2 * BOARD_MARGIN_U * u, whole.h - taken * u)
    _, _, height = row_places(room, windows)
    return STATE_SHARE * (height - min(u, 0.12 * height))


def row_places(room: Box, rows: int) -> tuple[int, float, float]:
    """Rows in a column, and a row's width and height, in the number of columns that makes the rows
    tallest."""

    def tall(columns: int) -> float:
        return min(room.h / -(-rows // columns), room.w / columns / ROW_SHAPE)

    # The tallest rows; of equals, to a thousandth, the fewest columns: rounding must not decide.
    columns = max(
        range(1, COLUMNS_MAX + 1), key=lambda columns: (round(tall(columns), 3), -columns)
    )
    return -(-rows // columns), room.w / columns, tall(columns)


def _row(sheet: Sheet, cell: Box, row: Row) -> list[str]:
    shape, ground, ink = STATE_LOOKS[row.state]
    parts = [opened("g", data_row=row.id, data_state=row.state), rect(cell, WHITE, cell.h * 0.12)]
    number, rest = cell.left(cell.h * 0.95)
    parts.append(rect(number, HALL_BLUE if row.state == "open" else "#7A858F", cell.h * 0.12))
    parts.append(
        one_line(
            number.inset(cell.h * 0.12), row.number, cell.h * 0.6, WHITE, bold=True, anchor="middle"
        )
    )
    chip, middle = rest.right(rest.w * 0.36)
    parts.append(
        _chip(
            sheet,
            chip.inset(cell.h * 0.12),
            shape,
            sheet.say(row.word),
            ground,
            ink,
            cell.h * STATE_SHARE,
        )
    )
    middle = Box(middle.x + cell.h * 0.2, middle.y, middle.w - cell.h * 0.3, middle.h)
    upper, lower = middle.top(middle.h * (0.56 if row.note else 0.62))
    parts.append(sheet.line(upper, row.name, cell.h * STATE_SHARE, INK, bold=True))
    under, size = Box(lower.x, lower.y - lower.h * 0.1, lower.w, lower.h * 0.9), cell.h * NOTE_SHARE
    noted = sheet.line(under, row.note, size, INK, bold=True)
    parts.append(noted or sheet.line_beside(under, row.name, size, QUIET))
    return [*parts, "</g>"]


OPEN = Message("displays.open")
STOP_U = 11.0
"""Height of the line about a planned stop on a window's own display."""


def window(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    whole = canvas(sheet.screen)
    ground, ink = (HALL_BLUE, WHITE) if not scene.closed else ("#3B444E", WHITE)
    bands, room = alarms(sheet, whole)
    parts = [rect(whole, ground), *bands]
    for strip in reversed([strip for strip in scene.strips if not strip.urgent]):
        band, room = room.bottom(STOP_U * u)
        parts.append(strip_of(sheet, band, strip))
    room = room.inset(5 * u)
    if whole.w > whole.h:
        left, right = room.left(room.w * 0.36)
        right = Box(right.x + 5 * u, right.y, right.w - 5 * u, right.h)
    else:
        left, right = room.top(room.h * 0.34)
    spoken, names = sheet.spoken, scene.lines[:6]
    parts.append(stack(left, spoken, scene.subject, (), ink))
    others = [
        first_line(spoken, listed(names[at : at + 3]), 0.3, gap=0.05 if at else 0.2)
        for at in range(0, len(names), 3)
    ]
    if not scene.closed:
        serving = f"{sheet.say(OPEN)}  {sheet.beside(OPEN)}".strip()
        others.append(Set(serving, 0.34, spoken.first, bold=True, gap=0.25))
    parts.append(stack(right, spoken, scene.title, others, ink))
    return parts


def door(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    whole = canvas(sheet.screen)
    foot, room = whole.bottom(7 * u)
    bands, room = alarms(sheet, room)
    parts = [rect(whole, HALL_BLUE), footer(sheet, foot, WHITE), *bands]
    room = room.inset(5 * u)
    if scene.instead:
        panel, room = panel_room(room, scene.instead, u)
        parts += instead(sheet, panel, WHITE)
    others = [first_line(sheet.spoken, line, 0.36, gap=0.25) for line in scene.lines]
    parts.append(stack(room, sheet.spoken, scene.title, others, WHITE))
    return parts


Drawing = Callable[[Sheet], list[str]]
GUIDANCE: Mapping[str, Drawing] = {"board": board, "window": window, "door": door}
"""What each layout shows while nothing is the matter. One that people touch is a page, and no row
here."""
