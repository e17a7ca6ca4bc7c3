"""What people can still do: a panel of at most three ways and the code that leads to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from kiosk.drawing.frame import OPTION_ICONS, Sheet
from kiosk.drawing.layout.pieces import Piece, draw, height, wrapped
from kiosk.drawing.layout.sizes import CAPTION, DETAIL, Sizes
from kiosk.drawing.svg import (
    HALL_BLUE,
    INK,
    LINE,
    WHITE,
    Box,
    code,
    icon,
    n,
    one_line,
    rect,
)  # fmt: skip
from kiosk.wording.markup import besides, element
from kiosk.wording.typeset import width_em
from signage.availability.redirects import Option
from signage.language.words import Message, Words
from signage.spoken.sign import STILL

STILL_TOUCH = Message("signs.you-can-still-touch")
PAD_U: Final = 2.6
ICON: Final = 1.25
"""A way's symbol, in sizes of its words."""
POINT_U: Final = 6.0
"""Room for the point that says that a row can be touched."""
BESIDE_SHARE, BELOW_SHARE, CODE_SHARE = 0.34, 0.58, 0.36
"""The code's share of a panel that is wider than high, of one that is higher at most, and at
least."""
BESIDE_SHARES, STRIP_SHARES = (0.42, 0.36), (0.48, 0.42, 0.36, 0.3)
ACROSS_SHARE = 0.34
"""Of a panel beside words that is wider than high itself."""
BENEATH: Final = 0.6
"""Of a room's height that a panel under words takes at most."""
WIDER = 1.3
BETWEEN: Final = 0.45
"""Between two ways, in sizes of their words."""
QUIET_U: Final = 2.0


@dataclass(frozen=True, slots=True)
class Way:
    """One option as it is set."""

    option: Option
    pieces: tuple[Piece, ...]

    @property
    def height(self) -> float:
        return height(self.pieces) + BETWEEN * self.pieces[0].size


@dataclass(frozen=True, slots=True)
class Panel:
    """``code`` is the side of its code in px, 0 where there is none; ``beside`` says where that
    stands."""

    ways: tuple[Way, ...]
    code: float
    beside: bool
    height: float
    headed: bool = True
    """Whether it says that people can still do this; a strip has no room for it."""


def shares(options: Sequence[Option], *, strip: bool) -> tuple[float, ...]:
    """Of a wide sign's room that a panel beside the words takes, the best first."""
    if not strip:
        return BESIDE_SHARES
    return STRIP_SHARES[:2] if _coded(options) else STRIP_SHARES


def fewer(options: Sequence[Option]) -> list[Sequence[Option]]:
    """All, then less and less of them: the first stays, and the one with a code longest beside
    it."""
    found = [options]
    while len(found[-1]) > 1:
        last = found[-1]
        least = max(range(1, len(last)), key=lambda at: (last[at].url is None, at))
        found.append([*last[:least], *last[least + 1 :]])
    return found


def leads_to(option: Option) -> Words:
    """What is said of the key that opens the way to an option's place."""
    return Message("signs.how-to-get-there", place=option.words)


def beneath(sheet: Sheet, room: Box, count: int, size: Sizes) -> Panel:
    """So many ways under a sign's words, as high as they need to be; a single one no higher than
    it may be, and smaller where it must."""
    found = _beneath(sheet, room.w, count, size, twins=True)
    if count > 1 or found.height <= BENEATH * room.h:
        return found
    found, most = _beneath(sheet, room.w, count, size, twins=False), BENEATH * room.h
    if found.height <= most:
        return found
    return replace(_squeezed(found, most - 2 * PAD_U * sheet.unit, size), height=most)


def _beneath(sheet: Sheet, wide: float, count: int, size: Sizes, *, twins: bool) -> Panel:
    u, instead = sheet.unit, sheet.scene.instead
    options = fewer(instead)[len(instead) - count]
    inner = wide - 2 * PAD_U * u
    side = BESIDE_SHARE * wide if _coded(options) else 0.0
    beside = side + QUIET_U * u if side else 0.0
    ways = _ways(sheet, options, inner - beside, size, twins=twins)
    rows = _heading(size) + sum(way.height for way in ways)
    high = max(rows, side + _host(size) if side else 0.0)
    return Panel(ways, side, beside=True, height=high + 2 * PAD_U * u)


def aside(sheet: Sheet, wide: float, high: float, size: Sizes) -> Panel:
    """As many ways as a panel beside the words holds; the second language goes before a way does.
    The first always: smaller where the panel has no room for its words, which ``kiosk check``
    names."""
    for shown in fewer(sheet.scene.instead):
        for twins in (True, False):
            found, fits = _aside(sheet, shown, Box(0, 0, wide, high), size, twins=twins)
            if fits:
                return found
    return _squeezed(found, found.height - 2 * PAD_U * sheet.unit, size)


def _squeezed(panel: Panel, high: float, size: Sizes) -> Panel:
    """Its only way made to fit, beside its code as long as that leaves its words S5."""
    (way,) = panel.ways
    room = high - (_heading(size) if panel.headed else 0.0)
    code = 0.0 if panel.beside or not way.option.url else CODE_SHARE * high + _host(size)
    if CAPTION * way.height > DETAIL * (room - code):
        code = 0.0
    share = min(1.0, (room - code) / way.height)
    pieces = tuple(replace(one, size=share * one.size) for one in way.pieces)
    side = panel.code if panel.beside else max(0.0, code - _host(size))
    return replace(panel, ways=(Way(way.option, pieces),), code=side)


