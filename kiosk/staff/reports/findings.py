"""What staff add to one report: a remark, and the form of what was established once it was over."""

from collections.abc import Mapping

from flask import redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require, staff_required
from kiosk.access.problems import STATUS_OF
from kiosk.serving.services import services
from kiosk.staff.reports.pages import blueprint, done
from kiosk.staff.shell.page import Fault, answer, who
from kiosk.staff.shell.report import found
from kiosk.store import StoreError
from signage.rules.permissions import IN_THE_HALL
from signage.rules.refusal import Refused
from signage.situation.remarks import FINDINGS, MakeRemark, WriteFindings

writer_required = require(*IN_THE_HALL["findings"])


@blueprint.post("/reports/<number>/remarks")
@staff_required
def remark(number: str) -> ResponseReturnValue:
    found(number)
    form = request.form
    return done(number, MakeRemark(number, form.get("kind", ""), form.get("text", "")))  # type: ignore[arg-type]  # judged


@blueprint.get("/reports/<number>/findings")
@writer_required
def findings(number: str) -> ResponseReturnValue:
    return _form(number)


@blueprint.post("/reports/<number>/findings")
@writer_required
def write_findings(number: str) -> ResponseReturnValue:
    form, seen = request.form, request.form.get("seen", "")
    known = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None
    fields = {column.name: form.get(column.name, "") for column in FINDINGS.columns}
    try:
        services().board.do(WriteFindings(number, fields, known), who())
    except Refused as refused:
        return _form(number, form, Fault(refused.words, STATUS_OF.get(refused.code, 422)), refused.field)
    except StoreError as error:
        return _form(number, form, Fault(error.words, 503))
    return redirect(f"/reports/{number}", code=303)


def _form(
    number: str, given: Mapping[str, str] | None = None, fault: Fault | None = None, field: str | None = None
) -> ResponseReturnValue:
    incident = found(number).incident
    row = incident.findings
    fresh = {"cause": incident.cause, "lessons": incident.review.text if incident.review else ""}
    return answer(
        "staff/reports/findings.html", who(), fault, incident=incident, table=FINDINGS, wrong=field,
        given=given if given is not None else (row.fields if row else fresh),
        seen=given.get("seen", "") if given is not None else (row.seq if row else ""),
    )  # fmt: skip
