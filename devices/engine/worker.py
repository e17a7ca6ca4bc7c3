"""The thread that owns one port: opens it, serves its lamps, closes it, and survives what ports
do."""

import math
import os
import select
import threading
from collections.abc import Callable, Mapping

from devices.codecs import faults
from devices.codecs.faults import DeviceError
from devices.contacts.boards import Boards
from devices.contacts.listener import Listener
from devices.lines.drivers import Driver, require_room
from devices.lines.trace import Traced
from devices.lines.wire import Port
from devices.schedule import health
from devices.schedule.desired import Duty
from devices.schedule.health import LampHealth
from devices.schedule.lamp_test import LampTest
from devices.schedule.progress import Progress
from devices.schedule.turns import Clock, OnLine, Tell, Turns, backoff
from devices.setup.guest import Guest
from signage.shows.lamps import DARK, Pattern

HEALTHY_S = 10.0
"""A port that lived this long starts the back-off anew; a flapping one does not."""
VANISH_S = 3.0
"""A port that lived no longer than this was taken by something else, or its plug is loose."""
PRESENCE_S = 0.2
"""While a port is away, how often to look whether something was plugged in, seconds."""
TROUBLE_S = 60.0
"""What no port is to blame for is shown for so long after it was last seen; longer than any
back-off."""

DutyOf = Callable[[Driver], tuple[Duty, float]]
"""A lamp's duty, and the seconds between its re-assertions."""


