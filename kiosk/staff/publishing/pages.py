"""Draft → approve → publish, as staff see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import staff_required
from kiosk.drawing.renderer import code_picture
from kiosk.serving.services import services
from kiosk.staff.publishing.rows import TextRow, text_row
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, submit, who
from kiosk.wording.declared import Declared, Local, values_of
from kiosk.wording.markup import element
from signage.availability.last_days import faults_of_the_day
from signage.deciding.announcements import faults
from signage.hall.model import Hall
from signage.language.amounts import number
from signage.language.replies import REPLIES, Reply
from signage.language.words import Message, Words, say
from signage.rules.refusal import Refused
from signage.shows.announcements import awaited, proposed, sms_parts
from signage.shows.due_notice import signed_message
from signage.shows.notice_board import posted
from signage.situation.incidents import Incident
from signage.situation.texts import (
    OTHERS,
    OWN,
    ConfirmSent,
    DraftText,
    HandleText,
    SendAnew,
    Text,
    to_outlet,
)

blueprint = Blueprint("publishing", __name__)
CORRECTION: Final = Message("publishing.corrected-notice")
PLACE: Final = "hall-notices"
PUT: Final = f'document.getElementById("{PLACE}").innerHTML'
WHAT: Mapping[str, Words] = {
    "notice": Message("publishing.notice"),
    "end": Message("publishing.notice-of-its-end"),
    "free": Message("publishing.other-notice"),
}


@dataclass(frozen=True, slots=True)
class Notices:
    rows: tuple[TextRow, ...]
    awaited: tuple[tuple[Incident, str, Words], ...]
    """What nobody has drafted yet."""
    local: Local
    address: str
    code: str
    """Of the status page."""
    outlets: Mapping[str, Words]
    """By what each is called among channels."""
    others: Mapping[str, Words]
    """Made ready for staff: what no outlet sends."""
    snippet: str
    """For a page of another site."""
    own_channels: Mapping[str, Words] = field(default_factory=lambda: OWN)
    replies: Mapping[str, Reply] = field(default_factory=lambda: REPLIES)


@dataclass(frozen=True, slots=True)
class Drafting:
    """A text as it is typed. ``free``: about no incident, so that a person says until when it
    hangs."""

    title: str
    body: str
    what: str
    what_words: Words
    incident: Incident | None
    free: bool
    mend: tuple[Words, ...]
    until: str
    own_english: str
    as_message: Words
    replaces: str
    """The text that it is to take the place of."""


DECLARED: Final[Declared] = {
    "staff/publishing/home.html": (Notices,),
    "staff/publishing/form.html": (Drafting,),
}


@blueprint.get("/notices")
@staff_required
def home() -> ResponseReturnValue:
    return _home()


def _home(fault: Fault | None = None) -> tuple[str, int]:
    here, actor = services(), who()
    view = here.board.view
    hall, texts = view.content.hall, list(view.world.situation.after.texts.values())
    # A draft has only been written; one that was handled stands where it was handled last.
    texts.sort(key=lambda text: (text.changed_at or text.at, text.at), reverse=True)
    hangs = {one.id: one for one in posted(view.world)}
    rows = [text_row(text, actor, hangs.get(text.id)) for text in texts]
    address = f"{hall.public_url.rstrip('/')}/status" if hall.public_url else ""
    return answer(
        "staff/publishing/home.html", actor, fault, **values_of(Notices(
            tuple(rows), tuple((incident, what, WHAT[what]) for incident, what in awaited(view.world)), hall.local,
            address, code_picture(address) if address else "",
            {to_outlet(one.id): one.name for one in hall.calls.for_notices}, _others(hall), _snippet(hall),
        )),
    )  # fmt: skip


def _others(hall: Hall) -> Mapping[str, Words]:
    sent = {outlet.sort for outlet in hall.calls.outlets}
    return {name: words for name, words in OTHERS.items() if name not in sent}


def _snippet(hall: Hall) -> str:
    if not hall.public_url:
        return ""
    address = f"{hall.public_url.rstrip('/')}/status/notices.html"
    put = f'fetch("{address}").then(a=>a.text()).then(t=>{{{PUT}=t}})'
    return f"{element('div', '', id=PLACE)}\n{element('script', put)}"


def _to_mend(text: str, incident: Incident | None) -> list[Words]:
    there = services().board.view.world
    return [*faults(text, incident, there.hall.numbers), *faults_of_the_day(there, text)]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    title: str
    body: str
    until: str = ""
    english: str = ""
    replaces: str = ""


def _form(
    typed: Typed, what: str, incident: Incident | None, fault: Fault | None = None
) -> ResponseReturnValue:
    hall = services().board.view.content.hall
    signed = say(signed_message(hall, typed.body))
    letters, count = sms_parts(signed)
    called = CORRECTION if typed.replaces else WHAT[what]
    mend = [] if fault else _to_mend(f"{typed.title}\n{typed.body}", incident)
    return answer(
        "staff/publishing/form.html", who(), fault, **values_of(Drafting(
            typed.title, typed.body, what, called, incident, what == "free", tuple(mend), typed.until,
            typed.english, Message("form.as-a-text-message", letters=letters, count=count), typed.replaces,
        )),
    )  # fmt: skip


@blueprint.get("/notices/new")
@staff_required
def new() -> ResponseReturnValue:
    before = _before(request.args.get("replaces", ""))
    if before is not None:
        return _mending(before)
    what, incident = _about(request.args)
    world = services().board.view.world
    reply = REPLIES.get(request.args.get("reply", ""))
    title, body = (say(reply.title), say(reply.body)) if reply is not None else ("", "")
    if incident is not None:
        title, body = proposed(world, incident, what)
    return _form(Typed(title, body), what, incident)


def _before(name: str) -> Text | None:
    """The text that is to be mended."""
    texts = services().board.view.world.situation.after.texts
    return (texts.get(name) or abort(404)) if name else None


def _mending(before: Text) -> ResponseReturnValue:
    here = services().board.view
    until = before.until
    local = f"{here.content.hall.local(until):%Y-%m-%dT%H:%M}" if until else ""
    typed = Typed(before.title, before.body, local, before.english, before.id)
    return _form(typed, before.what, here.world.situation.incidents.get(before.incident))


def _about(form: Any) -> tuple[str, Incident | None]:
    what = form.get("what", "free")
    number = form.get("incident", "")
    incident = services().board.view.world.situation.incidents.get(number) if number else None
    if what not in WHAT or (number and incident is None):
        abort(404)
    return what, incident


@blueprint.post("/notices")
@staff_required
def draft() -> ResponseReturnValue:
    what, incident = _about(request.form)
    # A form's line breaks arrive as CR LF; a carriage return is no letter of a text.
    title, body = (request.form.get(name, "").replace("\r\n", "\n") for name in ("title", "body"))
    given = (request.form.get(name, "").strip() for name in ("until", "english", "replaces"))
    typed = Typed(title, body, *given)
    about: Any = what

    def command() -> DraftText:
        until = _until(typed.until) if what == "free" else None
        number = incident.id if incident else ""
        return DraftText(title, body, number, about, until, typed.english, typed.replaces)

    return submit(command, "/notices", lambda fault: _form(typed, what, incident, fault))


def _until(typed: str) -> datetime | None:
    """The hall's own time, as a form gives it; None where nothing was typed."""
    if not typed:
        return None
    zone = services().board.view.content.hall.zoneinfo
    try:
        # A browser's field takes the year 1 as well: there UTC would be before all calendars.
        return datetime.fromisoformat(typed).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("bad-until", "until", Message("publishing.valid-until-not-a-time")) from None


@blueprint.post("/notices/<text>/<any(approve,publish,withdraw):act>")
@staff_required
def handle(text: str, act: Any) -> ResponseReturnValue:
    return submit(HandleText(text, act, tuple(request.form.getlist("channel"))), "/notices", _home)


@blueprint.post("/notices/<text>/anew")
@staff_required
def send_anew(text: str) -> ResponseReturnValue:
    """What the hall gave up at an outlet, a text's or a report's upward, is tried once more."""
    report = services().board.view.world.situation.after.upward.get(text)
    back = f"/reports/{report.incident}" if report is not None else f"/notices#{text}"
    return submit(SendAnew(text, request.form.get("outlet", "")), back, _home)


@blueprint.post("/notices/<text>/sent")
@staff_required
def confirm_sent(text: str) -> ResponseReturnValue:
    """A person says that a text went out on a channel which the hall does not send itself."""
    given = request.form.get("count", "").strip()
    count = number(given)
    if given and count is None:
        return _home(Fault(Message("publishing.that-number-cannot-be-right"), 422))
    return submit(
        ConfirmSent(text, request.form.get("channel", ""), count), f"/notices#{text}", _home
    )
