"""The app of a hall that is not there yet: whoever reads the code at the machine answers the questions.

2026-11-30 · An app of its own and not a page of the hall's: there is no board, no screen and no sign
yet, and a half-built hall would show screens something. A screen, panel or program that asks is told
503, at which pages go on with what they show.
"""

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from math import ceil
from pathlib import Path
from typing import Any, Final

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from kiosk.access.first_person import SECRET
from kiosk.access.founding.form import Read, proposed, read_form
from kiosk.access.founding.sections import Asked, asked, sizes
from kiosk.access.secured import led
from kiosk.content.reader import ContentError
from kiosk.custody.certificates.keeper import Keeper
from kiosk.custody.founding.answers import SIZES
from kiosk.custody.founding.founded import First, found
from kiosk.custody.founding.heard import Heard
from kiosk.serving.pins import hash_pin
from kiosk.store import StoreError
from kiosk.store.beside.certificates import authority_of
from kiosk.store.beside.first_code import is_first_code
from kiosk.wording.page_words import NAME as LANGUAGE
from kiosk.wording.page_words import init_words
from signage.language.words import Message, Words, say, spoken_in

NAME: Final = "founding"
PER_ADDRESS: Final = parse("20 per minute")
"""Wrong codes, as at /first."""
ENTERED, SIZE, TONGUE = "entered", "size", "tongue"
USUAL_SIZE: Final = "middle"
TONGUES: Final = ("zh", "en")
CSP: Final = {"default-src": "'self'", "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'",
              "form-action": "'self'"}  # fmt: skip
SHOWN, ASKED = "sample", "questions"
"""What ``/begin`` says that it is, in its page."""
NOT_YET: Final = {"Retry-After": "5", "Cache-Control": "no-store"}
KEPT_S: Final = 600
"""What a page is made of is kept by its browser: the last page comes from a server that is ending."""
KNOWN_MOST: Final = 20


@dataclass(slots=True)
class Founding:
    """What the app stands on. ``done``: called once there is a hall and its answer is sent."""

    data: Path
    place: Path
    heard: Heard
    clock: Callable[[], datetime]
    done: Callable[[], None]
    https: Keeper | None = None
    person: str = ""
    """Who founded it; empty until somebody has."""
    tongue: str = ""
    """The language it was done in."""
    sample: bool = False
    """The sample hall is to be shown first."""
    turn: threading.Lock = field(default_factory=threading.Lock)
    """Of whoever makes the hall: two who press at once make one, and nobody looks meanwhile."""
    guesses: RateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    """Signs that a browser has said the code."""


blueprint = Blueprint(NAME, __name__)


def founding_app(founding: Founding) -> Flask:
    home = Path(str(files("kiosk")))
    app = Flask(__name__, template_folder=home / "templates", static_folder=home / "static")
    app.config.update(
        SECRET_KEY=founding.key, SESSION_COOKIE_NAME=NAME, SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False, MAX_CONTENT_LENGTH=64 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=KEPT_S,
    )  # fmt: skip
    app.extensions[NAME] = founding
    init_words(app.jinja_env)
    app.jinja_env.globals["in_tongue"] = lambda lang: say(LANGUAGE, lang)
    Talisman(
        app, force_https=False, strict_transport_security=False, content_security_policy=CSP,
        session_cookie_secure=False, frame_options="DENY",
    )  # fmt: skip
    forms = CSRFProtect(app)
    for others in (of_a_screen, not_yet):
        forms.exempt(others)
    app.register_blueprint(blueprint)
    app.before_request(_speak)
    return app


def _here() -> Founding:
    found = current_app.extensions[NAME]
    assert isinstance(found, Founding)
    return found


def _speak() -> None:
    """In the language that was chosen, else in the one this browser prefers."""
    if request.args.get(TONGUE) in TONGUES:
        session[TONGUE] = request.args[TONGUE]
    first = session.get(TONGUE) or request.accept_languages.best_match(TONGUES, TONGUES[0])
    g.reader = lambda: spoken_in((str(first),))


# ---------------------------------------------------------------- the code


@blueprint.get("/trust")
def trust() -> Response:
    """The authority's certificate, for a device that is to open this page over https."""
    kept = authority_of(_here().data)
    if kept is None:
        return _see_other(url_for("founding.begin"))
    named = {"Content-Disposition": "attachment; filename=hall.crt"}
    return Response(kept, mimetype="application/x-x509-ca-cert", headers=named)


@blueprint.get("/")
@blueprint.get("/console")
@blueprint.get("/facilities")
@blueprint.get("/first")
def to_the_beginning() -> Response:
    return _see_other(url_for("founding.begin"))


@blueprint.get("/begin")
def begin() -> Response:
    here = _here()
    leads = led(here.https, "/begin")
    if leads is not None:
        return leads
    if not session.get(ENTERED):
        return _code_page()
    return _questions()


@blueprint.post("/begin/code")
def enter() -> Response:
    _browser_said()
    waits = _waits()
    if waits is not None:
        return waits
    if not is_first_code(_here().data, request.form.get("code", "")):
        _here().guesses.hit(PER_ADDRESS, get_remote_address())
        return _code_page(403, Message("first.code-not-right"))
    session[ENTERED], session[SIZE] = True, _size(request.form.get("size"))
    return _see_other(url_for("founding.begin"))


