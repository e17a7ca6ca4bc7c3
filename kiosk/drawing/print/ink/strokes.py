"""Outlines of SVG paths and of the strokes along them, as polygons a painter can fill."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kiosk.wording.matrices import NUMBER
from signage.floorplan.geometry import Point, distance

FINE_PX = 0.15
"""How far a flattened curve may be from the true one."""
_TOKEN = re.compile(rf"[A-Za-z]|{NUMBER.pattern}")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}
Line = tuple[list[Point], bool]
"""Points of one stroke, and whether it is closed."""


class Path:
    """Reads path data; curves become short lines, as fine as ``scale`` (pixels a unit) asks."""

    def __init__(self, data: str, scale: float) -> None:
        self.lines: list[Line] = []
        self._scale = max(scale, 1e-6)
        self._at: Point = (0.0, 0.0)
        self._turn: Point = (0.0, 0.0)
        tokens = _TOKEN.findall(data)
        command, at = "", 0
        while at < len(tokens):
            if tokens[at].isalpha():
                command, at = tokens[at], at + 1
            takes = _TAKES.get(command.upper())
            if takes is None:
                raise ValueError(f"a path with {command or tokens[at]} cannot be painted")
            given = [float(token) for token in tokens[at : at + takes]]
            self._step(command, given)
            at += takes
            command = {"M": "L", "m": "l"}.get(command, command)

    def _step(self, command: str, given: list[float]) -> None:
        kind, (x, y) = command.upper(), self._at
        dx, dy = (x, y) if command.islower() else (0.0, 0.0)
        ends = (
            [(a + dx, b + dy) for a, b in zip(given[-2::-2], given[::-2], strict=False)][::-1]
            if kind != "A"
            else []
        )
        match kind:
            case "M":
                self.lines.append(([ends[0]], False))
                self._at = ends[0]
            case "Z":
                points, _ = self.lines[-1]
                self.lines[-1] = (points, True)
                self._at = points[0]
            case "L":
                self._to(ends)
            case "H":
                self._to([(given[0] + dx, y)])
            case "V":
                self._to([(x, given[0] + dy)])
            case "C":
                self._curve(ends)
            case "S":
                self._curve([(2 * x - self._turn[0], 2 * y - self._turn[1]), *ends])
            case "Q":
                first, last = ends
                self._curve([_third(self._at, first), _third(last, first), last])
            case _:
                end = (given[5] + dx, given[6] + dy)
                self._to([*_arc(self._at, end, given, self._scale), end])
        if kind not in "CSQ":
            # S reflects the control point of a curve alone (SVG 1.1 §8.3.6).
            self._turn = self._at

    def _to(self, points: Sequence[Point]) -> None:
        # After Z a stroke begins anew where the last one began.
        if self.lines and self.lines[-1][1]:
            self.lines.append(([self._at], False))
        self.lines[-1][0].extend(points)
        self._at = points[-1]

    def _curve(self, ends: Sequence[Point]) -> None:
        p, a, b, q = self._at, *ends
        pieces = min(
            64,
            max(
                4,
                math.ceil(
                    math.sqrt(self._scale * (distance(p, a) + distance(a, b) + distance(b, q)))
                ),
            ),
        )
        self._to([_bezier(p, a, b, q, part / pieces) for part in range(1, pieces + 1)])
        self._turn = b


def _third(end: Point, control: Point) -> Point:
    """A quadratic curve's control point as one of a cubic."""
    return (end[0] + 2 * (control[0] - end[0]) / 3, end[1] + 2 * (control[1] - end[1]) / 3)


def _bezier(p: Point, a: Point, b: Point, q: Point, t: float) -> Point:
    s = 1 - t
    w = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
    return (
        w[0] * p[0] + w[1] * a[0] + w[2] * b[0] + w[3] * q[0],
        w[0] * p[1] + w[1] * a[1] + w[2] * b[1] + w[3] * q[1],
    )


