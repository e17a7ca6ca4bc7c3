"""Lamps on one open line: whose turn it is, what is written, what came back, and what is thereby
known of each."""

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from devices.codecs import faults
from devices.codecs.codec import Codec, Frame, Line, Probe
from devices.contacts.listener import LATER_S, Listener
from devices.lines.drivers import Driver
from devices.lines.echo import NOTHING, Heard, heard, past_echo, question
from devices.lines.trace import Traced, kept
from devices.lines.wire import Port
from devices.modbus.frames import gap_s
from devices.schedule import health
from devices.schedule.desired import Duty
from devices.schedule.health import Health, LampHealth
from devices.schedule.lamp_test import LampTest
from signage.language.words import Words
from signage.shows.lamps import Pattern

BACKOFF_S, BACKOFF_MAX_S = 0.5, 30.0
HEARD_BYTES = 4096
"""How much of a noisy line is looked through for a reply."""
ECHO_S = 0.1
"""How long after its last byte a converter's echo may come, seconds."""
FAREWELL_S = 1.0
"""How long the lamps of one line may take to be left as their ``on_stop`` says, seconds."""

Tell = Callable[[Driver, LampHealth], None]
Clock = Callable[[], float]


def backoff(failures: int, longest_s: float = BACKOFF_MAX_S) -> float:
    """0.5 s doubling to the longest, spread by a fifth so that ports on one dead hub do not return
    in step."""
    # 2.0 ** 1024 overflows, and a port may be dead for weeks.
    rest = BACKOFF_S * 2.0 ** min(failures, 10)
    return float(min(rest * random.uniform(0.8, 1.2), longest_s))  # noqa: S311 - a spread, not a secret


def wire_s(line: Line, data: bytes) -> float:
    """How long the bytes take on the wire: the system takes them at once and sends them for long
    after."""
    bits = 1 + line.bits + (line.parity != "N") + line.stop
    return len(data) * bits / line.baud


@dataclass(slots=True, eq=False)
class OnLine:
    """One lamp on a line: its duty, what is asked of it, and when it may be asked again after it
    failed to answer."""

    driver: Driver
    duty: Duty
    tell: Tell
    patience_s: float = BACKOFF_MAX_S
    """A silent lamp is asked again at least this often, so that switching it on heals it within its
    period."""
    wish: Pattern | None = None
    """The computed pattern."""
    test: LampTest | None = None
    testing: bool = False
    """Whether the last taken was the lamp test's."""
    frames: tuple[Traced, ...] = ()
    free_at: float = -math.inf
    failures: int = 0
    differences: int = 0
    evidence: tuple[Health, Words] | None = None
    """How far what was last written is known to be shown; None while the lamp's state is
    unknown."""
    untold: bool = False
    """What is asked has changed since anything was told of this lamp."""

    def collect(self, now: float) -> None:
        """Take what is asked now: the lamp test's light while one runs, else the computed
        pattern."""
        shown = self.test.at(now) if self.test else None
        pattern = self.wish if shown is None else shown
        if pattern is not None and self.duty.want(pattern, now):
            self.free_at = -math.inf
            self.untold = True
        # True where a test has begun or ended: the two say the same when they differ.
        if self.testing is (shown is None):
            self.testing = shown is not None
            self.untold = True

    def forget(self) -> None:
        """Its state is unknown: everything is said to it anew."""
        self.duty.forget()
        self.evidence = None

    def rest(self, now: float) -> None:
        self.free_at = now + backoff(self.failures, self.patience_s)
        self.failures += 1

    def recovered(self) -> None:
        self.failures, self.differences, self.free_at = 0, 0, -math.inf

    def wake_at(self, now: float) -> float:
        own = self.free_at if self.free_at > now else self.duty.wake_at(now)
        return min(own, self.test.next_at(now)) if self.test else own

    def note(self, at: float, direction: Literal["out", "in"], data: bytes) -> None:
        self.frames = kept(self.frames, Traced(at, direction, data.hex(" ")))


