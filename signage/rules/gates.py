"""Gates: what must be confirmed before a sign is lifted, worked out when an incident is raised and
kept with it.

``last-operation``: each window the interruption reached says that its last operation before the
fault went through (plan line 937). ``safety-check``: each dangerous thing is checked by a second
person, neither who raised it nor who says that it is repaired (derived from lines 875–881). A drill
shows its gates and is never held by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from signage.catalogue.kinds import Kind
from signage.hall.model import HALL, Hall
from signage.hall.short_names import short_name
from signage.language.words import Message, Words, listed
from signage.situation.incidents import Incident, Mark, Situation
from signage.situation.notices import Gate, key_of

GATE_WORDS: Mapping[str, Words] = {
    "last-operation": Message("gates.last-operation-checked"),
    "safety-check": Message("gates.safety-check"),
}
SECOND_PERSON = frozenset({"safety-check"})
"""Gates that the person who raised or resolved the incident cannot fulfil."""
SHOWN_MAX = 4


@dataclass(frozen=True, slots=True)
class Check:
    """One gate of one target. ``mark`` is the word that counts, None = still to be done."""

    gate: str
    target: str
    text: Words
    mark: Mark | None

    @property
    def key(self) -> str:
        return key_of(self.gate, self.target)


def gates_of(
    hall: Hall, situation: Situation, kind: Kind, cls: str, targets: tuple[str, ...], now: datetime
) -> tuple[Gate, ...]:
    """The gates of an incident of this kind that begins now; none where no window or dangerous
    thing is concerned."""
    of = {
        "last-operation": affected_windows(hall, situation, targets, now),
        "safety-check": targets if cls == "danger" else (),
    }
    lines = [line for line in kind.recovery if line.gate is not None and of[line.gate]]
    return tuple(
        Gate(line.gate, line.text, of[line.gate], line.source)
        for line in lines
        if line.gate is not None
    )


def affected_windows(
    hall: Hall, situation: Situation, targets: tuple[str, ...], now: datetime
) -> tuple[str, ...]:
    """Windows staffed today that a failure of these targets reaches, in the hall's order; the hour
    does not matter."""
    today, wanted = hall.local(now).date(), set(targets)
    found = []
    for window in hall.windows:
        setting = situation.windows.get(window.id)
        set_today = (
            setting.open if setting is not None and hall.local(setting.at).date() == today else None
        )
        # Not by the hour: a fault at lunch may have cut off the last operation of the morning.
        staffed = window.open if set_today is None else set_today
        reached = {HALL, window.id, *hall.zones_around[window.id], *hall.needs[window.id]}
        if staffed and reached & wanted:
            found.append(window.id)
    return tuple(found)


def may_confirm(incident: Incident, gate: str, person: str) -> bool:
    """Whether this person's word counts for this gate."""
    return gate not in SECOND_PERSON or person not in (incident.raised_by, incident.resolved_by)


def checks(incident: Incident) -> tuple[Check, ...]:
    """Every gate of every target, done or not. A second person's word ends to count when they
    resolve it themselves."""
    found = []
    for gate in incident.gates:
        for target in gate.targets:
            mark = incident.confirmed.get(key_of(gate.gate, target))
            counts = mark is not None and may_confirm(incident, gate.gate, mark.by)
            found.append(Check(gate.gate, target, gate.text, mark if counts else None))
    return tuple(found)


def unfinished(incident: Incident) -> tuple[Check, ...]:
    """What still holds the end of this incident."""
    return (
        () if incident.drill else tuple(check for check in checks(incident) if check.mark is None)
    )


def unfinished_words(hall: Hall, left: tuple[Check, ...]) -> Words:
    """5号窗口 最后一笔业务核对、…等 7 项 / Window 5: last operation checked, … and 3 more."""
    shown = left[:SHOWN_MAX]
    names = listed(
        [
            Message("gates.check", target=short_name(hall, c.target), gate=GATE_WORDS[c.gate])
            for c in shown
        ]
    )
    more = len(left) - len(shown)
    return Message("gates.and-more", names=names, number=len(left), more=more) if more else names
