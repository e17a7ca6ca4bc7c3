"""Reads a floor plan drawn in Inkscape: layers, transforms and straight shapes become a
:class:`Drawing`.

A file from outside: entities and external references are refused by defusedxml. Coordinates stay
the drawing's own (after transforms), so that a way in metres, divided by ``metres_per_unit``, lies
right on the picture.
"""

import math
import re
import shlex
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException

from kiosk.wording.matrices import IDENTITY, NUMBER, Matrix, moved, times, transform
from kiosk.wording.outside import xml
from signage.floorplan.drawing import Planned, planned
from signage.floorplan.geometry import Point
from signage.floorplan.labels import plain
from signage.floorplan.shapes import FILE, LAYERS, SNAP_M, Drawing, Shape
from signage.language.mistake import Mistake
from signage.language.model_words import Amiss
from signage.language.words import NO_WORDS, Message, Words

SVG = "{http://www.w3.org/2000/svg}"
INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"
FLOORS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?:floor|storey|level|楼层)[ =:]\s*(\S+)",
        r"(?:第)?(b?[0-9]+)\s?(?:f|层|楼)",
        r"f([0-9]+)",
        r"(b[0-9]+)f?",
    )
)
"""A layer ``floor 2``, ``2F``, ``2层`` or ``B1`` holds that floor's layers; without one all is on
floor 1."""
NUMERALS = {
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
}
BELOW = re.compile(r"(?:地下|负)(?=[0-9])")
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_STEP = re.compile(rf"([A-Za-z])|({NUMBER.pattern})")
_STRAIGHT: Mapping[str, int] = {"M": 2, "L": 2, "H": 1, "V": 1, "Z": 0}
CM = 0.01


class _Curved(Amiss):
    """A shape whose form the plan cannot take; the message says what it is."""


def read_plan(text: str | bytes, file: str = FILE) -> Planned:
    """The plan of an SVG document; a file that is no such document is one mistake and an empty
    plan."""
    try:
        drawing = read_drawing(text)
    except (ParseError, DefusedXmlException, ValueError) as error:
        wrong = Message(
            "check.not-svg", why=error.words if isinstance(error, Amiss) else str(error)
        )
        return Planned(
            planned(Drawing(())).plan,
            (Mistake(file, "(file)", wrong, Message("check.save-as-inkscape")),),
        )
    return planned(drawing, file)


def read_drawing(text: str | bytes) -> Drawing:
    """Every shape in a layer. Raises ParseError, DefusedXmlException, ValueError."""
    root = xml(text)
    if root.tag != f"{SVG}svg":
        raise Amiss(Message("check.root-not-svg", tag=root.tag))
    unit = float(root.get("data-metres-per-unit") or CM)
    snap = float(root.get("data-snap-metres") or SNAP_M)
    layered = any(_is_layer(group) for group in root.iter(f"{SVG}g"))
    return Drawing(
        tuple(_shapes(root, Where())), unit, snap_m=snap, layered=layered, hidden=_unseen(root)
    )


@dataclass(frozen=True, slots=True)
class Where:
    """What a group hands down: its layer, floor and the transforms so far."""

    layer: str = ""
    floor: str = "1"
    matrix: Matrix = IDENTITY


def _shapes(parent: Element, where: Where) -> Iterator[Shape]:
    for number, element in enumerate(parent):
        if hidden(element):
            continue
        tag = str(element.tag).removeprefix(SVG)
        here = Where(
            where.layer, where.floor, times(where.matrix, transform(element.get("transform", "")))
        )
        # Anything else that nests (defs, symbol, clipPath) holds what is not drawn where it stands.
        if tag in ("g", "a", "switch"):
            yield from _shapes(element, entered(element, here))
        elif where.layer and tag in SHAPES:
            yield _shape(element, tag, here, f"{where.layer}-{tag}-{number + 1}")


def hidden(element: Element) -> bool:
    """Hidden layers and shapes, with all that is in them, are somebody's drafts."""
    return (
        element.get("display") == "none"
        or element.get("visibility") == "hidden"
        or HIDDEN.search(element.get("style", "")) is not None
    )


def _unseen(root: Element) -> tuple[str, ...]:
    """Labels of hidden layers that have a meaning; a hidden draft of another name is nobody's
    business."""
    labels = (
        _label_of(group) for group in root.iter(f"{SVG}g") if hidden(group) and _is_layer(group)
    )
    return tuple(plain(label) for label in labels if plain(label) in LAYERS or floor_of(label))


def _is_layer(group: Element) -> bool:
    return group.get(f"{INKSCAPE}groupmode") == "layer"


def _label_of(group: Element) -> str:
    return (group.get(f"{INKSCAPE}label") or group.get("id") or "").strip()


def entered(group: Element, where: Where) -> Where:
    if not _is_layer(group):
        return where
    label = _label_of(group)
    floor = floor_of(label)
    if floor is not None:
        return Where("", floor, where.matrix)
    name = plain(label)
    # A layer of no meaning inside one that has a meaning: told, because its shapes look as if they
    # were read.
    inside = where.layer in LAYERS and name not in LAYERS
    return Where(f"{where.layer}/{name}" if inside else name, where.floor, where.matrix)


