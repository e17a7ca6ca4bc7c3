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
from signage.language.words import Words, both, say
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
}
"""Status of a refused command by its code; a code that is not listed is an input that is wrong: 422."""

WORDS_OF: Mapping[int, Words] = {
    400: both("请求无效，请返回后重试。", "The request cannot be read; go back and try again."),
    401: NO_TOKEN.words,
    403: both("没有权限执行此操作。", "You may not do this."),
    404: both("没有这个地址。", "There is nothing at this address."),
    405: both("此地址不支持该方法。", "This address does not take that method."),
    413: both("请求过大，最多 64 KiB。", "Too large: 64 KiB at most."),
    415: both("请使用 application/json。", "Send application/json."),
    429: both("尝试次数过多，请稍后再试。", "Too many attempts; try again later."),
    500: both("系统内部错误，已记录。", "Something went wrong here; it has been recorded."),
    503: both(
        "数据无法保存，操作未生效，请联系技术人员。", "It could not be saved, so nothing was done; call facilities."
    ),
}

FAULTS: Mapping[str, str] = {
    "missing": "缺少",
    "extra_forbidden": "未知字段",
    "string_too_long": "内容过长",
    "too_short": "不能为空",
    "too_long": "数量过多",
    "value_error": "格式不正确",
}
"""What pydantic found, by its type, in Chinese; any other: 不正确."""


class Problem(Exception):
    """An answer other than success. ``words`` say what to do; ``headers`` go out with it."""

    def __init__(
        self, status: int, code: str, words: Words, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(say(words, "en"))
        self.status = status
        self.code = code
        self.words = words
        self.field = field
        self.headers = dict(headers or {})


def problem(status: int, code: str, title: str, detail: str, field: str | None = None, **more: Any) -> Response:
    """A problem document; members without a value are left out."""
    said = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, "field": field}
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
    zh = f"“{first['field']}”{FAULTS.get(first['code'], '不正确')}，请更正。"
    return answer(422, "invalid", both(zh, f"{first['field']}: {first['message']}"), where or None, errors=found)


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
    words = WORDS_OF.get(error.code, both("请求未能完成。", "The request could not be completed."))
    response = answer(error.code, code, words)
    response.headers.update({name: value for name, value in error.get_headers() if name != "Content-Type"})
    return response
