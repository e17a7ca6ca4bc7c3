"""Marks on a printed plan: lines with heads, broken lines, hatching, signs, the viewer's dot."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kiosk.drawing.print.sizes import MM
from kiosk.drawing.svg import BLUE, GREEN, WHITE, Box, icon, n, rect
from kiosk.wording.markup import element
from signage.floorplan.geometry import Point, along, distance, inside

LIGHT_GREEN, CLOSED_GROUND = "#BFE3CC", "#D9DDE1"
HATCH_MM = 3.0


def head(at: Point, angle: float, size: float) -> str:
    drawn = f"M{n(size * 0.7)} 0L{n(-size * 0.45)} {n(-size * 0.62)}V{n(size * 0.62)}Z"
    placed = f"translate({n(at[0])} {n(at[1])}) rotate({n(math.degrees(angle))})"
    return element("path", d=drawn, transform=placed, fill=GREEN)


def way_line(points: Sequence[Point], width: float, *, light: bool = False) -> str:
    """A line with a head, in the legend."""
    (ax, ay), (bx, by) = points[0], points[-1]
    colour = LIGHT_GREEN if light else GREEN
    line = element(
        "path",
        d=f"M{n(ax)} {n(ay)}L{n(bx)} {n(by)}",
        fill="none",
        stroke=colour,
        stroke_width=n(width),
    )
    at = ((ax + bx) / 2, ay) if light else (bx, by)
    return line + head(at, math.atan2(by - ay, bx - ax), width * (0.9 if light else 1.5))


def dashed(points: Sequence[Point], width: float) -> str:
    """A broken green line with a head, each dash drawn: a painter of paper knows no dash arrays."""
    dash, gap, drawn, left, on = 3 * width, 1.6 * width, [], 3 * width, True
    for a, b in pairwise(points):
        whole, done = distance(a, b), 0.0
        while whole - done > 1e-6:
            step = min(left, whole - done)
            if on:
                p, q = along(a, b, done / whole), along(a, b, (done + step) / whole)
                drawn.append(f"M{n(p[0])} {n(p[1])}L{n(q[0])} {n(q[1])}")
            done, left = done + step, left - step
            # A dash goes on round a corner: what is left of it carries over to the next piece.
            if left <= 1e-6:
                on = not on
                left = dash if on else gap
    (ax, ay), (bx, by) = points[-2], points[-1]
    line = "".join(drawn)
    look = {"fill": "none", "stroke-linecap": "butt"}
    return (
        element("path", data_other="", d=line, **look, stroke=WHITE, stroke_width=n(width * 1.9))
        + element("path", d=line, **look, stroke=GREEN, stroke_width=n(width))
        + head((bx, by), math.atan2(by - ay, bx - ax), width * 2)
    )


def exit_sign(icons: dict[str, str], box: Box, *, shut: bool, left: bool = False) -> str:
    if shut:
        return rect(box, WHITE) + icon(icons, "crossed-exit", box)
    return rect(box, GREEN, box.w * 0.05) + icon(
        icons, "running-man-left" if left else "running-man", box
    )


def dot(at: Point, size: float) -> str:
    x, y = at
    rim = element("circle", cx=n(x), cy=n(y), r=n(size * 0.62), fill=WHITE)
    return rim + element("circle", cx=n(x), cy=n(y), r=n(size * 0.5), fill=BLUE)


def hatch(corners: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Lines at 45° inside an outline, :data:`HATCH_MM` apart."""
    lows = [x + y for x, y in corners]
    step, at = HATCH_MM * MM, min(lows)
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    while (at := at + step) < max(lows):
        cuts = [(left, at - left), (right, at - right)]
        a, b = cuts
        marks = sorted(
            [0.0, 1.0]
            + [
                t
                for c, d in zip(corners, [*corners[1:], corners[0]], strict=True)
                if (t := _cut(a, b, c, d)) is not None
            ]
        )
        for s, t in pairwise(marks):
            if t - s > 1e-6 and inside(along(a, b, (s + t) / 2), corners):
                yield along(a, b, s), along(a, b, t)


def _cut(a: Point, b: Point, c: Point, d: Point) -> float | None:
    """Where on a–b the segment c–d crosses it."""
    bx, by, dx, dy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = bx * dy - by * dx
    if abs(cross) < 1e-9:
        return None
    t = ((c[0] - a[0]) * dy - (c[1] - a[1]) * dx) / cross
    s = ((c[0] - a[0]) * by - (c[1] - a[1]) * bx) / cross
    return t if 0 <= t <= 1 and 0 <= s <= 1 else None
