"""What may happen in a generated hall: every kind of the catalogue on everything it can be raised
on."""

from collections.abc import Iterator

from signage.availability.world import World, world
from signage.catalogue.kinds import Kind
from signage.hall.model import HALL
from signage.situation.commands import Raise
from tests.cast import ADMIN, Day
from tests.halls.hall import Made
from tests.halls.size import chance_of


def kinds(hall: Made) -> tuple[Kind, ...]:
    return tuple(kind for kind in hall.content.catalogue.kinds if kind.raisable)


def targets(hall: Made, kind: Kind) -> list[str]:
    """All it can be raised on here."""
    described = hall.content.hall
    return [name for name in (HALL, *described.resources) if name.partition("/")[0] in kind.targets]


def day(hall: Made) -> Day:
    content = hall.content
    return Day(catalogue=content.catalogue, hall=content.hall, evacuation=content.evacuation)


def seen(hall: Made, at: Day) -> World:
    return world(hall.content.hall, at.situation, at.now, hall.content.evacuation)


def raises(hall: Made, *, each: int | None = None) -> Iterator[Raise]:
    """Every kind on every target, or on so many targets of each kind, by every class that may be
    chosen."""
    chance = chance_of(hall.size.seed, 9)
    for kind in kinds(hall):
        found = targets(hall, kind)
        for target in found if each is None else chance.sample(found, min(each, len(found))):
            for cls in kind.classes if len(kind.classes) > 1 else (None,):
                yield Raise(kind.code, (target,), cls=cls)


def played(hall: Made, commands: list[Raise]) -> Day:
    found = day(hall)
    for command in commands:
        found.do(command, ADMIN)
    return found
