"""All lamps of a hall on their lines: desired patterns in, health facts out, one worker per port."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from devices import health
from devices.drivers import PROTOCOLS, Driver, LampConfig, MakeCodec, plan
from devices.duty import Duty
from devices.health import LampHealth
from devices.simulator import SimulatedLamp, SimulatedLine
from devices.worker import OFF_S, Clock, OnStop, Tell, Worker
from signage.lamps import Pattern

__all__ = ["LampConfig", "LampHealth", "Lights"]

STOP_S = 1.5
"""``stop`` returns within this even past a blocked port, seconds."""
CANCEL_S = STOP_S - OFF_S - 0.2
"""Of that, what a cancelled call gets to come back."""


class Lights:
    """All lamps of a hall.

    ``tell`` is called from worker threads, once per change of a lamp's health, never per re-assertion or blink.
    ``reassert_s``: seconds between full re-assertions, the only repair for a lamp that was switched off and on behind
    a live adapter. ``clock``: monotonic seconds; all blinking hangs on it. ``on_stop``: leave the lamps or darken them.
    """

    def __init__(
        self,
        lamps: Sequence[LampConfig],
        tell: Tell,
        *,
        simulators_allowed: bool,
        clock: Clock = time.monotonic,
        reassert_s: float = 10.0,
        on_stop: OnStop = "leave",
        protocols: Mapping[str, MakeCodec] = PROTOCOLS,
    ) -> None:
        self._plan = plan(lamps, protocols, simulators_allowed)
        self._tell = tell
        self._clock = clock
        self._on_stop: OnStop = on_stop
        self._lock = threading.Lock()
        self._health = {lamp.id: LampHealth(lamp.id, "lost", None, health.CONNECTING, at=clock()) for lamp in lamps}
        self._workers = [
            Worker(drivers, [_duty(driver, reassert_s) for driver in drivers], self._found, clock)
            for drivers in self._plan.lines.values()
        ]
        for drivers in self._plan.lines.values():
            for driver in drivers:
                if driver.simulated:
                    self._health[driver.lamp.id] = replace(self._health[driver.lamp.id], simulated=True)
        self._report = threading.Thread(target=self._report_wrong, name="lamps misconfigured", daemon=True)
        self._started = self._stopped = False

    def start(self) -> None:
        """Never fails for a port that is missing: that lamp is ``lost`` and heals by itself."""
        self._started = True
        self._report.start()
        for worker in self._workers:
            worker.start()

    def show(self, desired: Mapping[str, Pattern]) -> None:
        """Lamps not named keep their wish; unknown lamps are ignored. Returns at once."""
        wishes = dict(desired)
        for worker in self._workers:
            worker.wish(wishes)

    def health(self) -> Mapping[str, LampHealth]:
        with self._lock:
            return dict(self._health)

    def simulated(self, lamp_id: str) -> SimulatedLamp:
        """The simulated lamp itself. ``KeyError`` if that lamp is not simulated."""
        return self._simulated_driver(lamp_id)[0]

    def simulated_line(self, lamp_id: str) -> SimulatedLine:
        """The line a simulated lamp hangs on, to unplug and plug it. ``KeyError`` as above."""
        return self._plan.simulators[self._simulated_driver(lamp_id)[1]]

    def stop(self) -> None:
        """Idempotent. Returns within ``STOP_S`` even if a port blocks; that port's thread ends with its last call."""
        if self._stopped:
            return
        self._stopped = True
        deadline = time.monotonic() + STOP_S
        for worker in self._workers:
            worker.stop(self._on_stop)
        if self._on_stop == "leave":
            for worker in self._workers:
                worker.cancel()
        for worker in self._workers:
            worker.join(deadline - CANCEL_S - time.monotonic())
        for worker in self._workers:
            worker.cancel()
        for worker in self._workers:
            worker.join(deadline - time.monotonic())
        if self._started:
            self._report.join(max(0.0, deadline - time.monotonic()))

    def _simulated_driver(self, lamp_id: str) -> tuple[SimulatedLamp, str]:
        for drivers in self._plan.lines.values():
            for driver in drivers:
                if driver.lamp.id == lamp_id and driver.simulated:
                    return driver.simulated, driver.line
        raise KeyError(lamp_id)

    def _report_wrong(self) -> None:
        for lamp, error in self._plan.wrong.items():
            self._found(LampHealth(lamp, "misconfigured", None, error.message, at=self._clock()))

    def _found(self, fact: LampHealth) -> None:
        with self._lock:
            if self._health[fact.lamp].same_as(fact):
                return
            self._health[fact.lamp] = fact
        self._tell(fact)


def _duty(driver: Driver, reassert_s: float) -> Duty:
    lamp = driver.lamp
    return Duty(driver.codec, frozenset(lamp.colours), lamp.sounder, lamp.blink_hz, reassert_s)
