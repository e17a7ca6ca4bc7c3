"""Where a way changes storey: by which stairs, lift or ramp, up or down, and to which storey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from signage.floorplan.geometry import Point
from signage.floorplan.graph import Edge
from signage.floorplan.plan import Plan
from signage.floorplan.shafts import ShaftKind
from signage.language.words import NO_WORDS, Message, Words, fill

NO_LIFTS = frozenset({"lift"})
"""Evacuation never takes a lift (reference §4)."""
SHAFTS: Mapping[str, ShaftKind] = {kind: kind for kind in get_args(ShaftKind)}
"""The kinds of edge between storeys, by their names."""
NAMELESS: Mapping[ShaftKind, Words] = {
    "stairs": Message("flights.the-stairs"), "lift": Message("flights.the-lift"), "ramp": Message("flights.the-ramp"),
}  # fmt: skip
CHANGE: Mapping[tuple[bool, int], Words] = {
    (False, -1): Message("flights.take-down-to"),
    (False, 0): Message("flights.take-to"),
    (False, 1): Message("flights.take-up-to"),
    (True, -1): Message("flights.take-down-to-2"),
    (True, 0): Message("flights.take-to-2"),
    (True, 1): Message("flights.take-up-to-2"),
}
"""By whether it is a lift, and down, level or up. Level = nobody has said which storey is
higher."""


@dataclass(frozen=True, slots=True)
class Flight:
    """One change of storey: all flights of one shaft that follow on one another.

    ``nodes`` are its landings in the order walked, ``at`` the first of them; ``rise`` is −1 down, 1
    up, 0 unknown.
    """

    shaft: str
    kind: ShaftKind
    name: Words
    start: str
    end: str
    rise: int
    nodes: tuple[str, ...]
    at: Point
    words: Words


def flights(
    plan: Plan, chain: Sequence[str], without: frozenset[str] = frozenset()
) -> tuple[Flight, ...]:
    """The changes of storey along a chain of nodes, walked without some kinds of edge."""
    runs: list[tuple[str, ShaftKind, list[str]]] = []
    for a, b in pairwise(chain):
        if plan.node[a].floor == plan.node[b].floor:
            continue
        edge = _between(plan, a, b, without)
        shaft = edge.shaft if edge is not None else ""
        kind = SHAFTS.get(edge.kind, "stairs") if edge is not None else "stairs"
        # On from the same landing: who leaves the stairs and comes back takes them twice.
        if runs and shaft and runs[-1][0] == shaft and runs[-1][2][-1] == a:
            runs[-1][2].append(b)
        else:
            runs.append((shaft, kind, [a, b]))
    return tuple(_flight(plan, *run) for run in runs)


def _between(plan: Plan, a: str, b: str, without: frozenset[str]) -> Edge | None:
    joined = plan.once("flights", None, lambda: _joined(plan))
    return next(
        (edge for edge in joined.get(frozenset((a, b)), ()) if edge.kind not in without), None
    )


def _joined(plan: Plan) -> Mapping[frozenset[str], list[Edge]]:
    """Edges between storeys by their ends, the shortest first."""
    found: dict[frozenset[str], list[Edge]] = {}
    for edge in sorted(plan.edges, key=lambda edge: (edge.mm, edge.id)):
        a, b = plan.node.get(edge.a), plan.node.get(edge.b)
        if a is not None and b is not None and a.floor != b.floor:
            found.setdefault(frozenset((edge.a, edge.b)), []).append(edge)
    return found


def _flight(plan: Plan, shaft: str, kind: ShaftKind, nodes: Sequence[str]) -> Flight:
    start, end = plan.node[nodes[0]], plan.node[nodes[-1]]
    low, high = plan.heights[start.floor], plan.heights[end.floor]
    rise = (high > low) - (high < low)
    drawn = plan.shaft.get(shaft)
    name = (drawn.name if drawn is not None else NO_WORDS) or NAMELESS[kind]
    words = fill(CHANGE[kind == "lift", rise], shaft=name, floor=floor_name(plan, end.floor))
    return Flight(shaft, kind, name, start.floor, end.floor, rise, tuple(nodes), start.at, words)


def floor_name(plan: Plan, floor: str) -> Words:
    """What people call a storey: as the hall does, else its number."""
    storey = plan.storey.get(floor)
    return (storey.name if storey is not None else NO_WORDS) or Message(
        "flights.floor", floor=floor
    )
