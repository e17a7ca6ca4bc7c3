"""Servers that push to telephones, as their documentation has them, each with a topic or an application
that only the right token may write to.

ntfy (docs.ntfy.sh/publish, "Publish as JSON", "Authentication"; errors with the code of five digits as
its server writes them): POST to the root with ``topic``; answers the message with its ``id``. Whoever
subscribes reads ``GET /<topic>/json?poll=1``, a line each. Gotify (gotify.net/api-docs): POST to
``/message`` with ``X-Gotify-Key``; answers the message with its ``id``.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

TOPIC: Final = re.compile(r"[-_A-Za-z0-9]{1,64}")
Answer = tuple[int, dict[str, Any]]


class Pusher:
    """``after_s``: so long it takes a message before it says so. ``held``: until it is let go."""

    def __init__(self, token: str) -> None:
        self.token, self.after_s = token, 0.0
        self.kept: list[dict[str, Any]] = []
        self.came = threading.Semaphore(0)
        self.free = threading.Event()
        self.free.set()
        self._ended = threading.Event()
        pusher = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                status, said = pusher.take(self.path, dict(self.headers), raw)
                pusher.came.release()
                pusher.free.wait()
                pusher._ended.wait(pusher.after_s)
                body = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    self.close_connection = True  # nobody waits for the answer any more

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def take(self, path: str, headers: dict[str, str], raw: bytes) -> Answer:
        raise NotImplementedError

    def close(self) -> None:
        self._ended.set()
        self.free.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Ntfy(Pusher):
    def take(self, path: str, headers: dict[str, str], raw: bytes) -> Answer:
        if headers.get("Authorization") != f"Bearer {self.token}":
            return 403, {"code": 40301, "http": 403, "error": "forbidden"}
        said = json.loads(raw)
        if path != "/" or not TOPIC.fullmatch(said.get("topic", "")):
            return 400, {"code": 40009, "http": 400, "error": "invalid request: topic invalid"}
        message = {
            "id": f"m{len(self.kept)}", "time": 1796000000, "event": "message",
            **{name: said[name] for name in ("topic", "title", "message")},
        }  # fmt: skip
        self.kept.append(message)
        return 200, message

    def polled(self, topic: str) -> list[dict[str, Any]]:
        """What whoever subscribes reads."""
        return [one for one in self.kept if one["topic"] == topic]


class Gotify(Pusher):
    def take(self, path: str, headers: dict[str, str], raw: bytes) -> Answer:
        if headers.get("X-Gotify-Key") != self.token:
            words = (
                "you need to provide a valid access token or user credentials to access this api"
            )
            return 401, {"error": "Unauthorized", "errorCode": 401, "errorDescription": words}
        said = json.loads(raw)
        if path != "/message" or not said.get("message"):
            return 400, {"error": "Bad Request", "errorCode": 400, "errorDescription": "message"}
        message = {"id": len(self.kept) + 1, "appid": 1, "date": "2026-12-01T09:00:00Z", **said}
        self.kept.append(message)
        return 200, message


@contextmanager
def pushers(token: str) -> Iterator[tuple[Ntfy, Gotify]]:
    """Gotify's tokens are an ``A`` with fourteen letters."""
    ntfy, gotify = Ntfy(token), Gotify(token)
    try:
        yield ntfy, gotify
    finally:
        ntfy.close()
        gotify.close()
