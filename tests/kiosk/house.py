"""A small hall that can be signed in to and called over HTTP, with stand-ins for the wires."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, Response
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

import kiosk
from devices.engine.lights import Lights
from devices.schedule.health import READ_BACK, LampHealth
from kiosk.access import people as access
from kiosk.access import pin_checks, problems
from kiosk.access.guesses import Guesses
from kiosk.api import routes as api
from kiosk.content.reader import Content
from kiosk.engine.board import Board
from kiosk.engine.delivery import Delivery
from kiosk.engine.view import View
from kiosk.serving import pins
from kiosk.serving.cookies import SESSION, named
from kiosk.serving.push import Push
from kiosk.serving.services import NAME, Services
from kiosk.store import Store
from kiosk.store.beside.keys import Keys
from kiosk.store.credentials import EVERY
from kiosk.wiring import House as Built
from kiosk.wording.page_words import init_words
from signage.language.words import say
from signage.shows.lamps import Pattern
from signage.situation.alerts import Heard
from signage.situation.commands import Raise
from tests.cast import CATALOGUE, HALL, PINS, Clock
from tests.kiosk.conforming import conforms

SCREENS = [screen.id for screen in HALL.screens]
TOKENS = {name: pins.make_token() for name in ("reader", "raiser", "clearer", "admin", "gone")}
SCOPES = {
    "reader": "read",
    "raiser": "raise",
    "clearer": "clear",
    "admin": "admin",
    "gone": "admin",
}
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class FakeLights:
    """Lamps that show what they are told and say so."""

    shown: dict[str, Pattern] = field(default_factory=dict)

    def show(self, desired: Mapping[str, Pattern]) -> None:
        self.shown.update(desired)

    def health(self) -> Mapping[str, LampHealth]:
        return {
            name: LampHealth(name, "verified", pattern, READ_BACK, True)
            for name, pattern in self.shown.items()
        }


@dataclass
class FakePush:
    published: list[int] = field(default_factory=list)


@cache
def _hashes() -> dict[str, str]:
    return {name: pins.hash_pin(pin) for name, (_, pin) in PINS.items()}


def enlist(store: Store) -> None:
    """Everyone of :data:`PINS` may sign in, and whoever has a screen's page reports for it."""
    for name, (role, _) in PINS.items():
        store.put_staff(name, role, _hashes()[name])
    store.put_open_screens(EVERY)


@cache
def _app() -> Flask:
    """One app for all houses, of which there is one at a time."""
    app = Flask("hall", root_path=str(Path(kiosk.__file__).parent))
    init_words(app.jinja_env)
    app.config.update(SECRET_KEY="k" * 32, MAX_CONTENT_LENGTH=64 * 1024, TESTING=True)
    access.init_access(app)
    problems.init_problems(app)
    access.csrf.exempt(api.blueprint)
    for blueprint in (api.blueprint, access.blueprint, _pages()):
        app.register_blueprint(blueprint)
    return app


def text_of(heard: Heard, lang: str = "zh") -> str:
    """What a report says to who reads this language."""
    return heard.text if isinstance(heard.text, str) else say(heard.text, lang)


def heard_text(house: "House", rule: str, lang: str = "zh") -> str:
    return text_of(house.board.view.world.situation.alerts[rule], lang)


class House:
    """The app over a real store and a real board."""

    def __init__(self, data: Path, content: Content | None = None) -> None:
        self.clock = Clock()
        self.store = Store(data)
        enlist(self.store)
        for name, (_, hashed) in TOKENS.items():
            self.store.put_token(name, hashed, SCOPES[name])
        self.store.remove_token("gone")
        documents = {
            "hall": HALL.model_dump(mode="json"),
            "catalogue": CATALOGUE.model_dump(mode="json"),
        }
        content = content or Content(HALL, CATALOGUE, documents, "0" * 64, ())
        self.board = Board(self.store, content, self.clock)
        self.lights, self.push, self.delivery = FakeLights(), FakePush(), Delivery()
        self.board.subscribe("lamps", self._light)
        self.app = _app()
        self.app.extensions[pin_checks.LIMITER].reset()
        self.app.extensions[pin_checks.GUESSES] = Guesses()
        self.app.extensions[NAME] = Services(
            self.store, self.board, cast(Push, self.push), cast(Lights, self.lights), self.delivery, self.clock,
            Keys("s" * 32, "0a1b2c3d4e5f"),
        )  # fmt: skip

    def _light(self, view: View) -> None:
        self.lights.show({name: scene.pattern for name, scene in view.lamps.items()})

    def events(self) -> list[str]:
        return [recorded.event.type for recorded in self.store.events()]

    def close(self) -> None:
        self.store.close()


