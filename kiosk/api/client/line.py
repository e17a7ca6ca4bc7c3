"""One request after another: with a key where it writes, again where the hall could not take it."""

import http.client
import json
import secrets
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

ROOT: Final = "/api/v1"
AGAIN: Final = frozenset({429, 502, 503, 504})
"""Too many at once, not saved, or a proxy before a hall that starts again."""
WAIT_S: Final = 0.5
"""Before the second try; twice as long before each further one."""
WAIT_MAX_S: Final = 30.0


class Unreachable(Exception):
    """Nobody answered, or nobody took it, however often it was tried. It may have been done."""


class Refusal(Exception):
    """The hall refused, with words that say what to do.

    ``code`` is stable, ``field`` names the input that is wrong, ``words_zh`` is the same in Chinese,
    ``problem`` all that was sent (of a conflict also the incident as it now stands).
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        self.code = str(problem.get("code", ""))
        self.field = str(problem.get("field") or "")
        self.words = str(problem.get("detail") or f"HTTP {status}")
        self.words_zh = str(problem.get("detail_zh") or self.words)
        super().__init__(self.words)


class AnotherLog(Exception):
    """The hall counts its events in another log than the one that was followed.

    ``log`` names it, ``head`` is its newest number."""

    def __init__(self, log: str, head: int) -> None:
        self.log, self.head = log, head
        super().__init__(f"the hall has another log, {log}, with {head} events: follow it anew")


class _Unmoved(HTTPRedirectHandler):
    """The token goes to nobody else."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """To one hall. ``authority``: a file with the hall's own, where it speaks https with one."""

    url: str
    token: str = field(repr=False)
    patience_s: float = 10.0
    tries: int = 6
    authority: Path | None = None
    rest: Callable[[float], object] = time.sleep
    _opener: OpenerDirector = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Raises ValueError where it is no address of http or https."""
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise ValueError(f"{self.url} is no address of a hall: write http://… or https://…")
        trust = ssl.create_default_context(cafile=self.authority)
        opener = build_opener(ProxyHandler({}), _Unmoved, HTTPSHandler(context=trust))
        object.__setattr__(self, "_opener", opener)

    def ask(self, method: str, path: str, body: object = None, key: str | None = None) -> Any:
        """What was answered. Raises Refusal, Unreachable."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        data = None
        if method in ("POST", "PUT"):
            headers["Content-Type"] = "application/json"
            # One key for all tries: what was done at the first is not done again at the second.
            headers["Idempotency-Key"] = key or secrets.token_urlsafe(18)
            data = json.dumps({} if body is None else body, ensure_ascii=False).encode()
        address = f"{self.url.rstrip('/')}{ROOT}{path}"
        return self._tried(Request(address, data, headers, method=method))

    def _tried(self, request: Request) -> Any:
        wait_s, why = WAIT_S, ""
        for number in range(max(1, self.tries)):
            if number:
                self.rest(min(wait_s, WAIT_MAX_S))
            try:
                with self._opener.open(request, timeout=self.patience_s) as answer:
                    raw = answer.read()
                return json.loads(raw) if raw else None
            except HTTPError as error:
                refusal, asked = _refusal(error), error.headers.get("Retry-After", "")
                if number and request.method == "DELETE" and refusal.status == 404:
                    return None  # the try before took it away
                if refusal.status not in AGAIN:
                    raise refusal from None
                why = refusal.words
                wait_s = WAIT_S * 2**number
                if asked.isascii() and asked.isdecimal():
                    wait_s = max(wait_s, float(asked[:6]))
            except (URLError, http.client.HTTPException, OSError, ValueError) as error:
                why, wait_s = str(getattr(error, "reason", error)), WAIT_S * 2**number
        raise Unreachable(f"{self.url}: {why}")


def _refusal(error: HTTPError) -> Refusal:
    """A proxy's page is no problem JSON."""
    with error:
        try:
            said = json.loads(error.read())
        except (ValueError, OSError, http.client.HTTPException):
            said = {}
    return Refusal(error.code, said if isinstance(said, dict) else {})
