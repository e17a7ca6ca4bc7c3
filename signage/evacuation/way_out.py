"""What one screen says on evacuation: its form, the arrow as its viewer stands, the exit, the way, and the words.

Behind is a turn with 请转身, never a plain down arrow (ISO 7010 keeps down for a change of level). Which arrow it is,
:mod:`signage.floorplan.headings` says; whether people go, follow staff or stay, :class:`Routes` alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from signage.evacuation.assembly import SAFE, Sides, gathering
from signage.floorplan.flights import NO_LIFTS, Flight, flights
from signage.floorplan.geometry import Point
from signage.floorplan.headings import Arrow, pointed, short
from signage.floorplan.plan import Assembly, Plan, Standing
from signage.floorplan.sight import Leg
from signage.language.words import NO_WORDS, Words, both, fill, plain

Form = Literal["go", "behind", "at-exit", "at-stairs", "blocked", "no-route", "follow-staff", "refuge"]
AT_EXIT_M = 4.0

GO: Mapping[Arrow, Words] = {
    "up": both("请直行", "Go straight ahead"), "up-right": both("请向右前方走", "Go ahead to the right"),
    "right": both("请向右走", "Go right"), "up-left": both("请向左前方走", "Go ahead to the left"),
    "left": both("请向左走", "Go left"), "turn-right": both("请转身", "Turn around"),
    "turn-left": both("请转身", "Turn around"), "down": both("由此下行", "Go down here"),
}  # fmt: skip
MAIN: Mapping[Form, Words] = {
    "at-exit": both("从这里出去", "Exit here"),
    "blocked": both("此出口关闭", "Do not use this exit"),
    "no-route": both("请留在原处", "Stay here"),
    "follow-staff": both("请听从工作人员安排", "Follow the staff"),
    "refuge": both("请到避难处等候", "Wait at the refuge"),
}
"""Main lines that do not depend on the arrow; proposals of reference §8, still to be tested with people."""
STAFF_COME = both("工作人员马上来", "Staff will come")
LIFTS_NEVER = both("不要乘电梯", "Do not use lifts")
TO_EXIT = both("请走{exit}，约 {metres} 米", "To {exit}, about {metres} m")
CHANGED = both("路线已改，现在走{exit}", "Route changed: now to {exit}")
HERE: Mapping[tuple[bool, int], Words] = {
    (True, -1): both("由此下楼", "Go down here"), (True, 1): both("由此上楼", "Go up here"),
    (False, -1): both("由此下行", "Go down here"), (False, 1): both("由此上行", "Go up here"),
}  # fmt: skip
"""The main line on a landing: by whether they are stairs, and down or up."""
GATHER = both("到{place}集合", "Gather at {place}")
HEED = both("出门后听从工作人员安排", "Outside, follow staff directions")
"""Where the hall has assembly points and none is safe to be named (:mod:`signage.evacuation.assembly`)."""
FOLLOW_FIXED = both("请按绿色安全出口标志撤离", "Follow the green exit signs")
"""What a screen shows instead of an arrow whose lease has run out."""
FORM_REASON: Mapping[Form, Words] = {
    "go": both("最近的可用出口", "Nearest usable exit"),
    "behind": both("最近的可用出口在身后", "Nearest usable exit is behind the viewer"),
    "at-exit": both("屏幕就在可用出口旁", "The screen hangs at a usable exit"),
    "blocked": both("屏幕旁的出口已关闭", "The exit at this screen is closed"),
    "at-stairs": both("屏幕就在要走的楼梯旁", "The screen hangs at the stairs to take"),
    "no-route": both("没有可用的路线", "No way out is left"),
    "follow-staff": both("只剩向上的路线，须由工作人员带领", "Only a way upwards is left: staff must lead"),
    "refuge": both("没有无障碍出口，去避难处", "No step-free exit: to the refuge"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """``arrow`` is None exactly when nobody is sent anywhere: then people stay, or follow the staff who come.

    ``distance_m`` is rounded as shown; ``rel_deg`` is the exact direction behind the arrow, None where it only says up
    or down; ``closed`` is the blocked exit the screen hangs at; ``legs`` are drawn from where the viewer stands;
    ``lines`` go under the main line; ``flight`` is the first change of storey.
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
    """Exits, stairs and lifts that may not be used now: they are crossed out on the drawn plan."""
    reason: Words
    flight: Flight | None = None
    changed: Words = field(default_factory=dict)
    """Said where the evacuation began with another exit."""

    @property
    def path(self) -> tuple[Point, ...]:
        """The way on the screen's own floor."""
        return self.legs[0].points if self.legs else ()


