"""A panel in the millimetres of whoever stands before it; ``static/touch.js`` hands them to
``touch.css``."""

from dataclasses import dataclass

from signage.hall.model import Screen

MM_PER_IN = 25.4
ARM_M = 1.0
"""On touch pages text is measured from no farther than this (LOOKS §1)."""


@dataclass(frozen=True, slots=True)
class Panel:
    """``long_mm`` is its longer side, ``near_m`` the distance its touch pages are read from, both
    as people describe it in ``screens.toml``."""

    long_mm: float
    near_m: float


def panel(screen: Screen) -> Panel:
    across = max(screen.width, screen.height) / (screen.width**2 + screen.height**2) ** 0.5
    return Panel(round(screen.diagonal_in * MM_PER_IN * across, 1), min(screen.distance_m, ARM_M))
