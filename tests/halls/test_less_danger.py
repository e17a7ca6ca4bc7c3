"""Less danger needs a person: no command of a locked tablet, a machine, a screen or the clock makes
any screen's scene, any lamp or any way less dangerous, in any hall, in any situation."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from functools import cache
from random import Random
from types import SimpleNamespace, UnionType
from typing import Any, cast, get_args

import pytest

from kiosk.content.reader import read
from kiosk.content.reader import sample as contents_of_the_sample
from signage.availability.world import World
from signage.catalogue.kinds import LIFE_SAFETY
from signage.evacuation.state import held
from signage.hall.model import HALL
from signage.rules.gates import unfinished
from signage.rules.precedence import TIER
from signage.rules.refusal import Refused
from signage.shows.lamps import lamps
from signage.shows.scenes import scenes
from signage.situation.alerts import Alert
from signage.situation.calls import Told
from signage.situation.commands import (
    BlockWay,
    Change,
    Changing,
    ChooseScheme,
    Command,
    ConfirmGate,
    Raise,
    Undo,
)
from signage.situation.incidents import Actor
from signage.situation.texts import Passed
from tests.cast import ADMIN, CLERK, GUIDE, STRANGER, SUPERVISOR, SYSTEM, TABLET, Day
from tests.halls import Made, drawn, made
from tests.halls.cases import day, seen
from tests.halls.seeds import FEW, LONG, every_hall, some_halls
from tests.halls.shipped import SHIPPED

MACHINES = {role: Actor("token:监控", role) for role in ("guide", "supervisor", "admin", "screen")}  # type: ignore[arg-type]  # Roles
NOBODY = {"locked": TABLET, "stranger": STRANGER, "clock": SYSTEM, **MACHINES}
"""Who is no person. The machines' highest scopes are raise, clear, admin and read; they give no
reason."""
COMMANDS = get_args(cast(UnionType, Command))
CHANGES = get_args(Changing)
EACH = 40 if LONG else 1 if FEW else 4
"""So many of each command."""
SINCE_S = 45.0
"""What was done before was done longer ago than anybody may take back."""
HARD = {"crowd": 1, "closed": 2, "fire": 3}


# ---------------------------------------------------------------- what danger there is


@dataclass(frozen=True)
class Danger:
    """As people, lamps and ways show it, each with how grave it is."""

    shown: Mapping[str, int]

    def less_than(self, before: "Danger") -> list[str]:
        return [name for name, grave in before.shown.items() if self.shown.get(name, 0) < grave]


def danger(world: World) -> Danger:
    shown = {
        f"screen {name}": 3 - TIER[scene.sign]
        for name, scene in scenes(world).items()
        if scene.sign in LIFE_SAFETY and not scene.drill
    }
    for name, lamp in lamps(world).items():
        real = lamp.incident is not None and not world.situation.incidents[lamp.incident].drill
        shown[f"lamp {name}"] = int(real and str(lamp.pattern).startswith("red"))
        shown[f"sounder {name}"] = int(real and lamp.pattern.sounder)
    return Danger(shown | _of_incidents(world) | _of_ways(world))


def _of_incidents(world: World) -> dict[str, int]:
    """Level 1 is the highest; what is still to be confirmed holds the end; what nobody has seen
    rings on, and calls the next tier."""
    real = (i for i in world.situation.open_incidents if not i.drill)
    grave = [i for i in real if i.notice.cls in LIFE_SAFETY]
    left = {f"gates {i.id}": len(unfinished(i)) for i in grave}
    unseen = {f"unseen {i.id}": int(i.acknowledged_by is None) for i in grave}
    return {f"incident {i.id}": 5 - i.level for i in grave} | left | unseen


def _of_ways(world: World) -> dict[str, int]:
    plan, situation = world.evacuation.plan, world.situation
    answer = world.evacuation.routes(situation)
    if plan is None or answer is None:
        return {}
    blocked = (*answer.scheme.blocks, *held(plan, situation))
    grave: dict[str, int] = {}
    for block in blocked:
        name = f"way {block.target}"
        grave[name] = max(grave.get(name, 0), HARD[block.hold])
    return grave


def stranded(world: World) -> set[str]:
    told = world.evacuation.stranded(world.situation)
    return {*told.cut_off, *told.only_up}


# ---------------------------------------------------------------- what may be commanded


def candidates(hall: Made, at: Day, chance: Random) -> dict[str, Callable[[], Any]]:
    """Values that mean something here, by the name of a command's field."""
    described, plan = hall.content.hall, hall.content.evacuation.plan
    numbers = [*at.situation.incidents, "20261124-99"]
    ways = [*plan.exit, *plan.shaft, *plan.area] if plan else ["exit/1"]
    gated = [
        target
        for incident in at.situation.incidents.values()
        for gate in incident.gates
        for target in gate.targets
    ]
    held_now = [*at.situation.holds] or ways
    schemes = ["normal", *(scheme.id for scheme in hall.content.evacuation.schemes)]
    lamp_ids = [lamp.id for lamp in described.lamps] or ["lamp-1"]
    of: dict[str, list[Any]] = {
        "incident": numbers,
        "kind": [kind.code for kind in hall.content.catalogue.kinds],
        "target": [*held_now, *held_now, *ways, *gated, *gated],
        "hold": [None, None, "crowd", "closed", "fire"],
        "scheme": schemes,
        "window": [window.id for window in described.windows],
        "screen": [screen.id for screen in described.screens],
        "level": [None, 4, 1],
        "state": ["done", "open"],
        "answer": ["done", "open"],
        "lamp": lamp_ids,
        "gate": ["safety-check", "last-operation"],
        "remove": [(name,) for name in lamp_ids],
        "cls": [None, *LIFE_SAFETY],
        "drill": [False, True],
        "person": ["李"],
        "step": [1, 2],
        "entry": [1],
        "rows": [1],
        "waiting": [0, 500],
        "works": [True, False],
        "no_eta": [False, True],
        "attest": [False, True],
        "withdraw": [False, True],
        "fields": [{}],
        "scores": [()],
        "open": [None, True, False],
        "back_s": [0.0, 3600.0],
        "command": [*CHANGES],
        "rule": [*described.alerts.rule, "raised", "acknowledge", "help", "assist"],
        "about": ["李", *(screen.id for screen in described.screens)],
        "passed": [(), (Passed("t1", "site", "publish", "sent"),)],
        "told": [(), (Told("k", "王", "sms", "sent"),)],
        "take": [True, False],
        "alerts": [
            tuple(Alert("a", rule, firing, "x") for firing in told)
            for rule in described.alerts.rule or ("none",)
            for told in ((True,), (False,), (True, False))
        ],
    }
    found: dict[str, Callable[[], Any]] = {
        name: (lambda values=values: chance.choice(values)) for name, values in of.items()
    }
    targets = [HALL, *described.resources]
    found["targets"] = lambda: tuple(chance.sample(targets, min(2, len(targets))))
    return found


