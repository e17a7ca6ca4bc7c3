"""What people can still do: a panel of at most three ways and the code that leads to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from kiosk.drawing.frame import OPTION_ICONS, Sheet
from kiosk.drawing.layout.pieces import Piece, draw, height, wrapped
from kiosk.drawing.layout.sizes import Sizes
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
ICON: Final = 1.4
"""A way's symbol, in sizes of its words."""
POINT_U: Final = 6.0
"""Room for the point that says that a row can be touched."""
BESIDE_SHARE, BELOW_SHARE, CODE_SHARE = 0.34, 0.58, 0.36
"""The code's share of a panel that is wider than high, of one that is higher at most, and at
least."""
BESIDE_SHARES, STRIP_SHARES = (0.42, 0.36), (0.48, 0.42, 0.36, 0.3)
ACROSS_SHARE = 0.36
"""Of a panel beside words that is wider than high itself."""
WIDER = 1.3
BETWEEN: Final = 0.6
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


def shares(options: Sequence[Option], *, strip: bool) -> tuple[float, ...]:
    """Of a wide sign's room that a panel beside the words takes, the best first."""
    if not strip:
        return BESIDE_SHARES
    return STRIP_SHARES[:2] if _coded(options) else STRIP_SHARES


def leads_to(option: Option) -> Words:
    """What is said of the key that opens the way to an option's place."""
    return Message("signs.how-to-get-there", place=option.words)


def beneath(sheet: Sheet, wide: float, count: int, size: Sizes) -> Panel:
    """So many ways under a sign's words, as high as they need to be."""
    u, options = sheet.unit, sheet.scene.instead[:count]
    inner = wide - 2 * PAD_U * u
    side = BESIDE_SHARE * wide if _coded(options) else 0.0
    ways = _ways(sheet, options, inner - (side + QUIET_U * u if side else 0.0), size)
    rows = _heading(size) + sum(way.height for way in ways)
    high = max(rows, side + _host(size) if side else 0.0)
    return Panel(ways, side, beside=True, height=high + 2 * PAD_U * u)


def aside(sheet: Sheet, wide: float, high: float, size: Sizes) -> Panel:
    """As many ways as a panel beside the words holds, its first always."""
    u, options = sheet.unit, sheet.scene.instead
    inner_w, inner_h = wide - 2 * PAD_U * u, high - 2 * PAD_U * u
    coded, across = _coded(options), wide > WIDER * high
    for count in range(len(options), 0, -1):
        shown = options[:count]
        room = inner_h - _heading(size)
        if not coded or not _coded(shown):
            ways = _ways(sheet, shown, inner_w, size)
            side, over = 0.0, room
        elif across:
            side = min(inner_h - _host(size), ACROSS_SHARE * inner_w)
            ways, over = _ways(sheet, shown, inner_w - side - 2 * QUIET_U * u, size), room
        else:
            ways = _ways(sheet, shown, inner_w, size)
            needed = sum(way.height for way in ways)
            side = min(inner_w, BELOW_SHARE * inner_h, room - needed - _host(size))
            over = room - max(side, CODE_SHARE * inner_h) - _host(size)
        if count == 1 or sum(way.height for way in ways) <= over:
            return Panel(_squeezed(ways, over), max(0.0, side), across, high)
    return Panel((), 0.0, across, high)


def _squeezed(ways: tuple[Way, ...], high: float) -> tuple[Way, ...]:
    """The first way alone, where even it has no room: without its second language."""
    if len(ways) != 1 or ways[0].height <= high:
        return ways
    return (Way(ways[0].option, ways[0].pieces[:1]),)


def _coded(options: Sequence[Option]) -> bool:
    return any(option.url for option in options)


def _heading(size: Sizes) -> float:
    return LINE * size.caption * 1.3


def _host(size: Sizes) -> float:
    return LINE * size.caption


def _ways(sheet: Sheet, options: Sequence[Option], wide: float, size: Sizes) -> tuple[Way, ...]:
    return tuple(Way(option, _said(sheet, option, wide, size)) for option in options)


def _said(sheet: Sheet, option: Option, wide: float, size: Sizes) -> tuple[Piece, ...]:
    room = wide - ICON * size.detail - 0.5 * size.detail
    if _leads(sheet, option):
        room -= POINT_U * sheet.unit
    spoken, beside = sheet.spoken, sheet.beside(option.words)
    first = wrapped(sheet.say(option.words), size.detail, room, lang=spoken.first, bold=True)
    if not beside:
        return (first,)
    return first, wrapped(beside, size.caption, room, lang=spoken.second)


def _leads(sheet: Sheet, option: Option) -> bool:
    return sheet.leads and bool(option.places) and not sheet.scene.touch_locked


def drawn(sheet: Sheet, box: Box, panel: Panel, ground: str, size: Sizes) -> list[str]:
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
    heading, inner = inner.top(_heading(size))
    touch = any(_leads(sheet, way.option) for way in panel.ways)
    does = STILL_TOUCH if touch else STILL
    first, both = sheet.say(does), f"{sheet.say(does)}  {sheet.beside(does)}".strip()
    said = both if width_em(both, False) * size.caption <= heading.w else first
    parts.append(one_line(heading, said, size.caption, ink, lang=sheet.spoken.first))
    free = inner.h - sum(way.height for way in panel.ways)
    step = max(0.0, free) / (len(panel.ways) + 1)
    y = inner.y
    for way in panel.ways:
        y += step
        parts.append(_way(sheet, Box(inner.x, y, inner.w, way.height), way, ink))
        y += way.height
    return parts


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
            "rect", **around, fill=ink, fill_opacity=".08", stroke=ink, stroke_width=n(0.3 * u)
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
