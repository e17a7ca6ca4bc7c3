"""From a screen to any place: few turns, around closed doors, step-free on request. Lifts are for this, not for fire.

The search runs over steps (an edge in one direction), so that a turn can cost: 3 m per 90° (reference §3: 2–4 m).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import Literal

from signage.blocks import Block, factors
from signage.geometry import Point, bearing, distance, inside, turned
from signage.geometry import length as length_of
from signage.plan import Plan
from signage.sight import Leg, legs
from signage.ways import Arrow, aim, rel, sector, shown_metres
from signage.words import NO_WORDS, Words, both, fill, plain

TURN_MM = 3000
NO_STAIRS = frozenset({"stairs"})
Turn = Literal["start", "left", "right", "half-left", "half-right", "back", "stairs", "lift", "ramp", "arrive"]

SAY: dict[str, Words] = {
    "up": both("直行约 {metres} 米", "Go straight ahead for about {metres} m"),
    "up-left": both("向左前方走约 {metres} 米", "Go ahead to the left for about {metres} m"),
    "up-right": both("向右前方走约 {metres} 米", "Go ahead to the right for about {metres} m"),
    "turn-left": both("转身，走约 {metres} 米", "Turn around, go about {metres} m"),
    "turn-right": both("转身，走约 {metres} 米", "Turn around, go about {metres} m"),
    "left": both("左转，走约 {metres} 米", "Turn left, go about {metres} m"),
    "right": both("右转，走约 {metres} 米", "Turn right, go about {metres} m"),
    "half-left": both("稍向左，走约 {metres} 米", "Bear left, go about {metres} m"),
    "half-right": both("稍向右，走约 {metres} 米", "Bear right, go about {metres} m"),
    "back": both("折返，走约 {metres} 米", "Turn back, go about {metres} m"),
    "stairs": both("走楼梯到 {floor} 层", "Take the stairs to floor {floor}"),
    "lift": both("乘电梯到 {floor} 层", "Take the lift to floor {floor}"),
    "ramp": both("走坡道到 {floor} 层", "Take the ramp to floor {floor}"),
    "arrive": both("到达{place}", "You have reached {place}"),
}
STRAIGHT_DEG, HALF_DEG, BACK_DEG = 25.0, 55.0, 150.0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the directions: a turn and how far then."""

    turn: Turn
    metres: int
    words: Words


@dataclass(frozen=True, slots=True)
class Directions:
    """``arrow`` is where to start as the viewer stands; ``legs`` are the way as drawn, one a floor."""

    screen: str
    place: str
    arrow: Arrow
    rel_deg: float
    metres: int
    legs: tuple[Leg, ...]
    steps: tuple[Step, ...]


def directions(
    plan: Plan, screen: str, place: str, blocks: Iterable[Block] = (), *, step_free: bool = False
) -> Directions | None:
    """The way from a screen to a place, exit or zone; None where there is none now (or either is not on the plan)."""
    standing = plan.screen.get(screen)
    goals = _goals(plan, place)
    if standing is None or standing.node not in plan.node or not goals:
        return None
    chain = _chain(plan, standing.node or "", goals, tuple(blocks), NO_STAIRS if step_free else frozenset())
    if chain is None:
        return None
    drawn = legs(plan, (standing.floor, standing.stand), chain)
    if len(drawn[0].points) < 2:
        drawn = (Leg(drawn[0].floor, (standing.at, *drawn[0].points)), *drawn[1:])
    ahead = rel(standing.faces_deg, drawn[0].points[0], aim(drawn[0].points))
    metres = shown_metres(sum(length_of(leg.points) for leg in drawn))
    steps = _steps(plan, drawn, chain, sector(ahead), _name(plan, place))
    return Directions(screen, place, sector(ahead), ahead, metres, drawn, steps)


