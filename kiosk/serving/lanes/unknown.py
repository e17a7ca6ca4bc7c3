"""Machines without a token that counts are answered here, before anything of theirs takes a place
or a thread."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from kiosk.wording.busy import Scope, Send, header
from signage.language.words import Message, Words, say


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why somebody is unknown. The API says the same, byte for byte, where it finds out itself."""

    code: str
    words: Words
    challenge: str


NO_TOKEN: Final = Unknown(
    "no-token", Message("unknown.valid-bearer-token-needed"), 'Bearer realm="hall"'
)
BAD_TOKEN: Final = Unknown(
    "bad-token",
    Message("unknown.token-unknown-or-withdrawn-kiosk"),
    'Bearer realm="hall", error="invalid_token"',
)


def brings_token(scope: Scope) -> bool:
    scheme, _, secret = header(scope, b"authorization").partition(" ")
    return scheme.lower() == "bearer" and bool(secret.strip())


async def refuse(scope: Scope, send: Send) -> None:
    found = BAD_TOKEN if brings_token(scope) else NO_TOKEN
    said = {
        "type": "about:blank", "title": HTTPStatus.UNAUTHORIZED.phrase, "status": 401, "code": found.code,
        "detail": say(found.words, "en"), "detail_zh": say(found.words),
    }  # fmt: skip
    body = json.dumps(said, ensure_ascii=False).encode()
    headers: Iterable[tuple[bytes, bytes]] = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"www-authenticate", found.challenge.encode()),
    ]
    await send({"type": "http.response.start", "status": 401, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
