"""One connection: uvicorn's protocol with bounds for what comes before a body, and the bare wire
that a stream is written to.

2026-11-29 · uvicorn bounds heads for h11 alone (``h11_max_incomplete_event_size``), and knows no
time for them; httptools keeps whatever comes. h11 costs three times as much for each request, so
the bounds are here. Rejected: trusting the proxy in front, which most halls do not have.
"""

import asyncio
import json
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kiosk.serving.bounds.connections import Connections, Guest, State
from kiosk.serving.bounds.room import FRAMING_LIMIT, HEAD_LIMIT, HEADERS, PIPELINED, WIRE, whose

STREAM_BUFFER: Final = 64 * 1024
"""Bytes the kernel keeps for one stream: what a stuck screen has to read through before the newest
scene."""


LINGER_S: Final = 1.0
"""How long who sent too much keeps the connection, of which nothing is read any more."""
ROUNDS: Final = 3
"""Of the loop, in which asyncio begins to read a connection and reads what came with it."""
PIECE: Final = 64 * 1024
"""Bytes read at once; asyncio takes four times as many, from everybody who floods."""


class _Connection:
    """The :class:`kiosk.serving.push.Wire` of a stream."""

    __slots__ = ("_flow", "_transport", "go")

    def __init__(self, protocol: "BoundedProtocol") -> None:
        self._transport, self._flow, self.go = protocol.transport, protocol.flow, protocol.go
        # Full from the first byte the kernel does not take, so that what waits here is never more
        # than one event.
        self._transport.set_write_buffer_limits(high=0)
        sock = self._transport.get_extra_info("socket")
        # A client that is gone again has closed the socket meanwhile; its stream ends by itself.
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, STREAM_BUFFER)

    @property
    def full(self) -> bool:
        return self._flow.write_paused

    def write(self, data: bytes) -> None:
        # asyncio's TLS fails for what is written after the end, of which the loop tells later.
        if not self._transport.is_closing():
            self._transport.write(data)

    async def drained(self) -> None:
        await self._flow.drain()

    def end(self) -> None:
        if self.full:
            self._transport.abort()
        elif not self._transport.is_closing():
            # The last chunk (RFC 9112 §7.1): the answer is whole, and no proxy calls it an error.
            self._transport.write(b"0\r\n\r\n")
            self._transport.close()


class _StaysOpen:
    """Of an answer that says it is the last one: who is told so closes by itself, or is let go in
    time (:mod:`kiosk.serving.bounds.departures`)."""

    def __init__(self, transport: Any) -> None:
        self.write = transport.write

    def close(self) -> None:
        """Not yet."""

    def is_closing(self) -> bool:
        return False


def no_longer_new(
    guest: Guest, connections: Connections, loop: asyncio.AbstractEventLoop, rounds: int = ROUNDS
) -> None:
    """Call it where one has come: it is silent once the loop could have read of it."""
    if guest.state is not State.NEW:
        return
    if rounds:
        loop.call_soon(no_longer_new, guest, connections, loop, rounds - 1)
    else:
        connections.turns(guest, State.SILENT, loop.time())


class _TooMuch(Exception):
    """More than a request may bring around its body; the parser stops at it."""


class BoundedProtocol(HttpToolsProtocol):
    """Offers each request its connection: ``send`` costs a stream more than the system call it ends
    in. ``known`` is called with whom a request turned out to be from."""

    def __init__(self, connections: Connections, **given: Any) -> None:
        super().__init__(**given)
        self._all = connections
        self.address = ""
        self.state = State.NEW
        self._head = self._count = self._around = self._body = 0
        self._begun = False
        """Of the next head a part has come, before the answer to the last."""
        self._refusal: HTTPStatus | None = None
        self._last = False
        """It has been told that it may have no more."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        transport.max_size = PIECE
        self.address = whose(self.client[0] if self.client else "")
        self._all.came(self, self.loop.time())
        no_longer_new(self, self._all, self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.gone(self)
        super().connection_lost(exc)

    def go(self) -> None:
        self._all.leaves(self, self.transport, self.loop.time())

    def late(self) -> None:
        """No whole head in time; who has said nothing at all is told nothing."""
        self._all.gone(self)
        if self._head:
            self._refusal = HTTPStatus.REQUEST_TIMEOUT
            self.send_400_response("")
        else:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.state in (State.IDLE, State.NEW):
            self._all.turns(self, State.SILENT, self.loop.time())
        silent, before = self.state is State.SILENT, self._body
        super().data_received(data)
        if self.parser is None or self.transport.is_closing() or self._refusal is not None:
            return
        if silent and self.state is State.SILENT:
            self._head += len(data)
        else:
            self._around += len(data) - (self._body - before)
        if self._head > HEAD_LIMIT or self._around > FRAMING_LIMIT:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {
            WIRE: {"take": self._wire, "known": self._known, "last": self._is_last}
        }
        self._count = 0
        self._begun = True
        if len(self.pipeline) >= PIPELINED:
            raise self._too_much()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._counted(len(url), 0)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._counted(len(name) + len(value), 1)

    def _counted(self, size: int, headers: int) -> None:
        """A head that comes in one piece is judged as the parser reads it, a trailer as well."""
        self._head += size
        self._count += headers
        if self._head > HEAD_LIMIT or self._count > HEADERS:
            raise self._too_much()

    def _too_much(self) -> _TooMuch:
        self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        return _TooMuch()

    def on_headers_complete(self) -> None:
        self._head = self._around = 0
        self._begun = False
        self._all.turns(self, State.AT_WORK, self.loop.time())
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        super().on_body(body)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._last:
            self.go()
        elif not self.transport.is_closing() and self.cycle.response_complete:
            self._head = self._around = 0
            state = State.SILENT if self._begun else State.IDLE
            self._all.turns(self, state, self.loop.time())

    def send_400_response(self, msg: str) -> None:
        """What the parser refuses, in the words of the API."""
        status = self._refusal or HTTPStatus.BAD_REQUEST
        said = {"type": "about:blank", "title": status.phrase, "status": status.value}
        body = json.dumps(said | {"detail": REFUSED[status]}).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        # Into the middle of another answer nothing can be said.
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            self.transport.write(head.encode() + body)
        if self._refusal is HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            # Who is let go at once comes again at once, some thousand times a second.
            self.flow.pause_reading()
            self.loop.call_later(LINGER_S, self.transport.close)
        else:
            self.transport.close()

    def _is_last(self) -> None:
        self._last = True
        self.cycle.transport = _StaysOpen(self.transport)  # type: ignore[assignment]  # what it is asked for

    def _known(self, who: str) -> None:
        self._all.known(self, who)

    def _wire(self) -> _Connection:
        return _Connection(self)


REFUSED: Final = {
    HTTPStatus.BAD_REQUEST: "This is no HTTP request.",
    HTTPStatus.REQUEST_TIMEOUT: "The head of the request did not arrive in time; send it again.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        f"What comes before the body is larger than {HEAD_LIMIT} bytes or {HEADERS} headers."
    ),
}
