"""Writes an imported plan as an Inkscape drawing that :mod:`read_svg` reads back to the same graph.

For plans that come from elsewhere (:mod:`import_osm`): ways, exits, stairs and lifts, named places,
walls and floors. The rest (screens, zones, assembly points) is for a person to draw in.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from kiosk.wording.markup import element, escape
from signage.floorplan.geometry import Point, distance
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Plan, Wall
from signage.language.words import Words

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
CM = 100.0
SNAP_M = 0.001
"""Corners of imported data are exact: only what is the same is one."""
RIM_M = 2.0
BETWEEN = frozenset({"stairs", "lift", "ramp"})
LOOKS: Mapping[str, Mapping[str, str]] = {
    "floor": {"fill": "#FFFFFF"}, "walls": {"fill": "none", "stroke": "#1D2733", "stroke-width": "12"},
    "routes": {"fill": "none", "stroke": "#6DBB8F", "stroke-width": "10"}, "exits": {"fill": "#237F52"},
    "places": {"fill": "#004C97"},
    "stairs": {"fill": "#5A6672"},
}  # fmt: skip


def plan_svg(plan: Plan, credit: str) -> str:
    """``credit`` is who the data is from, and its licence."""
    points = [node.at for node in plan.nodes] + [
        p for ground in plan.grounds for p in ground.outline
    ]
    points = points or [(0.0, 0.0)]
    left, top = (min(p[axis] for p in points) - RIM_M for axis in (0, 1))
    right, bottom = (max(p[axis] for p in points) + RIM_M for axis in (0, 1))
    box = " ".join(_cm(value) for value in (left, top, right - left, bottom - top))
    entered = {door.floor for door in plan.exits}
    shown = next((floor for floor in plan.floors if floor in entered), next(iter(plan.floors), ""))
    floors = "".join(_floor(plan, floor, faint=floor != shown) for floor in plan.floors)
    drawn = element(
        "svg", "\n", element("desc", escape(credit)), "\n", floors, xmlns="http://www.w3.org/2000/svg",
        xmlns__inkscape="http://www.inkscape.org/namespaces/inkscape", viewBox=box, data_snap_metres=SNAP_M,
    )  # fmt: skip
    return f"{DECLARATION}\n{drawn}\n"


def _cm(metres: float) -> str:
    return f"{metres * CM:.6f}".rstrip("0").rstrip(".") or "0"


def _floor(plan: Plan, floor: str, *, faint: bool) -> str:
    """Storeys lie on one another: all but the one with the exits are faint. Hidden ones would not
    be read."""
    layers: Mapping[str, Iterable[str]] = {
        "floor": _grounds(plan, floor), "walls": _walls(plan, floor), "routes": _routes(plan, floor),
        "stairs": _stairs(plan, floor), "exits": _exits(plan, floor), "places": _places(plan, floor),
    }  # fmt: skip
    inner = "".join(_layer(name, f"{name}-{_id(floor)}", shapes) for name, shapes in layers.items())
    look = {"style": "opacity:0.06"} if faint else {}
    return _group(f"floor {floor}", f"floor-of-{_id(floor)}", look, inner)


def _layer(name: str, id: str, shapes: Iterable[str]) -> str:
    return _group(name, id, LOOKS[name], "".join(f"{shape}\n" for shape in shapes))


def _group(label: str, id: str, look: Mapping[str, str], inner: str) -> str:
    return (
        element(
            "g",
            "\n",
            inner,
            inkscape__groupmode="layer",
            inkscape__label=label,
            id=f"layer-{id}",
            **look,
        )
        + "\n"
    )


def _id(text: str) -> str:
    """A name an SVG id may bear; minus and dot of a level stay apart."""
    return "".join(
        letter if letter.isalnum() else {"-": "m", ".": "p"}.get(letter, "-") for letter in text
    )


def _label(resource: str, **attributes: str) -> str:
    """``exit/12 width=1.4 'name=South gate'``, as a person would write it."""
    given = (f"{key}={' '.join(value.split())}" for key, value in attributes.items() if value)
    words = [word for word in (resource, *given) if word]
    # Quoted as the reader splits them: a name may hold blanks and quotes.
    return shlex.join(words)


def _names(words: Words) -> dict[str, str]:
    return {"name": words.get("zh", ""), "en": words.get("en", "")}


def _circle(id: str, at: Point, label: str, radius_m: float = 0.2) -> str:
    return element(
        "circle", id=id, cx=_cm(at[0]), cy=_cm(at[1]), r=_cm(radius_m), inkscape__label=label
    )


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_cm(x)},{_cm(y)}" for x, y in points)


def _grounds(plan: Plan, floor: str) -> Iterator[str]:
    for number, ground in enumerate(plan.grounds):
        if ground.floor == floor:
            yield element(
                "polygon",
                id=_room(ground.element or str(number), floor),
                points=_points(ground.outline),
            )


def _room(element: str, floor: str) -> str:
    return f"room-{_id(element)}-{_id(floor)}"


def _walls(plan: Plan, floor: str) -> Iterator[str]:
    """Walls that follow on one another are one line."""
    run: list[Wall] = []
    runs: list[list[Wall]] = []
    for wall in plan.walls:
        if wall.floor != floor or wall.kind != "wall":
            continue
        if run and (run[-1].b != wall.a or run[-1].element != wall.element):
            run = []
        if not run:
            runs.append(run)
        run.append(wall)
    for number, walls in enumerate(runs):
        yield element(
            "polyline",
            id=f"wall-{_id(floor)}-{number}",
            points=_points([walls[0].a, *(w.b for w in walls)]),
        )


def _drawn(plan: Plan) -> Iterator[tuple[int, Edge, Node, Node]]:
    """Edges with both ends, longer than nothing."""
    for number, edge in enumerate(plan.edges):
        a, b = plan.node.get(edge.a), plan.node.get(edge.b)
        if (
            a is not None
            and b is not None
            and (a.floor != b.floor or distance(a.at, b.at) > SNAP_M)
        ):
            yield number, edge, a, b


def _routes(plan: Plan, floor: str) -> Iterator[str]:
    rooms = {ground.element for ground in plan.grounds if ground.floor == floor}
    joined: set[str] = set()
    for number, edge, a, b in _drawn(plan):
        if edge.kind in BETWEEN or a.floor != floor:
            continue
        joined |= {a.id, b.id}
        room = _room(edge.element, floor) if edge.element in rooms else ""
        width = f"{edge.width_m:g}" if edge.width_m is not None else ""
        label = _label("", width=width, oneway="yes" if edge.one_way else "", room=room)
        yield element(
            "polyline", id=f"way-{number:05}", points=_points((a.at, b.at)), inkscape__label=label
        )
    for number, node in enumerate(plan.nodes):
        if node.floor == floor and node.id not in joined:
            yield _circle(f"landing-{number:05}", node.at, _label("", kind="landing"))


def _stairs(plan: Plan, floor: str) -> Iterator[str]:
    """Each shaft by its id on every floor it reaches; a flight that belongs to none under an id of
    its own."""
    flights = {(edge.shaft, frozenset((edge.a, edge.b))): edge for edge in plan.edges if edge.shaft}
    for shaft in plan.shafts:
        for landing, above in zip_longest(shaft.landings, shaft.landings[1:]):
            edge = (
                flights.get((shaft.id, frozenset((landing.node, above.node))))
                if above is not None
                else None
            )
            if landing.floor == floor:
                label = _label(shaft.id, **_flight(edge), **_names(shaft.name))
                yield _circle(f"{_id(shaft.id)}-{_id(floor)}", landing.at, label)
    for number, edge, a, b in _drawn(plan):
        for end in (a, b):
            if edge.kind in BETWEEN and end.floor == floor and edge.shaft not in plan.shaft:
                label = _label(f"{edge.kind}/{number}", **_flight(edge))
                yield _circle(f"flight-{number}-{_id(floor)}", end.at, label)


def _flight(edge: Edge | None) -> dict[str, str]:
    """What a landing says of the flight that leads up from it."""
    if edge is None:
        return {}
    return {
        "length": f"{edge.length_m:.6f}",
        "width": f"{edge.width_m:g}" if edge.width_m is not None else "",
    }


def _exits(plan: Plan, floor: str) -> Iterator[str]:
    for door in plan.exits:
        if door.floor == floor:
            width = f"{door.width_m:g}" if door.width_m is not None else ""
            label = _label(
                door.id, width=width, steps="" if door.step_free else "yes", **_names(door.name)
            )
            yield _circle(_id(door.id), plan.node[door.node].at, label)


def _places(plan: Plan, floor: str) -> Iterator[str]:
    for spot in plan.spots:
        if spot.floor == floor and spot.node is not None:
            alias = ",".join(spot.aliases)
            label = _label(spot.id, alias=alias, **_names(spot.name))
            yield _circle(_id(spot.id), plan.node[spot.node].at, label)
