"""Paints marks with Pillow: on a picture stands the same as on a screen, in the font it was
measured in."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from PIL import Image, ImageChops, ImageDraw

from kiosk.drawing.print.ink.marks import Pen, Shape, Written, marks
from kiosk.drawing.print.ink.strokes import outlines
from kiosk.wording.typeset import font_at
from signage.floorplan.geometry import Point

FINE = ((1_500_000, 4), (8_000_000, 2))
"""Pixels of a shape's extent, and how many times finer it is painted, then scaled down; larger ones
as they are."""
Polygon = Sequence[Point]


def painted(parts: Iterable[str], width: int, height: int, ground: str = "#FFFFFF") -> Image.Image:
    """The picture of some markup in pixels, RGB. Raises ValueError for what it cannot paint, NoFont
    without a font."""
    image = Image.new("RGB", (width, height), ground)
    for mark in marks(parts):
        if isinstance(mark, Written):
            _write(image, mark)
        else:
            _shape(image, mark)
    return image


def _shape(image: Image.Image, mark: Shape) -> None:
    lines, pen = mark.lines(), mark.pen
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


def _fill(image: Image.Image, rings: list[list[Point]], colour: str, pen: Pen) -> None:
    if rings:
        _cover(image, rings, colour, pen, holes=len({_turn(ring) > 0 for ring in rings}) > 1)


def _cover(
    image: Image.Image, shapes: Sequence[Polygon], colour: str, pen: Pen, *, holes: bool = False
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
    image.paste(pen.rgb(colour), (left, top), mask)


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


ANCHORS: Mapping[str, str] = {"start": "ls", "middle": "ms", "end": "rs"}


def _write(image: Image.Image, line: Written) -> None:
    pen, font, anchor = line.pen, font_at(line.size, line.bold), ANCHORS[line.anchor]
    outline = round(pen.width * pen.scale / 2) if pen.stroke != "none" else 0
    mask = Image.new("L", image.size) if pen.opacity < 1 else None
    if mask is None:
        behind = pen.rgb(pen.stroke) if outline else None
        ImageDraw.Draw(image).text(
            line.at,
            line.words,
            pen.rgb(pen.fill),
            font,
            anchor,
            stroke_width=outline,
            stroke_fill=behind,
        )
        return
    ImageDraw.Draw(mask).text(line.at, line.words, round(255 * pen.opacity), font, anchor)
    image.paste(pen.rgb(pen.fill), mask=mask)
