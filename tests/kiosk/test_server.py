"""The one port of the hall: pages on threads, streams on the loop, and nothing that can stop
either."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask, request

from kiosk.serving.addresses import NoAddress, base_url, listeners, reached
from kiosk.serving.lanes.table import ALARM
from kiosk.serving.push import Push
from kiosk.serving.server import (
    ANSWER_S,
    BODY_LIMIT,
    BODY_S,
    UPLOAD_LIMIT,
    UPLOADS,
    UPLOADS_WAITING,
    HallServer,
)
from tests.kiosk.live import Answer, Stream, ask, connected, live

ROOT = Path(__file__).resolve().parent.parent.parent


class Hall:
    """Pages to try the server with. ``/alarm`` keeps its thread of the lane of life safety until
    ``go``."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.inside = threading.Semaphore(0)
        self.received: list[int] = []
        self.app = Flask("hall")
        self.app.add_url_rule("/", "home", lambda: "hall")
        self.app.add_url_rule("/alarm", "console.raise_incident", self.slow)
        self.app.add_url_rule("/broken", view_func=self.broken)
        self.app.add_url_rule("/body", view_func=self.body, methods=["POST"])

    def slow(self) -> str:
        self.inside.release()
        self.go.wait(20)
        return "late"

    def broken(self) -> str:
        raise RuntimeError("a secret detail")

    def body(self) -> str:
        self.received.append(len(request.get_data()))
        return str(self.received[-1])


@pytest.fixture
def push() -> Push:
    return Push(lambda screen: True, lambda scope: False)


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = Hall()
    yield made
    made.go.set()


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[HallServer, Hall]]:
    """One server for the tests that leave it as it was."""
    hall = Hall()
    with live(Push(lambda screen: True, lambda scope: False), hall.app) as server:
        yield server, hall
        hall.go.set()


@pytest.fixture
def server(running: tuple[HallServer, Hall]) -> HallServer:
    server, hall = running
    hall.received.clear()
    server.front.body_s, server.front.answer_s = BODY_S, ANSWER_S
    return server


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: hall\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: hall\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )


def chunked(body: bytes, size: int = 8192) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])


CHUNKED = b"POST /body HTTP/1.1\r\nHost: hall\r\nTransfer-Encoding: chunked\r\n\r\n"


def the_alarms_lane_busy(server: HallServer, hall: Hall, stack: ExitStack) -> list[socket.socket]:
    """Keeps all threads of life safety until ``hall.go``."""
    asking = [stack.enter_context(connected(server)) for _ in range(ALARM.threads)]
    for sock in asking:
        sock.sendall(get("/alarm"))
    for _ in asking:
        assert hall.inside.acquire(timeout=20)
    return asking


# ---- addresses


def test_a_free_port_is_found_and_told(server: HallServer) -> None:
    assert server.base_url == f"http://127.0.0.1:{server.socks[0].getsockname()[1]}"
    assert ask(server, get("/")).body() == b"hall"


def test_an_address_of_every_interface_is_told_as_one_that_opens_here(push: Push) -> None:
    server = HallServer(Flask("hall"), push, "0.0.0.0", 0, ready=lambda base_url: None)
    with server.socks[0]:
        assert server.base_url.startswith("http://127.0.0.1:")


def test_a_taken_port_is_an_error_at_once(server: HallServer, push: Push) -> None:
    with pytest.raises(OSError, match="in use"):
        listeners("127.0.0.1", server.socks[0].getsockname()[1])


def test_a_pulled_cable_is_noticed_in_seconds() -> None:
    with listeners("127.0.0.1", 0)[0] as sock:
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 15_000
        with socket.create_connection(sock.getsockname()) as caller:
            # The kernel hands over a connection with its first byte, or after seconds without.
            caller.sendall(b"G")
            accepted, _ = sock.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 15_000


# ---- bodies


def test_a_body_of_the_limit_reaches_the_page(server: HallServer) -> None:
    assert ask(server, post("/body", b"x" * BODY_LIMIT)).body() == b"%d" % BODY_LIMIT
    assert ask(server, CHUNKED + chunked(b"x" * BODY_LIMIT)).body() == b"%d" % BODY_LIMIT


