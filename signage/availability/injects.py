"""What a drill's leader reads out, when: derived from the start and the time alone."""

from datetime import datetime, timedelta

from signage.situation.aftermath import Drill, Inject
from signage.situation.incidents import Situation


def told(drill: Drill, now: datetime) -> tuple[Inject, ...]:
    """The injects that are due by now, in their order."""
    return tuple(
        inject for inject in drill.injects if drill.at + timedelta(seconds=inject.after_s) <= now
    )


def next_inject(situation: Situation, now: datetime) -> datetime | None:
    """When the next inject of a running drill is due; None where none is left."""
    running = [d for d in situation.after.drills.values() if _runs(situation, d)]
    moments = (
        drill.at + timedelta(seconds=inject.after_s)
        for drill in running
        for inject in drill.injects
    )
    return min((at for at in moments if at > now), default=None)


def _runs(situation: Situation, drill: Drill) -> bool:
    incident = situation.incidents.get(drill.incident)
    return incident is not None and incident.open
