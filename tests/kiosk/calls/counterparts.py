"""At the other end of a call: a server that speaks what ntfy and webhooks speak, and one of mail.

ntfy (docs.ntfy.sh/publish, "Publish as JSON"): POST to the root with ``topic``, ``title`` and
``message``; apprise's webhook: POST with ``title`` and ``message``. Both answer 200.
"""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    """All of a test at once: what a queue leaves out comes again after a second."""


class Endpoint:
    """``status``: what it answers; while ``holding`` it answers nothing."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.came = threading.Semaphore(0)
        self.holding = threading.Event()
        self.holding.set()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.got.append(json.loads(body))
                endpoint.paths.append(self.path)
                endpoint.came.release()
                endpoint.holding.wait()
                self.send_response(endpoint.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self.holding.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    try:
        yield made
    finally:
        made.close()


class Letters:
    """Takes every letter; keeps its subject and its text."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        letter = message_from_bytes(envelope.original_content, policy=policy.default)
        part = letter.get_body(("plain", "html"))
        self.got.append((str(letter["Subject"]), part.get_content() if part is not None else ""))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Letters, int]]:
    letters = Letters()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield letters, port
    finally:
        controller.stop()
