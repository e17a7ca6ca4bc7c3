"""A way walked on paper: from any place of a plan, whatever is closed, to where people there are
led, and the screens they pass.

Whoever stands before a screen is where that screen is bound, so that the walk and the screen cannot
differ; elsewhere a place is bound as the drawing binds one: to the nearest way with no wall
between.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from signage.evacuation.blocks import factors
from signage.evacuation.routes import Fate, Routes
from signage.floorplan.flights import Flight, flights
from signage.floorplan.geometry import Point, along, distance, share
from signage.floorplan.plan import Plan
from signage.floorplan.sight import Leg, legs, sees

BEFORE_M = 0.6
"""This near to where a screen is read from, somebody stands before it: half a person's way through
a door, and less than two screens hang apart."""
AT_NODE_M = 0.001
"""A foot this near to a way's end is that end."""
FATES: tuple[Fate, ...] = ("up", "none")


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody at ``at`` of storey ``floor`` is led.

    ``exit`` and ``metres`` are None where nobody is sent anywhere; ``fate`` says why. ``legs`` are
    drawn from where one stands, one a storey; ``passed`` are the screens bound to the way, in its
    order.
    """

    floor: str
    at: Point
    fate: Fate
    exit: str | None = None
    metres: float | None = None
    legs: tuple[Leg, ...] = ()
    flights: tuple[Flight, ...] = ()
    passed: tuple[str, ...] = ()


def walk(answer: Routes, floor: str, at: Point) -> Walk:
    """The way from a place, in metres of the plan; a place no way passes near has none."""
    starts = list(_starts(answer, floor, at))
    out = [(name, off) for name, off in starts if answer.fate(name) == "out"]
    if not out:
        known = {answer.fate(name) for name, _ in starts} or {"none"}
        return Walk(floor, at, next(fate for fate in FATES if fate in known))
    start, off = min(out, key=lambda one: (_label(answer, one[0]) + one[1], one[0]))
    chain = answer.chain(start)
    return Walk(
        floor, at, "out", answer.exit(start), off + (answer.distance_m(start) or 0.0),
        legs(answer.plan, (floor, at), chain, answer.avoided, answer.without),
        flights(answer.plan, chain, answer.without), _bound(answer.plan, chain),
    )  # fmt: skip


def _label(answer: Routes, node: str) -> float:
    """Metres with all factors, behind everything that outranks metres."""
    return float(answer.best[answer.graph.index[node]] >> 32) / 1000


def _bound(plan: Plan, chain: tuple[str, ...]) -> tuple[str, ...]:
    at: dict[str | None, list[str]] = {}
    for screen in plan.screens:
        at.setdefault(screen.node, []).append(screen.id)
    return tuple(name for node in chain for name in at.get(node, ()))


def _starts(answer: Routes, floor: str, at: Point) -> Iterator[tuple[str, float]]:
    """The nodes one may go to first, with the metres to each."""
    plan = answer.plan
    before = [
        (distance(at, screen.stand), screen.id, screen.node)
        for screen in plan.screens
        if screen.floor == floor and sees(plan, floor, at, screen.stand)
    ]
    near, _, node = min(before, default=(BEFORE_M + 1.0, "", None))
    if near <= BEFORE_M:
        # Metres are the screen's own, which counts from its node too.
        yield from ((node, 0.0),) if node is not None else ()
        return
    yield from _on_edge(answer, floor, at)


def _on_edge(answer: Routes, floor: str, at: Point) -> Iterator[tuple[str, float]]:
    """The ends of the nearest way that is reached without a wall between."""
    plan, graph, found = answer.plan, answer.graph, []
    for number, edge in enumerate(graph.edges):
        a, b = plan.node.get(edge.a), plan.node.get(edge.b)
        if a is None or b is None or not a.floor == b.floor == floor or edge.kind in answer.without:
            continue
        foot = along(a.at, b.at, share(at, a.at, b.at))
        found.append((distance(at, foot), number, foot))
    for off, number, foot in sorted(found):
        if sees(plan, floor, at, foot):
            yield from _ends(answer, number, foot, off)
            return


def _ends(answer: Routes, number: int, foot: Point, off: float) -> Iterator[tuple[str, float]]:
    """Both ends of a way, unless it may not be walked towards one of them."""
    edge, live = answer.graph.edges[number], factors(answer.plan, answer.every_block)
    for name, step, open_ in (
        (edge.b, 2 * number, True),
        (edge.a, 2 * number + 1, not edge.one_way),
    ):
        more = distance(foot, answer.plan.node[name].at)
        if more <= AT_NODE_M or (open_ and live.get(step, 1)):
            yield name, off + more