def floor_of(label: str) -> str | None:
    """The floor a layer is called after; None where it is no floor."""
    text = unicodedata.normalize("NFKC", label).strip()
    text = BELOW.sub("b", "".join(NUMERALS.get(letter, letter) for letter in text))
    found = next((found for form in FLOORS if (found := form.fullmatch(text))), None)
    return found[1] if found is not None else None


def _shape(element: Element, tag: str, where: Where, fallback: str) -> Shape:
    name = element.get("id") or fallback
    resource, attributes = written_on(element)
    try:
        points, closed = SHAPES[tag](element)
        fault: Words = NO_WORDS
    except _Curved as curved:
        points, closed, fault = (), False, curved.words
    except ValueError:
        points, closed, fault = (), False, Message("check.numbers-not-read")
    # Whole numbers stay whole through rotations: 1e-14 must not decide which side of a line a door
    # is on.
    placed = tuple(
        (round(x, 6), round(y, 6)) for x, y in (moved(where.matrix, point) for point in points)
    )
    return Shape(
        name, where.layer, placed, closed, where.floor, resource, attributes, fault, tag == "use"
    )


def written_on(element: Element) -> tuple[str, Mapping[str, str]]:
    """What is written on an element: its label ``exit/east width=1.8 name=东出口``, or data-
    attributes."""
    label = (element.get(f"{INKSCAPE}label") or "").replace("＝", "=").replace("\u3000", " ")
    label = "=".join(part.strip() for part in label.split("="))
    try:
        words = shlex.split(label)
    except ValueError:
        words = label.split()
    pairs = dict(word.split("=", 1) for word in words if "=" in word)
    pairs |= {
        key.removeprefix("data-"): value
        for key, value in element.attrib.items()
        if key.startswith("data-")
    }
    alone = [word for word in words if "=" not in word]
    resource = pairs.pop("id", None) or next(iter(alone), "")
    # A word that stands alone beside the id is a key without its value.
    return resource, {**{word: "" for word in alone if word != resource}, **pairs}


# ---------------------------------------------------------------- forms


def _path(element: Element) -> tuple[tuple[Point, ...], bool]:
    """M, L, H, V and Z in both cases; one stroke. Anything else bends or branches."""
    points: list[Point] = []
    closed = False
    command, numbers = "", list[float]()
    for letter, number in _STEP.findall(element.get("d", "")):
        if letter:
            if letter.upper() not in _STRAIGHT:
                raise _Curved(Message("check.has-curve", letter=letter))
            if (letter in "Mm" and points) or (closed and letter not in "Zz"):
                raise _Curved(Message("check.several-strokes"))
            command, closed = letter, closed or letter in "Zz"
            continue
        numbers.append(float(number))
        if command and len(numbers) == _STRAIGHT[command.upper()]:
            points.append(_step(command, numbers, points[-1] if points else (0.0, 0.0)))
            numbers = []
            # Further pairs after a move are lines (SVG 1.1 §8.3.2).
            command = {"M": "L", "m": "l"}.get(command, command)
    # Inkscape ends many outlines at their first corner and closes them as well.
    if closed and len(points) > 1 and math.dist(points[0], points[-1]) < 1e-9:
        points.pop()
    return tuple(points), closed


def _step(command: str, numbers: list[float], last: Point) -> Point:
    x, y = last if command.islower() else (0.0, 0.0)
    kind = command.upper()
    if kind == "H":
        return (x + numbers[0], last[1])
    if kind == "V":
        return (last[0], y + numbers[0])
    return (x + numbers[0], y + numbers[1])


def _line(element: Element) -> tuple[tuple[Point, ...], bool]:
    return (
        (_size(element, "x1"), _size(element, "y1")),
        (_size(element, "x2"), _size(element, "y2")),
    ), False


def _poly(element: Element) -> tuple[tuple[Point, ...], bool]:
    numbers = [float(n) for n in NUMBER.findall(element.get("points", ""))]
    points = tuple(zip(numbers[::2], numbers[1::2], strict=False))
    return points, element.tag == f"{SVG}polygon"


def _rect(element: Element) -> tuple[tuple[Point, ...], bool]:
    x, y, w, h = (_size(element, name) for name in ("x", "y", "width", "height"))
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h)), True


def _circle(element: Element) -> tuple[tuple[Point, ...], bool]:
    """A circle marks its middle; where an outline is asked for, one point is none."""
    return ((_size(element, "cx"), _size(element, "cy")),), False


def _clone(element: Element) -> tuple[tuple[Point, ...], bool]:
    raise _Curved(Message("check.is-clone"))


def _size(element: Element, name: str) -> float:
    return float(element.get(name, "0").removesuffix("px"))


SHAPES = {
    "path": _path, "line": _line, "polyline": _poly, "polygon": _poly, "rect": _rect, "circle": _circle,
    "ellipse": _circle, "use": _clone,
}  # fmt: skip
