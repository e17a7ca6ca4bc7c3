"""What a person should look at in a floor plan: single points of failure, arrows into walls, widths
and distances.

Findings from the building code carry REFERENCE_ONLY: whether it applies is the fire officer's
decision.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from signage.evacuation.assembly import SAFE, Sides, gathering
from signage.evacuation.blocks import Block, exit_blocks
from signage.evacuation.plan_checks import Finding, drawn
from signage.evacuation.routes import Routes, cut_off, only_up, routes
from signage.floorplan.flights import NO_LIFTS
from signage.floorplan.geometry import Point, bearing, distance, inside, length, turned
from signage.floorplan.headings import short
from signage.floorplan.plan import Plan, Standing
from signage.floorplan.shapes import FILE
from signage.floorplan.sight import sees
from signage.language.mistake import Mistake
from signage.language.words import Message, Words, noted

REFERENCE_ONLY = Message("plan-advice.reference-only")
SIGHT_M = 15.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings; numbers of GB 50016-2014(2018) from second-hand copies, to be confirmed for the
    building.

    ``capacity`` None = nobody has said how many people may be in the hall: then widths are not
    added up.
    """

    far_m: float = 30.0
    exit_width_m: float = 1.4
    width_per_100_m: float = 0.65
    capacity: int | None = None


DEFAULT_LIMITS = Limits()
Answers = tuple[Routes, ...]
"""The plan with every exit open, then with each of them closed."""


def plan_advice(plan: Plan, limits: Limits = DEFAULT_LIMITS, file: str = FILE) -> list[Mistake]:
    """What a person should look at: single points of failure, arrows into walls, widths and
    distances."""
    answers = tuple(routes(plan, blocks) for blocks in exit_blocks(plan, 1))
    found = [finding for check in SHOULD for finding in check(plan, answers)]
    found += _code(plan, limits)
    return [Mistake(file, *finding) for finding in found]


def _bridges(plan: Plan, answers: Answers) -> Iterable[Finding]:
    """Ways whose loss leaves a screen without any: only those on some screen's present way can
    be."""
    answer = answers[0]
    joined = {frozenset((edge.a, edge.b)): edge for edge in plan.edges if edge.kind not in NO_LIFTS}
    used: dict[str, str] = {}
    for screen in plan.screens:
        chain = answer.chain(screen.node) if screen.node is not None else ()
        for a, b in pairwise(chain):
            edge = joined[frozenset((a, b))]
            for target in edge.doors or (edge.shaft or edge.id,):
                used.setdefault(target, edge.doors[0] if edge.doors else edge.shaft or drawn(edge))
    told: list[tuple[str, tuple[Message, ...]]] = []
    for target, element in sorted(used.items()):
        without = _newly(answer, routes(plan, [Block(target)]))
        if without and (element, without) not in told:
            told.append((element, without))
            yield (
                element,
                Message("check.if-blocked", without=without),
                Message("check.draw-second-way"),
            )


def _newly(before: Routes, after: Routes) -> tuple[Message, ...]:
    """Who has no way any more, and who only one upwards; none where nobody is worse off."""
    lost = frozenset(cut_off(after)) - {*cut_off(before)}
    up = frozenset(only_up(after)) - {*cut_off(before), *only_up(before)}
    told = (Message("check.have-no-way-out", names=sorted(lost)),) if lost else ()
    return (*told, Message("check.have-a-way-up", names=sorted(up))) if up else told


def _single_exits(plan: Plan, answers: Answers) -> Iterable[Finding]:
    for after in answers[1:]:
        without = _newly(answers[0], after)
        if without:
            door = plan.exit[after.blocks[0].target]
            wrong = Message("check.if-closed", id=door.id, without=without)
            yield door.element or door.id, wrong, Message("check.see-second-exit")


def _near_aims(plan: Plan, answers: Answers) -> Iterable[Finding]:
    """Screens less than a metre before the stairs or exit they send people to: a step aside turns
    the arrow."""
    told: set[str] = set()
    for answer in answers:
        for screen in plan.screens:
            way = answer.screen(screen.id)
            if way.legs and short(way.legs[0]) and screen.id not in told:
                told.add(screen.id)
                near = Message("check.stairs" if way.flight is not None else "check.exit")
                metres = f"{length(way.path):.1f}"
                wrong = Message("check.stands-near", screen=screen.id, metres=metres, near=near)
                yield (
                    screen.element or screen.id,
                    wrong,
                    Message("check.hang-before"),
                )


def _into_walls(plan: Plan, answers: Answers) -> Iterable[Finding]:
    told: set[str] = set()
    for answer in answers:
        for screen in plan.screens:
            ahead = answer.screen(screen.id).rel_deg
            if (
                screen.mount == "wall"
                and ahead is not None
                and abs(ahead) < 22.5
                and screen.id not in told
            ):
                told.add(screen.id)
                wrong = Message("check.straight-into-wall", screen=screen.id)
                yield (
                    screen.element or screen.id,
                    wrong,
                    Message("check.hang-beside"),
                )


def _opposing(plan: Plan, answers: Answers) -> Iterable[Finding]:
    told: set[frozenset[str]] = set()
    for answer in answers:
        for number, one in enumerate(plan.screens):
            for other in plan.screens[number + 1 :]:
                pair = frozenset((one.id, other.id))
                if pair not in told and _at_each_other(plan, answer, one, other):
                    told.add(pair)
                    wrong = Message("check.opposing", one=one.id, other=other.id)
                    yield (
                        one.element or one.id,
                        wrong,
                        Message("check.are-both-needed"),
                    )


