"""Files of one report: stored with a line that names them, shown to staff, taken away by a
leader."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require, staff_required
from kiosk.content import evidence
from kiosk.serving.services import services
from kiosk.staff.reports.pages import blueprint, done, report_page
from kiosk.staff.shell.report import found
from kiosk.staff.shell.submit import Fault, do, lead
from signage.language.words import Message
from signage.situation.aftermath import AddEvidence, EraseEvidence
from signage.situation.incidents import LEVEL_ROLES

FILES_MAX = 20
"""Files of one report."""
NO_ROOM = Message("files.server-cannot-store-file-look")
TOO_MANY = Message("files.at-most-files-a-report", files=FILES_MAX)
NO_FILE = Message("files.choose-photograph-or-pdf")


@blueprint.post("/reports/<number>/file")
@staff_required
def store_file(number: str) -> ResponseReturnValue:
    made, given, data = found(number), request.files.get("file"), services().store.directory
    if sum(bool(one.file) for one in made.evidence) >= FILES_MAX:
        return report_page(number, Fault(TOO_MANY, 409))
    if given is None or not given.filename:
        return report_page(number, Fault(NO_FILE, 422))
    sent = given.stream.read()

    def command() -> AddEvidence:
        # Judged by its bytes: name and type are the sender's word.
        body, end = evidence.prepared(sent)
        name = evidence.keep(data, body, end, services().clock())
        return AddEvidence(number, request.form.get("text", ""), file=name)

    try:
        return done(number, command)
    except OSError:
        return report_page(number, Fault(NO_ROOM, 503))


@blueprint.get("/reports/<number>/file/<name>")
@staff_required
def file(number: str, name: str) -> Response:
    """404 for a file that this report does not name, or that is gone."""
    if name not in {one.file for one in found(number).evidence}:
        abort(404)
    path = evidence.path_of(services().store.directory, name) or abort(404)
    picture = name.endswith(".jpg")
    how = "inline" if picture else "attachment"
    headers = {
        "Content-Disposition": f'{how}; filename="{number}-{name[:8]}{name[-4:]}"',
        # A tablet is handed on: nothing of an incident may stay in its browser.
        "Cache-Control": "private, no-store",
    }
    return Response(
        path.read_bytes(), mimetype="image/jpeg" if picture else "application/pdf", headers=headers
    )


@blueprint.post("/reports/<number>/file/<name>/erase")
@require(*LEVEL_ROLES)
def erase_file(number: str, name: str) -> ResponseReturnValue:
    if name not in {one.file for one in found(number).evidence}:
        abort(404)
    return lead(lambda: _erased(number, name), lambda fault: report_page(number, fault))


def _erased(number: str, name: str) -> str:
    # The event first: where it is refused the file must still be there.
    do(EraseEvidence(number, name))
    evidence.erase(services().store.directory, name)
    return f"/reports/{number}"
