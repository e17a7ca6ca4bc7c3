"""Files of one report: stored with a line that names them, shown to staff, taken away by a leader."""

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require, staff_required
from kiosk.content import evidence
from kiosk.serving.services import services
from kiosk.staff.reports.pages import blueprint, report_page
from kiosk.staff.shell.page import Fault, attempt, fault_of, who
from kiosk.staff.shell.report import found
from signage.language.words import both
from signage.rules.refusal import Refused
from signage.situation.aftermath import AddEvidence, EraseEvidence
from signage.situation.incidents import LEVEL_ROLES

FILES_MAX = 20
"""Files of one report."""
NO_ROOM = both("服务器无法保存文件，请检查磁盘空间。", "The server cannot store the file: look at its disk.")
TOO_MANY = both(f"每份报告最多 {FILES_MAX} 个文件。", f"At most {FILES_MAX} files a report.")
NO_FILE = both("请选择照片或 PDF 文件。", "Choose a photograph or a PDF.")


@blueprint.post("/reports/<number>/file")
@staff_required
def store_file(number: str) -> ResponseReturnValue:
    made, given, data = found(number), request.files.get("file"), services().store.directory
    if sum(bool(one.file) for one in made.evidence) >= FILES_MAX:
        return report_page(number, Fault(TOO_MANY, 409))
    if given is None or not given.filename:
        return report_page(number, Fault(NO_FILE, 422))
    try:
        body, end = evidence.prepared(given.stream.read())
        name = evidence.keep(data, body, end, services().clock())
    except Refused as refused:
        return report_page(number, fault_of(refused))
    except OSError:
        return report_page(number, Fault(NO_ROOM, 503))
    fault = attempt(AddEvidence(number, request.form.get("text", ""), file=name), who())
    return report_page(number, fault) if fault else redirect(f"/reports/{number}", code=303)


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
        "Cache-Control": "private, no-store",
    }
    return Response(path.read_bytes(), mimetype="image/jpeg" if picture else "application/pdf", headers=headers)


@blueprint.post("/reports/<number>/file/<name>/erase")
@require(*LEVEL_ROLES)
def erase_file(number: str, name: str) -> ResponseReturnValue:
    if name not in {one.file for one in found(number).evidence}:
        abort(404)
    fault = attempt(EraseEvidence(number, name), who())
    if fault:
        return report_page(number, fault)
    evidence.erase(services().store.directory, name)
    return redirect(f"/reports/{number}", code=303)
