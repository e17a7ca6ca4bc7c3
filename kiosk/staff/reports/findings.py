"""What staff add to one report: a remark, and the form of what was established once it was over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require, staff_required
from kiosk.staff.reports.pages import blueprint, done
from kiosk.staff.shell.fields import Field, fields
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.report import found
from kiosk.staff.shell.submit import Fault, seen_in, submit, who
from kiosk.wording.declared import Declared, values_of
from signage.language.words import Message
from signage.rules.permissions import IN_THE_HALL
from signage.rules.refusal import Refused
from signage.situation.incidents import LEVEL_ROLES, Incident
from signage.situation.registers import Register
from signage.situation.remarks import FINDINGS, MakeRemark, SendReport, WriteFindings


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The form of what was established. ``seen``: what this person had before their eyes."""

    incident: Incident
    table: Register
    fields: tuple[Field, ...]
    seen: str


DECLARED: Final[Declared] = {"staff/reports/findings.html": (Aftermath,)}
writer_required = require(*IN_THE_HALL["findings"])


@blueprint.post("/reports/<number>/remarks")
@staff_required
def remark(number: str) -> ResponseReturnValue:
    found(number)
    form = request.form
    return done(number, MakeRemark(number, form.get("kind", ""), form.get("text", "")))  # type: ignore[arg-type]  # judged


@blueprint.post("/reports/<number>/upward")
@require(*LEVEL_ROLES)
def send_upward(number: str) -> ResponseReturnValue:
    """A leader approves a report to the authority."""
    found(number)
    form = request.form

    def command() -> SendReport:
        text = form.get("text", "").replace("\r\n", "\n")
        to = tuple(form.getlist("to"))
        return SendReport(number, form.get("stage", ""), text, to, _moment(form.get("at", "")))

    return done(number, command)


def _moment(typed: str) -> datetime | None:
    """As the form gave it; at once where it is empty."""
    try:
        return datetime.fromisoformat(typed).astimezone(UTC) if typed else None
    except (ValueError, OverflowError):
        words = Message("publishing.valid-until-not-a-time")
        raise Refused("bad-time", "at", words) from None


@blueprint.get("/reports/<number>/findings")
@writer_required
def findings(number: str) -> ResponseReturnValue:
    return _form(number)


@blueprint.post("/reports/<number>/findings")
@writer_required
def write_findings(number: str) -> ResponseReturnValue:
    form = request.form
    typed = {column.name: form.get(column.name, "") for column in FINDINGS.columns}
    command = WriteFindings(number, typed, seen_in(form))
    return submit(command, f"/reports/{number}", lambda fault: _form(number, form, fault))


def _form(
    number: str, given: Mapping[str, str] | None = None, fault: Fault | None = None
) -> ResponseReturnValue:
    incident, wrong = found(number).incident, fault.field if fault else None
    row = incident.findings
    fresh = {"cause": incident.cause, "lessons": incident.review.text if incident.review else ""}
    return answer(
        "staff/reports/findings.html", who(), fault, **values_of(Aftermath(
            incident, FINDINGS, fields(FINDINGS, given if given is not None else (row.fields if row else fresh), wrong),
            given.get("seen", "") if given is not None else (str(row.seq) if row else ""),
        )),
    )  # fmt: skip
