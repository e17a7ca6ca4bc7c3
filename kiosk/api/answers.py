"""What the HTTP API gives. The models that answer also make the OpenAPI document.

Words go out as their Chinese text with the English beside it (``title``, ``title_en``).
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import (
    AwareDatetime,
    Field,
)

from devices.schedule.health import LampHealth
from kiosk.api.requests import Api, Level
from kiosk.engine.board import View
from kiosk.engine.delivery import Reach, State
from signage.availability.world import channels
from signage.catalogue.kinds import LEAVING, Sign
from signage.deciding.text_channels import facts
from signage.evacuation.way_out import Form
from signage.hall.model import ChannelKind, Lamp
from signage.language.personal import masked
from signage.language.words import Words, both, fill, say
from signage.rules.gates import checks
from signage.shows.announcements import shown
from signage.shows.due_in_incidents import Duty, Rule, duty_words
from signage.shows.lamps import LampScene
from signage.shows.notice_board import posted
from signage.shows.quiet import quiet
from signage.shows.scene import Scene
from signage.situation.events import EVENT, Recorded
from signage.situation.incidents import Incident, Mark
from signage.situation.texts import Text

ELSEWHERE = both("另一处：{what}", "Elsewhere in the hall: {what}")


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
    stored: bool = Field(True, description="False: shown, and not yet in the log because the store cannot take it")
    quiet: tuple[str, ...] = Field(
        (), description="Of an evacuation, asked for by its id: screens within sight or 30 m that tell nobody to leave"
    )


class IncidentsOut(Api):
    revision: int
    incidents: tuple[IncidentOut, ...]


class SceneOut(Api):
    """``sign`` is the winner's; ``extent`` band = it is said in a band, and what the screen is for goes on below."""

    sign: Sign
    extent: Literal["whole", "band"]
    title: str
    title_en: str
    reason: str
    reason_en: str
    incident: str | None
    arrow: str | None = Field(None, exclude_if=lambda arrow: arrow is None)
    exit: str | None = Field(None, exclude_if=lambda way: way is None)
    form: Form | None = Field(
        None,
        exclude_if=lambda form: form is None,
        description="Of an evacuation: no-route = stay, follow-staff = up only",
    )


class ScreenOut(Api):
    id: str
    scene: SceneOut
    online: bool = Field(description="Whether a page of it takes part: its state is showing or hidden")
    state: State = Field(
        description="showing: it paints; hidden: its page is behind another; silent: connected, but it paints nothing "
        "any more (frozen, or its cable is dead); off: not connected"
    )
    shown_revision: int | None = Field(description="The newest revision the screen says it has painted")
    seen_at: datetime | None = Field(description="When it last said so; null since the server started")


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


class ByHandOut(Api):
    """A window that takes papers by hand now, and the outage for which it does."""

    window: str
    incident: str


class HallOut(Api):
    """One moment of the whole hall; everything in it is of the same revision."""

    revision: int
    unavailable: tuple[str, ...]
    incidents: tuple[IncidentOut, ...]
    screens: tuple[ScreenOut, ...]
    lamps: tuple[LampOut, ...]
    services: tuple[ServiceOut, ...]
    by_hand: tuple[ByHandOut, ...] = Field((), description="Windows that take papers by hand, in the hall's order")


class WindowOut(Api):
    revision: int
    id: str
    open: bool
    services: tuple[str, ...]
    changed: bool = Field(description="Whether it differs from the hall's description today")


class ChannelFactOut(Api):
    """``state``: shown, over or withdrawn where the hall shows it itself; ready (nobody said it was sent) or sent."""

    channel: str
    state: Literal["shown", "over", "withdrawn", "ready", "sent"]
    text: str
    by: str
    at: AwareDatetime | None = Field(None, description="When sending was confirmed")
    count: int | None = Field(None, description="To how many it was sent")


class NoticeOut(Api):
    """A text for the public. ``alone``: one person both wrote and approved it."""

    id: str
    incident: str | None
    what: Literal["notice", "end", "free"]
    state: Literal["draft", "approved", "published", "withdrawn"]
    title: str
    body: str
    by: str
    approved_by: str | None
    alone: bool
    issued_at: AwareDatetime | None
    shown: bool = Field(description="Whether it hangs on the status page and in the feed now")
    channels: tuple[ChannelFactOut, ...]


