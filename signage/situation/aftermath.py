"""What is kept beside incidents: evidence, links for the authority, public texts, drills. Commands,
events, fold.

2026-11-25 · Kept in one value of its own, folded by one table, so that the situation of the hall
stays about the hall.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from signage.language.words import Words
from signage.situation.remarks import ReportApproved, Upward
from signage.situation.texts import (
    ITSELF,
    Passing,
    Sent,
    Text,
    TextDrafted,
    TextHandled,
    TextPassed,
    TextSent,
    TextState,
)

DRILLS_KEPT = 400
"""Drills remembered for coverage and next-due; more than one on every working day of a year."""
TEXTS_KEPT = 100
UPWARD_KEPT = 200

# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """A text and, if there is one, the address of what was kept (plan line 927)."""

    incident: str
    text: str
    link: str = ""
    file: str = ""
    """Name of a stored file, made outside."""


@dataclass(frozen=True, slots=True)
class EraseEvidence:
    """Take a file away before its time: it should not have been kept. The line that named it
    stays."""

    incident: str
    file: str


@dataclass(frozen=True, slots=True)
class GiveLink:
    """A read-only link on one report (``incident:…``) or one period (``period:2026-11``); ``link``
    is drawn outside."""

    link: str
    about: str
    days: int = 7


@dataclass(frozen=True, slots=True)
class RevokeLink:
    link: str


MOST_POINTS = 5
"""For each question."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Something the drill's leader tells the players ``after_s`` seconds after the start."""

    after_s: int
    text: Words

    @property
    def clock(self) -> str:
        """2:05 after the start."""
        minutes, seconds = divmod(self.after_s, 60)
        return f"{minutes}:{seconds:02}"


@dataclass(frozen=True, slots=True)
class StartDrill:
    kind: str
    targets: tuple[str, ...]
    title: str = ""
    lamps: bool = False
    injects: tuple[Inject, ...] = ()
    questions: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluateDrill:
    """``scores`` 1 to 5, one for each question."""

    incident: str
    scores: tuple[int, ...]
    good: str = ""
    bad: str = ""


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    incident: str
    text: str
    link: str
    file: str = ""
    type: Literal["evidence_added"] = "evidence_added"


@dataclass(frozen=True, slots=True)
class EvidenceErased:
    incident: str
    file: str
    type: Literal["evidence_erased"] = "evidence_erased"


@dataclass(frozen=True, slots=True)
class LinkGiven:
    link: str
    about: str
    until: datetime
    type: Literal["link_given"] = "link_given"


@dataclass(frozen=True, slots=True)
class LinkRevoked:
    link: str
    type: Literal["link_revoked"] = "link_revoked"


@dataclass(frozen=True, slots=True)
class DrillStarted:
    """Beside the raising of its incident: a title, injects and questions, worded as they were
    then."""

    incident: str
    title: str
    injects: tuple[Inject, ...]
    questions: tuple[Words, ...]
    type: Literal["drill_started"] = "drill_started"


@dataclass(frozen=True, slots=True)
class DrillEvaluated:
    incident: str
    scores: tuple[int, ...]
    good: str
    bad: str
    type: Literal["drill_evaluated"] = "drill_evaluated"


# ---------------------------------------------------------------- what they add up to


@dataclass(frozen=True, slots=True)
class Link:
    id: str
    about: str
    until: datetime
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Evaluation:
    scores: tuple[int, ...]
    good: str
    bad: str
    by: str
    at: datetime

    @property
    def points(self) -> int:
        return sum(self.scores)

    @property
    def most(self) -> int:
        return MOST_POINTS * len(self.scores)


@dataclass(frozen=True, slots=True)
class Drill:
    incident: str
    kind: str
    name: Words
    at: datetime
    title: str = ""
    injects: tuple[Inject, ...] = ()
    questions: tuple[Words, ...] = ()
    evaluation: Evaluation | None = None


@dataclass(frozen=True, slots=True)
class Aftermath:
    links: dict[str, Link] = field(default_factory=dict)
    """Neither revoked nor, at the time the last one was given, expired."""
    texts: dict[str, Text] = field(default_factory=dict)
    upward: Annotated[dict[str, Upward], Field(exclude_if=lambda told: not told)] = field(
        default_factory=dict
    )
    """Reports that a leader sent to the authority, by number."""
    drills: dict[str, Drill] = field(default_factory=dict)


def followed(after: Aftermath, event: Any, by: str, at: datetime) -> Aftermath:
    """Total: what is not listed, or speaks of something unknown, changes nothing."""
    folded = FOLLOWS.get(type(event))
    return after if folded is None else folded(after, event, by, at)


def drilled(after: Aftermath, incident: str, kind: str, name: Words, at: datetime) -> Aftermath:
    # Bounded by the log's order, not by time: a clock set back makes no drill the oldest.
    kept = {**after.drills, incident: Drill(incident, kind, name, at)}
    return replace(after, drills=_newest(kept, DRILLS_KEPT))


