"""One line with its boards: all inputs that somebody asked for, read again and again.

``turn`` belongs to one thread; the rest may be called from any.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from devices.codecs import faults
from devices.codecs.codec import Line
from devices.codecs.faults import DeviceError
from devices.contacts.steadiness import Steady
from devices.lines.addresses import Address, Allowed, address
from devices.lines.network import SocketPort
from devices.lines.port import RemotePort, SerialPort
from devices.lines.wire import READ_SLICE_S, Port
from devices.modbus import frames as modbus
from signage.language.words import Message

AGAIN_S: Final = 2.0
"""Until a port that could not be opened is tried again."""
MISSES: Final = 3
"""Questions in a row without an answer after which a board counts as unreachable."""
SPAN: Final = 2000
"""Inputs of one question (Application Protocol V1.1b3, §6.2)."""


@dataclass(frozen=True, slots=True)
class Wired:
    """One contact: ``input`` from 0."""

    id: str
    address: str
    input: int
    debounce_s: float
    baud: int = 9600


@dataclass(frozen=True, slots=True)
class Reading:
    """``closed``: None before anything counts; ``reached``: whether its board answers, None before
    that is known; ``why``: why it does not."""

    closed: bool | None = None
    reached: bool | None = None
    why: Message | None = None


def line_of(wired: Wired, allowed: Allowed) -> Address:
    """Raises a permanent ``DeviceError``."""
    found = address(wired.address, allowed)
    if found.scheme != "sim":
        modbus.unit_of(found.unit)
    return found


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
        self._found = {one.id: line_of(one, allowed) for one in contacts}
        self._contacts, self._now, self._open = contacts, now, open_port
        self._line = Line(contacts[0].baud)
        self._port: Port | None = None
        self._again = 0.0
        self._misses: dict[str, int] = {}
        self._steady = {one.id: Steady() for one in contacts}
        self.readings: Mapping[str, Reading] = {one.id: Reading() for one in contacts}

    @property
    def open(self) -> bool:
        return self._port is not None

    def turn(self) -> None:
        """Each board is asked once."""
        try:
            port = self._opened()
            if port is None:
                return
            for unit, asked in self._boards().items():
                self._read(port, unit, asked)
        except DeviceError as error:
            self.close()
            self._again = self._now() + AGAIN_S
            self._lost(self._contacts, error.message)

    def close(self) -> None:
        """Idempotent."""
        if self._port is not None:
            self._port.close()
        self._port = None

    def _opened(self) -> Port | None:
        if self._port is None and self._now() >= self._again:
            self._port = self._open(self._found[self._contacts[0].id], self._line)
        return self._port

    def _boards(self) -> dict[str, list[Wired]]:
        found: dict[str, list[Wired]] = {}
        for one in self._contacts:
            found.setdefault(self._found[one.id].unit, []).append(one)
        return found

    def _read(self, port: Port, unit: str, asked: list[Wired]) -> None:
        first = min(one.input for one in asked)
        count = min(SPAN, max(one.input for one in asked) - first + 1)
        bits = _asked(port, modbus.unit_of(unit), first, count, self._line)
        self._misses[unit] = 0 if bits is not None else self._misses.get(unit, 0) + 1
        if self._misses[unit] >= MISSES:
            self._lost(asked, faults.SILENT_BOARD)
        elif bits is not None:
            at = self._now()
            for one in asked:
                closed = bool(bits >> (one.input - first) & 1)
                steady = self._steady[one.id].after(closed, at, one.debounce_s)
                self._steady[one.id] = steady
                self._tell(one.id, Reading(steady.closed, True))

    def _lost(self, which: "tuple[Wired, ...] | list[Wired]", why: Message) -> None:
        for one in which:
            self._steady[one.id] = self._steady[one.id].lost()
            self._tell(one.id, Reading(self._steady[one.id].closed, False, why))

    def _tell(self, name: str, reading: Reading) -> None:
        self.readings = {**self.readings, name: reading}


def _asked(port: Port, unit: int, first: int, count: int, line: Line) -> int | None:
    """The inputs as bits; None where no answer came in time, or a refusal did."""
    question = modbus.request(unit, modbus.READ_INPUTS, first, count)
    port.purge()
    port.write(question)
    received = b""
    end = time.monotonic() + modbus.REPLY_S
    while time.monotonic() < end:
        received += port.read()
        found = inputs_in(question, received, count)
        if found is not None:
            time.sleep(modbus.gap_s(line))
            return found
        if modbus.refused(question, received) is not None:
            return None
    return None


def inputs_in(question: bytes, received: bytes, count: int) -> int | None:
    """The first input is the lowest bit (Application Protocol V1.1b3, §6.2). A converter that hears
    its own sending gives back the question, which proves nothing."""
    found = modbus.answered(question, received.removeprefix(question), (count + 7) // 8)
    return None if found is None else int.from_bytes(found, "little")


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
