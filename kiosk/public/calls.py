"""The page behind the link in a message: what it is about, and one key that says that somebody sees
to it; and behind the link in a report upward, one that says that the authority has it. Nobody signs
in; the link is signed, and a call's ends.

Looking answers nothing: scanners of mail open every link.
"""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.access.problems import Problem
from kiosk.custody.calls.links import Named, person_s, read_link
from kiosk.custody.outlets.receipts import read_receipt
from kiosk.serving.services import services
from kiosk.store import StoreError
from kiosk.store.tables.outbox import Call
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import speak_here
from signage.deciding.remarks import acknowledged
from signage.hall.calls import Outlet
from signage.hall.model import Hall
from signage.language.words import Message, Spoken, Words, say
from signage.rules.refusal import Refused
from signage.situation.calls import AnswerCall
from signage.situation.incidents import Actor
from signage.situation.remarks import STAGES, AcknowledgeReport, Upward

blueprint = Blueprint("called", __name__)
ASKS: Final = Message("calls.page.asks")
ENDS: Final = {
    "answered": Message("calls.page.answered"),
    "over": Message("calls.page.over"),
    "unanswered": Message("calls.page.given-up"),
}
TOO_OLD: Final = Message("calls.page.too-old")


@dataclass(frozen=True, slots=True)
class CallPage:
    """``asks``: whether the key is there; ``said``: how it stands."""

    hall: Hall
    name: str
    words: Words
    at: str
    said: Words
    asks: bool
    path: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """``asks``: whether the key is there; ``said``: how it stands."""

    hall: Hall
    to: Words
    stage: Words
    at: str
    said: Words
    asks: bool
    path: str


DECLARED: Final[Declared] = {"public/call.html": (CallPage,), "public/receipt.html": (ReceiptPage,)}
UNSEEN: Final = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
"""Nobody keeps what stands behind a link, or hears of it."""


@blueprint.get("/call/<token>")
def look(token: str) -> Response:
    call, named = _called(token)
    return _page(call, named)


@blueprint.post("/call/<token>")
def answer(token: str) -> ResponseReturnValue:
    call, named = _called(token)
    here = services()
    if call.ended is None and here.clock() < named.until:
        command = AnswerCall(call.key, call.rule, call.about, call.incident, "link")
        try:
            here.board.do(command, person_s(here, call.person))
        except KeyError:
            abort(404)
        except (Refused, StoreError) as error:
            raise Problem(503, "not-taken", error.words) from error
        assert here.caller is not None
        here.caller.turning.wake()
    return redirect(request.path, 303)


def _called(token: str) -> tuple[Call, Named]:
    """One that nobody signed, or that the hall knows no more, looks like one that never was."""
    here = services()
    named = read_link(here.believed("links"), token) or abort(404)
    caller = here.caller or abort(404)
    found = (call for call in caller.shown if call.number == named.number)
    call = next(found, None)
    return (call, named) if call is not None and named.fits(call) else abort(404)


def _page(call: Call, named: Named) -> Response:
    here = services()
    hall = here.board.view.content.hall
    person = hall.calls.person.get(call.person)
    speak_here(Spoken(person.language if person is not None else hall.languages[0], ""))
    answered = here.board.view.world.situation.answered.get(call.key)
    asks = call.ended is None and answered is None and here.clock() < named.until
    said = _said(hall, call, asks)
    if answered is not None:
        at = f"{hall.local(answered.at):%H:%M}"
        said = ENDS["answered"].filled(by=answered.by, at=at)
    name, at = person.name if person is not None else "", f"{hall.local(call.at):%H:%M}"
    html = render_template(
        "public/call.html",
        **values_of(CallPage(hall, name, call.words, at, said, asks, request.path)),
    )
    return make_response(html, 200, UNSEEN)


def _said(hall: Hall, call: Call, asks: bool) -> Words:
    if asks:
        return ASKS
    if call.ended is None:
        return TOO_OLD
    return ENDS[call.why].filled(by=call.by, at=f"{hall.local(call.ended):%H:%M}")


# ---------------------------------------------------------------- a report upward


@blueprint.get("/receipt/<token>")
def report(token: str) -> Response:
    sent, outlet = _reported(token)
    here = services()
    hall = here.board.view.content.hall
    speak_here(hall.spoken)
    known = acknowledged(here.board.view.world.situation, sent, say(outlet.name))
    said: Words = Message("receipts.please-confirm")
    if known is not None:
        said = Message("receipts.confirmed", at=hall.local(known.at))
    at = f"{hall.local(sent.due):%m-%d %H:%M}"
    page = ReceiptPage(hall, outlet.name, STAGES[sent.stage], at, said, known is None, request.path)
    return make_response(render_template("public/receipt.html", **values_of(page)), 200, UNSEEN)


@blueprint.post("/receipt/<token>")
def confirm(token: str) -> ResponseReturnValue:
    sent, outlet = _reported(token)
    try:
        # Whoever has the link is whom it was sent to, and may say this alone.
        services().board.do(AcknowledgeReport(sent.id), Actor(say(outlet.name), "system"))
    except (Refused, StoreError) as error:
        raise Problem(503, "not-taken", error.words) from error
    return redirect(request.path, 303)


def _reported(token: str) -> tuple[Upward, Outlet]:
    """One that nobody signed, or that the hall knows no more, looks like one that never was."""
    here = services()
    name, to = read_receipt(here.believed("links"), token) or abort(404)
    view = here.board.view
    sent = view.world.situation.after.upward.get(name) or abort(404)
    return sent, view.content.hall.calls.outlet.get(to) or abort(404)
