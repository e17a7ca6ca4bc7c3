"""``socket://host:port``: a serial server that passes bytes as they are; its line settings are set
on the server."""

import contextlib
import os
import socket
from urllib.parse import urlsplit

from devices.codecs import faults
from devices.lines.wire import Wire

CONNECT_S = 3.0
PEER_S = 5
"""A peer that vanished without a word is given up after this, seconds."""


class SocketPort:
    """Connects in the constructor, for at most ``CONNECT_S``: only a worker may call it. Raises
    ``DeviceError``."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._url = url
        try:
            self._socket = socket.create_connection(
                (parts.hostname or "", parts.port or 0), CONNECT_S
            )
        except OSError as error:
            raise faults.transient(faults.UNREACHABLE, address=url) from error
        # Not every system has every option; without one a dead peer is only noticed later.
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, PEER_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, PEER_S * 1000)
        self._socket.setblocking(False)
        self._wire = Wire(self._socket.fileno(), url)

    def fileno(self) -> int:
        return self._socket.fileno()

    def write(self, data: bytes) -> None:
        self._wire.write(data)

    def read(self) -> bytes:
        return self._wire.read()

    def purge(self) -> None:
        """What is there now; a peer that never stops sending must not keep us here."""
        try:
            os.read(self._socket.fileno(), 1 << 20)
        except BlockingIOError:
            return
        except OSError as error:
            raise faults.transient(faults.GONE, path=self._url) from error

    def cancel(self) -> None:
        self._wire.cancel()

    def close(self) -> None:
        if self._wire.close():
            self._socket.close()
