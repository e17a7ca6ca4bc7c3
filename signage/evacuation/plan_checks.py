"""Everything that can be wrong with a floor plan, each naming what was drawn and what to do
(reference §9).

``plan_mistakes`` must be none before the plan leads anybody; what a person should look at besides
is in :mod:`signage.evacuation.plan_advice`, where plan and hall disagree in
:mod:`signage.evacuation.hall_checks`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from signage.evacuation.routes import routes
from signage.floorplan.geometry import Point, crosses, distance, off, sides
from signage.floorplan.graph import Edge
from signage.floorplan.plan import Plan, Spot, Standing
from signage.floorplan.shapes import FILE
from signage.language.mistake import Mistake, meant
from signage.language.words import Message, Words

INSIDE_M = 0.05
"""A node this near to the middle of an edge lies in it."""
GAP_M = 0.3
NEAR_M = 2.0
FACE_M = 0.5
_NAMED = re.compile(r"(.+)_to_(.+)")
"""An edge's id that names its ends."""


def plan_mistakes(plan: Plan, file: str = FILE) -> list[Mistake]:
    """What makes the plan lead people wrong."""
    return [Mistake(file, *found) for check in MUST for found in check(plan)]


Finding = tuple[str, Words, Words]
"""Element, what is wrong, what to do."""


def drawn(edge: Edge) -> str:
    return edge.element or edge.id


def ends_of(plan: Plan, edge: Edge) -> tuple[Point, Point] | None:
    """Both ends of an edge on one floor; None for a way between floors or to nowhere."""
    a, b = plan.node.get(edge.a), plan.node.get(edge.b)
    return (a.at, b.at) if a is not None and b is not None and a.floor == b.floor else None


# ---------------------------------------------------------------- the graph


def _self_loops(plan: Plan) -> Iterable[Finding]:
    for edge in plan.edges:
        if edge.a == edge.b:
            yield edge.id, Message("check.joins-itself", a=edge.a), Message("check.remove-it")


def _dangling(plan: Plan) -> Iterable[Finding]:
    for edge in plan.edges:
        for end in (edge.a, edge.b):
            if end not in plan.node:
                yield (
                    edge.id,
                    Message("check.end-not-there", end=end),
                    Message("check.join-or-remove"),
                )


def _duplicates(plan: Plan) -> Iterable[Finding]:
    seen: dict[frozenset[str], Edge] = {}
    for edge in plan.edges:
        if edge.a == edge.b or edge.kind in ("stairs", "lift", "ramp"):
            continue
        first = seen.setdefault(frozenset((edge.a, edge.b)), edge)
        if first is not edge:
            yield (
                edge.id,
                Message("check.joins-as-other", a=edge.a, b=edge.b, other=first.id),
                Message("check.remove-one-of-two"),
            )


def _misnamed(plan: Plan) -> Iterable[Finding]:
    for edge in plan.edges:
        named = _NAMED.fullmatch(edge.id)
        if (
            named
            and set(named.groups()) <= set(plan.node)
            and set(named.groups()) != {edge.a, edge.b}
        ):
            yield (
                edge.id,
                Message("check.joins-not-its-name", a=edge.a, b=edge.b),
                Message("check.correct-ends-or-name"),
            )


def _sweep(
    plan: Plan, room: float
) -> Iterator[tuple[Edge, Edge, tuple[Point, Point], tuple[Point, Point]]]:
    """Pairs of drawn edges of one floor whose extents overlap in x: sorted once, so large plans
    stay quick.

    Imported lines of one room's open floor are no drawing: they may cross.
    """
    laid = []
    open_floor = {ground.element for ground in plan.grounds}
    for edge in plan.edges:
        ends = ends_of(plan, edge)
        if ends is not None and edge.kind != "spur" and edge.a != edge.b:
            # The room is taken off one end alone, so every pair has it once.
            laid.append(
                (min(ends[0][0], ends[1][0]) - room, max(ends[0][0], ends[1][0]), edge, ends)
            )
    laid.sort(key=lambda row: (row[0], row[2].id))
    open_rows: list[tuple[float, float, Edge, tuple[Point, Point]]] = []
    for row in laid:
        open_rows = [other for other in open_rows if other[1] >= row[0]]
        for other in open_rows:
            of_one_room = other[2].element == row[2].element and row[2].element in open_floor
            if plan.node[other[2].a].floor == plan.node[row[2].a].floor and not of_one_room:
                yield other[2], row[2], other[3], row[3]
        open_rows.append(row)


