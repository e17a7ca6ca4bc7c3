"""Where people gather outside: never on the side that burns, and not past the fire.

An assembly point lists the exits it belongs to. Who leaves by one of them is sent there; where one
of its exits is out (it burns, or somebody closed it: a guide closes the door that smoke comes
through), or a burning exit lies nearer to the point than the exit people come from, to another
point for which neither is so; else 听从工作人员安排. What a scheme closes was prepared and says nothing of
its side. Distances are straight: nobody has drawn the ways outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from signage.evacuation.blocks import RING_M, Block, hard_exits
from signage.floorplan.geometry import distance, inside, off, sides
from signage.floorplan.plan import Assembly, ExitDoor, Plan


@dataclass(frozen=True, slots=True)
class Sides:
    """Exits whose side is not to be gathered on: ``burning``, and all that are ``out`` (the burning
    ones too)."""

    burning: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()


SAFE = Sides()


def sides_of(plan: Plan, prepared: Iterable[Block], live: Iterable[Block]) -> Sides:
    """What the scheme's blocks and the live ones say of the sides of the building."""
    now = tuple(live)
    fires = burning(plan, (*prepared, *now))
    return Sides(fires, fires | hard_exits(now))


def burning(plan: Plan, blocks: Iterable[Block]) -> frozenset[str]:
    """Exits that burn: themselves, in a zone that burns, or within 3 m of what does."""
    fires = [block.target for block in blocks if block.hold == "fire"]
    return frozenset(
        door.id for door in plan.exits if any(_burns(plan, door, fire) for fire in fires)
    )


def _burns(plan: Plan, door: ExitDoor, fire: str) -> bool:
    if fire == door.id:
        return True
    area, spot = plan.area.get(fire), plan.spot.get(fire) or plan.exit.get(fire)
    if area is not None and area.floor == door.floor:
        near = min(off(door.at, a, b) for a, b in sides(area.outline))
        return inside(door.at, area.outline) or near <= RING_M
    return spot is not None and spot.floor == door.floor and distance(spot.at, door.at) <= RING_M


def gathering(plan: Plan, exit_id: str, found: Sides) -> Assembly | None:
    """Where those who leave by an exit gather, the nearest first, then by id; None where no point
    can be named."""
    door = plan.exit[exit_id]
    own = [point for point in plan.assemblies if not point.exits or exit_id in point.exits]
    for points in (own, plan.assemblies if own else ()):
        safe = [point for point in points if _safe(plan, point, door, found)]
        if safe:
            return min(safe, key=lambda point: (distance(point.at, door.at), point.id))
    return None


def _safe(plan: Plan, point: Assembly, door: ExitDoor, found: Sides) -> bool:
    reach = distance(point.at, door.at)
    # Strictly: a burning door is as near to the point as itself, and so out.
    beyond = all(distance(point.at, plan.exit[fire].at) > reach for fire in found.burning)
    return beyond and found.out.isdisjoint(point.exits)


def used(plan: Plan, exits: Iterable[str], found: Sides) -> tuple[Assembly, ...]:
    """The points that anybody is sent to who leaves by one of these exits, in the plan's order."""
    named = {point.id for name in exits if (point := gathering(plan, name, found)) is not None}
    return tuple(point for point in plan.assemblies if point.id in named)
