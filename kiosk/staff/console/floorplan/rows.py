"""What the plan on the tablet says: what is blocked, where each screen points, how long leaving
takes, and what closing more would leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from flask import abort

from kiosk.serving.services import services
from kiosk.staff.console.floorplan.picture import picture
from kiosk.staff.shell.page import (
    each_said,
)
from kiosk.staff.shell.submit import who
from kiosk.wording.page_words import said
from signage.evacuation.assembly import used
from signage.evacuation.blocks import NORMAL, Block, Scheme
from signage.evacuation.crowd import ClearTime
from signage.evacuation.routes import Routes
from signage.evacuation.state import NOBODY_STRANDED, held
from signage.evacuation.way_out import Way
from signage.floorplan.flights import NAMELESS, floor_name
from signage.floorplan.geometry import inside
from signage.floorplan.graph import Node
from signage.floorplan.plan import Plan
from signage.floorplan.shafts import Shaft
from signage.hall.short_names import short_name
from signage.language.words import NO_WORDS, Message, Words, fill, listed, plain, points
from signage.situation.incidents import LEVEL_ROLES, Situation

HOLD_WORDS: Mapping[str, Words] = {
    "closed": Message("plan.hold.closed"),
    "fire": Message("plan.hold.fire"),
    "crowd": Message("plan.hold.crowd"),
}
EXIT, DOOR, AREA = Message("plan.exit"), Message("plan.door"), Message("plan.area")
ONLY_UP = Message("plan.only-way-upwards-left-screens")
NO_WAY = Message("plan.no-way-out-screens-say")
ARROWS = {
    "up": "↑", "up-right": "↗", "right": "→", "up-left": "↖", "left": "←", "turn-right": "↷", "turn-left": "↶",
    "down": "↓",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Something on the plan that can be blocked. ``fixed``: blocked by an incident, which alone
    frees it."""

    id: str
    name: str
    what: str
    hold: str | None
    fixed: bool

    @property
    def held(self) -> str:
        """What blocks it, in words."""
        return said(HOLD_WORDS[self.hold]) if self.hold else ""


@dataclass(frozen=True, slots=True)
class Pointing:
    """One screen's way now, and whether it has painted the present one."""

    screen: str
    name: str
    way: Way
    arrow: str
    current: bool


def evacuation() -> tuple[Plan, Situation, Routes]:
    world = services().board.view.world
    answer = world.evacuation.routes(world.situation)
    if world.evacuation.plan is None or answer is None:
        abort(404)
    return world.evacuation.plan, world.situation, answer


def name_of(target: str) -> Words:
    """What people call a target: the hall's name, else the plan's own, else its id."""
    view_ = services().board.view
    hall, plan = view_.content.hall, view_.content.evacuation.plan
    if hall.knows(target):
        return short_name(hall, target)
    drawn = (
        plan.area.get(target) or plan.door.get(target) or plan.shaft.get(target)
        if plan is not None
        else None
    )
    if drawn is not None and drawn.name:
        return drawn.name
    return NAMELESS[drawn.kind] if isinstance(drawn, Shaft) else _door_name(plan, target)


def held_words() -> str:
    """What people marked on the plan and the scheme in force, where it is not the normal one; empty
    if neither."""
    world = services().board.view.world
    holds, parts = world.situation.holds, list[Words]()
    for hold, words in HOLD_WORDS.items():
        names = [name_of(target) for target, held_ in sorted(holds.items()) if held_.hold == hold]
        parts += [Message("plan.marked-as", names=names, hold=words)] if names else []
    scheme = world.evacuation.scheme(world.situation.scheme)
    parts += [Message("plan.scheme-in-force", scheme=scheme.name)] if scheme.id != NORMAL.id else []
    return said(points(parts)) if parts else ""


def stranded_words() -> list[Words]:
    """While people leave: the screens that send nobody anywhere, by what they say instead."""
    world = services().board.view.world
    leaving = any(
        i.notice.cls == "evacuate" and not i.drill for i in world.situation.open_incidents
    )
    found = world.evacuation.stranded(world.situation) if leaving else NOBODY_STRANDED
    told = ((found.only_up, ONLY_UP), (found.cut_off, NO_WAY))
    return [fill(words, screens=called(screens)) for screens, words in told if screens]


def called(screens: Iterable[str]) -> Words:
    names = [
        world_screen.name
        for name in screens
        if (world_screen := services().board.view.content.hall.screen.get(name))
    ]
    return listed(names)


def _zone_at(plan: Plan, node: Node) -> Words:
    return next(
        (a.name for a in plan.areas if a.floor == node.floor and inside(node.at, a.outline)),
        NO_WORDS,
    )


def _door_name(plan: Plan | None, target: str) -> Words:
    """A door is called after the zones on its two sides."""
    edge = (
        next((edge for edge in plan.edges if target in edge.doors), None)
        if plan is not None
        else None
    )
    if plan is None or edge is None:
        return plain(target)
    ends = [plan.node[name] for name in (edge.a, edge.b) if name in plan.node]
    around = [_zone_at(plan, end) for end in ends]
    zones = list({said(name): name for name in around if name}.values())
    if len(zones) > 1:
        return Message("plan.door-between", zones=zones)
    return Message("plan.door-of", zone=zones[0]) if zones else DOOR


def _targets(plan: Plan, situation: Situation) -> list[Target]:
    live = {block.target: block for block in held(plan, situation)}
    # A wide door is led through by several edges, and is still one door.
    doors = sorted({door for edge in plan.edges for door in edge.doors})
    told: list[tuple[str, Words]] = [
        *((door.id, EXIT) for door in plan.exits),
        *((name, DOOR) for name in doors),
    ]
    told += [(shaft.id, NAMELESS[shaft.kind]) for shaft in plan.shafts]
    told += [(area.id, AREA) for area in plan.areas]
    return [_target(name, said(what), live.get(name)) for name, what in told]


