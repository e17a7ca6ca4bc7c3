"""What helps the one who handles it: three questions, emergency numbers, cards for talking, the
silent call."""

from flask import request
from flask.typing import ResponseReturnValue

from kiosk.access.people import local_path, staff_required, tablet
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.console.home import home_page
from kiosk.staff.console.procedure import COLOUR_CLASS
from kiosk.staff.shell.page import page, staff_or_tablet
from kiosk.staff.shell.submit import submit, who
from signage.catalogue.kinds import LIFE_SAFETY
from signage.deciding.assessment import ANSWERS, QUESTIONS, suggest
from signage.hall.levels import level_of, numbers_of
from signage.language.disputes import PHRASES, PRINCIPLES, STEPS
from signage.rules.liaison import callees
from signage.shows.emergency_call import read_aloud
from signage.situation.commands import AnswerAssist, CallAssist
from signage.situation.incidents import LEVEL_ROLES
from signage.situation.registers import SECTORS

TABLET_PREFIX = "tablet:"


@blueprint.get("/console/assess")
@staff_required
def assess() -> str:
    """One question after the other, then the suggestion: raise it, or leave it as a report for a
    leader."""
    actor, content = who(), services().board.view.content
    given = {
        name: request.args[name] for name in QUESTIONS if request.args.get(name) in ANSWERS[name]
    }
    asked = next((name for name in QUESTIONS if name not in given), None)
    found = (
        None if asked else suggest(content.catalogue, given["harm"], given["what"], given["scope"])
    )
    level = level_of(content.hall.handling, found.level) if found else None
    may_raise = found is not None and actor.role in found.kind.raised_by
    return page(
        "staff/console/assess.html", actor, given=given, asked=asked, found=found, level=level, questions=QUESTIONS,
        answers=ANSWERS, may_raise=may_raise, sets_level=actor.role in LEVEL_ROLES,
        colour=COLOUR_CLASS[level.colour.id] if level else "",
    )  # fmt: skip


@blueprint.get("/console/numbers")
@staff_or_tablet
def numbers() -> str:
    """The card beside the telephone; what happened is filled in when it was opened from an incident
    or only one is."""
    view = services().board.view
    hall, situation = view.content.hall, view.world.situation
    grave = [
        incident for incident in situation.open_incidents if incident.notice.cls in LIFE_SAFETY
    ]
    asked = situation.incidents.get(request.args.get("incident", ""))
    # Of two emergencies none is guessed: the wrong address would be read out on the telephone.
    shown = asked if asked is not None and asked.open else grave[0] if len(grave) == 1 else None
    kind, contacts = shown.notice.kind if shown else None, situation.registers.get("contacts", {})
    outside = callees(contacts, view.content.catalogue, kind)
    return page(
        "staff/console/numbers.html", who(), outside=outside, sectors=SECTORS,
        numbers=numbers_of(hall.handling), lines=read_aloud(hall, shown),
        tiers=[tier for tier in hall.handling.climbs(1) if tier.phone], incident=shown,
    )  # fmt: skip


@blueprint.get("/console/talk")
@staff_required
def talk() -> str:
    """Cards for talking, with the places where somebody just now has to."""
    crisis = services().board.view.content.catalogue.crisis
    return page(
        "staff/console/talk.html", who(), principles=PRINCIPLES, steps=STEPS, phrases=PHRASES,
        crisis=crisis.code if crisis else None,
    )  # fmt: skip


@blueprint.get("/console/part/assists")
@staff_or_tablet
def assists_part() -> str:
    return page("staff/shell/_assists.html", who())


@blueprint.post("/console/assist")
@staff_required
def call_assist() -> ResponseReturnValue:
    """Silent: the page one was on comes back, and nothing on it shouts."""
    device = tablet()
    where = device.name.removeprefix(TABLET_PREFIX) if device is not None else ""
    return _done(CallAssist(where))


@blueprint.post("/console/assist/answer")
@staff_required
def answer_assist() -> ResponseReturnValue:
    return _done(AnswerAssist(request.form.get("person", "")))


def _done(command: CallAssist | AnswerAssist) -> ResponseReturnValue:
    return submit(command, local_path(request.form.get("back")), home_page)
