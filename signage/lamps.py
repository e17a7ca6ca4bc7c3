"""What each status light shows: a table of patterns, and the lamp's desired pattern with its reason."""

from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    """How one tier burns. Rates are ours: both stay under 3 flashes a second and inside IEC 60073's bands."""

    OFF = "off"
    ON = "on"
    SLOW = "slow"
    """attention: 0.5 Hz, 1000 ms on, 1000 ms off"""
    FAST = "fast"
    """urgent: 1.5 Hz, 333 ms on, 333 ms off"""


TIERS = ("red", "yellow", "green", "blue", "white")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The whole state of a tower: five tiers and the sounder."""

    red: Light = Light.OFF
    yellow: Light = Light.OFF
    green: Light = Light.OFF
    blue: Light = Light.OFF
    white: Light = Light.OFF
    sounder: bool = False

    def tier(self, name: str) -> Light:
        light = getattr(self, name)
        assert isinstance(light, Light)
        return light

    def __str__(self) -> str:
        """``red fast + sounder``, ``yellow on``, ``off``: what the API and the console print."""
        parts = [f"{name} {self.tier(name)}" for name in TIERS if self.tier(name) is not Light.OFF]
        if self.sounder:
            parts.append("sounder")
        return " + ".join(parts) or "off"


DARK = Pattern()
