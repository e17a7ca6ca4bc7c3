"""Lamps and ports: what hangs where, whether it answers, tests, the opening check, export and import."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from devices.faults import DeviceError
from devices.health import LampHealth
from devices.named import named
from devices.ports import SerialSeen, ports
from devices.profiles import Profile
from kiosk.access import current_actor, require, staff_required
from kiosk.console.page import Fault, attempt, fault_of, page
from kiosk.facilities.home import blueprint
from kiosk.lamps import from_toml, set_lamps, to_toml
from kiosk.problems import WORDS_OF
from kiosk.services import services
from kiosk.store import StoreError
from signage.commands import Change, CheckLamp, NoteConfiguration
from signage.hall import Lamp
from signage.incidents import LAMP_ROLES, Actor, LampCheck
from signage.lamps import LampScene
from signage.phrases import subject_words
from signage.refused import Refused
from signage.words import say

TEST_STEP_S = 2.0
"""How long a lamp test shows each colour."""
HEALTH_WORDS = {"verified": "已核实", "unverified": "未核实", "lost": "失联", "misconfigured": "设置有误"}
keeper_required = require(*LAMP_ROLES)


def who() -> Actor:
    return current_actor() or abort(403)


@dataclass(frozen=True, slots=True)
class Row:
    """One lamp with all that is known of it."""

    lamp: Lamp
    place: str
    protocol: str
    scene: LampScene | None
    fact: LampHealth | None
    check: LampCheck | None
    checked_today: bool


@dataclass(frozen=True, slots=True)
class PortRow:
    """One serial port with the lamps on it."""

    seen: SerialSeen
    lamps: tuple[Lamp, ...]


def rows() -> list[Row]:
    here = services()
    view, health, now = here.board.view, here.lights.health(), here.clock()
    return [_row(lamp, view.lamps.get(lamp.id), health.get(lamp.id), now) for lamp in view.content.hall.lamps]


def _row(lamp: Lamp, scene: LampScene | None, fact: LampHealth | None, now: datetime) -> Row:
    hall, checks = services().board.view.content.hall, services().board.view.world.situation.checks
    profile, check = profiles().get(lamp.protocol), checks.get(lamp.id)
    today = check is not None and hall.local(check.at).date() == hall.local(now).date()
    name = say(profile.name) if profile else lamp.protocol
    return Row(lamp, say(subject_words(hall, lamp.about)), name, scene, fact, check, today)


def profiles() -> dict[str, Profile]:
    return dict(named(services().board.view.content.hall.protocols))


def port_rows() -> list[PortRow]:
    """The ports seen now, each with the lamps that use it under any of its names."""
    lamps = services().board.view.content.hall.lamps
    return [PortRow(seen, tuple(lamp for lamp in lamps if _path(lamp) in seen.names)) for seen in ports()]


def _path(lamp: Lamp) -> str:
    return lamp.address.partition("#")[0]


def _lamp(name: str) -> Lamp:
    return services().board.view.content.hall.lamp.get(name) or abort(404)


def lamps_page(fault: Fault | None = None) -> tuple[str, int]:
    actor = who()
    shown = page(
        "facilities/lamps.html", actor, rows=rows(), ports=port_rows(), health_words=HEALTH_WORDS, fault=fault,
        may_keep=actor.role in LAMP_ROLES, sounding=bool(_sounding()), step_s=TEST_STEP_S,
    )  # fmt: skip
    return shown, fault.status if fault else 200


@blueprint.get("/facilities/lamps")
@staff_required
def lamps() -> ResponseReturnValue:
    return lamps_page()


@blueprint.get("/facilities/lamps/part/list")
@staff_required
def lamps_part() -> str:
    return page("facilities/_lamps.html", who(), rows=rows(), health_words=HEALTH_WORDS)


@blueprint.get("/facilities/lamps/part/ports")
@staff_required
def ports_part() -> str:
    return page("facilities/_ports.html", who(), ports=port_rows())


@blueprint.get("/facilities/lamp/<name>/trace")
@staff_required
def trace(name: str) -> str:
    """The last frames of a lamp, newest first, with how long ago."""
    lamp, here = _lamp(name), services()
    frames = here.lights.trace(lamp.id)
    newest = frames[-1].at if frames else 0.0
    lines = [(round((newest - frame.at) * 1000), frame.direction, frame.hex) for frame in reversed(frames)]
    return page("facilities/_trace.html", who(), lines=lines)


# ---------------------------------------------------------------- tests


@blueprint.post("/facilities/lamps/test")
@staff_required
def test_lamps() -> ResponseReturnValue:
    """Let the named lamps, or all, show each of their lights in turn; an emergency ends it at once."""
    here, actor = services(), who()
    chosen = request.form.getlist("lamp") or [lamp.id for lamp in here.board.view.content.hall.lamps]
    try:
        here.lights.test(chosen, TEST_STEP_S, sounder=request.form.get("sounder") == "yes")
    except DeviceError as error:
        return lamps_page(Fault(error.message, 409))
    here.board.do(NoteConfiguration("lamp-test", " ".join(sorted(chosen))[:200]), actor)
    return redirect(_back("/facilities/lamps"), code=303)


def _back(otherwise: str) -> str:
    """Where a form says it came from: one of this room's own pages."""
    asked = request.form.get("next", "")
    return asked if asked in ("/facilities/lamps", "/facilities/opening") else otherwise


