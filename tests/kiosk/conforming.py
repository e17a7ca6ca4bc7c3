"""Whether an answer of the API is one that its document promises. Asked of every answer a test's
machine gets."""

import json
import re
from functools import cache
from typing import Any

from werkzeug.test import TestResponse

from kiosk.api.answers import ProblemOut
from kiosk.api.openapi import document
from kiosk.api.routes import ROUTES, Route


def conforms(response: TestResponse, method: str, path: str) -> None:
    """``path`` as below ``/api/v1``. Addresses that are none and methods they do not take are
    nobody's promise."""
    route = declared(method, path.partition("?")[0])
    if route is None:
        assert response.status_code in (401, 404, 405)
        return
    promised = responses(route)
    assert str(response.status_code) in promised, (
        method,
        path,
        response.status_code,
        response.text,
    )
    content = promised[str(response.status_code)].get("content", {})
    assert response.mimetype in content or not response.data, (method, path, response.mimetype)
    assert bool(response.data) == bool(content), (method, path)
    if response.status_code >= 400:
        said = ProblemOut.model_validate_json(response.data)
        assert said.status == response.status_code
    elif route.gives is not None:
        model = route.gives.model_validate_json(response.data)
        assert json.loads(model.model_dump_json(by_alias=True)) == json.loads(response.data)


def responses(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = described()["paths"][f"/api/v1{route.path}"][route.method]["responses"]
    return found


@cache
def described() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(document())
    return made


@cache
def declared(method: str, path: str) -> Route | None:
    """As the app finds it: an address in words before one with parts."""
    found = [
        one
        for one in ROUTES
        if one.method == method.lower() and re.fullmatch(_pattern(one.path), path)
    ]
    return min(found, key=lambda one: len(one.parts), default=None)


def _pattern(path: str) -> str:
    return re.sub(r"\{[a-z]+\}", "[^/]+", path)
