"""What the hall measures by itself, for its thresholds (plan line 303: 系统故障发生率、办税人员流量)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from signage.availability.world import World

FAULT_CLASSES = frozenset({"suspended", "danger"})


@dataclass(frozen=True, slots=True)
class Measure:
    """``at``: when it was told, by the hall's clock."""

    value: float
    at: datetime


def own_measures(world: World) -> Mapping[str, Measure]:
    """By the names of :data:`signage.hall.alerts.thresholds.OWN`; what nobody told is left out."""
    now, queue = world.now, world.situation.queue
    out = sum(not world.works(machine.id) for machine in world.hall.machines)
    found = {
        "faults.most": Measure(max(faults(world).values(), default=0), now),
        "devices.out": Measure(out, now),
    }
    if queue is None:
        return found
    # As in `deciding.queue`: no open window counts as one.
    windows = max(1, sum(window.open for window in world.windows.values()))
    found["queue.waiting"] = Measure(queue.waiting, queue.at)
    found["queue.per_window"] = Measure(queue.waiting / windows, queue.at)
    if queue.wait_min is not None:
        found["queue.wait_min"] = Measure(queue.wait_min, queue.at)
    return found


def faults(world: World) -> Mapping[str, int]:
    """Real incidents of each device within the days the hall speaks of."""
    since = world.now - timedelta(days=world.hall.upkeep.fault_days)
    return Counter(
        target
        for incident in world.situation.incidents.values()
        if incident.raised_at > since
        and not incident.drill
        and not incident.void
        and incident.activated_at is not None
        and incident.notice.cls in FAULT_CLASSES
        for target in incident.targets
        if target.partition("/")[0] in ("machine", "system", "lift")
    )


def repeated_faults(world: World) -> dict[str, int]:
    """Devices with as many as the hall speaks of, and how many."""
    return {
        target: times
        for target, times in sorted(faults(world).items())
        if times >= world.hall.upkeep.faults
    }
