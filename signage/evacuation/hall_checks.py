"""Where a floor plan and the described hall disagree, and where on the plan a finding is."""

from collections.abc import Sequence
from dataclasses import replace

from signage.evacuation.blocks import NORMAL, Scheme, knows
from signage.evacuation.crowd import Occupancy
from signage.evacuation.plan_checks import ends_of
from signage.evacuation.routes import cut_off, only_up, routes
from signage.evacuation.storey_checks import storey_advice, storey_mistakes, storeys
from signage.floorplan.geometry import Point, inside, middle
from signage.floorplan.plan import Area, ExitDoor, Plan, Spot, Standing
from signage.floorplan.shapes import FILE
from signage.hall.model import Hall, Machine, Place, Window
from signage.hall.short_names import window_name
from signage.language.mistake import Mistake, meant


def named(plan: Plan, hall: Hall) -> Plan:
    """The plan with what people call its places (5号窗口, 东出口), and what the hall says of storeys and
    shafts."""
    names = {name: thing.name for name, thing in hall.resources.items()}
    called = plan.names(names | {window.id: window_name(window.number) for window in hall.windows})
    needed = {shaft.id: tuple(sorted(hall.needs.get(shaft.id, ()))) for shaft in plan.shafts}
    return replace(
        called, storeys=storeys(plan, hall),
        shafts=tuple(replace(shaft, depends=needed[shaft.id]) for shaft in called.shafts),
    )  # fmt: skip


def hall_mistakes(plan: Plan, hall: Hall, file: str = FILE) -> list[Mistake]:
    """Where the drawing and the described hall disagree so that people would be led wrong."""
    found = []
    known = {*hall.resources, *hall.screen}
    things: tuple[ExitDoor | Spot | Standing | Area, ...] = (
        *plan.exits,
        *plan.spots,
        *plan.screens,
        *plan.areas,
    )
    described = {
        *(thing.id for part in (hall.exits, hall.stairs, hall.lifts) for thing in part),
        *hall.screen,
    }
    lacked = described - {*plan.exit, *plan.screen, *plan.shaft}
    undrawn = known - {thing.id for thing in things}
    for thing in things:
        if thing.id in known:
            continue
        # The thing that is not drawn and the one that nobody knows are one mistake.
        near = meant(thing.id, {name for name in undrawn if ("/" in name) == ("/" in thing.id)})
        lacked.discard(near or "")
        remedy = (
            f"did you mean {near}?"
            if near
            else "correct its label, or describe it in the hall's files"
        )
        found.append(
            Mistake(file, thing.element or thing.id, f"the hall knows no {thing.id}", remedy)
        )
    for name in sorted(lacked):
        found.append(Mistake(file, name, f"{name} is not drawn", "draw it and label it so"))
    return [*found, *storey_mistakes(plan, hall, file)]


def hall_advice(plan: Plan, hall: Hall, file: str = FILE) -> list[Mistake]:
    """What nobody can find on the plan, and what is drawn outside of the zone it is described
    in."""
    found = []
    wanted: tuple[Window | Machine | Place, ...] = (*hall.windows, *hall.machines, *hall.places)
    for described in wanted:
        spot = plan.spot.get(described.id)
        if spot is None:
            wrong = f"{described.id} is not drawn: nobody can be led to it"
            found.append(Mistake(file, described.id, wrong, "draw it in the layer places"))
            continue
        area = plan.area.get(described.zone)
        if area is not None and not (area.floor == spot.floor and inside(spot.at, area.outline)):
            wrong = f"{described.id} lies outside {described.zone}"
            found.append(
                Mistake(
                    file,
                    spot.element or spot.id,
                    wrong,
                    "move it, or correct its zone in hall.toml",
                )
            )
    for zone in hall.zones:
        if zone.id not in plan.area:
            wrong = f"{zone.id} is not drawn: it cannot be blocked"
            found.append(Mistake(file, zone.id, wrong, "draw its outline in the layer zones"))
    found += [
        Mistake(
            file,
            area.element or area.id,
            f"no way leads into {area.id}",
            "move its outline, or draw a way to it",
        )
        for area in plan.areas
        if not any(
            node.floor == area.floor and inside(node.at, area.outline) for node in plan.nodes
        )
    ]
    return [*found, *storey_advice(plan, hall, file)]


