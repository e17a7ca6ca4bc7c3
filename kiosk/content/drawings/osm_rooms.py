"""Rooms and corridors of OpenStreetMap: closed ways and multipolygons, one for each level."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from kiosk.content.drawings.osm_tags import Tags, tags_of
from signage.floorplan.geometry import (
    Line,
    Point,
    inside,
    sides,
)
from signage.language.model_words import Amiss
from signage.language.words import Message

METRES_PER_DEGREE = 111_320.0
WALKABLE = frozenset({"room", "corridor", "area"})
LEVELS_MAX = 200


@dataclass(frozen=True, slots=True)
class Room:
    """A closed way or the outer ring of a multipolygon on one level; ``id`` is its element,
    ``way/1``."""

    id: str
    level: str
    refs: tuple[str, ...]
    outline: tuple[Point, ...]
    tags: Tags
    hole_refs: frozenset[str] = frozenset()
    holes: tuple[tuple[Point, ...], ...] = ()

    @property
    def lines(self) -> list[Line]:
        """Every side nobody walks through."""
        return [side for ring in (self.outline, *self.holes) for side in sides(ring)]

    def holds(self, at: Point) -> bool:
        return inside(at, self.outline) and not any(inside(at, hole) for hole in self.holes)


def placed(root: Element) -> dict[str, Point]:
    """Metres from the north-west corner; the earth is flat over one building."""
    given = {
        e.get("id", ""): (float(e.get("lon", "nan")), float(e.get("lat", "nan")))
        for e in root.iter("node")
    }
    # Before the corner is looked for: with a nan among them min() gives what comes first.
    at = {name: (x, y) for name, (x, y) in given.items() if math.isfinite(x) and math.isfinite(y)}
    if not at:
        raise Amiss(Message("drawings.osm-no-nodes"))
    west, north = min(x for x, _ in at.values()), max(y for _, y in at.values())
    # A degree of longitude is shorter the further north it lies; one of latitude is not.
    shrink = math.cos(math.radians(north))
    return {
        name: (
            round((x - west) * METRES_PER_DEGREE * shrink, 3),
            round((north - y) * METRES_PER_DEGREE, 3),
        )
        for name, (x, y) in at.items()
    }


def levels(text: str) -> tuple[str, ...]:
    """``0``, ``0;1``, ``-1-2``: every level named, lowest first; what cannot be read is no
    level."""
    found: set[float] = set()
    for part in text.split(";"):
        # The first letter may be a minus sign; only a dash after it means "to".
        head, dash, tail = part.strip()[1:].partition("-")
        try:
            low = float(part.strip()[:1] + head)
            high = float(tail) if dash else low
        except ValueError:
            continue
        if 0 <= high - low <= LEVELS_MAX:
            found |= {low + n for n in range(int(high - low) + 1)}
    return tuple(f"{level:g}" for level in sorted(found))


def own_levels(tags: Tags) -> tuple[str, ...]:
    """Where something stands: ``level``, and ``repeat_on`` for what is the same above or below;
    empty if unsaid."""
    return levels(";".join(tags[key] for key in ("level", "repeat_on") if key in tags))


def rooms_of(
    ways: Iterable[tuple[str, tuple[str, ...], Tags]], places: Mapping[str, Point]
) -> Iterator[Room]:
    for name, refs, tags in ways:
        ring = tuple(ref for ref in refs[:-1] if ref in places)
        if tags.get("indoor") in WALKABLE and len(ring) > 2 and refs[0] == refs[-1]:
            for level in own_levels(tags) or ("0",):
                yield Room(f"way/{name}", level, ring, tuple(places[ref] for ref in ring), tags)


def multipolygons(
    root: Element, ways: Mapping[str, tuple[str, ...]], places: Mapping[str, Point]
) -> Iterator[Room]:
    """Rooms drawn as relations: each outer ring one room, without the inner rings that lie in
    it."""
    for relation in root.iter("relation"):
        tags, name = tags_of(relation), f"relation/{relation.get('id', '')}"
        if tags.get("type") != "multipolygon" or tags.get("indoor") not in WALKABLE:
            continue
        drawn: dict[str, list[tuple[str, ...]]] = {"outer": [], "inner": []}
        for member in relation.iter("member"):
            if member.get("type") == "way" and member.get("ref", "") in ways:
                parts = drawn["inner" if member.get("role") == "inner" else "outer"]
                parts.append(tuple(ref for ref in ways[member.get("ref", "")] if ref in places))
        outer, inner = _rings(drawn["outer"]), _rings(drawn["inner"])
        for number, refs in enumerate(outer):
            outline = tuple(places[ref] for ref in refs)
            own = [hole for hole in inner if inside(places[hole[0]], outline)]
            cut = tuple(tuple(places[ref] for ref in hole) for hole in own)
            for level in own_levels(tags) or ("0",):
                part = name if len(outer) == 1 else f"{name}-{number + 1}"
                yield Room(
                    part,
                    level,
                    refs,
                    outline,
                    tags,
                    frozenset(ref for hole in own for ref in hole),
                    cut,
                )


def _rings(parts: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Ways joined at their ends to rings; what does not close is none."""
    left, rings = [part for part in parts if len(part) > 1], []
    while left:
        ring = left.pop(0)
        while ring[0] != ring[-1]:
            following = next((part for part in left if ring[-1] in (part[0], part[-1])), None)
            if following is None:
                break
            left.remove(following)
            # Each way may be drawn in either direction; the node they share is taken once.
            ring += following[1:] if following[0] == ring[-1] else following[-2::-1]
        if ring[0] == ring[-1] and len(ring) > 3:
            rings.append(ring[:-1])
    return rings
