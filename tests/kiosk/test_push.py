"""What reaches a screen, and what never may."""

import json
import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from kiosk.serving.bounds.wire import _Connection
from kiosk.serving.push import CONSOLE, Push
from kiosk.serving.server import HallServer
from kiosk.serving.stream_events import scene_event
from tests.kiosk.live import Stream, ask, fields, live

pytestmark = pytest.mark.processes

SCREENS = {"entrance", "wall", "hung", "new", "returning", "racing", "console"}
STAFF = "/console/stream"


def hall_push(
    period_s: float = 60.0,
    on_presence: Callable[[str, int], None] = lambda channel, readers: None,
    lapsed: Callable[[str], bool] = lambda channel: False,
) -> Push:
    """Heartbeats out of the way unless a test asks for them; staff are those who say so in the
    query."""
    return Push(
        SCREENS.__contains__, lambda scope: scope["query_string"] == b"staff", on_presence,
        period_s, lapsed=lapsed,
    )  # fmt: skip


@pytest.fixture
def push() -> Push:
    return hall_push()


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[HallServer, Push]]:
    """One server for many tests: each has a screen of its own, at its own revision."""
    push = hall_push()
    with live(push) as running:
        yield running, push


# ---- the event's own form


@pytest.mark.parametrize(
    ("html", "arrives"),
    [
        ("<p>暂停服务</p>", "<p>暂停服务</p>"),
        ("", ""),
        ("a\nb", "a\nb"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\n\nevent: hb\ndata: x", "a\n\nevent: hb\ndata: x"),
        ("a\r\rid: 9", "a\n\nid: 9"),
        ("a\u2028b\u2029c\x85d\x0ce\x1cf", "a\u2028b\u2029c\x85d\x0ce\x1cf"),
        (" leading and trailing \n", " leading and trailing \n"),
        ("broken \ud800 half", "broken ? half"),
    ],
)
def test_a_scene_arrives_as_it_was_rendered_whatever_it_contains(html: str, arrives: str) -> None:
    event = scene_event(7, html).decode()
    assert event.endswith("\n\n")
    assert event.count("\n\n") == 1, "an empty line inside would end the event early"
    assert fields(event[:-2]) == {"event": "scene", "id": "7", "data": arrives}


# ---- through a real server


def test_a_connecting_screen_is_given_the_current_scene(door: tuple[HallServer, Push]) -> None:
    server, push = door
    push.publish({"entrance": scene_event(3, "<p>请稍候</p>")}, 3)
    with Stream(server) as screen:
        assert screen.answer.status == 200
        assert screen.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert screen.answer.headers["cache-control"] == "no-store"
        assert screen.answer.headers["x-accel-buffering"] == "no"
        events = screen.events()
        assert 500 <= int(next(events)["retry"]) <= 1500
        assert next(events) == {"event": "scene", "id": "3", "data": "<p>请稍候</p>"}
        assert next(events) == {"event": "hb", "data": '{"revision": 3}'}


def test_a_scene_published_before_the_server_runs_is_there_at_once(push: Push) -> None:
    push.publish({"entrance": scene_event(2, "early")}, 2)
    push.publish({"entrance": scene_event(1, "earlier")}, 1)
    with live(push) as server, Stream(server) as screen:
        assert screen.next("scene")["data"] == "early"


def test_a_screen_without_a_scene_waits_for_one(door: tuple[HallServer, Push]) -> None:
    server, push = door
    with Stream(server, "/screen/new/stream") as screen:
        assert json.loads(screen.next("hb")["data"]) == {"revision": 0}
        push.publish({"new": scene_event(1, "first")}, 1)
        assert screen.next("scene")["data"] == "first"


def test_a_screen_that_comes_back_is_given_what_it_missed(door: tuple[HallServer, Push]) -> None:
    server, push = door
    with Stream(server, "/screen/returning/stream") as screen:
        push.publish({"returning": scene_event(1, "one")}, 1)
        screen.scene(1)
    push.publish({"returning": scene_event(2, "two")}, 2)
    with Stream(server, "/screen/returning/stream") as screen:
        assert screen.next("scene")["data"] == "two"


def test_heartbeats_keep_coming_and_carry_the_revision() -> None:
    push = hall_push(period_s=0.05)
    push.publish({"entrance": scene_event(4, "x")}, 4)
    with (
        live(push) as server,
        Stream(server) as screen,
        Stream(server, "/screen/wall/stream") as wall,
    ):
        for _ in range(3):
            assert json.loads(screen.next("hb")["data"]) == {"revision": 4}
        push.publish({"entrance": scene_event(5, "y")}, 5)
        screen.scene(5)
        assert json.loads(screen.next("hb")["data"]) == {"revision": 5}
        assert json.loads(wall.next("hb")["data"]) == {"revision": 0}


def test_what_has_lapsed_is_neither_sent_nor_said_to_count_until_the_next_is_there() -> None:
    """An all-clear that ran out while the machine slept: the screens wake first and ask."""
    over = {"entrance"}
    push = hall_push(period_s=0.05, lapsed=over.__contains__)
    push.publish({"entrance": scene_event(4, "safe"), "wall": scene_event(4, "x")}, 4)
    with live(push) as server, Stream(server) as screen:
        with Stream(server, "/screen/wall/stream") as wall:
            for _ in range(3):
                assert json.loads(wall.next("hb")["data"]) == {"revision": 4}
        push.publish({"entrance": scene_event(5, "guidance")}, 5)
        events = screen.events()
        assert "retry" in next(events)
        assert next(events) == {"event": "scene", "id": "5", "data": "guidance"}
        over.clear()
        assert json.loads(screen.next("hb")["data"]) == {"revision": 5}


def test_what_counts_again_reaches_who_came_meanwhile() -> None:
    """The clock had jumped and was set right: nothing new is published."""
    over = {"entrance"}
    push = hall_push(period_s=0.05, lapsed=over.__contains__)
    push.publish({"entrance": scene_event(4, "safe")}, 4)
    with live(push) as server, Stream(server) as screen:
        events = screen.events()
        assert "retry" in next(events)
        over.clear()
        assert next(events) == {"event": "scene", "id": "4", "data": "safe"}
        assert json.loads(screen.next("hb")["data"]) == {"revision": 4}


def test_heartbeats_keep_coming_although_one_connection_did_what_no_connection_should(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kiosk.engine.periodic.RETRY_S", 0.0)
    push = hall_push(period_s=0.05)
    with live(push) as server, Stream(server) as screen:
        push.publish({"entrance": scene_event(7, "<p>7</p>")}, 7)
        screen.scene(7)
        real, broken = _Connection.write, [3]

        def write(self: _Connection, data: bytes) -> None:
            if broken[0]:
                broken[0] -= 1
                raise RuntimeError("no such connection")
            real(self, data)

        monkeypatch.setattr(_Connection, "write", write)
        for _ in range(3):
            assert screen.next("hb")
        assert broken == [0] and push.beating.health().turns > 3


def test_a_screen_that_reads_nothing_ends_at_the_newest_and_costs_no_one_else(
    door: tuple[HallServer, Push],
) -> None:
    server, push = door
    big = "x" * 50_000
    last = 200
    with (
        Stream(server, "/screen/hung/stream", buffer=4096) as stuck,
        Stream(server, "/screen/hung/stream") as well,
    ):
        for revision in range(1, last + 1):
            push.publish({"hung": scene_event(revision, big)}, revision)
            well.scene(revision)
        got = [e["id"] for e in until(stuck, last)]
        assert got[-1] == str(last)
        assert len(got) < 10, f"only what its own buffers held, not the queue: {got}"
        push.publish({"hung": scene_event(last + 1, "after")}, last + 1)
        assert stuck.scene(last + 1)["data"] == "after"


def until(stream: Stream, revision: int) -> Iterator[dict[str, str]]:
    for event in stream.events():
        if event.get("event") == "scene":
            yield event
            if event["id"] == str(revision):
                return


def test_publishers_that_race_never_take_a_screen_backwards(door: tuple[HallServer, Push]) -> None:
    server, push = door
    threads, each = 8, 50
    last = threads * each

    def publisher(first: int) -> None:
        for revision in range(first, last + 1, threads):
            push.publish({"racing": scene_event(revision, "x")}, revision)

    with Stream(server, "/screen/racing/stream") as screen:
        screen.next("hb")
        workers = [
            threading.Thread(target=publisher, args=(first,)) for first in range(1, threads + 1)
        ]
        for worker in workers:
            worker.start()
        got = [int(e["id"]) for e in until(screen, last)]
        for worker in workers:
            worker.join()
    assert got == sorted(set(got))
    assert got[-1] == last


def test_presence_is_told_at_once() -> None:
    told: queue.Queue[tuple[str, int]] = queue.Queue()
    push = hall_push(on_presence=lambda channel, readers: told.put((channel, readers)))
    with live(push) as server:
        with Stream(server), Stream(server):
            assert [told.get(timeout=20), told.get(timeout=20)] == [
                ("entrance", 1),
                ("entrance", 2),
            ]
            assert push.online() == {"entrance": 2}
        assert [told.get(timeout=20), told.get(timeout=20)] == [("entrance", 1), ("entrance", 0)]
        assert push.online() == {}


@pytest.mark.parametrize(
    "path", ["/screen/nowhere/stream", "/screen/console/stream", "/screen/%2e%2e/stream"]
)
def test_an_unknown_screen_has_no_stream(door: tuple[HallServer, Push], path: str) -> None:
    """``console`` is in SCREENS here: a screen of that name must not open the staff's channel."""
    with Stream(door[0], path) as screen:
        assert screen.answer.status == 404
        assert screen.answer.problem()["title"] == "Not Found"


def test_a_stranger_does_not_read_the_console(door: tuple[HallServer, Push]) -> None:
    server, push = door
    push.publish({CONSOLE: scene_event(1, "staff only")}, 1)
    with Stream(server, STAFF) as stranger:
        assert stranger.answer.status == 403
        assert b"staff only" not in stranger.answer.body()
    with Stream(server, STAFF + "?staff") as guide:
        assert guide.next("scene")["data"] == "staff only"


def test_a_stream_is_only_read(door: tuple[HallServer, Push]) -> None:
    answer = ask(
        door[0], b"POST /screen/entrance/stream HTTP/1.1\r\nHost: hall\r\nContent-Length: 0\r\n\r\n"
    )
    assert answer.status == 405


def test_a_stopping_server_ends_every_stream_even_a_stuck_one(push: Push) -> None:
    with live(push) as server:
        screens = [Stream(server) for _ in range(50)]
        stuck = Stream(server, buffer=4096)
        for revision in range(1, 10):
            push.publish({"entrance": scene_event(revision, "x" * 50_000)}, revision)
            screens[0].scene(revision)
        server.stop()
        for screen in screens:
            assert list(screen.events()) is not None, (
                "ends with the last chunk, not with a broken one"
            )
            screen.__exit__()
        stuck.__exit__()
