"""What one screen says on evacuation: its form, the arrow as its viewer stands, the exit, the way,
and the words.

Behind is a turn with 向后走, never a plain down arrow (ISO 7010 keeps down for a change of level).
Which arrow it is, :mod:`signage.floorplan.headings` says; whether people go, follow staff or stay,
:class:`Routes` alone.
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
from signage.language.words import NO_WORDS, Message, Words, fill, plain

Form = Literal[
    "go", "behind", "at-exit", "at-stairs", "blocked", "no-route", "follow-staff", "refuge"
]
AT_EXIT_M = 4.0

GO: Mapping[Arrow, Words] = {
    "up": Message("way-out.go-straight-ahead"), "up-right": Message("way-out.go-ahead-to-the-right"),
    "right": Message("way-out.go-right"), "up-left": Message("way-out.go-ahead-to-the-left"),
    "left": Message("way-out.go-left"), "turn-right": Message("way-out.turn-around"),
    "turn-left": Message("way-out.turn-around"), "down": Message("way-out.go-down-here"),
}  # fmt: skip
TITLE = Message("way-out.emergency-evacuation")
MAIN: Mapping[Form, Words] = {
    "at-exit": Message("way-out.exit-here"),
    "blocked": Message("way-out.do-not-use-this-exit"),
    "no-route": Message("way-out.stay-here"),
    "follow-staff": Message("way-out.follow-the-staff"),
    "refuge": Message("way-out.wait-at-the-refuge"),
}
"""Main lines that do not depend on the arrow; proposals of reference §8, still to be tested with
people."""
STAFF_COME = Message("way-out.staff-will-come")
LIFTS_NEVER = Message("way-out.do-not-use-lifts")
TO_EXIT = Message("way-out.to-about-m")
CHANGED = Message("way-out.route-changed-now-to")
HERE: Mapping[tuple[bool, int], Words] = {
    (True, -1): Message("way-out.go-down-here-2"), (True, 1): Message("way-out.go-up-here"),
    (False, -1): Message("way-out.go-down-here"), (False, 1): Message("way-out.go-up-here-2"),
}  # fmt: skip
"""The main line on a landing: by whether they are stairs, and down or up."""
GATHER = Message("way-out.gather-at")
HEED = Message("way-out.outside-follow-staff-directions")
"""Where the hall has assembly points and none is safe to be named
(:mod:`signage.evacuation.assembly`)."""
FOLLOW_FIXED = Message("way-out.follow-the-green-exit-signs")
"""What a screen shows instead of an arrow whose lease has run out."""
FORM_REASON: Mapping[Form, Words] = {
    "go": Message("way-out.nearest-usable-exit"),
    "behind": Message("way-out.nearest-usable-exit-behind-viewer"),
    "at-exit": Message("way-out.screen-hangs-at-usable-exit"),
    "blocked": Message("way-out.exit-at-screen-closed"),
    "at-stairs": Message("way-out.screen-hangs-at-stairs-take"),
    "no-route": Message("way-out.no-way-out-is-left"),
    "follow-staff": Message("way-out.only-way-upwards-left-staff"),
    "refuge": Message("way-out.no-step-free-exit-refuge"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """``arrow`` is None exactly when nobody is sent anywhere: then people stay, or follow the staff
    who come.

    ``distance_m`` is rounded as shown; ``rel_deg`` is the exact direction behind the arrow, None
    where it only says up or down; ``closed`` is the blocked exit the screen hangs at; ``legs`` are
    drawn from where the viewer stands; ``lines`` go under the main line; ``flight`` is the first
    change of storey.
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
    # round() goes to the even: 12.5 m is said as 10, 17.5 m as 20; 约 covers both.
    return max(1, round(metres)) if metres < 10 else 5 * round(metres / 5)


@dataclass(frozen=True, slots=True)
class Found:
    """What the routes found for one screen: its exit or refuge, the nodes to it, and the way as
    drawn."""

    exit: str
    metres: float
    chain: tuple[str, ...]
    legs: tuple[Leg, ...]


def way(
    plan_: Plan, screen: Standing, found: Found, shut: Collection[str], sides: Sides = SAFE
) -> Way:
    """One screen's way. ``shut`` = closed exits and stairs, ``sides`` = those on whose side nobody
    gathers."""
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
    """The way now, beside the one the evacuation began with; where an exit is crossed out, that
    says it already."""
    if now.exit is None or now.exit == first.exit or now.form == "blocked":
        return now
    return replace(now, changed=fill(CHANGED, exit=now.exit_name or plain(now.exit)))


def _form(
    screen: Standing, found: Found, shown: Arrow, *, closed: bool, refuge: bool, landing: bool
) -> Form:  # fmt: skip
    behind = shown in ("turn-left", "turn-right")
    at_exit = found.exit == screen.exit and found.metres <= AT_EXIT_M
    # The first that fits: a closed exit is crossed out whatever else could be said there.
    forms: tuple[tuple[bool, Form], ...] = (
        (closed, "blocked"), (refuge, "refuge"), (landing and not behind, "at-stairs"),
        (at_exit and not behind, "at-exit"), (behind, "behind"),
    )  # fmt: skip
    return next((form for fits, form in forms if fits), "go")


def standing_still(plan_: Plan, screen: Standing, shut: Collection[str], *, climb: bool) -> Way:
    """Nobody is sent anywhere: people stay where no way is left, and follow staff where one leads
    up alone."""
    form: Form = "follow-staff" if climb else "no-route"
    return Way(
        screen.id, form, None, None, NO_WORDS, None, None, (), screen.exit if screen.exit in shut else None, MAIN[form],
        (STAFF_COME, *_no_lifts(plan_)), None, tuple(sorted(shut)), FORM_REASON[form],
    )  # fmt: skip
