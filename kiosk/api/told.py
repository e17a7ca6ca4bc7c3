"""The hall's own values as answers of the HTTP API."""

from datetime import datetime

from devices.schedule.health import LampHealth
from kiosk.api.answers import (
    ChannelOut,
    DutyOut,
    EventOut,
    GateOut,
    IncidentOut,
    LampOut,
    MarkOut,
    NoticeOut,
    SceneOut,
    ScreenOut,
    ServiceOut,
    StepOut,
    WindowOut,
)
from kiosk.engine.delivery import Reach
from kiosk.engine.view import View
from signage.availability.world import channels
from signage.catalogue.kinds import LEAVING
from signage.deciding.text_channels import facts
from signage.language.personal import masked
from signage.language.words import Message, Words, fill, say, unbroken
from signage.records.told_events import told_event
from signage.rules.gates import checks
from signage.shows.announcements import shown
from signage.shows.due_in_incidents import Duty, duty_words
from signage.shows.lamps import LampScene
from signage.shows.notice_board import posted
from signage.shows.quiet import quiet
from signage.shows.scene import Scene
from signage.situation.events import Recorded
from signage.situation.incidents import Incident, Mark
from signage.situation.texts import Text

ELSEWHERE = Message("told.elsewhere-in-the-hall")
NOT_CONNECTED = Message("told.not-connected-yet")


def line(words: Words, lang: str = "zh") -> str:
    """A sign's words on one line: its break mark goes, 危险！/请勿触摸 → 危险！请勿触摸."""
    return unbroken(say(words, lang), lang)


def incident_out(
    incident: Incident, quiet: tuple[str, ...] = (), *, stored: bool = True
) -> IncidentOut:
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


def screen_out(scene: Scene, reach: Reach, paired: int) -> ScreenOut:
    return ScreenOut(
        id=scene.screen, scene=scene_out(scene), online=reach.online, state=reach.state,
        shown_revision=reach.painted, seen_at=reach.at, paired=paired,
    )  # fmt: skip


def lamp_out(wanted: LampScene, fact: LampHealth | None) -> LampOut:
    """Without a fact nobody drives this lamp yet: lost."""
    if fact is None:
        return LampOut(
            id=wanted.lamp, desired=str(wanted.pattern), actual=None, health="lost", simulated=False,
            reason=say(NOT_CONNECTED), reason_en=say(NOT_CONNECTED, "en"),
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
    return WindowOut(
        revision=view.revision, id=now.id, open=now.open, services=now.services, changed=now.changed
    )


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
    kind, event = told_event(recorded)
    return EventOut(
        seq=recorded.seq, at=recorded.at, actor=recorded.actor.name, role=recorded.actor.role,
        type=kind, event=event,
    )  # fmt: skip
