"""HTTP API v1 for machines: bearer tokens only, never cookies. Each route is declared where it
acts."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, cast

from flask import Response, request, url_for

from kiosk.access.problems import STATUS_OF, Problem, answer
from kiosk.api.alertmanager import AlertsBody, ForeignBody
from kiosk.api.answers import (
    AlertsOut,
    ByHandOut,
    DutiesOut,
    EventsOut,
    HallOut,
    IncidentOut,
    IncidentsOut,
    LampsOut,
    NoticeOut,
    NoticesOut,
    QueueOut,
    WindowOut,
)
from kiosk.api.cap import CapBody
from kiosk.api.declared import BY_COMMAND, ROUTES, Asked, Given, Route, blueprint, route
from kiosk.api.openapi import document
from kiosk.api.requests import (
    ChangeBody,
    CommanderBody,
    EventsQuery,
    GateBody,
    IncidentsQuery,
    QueueBody,
    RaiseBody,
    SentBody,
    StepBody,
    UndoBody,
    WindowBody,
)
from kiosk.api.told import (
    duty_out,
    event_out,
    incident_out,
    lamp_out,
    notice_out,
    quiet_out,
    screen_out,
    services_out,
    window_out,
)
from kiosk.custody.lamps import set_lamps
from kiosk.custody.warnings.feeds import Hearer
from kiosk.engine.view import Outcome
from kiosk.serving.services import services
from signage.availability.by_hand import by_hand
from signage.deciding.queue import crowding
from signage.hall.model import Lamp
from signage.language.words import Message
from signage.rules.refusal import Refused, unknown
from signage.shows.due_in_incidents import overdue
from signage.situation.commands import Changing
from signage.situation.incidents import OF_MACHINES, Incident

__all__ = ["ROUTES", "Route", "blueprint"]

NO_INCIDENT = Message("api.there-no-such-incident-reload")


def _incident(outcome: Outcome, status: int = 200) -> Given[IncidentOut]:
    if outcome.incident is None:
        raise Refused("unknown-incident", None, NO_INCIDENT)
    quiet = quiet_out(outcome.view, outcome.incident)
    model = incident_out(outcome.incident, quiet, stored=outcome.stored)
    created = {"Location": url_for("api.one", id=model.id)} if status == HTTPStatus.CREATED else {}
    return Given(model, status, created)


def _out(incident: Incident, quiet: tuple[str, ...] = ()) -> IncidentOut:
    unsaved = services().board.unsaved.incidents
    return incident_out(incident, quiet, stored=incident.id not in unsaved)


@blueprint.errorhandler(Refused)
def _refused(error: Refused) -> Response:
    """Who comes too late is told how the incident stands now."""
    status = STATUS_OF.get(error.code, 422)
    more: dict[str, Any] = {}
    number = (request.view_args or {}).get("id", "")
    incident = services().board.view.world.situation.incidents.get(number)
    if status == HTTPStatus.CONFLICT and incident is not None:
        more["incident"] = _out(incident).model_dump(mode="json", by_alias=True)
    return answer(status, error.code, error.words, error.field, **more)


@route(
    "post", "/incidents", "raise", "Raise an incident; 200 where the same one is open already",
    "raise", (201, 200),
)  # fmt: skip
def raise_incident(asked: Asked[RaiseBody]) -> Given[IncidentOut]:
    outcome = services().board.do(asked.sent.command(), asked.actor, asked.key)
    return _incident(outcome, 201 if outcome.created else 200)


@route("get", "/incidents", "list", "Incidents, oldest first", "read")
def listed(asked: Asked[IncidentsQuery]) -> Given[IncidentsOut]:
    view = services().board.view
    wanted = view.world.situation.incidents.values()
    found = tuple(_out(i) for i in wanted if i.open or asked.sent.state == "all")
    return Given(IncidentsOut(revision=view.revision, incidents=found))


@route("get", "/incidents/{id}", "one", "One incident", "read")
def one(asked: Asked[None], number: str) -> Given[IncidentOut]:
    view = services().board.view
    incident = view.world.situation.incidents.get(number)
    if incident is None:
        raise Refused("unknown-incident", None, NO_INCIDENT)
    return Given(_out(incident, quiet_out(view, incident)))


@route(
    "post", "/incidents/{id}/{command}", "change",
    "One act on an incident: activate or dismiss a draft; acknowledge, update, escalate, "
    "silence, resolve, clear; review, close", BY_COMMAND,
)  # fmt: skip
def change(asked: Asked[ChangeBody], number: str, command: str) -> Given[IncidentOut]:
    act = asked.sent.command(number, cast(Changing, command))
    return _incident(services().board.do(act, asked.actor, asked.key))


@route(
    "post", "/incidents/{id}/steps/{step}", "mark",
    "Answer a step of the checklist; the first answer stands", "mark",
)  # fmt: skip
def mark(asked: Asked[StepBody], number: str, step: str) -> Given[IncidentOut]:
    # Not <int:step>: that would make a page's 404 of what is a refusal with a reason.
    counted = int(step) if step.isascii() and step.isdecimal() and len(step) < 4 else 0
    act = asked.sent.command(number, counted)
    return _incident(services().board.do(act, asked.actor, asked.key))


@route(
    "post", "/incidents/{id}/gates/{gate}", "confirm", "Confirm a gate for one of its targets",
    "confirm",
)  # fmt: skip
def confirm(asked: Asked[GateBody], number: str, gate: str) -> Given[IncidentOut]:
    act = asked.sent.command(number, gate)
    return _incident(services().board.do(act, asked.actor, asked.key))


@route("post", "/incidents/{id}/commander", "appoint", "Name the one commander", "appoint")
def appoint(asked: Asked[CommanderBody], number: str) -> Given[IncidentOut]:
    act = asked.sent.command(number, asked.actor.name)
    return _incident(services().board.do(act, asked.actor, asked.key))


@route("get", "/duties", "duties", "What is overdue now, and whom to call", "read")
def duties(asked: Asked[None]) -> Given[DutiesOut]:
    """By the clock as it is now: the board's own view may be a moment older."""
    here = services()
    view, now = here.board.view, here.clock()
    found = overdue(replace(view.world, now=now))
    told = tuple(duty_out(duty, now) for duty in found)
    return Given(DutiesOut(revision=view.revision, overdue=told))


