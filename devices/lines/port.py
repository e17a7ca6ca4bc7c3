"""The one door to pyserial: opens a serial device exclusively and turns whatever it throws into
``DeviceError``."""

import contextlib
import errno
import fcntl
import grp
import os
import pwd
import socket
import stat
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import serial

from devices.codecs import faults
from devices.codecs.codec import BAUDS, Line
from devices.codecs.faults import DeviceError
from devices.lines.wire import READ_SLICE_S, WRITE_TIMEOUT_S, Wire

DRAIN_S = 0.3
"""What the last frame gets to leave the machine before the port is closed, seconds."""
PTYS = range(136, 144)
TTY_MAJOR, VIRTUAL_CONSOLES, TTY_AUXILIARY = 4, 64, 5
"""Linux device numbers: pseudo-terminals; tty0–tty63; /dev/tty, /dev/console and /dev/ptmx."""

OPEN_FAULTS = {
    errno.ENOENT: faults.MISSING,
    errno.ENODEV: faults.MISSING,
    errno.ENXIO: faults.MISSING,
    errno.EIO: faults.MISSING,
    errno.EAGAIN: faults.BUSY,
    errno.EBUSY: faults.BUSY,
    errno.EACCES: faults.DENIED,
    errno.EPERM: faults.SHUT_OUT,
}


def presence(path: str) -> object:
    """What is plugged in there now; another value means something was plugged or unplugged."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_rdev, found.st_ino, found.st_ctime_ns


def may_be_serial(device: int, sys: Path = Path("/sys")) -> bool:
    """Whether a character device is a terminal other than the machine's own consoles.

    Asked before opening, because opening alone already acts on some devices: it arms a watchdog, it
    rewinds a tape.
    """
    major, minor = os.major(device), os.minor(device)
    if major in PTYS:
        return True
    if major == TTY_AUXILIARY or (major == TTY_MAJOR and minor < VIRTUAL_CONSOLES):
        return False
    kind = sys / "dev/char" / f"{major}:{minor}" / "subsystem"
    return kind.resolve().name == "tty" if kind.exists() else not sys.is_dir()


@contextlib.contextmanager
def _gone_as_fault(path: str) -> Iterator[None]:
    """A vanished tty shows itself in five unrelated exceptions; ``termios.error`` is not even an
    ``OSError``."""
    try:
        yield
    except (serial.SerialException, OSError, termios.error, TypeError, ValueError) as error:
        raise faults.transient(faults.GONE, path=path) from error


class SerialPort:
    """A serial device, opened in the constructor, which may block for long: only a worker may call
    it.

    ``path``: an absolute device path or a link to one. Raises ``DeviceError``.
    """

    def __init__(self, path: str, line: Line) -> None:
        self._path = path
        if line.baud not in BAUDS:
            raise faults.permanent(faults.BAUD, baud=str(line.baud))
        _require_tty(path)
        self._serial = serial.Serial(
            baudrate=line.baud,
            bytesize=line.bits,
            parity=line.parity,
            stopbits=line.stop,
            timeout=READ_SLICE_S,
            write_timeout=WRITE_TIMEOUT_S,
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
        self._descriptor = int(self._serial.fileno())
        self._wire = Wire(self._descriptor, path)
        with contextlib.suppress(OSError, termios.error):
            # pyserial's lock is advisory; this one also stops programs that never ask for it,
            # except root's.
            fcntl.ioctl(self._descriptor, termios.TIOCEXCL)

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: bytes) -> None:
        self._wire.write(data)

    def read(self) -> bytes:
        return self._wire.read()

    def purge(self) -> None:
        with _gone_as_fault(self._path):
            self._serial.reset_input_buffer()

    def cancel(self) -> None:
        self._wire.cancel()

    def close(self) -> None:
        if not self._wire.close():
            return
        with contextlib.suppress(
            serial.SerialException, OSError, termios.error, TypeError, ValueError
        ):
            # The exclusive mark outlives our handle while anyone else holds the device open.
            fcntl.ioctl(self._descriptor, termios.TIOCNXCL)
        with contextlib.suppress(serial.SerialException, OSError, termios.error, TypeError):
            self._drain()
        with contextlib.suppress(serial.SerialException, OSError, termios.error, TypeError):
            self._serial.close()

    def _drain(self) -> None:
        """The last frame may still be on its way. What a stuck line never took would hold up
        close() for 30 s."""
        deadline = time.monotonic() + DRAIN_S
        while self._serial.out_waiting and time.monotonic() < deadline:
            time.sleep(DRAIN_S / 50)
        if self._serial.out_waiting:
            self._serial.reset_output_buffer()


def _require_tty(path: str) -> None:
    try:
        found = os.stat(path)
    except ValueError as error:
        raise faults.permanent(faults.NOT_SERIAL, path=path) from error
    except OSError as error:
        raise _os_fault(path, error.errno) from error
    if not stat.S_ISCHR(found.st_mode) or not may_be_serial(found.st_rdev):
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


class RemotePort:
    """``rfc2217://host:port``: a serial server that takes the line settings too. As ``SerialPort``
    otherwise."""

    def __init__(self, url: str, line: Line) -> None:
        self._url = url
        self._cancelled = False
        if line.baud not in BAUDS:
            raise faults.permanent(faults.BAUD, baud=str(line.baud))
        self._serial: Any = serial.serial_for_url(
            url, do_not_open=True, timeout=READ_SLICE_S, baudrate=line.baud
        )
        self._serial.bytesize, self._serial.parity, self._serial.stopbits = (
            line.bits,
            line.parity,
            line.stop,
        )
        self._serial.dtr = self._serial.rts = False
        try:
            self._serial.open()
        except (serial.SerialException, OSError, ValueError) as error:
            raise faults.transient(faults.UNREACHABLE, address=url) from error
        self._bound_writes()

    def _bound_writes(self) -> None:
        """pyserial's own 5 s are too long. Its reader shares the socket and only looks up more
        often."""
        self._serial._socket.settimeout(WRITE_TIMEOUT_S)

    def fileno(self) -> int:
        with self._gone():
            # pyserial offers no other way to learn that the server hung up than a read.
            return int(self._serial._socket.fileno())

    def write(self, data: bytes) -> None:
        with self._gone():
            self._serial.write(data)

    def read(self) -> bytes:
        with self._gone():
            first = self._serial.read(1)
            return bytes(first + self._serial.read(self._serial.in_waiting)) if first else b""

    def purge(self) -> None:
        with self._gone():
            self._serial.reset_input_buffer()

    def cancel(self) -> None:
        self._cancelled = True
        with contextlib.suppress(OSError, AttributeError):
            self._serial._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        held = self._serial._socket
        with contextlib.suppress(serial.SerialException, OSError, AttributeError):
            self._serial.close()
        if held is not None:
            # pyserial gives up on closing a socket that it finds shut down already.
            held.close()

    @contextlib.contextmanager
    def _gone(self) -> Iterator[None]:
        try:
            if self._cancelled:
                raise faults.transient(faults.GONE, path=self._url)
            yield
        except (serial.SerialException, OSError, AttributeError, TypeError, ValueError) as error:
            raise faults.transient(faults.GONE, path=self._url) from error
