"""One line of its own with its boards: all inputs that somebody asked for, read again and again.

``turn`` belongs to one thread; the rest may be called from any.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qs

from devices.codecs.codec import Line
from devices.codecs.faults import DeviceError
from devices.contacts.boards import Boards, Reading, Wired, asked
from devices.lines.addresses import Address, Allowed
from devices.lines.network import SocketPort
from devices.lines.port import RemotePort, SerialPort
from devices.lines.wire import READ_SLICE_S, Port
from devices.modbus import frames as modbus

AGAIN_S: Final = 2.0
"""Until a port that could not be opened is tried again."""


def opened(found: Address, line: Line) -> Port:
    """Raises ``DeviceError``. The simulator is a driver, chosen by address."""
    if found.scheme == "sim":
        return SimulatedBoard(found.query)
    if found.scheme == "path":
        return SerialPort(found.line, line)
    return SocketPort(found.line) if found.scheme == "socket" else RemotePort(found.line, line)


class Panel:
    """``contacts`` are of one line. ``now``: seconds of a monotonic clock."""

    def __init__(
        self,
        contacts: tuple[Wired, ...],
        allowed: Allowed,
        now: Callable[[], float],
        open_port: Callable[[Address, Line], Port] = opened,
    ) -> None:
        """Raises a permanent ``DeviceError`` for an address that can never work."""
        self.boards = Boards(contacts, allowed, now)
        self._now, self._open = now, open_port
        self._port: Port | None = None
        self._again = 0.0

    @property
    def readings(self) -> Mapping[str, Reading]:
        return self.boards.readings

    @property
    def open(self) -> bool:
        return self._port is not None

    def turn(self) -> None:
        """Each board is asked once."""
        try:
            port = self._opened()
            if port is None:
                return
            for question in self.boards.questions:
                bits = asked(port, question, modbus.REPLY_S)
                self.boards.heard(question, bits)
                if bits is not None:
                    time.sleep(modbus.gap_s(self.boards.line))
        except DeviceError as error:
            self.close()
            self._again = self._now() + AGAIN_S
            self.boards.lost(error.message)

    def close(self) -> None:
        """Idempotent."""
        if self._port is not None:
            self._port.close()
        self._port = None

    def _opened(self) -> Port | None:
        if self._port is None and self._now() >= self._again:
            self._port = self._open(self.boards.address, self.boards.line)
        return self._port


class SimulatedBoard:
    """``sim://panel?open=1,3``: inputs from 1 that are open; ``mute``: it answers nothing."""

    def __init__(self, query: str) -> None:
        found = parse_qs(query, keep_blank_values=True)
        self._mute = "mute" in found
        self._open = {
            int(at) for at in ",".join(found.get("open", [])).split(",") if at.isdecimal()
        }
        self._out = b""

    def fileno(self) -> int:
        return -1

    def write(self, data: bytes) -> None:
        first, count = int.from_bytes(data[2:4], "big"), int.from_bytes(data[4:6], "big")
        bits = sum(1 << at for at in range(count) if first + at + 1 not in self._open)
        body = bits.to_bytes((count + 7) // 8, "little")
        self._out = b"" if self._mute else modbus.framed(data[:2] + bytes([len(body)]) + body)

    def read(self) -> bytes:
        out, self._out = self._out, b""
        if not out:
            time.sleep(READ_SLICE_S)
        return out

    def purge(self) -> None:
        self._out = b""

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        pass
