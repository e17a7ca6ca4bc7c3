"""Affine transforms of SVG as six numbers, for reading drawings and for painting them."""

import math
import re

from signage.floorplan.geometry import Point

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f of SVG 1.1 §7.5: x' = a·x + c·y + e, y' = b·x + d·y + f."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
LONGEST = 1000
"""Letters of a transform; Inkscape writes some hundred."""
_CALL = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")


def transform(text: str) -> Matrix:
    """The matrix of a transform attribute. Raises ValueError for one that cannot be read."""
    if len(text) > LONGEST:
        raise ValueError(f"a transform of more than {LONGEST} letters")
    found = IDENTITY
    for name, inner in _CALL.findall(text):
        # Left to right: the last named is the first to act on the shape (SVG 1.1 §7.6).
        found = times(found, _matrix(name, [float(n) for n in NUMBER.findall(inner)]))
    return found


def _matrix(name: str, n: list[float]) -> Matrix:
    try:
        if name == "matrix":
            a, b, c, d, e, f = n
            return (a, b, c, d, e, f)
        if name == "translate":
            return (1, 0, 0, 1, n[0], n[1] if len(n) > 1 else 0.0)
        if name == "scale":
            return (n[0], 0, 0, n[1] if len(n) > 1 else n[0], 0, 0)
        angle = math.radians(n[0])
        if name == "rotate":
            turn: Matrix = (
                math.cos(angle),
                math.sin(angle),
                -math.sin(angle),
                math.cos(angle),
                0,
                0,
            )
            x, y = (n[1], n[2]) if len(n) > 2 else (0.0, 0.0)
            return times(times((1, 0, 0, 1, x, y), turn), (1, 0, 0, 1, -x, -y))
        slant = math.tan(angle)
        return (1, 0, slant, 1, 0, 0) if name == "skewX" else (1, slant, 0, 1, 0, 0)
    except (IndexError, ValueError) as error:
        raise ValueError(f"the transform {name} cannot be read") from error


def times(m: Matrix, n: Matrix) -> Matrix:
    a, b, c, d, e, f = m
    g, h, i, j, k, o = n
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * o + e,
        b * k + d * o + f,
    )


def moved(m: Matrix, p: Point) -> Point:
    a, b, c, d, e, f = m
    return (a * p[0] + c * p[1] + e, b * p[0] + d * p[1] + f)
