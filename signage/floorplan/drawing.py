"""From the shapes of a drawing to a plan: what each layer means, and what could not be read.

The drawing profile is in ``content/README.md``. ``planned`` takes shapes already lifted out of
their file (the edge reads SVG and OpenStreetMap) and never raises; whatever has no meaning is told
and left out.

2026-11-29 · Reading is steps that hand each other values: the layers, the network that grows, what
was found amiss. It was one object whose methods left things for one another. Rejected: findings as
a second value of every step, which each call would only add up in the order of the calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from signage.floorplan.geometry import Point, ahead, bearing, distance, middle
from signage.floorplan.graph import EdgeKind, Node, NodeKind
from signage.floorplan.junctions import REACH_M, Network
from signage.floorplan.layers import Findings, Layers, layers_of
from signage.floorplan.plan import (
    Area,
    Assembly,
    Doorway,
    Equipment,
    ExitDoor,
    Ground,
    Mount,
    Plan,
    Spot,
    Standing,
    Wall,
    WallKind,
    outline_walls,
)
from signage.floorplan.shafts import SHAFTS, Landing, Shaft
from signage.floorplan.shape_names import called
from signage.floorplan.shapes import (
    EQUIPMENT,
    FILE,
    YES,
    Drawing,
    Shape,
    room_before,
    span_of,
    words_of,
)
from signage.hall.storeys import storey_order
from signage.language.mistake import Mistake
from signage.language.words import Message, Words

EXIT_REACH_M = 1.0
"""How far a route's end may be from the middle of its exit."""
NEAR_EXIT_M = 4.0
"""A screen this near to an exit speaks for it, unless it says ``exit=``."""
LANDING = "landing"
"""A circle in the routes: a corner that only stairs or lifts lead to."""
STOREY_M = 3.6
STAIR_SLOPE = 1.9
"""Metres walked per metre risen on an 18/28 cm stair: √(0.18² + 0.28²) / 0.18."""


@dataclass(frozen=True, slots=True)
class Planned:
    plan: Plan
    mistakes: tuple[Mistake, ...]
    drawn: Mapping[str, tuple[str, Point]] = field(default_factory=dict)
    """Floor and middle of every drawn element, metres: where a mistake is that kept it out of the
    plan."""
    called: Mapping[str, Words | str] = field(default_factory=dict)
    """What every drawn element is called in front of people."""


def planned(drawing: Drawing, file: str = FILE) -> Planned:
    """The plan a drawing means, and everything in it that could not be read."""
    findings = Findings(file)
    # Whatever order the file has: the same shapes give the same network.
    shapes = sorted(drawing.shapes, key=lambda s: (s.layer, s.floor, s.element))
    layers = layers_of(drawing, shapes, findings)
    # Whatever else is missing is a consequence: one cause, not forty of them.
    unread = drawing.hidden or not drawing.layered
    plan = Plan() if unread else _plan(layers, Network(drawing.snap_m), findings)
    told = tuple(findings.mistakes)
    return Planned(plan, told, layers.places(), called(shapes, layers.unit))


def _plan(layers: Layers, network: Network, findings: Findings) -> Plan:
    """Layers are read in the order in which they need one another."""
    walls = walls_of(layers)
    within = _routes(layers, network, findings)
    exits = _exits(layers, network, findings)
    shafts = (*within, *_stairs(layers, network, findings))
    # From here on whatever is bound looks for walls between.
    network.barriers(walls)
    screens = _screens(layers, network, findings, exits, walls)
    spots = _places(layers, network, findings)
    # After all that is bound, before the doors: each closes the piece of a way it lies on.
    at = network.split()
    doors = _doors(layers, network, findings)
    nodes, edges = network.parts()
    return Plan(
        nodes=nodes, edges=edges, exits=exits, areas=_areas(layers, findings),
        spots=tuple(replace(spot, node=at.get(spot.id)) for spot in spots),
        screens=tuple(replace(screen, node=at.get(f"screen/{screen.id}")) for screen in screens),
        walls=walls, grounds=_grounds(layers), assemblies=_assemblies(layers, findings), doors=doors, shafts=shafts,
        equipment=_equipment(layers, findings),
        north_deg=layers.north_deg,
    )  # fmt: skip


def walls_of(layers: Layers) -> tuple[Wall, ...]:
    kinds: Mapping[str, WallKind] = {
        "walls": "wall",
        "partitions": "partition",
        "furniture": "furniture",
    }
    found: list[Wall] = []
    for layer, kind in kinds.items():
        for shape in layers.of(layer):
            if shape.closed:
                found += outline_walls(shape.points, shape.floor, kind, shape.element)
            else:
                pairs = pairwise(shape.points)
                found += [Wall(a, b, shape.floor, kind, shape.element) for a, b in pairs]
    return tuple(found)


