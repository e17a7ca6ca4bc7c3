"""The OpenAPI 3.1 document of the HTTP API: what the declared routes say of themselves."""

import json
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from kiosk.access.clients import GRANTS
from kiosk.api import answers
from kiosk.api.declared import BY_COMMAND, COMMANDS, PARTS, ROUTES, Route, blueprint
from kiosk.api.sent import KEY, KEY_MAX

REF = "#/components/schemas/{model}"
SCHEMA = {"schema": {"$ref": REF.format(model="ProblemOut")}}
PROBLEM = {"content": {"application/problem+json": SCHEMA}}
WRONG = {
    400: "The body is not a JSON object in UTF-8",
    401: "No token, or not a good one",
    403: "The token's scopes, or its role, do not allow it",
    404: "No such incident, step, gate, window or command",
    409: "Illegal transition, stale revision, unfinished gates, too late to undo, or a key used for another request",
    413: "More than 64 KiB",
    415: "Not application/json",
    422: "An input is wrong; field names it",
    429: "Too many of this client's requests at once; Retry-After says when to ask again",
    503: "It could not be saved, so nothing was done; or too busy, and Retry-After says when to ask again",
}
KEY_HEADER = {
    "name": KEY, "in": "header", "required": False,
    "description": "The same key with the same request is done once and answered alike.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_MAX},
}  # fmt: skip


@cache
def document() -> str:
    made = {
        "openapi": "3.1.0",
        "info": {"title": "Hall kiosk", "version": "1.0.0"},
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {
                    "type": "http", "scheme": "bearer",
                    "description": "Scopes read, raise, clear, admin; every scope reads, admin does all.",
                }
            },
        },
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False)


def _schemas() -> dict[str, Any]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(answers.ProblemOut, "serialization")]
    for operation in ROUTES:
        wanted += [(model, "validation") for model in (operation.takes,) if model]
        wanted += [(model, "serialization") for model in (operation.gives,) if model]
    _, found = models_json_schema(list(dict.fromkeys(wanted)), by_alias=True, ref_template=REF)
    schemas: dict[str, Any] = found["$defs"]
    return schemas


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in ROUTES:
        paths.setdefault(f"{blueprint.url_prefix}{operation.path}", {})[operation.method] = (
            _described(operation)
        )
    return paths


def _described(operation: Route) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation.name, "summary": operation.summary, "parameters": _parameters(operation),
        "responses": _responses(operation),
    }  # fmt: skip
    if operation.grant is None:
        made["security"] = []
    elif operation.grant == BY_COMMAND:
        made["description"] = " ".join(f"{c}: scope {_scopes(c)}." for c in COMMANDS)
    else:
        made["description"] = f"Scope {_scopes(operation.grant)}."
    if operation.takes is not None:
        must = any(field.is_required() for field in operation.takes.model_fields.values())
        made["requestBody"] = {"required": must, "content": _taken(operation.takes)}
    return made


def _scopes(grant: str) -> str:
    return " or ".join(sorted(GRANTS[grant]))


def _parameters(operation: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": PARTS.get(name, {"type": "string"}),
        }
        for name in operation.parts
    ]
    if operation.asks is not None:
        asked = operation.asks.model_json_schema()["properties"]
        found += [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in asked.items()
        ]
    return [*found, KEY_HEADER] if operation.writes else found


def _responses(operation: Route) -> dict[str, Any]:
    content = (
        _json(operation.gives)
        if operation.gives
        else {"application/json": {"schema": {"type": "object"}}}
    )
    found: dict[str, Any] = {
        str(status): {"description": "Done"}
        | ({"content": content} if status != HTTPStatus.NO_CONTENT else {})
        for status in operation.done
    }
    for status in sorted(operation.wrong):
        found[str(status)] = {"description": WRONG[status], **PROBLEM}
    return found


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}


def _taken(model: type[BaseModel]) -> dict[str, Any]:
    plain = {"application/cap+xml": {"schema": {"type": "string"}}} if hasattr(model, "XML") else {}
    return {**_json(model), **plain}
