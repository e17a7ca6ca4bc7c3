"""Several targets in one raise are what raising each would be: refused alike, open once, and shown
alike on every screen, lamp and board, in any hall."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

from signage.availability.world import World
from signage.catalogue.kinds import Kind
from signage.hall.model import HALL
from signage.rules.precedence import TIER
from signage.rules.refusal import Refused
from signage.shows.lamps import lamps
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from signage.situation.incidents import Actor
from tests.cast import ADMIN, CLERK, GUIDE, SUPERVISOR, TABLET, Day
from tests.halls import Made, drawn, made
from tests.halls.cases import day, kinds, seen, targets
from tests.halls.seeds import FEW, some_halls
from tests.halls.size import chance_of

EACH = 1 if FEW else 2
"""So many choices of each kind."""
SALT = 14


def chosen(hall: Made) -> Iterator[tuple[Kind, str, tuple[str, ...]]]:
    """Every kind that can be raised on two things of one sort: which of them, and in which
    class."""
    chance = chance_of(hall.size.seed, SALT)
    for kind in kinds(hall):
        by_sort: dict[str, list[str]] = {}
        for target in targets(hall, kind):
            by_sort.setdefault(target.partition("/")[0], []).append(target)
        found = [things for sort, things in by_sort.items() if sort != HALL and len(things) > 1]
        for things in chance.sample(found, min(EACH, len(found))):
            many = chance.randint(2, min(len(things), 6))
            picked = _apart(hall, chance.sample(things, many))
            if len(picked) > 1:
                yield kind, chance.choice(kind.classes), picked


def _apart(hall: Made, things: Sequence[str]) -> tuple[str, ...]:
    """Without what lies in another of them: a screen there may name either."""
    around = hall.content.hall.zones_around
    return tuple(
        one for one in things if not {*around.get(one, ())} & ({*things} - {one})
    )  # fmt: skip


def shown(world: World) -> tuple[Any, ...]:
    """What people see, whichever incident it comes from."""
    return (
        {name: _picture(world, scene) for name, scene in scenes(world).items()},
        {name: str(scene.pattern) for name, scene in lamps(world).items()},
        set(world.out),
    )


def _picture(world: World, scene: Scene) -> tuple[Any, ...]:
    # What a strip says of several it says of them together, and beside the same sign not at all;
    # several systems are 系统 (kind_words); papers are promised for all that an incident stops.
    incident = world.situation.incidents.get(scene.incident or "")
    together = incident is not None and (
        incident.notice.kind in world.hall.marked.papers
        or any(target.startswith("system/") for target in incident.targets)
    )
    words = () if together else (scene.title, scene.subject, scene.lines)
    rows = tuple((row.id, row.state) for row in (*scene.rows, *scene.systems))
    return (scene.sign, scene.family, scene.closed, scene.until, scene.instead, scene.way,
            scene.touch_locked, scene.level, *words, rows)  # fmt: skip


def open_on(at: Day) -> list[tuple[str, str]]:
    """Each kind on each target that is open, as often as it is."""
    return sorted(
        (i.notice.kind, target) for i in at.situation.open_incidents for target in i.targets
    )


@some_halls
def test_several_at_once_show_what_each_would(seed: int) -> None:
    hall, tried = made(drawn(seed)), 0
    for kind, cls, things in chosen(hall):
        once, each = day(hall), day(hall)
        once.do(Raise(kind.code, things, cls=cls), ADMIN)
        for thing in things:
            each.do(Raise(kind.code, (thing,), cls=cls), ADMIN)
        assert shown(seen(hall, once)) == shown(seen(hall, each)), (kind.code, cls, things)
        assert len(once.situation.open_incidents) == 1
        tried += 1
    assert tried > 5


@some_halls
def test_what_is_open_on_one_of_them_is_open_once(seed: int) -> None:
    """And counted as said again there, however many were said before, in any order."""
    hall = made(drawn(seed))
    for kind, cls, things in chosen(hall):
        chance = chance_of(hall.size.seed, SALT)
        before = chance.sample(things, chance.randint(1, len(things) - 1))
        once, each = day(hall), day(hall)
        for at in (once, each):
            for thing in before:
                at.do(Raise(kind.code, (thing,), cls=cls), ADMIN)
        once.do(Raise(kind.code, things, cls=cls), GUIDE if _may(kind, cls) else ADMIN)
        for thing in things:
            each.do(Raise(kind.code, (thing,), cls=cls), ADMIN)
        assert open_on(once) == open_on(each) == sorted((kind.code, t) for t in things)
        again = [i for i in once.situation.open_incidents if i.repeats]
        assert sorted(t for i in again for t in i.targets) == sorted(before)
        assert shown(seen(hall, once)) == shown(seen(hall, each)), (kind.code, cls, things)


def _may(kind: Kind, cls: str) -> bool:
    return "guide" in kind.raised_by and cls == kind.classes[0]


@some_halls
def test_several_are_refused_exactly_where_one_of_them_would_be(seed: int) -> None:
    hall = made(drawn(seed))
    for kind, cls, things in chosen(hall):
        for actor in (TABLET, CLERK, GUIDE, SUPERVISOR, Actor("token:监控", "guide")):
            alone = [_refusal(hall, Raise(kind.code, (one,), cls=cls), actor) for one in things]
            together = _refusal(hall, Raise(kind.code, things, cls=cls), actor)
            assert {together} == set(alone), (kind.code, cls, things, actor)


def _refusal(hall: Made, command: Raise, actor: Actor) -> str:
    try:
        day(hall).do(command, actor)
    except Refused as refused:
        return refused.code
    return ""


@some_halls
def test_a_graver_class_is_raised_where_a_milder_one_is_open(seed: int) -> None:
    """Whoever says 撤离 where people were told to shelter is not told that it is said already."""
    hall, tried = made(drawn(seed)), 0
    for kind, _, things in chosen(hall):
        for mild, grave in permutations(kind.classes, 2):
            if TIER[grave] > TIER[mild]:
                continue
            at = day(hall)
            at.do(Raise(kind.code, things[:1], cls=mild), ADMIN)
            at.do(Raise(kind.code, things, cls=grave), ADMIN)
            said = {
                t for i in at.situation.open_incidents if i.notice.cls == grave for t in i.targets
            }
            assert said == {*things}, (kind.code, mild, grave, things)
            tried += 1
    assert tried
