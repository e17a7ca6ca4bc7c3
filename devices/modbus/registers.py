"""Modbus RTU lamps described by a map: one register or coil for each tier and the sounder
(:class:`RegisterMap`).

A new lamp of this kind is a few lines of data (``content/protocols``). One is so common that it is
here: the three-colour coil lamp sold under many names, whose own blink at 0.5 Hz and 2 Hz lies in
the bands of IEC 60073. Source: named in each map.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs import faults
from devices.codecs.channels import changed, lit, opened, with_channels
from devices.codecs.codec import BLINKS, USUAL, Capability, Frame, Line, Reply
from devices.codecs.config import LampConfig
from devices.modbus import frames as modbus
from signage.hall.wires import Cell, ReadBack, RegisterMap
from signage.shows.lamps import TIERS, Light, Pattern

COIL_LAMP = RegisterMap.model_validate(
    {
        "function": 5,
        "cells": {
            name: {"at": at, "on": 0xFF00, "off": 0x0000, "fast": 0xF000, "slow": 0xF200}
            for at, name in enumerate(("red", "yellow", "green", "sounder"))
        },
    }
)
"""Value F000 blinks at 2 Hz, F100 1 Hz, F200 0.5 Hz, F300 0.25 Hz. Source: two public test programs
for such a lamp."""


@dataclass(frozen=True, slots=True)
class ModbusMap:
    map: RegisterMap
    unit: int = 1
    line: Line = USUAL
    gap_s: float = modbus.GAP_S
    reply_s: float = modbus.REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "ModbusMap":
        """A lamp that brings its own map."""
        if lamp.map is None:
            raise faults.permanent(faults.NEEDS_MAP, protocol=lamp.protocol)
        return cls.mapped(lamp.map, lamp, unit)

    @classmethod
    def coil_lamp(cls, lamp: LampConfig, unit: str) -> "ModbusMap":
        return cls.mapped(COIL_LAMP, lamp, unit)

    @classmethod
    def mapped(cls, registers: RegisterMap, lamp: LampConfig, unit: str) -> "ModbusMap":
        line = lamp.line(USUAL)
        gap_s, reply_s = lamp.gap_s(modbus.gap_s(line)), lamp.reply_s(modbus.REPLY_S)
        return cls(
            registers,
            modbus.unit_of(unit),
            line,
            gap_s,
            reply_s if registers.reply == "echo" else 0.0,
        )

    @property
    def _asks(self) -> bool:
        """With ``reply_ms = 0`` a lamp that turns out never to answer is only told."""
        return self.map.read is not None and self.reply_s > 0

    @property
    def capability(self) -> Capability:
        return Capability(
            frozenset(TIERS) & frozenset(self._cells),
            sounder="sounder" in self._cells,
            native_blink=False,
            replies=self.reply_s > 0,
            rates=frozenset(
                # Of every tier or of none: lights that blink by two clocks are out of step.
                light
                for light in BLINKS
                if all(light in values for values in self._tier_values)
            ),
            addressed=True,
            unit=self.unit,
            modbus=True,
            reads=self._asks,
            silence_s=self.map.silence_s,
        )

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        steps = (
            self._frame(self._write(step.at, step.value), None, step.rest_ms / 1000)
            for step in self.map.open
        )
        return (
            *steps,
            *(self._say(channel, target, after) for channel, after in opened(target, self._cells)),
        )

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        return tuple(
            self._say(channel, after, now) for channel, now in changed(before, after, self._cells)
        )

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        """Asks where the map says how, else says all again, first what must be said after an
        opening without a rest."""
        if (read := self.map.read) and self._asks:
            return (
                self._frame(
                    modbus.request(self.unit, read.function, read.first, read.count), pattern
                ),
            )
        steps = (self._frame(self._write(step.at, step.value), pattern) for step in self.map.open)
        return (*steps, *(self._say(channel, pattern, pattern) for channel in self._cells))

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        read = self.map.read
        if read is None or frame.data[1] != read.function:
            return modbus.echoed(frame.data, received)
        data = modbus.answered(frame.data, received, _bytes(read))
        if data is None or frame.after is None:
            return modbus.refused(frame.data, received)
        return Reply(accepted=True, actual=self._shown(read, data, frame.after))

    def question(self) -> bytes:
        """Reads one cell: an answer or an exception, never a copy (Application Protocol V1.1b3
        §6.1, §6.3)."""
        function = (
            modbus.READ_COILS if self.map.function == modbus.WRITE_COIL else modbus.READ_REGISTERS
        )
        first = min(cell.at for cell in self._cells.values())
        return modbus.request(self.unit, function, first, 1)

    def _shown(self, read: ReadBack, data: bytes, expected: Pattern) -> Pattern:
        lights = {}
        for channel, cell in self._cells.items():
            value = _value(read, data, cell.at - read.first)
            if value is not None:
                lights[channel] = _light(_values(cell), value, lit(expected, channel))
        return with_channels(expected, lights)

    @property
    def _cells(self) -> Mapping[str, Cell]:
        return {str(channel): cell for channel, cell in self.map.cells.items()}

    @property
    def _tier_values(self) -> list[Mapping[Light, int]]:
        return [_values(cell) for channel, cell in self._cells.items() if channel != "sounder"]

    def _say(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        cell = self._cells[channel]
        value = _values(cell).get(lit(wish, channel), cell.on)
        return self._frame(self._write(cell.at, value), after)

    def _write(self, register: int, value: int) -> bytes:
        return modbus.request(self.unit, self.map.function, register, value)

    def _frame(self, data: bytes, after: Pattern | None, rest_s: float = 0.0) -> Frame:
        return Frame(data, after, max(self.gap_s, rest_s), self.reply_s)


def _values(cell: Cell) -> dict[Light, int]:
    given = {Light.OFF: cell.off, Light.ON: cell.on, Light.SLOW: cell.slow, Light.FAST: cell.fast}
    return {light: value for light, value in given.items() if value is not None}


def _light(values: Mapping[Light, int], value: int, expected: Light) -> Light:
    """What a value read back means. One the map does not know is at any rate not what was
    expected."""
    # What was expected first: two lights may have one value on a lamp without a blink.
    if values.get(expected) == value:
        return expected
    known = {number: light for light, number in values.items()}
    return known.get(value, Light.ON if expected is Light.OFF else Light.OFF)


def _bytes(read: ReadBack) -> int:
    return (read.count + 7) // 8 if read.function == modbus.READ_COILS else 2 * read.count


def _value(read: ReadBack, data: bytes, at: int) -> int | None:
    if not 0 <= at < read.count:
        return None
    if read.function == modbus.READ_COILS:
        # A coil read is one bit; compared is what would have been written.
        return modbus.COIL_ON if int.from_bytes(data, "little") >> at & 1 else modbus.COIL_OFF
    return int.from_bytes(data[2 * at : 2 * at + 2], "big")
