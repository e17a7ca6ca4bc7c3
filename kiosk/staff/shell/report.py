"""One incident's report and times, from the log alone: for the pages of reports and those of
drills."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import abort

from kiosk.serving.services import services
from signage.language.words import FIRST_LANGUAGE, Message, Words
from signage.reports.drill_times import Timed, Timing, timing
from signage.reports.report import Act, Report, lasting, report

MINUTE_S = 60
_after_colon = re.compile(r"(?:\uff1a|: )(.*)", re.DOTALL)


def found(number: str, lang: str = FIRST_LANGUAGE) -> Report:
    """The report of an incident in one language, from the log alone; 404 where it never was."""
    store, hall = services().store, services().board.view.content.hall
    span = store.mentions(number)
    made = (
        report(hall, store.events(span[0] - 1, span[1] - span[0] + 1), number, lang)
        if span
        else None
    )
    return made if made is not None else abort(404)


def timing_of(made: Report) -> Timing:
    rows = services().store.timings(made.incident.id)
    seen = [(row.what, row.name, row.at) for row in rows]
    return timing(services().board.view.content.hall, made.incident, seen, made.lang)


@dataclass(frozen=True, slots=True)
class Times:
    """What ``_timing.html`` shows."""

    timing: Timing
    slowest: tuple[Words, ...]
    took: Callable[[Timed], Words] = field(default_factory=lambda: took)


def timed(rows: Iterable[Timed]) -> list[Words]:
    """Rows of the times, each in one line."""
    return [
        Message("timing.row", stage=r.words, name=r.name, seconds=f"{r.after_s:.1f}") for r in rows
    ]


def took(row: Timed) -> Words:
    if row.after_s < MINUTE_S:
        return Message("timing.seconds", seconds=f"{row.after_s:.2f}")
    minutes, seconds = divmod(int(row.after_s), MINUTE_S)
    return Message("timing.minutes-and-seconds", minutes=minutes, seconds=seconds)


def times(made: Report, local: Callable[[datetime], datetime]) -> Words:
    """When it began and ended, and how long it took people."""
    incident, dash = made.incident, "—"
    response = lasting(made.response) if made.response is not None else dash
    duration = (
        lasting(made.duration) if made.duration is not None else Message("report.not-over-yet")
    )
    told = Message(
        "report.times", raised=local(incident.raised_at), response=response, duration=duration
    )
    if incident.cleared_at is None:
        return told
    return Message("report.times-and-end", **told.given, cleared=local(incident.cleared_at))


def named_at(act: Act, local: Callable[[datetime], datetime], *, by_name: bool) -> Words:
    """Who did it and when; by role alone behind a link."""
    return Message("report.who-at", who=act.who if by_name else act.role, at=local(act.recorded.at))


def text_of(act: Act) -> str:
    """What a remark says, without its sort; as it is told, which may be without names."""
    found = _after_colon.search(act.words)
    return found[1] if found else ""
