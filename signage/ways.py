"""What one screen says on evacuation: its form, the arrow as its viewer stands, the exit, the way, and the words.

Arrow (reference §6): ``rel = bearing(viewer → aim) − (screen's facing + 180°)``, clockwise positive; aim is the next
corner of the drawn way, or a point 5 m along it where that corner is nearer than 3 m. Up is never shown on a wall it
would lead into; behind is a turn with 请转身, never a plain down arrow (ISO 7010 keeps down for a change of level).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from signage.assembly import SAFE, Sides, gathering
from signage.geometry import Point, along, bearing, distance, turned
from signage.plan import Assembly, Mount, Plan, Standing
from signage.sight import Leg
from signage.words import NO_WORDS, Words, both, fill, plain

Arrow = Literal["up", "up-right", "right", "turn-right", "turn-left", "left", "up-left"]
Form = Literal["go", "behind", "at-exit", "blocked", "no-route", "refuge"]

SECTORS: tuple[tuple[float, Arrow, Arrow], ...] = (
    (22.5, "up", "up"), (67.5, "up-right", "up-left"), (112.5, "right", "left"), (180.0, "turn-right", "turn-left"),
)  # fmt: skip
"""Upper bound of |rel| in degrees, arrow clockwise, arrow counter-clockwise."""
AIM_NEAR_M, AIM_M = 3.0, 5.0
AT_EXIT_M = 4.0

GO: Mapping[Arrow, Words] = {
    "up": both("请直行", "Go straight ahead"), "up-right": both("请向右前方走", "Go ahead to the right"),
    "right": both("请向右走", "Go right"), "up-left": both("请向左前方走", "Go ahead to the left"),
    "left": both("请向左走", "Go left"), "turn-right": both("请转身", "Turn around"),
    "turn-left": both("请转身", "Turn around"),
}  # fmt: skip
MAIN: Mapping[Form, Words] = {
    "at-exit": both("从这里出去", "Exit here"),
    "blocked": both("此出口关闭", "Do not use this exit"),
    "no-route": both("请留在原处", "Stay here"),
    "refuge": both("请到避难处等候", "Wait at the refuge"),
}
"""Main lines that do not depend on the arrow; proposals of reference §8, still to be tested with people."""
STAFF_COME = both("工作人员马上来", "Staff will come")
NO_LIFTS = both("不要乘电梯", "Do not use lifts")
TO_EXIT = both("请走{exit}，约 {metres} 米", "To {exit}, about {metres} m")
CHANGED = both("路线已改，现在走{exit}", "Route changed: now to {exit}")
STAIRS = both("走楼梯到 {floor} 层", "Take the stairs to floor {floor}")
GATHER = both("到{place}集合", "Gather at {place}")
HEED = both("出门后听从工作人员安排", "Outside, follow staff directions")
"""Where the hall has assembly points and none is safe to be named (:mod:`signage.assembly`)."""
FOLLOW_FIXED = both("请按绿色安全出口标志撤离", "Follow the green exit signs")
"""What a screen shows instead of an arrow whose lease has run out."""
FORM_REASON: Mapping[Form, Words] = {
    "go": both("最近的可用出口", "Nearest usable exit"),
    "behind": both("最近的可用出口在身后", "Nearest usable exit is behind the viewer"),
    "at-exit": both("屏幕就在可用出口旁", "The screen hangs at a usable exit"),
    "blocked": both("屏幕旁的出口已关闭", "The exit at this screen is closed"),
    "no-route": both("没有可用的路线", "No way out is left"),
    "refuge": both("没有无障碍出口，去避难处", "No step-free exit: to the refuge"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """``arrow`` is None exactly when there is no way: then people stay and staff come.

    ``distance_m`` is rounded as shown; ``rel_deg`` is the exact direction behind the arrow; ``closed`` is the blocked
    exit the screen hangs at; ``legs`` are drawn from where the viewer stands; ``lines`` go under the main line.
    """

    screen: str
    form: Form
    arrow: Arrow | None
    exit: str | None
    exit_name: Words
    distance_m: int | None
    rel_deg: float | None
    legs: tuple[Leg, ...]
    closed: str | None
    words: Words
    lines: tuple[Words, ...]
    assembly: str | None
    shut: tuple[str, ...]
    """Exits that may not be used now: they are crossed out on the drawn plan."""
    reason: Words
    changed: Words = field(default_factory=dict)
    """Said where the evacuation began with another exit."""

    @property
    def path(self) -> tuple[Point, ...]:
        """The way on the screen's own floor."""
        return self.legs[0].points if self.legs else ()


def rel(facing: float, viewer: Point, aim: Point) -> float:
    """Direction of ``aim`` as somebody sees it who looks at a screen; in (−180°, 180°], clockwise positive."""
    return turned(bearing(viewer, aim) - facing - 180.0)


