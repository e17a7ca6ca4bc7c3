"""Reports of monitoring systems: one proposes what its rule says, or raises it; none ends anything.

**Decision, 2026-11-30.** What is kept is kept by the hall's rule, whose sources and fingerprints are
counted: a storm of ten thousand reports means what one of them means. In doubt a report stands, and a
person judges it: where a sender left others out, where more came than are kept, where one comes and
goes faster than ``calm_min``. Once nobody has repeated it for ``stale_h`` it proposes nothing any more,
and staff are told that its source is silent: silence is no recovery, and clears nothing. Times a
sender states are not read; its clock may be a day wrong. 2026-12-01: what one source says to be over is
over of what that source reported; another's stands, and staff are told that the two differ. What was
received is staff's to read (the note of what is raised) and never stands on a sign.
*Rejected:* an entry for each report, which a storm
fills a log with; a report that ends what it raised (less danger needs a person); 403 for a rule that
raises what its token may not: the sender would not come again, so a person is asked instead.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from signage.catalogue.kinds import Catalogue
from signage.deciding.new_incidents import raised
from signage.hall.alerts.rules import AlertRule
from signage.hall.model import Hall
from signage.language.durations import within
from signage.language.words import NO_WORDS, Message, say
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, unknown
from signage.situation.alerts import (
    CLAIMED,
    COUNTED,
    FROM,
    UNVERIFIED,
    WITHDRAWN_KEPT,
    Alert,
    AlertAnswered,
    AlertEnded,
    AlertNoted,
    AlertsWithdrawn,
    AnswerAlert,
    HearAlerts,
    Heard,
    bare,
)
from signage.situation.commands import Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import LEVEL_ROLES, TEXT_MAX, Actor, Incident, Situation

ALERTS_KEPT = 200
"""Reports kept one by one, in the whole hall."""
EVENTS_MAX = 20
"""Events of one rule within :data:`signage.situation.alerts.COUNTED` about single reports of it."""
RENEWED = timedelta(minutes=30)
"""A repeat is noted again only after this, or as long as this stands for reports that are not
kept."""
Asks = Literal["propose", "recovered", "stale", "disputed"]


@dataclass(frozen=True, slots=True)
class Hearing:
    """Where and when something is heard, and by whom."""

    hall: Hall
    catalogue: Catalogue
    situation: Situation
    actor: Actor
    now: datetime


def alerts_heard(here: Hearing, command: HearAlerts) -> list[Any]:
    """Nothing happens where a report means what is known."""
    permit(here.actor, "hear")
    found: list[Any] = _withdrawn(here, _taken_back(here, command))
    here = _after(here, found)
    for alert in command.alerts:
        rule = here.hall.alerts.rule.get(alert.rule)
        event = _heard(here, alert) if rule is not None else None
        if rule is None or event is None:
            continue
        here = _after(here, [event])
        raises = rule.act == "raise" and not alert.ask
        made = _raised(here, rule) if raises and _new(event) else []
        # Before the next report is looked at: two of them raise one incident, or two with two numbers.
        here = _after(here, made)
        found += [event, *made]
    # Told by somebody sure, after that has begun: what nobody vouched for is over with it.
    return found + _withdrawn(here, _made_sure(here, command.alerts))


def _withdrawn(here: Hearing, names: tuple[str, ...]) -> list[Any]:
    """Those that fire are over; the others are not heard when they come, but for a storm of them."""
    known = here.situation.withdrawn
    fires = {bare(one) for one in _fires_now(here)}
    lately = sum(within(at, here.now, COUNTED) for at in known.values())
    calm = lately < EVENTS_MAX
    new = dict.fromkeys(one for one in names if one not in known and (calm or bare(one) in fires))
    return [AlertsWithdrawn(tuple(new)[-WITHDRAWN_KEPT:])] if new else []


def _taken_back(here: Hearing, command: HearAlerts) -> tuple[str, ...]:
    """What is over by this command: of this source, or of any where the signature is right; and what is
    only claimed to be, by a name that no report has."""
    own = tuple(_handed_on(here, name) for name in command.withdrawn)
    doubted = tuple(one for name in own if (one := f"{UNVERIFIED}{name}") in _fires_now(here))
    anybodys = tuple(one for one in _fires_now(here) if bare(one) in command.vouched)
    claimed = tuple(f"{name}{FROM}{CLAIMED}{here.actor.name}" for name in command.claimed)
    return own + doubted + anybodys + command.vouched + claimed


def _made_sure(here: Hearing, alerts: tuple[Alert, ...]) -> tuple[str, ...]:
    """Those that nobody vouches for, of what the same source now is sure of, or anybody signed."""
    own = {_handed_on(here, one.fingerprint) for one in alerts if not one.unverified}
    signed = {one.fingerprint for one in alerts if one.vouched}
    doubted = (one for one in _fires_now(here) if one.startswith(UNVERIFIED))
    return tuple(
        one for one in doubted if one.removeprefix(UNVERIFIED) in own or bare(one) in signed
    )


def _handed_on(here: Hearing, name: str) -> str:
    """What a warning is called by which of those who hand it on."""
    return f"{name}{FROM}{here.actor.name}"


def _fires_now(here: Hearing) -> tuple[str, ...]:
    return tuple(one for each in here.situation.alerts.values() for one in each.alerts)


def _new(event: Any) -> bool:
    return isinstance(event, AlertNoted) and event.anew


def _after(here: Hearing, events: list[Any]) -> Hearing:
    if not events:
        return here
    told = (Recorded(here.situation.revision + 1, here.now, here.actor, event) for event in events)
    return replace(here, situation=fold(told, here.situation))


def alert_answered(here: Hearing, command: AnswerAlert) -> list[Any]:
    """By one person; a second tap, and one that comes too late, change nothing."""
    permit(here.actor, "answer-alert")
    rule, known = here.hall.alerts.rule.get(command.rule), here.situation.alerts.get(command.rule)
    if rule is None:
        raise unknown("rule", command.rule)
    asked = asks(here.hall, here.situation, rule, here.now)
    if known is None or asked not in ("propose", "stale") or raised_for(here.situation, rule):
        return []
    if not command.take:
        return [AlertAnswered(rule.id, "declined")]
    return [*_raise(here, known, rule), AlertAnswered(rule.id, "taken")]


def asks(hall: Hall, situation: Situation, rule: AlertRule, now: datetime) -> Asks | None:
    """What a rule's reports ask a person now: to raise what it says, to end it, or to look, because
    nobody has repeated what fired."""
    known = situation.alerts.get(rule.id)
    if known is None:
        return None
    incident = raised_for(situation, rule)
    silent = known.firing(now) and stale(hall, known, now)
    if incident is None:
        if known.answer or not known.firing(now):
            return None
        return "stale" if silent else "propose"
    if _still(hall, situation, rule, now):
        return "disputed" if disputed(situation, known, now) else None
    if silent:
        return "stale"
    ended = known.ended(now)
    return "recovered" if ended is not None and ended >= incident.raised_at else None


def disputed(situation: Situation, known: Heard, now: datetime) -> bool:
    """Whether somebody says to be over what another source, or another sender, does not."""
    over = {bare(one) for one in situation.withdrawn}
    fires = (one for one in known.alerts if one not in known.until or now < known.until[one])
    return any(bare(one) in over for one in fires)


def raised_for(situation: Situation, rule: AlertRule) -> Incident | None:
    """What is open of the kind and the target that a rule means, by whomever it was raised."""
    return next(
        (
            incident
            for incident in situation.open_incidents
            if incident.notice.kind == rule.kind
            and rule.target in incident.targets
            and not incident.drill
        ),
        None,
    )


def stale(hall: Hall, known: Heard, now: datetime) -> bool:
    if any(now < end for end in known.until.values()):
        return False
    return not within(known.renewed, now, timedelta(hours=hall.alerts.stale_h))


def _still(hall: Hall, situation: Situation, rule: AlertRule, now: datetime) -> bool:
    """Whether any rule that means the same has something that fires."""
    same = (
        situation.alerts.get(one.id)
        for one in hall.alerts.rules
        if (one.kind, one.target) == (rule.kind, rule.target)
    )
    return any(
        known is not None and known.firing(now) and not stale(hall, known, now) for known in same
    )


def _heard(here: Hearing, alert: Alert) -> AlertNoted | AlertEnded | None:
    known, key = here.situation.alerts.get(alert.rule), alert.fingerprint
    if alert.until is None:
        key = f"{here.actor.name}/{key}"
    else:
        key, over = _handed_on(here, key), here.situation.withdrawn
        if key in over or alert.fingerprint in over:
            return None
    if alert.unverified:
        key = f"{UNVERIFIED}{key}"
    return (_fires if alert.firing else _resolved)(here, known, alert, key)


def _fires(here: Hearing, known: Heard | None, alert: Alert, key: str) -> AlertNoted | None:
    again = AlertNoted(
        alert.rule, key, "", more=alert.doubtful, until=alert.until, level=_level(known, alert)
    )
    sure = known is not None and known.unverified and not alert.unverified
    if known is None or sure or _begins(here, known):
        kind = here.catalogue.kind.get(here.hall.alerts.rule[alert.rule].kind)
        name = kind.name if kind is not None else NO_WORDS
        return replace(again, text=alert.text, name=name, anew=True)
    if not known.firing(here.now):
        return again
    if known.more:
        # Which of them this is, nobody can say any more.
        return None if within(known.renewed, here.now, RENEWED) else replace(again, alert="")
    if alert.doubtful or (key not in known.alerts and not _room(here.situation, known)):
        return replace(again, alert="", more=True)
    same = key in known.alerts and known.until.get(key) == alert.until
    return None if same and within(known.renewed, here.now, RENEWED) else again


def _level(known: Heard | None, alert: Alert) -> int | None:
    """What nobody vouches for makes nothing less grave."""
    if known is None or known.unverified or not alert.unverified:
        return alert.level
    return min((one for one in (known.level, alert.level) if one is not None), default=None)


def _room(situation: Situation, known: Heard) -> bool:
    """Whether one more report of a rule is kept."""
    kept = sum(len(one.alerts) for one in situation.alerts.values())
    return kept < ALERTS_KEPT and known.count < EVENTS_MAX


def _begins(here: Hearing, known: Heard) -> bool:
    """Whether a report of this rule that fires now is another one than what is known."""
    if stale(here.hall, known, here.now):
        return True
    if not known.firing(here.now):
        calm, ended = timedelta(minutes=here.hall.alerts.calm_min), known.ended(here.now)
        return ended is None or not within(ended, here.now, calm)
    # After a storm nobody knows which of them are over: what comes later is asked again.
    return known.more and not within(known.renewed, here.now, RENEWED)


def _resolved(here: Hearing, known: Heard | None, alert: Alert, key: str) -> AlertEnded | None:
    if known is None or key not in known.alerts or alert.doubtful:
        return None
    if len(known.alerts) > 1 or known.more:
        return AlertEnded(alert.rule, key) if known.count < EVENTS_MAX else None
    calm = timedelta(minutes=here.hall.alerts.calm_min)
    if known.recovered is not None and within(known.recovered, here.now, calm):
        return None
    return AlertEnded(alert.rule, key)


def _raised(here: Hearing, rule: AlertRule) -> list[Any]:
    """By the system itself; what it may not raise is left as a proposal to people."""
    if raised_for(here.situation, rule) is not None:
        return []
    try:
        made = _raise(here, here.situation.alerts[rule.id], rule)
    except Refused:
        return []
    return [*made, AlertAnswered(rule.id, "taken")]


def _raise(here: Hearing, known: Heard, rule: AlertRule) -> list[Any]:
    level = (rule.level or known.level) if here.actor.role in LEVEL_ROLES else None
    told = Message("alerts.monitoring-reports", text=known.text)
    if known.warned:
        told = Message("alerts.warning", text=known.text)
    words = {lang: say(told, lang)[:TEXT_MAX] for lang in told}
    note = say(words)
    command = Raise(rule.kind, (rule.target,), level=level, note=note, note_words=words)
    made = raised(here.hall, here.catalogue, here.situation, command, here.actor, here.now)
    return list(made)