@blueprint.post("/begin/sample")
def show_sample() -> Response:
    """A hall to look at in the place of this page, until somebody ends it there. Never where another
    hall is known: its screens would show the sample's signs."""
    if not session.get(ENTERED):
        return _see_other(url_for("founding.begin"))
    here = _here()
    _browser_said()
    if here.heard.open:
        return _questions(409)
    if here.heard.listens_s:
        wait = Message("founding.still-listening", seconds=ceil(here.heard.listens_s))
        return _questions(409, wrong=wait)
    with here.turn:
        if here.person:
            return _done()
        here.sample = True
    response = _page("access/founding/changing.html", 200, until=SHOWN)
    response.call_on_close(here.done)
    return response


@blueprint.post("/begin/over")
def over() -> Response:
    """Another hall is given up, by whoever reads the second code."""
    if not session.get(ENTERED):
        return _see_other(url_for("founding.begin"))
    waits = _waits()
    if waits is not None:
        return waits
    if not _here().heard.give_up(request.form.get("code", "")[:32]):
        _here().guesses.hit(PER_ADDRESS, get_remote_address())
        return _questions(403, wrong=Message("first.code-not-right"))
    return _see_other(url_for("founding.begin"))


def _waits() -> Response | None:
    """For whoever guessed too often: their code is not even looked at."""
    if _here().guesses.test(PER_ADDRESS, get_remote_address()):
        return None
    return _code_page(429, Message("founding.too-many-codes"))


def _size(said: object) -> str:
    return said if isinstance(said, str) and said in SIZES else USUAL_SIZE


def _code_page(status: int = 200, wrong: Words | None = None) -> Response:
    return _page("access/founding/code.html", status, wrong=wrong, sizes=sizes(USUAL_SIZE))


# ---------------------------------------------------------------- the questions


@blueprint.post("/begin")
def answer() -> Response:
    if not session.get(ENTERED):
        return _see_other(url_for("founding.begin"))
    _browser_said()
    here, size = _here(), _size(session.get(SIZE))
    read = read_form(size, lambda name: request.form.get(name, ""), _listed)
    if read.faults or read.answers is None:
        return _questions(422, read=read)
    if here.heard.open:
        return _questions(409, read=read)
    if here.heard.listens_s:
        wait = Message("founding.still-listening", seconds=ceil(here.heard.listens_s))
        return _questions(409, read=read, wrong=wait)
    return _founded(read)


def _founded(read: Read) -> Response:
    here = _here()
    assert read.answers is not None, "nothing is wrong with it"
    first = First(read.person, hash_pin(read.pin))
    with here.turn:
        if here.person:
            return _done()
        try:
            found(here.data, here.place, read.answers, first, here.heard.settled, here.clock())
        except (ContentError, StoreError, OSError) as error:
            reason = Message(
                "founding.not-founded",
                reason=error.words if isinstance(error, ContentError) else str(error),
            )
            return _questions(500, read=read, wrong=reason)
        here.person, here.tongue = read.person, _tongue()
    return _done()


def _done() -> Response:
    here = _here()
    response = _page("access/founding/done.html", 200)
    response.set_cookie(
        SECRET, here.secret, httponly=True, samesite="Strict", secure=request.is_secure
    )
    response.call_on_close(here.done)
    return response


def _listed(name: str) -> tuple[str, ...]:
    return tuple(request.form.getlist(name))


def _questions(status: int = 200, read: Read | None = None, wrong: Words | None = None) -> Response:
    here, size = _here(), _size(session.get(SIZE))
    values: dict[str, Any] = proposed(SIZES[size]) if read is None else dict(request.form.items())
    if read is not None:
        values["days"] = _listed("days")
    shown: tuple[Asked, ...] = asked(values, {} if read is None else read.faults)
    return _page(
        "access/founding/begin.html", status, sections=shown, known=here.heard.open, wrong=wrong,
        data=str(here.data), faulty=read is not None and bool(read.faults),
    )  # fmt: skip


def _page(name: str, status: int, **values: object) -> Response:
    other = next(lang for lang in TONGUES if lang != _tongue())
    page = render_template(name, other=other, **values)
    return Response(page, status, headers={"Cache-Control": "no-store"})


def _tongue() -> str:
    return str(g.reader().first)


def _see_other(address: str) -> Response:
    return current_app.make_response(redirect(address, 303))


# ---------------------------------------------------------------- who knows another hall


def _browser_said() -> None:
    """What this browser remembers of screens (``static/founding.js``)."""
    for screen, log in remembered(request.form.get("knows", "")):
        _here().heard.note(screen, log)


def remembered(text: str) -> list[tuple[str, str]]:
    """Screens and the logs they were of; nothing of what is no such JSON."""
    try:
        said = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return []
    known = list(said.items())[:KNOWN_MOST] if isinstance(said, dict) else []
    return [(screen, log) for screen, log in known if isinstance(log, str)]


@blueprint.route("/screen/<path:asked>", methods=["GET", "POST"])
def of_a_screen(asked: str) -> Response:
    """A screen that has a name had it from a hall."""
    said = request.get_json(silent=True) if request.method == "POST" else None
    log = said.get("log", "") if isinstance(said, dict) else ""
    _here().heard.note(asked.partition("/")[0], str(log))
    return Response(status=503, headers=NOT_YET)


@blueprint.route("/<path:asked>", methods=["GET", "POST", "PUT", "DELETE"])
def not_yet(asked: str) -> Response:
    return Response(status=503, headers=NOT_YET)