class Turns:
    """Belongs to the line's worker; nothing here is called from another thread."""

    def __init__(self, clock: Clock, hurried: Callable[[], bool] = lambda: False) -> None:
        """``hurried``: whether something was asked for since the last step."""
        self.lamps: list[OnLine] = []
        self.listener: Listener | None = None
        """Of contacts on the same line, which come last."""
        self._clock, self._hurried = clock, hurried
        self._free_at = -math.inf
        self._echoes: bool | None = None
        """Whether the line brings back what we send; None until an answer or a question has shown
        it."""
        self._unheard = False
        """Whether something was written that nobody answers: its echo may still come."""

    def begin(self, settle_s: float) -> None:
        """A port was opened: what its lamps show is unknown, and it wants its rest before it
        listens."""
        for lamp in self.lamps:
            lamp.forget()
            lamp.recovered()
        self._echoes, self._unheard = None, False
        self._free_at = self._clock() + settle_s

    def step(self, port: Port) -> float:
        """Write one frame if one is due. Seconds until there may be more to do."""
        now = self._clock()
        for lamp in self.lamps:
            lamp.collect(now)
        if now < self._free_at:
            return self._free_at - now
        for lamp in self.lamps:
            if lamp.duty.wanted is None:
                self.say(lamp, "unverified", health.IDLE, None)
        due = self._due(now)
        if due is None:
            self._say_unwritten()
            pause = min(lamp.wake_at(now) for lamp in self.lamps) - now
            return pause if self.listener is None else self._listen(port, self.listener, pause)
        self._exchange(port, *due)
        return 0.0

    def _listen(self, port: Port, listener: Listener, pause: float) -> float:
        codec = self.lamps[0].driver.codec
        if not all(listener.fits(lamp.driver.codec) for lamp in self.lamps):
            listener.boards.lost(faults.NOT_MODBUS)
            return min(pause, LATER_S)
        heard, wait = listener.step(port, pause, self._hurried)
        if heard:
            self._free_at = self._clock() + gap_s(codec.line)
        return min(pause, wait)

    def ask(self, port: Port, lamp: OnLine, probe: Probe) -> str | None:
        """What the device calls itself; None if it does not answer."""
        received = b""
        port.purge()
        port.write(probe.data)
        lamp.note(self._clock(), "out", probe.data)
        # Real seconds from here on: a device answers by no clock of the hall.
        line = lamp.driver.codec.line
        deadline = time.monotonic() + wire_s(line, probe.data) + probe.reply_s
        name = None
        while name is None and time.monotonic() < deadline:
            received = (received + port.read())[-HEARD_BYTES:]
            # The beginning of an echo is no answer yet.
            name = (
                None
                if probe.data.startswith(received)
                else probe.read(past_echo(probe.data, received))
            )
        if received:
            lamp.note(self._clock(), "in", received)
        return name

    def farewell(
        self, port: Port, leaving: Sequence[tuple[OnLine, Pattern]], pause: Callable[[float], None]
    ) -> None:
        """Leave these lamps showing something, within ``FAREWELL_S``; who does not answer is left
        alone.

        The moment stands still meanwhile: what we would have to blink is left lit.
        """
        moment, deadline = self._clock(), time.monotonic() + FAREWELL_S
        for lamp, pattern in leaving:
            lamp.duty.want(pattern, moment)
        while time.monotonic() < deadline:
            now = self._clock()
            if now < self._free_at:
                pause(min(self._free_at - now, max(0.0, deadline - time.monotonic())))
                continue
            ready = (lamp for lamp, _ in leaving if lamp.free_at <= now)
            due = next(
                ((lamp, frame) for lamp in ready if (frame := lamp.duty.urgent(moment))), None
            )
            if due is None:
                return
            self._exchange(port, *due, repeat=False)

    def say(self, lamp: OnLine, state: Health, reason: Words, actual: Pattern | None) -> None:
        duty, driver, now = lamp.duty, lamp.driver, self._clock()
        lamp.untold = False
        lamp.tell(
            driver,
            LampHealth(
                lamp=driver.lamp.id,
                health=state,
                actual=actual,
                reason=reason,
                simulated=driver.simulated is not None,
                at=now,
                wanted=duty.wanted,
                downgrade=dict(duty.lost),
                testing=bool(lamp.test and lamp.test.at(now)),
            ),
        )

    def _due(self, now: float) -> tuple[OnLine, Frame, bool] | None:
        """Changes of any lamp go before re-assertions of any, and lamps that answer before silent
        ones."""
        ready = sorted(
            (lamp for lamp in self.lamps if lamp.free_at <= now), key=lambda lamp: lamp.failures > 0
        )
        for lamp in ready:
            if frame := lamp.duty.urgent(now):
                return lamp, frame, False
        for lamp in ready:
            if frame := lamp.duty.again(now):
                return lamp, frame, True
        return None

    def _exchange(self, port: Port, lamp: OnLine, frame: Frame, repeat: bool) -> None:
        if frame.reply_s:
            port.purge()
        port.write(frame.data)
        now = self._clock()
        lamp.note(now, "out", frame.data)
        self._free_at = now + wire_s(lamp.driver.codec.line, frame.data) + frame.gap_s
        if lamp in self.lamps:
            # The lamp served last comes last.
            self.lamps.remove(lamp)
            self.lamps.append(lamp)
        if frame.reply_s:
            self._answered(
                lamp, frame, self._proved(port, lamp, self._reply(port, lamp, frame)), repeat
            )
            self._free_at = self._clock() + frame.gap_s
            return
        self._unheard = True
        lamp.duty.wrote(frame.after, now, repeat)
        if not lamp.driver.codec.capability.reads:
            # A lamp that can be asked is asked next; its answer is the fact, not our write.
            self._say_shown(lamp, "unverified", health.WRITTEN)

    def _reply(self, port: Port, lamp: OnLine, frame: Frame) -> Heard:
        """Real seconds, whatever clock blinking hangs on: bytes may dribble in one by one, or be
        noise without end.

        After a copy of what was sent the second one is waited for, unless the line is known not to
        echo. Nor is anything an answer while the echo of an earlier write may come in its place: one
        byte of it would do for a board that answers with one. Echoes keep their order, so it has come
        once the copy of this frame has.
        """
        codec: Codec = lamp.driver.codec
        enough = self._echoes is False or codec.capability.reads
        deadline = time.monotonic() + wire_s(codec.line, frame.data) + frame.reply_s
        late = self._unheard and self._echoes is not False
        echo_until = time.monotonic() + wire_s(codec.line, frame.data) + ECHO_S if late else 0.0
        received, found = b"", NOTHING
        while True:
            waits = found.reply is None or (found.alike and not enough)
            if time.monotonic() >= (deadline if waits else echo_until):
                break
            if not waits and frame.data in received:
                break
            if more := port.read():
                received = (received + more)[-HEARD_BYTES:]
                found = heard(codec, frame, received)
        if found.reply is not None or frame.data in received:
            self._unheard = False
        if received:
            lamp.note(self._clock(), "in", received)
        return found

    def _proved(self, port: Port, lamp: OnLine, found: Heard) -> Heard:
        """The reply without what an echo alone speaks for. A lamp that can be asked is asked next:
        that settles it."""
        if found.reply is not None and not found.alike:
            self._echoes = self._echoes if found.echoed is None else found.echoed
            return found
        if not found.alike or lamp.driver.codec.capability.reads:
            return found
        if self._echoes is None:
            self._echoes = self._tried(port, lamp)
        if self._echoes is None:
            return found
        return found.without_copies() if self._echoes else Heard(found.reply)

    def _tried(self, port: Port, lamp: OnLine) -> bool | None:
        """Whether the line brings back a question that no lamp answers by its copy; None where
        there is no such one."""
        codec = lamp.driver.codec
        asked = question(codec)
        if asked is None:
            return None
        port.purge()
        port.write(asked)
        lamp.note(self._clock(), "out", asked)
        deadline = time.monotonic() + wire_s(codec.line, asked) + ECHO_S
        received = b""
        while asked not in received and time.monotonic() < deadline:
            received = (received + port.read())[-HEARD_BYTES:]
        if received:
            lamp.note(self._clock(), "in", received)
        return asked in received

    def _answered(self, lamp: OnLine, frame: Frame, found: Heard, repeat: bool) -> None:
        now, reply = self._clock(), found.reply
        if reply is None or not reply.accepted:
            lamp.forget()
            lamp.rest(now)
            silent = faults.ONLY_ECHO if self._echoes else faults.SILENT
            self.say(lamp, "lost", silent if reply is None else faults.REFUSED, None)
            return
        actual = reply.actual or frame.after
        lamp.duty.wrote(actual, now, repeat)
        if actual != frame.after:
            # The first difference is corrected at once. A lamp that never obeys must not keep the
            # line busy for ever.
            if lamp.differences:
                lamp.rest(now)
            lamp.differences += 1
            self.say(lamp, "verified", health.DIFFERS, actual)
            return
        if reply.actual is None and lamp.driver.codec.capability.reads:
            return
        lamp.recovered()
        if found.alike:
            self._say_shown(lamp, "unverified", health.ECHOED)
            return
        read = health.SIMULATED if lamp.driver.simulated else health.READ_BACK
        self._say_shown(
            lamp,
            "verified",
            read if reply.actual is not None or lamp.driver.simulated else health.ANSWERED,
        )

    def _say_shown(self, lamp: OnLine, state: Health, reason: Words) -> None:
        """Half-applied patterns and blink phases are not facts worth telling; a finished one is."""
        lamp.evidence = state, reason
        if lamp.duty.settled(self._clock()):
            self.say(lamp, state, reason, lamp.duty.wanted)

    def _say_unwritten(self) -> None:
        """A wish taken back while it was written, or one that this lamp shows alike, leaves nothing
        to write."""
        for lamp in self.lamps:
            if lamp.untold and lamp.evidence:
                self._say_shown(lamp, *lamp.evidence)