def commanded(sort: type, given: Mapping[str, Callable[[], Any]]) -> Any:
    """One of this sort. A reason is what makes a token a person, so none is given."""
    values = {}
    for one in fields(sort):
        known = given.get(one.name)
        needed = one.default is MISSING and one.default_factory is MISSING
        if known is not None:
            values[one.name] = known()
        elif needed:
            values[one.name] = "x"
    return sort(**values)


def tried(sort: type, given: Mapping[str, Callable[[], Any]], each: int) -> Iterator[Any]:
    """So many of the sort; of what is ten commands in one so many of each."""
    for _ in range(each):
        if sort is Change:
            yield from (replace(commanded(sort, given), command=one) for one in CHANGES)
        else:
            yield commanded(sort, given)


# ---------------------------------------------------------------- situations


def situations(hall: Made, actor: Actor, chance: Random) -> list[Day]:
    """Made by people and by the actor itself, longer ago than it may take back."""
    kinds = [k for k in hall.content.catalogue.kinds if k.raisable and {*k.classes} & LIFE_SAFETY]
    found = []
    for by in (GUIDE, actor):
        at = day(hall)
        for kind in chance.sample(kinds, min(3, len(kinds))):
            _try(at, Raise(kind.code, _on(hall, kind.targets, chance)), by)
        _try(at, BlockWay(_way(hall, chance), "fire"), by)
        _try(at, BlockWay(_way(hall, chance), chance.choice(("closed", "crowd"))), by)
        if hall.content.evacuation.schemes:
            _try(at, ChooseScheme(chance.choice(hall.content.evacuation.schemes).id), SUPERVISOR)
        found.append(at.later(seconds=SINCE_S))
    return found


def _on(hall: Made, sorts: tuple[str, ...], chance: Random) -> tuple[str, ...]:
    described = hall.content.hall
    fit = [name for name in (HALL, *described.resources) if name.partition("/")[0] in sorts]
    return (HALL,) if HALL in fit and chance.random() < 0.5 else (chance.choice(fit),)


def _way(hall: Made, chance: Random) -> str:
    plan = hall.content.evacuation.plan
    return chance.choice([*plan.exit, *plan.shaft, *plan.area]) if plan else "exit/1"


def _try(at: Day, command: Command, actor: Actor) -> bool:
    """Whether anything came of it."""
    try:
        before = len(at.log)
        at.do(command, actor)
    except Refused:
        return False
    return len(at.log) > before


