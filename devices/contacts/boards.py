"""The contacts of one line without the line: whom to ask next, and what an answer, or none, means.

One thread at a time asks; ``readings`` and ``at`` may be read from any.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from devices.codecs import faults
from devices.codecs.codec import Line
from devices.contacts.steadiness import Steady
from devices.lines.addresses import Address, Allowed, address
from devices.lines.wire import Port
from devices.modbus import frames as modbus
from signage.language.words import Message

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


@dataclass(frozen=True, slots=True)
class Question:
    """To one board, about ``count`` inputs from ``first`` on."""

    unit: str
    data: bytes
    first: int
    count: int


def line_of(wired: Wired, allowed: Allowed) -> Address:
    """Raises a permanent ``DeviceError``."""
    found = address(wired.address, allowed)
    if found.scheme != "sim":
        modbus.unit_of(found.unit)
    return found


class Boards:
    """``contacts`` are of one line. ``now``: seconds of a monotonic clock."""

    def __init__(
        self, contacts: tuple[Wired, ...], allowed: Allowed, now: Callable[[], float]
    ) -> None:
        """Raises a permanent ``DeviceError`` for an address that can never work."""
        found = {one.id: line_of(one, allowed) for one in contacts}
        self.address, self.line = found[contacts[0].id], Line(contacts[0].baud)
        self._contacts, self.now = contacts, now
        self._of: dict[str, list[Wired]] = {}
        for one in contacts:
            self._of.setdefault(found[one.id].unit, []).append(one)
        self.questions = tuple(_question(unit, asked) for unit, asked in self._of.items())
        self._misses = dict.fromkeys(self._of, 0)
        self._steady = {one.id: Steady() for one in contacts}
        self.readings: Mapping[str, Reading] = {one.id: Reading() for one in contacts}
        self.at = now()
        """When anything was last known of them: an answer, or that there is none."""

    def heard(self, question: Question, bits: int | None) -> None:
        """Its answer, the first input the lowest bit; None where none came in time."""
        unit = question.unit
        self._misses[unit] = 0 if bits is not None else self._misses[unit] + 1
        if self.silent(question):
            self._lost(self._of[unit], faults.SILENT_BOARD)
        if bits is None:
            return
        self.at = self.now()
        for one in self._of[unit]:
            closed = bool(bits >> (one.input - question.first) & 1)
            steady = self._steady[one.id].after(closed, self.at, one.debounce_s)
            self._steady[one.id] = steady
            self._tell(one.id, Reading(steady.closed, True))

    def silent(self, question: Question) -> bool:
        """Whether this board counts as unreachable."""
        return self._misses[question.unit] >= MISSES

    def lost(self, why: Message) -> None:
        """None of them can be asked."""
        self._lost(self._contacts, why)

    def _lost(self, which: Sequence[Wired], why: Message) -> None:
        self.at = self.now()
        for one in which:
            self._steady[one.id] = self._steady[one.id].lost()
            self._tell(one.id, Reading(self._steady[one.id].closed, False, why))

    def _tell(self, name: str, reading: Reading) -> None:
        self.readings = {**self.readings, name: reading}


def _question(unit: str, asked: Sequence[Wired]) -> Question:
    first = min(one.input for one in asked)
    count = min(SPAN, max(one.input for one in asked) - first + 1)
    number = modbus.unit_of(unit)
    return Question(unit, modbus.request(number, modbus.READ_INPUTS, first, count), first, count)


def asked(
    port: Port,
    question: Question,
    within_s: float = modbus.REPLY_S,
    hurried: Callable[[], bool] = lambda: False,
) -> int | None:
    """The inputs as bits; None where no answer came in time, or a refusal did. Real seconds.
    ``hurried``: somebody waits for the line, and nothing that has not begun to come is awaited."""
    port.purge()
    port.write(question.data)
    received = b""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        received += port.read()
        found = inputs_in(question.data, received, question.count)
        if found is not None or modbus.refused(question.data, received) is not None:
            return found
        if not received and hurried():
            break
    return None


def inputs_in(question: bytes, received: bytes, count: int) -> int | None:
    """The first input is the lowest bit (Application Protocol V1.1b3, §6.2). A converter that hears
    its own sending gives back the question, which proves nothing."""
    found = modbus.answered(question, received.removeprefix(question), (count + 7) // 8)
    return None if found is None else int.from_bytes(found, "little")
