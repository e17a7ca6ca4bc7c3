"""A plan as OpenStreetMap's Simple Indoor Tagging (OSM XML), for maps and the tools that read it.

Storeys become levels, 0 the one people leave from. After the wiki's Simple_Indoor_Tagging,
Key:indoor, Tag:highway=corridor, Tag:highway=elevator, Key:exit. What indoor maps have no word for
(screens, assembly points, fire equipment, widths of ways) is left out and said.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from kiosk.content.drawings.osm_rooms import METRES_PER_DEGREE
from kiosk.wording.markup import element
from signage.floorplan.geometry import Point
from signage.floorplan.plan import Plan
from signage.language.words import Words

Tags = Mapping[str, str]
KINDS: Mapping[str, str] = {
    "corridor": "corridor",
    "door": "corridor",
    "ramp": "footway",
    "stairs": "steps",
}


class _Map:
    """Nodes and ways in the making; ids are negative, as of what is in no database yet."""

    def __init__(self, plan: Plan, lat: float, lon: float) -> None:
        self._lat, self._lon = lat, lon
        floors = list(plan.floors)
        ground = floors.index(plan.discharge) if plan.discharge in floors else 0
        self.level = {floor: str(number - ground) for number, floor in enumerate(floors)}
        self._nodes: dict[tuple[Point, str], tuple[int, dict[str, str]]] = {}
        self._ways: list[str] = []

    def node(self, at: Point, level: str, tags: Tags) -> int:
        number, known = self._nodes.setdefault((at, level), (-len(self._nodes) - 1, {}))
        known.update({key: value for key, value in tags.items() if value})
        return number

    def way(self, points: Iterable[tuple[Point, str]], tags: Tags, *, closed: bool = False) -> None:
        refs = [self.node(at, level, {}) for at, level in points]
        refs += refs[:1] if closed else []
        inner = "".join(element("nd", ref=str(ref)) for ref in refs)
        # Ids of ways and of nodes are apart in OpenStreetMap.
        self._ways.append(
            element("way", inner + _tags(tags), id=str(-len(self._ways) - 1), visible="true")
        )

    def xml(self) -> str:
        shrink = math.cos(math.radians(self._lat))
        nodes = "".join(
            element("node", _tags(tags), id=str(number), visible="true",
                    lat=f"{self._lat - y / METRES_PER_DEGREE:.9f}",
                    lon=f"{self._lon + x / METRES_PER_DEGREE / shrink:.9f}")
            for ((x, y), _), (number, tags) in self._nodes.items()
        )  # fmt: skip
        whole = element("osm", nodes, *self._ways, version="0.6", generator="kiosk")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def plan_osm(plan: Plan, lat: float, lon: float) -> tuple[str, tuple[str, ...]]:
    """The map, and what is lost in it. ``lat`` and ``lon`` are of the drawing's origin; the drawing's
    up is taken for north."""
    drawn = _Map(plan, lat, lon)
    for ground in plan.grounds:
        _outline(drawn, ground.outline, drawn.level[ground.floor], {"indoor": "area"})
    for area in plan.areas:
        level = drawn.level.get(area.floor, "0")
        _outline(
            drawn, area.outline, level, {"indoor": "area", "ref": area.id, **_names(area.name)}
        )
    for wall in plan.walls:
        if wall.kind != "furniture" and wall.floor in drawn.level:
            level = drawn.level[wall.floor]
            drawn.way([(wall.a, level), (wall.b, level)], {"indoor": "wall", "level": level})
    for door in plan.exits:
        width = f"{door.width_m:g}" if door.width_m is not None else ""
        tags = {"exit": "yes", "entrance": "yes", "door": "yes", "ref": door.id, "width": width,
                "wheelchair": "" if door.step_free else "no", **_names(door.name)}  # fmt: skip
        drawn.node(door.at, drawn.level[door.floor], {"level": drawn.level[door.floor], **tags})
    for spot in plan.spots:
        level = drawn.level.get(spot.floor, "0")
        drawn.node(
            spot.at, level, {"level": level, "indoor": "yes", "ref": spot.id, **_names(spot.name)}
        )
    _ways(plan, drawn)
    _shafts(plan, drawn)
    return drawn.xml(), tuple(_lost(plan))


def _outline(drawn: _Map, outline: Iterable[Point], level: str, tags: Tags) -> None:
    drawn.way([(at, level) for at in outline], {"level": level, **tags}, closed=True)


def _ways(plan: Plan, drawn: _Map) -> None:
    for edge in plan.edges:
        a, b = plan.node[edge.a], plan.node[edge.b]
        if a.floor != b.floor or edge.kind == "spur" or a.at == b.at:
            continue
        level = drawn.level[a.floor]
        tags = {"highway": KINDS.get(edge.kind, "corridor"), "level": level, "indoor": "yes",
                "oneway": "yes" if edge.one_way else ""}  # fmt: skip
        drawn.way([(a.at, level), (b.at, level)], tags)


def _shafts(plan: Plan, drawn: _Map) -> None:
    """Stairs and ramps lead from each landing to the next; a lift is one point on all its levels."""
    for shaft in plan.shafts:
        ends = [(landing.at, drawn.level[landing.floor]) for landing in shaft.landings]
        names = {"ref": shaft.id, **_names(shaft.name)}
        if shaft.kind == "lift":
            levels = ";".join(level for _, level in ends)
            for at, level in ends:
                drawn.node(at, level, {"highway": "elevator", "level": levels, **names})
            continue
        for (a, low), (b, high) in pairwise(ends):
            # Drawn over one another they would be one point: a way needs two.
            apart = b if b != a else (b[0] + 0.5, b[1])
            kind = "steps" if shaft.kind == "stairs" else "footway"
            drawn.way(
                [(a, low), (apart, high)], {"highway": kind, "level": f"{low};{high}", **names}
            )


def _lost(plan: Plan) -> Iterator[str]:
    for what, count in (
        ("screens", len(plan.screens)), ("assembly points", len(plan.assemblies)),
        ("pieces of fire equipment", len(plan.equipment)),
        ("doors inside, whose names are on no way", len(plan.doors)),
        ("lines of furniture", sum(wall.kind == "furniture" for wall in plan.walls)),
        ("widths of ways", sum(edge.width_m is not None for edge in plan.edges)),
    ):  # fmt: skip
        if count:
            yield f"{count} {what}"


def _names(words: Words) -> dict[str, str]:
    return {"name": words.get("zh", ""), "name:en": words.get("en", "")}


def _tags(tags: Tags) -> str:
    return "".join(element("tag", k=key, v=value) for key, value in tags.items() if value)
