"""An open line as its worker sees it, and the reading and writing that ttys and sockets have in
common."""

import contextlib
import os
import select
import threading
import time
from collections.abc import Iterator
from typing import Protocol

from devices.codecs import faults

READ_SLICE_S = 0.1
WRITE_TIMEOUT_S = 1.0
READ_BYTES = 4096


class Port(Protocol):
    """An open line. Every method but ``fileno`` and ``cancel`` belongs to the worker that opened
    it."""

    def fileno(self) -> int:
        """To be watched for hang-up only."""

    def write(self, data: bytes) -> None:
        """All of it or ``DeviceError``; after an error nobody knows how much arrived."""

    def read(self) -> bytes:
        """What has come, after at most ``READ_SLICE_S``; empty if nothing."""

    def purge(self) -> None:
        """Forget what came unasked."""

    def cancel(self) -> None:
        """From any thread: a blocked ``write`` or ``read`` ends now, with an error, and so does
        every later one."""

    def close(self) -> None:
        """Idempotent, never raises."""


class Wire:
    """Bytes through a non-blocking descriptor, with deadlines, and a way out for another thread.

    By hand: on a full buffer pyserial 3.5 spins at full load until its timeout, and neither it nor
    a socket hears a cancel that came before the call.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self._name = name
        self._guard = threading.Lock()
        self._cancelled: int | None = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)

    def write(self, data: bytes) -> None:
        deadline = time.monotonic() + WRITE_TIMEOUT_S
        with self._gone():
            while data:
                if not self._ready(select.POLLOUT, deadline - time.monotonic()):
                    raise faults.transient(faults.STUCK, path=self._name)
                # What found no room waits for more, within the one deadline.
                data = data[os.write(self._descriptor, data) :]

    def read(self) -> bytes:
        with self._gone():
            if not self._ready(select.POLLIN, READ_SLICE_S):
                return b""
            data = os.read(self._descriptor, READ_BYTES)
            if not data:
                # Readable and yet nothing to read: that is how a tty or a peer says it has gone.
                raise faults.transient(faults.GONE, path=self._name)
            return data

    def cancel(self) -> None:
        # Without the lock the worker could close meanwhile and the wake-up land in someone else's
        # descriptor.
        with self._guard:
            if self._cancelled is not None:
                os.eventfd_write(self._cancelled, 1)

    def close(self) -> bool:
        """Whether this was the first time. The descriptor itself is closed by who opened it."""
        with self._guard:
            first = self._cancelled is not None
            if self._cancelled is not None:
                os.close(self._cancelled)
                self._cancelled = None
            return first

    def _ready(self, event: int, seconds: float) -> bool:
        """Whether the descriptor can, or fails at, what is asked; raises as soon as the call was
        cancelled."""
        if self._cancelled is None:
            raise faults.transient(faults.GONE, path=self._name)
        watch = select.poll()
        watch.register(self._descriptor, event)
        watch.register(self._cancelled, select.POLLIN)
        ready = dict(watch.poll(max(0.0, seconds) * 1000))
        if self._cancelled in ready:
            raise faults.transient(faults.STUCK, path=self._name)
        return bool(ready)

    @contextlib.contextmanager
    def _gone(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise faults.transient(faults.GONE, path=self._name) from error