class Worker:
    """The only one that touches its port. All public methods may be called from any thread and
    return at once.

    It ends by itself when no lamp is left on its line.
    """

    def __init__(self, name: str, duty_of: DutyOf, found: Tell, clock: Clock) -> None:
        self._name = name
        self._duty_of = duty_of
        self._found = found
        self._clock = clock
        self._lock = threading.Lock()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._ended = False
        # Asked from outside, under the lock; mappings are replaced, never changed, so that reading
        # needs none.
        self._drivers: tuple[Driver, ...] = ()
        self._guest: Guest | None = None
        self._leaving: Mapping[str, Pattern] = {}
        self._desired: Mapping[str, Pattern] = {}
        self._tests: Mapping[str, LampTest] = {}
        self._changed = False
        self._listener: Listener | None = None
        # The thread's own.
        self._turns = Turns(clock, self._poked)
        self._regular: dict[str, OnLine] = {}
        self._visitor: tuple[Guest, OnLine] | None = None
        self._port: Port | None = None
        self._failures = 0
        self._failure: Exception | None = None
        self._seen: object = None
        self._lived = math.inf
        self._last: float | None = None
        self._expected: float | None = None
        self._trouble = ("", -math.inf)
        self._thread = threading.Thread(target=self._run, name=f"lamps {name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def assign(
        self,
        drivers: tuple[Driver, ...],
        leaving: Mapping[str, Pattern],
        desired: Mapping[str, Pattern],
    ) -> bool:
        """Drive these lamps from now on; those gone are left as ``leaving`` says. False: it has
        ended, take another."""
        with self._lock:
            if self._ended:
                return False
            self._drivers, self._desired = drivers, dict(desired)
            # Also those of an assignment that the thread has not taken over yet.
            self._leaving = {**self._leaving, **leaving}
            self._tests = {lamp: test for lamp, test in self._tests.items() if lamp in desired}
            self._guest, self._changed = None, True
            self._poke()
            return True

    def wish(self, desired: Mapping[str, Pattern]) -> None:
        with self._lock:
            self._desired = {**self._desired, **desired}
            self._poke()

    def test(self, tests: Mapping[str, LampTest]) -> None:
        """Show these tests, and no others, until they are over."""
        with self._lock:
            self._tests = dict(tests)
            self._poke()

    def host(self, guest: Guest) -> bool:
        """Drive a lamp of somebody else's for a while. False: it has ended, take another."""
        with self._lock:
            if self._ended:
                return False
            self._guest, self._changed = guest, True
            self._poke()
            return True

    def release(self, guest: Guest | None = None) -> None:
        """This guest, or whoever is there, leaves now."""
        with self._lock:
            if self._guest and guest in (None, self._guest):
                self._guest, self._changed = None, True
                self._poke()

    def listen(self, boards: Boards) -> bool:
        """Read these contacts as well, where its lamps leave the line free. False: it has no lamp,
        and so no line."""
        with self._lock:
            if self._ended or not (self._drivers or self._guest):
                return False
            if self._listener is None or self._listener.boards is not boards:
                self._listener = Listener(boards, self._clock)
                self._poke()
            return True

    def deaf(self, boards: Boards) -> None:
        """These are no longer read here."""
        with self._lock:
            if self._listener is not None and self._listener.boards is boards:
                self._listener = None

    def trace(self, lamp: str) -> tuple[Traced, ...]:
        found = self._regular.get(lamp)
        return found.frames if found else ()

    def progress(self) -> Progress:
        """How its thread fares; one that was not started yet is alive."""
        alive = self._thread.is_alive() or self._thread.ident is None
        words, at = self._trouble
        trouble = words if self._clock() - at <= TROUBLE_S else ""
        return Progress(self._name, alive, self._last, self._expected, trouble)

    def cancel(self) -> None:
        port = self._port
        if port is not None:
            port.cancel()

    def join(self, timeout_s: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(max(0.0, timeout_s))
        else:
            # Never started: nobody else would close its descriptor.
            self._over()

    @property
    def ended(self) -> bool:
        return self._ended

    def _poke(self) -> None:
        """With the lock held: after the end the number of the descriptor may belong to someone
        else."""
        if not self._ended:
            os.eventfd_write(self._wake, 1)

    def _poked(self) -> bool:
        """Whether something was asked for that has not been looked at."""
        watch = select.poll()
        watch.register(self._wake, select.POLLIN)
        return bool(watch.poll(0))

    def _over(self) -> bool:
        with self._lock:
            if self._drivers or self._guest:
                return False
            if not self._ended:
                self._ended = True
                os.close(self._wake)
            return True

    def _run(self) -> None:
        while not self._over():
            try:
                self._recover()
                self._live()
            except Exception as error:  # noqa: BLE001 - the room's one broad catch: it becomes a health fact
                self._failure = error
                if not isinstance(error, DeviceError):
                    # A port's own fault is its lamps' health; of this one nobody else says
                    # anything.
                    self._trouble = (f"{type(error).__name__}: {error}", self._clock())

    def _came_round(self, pause_s: float = 0.0) -> None:
        self._last = self._clock()
        self._expected = None if math.isinf(pause_s) else self._last + max(0.0, pause_s)

    def _recover(self) -> None:
        """After a failure: say so, then wait until another try makes sense."""
        failure, self._failure = self._failure, None
        if failure is None:
            return
        until = self._clock() + backoff(self._failures)
        self._failures += 1
        # None where it failed before it had taken its lamps over: then too it waits, or it would
        # spin.
        driver = self._turns.lamps[0].driver if self._turns.lamps else None
        fault = failure if isinstance(failure, DeviceError) else _unexpected(failure)
        if driver and self._lived < VANISH_S and driver.presence() is None:
            fault = faults.transient(faults.VANISHED, path=self._name)
        if (listener := self._listener) is not None:
            listener.boards.lost(fault.message)
        for lamp in self._turns.lamps:
            self._turns.say(
                lamp, "misconfigured" if fault.permanent else "lost", fault.message, None
            )
        while not self._news() and self._clock() < until:
            if driver and driver.presence() != self._seen:
                self._failures = 0
                return
            self._pause(min(PRESENCE_S, until - self._clock()))

    def _live(self) -> None:
        """Open the port and serve its lamps until it fails or other lamps need other line
        settings."""
        self._adopt(None)
        if not self._turns.lamps:
            return
        driver = self._turns.lamps[0].driver
        self._seen = driver.presence()
        port = self._port = driver.open()
        opened = self._clock()
        try:
            self._turns.begin(driver.lamp.settle_ms / 1000)
            while self._turns.lamps and self._turns.lamps[0].driver.codec.line == driver.codec.line:
                self._serve(port)
        finally:
            # Closed before anyone looks for it again: a held handle makes the device come back
            # under another name.
            self._port = None
            port.close()
            self._lived = self._clock() - opened
            if self._lived > HEALTHY_S:
                self._failures = 0

    def _serve(self, port: Port) -> None:
        """One frame if one is due, else sleep until something changes."""
        self._came_round()
        if self._news():
            self._adopt(port)
            return
        for lamp in self._regular.values():
            lamp.wish = self._desired.get(lamp.driver.lamp.id)
            lamp.test = self._tests.get(lamp.driver.lamp.id)
        self._attend(port)
        self._turns.listener = self._listener
        pause = self._turns.step(port)
        if self._visitor:
            pause = min(pause, self._visitor[0].until - self._clock())
        if pause > 0:
            self._pause(pause, port)

    def _attend(self, port: Port) -> None:
        """A guest that is to say who it is, is asked once."""
        if self._visitor and self._visitor[0].probe and not self._visitor[1].frames:
            guest, lamp = self._visitor
            assert guest.probe
            name = self._turns.ask(port, lamp, guest.probe)
            guest.traced(lamp.frames)
            guest.named(name)

    def _news(self) -> bool:
        """Whether other lamps are to be driven than before."""
        guest = self._guest
        if guest and self._clock() >= guest.until:
            self.release(guest)
        return self._changed

    def _adopt(self, port: Port | None) -> None:
        """Take over the lamps that are to be driven now. What leaves says goodbye first, if the
        port is open."""
        with self._lock:
            drivers, guest, leaving = self._drivers, self._guest, self._leaving
            self._leaving, self._changed = {}, False
        before, visitor = list(self._turns.lamps), self._visitor
        known = {id(lamp.driver): lamp for lamp in self._regular.values()}
        regular = [
            known.get(id(driver)) or self._on_line(driver, self._found) for driver in drivers
        ]
        self._visitor = self._seat(guest) if guest else None
        beside = [lamp for lamp in regular if not guest or _fits(lamp.driver, guest.driver)]
        lamps = [*beside, self._visitor[1]] if self._visitor else beside
        waiting = [lamp for lamp in regular if lamp not in lamps]
        farewells = [(lamp, leaving[lamp.driver.lamp.id]) for lamp in known.values()
                     if lamp in before and lamp not in regular and lamp.driver.lamp.id in leaving]  # fmt: skip
        lent = any(lamp not in before for lamp in known.values())
        if visitor and visitor[1] not in lamps and visitor[0].pattern and not lent:
            # Nobody else will say what a lamp shows that was only tried; a line that was lent is
            # opened anew anyway.
            farewells.append((visitor[1], DARK))
        self._turns.lamps, self._regular = lamps, {lamp.driver.lamp.id: lamp for lamp in regular}
        for lamp in waiting:
            lamp.forget()
            self._turns.say(lamp, "unverified", health.LENT, None)
        if port and farewells:
            self._turns.farewell(port, farewells, lambda seconds: self._pause(seconds, port))

    def _seat(self, guest: Guest) -> tuple[Guest, OnLine]:
        """A guest that comes again stays on its seat: its lamp is opened anew only to say the same
        again."""
        if self._visitor and self._visitor[0].driver is guest.driver:
            lamp = self._visitor[1]
            if lamp.wish == guest.pattern:
                lamp.forget()
        else:
            lamp = self._on_line(guest.driver, guest.tell)

        def tell(driver: Driver, fact: LampHealth) -> None:
            guest.traced(lamp.frames)
            guest.tell(driver, fact)

        lamp.tell, lamp.wish = tell, guest.pattern
        return guest, lamp

    def _on_line(self, driver: Driver, tell: Tell) -> OnLine:
        duty, reassert_s = self._duty_of(driver)
        return OnLine(driver, duty, tell, reassert_s)

    def _pause(self, seconds: float, port: Port | None = None) -> None:
        """Until the time is over, something is asked, or the port hangs up (``DeviceError``)."""
        watch = select.poll()
        watch.register(self._wake, select.POLLIN)
        if port is not None:
            # No input asked for: poll() still reports a hang-up, and noise on the line wakes
            # nobody.
            watch.register(port.fileno(), select.POLLRDHUP)
        # Rounded up: poll() takes whole milliseconds, and 0 would spin until the edge.
        timeout = None if math.isinf(seconds) else math.ceil(max(0.0, seconds) * 1000)
        self._came_round(seconds)
        for descriptor, _ in watch.poll(timeout):
            if descriptor != self._wake:
                raise faults.transient(faults.GONE, path=self._name)
            os.eventfd_read(self._wake)
        self._came_round()


def _fits(lamp: Driver, guest: Driver) -> bool:
    try:
        require_room(guest, (lamp,))
    except DeviceError:
        return False
    return True


def _unexpected(error: Exception) -> DeviceError:
    return faults.transient(faults.UNEXPECTED, detail=f"{type(error).__name__}: {error}")
