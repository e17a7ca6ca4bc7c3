"""Somebody who opens pages of a served hall: a taxpayer, a machine with a token, a person who has
signed in."""

import gzip
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

from tests.unchanged.plain import plain

PATIENCE_S = 120.0
AGAIN_S = 0.2
BUSY = (429, 503)
BUSY_SAID = b'data-fact="loop"'
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TEXTS = ("text/", "json", "xml", "toml", "javascript")


@dataclass(slots=True)
class Visitor:
    base: str
    token: str = ""
    opener: urllib.request.OpenerDirector = field(init=False)
    _acts: int = 0

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(
        self, path: str, body: bytes | None = None, kind: str = "", method: str | None = None
    ) -> tuple[int, str, bytes]:
        """Status, media type, body. A refusal is an answer too; whoever is told to come again
        does."""
        until = time.monotonic() + PATIENCE_S
        while True:
            status, media, answer = self._ask(path, body, kind, method)
            if status not in BUSY or time.monotonic() > until:
                return status, media, answer
            time.sleep(AGAIN_S)

    def _ask(
        self, path: str, body: bytes | None, kind: str, method: str | None
    ) -> tuple[int, str, bytes]:
        request = urllib.request.Request(
            self.base + urllib.parse.quote(path, safe="/?&=%:"), data=body, method=method
        )
        request.add_header("Origin", self.base)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
            request.add_header("Idempotency-Key", f"{path} {self._acts}")
        if kind:
            request.add_header("Content-Type", kind)
        try:
            with self.opener.open(request, timeout=PATIENCE_S) as answer:
                return answer.status, answer.headers.get_content_type(), _unpacked(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.headers.get_content_type(), _unpacked(refusal)

    def read(self, path: str) -> bytes:
        """The answer as it is compared: its status, and its body without what chance made.

        A page that says how busy this machine is, is read again once it no longer does.
        """
        until = time.monotonic() + PATIENCE_S
        status, kind, body = self.ask(path)
        while BUSY_SAID in body and time.monotonic() < until:
            time.sleep(1)
            status, kind, body = self.ask(path)
        if any(part in kind for part in TEXTS):
            return f"{status}\n{plain(body.decode().replace(self.base, 'http://hall'))}".encode()
        return body

    def post(self, path: str, **fields: object) -> tuple[int, Any]:
        """An act of its own, done once however often it is sent."""
        self._acts += 1
        status, _, body = self.ask(path, json.dumps(fields).encode(), "application/json")
        return status, json.loads(body) if body else None

    def put(self, path: str, **fields: object) -> int:
        return self.ask(path, json.dumps(fields).encode(), "application/json", "PUT")[0]

    def sign_in(self, name: str, pin: str) -> None:
        self.send("/sign-in", "/sign-in", name=name, pin=pin)

    def send(self, page: str, path: str, **fields: str) -> int:
        """A form of a page, sent as the page's own; the status of what it led to."""
        return self._sent(page, path, fields)[0]

    def sent(self, page: str, path: str, **fields: str) -> bytes:
        """What such a form led to, as it is compared."""
        status, body = self._sent(page, path, fields)
        return f"{status}\n{plain(body.decode().replace(self.base, 'http://hall'))}".encode()

    def _sent(self, page: str, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        _, _, text = self.ask(page)
        found = CSRF.search(text.decode())
        assert found, f"{page} carries a token"
        form = urllib.parse.urlencode({"csrf_token": found[1], **fields})
        status, _, body = self.ask(path, form.encode(), "application/x-www-form-urlencoded")
        return status, body


def _unpacked(answer: Any) -> bytes:
    body: bytes = answer.read()
    return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
