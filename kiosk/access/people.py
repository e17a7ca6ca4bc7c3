"""Who is acting: staff by name and PIN, tablets by an enrolment.

A PIN is short, so everything around it is slow or counted: memory-hard hash, wrong PINs per name,
device and address, one check at a time. An unknown name costs the same time as a known one, and
strangers are told no names.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from math import ceil
from typing import ParamSpec
from urllib.parse import quote, urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import CSRFProtect

from kiosk.access.devices import device_id, device_of, exchanged, new_signin, noted, signin_ended
from kiosk.access.pin_checks import Asker, TooMany, init_pin_checks, right_pin
from kiosk.access.problems import API, Problem
from kiosk.access.secured import to_https
from kiosk.serving.cookies import SESSION, TABLET, named
from kiosk.serving.lanes.door import Door, Reads
from kiosk.serving.pins import digest
from kiosk.serving.services import Services, acting, services
from kiosk.serving.sessions import Sessions
from kiosk.store import StoreError
from signage.language.words import Message, Words
from signage.reports.report import ROLE_WORDS
from signage.situation.incidents import OF_TABLETS, Actor

IDLE = timedelta(minutes=15)
SEEN, SINCE = "seen", "since"
LONGEST = timedelta(days=1)
SAMPLE = "SAMPLE_HALL"
"""Of the app's settings: where the sample hall that is shown says what it is; none for any other."""
LISTED = "NAMES_LISTED"
"""Of the app's settings: strangers are shown the names too, as in a demonstration."""
"""A sign-in ends after so long even where somebody is always at work; until then its end is
remembered."""

GUARD = "guard"

csrf = CSRFProtect()
blueprint = Blueprint("access", __name__)
P = ParamSpec("P")

# ---------------------------------------------------------------- people


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person.

    The id, which the cookie keeps, carries a print of role and PIN's hash, so that a change of
    either ends every sign-in made before, and the sign-in's own number, so that signing out ends
    every copy of its cookie.
    """

    name: str
    role: str
    mark: str
    signin: str = ""
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return f"{self.mark}:{self.signin}:{self.name}"


def _person(number: str) -> Person | None:
    # The name last, and split twice at most: it may hold a colon.
    mark, signin, name = (*number.split(":", 2), "", "")[:3]
    person = active_person(name)
    if (
        person is None
        or not hmac.compare_digest(person.mark, mark)
        or signin_ended(services(), signin)
    ):
        return None
    return replace(person, signin=signin)


def active_person(name: str) -> Person | None:
    row = services().people.staff(name)
    return (
        Person(row.name, row.role, digest(f"{row.role} {row.pin}")[:16])
        if row is not None and row.active
        else None
    )


def signed_in() -> Person | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def tablet() -> Actor | None:
    """The enrolled, not revoked tablet this request comes from."""
    device = device_id()
    row = services().people.device(device) if device else None
    return Actor(f"{OF_TABLETS}{row.name}", "device") if row is not None else None


def current_actor() -> Actor | None:
    """Signed-in staff; else the enrolled tablet, locked; else nobody."""
    person = signed_in()
    return acting() or (Actor(person.name, person.role) if person else tablet())  # type: ignore[arg-type]  # a Role


@dataclass(frozen=True, slots=True)
class Guard:
    """Whom a view lets in: signed-in staff of these ``roles``, of every role where none is named;
    with ``locked`` an enrolled tablet too."""

    roles: frozenset[str]
    locked: bool


def guard_of(view: Callable[..., object]) -> Guard | None:
    """What the view declares by :func:`require`; None where it declares nothing."""
    return getattr(view, GUARD, None)


def require(
    *roles: str, locked: bool = False
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """A page for signed-in staff, of these roles if any are named; with ``locked`` also for an
    enrolled tablet.

    Others go to the sign-in page, and back here afterwards; another role is told who may.
    """

    def wrap(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            actor = current_actor()
            if actor is None or (actor.role == "device" and not locked):
                return _to_sign_in()
            if roles and actor.role not in roles:
                raise _for_others(roles)
            return view(*args, **kwargs)

        setattr(checked, GUARD, Guard(frozenset(roles), locked))
        return checked

    return wrap


def _for_others(roles: Iterable[str]) -> Problem:
    """Who may come where somebody of another role may not."""
    named = [words for role, words in ROLE_WORDS.items() if role in roles]
    return Problem(403, "forbidden", Message("problems.for-these-roles", roles=named))


def staff_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    return require()(view)


def _to_sign_in() -> Response:
    if request.headers.get("HX-Request"):
        # A redirect would be followed out of sight and its page swapped into a corner of this one.
        back = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return Response(status=401, headers={"HX-Redirect": _sign_in_address(back)})
    back = request.full_path.removesuffix("?") if request.method == "GET" else ""
    return see_other(_sign_in_address(back))


def _sign_in_address(back: str) -> str:
    return f"{url_for('access.sign_in')}?next={quote(local_path(back))}"


def see_other(address: str) -> Response:
    return current_app.make_response(redirect(address, 303))


def local_path(address: str | None, otherwise: str = "/console") -> str:
    """``address`` if it is a path of this server, else ``otherwise``. Browsers read ``\\`` as
    ``/``."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return otherwise
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in address):
        return otherwise
    return address


