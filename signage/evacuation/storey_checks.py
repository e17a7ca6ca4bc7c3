"""Where the storeys of a drawing and of the described hall disagree: heights, the discharge storey,
stairs and lifts.

Whether a way climbs is read off these heights, so nothing here may be left to a guess.
"""

from collections.abc import Iterable
from dataclasses import replace

from signage.floorplan.plan import Area, ExitDoor, Plan, Spot
from signage.floorplan.shafts import Shaft, Storey
from signage.hall.model import HALL, Hall
from signage.hall.storeys import FLOOR, Lift, Stairs, floor_id, storey_order
from signage.language.mistake import Mistake
from signage.language.words import Message


def storeys(plan: Plan, hall: Hall) -> tuple[Storey, ...]:
    """The floors of the plan as the hall describes them."""
    found = ((floor, hall.floor.get(floor_id(floor))) for floor in plan.floors)
    return tuple(
        Storey(f, floor.height_m, floor.discharge, floor.name)
        for f, floor in found
        if floor is not None
    )


def storey_mistakes(plan: Plan, hall: Hall, file: str) -> list[Mistake]:
    """What leaves it open which way is up, or which stairs are meant."""
    # Judged as people will be led by it: with the heights the hall gives.
    plan = replace(plan, storeys=storeys(plan, hall))
    if not hall.floors:
        return [*_undescribed(plan), *_shafts(plan, hall, file)] if len(plan.floors) > 1 else []
    return [*_floors(plan, hall, file), *_misplaced(plan, hall, file), *_shafts(plan, hall, file)]


def storey_advice(plan: Plan, hall: Hall, file: str) -> list[Mistake]:
    drawn = {floor_id(floor) for floor in plan.floors}
    missing = [floor.id for floor in hall.floors if floor.id not in drawn]
    return [
        Mistake(
            file,
            name,
            Message("check.floor-not-drawn", id=name),
            Message("check.draw-layer-for-it"),
        )
        for name in missing
    ]


def _undescribed(plan: Plan) -> Iterable[Mistake]:
    wrong = Message("check.storeys-not-described", floors=list(plan.floors))
    remedy = Message("check.write-floors", prefix=FLOOR, floor=plan.floors[0])
    yield Mistake("hall.toml", "floors", wrong, remedy)


def _floors(plan: Plan, hall: Hall, file: str) -> Iterable[Mistake]:
    for floor in plan.floors:
        if floor_id(floor) not in hall.floor:
            wrong = Message("check.floor-not-known", floor=floor, id=floor_id(floor))
            known = ", ".join(name.removeprefix(FLOOR) for name in hall.floor)
            yield Mistake(
                file,
                f"floor {floor}",
                wrong,
                Message("check.name-layer-floor", known=known),
            )
    leaving = next((floor for floor in hall.floors if floor.discharge), None)
    if leaving is not None and not any(floor_id(door.floor) == leaving.id for door in plan.exits):
        wrong = Message("check.no-exit-on-discharge", id=leaving.id)
        yield Mistake(file, "exits", wrong, Message("check.draw-exits-or-discharge"))


def _misplaced(plan: Plan, hall: Hall, file: str) -> Iterable[Mistake]:
    """What is drawn on another storey than its zone's."""
    things: tuple[ExitDoor | Spot | Area, ...] = (*plan.exits, *plan.spots, *plan.areas)
    for thing in things:
        yield from _elsewhere(hall, file, thing.element, (thing.id, thing.id), thing.floor)
    for screen in plan.screens:
        if screen.id in hall.screen:
            yield from _elsewhere(
                hall, file, screen.element, (screen.id, hall.screen[screen.id].place), screen.floor
            )


def _elsewhere(
    hall: Hall, file: str, element: str, named: tuple[str, str], drawn: str
) -> Iterable[Mistake]:
    name, place = named
    known = hall.storeys_of(place)
    # Stairs lie on several storeys: any of them is right.
    if place != HALL and known and floor_id(drawn) not in known:
        wrong = Message("check.on-other-storey", id=name, drawn=drawn, known=list(known))
        yield Mistake(file, element or name, wrong, Message("check.move-or-correct-floor"))


def _shafts(plan: Plan, hall: Hall, file: str) -> Iterable[Mistake]:
    between: tuple[Stairs | Lift, ...] = (*hall.stairs, *hall.lifts)
    described = {shaft.id: shaft for shaft in between}
    for shaft in plan.shafts:
        floors = sorted({landing.floor for landing in shaft.landings}, key=storey_order)
        drawn = list(map(floor_id, floors))
        # A ramp is no resource of the hall: nothing describes it, and nothing of it fails.
        if shaft.kind == "ramp":
            continue
        if shaft.id not in described:
            part = "stairs" if shaft.kind == "stairs" else "lifts"
            yield Mistake(
                file,
                shaft.element,
                Message("check.hall-knows-no", id=shaft.id),
                Message("check.describe-under", part=part),
            )
        elif {*drawn} != set(described[shaft.id].floors):
            wrong = Message("check.shaft-on-other-floors", id=shaft.id, drawn=list(drawn))
            yield Mistake(file, shaft.element, wrong, Message("check.draw-on-its-floors"))
        yield from _skipped(plan, shaft, file)


def _skipped(plan: Plan, shaft: Shaft, file: str) -> Iterable[Mistake]:
    """Flights must follow on one another by height, whatever order the storeys' names are in."""
    at = [plan.heights.get(landing.floor, 0.0) for landing in shaft.landings]
    if at != sorted(at):
        order = ", ".join(landing.floor for landing in shaft.landings)
        wrong = Message("check.flights-out-of-order", id=shaft.id, order=order)
        yield Mistake(file, shaft.element, wrong, Message("check.number-storeys"))
