"""Proposed ways as a piece of SVG, for whoever puts them into layers ``routes``."""

from collections.abc import Iterable, Sequence

from kiosk.wording.markup import element
from signage.floorplan.shapes import Shape
from signage.hall.storeys import storey_order


def ways_svg(ways: Sequence[Shape]) -> str:
    """One group, in it one for each storey (``data-floor``), in it a polyline for each way."""
    floors = sorted({way.floor for way in ways}, key=storey_order)
    groups = (
        element("g", *(_line(way) for way in ways if way.floor == floor), data_floor=floor)
        for floor in floors
    )
    return element("g", *groups, xmlns="http://www.w3.org/2000/svg")


def _line(way: Shape) -> str:
    return element("polyline", id=way.element, points=_points(way.points))


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.10g},{y:.10g}" for x, y in points)
