"""What can happen in a hall, each by itself and for whoever looks at signs beforehand: at rest and
closed, under every kind of notice, in a drill, after the all-clear. Nothing of it is recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kiosk.content.reader import Content
from signage.availability.world import World, hall_opening, world
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import Kind
from signage.decide import decide
from signage.hall.model import HALL, Hall
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.situation.commands import Change, Command, Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Actor

LOOKER: Final = Actor("look", "admin")
REST, SHUT, DRILL, OVER = "rest", "shut", "drill", "over"
PLAIN: Final[Mapping[str, Words]] = {
    REST: Message("situations.at-rest"), SHUT: Message("situations.closed"),
    DRILL: Message("situations.drill"), OVER: Message("situations.all-clear"),
}  # fmt: skip
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Situation:
    """``name`` is one of :data:`PLAIN` or a kind's code."""

    name: str
    words: Words


def situations(content: Content) -> tuple[Situation, ...]:
    """All there are, the plain ones first, then every kind whose sign people see."""
    shown = (kind for kind in content.catalogue.kinds if kind.raisable and kind.public != "none")
    return (
        *(Situation(name, words) for name, words in PLAIN.items()),
        *(Situation(kind.code, kind.name) for kind in shown),
    )


def target_of(hall: Hall, kind: Kind) -> str:
    """Where it usually is, else the first place it can be at."""
    usual = usual_target(hall, kind)
    if usual is not None:
        return usual
    possible = (name for name in (HALL, *hall.resources) if name.partition("/")[0] in kind.targets)
    return next(possible, HALL)


def world_of(content: Content, name: str, now: datetime) -> World | None:
    """The hall in that situation, in its opening hours but for :data:`SHUT`; None for a name that
    is none, or a kind that has no place here."""
    hall, at = content.hall, _open(content.hall, now)
    if name == SHUT:
        at = _shut(hall, now)
    if name in (REST, SHUT):
        return played(content, (), at)
    if name in (DRILL, OVER):
        leaving = content.catalogue.evacuation
        acts = (Raise(leaving.code, (HALL,), drill=name == DRILL),) if leaving is not None else ()
        return played(content, acts, at, over=name == OVER)
    kind = content.catalogue.kind.get(name)
    if kind is None or not kind.raisable or kind.public == "none":
        return None
    return played(content, (Raise(name, (target_of(hall, kind),)),), at)


def ways_of(hall: Hall, kind: Kind) -> tuple[str, ...]:
    """What else the kind may be raised on or as here: sorts of targets, then further classes."""
    here = {name.partition("/")[0] for name in (HALL, *hall.resources)}
    return (*(one for one in kind.targets if one in here), *kind.classes[1:])


def world_as(content: Content, name: str, now: datetime) -> World | None:
    """As :func:`world_of`; also for ``SYS-CORE:zone``, a kind on or as one of :func:`ways_of`."""
    code, _, way = name.partition(":")
    kind = content.catalogue.kind.get(code)
    if not way or kind is None or way not in ways_of(content.hall, kind):
        return None if way else world_of(content, name, now)
    usual, cls = target_of(content.hall, kind), way if way in kind.classes[1:] else None
    names = (one for one in (HALL, *content.hall.resources) if one.partition("/")[0] == way)
    target = usual if cls is not None else next(names, usual)
    return played(content, (Raise(code, (target,), cls=cls),), _open(content.hall, now))


def played(
    content: Content, commands: Sequence[Command], at: datetime, *, over: bool = False
) -> World | None:
    """The hall after these, at one moment, ``over`` after what they raised was cleared; None where
    one is refused."""
    try:
        return _played(content, list(commands), at, over=over)
    except Refused:
        return None


def _played(content: Content, acts: list[Command], at: datetime, *, over: bool) -> World:
    found = NOTHING
    while acts:
        told = decide(
            content.hall, content.catalogue, found, acts.pop(0), LOOKER, at, content.evacuation
        ).events
        numbered = enumerate(told, found.revision + 1)
        found = fold((Recorded(number, at, LOOKER, event) for number, event in numbered), found)
        if over:
            over = False
            acts += [Change(i.id, "clear", reason="-") for i in found.open_incidents]
    return world(content.hall, found, at, content.evacuation)


def _open(hall: Hall, now: datetime) -> datetime:
    opens = hall_opening(hall, now)
    return now if opens.open or opens.next_open is None else opens.next_open


def _shut(hall: Hall, now: datetime) -> datetime:
    """The first full hour from now at which it is closed; now, where it never is."""
    return next(_hours((hall,), now, is_open=False), now)


def moment_of(halls: Sequence[Hall], name: str, now: datetime) -> datetime:
    """One moment for that situation in all these halls, to be given to each as its now: the first
    full hour at which all are closed for :data:`SHUT`, else open; now, where there is none."""
    return next(_hours(halls, now, is_open=name != SHUT), now)


def _hours(halls: Sequence[Hall], now: datetime, *, is_open: bool) -> Iterator[datetime]:
    at = now
    while at < now + DAY * 8:
        if all(hall_opening(hall, at).open is is_open for hall in halls):
            yield at
        at += timedelta(hours=1)
