"""HTTP API v1 for machines: bearer tokens only, never cookies; what it says of itself comes from the same models."""

import hashlib
import json
from dataclasses import replace
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar, get_args

from flask import Blueprint, Response, g, request, url_for
from pydantic import BaseModel

from kiosk.access.clients import GRANTS, client_actor
from kiosk.access.problems import STATUS_OF, WORDS_OF, Problem, answer
from kiosk.api.answers import (
    ByHandOut,
    DutiesOut,
    EventsOut,
    HallOut,
    IncidentOut,
    IncidentsOut,
    LampsOut,
    NoticesOut,
    QueueOut,
)
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
from kiosk.engine.board import Outcome
from kiosk.serving.lanes.unknown import BAD_TOKEN, NO_TOKEN, Unknown
from kiosk.serving.pins import digest
from kiosk.serving.services import services
from signage.availability.by_hand import by_hand
from signage.deciding.queue import crowding
from signage.hall.model import Lamp
from signage.language.letters import mended_all
from signage.language.words import both
from signage.rules.refusal import Refused
from signage.shows.due_in_incidents import overdue
from signage.situation.commands import Changing, Undo
from signage.situation.incidents import Actor, Incident

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

KEY = "Idempotency-Key"
KEY_MAX = 128
CHANGES = frozenset(get_args(Changing))
NO_INCIDENT = both("没有这个事件，请刷新。", "There is no such incident; reload the list.")
M = TypeVar("M", bound=BaseModel)

# ---------------------------------------------------------------- who calls