def scheme_mistakes(
    plan: Plan, prepared: Sequence[Scheme], file: str = "schemes.toml"
) -> list[Mistake]:
    """Schemes that name what is not drawn, that twice bear one id, or under which a screen has no
    way out."""
    found = []
    ids = [scheme.id for scheme in prepared]
    drawn = {*plan.exit, *plan.area, *plan.spot, *plan.shaft, *(door.id for door in plan.doors)}
    for number, scheme in enumerate(prepared):
        key = f"schemes[{number}]"
        if ids.count(scheme.id) > 1 or scheme.id == NORMAL.id:
            found.append(
                Mistake(
                    file, f"{key}.id", f"{scheme.id} is used more than once", "give each its own id"
                )
            )
        for target in (*(block.target for block in scheme.blocks), *scheme.prices):
            if not knows(plan, target):
                near = meant(target, drawn)
                remedy = (
                    f"did you mean {near}?"
                    if near
                    else "name an exit, door, stairs, lift, zone or place"
                )
                found.append(Mistake(file, key, f"{target} is not on the plan", remedy))
        for target, price in scheme.prices.items():
            if not price >= 0:  # neither is what is no number
                remedy = "write the metres of detour it is worth, such as 8.0"
                found.append(
                    Mistake(file, f"{key}.prices.{target}", f"{price:g} is no price", remedy)
                )
        answer = routes(plan, (), scheme)
        for without, what in (
            (cut_off(answer), "no way is left"),
            (only_up(answer), "only a way upwards is left"),
        ):
            if without:
                wrong = f"under {scheme.id} {what} from {', '.join(without)}"
                found.append(Mistake(file, key, wrong, "close less, or say where they wait"))
    return found


def occupancy_mistakes(plan: Plan, given: Occupancy, file: str = "schemes.toml") -> list[Mistake]:
    """People in zones that are not drawn."""
    zones = ", ".join(sorted(plan.area)) or "none is drawn"
    near = {zone: meant(zone, plan.area) for zone in given.persons if zone not in plan.area}
    return [
        Mistake(file, f"occupancy.persons.{zone}", f"{zone} is no zone of the plan",
                f"did you mean {perhaps}?" if perhaps else f"name one of: {zones}")
        for zone, perhaps in near.items()
    ]  # fmt: skip


def where(plan: Plan, key: str) -> tuple[str, Point] | None:
    """Floor and point of the element a finding names, to mark it on a picture; None where it has no
    place."""
    places: dict[str, tuple[str, Point]] = {}
    for edge in plan.edges:
        ends = ends_of(plan, edge)
        if ends is not None:
            for name in (edge.id, edge.element, *edge.doors):
                places.setdefault(name, (plan.node[edge.a].floor, middle(ends)))
    places |= {node.id: (node.floor, node.at) for node in plan.nodes}
    for area in plan.areas:
        places |= dict.fromkeys((area.id, area.element), (area.floor, middle(area.outline)))
    things: tuple[ExitDoor | Spot | Standing, ...] = (*plan.exits, *plan.spots, *plan.screens)
    for thing in things:
        places |= dict.fromkeys((thing.id, thing.element), (thing.floor, thing.at))
    for shaft in plan.shafts:
        first = shaft.landings[0]
        places |= dict.fromkeys((shaft.id, shaft.element), (first.floor, first.at))
    for wall in plan.walls:
        places.setdefault(wall.element, (wall.floor, middle((wall.a, wall.b))))
    for ground in plan.grounds:
        places.setdefault(ground.element, (ground.floor, middle(ground.outline)))
    return places.get(key) if key else None