def _goals(plan: Plan, place: str) -> frozenset[str]:
    if place in plan.spot:
        node = plan.spot[place].node
        return frozenset((node,)) if node is not None else frozenset()
    if place in plan.exit:
        return frozenset((plan.exit[place].node,))
    area = plan.area.get(place)
    if area is None:
        return frozenset()
    return frozenset(n.id for n in plan.nodes if n.floor == area.floor and inside(n.at, area.outline))


def _name(plan: Plan, place: str) -> Words:
    thing = plan.spot.get(place) or plan.exit.get(place) or plan.area.get(place)
    return (thing.name if thing is not None else NO_WORDS) or plain(place)


def _chain(
    plan: Plan, start: str, goals: frozenset[str], blocks: tuple[Block, ...], without: frozenset[str]
) -> tuple[str, ...] | None:
    """Nodes of the cheapest way in metres and turns. States are steps; the start has none yet."""
    if start in goals:
        return (start,)
    graph = plan.graph(without)
    cost_of = factors(plan, blocks)
    out = _steps_out(plan, without)
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
    """Steps from each node: number, millimetres, heading. Prepared once a plan."""
    key = ("steps", without)
    if key not in plan.memo:
        graph = plan.graph(without)
        rows: list[list[tuple[int, int, float | None]]] = [[] for _ in graph.ids]
        for steps in graph.steps:
            for step in steps:
                a, b = graph.origin(step), graph.target(step)
                assert a is not None and b is not None
                one, other = plan.node[graph.ids[a]], plan.node[graph.ids[b]]
                heading = bearing(one.at, other.at) if one.floor == other.floor else None
                rows[a].append((step, graph.edges[step >> 1].mm, heading))
        plan.memo[key] = rows
    found: list[list[tuple[int, int, float | None]]] = plan.memo[key]
    return found


# ---------------------------------------------------------------- said


def _steps(plan: Plan, drawn: Sequence[Leg], chain: Sequence[str], first: Arrow, name: Words) -> tuple[Step, ...]:
    found: list[Step] = []
    for number, leg in enumerate(drawn):
        if number:
            found.append(_change(plan, chain, drawn[number - 1].floor, leg.floor))
        found += _walk(leg.points, first if number == 0 else "up")
    return (*found, Step("arrive", 0, fill(SAY["arrive"], place=name)))


def _walk(points: Sequence[Point], first: Arrow) -> list[Step]:
    """Straight stretches between real turns; a bend under 25° is none."""
    stretches: list[tuple[str, Turn, float]] = []
    last: float | None = None
    for a, b in pairwise(points):
        heading, metres = bearing(a, b), distance(a, b)
        angle = 0.0 if last is None else turned(heading - last)
        if stretches and abs(angle) < STRAIGHT_DEG:
            stretches[-1] = (*stretches[-1][:2], stretches[-1][2] + metres)
        elif stretches:
            turn = _turn_name(angle)
            stretches.append((turn, turn, metres))
        else:
            stretches.append((first, "start", metres))
        last = heading
    return [Step(turn, shown_metres(m), fill(SAY[say], metres=str(shown_metres(m)))) for say, turn, m in stretches]


def _turn_name(angle: float) -> Turn:
    if abs(angle) >= BACK_DEG:
        return "back"
    names: tuple[Turn, Turn] = ("half-right", "half-left") if abs(angle) < HALF_DEG else ("right", "left")
    return names[0] if angle > 0 else names[1]


def _change(plan: Plan, chain: Sequence[str], before: str, after: str) -> Step:
    """By what the way changes floor."""
    kinds = {frozenset((e.a, e.b)): e.kind for e in plan.edges if e.kind in ("stairs", "lift", "ramp")}
    floors = {name: plan.node[name].floor for name in chain}
    joined = (
        kinds.get(frozenset(pair)) for pair in pairwise(chain) if (floors[pair[0]], floors[pair[1]]) == (before, after)
    )
    kind = next((k for k in joined if k is not None), "stairs")
    turn: Turn = "lift" if kind == "lift" else "ramp" if kind == "ramp" else "stairs"
    return Step(turn, 0, fill(SAY[turn], floor=after))