@route(
    "post", "/incidents/{id}/undo", "undo", "Take back one's own last change, within 30 s", "undo"
)  # fmt: skip
def undo(asked: Asked[UndoBody], number: str) -> Given[IncidentOut]:
    return _incident(services().board.do(asked.sent.command(number), asked.actor, asked.key))


@route("get", "/events", "events", "The log, oldest first", "read")
def events(asked: Asked[EventsQuery]) -> Given[EventsOut]:
    after, limit = asked.sent.after, asked.sent.limit
    store = services().store
    log = str(store.identity)
    found = tuple(event_out(recorded) for recorded in store.events(after, limit))
    last = found[-1].seq if found else after
    return Given(EventsOut(events=found, last=last, log=log, head=store.head))


@route("get", "/hall", "hall", "Everything that is shown now, and why", "read")
def hall(asked: Asked[None]) -> Given[HallOut]:
    here = services()
    view = here.board.view
    health = here.lights.health()
    return Given(
        HallOut(
            revision=view.revision,
            unavailable=tuple(sorted(view.world.out)),
            incidents=tuple(_out(i) for i in view.world.situation.open_incidents),
            screens=tuple(
                screen_out(
                    scene, here.delivery.of(scene.screen), here.people.paired_for(scene.screen)
                )
                for scene in view.scenes.values()
            ),
            lamps=tuple(
                lamp_out(wanted, health.get(wanted.lamp)) for wanted in view.lamps.values()
            ),
            services=services_out(view),
            by_hand=tuple(ByHandOut(window=w, incident=i) for w, i in by_hand(view.world).items()),
        )
    )


@route(
    "post", "/windows/{name}", "window", "Open, close or re-function window/<name> for today",
    "window",
)  # fmt: skip
def window(asked: Asked[WindowBody], name: str) -> Given[WindowOut]:
    number = f"window/{name}"
    outcome = services().board.do(asked.sent.command(number), asked.actor, asked.key)
    # Asked again with its key long after, the hall may be described without it.
    if number not in outcome.view.world.windows:
        raise unknown("window", number)
    return Given(window_out(outcome.view, number))


@route(
    "post", "/queue", "queue",
    "How many people wait: may propose the notice of a crowd to staff", "queue",
)  # fmt: skip
def queue(asked: Asked[QueueBody]) -> Given[QueueOut]:
    sent = asked.sent
    view = services().board.do(sent.command(), asked.actor, asked.key).view
    # Numbers grow old: what they mean is asked of this moment, not of the view's.
    state = crowding(replace(view.world, now=services().clock()))
    return Given(
        QueueOut(revision=view.revision, waiting=sent.waiting, wait_min=sent.wait_min, state=state)
    )


