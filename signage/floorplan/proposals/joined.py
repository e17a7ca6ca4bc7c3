"""Everybody on a storey joined to its exits and flights by the steps of its lattice."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import shapely

from signage.floorplan.geometry import Point, along, distance, off, share
from signage.floorplan.proposals.free import Free, between
from signage.floorplan.proposals.lattice import Lattice
from signage.floorplan.proposals.network import FAR_ENOUGH, SLACK_M, Goals, Network, lengths_from
from signage.floorplan.proposals.pruned import pruned
from signage.floorplan.proposals.storeys import Storey

NEAR_M, REACH_M = 1.0, 1.9
"""A way passes somebody who stands within the first; where that cannot be, within the second, which
is less than what a drawing allows."""
BEGUN_ENOUGH = 2.0
"""Whoever follows a way that is drawn may have so much farther: it is a person's own."""


def network_of(storey: Storey, free: Free, lattice: Lattice) -> Network:
    """Trunks between exits and flights first; then whoever is farthest, past whom the others come."""
    network = Network(lattice, set(), set(lattice.openings.values()))
    for a, b in sorted(lattice.drawn):
        network.choose((a, b))
    goals = _goals(storey, lattice)
    _join_goals(network, goals)
    doors = [lattice.openings[d.id] for d in storey.doors if d.id in lattice.openings]
    stops = [_reached(free, lattice, stop.at) for stop in storey.stops]
    stops += [{door: 0.0} for door in doors]
    ranked = sorted(filter(None, stops), key=lambda starts: _far(starts, goals))
    # Twice: ways of others may have come nearer since, and a drawing binds by the nearest.
    for starts in (*ranked, *ranked):
        _join(network, starts, goals)
    _join_drawn(network, goals)
    for _, outline in storey.zones:
        _join_zone(network, free, outline, goals)
    chosen = pruned(frozenset(network.chosen), lattice.drawn, lattice.at, network.wishes)
    network = network.only(chosen)
    for door in doors:
        network.lead_through(door)
    return network


def _goals(storey: Storey, lattice: Lattice) -> Goals:
    """In a drawing that has neither exit nor stairs yet, the first door or corner."""

    def points(names: Sequence[str]) -> list[int]:
        return list(dict.fromkeys(lattice.openings[n] for n in names if n in lattice.openings))

    exits = points([door.id for door in storey.exits])
    stairs = points([one.id for one in storey.shafts if not one.id.startswith("lift/")])
    lifts = points([one.id for one in storey.shafts if one.id.startswith("lift/")])
    if not (exits or stairs or lifts):
        exits = points([door.id for door in storey.doors][:1]) or ([0] if lattice.at else [])
    metres = [
        [(b, distance(lattice.at[a], lattice.at[b])) for b, _ in steps]
        for a, steps in enumerate(lattice.steps)
    ]
    ways = dict(enumerate(metres))
    found = [*exits, *stairs, *lifts]
    return Goals(exits, stairs, lifts, {goal: lengths_from(ways, goal) for goal in found})


def _join_goals(network: Network, goals: Goals) -> None:
    pairs = combinations(goals.all, 2)
    for a, b in sorted(pairs, key=lambda ends: (goals.metres(*ends), ends)):
        least = goals.metres(a, b)
        if least < math.inf:
            network.lead(a, {b: least * FAR_ENOUGH + SLACK_M})


def _far(starts: Mapping[int, float], goals: Goals) -> tuple[float, int]:
    least = min((goals.metres(s, goal) for goal in goals.all for s in starts), default=0.0)
    return -least, min(starts)


def _reached(free: Free, lattice: Lattice, at: Point) -> dict[int, float]:
    """Points from which somebody is reached, and how many metres off they are."""
    for reach in (NEAR_M, REACH_M):
        found = {
            place: metres
            for place, point in enumerate(lattice.at)
            if abs(point[0] - at[0]) <= reach
            and (metres := distance(point, at)) <= reach
            and not between(free.walls, at, point)
        }
        for a, b in sorted(lattice.drawn):
            found |= _beside(free, at, (a, lattice.at[a]), (b, lattice.at[b]), reach)
        if found:
            return found
    return {}


def _beside(
    free: Free, at: Point, one: tuple[int, Point], other: tuple[int, Point], reach: float
) -> dict[int, float]:
    """A drawn way passes by: its ends are reached along it."""
    (a, from_), (b, to) = one, other
    if off(at, from_, to) > reach:
        return {}
    foot = along(from_, to, share(at, from_, to))
    if between(free.walls, at, foot):
        return {}
    metres = distance(at, foot)
    return {a: metres + distance(foot, from_), b: metres + distance(foot, to)}


def _join(network: Network, starts: Mapping[int, float], goals: Goals) -> None:
    """By the nearest way that passes already and leads on well enough, else from the nearest point
    with room around it."""
    roomy = network.lattice.roomy
    least = {
        goal: min(goals.metres(start, goal) + off_m for start, off_m in starts.items())
        for goal in goals.all
    }
    most = goals.limits(least)

    def rank(place: int) -> tuple[bool, bool, bool, float, int]:
        well = all(goals.metres(place, goal) + starts[place] <= m for goal, m in most.items())
        return (not well, not network.joined(place), place not in roomy, starts[place], place)

    anchor = min(starts, key=rank)
    network.kept.add(anchor)
    network.lead(anchor, {g: m - starts[anchor] for g, m in most.items() if g != anchor})


def _join_drawn(network: Network, goals: Goals) -> None:
    """What a person has begun to draw leads somewhere."""
    for place in sorted({place for step in network.lattice.drawn for place in step}):
        least = {goal: goals.metres(place, goal) for goal in goals.out}
        for goal in sorted(least, key=lambda goal: (least[goal], goal))[:1]:
            if goal != place and least[goal] < math.inf:
                network.lead(place, {goal: least[goal] * BEGUN_ENOUGH + SLACK_M})


def _join_zone(network: Network, free: Free, outline: Sequence[Point], goals: Goals) -> None:
    """A zone that no way enters gets one to its middle: people in it have to get out."""
    at = network.lattice.at
    area = shapely.make_valid(shapely.Polygon(outline))
    inside = shapely.contains_properly(area, shapely.points(at)) if at else []
    within = [place for place, held in enumerate(inside) if held]
    if not within or any(network.joined(place) for place in within):
        return
    centre = shapely.point_on_surface(shapely.difference(area, shapely.buffer(free.blocks, 0.3)))
    if not centre.is_empty:
        middle = (centre.x, centre.y)
        start = min(within, key=lambda place: (distance(at[place], middle), place))
        limits = goals.limits({goal: goals.metres(start, goal) for goal in goals.all})
        led = [(goal, most) for goal, most in limits.items() if goal in goals.out and goal != start]
        network.lead(start, dict(led[:1]))
