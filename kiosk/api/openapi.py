"""The OpenAPI 3.1 document of the HTTP API, made from the models that validate."""

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from kiosk.access.clients import GRANTS
from kiosk.api import answers
from kiosk.api import requests as models
from signage.hall.model import Lamp
from signage.situation.commands import Changing
from signage.situation.incidents import GateKind

BASE = "/api/v1"
REF = "#/components/schemas/{model}"
PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": REF.format(model="ProblemOut")}}}}
WRONG = {
    400: "The body is not a JSON object in UTF-8",
    401: "No token, or not a good one",
    403: "The token's scopes, or its role, do not allow it",
    404: "No such incident, step, gate, window or command",
    409: "Illegal transition, stale revision, unfinished gates, too late to undo, or a key used for another request",
    413: "More than 64 KiB",
    415: "Not application/json",
    422: "An input is wrong; field names it",
    503: "It could not be saved; nothing was done",
}
READ_WRONG = (401, 403, 404, 422)
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "The same key with the same request is done once and answered alike.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """``grant`` is an action of ``clients.GRANTS``, None = no token needed; ``done`` are the statuses of success."""

    method: str
    path: str
    name: str
    summary: str
    grant: str | None
    gives: type[BaseModel] | None
    takes: type[BaseModel] | None = None
    asks: type[BaseModel] | None = None
    done: tuple[int, ...] = (200,)


CHANGE = "/incidents/{id}/{command}"
OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "post", "/incidents", "raise", "Raise an incident; 200 where the same one is open already", "raise",
        answers.IncidentOut, models.RaiseBody, done=(201, 200),
    ),
    Operation(
        "get", "/incidents", "list", "Incidents, oldest first", "read", answers.IncidentsOut, asks=models.IncidentsQuery
    ),
    Operation("get", "/incidents/{id}", "one", "One incident", "read", answers.IncidentOut),
    Operation(
        "post", CHANGE, "change", "One act on an incident: activate or dismiss a draft; acknowledge, update, escalate, "
        "silence, resolve, clear; review, close", "acknowledge", answers.IncidentOut, models.ChangeBody,
    ),
    Operation(
        "post", "/incidents/{id}/steps/{step}", "mark", "Answer a step of the checklist; the first answer stands",
        "mark", answers.IncidentOut, models.StepBody,
    ),
    Operation(
        "post", "/incidents/{id}/gates/{gate}", "confirm", "Confirm a gate for one of its targets", "confirm",
        answers.IncidentOut, models.GateBody,
    ),
    Operation(
        "post", "/incidents/{id}/commander", "appoint", "Name the one commander", "appoint", answers.IncidentOut,
        models.CommanderBody,
    ),
    Operation("get", "/duties", "duties", "What is overdue now, and whom to call", "read", answers.DutiesOut),
    Operation(
        "post", "/incidents/{id}/undo", "undo", "Take back one's own last change, within 30 s", "undo",
        answers.IncidentOut, models.UndoBody,
    ),
    Operation(
        "get", "/events", "events", "The log, oldest first", "read", answers.EventsOut, asks=models.EventsQuery
    ),
    Operation("get", "/hall", "hall", "Everything that is shown now, and why", "read", answers.HallOut),
    Operation(
        "post", "/windows/{name}", "window", "Open, close or re-function window/<name> for today", "window",
        answers.WindowOut, models.WindowBody,
    ),
    Operation(
        "post", "/queue", "queue", "How many people wait: may propose the notice of a crowd to staff", "queue",
        answers.QueueOut, models.QueueBody,
    ),
    Operation("get", "/notices", "notices", "Texts for the public and what became of them", "read", answers.NoticesOut),
    Operation(
        "post", "/notices/{name}/sent", "sent", "A gateway confirms that a text was sent, and to how many", "sent",
        answers.NoticeOut, models.SentBody,
    ),
    Operation("get", "/lamps", "lamps", "How every lamp is described", "read", answers.LampsOut),
    Operation(
        "put", "/lamps/{name}", "put-lamp", "Set up or change a lamp; nothing is stored unless a driver can light it",
        "lamps", Lamp, Lamp, done=(200, 201),
    ),
    Operation("delete", "/lamps/{name}", "remove-lamp", "Take a lamp away", "lamps", None, done=(204,)),
    Operation("get", "/openapi.json", "describe", "This document", None, None),
)  # fmt: skip
COMMANDS = list(get_args(Changing))
PATH_SCHEMAS: dict[str, dict[str, Any]] = {
    "command": {"type": "string", "enum": COMMANDS},
    "gate": {"type": "string", "enum": list(get_args(GateKind))},
    "step": {"type": "integer", "minimum": 1},
}


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
    for operation in OPERATIONS:
        wanted += [(model, "validation") for model in (operation.takes,) if model]
        wanted += [(model, "serialization") for model in (operation.gives,) if model]
    _, found = models_json_schema(list(dict.fromkeys(wanted)), by_alias=True, ref_template=REF)
    schemas: dict[str, Any] = found["$defs"]
    return schemas


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(BASE + operation.path, {})[operation.method] = _described(operation)
    return paths


def _described(operation: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": operation.name, "summary": operation.summary, "parameters": _parameters(operation),
        "responses": _responses(operation),
    }  # fmt: skip
    if operation.grant is None:
        made["security"] = []
    elif operation.path == CHANGE:
        made["description"] = " ".join(f"{c}: scope {_scopes(c)}." for c in COMMANDS)
    else:
        made["description"] = f"Scope {_scopes(operation.grant)}."
    if operation.takes is not None:
        must = any(field.is_required() for field in operation.takes.model_fields.values())
        made["requestBody"] = {"required": must, "content": _json(operation.takes)}
    return made


def _scopes(grant: str) -> str:
    return " or ".join(sorted(GRANTS[grant]))


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": PATH_SCHEMAS.get(name, {"type": "string"})}
        for name in names
    ]
    if operation.asks is not None:
        asked = operation.asks.model_json_schema()["properties"]
        found += [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in asked.items()]
    return [*found, KEY] if operation.method in ("post", "put") else found


def _responses(operation: Operation) -> dict[str, Any]:
    content = _json(operation.gives) if operation.gives else {"application/json": {"schema": {"type": "object"}}}
    found: dict[str, Any] = {
        str(status): {"description": "Done"} | ({"content": content} if status != HTTPStatus.NO_CONTENT else {})
        for status in operation.done
    }
    if operation.grant is not None:
        wrong = WRONG if operation.method in ("post", "put") else {status: WRONG[status] for status in READ_WRONG}
        found |= {str(status): {"description": text, **PROBLEM} for status, text in wrong.items()}
    return found


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}
