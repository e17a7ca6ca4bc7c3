"""Devantech USB-RLY08 and its kin: one byte sets all eight relays, one byte reads them, one asks
for its name.

``5C mask`` sets (relay 1 is bit 0), ``5B`` answers the mask, ``5A`` answers module id and version.
Relays the lamp does not use stay open, so a board belongs to one lamp. A bare byte has no frame:
noise is told from an answer only because what differs is set and read again. Source: USB-RLY08
manual p3, USB-RLY16 manual p4.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.codec import USUAL, Capability, Frame, Line, Probe, Reply
from devices.codecs.config import LampConfig
from devices.relays.relays import Relays, closes
from signage.shows.lamps import Pattern

SIZE = 8
SET, GET, NAME = 0x5C, 0x5B, 0x5A
GAP_S, REPLY_S = 0.02, 0.5
"""Nothing is documented, seconds."""
NAMES = {0x08: "USB-RLY08", 0x09: "USB-RLY16", 0x0A: "USB-RLY02", 0x0F: "USB-RLY16L"}


@dataclass(frozen=True, slots=True)
class Devantech(Relays):
    outputs: Mapping[str, int]
    line: Line = USUAL
    gap_s: float = GAP_S
    reply_s: float = REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "Devantech":
        return cls(
            lamp.outputs(1, SIZE), lamp.line(USUAL), lamp.gap_s(GAP_S), lamp.answer_s(REPLY_S)
        )

    @property
    def capability(self) -> Capability:
        return self.able(reads=True, alone=True)

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        return (self._all(target),)

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        return () if self._mask(before) == self._mask(after) else (self._all(after),)

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        return (Frame(bytes([GET]), pattern, self.gap_s, self.reply_s),)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        if not received or frame.after is None:
            return None
        # - binds before >>, and >> before &.
        closed = {relay: bool(received[0] >> relay - 1 & 1) for relay in range(1, SIZE + 1)}
        return Reply(accepted=True, actual=self.shown(closed, frame.after))

    def probe(self) -> Probe:
        def read(received: bytes) -> str | None:
            name = NAMES.get(received[0]) if len(received) > 1 else None
            return f"Devantech {name} v{received[1]}" if name else None

        return Probe(bytes([NAME]), self.reply_s, read)

    def switch(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        return self._all(wish)

    def _all(self, wish: Pattern) -> Frame:
        return Frame(bytes([SET, self._mask(wish)]), wish, self.gap_s)

    def _mask(self, wish: Pattern) -> int:
        return sum(
            1 << relay - 1 for channel, relay in self.outputs.items() if closes(wish, channel)
        )
