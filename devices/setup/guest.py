"""A lamp that is on a line for a while only: tried before it is saved, or asked who it is."""

from collections.abc import Callable
from dataclasses import dataclass

from devices.codecs.codec import Probe
from devices.lines.drivers import Driver
from devices.lines.trace import Traced
from devices.schedule.turns import Tell
from signage.shows.lamps import Pattern


@dataclass(frozen=True, slots=True, eq=False)
class Guest:
    """A lamp that is no part of the hall yet, driven until a moment of the clock, then left
    dark."""

    driver: Driver
    pattern: Pattern | None
    """None: it is only asked who it is."""
    until: float
    tell: Tell
    probe: Probe | None = None
    named: Callable[[str | None], None] = lambda name: None
    traced: Callable[[tuple[Traced, ...]], None] = lambda frames: None
