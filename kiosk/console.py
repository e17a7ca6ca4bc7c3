"""The tablet console: what is open first, then raising in three touches, then windows, screens and lamps.

A locked, enrolled tablet sees the emergencies and the calls for help, and raises life-safety kinds alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from kiosk.access import current_actor, require, staff_required
from kiosk.board import View
from kiosk.delivery import Reach
from kiosk.draw import canvas
from kiosk.hall import renderer
from kiosk.problems import STATUS_OF, WORDS_OF
from kiosk.render import LEVELS, english
from kiosk.services import services
from kiosk.store import StoreError
from signage.availability import world
from signage.commands import AnswerHelp, Change, Command, Raise, SetWindow, Undo
from signage.decide import Refused, decide
from signage.events import Recorded
from signage.fold import fold
from signage.hall import HALL, Lamp, Screen
from signage.incidents import STATE_WORDS, UNDO_WITHIN, WINDOW_ROLES, Actor, Incident
from signage.lamps import TIERS, Light, Pattern
from signage.notices import LIFE_SAFETY, Kind
from signage.phrases import short_name, subject_words, until
from signage.scene import Scene
from signage.scenes import scenes
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
CLASS_WORDS: Mapping[str, Words] = {
    "evacuate": both("疏散", "Evacuate"), "shelter": both("就地避险", "Shelter"), "danger": both("危险", "Danger"),
    "cordon": both("警戒", "Keep out"), "closed": both("全厅暂停", "Hall closed"), "outage": both("故障", "Outage"),
    "suspended": both("暂停", "Paused"), "redirect": both("引导", "Redirect"), "warning": both("提醒", "Warning"),
    "staff": both("仅工作人员", "Staff only"),
}  # fmt: skip
TYPE_WORDS: Mapping[str, Words] = {
    "hall": both("全厅", "Whole hall"), "zone": both("区域", "Zone"), "window": both("窗口", "Window"),
    "machine": both("设备", "Device"), "system": both("系统", "System"), "exit": both("出口", "Exit"),
    "desk": both("服务台", "Desk"), "place": both("设施", "Facility"),
}  # fmt: skip
TIER_WORDS = {"red": "红", "yellow": "黄", "green": "绿", "blue": "蓝", "white": "白"}
LIGHT_WORDS = {Light.ON: "亮", Light.SLOW: "慢闪", Light.FAST: "快闪"}
ETA_MINUTES = (0, 15, 30, 60, 120)
"""Quick choices of the expected time; 0 = not known."""
ETA_MAX = timedelta(days=7)
RAISE_HELD = frozenset({"evacuate", "shelter"})
CLEAR_HELD = LIFE_SAFETY
"""Classes whose raising or clearing is held for 1.2 s, or confirmed a second time where holding is not possible."""

Form = MultiDict[str, str]
staff_or_tablet = require(locked=True)


def stream_key(secret: str) -> str:
    """Opens the console's stream, which carries revisions alone, for :data:`STREAM_KEY_S` seconds."""
    return str(URLSafeTimedSerializer(secret, salt="console-stream").dumps("console"))


def stream_key_fits(secret: str, key: str) -> bool:
    try:
        return bool(URLSafeTimedSerializer(secret, salt="console-stream").loads(key, max_age=STREAM_KEY_S) == "console")
    except BadData:
        return False


def lamp_words(pattern: Pattern | None) -> str:
    """红快闪+声响; 灭; — where it is not known."""
    if pattern is None:
        return "—"
    parts = [TIER_WORDS[tier] + LIGHT_WORDS[pattern.tier(tier)] for tier in TIERS if pattern.tier(tier) in LIGHT_WORDS]
    return "+".join((*parts, *(("声响",) if pattern.sounder else ()))) or "灭"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a command was not carried out, and the status that says so."""

    words: Words
    status: int


def _attempt(command: Command, actor: Actor) -> Fault | None:
    try:
        services().board.do(command, actor)
    except Refused as refused:
        return _fault(refused)
    except StoreError:
        return Fault(WORDS_OF[503], 503)
    return None


def _fault(refused: Refused) -> Fault:
    return Fault(refused.words, STATUS_OF.get(refused.code, 422))


def _who() -> Actor:
    actor = current_actor()
    return actor if actor is not None else abort(403)


def page(template: str, actor: Actor, **values: Any) -> str:
    """A page of the console's family, with what every one of them needs."""
    here = services()
    view = here.board.view
    return render_template(
        template, view=view, hall=view.content.hall, actor=actor, say=say, english=english, short_name=short_name,
        lamp_words=lamp_words, key=stream_key(here.secret), locked=actor.role == "device", **values,
    )  # fmt: skip


