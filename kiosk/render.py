"""A scene as the HTML that travels in the stream: pictures for signs, boards and displays, HTML for touch pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment

from kiosk.board import View
from kiosk.draw import (
    BLUE,
    DARK,
    GREEN,
    GROUND,
    HALL_BLUE,
    INK,
    QUIET,
    RED,
    WHITE,
    YELLOW,
    Box,
    Set,
    canvas,
    code,
    code_side,
    icon,
    one_line,
    picture,
    rect,
    stack,
    text,
)  # fmt: skip
from signage.hall import Hall, Screen
from signage.redirects import Option
from signage.scene import Row, Scene, Strip
from signage.words import Words, say

Drawing = Callable[["Sheet"], list[str]]
TOUCH = frozenset({"touch", "zone"})
LEVELS: Mapping[int, tuple[str, str, str]] = {
    1: ("Ⅰ级 特别重大 · 红", RED, WHITE),
    2: ("Ⅱ级 重大 · 橙", "#D05D29", "#000000"),
    3: ("Ⅲ级 较大 · 黄", YELLOW, "#000000"),
    4: ("Ⅳ级 一般 · 蓝", BLUE, WHITE),
}
LOOKS: Mapping[str, tuple[str, str]] = {
    "safe": (GREEN, WHITE),
    "panel": (RED, WHITE),
    "danger": (RED, WHITE),
    "prohibition": (WHITE, DARK),
    "caution": (YELLOW, "#000000"),
    "neutral": (DARK, WHITE),
    "theme": (HALL_BLUE, WHITE),
    "notice": (WHITE, DARK),
    "clear": (GREEN, WHITE),
    "none": (DARK, WHITE),
    "guidance": (GROUND, INK),
}
"""Ground and ink by family; no safety colour as the ground of a service notice."""
STATE_LOOKS: Mapping[str, tuple[str, str, str]] = {
    "open": ("state-open", "#E3EAF2", HALL_BLUE),
    "paused": ("state-paused", DARK, WHITE),
    "fault": ("state-fault", DARK, WHITE),
    "danger": ("state-danger", RED, WHITE),
    "closed": ("state-closed", "#D5DAE0", "#3B444E"),
}
"""Shape, ground and ink of a board's state word: never colour alone."""
OPTION_ICONS = {"spare": "place", "window": "window", "terminal": "terminal", "online": "online", "app": "app",
                "web": "web", "phone": "phone", "post": "post"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scene on one screen, with what drawing it needs."""

    scene: Scene
    screen: Screen
    hall: Hall
    icons: dict[str, str]
    issued: str

    @property
    def unit(self) -> float:
        box = canvas(self.screen)
        return min(box.w, box.h) / 100


def load_icons(directory: Path) -> dict[str, str]:
    """The inside of every drawn symbol by name."""
    found = {}
    for path in sorted(directory.glob("*.svg")):
        body = path.read_text("utf-8")
        found[path.stem] = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")].strip()
    return found


class Renderer:
    """Renders each different scene once per kind of screen; an unchanged scene costs a comparison."""

    def __init__(self, templates: Environment, icons: dict[str, str]) -> None:
        self._templates = templates
        self.icons = icons
        self._last: dict[str, tuple[Scene, str]] = {}

    def scene_html(self, scene: Scene, screen: Screen, view: View) -> str:
        """The HTML of one scene, without caching (previews)."""
        hall = view.content.hall
        issued = f"{hall.local(scene.issued_at):%H:%M}" if scene.issued_at else ""
        sheet = Sheet(scene, screen, hall, self.icons, issued)
        if screen.layout in TOUCH and scene.sign == "guidance":
            template = self._templates.get_template("hall/_home.html")
            return template.render(sheet=sheet, scene=scene, screen=screen, hall=hall, say=say, icons=self.icons)
        draw = sign if scene.sign != "guidance" else GUIDANCE[screen.layout]
        return picture(canvas(screen), draw(sheet), say(scene.title).replace("/", ""))

    def all(self, view: View) -> dict[str, str]:
        """Every screen's HTML."""
        kinds: dict[str, str] = {}
        found = {}
        for screen in view.content.hall.screens:
            scene = view.scenes[screen.id]
            last = self._last.get(screen.id)
            if last is None or last[0] != scene:
                key = repr((replace(scene, screen=""), screen.width, screen.height, screen.rotate, screen.place))
                if key not in kinds:
                    kinds[key] = self.scene_html(scene, screen, view)
                self._last[screen.id] = last = (scene, kinds[key])
            found[screen.id] = last[1]
        return found

    def forget(self) -> None:
        self._last.clear()


def english(words: Words) -> str:
    return words.get("en", "").replace("/", " ")


# ---------------------------------------------------------------- signs


def sign(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    ground, ink = LOOKS[scene.family]
    whole = canvas(sheet.screen)
    parts = [rect(whole, ground)]
    room = whole
    if scene.drill:
        band, room = room.top(10 * u)
        parts.append(_band(band, "演练  DRILL  演练  DRILL  演练", WHITE, DARK, u))
    if scene.band:
        band, room = room.top(12 * u)
        parts.append(_band(band, f"{say(scene.band)}  {english(scene.band)}", RED, WHITE, u))
    foot, room = room.bottom(7 * u)
    parts.append(_foot(sheet, foot, ink))
    for strip in reversed(scene.strips):
        band, room = room.bottom(9 * u)
        parts.append(_strip(sheet, band, strip))
    room = room.inset(4 * u)
    if scene.instead:
        panel, room = _panel_room(room, scene.instead, u)
        parts += _instead(sheet, panel, "#FFFFFF" if scene.family == "theme" else HALL_BLUE)
    parts += _message(sheet, room, ink)
    return parts


def _band(box: Box, words: str, ground: str, ink: str, u: float) -> str:
    return rect(box, ground) + one_line(box.inset(2 * u), words, 5.6 * u, ink, bold=True, anchor="middle")


def _foot(sheet: Sheet, box: Box, ink: str) -> str:
    u = sheet.unit
    inner = Box(box.x + 4 * u, box.y, box.w - 8 * u, box.h)
    left, _ = inner.left(inner.w * 0.56)
    right, _ = inner.right(inner.w * 0.42)
    issued = f"{say(sheet.hall.issuer)}  {sheet.issued} 发布" if sheet.issued else say(sheet.hall.issuer)
    rule = rect(Box(inner.x, box.y, inner.w, max(1.0, u * 0.2)), ink)
    return (
        f'<g opacity="0.78">{rule}'
        + one_line(left, say(sheet.hall.name), 2.7 * u, ink)
        + one_line(right, issued, 2.7 * u, ink, anchor="end")
        + "</g>"
    )


def _strip(sheet: Sheet, box: Box, strip: Strip) -> str:
    u = sheet.unit
    ground, ink = (RED, WHITE) if strip.sign in ("danger", "cordon") else (WHITE, INK)
    words = " ".join(part for part in (say(strip.subject), say(strip.words), say(strip.until)) if part)
    if strip.drill:
        words = f"演练：{words}"
    gap = rect(Box(box.x, box.y, box.w, max(1.0, 0.3 * u)), QUIET)
    return rect(box, ground) + gap + one_line(box.inset(2 * u), words, 4.2 * u, ink, bold=True)


def _message(sheet: Sheet, room: Box, ink: str) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    parts: list[str] = []
    if scene.symbols and scene.family in ("safe", "danger", "prohibition", "clear", "theme", "neutral", "caution"):
        names = scene.symbols[:2]
        if room.h >= room.w:
            side = min(42 * u, room.w / len(names) * 0.94, room.h * 0.42)
            box, room = room.top(side + 3 * u)
            step = box.w / len(names)
            places = [Box(box.x + step * at, box.y, step, side) for at in range(len(names))]
        else:
            side = min(45 * u, room.h / len(names) * 0.94, room.w * 0.34)
            box, room = room.left(side + 5 * u)
            step = box.h / len(names)
            places = [Box(box.x, box.y + step * at, side, step) for at in range(len(names))]
        shrink = [Box(p.cx - side / 2, p.cy - side / 2, side, side) for p in places]
        parts += [icon(sheet.icons, name, place, ink) for name, place in zip(names, shrink, strict=True)]
    before = [Set(say(scene.subject), 0.42, bold=True)] if scene.subject else []
    others = [Set(say(line), 0.26, gap=0.18 if not at else 0.04) for at, line in enumerate(scene.lines)]
    others += [Set(line["en"], 0.16, "en") for line in scene.lines[:1] if line.get("en")]
    if scene.until:
        others.append(Set(say(scene.until), 0.32, bold=True, gap=0.16))
        others.append(Set(scene.until.get("en", ""), 0.18, "en"))
    if scene.family == "notice" and scene.level:
        chip, room = room.top(9 * u)
        label, colour, letters = LEVELS[scene.level]
        box = Box(chip.cx - 24 * u, chip.y, 48 * u, 8 * u)
        parts.append(
            rect(box, colour, u) + one_line(box.inset(1.4 * u), label, 4.4 * u, letters, bold=True, anchor="middle")
        )
    parts.append(stack(room, scene.title, others, ink, before=before))
    return parts


# ---------------------------------------------------------------- where instead


def _panel_room(room: Box, options: tuple[Option, ...], u: float) -> tuple[Box, Box]:
    coded = any(option.url for option in options)
    if room.h >= room.w:
        return room.bottom((40 if coded else 8 + 11 * len(options)) * u)
    strip = room.w > 2.4 * room.h
    wide = room.w * 0.44 if strip else min(room.w * 0.42, max(62 * u, room.h * (0.72 if coded else 0.9)))
    return room.right(wide)


def _instead(sheet: Sheet, box: Box, ground: str) -> list[str]:
    u = sheet.unit
    ink = WHITE if ground == HALL_BLUE else INK
    parts = [rect(box, ground, 1.6 * u)]
    inner = box.inset(2.6 * u)
    options = sheet.scene.instead
    coded = next((option for option in options if option.url), None)
    if coded is not None and coded.url is not None:
        upright = inner.h > inner.w * 0.9
        side = min(inner.w, inner.h * 0.58) if upright else min(inner.h - 4 * u, inner.w * 0.42)
        place, inner = inner.bottom(side + 4 * u) if upright else inner.right(side)
        parts += _code(place, coded.url, ink, u)
        if not upright:
            inner = Box(inner.x, inner.y, inner.w - 3 * u, inner.h)
    heading, inner = inner.top(min(6 * u, inner.h * 0.16))
    parts.append(one_line(heading, "您可以这样办  You can still", 3.6 * u, ink))
    step = min(inner.h / len(options), 17 * u)
    y = inner.y + (inner.h - step * len(options)) / 2
    for option in options:
        row = Box(inner.x, y, inner.w, step)
        mark, words = row.left(min(8 * u, step * 0.7))
        parts.append(icon(sheet.icons, OPTION_ICONS.get(option.kind, "place"), mark.inset(0.4 * u), ink))
        words = Box(words.x + 2 * u, words.y + words.h * 0.08, words.w - 2 * u, words.h * 0.84)
        upper, lower = words.top(words.h * 0.6)
        parts.append(one_line(upper, say(option.words), 6.4 * u, ink, bold=True))
        parts.append(one_line(lower, english(option.words), 3.2 * u, ink, lang="en"))
        y += step
    return parts


def _code(box: Box, address: str, ink: str, u: float) -> list[str]:
    host = urlsplit(address).hostname or ""
    label, room = box.bottom(4 * u)
    side = min(room.w, room.h)
    return [
        code(address, room.cx - side / 2, room.cy - side / 2, side),
        one_line(label, host, 2.6 * u, ink, anchor="middle", lang="en"),
    ]


# ---------------------------------------------------------------- boards and displays without touch


def board(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    whole = canvas(sheet.screen)
    head, room = whole.top(12 * u)
    parts = [rect(whole, GROUND), rect(head, HALL_BLUE)]
    title = head.inset(2.4 * u)
    parts.append(one_line(title, say(scene.title), 6 * u, WHITE, bold=True))
    foot, room = room.bottom(6 * u)
    parts.append(_foot(sheet, foot, INK))
    for strip in reversed(scene.strips):
        band, room = room.bottom(8 * u)
        parts.append(_strip(sheet, band, strip))
    room = room.inset(2 * u)
    if scene.closed:
        banner, room = room.top(20 * u)
        words = "  ".join(say(line) for line in scene.lines)
        upper, lower = banner.top(12 * u)
        parts.append(one_line(upper, say(scene.title), 9 * u, INK, bold=True, anchor="middle"))
        parts.append(one_line(lower, words, 5 * u, INK, anchor="middle"))
    if scene.systems:
        bottom, room = room.bottom(11 * u)
        parts += _systems(sheet, bottom)
    parts += _rows(sheet, room)
    return parts


def _systems(sheet: Sheet, box: Box) -> list[str]:
    rows, u = sheet.scene.systems, sheet.unit
    step = box.w / max(1, len(rows))
    parts = []
    for at, row in enumerate(rows):
        cell = Box(box.x + step * at, box.y + u, step - 1.2 * u, box.h - u)
        shape, ground, ink = STATE_LOOKS[row.state]
        parts.append(rect(cell, WHITE, u))
        name, state = cell.inset(1.4 * u).left(cell.w * 0.5)
        parts.append(one_line(Box(name.x, name.y, name.w - 1.6 * u, name.h), say(row.name), 3.6 * u, INK))
        words = say(row.word) if not row.note else f"{say(row.word)} {say(row.note)}"
        parts.append(_chip(sheet, state, shape, words, ground, ink, 3.6 * u))
    return parts


def _chip(sheet: Sheet, box: Box, shape: str, words: str, ground: str, ink: str, size: float) -> str:
    inner = Box(box.x + box.h * 0.2, box.y, box.w - box.h * 0.4, box.h)
    mark, words_box = inner.left(min(size * 1.1, inner.w * 0.2))
    words_box = Box(words_box.x + size * 0.3, words_box.y, words_box.w - size * 0.3, words_box.h)
    return (
        rect(box, ground, box.h * 0.16)
        + icon(sheet.icons, shape, Box(mark.x, mark.cy - size / 2, mark.w, size), ink)
        + one_line(words_box, words, size, ink, bold=True)
    )


def _rows(sheet: Sheet, room: Box) -> list[str]:
    rows = sheet.scene.rows
    if not rows:
        return []
    columns = 2 if room.w > room.h * 1.2 and len(rows) > 6 else 1
    per = -(-len(rows) // columns)
    u, width, height = sheet.unit, room.w / columns, room.h / per
    parts = []
    for at, row in enumerate(rows):
        column, line = divmod(at, per)
        cell = Box(room.x + column * width + 0.6 * u, room.y + line * height + 0.5 * u, width - 1.2 * u, height - u)
        parts += _row(sheet, cell, row)
    return parts


def _row(sheet: Sheet, cell: Box, row: Row) -> list[str]:
    shape, ground, ink = STATE_LOOKS[row.state]
    parts = [f'<g data-row="{row.id}" data-state="{row.state}">', rect(cell, WHITE, cell.h * 0.12)]
    number, rest = cell.left(cell.h * 0.95)
    digits = say(row.label).replace("号窗口", "")
    parts.append(rect(number, HALL_BLUE if row.state == "open" else "#7A858F", cell.h * 0.12))
    parts.append(one_line(number.inset(cell.h * 0.12), digits, cell.h * 0.6, WHITE, bold=True, anchor="middle"))
    chip, middle = rest.right(rest.w * 0.36)
    parts.append(_chip(sheet, chip.inset(cell.h * 0.12), shape, say(row.word), ground, ink, cell.h * 0.36))
    middle = Box(middle.x + cell.h * 0.2, middle.y, middle.w - cell.h * 0.3, middle.h)
    upper, lower = middle.top(middle.h * (0.56 if row.note else 0.62))
    parts.append(one_line(upper, say(row.name), cell.h * 0.36, INK, bold=True))
    second = row.note or row.name
    words = say(second) if row.note else english(second)
    parts.append(
        one_line(
            Box(lower.x, lower.y - lower.h * 0.1, lower.w, lower.h * 0.9),
            words,
            cell.h * 0.26,
            INK if row.note else QUIET,
            bold=bool(row.note),
            lang="zh" if row.note else "en",
        )
    )
    return [*parts, "</g>"]


def window(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    whole = canvas(sheet.screen)
    ground, ink = (HALL_BLUE, WHITE) if not scene.closed else ("#3B444E", WHITE)
    parts = [rect(whole, ground)]
    room = whole.inset(5 * u)
    if whole.w > whole.h:
        left, right = room.left(room.w * 0.36)
        right = Box(right.x + 5 * u, right.y, right.w - 5 * u, right.h)
    else:
        left, right = room.top(room.h * 0.34)
    parts.append(stack(left, scene.subject, (), ink))
    names = [say(line) for line in scene.lines]
    others = [
        Set("、".join(names[at : at + 3]), 0.3, gap=0.2 if not at else 0.05) for at in range(0, min(6, len(names)), 3)
    ]
    if not scene.closed:
        others.append(Set("正在服务  Open", 0.34, bold=True, gap=0.25))
    parts.append(stack(right, scene.title, others, ink))
    return parts


def door(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    whole = canvas(sheet.screen)
    foot, room = whole.bottom(7 * u)
    parts = [rect(whole, HALL_BLUE), _foot(sheet, foot, WHITE)]
    room = room.inset(5 * u)
    if scene.instead:
        panel, room = _panel_room(room, scene.instead, u)
        parts += _instead(sheet, panel, WHITE)
    others = [Set(say(line), 0.36, gap=0.25) for line in scene.lines]
    parts.append(stack(room, scene.title, others, WHITE))
    return parts


GUIDANCE: Mapping[str, Drawing] = {"board": board, "window": window, "door": door}


def code_picture(address: str, side: float = 240) -> str:
    """A QR code alone, for the touch pages."""
    size = code_side(address, side)
    return picture(Box(0, 0, size, size), [code(address, 0, 0, size)], urlsplit(address).hostname or "")


__all__ = ["Renderer", "code_picture", "load_icons", "text"]
