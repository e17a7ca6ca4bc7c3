"""The floor graph as a value: nodes, edges, exits, zones, screens and places of one building,
versioned by digest.

Metres; x to the right and y down as drawn; directions in degrees clockwise from up on the drawing
(``north_deg`` says where north is). A plan is what it was made from and may be faulty:
:mod:`signage.evacuation.plan_checks` says how. Routes tolerate every plan: an edge without ends
leads nowhere.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter

from signage.floorplan.geometry import Line, Point, sides
from signage.floorplan.graph import Edge, Graph, Node
from signage.floorplan.shafts import Shaft, Storey, discharge, due, heights
from signage.hall.storeys import storey_order
from signage.language.words import Message, Words

T = TypeVar("T")
Mount = Literal["wall", "ceiling", "stand"]
WallKind = Literal["wall", "partition", "furniture"]


@dataclass(frozen=True, slots=True)
class ExitDoor:
    """A door to the outside. ``step_free`` False = there are steps behind it."""

    id: str
    node: str
    at: Point
    floor: str = "1"
    width_m: float | None = None
    name: Words = field(default_factory=dict)
    step_free: bool = True
    element: str = ""


@dataclass(frozen=True, slots=True)
class Doorway:
    """A door inside, as the drawing names it."""

    id: str
    name: Words = field(default_factory=dict)
    element: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """The outline of a zone: what can be blocked as a whole."""

    id: str
    outline: tuple[Point, ...]
    floor: str = "1"
    name: Words = field(default_factory=dict)
    element: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A window, machine, desk or other place people look for; ``node`` None where no route passes
    near it."""

    id: str
    at: Point
    floor: str = "1"
    node: str | None = None
    off_m: float = 0.0
    name: Words = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    element: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A screen as it hangs: ``faces_deg`` is where its face looks; a viewer at ``stand`` looks the
    other way.

    ``exit`` is the exit it hangs at: when that is closed, the screen says so.
    """

    id: str
    at: Point
    faces_deg: float
    stand: Point
    floor: str = "1"
    node: str | None = None
    off_m: float = 0.0
    mount: Mount = "wall"
    exit: str | None = None
    element: str = ""


@dataclass(frozen=True, slots=True)
class Wall:
    a: Point
    b: Point
    floor: str = "1"
    kind: WallKind = "wall"
    element: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """The walkable outline of a floor."""

    floor: str
    outline: tuple[Point, ...]
    element: str = ""


@dataclass(frozen=True, slots=True)
class Assembly:
    """Where people gather outside."""

    id: str
    at: Point
    name: Words = field(default_factory=dict)
    exits: tuple[str, ...] = ()
    """The exits it belongs to; none = all."""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What fires are fought and people are helped with, where it hangs: its id's type is one of
    ``EQUIPMENT``."""

    id: str
    at: Point
    floor: str = "1"
    name: Words = field(default_factory=dict)
    element: str = ""

    @property
    def what(self) -> str:
        return self.id.partition("/")[0]


