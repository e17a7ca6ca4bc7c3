"""All lamps of a hall on their lines: desired patterns in, health facts out, one worker per
port."""

import os.path
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from devices.codecs import faults
from devices.codecs.codec import Capability, Probe
from devices.contacts.boards import Boards
from devices.engine.worker import Worker
from devices.lines.addresses import Allowed
from devices.lines.drivers import PROTOCOLS, Driver, LampConfig, MakeCodec, Plan, farewells, plan
from devices.lines.simulator import SimulatedLamp, SimulatedLine
from devices.lines.trace import Traced
from devices.schedule import health
from devices.schedule.desired import Duty
from devices.schedule.health import LampHealth
from devices.schedule.lamp_test import LampTest, lamp_test
from devices.schedule.progress import Progress
from devices.schedule.turns import FAREWELL_S, Clock
from devices.setup.trial import TRY_S, Identity, Seat, Trial, Trials, misfit
from signage.shows.lamps import Light, Pattern

__all__ = ["LampConfig", "LampHealth", "Lights"]

STOP_S = 1.5
"""``stop`` returns within this even past a blocked port, seconds."""
CANCEL_S = STOP_S - FAREWELL_S - 0.2
"""Of that, what a cancelled call gets to come back."""


def is_emergency(pattern: Pattern) -> bool:
    """Red says danger and nothing else: no test may run beside it."""
    return pattern.red is not Light.OFF


