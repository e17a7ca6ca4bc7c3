"""Floor plans out of CAD drawings (DXF), as an Inkscape drawing for a person to complete.

Walls, partitions and furniture come as lines that are read; doors and stairs as decoration, since CAD
draws the leaf of a door and not the line people cross. What was left out is said in words.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from ezdxf import recover
from ezdxf.lldxf.const import DXFError
from ezdxf.path import make_path

from kiosk.content.drawings.dxf_layers import layer_of
from kiosk.wording.markup import element, escape
from signage.floorplan.geometry import Point
from signage.language.model_words import Amiss
from signage.language.words import Message, Words

logging.getLogger("ezdxf").setLevel(logging.CRITICAL)
# What it mends it would tell line by line; what cannot be mended is told by NotImported.

METRES: Final[Mapping[int, float]] = {
    1: 0.0254,
    2: 0.3048,
    4: 0.001,
    5: 0.01,
    6: 1.0,
    10: 0.9144,
    14: 0.1,
}
"""$INSUNITS (DXF reference, header variables): inch, foot, mm, cm, m, yard, dm."""
UNITS: Final[Mapping[str, float]] = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
SOLID: Final = frozenset({
    "3DFACE", "3DSOLID", "ACAD_PROXY_ENTITY", "BODY", "EXTRUDEDSURFACE", "LOFTEDSURFACE", "MESH", "PLANESURFACE",
    "REGION", "REVOLVEDSURFACE", "SURFACE", "SWEPTSURFACE",
})  # fmt: skip
DRAWN: Final = frozenset({"LINE", "LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"})
TEXT: Final = frozenset({"TEXT", "MTEXT", "ATTRIB"})
UNREADABLE: Final = (
    DXFError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, AssertionError,
)  # fmt: skip
"""What ezdxf's recovering reader raises for bytes that are no drawing."""
BYTES_MAX: Final = 16 * 1024 * 1024
SHAPES_MAX: Final = 20_000
DEPTH_MAX: Final = 8
SAG_M: Final = 0.02
"""How far a piece of an arc may lie from it."""
FLAT_M: Final = 0.05
SIDE_M: Final = 1000.0
RIM_CM: Final = 200.0
ORDER: Final = ("walls", "partitions", "furniture")


class NotImported(Amiss):
    """In words for whoever has the file."""


@dataclass(frozen=True, slots=True)
class Imported:
    """``told``: what was left out, or is to be looked at."""

    svg: str
    told: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    layer: str
    points: tuple[Point, ...]
    closed: bool


