"""When a blinking light is lit: one clock for the whole hall, so that lamps and screens blink
together."""

import math
from collections.abc import Mapping

from signage.shows.lamps import Light

HALF_MS: Mapping[Light, int] = {Light.SLOW: 1000, Light.FAST: 333}
"""Half a blink cycle on one clock for the whole hall."""


def _half(light: Light, now: float) -> int:
    """How many half cycles since the clock's zero; whole microseconds, so that an edge is never
    seen twice."""
    return round(now * 1e6) // (HALF_MS[light] * 1000)


def burns(light: Light, now: float, since: float) -> bool:
    """Whether a light is lit at ``now``. Its first cycle burns throughout, so that it is seen at
    once."""
    if light not in HALF_MS:
        return light is Light.ON
    half = _half(light, now)
    return half % 2 == 0 or half // 2 == _half(light, since) // 2


def next_edge(light: Light, now: float) -> float:
    """When the light may next change by itself, seconds; infinity for a steady one."""
    return (_half(light, now) + 1) * HALF_MS[light] / 1000 if light in HALF_MS else math.inf
