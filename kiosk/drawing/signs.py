"""Signs as pictures: ground, symbol, main line, short lines, where instead, strips and a quiet
foot."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from kiosk.drawing.bands import alarms
from kiosk.drawing.frame import LEVELS, LOOKS, OPTION_ICONS, Sheet, leased
from kiosk.drawing.svg import (
    DARK,
    HALL_BLUE,
    INK,
    QUIET,
    RED,
    WHITE,
    Box,
    Set,
    canvas,
    code,
    first_line,
    icon,
    n,
    one_line,
    rect,
    second_lines,
    stacked,
)  # fmt: skip
from kiosk.drawing.way_out import way_out
from kiosk.wording.markup import element
from kiosk.wording.typeset import broken, width_em
from signage.availability.redirects import Option
from signage.language.words import Message, Spoken, Words
from signage.shows.phrases import strip_words
from signage.shows.scene import Scene, Strip
from signage.shows.scene_parts import HEED_STAFF
from signage.spoken.sign import DRILL, STILL


def sign(sheet: Sheet) -> list[str]:
    """An all-clear is true only while it is said: an old one gives way to neutral words, like an
    arrow."""
    whole = _sign(sheet)
    return leased(whole, "".join(_heed(sheet))) if sheet.scene.sign == "all-clear" else whole


def _heed(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    ground, ink = LOOKS["neutral"]
    room = canvas(sheet.screen)
    parts = [rect(room, ground)]
    if scene.drill:
        band, room = room.top(10 * u)
        parts.append(_band(sheet, band, _drill(sheet), WHITE, DARK))
    foot, room = room.bottom(7 * u)
    # Without the time: nobody knows how old it is by then.
    parts.append(footer(replace(sheet, issued=""), foot, ink))
    found = stacked(room.inset(4 * u), sheet.spoken, HEED_STAFF, [])
    return [*parts, found.draw(room.cx, room.cy - found.height / 2, ink, "middle")]


def _sign(sheet: Sheet) -> list[str]:
    scene, u = sheet.scene, sheet.unit
    ground, ink = LOOKS[scene.family]
    whole = canvas(sheet.screen)
    parts = [rect(whole, ground)]
    room = whole
    if scene.drill:
        band, room = room.top(10 * u)
        parts.append(_band(sheet, band, _drill(sheet), WHITE, DARK))
    if scene.band:
        band, room = room.top(12 * u)
        parts.append(
            _band(sheet, band, f"{sheet.say(scene.band)}  {sheet.beside(scene.band)}", RED, WHITE)
        )
    foot, room = _foot(sheet, room, ink)
    parts += foot
    bands, room = alarms(sheet, room)
    parts += bands
    for strip in reversed([strip for strip in scene.strips if not strip.urgent]):
        band, room = room.bottom(9 * u)
        parts.append(strip_of(sheet, band, strip))
    room = room.inset(4 * u)
    if scene.instead:
        panel, room = panel_room(room, scene.instead, u)
        parts += instead(sheet, panel, "#FFFFFF" if scene.family == "theme" else HALL_BLUE)
    # The last to be given room: what people must do is fitted into what the bands leave.
    parts += _message(sheet, room, ink) if sheet.plan is None else way_out(sheet, room, sheet.plan)
    return parts


def _drill(sheet: Sheet) -> str:
    """In both languages, over and over: it is read from every side of a wide panel."""
    first, second = sheet.say(DRILL), sheet.beside(DRILL)
    return "  ".join((first, second, first, second, first) if second else (first,) * 3)


def _band(sheet: Sheet, box: Box, words: str, ground: str, ink: str) -> str:
    u = sheet.unit
    said = one_line(
        box.inset(2 * u), words, 5.6 * u, ink, bold=True, anchor="middle", lang=sheet.spoken.first
    )
    return rect(box, ground) + said


def _foot(sheet: Sheet, room: Box, ink: str) -> tuple[list[str], Box]:
    """Who says it, with the key for help between them on a wide screen and above them on an upright
    one."""
    u = sheet.unit
    foot, above = room.bottom(7 * u)
    if not sheet.touch or sheet.scene.touch_locked:
        return [footer(sheet, foot, ink)], above
    whole = canvas(sheet.screen)
    if whole.w > whole.h:
        key = Box(foot.cx - 24 * u, foot.y, 48 * u, foot.h)
        return [footer(sheet, foot, ink, key.w), _help(sheet, key.inset(0.6 * u), ink)], above
    bar, above = above.bottom(HELP_U * u)
    key = Box(bar.cx - 29 * u, bar.y + u, 58 * u, bar.h - 2.4 * u)
    return [footer(sheet, foot, ink), _help(sheet, key, ink)], above


def footer(sheet: Sheet, box: Box, ink: str, kept: float = 0.0) -> str:
    """Hall and issuer; ``kept`` is what stays free in the middle."""
    u = sheet.unit
    inner = Box(box.x + 4 * u, box.y, box.w - 8 * u, box.h)
    beside = (inner.w - kept) / 2 - u
    left, _ = inner.left(beside if kept else inner.w * 0.56)
    right, _ = inner.right(beside if kept else inner.w * 0.42)
    issuer = sheet.say(sheet.hall.issuer)
    at = sheet.say(Message("signs.issued-at", time=sheet.issued)) if sheet.issued else ""
    issued = _first_that_fits((f"{issuer}  {at}".strip(), at), right.w, FOOT_U * u)
    named = _first_that_fits((sheet.say(sheet.hall.name), ""), left.w, FOOT_U * u)
    lang = sheet.spoken.first
    rule = rect(Box(inner.x, box.y, inner.w, max(1.0, u * 0.2)), ink)
    return element(
        "g",
        rule,
        one_line(left, named, FOOT_U * u, ink, lang=lang),
        one_line(right, issued, FOOT_U * u, ink, anchor="end", lang=lang),
        opacity="0.78",
    )


FOOT_U, FOOT_LEAST = 2.7, 0.6
"""Letters of the foot, and the share of it they shrink to before issuer and hall are left out: both
are in the head."""


def _first_that_fits(choices: Sequence[str], wide: float, most: float) -> str:
    return next(
        (words for words in choices if width_em(words, False) * most * FOOT_LEAST <= wide),
        choices[-1],
    )


def _help(sheet: Sheet, box: Box, ink: str) -> str:
    """Who stands before a sign that stops them can still call somebody; on a wide screen the key is
    in the foot."""
    u = sheet.unit
    frame = {"x": n(box.x), "y": n(box.y), "width": n(box.w), "height": n(box.h), "rx": n(1.4 * u)}
    mark, words = box.inset(0.12 * box.h).left(0.76 * box.h)
    place = Box(words.x + 2 * u, words.y, words.w - 2 * u, words.h)
    does = HELP_COMES if sheet.scene.staffed else HELP_NUMBERS
    label = f"{sheet.say(does)}  {sheet.beside(HELP)}".strip()
    said = one_line(place, label, 4.4 * u, ink, bold=True, lang=sheet.spoken.first)
    return element(
        "g",
        element("rect", **frame, fill=ink, fill_opacity=".08", stroke=ink, stroke_width=n(0.3 * u)),
        icon(sheet.icons, "help", mark, ink),
        said,
        data_post="help",
    )


STILL_TOUCH = Message("signs.you-can-still-touch")
HELP, HELP_COMES, HELP_NUMBERS = (
    Message("signs.help"),
    Message("signs.help-comes"),
    Message("signs.help-numbers"),
)
HELP_U = 12.0
"""Height of the key for help with its margins, in hundredths of the short side."""
WITH_SYMBOL = frozenset({"safe", "danger", "prohibition", "clear", "theme", "neutral", "caution"})


def strip_of(sheet: Sheet, box: Box, strip: Strip) -> str:
    u = sheet.unit
    words = (
        Message("signs.in-a-drill", said=strip_words(strip)) if strip.drill else strip_words(strip)
    )
    gap = rect(Box(box.x, box.y, box.w, max(1.0, 0.3 * u)), QUIET)
    return rect(box, WHITE) + gap + sheet.line(box.inset(2 * u), words, 4.2 * u, INK, bold=True)


def _message(sheet: Sheet, room: Box, ink: str) -> list[str]:
    """Symbol and words as one group: side by side on a wide screen, one above the other on an
    upright one."""
    scene, u = sheet.scene, sheet.unit
    names = scene.symbols[:2] if scene.family in WITH_SYMBOL else ()
    if scene.family == "notice" and scene.level:
        chip, room = room.top(9 * u)
        return [_level(sheet, chip, scene.level), *_words(sheet, room, ink, ())]
    if room.h >= room.w or not names:
        return _words(sheet, room, ink, names)
    side = min(45 * u, room.h / len(names) * 0.94, room.w * 0.34)
    box, room = room.left(side + 5 * u)
    step = box.h / len(names)
    places = [
        Box(box.x, box.y + step * at + (step - side) / 2, side, side) for at in range(len(names))
    ]
    return [*_symbols(sheet, names, places, ink), *_words(sheet, room, ink, ())]


def _words(sheet: Sheet, room: Box, ink: str, names: Sequence[str]) -> list[str]:
    """The words in the middle of the room; with ``names`` under those symbols, as one group a
    little above it."""
    scene, u = sheet.scene, sheet.unit
    side = min(42 * u, room.w / len(names) * 0.94, room.h * 0.42) if names else 0.0
    gap = 6 * u if names else 0.0
    _, below = room.top(side + gap) if names else (room, room)
    before = [first_line(sheet.spoken, scene.subject, 0.42, bold=True)] if scene.subject else []
    found = stacked(below, sheet.spoken, scene.title, _short_lines(sheet.spoken, scene), before)
    top = room.y + (room.h - side - gap - found.height) * (0.42 if names else 0.5)
    step = room.w / max(1, len(names))
    places = [
        Box(room.x + step * at + (step - side) / 2, top, side, side) for at in range(len(names))
    ]
    return [
        *_symbols(sheet, names, places, ink),
        found.draw(room.cx, top + side + gap, ink, "middle"),
    ]


def _symbols(sheet: Sheet, names: Sequence[str], places: Sequence[Box], ink: str) -> list[str]:
    return [icon(sheet.icons, name, place, ink) for name, place in zip(names, places, strict=True)]


def _short_lines(spoken: Spoken, scene: Scene) -> list[Set]:
    """Why and what to do in both languages, then until when."""
    lines = [
        first_line(spoken, line, 0.26, gap=0.04 if at else 0.18)
        for at, line in enumerate(scene.lines)
    ]
    for at, line in enumerate(scene.lines):
        lines += second_lines(spoken, line, 0.16, gap=0.0 if at else 0.04)
    if scene.until:
        lines.append(first_line(spoken, scene.until, 0.32, bold=True, gap=0.16))
        lines += second_lines(spoken, scene.until, 0.18)
    return lines


def _level(sheet: Sheet, chip: Box, level: int) -> str:
    u, (label, colour, letters) = sheet.unit, LEVELS[level]
    box = Box(chip.cx - 24 * u, chip.y, 48 * u, 8 * u)
    return rect(box, colour, u) + sheet.line(
        box.inset(1.4 * u), label, 4.4 * u, letters, bold=True, anchor="middle"
    )


def panel_room(room: Box, options: tuple[Option, ...], u: float) -> tuple[Box, Box]:
    coded = any(option.url for option in options)
    if room.h >= room.w:
        return room.bottom((40 if coded else 8 + 11 * len(options)) * u)
    strip = room.w > 2.4 * room.h
    wide = (
        room.w * 0.44
        if strip
        else min(room.w * 0.42, max(62 * u, room.h * (0.72 if coded else 0.9)))
    )
    return room.right(wide)


def instead(sheet: Sheet, box: Box, ground: str) -> list[str]:
    u = sheet.unit
    ink = WHITE if ground == HALL_BLUE else INK
    parts = [rect(box, ground, 1.6 * u)]
    inner = box.inset(2.6 * u)
    options = sheet.scene.instead
    coded = next((option for option in options if option.url), None)
    if coded is not None and coded.url is not None:
        upright = inner.h > inner.w * 0.9
        side = min(inner.w, inner.h * 0.58) if upright else _code_side(sheet, inner)
        place, inner = inner.bottom(side + 4 * u) if upright else inner.right(side)
        parts += _code(place, coded.url, ink, u)
        if not upright:
            inner = Box(inner.x, inner.y, inner.w - 3 * u, inner.h)
    heading, inner = inner.top(min(6 * u, inner.h * 0.16))
    touch = (
        sheet.leads and not sheet.scene.touch_locked and any(option.places for option in options)
    )
    does = STILL_TOUCH if touch else STILL
    said = f"{sheet.say(does)}  {sheet.beside(does)}".strip()
    parts.append(one_line(heading, said, 3.6 * u, ink, lang=sheet.spoken.first))
    # At most so tall: two options on a tall panel would else stand far apart.
    step = min(inner.h / len(options), 24 * u)
    y = inner.y + (inner.h - step * len(options)) / 2
    for option in options:
        row = Box(inner.x, y, inner.w, step)
        mark, words = row.left(min(10 * u, step * 0.6))
        parts.append(
            icon(sheet.icons, OPTION_ICONS.get(option.kind, "place"), mark.inset(0.4 * u), ink)
        )
        leads = sheet.leads and bool(option.places) and not sheet.scene.touch_locked
        if leads:
            _, words = words.right(6 * u)
        words = Box(words.x + 2 * u, words.y + words.h * 0.08, words.w - 2 * u, words.h * 0.84)
        upper, lower = words.top(words.h * 0.6)
        first, second = sheet.spoken.first, sheet.spoken.second
        parts.append(
            _in_two(upper, sheet.say(option.words), OPTION_U * u, ink, bold=True, lang=first)
        )
        parts.append(_in_two(lower, sheet.beside(option.words), 4 * u, ink, lang=second))
        if leads:
            parts.append(_to_touch(sheet, row, option, ink))
        y += step
    return parts


def _in_two(box: Box, words: str, most: float, ink: str, *, lang: str, bold: bool = False) -> str:
    """On one line where it has room, else on two: a place that is cut short sends people
    nowhere."""
    least = OPTION_LEAST * most
    if width_em(words, bold) * least <= box.w:
        return one_line(box, words, most, ink, bold=bold, lang=lang, least=OPTION_LEAST)
    sizes = [share * min(least, box.h / TWO_HIGH) for share in TWO_SHARES]
    # Measured, not computed: where a line breaks depends on its words.
    size = next((size for size in sizes if len(broken(words, size, box.w, bold)) <= 2), sizes[-1])
    first = broken(words, size, box.w, bold)[0]
    halves = zip(box.top(box.h / 2), (first, words[len(first) :].strip()), strict=True)
    return "".join(
        one_line(half, said, size, ink, bold=bold, lang=lang, least=0.9) for half, said in halves
    )


def _code_side(sheet: Sheet, inner: Box) -> float:
    """The code beside the options: smaller where it would cut their words."""
    u, options = sheet.unit, sheet.scene.instead
    beside = 10 * u + 3 * u + (8 * u if sheet.leads else 2 * u)
    words = (
        max(width_em(sheet.say(option.words)) for option in options) * OPTION_U * u * OPTION_LEAST
    )
    return min(inner.h - 4 * u, max(inner.w * 0.24, min(inner.w * 0.42, inner.w - beside - words)))


OPTION_U, OPTION_LEAST = 8.4, 0.34
"""Letters of an option in hundredths of the short side, and the share of it they may shrink to."""
TWO_HIGH = 2.2
"""Height of two lines in letters."""
TWO_SHARES = (1.0, 0.9, 0.8, 0.7, 0.6)
"""How far two lines shrink before they are cut."""


def _to_touch(sheet: Sheet, row: Box, option: Option, ink: str) -> str:
    """The whole row opens the way to its place; a frame and a point at its end say that it can be
    touched."""
    u = sheet.unit
    frame = Box(row.x - u, row.y + 0.5 * u, row.w + 2 * u, row.h - u)
    around = {
        "x": n(frame.x),
        "y": n(frame.y),
        "width": n(frame.w),
        "height": n(frame.h),
        "rx": n(u),
    }
    point = f"M{n(row.x + row.w - 3.4 * u)} {n(row.cy - 2 * u)}l{n(2 * u)} {n(2 * u)}l{n(-2 * u)} {n(2 * u)}"
    stroke = {"stroke": ink, "stroke-linecap": "round", "stroke-linejoin": "round"}
    return element(
        "g",
        element(
            "rect", **around, fill=ink, fill_opacity=".08", stroke=ink, stroke_width=n(0.3 * u)
        ),
        element("path", d=point, fill="none", **stroke, stroke_width=n(0.8 * u)),
        data_open=f"way/{option.places[0]}",
    )


def leads_to(option: Option) -> Words:
    """What is said of the key that opens the way to an option's place."""
    return Message("signs.how-to-get-there", place=option.words)


def _code(box: Box, address: str, ink: str, u: float) -> list[str]:
    host = urlsplit(address).hostname or ""
    label, room = box.bottom(4 * u)
    side = min(room.w, room.h)
    return [
        code(address, room.cx - side / 2, room.cy - side / 2, side),
        one_line(label, host, 2.6 * u, ink, anchor="middle", lang="en"),
    ]
