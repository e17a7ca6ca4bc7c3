"""Reads this house's own SVG as marks, a shape or a line of words each, in the pixels of a sheet.

It knows what :mod:`kiosk.drawing.svg`, :mod:`floorplan` and the icons use, and refuses everything
else: a picture with a part missing would be worse than none.

2026-11-24 · Own reader of 150 lines: cairosvg and resvg bring native libraries and choose fonts
themselves, so that text would not be as wide as measured; a browser is no part of the server. A
sheet that needs gradients or clips would change our mind.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from kiosk.drawing.print.ink.strokes import Line, Path, disc
from kiosk.wording.markup import element
from kiosk.wording.matrices import IDENTITY, Matrix, moved, times, transform
from kiosk.wording.typeset import on_one_line
from signage.floorplan.geometry import Point

NO_MARKS = frozenset({"svg", "g"})


@dataclass(frozen=True, slots=True)
class Pen:
    """What a group hands down."""

    matrix: Matrix = IDENTITY
    colour: str = "#000000"
    fill: str = "#000000"
    stroke: str = "none"
    width: float = 1.0
    cap: str = "butt"
    join: str = "miter"
    miter: float = 4.0
    opacity: float = 1.0

    @property
    def scale(self) -> float:
        a, b, c, d, _, _ = self.matrix
        return math.sqrt(abs(a * d - b * c))

    def rgb(self, name: str) -> tuple[int, int, int]:
        """A colour of the drawing, 0–255 each."""
        name = (self.colour if name == "currentColor" else name).lstrip("#")
        # #abc is #aabbcc.
        if len(name) == 3:
            name = "".join(letter * 2 for letter in name)
        return int(name[0:2], 16), int(name[2:4], 16), int(name[4:6], 16)


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, circle or rectangle."""

    element: Element
    pen: Pen

    def lines(self) -> list[Line]:
        """Its strokes, curves flattened. Raises ValueError for what is none of the three."""
        tag = _tag(self.element)
        found = [
            ([moved(self.pen.matrix, point) for point in points], closed)
            for points, closed in _lines(self.element, tag, self.pen)
        ]
        return found


@dataclass(frozen=True, slots=True)
class Written:
    """One upright line of words on its baseline; a pen with a stroke sets an outline behind it."""

    words: str
    at: Point
    size: float
    """Of the font, px."""
    bold: bool
    anchor: str
    """``start``, ``middle`` or ``end``: which part of the line stands at ``at``."""
    pen: Pen


Mark = Shape | Written


def marks(parts: Iterable[str]) -> Iterator[Mark]:
    """Those of some markup, in the order they are painted and read. Raises ValueError for what
    cannot be put on paper."""
    for drawn in fromstring(element("g", *parts)):
        yield from _marks(drawn, Pen())


def _marks(element: Element, pen: Pen) -> Iterator[Mark]:
    tag, pen = _tag(element), _taken(element, pen)
    if tag == "svg":
        pen = replace(pen, matrix=times(pen.matrix, _nested(element)))
    if tag in NO_MARKS:
        for child in element:
            yield from _marks(child, pen)
    elif tag == "text":
        yield _written(element, pen)
    else:
        yield Shape(element, pen)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _taken(element: Element, pen: Pen) -> Pen:
    given = element.attrib
    return replace(
        pen,
        matrix=times(pen.matrix, transform(given["transform"])) if "transform" in given else pen.matrix,
        colour=given.get("color", pen.colour), fill=given.get("fill", pen.fill), stroke=given.get("stroke", pen.stroke),
        width=float(given.get("stroke-width", pen.width)), cap=given.get("stroke-linecap", pen.cap),
        join=given.get("stroke-linejoin", pen.join), miter=float(given.get("stroke-miterlimit", pen.miter)),
        # Multiplied, not replaced: a group's opacity dims all that is in it.
        opacity=pen.opacity * float(given.get("opacity", 1.0)),
    )  # fmt: skip


def _nested(element: Element) -> Matrix:
    """A square view box in a square place: no letterboxing to think of."""
    left, top, wide, high = (
        float(value) for value in element.get("viewBox", "0 0 100 100").split()
    )
    sx, sy = float(element.get("width", wide)) / wide, float(element.get("height", high)) / high
    return (
        sx,
        0.0,
        0.0,
        sy,
        float(element.get("x", 0)) - left * sx,
        float(element.get("y", 0)) - top * sy,
    )


def _written(element: Element, pen: Pen) -> Written:
    a, b, c, d, _, _ = pen.matrix
    if abs(b) > 1e-6 or abs(c) > 1e-6 or abs(a - d) > 1e-6:
        raise ValueError("turned text cannot be painted")
    return Written(
        on_one_line(element.text or ""),
        moved(pen.matrix, (float(element.get("x", 0)), float(element.get("y", 0)))),
        float(element.get("font-size", 16)) * pen.scale,
        element.get("font-weight") == "700",
        element.get("text-anchor", "start"),
        pen,
    )


def _sizes(element: Element, *names: str) -> Iterator[float]:
    return (float(element.get(name, 0)) for name in names)


def _lines(element: Element, tag: str, pen: Pen) -> list[Line]:
    """A shape's strokes before its group moves them."""
    if tag == "path":
        return Path(element.get("d", ""), pen.scale).lines
    if tag == "circle":
        x, y, r = _sizes(element, "cx", "cy", "r")
        fine = disc((0.0, 0.0), r * pen.scale)
        return [([(x + dx / pen.scale, y + dy / pen.scale) for dx, dy in fine], True)]
    if tag != "rect":
        raise ValueError(f"<{tag}> cannot be painted")
    x, y, w, h, r = _sizes(element, "x", "y", "width", "height", "rx")
    r = min(r, w / 2, h / 2)
    around = f"M{x + r} {y}h{w - 2 * r}a{r} {r} 0 0 1 {r} {r}v{h - 2 * r}a{r} {r} 0 0 1 {-r} {r}"
    around += f"h{2 * r - w}a{r} {r} 0 0 1 {-r} {-r}v{2 * r - h}a{r} {r} 0 0 1 {r} {-r}z"
    return Path(around if r else f"M{x} {y}h{w}v{h}h{-w}z", pen.scale).lines
