"""Which screens would stay quiet near an evacuation of a part of the hall, and what would turn them
too.

A fire in one zone of an open floor turned 2 of 26 screens: a target says what burns, not who sees
it. Staff are told before they publish, and the storey is proposed; nothing is widened by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from signage.availability.world import World
from signage.catalogue.kinds import LEAVING
from signage.floorplan.geometry import Point, along, distance, inside, off, share, sides
from signage.floorplan.plan import Plan
from signage.floorplan.sight import sees
from signage.hall.model import HALL, Hall
from signage.hall.storeys import floor_id
from signage.shows.scene import Scene

NEAR_M = 30.0
"""Metres, straight, within which a screen beside an evacuated place may not stay quiet without a
word."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """``metres``: straight from who reads it to what is evacuated, 0 within it; None where nobody
    drew one of them."""

    screen: str
    metres: float | None
    seen: bool


@dataclass(frozen=True, slots=True)
class _Spread:
    """Where a target lies on the plan: an outline, or one point."""

    floor: str
    outline: tuple[Point, ...]

    def nearest(self, p: Point) -> Point:
        if len(self.outline) > 2 and inside(p, self.outline):
            return p
        lines = (
            sides(self.outline) if len(self.outline) > 1 else [(self.outline[0], self.outline[0])]
        )
        a, b = min(lines, key=lambda line: off(p, *line))
        return along(a, b, share(p, a, b))


def quiet(world: World, shown: Mapping[str, Scene], targets: Sequence[str]) -> tuple[Quiet, ...]:
    """The screens of ``shown`` that tell nobody to leave within sight or 30 m of what must be left;
    nearest first.

    Where no plan shows a screen or a target, every screen of the target's storey counts.
    """
    if HALL in targets:
        return ()
    plan = world.evacuation.plan
    spread = [found for target in targets for found in _spread(world.hall, plan, target)]
    drawn = bool(spread) and all(_drawn(world.hall, plan, target) for target in targets)
    found = []
    for screen in world.hall.screens:
        if shown[screen.id].sign in LEAVING:
            continue
        if plan is None or screen.id not in plan.screen or not drawn:
            near = (
                Quiet(screen.id, None, False)
                if _one_storey(world.hall, screen.place, targets)
                else None
            )
        else:
            near = _near(plan, screen.id, spread)
        if near is not None:
            found.append(near)
    return tuple(sorted(found, key=lambda q: (q.metres is None, q.metres or 0.0, q.screen)))


def wider(hall: Hall, targets: Sequence[str]) -> tuple[str, ...]:
    """What would turn them too: the storeys the targets lie on; the whole hall where those are the
    targets already."""
    storeys = dict.fromkeys(storey for target in targets for storey in hall.storeys_of(target))
    known = all(hall.storeys_of(target) for target in targets)
    return tuple(storeys) if known and not set(storeys) <= set(targets) else (HALL,)


def _drawn(hall: Hall, plan: Plan | None, target: str) -> bool:
    return any(True for _ in _spread(hall, plan, target))


def _spread(hall: Hall, plan: Plan | None, target: str) -> Iterator[_Spread]:
    """A storey by its grounds, a zone by its outline, a thing by its point; a thing nobody drew by
    its zone."""
    if plan is None:
        return
    grounds = [ground for ground in plan.grounds if floor_id(ground.floor) == target]
    area, shaft = plan.area.get(target), plan.shaft.get(target)
    thing = plan.exit.get(target) or plan.spot.get(target)
    if grounds:
        yield from (_Spread(ground.floor, ground.outline) for ground in grounds)
    elif area is not None:
        yield _Spread(area.floor, area.outline)
    elif thing is not None:
        yield _Spread(thing.floor, (thing.at,))
    elif shaft is not None:
        yield from (_Spread(end.floor, (end.at,)) for end in shaft.landings)
    else:
        zone = next((name for name in hall.zones_around.get(target, ()) if name in plan.area), None)
        if zone is not None and zone != target:
            yield from _spread(hall, plan, zone)


def _near(plan: Plan, screen: str, spread: Sequence[_Spread]) -> Quiet | None:
    spot = plan.screen[screen]
    here = [one for one in spread if one.floor == spot.floor]
    found = [(one.nearest(spot.stand), one) for one in here]
    if not found:
        return None
    metres = min(distance(spot.stand, point) for point, _ in found)
    seen = any(sees(plan, spot.floor, spot.stand, point) for point, _ in found)
    return Quiet(screen, metres, seen) if seen or metres <= NEAR_M else None


def _one_storey(hall: Hall, place: str, targets: Sequence[str]) -> bool:
    mine = hall.storeys_of(place)
    return any(
        # Of what lies on no storey that is known, every one may be it.
        not mine or not (there := hall.storeys_of(target)) or set(mine) & set(there)
        for target in targets
    )
