"""CD5220 pole displays: two lines of 20 letters. No reply, no light.

``1B 51 41`` + 20 letters + ``0D`` is the upper line, ``1B 51 42`` the lower; after them nothing
else works until ``0C``, which also clears. So every change is one write that begins with 0C. ``1B
40`` starts anew, ``1B 2A n`` is brightness. Source: Epson CD5220 manual p28; XP8200 manual p19.
"""

from dataclasses import dataclass

from devices.codecs.codec import USUAL, Capability, Display, Frame, Line
from devices.codecs.config import LampConfig
from devices.codecs.sign_line import ascii_lines
from devices.codecs.whole_state import WholeState, of_display
from signage.shows.lamps import Pattern

WIDTH = 20
GAP_S = 0.05
REASSERT_S = 300.0
START, CLEAR, BRIGHTEST = b"\x1b@", b"\x0c", b"\x1b*\x04"
UPPER, LOWER = b"A", b"B"


def written(line: bytes, text: str) -> bytes:
    return b"\x1bQ" + line + text.ljust(WIDTH).encode("ascii") + b"\r"


@dataclass(frozen=True, slots=True)
class Cd5220(WholeState):
    line: Line = USUAL
    gap_s: float = GAP_S
    reassert_s: float = REASSERT_S

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "Cd5220":
        return cls(lamp.line(USUAL), lamp.gap_s(GAP_S))

    @property
    def capability(self) -> Capability:
        return of_display(self.reassert_s)

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        """Clear first: a display left in string mode would not hear the start command."""
        first = (CLEAR, START, BRIGHTEST)
        return (*(Frame(data, None, self.gap_s) for data in first), self.frame(target))

    def frame(self, wish: Pattern) -> Frame:
        text = wish.text if isinstance(wish, Display) else ""
        upper, lower = ascii_lines(text, WIDTH, 2)
        data = CLEAR + (written(UPPER, upper) + written(LOWER, lower) if upper.strip() else b"")
        return Frame(data, wish, self.gap_s)
