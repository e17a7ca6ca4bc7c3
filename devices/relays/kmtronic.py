"""KMTronic USB relay boards: ``FF relay 01|00``, no acknowledgement, read back by a question.

Boards with 1 or 2 relays answer ``FF relay 03`` with ``FF relay state``, those with 4 or 8 answer
``FF 09 00`` with one byte for each relay. On KMTronic's RF 433 MHz boards FF 09 00 switches channel
9 off: those are another product. Source: kmtronic.blogspot.com 2015/04; info.kmtronic.com RF433MHz
commands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.codec import USUAL, Capability, Frame, Line, Reply
from devices.codecs.config import LampConfig
from devices.relays.relays import Relays, closes
from signage.shows.lamps import Pattern

OFF, ON, ASK = 0x00, 0x01, 0x03
ASK_ALL = b"\xff\x09\x00"
SIZES = (1, 2, 4, 8)
ASKED_ALL = 4
"""From this size on a board answers for all relays at once."""
GAP_S, REPLY_S = 0.05, 0.5
"""Nothing is documented; as for boards of the same make-up, seconds."""


@dataclass(frozen=True, slots=True)
class KMTronic(Relays):
    outputs: Mapping[str, int]
    size: int = 8
    line: Line = USUAL
    gap_s: float = GAP_S
    reply_s: float = REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "KMTronic":
        size = lamp.size_of(SIZES, 8)
        return cls(
            lamp.outputs(1, size), size, lamp.line(USUAL), lamp.gap_s(GAP_S), lamp.answer_s(REPLY_S)
        )

    @property
    def capability(self) -> Capability:
        return self.able(reads=True)

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        asks = (
            [ASK_ALL]
            if self.size >= ASKED_ALL
            else [bytes([0xFF, at, ASK]) for at in self.outputs.values()]
        )
        return tuple(Frame(ask, pattern, self.gap_s, self.reply_s) for ask in asks)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        if frame.after is None:
            return None
        if frame.data == ASK_ALL:
            # So many bytes of 0 and 1 in a row: the answer has no other mark.
            states = re.search(rb"[\x00\x01]{%d}" % self.size, received)
            closed = dict(enumerate(map(bool, states[0]), start=1)) if states else {}
        else:
            relay = frame.data[1]
            # The relay's number may be any byte, also one that means something in a pattern.
            state = re.search(re.escape(bytes([0xFF, relay])) + rb"([\x00\x01])", received)
            closed = {relay: state[1] == b"\x01"} if state else {}
        return Reply(accepted=True, actual=self.shown(closed, frame.after)) if closed else None

    def switch(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        return Frame(
            bytes([0xFF, self.outputs[channel], ON if closes(wish, channel) else OFF]),
            after,
            self.gap_s,
        )
