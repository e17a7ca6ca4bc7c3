"""Patlite PHE-3FB2 and PHE-3FB3 over RS-232C or USB: ASCII frames, acknowledged, and the whole
state read back.

``40`` ID ``S`` six data ``21`` sets all, ``G`` gets all; 06 is yes, 15 is no. The commands ``1``
and ``0`` for single bits are never mixed with S. A person may darken the lamps with the unit's
Clear switch: only ``G`` shows it, so it is asked for after every wish and in every period. The
periods of flash 1 and 2 are not known to us: without a measured rate we blink the lamps ourselves.
Source: manual T95100260_03 p14-21; skyhobbit/serial_patlite.
"""

import re
from dataclasses import dataclass

from devices.codecs.channels import lit, with_channels
from devices.codecs.codec import USUAL, Capability, Frame, Line, Probe, Reply
from devices.codecs.config import LampConfig
from devices.codecs.whole_state import WholeState
from signage.shows.lamps import Light, Pattern

HEAD, ANY_UNIT, END = b"@", b"??", b"!"
ACK, NAK = 0x06, 0x15
TIERS = ("red", "yellow", "green")
# Flash 1 for whichever rate was measured; without a measurement both are blinked by us.
CODE = {Light.OFF: "0", Light.ON: "1", Light.SLOW: "2", Light.FAST: "2"}
UNUSED = "00"
"""Two bytes the manual leaves undefined; working programs send 00."""
STATE = re.compile(rb"([0-39])([0-39])([0-39])..([0-49])", re.DOTALL)
GAP_S, REPLY_S = 0.02, 1.0
"""The next frame may follow the answer; no deadline for the answer is printed, seconds."""


def framed(command: str, data: str = "") -> bytes:
    return HEAD + ANY_UNIT + command.encode("ascii") + data.encode("ascii") + END


@dataclass(frozen=True, slots=True)
class PatlitePhe(WholeState):
    line: Line = USUAL
    gap_s: float = GAP_S
    reply_s: float = REPLY_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "PatlitePhe":
        return cls(lamp.line(USUAL), lamp.gap_s(GAP_S), lamp.answer_s(REPLY_S))

    @property
    def capability(self) -> Capability:
        return Capability(
            frozenset(TIERS), sounder=True, native_blink=True, replies=True, reads=True
        )

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        return (Frame(framed("G"), pattern, self.gap_s, self.reply_s),)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        if frame.data == framed("G") and frame.after is not None:
            found = STATE.search(received)
            if found:
                return Reply(accepted=True, actual=_shown(found, frame.after))
            return Reply(accepted=False) if NAK in received else None
        answers = [byte for byte in received if byte in (ACK, NAK)]
        # The last one: a late answer to the frame before may lie in front of it.
        return Reply(accepted=answers[-1] == ACK) if answers else None

    def probe(self) -> Probe:
        """``M`` answers version, ID and switches: 01 01 3F 3F 00 00 is v1.01."""
        found = re.compile(rb"([\x00-\x63])([\x00-\x63])([ -~]{2})..", re.DOTALL)

        def read(received: bytes) -> str | None:
            info = found.search(received)
            return f"Patlite PHE v{info[1][0]}.{info[2][0]:02d}" if info else None

        return Probe(framed("M"), self.reply_s, read)

    def frame(self, wish: Pattern) -> Frame:
        lights = "".join(CODE[wish.tier(tier)] for tier in TIERS)
        buzzer = CODE[lit(wish, "sounder")]
        return Frame(framed("S", lights + UNUSED + buzzer), wish, self.gap_s, self.reply_s)


def _shown(found: re.Match[bytes], expected: Pattern) -> Pattern:
    lights = {
        tier: _light(found[at], expected.tier(tier)) for at, tier in enumerate(TIERS, start=1)
    }
    return with_channels(
        expected, lights | {"sounder": Light.OFF if found[4] == b"0" else Light.ON}
    )


def _light(code: bytes, expected: Light) -> Light:
    """Flash 1 is the blink we asked for, whichever that was; flash 2 is never ours."""
    steady = {b"0": Light.OFF, b"1": Light.ON}
    if code in steady:
        return steady[code]
    ours = expected if expected in (Light.SLOW, Light.FAST) else Light.FAST
    if code == b"2":
        return ours
    return Light.SLOW if ours is Light.FAST else Light.FAST