@blueprint.post("/facilities/lamp/<name>/check")
@staff_required
def check(name: str) -> ResponseReturnValue:
    """A person says whether the lamp showed every light."""
    works = request.form.get("works")
    if works not in ("yes", "no"):
        abort(422)
    fault = attempt(CheckLamp(name, works == "yes", request.form.get("note", "").strip()), who())
    return lamps_page(fault) if fault else redirect("/facilities/opening", code=303)


@blueprint.get("/facilities/opening")
@staff_required
def opening() -> str:
    """The opening check: one lamp after another, until each was seen today."""
    found = rows()
    waiting = next((row for row in found if not row.checked_today), None)
    return page("facilities/opening.html", who(), rows=found, waiting=waiting, step_s=TEST_STEP_S)


def _sounding() -> list[str]:
    situation = services().board.view.world.situation
    return [i.id for i in situation.open_incidents() if i.notice.lamp == "evacuate" and not i.silenced]


@blueprint.post("/facilities/lamps/silence")
@staff_required
def silence() -> ResponseReturnValue:
    """Stop every sounder; the lights stay."""
    for number in _sounding():
        fault = attempt(Change(number, "silence"), who())
        if fault:
            return lamps_page(fault)
    return redirect("/facilities/lamps", code=303)


# ---------------------------------------------------------------- taking away, giving away


@blueprint.post("/facilities/lamp/<name>/remove")
@keeper_required
def remove(name: str) -> ResponseReturnValue:
    return stored((), (name,)) or redirect("/facilities/lamps", code=303)


def stored(put: tuple[dict[str, object], ...], remove: tuple[str, ...] = ()) -> tuple[str, int] | None:
    """Store lamps; the page that says why not, or None."""
    fault = store(put, remove)
    return lamps_page(fault) if fault else None


def store(put: tuple[dict[str, object], ...], remove: tuple[str, ...] = ()) -> Fault | None:
    try:
        set_lamps(put, remove, who())
    except Refused as refused:
        return fault_of(refused)
    except StoreError:
        return Fault(WORDS_OF[503], 503)
    return None


@blueprint.get("/facilities/lamps.toml")
@staff_required
def export() -> Response:
    text = to_toml(services().board.view.content.hall.lamps)
    headers = {"Content-Disposition": 'attachment; filename="lamps.toml"', "Cache-Control": "no-store"}
    return Response(text, mimetype="application/toml", headers=headers)


@blueprint.post("/facilities/lamps/import")
@keeper_required
def import_() -> ResponseReturnValue:
    """Put the lamps of a file over those of the same ids; nothing is stored unless all of them can be."""
    sent = request.files.get("file")
    try:
        text = sent.read().decode("utf-8-sig") if sent else ""
        listed = from_toml(text)
    except UnicodeDecodeError:
        return lamps_page(Fault({"zh": "文件不是 UTF-8 编码。", "en": "The file is not UTF-8."}, 422))
    except Refused as refused:
        return lamps_page(fault_of(refused))
    return stored(tuple(listed)) or redirect("/facilities/lamps", code=303)