def sector(degrees: float) -> Arrow:
    """The arrow of a direction; a bound belongs to the sector outside it."""
    size = abs(degrees)
    bound = next(row for row in SECTORS if size < row[0] or row[0] == 180.0)
    return bound[1] if degrees >= 0 else bound[2]


def aim(points: Sequence[Point]) -> Point:
    """The first corner, or the point AIM_M along the way where that corner is too near to walk towards."""
    if distance(points[0], points[1]) >= AIM_NEAR_M:
        return points[1]
    left = AIM_M
    for a, b in pairwise(points):
        step = distance(a, b)
        if step >= left:
            return along(a, b, left / step)
        left -= step
    return points[-1]


def arrow(facing: float, mount: Mount, points: Sequence[Point]) -> tuple[Arrow, float]:
    """The arrow for a drawn way and the direction behind it.

    On a wall, up would lead into it: then the first turn to the left or right along the way decides.
    """
    ahead = rel(facing, points[0], aim(points))
    shown = sector(ahead)
    if shown != "up" or mount != "wall":
        return shown, ahead
    later = (rel(facing, a, b) for a, b in pairwise(points))
    side = next((turn for turn in later if 22.5 <= abs(turn) <= 112.5), ahead)
    return ("right" if side >= 0 else "left"), ahead


def shown_metres(metres: float) -> int:
    """约 25 米: whole metres up to 10, then steps of five."""
    return max(1, round(metres)) if metres < 10 else 5 * round(metres / 5)


def way(
    plan_: Plan, screen: Standing, goal: str | None, metres: float, drawn: tuple[Leg, ...], shut: Collection[str],
    sides: Sides = SAFE,
) -> Way:  # fmt: skip
    """One screen's way from what the routes found; ``goal`` None = no way out from here.

    ``shut`` = closed exits, ``sides`` = those on whose side nobody gathers.
    """
    closed = screen.exit in shut
    own, barred = screen.exit if closed else None, tuple(sorted(shut))
    if goal is None or not drawn or len(drawn[0].points) < 2:
        return _stay(screen, own, barred)
    shown, direction = arrow(screen.faces_deg, screen.mount, drawn[0].points)
    refuge = goal not in plan_.exit
    form = _form(screen, goal, shown, metres, closed=closed, refuge=refuge)
    name = plan_.spot[goal].name if refuge else plan_.exit[goal].name
    assembly = None if refuge else gathering(plan_, goal, sides)
    far = shown_metres(metres)
    to_exit = fill(TO_EXIT, exit=name or plain(goal), metres=str(far))
    lifts = any(edge.kind == "lift" for edge in plan_.edges)
    lines = (
        *(() if form == "at-exit" else (to_exit,)),
        *((fill(STAIRS, floor=drawn[1].floor),) if len(drawn) > 1 else ()),
        *(() if refuge else _gather(plan_, assembly)),
        *((STAFF_COME,) if refuge else ()),
        *((NO_LIFTS,) if lifts and not refuge else ()),
    )
    main = MAIN.get(form) or GO[shown]
    return Way(
        screen.id, form, shown, goal, name, far, direction, drawn, own, main, lines,
        assembly.id if assembly is not None else None, barred, FORM_REASON[form],
    )  # fmt: skip


def _gather(plan_: Plan, point: Assembly | None) -> tuple[Words, ...]:
    if point is None:
        return (HEED,) if plan_.assemblies else ()
    return (fill(GATHER, place=point.name),) if point.name else ()


def compared(now: Way, first: Way) -> Way:
    """The way now, beside the one the evacuation began with; where an exit is crossed out, that says it already."""
    if now.exit is None or now.exit == first.exit or now.form == "blocked":
        return now
    return replace(now, changed=fill(CHANGED, exit=now.exit_name or plain(now.exit)))


def _form(screen: Standing, goal: str, shown: Arrow, metres: float, *, closed: bool, refuge: bool) -> Form:
    behind = shown in ("turn-left", "turn-right")
    at_exit = goal == screen.exit and metres <= AT_EXIT_M
    forms: tuple[tuple[bool, Form], ...] = (
        (closed, "blocked"), (refuge, "refuge"), (at_exit and not behind, "at-exit"), (behind, "behind"),
    )  # fmt: skip
    return next((form for fits, form in forms if fits), "go")


def _stay(screen: Standing, own: str | None, shut: tuple[str, ...]) -> Way:
    return Way(
        screen.id, "no-route", None, None, NO_WORDS, None, None, (), own, MAIN["no-route"], (STAFF_COME,), None,
        shut, FORM_REASON["no-route"],
    )  # fmt: skip
