"""A watcher outside hears every minute that the hall lives, so that silence alarms somebody.

2026-11-29 · As healthchecks takes it: a POST to the address while nothing vital is wrong, to the
address with ``/fail`` and the reasons in its body while something is. Sent by a thread of its own;
whether it is heard is a fact of the hall like others, but never a vital one: a hall without internet
still shows its signs. Rejected: following redirects and the proxies of the environment (a watcher
that moved is one nobody set), and an orderly farewell: who stops a hall should hear of it too.
"""

import http.client
import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from kiosk.engine.health import Fact, Health
from kiosk.engine.periodic import Periodic

EVERY_S: Final = 60.0
WAIT_S: Final = 5.0
"""For connecting, for sending, for the whole of the answer. Looking up a name takes what the machine's resolver
takes; ``PATIENCE_S`` is above that."""
PATIENCE_S: Final = 90.0
LINE_MAX: Final = 1024
TOLD_MAX: Final = 10_000
"""Bytes of reasons: healthchecks keeps ten times as many."""
PLAIN: Final = re.compile(r"[!-~]+")


class Unwatchable(ValueError):
    """Where nobody can listen, in words for whoever set it."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """``path`` is a secret: whoever knows it can speak for the hall. Only ``host`` is ever told."""

    https: bool
    host: str
    port: int | None
    path: str
    query: str

    @classmethod
    def of(cls, url: str) -> "Watcher":
        """Raises :class:`Unwatchable`."""
        try:
            found = urlsplit(url)
            host, port = found.hostname, found.port
        except ValueError as error:
            raise Unwatchable(_REFUSED) from error
        if found.scheme not in ("http", "https") or not host or not PLAIN.fullmatch(url):
            raise Unwatchable(_REFUSED)
        if "@" in found.netloc or found.fragment:
            raise Unwatchable(_REFUSED)
        return cls(found.scheme == "https", host, port, found.path.rstrip("/"), found.query)

    def target(self, well: bool) -> str:
        path = (self.path if well else f"{self.path}/fail") or "/"
        return f"{path}?{self.query}" if self.query else path

    def connection(self, wait_s: float) -> HTTPConnection:
        kind = HTTPSConnection if self.https else HTTPConnection
        return kind(self.host, self.port, timeout=wait_s)


_REFUSED: Final = "heartbeat_url must be like https://hc-ping.com/UUID: http or https, without spaces, user name or #."


class Heartbeat:
    """``beat`` is the turn of one repeating thread."""

    def __init__(self, watcher: Watcher, health: Health, wait_s: float = WAIT_S) -> None:
        self._watcher, self._health, self._wait_s = watcher, health, wait_s
        self.turning = Periodic("watcher", self.beat, EVERY_S, patience_s=PATIENCE_S)

    def beat(self) -> None:
        """Raises :class:`OSError` where it was not heard."""
        wrong = self._health.wrong()
        well = not any(fact.vital for fact in wrong)
        try:
            status = self._posted(self._watcher.target(well), told(wrong))
        except HTTPException as error:  # its words may be the watcher's, other ones each time
            raise ConnectionError(f"{self._watcher.host}: {type(error).__name__}") from None
        except OSError as error:
            raise ConnectionError(
                f"{self._watcher.host}: {str(error) or type(error).__name__}"
            ) from error
        if not 200 <= status < 300:
            raise ConnectionError(f"{self._watcher.host}: HTTP {status}")

    def _posted(self, target: str, body: bytes) -> int:
        line = self._watcher.connection(self._wait_s)
        try:
            line.request("POST", target, body, _HEADERS)
            return _status(line.sock, time.monotonic() + self._wait_s)
        finally:
            line.close()


_HEADERS: Final = {
    "User-Agent": "kiosk",
    "Content-Type": "text/plain; charset=utf-8",
    "Connection": "close",
}


def told(wrong: Iterable[Fact]) -> bytes:
    """What is wrong, a line each, what is vital first."""
    lines = [
        f"{fact.name}: {fact.detail['zh']} {fact.detail['en']}"
        for fact in sorted(wrong, key=lambda fact: not fact.vital)
    ]
    return "\n".join(lines).encode()[:TOLD_MAX]


def _status(sock: socket.socket, end: float) -> int:
    """Of the answer's first line; nothing else of it counts.

    Read here, because the library's time-out is for each piece: an answer that drips would hold the
    thread for days.
    """
    said = b""
    while b"\n" not in said and len(said) < LINE_MAX:
        sock.settimeout(max(0.001, end - time.monotonic()))
        part = sock.recv(LINE_MAX)
        if not part:
            break
        said += part
    found = re.match(rb"HTTP/1\.[01] (\d{3})\b", said)
    if found is None:
        raise http.client.BadStatusLine("")
    return int(found[1])