def read_dxf(data: bytes, unit: str = "") -> Imported:
    """``unit`` is one of :data:`UNITS`, where the file says none or a wrong one. Raises
    :class:`NotImported`."""
    if len(data) > BYTES_MAX:
        raise NotImported(Message("drawings.dxf-too-large", megabytes=BYTES_MAX // 1024 // 1024))
    try:
        document, _ = recover.read(BytesIO(data))
    except UNREADABLE as error:
        what = type(error).__name__
        raise NotImported(Message("drawings.dxf-not-read", what=what)) from error
    metres = UNITS.get(unit) or METRES.get(int(document.header.get("$INSUNITS", 0) or 0))
    if metres is None:
        raise NotImported(Message("drawings.dxf-no-unit"))
    left_out: Counter[str] = Counter()
    entities = list(_exploded(document.modelspace(), left_out, DEPTH_MAX))
    solid = sorted({e.dxftype() for e in entities if e.dxftype() in SOLID})
    if solid:
        raise NotImported(Message("drawings.dxf-solid", solid=solid))
    lines = [line for e in entities if e.dxftype() in DRAWN for line in _line(e, metres, left_out)]
    texts = [
        found for e in entities if e.dxftype() in TEXT if (found := _text(e, metres)) is not None
    ]
    if not lines:
        raise NotImported(Message("drawings.dxf-nothing-drawn"))
    return _imported(lines, texts, left_out)


def _exploded(entities: Iterable[Any], left_out: Counter[str], depth: int) -> Iterator[Any]:
    """Blocks as what is in them, where they stand."""
    for entity in entities:
        kind = entity.dxftype()
        if kind == "INSERT" and depth:
            try:
                yield from _exploded(entity.virtual_entities(), left_out, depth - 1)
                yield from entity.attribs
            except (DXFError, ValueError, TypeError, AttributeError, ZeroDivisionError):
                left_out["INSERT"] += 1
        elif kind in DRAWN or kind in TEXT or kind in SOLID:
            yield entity
        else:
            left_out[kind] += 1


def _line(entity: Any, metres: float, left_out: Counter[str]) -> Iterator[_Line]:
    layer = layer_of(entity.dxf.layer)
    if not layer:
        left_out[f"layer {entity.dxf.layer}"] += 1
        return
    if entity.dxftype() == "POLYLINE" and not (entity.is_2d_polyline or entity.is_3d_polyline):
        raise NotImported(Message("drawings.dxf-mesh"))
    try:
        path = make_path(entity)
        corners = list(path.flattening(SAG_M / metres, segments=4))
    except (DXFError, TypeError, ValueError, AttributeError, ZeroDivisionError):
        left_out[entity.dxftype()] += 1
        return
    heights = [corner.z * metres for corner in corners]
    if heights and max(heights) - min(heights) > FLAT_M:
        raise NotImported(Message("drawings.dxf-rises"))
    # y grows upwards in CAD and downwards in SVG; more digits than a centimetre has tenths are noise.
    points = [(round(c.x * metres * 100, 1), round(-c.y * metres * 100, 1)) for c in corners]
    points = [at for n, at in enumerate(points) if n == 0 or at != points[n - 1]]
    if any(abs(number) > 1e9 for at in points for number in at):
        left_out[entity.dxftype()] += 1
        return
    closed = len(points) > 2 and (bool(path.is_closed) or points[0] == points[-1])
    if closed and points[0] == points[-1]:
        points = points[:-1]
    if len(points) > 1:
        yield _Line(layer, tuple(points), closed)


def _text(entity: Any, metres: float) -> tuple[Point, str] | None:
    said = entity.plain_text() if hasattr(entity, "plain_text") else entity.dxf.get("text", "")
    words = " ".join(str(said).split())[:200]
    at = entity.dxf.get("insert")
    if not words or at is None or abs(at.x * metres) > 1e7 or abs(at.y * metres) > 1e7:
        return None
    return (round(at.x * metres * 100, 1), round(-at.y * metres * 100, 1)), words


def _imported(
    lines: list[_Line], texts: list[tuple[Point, str]], left_out: Counter[str]
) -> Imported:
    if len(lines) > SHAPES_MAX:
        raise NotImported(Message("drawings.dxf-too-many", most=SHAPES_MAX))
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    left, top = min(xs), min(ys)
    wide, high = max(xs) - left, max(ys) - top
    if max(wide, high) > SIDE_M * 100:
        size = Message("drawings.dxf-size", wide=f"{wide / 100:.0f}", high=f"{high / 100:.0f}")
        raise NotImported(Message("drawings.dxf-too-wide", size=size))
    by_layer: dict[str, list[_Line]] = {}
    for line in lines:
        by_layer.setdefault(line.layer, []).append(line)
    layers = sorted(by_layer, key=lambda name: (name not in ORDER, name))
    box = f"{-RIM_CM:g} {-RIM_CM:g} {wide + 2 * RIM_CM:g} {high + 2 * RIM_CM:g}"
    groups = [
        _layer(name, _shapes(by_layer[name], left, top), number)
        for number, name in enumerate(layers)
    ]
    if texts:
        labels = (_label(at, words, left, top) for at, words in texts[:SHAPES_MAX])
        groups.append(_layer("labels", labels, len(groups)))
    svg = element(
        "svg", "\n", *groups, xmlns="http://www.w3.org/2000/svg",
        xmlns__inkscape="http://www.inkscape.org/namespaces/inkscape", viewBox=box,
        width=f"{(wide + 2 * RIM_CM) / 100:.0f}cm",
    )  # fmt: skip
    return Imported(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n',
        tuple(_told(by_layer, wide, high, left_out)),
    )


def _layer(name: str, shapes: Iterable[str], number: int) -> str:
    look = {
        "fill": "none",
        "stroke": "#1D2733" if name in ORDER else "#9AA5B1",
        "stroke_width": "8",
    }
    inner = "".join(f"{shape}\n" for shape in shapes)
    return element(
        "g", "\n", inner, inkscape__groupmode="layer", inkscape__label=name, id=f"layer-dxf-{number + 1}", **look
    ) + "\n"  # fmt: skip


def _shapes(lines: Iterable[_Line], left: float, top: float) -> Iterator[str]:
    for line in lines:
        points = " ".join(f"{x - left:.1f},{y - top:.1f}" for x, y in line.points)
        yield element("polygon" if line.closed else "polyline", points=points)


def _label(at: Point, words: str, left: float, top: float) -> str:
    x, y = f"{at[0] - left:.1f}", f"{at[1] - top:.1f}"
    return element("text", escape(words), x=x, y=y, font_size="30", stroke="none", fill="#5A6672")


def _told(
    by_layer: Mapping[str, list[_Line]], wide: float, high: float, left_out: Counter[str]
) -> Iterator[Words]:
    yield Message("drawings.dxf-is", wide=f"{wide / 100:.1f}", high=f"{high / 100:.1f}")
    for name in ORDER:
        if name in by_layer:
            yield Message("drawings.dxf-read-as", shapes=len(by_layer[name]), layer=name)
    if "walls" not in by_layer:
        yield Message("drawings.dxf-no-walls")
    other = sorted(name for name in by_layer if name not in ORDER)
    if other:
        yield Message("drawings.dxf-not-read-layers", layers=other)
    if left_out:
        listed = [f"{count} × {name}" for name, count in sorted(left_out.items())]
        yield Message("drawings.dxf-left-out", listed=listed)
    yield Message("drawings.dxf-draw-in")
