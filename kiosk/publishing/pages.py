"""Draft → approve → publish, as staff see it."""

from typing import Any

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access import staff_required
from kiosk.console.page import Fault, answer, attempt, who
from kiosk.render import code_picture
from kiosk.services import services
from signage.aftermath import DraftText, HandleText
from signage.incidents import LEVEL_ROLES, Incident
from signage.permissions import publishers
from signage.publishing import CHANNELS, STATE_WORDS, STEPS, awaited, faults, proposed, sms_parts, texts_for
from signage.replies import REPLIES

blueprint = Blueprint("publishing", __name__)
WHAT = {"notice": "公告", "end": "解除公告", "free": "其他公告"}


@blueprint.get("/notices")
@staff_required
def home() -> ResponseReturnValue:
    return _home()


def _home(fault: Fault | None = None) -> tuple[str, int]:
    here, actor = services(), who()
    view = here.board.view
    hall, texts = view.content.hall, list(view.world.situation.after.texts.values())
    rows = []
    for text in sorted(texts, key=lambda text: text.changed_at or text.at, reverse=True):
        acts = [act for act in ("approve", "publish", "withdraw") if (text.state, act) in STEPS]
        mine = {"approve": actor.role in LEVEL_ROLES}
        may = [act for act in acts if mine.get(act, actor.role in publishers(text.cls))]
        forms = texts_for(hall, text)
        rows.append((text, may, forms, sms_parts(forms["sms"])))
    address = f"{hall.public_url.rstrip('/')}/status" if hall.public_url else ""
    return answer(
        "publishing/home.html", actor, fault, rows=rows, awaited=awaited(view.world), states=STATE_WORDS,
        channels=CHANNELS, what_words=WHAT, local=hall.local, address=address,
        code=code_picture(address) if address else "", replies=REPLIES,
    )  # fmt: skip


def _form(
    title: str, body: str, what: str, incident: Incident | None, fault: Fault | None = None
) -> ResponseReturnValue:
    hall = services().board.view.content.hall
    signed = f"【{hall.issuer['zh']}】{body}"
    mend = [] if fault else faults(f"{title}\n{body}", incident, hall.numbers)
    return answer(
        "publishing/form.html", who(), fault, title=title, body=body, what=what, incident=incident,
        what_words=WHAT, units=sms_parts(signed), mend=mend,
    )  # fmt: skip


@blueprint.get("/notices/new")
@staff_required
def new() -> ResponseReturnValue:
    what, incident = _about(request.args)
    world = services().board.view.world
    reply = REPLIES.get(request.args.get("reply", ""))
    title, body = (reply.title, reply.body) if reply is not None else ("", "")
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
    command = DraftText(title, body, incident.id if incident else "", what)  # type: ignore[arg-type]  # one of WHAT
    fault = attempt(command, who())
    return _form(title, body, what, incident, fault) if fault else redirect("/notices", code=303)


@blueprint.post("/notices/<text>/<any(approve,publish,withdraw):act>")
@staff_required
def handle(text: str, act: Any) -> ResponseReturnValue:
    fault = attempt(HandleText(text, act, tuple(request.form.getlist("channel"))), who())
    return _home(fault) if fault else redirect("/notices", code=303)
