"""The one door to pyserial: opens a serial device exclusively and turns whatever it throws into ``DeviceError``."""

import contextlib
import errno
import fcntl
import grp
import os
import pwd
import select
import stat
import termios
import threading
import time
from collections.abc import Iterator
from typing import Protocol

import serial

from devices import faults
from devices.codec import Line
from devices.faults import DeviceError

READ_SLICE_S = 0.1
WRITE_TIMEOUT_S = 1.0
BAUDS = frozenset({1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200})
"""Standard rates only: a pty accepts any number, and newer C libraries break others in pyserial 3.5."""

OPEN_FAULTS = {
    errno.ENOENT: faults.MISSING,
    errno.ENODEV: faults.MISSING,
    errno.ENXIO: faults.MISSING,
    errno.EIO: faults.MISSING,
    errno.EAGAIN: faults.BUSY,
    errno.EBUSY: faults.BUSY,
    errno.EACCES: faults.DENIED,
    errno.EPERM: faults.DENIED,
}


class Port(Protocol):
    """An open line. Every method but ``fileno`` and ``cancel`` belongs to the worker that opened it."""

    def fileno(self) -> int:
        """To be watched for hang-up only."""

    def write(self, data: bytes) -> None:
        """All of it or ``DeviceError``; after an error nobody knows how much arrived."""

    def read(self) -> bytes:
        """What has come, after at most ``READ_SLICE_S``; empty if nothing."""

    def purge(self) -> None:
        """Forget what came unasked."""

    def cancel(self) -> None:
        """From any thread: a blocked ``write`` ends now, with an error, and so does every later one."""

    def close(self) -> None:
        """Idempotent, never raises."""


def presence(path: str) -> object:
    """What is plugged in there now; another value means something was plugged or unplugged."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_rdev, found.st_ino, found.st_ctime_ns


@contextlib.contextmanager
def _gone_as_fault(path: str) -> Iterator[None]:
    """A vanished tty shows itself in five unrelated exceptions; ``termios.error`` is not even an ``OSError``."""
    try:
        yield
    except (serial.SerialException, OSError, termios.error, TypeError, ValueError) as error:
        raise faults.transient(faults.GONE, path=path) from error


class SerialPort:
    """A serial device, opened in the constructor, which may block for long: only a worker may call it.

    ``path``: an absolute device path or a link to one. Raises ``DeviceError``.
    """

    def __init__(self, path: str, line: Line) -> None:
        self._path = path
        self._open = False
        self._closing = threading.Lock()
        if line.baud not in BAUDS:
            raise faults.permanent(faults.BAUD, baud=str(line.baud))
        _require_tty(path)
        self._serial = serial.Serial(
            baudrate=line.baud,
            bytesize=line.bits,
            parity=line.parity,
            stopbits=line.stop,
            timeout=READ_SLICE_S,
            # 0x11, red on for some towers, is XON: the driver would swallow it.
            xonxoff=False,
            rtscts=False,
            dsrdtr=False,
            exclusive=True,
        )
        # Some boards reset on DTR; the kernel raises it before we can, so this is best effort.
        self._serial.dtr = False
        self._serial.rts = False
        self._serial.port = path
        try:
            self._serial.open()
        except (serial.SerialException, OSError, termios.error, TypeError, ValueError) as error:
            self._serial.close()
            raise _open_fault(path, line, error) from error
        self._cancelled = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._open = True
        with contextlib.suppress(OSError, termios.error):
            # pyserial's lock is advisory; this one also stops programs that never ask for it, except root's.
            fcntl.ioctl(self._serial.fileno(), termios.TIOCEXCL)

    def fileno(self) -> int:
        with _gone_as_fault(self._path):
            return int(self._serial.fileno())

    def write(self, data: bytes) -> None:
        """By hand: on a full buffer pyserial 3.5 spins at full load until its timeout and hears no cancel."""
        deadline = time.monotonic() + WRITE_TIMEOUT_S
        with _gone_as_fault(self._path):
            descriptor = self._serial.fileno()
            watch = select.poll()
            watch.register(descriptor, select.POLLOUT)
            watch.register(self._cancelled, select.POLLIN)
            while data:
                ready = dict(watch.poll(max(0.0, deadline - time.monotonic()) * 1000))
                if not ready or self._cancelled in ready:
                    raise faults.transient(faults.STUCK, path=self._path)
                data = data[os.write(descriptor, data) :]

    def read(self) -> bytes:
        with _gone_as_fault(self._path):
            first = self._serial.read(1)
            return bytes(first + self._serial.read(self._serial.in_waiting)) if first else b""

    def purge(self) -> None:
        with _gone_as_fault(self._path):
            self._serial.reset_input_buffer()

    def cancel(self) -> None:
        # Without the lock the worker could close meanwhile and the wake-up land in someone else's descriptor.
        with self._closing:
            if self._open:
                os.eventfd_write(self._cancelled, 1)

    def close(self) -> None:
        with self._closing:
            if not self._open:
                return
            self._open = False
            os.close(self._cancelled)
        with contextlib.suppress(serial.SerialException, OSError, termios.error, TypeError, ValueError):
            # The exclusive mark outlives our handle while anyone else holds the device open.
            fcntl.ioctl(self._serial.fileno(), termios.TIOCNXCL)
        with contextlib.suppress(serial.SerialException, OSError, termios.error, TypeError):
            # Bytes a stuck line never took would make the kernel wait for them in close().
            self._serial.reset_output_buffer()
        with contextlib.suppress(serial.SerialException, OSError, termios.error, TypeError):
            self._serial.close()


def _require_tty(path: str) -> None:
    try:
        found = os.stat(path)
    except ValueError as error:
        raise faults.permanent(faults.NOT_SERIAL, path=path) from error
    except OSError as error:
        raise _os_fault(path, error.errno) from error
    if not stat.S_ISCHR(found.st_mode):
        raise faults.permanent(faults.NOT_SERIAL, path=path)


def _open_fault(path: str, line: Line, error: Exception) -> DeviceError:
    if isinstance(error, termios.error):
        if error.args and error.args[0] == errno.EINVAL and line.parity != "N":
            return faults.permanent(faults.PARITY)
        return faults.permanent(faults.NOT_SERIAL, path=path)
    number = getattr(error, "errno", None)
    if number is None:
        # pyserial says so when the device accepts no line settings: not a tty.
        return faults.permanent(faults.NOT_SERIAL, path=path)
    return _os_fault(path, number)


def _os_fault(path: str, number: int | None) -> DeviceError:
    message = OPEN_FAULTS.get(number or 0)
    if message is None:
        return faults.permanent(faults.NOT_SERIAL, path=path)
    owner, group = _owner(path)
    return faults.transient(message, path=path, owner=owner, group=group)


def _owner(path: str) -> tuple[str, str]:
    try:
        found = os.stat(path)
    except OSError:
        return "?", "?"
    owner, group = str(found.st_uid), str(found.st_gid)
    with contextlib.suppress(KeyError):
        owner = pwd.getpwuid(found.st_uid).pw_name
    with contextlib.suppress(KeyError):
        group = grp.getgrgid(found.st_gid).gr_name
    return owner, group