def _routes(layers: Layers, network: Network, findings: Findings) -> tuple[Shaft, ...]:
    """The lines people walk; those of them that are stairs or ramps within a floor, where they bear
    a name."""
    found = []
    for shape in layers.of("routes"):
        if shape.attributes.get("kind") == LANDING:
            network.corner(shape.element, middle(shape.points), shape.floor, 0)
            continue
        if len(shape.points) < 2:
            findings.tell(
                shape.element, Message("check.route-needs-two-points"), Message("check.draw-a-line")
            )
            continue
        kind: EdgeKind = findings.one_of(shape, "kind", EdgeKind, "corridor")
        width = findings.number(shape, "width")
        one_way = shape.attributes.get("oneway") == YES
        of = shape.attributes.get("room", shape.element)
        shaft = shape.resource if kind in SHAFTS and shape.resource.startswith(f"{kind}/") else ""
        corners = (*shape.points, shape.points[0]) if shape.closed else shape.points
        names = [network.corner(shape.element, p, shape.floor, n) for n, p in enumerate(corners)]
        for number, ends in enumerate(pairwise(names)):
            network.join(f"{shape.element}.{number}", ends, width, kind, one_way, of, shaft)
        if shaft:
            ends_of = ((names[0], corners[0]), (names[-1], corners[-1]))
            landings = tuple(Landing(shape.floor, name, at) for name, at in ends_of)
            found.append(Shaft(shaft, kind, landings, words_of(shape), (), shape.element))  # type: ignore[arg-type]  # one of SHAFTS
    return tuple(found)


def _exits(layers: Layers, network: Network, findings: Findings) -> tuple[ExitDoor, ...]:
    found = []
    for shape in layers.named("exits", findings, ("exit",)):
        at = middle(shape.points)
        near = network.nearest_corner(at, shape.floor)
        if near is None or distance(near.at, at) > EXIT_REACH_M:
            findings.tell(
                shape.element,
                Message("check.no-route-ends-at", id=shape.resource),
                Message("check.draw-route-to-exit"),
            )
            continue
        network.kind(near.id, "exit")
        width = findings.number(shape, "width") or (
            span_of(shape) if len(shape.points) > 1 else None
        )
        found.append(
            ExitDoor(shape.resource, near.id, at, shape.floor, width, words_of(shape),
                     shape.attributes.get("steps") != YES, shape.element)
        )  # fmt: skip
    return tuple(found)


def _stairs(layers: Layers, network: Network, findings: Findings) -> tuple[Shaft, ...]:
    """Stairs, lifts and ramps drawn once on each floor they reach, under the same id."""
    parts: dict[str, list[tuple[Shape, Node]]] = {}
    for shape in layers.of("stairs"):
        near = network.nearest_corner(middle(shape.points), shape.floor)
        if shape.resource.partition("/")[0] not in SHAFTS:
            remedy = Message("check.label-shaft")
            findings.tell(
                shape.element,
                Message("check.no-id-for-layer", id=shape.resource, layer="stairs")
                if shape.resource
                else Message("check.no-id-in-layer", layer="stairs"),
                remedy,
            )
        elif near is None or distance(near.at, middle(shape.points)) > EXIT_REACH_M:
            findings.tell(
                shape.element,
                Message("check.no-route-ends-here"),
                Message("check.lead-route-to-it"),
            )
        else:
            parts.setdefault(shape.resource, []).append((shape, near))
    return tuple(_shaft(network, findings, name, ends) for name, ends in parts.items())


def _shaft(
    network: Network, findings: Findings, resource: str, ends: list[tuple[Shape, Node]]
) -> Shaft:
    """One shaft, its landings joined from below upwards."""
    ends.sort(key=lambda end: (storey_order(end[0].floor), end[0].element))
    if len(ends) < 2:
        remedy = Message("check.draw-on-every-floor")
        findings.tell(ends[0][0].element, Message("check.on-one-floor", id=resource), remedy)
    kind: Any = resource.partition("/")[0]
    for (shape, a), (_, b) in pairwise(ends):
        network.kind(a.id, kind)
        network.kind(b.id, kind)
        # A flight's measures are those written on its lower landing.
        rise = findings.number(shape, "rise") or STOREY_M
        length = findings.number(shape, "length") or (
            rise if kind == "lift" else rise * STAIR_SLOPE
        )
        width, name = findings.number(shape, "width"), f"{resource}:{a.floor}-{b.floor}"
        network.span(name, (a.id, b.id), length, width, kind, shape.element, resource)
    first = ends[0][0]
    landings = tuple(Landing(node.floor, node.id, node.at) for _, node in ends)
    return Shaft(resource, kind, landings, words_of(first), (), first.element)


