"""What a description names things by: ids of a right type, used once, that lead somewhere."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signage.catalogue.parts import offers, parts
from signage.hall.model import HALL, Hall
from signage.hall.storeys import floor_id
from signage.language.mistake import Mistake, file_of, meant
from signage.language.words import Message

TYPES: Mapping[str, tuple[str, ...]] = {
    "zones": ("zone",), "windows": ("window",), "machines": ("machine",), "systems": ("system",), "exits": ("exit",),
    "places": ("desk", "place"), "floors": ("floor",), "stairs": ("stairs",), "lifts": ("lift",),
}  # fmt: skip
"""The parts that can fail, each with the types its ids may have."""
POINTERS = ("zone", "within", "place", "about", "depends")
"""What a thing names another thing by."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "zone": ("zones",), "within": ("zones",), "group": ("groups",), "place": tuple(TYPES), "about": tuple(TYPES),
    "depends": tuple(TYPES), "services": ("services",), "floors": ("floors",),
}  # fmt: skip
"""By the key: the parts whose ids it names; whoever names any of what can fail may name the hall."""
STANDS_AT: Mapping[str, str] = {"window": "window/", "door": "exit/"}
"""Layouts that speak for the one thing they hang at."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What could not be read: ids of items left out, and whole parts. Nothing that names them
    counts as dangling."""

    ids: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


NOTHING_LOST = Lost()


def duplicates(hall: Hall) -> Iterable[Mistake]:
    counted = Counter((_space(part), thing.id) for part, _, thing in parts(hall))
    for part, at, thing in parts(hall):
        if counted[_space(part), thing.id] > 1:
            wrong = Message("check.used-more-than-once", id=thing.id)
            yield Mistake(
                file_of(part), f"{part}[{at}].id", wrong, Message("check.give-each-own-id")
            )
    numbers = Counter(window.number for window in hall.windows)
    for at, window in enumerate(hall.windows):
        if numbers[window.number] > 1:
            yield Mistake(
                "hall.toml",
                f"windows[{at}].number",
                Message("check.number-twice", number=window.number),
                Message("check.renumber"),
            )


def _space(part: str) -> str:
    return "resource" if part in TYPES else part


def wrong_types(hall: Hall) -> Iterable[Mistake]:
    for part, at, thing in parts(hall):
        types = TYPES.get(part)
        if types and thing.id.partition("/")[0] not in types:
            begun = Message("check.begin-with", types=[f"{name}/" for name in types])
            perhaps, pointed = _retyped(thing.id, types), _pointed_at(hall)
            # Of several meanings the one that something else names already.
            remedy = Message(
                "check.did-you-mean-begun",
                name=next((one for one in perhaps if one in pointed), perhaps[0]),
                begun=begun,
            )
            yield Mistake(
                file_of(part),
                f"{part}[{at}].id",
                Message("check.no-id-for-list", id=thing.id),
                remedy,
            )
    for at, screen in enumerate(hall.screens):
        wanted = STANDS_AT.get(screen.layout, "")
        if not screen.place.startswith(wanted):
            wrong = Message(
                "check.hangs-at-one", layout=screen.layout, wanted=wanted[:-1], place=screen.place
            )
            yield Mistake(
                "screens.toml",
                f"screens[{at}].place",
                wrong,
                Message("check.name-place", wanted=wanted),
            )


PANEL_LEAST: Mapping[str, tuple[int, int]] = {
    "page": (320, 240),
    "epaper": (200, 96),
    "led": (64, 32),
}
"""The least width and height of a display, px: in either direction it hangs."""
PANEL_LAYOUTS = ("window", "door", "zone")


def displays(hall: Hall) -> Iterable[Mistake]:
    """Panels too small for any sign, and those that would have to be touched or to list rows."""
    for at, screen in enumerate(hall.screens):
        size, least = sorted((screen.width, screen.height)), PANEL_LEAST[screen.display]
        if size[0] < min(least) or size[1] < max(least):
            wrong = Message(
                "check.too-few-dots",
                width=screen.width,
                height=screen.height,
                display=screen.display,
            )
            remedy = Message("check.dots-at-least", width=least[0], height=least[1])
            yield Mistake("screens.toml", f"screens[{at}].width", wrong, remedy)
        if screen.display != "page" and screen.layout not in PANEL_LAYOUTS:
            wrong = Message("check.panel-shows-no", display=screen.display, layout=screen.layout)
            remedy = Message("check.write-layout", known=list(PANEL_LAYOUTS))
            yield Mistake("screens.toml", f"screens[{at}].layout", wrong, remedy)


def _retyped(name: str, types: Sequence[str]) -> list[str]:
    """An id of a wrong type as it was perhaps meant, the nearest type first: another type, or the
    slash elsewhere."""
    given, _, rest = name.rpartition("/")
    near = sorted(types, key=lambda kind: kind != meant(given, types))
    letters = name.replace("/", "")
    moved = [f"{kind}/{letters[len(kind) :]}" for kind in near if letters.startswith(kind)]
    return [*(f"{kind}/{rest}" for kind in near), *moved]


