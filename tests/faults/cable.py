"""A cable between a browser and its hall that fails on command, as networks, proxies and dying
machines do.

Faults go by name (:data:`FAULTS`). While one lasts it works on what is connected and on what
connects anew; what has been lost to ``drop``, ``mute`` or ``half-close`` stays lost after it, as
with a switch that forgot its connections.
"""

import asyncio
import socket
import threading
from collections.abc import Coroutine
from typing import Any, Self
from urllib.parse import urlsplit

FAULTS = ("drop", "stall-head", "stall-body", "delay", "reset", "half-close", "mute")
DELAY_S = 3.0
BODY_PART = 1500
"""Bytes of an answer's body that still pass where it stalls or is cut."""


def held() -> socket.socket:
    """A port at which nobody answers, and which nobody else can take."""
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    return found


class _Line:
    """One connection: how much of the answer in progress may still pass while bodies stall."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near, self.far = near, far
        self.lost = False
        self._allowed = 0
        self._head = b""
        self._in_head = False

    def asked(self) -> None:
        """A request has passed while the fault lasts: its answer's head and the beginning of its
        body will too."""
        self._allowed, self._head, self._in_head = 0, b"", True

    def share(self, data: bytes) -> int:
        """How many of these bytes pass before the rest stalls."""
        if self._in_head:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return len(data)
            self._in_head = False
            self._allowed = end + 4 + BODY_PART - (len(self._head) - len(data))
        passing = max(0, min(len(data), self._allowed))
        self._allowed -= passing
        return passing

    def reset(self) -> None:
        self.near.transport.abort()
        self.far.transport.abort()


class Cable:
    """Forwards a port of its own, or the one that ``at`` holds, to the hall at ``base_url``;
    :meth:`move` joins it to another hall."""

    def __init__(self, base_url: str, at: socket.socket | None = None) -> None:
        self.fault = ""
        self._lines: set[_Line] = set()
        self._serving: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._clear = asyncio.Event()
        self._clear.set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cable")
        self._thread.start()
        self.move(base_url)
        if at is None:
            at = held()
        self._server = self._run(asyncio.start_server(self._accept, sock=at))
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def move(self, base_url: str) -> None:
        self._far = urlsplit(base_url).hostname or "", urlsplit(base_url).port or 0

    def fail(self, fault: str) -> None:
        assert fault in FAULTS
        self._run(self._fail(fault))

    def heal(self) -> None:
        self._run(self._heal())

    def close(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _fail(self, fault: str) -> None:
        self.fault = fault
        self._clear.clear()
        for line in list(self._lines):
            line.lost = line.lost or fault in ("drop", "mute")
            if fault == "reset":
                line.reset()
            elif fault == "half-close":
                self._half_close(line)

    async def _heal(self) -> None:
        self.fault = ""
        self._clear.set()

    async def _end(self) -> None:
        # What was just accepted gets its connection first: a server that is closed in between
        # leaves its socket open.
        for sock in self._server.sockets:
            self._loop.remove_reader(sock.fileno())
        await asyncio.sleep(0.05)
        self._server.close()
        for line in list(self._lines):
            line.reset()
        # Only what is ours: asyncio's own tasks hold sockets that nobody else would close.
        waiting = list(self._serving)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.sleep(0.05)  # an aborted connection is closed in the loop's next turn

    async def _accept(self, near_in: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            await self._served(near_in, near)
        finally:
            self._serving.discard(task)

    async def _served(self, near_in: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if self.fault == "reset":
            near.transport.abort()
            return
        try:
            far_in, far = await asyncio.open_connection(*self._far)
        except (OSError, asyncio.CancelledError):
            near.transport.abort()
            return
        line = _Line(near, far)
        self._lines.add(line)
        try:
            await asyncio.gather(self._up(line, near_in), self._down(line, far_in))
        except (OSError, asyncio.CancelledError):
            pass  # the cable is taken away; asyncio would complain of a cancelled callback
        finally:
            line.reset()
            self._lines.discard(line)

    async def _up(self, line: _Line, near_in: asyncio.StreamReader) -> None:
        while data := await near_in.read(1 << 16):
            if self.fault in ("drop", "mute"):
                line.lost = True
            if self.fault:
                line.asked()
            if not line.lost:
                line.far.write(data)
                await line.far.drain()
        # Nobody reads any more: what the hall still sends on this connection would wait for ever.
        line.far.transport.abort()

    async def _down(self, line: _Line, far_in: asyncio.StreamReader) -> None:
        while data := await far_in.read(1 << 16):
            await self._pass(line, data)
        if not line.lost and line.near.can_write_eof():
            line.near.write_eof()

    async def _pass(self, line: _Line, data: bytes) -> None:
        if line.lost:
            return
        if self.fault == "delay":
            await asyncio.sleep(DELAY_S)
        elif self.fault in ("stall-body", "half-close"):
            share = line.share(data)
            line.near.write(data[:share])
            data = data[share:]
            if data and self.fault == "half-close":
                self._half_close(line)
                return
        if data and self.fault in ("stall-head", "stall-body"):
            await self._clear.wait()
        if not line.lost and data:
            line.near.write(data)
            await line.near.drain()

    def _half_close(self, line: _Line) -> None:
        if not line.lost:
            line.lost = True
            line.near.write_eof()
