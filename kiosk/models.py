"""What the HTTP API takes and gives. The same models validate, answer and make the OpenAPI document.

Words go out as their Chinese text with the English beside it (``title``, ``title_en``).
"""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from devices.health import LampHealth
from kiosk.board import View
from kiosk.delivery import Reach
from signage.availability import channels
from signage.commands import Appoint, Change, Changing, ConfirmGate, MarkStep, NoteQueue, Raise, SetWindow
from signage.duties import Duty, Rule, duty_words
from signage.events import EVENT, Recorded
from signage.gates import checks
from signage.hall import ChannelKind, Lamp
from signage.incidents import TARGETS_MAX, TEXT_MAX, Incident, Mark
from signage.lamps import LampScene
from signage.notices import Sign
from signage.queueing import PEOPLE_MAX, WAIT_MAX
from signage.scene import Scene
from signage.words import Words, say

SEQ_MAX = 2**63 - 1
YEARS = range(2000, 2200)
"""A time near the ends of the calendar cannot be turned into hall time at all."""
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _instant(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _RFC3339.fullmatch(value) or int(value[:4]) not in YEARS:
        raise ValueError("write it as RFC 3339 with an offset, such as 2026-11-24T14:30:00+08:00")
    return datetime.fromisoformat(value.upper())


Instant = Annotated[AwareDatetime, BeforeValidator(_instant, json_schema_input_type=datetime)]
Text = Annotated[str, StringConstraints(max_length=TEXT_MAX)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Level = Annotated[int, Field(ge=1, le=4, description="1 is the highest")]


class Api(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


# ---------------------------------------------------------------- taken


class RaiseBody(Api):
    kind: Id = Field(description="A kind of the catalogue, such as WIN-PAUSE")
    targets: tuple[Id, ...] = Field(min_length=1, max_length=TARGETS_MAX, description="window/5, system/etax, hall, …")
    level: Level | None = None
    eta: Instant | None = Field(None, description="When it is expected back, RFC 3339 with offset")
    cause: Text = ""
    note: Text = ""
    drill: bool = False
    drill_lamps: bool = Field(False, description="Whether a drill drives the lamps too")
    cls: Id | None = Field(None, alias="class", description="For kinds that leave the choice: shelter or evacuate, …")
    draft: bool = Field(False, description="A report still to be assessed: nothing is shown until it is activated")

    def command(self) -> Raise:
        return Raise(
            kind=self.kind, targets=self.targets, level=self.level, eta=self.eta, cause=self.cause, note=self.note,
            drill=self.drill, drill_lamps=self.drill_lamps, cls=self.cls,
            draft=self.draft,
        )  # fmt: skip


class ChangeBody(Api):
    reason: Text = ""
    revision: int | None = Field(
        None, ge=0, le=SEQ_MAX, description="The incident's revision you have seen; absent = current"
    )
    eta: Instant | None = None
    no_eta: bool = Field(False, description="Take the expected time away")
    level: Level | None = None
    cause: Text | None = None
    note: Text | None = None

    def command(self, incident: str, command: Changing) -> Change:
        return Change(
            incident=incident, command=command, revision=self.revision, reason=self.reason, eta=self.eta,
            no_eta=self.no_eta, level=self.level, cause=self.cause, note=self.note,
        )  # fmt: skip


class StepBody(Api):
    """Exactly one of ``done``, ``skip`` (with a reason) and ``undo`` (one's own answer, within 30 s)."""

    done: bool = False
    skip: bool = False
    undo: bool = False
    reason: Text = ""

    @model_validator(mode="after")
    def _one(self) -> "StepBody":
        if (self.done, self.skip, self.undo).count(True) != 1:
            raise ValueError("give exactly one of done, skip and undo as true")
        return self

    def command(self, incident: str, step: int) -> MarkStep:
        return MarkStep(incident, step, "done" if self.done else "skipped" if self.skip else "open", self.reason)


class GateBody(Api):
    target: Id = Field(description="One of the gate's targets: window/5, machine/terminal-1, …")
    note: Text = Field("", description="What was checked, who repaired it")
    undo: bool = Field(False, description="Take one's own confirmation back, within 30 s")

    def command(self, incident: str, gate: str) -> ConfirmGate:
        return ConfirmGate(incident, gate, self.target, self.note, self.undo)


class CommanderBody(Api):
    name: Text | None = Field(None, description="Absent = whoever asks")

    def command(self, incident: str, asks: str) -> Appoint:
        return Appoint(incident, asks if self.name is None else self.name)


class UndoBody(Api):
    """Nothing: an undo takes back one's own last change, within 30 s."""


class WindowBody(Api):
    """Absent or null everywhere = back to what the hall's description says."""

    open: bool | None = None
    services: tuple[Id, ...] | None = Field(None, max_length=TARGETS_MAX)

    def command(self, window: str) -> SetWindow:
        return SetWindow(window, self.open, self.services)


class QueueBody(Api):
    """How many people wait, and about how many minutes the next one would; absent = nobody knows."""

    waiting: int = Field(ge=0, le=PEOPLE_MAX)
    wait_min: int | None = Field(None, ge=0, le=WAIT_MAX)

    def command(self) -> NoteQueue:
        return NoteQueue(self.waiting, self.wait_min)


class IncidentsQuery(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    state: Literal["open", "all"] = "all"


class EventsQuery(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    after: int = Field(0, ge=0, le=SEQ_MAX, description="Give the events after this number")
    limit: int = Field(100, ge=1, le=1000)


# ---------------------------------------------------------------- given


class QueueOut(Api):
    """``state``: what the numbers mean now; ``crowd`` proposes the notice QUEUE to staff and raises nothing."""

    revision: int
    waiting: int
    wait_min: int | None
    state: Literal["calm", "warn", "crowd"]


class MarkOut(Api):
    by: str
    at: AwareDatetime
    text: str


class StepOut(Api):
    """``answer`` null = still to be done; ``by`` and ``at`` are of whoever answered first."""

    number: int
    phase: Literal["handle", "report", "recover"]
    text: str
    text_en: str
    owner: str
    answer: Literal["done", "skipped"] | None
    by: str | None
    at: AwareDatetime | None
    reason: str


class GateOut(Api):
    """What must be confirmed of a target before the incident can be cleared; ``confirmed`` null = not yet."""

    gate: Literal["last-operation", "safety-check"]
    target: str
    text: str
    text_en: str
    confirmed: MarkOut | None


class DutyOut(Api):
    """Something overdue. ``about`` is an incident's id, a person or a screen; ``calls`` whom to call now."""

    rule: Rule
    about: str
    due: AwareDatetime
    step: int | None
    calls: str | None
    text: str
    text_en: str


class DutiesOut(Api):
    revision: int
    overdue: tuple[DutyOut, ...]


class IncidentOut(Api):
    id: str
    revision: int
    state: Literal["draft", "active", "recovering", "cleared", "closed"]
    kind: str
    cls: str = Field(alias="class")
    title: str
    title_en: str
    targets: tuple[str, ...]
    level: Level
    eta: AwareDatetime | None
    cause: str
    note: str
    drill: bool
    raised_at: AwareDatetime
    raised_by: str
    acknowledged_by: str | None
    silenced: bool
    cleared_at: AwareDatetime | None
    repeats: int
    commander: str
    steps: tuple[StepOut, ...]
    gates: tuple[GateOut, ...]
    overridden: tuple[str, ...] = Field(description="Gates left open when an administrator ended it")
    review: MarkOut | None
    signed: MarkOut | None


class IncidentsOut(Api):
    revision: int
    incidents: tuple[IncidentOut, ...]


class SceneOut(Api):
    sign: Sign
    title: str
    title_en: str
    reason: str
    reason_en: str
    incident: str | None
    arrow: str | None = Field(None, exclude_if=lambda arrow: arrow is None)
    exit: str | None = Field(None, exclude_if=lambda way: way is None)


class ScreenOut(Api):
    id: str
    scene: SceneOut
    online: bool
    shown_revision: int | None = Field(description="The newest revision the screen says it has painted")


class LampOut(Api):
    id: str
    desired: str
    actual: str | None
    health: Literal["verified", "unverified", "lost", "misconfigured"]
    reason: str
    reason_en: str
    simulated: bool


class LampsOut(Api):
    """Lamps as they are described now, with the keys of lamps.toml."""

    revision: int
    lamps: tuple[Lamp, ...]


class ChannelOut(Api):
    id: str
    kind: ChannelKind
    depends: tuple[str, ...]
    available: bool
    reason: str
    reason_en: str


class ServiceOut(Api):
    id: str
    channels: tuple[ChannelOut, ...]


class HallOut(Api):
    """One moment of the whole hall; everything in it is of the same revision."""

    revision: int
    unavailable: tuple[str, ...]
    incidents: tuple[IncidentOut, ...]
    screens: tuple[ScreenOut, ...]
    lamps: tuple[LampOut, ...]
    services: tuple[ServiceOut, ...]


class WindowOut(Api):
    revision: int
    id: str
    open: bool
    services: tuple[str, ...]
    changed: bool = Field(description="Whether it differs from the hall's description today")


class EventOut(Api):
    seq: int
    at: AwareDatetime
    actor: str
    role: str
    type: str
    event: dict[str, Any]


class EventsOut(Api):
    events: tuple[EventOut, ...]
    last: int = Field(description="Ask for the next ones with after=last")


class FaultOut(Api):
    field: str
    code: str
    message: str


class ProblemOut(Api):
    """Problem details, RFC 9457. ``code`` is stable; ``field`` names the input that is wrong."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    detail_zh: str
    field: str | None = None
    errors: tuple[FaultOut, ...] | None = None
    incident: IncidentOut | None = Field(None, description="Of a conflict: the incident as it now stands")


# ---------------------------------------------------------------- from the domain


def line(words: Words, lang: str = "zh") -> str:
    """A sign's words on one line: its break mark goes, 危险！/请勿触摸 → 危险！请勿触摸."""
    return say(words, lang).replace("/", "" if lang == "zh" else " ")


def incident_out(incident: Incident) -> IncidentOut:
    notice = incident.notice
    return IncidentOut.model_validate(
        {
            "id": incident.id, "revision": incident.revision, "state": incident.state, "kind": notice.kind,
            "class": notice.cls, "title": say(notice.name), "title_en": say(notice.name, "en"),
            "targets": incident.targets, "level": incident.level, "eta": incident.eta, "cause": incident.cause,
            "note": incident.note, "drill": incident.drill, "raised_at": incident.raised_at,
            "raised_by": incident.raised_by, "acknowledged_by": incident.acknowledged_by,
            "silenced": incident.silenced, "cleared_at": incident.cleared_at, "repeats": incident.repeats,
            "commander": incident.commander, "overridden": incident.overridden, "steps": steps_out(incident),
            "gates": gates_out(incident), "review": mark_out(incident.review), "signed": mark_out(incident.signed),
        }
    )  # fmt: skip


def mark_out(mark: Mark | None) -> MarkOut | None:
    return None if mark is None else MarkOut(by=mark.by, at=mark.at, text=mark.text)


def steps_out(incident: Incident) -> tuple[StepOut, ...]:
    found = []
    for number, task in enumerate(incident.steps, 1):
        tick = incident.ticks.get(number)
        found.append(
            StepOut(
                number=number, phase=task.phase, text=say(task.text), text_en=say(task.text, "en"),
                owner=say(task.owner), answer=tick.answer if tick else None, by=tick.by if tick else None,
                at=tick.at if tick else None, reason=tick.reason if tick else "",
            )
        )  # fmt: skip
    return tuple(found)


def gates_out(incident: Incident) -> tuple[GateOut, ...]:
    return tuple(
        GateOut.model_validate(
            {"gate": check.gate, "target": check.target, "text": say(check.text), "text_en": say(check.text, "en"),
             "confirmed": mark_out(check.mark)}
        )
        for check in checks(incident)
    )  # fmt: skip


def duty_out(duty: Duty, now: datetime) -> DutyOut:
    tier, words = duty.calls(now), duty_words(duty, now)
    return DutyOut(
        rule=duty.rule, about=duty.about, due=duty.due, step=duty.step or None, calls=say(tier.name) if tier else None,
        text=say(words), text_en=say(words, "en"),
    )  # fmt: skip


def scene_out(scene: Scene) -> SceneOut:
    return SceneOut.model_validate(
        {
            "sign": scene.sign, "title": line(scene.title), "title_en": line(scene.title, "en"),
            "reason": say(scene.reason.words), "reason_en": say(scene.reason.words, "en"),
            "incident": scene.incident, "arrow": scene.arrow, "exit": scene.exit,
        }
    )  # fmt: skip


def screen_out(scene: Scene, reach: Reach) -> ScreenOut:
    return ScreenOut(id=scene.screen, scene=scene_out(scene), online=reach.online, shown_revision=reach.painted)


def lamp_out(wanted: LampScene, fact: LampHealth | None) -> LampOut:
    """Without a fact nobody drives this lamp yet: lost."""
    if fact is None:
        return LampOut(
            id=wanted.lamp, desired=str(wanted.pattern), actual=None, health="lost", simulated=False,
            reason="尚未连接", reason_en="Not connected yet",
        )  # fmt: skip
    return LampOut(
        id=wanted.lamp, desired=str(wanted.pattern), actual=None if fact.actual is None else str(fact.actual),
        health=fact.health, reason=say(fact.reason), reason_en=say(fact.reason, "en"), simulated=fact.simulated,
    )  # fmt: skip


def services_out(view: View) -> tuple[ServiceOut, ...]:
    return tuple(
        ServiceOut(
            id=service.id,
            channels=tuple(
                ChannelOut(
                    id=c.id, kind=c.kind, depends=c.depends, available=c.available,
                    reason=say(c.reason), reason_en=say(c.reason, "en"),
                )
                for c in channels(view.world, service)
            ),
        )
        for service in view.content.hall.services
    )  # fmt: skip


def window_out(view: View, window: str) -> WindowOut:
    now = view.world.windows[window]
    return WindowOut(revision=view.revision, id=now.id, open=now.open, services=now.services, changed=now.changed)


def event_out(recorded: Recorded) -> EventOut:
    event = EVENT.dump_python(recorded.event, mode="json")
    return EventOut(
        seq=recorded.seq, at=recorded.at, actor=recorded.actor.name, role=recorded.actor.role,
        type=event.pop("type"), event=event,
    )  # fmt: skip
