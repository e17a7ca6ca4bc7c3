"""The list of reports, one report on paper and as CSV, what staff add to it, its sign-off."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeSerializer

from kiosk.access.people import require, staff_required
from kiosk.serving.services import services
from kiosk.staff.reports.rows import (
    EvidenceRow,
    Followed,
    LinkRow,
    evidence_rows,
    findings,
    followed,
    link_row,
    noted,
)
from kiosk.staff.reports.upward import UpwardPart, upward_of
from kiosk.staff.shell.five_fields import FiveRow, five_rows
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.report import Times, found, named_at, text_of, timed, times, timing_of
from kiosk.staff.shell.submit import Fault, submit, who
from kiosk.wording.declared import Declared, Local, values_of
from kiosk.wording.page_words import here_spoken, said
from kiosk.wording.spreadsheet import to_csv
from signage.deciding.open_incidents import needs_review
from signage.language.amounts import number as counted
from signage.language.words import Message, Words
from signage.reports.report import Act, Report
from signage.reports.statistics import COUNTED, cases
from signage.rules.permissions import IN_THE_HALL, may
from signage.situation.aftermath import AddEvidence, GiveLink, RevokeLink
from signage.situation.commands import Change, Command
from signage.situation.five_fields import missing_words
from signage.situation.incidents import LEVEL_ROLES, STATE_WORDS, Incident
from signage.situation.remarks import REMARKS, RemarkKind

blueprint = Blueprint("reports", __name__)
LISTED, LISTED_MOST = timedelta(days=366), 100
SHARED, LINK_DAYS = "shared", "7"
HEADER = (
    Message("reports.number"), Message("reports.time"), Message("reports.role"), Message("reports.person"),
    Message("reports.record"), Message("reports.to-this-incident"),
)  # fmt: skip
OWN, MEANWHILE = Message("reports.direct"), Message("reports.meanwhile")


@dataclass(frozen=True, slots=True)
class SignOff:
    """A command that ends the work on an incident, and how its form asks for a text."""

    command: str
    title: Words
    asks: Words
    button: Words


_ARCHIVE = Message("act.sign-and-archive")
SIGN_OFFS: Mapping[str, SignOff] = {
    "review": SignOff(
        "review",
        Message("act.review"),
        Message("reports.conclusions"),
        Message("reports.submit-the-review"),
    ),
    "close": SignOff("close", _ARCHIVE, Message("reports.remark-with-the-signature"), _ARCHIVE),
}
NOTES: Mapping[RemarkKind, Words] = {
    kind: words for kind, words in REMARKS.items() if kind != "arrived"
}
"""What may be added later; who arrived says so there and then."""


@dataclass(frozen=True, slots=True)
class Reports:
    incidents: tuple[tuple[Incident, Words], ...]
    """The newest, each with its state."""
    local: Local


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report on paper, for staff and behind a link alike."""

    report: Report
    private: bool
    """Whether it names staff."""
    leads: bool
    local: Local
    times: Words
    state: Words
    came: tuple[Words, ...]
    noted: tuple[tuple[Words, tuple[Act, ...]], ...]
    losses: tuple[Act, ...]
    findings: tuple[tuple[Words, str], ...]
    evidence: tuple[EvidenceRow, ...]
    text_of: Callable[[Act], str] = field(default_factory=lambda: text_of)


@dataclass(frozen=True, slots=True)
class Links:
    """Links for the authority, and for how many days a new one holds."""

    links: tuple[LinkRow, ...]
    link_days: str
    leads: bool


@dataclass(frozen=True, slots=True)
class OneReport:
    """What this person may add to a report."""

    may_do: tuple[SignOff, ...]
    adds: bool
    finds: bool
    follow: tuple[Followed, ...]
    five: tuple[FiveRow, ...]
    asks: Incident | None
    lacks: str
    remarks: Mapping[RemarkKind, Words] = field(default_factory=lambda: NOTES)


DECLARED: Final[Declared] = {
    "staff/reports/home.html": (Reports, Links),
    "staff/reports/report.html": (Sheet, Times, Links, UpwardPart, OneReport),
}


@blueprint.get("/reports")
@staff_required
def home() -> ResponseReturnValue:
    return _home()


def _home(fault: Fault | None = None) -> tuple[str, int]:
    here, actor = services(), who()
    now, hall = here.clock(), here.board.view.content.hall
    recent = cases(here.store.between(now - LISTED, now + timedelta(days=1), COUNTED))
    newest = sorted(recent.values(), key=lambda i: i.raised_at, reverse=True)[:LISTED_MOST]
    return answer(
        "staff/reports/home.html", actor, fault, **values_of(
            Reports(tuple((one, STATE_WORDS[one.state]) for one in newest), hall.local), links_about(),
        ),
    )  # fmt: skip


