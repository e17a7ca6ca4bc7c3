"""The building drawn as somebody would in Inkscape: ``plan.svg`` in centimetres, one layer for each
storey."""

from collections.abc import Iterator
from html import escape
from random import Random

from tests.halls.building import Building, Partition, Point, Segment, Way
from tests.halls.furnishing import Furnished
from tests.halls.size import Size, chance_of

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'viewBox="{box}" width="{width}mm" height="{height}mm">'
)
DOOR, EXIT_M = 1.8, 1.6
ALIASES = {"desk/help": "咨询台,服务台", "place/toilet": "厕所,洗手间", "queue": "取号机,取号"}
SHAFT = 2.2
"""Side of the square that stairs and lifts are drawn as."""


def drawing(size: Size, building: Building, stock: Furnished) -> str:
    chance = chance_of(size.seed, 4)
    width, height = building.width, building.depth
    box = " ".join(f"{round(100 * number)}" for number in (-4, -4, width + 8, height + 12))
    lines = [HEAD.format(box=box, width=round(width * 10), height=round(height * 10))]
    for storey, floor in enumerate(building.floors):
        layers = "".join(_storey(size, building, stock, storey, chance))
        lines.append(
            _layer(f"floor {floor}", layers, f"storey-{floor}")
            if len(building.floors) > 1
            else layers
        )
    lines.append(_layer("assembly", _assembly(building)))
    x, y = 100, round(100 * (height + 5))
    scale = _line("scale-5m", "scale length=5", (x / 100, y / 100), (x / 100 + 5, y / 100))
    lines += [
        _layer("scale", scale),
        _layer("north", _line("north-arrow", "north", (8, height + 7), (8, height + 4))),
    ]
    return "\n".join([*lines, "</svg>"])


def _layer(name: str, content: str, element: str = "") -> str:
    return (
        f'<g inkscape:groupmode="layer" inkscape:label="{name}" id="{element or f"layer-{name}"}" '
        f'fill="none" stroke="#1D2733" stroke-width="8">\n{content}</g>\n'
    )


def _cm(at: Point) -> str:
    return ",".join(f"{100 * number:.1f}".removesuffix(".0") for number in at)


def _line(element: str, label: str, a: Point, b: Point) -> str:
    (ax, ay), (bx, by) = (_cm(at).split(",") for at in (a, b))
    label = f' inkscape:label="{escape(label)}"' if label else ""
    return f'<line id="{element}"{label} x1="{ax}" y1="{ay}" x2="{bx}" y2="{by}"/>\n'


def _poly(tag: str, element: str, label: str, points: list[Point]) -> str:
    label = f' inkscape:label="{escape(label)}"' if label else ""
    return f'<{tag} id="{element}"{label} points="{" ".join(_cm(p) for p in points)}"/>\n'


def _circle(element: str, label: str, at: Point) -> str:
    x, y = _cm(at).split(",")
    return f'<circle id="{element}" inkscape:label="{escape(label)}" cx="{x}" cy="{y}" r="14"/>\n'


def _box(tag: str, at: Point, wide: float, high: float) -> str:
    x, y, w, h = (
        f"{100 * number:.0f}" for number in (at[0] - wide / 2, at[1] - high / 2, wide, high)
    )
    return f'<rect id="{tag}" x="{x}" y="{y}" width="{w}" height="{h}" fill="#CBD8E6"/>\n'


def _storey(
    size: Size, building: Building, stock: Furnished, storey: int, chance: Random
) -> Iterator[str]:
    s, width, depth = f"f{storey + 1}", building.width, building.depth
    corners: list[Point] = [(0, 0), (width, 0), (width, depth), (0, depth)]
    layers = {
        "floor": _poly("polygon", f"{s}-floor", "", corners),
        "zones": "".join(
            _poly("polygon", f"{s}-{z.id.replace('/', '-')}", z.id,
                  [(z.left, z.top), (z.right, z.top), (z.right, z.bottom), (z.left, z.bottom)])
            for z in building.zones if z.storey == storey
        ),
        "furniture": "".join(_furniture(stock, storey, s)),
        "partitions": "".join(_partitions(building, storey, s)),
        "walls": "".join(_walls(building, storey, s)),
        "doors": "".join(
            _line(door.replace("/", "-"), f"{door} width={DOOR}", (part.x, y - DOOR / 2), (part.x, y + DOOR / 2))
            for part in building.partitions if part.storey == storey for door, y in part.doors
        ),
        "routes": "".join(_routes(building, storey, s)),
        "exits": "".join(_exit(way, chance) for way in building.exits if way.storey == storey),
        "stairs": "".join(_riser(way, s) for way in building.stairs if way.storey == storey),
        "screens": "".join(
            _line(f"{s}-{h.id}", f"screen/{h.id} mount={h.mount}" + (f" exit={h.exit}" if h.exit else ""),
                  h.at, (h.at[0] + h.faces[0], h.at[1] + h.faces[1]))
            for h in stock.screens if h.storey == storey
        ),
        "places": "".join(_places(stock, storey, s)),
        "safety": "".join(_safety(size, building, storey, s)),
    }  # fmt: skip
    for name, content in layers.items():
        if content:
            yield _layer(name, content, f"{s}-layer-{name}")


def _furniture(stock: Furnished, storey: int, s: str) -> Iterator[str]:
    for window in stock.windows:
        if window.storey == storey:
            yield _box(f"{s}-counter-{window.id[7:]}", (window.at[0], window.at[1] - 1.1), 1.6, 0.5)
    for machine in stock.machines:
        if machine.storey == storey:
            yield _box(f"{s}-case-{machine.id[8:]}", (machine.at[0], machine.at[1] + 0.5), 0.8, 0.5)


