"""Trying a lamp that is not saved yet: what a guided set-up asks of it, and what came of it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.codecs import faults
from devices.codecs.codec import Probe
from devices.codecs.faults import DeviceError
from devices.lines.addresses import Allowed
from devices.lines.drivers import Driver, LampConfig, MakeCodec, driver_of
from devices.lines.simulator import SimulatedLine
from devices.lines.trace import Traced
from devices.schedule import health
from devices.schedule.health import Health, LampHealth
from devices.schedule.turns import Clock
from devices.setup.guest import Guest
from signage.language.words import Words
from signage.shows.lamps import Pattern

TRY_S = 4.0
"""How long a lamp that is only tried shows a pattern, seconds; then it is left dark and its port
handed back."""
PATIENCE_S = 3.0
"""How long a caller waits for what a trial finds, seconds."""


@dataclass(frozen=True, slots=True)
class Trial:
    """``shown``: the lamp was written to without fault and, where it can answer, said so itself."""

    shown: bool
    health: LampHealth
    frames: tuple[Traced, ...] = ()

    @property
    def reason(self) -> Words:
        return self.health.reason


@dataclass(frozen=True, slots=True)
class Identity:
    """``name``: what the device calls itself; None if it did not answer, with the reason."""

    name: str | None
    reason: Words
    frames: tuple[Traced, ...] = ()


class Outcome:
    """What a worker found, for a caller that waits a little while."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._fact: LampHealth | None = None
        self._named: tuple[str | None] | None = None

    def tell(self, driver: object, fact: LampHealth) -> None:
        with self._news:
            self._fact = fact
            self._news.notify_all()

    def named(self, name: str | None) -> None:
        with self._news:
            # In a tuple: None alone would not tell a silent device from one that was not asked yet.
            self._named = (name,)
            self._news.notify_all()

    def wait(self, patience_s: float) -> LampHealth | None:
        """The fact that settles it, else the latest; None if the port has not even opened."""
        with self._news:
            self._news.wait_for(self._settled, patience_s)
            return self._fact

    def name(self, patience_s: float) -> tuple[str | None, LampHealth | None]:
        """What the device calls itself, and the fault if there is one."""
        with self._news:
            self._news.wait_for(lambda: self._named or self._failed(), patience_s)
            return (self._named[0] if self._named else None), (
                self._fact if self._failed() else None
            )

    def _settled(self) -> bool:
        return self._failed() or (self._fact is not None and self._fact.agrees)

    def _failed(self) -> bool:
        return self._fact is not None and self._fact.health in ("lost", "misconfigured")


@dataclass(slots=True, eq=False)
class Seat:
    """A trial on its way to a line: makes the driver, then the guest."""

    pattern: Pattern | None
    seconds: float
    clock: Clock
    outcome: Outcome
    probe: Probe | None = None
    known: Driver | None = None
    """Of the last trial: the same lamp stays on its open line."""
    frames: tuple[Traced, ...] = ()

    def driver(
        self,
        lamp: LampConfig,
        protocols: Mapping[str, MakeCodec],
        allowed: Allowed,
        simulators: dict[str, SimulatedLine],
    ) -> Driver:
        """Raises a permanent ``DeviceError``. A simulated line that is new is put to the others,
        for who saves it."""
        if self.known and self.known.lamp == lamp and not self.known.simulated:
            return self.known
        driver = driver_of(lamp, protocols, allowed, simulators)
        if driver.simulated:
            line = simulators[driver.line]
            line.lamps = {driver.simulated.unit: driver.simulated, **line.lamps}
        return driver

    def guest(self, driver: Driver) -> Guest:
        until = self.clock() + self.seconds
        return Guest(
            driver,
            self.pattern,
            until,
            self.outcome.tell,
            self.probe,
            self.outcome.named,
            self.trace,
        )

    def trace(self, frames: tuple[Traced, ...]) -> None:
        self.frames = frames


class Trials:
    """One at a time. ``host`` puts a lamp on its line, ``dismiss`` gives the line back at once."""

    def __init__(
        self, host: Callable[[LampConfig, Seat], Driver], dismiss: Callable[[], None], clock: Clock
    ) -> None:
        self._host = host
        self._dismiss = dismiss
        self._clock = clock
        self._one = threading.Lock()
        self._last: Driver | None = None

    def show(self, lamp: LampConfig, pattern: Pattern, seconds: float) -> Trial:
        with self._one:
            seat = Seat(pattern, seconds, self._clock, Outcome(), known=self._last)
            try:
                self._last = self._host(lamp, seat)
            except DeviceError as error:
                return Trial(False, misfit(lamp.id, error, self._clock()))
            fact = seat.outcome.wait(PATIENCE_S)
            if fact is None:
                late = faults.transient(faults.NOT_OPENED, path=self._last.line)
                fact = misfit(lamp.id, late, self._clock(), "lost")
            # What failed gives its line back at once; what is right stays to be looked at.
            if not fact.agrees:
                self._dismiss()
            return Trial(fact.agrees, fact, seat.frames)

    def ask(self, lamp: LampConfig, probe: Probe) -> Identity:
        with self._one:
            seat = Seat(None, PATIENCE_S, self._clock, Outcome(), probe)
            try:
                self._host(lamp, seat)
            except DeviceError as error:
                return Identity(None, error.message)
            name, fault = seat.outcome.name(PATIENCE_S)
            self._dismiss()
            reason = fault.reason if fault else health.IDENTIFIED if name else faults.SILENT
            return Identity(name, reason, seat.frames)


def misfit(
    lamp: str, error: DeviceError, now: float, state: Health = "misconfigured"
) -> LampHealth:
    return LampHealth(lamp, state, None, error.message, at=now)
