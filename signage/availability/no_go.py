"""Where nobody is sent now: the scene of an injury, a danger or a cordon, and what a notice sends
people away from.

2026-11-28 · Around the scene counts what stands within 5 m, because people who are sent there walk
through it; a zone in which somebody lies is not named as a whole, its other machines are named one
by one. Of what is only crowded just the targets themselves are left out. Rejected: the whole zone
of every scene, which in a hall of one room is the hall.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from signage.catalogue.kinds import LIFE_SAFETY
from signage.floorplan.geometry import Point, distance
from signage.floorplan.plan import Plan
from signage.hall.model import HALL, Hall, Machine, Zone
from signage.hall.storeys import Floor
from signage.situation.incidents import Incident, Situation

SCENE_M = 5.0
"""How far around a scene nobody is sent; a setting, no standard gives it."""
SENDS_AWAY = frozenset({"redirect", "staff"})
"""Classes whose targets go on, and to which nobody else is sent meanwhile."""


@dataclass(frozen=True, slots=True)
class Shunned:
    """``things`` are no redirect's target, ``zones`` are not named as the place to go.

    ``relieved`` are kinds of channel the whole hall is to be relieved by; None = no notice about
    the whole hall.
    """

    things: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    relieved: frozenset[str] | None = None


NOTHING_SHUNNED = Shunned()


def is_scene(incident: Incident) -> bool:
    """Is somebody hurt there, or could be?"""
    return incident.notice.scene or incident.notice.cls in LIFE_SAFETY


def shunned(hall: Hall, situation: Situation, plan: Plan | None) -> Shunned:
    """By all open, real incidents."""
    real = [i for i in situation.open_incidents if not i.drill]
    scenes = [target for i in real if is_scene(i) for target in i.targets]
    avoided = [
        target for i in real if i.notice.cls in SENDS_AWAY for target in i.targets if target != HALL
    ]
    crowds = [
        frozenset(i.notice.prefer) for i in real if i.notice.cls == "redirect" and HALL in i.targets
    ]
    if not (scenes or avoided or crowds):
        return NOTHING_SHUNNED
    things = {name for target in (*scenes, *avoided) for name in within(hall, target)}
    things |= {name for target in scenes for name in _beside(hall, plan, target)}
    # The innermost alone: those around it would take the whole hall with them.
    zones = {zone for target in scenes for zone in hall.zones_around.get(target, ())[:1]}
    return Shunned(
        # What every one of them asks for: one crowd's relief may be the other's crowd.
        frozenset(things),
        frozenset(zones),
        frozenset.intersection(*crowds) if crowds else None,
    )


def within(hall: Hall, target: str) -> Iterable[str]:
    """A target with all that lies in it."""
    if target == HALL:
        return hall.resources
    if not isinstance(hall.resources.get(target), Zone | Floor):
        return (target,)
    return (target, *(name for name, around in hall.zones_around.items() if target in around))


def _beside(hall: Hall, plan: Plan | None, target: str) -> Iterable[str]:
    """What stands close to a thing; without a drawing its neighbours of the same sort in the same
    zone."""
    spots = plan.once("where", None, lambda: _where(plan)) if plan is not None else {}
    here = spots.get(target)
    if here is not None:
        return (
            name for name, (floor, at) in spots.items()
            if floor == here[0] and name in hall.resources and distance(at, here[1]) <= SCENE_M
            and not name.startswith("exit/")
        )  # fmt: skip
    thing = hall.resources.get(target)
    if not isinstance(thing, Machine):
        return ()
    return (machine.id for machine in hall.machines if machine.zone == thing.zone)


def _where(plan: Plan) -> dict[str, tuple[str, Point]]:
    """Storey and point of everything drawn that people stand at."""
    places = {spot.id: (spot.floor, spot.at) for spot in plan.spots}
    return places | {door.id: (door.floor, door.at) for door in plan.exits}
