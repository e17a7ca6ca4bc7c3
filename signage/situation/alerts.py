"""What monitoring systems report, by the rule of the hall that it matches: commands, events, and
what is known of each rule.

Times are the hall's own: what a sender says of the time is not believed.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from signage.language.words import NO_WORDS, Words

RULES_KEPT = 200
WITHDRAWN_KEPT = 200
"""Names of reports that were withdrawn."""
COUNTED = timedelta(minutes=5)
"""Events of one rule are counted from the first of this time on."""
WARNING = "cap-"
"""Begins the name of an authority's warning; what other systems report is called otherwise."""
UNVERIFIED = "?"
"""Stands before the name of a report that nobody vouches for."""
FROM = "@"
"""Stands between the name of a warning and who handed it on; names of before 2026-12-01 have neither."""
CLAIMED = "!"
"""Stands before who claims a warning of another sender to be over."""
Answer = Literal["", "taken", "declined"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One report as it came in. ``rule``: the hall's rule it matches; ``doubtful``: its sender left
    others out; ``until``: when it is over unless it is heard again, None = when it is resolved;
    ``level``: what its sender says of how grave it is; ``ask``: whether it concerns this hall, and now,
    is for a person to say."""

    fingerprint: str
    rule: str
    firing: bool
    text: Words | str = ""
    """In each language that it was said in; a text as it came has one."""
    doubtful: bool = False
    until: datetime | None = None
    level: int | None = None
    ask: bool = False
    unverified: bool = False
    """Nobody vouches for who sent it, as its feed asks: it is only ever proposed, and takes the place of
    none that is verified."""
    vouched: bool = False
    """Its signature is right: it takes the place of its like that nobody vouches for, whoever handed
    that on."""


@dataclass(frozen=True, slots=True)
class HearAlerts:
    """A monitoring system reports, in this order. ``withdrawn``: the names of reports, of any rule, that
    are replaced or taken back; whichever comes later under one of them from the same source is not
    heard. ``vouched``: those of them that are so whoever handed them on, because the signature is
    right; ``claimed``: those that somebody else than their sender takes back, which ends none."""

    alerts: tuple[Alert, ...]
    withdrawn: tuple[str, ...] = ()
    vouched: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()


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
    text: Words | str
    name: Words = field(default_factory=lambda: NO_WORDS)
    """What the rule's kind is called, where this begins a report."""
    anew: bool = False
    more: bool = False
    until: Annotated[datetime | None, Field(exclude_if=lambda at: at is None)] = None
    level: Annotated[int | None, Field(exclude_if=lambda level: level is None)] = None
    type: Literal["alert_noted"] = "alert_noted"


@dataclass(frozen=True, slots=True)
class AlertEnded:
    """A report of this rule has been resolved."""

    rule: str
    alert: str
    type: Literal["alert_ended"] = "alert_ended"


@dataclass(frozen=True, slots=True)
class AlertsWithdrawn:
    """Reports of these names, of whatever rule, are replaced or taken back by who sent them."""

    alerts: tuple[str, ...]
    type: Literal["alerts_withdrawn"] = "alerts_withdrawn"


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

    text: Words | str
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
    until: Annotated[dict[str, datetime], Field(exclude_if=lambda told: not told)] = field(
        default_factory=dict
    )
    """When those end by themselves that do."""
    level: Annotated[int | None, Field(exclude_if=lambda level: level is None)] = None
    """What the sender of the last one says of how grave it is."""
    warned: Annotated[bool, Field(exclude_if=lambda warned: not warned)] = False
    """An authority warns, and no system reports."""

    @property
    def unverified(self) -> bool:
        """Whether nobody vouches for any of those that fire."""
        return bool(self.alerts) and all(one.startswith(UNVERIFIED) for one in self.alerts)

    def firing(self, now: datetime) -> bool:
        return self.more or any(
            one not in self.until or now < self.until[one] for one in self.alerts
        )

    def ended(self, now: datetime) -> datetime | None:
        """When the last of them was resolved, or ended by itself; None = it fires, or never did."""
        if self.firing(now) or not self.alerts:
            return None if self.alerts else self.recovered
        return max(self.until[one] for one in self.alerts)


def bare(name: str) -> str:
    """What a warning is called, whoever handed it on and whether anybody vouches for it."""
    return name.removeprefix(UNVERIFIED).partition(FROM)[0]


def heard_with(known: dict[str, Heard], event: object, at: datetime) -> dict[str, Heard]:
    """What is known by rule after this event; the same dict where it is about no report."""
    if isinstance(event, AlertsWithdrawn):
        return {rule: _without(heard, event.alerts, at) for rule, heard in known.items()}
    if not isinstance(event, AlertNoted | AlertEnded | AlertAnswered):
        return known
    before = known.get(event.rule)
    now = _after(before, event, at)
    if now is None:
        return known
    # Last, so that what falls out at the front is what was told of longest ago.
    kept = {rule: heard for rule, heard in known.items() if rule != event.rule}
    return dict([*kept.items(), (event.rule, now)][-RULES_KEPT:])


def withdrawn_with(known: dict[str, datetime], event: object, at: datetime) -> dict[str, datetime]:
    """The names withdrawn last: what comes late under one of them is not heard again."""
    if not isinstance(event, AlertsWithdrawn):
        return known
    now = {**known, **dict.fromkeys(event.alerts, at)}
    return dict(list(now.items())[-WITHDRAWN_KEPT:])


def _after(known: Heard | None, event: object, at: datetime) -> Heard | None:
    if isinstance(event, AlertNoted):
        return _counted(_noted(known, event, at), known, at)
    if known is None:
        return None
    if isinstance(event, AlertAnswered):
        return replace(known, answer=event.answer)
    return (
        _counted(_ended(known, event.alert, at), known, at)
        if isinstance(event, AlertEnded)
        else None
    )


def _noted(known: Heard | None, event: AlertNoted, at: datetime) -> Heard:
    new = (event.alert,) if event.alert else ()
    if known is None or event.anew:
        warned = event.alert.removeprefix(UNVERIFIED).startswith(WARNING)
        known = Heard(event.text, event.name, at, at, new, event.more, warned=warned)
    alerts = tuple(dict.fromkeys((*known.alerts, *new)))
    until = {one: end for one, end in known.until.items() if one != event.alert}
    if event.until is not None:
        until[event.alert] = event.until
    return replace(
        known, alerts=alerts, more=known.more or event.more, renewed=at, until=until,
        level=event.level,
    )  # fmt: skip


def _without(known: Heard, alerts: tuple[str, ...], at: datetime) -> Heard:
    for one in alerts:
        if one in known.alerts:
            known = _ended(known, one, at)
    return known


def _ended(known: Heard, alert: str, at: datetime) -> Heard:
    left = tuple(one for one in known.alerts if one != alert)
    until = {one: end for one, end in known.until.items() if one != alert}
    over = known.alerts and not left and not known.more
    recovered = at if over else known.recovered
    return replace(known, alerts=left, until=until, recovered=recovered)


def _counted(now: Heard, before: Heard | None, at: datetime) -> Heard:
    since = before.counted if before is not None else None
    # A clock set back begins the count anew, too.
    if before is None or since is None or not timedelta(0) <= at - since < COUNTED:
        return replace(now, counted=at, count=1)
    return replace(now, counted=since, count=before.count + 1)
