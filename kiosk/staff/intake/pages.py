"""The ledger on the tablet: enter, receipt, call back. A number is shown whole once, to whoever
asks for it by name."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.access.people import require
from kiosk.custody.ledger import NUMBER, STATE, Line, from_csv, line_of, table, windows_of, write
from kiosk.drawing import svg as draw
from kiosk.serving.services import services
from kiosk.staff.intake.rows import (
    SHOWN,
    Given,
    Ledger,
    NewPapers,
    entry_row,
    filters,
    form_fields,
    lost_row,
    receipt_of,
)
from kiosk.staff.shell.further import linked_from
from kiosk.staff.shell.page import page, world_now
from kiosk.staff.shell.submit import Fault, attempt, lead, submit, who
from kiosk.store.tables.papers import Paper, Papers
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import here_spoken
from kiosk.wording.spreadsheet import to_csv
from signage.language.words import Message, on_one_line, say
from signage.rules.ledger_rows import kept
from signage.shows.due_by_hand import paper_wanted
from signage.situation.commands import ExportLedger, MoveLedger, RevealLedger
from signage.situation.incidents import WINDOW_ROLES
from signage.situation.ledger import LEDGER_WORDS, WAITS, Entry, masked, privacy_notice

blueprint = Blueprint("intake", __name__)
keeper_required = require(*WINDOW_ROLES)
HOME = "/console/ledger"
QR_PX = 240
DECLARED: Final[Declared] = {
    "staff/intake/ledger.html": (Ledger,),
    "staff/intake/ledger_new.html": (NewPapers,),
    "staff/intake/receipt.html": (Given,),
}
NO_STORE = {"Cache-Control": "no-store"}
STATUS_CODE = Message("intake.code-of-the-status-page")


def _entries() -> list[tuple[Entry, Paper]]:
    """What waits first, each in the order it came."""
    papers = Papers(services().store).all()
    known = services().board.view.world.situation.ledger.values()
    found = [(entry, papers[entry.number]) for entry in known if entry.number in papers]
    return sorted(found, key=lambda pair: (pair[0].state not in WAITS, pair[0].number))


def _lost() -> list[Entry]:
    """What still waits but is not in this house: a backup brings no personal data back."""
    papers = Papers(services().store).all()
    known = services().board.view.world.situation.ledger.values()
    return [entry for entry in known if entry.state in WAITS and entry.number not in papers]


def _list(
    fault: Fault | None = None, revealed: int | None = None, wrong: list[Any] | None = None
) -> Response:
    shown, found = request.args.get("state", ""), _entries()
    hall, mistakes = services().board.view.content.hall, wrong or []
    listed = tuple(
        entry_row(hall, *pair, revealed) for pair in found if not shown or pair[0].state == shown
    )
    html = page(
        "staff/intake/ledger.html", who(), fault=fault, **values_of(Ledger(
            listed, tuple(lost_row(entry) for entry in _lost()), filters([entry for entry, _ in found]),
            len(found), shown,
            tuple(mistakes[:SHOWN]), max(0, len(mistakes) - SHOWN),
            tuple((one.id, on_one_line(one.notice.sign)) for one in paper_wanted(world_now())),
            request.args.get("imported", type=int),
        )),
    )  # fmt: skip
    return make_response(html, fault.status if fault else 422 if wrong else 200, NO_STORE)


def _notice() -> str:
    hall = services().board.view.content.hall
    return say(privacy_notice(say(hall.name), hall.phone, hall.papers.keep_days))


def _form(given: Mapping[str, str], fault: Fault | None = None) -> Response:
    html = page(
        "staff/intake/ledger_new.html", who(), fault=fault, **values_of(NewPapers(
            form_fields(given, fault.field if fault else None), _notice(),
            tuple(say(service.name) for service in services().board.view.content.hall.services),
        )),
    )  # fmt: skip
    return make_response(html, fault.status if fault else 200, NO_STORE)


@blueprint.get("/console/ledger")
@linked_from("/facilities", Message("home.papers"), blueprint)
@keeper_required
def home() -> Response:
    return _list()


@blueprint.get("/console/ledger/new")
@keeper_required
def new() -> Response:
    return _form({"window": request.args.get("window", ""), "papers": "1"})


@blueprint.post("/console/ledger")
@keeper_required
def enter() -> ResponseReturnValue:
    return lead(_entered, lambda fault: _form(request.form, fault))


def _entered() -> str:
    here, actor = services(), who()
    row = kept(request.form, windows_of(here.board.view.content.hall))
    (number,) = write(here, [Line(here.clock(), actor.name, row)], actor)
    return f"{HOME}/{number}/receipt"


@blueprint.get("/console/ledger/<int:number>/receipt")
@keeper_required
def receipt(number: int) -> Response:
    """A6 to hand out: what was left here, how to reach the hall, and what is done with the
    number."""
    paper = Papers(services().store).one(number) or abort(404)
    address = status_address(paper.token)
    code = Markup(draw.picture(draw.Box(0, 0, QR_PX, QR_PX), [draw.code(address, 0, 0, QR_PX)], say(STATUS_CODE))) if (
        address) else ""  # fmt: skip
    html = page(
        "staff/intake/receipt.html",
        who(),
        **values_of(
            Given(receipt_of(services().board.view.content.hall, paper), _notice(), code, address)
        ),
    )
    return make_response(html, 200, NO_STORE)


def status_address(token: str) -> str:
    public = services().board.view.content.hall.public_url
    return f"{public.rstrip('/')}/papers/{token}" if public else ""


@blueprint.post("/console/ledger/<int:number>/<any(enter,notify,withdraw):move>")
@keeper_required
def move(number: int, move: Any) -> ResponseReturnValue:
    why: Any = request.form.get("why", "")
    return submit(MoveLedger(number, move, why), HOME, _list)


@blueprint.post("/console/ledger/<int:number>/reveal")
@keeper_required
def reveal(number: int) -> ResponseReturnValue:
    """The answer itself shows the number; nothing keeps it, and a second look is a second event."""
    fault = attempt(RevealLedger(number))
    # No redirect: an address that shows a number would stay in the browser's history.
    return _list(fault, None if fault else number)


@blueprint.post("/console/ledger/export")
@keeper_required
def export() -> ResponseReturnValue:
    """Numbers leave the hall masked; the whole ones are for the caller-back alone."""
    fault = attempt(ExportLedger())
    if fault:
        return _list(fault)
    found = _entries()
    header, rows = table(
        services().board.view.content.hall, [line_of(paper) for _, paper in found], masked
    )
    told = [
        [str(entry.number), say(LEDGER_WORDS[entry.state]), *row]
        for (entry, _), row in zip(found, rows, strict=True)
    ]
    headers = {**NO_STORE, "Content-Disposition": 'attachment; filename="ledger.csv"'}
    return Response(
        to_csv([say(NUMBER), say(STATE), *header], told), mimetype="text/csv", headers=headers
    )


@blueprint.get("/console/ledger/template.csv")
@keeper_required
def template() -> Response:
    header, _ = table(services().board.view.content.hall, [], masked)
    headers = {"Content-Disposition": 'attachment; filename="ledger-template.csv"'}
    return Response(to_csv(header, []), mimetype="text/csv", headers=headers)


@blueprint.post("/console/ledger/import")
@keeper_required
def take_file() -> ResponseReturnValue:
    here, actor, sent = services(), who(), request.files.get("file")
    hall, data = here.board.view.content.hall, sent.read() if sent else b""
    lines, wrong = from_csv(data, hall, actor.name, here.clock(), here_spoken().first)
    if wrong:
        return _list(
            Fault(Message("intake.mistakes-nothing-was-taken", count=len(wrong)), 422),
            wrong=wrong,
        )
    return lead(lambda: f"{HOME}?imported={len(write(here, lines, actor))}", _list)
