"""One incident on paper: 时间、地点、原因、影响、应急处置措施 (plan line 457) and every act with its time and actor.

A pure function of the log. Acts on the incident itself come from its own events; what happened in
the hall meanwhile (windows, ways, calls for help, silent calls) is told beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from signage.deciding.text_channels import Fact, facts, state_of
from signage.hall.levels import level_of
from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.words import FIRST_LANGUAGE, Message, Words, clauses, listed, points, say
from signage.reports.act_words import Around, act_words
from signage.shows.phrases import subject_words
from signage.situation.aftermath import EvidenceAdded, EvidenceErased
from signage.situation.events import (
    AssistAnswered,
    AssistCalled,
    HelpAnswered,
    HelpCalled,
    LedgerEntered,
    Recorded,
    SchemeChosen,
    WayHeld,
    WindowSet,
)
from signage.situation.fold import fold
from signage.situation.incidents import ENDED, NOTHING, Incident, Situation
from signage.situation.remarks import RemarkMade
from signage.situation.texts import Text

ROLE_WORDS: Mapping[str, Words] = {
    "guide": Message("report.role.guide"),
    "supervisor": Message("report.role.supervisor"),
    "facilities": Message("report.role.facilities"),
    "admin": Message("report.role.admin"),
    "device": Message("report.role.device"),
    "screen": Message("report.role.screen"),
    "system": Message("report.role.system"),
}
NAMED = 12
"""Things named as affected; of more, how many."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the timeline, in one language. ``own``: done to this incident; else meanwhile in
    the hall."""

    recorded: Recorded
    words: str
    own: bool
    lang: str = FIRST_LANGUAGE

    @property
    def who(self) -> str:
        return self.recorded.actor.name

    @property
    def role(self) -> str:
        role = self.recorded.actor.role
        return say(ROLE_WORDS[role], self.lang) if role in ROLE_WORDS else role


@dataclass(frozen=True, slots=True)
class Evidence:
    text: str
    link: str
    by: str
    at: datetime
    file: str = ""
    """Name of the stored file; empty where there is none, or it was taken away."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text for the public about this incident: who wrote and approved it, and what became of it
    on each channel."""

    title: str
    state: str
    by: str
    approved_by: str
    alone: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``place``, ``cause``, ``impact`` and ``measures`` with the time are the five things a plan
    asks for."""

    incident: Incident
    place: str
    cause: str
    impact: str
    measures: tuple[str, ...]
    acts: tuple[Act, ...]
    evidence: tuple[Evidence, ...]
    level: str
    response: timedelta | None
    """Until somebody acknowledged it."""
    duration: timedelta | None
    """Until it was cleared; None while it lasts."""
    told: tuple[Told, ...] = ()
    lang: str = FIRST_LANGUAGE
    """The language it is in."""

    def noted(self, *kinds: str) -> tuple[Act, ...]:
        """The remarks of these sorts, in their order."""
        return tuple(
            a
            for a in self.acts
            if isinstance(a.recorded.event, RemarkMade) and a.recorded.event.kind in kinds
        )


MEANWHILE: frozenset[type] = frozenset(
    {
        LedgerEntered,
        WindowSet,
        HelpCalled,
        HelpAnswered,
        AssistCalled,
        AssistAnswered,
        WayHeld,
        SchemeChosen,
    }
)