class Lights:
    """All lamps of a hall. Every method may be called from any thread, and none waits for a port
    but the two trials.

    ``tell`` is called from threads of this room, once per change of a lamp's health, never per
    re-assertion or blink. ``hosts``: serial servers that may be reached, ``directories``: where
    serial ports may lie. ``reassert_s``: seconds
    between full re-assertions, the only repair for a lamp that was switched off and on behind a
    live adapter. ``clock``: monotonic seconds; all blinking hangs on it. ``emergency``: the
    patterns that end every lamp test and trial at once.
    """

    def __init__(
        self,
        lamps: Sequence[LampConfig],
        tell: Callable[[LampHealth], None],
        *,
        simulators_allowed: bool,
        hosts: frozenset[str] = frozenset(),
        directories: frozenset[str] = frozenset({"/"}),
        clock: Clock = time.monotonic,
        reassert_s: float = 10.0,
        protocols: Mapping[str, MakeCodec] = PROTOCOLS,
        emergency: Callable[[Pattern], bool] = is_emergency,
    ) -> None:
        self._allowed = Allowed(simulators_allowed, hosts, directories)
        self._tell = tell
        self._clock = clock
        self._reassert_s = reassert_s
        self._protocols = protocols
        self._emergency = emergency
        self._setup = threading.Lock()
        """Over plan, workers and wishes. Nothing slow is done while it is held."""
        self._plan = Plan({}, {}, {})
        # Replaced, never changed: who asks how threads fare, or for a trace, waits for no setup.
        self._workers: Mapping[str, Worker] = {}
        self._desired: dict[str, Pattern] = {}
        self._started = self._stopped = False
        self._facts = threading.Lock()
        self._drivers: Mapping[str, Driver] = {}
        self._health: dict[str, LampHealth] = {}
        self._reporters: list[threading.Thread] = []
        self._trials = Trials(self._host, self._dismiss, clock)
        self.configure(lamps)

    def start(self) -> None:
        """Never fails for a port that is missing: that lamp is ``lost`` and heals by itself."""
        with self._setup:
            self._started = True
            for worker in self._workers.values():
                worker.start()
            self._report([self._health[name] for name in self._plan.wrong])

    def configure(
        self, lamps: Sequence[LampConfig], protocols: Mapping[str, MakeCodec] | None = None
    ) -> None:
        """Drive these lamps from now on. Unchanged ones keep their port and health; what is gone is
        left as its ``on_stop`` says and its port closed. Lamps new here are touched once ``show``
        has named them.

        ``protocols``: from now on these; None: as before.
        """
        with self._setup:
            if self._stopped:
                return
            before = self._plan
            self._protocols = protocols or self._protocols
            names = {lamp.id for lamp in lamps}
            self._plan = plan(lamps, self._protocols, self._allowed, before)
            self._desired = {
                lamp: pattern for lamp, pattern in self._desired.items() if lamp in names
            }
            told = self._reset_health()
            for worker in self._workers.values():
                # What was only tried may be saved now, perhaps under another name of the same port.
                worker.release()
            for line in {**before.lines, **self._plan.lines}:
                old, new = before.lines.get(line, ()), self._plan.lines.get(line, ())
                # By identity: plan() keeps the very driver of a lamp that did not change.
                if [id(driver) for driver in old] != [id(driver) for driver in new]:
                    self._assign(line, new, farewells(old, new))
            self._report(told)

    def show(self, desired: Mapping[str, Pattern]) -> None:
        """Lamps not named keep their wish; unknown lamps are ignored. Returns at once."""
        with self._setup:
            self._desired.update(desired)
            if any(self._emergency(pattern) for pattern in desired.values()):
                self._end_tests()
            for line, worker in self._workers.items():
                worker.wish(self._wishes(line))

    def health(self) -> Mapping[str, LampHealth]:
        with self._facts:
            return dict(self._health)

    def progress(self) -> tuple[Progress, ...]:
        """How the thread of each port fares."""
        return tuple(worker.progress() for worker in self._workers.values() if not worker.ended)

    def listen(self, boards: Boards) -> bool:
        """Let the lamps' worker of this line read these contacts besides. False: no lamp has it.
        To be asked again and again, for lamps come and go; returns at once."""
        worker = self._workers.get(self._line_like(boards.address.line))
        return worker is not None and worker.listen(boards)

    def deaf(self, boards: Boards) -> None:
        for worker in self._workers.values():
            worker.deaf(boards)

    def trace(self, lamp_id: str) -> tuple[Traced, ...]:
        """Its last frames, oldest first; empty for a lamp that is not driven."""
        driver = self._drivers.get(lamp_id)
        worker = self._workers.get(driver.line) if driver else None
        return worker.trace(lamp_id) if worker else ()

    def test(
        self, lamps: Collection[str], seconds: float, *, sounder: bool = False
    ) -> Mapping[str, LampTest]:
        """Let each of these lamps show its colours, each for some seconds, and then the computed
        pattern again.

        Returns what each will show when. A later test takes the place of this one. Raises
        ``DeviceError`` during an emergency; one that begins meanwhile ends the test at once.
        """
        with self._setup:
            self._refuse_in_emergency()
            began = self._clock()
            tests = {
                name: _test_of(driver, sounder, began, seconds)
                for name, driver in self._drivers.items()
                if name in lamps and name in self._desired
            }
            for worker in self._workers.values():
                worker.test(tests)
            return tests

    def end_test(self) -> None:
        """Every lamp shows the computed pattern again."""
        with self._setup:
            self._end_tests()

    def try_pattern(self, lamp: LampConfig, pattern: Pattern, seconds: float = TRY_S) -> Trial:
        """Show a pattern for some seconds on a lamp that need not be saved. Waits up to
        ``PATIENCE_S`` for the outcome.

        A saved lamp on that port gets it back afterwards; lamps on the same bus are driven
        meanwhile.
        """
        return self._trials.show(lamp, pattern, seconds)

    def identify(self, lamp: LampConfig, probe: Probe) -> Identity:
        """Ask a device who it is, with a question that changes nothing. Waits up to
        ``PATIENCE_S``."""
        return self._trials.ask(lamp, probe)

    def simulated(self, lamp_id: str) -> SimulatedLamp:
        """The simulated lamp itself. ``KeyError`` if that lamp is not simulated."""
        found = self._drivers[lamp_id].simulated
        if found is None:
            raise KeyError(lamp_id)
        return found

    def simulated_line(self, lamp_id: str) -> SimulatedLine:
        """The line a simulated lamp hangs on, to unplug and plug it. ``KeyError`` as above."""
        self.simulated(lamp_id)
        return self._plan.simulators[self._drivers[lamp_id].line]

    def stop(self) -> None:
        """Idempotent. Leaves each lamp as its ``on_stop`` says. Returns within ``STOP_S`` even if a
        port blocks; that port's thread ends with its last call.
        """
        with self._setup:
            if self._stopped:
                return
            self._stopped = True
            workers = list(self._workers.items())
            parting = {line: farewells(self._plan.lines.get(line, ()), ()) for line, _ in workers}
            for line, worker in workers:
                worker.assign((), parting[line], {})
        # Real seconds, whatever clock blinking hangs on: threads are waited for.
        deadline = time.monotonic() + STOP_S
        for line, worker in workers:
            # A line that leaves nothing behind need not finish its call.
            if not parting[line]:
                worker.cancel()
        for _, worker in workers:
            # One deadline for all: what the first one took the next has not.
            worker.join(deadline - CANCEL_S - time.monotonic())
        for _, worker in workers:
            worker.cancel()
        for _, worker in workers:
            worker.join(deadline - time.monotonic())
        for reporter in self._reporters:
            reporter.join(max(0.0, deadline - time.monotonic()))

    def _assign(
        self, line: str, drivers: tuple[Driver, ...], leaving: Mapping[str, Pattern]
    ) -> None:
        desired = self._wishes(line)
        if drivers or line in self._workers:
            self._employ(line, lambda worker: worker.assign(drivers, leaving, desired))

    def _employ(self, line: str, task: Callable[[Worker], bool]) -> None:
        """Give the line's worker a task, or a new worker if that one has ended."""
        worker = self._workers.get(line)
        if worker is not None and task(worker):
            return
        worker = Worker(line, self._duty, self._found, self._clock)
        task(worker)
        self._workers = {
            name: other for name, other in self._workers.items() if not other.ended
        } | {line: worker}
        if self._started:
            worker.start()

    def _host(self, lamp: LampConfig, seat: Seat) -> Driver:
        """Let a lamp be tried on its line. Raises ``DeviceError``."""
        with self._setup:
            self._refuse_in_emergency()
            simulators = dict(self._plan.simulators)
            driver = seat.driver(lamp, self._protocols, self._allowed, simulators)
            self._plan = replace(self._plan, simulators=simulators)
            if self._started and not self._stopped:
                self._employ(
                    self._line_like(driver.line), lambda worker: worker.host(seat.guest(driver))
                )
            return driver

    def _line_like(self, line: str) -> str:
        """Where one of our workers holds the same device under another name, that worker."""
        if not line.startswith("/"):
            return line
        device = os.path.realpath(line)
        names = (
            name
            for name in self._workers
            if name.startswith("/") and os.path.realpath(name) == device
        )
        return next(names, line)

    def _dismiss(self) -> None:
        with self._setup:
            for worker in self._workers.values():
                worker.release()

    def _wishes(self, line: str) -> Mapping[str, Pattern]:
        names = (driver.lamp.id for driver in self._plan.lines.get(line, ()))
        return {name: self._desired[name] for name in names if name in self._desired}

    def _end_tests(self) -> None:
        for worker in self._workers.values():
            worker.test({})
            worker.release()

    def _refuse_in_emergency(self) -> None:
        if any(self._emergency(pattern) for pattern in self._desired.values()):
            raise faults.transient(faults.EMERGENCY)

    def _duty(self, driver: Driver) -> tuple[Duty, float]:
        lamp, capability = driver.lamp, driver.codec.capability
        period = period_s(lamp, capability, self._reassert_s)
        return Duty(
            driver.codec, frozenset(lamp.colours), lamp.sounder, lamp.blink_hz, period
        ), period

    def _reset_health(self) -> list[LampHealth]:
        """After a change of the plan. Gives what is newly wrong."""
        now = self._clock()
        with self._facts:
            before, drivers = self._health, self._drivers
            self._drivers = {
                driver.lamp.id: driver for line in self._plan.lines.values() for driver in line
            }
            self._health = {
                name: before[name] if drivers.get(name) is driver else _connecting(driver, now)
                for name, driver in self._drivers.items()
            }
            wrong = {name: misfit(name, error, now) for name, error in self._plan.wrong.items()}
            told = {
                name
                for name, fact in wrong.items()
                if name in before and fact.same_as(before[name])
            }
            self._health |= {
                name: before[name] if name in told else fact for name, fact in wrong.items()
            }
        return [fact for name, fact in wrong.items() if name not in told]

    def _report(self, facts: Sequence[LampHealth]) -> None:
        """From a thread of its own: who configures may hold what the listener needs."""
        if not facts or not self._started:
            return

        def tell() -> None:
            for fact in facts:
                self._tell(fact)

        reporter = threading.Thread(target=tell, name="lamps misconfigured", daemon=True)
        self._reporters = [*(other for other in self._reporters if other.is_alive()), reporter]
        reporter.start()

    def _found(self, driver: Driver, fact: LampHealth) -> None:
        with self._facts:
            # A driver that was replaced while it spoke has nothing to say of the lamp any more.
            current = not self._stopped and self._drivers.get(fact.lamp) is driver
            if not current or self._health[fact.lamp].same_as(fact):
                return
            self._health[fact.lamp] = fact
        self._tell(fact)


def _connecting(driver: Driver, now: float) -> LampHealth:
    simulated = driver.simulated is not None
    return LampHealth(driver.lamp.id, "lost", None, health.CONNECTING, simulated=simulated, at=now)


def _test_of(driver: Driver, sounder: bool, began: float, seconds: float) -> LampTest:
    lamp, capability = driver.lamp, driver.codec.capability
    tiers = capability.tiers & set(lamp.colours)
    return lamp_test(
        tiers, sounder and lamp.sounder and capability.sounder, capability.text, began, seconds
    )


def period_s(lamp: LampConfig, capability: Capability, usual_s: float) -> float:
    """Seconds between re-assertions: as set, and never so long that two in a row may not be lost
    before a device with a timeout of its own takes our silence for a dead host."""
    period = lamp.reassert_s or capability.reassert_s or usual_s
    return period if capability.silence_s is None else min(period, capability.silence_s / 3)
