"""One incident's report and times, from the log alone: for the pages of reports and those of drills."""

from flask import abort

from kiosk.serving.services import services
from signage.reports.drill_times import Timing, timing
from signage.reports.report import Report, report


def found(number: str) -> Report:
    """The report of an incident, from the log alone; 404 where it never was."""
    store, hall = services().store, services().board.view.content.hall
    span = store.mentions(number)
    made = report(hall, store.events(span[0] - 1, span[1] - span[0] + 1), number) if span else None
    return made if made is not None else abort(404)


def timing_of(made: Report) -> Timing:
    rows = services().store.timings(made.incident.id)
    seen = [(row.what, row.name, row.at) for row in rows]
    return timing(services().board.view.content.hall, made.incident, seen)
