"""What strangers can do to a real server with bare connections: next to nothing, and never to
others."""

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from kiosk.serving.bounds.connections import Connections, State
from kiosk.serving.bounds.places import Places
from kiosk.serving.bounds.repeated import AGAIN_S, Counted
from kiosk.serving.bounds.room import Room, whose
from kiosk.serving.push import Push
from kiosk.serving.server import HallServer
from kiosk.serving.stream_events import scene_event
from tests.kiosk.live import Stream, ask, connected, live

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


@pytest.mark.processes
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


def test_a_head_that_is_too_large_is_told_so(server: HallServer) -> None:
    answer = ask(server, HEAD + b"X: " + b"x" * 40_000 + b"\r\n\r\n")
    assert answer.status == 431 and "headers" in answer.problem()["detail"]


def test_a_head_of_all_that_a_browser_brings_is_read(server: HallServer) -> None:
    cookies = b"Cookie: " + b"x" * 8192 + b"\r\n" + b"".join(b"H%d: y\r\n" % n for n in range(60))
    assert ask(server, HEAD + cookies + b"\r\n").status == 200


# ---- silence


SMALL = Room(connections=32, head_s=0.4)
"""Eight strangers."""


@pytest.fixture
def small() -> Iterator[HallServer]:
    app = Flask("hall")
    app.add_url_rule("/", "home", lambda: "hall")
    places = Places(
        lambda screen, key: key == "right", Room(streams_of_screen=6, streams_of_stranger=3)
    )
    push = Push(lambda screen: True, lambda scope: False, period_s=0.2, places=places)
    push.publish({"entrance": scene_event(1, "calm"), "exit": scene_event(1, "calm")}, 1)
    with live(push, app, room=SMALL) as running:
        yield running


def ended(sock: socket.socket) -> bytes:
    """What came until the server closed."""
    found = b""
    with suppress(ConnectionError):
        while part := sock.recv(1 << 16):
            found += part
    return found


@pytest.mark.processes
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (HEAD, b"HTTP/1.1 408"),
        (HEAD + b"\r\n" + HEAD, b"HTTP/1.1 200"),
    ],
)  # fmt: skip
def test_who_never_finishes_a_head_is_let_go(small: HallServer, said: bytes, answer: bytes) -> None:
    with connected(small) as sock:
        sock.sendall(said)
        assert ended(sock).startswith(answer)


def test_who_says_nothing_takes_no_place(small: HallServer) -> None:
    """The kernel hands such a connection over only after its first word."""
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(connected(small))
        assert ask(small, HEAD + b"\r\n").body() == b"hall"
        assert len(small.connections) <= 1


@pytest.mark.processes
def test_a_head_that_drips_is_let_go_in_the_same_time(small: HallServer) -> None:
    with connected(small) as sock:
        assert sent_until_refused(sock, HEAD, b"a", 1 << 20) < 1 << 20 and ended(sock) is not None


def test_a_stream_may_be_silent_as_long_as_it_likes(small: HallServer) -> None:
    with Stream(small) as stream:
        for _ in range(5):
            assert stream.next("hb")


@pytest.mark.processes
def test_however_many_are_silent_pages_and_streams_go_on(small: HallServer) -> None:
    with (
        Stream(small, "/screen/entrance/stream?key=right&page=wall") as screen,
        ExitStack() as stack,
    ):
        for _ in range(40):
            stack.enter_context(connected(small)).sendall(HEAD)
            assert len(small.connections) <= 10
        assert ask(small, HEAD + b"\r\n").body() == b"hall"
        small.front.push.publish({"entrance": scene_event(2, "fire")}, 2)
        assert screen.scene(2)["data"] == "fire"


# ---- streams


def test_a_stranger_reads_few_streams_and_is_told(small: HallServer) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(Stream(small)) for _ in range(4)]
        assert [stream.answer.status for stream in streams] == [200, 200, 200, 429]


def test_a_screen_that_has_painted_outlives_any_number_of_others(small: HallServer) -> None:
    places = small.front.push.places
    assert places is not None
    with Stream(small, "/screen/entrance/stream?key=right&page=wall") as wall, ExitStack() as stack:
        assert wall.next("hb")
        places.painted("entrance", "wall")
        for number in range(20):
            path = f"/screen/entrance/stream?key=right&page=p{number}"
            stack.enter_context(Stream(small, path)).next("hb")
        small.front.push.publish({"entrance": scene_event(2, "fire")}, 2)
        assert wall.scene(2)["data"] == "fire"
        assert small.front.push.online()["entrance"] <= 7


# ---- by the table alone


