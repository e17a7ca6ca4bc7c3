"""Whether a warning's areas take in the hall's place (OASIS CAP-v1.2, §3.2.4).

True, False, or None where nobody can tell: no area, a shape that could not be read, codes of a scheme
that the hall has not said its own of. A shape's edge belongs to it. *No geometry library*: one point
is asked of, and the plane of latitude and longitude decides, as the standard has it.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from kiosk.custody.warnings.message import Area, Circle, Point
from signage.hall.alerts.rules import Location

EARTH_KM = 6371.0088
EDGE_DEG = 1e-9
TURN = 360.0
DIVISIONS = 6
"""Digits of a code of administrative divisions (GB/T 2260): two each for province, city, county."""


def takes_in(areas: Iterable[Area], place: Location) -> bool | None:
    answers = [_one(area, place) for area in areas]
    if True in answers:
        return True
    return None if not answers or None in answers else False


def _one(area: Area, place: Location) -> bool | None:
    answers: list[bool | None] = [None] if area.unread else []
    if place.latitude is not None and place.longitude is not None:
        here = Point(place.latitude, place.longitude)
        answers += [_in_polygon(polygon, here) for polygon in area.polygons]
        answers += [_in_circle(circle, here) for circle in area.circles]
    schemes = {scheme.casefold(): codes for scheme, codes in place.geocodes.items()}
    for scheme, code in area.geocodes:
        ours = schemes.get(scheme.casefold())
        if ours is not None:
            answers.append(any(_covers(code, one) for one in ours))
    if True in answers:
        return True
    return None if not answers or None in answers else False


def _covers(code: str, ours: str) -> bool:
    """A province's code takes in its cities', a city's its counties'; any other only itself."""
    if code == ours:
        return True
    if not (code.isdigit() and ours.isdigit() and len(code) >= DIVISIONS):
        return False
    pairs = [code[at : at + 2] for at in range(0, DIVISIONS, 2)]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return bool(pairs) and not code[DIVISIONS:].strip("0") and ours.startswith("".join(pairs))


def _in_circle(circle: Circle, here: Point) -> bool:
    one, other = circle.centre, here
    up = sin(radians(other.latitude - one.latitude) / 2)
    across = sin(radians(other.longitude - one.longitude) / 2)
    level = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * EARTH_KM * asin(min(1.0, sqrt(up**2 + level * across**2))) <= circle.radius_km


def _in_polygon(polygon: tuple[Point, ...], here: Point) -> bool:
    """Even-odd rule; longitudes are followed along the edge, so that it may cross the 180th."""
    points: list[tuple[float, float]] = []
    east = 0.0
    for point in (*polygon, polygon[0]):
        near = point.longitude - here.longitude
        east = near + TURN * round((east - near) / TURN) if points else _turned(near)
        points.append((point.latitude - here.latitude, east))
    return any(_inside(points, turn) for turn in (-TURN, 0.0, TURN))


def _turned(degrees: float) -> float:
    return (degrees + TURN / 2) % TURN - TURN / 2


def _inside(points: list[tuple[float, float]], turn: float) -> bool:
    odd = False
    for (y1, x1), (y2, x2) in pairwise((y, x + turn) for y, x in points):
        if _on_edge(x1, y1, x2, y2):
            return True
        if (y1 > 0) != (y2 > 0) and x1 - y1 * (x2 - x1) / (y2 - y1) > 0:
            odd = not odd
    return odd


def _on_edge(x1: float, y1: float, x2: float, y2: float) -> bool:
    between = min(x1, x2) <= EDGE_DEG >= min(y1, y2) and max(x1, x2) >= -EDGE_DEG <= max(y1, y2)
    return between and abs(x1 * y2 - x2 * y1) <= EDGE_DEG * max(1.0, abs(x2 - x1), abs(y2 - y1))
