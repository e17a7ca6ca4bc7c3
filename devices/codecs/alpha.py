"""Alpha and BetaBrite message boards: the sign's line goes into the priority file, which overrides
all else.

00 x5, 01, Z (all types), 00 (all addresses), 02, A (write text), label, 1B, position, mode, text,
03, sum, 04. The sum of 02 to 03 in four hex digits. An empty priority file, without a sum, gives
the board back to its own messages. The board never answers unless told to. ASCII only, 125 bytes.
Usually 7E1; some BetaBrite take 8N1. Source: lancereinsmith/alphasignpy docs/protocol-reference.md.
"""

from dataclasses import dataclass

from devices.codecs.codec import BLINKS, Capability, Display, Frame, Line
from devices.codecs.config import LampConfig
from devices.codecs.sign_line import ascii_line
from devices.codecs.whole_state import WholeState, of_display
from signage.shows.lamps import TIERS, Light, Pattern

LINE = Line(bits=7, parity="E")
GAP_S = 0.1
REASSERT_S = 300.0
"""Nobody knows how often such a board may be written."""
HEAD = bytes(5) + b"\x01Z00\x02A"
PRIORITY = "0"
HOLD, FLASH = "b", "c"
RED = "\x1c1"
MOST = 120


def written(text: str, mode: str = HOLD, label: str = PRIORITY) -> bytes:
    body = f"A{label}\x1b {mode}{text}".encode("ascii")
    summed = b"\x02" + body + b"\x03"
    # HEAD's last letter, A, is the body's first: the sum begins before it.
    return HEAD[:-1] + body + b"\x03" + f"{sum(summed) & 0xFFFF:04X}".encode("ascii") + b"\x04"


CLEARED = HEAD + PRIORITY.encode("ascii") + b"\x04"


@dataclass(frozen=True, slots=True)
class AlphaBoard(WholeState):
    line: Line = LINE
    gap_s: float = GAP_S
    reassert_s: float = REASSERT_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "AlphaBoard":
        return cls(lamp.line(LINE), lamp.gap_s(GAP_S))

    @property
    def capability(self) -> Capability:
        return of_display(self.reassert_s)

    def frame(self, wish: Pattern) -> Frame:
        """Flashing where a light blinks, red where the red one burns; without words the board has
        its own again."""
        text = ascii_line(wish.text, MOST) if isinstance(wish, Display) else ""
        if not text:
            return Frame(CLEARED, wish, self.gap_s)
        mode = FLASH if any(wish.tier(tier) in BLINKS for tier in TIERS) else HOLD
        return Frame(
            written((RED if wish.red is not Light.OFF else "") + text, mode), wish, self.gap_s
        )