@pytest.mark.parametrize(
    "body_request",
    [
        post("/body", b"x" * (BODY_LIMIT + 1)),
        CHUNKED + chunked(b"x" * (BODY_LIMIT + 1)),
        post("/body", b"x" * 2_000_000),
    ],
    ids=["announced", "chunked", "huge"],
)
def test_an_oversize_body_is_refused_before_any_page_sees_it(
    server: HallServer, running: tuple[HallServer, Hall], body_request: bytes
) -> None:
    answer = ask(server, body_request)
    assert answer.status == 413
    assert answer.headers["connection"] == "close"
    assert str(BODY_LIMIT) in answer.problem()["detail"]
    assert running[1].received == []


def test_a_file_may_be_larger_where_files_come(server: HallServer) -> None:
    assert ask(server, post("/reports/20261125-1/file", b"x" * (BODY_LIMIT + 1))).status == 404, (
        "the page's own answer"
    )
    for path in ("/reports/20261125-1/evidence", "/reports/../file", "/x/reports/1/file"):
        assert ask(server, post(path, b"x" * (BODY_LIMIT + 1))).status == 413
    announced = f"POST /reports/1/file HTTP/1.1\r\nHost: hall\r\nContent-Length: {UPLOAD_LIMIT + 1}\r\n\r\n".encode()
    answer = ask(server, announced)
    assert answer.status == 413 and str(UPLOAD_LIMIT) in answer.problem()["detail"]


def received_at_once(server: HallServer, count: int) -> bool:
    """Ask until so many files are being received: each answer has given the loop a turn."""
    return any(
        server.front.uploads == count for _ in range(500) if ask(server, get("/")).status == 200
    )


def test_few_files_are_received_at_a_time_and_others_wait_for_their_turn(
    server: HallServer,
) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(server)) for _ in range(UPLOADS)]
        for sock in slow:
            sock.sendall(post("/reports/1/file", b"x" * 100)[:-1])
        waits = stack.enter_context(connected(server))
        waits.sendall(post("/reports/1/file", b"x"))
        assert received_at_once(server, UPLOADS + 1)
        assert ask(server, post("/body", b"x")).status == 200, "forms go on"
        slow[0].close()
        assert Answer(waits).status == 404, "the page's own answer"
    assert received_at_once(server, 0)


def test_more_files_than_may_wait_are_told_to_come_again(server: HallServer) -> None:
    with ExitStack() as stack:
        for _ in range(UPLOADS + UPLOADS_WAITING):
            stack.enter_context(connected(server)).sendall(post("/reports/1/file", b"x" * 100)[:-1])
        assert received_at_once(server, UPLOADS + UPLOADS_WAITING)
        assert ask(server, post("/reports/1/file", b"x")).status == 503
    assert received_at_once(server, 0)


def test_bodies_that_never_arrive_occupy_no_worker(server: HallServer) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(connected(server)).sendall(post("/body", b"x" * 100)[:-1])
        assert ask(server, get("/")).body() == b"hall"


def test_a_body_that_takes_too_long_is_refused(server: HallServer) -> None:
    server.front.body_s = 0.02
    answer = ask(server, post("/body", b"x" * 100)[:-1])
    assert answer.status == 408
    assert answer.problem()["status"] == 408


def test_a_client_that_leaves_in_its_body_reaches_no_page(
    server: HallServer, running: tuple[HallServer, Hall]
) -> None:
    with connected(server) as sock:
        sock.sendall(post("/body", b"x" * 100)[:-1])
    assert ask(server, get("/")).body() == b"hall"
    assert running[1].received == []


# ---- requests that are none


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"POST /body HTTP/1.1\r\nHost: hall\r\nContent-Length: -5\r\n\r\n",
        b"POST /body HTTP/1.1\r\nHost: hall\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        CHUNKED + b"zz\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: hall\r\n\r\n",
        b"GET /?q=\xe6\xb6\x88 HTTP/1.1\r\nHost: hall\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: hall\r\n\r\n",
    ],
)
def test_a_malformed_request_is_refused_without_a_traceback(
    server: HallServer, request_bytes: bytes
) -> None:
    with connected(server) as sock:
        sock.sendall(request_bytes)
        answer = Answer(sock)
        assert 400 <= answer.status < 500
        assert b"Traceback" not in answer.body()
    assert ask(server, get("/")).body() == b"hall"