class Someone:
    def __init__(self, address: str) -> None:
        self.address, self.state, self.here = address, State.SILENT, True

    def go(self) -> None:
        self.here = False
        self.of.gone(self)

    def late(self) -> None:
        self.go()

    of: Connections


ACTS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["came", "works", "idle", "known", "gone"])),
    max_size=200,
)


@given(ACTS)
def test_there_are_never_more_than_there_is_room_for(acts: list[tuple[str, str]]) -> None:
    room = Room(connections=16, of_one=5)
    found, everyone = Connections(room), list[Someone]()
    for number, (address, act) in enumerate(acts):
        here = [one for one in everyone if one.here and one.address == address]
        if act == "came":
            one = Someone(address)
            one.of = found
            everyone.append(one)
            found.came(one, number)
        elif here and act == "gone":
            here[0].here = False
            found.gone(here[0])
        elif here and act == "known":
            found.known(here[0], address)
        elif here:
            found.turns(here[-1], State.AT_WORK if act == "works" else State.IDLE, number)
        assert len(found) == sum(one.here for one in everyone) <= room.connections
        assert found.strangers <= room.strangers


@given(st.integers(0, 40), st.integers(0, 40))
def test_who_holds_little_loses_nothing_to_who_holds_much(few: int, many: int) -> None:
    found = Connections(Room(connections=64))
    kept = [Someone("few") for _ in range(min(few, 7))]
    flood = [Someone("many") for _ in range(many)]
    for number, one in enumerate([*kept, *flood]):
        one.of = found
        found.came(one, number)
    assert all(one.here for one in kept)


@given(st.lists(st.sampled_from(["works", "idle", "silent"]), min_size=16, max_size=40))
def test_whoever_is_new_is_heard_whatever_the_others_do(states: list[str]) -> None:
    """One that was taken in and not read yet is silent for no fault of its own."""
    found = Connections(Room(connections=64))
    for number, state in enumerate(states):
        one = Someone("hall")
        one.of, one.state = found, State.NEW
        found.came(one, number)
        assert one.here
        if state == "silent":
            found.turns(one, State.SILENT, number)
        else:
            found.turns(one, State.AT_WORK if state == "works" else State.IDLE, number)


def test_a_command_comes_through_a_flood_of_streams(small: HallServer) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(connected(small)) for _ in range(12)]
        for stream in streams:
            stream.sendall(b"GET /screen/entrance/stream HTTP/1.1\r\nHost: hall\r\n\r\n")
            assert ask(small, HEAD + b"\r\n").body() == b"hall"


def test_who_is_gone_is_held_no_longer_whatever_is_said_of_them_later() -> None:
    found, one = Connections(Room(connections=16)), Someone("hall")
    one.of, one.state = found, State.NEW
    found.came(one, 0)
    found.gone(one)
    found.turns(one, State.SILENT, 1)
    assert list(found.late(100)) == []


def test_the_known_are_no_strangers_and_stay() -> None:
    found = Connections(Room(connections=16))
    staff = [Someone("hall") for _ in range(4)]
    for one in staff:
        one.of = found
        found.came(one, 0)
        found.known(one, "王主任")
    for number in range(100):
        stranger = Someone("hall")
        stranger.of = found
        found.came(stranger, number)
    assert all(one.here for one in staff)


@pytest.mark.parametrize(
    ("address", "holder"),
    [("10.0.0.7", "10.0.0.7"), ("2001:db8::1", "2001:db8::/64"), ("2001:db8::ffff:1", "2001:db8::/64"),
     ("::ffff:10.0.0.7", "::ffff:10.0.0.7"), ("", "")],
)  # fmt: skip
def test_one_holder_of_a_network_is_one(address: str, holder: str) -> None:
    assert whose(address) == holder


# ---- the log


def test_an_error_that_repeats_is_counted() -> None:
    now, written = 0.0, list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: written.append(record.getMessage())  # type: ignore[method-assign]  # heard here
    handler.addFilter(Counted(lambda: now))
    log = logging.Logger("door")
    log.addHandler(handler)
    for number in [*range(1000), "again"]:
        now += AGAIN_S if number == "again" else 0
        log.warning("stranger %s", number)
    log.error("another")
    assert written == ["stranger 0", "stranger again (and 999 more like it in between)", "another"]


def test_strangers_fill_no_log(server: HallServer, caplog: pytest.LogCaptureFixture) -> None:
    counted = Counted()
    caplog.handler.addFilter(counted)
    try:
        for _ in range(30):
            assert ask(server, b"NONSENSE\r\n\r\n").status == 400
    finally:
        caplog.handler.removeFilter(counted)
    assert len(caplog.records) == 1
