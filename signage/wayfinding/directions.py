"""From a screen to any place: few turns, around closed doors, step-free on request. Lifts are for
this, not for fire.

The search runs over steps (an edge in one direction), so that a turn can cost: 3 m per 90°
(reference §3: 2–4 m).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from signage.evacuation.blocks import HARD, Block, factors
from signage.evacuation.way_out import shown_metres
from signage.floorplan.flights import Flight, flights
from signage.floorplan.geometry import TOUCH_M, bearing, distance, inside, turned
from signage.floorplan.geometry import length as length_of
from signage.floorplan.headings import Arrow, pointed, rel, sector, short
from signage.floorplan.plan import Plan, Standing
from signage.floorplan.sight import Leg, legs
from signage.wayfinding.instructions import Step, start, steps

TURN_MM = 3000
NO_STAIRS = frozenset({"stairs"})


@dataclass(frozen=True, slots=True)
class Directions:
    """``arrow`` is where to start as the viewer stands; ``legs`` are the way as drawn, one a floor.

    ``changes`` lead from each leg to the next.
    """

    screen: str
    place: str
    arrow: Arrow
    rel_deg: float | None
    metres: int
    legs: tuple[Leg, ...]
    steps: tuple[Step, ...]
    changes: tuple[Flight, ...] = ()


def directions(
    plan: Plan, screen: str, place: str, blocks: Iterable[Block] = (), *, step_free: bool = False
) -> Directions | None:
    """The way from a screen to a place, exit or zone; None where there is none now (or either is
    not on the plan)."""
    standing = plan.screen.get(screen)
    goals = _goals(plan, place, step_free)
    held = tuple(blocks)
    if standing is None or standing.node not in plan.node or not goals:
        return None
    chain = _chain(plan, standing.node or "", goals, held, NO_STAIRS if step_free else frozenset())
    if chain is None:
        return None
    without = NO_STAIRS if step_free else frozenset[str]()
    avoided = tuple(
        plan.area[block.target]
        for block in held
        if block.hold in HARD and block.target in plan.area
    )
    drawn = legs(plan, (standing.floor, standing.stand), chain, avoided, without)
    changes = flights(plan, chain, without)
    shown, ahead = _beginning(plan, standing, place, chain, drawn, changes)
    metres = shown_metres(sum(length_of(leg.points) for leg in drawn))
    return Directions(
        screen,
        place,
        shown,
        ahead,
        metres,
        drawn,
        steps(plan, drawn, changes, shown, place),
        changes,
    )


def _beginning(
    plan: Plan, standing: Standing, place: str, chain: Sequence[str], drawn: Sequence[Leg], changes: Sequence[Flight]
) -> tuple[Arrow, float | None]:  # fmt: skip
    """Where to start: along the first leg; from a landing as the flight goes; beside the place
    where it is drawn."""
    points = drawn[0].points
    if not short(drawn[0]):
        ahead = rel(standing.faces_deg, points[0], start(points))
        return sector(ahead), ahead
    thing = plan.spot.get(place)
    if not changes and thing is not None and distance(standing.stand, thing.at) > TOUCH_M:
        ahead = rel(standing.faces_deg, standing.stand, thing.at)
        return sector(ahead), ahead
    return pointed(plan, standing, chain, drawn[0], next(iter(changes), None))


def _goals(plan: Plan, place: str, step_free: bool) -> frozenset[str]:
    """The nodes a place is reached at. A door with steps behind it is no step-free goal."""
    if place in plan.spot:
        node = plan.spot[place].node
        return frozenset((node,)) if node is not None else frozenset()
    if place in plan.exit:
        door = plan.exit[place]
        return frozenset((door.node,) if door.step_free or not step_free else ())
    area = plan.area.get(place)
    if area is None:
        return frozenset()
    return frozenset(
        n.id for n in plan.nodes if n.floor == area.floor and inside(n.at, area.outline)
    )


def _chain(
    plan: Plan,
    start: str,
    goals: frozenset[str],
    blocks: tuple[Block, ...],
    without: frozenset[str],
) -> tuple[str, ...] | None:
    """Nodes of the cheapest way in metres and turns. States are steps; the start has none yet."""
    if start in goals:
        return (start,)
    graph = plan.graph(without)
    cost_of = factors(plan, blocks)
    out = plan.once("steps", without, lambda: _steps_out(plan, without))
    best: dict[int, int] = {}
    before: dict[int, int | None] = {}
    heap: list[tuple[int, int]] = []

    def offer(from_step: int | None, node: int, so_far: int) -> None:
        for step, mm, heading in out[node]:
            factor = cost_of.get(step, 1)
            if not factor:
                continue
            turn = 0.0 if from_step is None else _turn(headings[from_step], heading)
            cost = so_far + mm * factor + round(TURN_MM * turn / 90)
            if cost < best.get(step, cost + 1):
                best[step], before[step] = cost, from_step
                heappush(heap, (cost, step))

    headings: dict[int, float | None] = {step: heading for row in out for step, _, heading in row}
    offer(None, graph.index[start], 0)
    while heap:
        cost, step = heappop(heap)
        if cost > best[step]:
            continue
        node = graph.target(step)
        assert node is not None
        if graph.ids[node] in goals:
            found = [graph.ids[node]]
            at: int | None = step
            while at is not None:
                origin = graph.origin(at)
                assert origin is not None
                found.append(graph.ids[origin])
                at = before[at]
            return tuple(reversed(found))
        offer(step, node, cost)
    return None


def _turn(a: float | None, b: float | None) -> float:
    """Degrees between two headings; stairs and lifts have none."""
    return 0.0 if a is None or b is None else abs(turned(b - a))


def _steps_out(plan: Plan, without: frozenset[str]) -> list[list[tuple[int, int, float | None]]]:
    """Steps from each node: number, millimetres, heading."""
    graph = plan.graph(without)
    rows: list[list[tuple[int, int, float | None]]] = [[] for _ in graph.ids]
    for row in graph.steps:
        for step in row:
            a, b = graph.origin(step), graph.target(step)
            assert a is not None and b is not None
            one, other = plan.node[graph.ids[a]], plan.node[graph.ids[b]]
            heading = bearing(one.at, other.at) if one.floor == other.floor else None
            # The bare length: what leaving owes for a climb is no matter to who looks for a window.
            rows[a].append((step, graph.edges[step >> 1].mm, heading))
    return rows