def report(
    hall: Hall, log: Iterable[Recorded], number: str, lang: str = FIRST_LANGUAGE
) -> Report | None:
    """In one language, from the log, or from any part of it that begins at or before the raising
    and holds all of it.

    The higher authority's is in the first language.
    """
    acts: list[Act] = []
    evidence: list[Evidence] = []
    situation: Situation = NOTHING
    for recorded in log:
        event = recorded.event
        before = situation.incidents.get(number)
        if getattr(event, "incident", None) == number:
            # Of its own events alone: nothing else in the log changes it.
            situation = fold([recorded], situation)
            told = Around(hall, before, situation.incidents.get(number), situation.after.texts)
            acts.append(Act(recorded, say(act_words(told, event), lang), True, lang))
            if isinstance(event, EvidenceAdded):
                evidence.append(
                    Evidence(event.text, event.link, recorded.actor.name, recorded.at, event.file)
                )
            if isinstance(event, EvidenceErased):
                evidence = [
                    replace(one, file="") if one.file == event.file else one for one in evidence
                ]
        elif before is not None and before.state not in ENDED and type(event) in MEANWHILE:
            acts.append(
                Act(
                    recorded, say(act_words(Around(hall, before, before), event), lang), False, lang
                )
            )
    incident = situation.incidents.get(number)
    if incident is None:
        return None
    texts = tuple(_told(hall, incident, text, lang) for text in situation.after.texts.values())
    return replace(
        _summed(hall, incident, tuple(acts), tuple(evidence), lang), told=texts, lang=lang
    )


def _told(hall: Hall, incident: Incident, text: Text, lang: str) -> Told:
    state, there = say(state_of(text), lang), facts(hall, text, incident, lang)
    return Told(text.title, state, text.by, text.approved_by, text.alone, there)


def _summed(
    hall: Hall, incident: Incident, acts: tuple[Act, ...], evidence: tuple[Evidence, ...], lang: str
) -> Report:
    started, ended = incident.activated_at or incident.raised_at, incident.cleared_at
    taken = incident.acknowledged_at
    cause = (
        incident.cause
        or incident.five.get("cause")
        or say(Message("report.cause-to-be-found"), lang)
    )
    return Report(
        incident, say(subject_words(hall, incident.targets), lang), cause,
        say(_impact(hall, incident), lang), _measures(incident, lang), acts, evidence,
        say(level_of(hall.handling, incident.level).name, lang),
        taken - started if taken else None, ended - started if ended else None,
    )  # fmt: skip


def _impact(hall: Hall, incident: Incident) -> Words:
    if incident.drill:
        return Message("report.drill-affected-no-service")
    names = [short_name(hall, target) for target in _reached(hall, incident)]
    things = listed(names)
    if len(names) > NAMED:
        things = Message("report.things-and-more", names=names[:NAMED], number=len(names))
    parts = [
        Message(
            "report.out-of-service" if incident.notice.takes_out else "report.affected",
            things=things,
        )
    ]
    if incident.cleared_at is not None:
        parts.append(
            Message("report.lasted", span=lasting(incident.cleared_at - incident.raised_at))
        )
    written = [incident.five["impact"]] if "impact" in incident.five else []
    return points([clauses(parts), *written])


def _reached(hall: Hall, incident: Incident) -> tuple[str, ...]:
    """The targets, then what depends on them or lies in them; of the whole hall nothing need be
    said twice."""
    wanted = set(incident.targets)
    if "hall" in wanted or not incident.notice.takes_out:
        return incident.targets
    reached = [
        resource
        for resource in hall.resources
        if resource not in wanted and wanted & {*hall.needs[resource], *hall.zones_around[resource]}
    ]
    return (*incident.targets, *reached)


def _measures(incident: Incident, lang: str) -> tuple[str, ...]:
    done = [
        n
        for n, tick in sorted(incident.ticks.items())
        if tick.answer == "done" and n <= len(incident.steps)
    ]
    written = (incident.five["measures"],) if "measures" in incident.five else ()
    return (*(say(incident.steps[n - 1].text, lang) for n in done), *written)


def lasting(span: timedelta) -> Words:
    """8 秒; 3 分 20 秒; 1 小时 5 分."""
    seconds = max(0, round(span.total_seconds()))
    hours, minutes, left = seconds // 3600, seconds % 3600 // 60, seconds % 60
    if hours:
        return Message("report.hours-and-minutes", hours=hours, minutes=minutes)
    if minutes:
        return Message("report.minutes-and-seconds", minutes=minutes, seconds=left)
    return Message("report.seconds", seconds=left)