def _target(name: str, what: str, block: Block | None) -> Target:
    return Target(
        name,
        said(name_of(name)),
        what,
        block.hold if block else None,
        block is not None and block.incident is not None,
    )


def _pointing(answer: Routes, epoch: int) -> list[Pointing]:
    here = services()
    found = []
    for screen in here.board.view.content.hall.screens:
        if screen.id in answer.plan.screen:
            way = answer.screen(screen.id)
            current = (here.delivery.of(screen.id).painted or 0) >= epoch
            found.append(
                Pointing(
                    screen.id, said(screen.name), way, ARROWS.get(way.arrow or "", "■"), current
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Leaving:
    """How long leaving may take, in words for staff: over all, and by exit with how many people."""

    persons: int
    within: str
    stranded: int
    exits: tuple[tuple[str, int, str], ...]
    note: Words


def _behind_fire(answer: Routes) -> list[Words]:
    """Assembly points that no screen names any more, because an exit on their side is out."""
    plan, usable = (
        answer.plan,
        [door.id for door in answer.plan.exits if door.id not in answer.closed],
    )
    named = used(plan, usable, answer.sides)
    return [
        point.name or plain(point.id)
        for point in plan.assemblies
        if answer.sides.out and point not in named
    ]


def _leaving(found: ClearTime | None) -> Leaving | None:
    if found is None:
        return None
    exits = tuple(
        (said(name_of(e.exit)), round(e.persons), between_words(e.soonest_s, e.latest_s))
        for e in sorted(found.exits, key=lambda e: (-e.latest_s, e.exit))
    )
    persons = round(sum(e.persons for e in found.exits) + found.stranded)
    within = (
        between_words(found.soonest_s, found.latest_s)
        if exits
        else said(Message("plan.every-exit-is-closed"))
    )
    return Leaving(persons, within, round(found.stranded), exits, found.note)


def between_words(soonest_s: float, latest_s: float) -> str:
    """约 1 分 20 秒至 2 分钟: both ends to 10 s, once where they are the same."""
    ends = [
        # Never 0 s: nobody leaves at once.
        10 * max(1, round(seconds / 10))
        for seconds in (soonest_s, latest_s)
        if isfinite(seconds)
    ]
    if len(ends) < 2:
        return said(Message("plan.cannot-be-estimated"))
    least, most = map(_duration, ends)
    if ends[0] == ends[1]:
        return said(Message("plan.about", time=least))
    return said(Message("plan.about-from-to", least=least, most=most))


def _duration(seconds: int) -> Words:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return Message("plan.seconds", seconds=rest)
    if not rest:
        return Message("plan.minutes", minutes=minutes)
    return Message("plan.minutes-and-seconds", minutes=minutes, seconds=rest)


def _left_over() -> list[tuple[str, str, str, int]]:
    """With which exits closed who has no way out, who only one upwards, and the others' longest way
    in metres."""
    world = services().board.view.world
    return [
        (
            said(listed([name_of(name) for name in row.closed])),
            said(called(row.cut_off)),
            said(called(row.only_up)),
            round(row.longest_m),
        )
        for row in world.evacuation.resilience(world.situation)
        if row.closed
    ]


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan and what is said under it."""

    pictures: tuple[tuple[Words, str], ...]
    """Of each storey, with its name where there are several."""
    targets: tuple[Target, ...]
    pointing: tuple[Pointing, ...]
    holds: Mapping[str, str]
    """What can be marked, in words."""
    lagging: tuple[Words, ...]
    behind_fire: tuple[Words, ...]
    guarded: Words
    """That fixed signs over closed exits stay lit."""
    in_force: str
    scheme: str
    schemes: tuple[Scheme, ...]
    may_choose: bool
    leaving: Leaving | None
    left_over: tuple[tuple[str, str, str, int], ...]
    stranded: tuple[Words, ...]
    evacuating: bool


def _guarded(exits: Sequence[Words]) -> Words:
    if not exits:
        return NO_WORDS
    return Message(
        "plan.fixed-signs-stay-lit" if len(exits) > 1 else "plan.fixed-sign-stays-lit", exits=exits
    )


def planned() -> Planned:
    plan, situation, answer = evacuation()
    targets, content = tuple(_targets(plan, situation)), services().board.view.content
    names = {name: said(name_of(name)) for name in (*plan.area, *plan.shaft)}
    pointing = tuple(_pointing(answer, situation.epoch))
    holds = {target.id: target.hold for target in targets}
    scheme, schemes = (
        content.evacuation.scheme(situation.scheme),
        (NORMAL, *content.evacuation.schemes),
    )
    several, hall = len(plan.floors) > 1, content.hall
    return Planned(
        tuple((floor_name(plan, floor) if several else NO_WORDS, picture(plan, floor, answer, holds, names))
              for floor in plan.floors),
        targets, pointing, each_said(HOLD_WORDS),
        tuple(hall.screen[row.screen].name for row in pointing if not row.current),
        tuple(_behind_fire(answer)), _guarded([name_of(target.id) for target in targets if target.id in answer.closed]),
        said(scheme.name), scheme.id, schemes, who().role in LEVEL_ROLES and len(schemes) > 1,
        _leaving(services().board.view.world.evacuation.clear_time(situation)), tuple(_left_over()),
        tuple(stranded_words()),
        any(i.notice.cls == "evacuate" and not i.drill for i in situation.open_incidents),
    )  # fmt: skip
