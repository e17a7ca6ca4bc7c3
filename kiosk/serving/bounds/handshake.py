"""The first byte of a connection says whether it speaks TLS: http and https share the hall's port.

2026-11-29 · One port, so that a screen that was told http goes on showing on the day its hall takes
up https, and so that nobody opens another port in a firewall. Its first byte is 22 for a handshake
(RFC 8446 §5.1) and a letter for HTTP. TLS itself is asyncio's own protocol, whose buffers are made
small: as it comes it keeps 256 KiB for each connection (cpython#109534), 1 GB for a full hall. It is
not public, but the same since Python 3.11, and every test of https goes through it. Rejected:
uvicorn's ``ssl_certfile``, which is https alone and never reads another certificate; a second port.
A handshake counts as a head that is not whole: its time, and its place among strangers, are the
same.
"""

import asyncio
import ssl
from asyncio.sslproto import SSLProtocol
from collections.abc import Callable
from typing import Any, Final

from kiosk.serving.bounds.connections import Connections, State
from kiosk.serving.bounds.room import whose
from kiosk.serving.bounds.wire import PIECE, BoundedProtocol, no_longer_new

HANDSHAKE: Final = 22
RECORD: Final = 16 * 1024 + 512
"""Bytes of the longest record, of which one at a time is read (RFC 8446 §5.2)."""
FAREWELL_S: Final = 2
"""How long a closed connection may take to say goodbye; asyncio waits half a minute."""
Secure = Callable[[], ssl.SSLContext | None]


class Opening(asyncio.Protocol):
    """A connection until it is known how it speaks, and until its handshake is whole: a
    :class:`kiosk.serving.bounds.connections.Guest`, whose place the protocol then takes."""

    def __init__(self, connections: Connections, secure: Secure, **given: Any) -> None:
        self._all, self._secure, self._given = connections, secure, given
        self._open: set[Any] = given["server_state"].connections
        self._loop = asyncio.get_running_loop()
        self._transport: Any = None
        self.address, self.state = "", State.NEW

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.max_size = PIECE
        peer = transport.get_extra_info("peername")
        self.address = whose(str(peer[0]) if isinstance(peer, tuple) else "")
        self._open.add(self)
        self._all.wires.add(transport)
        self._all.came(self, self._loop.time())
        no_longer_new(self, self._all, self._loop)

    def data_received(self, data: bytes) -> None:
        if self.state is State.NEW:
            self._all.turns(self, State.SILENT, self._loop.time())
        context = self._secure()
        if context is not None and data[0] == HANDSHAKE:
            self._shake_hands(context, data)
            return
        self.left()
        protocol = BoundedProtocol(self._all, **self._given)
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(data)

    def _shake_hands(self, context: ssl.SSLContext, data: bytes) -> None:
        protocol = _Secured(self, self._all, **self._given)
        handshake = _Handshake(self, protocol, context, self._loop, self._all.room.head_s)
        # Nothing may wait below what the protocol sees: a stuck screen gets the newest scene next.
        self._transport.set_write_buffer_limits(high=0)
        self._transport.set_protocol(handshake)
        handshake.connection_made(self._transport)
        for at in range(0, len(data), RECORD):
            part = data[at : at + RECORD]
            handshake.get_buffer(len(part))[: len(part)] = part
            handshake.buffer_updated(len(part))

    def connection_lost(self, exc: Exception | None) -> None:
        self.left()

    def left(self) -> None:
        """Another protocol has its place, or nobody."""
        self._open.discard(self)
        self._all.gone(self)

    def go(self) -> None:
        self._open.discard(self)
        self._all.leaves(self, self._transport, self._loop.time())

    def late(self) -> None:
        self._all.gone(self)
        self._transport.abort()

    def shutdown(self) -> None:
        """The server ends."""
        self._transport.abort()


class _Secured(BoundedProtocol):
    """Begins where the handshake is whole."""

    def __init__(self, opening: Opening, connections: Connections, **given: Any) -> None:
        super().__init__(connections, **given)
        self._opening = opening

    def connection_made(self, transport: Any) -> None:
        self._opening.left()
        super().connection_made(transport)


class _Handshake(SSLProtocol):
    max_size = RECORD

    def __init__(
        self, opening: Opening, protocol: BoundedProtocol, context: ssl.SSLContext,
        loop: asyncio.AbstractEventLoop, within_s: float,
    ) -> None:  # fmt: skip
        super().__init__(
            loop, protocol, context, None,  # type: ignore[arg-type]  # nobody waits for the handshake
            server_side=True, ssl_handshake_timeout=within_s,  # type: ignore[arg-type]  # seconds may be parts
            ssl_shutdown_timeout=FAREWELL_S,
        )  # fmt: skip
        self._opening = opening

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._opening.left()

    def _set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Of 0 it takes nothing for too much, and never goes on."""
        super()._set_write_buffer_limits(1 if high == 0 else high, low)  # type: ignore[misc]  # is not public

    def _get_write_buffer_size(self) -> int:
        """What the kernel has not taken counts too, or a stream would hold two events."""
        transport: Any = self._transport
        below = 0 if transport is None else transport.get_write_buffer_size()
        return int(super()._get_write_buffer_size()) + int(below)  # type: ignore[misc]  # is not public
