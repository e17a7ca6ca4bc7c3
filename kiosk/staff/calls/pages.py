"""All calls with what came of them, and a person's own ways."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.devices import place_of
from kiosk.access.people import signed_in, staff_required
from kiosk.custody.calls.subscribers import UNSAID
from kiosk.serving.services import services
from kiosk.staff.calls.pushes import MINE, Pushes, keep, pushes_of
from kiosk.staff.shell.calls import CallRow, call_rows, shown
from kiosk.staff.shell.further import linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, lead, submit, who
from kiosk.wording.declared import Declared, values_of
from signage.hall.calls import NAMES, Person
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.calls import AnswerCall, TryWays

blueprint = Blueprint("calls", __name__)
TESTS_SHOWN: Final = 3
WORKER: Final = (Path(__file__).parents[2] / "static" / "ways_worker.js").read_bytes()


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
    whom the hall does not call; ``pushes`` where no push is among their ways."""

    person: Person | None
    ways: tuple[Words, ...]
    tests: tuple[CallRow, ...]
    pushes: Pushes | None = None


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


@blueprint.get(MINE)
@linked_from("/console/settings", Message("calls.my-ways"), blueprint)
@staff_required
def mine() -> ResponseReturnValue:
    return _mine()


def _mine(fault: Fault | None = None) -> ResponseReturnValue:
    actor, hall, person = who(), services().board.view.content.hall, _self()
    if person is None:
        return answer("staff/calls/mine.html", actor, fault, **values_of(Own(None, (), ())))
    ways = tuple(NAMES[way.way] for way in person.ways)
    tests = [call for call in shown() if call.rule == "test" and call.person == person.id]
    made = Own(person, ways, call_rows(hall, tests)[:TESTS_SHOWN], pushes_of(hall, person))
    return answer("staff/calls/mine.html", actor, fault, **values_of(made))


def _self() -> Person | None:
    """Whoever is signed in, as the hall calls them."""
    name, people = who().name, services().board.view.content.hall.calls.people
    return next((one for one in people if one.name == name), None)


@blueprint.post(MINE)
@staff_required
def try_ways() -> ResponseReturnValue:
    person = _self()
    return submit(TryWays(person.id if person else ""), MINE, _mine)


@blueprint.post("/console/calls/push")
@staff_required
def subscribe() -> ResponseReturnValue:
    """A browser that its owner wants pushes in."""
    person = signed_in()
    place = place_of(person.signin) if person is not None else UNSAID
    return lead(lambda: keep(_self(), request.form, place), _mine)


@blueprint.post("/console/calls/push/<name>/end")
@staff_required
def unsubscribe(name: str) -> ResponseReturnValue:
    def end() -> str:
        person, caller = _self(), services().caller
        if person is not None and caller is not None:
            caller.devices.remove(person.id, name)
        return MINE

    return lead(end, _mine)


@blueprint.get("/console/calls/worker.js")
@staff_required
def worker() -> Response:
    """In the folder of the calls, which is all it looks after (why one at all: README)."""
    return Response(WORKER, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})
