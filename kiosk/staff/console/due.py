"""The front page's part on what is due, and saying that taxpayers were told."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import staff_required
from kiosk.staff.console import blueprint
from kiosk.staff.console.due_rows import due, held_address
from kiosk.staff.console.home import home_page
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import submit, who
from kiosk.wording.declared import values_of
from signage.situation.alerts import AnswerAlert
from signage.situation.commands import NotifyTaxpayers, TakePapers


@blueprint.get("/console/part/standing")
@staff_required
def standing_part() -> str:
    """And how many of it go on now, for the key that leads there on a phone."""
    parts = ("staff/console/_standing.html", "staff/console/_asking.html")
    return "".join(page(part, who(), **values_of(due())) for part in parts)


@blueprint.post("/console/alerts/<rule>")
@staff_required
def answer_alert(rule: str) -> ResponseReturnValue:
    """What monitoring proposes is raised, or not; what is held on the console is raised there."""
    take = request.form.get("take") == "yes"
    held = held_address(rule) if take else None
    return (
        redirect(held, code=303)
        if held
        else submit(AnswerAlert(rule, take), "/console" if take else "/console#standing", home_page)
    )


@blueprint.post("/console/incidents/<number>/papers")
@staff_required
def papers(number: str) -> ResponseReturnValue:
    """Windows begin, or end, to take papers by hand for an outage."""
    return submit(
        TakePapers(number, request.form.get("on") == "yes"), "/console#standing", home_page
    )


@blueprint.post("/console/incidents/<number>/notified")
@staff_required
def notified(number: str) -> ResponseReturnValue:
    return submit(NotifyTaxpayers(number), "/console", home_page)
