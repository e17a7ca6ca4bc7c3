"""R421A08 RS-485 relay board: register n is relay n, the high byte commands (1 on, 2 off), FC03
answers 0 or 1.

Address 0 to 63 by DIP switches; no broadcast, so 0 is a unit like any other. Its toggle, latch and
delay are not used. Source: Erriez/R421A08-rs485-8ch-relay-board relay_boards/R421A08.py,
relay_modbus/modbus.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.codec import USUAL, Capability, Frame, Line, Reply
from devices.codecs.config import LampConfig
from devices.modbus import frames as modbus
from devices.relays.relays import Relays, closes
from signage.shows.lamps import Pattern

SIZE = 8
ON, OFF = 0x0100, 0x0200
LAST_UNIT = 63


@dataclass(frozen=True, slots=True)
class R421A08(Relays):
    unit: int
    outputs: Mapping[str, int]
    line: Line = USUAL
    gap_s: float = modbus.GAP_S
    reply_s: float = modbus.REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "R421A08":
        line = lamp.line(USUAL)
        gap_s, reply_s = lamp.gap_s(modbus.gap_s(line)), lamp.answer_s(modbus.REPLY_S)
        return cls(modbus.unit_of(unit, 0, LAST_UNIT), lamp.outputs(1, SIZE), line, gap_s, reply_s)

    @property
    def capability(self) -> Capability:
        return self.able(reads=True, unit=self.unit)

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        """Asks relay by relay: the source shows no read of several."""
        return tuple(
            self._frame(modbus.request(self.unit, modbus.READ_REGISTERS, relay, 1), pattern)
            for relay in self.outputs.values()
        )

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        if frame.data[1] != modbus.READ_REGISTERS:
            return modbus.echoed(frame.data, received)
        state = modbus.answered(frame.data, received, 2)
        if state is None or frame.after is None:
            return modbus.refused(frame.data, received)
        # The answer does not say of which relay: only the question knows.
        relay = int.from_bytes(frame.data[2:4], "big")
        return Reply(accepted=True, actual=self.shown({relay: state != b"\x00\x00"}, frame.after))

    def switch(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        value = ON if closes(wish, channel) else OFF
        return self._frame(
            modbus.request(self.unit, modbus.WRITE_REGISTER, self.outputs[channel], value), after
        )

    def _frame(self, data: bytes, after: Pattern | None) -> Frame:
        return Frame(data, after, self.gap_s, self.reply_s)
