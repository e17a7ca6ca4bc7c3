"""What may not be passed: blocks from open incidents and from people, the schemes (预案), and their
effect on steps.

A block of a zone forbids entering, never leaving (reference §4). Fire is hard and makes a ring
around it dear; closed is hard alone; a crowd only makes a way dearer. Evacuation knows no lifts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any, Literal

from pydantic import TypeAdapter

from signage.floorplan.geometry import Point, enters, gap, inside, off, sides
from signage.floorplan.plan import Plan
from signage.floorplan.shafts import Shaft
from signage.hall.model import HALL
from signage.hall.storeys import floor_id
from signage.language.known_fields import refuse_unknown
from signage.language.words import Message, Words
from signage.situation.incidents import Incident, Situation

Hold = Literal["fire", "closed", "crowd"]
HARD: frozenset[str] = frozenset({"fire", "closed"})
RING_M = 3.0
"""How far around a fire ways are dear; a setting, no standard gives it."""
RING = 3
INSIDE = 3
"""Cost factor inside a hard-blocked zone: its people take the shortest way out of it first."""
CROWD = 2
"""Half the capacity = twice the cost."""
CROWD_PRICE_M = 20.0
"""Price of a crowded exit in metres of expected wait."""


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """``target`` is an exit, zone, door, stairs, lift, place, or an edge or drawn element of the
    plan."""

    target: str
    hold: Hold = "closed"
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A plan prepared beforehand: what is closed in it and what exits cost (metres of expected
    wait)."""

    id: str
    name: Words
    blocks: tuple[Block, ...] = ()
    prices: Mapping[str, float] = field(default_factory=dict)


NORMAL = Scheme("normal", Message("blocks.normal-evacuation"))
refuse_unknown(Scheme)
_SCHEMES: TypeAdapter[tuple[Scheme, ...]] = TypeAdapter(tuple[Scheme, ...])


def schemes(document: Any) -> tuple[Scheme, ...]:
    """Schemes from plain tables. Raises pydantic's ValidationError."""
    return _SCHEMES.validate_python(document)


DOORS = ("exit", "door", "stairs", "lift")
THINGS = (*DOORS, "zone", "window", "machine", "desk", "place")
HOLDS: Mapping[tuple[str, str], Hold] = {
    **{(cls, what): "fire" for cls in ("evacuate", "shelter", "danger") for what in THINGS},
    **{("cordon", what): "closed" for what in THINGS},
    **{(cls, what): "closed" for cls in ("closed", "outage", "suspended", "redirect") for what in DOORS},
    ("redirect", "zone"): "crowd",
}  # fmt: skip
"""(class, type of target) → what an incident does to ways. A missing pair blocks nothing: a closed
zone can be walked through, a broken machine stands in nobody's way, and the whole hall or storey is
left, not avoided: its ways out stay ways out."""


def blocks(plan: Plan, situation: Situation, *, drills: bool = False) -> tuple[Block, ...]:
    """What open incidents block, sorted. With ``drills`` those too: for the screens a drill has
    taken."""
    found: dict[str, Block] = {}
    for incident in situation.open_incidents:
        if drills or not incident.drill:
            for block in _of(plan, incident):
                known = found.get(block.target)
                if known is None or _order(block) < _order(known):
                    found[block.target] = block
    return tuple(sorted(found.values()))


def _order(block: Block) -> tuple[int, str]:
    return (("fire", "closed", "crowd").index(block.hold), block.incident or "")


def _of(plan: Plan, incident: Incident) -> Iterable[Block]:
    for target in incident.targets:
        what = target.partition("/")[0]
        hold = HOLDS.get((incident.notice.cls, what))
        if hold is None or not knows(plan, target):
            continue
        # A jam before a door closes it to nobody: it makes the way dearer.
        passable = incident.notice.cls == "redirect" and not incident.notice.takes_out
        yield Block(target, "crowd" if passable else hold, incident.id)
    if incident.notice.takes_out and incident.notice.cls != "redirect":
        yield from (
            Block(shaft.id, "closed", incident.id)
            for shaft in plan.shafts
            if _stands_still(shaft, incident)
        )


def _stands_still(shaft: Shaft, incident: Incident) -> bool:
    """What it needs fails: as such, in the whole hall, or on a storey it stops at."""
    system, out = incident.notice.system, frozenset(incident.targets)
    there = HALL in out or any(floor_id(landing.floor) in out for landing in shaft.landings)
    return not out.isdisjoint(shaft.depends) or (there and system in shaft.depends)


def knows(plan: Plan, target: str) -> bool:
    things = (plan.exit, plan.area, plan.spot, plan.shaft)
    return any(target in known for known in things) or bool(_passages(plan, target))


def hard_exits(given: Iterable[Block]) -> frozenset[str]:
    return frozenset(
        block.target for block in given if block.hold in HARD and block.target.startswith("exit/")
    )


def factors(plan: Plan, given: Iterable[Block]) -> Mapping[int, int]:
    """Each step's cost factor, 0 = forbidden. What is forbidden by one block is not allowed by
    another."""
    effects = [
        plan.once("effect", (block.target, block.hold), partial(_effect, plan, block))
        for block in given
    ]
    if len(effects) == 1:
        # Kept by the plan for the next answer too: read, never changed.
        return effects[0]
    found: dict[int, int] = {}
    for effect in effects:
        for step, factor in effect.items():
            known = found.get(step, factor)
            found[step] = 0 if 0 in (known, factor) else max(known, factor)
    return found