@route(
    "post", "/alerts", "hear",
    "Alertmanager's webhook: proposes to staff, or raises, what the hall's alerts.toml says", "hear",
)  # fmt: skip
def alerts(asked: Asked[AlertsBody]) -> Given[AlertsOut]:
    """A report that is over ends nothing: staff are told, and end what they raised."""
    board = services().board
    described = board.view.content.hall.alerts
    last, known = services().last_words, [one.measure for one in described.thresholds]
    last.note(asked.actor.name.removeprefix(OF_MACHINES), described.sources)
    last.note_values(asked.actor.name, asked.sent.measured, known, board.now())
    told = asked.sent.command(described)
    view = board.do(told, asked.actor, asked.key).view
    firing = sum(alert.firing for alert in told.alerts)
    return Given(
        AlertsOut(
            revision=view.revision,
            firing=firing,
            resolved=len(told.alerts) - firing,
            ignored=len(asked.sent.alerts) - len(told.alerts),
        )
    )


@route(
    "post", "/alerts/{source}", "hear-from",
    "Another monitor's own JSON, read by the mapping of this source in the hall's alerts.toml", "hear",
)  # fmt: skip
def alerts_from(asked: Asked[ForeignBody], source: str) -> Given[AlertsOut]:
    """Uptime Kuma, Zabbix, Nagios and others; what is not where it should be is refused by its place."""
    board = services().board
    described = board.view.content.hall.alerts
    found = described.source.get(source)
    if found is None or not found.mapped:
        raise Problem(404, "unknown-source", Message("routes.no-source", source=source), "source")
    told, ignored, values = asked.sent.command(described, found)
    last, known = services().last_words, [one.measure for one in described.thresholds]
    last.note(source, described.sources)
    last.note_values(f"{asked.actor.name}/{source}", values, known, board.now())
    view = board.do(told, asked.actor, asked.key).view
    firing = sum(alert.firing for alert in told.alerts)
    return Given(
        AlertsOut(
            revision=view.revision,
            firing=firing,
            resolved=len(told.alerts) - firing,
            ignored=ignored,
        )
    )


@route(
    "post", "/warnings", "warn",
    "An authority's warning in CAP 1.2: proposes to staff, or raises, what the hall's alerts.toml says",
    "hear",
)  # fmt: skip
def warnings(asked: Asked[CapBody]) -> Given[AlertsOut]:
    """An update replaces, a cancel and an end withdraw; staff end what they raised."""
    board = services().board
    told, passed_over = asked.sent.command(Hearer(board).listening(asked.actor.name))
    view = board.do(told, asked.actor, asked.key).view
    return Given(
        AlertsOut(
            revision=view.revision,
            firing=len({alert.fingerprint for alert in told.alerts}),
            resolved=len(told.withdrawn),
            ignored=len(passed_over),
        )
    )


@route("get", "/notices", "notices", "Texts for the public and what became of them", "read")
def notices(asked: Asked[None]) -> Given[NoticesOut]:
    view = services().board.view
    texts = view.world.situation.after.texts.values()
    told = tuple(notice_out(view, text) for text in texts)
    return Given(NoticesOut(revision=view.revision, notices=told))


@route(
    "post", "/notices/{name}/sent", "sent",
    "A gateway confirms that a text was sent, and to how many", "sent",
)  # fmt: skip
def notice_sent(asked: Asked[SentBody], name: str) -> Given[NoticeOut]:
    """A gateway's own word; a person says it at /notices."""
    view = services().board.do(asked.sent.command(name), asked.actor, asked.key).view
    return Given(notice_out(view, view.world.situation.after.texts[name]))


@route("get", "/lamps", "lamps", "How every lamp is described", "read")
def lamps(asked: Asked[None]) -> Given[LampsOut]:
    view = services().board.view
    return Given(LampsOut(revision=view.revision, lamps=view.content.hall.lamps))


@route(
    "put", "/lamps/{name}", "put-lamp",
    "Set up or change a lamp; nothing is stored unless a driver can light it", "lamps", (200, 201),
)  # fmt: skip
def put_lamp(asked: Asked[Lamp], name: str) -> Given[Lamp]:
    body = asked.sent
    if body.id != name:
        words = Message("api.bodys-id-address-says-make", id=body.id, what=name)
        raise Problem(422, "wrong-id", words, "id")
    known = name in services().board.view.content.hall.lamp
    put = body.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    view = set_lamps((put,), (), asked.actor, asked.key).view
    # Asked again with its key long after, the lamp may be another one by now, or gone.
    return Given(view.content.hall.lamp.get(name, body), 200 if known else 201)


@route("delete", "/lamps/{name}", "remove-lamp", "Take a lamp away", "lamps", (204,))
def remove_lamp(asked: Asked[None], name: str) -> Given[None]:
    set_lamps((), (name,), asked.actor)
    return Given(None, 204)


@route("get", "/openapi.json", "describe", "This document", None)
def describe(asked: Asked[None]) -> Given[str]:
    return Given(document())
