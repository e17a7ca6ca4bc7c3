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
from signage.availability.last_days import faults_of_the_day
from signage.deciding.announcements import faults
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
)

blueprint = Blueprint("publishing", __name__)
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
    own_channels: Mapping[str, Words] = field(default_factory=lambda: OWN)
    others: Mapping[str, Words] = field(default_factory=lambda: OTHERS)
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
    texts.sort(key=lambda text: text.changed_at or text.at, reverse=True)
    hangs = {one.id: one for one in posted(view.world)}
    rows = [text_row(text, actor, hangs.get(text.id)) for text in texts]
    address = f"{hall.public_url.rstrip('/')}/status" if hall.public_url else ""
    return answer(
        "staff/publishing/home.html", actor, fault, **values_of(Notices(
            tuple(rows), tuple((incident, what, WHAT[what]) for incident, what in awaited(view.world)), hall.local,
            address, code_picture(address) if address else "",
        )),
    )  # fmt: skip


def _to_mend(text: str, incident: Incident | None) -> list[Words]:
    there = services().board.view.world
    return [*faults(text, incident, there.hall.numbers), *faults_of_the_day(there, text)]


def _form(
    title: str,
    body: str,
    what: str,
    incident: Incident | None,
    fault: Fault | None = None,
    until: str = "",
    english: str = "",
) -> ResponseReturnValue:
    hall = services().board.view.content.hall
    signed = say(signed_message(hall, body))
    letters, count = sms_parts(signed)
    mend = [] if fault else _to_mend(f"{title}\n{body}", incident)
    return answer(
        "staff/publishing/form.html", who(), fault, **values_of(Drafting(
            title, body, what, WHAT[what], incident, what == "free", tuple(mend), until, english,
            Message("form.as-a-text-message", letters=letters, count=count),
        )),
    )  # fmt: skip


@blueprint.get("/notices/new")
@staff_required
def new() -> ResponseReturnValue:
    what, incident = _about(request.args)
    world = services().board.view.world
    reply = REPLIES.get(request.args.get("reply", ""))
    title, body = (say(reply.title), say(reply.body)) if reply is not None else ("", "")
    if incident is not None:
        title, body = proposed(world, incident, what)
    return _form(title, body, what, incident)


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
    typed, english = (request.form.get(name, "").strip() for name in ("until", "english"))
    about: Any = what

    def command() -> DraftText:
        until = _until(typed) if what == "free" else None
        return DraftText(title, body, incident.id if incident else "", about, until, english)

    return submit(
        command, "/notices", lambda fault: _form(title, body, what, incident, fault, typed, english)
    )


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
