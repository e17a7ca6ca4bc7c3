"""The thread that owns one port: takes wishes in, writes what is due, reads answers, survives what ports do."""

import math
import os
import random
import select
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from devices import faults, health
from devices.codec import Frame, Reply
from devices.drivers import Driver
from devices.duty import Duty
from devices.faults import DeviceError
from devices.health import Health, LampHealth
from devices.port import READ_SLICE_S, Port
from signage.lamps import DARK, Pattern
from signage.words import Words

BACKOFF_S, BACKOFF_MAX_S = 0.5, 30.0
HEALTHY_S = 10.0
"""A port that lived this long starts the back-off anew; a flapping one does not."""
PRESENCE_S = 0.2
"""While a port is away, how often to look whether something was plugged in, seconds."""
OFF_S = 1.0
"""How long switching off at the end may take, seconds."""

OnStop = Literal["leave", "off"]
Tell = Callable[[LampHealth], None]
Clock = Callable[[], float]


class OnLine:
    """One lamp on a worker's line: its duty, and when it may be asked again after it failed to answer."""

    def __init__(self, driver: Driver, duty: Duty) -> None:
        self.driver = driver
        self.duty = duty
        self.free_at = -math.inf
        self.failures = 0

    def rest(self, now: float) -> None:
        self.free_at = now + _backoff(self.failures)
        self.failures += 1

    def recovered(self) -> None:
        self.failures, self.free_at = 0, -math.inf


def _backoff(failures: int) -> float:
    """0.5 s doubling to 30 s, spread by a fifth so that ports on one dead hub do not return in step."""
    longest = BACKOFF_S * 2.0 ** min(failures, 10)
    return float(min(longest * random.uniform(0.8, 1.2), BACKOFF_MAX_S))  # noqa: S311 - a spread, not a secret


