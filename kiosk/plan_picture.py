"""The drawn plan as markup for a page: only harmless shapes, turned to its viewer, labels upright.

A drawing comes from outside, so nothing is let through but what is on two lists; ``style`` becomes attributes, which a
strict content policy allows. Ways, marks and faults are drawn over it by whoever shows it, in the drawing's own units
(metres / ``metres_per_unit``) inside the same turned group.
"""

import math
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from kiosk.plan_svg import INKSCAPE, SVG

DRAWN = frozenset({"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"})
FORM = frozenset({
    "d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "transform",
    "data-for", "data-at",
})  # fmt: skip
LOOK = frozenset({
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap",
    "stroke-linejoin", "stroke-dasharray", "opacity", "font-size", "font-weight", "font-family", "text-anchor",
    "letter-spacing", "display",
})  # fmt: skip
_PLAIN = re.compile(r"[\w\s.,#%()+\-\"']*")
"""Values that are numbers, colours, names and transforms; no address gets through (it needs a colon or a slash)."""
LABELS = "labels"
TECHNICAL = frozenset({"routes", "doors", "screens", "places"})
"""Layers that guide the program, not people."""


@dataclass(frozen=True, slots=True)
class Picture:
    """``box``: the viewBox after turning (x, y, width, height); ``turn``: the transform of the group ``body`` is in."""

    box: tuple[float, float, float, float]
    turn: str
    body: str

    @property
    def view_box(self) -> str:
        return " ".join(f"{value:g}" for value in self.box)


def picture(text: str | bytes, turn_deg: float = 0.0, without: frozenset[str] = TECHNICAL) -> Picture:
    """The drawing turned clockwise by ``turn_deg``: −(facing + 180) puts what a screen's viewer looks at on top.

    Layers named in ``without`` are left out, hidden or not; every other layer shows and carries ``data-layer``.
    Raises ParseError, DefusedXmlException, ValueError for what is no drawing.
    """
    root = fromstring(text)
    if root.tag != f"{SVG}svg":
        raise ValueError(f"its root is {root.tag}, not svg")
    left, top, width, height = _box(root)
    centre = (left + width / 2, top + height / 2)
    turn = f"rotate({turn_deg:g} {centre[0]:g} {centre[1]:g})"
    whole = Element("g")
    _copy(root, whole, turn_deg, without, "")
    angle = math.radians(turn_deg)
    wide = abs(width * math.cos(angle)) + abs(height * math.sin(angle))
    high = abs(width * math.sin(angle)) + abs(height * math.cos(angle))
    box = tuple(round(value, 3) for value in (centre[0] - wide / 2, centre[1] - high / 2, wide, high))
    return Picture((box[0], box[1], box[2], box[3]), turn, "".join(tostring(child, "unicode") for child in whole))


def _box(root: Element) -> tuple[float, float, float, float]:
    numbers = [float(value) for value in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if value]
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        raise ValueError("it has no viewBox")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _copy(source: Element, target: Element, turn_deg: float, without: frozenset[str], layer: str) -> None:
    for child in source:
        tag = str(child.tag).removeprefix(SVG)
        if tag not in DRAWN:
            continue
        inner = layer
        attributes = _attributes(child)
        if child.get(f"{INKSCAPE}groupmode") == "layer":
            inner = (child.get(f"{INKSCAPE}label") or "").strip().lower()
            if inner in without:
                continue
            attributes |= {"data-layer": inner} if _PLAIN.fullmatch(inner) else {}
        if layer == LABELS and turn_deg:
            attributes |= _upright(child, turn_deg, attributes)
        made = SubElement(target, tag, attributes)
        if tag in ("text", "tspan"):
            made.text = child.text
        made.tail = child.tail if tag == "tspan" else None
        # What is inside a label turns with it.
        _copy(child, made, turn_deg, without, "" if layer == LABELS else inner)


def _attributes(element: Element) -> dict[str, str]:
    style = (part.partition(":") for part in element.get("style", "").split(";"))
    given = dict(element.attrib) | {name.strip(): value.strip() for name, _, value in style}
    return {
        name: value for name, value in given.items()
        if (name in LOOK or name in FORM) and (_PLAIN.fullmatch(value) or name == "data-for")
    }  # fmt: skip


def _upright(label: Element, turn_deg: float, attributes: dict[str, str]) -> dict[str, str]:
    """Turns a label back around its own place: ``data-at="x y"``, else where its text begins."""
    at = label.get("data-at", "").split() or [label.get("x", ""), label.get("y", "")]
    try:
        x, y = float(at[0]), float(at[1])
    except (IndexError, ValueError):
        return {}
    return {"transform": f"rotate({-turn_deg:g} {x:g} {y:g}) {attributes.get('transform', '')}".strip()}
