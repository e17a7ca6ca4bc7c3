"""A real server on a free port, and a client that speaks to it through a bare socket."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from flask import Flask

from kiosk.serving.bounds.handshake import Secure
from kiosk.serving.bounds.room import Room
from kiosk.serving.proxies import trusted
from kiosk.serving.push import Push
from kiosk.serving.screens.beats import Beats
from kiosk.serving.server import HallServer

PATIENCE_S = 20.0
MANY = 100
"""Events after which what is waited for will not come."""
Event = dict[str, str]


@contextmanager
def live(
    push: Push,
    app: Flask | None = None,
    beats: Beats | None = None,
    *,
    host: str = "127.0.0.1",
    trusts: str = "",
    room: Room | None = None,
    secure: Secure = lambda: None,
) -> Iterator[HallServer]:
    """Serve in a thread until the block ends."""
    up = threading.Event()
    hall, proxies = app or Flask("hall"), trusted(trusts)
    server = HallServer(
        hall,
        push,
        host,
        0,
        ready=lambda base_url: up.set(),
        beats=beats,
        proxies=proxies,
        room=room,
        secure=secure,
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert up.wait(PATIENCE_S)
        yield server
    finally:
        server.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def connected(server: HallServer, receive_buffer: int | None = None) -> socket.socket:
    sock = socket.socket()
    if receive_buffer is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    sock.settimeout(PATIENCE_S)
    sock.connect(("127.0.0.1", int(server.base_url.rsplit(":", 1)[1])))
    return sock


class Answer:
    """The head of one response, and its body as far as it is asked for."""

    def __init__(self, sock: socket.socket) -> None:
        self._file = sock.makefile("rb")
        self._kept: bytes | None = None
        self.status = int(self._file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while (line := self._file.readline().decode().strip()) != "":
            name, value = line.split(": ", 1)
            self.headers[name.lower()] = value

    def keep(self) -> "Answer":
        """Read it to its end, so that nothing of the connection is left open."""
        self._kept = self.body()
        self._file.close()
        return self

    def body(self) -> bytes:
        return (
            self._kept
            if self._kept is not None
            else self._file.read(int(self.headers["content-length"]))
        )

    def problem(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/problem+json"
        said = json.loads(self.body())
        assert isinstance(said, dict)
        return said

    def chunk(self) -> bytes:
        """The next chunk; empty where the stream has ended."""
        size = int(self._file.readline() or b"0", 16)
        data = self._file.read(size)
        self._file.readline()
        return data

    def close(self) -> None:
        self._file.close()


class Stream:
    """A screen's page as the server sees it; over https where it is told what to trust."""

    def __init__(
        self,
        server: HallServer,
        path: str = "/screen/entrance/stream",
        buffer: int | None = None,
        trusts: ssl.SSLContext | None = None,
    ) -> None:
        self.sock = connected(server, buffer)
        if trusts is not None:
            self.sock = trusts.wrap_socket(self.sock, server_hostname="127.0.0.1")
        self.sock.sendall(f"GET {path} HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
        self.answer = Answer(self.sock)
        self._text = ""

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *error: object) -> None:
        self.answer.close()
        self.sock.close()

    def events(self) -> Iterator[Event]:
        """Each event as its fields, until the stream ends."""
        while (chunk := self.answer.chunk()) != b"":
            self._text += chunk.decode()
            while "\n\n" in self._text:
                block, self._text = self._text.split("\n\n", 1)
                yield fields(block)

    def next(self, event: str) -> Event:
        return next(e for e in islice(self.events(), MANY) if e.get("event") == event)

    def scene(self, revision: int) -> Event:
        return next(e for e in islice(self.events(), MANY) if e.get("id") == str(revision))


def fields(block: str) -> Event:
    """What a browser makes of one event (WHATWG HTML §9.2.6): repeated data lines are joined by a
    newline."""
    found: Event = {}
    for line in block.split("\n"):
        name, _, value = line.partition(": ")
        found[name] = f"{found[name]}\n{value}" if name in found else value
    return found


def ask(server: HallServer, request: bytes) -> Answer:
    """One request on a connection of its own."""
    with connected(server) as sock:
        sock.sendall(request)
        answer = Answer(sock)
        return answer.keep() if "content-length" in answer.headers else answer
