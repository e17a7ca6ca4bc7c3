"""A start after a crash: what the journal has and the log has not is shown again, and waits for the
log."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.store.unsaved.journal import Act
from signage.situation.events import IncidentRaised, Recorded
from signage.situation.fold import fold
from signage.situation.incidents import Actor, Situation


def resumed(situation: Situation, acts: Iterable[Act]) -> tuple[Situation, list[Act]]:
    """The situation after these acts, and the acts as the next in the log.

    The log may be older than the acts (it was restored): no incident takes the number of another
    one then.
    """
    names: dict[str, str] = {}
    taken: list[Act] = []
    for act in acts:
        events = [_named(recorded.event, situation, names) for recorded in act.recorded]
        recorded = tuple(
            Recorded(situation.revision + n, act.at, act.actor, e) for n, e in enumerate(events, 1)
        )
        taken.append(replace(act, recorded=recorded))
        situation = fold(recorded, situation)
    return situation, taken


def _named(event: Any, situation: Situation, names: dict[str, str]) -> Any:
    number = getattr(event, "incident", None)
    if number is None:
        return event
    if isinstance(event, IncidentRaised) and number in situation.incidents:
        # As the log would number it; its later acts in the journal then follow under the new name.
        names[number] = f"{number.rpartition('-')[0]}-{situation.raised + 1}"
    return replace(event, incident=names[number]) if number in names else event


def numbered(seen: int, events: Sequence[Any], actor: Actor, now: datetime) -> tuple[Recorded, ...]:
    """These events as the next in a log of which ``seen`` is the last."""
    return tuple(Recorded(seen + n, now, actor, event) for n, event in enumerate(events, 1))