def _at_each_other(plan: Plan, answer: Routes, one: Standing, other: Standing) -> bool:
    if one.floor != other.floor or not 1.0 < distance(one.stand, other.stand) <= SIGHT_M:
        return False
    ways = answer.screen(one.id), answer.screen(other.id)
    if ways[0].exit is None or ways[1].exit is None or ways[0].exit == ways[1].exit:
        return False
    for screen, facing, way in ((one, other, ways[0]), (other, one, ways[1])):
        if way.rel_deg is None:
            return False
        # rel_deg is as the viewer sees it, who looks against the screen's facing.
        off_course = turned(
            screen.faces_deg + 180.0 + way.rel_deg - bearing(screen.stand, facing.stand)
        )
        if abs(off_course) > 45.0:
            return False
    return sees(plan, one.floor, one.stand, other.stand)


def assembly_advice(plan: Plan, answers: Answers = ()) -> Iterable[Finding]:
    """Points that do not say whose they are, and exits whose people are told of none, as things are
    or in a fire."""
    if not plan.assemblies or len(plan.exits) < 2:
        return
    for point in plan.assemblies:
        if not point.exits:
            wrong = Message("check.point-without-exits", id=point.id)
            yield point.element or point.id, wrong, Message("check.write-exits")
    for door in plan.exits:
        burnt = Sides(frozenset((door.id,)), frozenset((door.id,)))
        others = [other.id for other in plan.exits if other is not door]
        lost = all(gathering(plan, name, burnt) is None for name in others)
        if gathering(plan, door.id, SAFE) is None:
            wrong = Message("check.told-of-no-point", id=door.id)
            yield (
                door.element or door.id,
                wrong,
                Message("check.name-in-exits", id=door.id),
            )
        elif lost:
            wrong = Message("check.no-point-left", id=door.id)
            yield door.element or door.id, wrong, Message("check.draw-second-point")


def _widthless(plan: Plan, answers: Answers) -> Iterable[Finding]:
    """Ways without a width in a drawing whose other ways have one: a label that was lost."""
    walked = [edge for edge in plan.edges if edge.kind == "corridor" and not edge.doors]
    if not any(edge.width_m is not None for edge in walked):
        return
    for element in dict.fromkeys(drawn(edge) for edge in walked if edge.width_m is None):
        yield element, Message("check.way-without-width"), Message("check.write-width")


def _unequipped(plan: Plan, answers: Answers) -> Iterable[Finding]:
    """Storeys whose printed plan could show nothing to put a fire out with."""
    equipped = {one.floor for one in plan.equipment}
    for floor in plan.floors:
        ground = next((g.element for g in plan.grounds if g.floor == floor and g.element), "safety")
        if floor not in equipped:
            wrong = Message("check.no-equipment", floor=floor)
            yield (
                ground,
                _for_reference(wrong),
                Message("check.draw-equipment"),
            )


SHOULD: tuple[Callable[[Plan, Answers], Iterable[Finding]], ...] = (
    _bridges, _single_exits, _near_aims, _into_walls, _opposing, assembly_advice, _widthless,
    _unequipped,
)  # fmt: skip


def _code(plan: Plan, limits: Limits) -> Iterable[Finding]:
    """Distances and widths as the building code has them."""
    for door in plan.exits:
        if door.width_m is not None and door.width_m < limits.exit_width_m:
            wrong = Message(
                "check.exit-narrow",
                id=door.id,
                width=f"{door.width_m:g}",
                least=f"{limits.exit_width_m:g}",
            )
            yield door.element or door.id, _for_reference(wrong), Message("check.ask-fire-officer")
    for ground in plan.grounds:
        doors = [door.at for door in plan.exits if door.floor == ground.floor]
        far = (
            [(min(distance(p, d) for d in doors), p) for p in _points(ground.outline)]
            if doors
            else []
        )
        metres, at = max(far, default=(0.0, (0.0, 0.0)))
        if metres > limits.far_m:
            where = f"({at[0]:.0f} m, {at[1]:.0f} m)"
            wrong = Message(
                "check.far-from-exit", place=where, metres=f"{metres:.0f}", most=f"{limits.far_m:g}"
            )
            yield (
                ground.element or ground.floor,
                _for_reference(wrong),
                Message("check.ask-fire-officer"),
            )
    width = sum(door.width_m or 0.0 for door in plan.exits)
    needed = (limits.capacity or 0) / 100 * limits.width_per_100_m
    if width < needed:
        wrong = Message(
            "check.exits-too-narrow",
            people=limits.capacity or 0,
            needed=f"{needed:.2f}",
            width=f"{width:.2f}",
        )
        yield "exits", _for_reference(wrong), Message("check.lower-capacity")


def _for_reference(wrong: Words) -> Words:
    return noted(wrong, REFERENCE_ONLY)


def _points(outline: tuple[Point, ...]) -> Iterable[Point]:
    """One point in the middle of every square metre of an outline."""
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    for column in range(int(min(xs)), int(max(xs)) + 1):
        for row in range(int(min(ys)), int(max(ys)) + 1):
            if inside((column + 0.5, row + 0.5), outline):
                yield (column + 0.5, row + 0.5)
