"""The words of ASGI, and what the event loop answers without Flask."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any

from kiosk.serving.bounds.room import WIRE

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def problem(
    send: Send,
    status: HTTPStatus,
    detail: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
    more: bool = False,
) -> None:
    """Answer with problem JSON (RFC 9457). With ``more`` the caller sends the empty last part
    itself."""
    said = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    body = json.dumps(said).encode()
    fixed = [(b"content-type", b"application/problem+json"), (b"content-length", b"%d" % len(body))]
    await send(
        {"type": "http.response.start", "status": status.value, "headers": [*fixed, *headers]}
    )
    await send({"type": "http.response.body", "body": body, "more_body": more})


def known(scope: Scope, who: str) -> None:
    """Tell the server that this connection brought a credential; another server is told nothing."""
    _tell(scope, "known", who)


def last(scope: Scope) -> None:
    """Tell the server that this connection is refused what it asks for, and is to leave."""
    _tell(scope, "last")


def _tell(scope: Scope, what: str, *given: str) -> None:
    tell = scope.get("extensions", {}).get(WIRE, {}).get(what)
    if tell is not None:
        tell(*given)
