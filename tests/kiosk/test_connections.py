"""What strangers can do to a real server with bare connections: next to nothing, and never to
others."""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from flask import Flask

from kiosk.serving.push import Push, scene_event
from kiosk.serving.server import HallServer
from tests.kiosk.live import Answer, Stream, ask, connected, live

HEAD = b"GET / HTTP/1.1\r\nHost: hall\r\n"
MEGABYTE = 1 << 20
PART = b"x" * 4096


@pytest.fixture
def server() -> Iterator[HallServer]:
    app = Flask("hall")
    app.add_url_rule("/", "home", lambda: "hall")
    push = Push(lambda screen: True, lambda scope: False)
    push.publish({"entrance": scene_event(1, "calm")}, 1)
    with live(push, app) as running:
        yield running


def sent_until_refused(sock: socket.socket, begin: bytes, part: bytes, most: int) -> int:
    """Bytes that were taken before the server closed; ``most`` where it took all of them."""
    taken = 0
    with suppress(ConnectionError):
        sock.sendall(begin)
        while taken < most:
            sock.sendall(part)
            taken += len(part)
            time.sleep(0)
    return taken


# ---- heads that never end


@pytest.mark.parametrize(
    ("begin", "part"),
    [
        (HEAD, b"X: " + PART + b"\r\n"),
        (HEAD + b"X: ", PART),
        (HEAD, b"a:\r\n" * 1024),
        (b"GET /", PART),
        (b"", b"\r\n" * 2048),
        (HEAD.replace(b"GET", b"POST") + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", PART),
        (HEAD.replace(b"GET", b"POST") + b"Transfer-Encoding: chunked\r\n\r\n1;", PART),
        (b"", b"GET / HTTP/1.1\r\n\r\n" * 256),
    ],
    ids=["headers", "one header", "small headers", "address", "blank lines", "trailer", "chunk", "pipelined"],
)  # fmt: skip
def test_what_never_ends_is_cut_off_soon(server: HallServer, begin: bytes, part: bytes) -> None:
    """Unread answers fill both kernels' buffers first, some megabytes."""
    with connected(server) as sock:
        assert sent_until_refused(sock, begin, part, 32 * MEGABYTE) < 16 * MEGABYTE
    assert ask(server, HEAD + b"\r\n").body() == b"hall"
