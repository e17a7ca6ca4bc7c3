"""The small protocol of simulated lamps: ``=unit red yellow green blue white sounder LF``, one
letter each.

Letters: o off, i on, s slow, f fast; the reply is the same line with ``!``.
"""

import re
from dataclasses import dataclass

from devices.codecs.codec import BLINKS, Capability, Frame, Line, Reply
from devices.codecs.whole_state import WholeState
from signage.shows.lamps import TIERS, Light, Pattern

LETTER = {Light.OFF: "o", Light.ON: "i", Light.SLOW: "s", Light.FAST: "f"}
LIGHT = {letter: light for light, letter in LETTER.items()}
LINE = re.compile(rb"([=!])([a-z0-9-]+) ([oisf])([oisf])([oisf])([oisf])([oisf])([oi])\n")
REPLY_S = 0.3


def line_of(mark: str, unit: str, pattern: Pattern) -> bytes:
    letters = "".join(LETTER[pattern.tier(tier)] for tier in TIERS)
    return f"{mark}{unit} {letters}{'i' if pattern.sounder else 'o'}\n".encode()


def pattern_of(found: re.Match[bytes]) -> Pattern:
    lights = {tier: LIGHT[found[i].decode()] for i, tier in enumerate(TIERS, start=3)}
    return Pattern(**lights, sounder=found[8] == b"i")


@dataclass(frozen=True, slots=True)
class SimulatedCodec(WholeState):
    """The whole state in one frame, answered with the whole state."""

    unit: str
    stands_for: Capability | None = None
    """The protocol whose limits it takes over; None: five tiers and a sounder."""

    @property
    def line(self) -> Line:
        return Line()

    @property
    def capability(self) -> Capability:
        tiers = self.stands_for.tiers if self.stands_for else frozenset(TIERS)
        sounder = self.stands_for is None or self.stands_for.sounder
        return Capability(
            tiers, sounder, native_blink=True, replies=True, rates=BLINKS, addressed=True
        )

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        for found in LINE.finditer(received):
            if found[1] == b"!" and found[2] == self.unit.encode():
                return Reply(accepted=True, actual=pattern_of(found))
        return None

    def frame(self, pattern: Pattern) -> Frame:
        return Frame(line_of("=", self.unit, pattern), pattern, reply_s=REPLY_S)
