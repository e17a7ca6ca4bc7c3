"""What is done to what is open: acknowledge, change, end, undo; windows; calls for help."""

from typing import Any

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access import staff_required
from kiosk.console.cards import CLEAR_HELD, card_of
from kiosk.console.home import home_page
from kiosk.console.page import attempt, blueprint, fault_of, page, staff_or_tablet, who
from kiosk.console.raising import eta_of
from kiosk.services import services
from signage.commands import AnswerHelp, Change, Command, SetWindow, Undo
from signage.refused import Refused


@blueprint.post("/console/incidents/<number>/undo")
@staff_or_tablet
def undo(number: str) -> ResponseReturnValue:
    return _done(Undo(number))


@blueprint.post("/console/incidents/<number>/<any(acknowledge,update,escalate,silence,resolve,clear):command>")
@staff_required
def change(number: str, command: Any) -> ResponseReturnValue:
    form, actor = request.form, who()
    incident = services().board.view.world.situation.incidents.get(number)
    held = command == "clear" and incident is not None and incident.notice.cls in CLEAR_HELD
    if held and incident is not None and form.get("sure") != "yes":
        card = card_of(services().board.view, incident, actor, services().clock())
        return page("console/sure.html", actor, card=card)
    seen = form.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None
    try:
        eta = eta_of(form)
    except Refused as refused:
        return home_page(actor, fault_of(refused))
    no_eta = form.get("minutes") == "0" and eta is None
    # Held, or confirmed the second time: whoever ends a danger says with it that they have checked the device.
    attest = held and form.get("sure") == "yes"
    return _done(Change(number, command, revision, form.get("reason", "").strip(), eta, no_eta, attest=attest))


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
    actor = who()
    fault = attempt(command, actor)
    return home_page(actor, fault) if fault else redirect(back, code=303)