def _answer(template: str, actor: Actor, fault: Fault | None, **values: Any) -> tuple[str, int]:
    return page(template, actor, fault=fault, **values), fault.status if fault else 200


# ---------------------------------------------------------------- what is


@dataclass(frozen=True, slots=True)
class Card:
    """An open incident as the console shows it. ``undo_s``: seconds left to take the last change back, 0 = none."""

    incident: Incident
    title: str
    english: str
    subject: str
    state: str
    level: str
    since: str
    minutes: int
    until: str
    asks_eta: bool
    screens: int
    unpainted: tuple[str, ...]
    lamps: int
    disagreeing: tuple[str, ...]
    hold: bool
    may_clear: bool
    undo_s: int


def _state(actor: Actor) -> dict[str, Any]:
    here = services()
    view, now = here.board.view, here.clock()
    hall, situation = view.content.hall, view.world.situation
    mine = [i for i in situation.open_incidents() if actor.role != "device" or i.notice.cls in LIFE_SAFETY]
    lamps = _lamps(view)
    return {
        "cards": [_card(view, incident, actor, now) for incident in sorted(mine, key=_first)],
        "undoable": [(i, _undo_s(i, actor, now)) for i in situation.incidents.values()
                     if not i.open and _undo_s(i, actor, now)],
        "calls": [(hall.screen[name], int((now - call.at).total_seconds() // 60))
                  for name, call in situation.help.items() if name in hall.screen],
        "screens": _screens(view), "lamps": lamps, "troubles": {**here.troubles, **here.board.troubles},
        "offline": [s.name["zh"] for s in hall.screens if not here.delivery.of(s.id).online],
        "unlit": [lamp.name["zh"] for lamp, _, fact in lamps if fact is None or not fact.agrees],
        "may_set_windows": actor.role in WINDOW_ROLES,
    }  # fmt: skip


def _first(incident: Incident) -> tuple[bool, bool, float]:
    """Emergencies first, a drill after what is real, then the newest."""
    return incident.notice.cls not in LIFE_SAFETY, incident.drill, -incident.raised_at.timestamp()


def _card(view: View, incident: Incident, actor: Actor, now: datetime) -> Card:
    hall, delivery, health = view.content.hall, services().delivery, services().lights.health()
    showing = [s.screen for s in view.scenes.values() if _shows(s, incident.id)]
    behind = [s for s in showing if (delivery.of(s).painted or 0) < incident.revision]
    lit = [name for name, lamp in view.lamps.items() if lamp.incident == incident.id]
    wrong = [name for name in lit if name not in health or not health[name].agrees]
    return Card(
        incident, say(incident.notice.sign).replace("/", ""), english(incident.notice.sign),
        say(subject_words(hall, incident.targets)), STATE_WORDS[incident.state]["zh"], LEVELS[incident.level][0],
        f"{hall.local(incident.raised_at):%H:%M}", int((now - incident.raised_at).total_seconds() // 60),
        say(until(view.world, incident)), incident.notice.cls not in LIFE_SAFETY,
        len(showing), tuple(hall.screen[s].name["zh"] for s in behind),
        len(lit), tuple(hall.lamp[name].name["zh"] for name in wrong),
        incident.notice.cls in CLEAR_HELD, actor.role in incident.notice.cleared_by, _undo_s(incident, actor, now),
    )  # fmt: skip


def _shows(scene: Scene, number: str) -> bool:
    return scene.incident == number or any(strip.incident == number for strip in scene.strips)


def _undo_s(incident: Incident, actor: Actor, now: datetime) -> int:
    if incident.changed_by != actor.name or incident.last == "undo" or incident.state == "closed":
        return 0
    return max(0, int((UNDO_WITHIN - (now - incident.changed_at)).total_seconds()))


def _screens(view: View) -> list[tuple[Screen, Scene, Reach]]:
    return [(s, view.scenes[s.id], services().delivery.of(s.id)) for s in view.content.hall.screens]


def _lamps(view: View) -> list[tuple[Lamp, Any, Any]]:
    health = services().lights.health()
    return [(lamp, view.lamps[lamp.id], health.get(lamp.id)) for lamp in view.content.hall.lamps]


def _home(actor: Actor, fault: Fault | None = None) -> tuple[str, int]:
    if actor.role == "device":
        groups = _groups(lambda kind: kind.classes[0] in LIFE_SAFETY)
        return _answer("console/locked.html", actor, fault, groups=groups, **_state(actor))
    kinds = services().board.view.content.catalogue.kind
    return _answer("console/home.html", actor, fault, tiles=[kinds[k] for k in TILES if k in kinds], **_state(actor))


@blueprint.get("/console")
@staff_or_tablet
def home() -> ResponseReturnValue:
    actor = _who()
    return redirect("/console/locked", code=303) if actor.role == "device" else _home(actor)


@blueprint.get("/console/locked")
@staff_or_tablet
def locked() -> ResponseReturnValue:
    actor = _who()
    return _home(actor) if actor.role == "device" else redirect("/console", code=303)


@blueprint.get("/console/part/open")
@staff_or_tablet
def open_part() -> str:
    actor = _who()
    return page("console/_open.html", actor, **_state(actor))


@blueprint.get("/console/part/<any(windows,screens,lamps):part>")
@staff_required
def part(part: str) -> str:
    actor = _who()
    return page(f"console/_{part}.html", actor, **_state(actor))


# ---------------------------------------------------------------- raising


@blueprint.get("/console/kinds")
@staff_required
def kinds() -> str:
    return page("console/kinds.html", _who(), groups=_groups(lambda kind: True))


def _groups(wanted: Callable[[Kind], bool]) -> list[tuple[Words, list[Kind]]]:
    found = [k for k in services().board.view.content.catalogue.kinds if k.raisable and wanted(k)]
    grouped = [(title, [k for k in found if k.classes[0] in classes]) for title, classes in GROUPS]
    return [(title, listed) for title, listed in grouped if listed]


def _kind(code: str) -> Kind:
    kind = services().board.view.content.catalogue.kind.get(code)
    return kind if kind is not None and kind.raisable else abort(404)


@blueprint.get("/console/raise/<code>")
@staff_or_tablet
def choose(code: str) -> str | BaseResponse:
    """The second touch: what it concerns. A kind with one usual target goes straight to the preview."""
    kind = _kind(code)
    hall = services().board.view.content.hall
    fitting = [target for target in (HALL, *hall.resources) if target.partition("/")[0] in kind.targets]
    usual = kind.target or (fitting[0] if len(fitting) == 1 else None)
    if usual is not None and "choose" not in request.args:
        return redirect(f"/console/raise/{code}/confirm?target={usual}", code=303)
    grouped = [(TYPE_WORDS[of], [t for t in fitting if t.partition("/")[0] == of]) for of in kind.targets]
    return page("console/targets.html", _who(), kind=kind, grouped=[(of, listed) for of, listed in grouped if listed])


@blueprint.get("/console/raise/<code>/confirm")
@staff_or_tablet
def confirm(code: str) -> ResponseReturnValue:
    form: Form = MultiDict([*request.args.items(multi=True), ("kind", code)])
    return _confirm(form)


@blueprint.post("/console/preview")
@staff_or_tablet
def look_again() -> ResponseReturnValue:
    """The preview for what has been typed so far; nothing is raised."""
    return _confirm(request.form, template="console/_preview.html")[0]


def _confirm(
    form: Form, fault: Fault | None = None, template: str = "console/confirm.html", asked: bool = False
) -> tuple[str, int]:
    """``asked``: whether this asks the second time, where the button was not held."""
    kind, actor, hall = _kind(form.get("kind", "")), _who(), services().board.view.content.hall
    changed: list[tuple[Screen, Scene]] = []
    try:
        changed = preview(_command(form), actor)
    except Refused as refused:
        fault = fault or _fault(refused)
    targets = tuple(target for target in form.getlist("target") if hall.knows(target))
    cls = _class(kind, form)
    return _answer(
        template, actor, fault, kind=kind, cls=cls, typed=form, targets=form.getlist("target"), asked=asked,
        subject=say(subject_words(hall, targets)) if targets else "", minutes=ETA_MINUTES, class_words=CLASS_WORDS,
        hold=cls in RAISE_HELD and not asked, dangerous=cls in LIFE_SAFETY,
        pictures=[_picture(screen, scene) for screen, scene in changed],
    )  # fmt: skip


def _class(kind: Kind, form: Form) -> str:
    return form.get("class") or kind.classes[0]


def _command(form: Form) -> Raise:
    """Raises :class:`Refused` for a time that is none."""
    drill = form.get("drill") == "yes"
    return Raise(
        form.get("kind", ""), tuple(form.getlist("target")), eta=_eta(form), cause=form.get("cause", "").strip(),
        note=form.get("note", "").strip(), drill=drill, drill_lamps=drill and form.get("drill_lamps") == "yes",
        cls=form.get("class") or None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """What one screen would show: its picture, or the page of a touch screen, with the size in px as people see it."""

    screen: Screen
    drawn: str
    page: str
    width: int
    height: int
    words: str


def _picture(screen: Screen, scene: Scene) -> Picture:
    html, box = renderer().scene_html(scene, screen, services().board.view), canvas(screen)
    words = " ".join((say(scene.title).replace("/", ""), *(f"{say(s.subject)} {say(s.words)}" for s in scene.strips)))
    drawn = html.lstrip().startswith("<svg")
    return Picture(screen, html if drawn else "", "" if drawn else html, int(box.w), int(box.h), words)


def preview(command: Raise, actor: Actor) -> list[tuple[Screen, Scene]]:
    """What every screen would show if this were raised: only those that would change. Raises :class:`Refused`."""
    view, now = services().board.view, services().clock()
    hall, situation = view.content.hall, view.world.situation
    events = decide(hall, view.content.catalogue, situation, command, actor, now)
    after = fold([Recorded(situation.revision + 1, now, actor, event) for event in events], situation)
    would = scenes(world(hall, after, now))
    return [(s, would[s.id]) for s in hall.screens if would[s.id] != view.scenes[s.id]]


@blueprint.post("/console/raise")
@staff_or_tablet
def raise_incident() -> ResponseReturnValue:
    form, actor = request.form, _who()
    if _class(_kind(form.get("kind", "")), form) in RAISE_HELD and form.get("sure") != "yes":
        return _confirm(form, asked=True)
    try:
        command = _command(form)
    except Refused as refused:
        return _confirm(form, _fault(refused))
    fault = _attempt(command, actor)
    return _confirm(form, fault) if fault else redirect("/console", code=303)


def _eta(form: Mapping[str, str]) -> datetime | None:
    """From a clock time (14:30, today or else tomorrow) or a number of minutes from now; the time counts first."""
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
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 6) or minutes == "0":
        return None
    return now + min(timedelta(minutes=int(minutes)), ETA_MAX)


# ---------------------------------------------------------------- changing


@blueprint.post("/console/incidents/<number>/undo")
@staff_or_tablet
def undo(number: str) -> ResponseReturnValue:
    return _done(Undo(number))


@blueprint.post("/console/incidents/<number>/<any(acknowledge,update,escalate,silence,resolve,clear):command>")
@staff_required
def change(number: str, command: Any) -> ResponseReturnValue:
    form, actor = request.form, _who()
    incident = services().board.view.world.situation.incidents.get(number)
    held = command == "clear" and incident is not None and incident.notice.cls in CLEAR_HELD
    if held and incident is not None and form.get("sure") != "yes":
        card = _card(services().board.view, incident, actor, services().clock())
        return page("console/sure.html", actor, card=card)
    seen = form.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None
    try:
        eta = _eta(form)
    except Refused as refused:
        return _home(actor, _fault(refused))
    no_eta = form.get("minutes") == "0" and eta is None
    return _done(Change(number, command, revision, form.get("reason", "").strip(), eta, no_eta))


@blueprint.post("/console/windows/<name>")
@staff_required
def set_window(name: str) -> ResponseReturnValue:
    """Open or close a window, let it do what another does, or go back to its description."""
    windows, form = services().board.view.world.windows, request.form
    number, do = f"window/{name}", form.get("do", "")
    if do == "reset":
        return _done(SetWindow(number), "/console#windows")
    if "like" in form:
        like = windows.get(form["like"]) or abort(422)
        return _done(SetWindow(number, True, like.services), "/console#windows")
    if do not in ("open", "close"):
        abort(422)
    before = windows.get(number)
    chosen = before.services if before and before.changed else None
    return _done(SetWindow(number, do == "open", chosen), "/console#windows")


@blueprint.post("/console/help/<screen>/answer")
@staff_required
def answer_help(screen: str) -> ResponseReturnValue:
    return _done(AnswerHelp(screen))


def _done(command: Command, back: str = "/console") -> ResponseReturnValue:
    actor = _who()
    fault = _attempt(command, actor)
    return _home(actor, fault) if fault else redirect(back, code=303)
