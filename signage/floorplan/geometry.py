"""Plane geometry of a floor: metres, x to the right and y down as drawn; bearings in degrees
clockwise from up."""

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
Line = tuple[Point, Point]

TOUCH_M = 1e-6
"""Below this two places are one; drawings are exact to a hundredth of a millimetre at best."""


def distance(a: Point, b: Point) -> float:
    return math.hypot(b[0] - a[0], b[1] - a[1])


def bearing(a: Point, b: Point) -> float:
    """Direction from ``a`` to ``b``: 0 = up on the drawing, 90 = right; in [0, 360)."""
    # y grows downwards on a drawing, so up is the smaller one.
    return math.degrees(math.atan2(b[0] - a[0], a[1] - b[1])) % 360.0


def turned(degrees: float) -> float:
    """An angle normalised to (−180, 180], clockwise positive."""
    left = degrees % 360.0
    return left - 360.0 if left > 180.0 else left


def ahead(a: Point, degrees: float, metres: float) -> Point:
    """The point ``metres`` from ``a`` in a direction."""
    angle = math.radians(degrees)
    return (a[0] + metres * math.sin(angle), a[1] - metres * math.cos(angle))


def along(a: Point, b: Point, part: float) -> Point:
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)


def share(p: Point, a: Point, b: Point) -> float:
    """Where on the segment the point nearest to ``p`` lies: 0 at ``a``, 1 at ``b``."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    # Of no length: any point of it is its beginning, and nothing is divided by zero.
    if square <= TOUCH_M * TOUCH_M:
        return 0.0
    return min(1.0, max(0.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))


def off(p: Point, a: Point, b: Point) -> float:
    """Distance of a point from a segment."""
    return distance(p, along(a, b, share(p, a, b)))


def _side(a: Point, b: Point, p: Point) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Do two segments cross at an inner point of both? Touching ends do not count."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    s, t = _side(a, b, c), _side(a, b, d)
    u, v = _side(c, d, a), _side(c, d, b)
    # Both ends off the other's line by more than this, or a shared corner would be a crossing.
    slack = TOUCH_M
    return ((s > slack and t < -slack) or (s < -slack and t > slack)) and (
        (u > slack and v < -slack) or (u < -slack and v > slack)
    )


def meets(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Do two segments share any point, an end included?"""
    return not apart(a, b, c, d) and gap(a, b, c, d) <= TOUCH_M


def parted(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Does the line through ``c`` and ``d`` part two points? A point on it counts as on its
    left."""
    return (_side(c, d, a) > TOUCH_M) != (_side(c, d, b) > TOUCH_M)


def apart(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether a glance at the boxes around two segments says that they cannot touch: most of a
    drawing's pairs."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = a, b, c, d
    near = 2 * TOUCH_M
    return (
        max(ax, bx) + near < min(cx, dx)
        or max(cx, dx) + near < min(ax, bx)
        or max(ay, by) + near < min(cy, dy)
        or max(cy, dy) + near < min(ay, by)
    )


def gap(a: Point, b: Point, c: Point, d: Point) -> float:
    """Distance between two segments; 0 where they cross."""
    if crosses(a, b, c, d):
        return 0.0
    return min(off(a, c, d), off(b, c, d), off(c, a, b), off(d, a, b))


def sides(outline: Sequence[Point]) -> list[Line]:
    """The edges of a closed outline."""
    return [(outline[at], outline[(at + 1) % len(outline)]) for at in range(len(outline))]


def inside(p: Point, outline: Sequence[Point]) -> bool:
    """Even-odd rule; a point on the outline (within 1 cm) is not inside: a door belongs to both
    sides."""
    x, y = p
    within = False
    for (ax, ay), (bx, by) in sides(outline):
        if min(ax, bx) - 0.01 <= x <= max(ax, bx) + 0.01 and off(p, (ax, ay), (bx, by)) <= 0.01:
            return False
        # Half open in y: a ray through a corner counts it once.
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            within = not within
    return within


def enters(a: Point, b: Point, outline: Sequence[Point]) -> bool:
    """Does a segment whose ends are both outside run through the inside?"""
    cuts = [0.0, 1.0]
    for c, d in sides(outline):
        if crosses(a, b, c, d):
            return True
        cuts += [share(p, a, b) for p in (c, d) if off(p, a, b) <= 0.01]
    # Between two neighbouring touches all is inside or all outside: the middle tells.
    cuts.sort()
    return any(inside(along(a, b, (s + t) / 2), outline) for s, t in pairwise(cuts))


def area(outline: Sequence[Point]) -> float:
    """Square metres."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in sides(outline))) / 2


def middle(outline: Sequence[Point]) -> Point:
    """The mean of the corners: where a label or a place drawn as a shape is."""
    return (sum(p[0] for p in outline) / len(outline), sum(p[1] for p in outline) / len(outline))


def length(points: Sequence[Point]) -> float:
    return sum(distance(a, b) for a, b in pairwise(points))
