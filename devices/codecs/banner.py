"""Banner TL50 Pro over USB: one frame of 38 bytes is the whole state, one colour at a time; no
reply is described.

F4 41 C1 1F 00, colour and intensity, animation, second colour, 27 zeros, sounder, ones' complement
of the 16-bit sum. The rate of its flash is not stated: without a measured rate we blink it. 19200
8N1, 90 ms between frames. Source: mikeclement/TL50USB-Light-Controller tl50-controller.py (cites
Banner 218025); gap: finderman2's README.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.codecs.codec import FIRST, Capability, Frame, Line
from devices.codecs.config import LampConfig
from devices.codecs.whole_state import WholeState
from signage.shows.lamps import Light, Pattern

LINE = Line(baud=19200)
GAP_S = 0.09
HEAD = bytes.fromhex("F441C11F00")
COLOUR: Mapping[str, int] = {
    "red": 0x01,
    "yellow": 0x04,
    "green": 0x00,
    "blue": 0x09,
    "white": 0x0D,
}
ANIMATION: Mapping[Light, int] = {Light.ON: 1, Light.SLOW: 2, Light.FAST: 2}
DARK_COLOUR, DARK_ANIMATION = 0x30, 0
"""Intensity 3 is off."""
PULSED = 2
"""Sounder: 1 steady, 2 pulsed, 3 SOS."""


@dataclass(frozen=True, slots=True)
class BannerTl50(WholeState):
    line: Line = LINE
    gap_s: float = GAP_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "BannerTl50":
        return cls(lamp.line(LINE), lamp.gap_s(GAP_S))

    @property
    def capability(self) -> Capability:
        return Capability(
            frozenset(COLOUR), sounder=True, native_blink=True, replies=False, single=True
        )

    def frame(self, wish: Pattern) -> Frame:
        tier = next((tier for tier in FIRST if wish.tier(tier) is not Light.OFF), None)
        light = (
            (COLOUR[tier], ANIMATION[wish.tier(tier)]) if tier else (DARK_COLOUR, DARK_ANIMATION)
        )
        # The second colour and 27 zeros.
        body = HEAD + bytes(light) + bytes(28) + bytes([PULSED if wish.sounder else 0])
        return Frame(body + (~sum(body) & 0xFFFF).to_bytes(2, "little"), wish, self.gap_s)
