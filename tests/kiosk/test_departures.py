"""Who has to make room keeps its socket for a while, and costs this process nothing."""

import asyncio
import os
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from kiosk.serving.bounds.departures import Departures
from kiosk.serving.bounds.places import Places
from kiosk.serving.bounds.room import Room, allowed_by_the_system
from kiosk.serving.push import Push
from kiosk.serving.stream_events import scene_event
from tests.kiosk.live import Answer, Stream, connected, live

pytestmark = pytest.mark.processes

STREAM = b"GET /screen/entrance/stream%s HTTP/1.1\r\nHost: hall\r\n\r\n"


class Transport(asyncio.Transport):
    """Of a socket, as the event loop's."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__({"socket": sock})
        self.sock = sock

    def abort(self) -> None:
        self.sock.close()


@contextmanager
def pair() -> Iterator[tuple[Transport, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    with ours, theirs:
        yield Transport(ours), theirs


def ended(sock: socket.socket) -> bool:
    try:
        return sock.recv(1) == b""
    except BlockingIOError:
        return False


def test_it_is_not_told_before_its_time() -> None:
    leaving = Departures(4)
    with pair() as (transport, theirs):
        leaving.keep(transport, 10.0)
        leaving.let_go(9.0)
        assert transport.sock.fileno() == -1 and not ended(theirs) and len(leaving) == 1
        leaving.let_go(10.0)
        assert ended(theirs) and len(leaving) == 0


def test_where_all_is_full_it_ends_at_once() -> None:
    with pair() as (transport, theirs):
        Departures(0).keep(transport, 10.0)
        assert ended(theirs)


def test_who_is_gone_already_is_kept_by_nobody() -> None:
    leaving = Departures(4)
    with pair() as (transport, _):
        transport.abort()
        leaving.keep(transport, 10.0)
        assert len(leaving) == 0


@given(st.lists(st.floats(0, 100), max_size=30), st.integers(1, 5))
def test_they_go_in_order_and_never_many_at_once(times: list[float], at_once: int) -> None:
    leaving, before = Departures(64), set(os.listdir("/proc/self/fd"))
    for until in times:
        with pair() as (transport, _):
            leaving.keep(transport, until)
    gone = []
    while len(leaving):
        left = len(leaving)
        leaving.let_go(50.0, at_once)
        gone.append(left - len(leaving))
        if not gone[-1]:
            break
    assert max(gone, default=0) <= at_once and len(leaving) == sum(t > 50 for t in times)
    leaving.close()
    assert set(os.listdir("/proc/self/fd")) == before


def settled(push: Push) -> None:
    """Once the loop has done what came before: an answer is read before its end is in the books."""
    assert push._loop is not None
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0), push._loop).result(5)


@pytest.fixture
def push() -> Push:
    room = Room(streams_of_screen=2, streams_of_stranger=1)
    made = Push(
        lambda screen: True, lambda scope: False, period_s=0.2,
        places=Places(lambda screen, key: key == "right", room),
    )  # fmt: skip
    made.publish({"entrance": scene_event(1, "calm")}, 1)
    return made


def test_a_stream_that_is_refused_does_not_come_again_at_once(push: Push) -> None:
    """It is told to close, holds no room here, and is not closed by us."""
    with live(push, Flask("hall")) as server, Stream(server), connected(server) as refused:
        refused.sendall(STREAM % b"")
        answer = Answer(refused)
        assert (answer.status, answer.headers["connection"]) == (429, "close") and answer.body()
        settled(push)
        refused.setblocking(False)
        assert not ended(refused)
        assert len(server.connections) == 1 and len(server.connections.leaving) == 1


def test_a_page_that_makes_room_is_silent_and_not_closed(push: Push) -> None:
    with live(push, Flask("hall")) as server, connected(server) as first, ExitStack() as stack:
        first.sendall(STREAM % b"?key=right&page=p1")
        assert Answer(first).status == 200
        for page in (b"p2", b"p3"):
            other = stack.enter_context(connected(server))
            other.sendall(STREAM % (b"?key=right&page=" + page))
            assert Answer(other).status == 200
        server.front.push.publish({"entrance": scene_event(2, "fire")}, 2)
        assert b"fire" in other.recv(1 << 16) + other.recv(1 << 16)
        settled(push)
        assert len(server.connections.leaving) == 1
        first.settimeout(0.3)
        with pytest.raises(TimeoutError):
            while first.recv(1 << 16):
                pass


def test_the_end_of_the_server_ends_them(push: Push, tmp_path: Path) -> None:
    with live(push, Flask("hall")) as server, Stream(server):
        refused = connected(server)
        refused.sendall(STREAM % b"")
        assert Answer(refused).status == 429
    with refused:
        while refused.recv(1 << 16):
            pass


@pytest.mark.parametrize(
    ("asked", "allowed", "connections", "leaving"),
    [
        (4096, 32768, 4096, 16384),
        (10_000, 32768, 10_000, 16384),
        (20_000, 32768, 20_000, 12_512),
        (4096, 4096, 2560, 1280),
        (4096, 256, 85, 43),
    ],
)
def test_who_is_gone_gives_way_to_who_comes(
    monkeypatch: pytest.MonkeyPatch, asked: int, allowed: int, connections: int, leaving: int
) -> None:
    """Of too few descriptors; so many connections are let in as before there were departures."""
    monkeypatch.setattr(resource, "getrlimit", lambda what: (allowed, allowed))
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: None)
    room = allowed_by_the_system(Room(connections=asked))
    assert (room.connections, room.leaving) == (connections, leaving)
