"""Modbus coil relay boards (Waveshare V2 and later, and compatibles): relay n is coil n-1, read
back after every wish.

FC05 switches one, FC0F a run of neighbours, FC01 reads. Only the lamp's own relays are written, so
that other lamps or doors on the same board stay as they are; pulse and toggle are never used, a
repeated toggle is no state. Source: waveshare.com/wiki/Modbus_RTU_Relay. Boards before September
2021 (V1) do not speak this.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.channels import changed
from devices.codecs.codec import USUAL, Capability, Frame, Line, Probe, Reply
from devices.codecs.config import LampConfig
from devices.modbus import frames as modbus
from devices.relays.relays import Relays, closes
from signage.shows.lamps import Pattern

SIZE = 8
VERSION_REGISTER = 0x8000


@dataclass(frozen=True, slots=True)
class ModbusRelay(Relays):
    unit: int
    outputs: Mapping[str, int]
    line: Line = USUAL
    gap_s: float = modbus.GAP_S
    reply_s: float = modbus.REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "ModbusRelay":
        line = lamp.line(USUAL)
        outputs = lamp.outputs(1, lamp.size or SIZE)
        gap_s, reply_s = lamp.gap_s(modbus.gap_s(line)), lamp.answer_s(modbus.REPLY_S)
        return cls(modbus.unit_of(unit), outputs, line, gap_s, reply_s)

    @property
    def capability(self) -> Capability:
        return self.able(reads=True, unit=self.unit)

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        # Over a gap FC0F would also write relays that are not ours.
        return (self._all(target),) if self._neighbours else Relays.opening(self, target)

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        # Several in one frame: no half of a state is ever seen.
        several = len(list(changed(before, after, self.outputs))) > 1
        return (
            (self._all(after),)
            if several and self._neighbours
            else Relays.change(self, before, after)
        )

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        """Asks; what differs is corrected as a change."""
        return (
            self._frame(
                modbus.request(self.unit, modbus.READ_COILS, self._first, self._count), pattern
            ),
        )

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        if frame.data[1] != modbus.READ_COILS:
            return modbus.echoed(frame.data, received)
        bits = modbus.answered(frame.data, received, (self._count + 7) // 8)
        if bits is None or frame.after is None:
            return modbus.refused(frame.data, received)
        # The first coil is the lowest bit of the first byte (Application Protocol V1.1b3 §6.1).
        states = int.from_bytes(bits, "little")
        closed = {self._first + 1 + at: bool(states >> at & 1) for at in range(self._count)}
        return Reply(accepted=True, actual=self.shown(closed, frame.after))

    def probe(self) -> Probe:
        """Asks for the firmware version, which only Waveshare's boards know: 0064 is 1.00."""
        data = modbus.request(self.unit, modbus.READ_REGISTERS, VERSION_REGISTER, 1)

        def read(received: bytes) -> str | None:
            version = modbus.answered(data, received, 2)
            return f"Waveshare {int.from_bytes(version, 'big') / 100:.2f}" if version else None

        return Probe(data, self.reply_s, read)

    @property
    def _first(self) -> int:
        """The first coil of ours."""
        return min(self.outputs.values()) - 1

    @property
    def _count(self) -> int:
        return max(self.outputs.values()) - self._first

    @property
    def _neighbours(self) -> bool:
        return self._count == len(self.outputs)

    def switch(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        value = modbus.COIL_ON if closes(wish, channel) else modbus.COIL_OFF
        return self._frame(
            modbus.request(self.unit, modbus.WRITE_COIL, self.outputs[channel] - 1, value), after
        )

    def _all(self, wish: Pattern) -> Frame:
        wired = sorted(self.outputs, key=self.outputs.__getitem__)
        states = tuple(closes(wish, channel) for channel in wired)
        return self._frame(modbus.write_coils(self.unit, self._first, states), wish)

    def _frame(self, data: bytes, after: Pattern | None) -> Frame:
        return Frame(data, after, self.gap_s, self.reply_s)
