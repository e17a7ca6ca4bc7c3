"""There is no room: said in words, with the time after which to come again. A page tries again by
itself."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from html import escape
from http import HTTPStatus
from typing import Any, Final

from signage.language.words import Message, Words, say

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
RETRY_S: Final = 2
FULL: Final = Message("busy.too-many-requests-at-once")
FULL_PAGE: Final = Message("busy.too-many-requests-at-once-page")
SHARE: Final = Message("busy.too-much-at-once-from")
WAIT: Final = Message("busy.please-wait")
AGAIN: Final = Message("busy.try-now")

PAGE: Final = """<!doctype html>
<html lang="zh-Hans">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="icon" href="data:,"><title>{wait} {wait_en}</title>
  <link rel="stylesheet" href="/static/console.css">
  <link rel="stylesheet" href="/static/access.css">
  <link rel="stylesheet" href="/static/alarm.css">
  <script src="/static/alarm.js" defer></script>
</head>
<body class="sign-in access">
<main data-waiting>
  <h1>{wait} <small lang="en">{wait_en}</small></h1>
  <p>{zh}</p>
  <p lang="en">{en}</p>
  <p><a href="">{again} <span lang="en">{again_en}</span></a></p>
</main>
</body>
</html>
"""


def header(scope: Scope, name: bytes) -> str:
    found = (value for known, value in scope["headers"] if known == name)
    return next(found, b"").decode("latin-1")


def is_page(scope: Scope) -> bool:
    """Whether a person looks at the answer in a browser's window."""
    fragment = header(scope, b"hx-request")
    return (
        # A browser's window names text/html, a script's fetch sends */* alone.
        not fragment
        and "text/html" in header(scope, b"accept")
        and not scope["path"].startswith("/api/")
    )


async def answer(
    scope: Scope,
    send: Send,
    status: HTTPStatus,
    words: Words,
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """A page for whoever looks, problem JSON (RFC 9457) for the others."""
    if is_page(scope):
        kind, body = b"text/html; charset=utf-8", page_of(words)
    else:
        kind, body = b"application/problem+json", _problem(status, words)
    fixed = [
        (b"content-type", kind),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
    await send(
        {"type": "http.response.start", "status": status.value, "headers": [*fixed, *headers]}
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def come_again(scope: Scope, send: Send, status: HTTPStatus, words: Words) -> None:
    """Only what was looked at is asked for again by itself: a form that was sent is the person's to
    send again."""
    after = b"%d" % RETRY_S
    again = scope["method"] == "GET" and is_page(scope)
    headers = [(b"retry-after", after), *([(b"refresh", after)] if again else [])]
    await answer(scope, send, status, FULL_PAGE if again and words is FULL else words, headers)


def page_of(words: Words) -> bytes:
    """For whoever looks: what is so, in both languages."""
    parts = {"": words, "wait": WAIT, "again": AGAIN}
    zh = {name or "zh": escape(say(said)) for name, said in parts.items()}
    en = {f"{name}_en".lstrip("_"): escape(say(said, "en")) for name, said in parts.items()}
    return PAGE.format(**zh, **en).encode()


def _problem(status: HTTPStatus, words: Words) -> bytes:
    said = {
        "type": "about:blank", "title": status.phrase, "status": status.value, "code": "busy",
        "detail": say(words, "en"), "detail_zh": say(words),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()
