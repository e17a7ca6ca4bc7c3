"""Who is acting: staff by name and PIN, tablets by an enrolment.

A PIN is short, so everything around it is slow or counted: memory-hard hash, wrong PINs per name,
device and address, one check at a time. An unknown name costs the same time as a known one, and
strangers are told no names.
"""

import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
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
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import CSRFProtect
from limits import RateLimitItem, parse

from kiosk.access.devices import device_id, device_of, exchanged, give_token
from kiosk.access.guesses import STRANGER_S, TABLET_S, TOLD, Guesses, Key
from kiosk.access.problems import API
from kiosk.engine.board import SYSTEM
from kiosk.serving.cookies import SESSION, TABLET, named
from kiosk.serving.lanes.door import Door, Reads
from kiosk.serving.pins import check_pin, digest, hash_pin, outdated
from kiosk.serving.services import Services, services
from kiosk.serving.sessions import Sessions
from kiosk.store import StaffRow, StoreError
from signage.language.words import Message, Words
from signage.situation.commands import NoteConfiguration, NoteWrongPins
from signage.situation.incidents import OF_TABLETS, Actor

IDLE = timedelta(minutes=15)
PER_NAME, PER_ADDRESS = parse("100 per hour"), parse("20 per minute")
"""Wrong PINs of strangers: at a name wherever they come from, and from an address."""
DEVICE_NAME_MAX = 40
SEEN, SINCE = "seen", "since"
LONGEST = timedelta(days=1)
"""A sign-in ends after so long even where somebody is always at work; until then its end is
remembered."""
ENROLS = frozenset({"supervisor", "admin"})
REVOKES = frozenset({"supervisor", "facilities", "admin"})
LIMITER = "pin_limiter"
GUESSES = "pin_guesses"
CHECKING = "pin_check"
STEPPED = "pin_steps"
STEPPED_S = 5.0

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
    person = _active(name)
    if (
        person is None
        or not hmac.compare_digest(person.mark, mark)
        or services().people.signin_ended(signin)
    ):
        return None
    return replace(person, signin=signin)


def _active(name: str) -> Person | None:
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
    return Actor(person.name, person.role) if person is not None else tablet()  # type: ignore[arg-type]  # a Role