def _scopes() -> tuple[str, frozenset[str]]:
    """The client's name and scopes, by its token. 401 without a good one."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _unknown(NO_TOKEN)
    found = services().people.token(digest(secret.strip()))
    if found is None:
        raise _unknown(BAD_TOKEN)
    return found[0], frozenset(found[1].replace(",", " ").split())


def _unknown(why: Unknown) -> Problem:
    return Problem(401, why.code, why.words, headers={"WWW-Authenticate": why.challenge})


@blueprint.before_request
def _authenticate() -> None:
    if request.endpoint != "api.describe":
        g.client = _scopes()


def _allow(action: str) -> Actor:
    """The client as an actor, if a scope of its token grants ``action``; else 403."""
    name, scopes = g.client
    granted = GRANTS[action]
    if not scopes & granted:
        needs = " ".join(sorted(granted))
        challenge = f'Bearer realm="hall", error="insufficient_scope", scope="{needs}"'
        words = both("此令牌没有所需的权限。", f"This token may not do this; it needs one of: {needs}.")
        raise Problem(403, "wrong-scope", words, headers={"WWW-Authenticate": challenge})
    return client_actor(name, scopes) or Actor(f"token:{name}", "screen")


# ---------------------------------------------------------------- what it sends


def _body(model: type[M]) -> tuple[M, tuple[str, str] | None]:
    """The validated body, and the idempotency key with the digest of what is asked: method, path, canonical body."""
    canonical = _canonical(request.get_data(cache=True))
    asked = f"{request.method} {request.path}\n".encode() + canonical
    return model.model_validate_json(canonical), _key(hashlib.sha256(asked).hexdigest())


def _canonical(raw: bytes) -> bytes:
    if not raw:
        return b"{}"
    if request.mimetype != "application/json":
        raise Problem(415, "unsupported-media-type", WORDS_OF[415], "Content-Type")
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_object)
        if isinstance(found, dict):
            return json.dumps(mended_all(found), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeError:
        raise _unreadable("not-utf-8", "请求正文不是 UTF-8 编码。", "The body is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise _unreadable("not-json", "请求正文不是有效的 JSON。", "The body is not valid JSON.") from None
    raise _unreadable("not-an-object", "请求正文应为 JSON 对象。", "The body must be a JSON object.")


def _unreadable(code: str, zh: str, en: str) -> Problem:
    return Problem(400, code, both(zh, en))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name given twice nobody knows which one was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _key(asked: str) -> tuple[str, str] | None:
    key = request.headers.get(KEY)
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_MAX or not key.isascii() or not key.isprintable():
        words = both("幂等键应为 1 至 128 个可见字符。", f"{KEY} is 1 to {KEY_MAX} printable ASCII characters.")
        raise Problem(422, "bad-key", words, KEY)
    return key, asked


# ---------------------------------------------------------------- what it gets


def _answer(model: BaseModel, status: int = 200) -> Response:
    body = model.model_dump_json(by_alias=True)
    return Response(body, status, mimetype="application/json", headers={"Cache-Control": "no-store"})


def _incident(outcome: Outcome, status: int = 200) -> Response:
    if outcome.incident is None:
        raise Refused("unknown-incident", None, NO_INCIDENT)
    quiet = quiet_out(outcome.view, outcome.incident)
    response = _answer(incident_out(outcome.incident, quiet, stored=outcome.stored), status)
    if status == 201:
        response.headers["Location"] = url_for("api.one", number=outcome.incident.id)
    return response


def _out(incident: Incident, quiet: tuple[str, ...] = ()) -> IncidentOut:
    return incident_out(incident, quiet, stored=incident.id not in services().board.unsaved.incidents)


@blueprint.errorhandler(Refused)
def _refused(error: Refused) -> Response:
    """Who comes too late is told how the incident stands now."""
    status = STATUS_OF.get(error.code, 422)
    more: dict[str, Any] = {}
    incident = services().board.view.world.situation.incidents.get((request.view_args or {}).get("number", ""))
    if status == HTTPStatus.CONFLICT and incident is not None:
        more["incident"] = _out(incident).model_dump(mode="json", by_alias=True)
    return answer(status, error.code, error.words, error.field, **more)


@blueprint.post("/incidents")
def raise_incident() -> Response:
    actor = _allow("raise")
    body, key = _body(RaiseBody)
    outcome = services().board.do(body.command(), actor, key)
    return _incident(outcome, 201 if outcome.created else 200)


@blueprint.post("/incidents/<number>/undo")
def undo(number: str) -> Response:
    actor = _allow("undo")
    _, key = _body(UndoBody)
    return _incident(services().board.do(Undo(number), actor, key))


@blueprint.post("/incidents/<number>/steps/<step>")
def mark(number: str, step: str) -> Response:
    actor = _allow("mark")
    body, key = _body(StepBody)
    counted = int(step) if step.isascii() and step.isdecimal() and len(step) < 4 else 0
    return _incident(services().board.do(body.command(number, counted), actor, key))


@blueprint.post("/incidents/<number>/gates/<gate>")
def confirm(number: str, gate: str) -> Response:
    actor = _allow("confirm")
    body, key = _body(GateBody)
    return _incident(services().board.do(body.command(number, gate), actor, key))


@blueprint.post("/incidents/<number>/commander")
def appoint(number: str) -> Response:
    actor = _allow("appoint")
    body, key = _body(CommanderBody)
    return _incident(services().board.do(body.command(number, actor.name), actor, key))


@blueprint.get("/duties")
def duties() -> Response:
    """By the clock as it is now: the board's own view may be a moment older."""
    _allow("read")
    here = services()
    view, now = here.board.view, here.clock()
    found = overdue(replace(view.world, now=now))
    return _answer(DutiesOut(revision=view.revision, overdue=tuple(duty_out(duty, now) for duty in found)))


@blueprint.post("/incidents/<number>/<command>")
def change(number: str, command: str) -> Response:
    if command not in CHANGES:
        words = both("没有这个操作。", f"There is no such command; choose one of: {', '.join(sorted(CHANGES))}, undo.")
        raise Problem(404, "unknown-command", words)
    actor = _allow(command)
    body, key = _body(ChangeBody)
    return _incident(services().board.do(body.command(number, command), actor, key))  # type: ignore[arg-type]  # CHANGES