# ---------------------------------------------------------------- idle end


def _end_idle() -> None:
    """Sign out after ``IDLE`` without a person doing something; anything a person does begins it
    anew.

    Pages refresh their parts by htmx GETs; those are nobody's doing and keep no sign-in alive.
    """
    if request.path.startswith((API, "/static/")) or "_user_id" not in session:
        return
    now = services().board.lasting_s()
    idle, lasted = now - session.get(SEEN, 0.0), now - session.get(SINCE, 0.0)
    if idle > IDLE.total_seconds() or lasted > LONGEST.total_seconds():
        _end()
    # Only forward: where running time is behind the cookie's, nothing is moved back.
    elif idle > 0 and (request.method != "GET" or "HX-Request" not in request.headers):
        session[SEEN] = now


def _end() -> None:
    """The end of this sign-in, wherever its cookie has been copied to."""
    person, here = signed_in(), services()
    logout_user()
    session.clear()
    if person is not None:
        now = here.clock()
        # A full disk keeps nobody signed in here; a copy, if there is one, then ends by being idle.
        with suppress(StoreError):
            here.people.end_signin(person.signin, now, now - LONGEST)


# ---------------------------------------------------------------- pages


def asker_of(name: str) -> Asker:
    """From where a PIN comes: an enrolled tablet by its enrolment, strangers by their address."""
    actor = tablet()
    if actor is None:
        return Asker("", get_remote_address(), name)
    return Asker(device_id(), actor.name, name)


def _names() -> list[str]:
    return sorted(row.name for row in services().people.all_staff() if row.active)


def sign_in_page(
    status: int = 200, name: str = "", fault: Words | None = None, back: str = ""
) -> Response:
    staff, here = _names(), tablet()
    listed = here or signed_in() or current_app.config.get(LISTED)
    back = local_path(back or request.values.get("next"))
    page = render_template(
        "access/sign_in.html", staff=staff if listed else [], anybody=bool(staff),
        name=name, back=back, fault=fault, tablet=here,
    )  # fmt: skip
    return Response(page, status, headers={"Cache-Control": "no-store"})


@blueprint.get("/sign-in")
def sign_in() -> Response:
    led = to_https(local_path(request.args.get("next")))
    return led if led is not None else sign_in_page(name=request.args.get("name", ""))


@blueprint.post("/sign-in")
def check_sign_in() -> Response:
    name = request.form.get("name", "").strip()
    try:
        right = right_pin(asker_of(name), request.form.get("pin", ""))
    except TooMany as error:
        return wait_page(error.wait_s)
    person = active_person(name) if right else None
    if person is None:
        return sign_in_page(403, name, Message("people.name-or-pin-not-right"))
    return begin(person, local_path(request.form.get("next")))


def begin(person: Person, address: str) -> Response:
    """Sign this person in, whoever was signed in here before, and go on at ``address``."""
    _end()
    _go_on(person, device_id())
    session[SEEN] = session[SINCE] = services().board.lasting_s()
    return noted(see_other(address))


def moved_to(device: str) -> None:
    """This browser is that tablet now: whoever is signed in here is so on the tablet."""
    person = signed_in()
    if person is not None:
        _go_on(person, device)


def _go_on(person: Person, device: str) -> None:
    login_user(replace(person, signin=new_signin(device)))


def wait_page(wait_s: float) -> Response:
    here, seconds = services(), max(1, ceil(wait_s))
    at = here.board.view.content.hall.local(here.clock() + timedelta(seconds=seconds))
    page = render_template("access/wait.html", at=f"{at:%H:%M:%S}", seconds=seconds)
    return Response(page, 429, headers={"Retry-After": str(seconds), "Cache-Control": "no-store"})


@blueprint.post("/sign-out")
def sign_out() -> Response:
    _end()
    return see_other(url_for("access.sign_in"))


# ---------------------------------------------------------------- joining it to the app


def door(app: Flask, here: Services) -> Door:
    """Knows signed-in staff, enrolled tablets and tokens from strangers; what they may do is judged
    later."""

    def cookies() -> Mapping[str, Reads]:
        # Asked anew each time: a log from elsewhere brings its own secret, and with it its own
        # names.
        sessions = Sessions().get_signing_serializer(app)
        assert sessions is not None, "the app has a secret"

        def person(value: str) -> object:
            return sessions.loads(value).get("_user_id", "")

        def enrolled(value: str) -> object:
            # From memory: this is asked on the loop, for every request.
            return device_of(here, value, here.people.known_devices())

        reads = {SESSION: person, TABLET: enrolled}
        marked = {
            named(kind, here.keys.mark, secure=secure): read
            for secure in (True, False)
            for kind, read in reads.items()
        }
        return {**marked, **reads}

    return Door(cookies, here.people.token_digests)


def init_access(app: Flask) -> None:
    app.config.setdefault("SESSION_COOKIE_HTTPONLY", True)
    app.config["SESSION_COOKIE_SAMESITE"] = "Strict"
    people = LoginManager(app)
    people.user_loader(_person)
    csrf.init_app(app)
    init_pin_checks(app)
    app.session_interface = Sessions()
    app.after_request(exchanged)
    # After CSRF: a forged request keeps nobody signed in.
    app.before_request(_end_idle)
