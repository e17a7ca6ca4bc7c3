"""One declaration of each route: its address, scope, body, answer and statuses.

:func:`route` reads body and answer from the handler's own types, so that mypy holds them too; what
registers, validates, answers and describes the route all follow from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from flask import Blueprint, Response, request
from pydantic import BaseModel

from kiosk.access.problems import STATUS_OF, Problem
from kiosk.api.caller import allowed, known
from kiosk.api.sent import Key, body
from signage.language.words import Message
from signage.situation.commands import Changing
from signage.situation.incidents import Actor
from signage.situation.notices import GateKind

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

COMMANDS: tuple[str, ...] = get_args(Changing)
BY_COMMAND = "{command}"
"""A grant that the address itself names."""
ANYBODY = Actor("anybody", "screen")
PARTS: Mapping[str, Mapping[str, Any]] = {
    "command": {"type": "string", "enum": list(COMMANDS)},
    "gate": {"type": "string", "enum": list(get_args(GateKind))},
    "step": {"type": "integer", "minimum": 1},
}
"""What a part of an address may be; any other part is a string."""
BODIES = ("post", "put")
BUSY = frozenset({429, 503})
"""Of every route with a token: too many at once, or it could not be saved."""
TOKEN = frozenset({401, 403})
LOOKING = frozenset({404, 422})
ACTING = frozenset({*STATUS_OF.values(), 422})
"""Whatever acts may be refused for any reason there is."""
BODY = frozenset({400, 413, 415, 422})

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel | str | None)


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """Who asks what: ``sent`` is the validated body, of a GET the validated query."""

    actor: Actor
    sent: T
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Given(Generic[M]):
    """An answer with its status. ``None`` has no body, ``str`` is JSON as it stands."""

    model: M
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """``grant`` is an action of ``clients.GRANTS``, None = no token needed.

    ``done`` are the statuses of success, ``wrong`` those of problems.
    """

    method: str
    path: str
    name: str
    summary: str
    endpoint: str
    grant: str | None
    sent: type[BaseModel] | None
    gives: type[BaseModel] | None
    done: tuple[int, ...]
    wrong: frozenset[int]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def writes(self) -> bool:
        return self.method in BODIES

    @property
    def takes(self) -> type[BaseModel] | None:
        return self.sent if self.writes else None

    @property
    def asks(self) -> type[BaseModel] | None:
        return None if self.writes else self.sent


ROUTES: list[Route] = []
"""Every route, in the order of the document."""
Handler = TypeVar("Handler", bound=Callable[..., Given[Any]])


def route(
    method: str,
    path: str,
    name: str,
    summary: str,
    grant: str | None,
    done: tuple[int, ...] = (200,),
) -> Callable[[Handler], Handler]:
    """Declare ``handler(asked, *parts of the path)``, typed ``Asked[Body]`` → ``Given[Answer]``."""

    def declare(handler: Handler) -> Handler:
        asked, given = _types(handler)
        wrong = _wrong(method, grant)
        made = Route(
            method, path, name, summary, handler.__name__, grant, asked, given, done, wrong
        )
        ROUTES.append(made)
        address = path.replace("{", "<").replace("}", ">")
        view = _view(made, handler)
        blueprint.add_url_rule(address, handler.__name__, view, methods=[method.upper()])
        return handler

    return declare


def _wrong(method: str, grant: str | None) -> frozenset[int]:
    if grant is None:
        return frozenset({503})
    judged = LOOKING if method == "get" else ACTING
    return TOKEN | BUSY | judged | (BODY if method in BODIES else frozenset())


def _types(handler: Callable[..., Given[Any]]) -> tuple[type[BaseModel] | None, ...]:
    # Not __annotations__: a handler's may be strings, or names of another module.
    hints = get_type_hints(handler)
    found = (get_args(hints[name])[0] for name in ("asked", "return"))
    return tuple(model if issubclass(model, BaseModel) else None for model in found)


def _view(declared: Route, handler: Callable[..., Given[Any]]) -> Callable[..., Response]:
    def view(**values: str) -> Response:
        actor = _who(declared, values)
        sent, key = _sent(declared)
        given = handler(Asked(actor, sent, key), *(values[part] for part in declared.parts))
        return _answer(given)

    return view


def _who(declared: Route, values: Mapping[str, str]) -> Actor:
    if declared.grant is None:
        return ANYBODY
    if declared.grant != BY_COMMAND:
        return allowed(declared.grant)
    if values["command"] not in COMMANDS:
        choice = ", ".join(sorted(COMMANDS))
        words = Message("declared.there-no-such-command-choose", choice=choice)
        raise Problem(404, "unknown-command", words)
    return allowed(values["command"])


@blueprint.before_request
def _authenticate() -> None:
    # Before anything else: a stranger is not told whether an incident or a body is right.
    if request.endpoint not in {f"api.{one.endpoint}" for one in ROUTES if one.grant is None}:
        known()


def _sent(declared: Route) -> tuple[BaseModel | None, Key | None]:
    if declared.sent is None:
        return None, None
    if declared.writes:
        return body(declared.sent)
    return declared.sent.model_validate(request.args.to_dict()), None


def _answer(given: Given[Any]) -> Response:
    if given.status == HTTPStatus.NO_CONTENT:
        return Response(status=given.status)
    if isinstance(given.model, str):
        return Response(given.model, given.status, given.headers, mimetype="application/json")
    headers = {"Cache-Control": "no-store", **given.headers}
    text = given.model.model_dump_json(by_alias=True)
    return Response(text, given.status, headers, mimetype="application/json")
