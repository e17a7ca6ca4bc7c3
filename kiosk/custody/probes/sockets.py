"""An answer over HTTP that must be whole by a moment.

The library's time-out is for each piece: an answer that drips would hold a thread for days.
"""

import io
import socket
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any

LEAST_S = 0.001


class _Until(io.RawIOBase):
    """What a socket says, read with what is left of the time. Raises :class:`TimeoutError`."""

    def __init__(
        self, sock: socket.socket, held: io.IOBase, end: float, now: Callable[[], float]
    ) -> None:
        """``held``: the library's own file, which keeps the socket open until it is closed."""
        self._sock, self._held, self._end, self._now = sock, held, end, now

    def close(self) -> None:
        self._held.close()
        super().close()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - self._now()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(max(LEAST_S, left))
        return self._sock.recv_into(buffer)


def answers_until(end: float, now: Callable[[], float]) -> type[HTTPResponse]:
    """A class of answers that end at ``end``, by the clock ``now``."""

    class Answer(HTTPResponse):
        def __init__(self, sock: socket.socket, *more: Any, **named: Any) -> None:
            super().__init__(sock, *more, **named)
            self.fp = io.BufferedReader(_Until(sock, self.fp, end, now))

    return Answer