class Worker:
    """The only one that touches its port. ``wish`` and ``stop`` may be called from any thread."""

    def __init__(self, drivers: Sequence[Driver], duties: Sequence[Duty], found: Tell, clock: Clock) -> None:
        self._lamps = [OnLine(driver, duty) for driver, duty in zip(drivers, duties, strict=True)]
        self._driver = drivers[0]
        self._found = found
        self._clock = clock
        self._lock = threading.Lock()
        self._slot: dict[str, Pattern] = {}
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._ended = False
        self._stopping: OnStop | None = None
        self._port: Port | None = None
        self._line_free_at = -math.inf
        self._failures = 0
        self._failure: Exception | None = None
        self._seen: object = None
        self._thread = threading.Thread(target=self._run, name=f"lamps {self._driver.line}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wish(self, desired: Mapping[str, Pattern]) -> None:
        with self._lock:
            self._slot.update(desired)
            self._poke()

    def stop(self, how: OnStop) -> None:
        with self._lock:
            self._stopping = how
            self._poke()

    def cancel(self) -> None:
        port = self._port
        if port is not None:
            port.cancel()

    def join(self, timeout_s: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(max(0.0, timeout_s))
        else:
            self._end()

    def _poke(self) -> None:
        """With the lock held: after the end the number of the descriptor may belong to someone else."""
        if not self._ended:
            os.eventfd_write(self._wake, 1)

    def _end(self) -> None:
        with self._lock:
            if not self._ended:
                self._ended = True
                os.close(self._wake)

    def _run(self) -> None:
        while self._stopping is None:
            try:
                self._recover()
                self._live()
            except Exception as error:  # noqa: BLE001 - the room's one broad catch: it becomes a health fact
                self._failure = error
        self._end()

    def _recover(self) -> None:
        """After a failure: say so, then wait until another try makes sense."""
        failure, self._failure = self._failure, None
        if failure is None:
            return
        until = self._clock() + _backoff(self._failures)
        self._failures += 1
        fault = failure if isinstance(failure, DeviceError) else _unexpected(failure)
        for lamp in self._lamps:
            self._say(lamp, "misconfigured" if fault.permanent else "lost", fault.message, None)
        while self._stopping is None and self._clock() < until:
            if self._driver.presence() != self._seen:
                self._failures = 0
                return
            self._pause(min(PRESENCE_S, until - self._clock()))

    def _live(self) -> None:
        """Open the port and serve its lamps until it fails or the service stops."""
        if self._stopping is not None:
            return
        for lamp in self._lamps:
            lamp.duty.forget()
            lamp.recovered()
        self._seen = self._driver.presence()
        port = self._port = self._driver.open()
        opened = self._clock()
        try:
            while self._stopping is None:
                self._serve(port)
            if self._stopping == "off":
                self._switch_off(port)
        finally:
            # Closed before anyone looks for it again: a held handle makes the device come back under another name.
            self._port = None
            port.close()
            if self._clock() - opened > HEALTHY_S:
                self._failures = 0

    def _serve(self, port: Port) -> None:
        """One frame if one is due, else sleep until something changes."""
        self._collect()
        now = self._clock()
        if now < self._line_free_at:
            self._pause(self._line_free_at - now, port)
            return
        self._say_idle()
        due = self._due(now)
        if due is None:
            self._pause(min(self._wake_at(lamp, now) for lamp in self._lamps) - now, port)
            return
        self._exchange(port, *due)

    def _collect(self) -> None:
        with self._lock:
            desired, self._slot = self._slot, {}
        now = self._clock()
        for lamp in self._lamps:
            pattern = desired.get(lamp.driver.lamp.id)
            if pattern is not None and lamp.duty.want(pattern, now):
                lamp.free_at = -math.inf

    def _due(self, now: float) -> tuple[OnLine, Frame, bool] | None:
        """Changes of any lamp go before re-assertions of any; the lamp served last comes last."""
        ready = [lamp for lamp in self._lamps if lamp.free_at <= now]
        for lamp in ready:
            if frame := lamp.duty.urgent(now):
                return lamp, frame, False
        for lamp in ready:
            if frame := lamp.duty.again(now):
                return lamp, frame, True
        return None

    @staticmethod
    def _wake_at(lamp: OnLine, now: float) -> float:
        return max(lamp.free_at, lamp.duty.wake_at(now)) if lamp.free_at <= now else lamp.free_at

    def _exchange(self, port: Port, lamp: OnLine, frame: Frame, repeat: bool) -> None:
        if frame.reply_s:
            port.purge()
        port.write(frame.data)
        self._line_free_at = self._clock() + frame.gap_s
        self._lamps.remove(lamp)
        self._lamps.append(lamp)
        if not frame.reply_s:
            lamp.duty.wrote(frame.after, self._clock(), repeat)
            self._say_shown(lamp, "unverified", health.WRITTEN)
            return
        self._answered(lamp, frame, _reply(port, lamp, frame), repeat)

    def _answered(self, lamp: OnLine, frame: Frame, reply: Reply | None, repeat: bool) -> None:
        now = self._clock()
        if reply is None or not reply.accepted:
            lamp.duty.forget()
            lamp.rest(now)
            self._say(lamp, "lost", faults.SILENT if reply is None else faults.REFUSED, None)
            return
        actual = reply.actual or frame.after
        lamp.duty.wrote(actual, now, repeat)
        if actual != frame.after:
            # Without a rest, a lamp that never obeys would keep the line busy for ever.
            lamp.rest(now)
            self._say(lamp, "verified", health.DIFFERS, actual)
            return
        lamp.recovered()
        self._say_shown(lamp, "verified", health.SIMULATED if lamp.driver.simulated else health.READ_BACK)

    def _say_idle(self) -> None:
        for lamp in self._lamps:
            if lamp.duty.wanted is None:
                self._say(lamp, "unverified", health.IDLE, None)

    def _say_shown(self, lamp: OnLine, state: Health, reason: Words) -> None:
        """Half-applied patterns and blink phases are not facts worth telling; a finished one is."""
        if lamp.duty.settled(self._clock()):
            self._say(lamp, state, reason, lamp.duty.wanted)

    def _say(self, lamp: OnLine, state: Health, reason: Words, actual: Pattern | None) -> None:
        duty, driver = lamp.duty, lamp.driver
        self._found(
            LampHealth(
                lamp=driver.lamp.id,
                health=state,
                actual=actual,
                reason=reason,
                simulated=driver.simulated is not None,
                at=self._clock(),
                wanted=duty.wanted,
                downgrade=dict(duty.lost),
            )
        )

    def _pause(self, seconds: float, port: Port | None = None) -> None:
        """Until the time is over, a wish or the stop arrives, or the port hangs up (``DeviceError``)."""
        watch = select.poll()
        watch.register(self._wake, select.POLLIN)
        if port is not None:
            # No event asked for: poll() still reports a hang-up, and noise on the line wakes nobody.
            watch.register(port.fileno(), 0)
        timeout = None if math.isinf(seconds) else math.ceil(max(0.0, seconds) * 1000)
        for descriptor, _ in watch.poll(timeout):
            if descriptor != self._wake:
                raise faults.transient(faults.GONE, path=self._driver.line)
            os.eventfd_read(self._wake)

    def _switch_off(self, port: Port) -> None:
        deadline = time.monotonic() + OFF_S
        for lamp in self._lamps:
            lamp.duty.want(DARK, self._clock())
        while time.monotonic() < deadline:
            now = self._clock()
            if now < self._line_free_at:
                self._pause(self._line_free_at - now, port)
            elif (due := self._due(now)) and not due[2]:
                self._exchange(port, *due)
            else:
                return


def _reply(port: Port, lamp: OnLine, frame: Frame) -> Reply | None:
    """Counted slices instead of a deadline: the clock may be a test's and stand still."""
    received = b""
    for _ in range(math.ceil(frame.reply_s / READ_SLICE_S)):
        received += port.read()
        if (reply := lamp.driver.codec.reply(frame, received)) is not None:
            return reply
    return None


def _unexpected(error: Exception) -> DeviceError:
    return faults.transient(faults.UNEXPECTED, detail=f"{type(error).__name__}: {error}")