def shown_metres(metres: float) -> int:
    """约 25 米: whole metres up to 10, then steps of five."""
    return max(1, round(metres)) if metres < 10 else 5 * round(metres / 5)


@dataclass(frozen=True, slots=True)
class Found:
    """What the routes found for one screen: its exit or refuge, the nodes to it, and the way as drawn."""

    exit: str
    metres: float
    chain: tuple[str, ...]
    legs: tuple[Leg, ...]


def way(plan_: Plan, screen: Standing, found: Found, shut: Collection[str], sides: Sides = SAFE) -> Way:
    """One screen's way. ``shut`` = closed exits and stairs, ``sides`` = those on whose side nobody gathers."""
    goal, leg = found.exit, found.legs[0]
    change = next(iter(flights(plan_, found.chain, NO_LIFTS)), None)
    shown, direction = pointed(plan_, screen, found.chain, leg, change)
    closed, refuge = screen.exit in shut, goal not in plan_.exit
    landing = change if change is not None and change.rise and short(leg) else None
    form = _form(screen, found, shown, closed=closed, refuge=refuge, landing=landing is not None)
    name = plan_.spot[goal].name if refuge else plan_.exit[goal].name
    assembly = None if refuge else gathering(plan_, goal, sides)
    far = shown_metres(found.metres)
    to_exit = fill(TO_EXIT, exit=name or plain(goal), metres=str(far))
    lines = (
        *(() if form == "at-exit" else (to_exit,)),
        *((change.words,) if change is not None else ()),
        *(() if refuge else _gather(plan_, assembly)),
        *((STAFF_COME,) if refuge else ()),
        *(() if refuge else _no_lifts(plan_)),
    )
    main = MAIN.get(form) or GO[shown]
    if form == "at-stairs" and landing is not None:
        main = HERE[landing.kind == "stairs", landing.rise]
    return Way(
        screen.id, form, shown, goal, name, far, direction, found.legs, screen.exit if closed else None, main, lines,
        assembly.id if assembly is not None else None, tuple(sorted(shut)), FORM_REASON[form], change,
    )  # fmt: skip


def _no_lifts(plan_: Plan) -> tuple[Words, ...]:
    return (LIFTS_NEVER,) if any(edge.kind == "lift" for edge in plan_.edges) else ()


def _gather(plan_: Plan, point: Assembly | None) -> tuple[Words, ...]:
    if point is None:
        return (HEED,) if plan_.assemblies else ()
    return (fill(GATHER, place=point.name),) if point.name else ()


def compared(now: Way, first: Way) -> Way:
    """The way now, beside the one the evacuation began with; where an exit is crossed out, that says it already."""
    if now.exit is None or now.exit == first.exit or now.form == "blocked":
        return now
    return replace(now, changed=fill(CHANGED, exit=now.exit_name or plain(now.exit)))


def _form(
    screen: Standing, found: Found, shown: Arrow, *, closed: bool, refuge: bool, landing: bool
) -> Form:  # fmt: skip
    behind = shown in ("turn-left", "turn-right")
    at_exit = found.exit == screen.exit and found.metres <= AT_EXIT_M
    forms: tuple[tuple[bool, Form], ...] = (
        (closed, "blocked"), (refuge, "refuge"), (landing and not behind, "at-stairs"),
        (at_exit and not behind, "at-exit"), (behind, "behind"),
    )  # fmt: skip
    return next((form for fits, form in forms if fits), "go")


def standing_still(plan_: Plan, screen: Standing, shut: Collection[str], *, climb: bool) -> Way:
    """Nobody is sent anywhere: people stay where no way is left, and follow staff where one leads up alone."""
    form: Form = "follow-staff" if climb else "no-route"
    return Way(
        screen.id, form, None, None, NO_WORDS, None, None, (), screen.exit if screen.exit in shut else None, MAIN[form],
        (STAFF_COME, *_no_lifts(plan_)), None, tuple(sorted(shut)), FORM_REASON[form],
    )  # fmt: skip