def _aside(
    sheet: Sheet, options: Sequence[Option], box: Box, size: Sizes, *, twins: bool
) -> tuple[Panel, bool]:
    """The panel, and whether its ways have room in it."""
    u, across = sheet.unit, box.w > WIDER * box.h
    inner = box.inset(PAD_U * u)
    room = inner.h - (0.0 if across else _heading(size))
    coded = _coded(options)
    side = min(inner.h - _host(size), ACROSS_SHARE * inner.w) if coded and across else 0.0
    wide = inner.w - (side + QUIET_U * u if side else 0.0)
    ways = _ways(sheet, options, wide, size, twins=twins)
    needed = sum(way.height for way in ways)
    if coded and not across:
        side = min(inner.w, BELOW_SHARE * inner.h, room - needed - _host(size))
        room -= max(side, CODE_SHARE * inner.h) + _host(size)
    return Panel(ways, max(0.0, side), across, box.h, headed=not across), needed <= room


def _coded(options: Sequence[Option]) -> bool:
    return any(option.url for option in options)


def _heading(size: Sizes) -> float:
    return LINE * size.caption * 1.3


def _host(size: Sizes) -> float:
    return LINE * size.caption


def _ways(
    sheet: Sheet, options: Sequence[Option], wide: float, size: Sizes, *, twins: bool = True
) -> tuple[Way, ...]:
    return tuple(Way(option, _said(sheet, option, wide, size, twins)) for option in options)


def _said(sheet: Sheet, option: Option, wide: float, size: Sizes, twins: bool) -> tuple[Piece, ...]:
    room = wide - ICON * size.detail - 0.5 * size.detail
    if _leads(sheet, option):
        room -= POINT_U * sheet.unit
    spoken, beside = sheet.spoken, sheet.beside(option.words)
    first = wrapped(sheet.say(option.words), size.detail, room, lang=spoken.first, bold=True)
    if not beside or not twins:
        return (first,)
    return first, wrapped(beside, size.caption, room, lang=spoken.second)


def _leads(sheet: Sheet, option: Option) -> bool:
    return sheet.leads and bool(option.places) and not sheet.scene.touch_locked


def drawn(sheet: Sheet, box: Box, panel: Panel, ground: str, size: Sizes) -> str:
    u, ink = sheet.unit, WHITE if ground == HALL_BLUE else INK
    parts = [besides(rect(box, ground, 1.6 * u), data_side="")]
    inner = box.inset(PAD_U * u)
    if panel.code:
        place, inner = (
            inner.right(panel.code) if panel.beside else inner.bottom(panel.code + _host(size))
        )
        parts += _code(place, _address(panel), ink, size)
        if panel.beside:
            inner = Box(inner.x, inner.y, inner.w - QUIET_U * u, inner.h)
    if panel.headed:
        heading, inner = inner.top(_heading(size))
        parts.append(_headed(sheet, heading, panel, ink, size))
    free = inner.h - sum(way.height for way in panel.ways)
    step = max(0.0, free) / (len(panel.ways) + 1)
    y = inner.y
    for way in panel.ways:
        y += step
        parts.append(_way(sheet, Box(inner.x, y, inner.w, way.height), way, ink))
        y += way.height
    return "".join(parts)


def _headed(sheet: Sheet, box: Box, panel: Panel, ink: str, size: Sizes) -> str:
    touch = any(_leads(sheet, way.option) for way in panel.ways)
    does = STILL_TOUCH if touch else STILL
    first, both = sheet.say(does), f"{sheet.say(does)}  {sheet.beside(does)}".strip()
    said = both if width_em(both, False) * size.caption <= box.w else first
    return one_line(box, said, size.caption, ink, lang=sheet.spoken.first)


def _way(sheet: Sheet, row: Box, way: Way, ink: str) -> str:
    first = way.pieces[0]
    side = ICON * first.size
    mark = Box(row.x, row.cy - side / 2, side, side)
    words = Box(row.x + side + 0.5 * first.size, row.y, row.w - side - 0.5 * first.size, row.h)
    parts = [
        icon(sheet.icons, OPTION_ICONS.get(way.option.kind, "place"), mark, ink),
        draw(way.pieces, words, row.cy - height(way.pieces) / 2, ink, "start"),
    ]
    if _leads(sheet, way.option):
        parts.append(_to_touch(sheet, row, way.option, ink))
    return "".join(parts)


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
            "rect",
            **around,
            fill="#000000",
            fill_opacity=".08",
            stroke=ink,
            stroke_width=n(0.3 * u),
        ),
        element("path", d=point, fill="none", **stroke, stroke_width=n(0.8 * u)),
        data_open=f"way/{option.places[0]}",
    )


def _address(panel: Panel) -> str:
    return next(way.option.url for way in panel.ways if way.option.url)


def _code(box: Box, address: str, ink: str, size: Sizes) -> list[str]:
    host = urlsplit(address).hostname or ""
    label, room = box.bottom(_host(size))
    side = min(room.w, room.h)
    parts = [code(address, room.cx - side / 2, room.cy - side / 2, side)]
    # Under the code or nowhere: an address nobody can read from there is no address.
    if width_em(host, False) * size.caption <= label.w:
        parts.append(one_line(label, host, size.caption, ink, anchor="middle", lang="en"))
    return parts
