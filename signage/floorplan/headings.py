"""Where a sign's arrow points: the direction of a drawn way as somebody sees it who looks at the
screen.

Arrow (reference §6): ``rel = bearing(viewer → aim) − (screen's facing + 180°)``, clockwise
positive; aim is the next corner of the drawn way, or a point 5 m along it where that corner is
nearer than 3 m. Up is never shown on a wall it would lead into. A way that has less than a metre
left on this storey gives no direction of its own: it takes that of what follows, the flight or the
door; down alone means a change of level (ISO 7010), where the flight's direction is not drawn.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from signage.floorplan.flights import Flight
from signage.floorplan.geometry import Point, along, bearing, distance, turned
from signage.floorplan.geometry import length as length_of
from signage.floorplan.plan import Mount, Plan, Standing
from signage.floorplan.sight import Leg

Arrow = Literal["up", "up-right", "right", "turn-right", "turn-left", "left", "up-left", "down"]
SECTORS: tuple[tuple[float, Arrow, Arrow], ...] = (
    (22.5, "up", "up"), (67.5, "up-right", "up-left"), (112.5, "right", "left"), (180.0, "turn-right", "turn-left"),
)  # fmt: skip
"""Upper bound of |rel| in degrees, arrow clockwise, arrow counter-clockwise."""
AIM_NEAR_M, AIM_M = 3.0, 5.0
SHORT_M = 1.0
"""A leg shorter than this says nothing: a step aside would turn its arrow round."""
TELLING_M = 0.5
"""The least between two points drawn apart on purpose."""


def rel(facing: float, viewer: Point, aim: Point) -> float:
    """Direction of ``aim`` as somebody sees it who looks at a screen; in (−180°, 180°], clockwise
    positive."""
    return turned(bearing(viewer, aim) - facing - 180.0)


def sector(degrees: float) -> Arrow:
    """The arrow of a direction; a bound belongs to the sector outside it."""
    size = abs(degrees)
    # 180° itself lies below no bound: the last sector takes it.
    bound = next(row for row in SECTORS if size < row[0] or row[0] == 180.0)
    return bound[1] if degrees >= 0 else bound[2]


def aim(points: Sequence[Point]) -> Point:
    """The first corner, or the point AIM_M along the way where that corner is too near to walk
    towards."""
    if distance(points[0], points[1]) >= AIM_NEAR_M:
        return points[1]
    left = AIM_M
    for a, b in pairwise(points):
        step = distance(a, b)
        if step >= left:
            return along(a, b, left / step)
        left -= step
    return points[-1]


def short(leg: Leg) -> bool:
    """Is this too little of a way to give a direction?"""
    return length_of(leg.points) < SHORT_M


def arrow(facing: float, mount: Mount, points: Sequence[Point]) -> tuple[Arrow, float]:
    """The arrow for a drawn way and the direction behind it.

    On a wall, up would lead into it: then the first turn to the left or right along the way
    decides.
    """
    ahead = rel(facing, points[0], aim(points))
    shown = sector(ahead)
    if shown != "up" or mount != "wall":
        return shown, ahead
    later = (rel(facing, a, b) for a, b in pairwise(points))
    side = next((turn for turn in later if 22.5 <= abs(turn) <= 112.5), ahead)
    return ("right" if side >= 0 else "left"), ahead


def pointed(
    plan: Plan, screen: Standing, chain: Sequence[str], leg: Leg, flight: Flight | None
) -> tuple[Arrow, float | None]:
    """The arrow of a way that begins with ``leg``, whatever its length; no degrees for one that
    only says up or down.

    ``flight`` is the change of storey at the end of that leg, None where the way ends there.
    """
    if not short(leg):
        return arrow(screen.faces_deg, screen.mount, leg.points)
    level: Arrow | None = (
        None if flight is None or not flight.rise else "up" if flight.rise > 0 else "down"
    )
    course = _course(plan, chain, flight)
    if course is None and level is not None:
        return level, None
    ahead = turned((_towards(screen, leg) if course is None else course) - screen.faces_deg - 180.0)
    shown = sector(ahead)
    if shown != "up" or screen.mount != "wall":
        return shown, ahead
    return (level, None) if level is not None else ("right" if ahead >= 0 else "left", ahead)


def _course(plan: Plan, chain: Sequence[str], flight: Flight | None) -> float | None:
    """The direction of what follows a leg too short to have one; None where nothing drawn tells
    it."""
    if flight is None:
        return _approach(plan, chain[-1])
    a, b = plan.node[flight.nodes[0]], plan.node[flight.nodes[1]]
    if distance(a.at, b.at) >= TELLING_M:
        return bearing(a.at, b.at)
    return None if flight.rise else _approach(plan, a.id)


def _approach(plan: Plan, name: str) -> float | None:
    """The direction in which the longest route arrives at a node: through a door, people go on as
    they came."""
    at, ways = plan.node[name], []
    for edge in plan.edges:
        other = (
            plan.node.get(edge.b if edge.a == name else edge.a)
            if name in (edge.a, edge.b)
            else None
        )
        if other is not None and other.floor == at.floor and distance(other.at, at.at) >= TELLING_M:
            ways.append((-distance(other.at, at.at), edge.id, other.at))
    return bearing(min(ways)[2], at.at) if ways else None


def _towards(screen: Standing, leg: Leg) -> float:
    """Where nothing else tells it: the few steps there are, or straight ahead."""
    if len(leg.points) > 1 and distance(leg.points[0], leg.points[-1]) > 0.0:
        return bearing(leg.points[0], leg.points[-1])
    return screen.faces_deg + 180.0