def _crossings(plan: Plan) -> Iterable[Finding]:
    for one, other, (a, b), (c, d) in _sweep(plan, 0.0):
        if not {one.a, one.b} & {other.a, other.b} and crosses(a, b, c, d):
            yield (
                drawn(other),
                Message("check.crosses-without-corner", other=drawn(one)),
                Message("check.give-both-corner"),
            )


def _nodes_in_edges(plan: Plan) -> Iterable[Finding]:
    told: set[tuple[str, str]] = set()
    for one, other, (a, b), (c, d) in _sweep(plan, INSIDE_M):
        for edge, (p, q), ends in (
            (one, (a, b), ((other.a, c), (other.b, d))),
            (other, (c, d), ((one.a, a), (one.b, b))),
        ):
            for name, at in ends:
                apart = (
                    name not in (edge.a, edge.b)
                    and min(distance(at, p), distance(at, q)) > INSIDE_M
                )
                if not apart or off(at, p, q) > INSIDE_M or (name, edge.id) in told:
                    continue
                if not _bound_at_joint(plan, name, one, other):
                    told.add((name, edge.id))
                    yield (
                        name,
                        Message("check.inside-no-corner", edge=edge.id),
                        Message("check.give-corner", edge=drawn(edge)),
                    )


def _bound_at_joint(plan: Plan, name: str, one: Edge, other: Edge) -> bool:
    """Beside a joint two ways are near each other: what is bound to one there is no corner that the
    other lacks."""
    ends = {one.a, one.b, other.a, other.b} - {name}
    at = plan.node[name].at
    return "@" in name and any(distance(plan.node[end].at, at) < GAP_M for end in ends)


def _gaps(plan: Plan) -> Iterable[Finding]:
    """Ends of routes that nearly meet: within GAP_M of another way without a corner in common."""
    degree: dict[str, int] = {}
    for edge in plan.edges:
        for end in {edge.a, edge.b}:
            degree[end] = degree.get(end, 0) + 1
    told: set[str] = set()
    for one, other, line, beside in _sweep(plan, GAP_M):
        if {one.a, one.b} & {other.a, other.b}:
            continue
        pairs = (
            (one.a, line[0], beside),
            (one.b, line[1], beside),
            (other.a, beside[0], line),
            (other.b, beside[1], line),
        )
        for name, at, (p, q) in pairs:
            if degree.get(name) == 1 and INSIDE_M < off(at, p, q) < GAP_M and name not in told:
                told.add(name)
                wrong = Message(
                    "check.ends-near",
                    metres=f"{off(at, p, q):.2f}",
                    other=drawn(other if name in (one.a, one.b) else one),
                )
                yield name, wrong, Message("check.join-ends")


WALLS: Mapping[str, Words] = {
    "wall": Message("check.a-wall"), "partition": Message("check.a-partition"),
    "furniture": Message("check.furniture"),
}  # fmt: skip


def _through_walls(plan: Plan) -> Iterable[Finding]:
    for edge in plan.edges:
        ends = ends_of(plan, edge)
        if ends is None or edge.doors or edge.kind == "spur":
            continue
        floor = plan.node[edge.a].floor
        wall = next((w for w in plan.walls if w.floor == floor and crosses(*ends, w.a, w.b)), None)
        if wall is not None:
            yield (
                drawn(edge),
                Message("check.through-wall", wall=wall.element or WALLS[wall.kind]),
                Message("check.draw-door"),
            )


def _components(plan: Plan) -> Iterable[Finding]:
    parent = {name: name for name in plan.node}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for edge in plan.edges:
        if edge.a in parent and edge.b in parent:
            parent[root(edge.a)] = root(edge.b)
    parts: dict[str, list[str]] = {}
    for name in sorted(plan.node):
        parts.setdefault(root(name), []).append(name)
    exits = {door.node for door in plan.exits}
    ordered = sorted(
        parts.values(), key=lambda part: (-len(exits & set(part)), -len(part), part[0])
    )
    # The first is the building; another part with an exit of its own is left by that.
    for part in ordered[1:]:
        if not exits & set(part):
            yield (
                part[0],
                Message("check.joined-to-nothing", more=len(part) - 1),
                Message("check.join-to-routes"),
            )


