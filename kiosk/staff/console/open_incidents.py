"""What is done to what is open: acknowledge, change, end, undo; windows; calls for help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import staff_required
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.console.cards import CLEAR_HELD, Card, card_of
from kiosk.staff.console.cockpit.window_undo import remember, taken_back
from kiosk.staff.console.home import home_page
from kiosk.staff.console.new_incidents import RAISE_HELD, eta_of
from kiosk.staff.shell.page import page, staff_or_tablet
from kiosk.staff.shell.submit import Fault, attempt, lead, seen_in, submit, who
from kiosk.staff.shell.submit import do as carried_out
from kiosk.wording.declared import Declared, values_of
from signage.language.amounts import number as counted
from signage.language.words import Message
from signage.situation.commands import (
    AnswerHelp,
    Appoint,
    Change,
    Command,
    ConfirmGate,
    MarkStep,
    NoteQueue,
    SetWindow,
    Undo,
)
from signage.situation.five_fields import FIELDS, AnswerFive
from signage.situation.remarks import MakeRemark

WINDOWS: Final = "/console#windows"
HELD: Mapping[str, frozenset[str]] = {"clear": CLEAR_HELD, "activate": RAISE_HELD}
"""Commands that are held or asked for twice, by the incident's class."""


@dataclass(frozen=True, slots=True)
class Sure:
    """A command that was not held, and is asked for once more."""

    card: Card
    command: str
    ends: bool
    reason: str


DECLARED: Final[Declared] = {"staff/console/sure.html": (Sure,)}


@blueprint.post("/console/incidents/<number>/undo")
@staff_or_tablet
def undo(number: str) -> ResponseReturnValue:
    return _done(Undo(number))


@blueprint.post(
    "/console/incidents/<number>/<any(acknowledge,update,escalate,silence,resolve,clear,activate,dismiss,review,close)"
    ":command>"
)
@staff_required
def change(number: str, command: Any) -> ResponseReturnValue:
    form, actor = request.form, who()
    incident = services().board.view.world.situation.incidents.get(number)
    held = incident is not None and incident.notice.cls in HELD.get(command, frozenset())
    if held and incident is not None and form.get("sure") != "yes":
        card = card_of(services().board.view, incident, actor, services().clock())
        return page(
            "staff/console/sure.html",
            actor,
            **values_of(Sure(card, command, command == "clear", form.get("reason", ""))),
        )
    # Held, or confirmed the second time: whoever ends a danger says with it that they have checked
    # the device.
    attest = command == "clear" and held and form.get("sure") == "yes"
    back = f"/console?ended={number}" if command == "clear" else "/console"
    return submit(lambda: _change(number, command, attest), back, home_page)


def _change(number: str, command: Any, attest: bool) -> Change:
    """Raises :class:`Refused` for a time that is none."""
    form = request.form
    eta = eta_of(form)
    # "Not known" takes an earlier time away; a form that says nothing of it leaves it.
    no_eta = form.get("minutes") == "0" and eta is None
    cause = form["cause"].strip() if form.get("cause") else None
    seen, reason = seen_in(form, "revision"), form.get("reason", "").strip()
    return Change(number, command, seen, reason, eta, no_eta, cause=cause, attest=attest)


@blueprint.post("/console/incidents/<number>/five")
@staff_required
def five(number: str) -> ResponseReturnValue:
    """What the report still lacks, answered on the page after the end or on the report."""
    form = request.form
    given = (form.get(name, "") for name in FIELDS)
    return _done(
        AnswerFive(number, *given),
        f"/reports/{number}" if form.get("from") == "report" else "/console",
    )


@blueprint.post("/console/incidents/<number>/steps/<int:step>/<any(done,skipped,open):answer>")
@staff_required
def mark(number: str, step: int, answer: Any) -> ResponseReturnValue:
    """A step somebody else answered the same way a moment ago stays theirs; the page says whose."""
    fault = attempt(MarkStep(number, step, answer, request.form.get("reason", "").strip()))
    if fault:
        return home_page(fault)
    incident = services().board.view.world.situation.incidents.get(number)
    tick = incident.ticks.get(step) if incident is not None else None
    if tick is not None and answer == tick.answer and tick.by != who().name:
        at = f"{services().board.view.content.hall.local(tick.at):%H:%M}"
        said = Message("open-incidents.recorded-step-at", step=step, by=tick.by, at=at)
        return home_page(Fault(said, 200))
    return redirect("/console", code=303)


@blueprint.post("/console/incidents/<number>/gates/<gate>")
@staff_required
def confirm_gate(number: str, gate: str) -> ResponseReturnValue:
    form = request.form
    note, back = form.get("note", "").strip(), form.get("do") == "withdraw"
    targets = form.getlist("every" if form.get("do") == "all" else "target")
    if not targets:
        words = Message("open-incidents.choose-windows-have-checked")
        return home_page(Fault(words))
    return _done(
        ConfirmGate(number, gate, targets[0], note, back, tuple(targets[1:])),
        f"/console#gates-{number}",
    )


@blueprint.post("/console/incidents/<number>/commander")
@staff_required
def appoint(number: str) -> ResponseReturnValue:
    return _done(Appoint(number, request.form.get("name", "").strip() or who().name))


@blueprint.post("/console/incidents/<number>/remarks")
@staff_required
def remark(number: str) -> ResponseReturnValue:
    form = request.form
    return _done(MakeRemark(number, form.get("kind", "note"), form.get("text", "")))  # type: ignore[arg-type]  # judged


@blueprint.post("/console/queue")
@staff_required
def queue() -> ResponseReturnValue:
    """Numbers a guide counts; what is no number is refused in words."""
    typed = request.form.get("wait_min", "").strip()
    waiting, minutes = counted(request.form.get("waiting", "")), counted(typed)
    if waiting is None or (typed and minutes is None):
        words = Message("open-incidents.give-number-people-minutes-may")
        return home_page(Fault(words))
    return _done(NoteQueue(waiting, minutes), "/console#standing")


@blueprint.post("/console/windows/<name>")
@staff_required
def set_window(name: str) -> ResponseReturnValue:
    """Open or close a window, let it do what another does, or go back to its description."""
    windows, form = services().board.view.world.windows, request.form
    number, do = f"window/{name}", form.get("do", "")
    if do == "back":
        return submit(lambda: taken_back(number), WINDOWS, home_page)
    before = windows.get(number)
    like = windows.get(form["like"]) or abort(422) if "like" in form else None
    if like is None and do not in ("reset", "open", "close"):
        abort(422)
    # What it was set to do stays when it is closed and opened again.
    chosen = before.services if before and before.changed else None
    setting = SetWindow(number) if do == "reset" else SetWindow(number, do == "open", chosen)
    command = setting if like is None else SetWindow(number, True, like.services)

    def act() -> str:
        carried_out(command)
        if before is not None:
            remember(before)
        return WINDOWS

    return lead(act, home_page)


@blueprint.post("/console/help/<screen>/answer")
@staff_required
def answer_help(screen: str) -> ResponseReturnValue:
    return _done(AnswerHelp(screen))


def _done(command: Command, back: str = "/console") -> ResponseReturnValue:
    return submit(command, back, home_page)
