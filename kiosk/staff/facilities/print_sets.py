"""Sheets printed in one press: everything for one incident, and the emergency folder."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.drawing.print.cover import TITLE
from kiosk.drawing.print.sets import PARTS, folder, for_incident
from kiosk.serving.services import renderer, services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.sheets import set_file


@blueprint.get("/facilities/print/incident/<number>.pdf")
@require()
def print_incident(number: str) -> ResponseReturnValue:
    """Its signs and its checklist, as they are now."""
    view = services().board.view
    incident = view.world.situation.incidents.get(number) or abort(404)
    return set_file(
        f"incident-{number}",
        incident.notice.name,
        lambda: for_incident(view.world, incident, renderer().icons),
    )


@blueprint.get("/facilities/print/folder.pdf")
@require()
def print_folder() -> ResponseReturnValue:
    """``?part=`` of :data:`PARTS`, several of them; none named means all."""
    content, now = services().board.view.content, services().clock()
    wanted = request.args.getlist("part") or list(PARTS)
    if not set(wanted) <= set(PARTS):
        abort(404)
    name = "folder" if set(wanted) == set(PARTS) else "-".join(("folder", *wanted))
    return set_file(name, TITLE, lambda: folder(content, wanted, renderer().icons, now))
