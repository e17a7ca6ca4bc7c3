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
from signage.language.words import Message


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
            Message("check.did-you-mean", name=near)
            if near
            else Message("check.correct-label-or-describe")
        )
        found.append(
            Mistake(
                file, thing.element or thing.id, Message("check.hall-knows-no", id=thing.id), remedy
            )
        )
    for name in sorted(lacked):
        found.append(
            Mistake(
                file, name, Message("check.not-drawn", id=name), Message("check.draw-and-label")
            )
        )
    return [*found, *storey_mistakes(plan, hall, file)]


def hall_advice(plan: Plan, hall: Hall, file: str = FILE) -> list[Mistake]:
    """What nobody can find on the plan, and what is drawn outside of the zone it is described
    in."""
    found = []
    wanted: tuple[Window | Machine | Place, ...] = (*hall.windows, *hall.machines, *hall.places)
    for described in wanted:
        spot = plan.spot.get(described.id)
        if spot is None:
            wrong = Message("check.not-drawn-not-led", id=described.id)
            found.append(Mistake(file, described.id, wrong, Message("check.draw-in-places")))
            continue
        area = plan.area.get(described.zone)
        if area is not None and not (area.floor == spot.floor and inside(spot.at, area.outline)):
            wrong = Message("check.lies-outside", id=described.id, zone=described.zone)
            found.append(
                Mistake(
                    file,
                    spot.element or spot.id,
                    wrong,
                    Message("check.move-or-correct-zone"),
                )
            )
    for zone in hall.zones:
        if zone.id not in plan.area:
            wrong = Message("check.zone-not-drawn", id=zone.id)
            found.append(Mistake(file, zone.id, wrong, Message("check.draw-in-zones")))
    found += [
        Mistake(
            file,
            area.element or area.id,
            Message("check.no-way-into", id=area.id),
            Message("check.move-outline"),
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
                    file,
                    f"{key}.id",
                    Message("check.used-more-than-once", id=scheme.id),
                    Message("check.give-each-own-id"),
                )
            )
        for target in (*(block.target for block in scheme.blocks), *scheme.prices):
            if not knows(plan, target):
                near = meant(target, drawn)
                remedy = (
                    Message("check.did-you-mean", name=near)
                    if near
                    else Message("check.name-target")
                )
                found.append(Mistake(file, key, Message("check.not-on-plan", id=target), remedy))
        for target, price in scheme.prices.items():
            if not price >= 0:  # neither is what is no number
                remedy = Message("check.write-detour")
                found.append(
                    Mistake(
                        file,
                        f"{key}.prices.{target}",
                        Message("check.no-price", price=f"{price:g}"),
                        remedy,
                    )
                )
        answer = routes(plan, (), scheme)
        if cut_off(answer):
            wrong = Message("check.under-no-way", scheme=scheme.id, names=list(cut_off(answer)))
            found.append(Mistake(file, key, wrong, Message("check.close-less")))
        if only_up(answer):
            wrong = Message("check.under-only-up", scheme=scheme.id, names=list(only_up(answer)))
            found.append(Mistake(file, key, wrong, Message("check.close-less")))
    return found


def occupancy_mistakes(plan: Plan, given: Occupancy, file: str = "schemes.toml") -> list[Mistake]:
    """People in zones that are not drawn."""
    zones = sorted(plan.area) or Message("check.none-is-drawn")
    near = {zone: meant(zone, plan.area) for zone in given.persons if zone not in plan.area}
    return [
        Mistake(file, f"occupancy.persons.{zone}", Message("check.no-zone-of-plan", zone=zone),
                Message("check.did-you-mean", name=perhaps) if perhaps else Message("check.name-one-of", known=zones))
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