def test_a_broken_page_says_nothing_of_why_and_leaves_standard_output_alone(
    server: HallServer, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = ask(server, get("/broken"))
    assert answer.status == 500
    assert b"secret" not in answer.body()
    assert capfd.readouterr().out == ""


# ---- health


def test_health_is_asked_of_both_halves(server: HallServer) -> None:
    answer = ask(server, get("/healthz"))
    assert (answer.status, answer.body()) == (200, b'{"loop": "ok", "workers": "ok"}')


def test_alarms_that_hang_make_the_server_unhealthy_until_they_return(
    push: Push, hall: Hall
) -> None:
    with live(push, hall.app) as server, ExitStack() as stack:
        asking = the_alarms_lane_busy(server, hall, stack)
        server.front.answer_s = 0.02
        answer = ask(server, get("/healthz"))
        assert answer.status == 503
        assert "restart" in answer.problem()["detail"]
        with Stream(server) as screen:
            assert screen.answer.status == 200, "a hanging page leaves the screens alone"
        hall.go.set()
        assert [Answer(sock).body() for sock in asking] == [b"late"] * ALARM.threads
        server.front.answer_s = 2.0
        assert ask(server, get("/healthz")).status == 200


# ---- the end

SERVING = """
from flask import Flask
from kiosk.serving.push import Push
from kiosk.serving.server import serve
push = Push(lambda screen: True, lambda scope: False)
serve(Flask("hall"), push, "127.0.0.1", 0, ready=lambda base_url: print(base_url, flush=True))
print("store closed", flush=True)
"""


@pytest.mark.processes
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_streams_and_lets_the_caller_finish(sign: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVING], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process, ExitStack() as stack:
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        screens = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            for _ in range(100)
        ]
        for sock in screens:
            sock.sendall(get("/screen/wall/stream"))
            assert sock.recv(12) == b"HTTP/1.1 200"
        process.send_signal(sign)
        assert process.stdout.readline() == "store closed\n"
        assert process.wait(20) == 0
        assert all(everything(sock).endswith(b"0\r\n\r\n") for sock in screens)


def everything(sock: socket.socket) -> bytes:
    parts = []
    while part := sock.recv(65536):
        parts.append(part)
    return b"".join(parts)


# ---------------------------------------------------------------- where it says that it is


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "127.0.0.1", "::1", "[::1]", "localhost"])
def test_every_address_that_is_named_at_the_start_answers(host: str) -> None:
    try:
        socks = listeners(host, 0)
    except NoAddress:
        pytest.skip("this machine has no such address")
    port = socks[0].getsockname()[1]
    named = [base_url(host, port), *reached(host, port)]
    try:
        for url in named:
            at = urlsplit(url)
            assert at.port == port and at.hostname not in ("0.0.0.0", "::", ""), url
            with socket.create_connection((at.hostname, port), 5):
                pass
    finally:
        for sock in socks:
            sock.close()
    only_here = host not in ("0.0.0.0", "::", "")
    assert (reached(host, port) == ()) or not only_here


def test_screens_are_told_no_address_that_only_this_machine_knows() -> None:
    own = ("127.0.0.1", "10.1.2.3", "10.1.2.3", "fe80::1%eth0", "::1", "2001:db8::7")
    assert reached("::", 80, own) == ("http://10.1.2.3:80", "http://[2001:db8::7]:80")
    assert reached("0.0.0.0", 8080, own) == ("http://10.1.2.3:8080",)
    assert (
        reached("127.0.0.1", 8080, own)
        == reached("localhost", 8080, own)
        == reached("::1", 8080, own)
        == ()
    )
    assert reached("10.1.2.3", 8080, own) == ("http://10.1.2.3:8080",)