def _pages() -> Blueprint:
    """The smallest pages that stand for the console."""
    pages = Blueprint("pages", __name__)
    everyone: Callable[..., Any] = access.require(locked=True)

    def console() -> Response:
        actor = access.current_actor()
        return Response(f"{actor.name} {actor.role}" if actor else "nobody")

    def raised(kind: str) -> Response:
        actor = access.current_actor()
        assert actor is not None
        services = access.services()
        outcome = services.board.do(
            Raise(kind, ("window/1",) if kind.startswith("WIN") else ("hall",)), actor
        )
        return Response(outcome.incident.id if outcome.incident else "", 201)

    pages.add_url_rule("/console", view_func=access.staff_required(console), endpoint="console")
    pages.add_url_rule("/console/locked", view_func=everyone(console), endpoint="locked")
    pages.add_url_rule(
        "/facilities", view_func=access.require("supervisor")(console), endpoint="facilities"
    )
    pages.add_url_rule(
        "/console/raise/<kind>", view_func=everyone(raised), endpoint="raised", methods=["POST"]
    )
    return pages


class Machine:
    """An API client with a token. It takes no answer that the API's document does not promise."""

    def __init__(self, house: House, name: str | None) -> None:
        self._client = house.app.test_client()
        self._headers = {"Authorization": f"Bearer {TOKENS[name][0]}"} if name else {}

    def get(self, path: str) -> TestResponse:
        return self._asked("GET", path, headers=self._headers)

    def post(
        self, path: str, body: Any = None, key: str | None = None, **more: Any
    ) -> TestResponse:
        headers = {**self._headers, **({"Idempotency-Key": key} if key is not None else {})}
        return self._asked("POST", path, json={} if body is None else body, headers=headers, **more)

    def send(self, path: str, data: bytes, content_type: str = "application/json") -> TestResponse:
        return self._asked(
            "POST", path, data=data, content_type=content_type, headers=self._headers
        )

    def _asked(self, method: str, path: str, **more: Any) -> TestResponse:
        response = self._client.open(f"/api/v1{path}", method=method, **more)
        conforms(response, method, path)
        return response


class Tablet:
    """A browser, that sends the CSRF token of a page it has open, as a form does."""

    def __init__(self, house: "House | Built") -> None:
        self.client: FlaskClient = house.app.test_client()
        self._raw, self._of = "", ""

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def read(self, path: str) -> str:
        """A page without the tokens of its forms, each of which is made anew."""
        return CSRF.sub("", self.get(path).text)

    def token(self) -> str:
        """What a page with a form would hold for its session; half of all tests would draw one for
        this alone."""
        app = self.client.application
        if not self._raw or self._session() != self._of:
            with self.client.session_transaction() as session:
                self._raw = session.setdefault("csrf_token", secrets.token_hex(20))
            self._of = self._session()
        key = app.config.get("WTF_CSRF_SECRET_KEY", app.secret_key)
        signer = URLSafeTimedSerializer(key, salt="wtf-csrf-token")
        return str(signer.dumps(self._raw))

    def _session(self) -> str:
        """What its cookie holds, without the time and signature that each answer may set anew."""
        return self.cookie().rpartition(".")[0].rpartition(".")[0]

    def cookie(self) -> str:
        """The session's, as a browser sends it; empty where there is none."""
        names = named(SESSION, self.client.application.extensions[NAME].keys.mark), SESSION
        held = (self.client.get_cookie(name) for name in names)
        return next((f"{one.key}={one.value}" for one in held if one is not None), "")

    def post(self, path: str, **form: str | list[str]) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **form})

    def sign_in(self, name: str, pin: str | None = None, **more: str) -> TestResponse:
        return self.post("/sign-in", name=name, pin=PINS[name][1] if pin is None else pin, **more)

    def signed_in(self, name: str) -> "Tablet":
        assert self.sign_in(name).status_code == 303
        return self


def enrolled(house: "House | Built", name: str = "导税台") -> Tablet:
    """A tablet that a supervisor has enrolled, locked."""
    tablet = Tablet(house).signed_in("王")
    assert tablet.post("/enrol", name=name).status_code == 303
    tablet.post("/sign-out")
    return tablet
