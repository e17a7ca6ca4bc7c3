"""What shares the power supply of a dangerous thing: asked about before and after it is raised.

By what the hall describes: a supply is a system that is the power (``what = "power"``), and things
that depend on the same one share it. Where one supply feeds the whole hall, or none is described,
those in the same zone are asked about: a list of forty windows is no question.
"""

from collections.abc import Iterable

from signage.availability.world import World
from signage.hall.model import Hall, Zone

ASKED_MAX = 12
POWER = "system/power"


def supplies(hall: Hall) -> frozenset[str]:
    """The systems that are a power supply."""
    return frozenset(
        system.id for system in hall.systems if system.what == "power" or system.id == POWER
    )


def shares_supply(hall: Hall, target: str) -> tuple[str, ...]:
    """Windows and machines on the supply of one thing, without itself, in the hall's order; at most
    a dozen."""
    thing = hall.resources.get(target)
    if thing is None or isinstance(thing, Zone) or not hasattr(thing, "zone"):
        return ()
    fed = [
        name
        for name in (*(w.id for w in hall.windows), *(m.id for m in hall.machines))
        if name != target
    ]
    own = hall.needs[target] & supplies(hall)
    groups = [[name for name in fed if supply in hall.needs[name]] for supply in sorted(own)]
    # The smallest: the mains feed everything, its own branch tells more.
    shared = min(groups, key=len, default=fed)
    if groups and len(shared) <= ASKED_MAX:
        return tuple(shared)
    near = [name for name in shared if hall.zones_around[name][:1] == hall.zones_around[target][:1]]
    return tuple(near[:ASKED_MAX])


def still_fed(world: World, targets: Iterable[str]) -> tuple[str, ...]:
    """What shares the supply of any of these and has not been taken out."""
    found = (name for target in targets for name in shares_supply(world.hall, target))
    return tuple(name for name in dict.fromkeys(found) if name not in world.out)