def report_page(number: str, fault: Fault | None = None) -> ResponseReturnValue:
    made, actor, hall = (
        found(number, here_spoken().first),
        who(),
        services().board.view.content.hall,
    )
    known = services().board.view.world.situation.incidents.get(number)
    unreviewed = known is not None and needs_review(known)
    acts = ("review",) if unreviewed else ("review", "close")
    may_do = [SIGN_OFFS[act] for act in acts if known is not None and may(actor.role, act, known)]
    return answer(
        "staff/reports/report.html", actor, fault, **values_of(
            *sheet_of(made, hall.local, private=True, leads=actor.role in LEVEL_ROLES),
            links_about(f"incident:{number}"), upward_of(made),
            OneReport(
                tuple(may_do), known is not None and known.state != "closed", actor.role in IN_THE_HALL["findings"],
                followed(number), tuple(five_rows(known)) if known is not None else (),
                known if known is not None and known.state == "cleared" and not known.drill else None,
                said(missing_words(known)) if known is not None else "",
            ),
        ),
    )  # fmt: skip


def sheet_of(made: Report, local: Local, *, private: bool, leads: bool) -> tuple[Sheet, Times]:
    """What the sheet itself shows, for staff and behind a link alike. ``private``: with the names
    of staff."""
    timing = timing_of(made)
    came = tuple(named_at(act, local, by_name=private) for act in made.noted("arrived"))
    shown = Sheet(
        made, private, leads, local, times(made, local), STATE_WORDS[made.incident.state], came, noted(made),
        made.noted("loss"), findings(made), evidence_rows(made),
    )  # fmt: skip
    return shown, Times(timing, tuple(timed(timing.slowest)))


def links_about(about: str = "") -> Links:
    """The links that are still good, about one thing or all."""
    here, leads = services(), who().role in LEVEL_ROLES
    hall, links = here.board.view.content.hall, here.board.view.world.situation.after.links.values()
    live = (link for link in links if link.until > here.clock() and about in ("", link.about))
    rows = tuple(link_row(hall, link, address(link.id)) for link in live)
    return Links(rows, request.form.get("days", LINK_DAYS), leads)


def address(link: str) -> str:
    """The path to hand over. The signature keeps strangers from trying ids; the log says whether
    the link still is."""
    return f"/shared/{URLSafeSerializer(services().secret, salt=SHARED).dumps(link)}"


@blueprint.get("/reports/<number>")
@staff_required
def one(number: str) -> ResponseReturnValue:
    return report_page(number)


@blueprint.get("/reports/<number>.csv")
@staff_required
def table(number: str) -> Response:
    """The timeline, as a spreadsheet opens it."""
    made, hall = found(number, here_spoken().first), services().board.view.content.hall
    rows = [
        [
            str(act.recorded.seq),
            hall.local(act.recorded.at).isoformat(timespec="seconds"),
            act.role,
            act.who,
            act.words,
            said(OWN if act.own else MEANWHILE),
        ]
        for act in made.acts
    ]
    headers = {"Content-Disposition": f'attachment; filename="report-{made.incident.id}.csv"'}
    body = to_csv([said(title) for title in HEADER], rows)
    return Response(body, mimetype="text/csv", headers=headers)


def done(number: str, command: Command | Callable[[], Command]) -> ResponseReturnValue:
    return submit(command, f"/reports/{number}", lambda fault: report_page(number, fault))


@blueprint.post("/reports/<number>/evidence")
@staff_required
def evidence(number: str) -> ResponseReturnValue:
    found(number)
    return done(
        number, AddEvidence(number, request.form.get("text", ""), request.form.get("link", ""))
    )


@blueprint.post("/reports/<number>/<any(review,close):act>")
@require(*LEVEL_ROLES)
def sign(number: str, act: Any) -> ResponseReturnValue:
    return done(number, Change(number, act, reason=request.form.get("reason", "").strip()))


@blueprint.post("/reports/links")
@require(*LEVEL_ROLES)
def give() -> ResponseReturnValue:
    about, days = request.form.get("about", ""), request.form.get("days", "7")
    number = counted(days) or 0
    # 404 before a link to what never was is signed.
    if about.startswith("incident:"):
        found(about.partition(":")[2])
    command = GiveLink(secrets.token_urlsafe(12), about, number)
    return submit(command, _back(about), lambda fault: _again(about, fault))


def _again(about: str, fault: Fault) -> ResponseReturnValue:
    kind, _, what = about.partition(":")
    return report_page(what, fault) if kind == "incident" else _home(fault)


@blueprint.post("/reports/links/<link>/revoke")
@require(*LEVEL_ROLES)
def revoke(link: str) -> ResponseReturnValue:
    return submit(RevokeLink(link), "/reports#links", _home)


def _back(about: str) -> str:
    kind, _, what = about.partition(":")
    return f"/reports/{what}" if kind == "incident" else f"/reports/statistics?period={what}"
