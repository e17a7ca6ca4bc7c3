"""From the shapes of a drawing to a plan: what each layer means, and what could not be read.

The drawing profile is in ``content/README.md``. ``planned`` takes shapes already lifted out of their file (the edge
reads SVG and OpenStreetMap) and never raises; whatever has no meaning is told and left out.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, get_args

from signage.floorplan.geometry import Point, ahead, bearing, distance, middle
from signage.floorplan.graph import EdgeKind, Node, NodeKind
from signage.floorplan.junctions import REACH_M, Network
from signage.floorplan.labels import layer_faults, layer_meant, written
from signage.floorplan.plan import (
    Area,
    Assembly,
    Doorway,
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
from signage.floorplan.shapes import FILE, LAYERS, NEEDED, YES, Drawing, Shape, room_before, span_of, words_of
from signage.hall.storeys import storey_order
from signage.language.mistake import Mistake

EXIT_REACH_M = 1.0
"""How far a route's end may be from the middle of its exit."""
NEAR_EXIT_M = 4.0
"""A screen this near to an exit speaks for it, unless it says ``exit=``."""
ALIASES = re.compile("[,，、]")
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
    """Floor and middle of every drawn element, metres: where a mistake is that kept it out of the plan."""
    called: Mapping[str, str] = field(default_factory=dict)
    """What every drawn element is called in front of people."""


def planned(drawing: Drawing, file: str = FILE) -> Planned:
    """The plan a drawing means, and everything in it that could not be read."""
    reader = _Reader(drawing, file)
    if drawing.hidden or not drawing.layered:
        # Whatever else is missing is a consequence: one cause, not forty of them.
        return Planned(Plan(), tuple(reader.mistakes), reader.places(), reader.called())
    return Planned(reader.plan(), tuple(reader.mistakes), reader.places(), reader.called())


