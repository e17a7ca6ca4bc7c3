"""Imports indoor data of OpenStreetMap (Simple Indoor Tagging) as a plan: rooms, corridors, doors,
steps, lifts.

Every room or corridor, a way or a multipolygon, becomes the lines that can be walked straight in
it, between its doors, its middle and the corners that stick into it. Doors are nodes with ``door``
or ``entrance`` on an outline; which of them are exits is in :mod:`osm_tags`. Rooms on several
levels that are stairs or lifts join their levels, ``highway=steps`` joins its two ends. What was
deleted is not there. Data is © OpenStreetMap contributors, ODbL: say so beside a plan made from it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from kiosk.content.drawings.osm_rooms import (
    Room,
    levels,
    multipolygons,
    own_levels,
    placed,
    rooms_of,
)
from kiosk.content.drawings.osm_tags import Tags, is_door, is_there, leads_out, tags_of
from kiosk.wording.outside import xml
from signage.floorplan.geometry import (
    Point,
    ahead,
    bearing,
    crosses,
    distance,
    middle,
    off,
    sides,
    turned,
)
from signage.floorplan.graph import Edge, EdgeKind, Node, NodeKind
from signage.floorplan.plan import ExitDoor, Ground, Plan, Spot, Wall, outline_walls
from signage.floorplan.shafts import Landing, Shaft, ShaftKind
from signage.language.model_words import Amiss
from signage.language.words import Message, Words

CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
OPEN = frozenset({"corridor", "area"})
"""Adjoining outlines of these kinds have no wall between them."""
ON_OUTLINE_M = 0.3
INSET_M = 0.3
"""How far a way keeps from a corner that sticks into a room."""
STOREY_M = 3.6
STEP_SLOPE = 1.9


@dataclass(slots=True)
class _Growing:
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)

    def add(self, name: str, at: Point, level: str, kind: NodeKind = "way") -> str:
        self.nodes.setdefault(name, Node(name, at, level, kind))
        return name

    shafts: dict[str, Shaft] = field(default_factory=dict)

    def join(
        self, a: str, b: str, kind: EdgeKind = "corridor", length: float | None = None, element: str = "",
        shaft: str = "",
    ) -> None:  # fmt: skip
        first, second = sorted((a, b))
        metres = distance(self.nodes[a].at, self.nodes[b].at) if length is None else length
        if a != b:
            edge = Edge(
                f"{first}~{second}", first, second, metres, None, kind, False, (), element, shaft
            )
            self.edges.setdefault(edge.id, edge)

    def climb(
        self,
        element: str,
        kind: ShaftKind,
        nodes: Sequence[str],
        lengths: Sequence[float],
        name: Words,
    ) -> None:
        """Stairs or a lift over several levels, from below upwards, as one thing: ``stairs/w12``
        for ``way/12``."""
        what, _, number = element.partition("/")
        shaft = f"{kind}/{what[:1]}{number}"
        for (a, b), length in zip(pairwise(nodes), lengths, strict=True):
            self.join(a, b, kind, length, element, shaft)
        ends = (self.nodes[node] for node in nodes)
        landings = tuple(Landing(node.floor, node.id, node.at) for node in ends)
        self.shafts[shaft] = Shaft(shaft, kind, landings, name, (), element)


def read_osm(text: str | bytes) -> Plan:
    """The plan of an OSM XML file. Raises ParseError, DefusedXmlException, ValueError for what is
    no such file."""
    root = xml(text)
    if root.tag != "osm":
        raise Amiss(Message("drawings.osm-root", tag=root.tag))
    for element in [element for element in root if not is_there(element)]:
        root.remove(element)
    tags = {e.get("id", ""): tags_of(e) for e in root.iter("node")}
    places = placed(root)
    ways = [
        (e.get("id", ""), tuple(n.get("ref", "") for n in e.iter("nd")), tags_of(e))
        for e in root.iter("way")
    ]
    rooms = [
        *rooms_of(ways, places),
        *multipolygons(root, {name: refs for name, refs, _ in ways}, places),
    ]
    growing = _Growing()
    doors = {name: t for name, t in tags.items() if name in places and is_door(t)}
    inner: dict[tuple[str, str], list[str]] = {
        (room.id, room.level): [_hub(growing, room)] for room in rooms
    }
    exits = list(_doors(growing, rooms, doors, places, inner))
    _openings(growing, rooms, inner)
    _steps(growing, ways, places, rooms, inner)
    for room in rooms:
        _walked(growing, room, inner[room.id, room.level])
    _lifted(growing, rooms)
    return Plan(
        nodes=tuple(growing.nodes.values()), edges=tuple(growing.edges.values()), exits=tuple(exits),
        spots=tuple(_spots(rooms)), walls=tuple(_walls(rooms)),
        grounds=tuple(Ground(r.level, r.outline, r.id) for r in rooms), shafts=tuple(growing.shafts.values()),
    )  # fmt: skip


def _hub(growing: _Growing, room: Room) -> str:
    """A node in the room: its middle, or beside the first side where the middle is not inside."""
    at = middle(room.outline)
    if not room.holds(at):
        at = next((p for p in _beside(room.outline) if room.holds(p)), at)
    return growing.add(f"{room.id}@{room.level}", at, room.level, "place")


def _beside(outline: tuple[Point, ...]) -> Iterator[Point]:
    for a, b in sorted(sides(outline), key=lambda side: -distance(*side)):
        centre, course = middle((a, b)), bearing(a, b)
        yield from (
            ahead(centre, course + turn, metres) for metres in (1.0, 0.4) for turn in (90, -90)
        )


def _doors(
    growing: _Growing, rooms: list[Room], doors: Mapping[str, Tags], places: Mapping[str, Point],
    inner: Mapping[tuple[str, str], list[str]],
) -> Iterator[ExitDoor]:  # fmt: skip
    """A door joins every room whose outline it is on, by its node or by its place; drawn twice it
    is one door."""
    names: dict[tuple[Point, str], str] = {}
    for ref, tags in doors.items():
        at, own = places[ref], own_levels(tags)
        for room in rooms:
            if own and room.level not in own:
                continue
            on = ref in room.refs or ref in room.hole_refs
            if on or any(off(at, a, b) <= ON_OUTLINE_M for a, b in room.lines):
                name = names.setdefault((at, room.level), f"node/{ref}@{room.level}")
                inner[room.id, room.level].append(growing.add(name, at, room.level))
        for level in own or sorted({r.level for r in rooms if ref in r.refs}, key=float):
            name = names.get((at, level), "")
            if leads_out(tags) and name in growing.nodes:
                growing.nodes[name] = replace(growing.nodes[name], kind="exit")
                yield ExitDoor(
                    f"exit/{ref}",
                    name,
                    at,
                    level,
                    _width(tags),
                    _names(tags),
                    element=f"node/{ref}",
                )
                # One door is one exit, however many levels it is tagged with.
                break


def _width(tags: Tags) -> float | None:
    try:
        return float(tags["width"].removesuffix("m"))
    except (KeyError, ValueError):
        return None


def _names(tags: Tags) -> Words:
    zh = tags.get("name:zh") or tags.get("name") or tags.get("ref", "")
    return {lang: text for lang, text in (("zh", zh), ("en", tags.get("name:en", ""))) if text}


def _openings(
    growing: _Growing, rooms: list[Room], inner: Mapping[tuple[str, str], list[str]]
) -> None:
    """Corridors and areas that share a side of their outlines run into each other."""
    shared: dict[tuple[str, frozenset[str]], list[Room]] = {}
    for room in rooms:
        if room.tags.get("indoor") in OPEN:
            for pair in zip(room.refs, (*room.refs[1:], room.refs[0]), strict=True):
                shared.setdefault((room.level, frozenset(pair)), []).append(room)
    for (level, corners), beside in shared.items():
        if len(beside) > 1 and len(corners) == 2:
            at = middle([beside[0].outline[beside[0].refs.index(ref)] for ref in sorted(corners)])
            name = growing.add(f"opening/{'-'.join(sorted(corners))}@{level}", at, level)
            for room in beside:
                inner[room.id, room.level].append(name)


def _steps(
    growing: _Growing, ways: Iterable[tuple[str, tuple[str, ...], Tags]], places: Mapping[str, Point],
    rooms: list[Room], inner: Mapping[tuple[str, str], list[str]],
) -> None:  # fmt: skip
    """``highway=steps`` between two levels; ``incline=down`` starts above."""
    for name, refs, tags in ways:
        reached = levels(tags.get("level", ""))
        if (
            tags.get("highway") != "steps"
            or len(refs) < 2
            or len(reached) != 2
            or not {*refs} <= set(places)
        ):
            continue
        ends = reached if tags.get("incline") != "down" else reached[::-1]
        joined = []
        for ref, level in ((refs[0], ends[0]), (refs[-1], ends[1])):
            node = growing.add(f"node/{ref}@{level}", places[ref], level, "stairs")
            joined.append(node)
            for room in rooms:
                near = room.holds(places[ref]) or any(
                    off(places[ref], *side) <= ON_OUTLINE_M for side in room.lines
                )
                if room.level == level and near and node not in inner[room.id, level]:
                    inner[room.id, level].append(node)
        run = sum(distance(places[a], places[b]) for a, b in pairwise(refs))
        upwards = sorted(joined, key=lambda node: float(growing.nodes[node].floor))
        growing.climb(
            f"way/{name}", "stairs", upwards, [max(run, STOREY_M * STEP_SLOPE)], _names(tags)
        )


def _walked(growing: _Growing, room: Room, names: list[str]) -> None:
    """Joins everything in a room that can be walked straight, by way of corners that stick into
    it."""
    turns = [
        *_reflex(room.outline),
        *(turn for hole in room.holes for turn in _reflex(hole, hole=True)),
    ]
    corners = [
        growing.add(f"{room.id}@{room.level}#{n}", at, room.level) for n, at in enumerate(turns)
    ]
    lines = room.lines
    for a, b in combinations([*dict.fromkeys(names), *corners], 2):
        p, q = growing.nodes[a].at, growing.nodes[b].at
        half = middle((p, q))
        # The middle of two points a hand apart may lie on the wall itself.
        clear = room.holds(half) or distance(p, q) < 0.05
        if clear and not any(crosses(p, q, c, d) for c, d in lines):
            growing.join(a, b, element=room.id)


def _reflex(outline: tuple[Point, ...], *, hole: bool = False) -> Iterator[Point]:
    """Corners that stick into the room, moved a little inwards: there a way bends. Of a hole these
    are its own."""
    clockwise = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in sides(outline)) < 0
    for n, at in enumerate(outline):
        before, after = outline[n - 1], outline[(n + 1) % len(outline)]
        # A hole is the other way round: where a room's corner goes in, a pillar's sticks out.
        turn = turned(bearing(at, after) - bearing(before, at))
        if ((turn < 0) == clockwise) != hole and abs(turn) > 1.0:
            half = bearing(at, before) + turned(bearing(at, after) - bearing(at, before)) / 2
            yield ahead(at, half + 180, INSET_M)


def _lifted(growing: _Growing, rooms: list[Room]) -> None:
    """Staircases and lifts drawn as rooms on several levels."""
    shafts: dict[str, list[Room]] = {}
    for room in rooms:
        if _shaft(room.tags) is not None:
            shafts.setdefault(room.id, []).append(room)
    for name, parts in shafts.items():
        kind = _shaft(parts[0].tags) or "stairs"
        reached = sorted((float(room.level), f"{name}@{room.level}") for room in parts)
        rises = [STOREY_M * (above - below) for (below, _), (above, _) in pairwise(reached)]
        lengths = [rise if kind == "lift" else rise * STEP_SLOPE for rise in rises]
        if rises:
            growing.climb(name, kind, [node for _, node in reached], lengths, _names(parts[0].tags))


def _shaft(tags: Tags) -> ShaftKind | None:
    if tags.get("highway") == "elevator" or tags.get("room") == "elevator":
        return "lift"
    return "stairs" if tags.get("stairs") == "yes" or tags.get("room") == "stairs" else None


def _spots(rooms: Iterable[Room]) -> Iterator[Spot]:
    seen: set[str] = set()
    for room in rooms:
        name = _names(room.tags)
        if room.tags.get("indoor") == "room" and name and _shaft(room.tags) is None:
            spot = f"place/{room.id.removeprefix('way/').replace('/', '-')}"
            spot = spot if room.id not in seen else f"{spot}-{room.level.replace('.', '-')}"
            seen.add(room.id)
            yield Spot(
                spot,
                middle(room.outline),
                room.level,
                f"{room.id}@{room.level}",
                0.0,
                name,
                (),
                room.id,
            )


def _walls(rooms: Iterable[Room]) -> Iterator[Wall]:
    """Rooms only: corridors and areas may be open to each other. Doors are not cut out; sight stops
    at them."""
    for room in rooms:
        if room.tags.get("indoor") == "room":
            yield from outline_walls(room.outline, room.level, "wall", room.id)