@dataclass(frozen=True)
class Plan:
    """Without slots: what is derived once (graph, digest) is kept beside the value."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    exits: tuple[ExitDoor, ...] = ()
    areas: tuple[Area, ...] = ()
    spots: tuple[Spot, ...] = ()
    screens: tuple[Standing, ...] = ()
    walls: tuple[Wall, ...] = ()
    grounds: tuple[Ground, ...] = ()
    assemblies: tuple[Assembly, ...] = ()
    doors: tuple[Doorway, ...] = ()
    shafts: tuple[Shaft, ...] = ()
    storeys: tuple[Storey, ...] = ()
    """What the hall says of the floors; a drawing alone says nothing."""
    equipment: tuple[Equipment, ...] = ()
    north_deg: float = 0.0
    __pydantic_config__ = ConfigDict(extra="forbid")

    @cached_property
    def node(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def exit(self) -> Mapping[str, ExitDoor]:
        return {door.id: door for door in self.exits}

    @cached_property
    def door(self) -> Mapping[str, Doorway]:
        return {door.id: door for door in self.doors}

    @cached_property
    def area(self) -> Mapping[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def spot(self) -> Mapping[str, Spot]:
        return {spot.id: spot for spot in self.spots}

    @cached_property
    def screen(self) -> Mapping[str, Standing]:
        return {screen.id: screen for screen in self.screens}

    @cached_property
    def edge(self) -> Mapping[str, Edge]:
        return {edge.id: edge for edge in self.edges}

    @cached_property
    def shaft(self) -> Mapping[str, Shaft]:
        return {shaft.id: shaft for shaft in self.shafts}

    @cached_property
    def storey(self) -> Mapping[str, Storey]:
        return {storey.floor: storey for storey in self.storeys}

    @cached_property
    def floors(self) -> tuple[str, ...]:
        """From below upwards, as far as their names are numbers."""
        drawn = {node.floor for node in self.nodes} | {ground.floor for ground in self.grounds}
        return tuple(sorted(drawn, key=storey_order))

    @cached_property
    def heights(self) -> Mapping[str, float]:
        return heights(self.floors, self.storeys)

    @cached_property
    def discharge(self) -> str | None:
        """The storey people leave the building from; None where no floor has an exit."""
        return discharge(self.floors, self.storeys, {door.floor for door in self.exits})

    @cached_property
    def barriers(self) -> Mapping[str, tuple[Line, ...]]:
        """What sight and steps stop at, by floor: walls, partitions and furniture."""
        found: dict[str, list[Line]] = {}
        for wall in self.walls:
            found.setdefault(wall.floor, []).append((wall.a, wall.b))
        return {floor: tuple(lines) for floor, lines in found.items()}

    @cached_property
    def digest(self) -> str:
        """The plan's version: the same drawing gives the same digest, in any order of its parts."""
        parts = {
            name: sorted(
                # Sorted as text: values of one list have no order among each other.
                PLAN_JSON.dump_json(value, fallback=_in_writing)
                for value in getattr(self, name)
            )
            for name in self.__dataclass_fields__
            # Drawings made before there was equipment keep their version.
            if name != "north_deg" and (name != "equipment" or self.equipment)
        }
        text = repr((self.north_deg, sorted(parts.items())))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def _kept(self) -> dict[str, dict[Hashable, Any]]:
        return {}

    def once(self, name: str, key: Hashable, make: Callable[[], T], most: int | None = None) -> T:
        """``make()``, which depends on the plan and ``key`` alone: made once, and asked for again
        and again.

        At most the last ``most`` of one ``name`` are kept.
        """
        kept = self._kept.setdefault(name, {})
        known = kept.get(key)
        # Two threads may both make it: the same value twice, and the later one stays.
        if known is None:
            known = kept[key] = make()
            if most is not None and len(kept) > most:
                # list() first: another thread may add one meanwhile.
                for old in list(kept)[:-most]:
                    kept.pop(old, None)
        found: T = known
        return found

    def graph(self, without: frozenset[str] = frozenset()) -> Graph:
        """The prepared graph without some kinds of edge."""
        return self.once(
            "graph", without, lambda: Graph(self.nodes, self.edges, without, self._due)
        )

    def _due(self, start: str, end: str) -> int:
        if start == end or self.discharge is None:
            return 0
        return due(self.heights[start], self.heights[end], self.heights[self.discharge])

    def names(self, given: Mapping[str, Words]) -> "Plan":
        """The same plan with the hall's names for exits, places, zones, stairs; a name it has no
        other for stays."""
        return replace(
            self,
            shafts=tuple(
                replace(shaft, name=given.get(shaft.id) or shaft.name) for shaft in self.shafts
            ),
            exits=tuple(replace(door, name=given.get(door.id) or door.name) for door in self.exits),
            spots=tuple(replace(spot, name=given.get(spot.id) or spot.name) for spot in self.spots),
            areas=tuple(replace(area, name=given.get(area.id) or area.name) for area in self.areas),
        )


PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
PLAN_JSON: TypeAdapter[Any] = TypeAdapter(Any)
WRITTEN_IN = ("zh", "en")
"""One more language that the product speaks makes no other plan."""


def _in_writing(words: Message) -> dict[str, str]:
    return {lang: words[lang] for lang in WRITTEN_IN}


def plan(document: Mapping[str, Any]) -> Plan:
    """A plan from plain dicts and lists, as ``plan_document`` writes them. Raises pydantic's
    ValidationError."""
    return PLAN.validate_python(document)


def plan_document(value: Plan) -> dict[str, Any]:
    """A plan as plain dicts and lists, for JSON."""
    document: dict[str, Any] = PLAN.dump_python(value, mode="json")
    return document


def outline_walls(
    outline: tuple[Point, ...], floor: str, kind: WallKind, element: str
) -> tuple[Wall, ...]:
    return tuple(Wall(a, b, floor, kind, element) for a, b in sides(outline))
