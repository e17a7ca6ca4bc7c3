"""Signs and boards drawn as SVG in the pixels of their screen.

Everything is set on the server with measured text, so a scene looks the same on every browser,
never overflows and scales as one picture. Colours: ISO 3864-4 by their RAL equivalents; hall blue
after Pantone 2945 C (sRGB unverified).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

import qrcode
import qrcode.constants

from kiosk.wording.markup import besides, element, escape
from kiosk.wording.typeset import width_em
from signage.hall.model import Screen
from signage.language.catalogue import direction_of
from signage.language.words import FIRST_LANGUAGE

RED, YELLOW, GREEN, BLUE = "#9B2423", "#F9A800", "#237F52", "#005387"
DARK, WHITE, INK, GROUND, HALL_BLUE, QUIET = (
    "#2B2B2C",
    "#FFFFFF",
    "#1D2733",
    "#F4F6F8",
    "#004C97",
    "#5A6672",
)
LINE = 1.22
"""Line height in em: CJK glyphs fill the em box, so less would touch."""
CENTRE = 0.36
"""Baseline below a line's centre, in em, for CJK and capitals of the same font."""
QR_QUIET, QR_MIN_MODULE = 4, 3
RIGHT_TO_LEFT = {"start": "end", "middle": "middle", "end": "start"}
RINGED = frozenset({"no-lift", "no-entry", "do-not-touch"})
RIM = 1.06


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in screen pixels."""

    x: float
    y: float
    w: float
    h: float

    @property
    def cx(self) -> float:
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        return self.y + self.h / 2

    def inset(self, by: float) -> "Box":
        return Box(self.x + by, self.y + by, max(1.0, self.w - 2 * by), max(1.0, self.h - 2 * by))

    def top(self, h: float) -> tuple["Box", "Box"]:
        return Box(self.x, self.y, self.w, h), Box(self.x, self.y + h, self.w, max(1.0, self.h - h))

    def bottom(self, h: float) -> tuple["Box", "Box"]:
        return Box(self.x, self.y + self.h - h, self.w, h), Box(
            self.x, self.y, self.w, max(1.0, self.h - h)
        )

    def left(self, w: float) -> tuple["Box", "Box"]:
        return Box(self.x, self.y, w, self.h), Box(self.x + w, self.y, max(1.0, self.w - w), self.h)

    def right(self, w: float) -> tuple["Box", "Box"]:
        return Box(self.x + self.w - w, self.y, w, self.h), Box(
            self.x, self.y, max(1.0, self.w - w), self.h
        )


@lru_cache(16384)
def n(value: float) -> str:
    # A tenth of a pixel is finer than any panel; more digits would double what is sent.
    return f"{value:.1f}".rstrip("0").rstrip(".")


def canvas(screen: Screen) -> Box:
    """The picture as the viewer sees it: a panel hung upright swaps its sides."""
    turned = screen.rotate in (90, 270)
    return Box(
        0, 0, screen.height if turned else screen.width, screen.width if turned else screen.height
    )


def page_unit(screen: Screen) -> float:
    """Pixels of a touch page's unit, ``--s`` of ``hall.css``: a hundredth of the short side, less
    on a panel that is nearer to a square than 3 : 2, so that what stands beside one another has
    room there too."""
    whole = canvas(screen)
    return min(min(whole.w, whole.h) / 100, max(whole.w, whole.h) / 150)


def rect(box: Box, fill: str, radius: float = 0) -> str:
    return element(
        "rect",
        x=n(box.x),
        y=n(box.y),
        width=n(box.w),
        height=n(box.h),
        fill=fill,
        rx=n(radius) if radius else None,
    )


@lru_cache(8192)
def text(
    x: float,
    cy: float,
    size: float,
    words: str,
    fill: str,
    *,
    bold: bool = False,
    anchor: str = "middle",
    lang: str = FIRST_LANGUAGE,
) -> str:
    """One line, vertically centred on ``cy``; it begins where its language begins, on the right
    where that is so."""
    direction = direction_of(lang)
    # SVG's start is where the text begins: with direction rtl that is its right end.
    if direction == "rtl":
        anchor = RIGHT_TO_LEFT[anchor]
    return element(
        "text",
        escape(words),
        x=n(x),
        y=n(cy + CENTRE * size),
        font_size=n(size),
        text_anchor=anchor,
        fill=fill,
        font_weight="700" if bold else None,
        lang=lang,
        direction=direction if direction != "ltr" else None,
    )


def haloed(line: str, width: float) -> str:
    """A line of :func:`text` with a white rim, where it stands on what is drawn."""
    return besides(line, paint_order="stroke", stroke=WHITE, stroke_width=n(width))


class How(TypedDict, total=False):
    """How :func:`one_line` sets its line."""

    bold: bool
    anchor: str
    least: float


def one_line(
    box: Box, words: str, most: float, fill: str, *, bold: bool = False, anchor: str = "start",
    lang: str = FIRST_LANGUAGE, least: float = 0.45,
) -> str:  # fmt: skip
    """A line in a box, as large as fits, never above ``most``; text shrinks to ``least`` of it,
    then is cut."""
    if not words:
        return ""
    size = min(most, box.h / 1.1, box.w / max(0.1, width_em(words, bold)))
    # Cut rather than smaller: nobody reads it then, and its end is at least seen to be missing.
    if size < most * least:
        words, size = shorten(words, box.w / (most * least), bold), most * least
    x = {"start": box.x, "middle": box.cx, "end": box.x + box.w}[anchor]
    return text(x, box.cy, size, words, fill, bold=bold, anchor=anchor, lang=lang)


def shorten(words: str, em: float, bold: bool = False) -> str:
    if width_em(words, bold) <= em:
        return words
    while words and width_em(words + "…", bold) > em:
        words = words[:-1]
    return words + "…"


def icon(icons: dict[str, str], name: str, box: Box, colour: str = "currentColor") -> str:
    """A drawn symbol, nested; ``colour`` serves symbols drawn in the current colour."""
    body = icons.get(name, "")
    side = min(box.w, box.h)
    if name in RINGED:
        # A ring ends at its own edge: on a coloured ground it needs a white gap to stay a ring.
        side /= RIM
        body = element("circle", cx="50", cy="50", r=n(50 * RIM), fill="#FFFFFF") + body
        edge = 50 * (RIM - 1)
        return element(
            "svg",
            body,
            x=n(box.cx - side * RIM / 2),
            y=n(box.cy - side * RIM / 2),
            width=n(side * RIM),
            height=n(side * RIM),
            viewBox=f"{n(-edge)} {n(-edge)} {n(100 * RIM)} {n(100 * RIM)}",
        )
    return element(
        "svg",
        body,
        x=n(box.cx - side / 2),
        y=n(box.cy - side / 2),
        width=n(side),
        height=n(side),
        viewBox="0 0 100 100",
        color=colour,
    )


def block(box: Box) -> str:
    """For ``data_block``: what of a group stays as it is where a picture is turned over."""
    return f"{n(box.x)} {n(box.w)}"


@lru_cache(maxsize=64)
def _matrix(address: str) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


@lru_cache(maxsize=64)
def _modules(address: str) -> str:
    """One path of unit squares, runs merged."""
    path = []
    for y, row in enumerate(_matrix(address)):
        x = 0
        while x < len(row):
            run = x
            # Runs as one piece: seams between squares show as hairlines where a browser scales.
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                path.append(f"M{x} {y}h{run - x}v1h-{run - x}z")
            x = max(run, x + 1)
    return "".join(path)


def code_side(address: str, at_least: float) -> int:
    """Side in px: whole pixels per module, quiet zone of 4 modules, at least ``at_least`` px."""
    modules = len(_matrix(address)) + 2 * QR_QUIET
    return max(QR_MIN_MODULE, -(-int(at_least) // modules)) * modules


def code(address: str, x: float, y: float, room: float) -> str:
    """The QR code of an address in a square of ``room`` px, whole pixels per module, dark on
    light."""
    modules = len(_matrix(address)) + 2 * QR_QUIET
    # Never less than a pixel a module: one that is too large is read, a blurred one is not.
    k = max(1, int(room // modules))
    side = k * modules
    # On whole pixels: modules that are blurred at their edges are read from less far.
    x, y = round(x + (room - side) / 2), round(y + (room - side) / 2)
    return element(
        "g",
        element("rect", x=x, y=y, width=side, height=side, fill="#FFFFFF"),
        element(
            "path",
            transform=f"translate({x + k * QR_QUIET} {y + k * QR_QUIET}) scale({k})",
            fill="#000000",
            shape_rendering="crispEdges",
            d=_modules(address),
        ),
        data_qr=address,
        data_block=block(Box(x, y, side, side)),
    )


def picture(box: Box, parts: Iterable[str], label: str, **more: str) -> str:
    return element(
        "svg",
        *parts,
        class_="picture",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {n(box.w)} {n(box.h)}",
        role="img",
        aria_label=label,
        **more,
    )