def never_drilled(after: Aftermath, incident: str) -> Aftermath:
    """Its raising was taken back."""
    if incident not in after.drills:
        return after
    return replace(
        after,
        drills={number: drill for number, drill in after.drills.items() if number != incident},
    )


def _newest(kept: dict[str, Any], most: int) -> dict[str, Any]:
    return dict(list(kept.items())[-most:])


def _given(after: Aftermath, event: LinkGiven, by: str, at: datetime) -> Aftermath:
    live = {number: link for number, link in after.links.items() if link.until > at}
    return replace(
        after, links={**live, event.link: Link(event.link, event.about, event.until, by, at)}
    )


def _revoked(after: Aftermath, event: LinkRevoked, by: str, at: datetime) -> Aftermath:
    return replace(
        after, links={number: link for number, link in after.links.items() if number != event.link}
    )


def _drafted(after: Aftermath, event: TextDrafted, by: str, at: datetime) -> Aftermath:
    """What the hall drafts itself takes the place of its own draft of before."""
    about = (event.incident, event.what, ITSELF, "draft")
    stale = {
        text.id
        for text in after.texts.values()
        if by == ITSELF and (text.incident, text.what, text.by, text.state) == about
    }
    kept = {name: text for name, text in after.texts.items() if name not in stale}
    text = Text(
        event.text, event.incident, event.what, event.cls, event.title, event.body, "draft", by, at,
        until=event.until, said_until=event.said_until, english=event.english, replaces=event.replaces,
    )  # fmt: skip
    return replace(after, texts=_newest({**kept, event.text: text}, TEXTS_KEPT))


STATE_AFTER: Mapping[str, TextState] = {
    "approve": "approved",
    "publish": "published",
    "withdraw": "withdrawn",
}


def _handled(after: Aftermath, event: TextHandled, by: str, at: datetime) -> Aftermath:
    known = after.texts.get(event.text)
    if known is None:
        return after
    more: Mapping[str, dict[str, Any]] = {
        "approve": {"approved_by": by},
        "publish": {
            "issued_at": at,
            "channels": event.channels,
            "ready": event.ready,
            "outlets": event.outlets,
        },
    }
    changed = replace(known, state=STATE_AFTER[event.act], changed_at=at, **more.get(event.act, {}))
    return replace(after, texts={**after.texts, known.id: changed})


def _sent(after: Aftermath, event: TextSent, by: str, at: datetime) -> Aftermath:
    """The first word stands."""
    known = after.texts.get(event.text)
    if known is None or event.channel in known.sent:
        return after
    sent = {**known.sent, event.channel: Sent(by, at, event.count, event.via)}
    return replace(after, texts={**after.texts, known.id: replace(known, sent=sent)})


def _passed(after: Aftermath, event: TextPassed, by: str, at: datetime) -> Aftermath:
    """Of a text, or of a report upward."""
    known = after.texts.get(event.text)
    report = after.upward.get(event.text)
    if report is not None:
        again = _again(report.passed.get(event.outlet), event, at)
        word = Passing(event.act, event.outcome, at, event.why, event.answer, again=again)
        told = replace(report, passed={**report.passed, event.outlet: word})
        return replace(after, upward={**after.upward, report.id: told})
    if known is None:
        return after
    before = known.passed.get(event.outlet)
    sent_at = at if event.outcome == "sent" else before.sent_at if before else None
    again = _again(before, event, at)
    word = Passing(event.act, event.outcome, at, event.why, event.answer, sent_at, again)
    passed = {**known.passed, event.outlet: word}
    return replace(after, texts={**after.texts, known.id: replace(known, passed=passed)})


def _again(before: Passing | None, event: TextPassed, at: datetime) -> datetime | None:
    if event.outcome == "again":
        return at
    return before.again if before else None


def _report_approved(after: Aftermath, event: ReportApproved, by: str, at: datetime) -> Aftermath:
    made = Upward(
        event.report, event.incident, event.stage, event.text, event.to, event.due, by, at
    )
    return replace(after, upward=_newest({**after.upward, event.report: made}, UPWARD_KEPT))


def _started(after: Aftermath, event: DrillStarted, by: str, at: datetime) -> Aftermath:
    known = after.drills.get(event.incident)
    if known is None:
        return after
    told = replace(known, title=event.title, injects=event.injects, questions=event.questions)
    return replace(after, drills={**after.drills, known.incident: told})


def _evaluated(after: Aftermath, event: DrillEvaluated, by: str, at: datetime) -> Aftermath:
    known = after.drills.get(event.incident)
    if known is None:
        return after
    judged = replace(known, evaluation=Evaluation(event.scores, event.good, event.bad, by, at))
    return replace(after, drills={**after.drills, known.incident: judged})


FOLLOWS: Mapping[type, Callable[[Aftermath, Any, str, datetime], Aftermath]] = {
    LinkGiven: _given,
    LinkRevoked: _revoked,
    TextDrafted: _drafted,
    TextHandled: _handled,
    TextSent: _sent,
    TextPassed: _passed,
    ReportApproved: _report_approved,
    DrillStarted: _started,
    DrillEvaluated: _evaluated,
}
"""Evidence is in the log alone: a report reads it there."""
