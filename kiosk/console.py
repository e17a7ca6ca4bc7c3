"""The tablet console: what is open first, then raising in three touches, then windows, screens and lamps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from kiosk.access import current_actor, staff_required, tablet
from kiosk.board import View
from kiosk.render import LEVELS, english
from kiosk.services import services
from signage.availability import world
from signage.hall import HALL
from signage.incidents import (
    STATE_WORDS,
    UNDO_WITHIN,
    Actor,
    AnswerHelp,
    Change,
    Incident,
    Raise,
    Recorded,
    Refused,
    SetWindow,
    Undo,
    decide,
    fold,
)  # fmt: skip
from signage.notices import LIFE_SAFETY, Kind
from signage.scenes import Scene, scenes, short_name, subject_words, until
from signage.words import Words, both, say

blueprint = Blueprint("console", __name__)

STREAM_KEY_S = 12 * 3600
TILES = ("WIN-PAUSE", "DEV-HALL", "DEV-HAZARD", "ETAX-DOWN", "SYS-CORE", "QUEUE", "FIRE")
"""The kinds a guide needs most, as large tiles; the rest is one touch further."""
GROUPS: tuple[tuple[Words, frozenset[str]], ...] = (
    (both("疏散与避险", "Evacuation and shelter"), frozenset({"evacuate", "shelter"})),
    (both("危险与警戒", "Danger and cordon"), frozenset({"danger", "cordon"})),
    (both("全厅", "Whole hall"), frozenset({"closed"})),
    (both("系统", "Systems"), frozenset({"outage"})),
    (both("窗口与设备", "Windows and devices"), frozenset({"suspended"})),
    (both("排队与引导", "Crowding and redirects"), frozenset({"redirect"})),
    (both("提醒", "Warnings"), frozenset({"warning"})),
    (both("仅工作人员可见", "Staff only"), frozenset({"staff"})),
)
ETA_MINUTES = (15, 30, 60, 120)
HELD = frozenset({"evacuate", "shelter", "danger", "cordon"})
"""Classes whose clearing is held; raising is held for evacuation and shelter."""


P = ParamSpec("P")


def tablet_or_staff(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """As ``staff_required``, but an enrolled, locked tablet may come in too; the domain limits what it may raise."""
    guarded = staff_required(view)

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if tablet() is not None else guarded(*args, **kwargs)

    return checked


def stream_key(secret: str) -> str:
    return str(URLSafeTimedSerializer(secret, salt="console-stream").dumps("console"))


def stream_key_fits(secret: str, key: str) -> bool:
    try:
        return bool(URLSafeTimedSerializer(secret, salt="console-stream").loads(key, max_age=STREAM_KEY_S) == "console")
    except BadData:
        return False


@dataclass(frozen=True, slots=True)
class Card:
    """An open incident as the console shows it."""

    incident: Incident
    title: str
    english: str
    subject: str
    state: str
    level: tuple[str, str, str]
    minutes: int
    until: str
    affected: int
    unpainted: tuple[str, ...]
    lamps: int
    disagreeing: tuple[str, ...]
    hold: bool
    may_clear: bool
    may_undo: bool


def _page(template: str, actor: Actor, **values: Any) -> str:
    here = services()
    view = here.board.view
    return render_template(
        template, view=view, hall=view.content.hall, actor=actor, say=say, english=english, short_name=short_name,
        key=stream_key(here.secret), delivery=here.delivery, revision=view.revision, **values,
    )  # fmt: skip


def _who() -> Actor:
    actor = current_actor()
    if actor is None:
        abort(403)
    return actor


def _state(actor: Actor) -> dict[str, Any]:
    view = services().board.view
    now = services().clock()
    return {
        "cards": [_card(view, incident, actor, now) for incident in reversed(view.world.situation.open_incidents())],
        "undoable": _undoable(view, actor, now),
        "calls": [(view.content.hall.screen[name], call) for name, call in view.world.situation.help.items()
                  if name in view.content.hall.screen],
        "screens": _screens(view), "lamps": _lamps(view),
        "troubles": {**services().troubles, **services().board.troubles},
        "minutes_of": lambda at: int((now - at).total_seconds() // 60),
    }  # fmt: skip


def _card(view: View, incident: Incident, actor: Actor, now: datetime) -> Card:
    hall = view.content.hall
    mine = [s for s in view.scenes.values() if s.incident == incident.id]
    delivery = services().delivery
    unpainted = [
        hall.screen[s.screen].name["zh"] for s in mine if (delivery.of(s.screen).painted or 0) < incident.revision
    ]
    lit = [name for name, lamp in view.lamps.items() if lamp.incident == incident.id]
    health = services().lights.health()
    bad = [hall.lamp[n].name["zh"] for n in lit if n in health and not health[n].agrees]
    return Card(
        incident, say(incident.notice.sign).replace("/", ""), english(incident.notice.sign),
        say(subject_words(hall, incident.targets)), STATE_WORDS[incident.state]["zh"], LEVELS[incident.level],
        int((now - incident.raised_at).total_seconds() // 60), say(until(view.world, incident)), len(mine),
        tuple(unpainted), len(lit), tuple(bad), incident.notice.cls in HELD, actor.role in incident.notice.cleared_by,
        _may_undo(incident, actor, now),
    )  # fmt: skip


def _may_undo(incident: Incident, actor: Actor, now: datetime) -> bool:
    mine = incident.changed_by == actor.name and incident.last != "undo" and incident.state != "closed"
    return mine and now - incident.changed_at <= UNDO_WITHIN


def _undoable(view: View, actor: Actor, now: datetime) -> list[Incident]:
    """Ended incidents whose ending can still be taken back."""
    found = view.world.situation.incidents.values()
    return [i for i in found if not i.open and _may_undo(i, actor, now)]


def _screens(view: View) -> list[tuple[Any, Scene, Any]]:
    delivery = services().delivery
    return [(screen, view.scenes[screen.id], delivery.of(screen.id)) for screen in view.content.hall.screens]


def _lamps(view: View) -> list[tuple[Any, Any, Any]]:
    health = services().lights.health()
    return [
        (lamp, view.lamps[lamp.id], health.get(lamp.id)) for lamp in view.content.hall.lamps if lamp.id in view.lamps
    ]


@blueprint.get("/console")
@tablet_or_staff
def home() -> str | BaseResponse:
    if _who().role == "device":
        return redirect("/console/locked", code=303)
    actor = _who()
    kinds = services().board.view.content.catalogue.kind
    tiles = [kinds[code] for code in TILES if code in kinds]
    return _page("console/home.html", actor, tiles=tiles, **_state(actor))


@blueprint.get("/console/part/<any(open,windows,screens,lamps):part>")
@staff_required
def part(part: str) -> str:
    actor = _who()
    return _page(f"console/_{part}.html", actor, **_state(actor))


@blueprint.get("/console/locked")
@tablet_or_staff
def locked() -> str:
    actor = _who()
    return _page("console/kinds.html", actor, groups=_groups(lambda kind: kind.classes[0] in LIFE_SAFETY), locked=True)


@blueprint.get("/console/kinds")
@staff_required
def kinds() -> str:
    return _page("console/kinds.html", _who(), groups=_groups(lambda kind: True), locked=False)


def _groups(wanted: Any) -> list[tuple[Words, list[Kind]]]:
    found = [k for k in services().board.view.content.catalogue.kinds if k.raisable and wanted(k)]
    grouped = [(title, [k for k in found if k.classes[0] in classes]) for title, classes in GROUPS]
    return [(title, listed) for title, listed in grouped if listed]


def _kind(code: str) -> Kind:
    kind = services().board.view.content.catalogue.kind.get(code)
    if kind is None or not kind.raisable:
        abort(404)
    return kind


@blueprint.get("/console/raise/<code>")
@tablet_or_staff
def choose(code: str) -> str | BaseResponse:
    """The second touch: what it concerns. A kind with one usual target goes straight to the preview."""
    kind = _kind(code)
    if kind.target is not None and "choose" not in request.args:
        return redirect(f"/console/raise/{code}/confirm?target={kind.target}", code=303)
    hall = services().board.view.content.hall
    fitting = [HALL, *hall.resources] if "hall" in kind.targets else list(hall.resources)
    grouped: dict[str, list[str]] = {}
    for target in fitting:
        of_type = target.partition("/")[0]
        if of_type in kind.targets:
            grouped.setdefault(of_type, []).append(target)
    ordered = {t: grouped[t] for t in kind.targets if t in grouped}
    return _page("console/targets.html", _who(), kind=kind, grouped=ordered, types=TYPE_WORDS)


TYPE_WORDS: Mapping[str, Words] = {
    "hall": both("全厅", "Whole hall"), "zone": both("区域", "Zone"), "window": both("窗口", "Window"),
    "machine": both("设备", "Device"), "system": both("系统", "System"), "exit": both("出口", "Exit"),
    "desk": both("服务台", "Desk"), "place": both("设施", "Facility"),
}  # fmt: skip


@blueprint.get("/console/raise/<code>/confirm")
@tablet_or_staff
def confirm(code: str) -> str:
    targets = tuple(request.args.getlist("target"))
    return _confirm(_kind(code), Raise(code, targets, cls=request.args.get("class")), None)


def _confirm(kind: Kind, command: Raise, fault: Refused | None) -> str:
    actor = _who()
    hall = services().board.view.content.hall
    known = [target for target in command.targets if hall.knows(target)]
    changed: list[tuple[Any, Scene]] = []
    if fault is None:
        try:
            changed = preview(command, actor)
        except Refused as refused:
            fault = refused
    return _page(
        "console/confirm.html", actor, kind=kind, command=command, changed=changed, fault=fault, minutes=ETA_MINUTES,
        subject=say(subject_words(hall, tuple(known))) if known else "",
        hold=kind.classes[0] in ("evacuate", "shelter"),
        pictures={screen.id: _picture(screen, scene) for screen, scene in changed},
    )  # fmt: skip


def _picture(screen: Any, scene: Scene) -> str:
    from kiosk.hall import renderer

    html = renderer().scene_html(scene, screen, services().board.view)
    return html if html.startswith("<svg") else ""


def preview(command: Raise, actor: Actor) -> list[tuple[Any, Scene]]:
    """What every screen would show if this were raised: only those that would change."""
    view = services().board.view
    now = services().clock()
    hall, situation = view.content.hall, view.world.situation
    events = decide(hall, view.content.catalogue, situation, command, actor, now)
    after = fold([Recorded(situation.revision + 1, now, actor, event) for event in events], situation)
    would = scenes(world(hall, after, now))
    return [(s, would[s.id]) for s in hall.screens if would[s.id] != view.scenes[s.id]]


@blueprint.post("/console/raise")
@tablet_or_staff
def raise_incident() -> str | BaseResponse:
    form = request.form
    actor = _who()
    command = Raise(
        form.get("kind", ""), tuple(form.getlist("target")), eta=_eta(form), cause=form.get("cause", "").strip(),
        drill=form.get("drill") == "yes", drill_lamps=form.get("drill_lamps") == "yes",
        cls=form.get("class") or None,
    )  # fmt: skip
    try:
        services().board.do(command, actor)
    except Refused as fault:
        return _confirm(_kind(command.kind), command, fault)
    return redirect("/console" if actor.role != "device" else "/console/locked", code=303)


def _eta(form: Mapping[str, str]) -> datetime | None:
    """From a clock time of today (14:30) or a number of minutes from now."""
    here = services()
    now = here.clock()
    if form.get("at"):
        local = here.board.view.content.hall.local(now)
        try:
            at = datetime.strptime(form["at"], "%H:%M").time()
        except ValueError as error:
            raise Refused("bad-eta", "eta", both("时间应写成 14:30。", "Write the time as 14:30.")) from error
        when = datetime.combine(local.date(), at, local.tzinfo)
        return when if when > now else when + timedelta(days=1)
    minutes = form.get("minutes", "")
    return now + timedelta(minutes=min(int(minutes), 7 * 1440)) if minutes.isdecimal() and minutes != "0" else None


@blueprint.post("/console/incidents/<number>/<any(acknowledge,update,escalate,silence,resolve,clear,undo):command>")
@staff_required
def change(number: str, command: str) -> str | BaseResponse | tuple[str, int]:
    form, actor = request.form, _who()
    try:
        if command == "undo":
            services().board.do(Undo(number), actor)
        else:
            revision = form.get("revision", "")
            services().board.do(
                Change(
                    number, command, int(revision) if revision.isdecimal() else None, form.get("reason", "").strip(),  # type: ignore[arg-type]  # the route lists the commands
                    _eta(form), form.get("minutes") == "0",
                ),
                actor,
            )  # fmt: skip
    except Refused as fault:
        kinds = services().board.view.content.catalogue.kind
        tiles = [kinds[code] for code in TILES if code in kinds]
        return _page("console/home.html", actor, tiles=tiles, fault=fault, **_state(actor)), 409
    return redirect("/console", code=303)


@blueprint.post("/console/windows/<name>")
@staff_required
def set_window(name: str) -> BaseResponse:
    form = request.form
    is_open = {"open": True, "close": False}.get(form.get("do", ""))
    like = services().board.view.world.windows.get(form.get("like", ""))
    before = services().board.view.world.windows.get(f"window/{name}")
    if form.get("do") == "reset":
        chosen: tuple[str, ...] | None = None
    else:
        chosen = like.services if like else before.services if before and before.changed else None
    services().board.do(SetWindow(f"window/{name}", is_open, chosen), _who())
    return redirect("/console#windows", code=303)


@blueprint.post("/console/help/<screen>/answer")
@staff_required
def answer_help(screen: str) -> BaseResponse:
    services().board.do(AnswerHelp(screen), _who())
    return redirect("/console", code=303)
