"""Paints this house's own SVG with Pillow: on paper stands the same picture as on a screen.

It knows what :mod:`kiosk.drawing.svg`, :mod:`floorplan` and the icons use, and refuses everything
else: a picture with a part missing would be worse than none. Text is drawn in the font it was
measured in.

2026-11-24 · Own painter of 250 lines: cairosvg and resvg bring native libraries and choose fonts
themselves, so that text would not be as wide as measured; a browser is no part of the server. A
sheet that needs gradients or clips would change our mind.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from PIL import Image, ImageChops, ImageDraw

from kiosk.drawing.print.strokes import Line, Path, disc, outlines
from kiosk.wording.markup import element
from kiosk.wording.matrices import IDENTITY, Matrix, moved, times, transform
from kiosk.wording.typeset import font_at, on_one_line
from signage.floorplan.geometry import Point

FINE = ((1_500_000, 4), (8_000_000, 2))
"""Pixels of a shape's extent, and how many times finer it is painted, then scaled down; larger ones
as they are."""
NO_MARKS = frozenset({"svg", "g"})
Polygon = Sequence[Point]


@dataclass(frozen=True, slots=True)
class _Pen:
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


def painted(parts: Iterable[str], width: int, height: int, ground: str = "#FFFFFF") -> Image.Image:
    """The picture of some markup in pixels, RGB. Raises ValueError for what it cannot paint, NoFont
    without a font."""
    image = Image.new("RGB", (width, height), ground)
    for drawn in fromstring(element("g", *parts)):
        _paint(image, drawn, _Pen())
    return image


def _paint(image: Image.Image, element: Element, pen: _Pen) -> None:
    tag = element.tag.rpartition("}")[2]
    pen = _taken(element, pen)
    if tag == "svg":
        pen = replace(pen, matrix=times(pen.matrix, _nested(element)))
    if tag in NO_MARKS:
        for child in element:
            _paint(image, child, pen)
    elif tag == "text":
        _write(image, element, pen)
    else:
        _shape(image, _lines(element, tag, pen), pen)


def _taken(element: Element, pen: _Pen) -> _Pen:
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


def _sizes(element: Element, *names: str) -> Iterator[float]:
    return (float(element.get(name, 0)) for name in names)


def _lines(element: Element, tag: str, pen: _Pen) -> list[Line]:
    """A shape's strokes in pixels."""
    if tag == "path":
        found = Path(element.get("d", ""), pen.scale).lines
    elif tag == "circle":
        x, y, r = _sizes(element, "cx", "cy", "r")
        fine = disc((0.0, 0.0), r * pen.scale)
        found = [([(x + dx / pen.scale, y + dy / pen.scale) for dx, dy in fine], True)]
    elif tag == "rect":
        x, y, w, h, r = _sizes(element, "x", "y", "width", "height", "rx")
        r = min(r, w / 2, h / 2)
        around = (
            f"M{x + r} {y}h{w - 2 * r}a{r} {r} 0 0 1 {r} {r}v{h - 2 * r}a{r} {r} 0 0 1 {-r} {r}"
        )
        around += f"h{2 * r - w}a{r} {r} 0 0 1 {-r} {-r}v{2 * r - h}a{r} {r} 0 0 1 {r} {-r}z"
        found = Path(around if r else f"M{x} {y}h{w}v{h}h{-w}z", pen.scale).lines
    else:
        raise ValueError(f"<{tag}> cannot be painted")
    return [([moved(pen.matrix, point) for point in points], closed) for points, closed in found]


def _shape(image: Image.Image, lines: list[Line], pen: _Pen) -> None:
    if pen.fill != "none":
        _fill(image, [points for points, _ in lines if len(points) > 2], pen.fill, pen)
    if pen.stroke != "none":
        width = pen.width * pen.scale
        bars = [
            bar for line in lines for bar in outlines(line, width, pen.cap, pen.join, pen.miter)
        ]
        for near in _apart(bars):
            _cover(image, near, pen.stroke, pen)


def _apart(bars: list[list[Point]]) -> Iterator[list[list[Point]]]:
    """Strokes that go far in single bars, so that each is painted finely in its own small
    extent."""
    xs, ys = [x for bar in bars for x, _ in bar], [y for bar in bars for _, y in bar]
    if bars and (max(xs) - min(xs)) * (max(ys) - min(ys)) > FINE[-1][0]:
        yield from ([bar] for bar in bars)
    else:
        yield bars


