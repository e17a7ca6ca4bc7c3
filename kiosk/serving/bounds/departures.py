"""Sockets of those who had to go, kept open for a while after everything else of them is gone.

2026-11-30 · Who is cut off at once comes again at once. Kept as protocols two thousand of them held
half the memory a hall may take, and a flood of five thousand came round them: what is kept here is
a number. The kernel takes a few KiB of what they still send, and answers nothing. Rejected: taking
fewer connections a second, since everybody, an alarm's too, waits in the kernel's one queue.
"""

import heapq
import os
import socket
from asyncio import BaseTransport
from contextlib import suppress
from typing import Any, Final

LEAVING_S: Final = 20.0
"""Seconds for who never said anything whole, or asked for more than it may have."""
IDLE_S: Final = 4.0
"""For who had an answer and may ask again: a visitor's browser waits no longer."""
RECEIVED: Final = 1024
"""Bytes the kernel keeps of what they send, as it reads that number (socket(7))."""
AT_ONCE: Final = 25
"""Let go in one beat of the loop."""


class Departures:
    """Belongs to the event loop."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: list[tuple[float, int]] = []

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, transport: BaseTransport, until: float) -> None:
        """End the transport; its connection stays until then, or ends with it where all is full."""
        sock: Any = transport.get_extra_info("socket")
        # Who is gone already has closed it; without a descriptor left it ends now.
        with suppress(OSError):
            if len(self._kept) < self.most:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED)
                heapq.heappush(self._kept, (until, os.dup(sock.fileno())))
        transport.abort()  # type: ignore[attr-defined]  # of a socket's transport

    def let_go(self, now: float, at_once: int = AT_ONCE) -> None:
        """Some of those whose time is over: whoever comes again in a body comes one by one."""
        for _ in range(at_once):
            if not self._kept or self._kept[0][0] > now:
                break
            os.close(heapq.heappop(self._kept)[1])

    def close(self) -> None:
        self.let_go(float("inf"), len(self._kept))
