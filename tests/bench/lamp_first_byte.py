"""Trigger to first byte: how long after ``show`` the first byte of a changed lamp can be read at
the line's far end."""

import os
import select
import statistics
import time
import tty

from devices.codecs.adafruit import AdafruitTower
from devices.engine.lights import Lights
from signage.shows.lamps import Light, Pattern
from tests.devices.configs import lamp_config


def measure(n: int) -> list[float]:
    """``n`` changes of an idle lamp on a pty, each in milliseconds."""
    master, slave = os.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    lamp = lamp_config("lamp", os.ttyname(slave))
    # The rest after a byte is the lamp's, not ours: shortened so that each change meets an idle
    # line.
    quick = {"adafruit_tower": lambda lamp, unit: AdafruitTower(gap_s=0.001)}
    lights = Lights([lamp], lambda fact: None, simulators_allowed=False, protocols=quick)
    try:
        lights.start()
        lights.show({"lamp": Pattern(red=Light.ON)})
        _quiet(master)
        return [_one(lights, master, Light.OFF if i % 2 == 0 else Light.ON) for i in range(n)]
    finally:
        lights.stop()
        os.close(master)
        os.close(slave)


def _one(lights: Lights, master: int, red: Light) -> float:
    start = time.perf_counter()
    lights.show({"lamp": Pattern(red=red)})
    select.select([master], [], [], 5.0)
    taken = time.perf_counter() - start
    _quiet(master)
    return taken * 1000


def _quiet(master: int) -> None:
    """Read until the line has been silent for 20 ms."""
    while select.select([master], [], [], 0.02)[0]:
        os.read(master, 4096)


if __name__ == "__main__":
    figures = statistics.quantiles(measure(500), n=100)
    print(f"show -> first byte on the pty: p50 {figures[49]:.2f} ms, p99 {figures[98]:.2f} ms")
