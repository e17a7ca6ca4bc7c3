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


def with_ways(svg: str, ways: Sequence[Shape]) -> str:
    """The drawing with further layers ``routes`` at its end; all that was there stays as it was.

    Raises ValueError where it does not end as an SVG does.
    """
    head, end, tail = svg.rpartition("</svg>")
    if not end or tail.strip():
        raise ValueError("it does not end with </svg>: save it as Inkscape SVG")
    floors = sorted({way.floor for way in ways}, key=storey_order)
    layers = "".join(
        _storey(floor, [way for way in ways if way.floor == floor]) for floor in floors
    )
    return f"{head}{layers}{end}{tail}"


def _storey(floor: str, ways: Iterable[Shape]) -> str:
    routes = _layer("routes", "".join(f"{_line(way)}\n" for way in ways))
    return _layer(f"floor {floor}", routes) if floor != "1" else routes


def _layer(label: str, inner: str) -> str:
    # The names of a part of a file are its own: the file may bind the prefix to something else.
    return element(
        "g", "\n", inner, xmlns="http://www.w3.org/2000/svg",
        xmlns__inkscape="http://www.inkscape.org/namespaces/inkscape", inkscape__groupmode="layer",
        inkscape__label=label, fill="none", stroke="#6DBB8F", stroke_width="8",
    ) + "\n"  # fmt: skip
