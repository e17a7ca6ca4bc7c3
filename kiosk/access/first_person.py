"""The first person of a hall, made in a browser by whoever can read the code on its machine.

2026-11-29 · Open only while nobody may sign in. Wrong codes are counted by address and not in all,
or a stranger who guesses could keep the technician out; the code is long enough for that.
"""

import hmac
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_limiter.util import get_remote_address

from kiosk.access.people import active_person, begin, see_other, staff_required, wait_page
from kiosk.access.pin_checks import LIMITER, PER_ADDRESS, TooMany, waits_s
from kiosk.access.secured import to_https
from kiosk.serving.pins import hash_pin, pin_fault
from kiosk.serving.services import services
from kiosk.store.beside.first_code import forget_first_code, is_first_code
from signage.language.letters import fault
from signage.language.words import Message, Words
from signage.situation.commands import NoteConfiguration
from signage.situation.incidents import OF_MACHINES, OF_TABLETS, Actor

ROLE: Final = "admin"
FOUNDER: Final = "FOUNDER"
SECRET: Final = "founder"
"""Of the app's settings, who founded the hall a moment ago; the cookie of that browser."""
NAME_MAX: Final = 64

blueprint = Blueprint("first_person", __name__)


def _is_open() -> bool:
    here = services()
    return not here.store.without_log and not any(row.active for row in here.people.all_staff())


def _page(status: int = 200, name: str = "", wrong: Words | None = None) -> Response:
    page = render_template("access/first.html", name=name, code=_code(), fault=wrong)
    return Response(page, status, headers={"Cache-Control": "no-store"})


def _code() -> str:
    return request.form.get("code", "")[:NAME_MAX]


@blueprint.get("/first")
def page() -> Response:
    led = to_https("/first")
    if led is not None:
        return led
    return _page() if _is_open() else see_other(url_for("access.sign_in"))


@blueprint.post("/first")
def make() -> Response:
    if not _is_open():
        return see_other(url_for("access.sign_in"))
    name, pin = request.form.get("name", "").strip(), request.form.get("pin", "")
    try:
        right = _right_code()
    except TooMany as error:
        return wait_page(error.wait_s)
    if not right:
        return _page(403, name, Message("first.code-not-right"))
    wrong = _name_fault(name) or pin_fault(pin)
    if wrong is None and pin != request.form.get("again", ""):
        wrong = Message("first.two-pins-differ")
    return _page(422, name, wrong) if wrong is not None else _made(name, pin)


@dataclass(frozen=True, slots=True)
class Founder:
    """Whoever founded the hall this process serves, in the browser that brings ``secret``."""

    name: str
    secret: str
    tongue: str
    """In which the questions were read."""


@dataclass(frozen=True, slots=True)
class Step:
    """``address``: of the page it is done on."""

    words: Words
    how: Words
    address: str


@blueprint.get("/first/in")
def come_in() -> Response:
    """Once: the browser in which the hall was founded is signed in. Whoever else asks signs in."""
    founder: Founder | None = current_app.config.get(FOUNDER)
    brought = request.cookies.get(SECRET, "")
    right = founder is not None and hmac.compare_digest(founder.secret.encode(), brought.encode())
    person = active_person(founder.name) if founder is not None and right else None
    if founder is None or person is None:
        return see_other(url_for("access.sign_in"))
    if founder.tongue in services().board.view.content.hall.languages:
        services().people.put_language(f"staff:{person.name}", founder.tongue)
    current_app.config[FOUNDER] = None
    response = begin(person, url_for("first_person.steps"))
    response.delete_cookie(SECRET, httponly=True, samesite="Strict", secure=request.is_secure)
    return response


@blueprint.get("/first/steps")
@staff_required
def steps() -> str:
    shown = (
        Step(Message("founding.step-hall"), Message("founding.step-hall-how"), "/facilities/things"),
        Step(Message("founding.step-plan"), Message("founding.step-plan-how"), "/facilities/plan"),
        Step(Message("founding.step-screens"), Message("founding.step-screens-how"), "/facilities/screens"),
        Step(Message("founding.step-lamps"), Message("founding.step-lamps-how"), "/facilities/lamps/new"),
        Step(Message("founding.step-people"), Message("founding.step-people-how"), "/facilities/people"),
    )  # fmt: skip
    return render_template("access/steps.html", steps=shown)


def _right_code() -> bool:
    """Raises :class:`TooMany` without looking at it."""
    limiter, key = current_app.extensions[LIMITER].limiter, ("first", get_remote_address())
    if not limiter.test(PER_ADDRESS, *key):
        raise TooMany(waits_s(limiter, PER_ADDRESS, *key))
    if is_first_code(services().store.directory, _code()):
        return True
    limiter.hit(PER_ADDRESS, *key)
    return False


def _name_fault(name: str) -> Words | None:
    if not 1 <= len(name) <= NAME_MAX or fault(name, "\n\t") is not None:
        return Message("first.name-is-one-line", most=NAME_MAX)
    if name.startswith((OF_MACHINES, OF_TABLETS)):
        return Message("first.name-of-machines")
    return None


def _made(name: str, pin: str) -> Response:
    here = services()
    # Of two who have the code one is the first.
    if not here.store.put_first_staff(name, ROLE, hash_pin(pin)):
        return see_other(url_for("access.sign_in"))
    here.people.refresh()
    here.board.do(NoteConfiguration("first-person", name), Actor(name, ROLE))
    forget_first_code(here.store.directory)
    person = active_person(name)
    assert person is not None, "just made"
    return begin(person, "/console")