def _arc(start: Point, end: Point, given: Sequence[float], scale: float) -> Iterator[Point]:
    """SVG 1.1 F.6.5: from end points to the centre; its inner points."""
    rx, ry, turn, large, sweep = (
        abs(given[0]),
        abs(given[1]),
        math.radians(given[2]),
        given[3] != 0,
        given[4] != 0,
    )
    if rx == 0 or ry == 0 or start == end:
        return
    cos, sin = math.cos(turn), math.sin(turn)
    hx, hy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * hx + sin * hy, cos * hy - sin * hx
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    # Radii too short to reach both ends grow until they do (F.6.6).
    rx, ry = rx * grow, ry * grow
    rest = max(0.0, (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2)
    root = math.sqrt(rest / ((rx * y) ** 2 + (ry * x) ** 2)) * (1 if large != sweep else -1)
    cx, cy = root * rx * y / ry, -root * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    span = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
    if sweep and span < 0:
        span += 2 * math.pi
    elif not sweep and span > 0:
        span -= 2 * math.pi
    mx, my = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    step = 2 * math.acos(max(0.0, 1 - FINE_PX / max(FINE_PX, max(rx, ry) * scale)))
    pieces = max(2, math.ceil(abs(span) / max(0.01, step)))
    for part in range(1, pieces):
        angle = first + span * part / pieces
        px, py = rx * math.cos(angle) + cx, ry * math.sin(angle) + cy
        yield (cos * px - sin * py + mx, sin * px + cos * py + my)


def disc(at: Point, radius: float) -> list[Point]:
    pieces = min(
        256,
        max(12, math.ceil(math.pi / math.acos(max(0.0, 1 - FINE_PX / max(radius, 2 * FINE_PX))))),
    )
    steps = (2 * math.pi * part / pieces for part in range(pieces))
    return [(at[0] + radius * math.cos(angle), at[1] + radius * math.sin(angle)) for angle in steps]


def outlines(line: Line, width: float, cap: str, join: str, miter: float) -> Iterator[list[Point]]:
    """Polygons that together cover a stroke: a bar for each segment, a piece for each corner, the
    ends."""
    points = [p for at, p in enumerate(line[0]) if at == 0 or distance(p, line[0][at - 1]) > 1e-9]
    if line[1] and len(points) > 1 and distance(points[0], points[-1]) <= 1e-9:
        points.pop()
    half = width / 2
    if len(points) < 2:
        if points and cap == "round":
            yield disc(points[0], half)
        return
    ring = [*points, points[0]] if line[1] else points
    for number, (a, b) in enumerate(pairwise(ring)):
        at_start, at_end = not line[1] and number == 0, not line[1] and number == len(ring) - 2
        reach = half if cap == "square" else 0.0
        yield _bar(a, b, half, reach if at_start else 0.0, reach if at_end else 0.0)
    corners = (
        list(zip(ring, ring[1:], [*ring[2:], *ring[1:2]], strict=False))
        if line[1]
        else zip(ring, ring[1:], ring[2:], strict=False)
    )
    for a, b, c in corners:
        yield from _corner(a, b, c, half, join, miter)
    if cap == "round" and not line[1]:
        yield disc(points[0], half)
        yield disc(points[-1], half)


def _unit(a: Point, b: Point) -> Point:
    length = distance(a, b)
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length)


def _bar(a: Point, b: Point, half: float, before: float, after: float) -> list[Point]:
    ux, uy = _unit(a, b)
    nx, ny = -uy * half, ux * half
    ax, ay, bx, by = a[0] - ux * before, a[1] - uy * before, b[0] + ux * after, b[1] + uy * after
    return [(ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny)]


def _corner(
    a: Point, b: Point, c: Point, half: float, join: str, limit: float
) -> Iterator[list[Point]]:
    if join == "round":
        yield disc(b, half)
        return
    (ux, uy), (vx, vy) = _unit(a, b), _unit(b, c)
    side = -1.0 if ux * vy - uy * vx > 0 else 1.0
    m, n = (-uy * side * half, ux * side * half), (-vy * side * half, vx * side * half)
    cosine = ux * vx + uy * vy
    outer = [b, (b[0] + m[0], b[1] + m[1])]
    # The miter's length over the width is 1 / sin(θ/2) = √(2 / (1 + cos of the turn)).
    if join == "miter" and 1 + cosine > 1e-9 and 2 / (1 + cosine) <= limit * limit:
        outer.append((b[0] + (m[0] + n[0]) / (1 + cosine), b[1] + (m[1] + n[1]) / (1 + cosine)))
    yield [*outer, (b[0] + n[0], b[1] + n[1])]