def _effect(plan: Plan, block: Block) -> Mapping[int, int]:
    reach = _reach(plan, block.target)
    hard = block.hold in HARD
    effect: dict[int, int] = {}
    if block.hold == "fire":
        effect.update(dict.fromkeys(reach.ring, RING))
    effect.update(dict.fromkeys((*reach.within, *reach.leaving), INSIDE if hard else CROWD))
    effect.update(dict.fromkeys(reach.entering, 0 if hard else CROWD))
    return effect


@dataclass(frozen=True, slots=True)
class Reach:
    """The steps a target concerns: into it (or through it), within it, out of it, and close around
    it."""

    entering: tuple[int, ...] = ()
    within: tuple[int, ...] = ()
    leaving: tuple[int, ...] = ()
    ring: tuple[int, ...] = ()


def _reach(plan: Plan, target: str) -> Reach:
    if target in plan.area:
        area = plan.area[target]
        return _area_reach(plan, area.floor, area.outline)
    if target in plan.exit:
        door = plan.exit[target]
        return _point_reach(plan, door.node, door.floor, door.at)
    if target in plan.spot:
        spot = plan.spot[target]
        own = spot.node if spot.node == spot.id else None
        return _point_reach(plan, own, spot.floor, spot.at)
    passages = _passages(plan, target)
    entering = tuple(step for number in passages for step in (2 * number, 2 * number + 1))
    shaft = plan.shaft.get(target)
    around = (
        ()
        if shaft is None
        else tuple(_point_reach(plan, None, end.floor, end.at).ring for end in shaft.landings)
    )
    return Reach(
        entering, ring=tuple(sorted({step for ring in around for step in ring} - {*entering}))
    )


def _passages(plan: Plan, target: str) -> tuple[int, ...]:
    """Numbers of the edges a door, an edge's id or a drawn element's id stands for."""
    return tuple(plan.once("passages", None, lambda: _all_passages(plan)).get(target, ()))


def _all_passages(plan: Plan) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, edge in enumerate(plan.graph().edges):
        for name in {edge.id, edge.element, edge.shaft, *edge.doors} - {""}:
            found.setdefault(name, []).append(number)
    return found


def _point_reach(plan: Plan, node: str | None, floor: str, at: Point) -> Reach:
    """An exit or place: into its node, out of it, and what passes within the ring."""
    graph = plan.graph()
    entering, leaving, ring = [], [], []
    for number, ends in enumerate(graph.ends):
        if ends is None:
            continue
        a, b = plan.node[graph.ids[ends[0]]], plan.node[graph.ids[ends[1]]]
        if node in (a.id, b.id):
            # Step 2n walks from a to b, so it enters where b is the node.
            entering.append(2 * number + (0 if b.id == node else 1))
            leaving.append(2 * number + (1 if b.id == node else 0))
        elif a.floor == b.floor == floor and off(at, a.at, b.at) <= RING_M:
            ring += [2 * number, 2 * number + 1]
    return Reach(tuple(entering), (), tuple(leaving), tuple(ring))


def _area_reach(plan: Plan, floor: str, outline: tuple[Point, ...]) -> Reach:
    graph = plan.graph()
    within = [
        plan.node[name].floor == floor and inside(plan.node[name].at, outline) for name in graph.ids
    ]
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    box = (min(xs) - RING_M, min(ys) - RING_M, max(xs) + RING_M, max(ys) + RING_M)
    found: dict[str, list[int]] = {"entering": [], "within": [], "leaving": [], "ring": []}
    for number, ends in enumerate(graph.ends):
        if ends is None:
            continue
        there, back = 2 * number, 2 * number + 1
        a_in, b_in = within[ends[0]], within[ends[1]]
        if a_in and b_in:
            found["within"] += [there, back]
        elif a_in or b_in:
            found["entering"].append(back if a_in else there)
            found["leaving"].append(there if a_in else back)
        else:
            a, b = plan.node[graph.ids[ends[0]]], plan.node[graph.ids[ends[1]]]
            if a.floor == b.floor == floor and _in_box(a.at, b.at, box):
                if enters(a.at, b.at, outline):
                    found["entering"] += [there, back]
                elif min(gap(a.at, b.at, c, d) for c, d in sides(outline)) <= RING_M:
                    found["ring"] += [there, back]
    return Reach(*(tuple(found[name]) for name in ("entering", "within", "leaving", "ring")))


def _in_box(a: Point, b: Point, box: tuple[float, float, float, float]) -> bool:
    return not (
        max(a[0], b[0]) < box[0]
        or min(a[0], b[0]) > box[2]
        or max(a[1], b[1]) < box[1]
        or min(a[1], b[1]) > box[3]
    )


def exit_blocks(plan: Plan, upto: int = 2) -> list[tuple[Block, ...]]:
    """Every set of at most ``upto`` closed exits, the empty one first: what is evaluated when a
    plan is loaded."""
    names = sorted(door.id for door in plan.exits)
    return [
        tuple(Block(name) for name in chosen)
        for n in range(upto + 1)
        for chosen in combinations(names, n)
    ]
