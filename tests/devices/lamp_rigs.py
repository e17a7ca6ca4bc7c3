"""What stands at the other end of the wire in the tests. Nothing here sleeps: everything waits for
bytes or facts."""

import os
import select
import threading
import time
import tty
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from devices.codecs.adafruit import AdafruitTower
from devices.engine.lights import LampConfig, LampHealth, Lights
from devices.lines.drivers import PROTOCOLS as REAL
from devices.lines.drivers import MakeCodec
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import lamp_config

PATIENCE_S = 20.0
PROTOCOLS: Mapping[str, MakeCodec] = {
    **REAL,
    "adafruit_tower": lambda lamp, unit: AdafruitTower(gap_s=0.004),
}
"""The towers of these tests rest 4 ms after a byte instead of 100."""

TOWER: Mapping[int, tuple[str, Light | bool]] = {
    0x11: ("red", Light.ON),
    0x21: ("red", Light.OFF),
    0x41: ("red", Light.FAST),
    0x12: ("yellow", Light.ON),
    0x22: ("yellow", Light.OFF),
    0x42: ("yellow", Light.FAST),
    0x14: ("green", Light.ON),
    0x24: ("green", Light.OFF),
    0x44: ("green", Light.FAST),
    0x18: ("sounder", True),
    0x28: ("sounder", False),
}
"""What each byte does to the tower; its own blink is written down as fast."""


LightsOf = Callable[..., Lights]
"""Makes started lights of lamps and settings, stopped when the test ends."""


class Facts:
    """Collects what the lights tell, and waits for what should be told."""

    def __init__(self) -> None:
        self.told: list[LampHealth] = []
        self._changed = threading.Condition()

    def tell(self, fact: LampHealth) -> None:
        with self._changed:
            self.told.append(fact)
            self._changed.notify_all()

    def wait(
        self, wanted: Callable[[LampHealth], bool], patience_s: float = PATIENCE_S
    ) -> LampHealth:
        """The latest fact of any lamp once it is as wanted."""

        def found() -> LampHealth | None:
            latest = {fact.lamp: fact for fact in self.told}
            return next((fact for fact in latest.values() if wanted(fact)), None)

        with self._changed:
            fact = self._changed.wait_for(found, patience_s)
        assert fact, f"only told {self.told[-3:]}"
        return fact


def with_channel(state: Pattern, channel: str, value: Light | bool) -> Pattern:
    changed: dict[str, Any] = {channel: value}
    return replace(state, **changed)


class Rig(Protocol):
    """``reads``: what the lamp shows is asked, so that a difference is noticed."""

    lamp: LampConfig
    at_best: str
    reads: bool

    def asked(self, pattern: Pattern) -> Pattern: ...
    def told(self, pattern: Pattern) -> Pattern: ...
    def shows(self, pattern: Pattern, lights: Lights) -> None: ...
    def unplug(self, lights: Lights) -> None: ...
    def replug(self, lights: Lights) -> None: ...
    def power_cycle(self, lights: Lights) -> None: ...
    def close(self) -> None: ...


class PtyRig:
    """A tower behind a pty; its address is a link, re-pointed when it is plugged in again."""

    at_best = "unverified"
    reads = False

    def asked(self, pattern: Pattern) -> Pattern:
        return pattern

    told = asked

    def __init__(self, folder: Path, name: str) -> None:
        self.link = folder / name
        self.lamp = lamp_config(name, str(self.link), sounder=True)
        self.state = DARK
        self.received = b""
        self._ends: tuple[int, ...] = ()
        self.plug()

    def plug(self) -> None:
        master, slave = os.openpty()
        tty.setraw(master)
        tty.setraw(slave)
        self._ends = master, slave
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(slave))
        self.state = DARK

    def unplug(self, lights: Lights | None = None) -> None:
        for end in self._ends:
            os.close(end)
        self._ends = ()
        self.link.unlink(missing_ok=True)

    def replug(self, lights: Lights | None = None) -> None:
        self.plug()

    def power_cycle(self, lights: Lights | None = None) -> None:
        self.read(0)
        self.state = DARK

    def close(self) -> None:
        self.unplug()

    def read(self, patience_s: float = PATIENCE_S) -> bytes:
        """What arrived, after waiting for at least something."""
        ready, _, _ = select.select([self._ends[0]], [], [], patience_s)
        data = os.read(self._ends[0], 4096) if ready else b""
        for byte in data:
            channel, value = TOWER[byte]
            self.state = with_channel(self.state, channel, value)
        self.received += data
        return data

    def read_until(self, done: Callable[[bytes], bool]) -> bytes:
        """All bytes up to now, once they are as wanted."""
        deadline = time.monotonic() + PATIENCE_S
        while not done(self.received):
            left = deadline - time.monotonic()
            assert left > 0, f"only got {self.received.hex(' ')}"
            self.read(left)
        return self.received

    def shows(self, pattern: Pattern, lights: Lights | None = None) -> None:
        self.read_until(lambda _: self.state == pattern)


class SimRig:
    at_best = "verified"
    reads = False

    def asked(self, pattern: Pattern) -> Pattern:
        return pattern

    told = asked

    def __init__(self, folder: Path, name: str) -> None:
        self.lamp = lamp_config(name, f"sim://{name}", sounder=True)

    def shows(self, pattern: Pattern, lights: Lights) -> None:
        deadline = time.monotonic() + PATIENCE_S
        lamp = lights.simulated(self.lamp.id)
        with lamp.changed:
            assert lamp.changed.wait_for(
                lambda: lamp.pattern == pattern, deadline - time.monotonic()
            ), lamp.pattern

    def unplug(self, lights: Lights) -> None:
        lights.simulated_line(self.lamp.id).unplug()

    def replug(self, lights: Lights) -> None:
        lights.simulated(self.lamp.id).power_cycle()
        lights.simulated_line(self.lamp.id).plug()

    def power_cycle(self, lights: Lights) -> None:
        lights.simulated(self.lamp.id).power_cycle()

    def close(self) -> None:
        """Nothing is held."""