def require(
    *roles: str, locked: bool = False
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """A page for signed-in staff, of these roles if any are named; with ``locked`` also for an
    enrolled tablet.

    Others go to the sign-in page, and back here afterwards; another role gets 403.
    """

    def wrap(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            actor = current_actor()
            if actor is None or (actor.role == "device" and not locked):
                return _to_sign_in()
            return view(*args, **kwargs) if not roles or actor.role in roles else abort(403)

        return checked

    return wrap


def staff_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    return require()(view)


def _to_sign_in() -> Response:
    if request.headers.get("HX-Request"):
        # A redirect would be followed out of sight and its page swapped into a corner of this one.
        back = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return Response(status=401, headers={"HX-Redirect": _sign_in_address(back)})
    back = request.full_path.removesuffix("?") if request.method == "GET" else ""
    return _see_other(_sign_in_address(back))


def _sign_in_address(back: str) -> str:
    return f"{url_for('access.sign_in')}?next={quote(local_path(back))}"


def _see_other(address: str) -> Response:
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


# ---------------------------------------------------------------- throttling


class TooMany(Exception):
    def __init__(self, wait_s: float) -> None:
        super().__init__("too many wrong PINs")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class _Asker:
    """From where a PIN comes: an enrolled tablet by its enrolment, strangers by their address."""

    device: str
    where: str
    name: str

    @property
    def key(self) -> Key:
        return self.device or self.where, digest(self.name)

    @property
    def longest_s(self) -> float:
        return TABLET_S if self.device else STRANGER_S

    @property
    def limits(self) -> tuple[tuple[RateLimitItem, str, str], ...]:
        """Of strangers alone: their hundred an hour cost no tablet one."""
        if self.device:
            return ()
        return (PER_NAME, "name", digest(self.name)), (PER_ADDRESS, "address", self.where)

    def told_as(self, known: str) -> Key:
        """All strangers are one who guess at a name, and all names one that nobody has."""
        return self.device, known


def _asker(name: str) -> _Asker:
    actor = tablet()
    return _Asker(
        device_id() if actor is not None else "",
        actor.name if actor is not None else get_remote_address(),
        name,
    )


def _right_pin(name: str, pin: str) -> Person | None:
    """The person, if the PIN is right. Raises :class:`TooMany` without looking at the PIN."""
    asker = _asker(name)
    _forget_stepped()
    # One check at a time: else many attempts sent at once would all be looked at before the first
    # is counted. Tablets have a turn of their own: strangers may queue for as long as they like.
    with current_app.extensions[CHECKING][bool(asker.device)]:
        _require_turn(asker)
        row = services().people.staff(name)
        if check_pin(pin, row.pin if row is not None else None) and row is not None and row.active:
            # This name and device alone: one right PIN does not excuse what strangers tried.
            current_app.extensions[GUESSES].right(asker.key)
            _renew(row, pin)
            return _active(name)
        count = _count(asker, row.name if row is not None and row.active else "")
    if count is not None:
        _tell(count)
    return None


def _require_turn(asker: _Asker) -> None:
    wait_s = current_app.extensions[GUESSES].wait_s(
        asker.key, asker.longest_s, services().board.lasting_s()
    )
    if wait_s:
        raise TooMany(wait_s)
    limiter = current_app.extensions[LIMITER].limiter
    for item, *key in asker.limits:
        if not limiter.test(item, *key):
            raise TooMany(limiter.get_window_stats(item, *key).reset_time - time.time())


def _count(asker: _Asker, known: str) -> NoteWrongPins | None:
    """What staff are told of this wrong PIN, if anything; nobody reads what was typed for a name."""
    guesses, now_s = current_app.extensions[GUESSES], services().board.lasting_s()
    for item, *key in asker.limits:
        current_app.extensions[LIMITER].limiter.hit(item, *key)
    guesses.wrong(asker.key, now_s)
    count = guesses.wrong(("told", *asker.told_as(known)), now_s)
    return NoteWrongPins(known, asker.where, count) if count in TOLD else None


def _tell(noted: NoteWrongPins) -> None:
    # On a full disk a wrong PIN stays a wrong PIN.
    with suppress(StoreError):
        services().board.do(noted, SYSTEM)


def _renew(row: StaffRow, pin: str) -> None:
    """A hash that costs a guesser less than a new one does."""
    if outdated(row.pin):
        with suppress(StoreError):
            services().people.renew_pin(row.name, row.pin, hash_pin(pin))


def _forget_stepped() -> None:
    """The library counts by the wall clock: set back by a day, it would keep everybody out for a
    day."""
    clock, known = services().board.clock, current_app.extensions[STEPPED]
    clock()
    back_s = clock.back_s
    if abs(back_s - known) > STEPPED_S:
        current_app.extensions[STEPPED] = back_s
        current_app.extensions[LIMITER].reset()


# ---------------------------------------------------------------- pages


def _names() -> list[str]:
    return sorted(row.name for row in services().people.all_staff() if row.active)


def _sign_in_page(status: int = 200, name: str = "", fault: Words | None = None) -> Response:
    staff, here = _names(), tablet()
    back = local_path(request.values.get("next"))
    page = render_template(
        "access/sign_in.html", staff=staff if here or signed_in() else [], anybody=bool(staff),
        name=name, back=back, fault=fault, tablet=here,
    )  # fmt: skip
    return Response(page, status, headers={"Cache-Control": "no-store"})


@blueprint.get("/sign-in")
def sign_in() -> Response:
    return _sign_in_page(name=request.args.get("name", ""))


@blueprint.post("/sign-in")
def check_sign_in() -> Response:
    name = request.form.get("name", "").strip()
    try:
        person = _right_pin(name, request.form.get("pin", ""))
    except TooMany as error:
        return _wait_page(error.wait_s)
    if person is None:
        fault = Message("people.name-or-pin-not-right")
        return _sign_in_page(403, name, fault)
    _end()
    login_user(replace(person, signin=secrets.token_urlsafe(16)))
    session[SEEN] = session[SINCE] = services().board.lasting_s()
    return _see_other(local_path(request.form.get("next")))


def _wait_page(wait_s: float) -> Response:
    here, seconds = services(), max(1, ceil(wait_s))
    at = here.board.view.content.hall.local(here.clock() + timedelta(seconds=seconds))
    page = render_template("access/wait.html", at=f"{at:%H:%M:%S}", seconds=seconds)
    return Response(page, 429, headers={"Retry-After": str(seconds), "Cache-Control": "no-store"})


@blueprint.post("/sign-out")
def sign_out() -> Response:
    _end()
    return _see_other(url_for("access.sign_in"))


@blueprint.post("/enrol")
@require(*ENROLS)
def enrol() -> Response:
    """Make the browser this comes from an enrolled tablet of the name in the form."""
    name = request.form.get("name", "").strip()
    if not 1 <= len(name) <= DEVICE_NAME_MAX or not name.isprintable():
        abort(422)
    actor = _acting()
    token = secrets.token_urlsafe(32)
    services().people.put_device(digest(token), name, actor.name)
    services().board.do(NoteConfiguration("tablet", name), actor)
    return give_token(_see_other(local_path(request.form.get("next"))), token)


@blueprint.post("/devices/<device>/revoke")
@require(*REVOKES)
def revoke(device: str) -> Response:
    row = services().people.device(device)
    if row is None:
        abort(404)
    services().people.revoke_device(device)
    services().board.do(NoteConfiguration("tablet-revoked", row.name), _acting())
    return _see_other(local_path(request.form.get("next"), "/facilities"))


def _acting() -> Actor:
    actor = current_actor()
    return actor if actor is not None else abort(403)


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

        of_people, of_tablets = (named(kind, here.keys.mark) for kind in (SESSION, TABLET))
        return {of_people: person, SESSION: person, of_tablets: enrolled, TABLET: enrolled}

    return Door(cookies, here.people.token_digests)


def init_access(app: Flask) -> None:
    app.config.setdefault("SESSION_COOKIE_HTTPONLY", True)
    app.config["SESSION_COOKIE_SAMESITE"] = "Strict"
    people = LoginManager(app)
    people.user_loader(_person)
    csrf.init_app(app)
    # Counters belong to this app, not to the module: a second app in the same process counts for
    # itself.
    app.extensions[LIMITER] = Limiter(
        get_remote_address,
        app=app,
        storage_uri="memory://",
        strategy="moving-window",
        headers_enabled=False,
    )
    app.extensions[CHECKING] = {of_tablets: threading.Lock() for of_tablets in (False, True)}
    app.extensions[GUESSES] = Guesses()
    app.extensions[STEPPED] = 0.0
    app.session_interface = Sessions()
    app.after_request(exchanged)
    # After CSRF: a forged request keeps nobody signed in.
    app.before_request(_end_idle)
