"""Adafruit 5125 tower light and look-alikes: one byte per channel, no reply, no way to read it.

High nibble: 1 on, 2 off, 4 blink. Low nibble: 1 red, 2 yellow, 4 green, 8 buzzer. 9600 8N1. Source:
Adafruit_Learning_System_Guides, GitHub_Actions_Status_Tower_Light/actions_status.py; the rest after
each byte from Geraffel-Village/Beernary, beernary/modules/light.py. Nothing here has been confirmed
by its maker.
"""

from dataclasses import dataclass, replace

from devices.codecs.codec import USUAL, Capability, Frame, Line, Reply
from signage.shows.lamps import DARK, Light, Pattern

GAP_S = 0.1
ON, OFF, BLINK = 0x10, 0x20, 0x40
# One blink for two rates: it stands for either only once measured (BAND_HZ).
MODE = {Light.OFF: OFF, Light.ON: ON, Light.SLOW: BLINK, Light.FAST: BLINK}
CHANNEL = {"red": 0x1, "yellow": 0x2, "green": 0x4, "sounder": 0x8}
OPENING = ("sounder", "red", "yellow", "green")


def _mode(pattern: Pattern, channel: str) -> int:
    if channel == "sounder":
        return ON if pattern.sounder else OFF
    return MODE[pattern.tier(channel)]


def _take(pattern: Pattern, source: Pattern, channel: str) -> Pattern:
    """``pattern`` with one channel as in ``source``."""
    return replace(pattern, **{channel: getattr(source, channel)})


@dataclass(frozen=True, slots=True)
class AdafruitTower:
    line: Line = USUAL
    gap_s: float = GAP_S
    """Seconds of rest after each byte."""

    @property
    def capability(self) -> Capability:
        tiers = frozenset({"red", "yellow", "green"})
        return Capability(tiers, sounder=True, native_blink=True, replies=False)

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        """Through dark, whatever the target: the tower keeps its last state through a restart of
        ours: 28 21 22 24."""
        last = OPENING[-1]
        return tuple(
            Frame(bytes([OFF | CHANNEL[channel]]), DARK if channel == last else None, self.gap_s)
            for channel in OPENING
        )

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        """What lights up comes first: a state half applied must not be dark, which reads as all
        clear."""
        changed = [c for c in CHANNEL if _mode(before, c) != _mode(after, c)]
        lighting = [c for c in changed if _mode(after, c) != OFF]
        now = before
        frames: list[Frame] = []
        for channel in (*lighting, *(c for c in changed if c not in lighting)):
            # Nobody documents whether "on" ends "blink": one mode goes to the other through off.
            if channel in lighting and _mode(now, channel) != OFF:
                now = _take(now, DARK, channel)
                frames.append(self._frame(now, channel))
            now = _take(now, after, channel)
            frames.append(self._frame(now, channel))
        return tuple(frames)

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        return tuple(self._frame(pattern, channel) for channel in CHANNEL)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        return None

    def _frame(self, pattern: Pattern, channel: str) -> Frame:
        return Frame(bytes([_mode(pattern, channel) | CHANNEL[channel]]), pattern, self.gap_s)