def _partitions(building: Building, storey: int, s: str) -> Iterator[str]:
    for number, part in enumerate(p for p in building.partitions if p.storey == storey):
        yield from _broken(f"{s}-partition-{number + 1}", part, building.depth)


def _broken(element: str, part: Partition, depth: float) -> Iterator[str]:
    """A wall with a gap at every door."""
    edges = [0.0, *(edge for _, y in part.doors for edge in (y - DOOR / 2, y + DOOR / 2)), depth]
    for number, (top, bottom) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        yield _line(f"{element}-{number + 1}", "", (part.x, top), (part.x, bottom))


def _walls(building: Building, storey: int, s: str) -> Iterator[str]:
    width, depth = building.width, building.depth
    sides = {
        "west": ((0.0, 0.0), (0.0, depth)), "east": ((width, 0.0), (width, depth)),
        "north": ((0.0, 0.0), (width, 0.0)), "south": ((0.0, depth), (width, depth)),
    }  # fmt: skip
    for side, (a, b) in sides.items():
        axis = 1 if side in ("west", "east") else 0
        gaps = sorted(
            way.at[axis] for way in building.exits if way.storey == storey and way.side == side
        )
        edges = [
            a[axis],
            *(edge for at in gaps for edge in (at - EXIT_M / 2, at + EXIT_M / 2)),
            b[axis],
        ]
        for number, (low, high) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
            ends = [(low, a[1]), (high, a[1])] if axis == 0 else [(a[0], low), (a[0], high)]
            yield _line(f"{s}-wall-{side}-{number + 1}", "", ends[0], ends[1])


def _routes(building: Building, storey: int, s: str) -> Iterator[str]:
    """Rows in one stroke, everything else stretch by stretch."""
    for row in range(len(building.ys)):
        points = [(x, building.ys[row]) for x in building.xs]
        yield _poly("polyline", f"{s}-row-{row + 1}", "width=2.4", points)
    for number, segment in enumerate(building.segments):
        (at_storey, a), (_, b) = building.corners[segment.a], building.corners[segment.b]
        along_row = a[1] == b[1] and segment.a.startswith("c") and segment.b.startswith("c")
        if at_storey == storey and segment.kind in ("corridor", "ramp") and not along_row:
            yield _line(f"{s}-way-{number}", _written(segment), a, b)


def _written(segment: Segment) -> str:
    one_way = " oneway=yes" if segment.one_way else ""
    return f"width=1.8 kind={segment.kind}{one_way}"


def _exit(way: Way, chance: Random) -> str:
    x, y = way.at
    dx, dy = (0.0, 0.8) if way.side in ("west", "east") else (0.8, 0.0)
    ends: tuple[Point, Point] = (x - dx, y - dy), (x + dx, y + dy)
    label = f"{way.id} width={chance.choice((1.4, 1.6, 1.8))}" + (" steps=yes" if way.steps else "")
    return _line(way.id.replace("/", "-"), label, *ends)


def _riser(way: Way, s: str) -> str:
    half = SHAFT / 2
    x, y = way.at
    square = [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
    ]
    return _poly("polygon", f"{s}-{way.id.replace('/', '-')}", f"{way.id} rise=3.6", square)


def _places(stock: Furnished, storey: int, s: str) -> Iterator[str]:
    for thing in (*stock.windows, *stock.machines, *stock.places):
        if thing.storey == storey:
            alias = ALIASES.get(thing.what, "")
            label = (
                thing.id
                + (f" alias={alias}" if alias else "")
                + (" kind=refuge" if thing.what == "refuge" else "")
            )
            yield _circle(f"{s}-{thing.id.replace('/', '-')}", label, thing.at)


EQUIPMENT = (
    "extinguisher",
    "hose",
    "callpoint",
    "extinguisher",
    "fireset",
    "firephone",
    "aed",
    "firstaid",
)


def _safety(size: Size, building: Building, storey: int, s: str) -> Iterator[str]:
    """On the walls beside the exits and between them; a hall without extras has drawn none."""
    chance = chance_of(size.seed, 50 + storey)
    count = chance.choice((2, 4, 8, 14)) if size.extras else 0
    for number in range(count):
        what = EQUIPMENT[number % len(EQUIPMENT)]
        across, down = building.width - 0.3, building.depth - 0.3
        on_wall = chance.choice((
            (0.15, chance.uniform(0.3, down)), (across, chance.uniform(0.3, down)),
            (chance.uniform(0.3, across), 0.15), (chance.uniform(0.3, across), down),
        ))  # fmt: skip
        at = (round(on_wall[0], 2), round(on_wall[1], 2))
        name = f"{what}/{s}-{number + 1}"
        yield _circle(name.replace("/", "-"), name, at)


def _assembly(building: Building) -> str:
    """One point for each side of the building that has exits."""
    found = []
    width, depth = building.width, building.depth
    places = {
        "west": (-3.0, 2.0),
        "east": (width + 3, 2.0),
        "north": (2.0, -3.0),
        "south": (2.0, depth + 3),
    }
    names = {"west": "西侧广场", "east": "东侧停车场", "north": "北侧绿地", "south": "南门外广场"}
    for side, at in places.items():
        exits = [way.id for way in building.exits if way.side == side]
        if exits:
            label = f"assembly/{side} name={names[side]} en='the {side} assembly point' exits={','.join(exits)}"
            found.append(_circle(f"assembly-{side}", label, at))
    return "".join(found)
