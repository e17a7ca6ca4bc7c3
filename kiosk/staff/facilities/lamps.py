"""Lamps and ports: what hangs where, whether it answers, tests, the opening check, export and
import."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from devices.codecs.faults import DeviceError
from kiosk.access.people import require, staff_required
from kiosk.custody.lamps import from_toml, set_lamps, to_toml
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.lamp_rows import (
    LampList,
    Lamps,
    Opening,
    PortList,
    Silences,
    Trace,
    port_rows,
    rows,
    silences,
    went,
)
from kiosk.staff.shell.page import answer, page
from kiosk.staff.shell.submit import Fault, Page, do, lead, submit, who
from kiosk.store import StoreError
from kiosk.wording.declared import Declared, values_of
from signage.hall.model import Lamp
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.situation.commands import Change, CheckLamp, NoteConfiguration
from signage.situation.configured_lamps import unreadable
from signage.situation.incidents import LAMP_ROLES

TEST_STEP_S = 2.0
"""How long a lamp test shows each colour."""
keeper_required = require(*LAMP_ROLES)


DECLARED: Final[Declared] = {
    "staff/facilities/lamps.html": (LampList, PortList, Lamps, Silences),
    "staff/facilities/_lamps.html": (LampList,),
    "staff/facilities/_ports.html": (PortList,),
    "staff/facilities/_trace.html": (Trace,),
    "staff/facilities/opening.html": (Opening, Silences),
}


def _lamp(name: str) -> Lamp:
    return services().board.view.content.hall.lamp.get(name) or abort(404)


def lamps_page(fault: Fault | None = None) -> tuple[str, int]:
    actor, here = who(), services()
    return answer(
        "staff/facilities/lamps.html", actor, fault, **values_of(
            LampList(tuple(rows())), PortList(tuple(port_rows())),
            Lamps(
                actor.role in LAMP_ROLES, bool(_sounding()), f"{TEST_STEP_S:g}",
                tuple(unreadable(here.board.view.world.situation)), None if fault else _done(),
            ),
            silences(),
        ),
    )  # fmt: skip


def _done() -> Words | None:
    """What was just done, as the address says to which it led."""
    saved = services().board.view.content.hall.lamp.get(request.args.get("saved", ""))
    if saved is not None:
        return Message("lamps.saved-follows-hall", name=saved.name)
    return next((words for key, words in DONE.items() if key in request.args), None)


DONE: Mapping[str, Words] = {
    "removed": Message("lamps.the-lamp-is-removed"),
    "imported": Message("lamps.all-lamps-file-imported"),
    "testing": Message("lamps.test-running-watch-lamps"),
}


@blueprint.get("/facilities/lamps")
@staff_required
def lamps() -> ResponseReturnValue:
    return lamps_page()


@blueprint.get("/facilities/lamps/part/list")
@staff_required
def lamps_part() -> str:
    return page("staff/facilities/_lamps.html", who(), **values_of(LampList(tuple(rows()))))


@blueprint.get("/facilities/lamps/part/ports")
@staff_required
def ports_part() -> str:
    return page("staff/facilities/_ports.html", who(), **values_of(PortList(tuple(port_rows()))))


@blueprint.get("/facilities/lamp/<name>/trace")
@staff_required
def trace(name: str) -> str:
    """The last frames of a lamp, newest first, with how long ago."""
    lamp, here = _lamp(name), services()
    frames = here.lights.trace(lamp.id)
    # Told from the newest: moments of a monotonic clock mean nothing to anybody.
    newest = frames[-1].at if frames else 0.0
    lines = tuple(
        (round((newest - frame.at) * 1000), went(frame), frame.hex) for frame in reversed(frames)
    )
    return page("staff/facilities/_trace.html", who(), **values_of(Trace(lines)))


# ---------------------------------------------------------------- tests


@blueprint.post("/facilities/lamps/test")
@staff_required
def test_lamps() -> ResponseReturnValue:
    """Let the named lamps, or all, show each of their lights in turn; an emergency ends it at
    once."""
    here = services()
    known = here.board.view.content.hall.lamp
    asked = request.form.getlist("lamp")
    chosen = [name for name in asked or known if name in known]
    came_from = request.form.get("next", "")
    answered = PAGES.get(came_from, lamps_page)
    if not chosen:
        return answered(Fault(Message("lamps.there-no-such-lamp-reload"), 404))
    try:
        here.lights.test(chosen, TEST_STEP_S, sounder=request.form.get("sounder") == "yes")
    except DeviceError as error:
        return answered(Fault(error.message, 409))
    back = came_from if came_from in PAGES else "/facilities/lamps?testing=1"
    return submit(NoteConfiguration("lamp-test", " ".join(sorted(chosen))[:200]), back, answered)


@blueprint.post("/facilities/lamp/<name>/check")
@staff_required
def check(name: str) -> ResponseReturnValue:
    """A person says whether the lamp showed every light."""
    works = request.form.get("works")
    if works not in ("yes", "no"):
        abort(422)
    command = CheckLamp(name, works == "yes", request.form.get("note", "").strip())
    return submit(command, "/facilities/opening", opening_page)


@blueprint.get("/facilities/opening")
@staff_required
def opening() -> ResponseReturnValue:
    return opening_page()


def opening_page(fault: Fault | None = None) -> tuple[str, int]:
    """The opening check: one lamp after another, until each was seen today."""
    found = rows()
    waiting = next((row for row in found if not row.checked_today), None)
    return answer(
        "staff/facilities/opening.html",
        who(),
        fault,
        **values_of(
            Opening(
                tuple(found), waiting, sum(row.checked_today for row in found), _printed_head()
            ),
            silences(),
        ),
    )


def _printed_head() -> str:
    store = services().store
    with suppress(StoreError):
        return "" if store.without_log else f"{store.printed_head}"
    return ""


PAGES: Mapping[str, Page] = {
    "/facilities/lamps": lamps_page, "/facilities/opening": opening_page,
}  # fmt: skip
"""Where a form may say it came from."""


def _sounding() -> list[str]:
    situation = services().board.view.world.situation
    return [
        i.id for i in situation.open_incidents if i.notice.lamp == "evacuate" and not i.silenced
    ]


@blueprint.post("/facilities/lamps/silence")
@staff_required
def silence() -> ResponseReturnValue:
    """Stop every sounder; the lights stay."""
    return lead(_silenced, lamps_page)


def _silenced() -> str:
    # One by one: several fires may sound, and each is silenced with an event of its own.
    for number in _sounding():
        do(Change(number, "silence"))
    return "/facilities/lamps"


# ---------------------------------------------------------------- taking away, giving away


@blueprint.post("/facilities/lamp/<name>/remove")
@keeper_required
def remove(name: str) -> ResponseReturnValue:
    return lead(lambda: _removed(name), lamps_page)


def _removed(name: str) -> str:
    set_lamps((), (name,), who())
    return "/facilities/lamps?removed=1"


@blueprint.get("/facilities/lamps.toml")
@staff_required
def export() -> Response:
    text = to_toml(services().board.view.content.hall.lamps)
    headers = {
        "Content-Disposition": 'attachment; filename="lamps.toml"',
        "Cache-Control": "no-store",
    }
    return Response(text, mimetype="application/toml", headers=headers)


@blueprint.post("/facilities/lamps/import")
@keeper_required
def import_() -> ResponseReturnValue:
    """Put the lamps of a file over those of the same ids; nothing is stored unless all of them can
    be."""
    return lead(_imported, lamps_page)


def _imported() -> str:
    sent = request.files.get("file")
    try:
        # Notepad saves UTF-8 with a mark, which TOML does not know.
        text = sent.read().decode("utf-8-sig") if sent else ""
    except UnicodeDecodeError:
        words = Message("lamps.file-not-utf-8-save")
        raise Refused("not-utf-8", "file", words) from None
    set_lamps(tuple(from_toml(text)), (), who())
    return "/facilities/lamps?imported=1"
