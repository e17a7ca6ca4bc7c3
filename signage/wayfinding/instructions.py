"""What is said on the way: straight stretches, the turns between them, and the things one turns at.

A bend under 25° is no turn, and a jog too short to be walked as a stretch of its own is said as the
turn it comes to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from signage.evacuation.way_out import shown_metres
from signage.floorplan.flights import Flight
from signage.floorplan.geometry import Point, bearing, distance, off, share, turned
from signage.floorplan.headings import Arrow
from signage.floorplan.plan import ExitDoor, Plan, Spot
from signage.floorplan.sight import Leg, sees
from signage.language.words import NO_WORDS, Message, Words, fill, plain

Turn = Literal[
    "start", "left", "right", "half-left", "half-right", "back", "stairs", "lift", "ramp", "arrive"
]

START: Mapping[Arrow, Words] = {
    "up": Message("instructions.go-straight-ahead-about-m"),
    "up-left": Message("instructions.go-ahead-left-about-m"),
    "up-right": Message("instructions.go-ahead-right-about-m"),
    "left": Message("instructions.go-left-for-about-m"),
    "right": Message("instructions.go-right-for-about-m"),
    "turn-left": Message("instructions.turn-around-go-about-m"),
    "turn-right": Message("instructions.turn-around-go-about-m"),
    "down": Message("instructions.go-about-m"),
}
"""As somebody stands who looks at the screen."""
SAY: Mapping[Turn, Words] = {
    "start": Message("instructions.go-straight-ahead-about-m"),
    "left": Message("instructions.turn-left-go-about-m"),
    "right": Message("instructions.turn-right-go-about-m"),
    "half-left": Message("instructions.bear-left-go-about-m"),
    "half-right": Message("instructions.bear-right-go-about-m"),
    "back": Message("instructions.turn-back-go-about-m"),
    "arrive": Message("instructions.you-have-reached"),
}
BESIDE: Mapping[Turn, Words] = {
    "left": Message("instructions.is-on-your-left"),
    "right": Message("instructions.is-on-your-right"),
    "half-left": Message("instructions.is-ahead-on-your-left"),
    "half-right": Message("instructions.is-ahead-on-your-right"),
}
"""The end of a way whose last steps lead aside."""
PASSED = Message("instructions.after")
REACHED = Message("instructions.at")
STRAIGHT_DEG, HALF_DEG, BACK_DEG = 25.0, 55.0, 150.0
JOG_M = 1.5
LAST_STEPS_M = 2.5
MARK_M = 3.0
"""How near a thing must be to a corner, or beside the way to it, to be named there."""
PASSED_M = 1.2


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the directions: a turn and how far then."""

    turn: Turn
    metres: int
    words: Words
    turned: Words = field(default_factory=dict)
    """The turn's own part of the words, where what stands at it is named before; a line may begin
    with it."""


@dataclass(slots=True)
class _Stretch:
    """Straight on from ``a`` to ``b`` after a turn."""

    turn: Turn
    heading: float
    metres: float
    a: Point
    b: Point


def steps(
    plan: Plan, drawn: Sequence[Leg], changes: Sequence[Flight], first: Arrow, goal: str
) -> tuple[Step, ...]:  # fmt: skip
    """The lines of a way drawn as ``legs``, with its changes of storey, to ``goal``, an id of the
    plan."""
    found: list[Step] = []
    end = Step("arrive", 0, fill(SAY["arrive"], place=name_of(plan, goal)))
    for number, leg in enumerate(drawn):
        if number:
            flight = changes[number - 1]
            found.append(Step(flight.kind, 0, flight.words))
        stretches = _stretches(leg.points)
        last = stretches[-1] if stretches else None
        if (
            last
            and leg is drawn[-1]
            # Not where it is the whole way: nothing would be left to say.
            and len(stretches) > 1
            and last.turn in BESIDE
            and last.metres <= LAST_STEPS_M
        ):
            end = Step("arrive", 0, fill(BESIDE[last.turn], place=name_of(plan, goal)))
            stretches.pop()
        found += _said(plan, leg.floor, stretches, first if number == 0 else "up", goal)
    return (*found, end)


def start(points: Sequence[Point]) -> Point:
    """The point a way sets out for: its first corner, or the next where that one is no stretch
    away."""
    return next((point for point in points[1:] if distance(points[0], point) >= JOG_M), points[-1])


def name_of(plan: Plan, place: str) -> Words:
    thing = plan.spot.get(place) or plan.exit.get(place) or plan.area.get(place)
    return (thing.name if thing is not None else NO_WORDS) or plain(place)


def _stretches(points: Sequence[Point]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for a, b in pairwise(points):
        heading, metres = bearing(a, b), distance(a, b)
        if found and found[-1].metres < JOG_M:
            # The jog is taken back: straight from where it began to where this one ends.
            a = found.pop().a
            metres = distance(a, b)
            heading = bearing(a, b)
        angle = turned(heading - found[-1].heading) if found else 0.0
        if found and abs(angle) < STRAIGHT_DEG:
            found[-1].metres += metres
            found[-1].b = b
            found[-1].heading = heading
        else:
            found.append(_Stretch(_turn_name(angle) if found else "start", heading, metres, a, b))
    return found


def _turn_name(angle: float) -> Turn:
    if abs(angle) >= BACK_DEG:
        return "back"
    names: tuple[Turn, Turn] = (
        ("half-right", "half-left") if abs(angle) < HALF_DEG else ("right", "left")
    )
    return names[0] if angle > 0 else names[1]


def _said(
    plan: Plan, floor: str, stretches: Sequence[_Stretch], first: Arrow, goal: str
) -> list[Step]:
    found = []
    for number, stretch in enumerate(stretches):
        far = shown_metres(stretch.metres)
        words = turn = fill(SAY[stretch.turn] if number else START[first], metres=str(far))
        if number:
            words = _with_mark(plan, floor, stretches[number - 1], words, goal)
        found.append(Step(stretch.turn, far, words, turn))
    return found


def _with_mark(plan: Plan, floor: str, before: _Stretch, turn: Words, goal: str) -> Words:
    """The turn said with what stands at it, where something does."""
    mark = _mark(plan, floor, before.a, before.b, goal)
    if mark is None:
        return turn
    name, passed = mark
    return fill(PASSED if passed else REACHED, mark=name, turn=turn)


def _mark(plan: Plan, floor: str, a: Point, corner: Point, goal: str) -> tuple[Words, bool] | None:
    """The nearest named thing in sight of a corner, and whether one has passed it before the
    turn."""
    things: tuple[Spot | ExitDoor, ...] = (*plan.spots, *plan.exits)
    near = sorted(
        # To the millimetre: what is equally near goes by its id, not by the last bit of a root.
        (round(distance(thing.at, corner), 3), thing.id, thing)
        for thing in things
        if thing.floor == floor and thing.id != goal and thing.name
        and distance(thing.at, corner) <= MARK_M and off(thing.at, a, corner) <= MARK_M
    )  # fmt: skip
    thing = next((thing for _, _, thing in near if sees(plan, floor, corner, thing.at)), None)
    if thing is None:
        return None
    whole = distance(a, corner)
    return thing.name, whole - share(thing.at, a, corner) * whole >= PASSED_M