def copied(at: Day) -> Day:
    other = Day(at.now, at.catalogue, at.hall, at.evacuation)
    other.log, other.situation = [*at.log], at.situation
    return other


# ---------------------------------------------------------------- the law


@some_halls
@pytest.mark.parametrize("name", NOBODY)
def test_no_command_of_what_is_no_person_makes_anything_less_dangerous(
    seed: int, name: str
) -> None:
    assert_lessens_nothing(made(drawn(seed)), name, Random(f"{seed} {name}"), EACH)  # noqa: S311  # which ones; nothing secret


@pytest.mark.parametrize(
    "shipped", ["sample", *(pytest.param(name, marks=pytest.mark.laws) for name in SHIPPED)]
)
@pytest.mark.parametrize("name", NOBODY)
def test_nor_in_the_halls_that_are_shipped(shipped: str, name: str) -> None:
    hall = made(SHIPPED[shipped]) if shipped in SHIPPED else sample()
    assert_lessens_nothing(hall, name, Random(f"{shipped} {name}"), EACH // 4)  # noqa: S311  # which ones; nothing secret


@cache
def sample() -> Made:
    """It was drawn by hand: nothing here asks what it was made from."""
    return cast(Made, SimpleNamespace(content=read(contents_of_the_sample())))


def assert_lessens_nothing(hall: Made, name: str, chance: Random, each: int) -> None:
    actor, may_see = NOBODY[name], name in ("supervisor", "admin")
    for begun in situations(hall, actor, chance):
        world = seen(hall, begun)
        before, shut_in = danger(world), stranded(world)
        given = candidates(hall, begun, chance)
        for sort in COMMANDS:
            for command in tried(sort, given, each):
                at = copied(begun)
                if not _try(at, command, actor):
                    continue
                after = seen(hall, at)
                less = danger(after).less_than(before)
                assert not [one for one in less if not (may_see and one.startswith("unseen"))], (
                    command
                )
                if sort is BlockWay:
                    assert stranded(after) <= shut_in, command


@every_hall
def test_time_alone_lessens_no_danger(seed: int) -> None:
    """Not an expected time that passes, not the evening, not the next morning, not a year."""
    hall, chance = made(drawn(seed)), Random(seed)  # noqa: S311  # which ones; nothing secret
    begun = situations(hall, GUIDE, chance)[0]
    before = danger(seen(hall, begun))
    for hours in (1, 9, 15, 60, 24 * 365):
        assert not danger(seen(hall, begun.later(hours=hours))).less_than(before), hours


def test_every_command_is_tried() -> None:
    hall = made(drawn(0))
    at = day(hall)
    at.do(Raise("FIRE", (HALL,)), ADMIN)
    given = candidates(hall, at, Random(0))  # noqa: S311  # which ones; nothing secret
    assert {type(commanded(sort, given)) for sort in COMMANDS} == {*COMMANDS}


# ---------------------------------------------------------------- one's own tap


@pytest.mark.parametrize("seconds", [0, 29, 31])
def test_a_locked_tablet_takes_back_its_own_tap_for_half_a_minute(seconds: int) -> None:
    at = day(made(drawn(0)))
    number = at.do(Raise("FIRE", (HALL,)), TABLET)
    at.later(seconds=seconds)
    assert _try(at, Undo(number or ""), TABLET) == (seconds < 30)


def test_it_takes_back_nothing_that_somebody_else_reported_too() -> None:
    at = day(made(drawn(0)))
    number = at.do(Raise("FIRE", (HALL,)), TABLET)
    at.later(seconds=5).do(Raise("FIRE", (HALL,)), CLERK)
    assert not _try(at, Undo(number or ""), TABLET)
    assert at.situation.incidents[number or ""].open


def test_a_machine_takes_back_no_danger_it_reported() -> None:
    """Its alert is over: that proposes an end."""
    at, machine = day(made(drawn(0))), MACHINES["guide"]
    number = at.do(Raise("FIRE", (HALL,)), machine)
    assert not _try(at.later(seconds=5), Undo(number or ""), machine)


def test_a_machine_confirms_no_gate_of_a_danger_without_a_word_of_what_was_seen() -> None:
    hall = sample()
    at, machine = day(hall), hall.content.hall.machines[0].id
    number = at.do(Raise("DEV-HAZARD", (machine,)), GUIDE)
    gate = at.situation.incidents[number or ""].gates[0]
    silent = ConfirmGate(number or "", gate.gate, gate.targets[0])
    assert not _try(at, silent, MACHINES["admin"])
    assert _try(at, replace(silent, note="查看过，已断电"), MACHINES["admin"])