class NoticesOut(Api):
    revision: int
    notices: tuple[NoticeOut, ...]


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


def incident_out(incident: Incident, quiet: tuple[str, ...] = (), *, stored: bool = True) -> IncidentOut:
    notice = incident.notice
    return IncidentOut.model_validate(
        {
            "id": incident.id, "revision": incident.revision, "state": incident.state, "kind": notice.kind,
            "class": notice.cls, "title": say(notice.name), "title_en": say(notice.name, "en"),
            "targets": incident.targets, "level": incident.level, "eta": incident.eta, "cause": masked(incident.cause),
            "note": masked(incident.note), "drill": incident.drill, "raised_at": incident.raised_at,
            "raised_by": incident.raised_by, "acknowledged_by": incident.acknowledged_by,
            "silenced": incident.silenced, "cleared_at": incident.cleared_at, "repeats": incident.repeats,
            "commander": incident.commander, "overridden": incident.overridden, "steps": steps_out(incident),
            "gates": gates_out(incident), "review": mark_out(incident.review), "signed": mark_out(incident.signed),
            "quiet": quiet, "stored": stored,
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


def quiet_out(view: View, incident: Incident) -> tuple[str, ...]:
    """Screens that an evacuation of a part of the hall leaves quiet beside it."""
    if incident.notice.cls not in LEAVING or not incident.open:
        return ()
    return tuple(near.screen for near in quiet(view.world, view.scenes, incident.targets))


def scene_out(scene: Scene) -> SceneOut:
    said = scene.elsewhere
    if said is not None:
        why = fill(ELSEWHERE, what=said.words)
        return SceneOut.model_validate(
            {
                "sign": said.sign, "extent": "band", "title": line(said.words), "title_en": line(said.words, "en"),
                "reason": say(why), "reason_en": say(why, "en"), "incident": said.incident,
            }
        )  # fmt: skip
    return SceneOut.model_validate(
        {
            "sign": scene.sign, "extent": "whole", "title": line(scene.title), "title_en": line(scene.title, "en"),
            "reason": say(scene.reason.words), "reason_en": say(scene.reason.words, "en"),
            "incident": scene.incident, "arrow": scene.arrow, "exit": scene.exit,
            "form": scene.way.form if scene.way is not None else None,
        }
    )  # fmt: skip


def screen_out(scene: Scene, reach: Reach) -> ScreenOut:
    return ScreenOut(
        id=scene.screen, scene=scene_out(scene), online=reach.online, state=reach.state,
        shown_revision=reach.painted, seen_at=reach.at,
    )  # fmt: skip


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


def notice_out(view: View, text: Text) -> NoticeOut:
    incident = view.world.situation.incidents.get(text.incident)
    sent = {channel: {"at": one.at, "count": one.count} for channel, one in text.sent.items()}
    told, open_text = facts(view.content.hall, text, incident), shown(view.content.hall, text)
    return NoticeOut.model_validate(
        {
            "id": text.id, "incident": text.incident or None, "what": text.what, "state": text.state,
            "title": open_text.title, "body": open_text.body,
            "by": text.by, "approved_by": text.approved_by or None, "alone": text.alone, "issued_at": text.issued_at,
            "shown": any(one.id == text.id for one in posted(view.world)),
            "channels": tuple(
                {"channel": f.channel, "state": f.state, "text": f.words, "by": f.by, **sent.get(f.channel, {})}
                for f in told
            ),
        }
    )  # fmt: skip


def event_out(recorded: Recorded) -> EventOut:
    """What a person noted of an incident is masked here too: an older log holds it as it was typed."""
    event = EVENT.dump_python(recorded.event, mode="json")
    event |= {name: masked(event[name]) for name in ("cause", "note") if isinstance(event.get(name), str)}
    return EventOut(
        seq=recorded.seq, at=recorded.at, actor=recorded.actor.name, role=recorded.actor.role,
        type=event.pop("type"), event=event,
    )  # fmt: skip
