"""Panels of every size and shape, hung every way, read from as far as their signs allow."""

from random import Random
from typing import Any

PANELS = {
    "board": ((3840, 2160, 98.0), (3840, 2160, 75.0), (1920, 1080, 55.0), (1920, 1080, 43.0), (1080, 1920, 55.0)),
    "touch": ((1080, 1920, 32.0), (1920, 1080, 43.0), (1080, 1920, 43.0), (1920, 1080, 24.0), (1366, 768, 32.0)),
    "window": ((1920, 540, 37.0), (1920, 1080, 32.0), (1280, 800, 15.6), (1920, 360, 43.0), (1080, 1920, 32.0)),
    "zone": ((1920, 1080, 43.0), (1080, 1920, 21.5), (1080, 1920, 32.0), (3840, 2160, 65.0), (1280, 1024, 19.0)),
    "door": ((1920, 1080, 43.0), (1080, 1920, 43.0), (1920, 1080, 55.0), (1920, 540, 37.0), (1280, 720, 32.0)),
}  # fmt: skip
"""Pixels across and down, inches, by layout."""
H_MM_PER_M, CAP = 12.22, 0.7
LETTERS, LINES_HIGH = 7.2, 2.6
"""What a main line of the catalogue needs: letters side by side, and lines above one another in the
sign's room."""


def farthest(width: int, height: int, inches: float) -> float:
    """Metres from which the catalogue's main lines can still be read on this panel as it hangs."""
    mm = inches * 25.4 / (width**2 + height**2) ** 0.5
    across, down = 0.9 * width * mm / LETTERS, 0.4 * height * mm / LINES_HIGH
    return min(across, down) * CAP / H_MM_PER_M


def panel(layout: str, chance: Random) -> dict[str, Any]:
    width, height, inches = chance.choice(PANELS[layout])
    rotate = chance.choice((0, 0, 0, 90, 180, 270))
    hangs = (height, width) if rotate in (90, 270) else (width, height)
    most = farthest(*hangs, inches)
    near = min(most, 0.5 if layout == "touch" else 1.0)
    far = min(most, 1.5) if layout == "touch" else most
    return {
        "width": width, "height": height, "rotate": rotate, "diagonal_in": inches,
        "distance_m": round(chance.uniform(near, far), 2),
    }  # fmt: skip