def _no_exits(plan: Plan) -> Iterable[Finding]:
    if not plan.exits:
        yield "exits", Message("check.no-exit"), Message("check.draw-exits")


MANY = 2
"""Places that may lack a way each by itself; of more, one cause is told once."""


LEFT: Mapping[str, tuple[Message, Message, Words]] = {
    "far": (
        Message("check.one-far"),
        Message("check.many-far"),
        Message("check.draw-route-past"),
    ),
    "none": (Message("check.no-way"), Message("check.no-way"), Message("check.join-to-exit")),
    "up": (Message("check.only-up"), Message("check.only-up"), Message("check.join-other-exit")),
}
"""What is said of places that no way, or only a wrong one, leads out from."""


def _unreached(plan: Plan) -> Iterable[Finding]:
    """Places and screens too far from a route, and those no way leads out from."""
    answer = routes(plan)
    things: tuple[Spot | Standing, ...] = (*plan.spots, *plan.screens)
    found: dict[str, list[Spot | Standing]] = {"far": [], "none": [], "up": []}
    for thing in things:
        off = thing.node is None or thing.off_m > NEAR_M + 1e-9
        found.setdefault(
            "far" if off or thing.node is None else answer.fate(thing.node), []
        ).append(thing)
    if not plan.exits:  # that is told, and everything follows from it
        found["none"] = []
    if len(plan.storeys) < len(plan.floors):  # whose height nobody knows, that is told too
        found["up"] = []
    for fate, (one, many, remedy) in LEFT.items():
        yield from _together(found[fate], one, many, remedy)


def _together(
    things: Sequence[Spot | Standing], one: Message, many: Message, remedy: Words
) -> Iterator[Finding]:
    names, near = [thing.id for thing in things], f"{NEAR_M:g}"
    if len(things) <= MANY:
        yield from (
            (thing.element or thing.id, one.filled(who=thing.id, metres=near), remedy)
            for thing in things
        )
        return
    who = Message("check.and-more", names=names[:MANY], more=len(names) - MANY)
    yield things[0].element or things[0].id, many.filled(who=who, metres=near), remedy


def _facing_walls(plan: Plan) -> Iterable[Finding]:
    for screen in plan.screens:
        if distance(screen.at, screen.stand) < FACE_M:
            yield (
                screen.element or screen.id,
                Message("check.faces-wall", screen=screen.id),
                Message("check.turn-to-viewer"),
            )


def _outlines(plan: Plan) -> Iterable[Finding]:
    for area in plan.areas:
        lines = sides(area.outline)
        if any(crosses(*a, *b) for n, a in enumerate(lines) for b in lines[n + 1 :]):
            yield (
                area.element or area.id,
                Message("check.outline-crosses", id=area.id),
                Message("check.redraw"),
            )


def _widths(plan: Plan) -> Iterable[Finding]:
    for door in plan.exits:
        if door.width_m is None:
            yield (
                door.element or door.id,
                Message("check.no-width", id=door.id),
                Message("check.write-width"),
            )


def _gatherings(plan: Plan) -> Iterable[Finding]:
    for point in plan.assemblies:
        for name in point.exits:
            if name not in plan.exit:
                known = list(plan.exit) or Message("check.none-is-drawn")
                yield (
                    point.element or point.id,
                    Message("check.names-exits-not-drawn", id=name),
                    Message("check.name", known=known),
                )


def _pointed(plan: Plan) -> Iterable[Finding]:
    """Screens that name an exit which is not drawn, where any is: one that hangs at a door sends
    people through it."""
    for screen in plan.screens if plan.exits else ():
        if screen.exit is not None and screen.exit not in plan.exit:
            near = meant(screen.exit, plan.exit)
            remedy = (
                Message("check.did-you-mean", name=near)
                if near
                else Message("check.name", known=list(plan.exit))
            )
            yield (
                screen.element or screen.id,
                Message("check.names-exit-not-drawn", id=screen.exit),
                remedy,
            )


MUST: tuple[Callable[[Plan], Iterable[Finding]], ...] = (
    _no_exits, _self_loops, _dangling, _duplicates, _misnamed, _nodes_in_edges, _crossings, _through_walls, _gaps,
    _components, _unreached, _facing_walls, _outlines, _widths, _gatherings, _pointed,
)  # fmt: skip
