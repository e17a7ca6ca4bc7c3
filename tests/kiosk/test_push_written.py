"""What is written to a line of the stream, and when: without sockets."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from kiosk.serving.asgi import Message, Scope
from kiosk.serving.bounds.room import WIRE
from kiosk.serving.push import Push
from kiosk.serving.stream_events import change_event, scene_event
from tests.kiosk.test_push import hall_push


@pytest.fixture
def push() -> Push:
    return hall_push()


class Line:
    """A connection that writes down what it is given, and can be stuck."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.full = False
        self.ended = False
        self.free = asyncio.Event()
        self.gone = asyncio.Event()
        self.stream: asyncio.Task[None] | None = None

    def write(self, data: bytes) -> None:
        self.written.append(data)

    async def drained(self) -> None:
        await self.free.wait()

    def end(self) -> None:
        self.ended = True

    def release(self) -> None:
        self.full = False
        self.free.set()


async def settled() -> None:
    """Let everything run that is ready to."""
    for _ in range(10):
        await asyncio.sleep(0)


async def reading(
    push: Push,
    line: Line,
    path: str = "/screen/entrance/stream",
    query: bytes = b"",
    keep: bool = False,
) -> None:
    async def receive() -> Message:
        await line.gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        pass

    scope: Scope = {
        "method": "GET",
        "path": path,
        "query_string": query,
        "extensions": {WIRE: {"take": lambda: line}},
    }
    line.stream = asyncio.get_running_loop().create_task(push(scope, receive, send))
    await settled()
    if not keep:
        line.written.clear()


def on_a_loop(push: Push, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        push.open()
        await work()
        push.close()

    asyncio.run(run())


def test_a_burst_is_written_once_and_is_the_newest(push: Push) -> None:
    async def work() -> None:
        line = Line()
        await reading(push, line)
        for revision in range(1, 21):
            push.publish({"entrance": scene_event(revision, "x")}, revision)
        await settled()
        assert len(line.written) == 1
        assert b"id: 20\n" in line.written[0]

    on_a_loop(push, work)


def test_an_older_revision_never_replaces_a_newer_one(push: Push) -> None:
    async def work() -> None:
        line = Line()
        await reading(push, line)
        push.publish({"entrance": scene_event(5, "new")}, 5)
        await settled()
        push.publish({"entrance": scene_event(4, "old")}, 4)
        await settled()
        assert [b"new" in data for data in line.written] == [True]

    on_a_loop(push, work)


def test_a_hint_that_is_repeated_at_the_same_revision_is_sent_again(push: Push) -> None:
    async def work() -> None:
        line = Line()
        await reading(push, line)
        for _ in range(2):
            push.publish({"entrance": scene_event(3, "look again")}, 3)
            await settled()
        assert len(line.written) == 2

    on_a_loop(push, work)


def test_a_screen_that_is_left_out_keeps_its_scene(push: Push) -> None:
    async def work() -> None:
        entrance, wall = Line(), Line()
        await reading(push, entrance)
        await reading(push, wall, "/screen/wall/stream")
        push.publish({"wall": scene_event(1, "x")}, 1)
        await settled()
        assert (len(entrance.written), len(wall.written)) == (0, 1)

    on_a_loop(push, work)


def test_a_stuck_reader_is_given_only_the_newest(push: Push) -> None:
    async def work() -> None:
        stuck, well = Line(), Line()
        await reading(push, stuck)
        await reading(push, well)
        stuck.full = True
        for revision in range(1, 6):
            push.publish({"entrance": scene_event(revision, "x")}, revision)
            await settled()
        assert (len(stuck.written), len(well.written)) == (0, 5)
        stuck.release()
        await settled()
        assert [b"id: 5\n" in data for data in stuck.written] == [True]

    on_a_loop(push, work)


def test_only_whoever_holds_that_pack_is_told_a_change_of_it(push: Push) -> None:
    async def work() -> None:
        holder, older, bare = Line(), Line(), Line()
        await reading(push, holder, query=b"pack=v2")
        await reading(push, older, query=b"pack=v1")
        await reading(push, bare)
        push.publish(
            {"entrance": scene_event(1, "whole")}, 1, {"entrance": change_event(1, b"{}")}, "v2"
        )
        await settled()
        assert [b"event: held" in line.written[0] for line in (holder, older, bare)] == [
            True,
            False,
            False,
        ]
        assert [b"whole" in line.written[0] for line in (holder, older, bare)] == [
            False,
            True,
            True,
        ]
        push.publish({"entrance": scene_event(2, "not held")}, 2, {}, "v2")
        await settled()
        assert all(b"not held" in line.written[1] for line in (holder, older, bare))

    on_a_loop(push, work)


def test_whoever_connects_gets_the_whole_scene_and_heartbeats_that_name_the_pack(
    push: Push,
) -> None:
    async def work() -> None:
        push.publish(
            {"entrance": scene_event(1, "whole")}, 1, {"entrance": change_event(1, b"{}")}, "v2"
        )
        await settled()
        line = Line()
        await reading(push, line, query=b"pack=v2", keep=True)
        first = b"".join(line.written)
        assert b"whole" in first and b"event: held" not in first and b'"pack": "v2"' in first

    on_a_loop(push, work)


def test_where_no_pack_can_be_drawn_its_holders_are_told_a_change_all_the_same(push: Push) -> None:
    async def work() -> None:
        holder, bare = Line(), Line()
        await reading(push, holder, query=b"pack=v2")
        await reading(push, bare, keep=True)
        change = {"entrance": change_event(1, b"{}")}
        push.publish({"entrance": scene_event(1, "whole")}, 1, change, "v2", fetch=False)
        await settled()
        late = Line()
        await reading(push, late, query=b"pack=v2", keep=True)
        assert b"event: held" in holder.written[0] and b"whole" in b"".join(bare.written)
        assert b'"pack"' not in b"".join(late.written), "its heartbeats name none to fetch"

    on_a_loop(push, work)


def test_a_stuck_holder_is_given_the_newest_change(push: Push) -> None:
    async def work() -> None:
        stuck = Line()
        await reading(push, stuck, query=b"pack=v2")
        stuck.full = True
        for revision in (1, 2, 3):
            change = change_event(revision, b"{}")
            push.publish(
                {"entrance": scene_event(revision, "whole")}, revision, {"entrance": change}, "v2"
            )
            await settled()
        stuck.release()
        await settled()
        assert [b"event: held\nid: 3\n" in data for data in stuck.written] == [True]

    on_a_loop(push, work)


def test_whoever_connects_while_the_server_stops_is_ended(push: Push) -> None:
    async def work() -> None:
        early, late = Line(), Line()
        await reading(push, early)
        push.close()
        assert early.ended
        await reading(push, late)
        assert late.ended

    on_a_loop(push, work)