class _Reader:
    """One reading of one drawing; layers are read in the order in which they need one another."""

    def __init__(self, drawing: Drawing, file: str) -> None:
        self._file = file
        self.mistakes: list[Mistake] = []
        self._unit = drawing.metres_per_unit
        self._north = drawing.north_deg
        shapes = sorted(drawing.shapes, key=lambda s: (s.layer, s.floor, s.element))
        self._layers: dict[str, list[Shape]] = {}
        self._shapes = shapes
        meant: dict[str, str] = {}
        for layer, fault in layer_faults(shapes):
            self._tell(layer, *fault)
            meant[layer] = layer_meant(layer) or layer
        # A layer of nearly a known name is told once and read as it was meant, or all that lies in it is told too.
        shapes = [replace(shape, layer=meant.get(shape.layer, shape.layer)) for shape in shapes]
        for label in drawing.hidden:
            remedy = "show it (opacity 0 keeps it out of sight), or give a draft another name"
            self._tell(label, "it is hidden, and what is hidden is not read", remedy)
        for shape in shapes:
            if shape.layer in LAYERS:
                self._take(shape)
        self._scale()
        if not drawing.layered:
            remedy = "save it as Inkscape SVG: a plain or optimised SVG has lost its layers"
            self._tell("(file)", "it has no layers", remedy)
        for layer in NEEDED if drawing.layered else ():
            if not self._layers.get(layer) and layer not in drawing.hidden:
                self._tell(layer, "there is no such layer, or it is empty", f"draw a layer named {layer}")
        self._network = Network(drawing.snap_m)

    def _take(self, given: Shape) -> None:
        shape, faults = written(given)
        for fault in faults:
            self._tell(shape.element, *fault)
        if shape.fault:
            clone = "make it a shape of its own (Edit › Clone › Unlink Clone)"
            remedy = clone if "clone" in shape.fault else "redraw it with straight segments (M, L, H, V, Z)"
            self._tell(shape.element, shape.fault, remedy)
        elif shape.points:
            self._layers.setdefault(shape.layer, []).append(shape)

    def _tell(self, element: str, wrong: str, remedy: str) -> None:
        self.mistakes.append(Mistake(self._file, element, wrong, remedy))

    def _scale(self) -> None:
        for shape in self._layers.get("scale", ()):
            metres = self._number(shape, "length")
            drawn = distance(shape.points[0], shape.points[-1]) if len(shape.points) > 1 else 0.0
            if metres is None or drawn <= 0:
                self._tell(shape.element, "the scale has no length", "draw a line and write length=metres on it")
            else:
                self._unit = metres / drawn
        for shape in self._layers.get("north", ()):
            if len(shape.points) > 1:
                self._north = bearing(shape.points[0], shape.points[-1])

    def _of(self, layer: str) -> list[Shape]:
        """The layer's shapes in metres."""
        unit = self._unit
        return [
            Shape(s.element, s.layer, tuple((x * unit, y * unit) for x, y in s.points), s.closed, s.floor, s.resource,
                  s.attributes)
            for s in self._layers.get(layer, ())
        ]  # fmt: skip

    def called(self) -> Mapping[str, str]:
        return called(self._shapes, self._unit)

    def places(self) -> Mapping[str, tuple[str, Point]]:
        return {
            shape.element: (shape.floor, middle(shape.points)) for layer in self._layers for shape in self._of(layer)
        }

    def _number(self, shape: Shape, name: str) -> float | None:
        text = shape.attributes.get(name, "").removesuffix("m").strip()
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > 0):
            self._tell(shape.element, f"{name}={text} is no length in metres", f"write {name}=1.4")
            return None
        return value

    def _one_of(self, shape: Shape, name: str, known: Any, default: str) -> Any:
        text = shape.attributes.get(name, default)
        if text in get_args(known):
            return text
        self._tell(shape.element, f"{name}={text} is unknown", f"write one of {', '.join(get_args(known))}")
        return default

    def _named(self, layer: str, types: tuple[str, ...] = ()) -> list[Shape]:
        """Shapes that stand for something; one without an id, or with an id drawn twice, is told and left out."""
        seen: dict[str, Shape] = {}
        for shape in self._of(layer):
            if not shape.resource:
                self._tell(shape.element, f"it is in layer {layer} but has no id", "write its id as the label")
            elif types and shape.resource.partition("/")[0] not in types:
                wanted = " or ".join(f"{name}/…" for name in types)
                self._tell(shape.element, f"{shape.resource} is no id for layer {layer}", f"label it {wanted}")
            elif shape.resource in seen:
                other = seen[shape.resource].element
                self._tell(shape.element, f"{shape.resource} is also {other}", "keep one of them")
            else:
                seen[shape.resource] = shape
        return list(seen.values())

    def plan(self) -> Plan:
        walls = self._walls()
        within = self._routes()
        exits = self._exits()
        shafts = (*within, *self._stairs())
        self._network.barriers(walls)
        screens = self._screens(exits, walls)
        spots = self._places()
        at = self._network.split()
        doors = self._doors()
        nodes, edges = self._network.parts()
        return Plan(
            nodes=nodes, edges=edges, exits=tuple(exits), areas=self._areas(),
            spots=tuple(replace(spot, node=at.get(spot.id)) for spot in spots),
            screens=tuple(replace(screen, node=at.get(f"screen/{screen.id}")) for screen in screens),
            walls=walls, grounds=self._grounds(), assemblies=self._assemblies(), doors=doors,
            shafts=shafts, north_deg=self._north,
        )  # fmt: skip

    def _walls(self) -> tuple[Wall, ...]:
        kinds: Mapping[str, WallKind] = {"walls": "wall", "partitions": "partition", "furniture": "furniture"}
        found: list[Wall] = []
        for layer, kind in kinds.items():
            for shape in self._of(layer):
                if shape.closed:
                    found += outline_walls(shape.points, shape.floor, kind, shape.element)
                else:
                    pairs = pairwise(shape.points)
                    found += [Wall(a, b, shape.floor, kind, shape.element) for a, b in pairs]
        return tuple(found)

    def _routes(self) -> tuple[Shaft, ...]:
        """The lines people walk; those of them that are stairs or ramps within a floor, where they bear a name."""
        found = []
        for shape in self._of("routes"):
            if shape.attributes.get("kind") == LANDING:
                self._network.corner(shape.element, middle(shape.points), shape.floor, 0)
                continue
            if len(shape.points) < 2:
                self._tell(shape.element, "a route needs two points", "draw a line")
                continue
            kind: EdgeKind = self._one_of(shape, "kind", EdgeKind, "corridor")
            width = self._number(shape, "width")
            one_way = shape.attributes.get("oneway") == YES
            of = shape.attributes.get("room", shape.element)
            shaft = shape.resource if kind in SHAFTS and shape.resource.startswith(f"{kind}/") else ""
            corners = (*shape.points, shape.points[0]) if shape.closed else shape.points
            names = [self._network.corner(shape.element, p, shape.floor, n) for n, p in enumerate(corners)]
            for number, ends in enumerate(pairwise(names)):
                self._network.join(f"{shape.element}.{number}", ends, width, kind, one_way, of, shaft)
            if shaft:
                ends_of = ((names[0], corners[0]), (names[-1], corners[-1]))
                landings = tuple(Landing(shape.floor, name, at) for name, at in ends_of)
                found.append(Shaft(shaft, kind, landings, words_of(shape), (), shape.element))  # type: ignore[arg-type]  # one of SHAFTS
        return tuple(found)

    def _exits(self) -> list[ExitDoor]:
        found = []
        for shape in self._named("exits", ("exit",)):
            at = middle(shape.points)
            near = self._network.nearest_corner(at, shape.floor)
            if near is None or distance(near.at, at) > EXIT_REACH_M:
                self._tell(shape.element, f"no route ends at {shape.resource}", "draw a route to the exit's middle")
                continue
            self._network.kind(near.id, "exit")
            width = self._number(shape, "width") or (span_of(shape) if len(shape.points) > 1 else None)
            found.append(
                ExitDoor(shape.resource, near.id, at, shape.floor, width, words_of(shape),
                         shape.attributes.get("steps") != YES, shape.element)
            )  # fmt: skip
        return found

    def _stairs(self) -> tuple[Shaft, ...]:
        """Stairs, lifts and ramps drawn once on each floor they reach, under the same id."""
        parts: dict[str, list[tuple[Shape, Node]]] = {}
        for shape in self._of("stairs"):
            near = self._network.nearest_corner(middle(shape.points), shape.floor)
            if shape.resource.partition("/")[0] not in SHAFTS:
                remedy = "label it stairs/…, lift/… or ramp/…; an escalator is neither: leave it out"
                self._tell(shape.element, f"{shape.resource or 'it'} is no id for layer stairs", remedy)
            elif near is None or distance(near.at, middle(shape.points)) > EXIT_REACH_M:
                self._tell(shape.element, "no route ends here", "lead a route to it")
            else:
                parts.setdefault(shape.resource, []).append((shape, near))
        return tuple(self._shaft(name, ends) for name, ends in parts.items())

    def _shaft(self, resource: str, ends: list[tuple[Shape, Node]]) -> Shaft:
        """One shaft, its landings joined from below upwards."""
        ends.sort(key=lambda end: (storey_order(end[0].floor), end[0].element))
        if len(ends) < 2:
            remedy = "draw it on every floor it reaches, with the same id"
            self._tell(ends[0][0].element, f"{resource} is on one floor only", remedy)
        kind: Any = resource.partition("/")[0]
        for (shape, a), (_, b) in pairwise(ends):
            self._network.kind(a.id, kind)
            self._network.kind(b.id, kind)
            rise = self._number(shape, "rise") or STOREY_M
            length = self._number(shape, "length") or (rise if kind == "lift" else rise * STAIR_SLOPE)
            width, name = self._number(shape, "width"), f"{resource}:{a.floor}-{b.floor}"
            self._network.span(name, (a.id, b.id), length, width, kind, shape.element, resource)
        first = ends[0][0]
        landings = tuple(Landing(node.floor, node.id, node.at) for _, node in ends)
        return Shaft(resource, kind, landings, words_of(first), (), first.element)

    def _doors(self) -> tuple[Doorway, ...]:
        found = []
        for shape in self._named("doors", ("door",)):
            width = self._number(shape, "width") or (span_of(shape) if len(shape.points) > 1 else None)
            if not self._network.door(shape.resource, shape.floor, width, (shape.points[0], shape.points[-1])):
                self._tell(shape.element, f"no route goes through {shape.resource}", "lead a route through the door")
            found.append(Doorway(shape.resource, words_of(shape), shape.element))
        return tuple(found)

    def _screens(self, exits: list[ExitDoor], walls: tuple[Wall, ...]) -> list[Standing]:
        """Screens without their node, which splitting the routes gives."""
        found = []
        for shape in self._named("screens"):
            name = shape.resource.removeprefix("screen/")
            if len(shape.points) != 2 or shape.points[0] == shape.points[1]:
                self._tell(
                    shape.element, f"{name} does not say which way it faces", "draw a line from it to its viewer"
                )
                continue
            at, faces = shape.points[0], bearing(*shape.points)
            mount: Mount = self._one_of(shape, "mount", Mount, "wall")
            before = self._number(shape, "stand") or room_before(at, faces, shape.floor, walls)
            stand = ahead(at, faces, before)
            off_m = self._network.bind(f"screen/{name}", at, shape.floor, stand, "screen", spur=False)
            if off_m > REACH_M:  # it hangs high or behind a counter: who reads it stands near the route
                off_m = self._network.bind(f"screen/{name}", stand, shape.floor, stand, "screen", spur=False)
            near = min((d for d in exits if d.floor == shape.floor), key=lambda d: distance(d.at, at), default=None)
            here = near.id if near is not None and distance(near.at, at) <= NEAR_EXIT_M else None
            own = shape.attributes.get("exit") or here
            found.append(Standing(name, at, faces, stand, shape.floor, None, off_m, mount, own, shape.element))
        return found

    def _places(self) -> list[Spot]:
        """Places without their node, which splitting the routes gives."""
        found = []
        for shape in self._named("places"):
            at = middle(shape.points)
            kind: NodeKind = "refuge" if shape.attributes.get("kind") == "refuge" else "place"
            off_m = self._network.bind(shape.resource, at, shape.floor, at, kind, spur=True)
            aliases = tuple(
                a for a in shape.attributes.get("alias", "").replace("，", ",").replace("、", ",").split(",") if a
            )
            found.append(Spot(shape.resource, at, shape.floor, None, off_m, words_of(shape), aliases, shape.element))
        return found

    def _areas(self) -> tuple[Area, ...]:
        found = []
        for shape in self._named("zones", ("zone",)):
            if not shape.closed or len(shape.points) < 3:
                self._tell(shape.element, f"the outline of {shape.resource} is open", "close it to a polygon")
                continue
            found.append(Area(shape.resource, shape.points, shape.floor, words_of(shape), shape.element))
        return tuple(found)

    def _grounds(self) -> tuple[Ground, ...]:
        return tuple(Ground(s.floor, s.points, s.element) for s in self._of("floor") if s.closed and len(s.points) > 2)

    def _assemblies(self) -> tuple[Assembly, ...]:
        found = []
        for shape in self._named("assembly"):
            exits = tuple(name for name in shape.attributes.get("exits", "").split(",") if name)
            found.append(Assembly(shape.resource, middle(shape.points), words_of(shape), exits, shape.element))
        return tuple(found)
