"""What monitoring systems report, by the rule of the hall that it matches: commands, events, and
what is known of each rule.

Times are the hall's own: what a sender says of the time is not believed.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from signage.language.words import NO_WORDS, Words

RULES_KEPT = 200
COUNTED = timedelta(minutes=5)
"""Events of one rule are counted from the first of this time on."""
Answer = Literal["", "taken", "declined"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One report as it came in. ``rule``: the hall's rule it matches; ``doubtful``: its sender left
    others out."""

    fingerprint: str
    rule: str
    firing: bool
    text: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class HearAlerts:
    """A monitoring system reports, in this order."""

    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class AnswerAlert:
    """A person raises what a rule's report proposes, or (``take`` False) does not."""

    rule: str
    take: bool = True


@dataclass(frozen=True, slots=True)
class AlertNoted:
    """A report of this rule fires. ``anew``: this begins a report, whatever was known before;
    ``more``: and others that are not kept one by one; ``alert`` empty: none that is kept."""

    rule: str
    alert: str
    text: str
    name: Words = field(default_factory=lambda: NO_WORDS)
    """What the rule's kind is called, where this begins a report."""
    anew: bool = False
    more: bool = False
    type: Literal["alert_noted"] = "alert_noted"


@dataclass(frozen=True, slots=True)
class AlertEnded:
    """A report of this rule has been resolved."""

    rule: str
    alert: str
    type: Literal["alert_ended"] = "alert_ended"


@dataclass(frozen=True, slots=True)
class AlertAnswered:
    """What this rule's report proposed was raised, or not."""

    rule: str
    answer: Answer
    type: Literal["alert_answered"] = "alert_answered"


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of one rule. ``alerts``: source and fingerprint of those that fire; ``more``:
    and others."""

    text: str
    name: Words
    since: datetime
    renewed: datetime
    alerts: tuple[str, ...]
    more: bool = False
    answer: Answer = ""
    recovered: datetime | None = None
    """When the last of them was resolved last; they may fire again since."""
    counted: datetime | None = None
    count: int = 0
    """Events since ``counted``."""

    @property
    def firing(self) -> bool:
        return bool(self.alerts) or self.more


def heard_with(known: dict[str, Heard], event: object, at: datetime) -> dict[str, Heard]:
    """What is known by rule after this event; the same dict where it is about no report."""
    if not isinstance(event, AlertNoted | AlertEnded | AlertAnswered):
        return known
    before = known.get(event.rule)
    now = _after(before, event, at)
    if now is None:
        return known
    # Last, so that what falls out at the front is what was told of longest ago.
    kept = {rule: heard for rule, heard in known.items() if rule != event.rule}
    return dict([*kept.items(), (event.rule, now)][-RULES_KEPT:])


def _after(known: Heard | None, event: object, at: datetime) -> Heard | None:
    if isinstance(event, AlertNoted):
        return _counted(_noted(known, event, at), known, at)
    if known is None:
        return None
    if isinstance(event, AlertAnswered):
        return replace(known, answer=event.answer)
    return _counted(_ended(known, event, at), known, at) if isinstance(event, AlertEnded) else None


def _noted(known: Heard | None, event: AlertNoted, at: datetime) -> Heard:
    new = (event.alert,) if event.alert else ()
    if known is None or event.anew:
        return Heard(event.text, event.name, at, at, new, event.more)
    alerts = tuple(dict.fromkeys((*known.alerts, *new)))
    return replace(known, alerts=alerts, more=known.more or event.more, renewed=at)


def _ended(known: Heard, event: AlertEnded, at: datetime) -> Heard:
    left = tuple(one for one in known.alerts if one != event.alert)
    over = known.alerts and not left and not known.more
    return replace(known, alerts=left, recovered=at if over else known.recovered)


def _counted(now: Heard, before: Heard | None, at: datetime) -> Heard:
    since = before.counted if before is not None else None
    # A clock set back begins the count anew, too.
    if before is None or since is None or not timedelta(0) <= at - since < COUNTED:
        return replace(now, counted=at, count=1)
    return replace(now, counted=since, count=before.count + 1)
