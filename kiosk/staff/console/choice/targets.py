"""What a notice may concern: one thing by one tap, or several at once, by hand, by the zone and from
window to window."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from signage.availability.nearest import Reader, nearest, storey_of, walks
from signage.availability.world import World
from signage.catalogue.kinds import Kind
from signage.hall.model import HALL, Hall
from signage.hall.short_names import TYPE_WORDS, short_name
from signage.language.words import NO_WORDS, Message, Words

ALL, NONE, BETWEEN = "all", "none", "between"
WINDOW: Final = "window"
NEAR_SHOWN = 4
SEVERAL_MIN = 2
"""A key for all of a zone is offered from so many on."""


@dataclass(frozen=True, slots=True)
class TargetTile:
    """Something a kind may concern. ``service`` is what a window does, else empty; ``out`` says
    that it is out of use already; ``chosen``: among several."""

    target: str
    name: Words
    service: Words
    out: Words
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class TargetGroup:
    title: Words
    tiles: tuple[TargetTile, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """Chooses many at once, or lets go of them where all are chosen; ``value`` is what it
    sends."""

    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class Many:
    """Things of one sort, and keys for those that lie together."""

    title: Words
    tiles: tuple[TargetTile, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """What it may concern, and what may be chosen several at once; ``opened``: whether somebody is
    about to."""

    kind: Kind
    near: tuple[TargetTile, ...]
    """Nearest to the tablet first; nothing where nobody said where it lies."""
    grouped: tuple[TargetGroup, ...]
    several: tuple[Many, ...]
    opened: bool
    carried: str
    kept: Mapping[str, str]


def target_groups(
    world: World, kind: Kind, fitting: Sequence[str], chosen: Sequence[str] = ()
) -> tuple[TargetGroup, ...]:
    """By what they are, in the kind's order."""
    grouped = (
        (of, [target for target in fitting if _sort(target) == of]) for of in kind.targets
    )  # fmt: skip
    return tuple(
        TargetGroup(TYPE_WORDS[of], tuple(_target(world, target, chosen) for target in targets))
        for of, targets in grouped
        if targets
    )


def nearby(world: World, place: str, fitting: Sequence[str]) -> tuple[TargetTile, ...]:
    """What lies nearest to ``place``: itself and what it lies in, then by the metres to walk. What
    no way is drawn to is not near."""
    hall, plan = world.hall, world.evacuation.plan
    if not hall.knows(place) or place == HALL:
        return ()
    here = (place, *hall.zones_around.get(place, ()))
    walked = walks(plan, place) if plan is not None else {}
    reader = Reader(storey_of(hall, place), place)
    reached = nearest(hall, plan, reader, [t for t in fitting if t in walked and t not in here])
    ordered = [*(target for target in here if target in fitting), *reached]
    # All there are need no list of the nearest beside it.
    shown = ordered[:NEAR_SHOWN] if len(fitting) > NEAR_SHOWN else []
    return tuple(_target(world, target, ()) for target in shown)


def several(hall: Hall, grouped: Sequence[TargetGroup]) -> tuple[Many, ...]:
    """The whole hall stands for itself alone; nothing where there is but one thing to choose."""
    if sum(len(group.tiles) for group in grouped) < SEVERAL_MIN:
        return ()
    parts = (
        (group.title, tuple(tile for tile in group.tiles if tile.target != HALL))
        for group in grouped
    )
    return tuple(Many(title, tiles, _keys(hall, tiles)) for title, tiles in parts if tiles)


def picked(
    hall: Hall, fitting: Sequence[str], chosen: Sequence[str], asked: str
) -> tuple[str, ...]:
    """The choice after a key, in the hall's order. ``asked`` is a :class:`Key`'s value; one that
    nobody offered changes nothing."""
    what, _, rest = asked.partition(" ")
    sort, _, place = rest.partition(" ")
    there = [target for target in fitting if target != HALL]
    many = set(_within(hall, [target for target in there if _sort(target) == sort], place))
    kept = {target for target in chosen if target in there}
    after = {
        ALL: kept | many,
        NONE: kept - many,
        BETWEEN: kept | set(_between(hall, there, kept)),
    }.get(what, kept)
    return tuple(target for target in there if target in after)


def _keys(hall: Hall, tiles: Sequence[TargetTile]) -> tuple[Key, ...]:
    """For each zone and storey that more of them lie in than one, the largest first; and from
    window to window."""
    sort, chosen = _sort(tiles[0].target), {tile.target for tile in tiles if tile.chosen}
    things = [tile.target for tile in tiles]
    lying: dict[str, tuple[str, ...]] = {
        place: _within(hall, things, place)
        for thing in things
        for place in hall.zones_around.get(thing, ())
        if place not in things
    }
    keys = [
        _key(chosen.issuperset(many), f"{sort} {place}", short_name(hall, place))
        for place, many in lying.items()
        if SEVERAL_MIN <= len(many) < len(things)
    ]
    if len(things) >= SEVERAL_MIN:
        keys.insert(0, _key(chosen.issuperset(things), f"{sort} ", NO_WORDS))
    if sort == WINDOW and len(things) > SEVERAL_MIN:
        keys.append(Key(BETWEEN, Message("targets.those-between-too")))
    return tuple(keys)


def _key(whole: bool, value: str, place: Words) -> Key:
    if not place:
        words = Message("targets.none-of-them" if whole else "targets.all-of-them")
    elif whole:
        words = Message("targets.none-of", place=place)
    else:
        words = Message("targets.all-of", place=place)
    return Key(f"{NONE if whole else ALL} {value}", words)


def _within(hall: Hall, things: Iterable[str], place: str) -> tuple[str, ...]:
    """Those that lie there; all of them where no place is named."""
    return tuple(t for t in things if not place or place in hall.zones_around.get(t, ()))


def _between(hall: Hall, things: Iterable[str], chosen: Iterable[str]) -> tuple[str, ...]:
    """The windows from the lowest to the highest number that is chosen."""
    number = {window.id: window.number for window in hall.windows}
    ends = [number[target] for target in chosen if target in number]
    if not ends:
        return ()
    return tuple(t for t in things if t in number and min(ends) <= number[t] <= max(ends))


def _sort(target: str) -> str:
    return target.partition("/")[0]


def _target(world: World, target: str, chosen: Sequence[str]) -> TargetTile:
    hall, out = world.hall, world.out.get(target)
    return TargetTile(
        target, short_name(hall, target), hall.name_of(target) if target in world.windows else NO_WORDS,
        (out.words or Message("targets.out-of-use")) if out is not None else NO_WORDS,
        target in chosen,
    )  # fmt: skip
