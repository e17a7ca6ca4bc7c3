"""All calls with what came of them, and a person's own ways."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from kiosk.access.people import staff_required
from kiosk.serving.services import services
from kiosk.staff.shell.calls import CallRow, call_rows, shown
from kiosk.staff.shell.further import linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, submit, who
from kiosk.wording.declared import Declared, values_of
from signage.hall.calls import NAMES, Person
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.calls import AnswerCall, TryWays

blueprint = Blueprint("calls", __name__)
TESTS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Calls:
    """``described``: whether the hall calls anybody at all. ``modem``: how the hall's own stands; no
    words where it has none."""

    rows: tuple[CallRow, ...]
    described: bool
    modem: Words
    modem_fails: bool


@dataclass(frozen=True, slots=True)
class Own:
    """A person's ways in their order, and what their last tests came to. ``person`` is None for
    whom the hall does not call."""

    person: Person | None
    ways: tuple[Words, ...]
    tests: tuple[CallRow, ...]


DECLARED: Final[Declared] = {
    "staff/calls/home.html": (Calls,),
    "staff/calls/mine.html": (Own,),
}


@blueprint.get("/console/calls")
@linked_from("/facilities", Message("calls.calls"), blueprint)
@staff_required
def home() -> ResponseReturnValue:
    return _home()


def _home(fault: Fault | None = None) -> ResponseReturnValue:
    hall = services().board.view.content.hall
    caller = services().caller
    modem = caller.modem if caller is not None else None
    fine, said = modem.standing() if modem is not None else (True, NO_WORDS)
    made = Calls(call_rows(hall, shown()), bool(hall.calls.people), said, not fine)
    return answer("staff/calls/home.html", who(), fault, **values_of(made))


@blueprint.post("/console/calls/<int:number>/answer")
@staff_required
def take(number: int) -> ResponseReturnValue:
    """By whoever is signed in, whomever it called: one answer is enough."""
    call = next((one for one in shown() if one.number == number), None) or abort(404)
    command = AnswerCall(call.key, call.rule, call.about, call.incident)
    return submit(command, "/console/calls", _home)


@blueprint.get("/console/calls/mine")
@linked_from("/console/settings", Message("calls.my-ways"), blueprint)
@staff_required
def mine() -> ResponseReturnValue:
    return _mine()


def _mine(fault: Fault | None = None) -> ResponseReturnValue:
    actor, hall = who(), services().board.view.content.hall
    person = next((one for one in hall.calls.people if one.name == actor.name), None)
    if person is None:
        return answer("staff/calls/mine.html", actor, fault, **values_of(Own(None, (), ())))
    ways = tuple(NAMES[way.way] for way in person.ways)
    tests = [call for call in shown() if call.rule == "test" and call.person == person.id]
    made = Own(person, ways, call_rows(hall, tests)[:TESTS_SHOWN])
    return answer("staff/calls/mine.html", actor, fault, **values_of(made))


@blueprint.post("/console/calls/mine")
@staff_required
def try_ways() -> ResponseReturnValue:
    actor, hall = who(), services().board.view.content.hall
    person = next((one for one in hall.calls.people if one.name == actor.name), None)
    return submit(TryWays(person.id if person else ""), "/console/calls/mine", _mine)