def _doors(layers: Layers, network: Network, findings: Findings) -> tuple[Doorway, ...]:
    found = []
    for shape in layers.named("doors", findings, ("door",)):
        width = findings.number(shape, "width") or (
            span_of(shape) if len(shape.points) > 1 else None
        )
        if not network.door(
            shape.resource, shape.floor, width, (shape.points[0], shape.points[-1])
        ):
            findings.tell(
                shape.element,
                Message("check.no-route-through", id=shape.resource),
                Message("check.lead-route-through"),
            )
        found.append(Doorway(shape.resource, words_of(shape), shape.element))
    return tuple(found)


def _screens(
    layers: Layers,
    network: Network,
    findings: Findings,
    exits: tuple[ExitDoor, ...],
    walls: tuple[Wall, ...],
) -> tuple[Standing, ...]:
    """Screens without their node, which splitting the routes gives."""
    found = []
    for shape in layers.named("screens", findings):
        name = shape.resource.removeprefix("screen/")
        if len(shape.points) != 2 or shape.points[0] == shape.points[1]:
            findings.tell(
                shape.element,
                Message("check.no-facing", screen=name),
                Message("check.draw-facing"),
            )
            continue
        at, faces = shape.points[0], bearing(*shape.points)
        mount: Mount = findings.one_of(shape, "mount", Mount, "wall")
        before = findings.number(shape, "stand") or room_before(at, faces, shape.floor, walls)
        stand = ahead(at, faces, before)
        off_m = network.bind(f"screen/{name}", at, shape.floor, stand, "screen", spur=False)
        if off_m > REACH_M:  # it hangs high or behind a counter: who reads it stands near the route
            off_m = network.bind(f"screen/{name}", stand, shape.floor, stand, "screen", spur=False)
        near = min(
            (d for d in exits if d.floor == shape.floor),
            key=lambda d: distance(d.at, at),
            default=None,
        )
        here = near.id if near is not None and distance(near.at, at) <= NEAR_EXIT_M else None
        own = shape.attributes.get("exit") or here
        found.append(
            Standing(name, at, faces, stand, shape.floor, None, off_m, mount, own, shape.element)
        )
    return tuple(found)


def _places(layers: Layers, network: Network, findings: Findings) -> tuple[Spot, ...]:
    """Places without their node, which splitting the routes gives."""
    found = []
    for shape in layers.named("places", findings):
        at = middle(shape.points)
        kind: NodeKind = "refuge" if shape.attributes.get("kind") == "refuge" else "place"
        off_m = network.bind(shape.resource, at, shape.floor, at, kind, spur=True)
        aliases = tuple(
            a
            for a in shape.attributes.get("alias", "")
            .replace("，", ",")
            .replace("、", ",")
            .split(",")
            if a
        )
        found.append(
            Spot(
                shape.resource,
                at,
                shape.floor,
                None,
                off_m,
                words_of(shape),
                aliases,
                shape.element,
            )
        )
    return tuple(found)


def _areas(layers: Layers, findings: Findings) -> tuple[Area, ...]:
    found = []
    for shape in layers.named("zones", findings, ("zone",)):
        if not shape.closed or len(shape.points) < 3:
            findings.tell(
                shape.element,
                Message("check.outline-open", id=shape.resource),
                Message("check.close-outline"),
            )
            continue
        found.append(
            Area(shape.resource, shape.points, shape.floor, words_of(shape), shape.element)
        )
    return tuple(found)


def _grounds(layers: Layers) -> tuple[Ground, ...]:
    return tuple(
        Ground(s.floor, s.points, s.element)
        for s in layers.of("floor")
        if s.closed and len(s.points) > 2
    )


def _assemblies(layers: Layers, findings: Findings) -> tuple[Assembly, ...]:
    found = []
    for shape in layers.named("assembly", findings):
        exits = tuple(name for name in shape.attributes.get("exits", "").split(",") if name)
        found.append(
            Assembly(shape.resource, middle(shape.points), words_of(shape), exits, shape.element)
        )
    return tuple(found)


def _equipment(layers: Layers, findings: Findings) -> tuple[Equipment, ...]:
    return tuple(
        Equipment(s.resource, middle(s.points), s.floor, words_of(s), s.element)
        for s in layers.named("safety", findings, EQUIPMENT)
    )
