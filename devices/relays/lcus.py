"""USB relay boards with ``A0`` frames: LCUS-1/2/4/8 and clones, and the DIUSTOU boards that also
answer.

Frame: A0, relay counted from 1, 01 on or 00 off, low byte of the sum of the three. No
acknowledgement. LCUS answers the single byte FF, but often with a stale state and often not at all:
it is not asked here. DIUSTOU: 115200 baud; ``A0 0F 02 B1`` is answered ``CH1:ON CH2:OFF``, by some
firmware without line ends. Source: bmrzycki/lcus_relay lcus_relay.py; wiki.diustou.com USB_Relay,
USB_Relay_PRO.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.codec import USUAL, Capability, Frame, Line, Reply
from devices.codecs.config import LampConfig
from devices.relays.relays import Relays, closes
from signage.shows.lamps import Pattern

OFF, ON, ASK = 0x00, 0x01, 0x02
ALL = 0x0F
SIZE = 8
GAP_S = 0.05
"""The vendor's own program rests 50 ms after a switch and 200 ms after a question, seconds."""
ASK_GAP_S, REPLY_S = 0.2, 0.5
DIUSTOU_LINE = Line(baud=115200)
STATE = re.compile(rb"CH([0-9]{1,2}): ?(ON|OFF)")


def framed(relay: int, operation: int) -> bytes:
    head = bytes([0xA0, relay, operation])
    return head + bytes([sum(head) & 0xFF])


@dataclass(frozen=True, slots=True)
class Lcus(Relays):
    outputs: Mapping[str, int]
    line: Line = USUAL
    answers: bool = False
    """The DIUSTOU boards."""
    gap_s: float = GAP_S
    ask_gap_s: float = ASK_GAP_S
    reply_s: float = REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "Lcus":
        return cls(lamp.outputs(1, lamp.size or SIZE), lamp.line(USUAL), False, lamp.gap_s(GAP_S))

    @classmethod
    def diustou(cls, lamp: LampConfig, unit: str) -> "Lcus":
        outputs, line = lamp.outputs(1, lamp.size or SIZE), lamp.line(DIUSTOU_LINE)
        return cls(
            outputs, line, True, lamp.gap_s(GAP_S), lamp.gap_s(ASK_GAP_S), lamp.answer_s(REPLY_S)
        )

    @property
    def capability(self) -> Capability:
        return self.able(reads=self.answers)

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        if self.answers:
            return (Frame(framed(ALL, ASK), pattern, self.ask_gap_s, self.reply_s),)
        # Never asked: its answer is stale or missing too often to be believed.
        return self.said_again(pattern)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        closed = {int(relay): state == b"ON" for relay, state in STATE.findall(received)}
        # While one of our relays is not in it the answer is incomplete.
        if frame.after is None or not closed.keys() >= set(self.outputs.values()):
            return None
        return Reply(accepted=True, actual=self.shown(closed, frame.after))

    def switch(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        return Frame(
            framed(self.outputs[channel], ON if closes(wish, channel) else OFF), after, self.gap_s
        )