def _turn(points: Polygon) -> float:
    return sum(
        a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)
    )


def _fill(image: Image.Image, rings: list[list[Point]], colour: str, pen: _Pen) -> None:
    if rings:
        _cover(image, rings, colour, pen, holes=len({_turn(ring) > 0 for ring in rings}) > 1)


def _cover(
    image: Image.Image, shapes: Sequence[Polygon], colour: str, pen: _Pen, *, holes: bool = False
) -> None:
    """Paint the union of some polygons; with ``holes`` by the non-zero rule, where opposite turns
    cancel."""
    xs, ys = [x for shape in shapes for x, _ in shape], [y for shape in shapes for _, y in shape]
    if not xs:
        return
    left, top = max(0, math.floor(min(xs)) - 1), max(0, math.floor(min(ys)) - 1)
    right, bottom = (
        min(image.width, math.ceil(max(xs)) + 1),
        min(image.height, math.ceil(max(ys)) + 1),
    )
    if right <= left or bottom <= top:
        return
    k = next((fine for most, fine in FINE if (right - left) * (bottom - top) <= most), 1)
    size = ((right - left) * k, (bottom - top) * k)
    # A pixel is painted where its middle is inside: half a pixel back from where corners are
    # counted.
    placed = [[((x - left) * k - 0.5, (y - top) * k - 0.5) for x, y in shape] for shape in shapes]
    mask = _wound(placed, size) if holes else _united(placed, size)
    mask = mask.reduce(k) if k > 1 else mask
    if pen.opacity < 1:
        mask = mask.point([round(value * pen.opacity) for value in range(256)])
    image.paste(_colour(colour, pen), (left, top), mask)


def _united(shapes: Sequence[Polygon], size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for shape in shapes:
        # The outline closes the seam between two pieces of one stroke.
        draw.polygon(list(shape), fill=255, outline=255 if len(shapes) > 1 else None)
    return mask


def _wound(shapes: Sequence[Polygon], size: tuple[int, int]) -> Image.Image:
    counts = {True: Image.new("L", size), False: Image.new("L", size)}
    for shape in shapes:
        one = Image.new("L", size)
        ImageDraw.Draw(one).polygon(list(shape), fill=1)
        counts[_turn(shape) > 0] = ImageChops.add(counts[_turn(shape) > 0], one)
    return ImageChops.difference(counts[True], counts[False]).point([0, *[255] * 255])


def _colour(name: str, pen: _Pen) -> tuple[int, int, int]:
    name = (pen.colour if name == "currentColor" else name).lstrip("#")
    # #abc is #aabbcc.
    if len(name) == 3:
        name = "".join(letter * 2 for letter in name)
    return int(name[0:2], 16), int(name[2:4], 16), int(name[4:6], 16)


ANCHORS: Mapping[str, str] = {"start": "ls", "middle": "ms", "end": "rs"}


def _write(image: Image.Image, element: Element, pen: _Pen) -> None:
    """One upright line on its baseline; an outline stands behind the letters
    (``paint-order="stroke"``)."""
    a, b, c, d, _, _ = pen.matrix
    if abs(b) > 1e-6 or abs(c) > 1e-6 or abs(a - d) > 1e-6:
        raise ValueError("turned text cannot be painted")
    x, y = moved(pen.matrix, (float(element.get("x", 0)), float(element.get("y", 0))))
    font = font_at(
        float(element.get("font-size", 16)) * pen.scale, element.get("font-weight") == "700"
    )
    words, anchor = on_one_line(element.text or ""), ANCHORS[element.get("text-anchor", "start")]
    outline = round(pen.width * pen.scale / 2) if pen.stroke != "none" else 0
    mask = Image.new("L", image.size) if pen.opacity < 1 else None
    if mask is None:
        behind = _colour(pen.stroke, pen) if outline else None
        ImageDraw.Draw(image).text(
            (x, y),
            words,
            _colour(pen.fill, pen),
            font,
            anchor,
            stroke_width=outline,
            stroke_fill=behind,
        )
        return
    ImageDraw.Draw(mask).text((x, y), words, round(255 * pen.opacity), font, anchor)
    image.paste(_colour(pen.fill, pen), mask=mask)