def _pointed_at(hall: Hall) -> frozenset[str]:
    """Every id that something in the hall names."""
    things = [thing for _, _, thing in parts(hall)] + [offer for _, _, offer in offers(hall)]
    values = (_listed(getattr(thing, name, None)) for thing in things for name in POINTERS)
    return frozenset(item for value in values for item in value if isinstance(item, str))


@dataclass(frozen=True, slots=True)
class _Known(Container[str]):
    """Ids that can be named, and those that could not be read: what is near one of these is told
    already, as it is."""

    ids: frozenset[str]
    lost: frozenset[str] = frozenset()
    anything: bool = False
    """A whole part could not be read."""

    def __contains__(self, name: object) -> bool:
        return (
            self.anything
            or name in self.ids
            or (bool(self.lost) and meant(str(name), self.lost) is not None)
        )


def references(hall: Hall, lost: Lost) -> Iterable[Mistake]:
    def ids(parts: Iterable[str], known: Iterable[str]) -> _Known:
        unread = not lost.parts.isdisjoint(parts)
        return _Known(frozenset((*known, *_misnamed(hall, parts))), lost.ids, unread)

    resources = ids(TYPES, (HALL, *hall.resources))
    known: Mapping[str, _Known] = {
        name: ids(parts, _ids(hall, parts)) for name, parts in NAMES.items()
    }
    for part, at, thing in parts(hall):
        yield from _dangling(part, f"{part}[{at}]", thing, known)
    for key, _, offer in offers(hall):
        yield from _dangling("services", key, offer, known)
    if hall.online is not None and hall.online.system not in resources:
        yield unknown("online", "online.system", hall.online.system, resources.ids)


def _ids(hall: Hall, parts: Sequence[str]) -> Iterator[str]:
    yield from (thing.id for part in parts for thing in getattr(hall, part))
    if parts == tuple(TYPES):
        yield HALL


def _misnamed(hall: Hall, parts: Iterable[str]) -> Iterator[str]:
    """Ids as they were meant where a wrong type is told: what names them so is right."""
    for part in parts:
        types = TYPES.get(part, ())
        for thing in getattr(hall, part):
            if types and thing.id.partition("/")[0] not in types:
                yield from _retyped(thing.id, types)


def _dangling(part: str, key: str, thing: object, known: Mapping[str, _Known]) -> Iterable[Mistake]:
    for name, ids in known.items():
        value = getattr(thing, name, None)
        if isinstance(value, str) and value not in ids:
            yield unknown(part, f"{key}.{name}", value, ids.ids)
        if isinstance(value, tuple):
            for number, item in enumerate(value):
                if item not in ids:
                    yield unknown(part, f"{key}.{name}[{number}]", item, ids.ids)


def storeys(hall: Hall, lost: Lost) -> Iterable[Mistake]:
    """One storey to leave from, a known storey for every zone, and stairs whose storeys lie above
    one another."""
    if not hall.floors or "floors" in lost.parts:
        return
    leaving = [floor.id for floor in hall.floors if floor.discharge]
    if len(leaving) != 1 and not lost.ids:
        wrong = Message("check.people-leave-from", floors=leaving or Message("check.no-storey"))
        yield Mistake("hall.toml", "floors", wrong, Message("check.write-discharge"))
    for at, zone in enumerate(hall.zones):
        if floor_id(zone.floor) not in {*hall.floor, *lost.ids}:
            yield unknown("zones", f"zones[{at}].floor", floor_id(zone.floor), {*hall.floor})
    for part in ("stairs", "lifts"):
        for at, shaft in enumerate(getattr(hall, part)):
            heights = [hall.floor[name].height_m for name in shaft.floors if name in hall.floor]
            if len(set(heights)) < len(heights):
                wrong = Message("check.joins-same-height", id=shaft.id)
                yield Mistake(
                    "hall.toml", f"{part}[{at}].floors", wrong, Message("check.measure-height")
                )


def unknown(part: str, key: str, value: str, known: Iterable[str]) -> Mistake:
    found = meant(value, known)
    remedy = (
        Message("check.did-you-mean-or-describe", name=found)
        if found
        else Message("check.describe-or-correct")
    )
    return Mistake(
        file_of(part), key, Message("check.there-is-no", name=value), remedy, lacks=value
    )


def cycles(hall: Hall) -> Iterable[Mistake]:
    for name, wrong in (
        ("depends", Message("check.depends-on-itself")),
        ("within", Message("check.lies-in-itself")),
    ):
        direct = {
            thing.id: _listed(getattr(thing, name, None))
            for part, _, thing in parts(hall)
            if part in TYPES
        }
        for part, at, thing in parts(hall):
            if part in TYPES and _reaches_itself(thing.id, direct):
                yield Mistake(
                    "hall.toml",
                    f"{part}[{at}].{name}",
                    wrong.filled(id=thing.id),
                    Message("check.break-circle"),
                )


def _listed(value: Any) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value or ()


def _reaches_itself(start: str, direct: Mapping[str, Sequence[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(direct[start])
    while waiting:
        other = waiting.pop()
        if other == start:
            return True
        if other not in seen:
            seen.add(other)
            waiting.extend(direct.get(other, ()))
    return False
