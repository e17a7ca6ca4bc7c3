"""What the hall describes and a floor plan can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.wording.page_words import said
from signage.catalogue.references import TYPES
from signage.hall.model import Exit, Hall, Machine, Place
from signage.hall.short_names import window_name
from signage.language.words import Words, listed
from signage.rules.permissions import ON_THINGS

FLOOR: Final = "floor/"


@dataclass(frozen=True, slots=True)
class Thing:
    """``short``: what stands beside it on the plan; ``floors``: the storeys it is on, none where the
    hall does not say."""

    id: str
    name: str
    short: str
    floors: tuple[str, ...]
    removable: bool
    """Whether whoever draws may take it out of the description."""


def things(hall: Hall, role: str) -> tuple[Thing, ...]:
    numbers = {window.id: said(window_name(window.number)) for window in hall.windows}
    return tuple(
        Thing(name, said(words), numbers.get(name, said(words)), floors, role in _drafters(name))
        for name, words, floors in _described(hall)
    )


def _drafters(drawn: str) -> frozenset[str]:
    """Who may change things of its kind."""
    beginning = drawn.partition("/")[0]
    parts = {"screens": ("screen",), **TYPES}
    part = next((part for part, types in parts.items() if beginning in types), "")
    return ON_THINGS[part]["draft"] if part in ON_THINGS else frozenset()


def floors(hall: Hall) -> tuple[str, ...]:
    """Storeys from below upwards; none where the hall names none."""
    ordered = sorted(hall.floors, key=lambda floor: floor.height_m)
    return tuple(floor.id.removeprefix(FLOOR) for floor in ordered)


def entered(hall: Hall) -> str:
    """The storey people leave from, empty where the hall names none."""
    return next((one.id.removeprefix(FLOOR) for one in hall.floors if one.discharge), "")


def _described(hall: Hall) -> Iterator[tuple[str, Words, tuple[str, ...]]]:
    storey = {zone.id: zone.floor for zone in hall.zones}

    def on(place: str) -> tuple[str, ...]:
        known = hall.resources.get(place)
        zone = place if place in storey else getattr(known, "zone", "")
        return (storey[zone],) if zone in storey else ()

    for window in hall.windows:
        yield window.id, listed([window_name(window.number), window.name]), on(window.zone)
    things: tuple[Exit | Machine | Place, ...] = (*hall.exits, *hall.machines, *hall.places)
    for thing in things:
        yield thing.id, thing.name, on(thing.zone)
    for shaft in (*hall.stairs, *hall.lifts):
        yield shaft.id, shaft.name, tuple(one.removeprefix(FLOOR) for one in shaft.floors)
    for screen in hall.screens:
        yield f"screen/{screen.id}", screen.name, on(screen.place)
    for zone in hall.zones:
        yield zone.id, zone.name, (zone.floor,)
