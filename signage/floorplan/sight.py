"""Lines of sight: a way is drawn, and an arrow aimed, along the straight lines people would
walk."""

from collections.abc import Sequence
from dataclasses import dataclass

from signage.floorplan.flights import flights
from signage.floorplan.geometry import Line, Point, crosses, distance, enters, gap, inside, off
from signage.floorplan.plan import Area, Plan

CLEAR_M = 0.3
"""How near to a corner a straight line may pass."""
SEEN_M = 60.0


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of a way on one floor: corners in metres, first to last."""

    floor: str
    points: tuple[Point, ...]


def sees(plan: Plan, floor: str, a: Point, b: Point) -> bool:
    """Is the straight line from ``a`` to ``b`` free of walls and furniture, with room for a
    shoulder at corners?"""
    return plan.once("sees", (floor, a, b), lambda: _free(a, b, plan.barriers.get(floor, ())))


def _free(a: Point, b: Point, barriers: Sequence[Line]) -> bool:
    if distance(a, b) > SEEN_M:
        return False
    left, right = min(a[0], b[0]) - CLEAR_M, max(a[0], b[0]) + CLEAR_M
    top, bottom = min(a[1], b[1]) - CLEAR_M, max(a[1], b[1]) + CLEAR_M
    for c, d in barriers:
        # Most barriers of a hall are nowhere near; the exact test is the dear one.
        if (c[0] < left and d[0] < left) or (c[0] > right and d[0] > right):
            continue
        if (c[1] < top and d[1] < top) or (c[1] > bottom and d[1] > bottom):
            continue
        if crosses(a, b, c, d):
            return False
        room = gap(a, b, c, d)
        # A door or a counter is near by its nature: only what comes nearer on the way than at its
        # ends is in the way.
        if room < CLEAR_M and room < min(off(a, c, d), off(b, c, d)) - 0.01:
            return False
    return True


def pulled(
    plan: Plan, floor: str, points: Sequence[Point], avoid: Sequence[Area] = ()
) -> tuple[Point, ...]:
    """The same way with every corner left out that a free straight line makes needless (string
    pulling).

    A straight line never enters an area in ``avoid`` that the way itself does not enter there.
    """
    kept = [points[0]]
    at = 0
    while at < len(points) - 1:
        ahead = next(
            (
                far
                # From the far end: the first corner that is seen leaves out the most.
                for far in range(len(points) - 1, at + 1, -1)
                if _straight(plan, floor, points[at], points[far], avoid)
            ),
            at + 1,
        )
        kept.append(points[ahead])
        at = ahead
    # Two points at one place have no direction, and an arrow is asked for one.
    return tuple(p for n, p in enumerate(kept) if n == 0 or distance(p, kept[n - 1]) > 0.01)


def _straight(plan: Plan, floor: str, a: Point, b: Point, avoid: Sequence[Area]) -> bool:
    return sees(plan, floor, a, b) and not any(
        area.floor == floor
        and not inside(a, area.outline)
        and (inside(b, area.outline) or enters(a, b, area.outline))
        for area in avoid
    )


def legs(
    plan: Plan, start: tuple[str, Point] | None, chain: Sequence[str], avoid: Sequence[Area] = (),
    without: frozenset[str] = frozenset(),
) -> tuple[Leg, ...]:  # fmt: skip
    """A chain of nodes as drawn lines, one leg a floor, from where the viewer stands.

    A storey that is only passed on the stairs has no leg. ``without`` are the kinds of edge the
    chain does not use.
    """
    passed = {node for flight in flights(plan, chain, without) for node in flight.nodes[1:-1]}
    found: list[tuple[str, list[Point]]] = [(start[0], [start[1]])] if start else []
    for name in chain:
        node = plan.node[name]
        if name in passed:
            continue
        if not found or found[-1][0] != node.floor:
            found.append((node.floor, []))
        found[-1][1].append(node.at)
    return tuple(Leg(floor, pulled(plan, floor, points, avoid)) for floor, points in found)
