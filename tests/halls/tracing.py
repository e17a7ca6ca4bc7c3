"""A hall's plan as a photograph, and what a hand that shakes traces over it."""

import base64
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from signage.floorplan.geometry import Point
from signage.floorplan.shapes import Drawing, Shape

SHAKES_M = 0.05
"""How far a traced corner may lie from where it is on the picture, along each axis."""
INK: Mapping[str, str] = {
    "walls": "black", "partitions": "black", "furniture": "#7788AA", "floor": "#EEEEEE", "doors": "#CC7700",
    "exits": "#118833", "stairs": "#6622AA", "screens": "#CC1111", "places": "#1144CC", "zones": "#BBBB88",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Camera:
    """How the paper lay: turned, so many pixels a metre, its corner somewhere."""

    degrees: float
    per_metre: float
    left: float
    top: float

    def pixel(self, at: Point) -> Point:
        """Of a place in metres."""
        turn = math.radians(self.degrees)
        x = at[0] * math.cos(turn) - at[1] * math.sin(turn)
        y = at[0] * math.sin(turn) + at[1] * math.cos(turn)
        return self.left + x * self.per_metre, self.top + y * self.per_metre

    def metres(self, pixel: Point) -> Point:
        turn = math.radians(-self.degrees)
        x, y = (pixel[0] - self.left) / self.per_metre, (pixel[1] - self.top) / self.per_metre
        return (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))


def camera(drawing: Drawing, chance: Random) -> Camera:
    """Everything is on the picture."""
    degrees, per_metre = chance.uniform(-8, 8), chance.uniform(22, 30)
    loose = Camera(degrees, per_metre, 0.0, 0.0)
    pixels = [loose.pixel(_metres(at)) for shape in drawing.shapes for at in shape.points]
    return Camera(
        degrees, per_metre, 40 - min(x for x, _ in pixels), 40 - min(y for _, y in pixels)
    )


def photograph(drawing: Drawing, floor: str, seen: Camera) -> Image.Image:
    """One storey, as it hangs on the wall of the hall."""
    pixels = [seen.pixel(_metres(at)) for s in drawing.shapes for at in s.points]
    size = round(max(x for x, _ in pixels)) + 40, round(max(y for _, y in pixels)) + 40
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for layer, ink in INK.items():
        for shape in (s for s in drawing.shapes if s.layer == layer and s.floor == floor):
            corners = [seen.pixel(_metres(at)) for at in shape.points]
            if len(corners) == 1:
                (x, y), r = corners[0], 5
                pen.ellipse((x - r, y - r, x + r, y + r), fill=ink)
            elif layer == "floor":
                pen.polygon(corners, fill=ink)
            else:
                pen.line([*corners, *(corners[:1] if shape.closed else ())], fill=ink, width=4)
    return picture


def traced(drawing: Drawing, seen: Camera, chance: Random) -> Drawing:
    """Every corner that is on the picture, in pixels, and a line of 20 m that somebody measured."""

    def hand(at: Point) -> Point:
        x, y = seen.pixel(at)
        shake = SHAKES_M * seen.per_metre
        return round(x + chance.uniform(-shake, shake)), round(y + chance.uniform(-shake, shake))

    shapes = [
        Shape(s.element, s.layer, tuple(hand(_metres(at)) for at in s.points), s.closed, s.floor,
              s.resource, s.attributes)
        for s in drawing.shapes if s.layer in INK
    ]  # fmt: skip
    scale = Shape("s", "scale", (hand((0, 0)), hand((20, 0))), attributes={"length": "20"})
    return Drawing((*shapes, scale))


def is_ink(picture: Image.Image, at: Point, within: float) -> bool:
    """Is there anything but paper so near?"""
    x, y = at
    r = math.ceil(within)
    square = picture.crop((int(x) - r, int(y) - r, int(x) + r + 1, int(y) + r + 1))
    return any(low != 255 for low, _ in square.getextrema())


def background(picture: Image.Image) -> str:
    """As the page keeps it: a picture in the file, nothing that is fetched."""
    body = io.BytesIO()
    picture.save(body, "PNG")
    return "data:image/png;base64," + base64.b64encode(body.getvalue()).decode()


def _metres(at: Point) -> Point:
    """Of a generated hall's drawing, which is in centimetres."""
    return at[0] / 100, at[1] / 100
