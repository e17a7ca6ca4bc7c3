"""What stands in a generated building: windows, machines, places, and screens as they hang."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.halls.building import (
    CLEAR,
    TERMINAL_PITCH,
    WINDOW_PITCH,
    Building,
    Point,
    Slot,
    Way,
    corner,
)
from tests.halls.size import Size, chance_of

Layout = Literal["touch", "board", "window", "zone", "door"]
BEFORE_WINDOW, BESIDE = 1.25, 1.25
"""From a row to where people stand at a window, and at what stands on the row's other side,
metres."""
OVER_WINDOW, HUNG = 1.85, 1.7
THRESHOLD = 0.3
STAND = 1.5
"""How far before a screen its viewer stands."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Something people go to; ``what`` is window, terminal, queue, printer, experience, or the name
    of a place."""

    id: str
    what: str
    storey: int
    at: Point
    zone: str


@dataclass(frozen=True, slots=True)
class Hung:
    """A screen; its viewer enters the way between corners ``a`` and ``b`` at ``share`` of the
    ``metres`` from a."""

    id: str
    layout: Layout
    place: str
    storey: int
    at: Point
    faces: Point
    mount: str
    a: str
    b: str
    metres: float
    share: float
    exit: str | None = None


@dataclass(frozen=True)
class Furnished:
    windows: tuple[Stood, ...]
    machines: tuple[Stood, ...]
    places: tuple[Stood, ...]
    screens: tuple[Hung, ...]


PLACES = (
    "desk/help", "place/toilet", "place/water", "place/forms", "place/baby", "place/first-aid",
    "place/lost", "place/park",
)  # fmt: skip
OTHER_MACHINES = ("queue", "printer", "experience")


def furnished(size: Size, building: Building) -> Furnished:
    chance = chance_of(size.seed, 2)
    counters = _spread(list(building.slots(WINDOW_PITCH)), size.windows, chance)
    windows = tuple(
        _stood(building, f"window/{number + 1}", "window", slot, -BEFORE_WINDOW)
        for number, slot in enumerate(counters)
    )
    beside = list(building.slots(TERMINAL_PITCH))
    chance.shuffle(beside)
    machines = [
        _stood(building, f"machine/terminal-{number + 1}", "terminal", beside.pop(), BESIDE)
        for number in range(min(size.terminals, len(beside)))
    ]
    others = OTHER_MACHINES if size.extras else ()
    machines += [
        _stood(building, f"machine/{what}", what, beside.pop(), BESIDE) for what in others if beside
    ]
    named = [
        name
        for name in PLACES
        if beside and (size.extras or name == "desk/help") and chance.random() < 0.8
    ]
    places = [_stood(building, name, name, beside.pop(), BESIDE) for name in named if beside]
    for storey in range(1, size.storeys):
        slot = next((s for s in beside if s.storey == storey), None)
        if slot is not None and chance.random() < 0.5:
            beside.remove(slot)
            places.append(_stood(building, f"place/refuge-{storey + 1}", "refuge", slot, BESIDE))
    screens = tuple(
        _screens(size, building, chance, list(zip(windows, counters, strict=True)), beside)
    )
    return Furnished(windows, tuple(machines), tuple(places), screens)


def _spread(slots: list[Slot], wanted: int, chance: Random) -> list[Slot]:
    """So many of the slots in their order, from every part of the building."""
    chosen = chance.sample(range(len(slots)), min(wanted, len(slots)))
    return [slots[number] for number in sorted(chosen)]


def _stood(building: Building, name: str, what: str, slot: Slot, off: float) -> Stood:
    at = (slot.at[0], round(slot.at[1] + off, 2))
    return Stood(name, what, slot.storey, at, building.zone_of(slot.storey, at).id)


def _screens(
    size: Size,
    building: Building,
    chance: Random,
    windows: list[tuple[Stood, Slot]],
    beside: list[Slot],
) -> Iterator[Hung]:
    chance.shuffle(windows)
    doors = [(way, turn) for way in building.exits for turn in (1, -1)]
    chance.shuffle(doors)
    landings = list(building.stairs)
    layouts: list[Layout] = ["board", "touch", "door", "window", "zone"]
    for number in range(size.screens):
        name = f"screen-{number + 1}"
        first = (
            layouts[number]
            if number < len(layouts)
            else chance.choices(layouts, (2, 3, 3, 6, 4))[0]
        )
        if first == "window" and windows:
            yield _at_window(name, building, *windows.pop())
        elif first == "door" and doors:
            yield _at_door(name, *doors.pop())
        else:
            layout: Layout = first if first in ("board", "touch") else "zone"
            if landings and chance.random() < 0.25:
                yield _at_landing(name, layout, building, landings.pop())
            elif beside and chance.random() < 0.6:
                yield _beside(name, layout, building, beside.pop(), chance)
            else:
                yield _over(name, layout, building, chance)


def _at_window(name: str, building: Building, window: Stood, slot: Slot) -> Hung:
    at = (slot.at[0], round(slot.at[1] - OVER_WINDOW, 2))
    return _hung(name, "window", window.id, building, slot, at, (0.0, 1.0), "wall")


def _hung(
    name: str, layout: Layout, place: str, building: Building, slot: Slot, at: Point, faces: Point, mount: str,
    foot: float | None = None,
) -> Hung:  # fmt: skip
    left, right = building.corners[slot.a][1][0], building.corners[slot.b][1][0]
    x = slot.at[0] if foot is None else foot
    return Hung(name, layout, place, slot.storey, at, faces, mount, slot.a, slot.b, right - left,
                (x - left) / (right - left))  # fmt: skip


INWARDS = {"west": (1.0, 0.0), "east": (-1.0, 0.0), "north": (0.0, 1.0), "south": (0.0, -1.0)}


def _at_door(name: str, way: Way, turn: int) -> Hung:
    """Beside the door, on its wall, looking into the hall."""
    dx, dy = INWARDS[way.side]
    at = (
        round(way.at[0] + 0.14 * dx + 1.4 * turn * dy, 3),
        round(way.at[1] + 0.14 * dy + 1.4 * turn * dx, 3),
    )
    share = 1.0 - (0.14 + STAND) / 4.0
    return Hung(
        name,
        "door",
        way.id,
        way.storey,
        at,
        (dx, dy),
        "wall",
        way.inner,
        way.corner,
        4.0,
        share,
        way.id,
    )


def _at_landing(name: str, layout: Layout, building: Building, way: Way) -> Hung:
    """Its viewer stands just where the stairs begin."""
    dx, dy = INWARDS[way.side]
    at = (way.at[0] + STAND * dy, way.at[1] + STAND * dx)
    place = building.zone_of(way.storey, way.at).id
    return Hung(
        name, layout, place, way.storey, at, (-dy, -dx), "wall", way.inner, way.corner, 3.0, 1.0
    )


def _beside(name: str, layout: Layout, building: Building, slot: Slot, chance: Random) -> Hung:
    at = (slot.at[0], round(slot.at[1] + HUNG, 2))
    place = building.zone_of(slot.storey, at).id
    return _hung(
        name, layout, place, building, slot, at, (0.0, -1.0), chance.choice(("wall", "stand"))
    )


def _over(name: str, layout: Layout, building: Building, chance: Random) -> Hung:
    """Under the ceiling, across a row: its viewer walks towards it."""
    storey, row = chance.randrange(len(building.floors)), chance.randrange(len(building.ys))
    column = chance.randrange(len(building.xs) - 1)
    left, right = building.xs[column], building.xs[column + 1]
    way = chance.choice((1.0, -1.0))
    x = round(chance.uniform(left + CLEAR, right - CLEAR), 2)
    door = next(
        (p.x for p in building.partitions if p.storey == storey and left < p.x < right), None
    )
    if door is not None and abs(x + way * STAND - door) < THRESHOLD:
        x += way  # whoever stands in a doorway is on neither side of its door
    slot = Slot(
        storey,
        row,
        (x, building.ys[row]),
        corner(storey, column, row),
        corner(storey, column + 1, row),
    )
    place = building.zone_of(storey, slot.at).id
    return _hung(
        name, layout, place, building, slot, slot.at, (way, 0.0), "ceiling", x + way * STAND
    )