@blueprint.get("/incidents")
def listed() -> Response:
    _allow("read")
    query = IncidentsQuery.model_validate(request.args.to_dict())
    view = services().board.view
    wanted = view.world.situation.incidents.values()
    found = tuple(_out(i) for i in wanted if i.open or query.state == "all")
    return _answer(IncidentsOut(revision=view.revision, incidents=found))


@blueprint.get("/incidents/<number>")
def one(number: str) -> Response:
    _allow("read")
    view = services().board.view
    incident = view.world.situation.incidents.get(number)
    if incident is None:
        raise Refused("unknown-incident", None, NO_INCIDENT)
    return _answer(_out(incident, quiet_out(view, incident)))


@blueprint.get("/events")
def events() -> Response:
    _allow("read")
    query = EventsQuery.model_validate(request.args.to_dict())
    found = tuple(event_out(recorded) for recorded in services().store.events(query.after, query.limit))
    return _answer(EventsOut(events=found, last=found[-1].seq if found else query.after))


@blueprint.get("/hall")
def hall() -> Response:
    _allow("read")
    here = services()
    view = here.board.view
    health = here.lights.health()
    return _answer(
        HallOut(
            revision=view.revision,
            unavailable=tuple(sorted(view.world.out)),
            incidents=tuple(_out(incident) for incident in view.world.situation.open_incidents),
            screens=tuple(screen_out(scene, here.delivery.of(scene.screen)) for scene in view.scenes.values()),
            lamps=tuple(lamp_out(wanted, health.get(wanted.lamp)) for wanted in view.lamps.values()),
            services=services_out(view),
            by_hand=tuple(ByHandOut(window=w, incident=i) for w, i in by_hand(view.world).items()),
        )
    )


@blueprint.post("/windows/<name>")
def window(name: str) -> Response:
    actor = _allow("window")
    body, key = _body(WindowBody)
    number = f"window/{name}"
    outcome = services().board.do(body.command(number), actor, key)
    return _answer(window_out(outcome.view, number))


@blueprint.post("/queue")
def queue() -> Response:
    actor = _allow("queue")
    body, key = _body(QueueBody)
    view = services().board.do(body.command(), actor, key).view
    state = crowding(replace(view.world, now=services().clock()))
    return _answer(QueueOut(revision=view.revision, waiting=body.waiting, wait_min=body.wait_min, state=state))


@blueprint.get("/notices")
def notices() -> Response:
    _allow("read")
    view = services().board.view
    texts = view.world.situation.after.texts.values()
    return _answer(NoticesOut(revision=view.revision, notices=tuple(notice_out(view, text) for text in texts)))


@blueprint.post("/notices/<name>/sent")
def notice_sent(name: str) -> Response:
    """A gateway's own word; a person says it at /notices."""
    actor = _allow("sent")
    body, key = _body(SentBody)
    view = services().board.do(body.command(name), actor, key).view
    return _answer(notice_out(view, view.world.situation.after.texts[name]))


@blueprint.get("/lamps")
def lamps() -> Response:
    _allow("read")
    view = services().board.view
    return _answer(LampsOut(revision=view.revision, lamps=view.content.hall.lamps))


@blueprint.put("/lamps/<name>")
def put_lamp(name: str) -> Response:
    actor = _allow("lamps")
    body, key = _body(Lamp)
    if body.id != name:
        words = both("编号与地址不一致。", f"The body's id is {body.id}, the address says {name}: make them alike.")
        raise Problem(422, "wrong-id", words, "id")
    known = name in services().board.view.content.hall.lamp
    put = body.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    view = set_lamps((put,), (), actor, key).view
    # Asked again with its key long after, the lamp may be another one by now, or gone.
    return _answer(view.content.hall.lamp.get(name, body), 200 if known else 201)


@blueprint.delete("/lamps/<name>")
def remove_lamp(name: str) -> Response:
    actor = _allow("lamps")
    set_lamps((), (name,), actor)
    return Response(status=204)


@blueprint.get("/openapi.json")
def describe() -> Response:
    return Response(document(), mimetype="application/json")
