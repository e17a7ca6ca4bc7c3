"""Every refusal as an answer: problem JSON (RFC 9457) under ``/api``, a short page elsewhere."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from kiosk.serving.lanes.unknown import NO_TOKEN
from kiosk.store import StoreError
from signage.language.words import Message, Words, say
from signage.rules.refusal import Refused

API = "/api/"
PROBLEM_JSON = "application/problem+json"

STATUS_OF: Mapping[str, int] = {
    "unknown-incident": 404,
    "unknown-screen": 404,
    "unknown-window": 404,
    "unknown-lamp": 404,
    "unknown-entry": 404,
    "unknown-register": 404,
    "changed": 409,
    "taken": 409,
    "gone": 409,
    "illegal-transition": 409,
    "stale-revision": 409,
    "too-late": 409,
    "nothing-to-undo": 409,
    "unfinished-gates": 409,
    "second-person": 409,
    "step-done": 409,
    "not-reviewed": 409,
    "already-sent": 409,
    "unknown-text": 404,
    "unknown-step": 404,
    "unknown-gate": 404,
    "key-reused": 409,
    "not-allowed": 403,
    "locked": 403,
    "needs-person": 403,
}
"""Status of a refused command by its code; a code that is not listed is an input that is wrong:
422."""

WORDS_OF: Mapping[int, Words] = {
    400: Message("problems.request-cannot-read-go-back"),
    401: NO_TOKEN.words,
    403: Message("problems.you-may-not-do-this"),
    404: Message("problems.there-nothing-at-address"),
    405: Message("problems.address-does-not-take-method"),
    413: Message("problems.too-large-64-kib-at"),
    415: Message("problems.send-application-json"),
    429: Message("problems.too-many-attempts-try-again"),
    500: Message("problems.something-went-wrong-here-been"),
    503: Message("problems.could-not-saved-so-nothing"),
}

FAULTS = frozenset(
    {"missing", "extra_forbidden", "string_too_long", "too_short", "too_long", "value_error"}
)
"""What pydantic found, by its type, and what a message says better than that it is not right."""


class Problem(Exception):
    """An answer other than success. ``words`` say what to do; ``headers`` go out with it."""

    def __init__(
        self,
        status: int,
        code: str,
        words: Words,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(say(words, "en"))
        self.status = status
        self.code = code
        self.words = words
        self.field = field
        self.headers = dict(headers or {})


def problem(
    status: int, code: str, title: str, detail: str, field: str | None = None, **more: Any
) -> Response:
    """A problem document; members without a value are left out."""
    said = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "field": field,
    }
    present = {name: value for name, value in (said | more).items() if value is not None}
    return Response(json.dumps(present, ensure_ascii=False), status, mimetype=PROBLEM_JSON)


def init_problems(app: Flask) -> None:
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(StoreError, _unsaved)
    app.register_error_handler(HTTPException, _http)


def answer(status: int, code: str, words: Words, field: str | None = None, **more: Any) -> Response:
    """The refusal in the form its reader understands."""
    if request.path.startswith(API):
        title = HTTPStatus(status).phrase
        return problem(status, code, title, say(words, "en"), field, detail_zh=say(words), **more)
    return Response(render_template("access/problem.html", status=status, words=words), status)


def _problem(error: Problem) -> Response:
    response = answer(error.status, error.code, error.words, error.field)
    response.headers.update(error.headers)
    return response


def _refused(error: Refused) -> Response:
    return answer(STATUS_OF.get(error.code, 422), error.code, error.words, error.field)


def _invalid(error: ValidationError) -> Response:
    found = [
        {"field": _place(fault["loc"]), "code": fault["type"], "message": fault["msg"]}
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    first = found[0]
    where = first["field"].partition("[")[0]
    kind = first["code"] if first["code"] in FAULTS else "any"
    words = Message(f"problems.invalid.{kind}", field=first["field"], said=first["message"])
    return answer(422, "invalid", words, where or None, errors=found)


def _place(parts: tuple[int | str, ...]) -> str:
    """``targets[0]``; a name that came from outside is cut to what a line holds."""
    place = ""
    for part in parts:
        place += f"[{part}]" if isinstance(part, int) else f"{'.' if place else ''}{part[:40]}"
    return place


def _unsaved(error: StoreError) -> Response:
    return answer(503, "not-saved", error.words)


def _http(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None:
        return error
    # HTTPStatus words 413 and 422 differently from Python 3.13 on; a code must not depend on that.
    code = error.name.lower().replace(" ", "-")
    words = WORDS_OF.get(error.code, Message("problems.request-could-not-completed"))
    response = answer(error.code, code, words)
    response.headers.update(
        {name: value for name, value in error.get_headers() if name != "Content-Type"}
    )
    return response
