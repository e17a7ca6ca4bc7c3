"""32 lamps on 8 lines, one alarm: how long from ``show`` until the last frame has reached the last
lamp.

Each line is a pty with four addressed Modbus lamps (``modbus_coil_lamp``) at its far end. They take
the time of the bytes at 9600 baud before they answer, so a line needs what it would need in a hall:
8 bytes there, 8 bytes back and 25 ms of rest for each frame. What is beyond that is ours, and told
apart.
"""

import heapq
import os
import select
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import ExitStack

from devices.engine.lights import Lights
from devices.modbus.frames import COIL_OFF, COIL_ON, GAP_S
from signage.shows.lamps import Light, Pattern
from tests.bench.figures import Figure, pair
from tests.devices.configs import lamp_config

LINES, UNITS = 8, 4
CALM = Pattern(green=Light.ON)
ALARM = Pattern(red=Light.FAST, sounder=True)
FRAMES = 3
"""For each lamp: red flashes, sounder on, green off."""
REQUEST = 8
WIRE_S = 2 * REQUEST * 10 / 9600
LEAST_MS = (UNITS * FRAMES - 1) * (WIRE_S + GAP_S) * 1000
"""From the first request at the far end of a line to its last, milliseconds that nobody can
save."""
LEAST_RED_MS = (UNITS - 1) * (WIRE_S + GAP_S) * 1000
RED, GREEN, BUZZER = 0, 2, 3
COILS = {
    CALM: {RED: COIL_OFF, GREEN: COIL_ON, BUZZER: COIL_OFF},
    ALARM: {RED: 0xF000, GREEN: COIL_OFF, BUZZER: COIL_ON},
}
PATIENCE_S = 20.0


class FarEnd:
    """All lamps of all lines: their coils, when they last changed, and answers after the bytes' own
    time."""

    def __init__(self, lines: int) -> None:
        self._ends = [os.openpty() for _ in range(lines)]
        for end in (end for ends in self._ends for end in ends):
            tty.setraw(end)
        self.names = [os.ttyname(slave) for _, slave in self._ends]
        self._lines = {master: line for line, (master, _) in enumerate(self._ends)}
        self._coils: dict[tuple[int, int], dict[int, int]] = {}
        self._reached: dict[tuple[int, int, int], float] = {}
        self._news = threading.Condition()
        self._stop, self._stopping = os.pipe()
        self._deaf: set[int] = set()
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def wait(self, wanted: Pattern, lines: range, since: float) -> tuple[float, float]:
        """Seconds until the red of every lamp of these lines was as wanted, and until everything
        was."""
        lamps = [(line, unit) for line in lines for unit in range(1, UNITS + 1)]
        with self._news:
            done = self._news.wait_for(
                lambda: all(self._shows(lamp, wanted) for lamp in lamps), PATIENCE_S
            )
            assert done, "a lamp never showed it"
            red = max(self._reached[*lamp, RED] for lamp in lamps)
            return red - since, max(
                self._reached[*lamp, coil] for lamp in lamps for coil in COILS[wanted]
            ) - since

    def clog(self, line: int) -> None:
        """This line takes no more bytes."""
        self._deaf.add(line)
        slave = os.open(self.names[line], os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            while True:
                os.write(slave, bytes(512))
        except BlockingIOError:
            os.close(slave)

    def close(self) -> None:
        os.close(self._stopping)
        self._thread.join()
        for end in (self._stop, *(end for ends in self._ends for end in ends)):
            os.close(end)

    def _shows(self, lamp: tuple[int, int], wanted: Pattern) -> bool:
        coils = self._coils.get(lamp, {})
        return all(coils.get(coil) == value for coil, value in COILS[wanted].items())

    def _answer(self) -> None:
        due: list[tuple[float, int, bytes]] = []
        while True:
            pause = max(0.0, due[0][0] - time.perf_counter()) if due else None
            listening = [master for master, line in self._lines.items() if line not in self._deaf]
            ready, _, _ = select.select([self._stop, *listening], [], [], pause)
            now = time.perf_counter()
            if self._stop in ready:
                return
            for master in ready:
                request = os.read(master, 4096)[-REQUEST:]
                self._take(self._lines[master], request, now)
                heapq.heappush(due, (now + WIRE_S, master, request))
            while due and due[0][0] <= now:
                _, master, reply = heapq.heappop(due)
                os.write(master, reply)

    def _take(self, line: int, request: bytes, now: float) -> None:
        lamp, coil, value = (line, request[0]), request[3], int.from_bytes(request[4:6], "big")
        with self._news:
            if self._coils.setdefault(lamp, {}).get(coil) != value:
                self._coils[lamp][coil] = value
                self._reached[*lamp, coil] = now
            self._news.notify_all()


def measure(rounds: int, *, stuck: bool = False) -> tuple[list[float], list[float]]:
    """Milliseconds from ``show`` until every lamp flashes red, and until its last frame arrived;
    the latter also for the all-clear that follows each alarm.

    ``stuck``: the last line accepts nothing; counted are the lamps of the others.
    """
    with ExitStack() as stack:
        far = FarEnd(LINES)
        stack.callback(far.close)
        lamps = [
            lamp_config(f"lamp-{line}-{unit}", f"{name}#{unit}", "modbus_coil_lamp", sounder=True)
            for line, name in enumerate(far.names)
            for unit in range(1, UNITS + 1)
        ]
        lights = Lights(lamps, lambda fact: None, simulators_allowed=False, reassert_s=3600)
        stack.callback(lights.stop)
        lights.start()
        lights.show({lamp.id: CALM for lamp in lamps})
        far.wait(CALM, range(LINES), time.perf_counter())
        if stuck:
            far.clog(LINES - 1)
        counted = range(LINES - 1 if stuck else LINES)
        reds, lasts = [], []
        for wish in (ALARM, CALM) * rounds:
            start = time.perf_counter()
            lights.show({lamp.id: wish for lamp in lamps})
            red, last = far.wait(wish, counted, start)
            lasts.append(last * 1000)
            if wish == ALARM:
                reds.append(red * 1000)
        return reds, lasts


def lamps(rounds: int = 15) -> Iterator[Figure]:
    for name, stuck in (
        (f"{LINES * UNITS} lamps on {LINES} lines", False),
        ("the same, one line stuck", True),
    ):
        reds, lasts = measure(rounds, stuck=stuck)
        yield from pair(
            f"{name}, alarm → all red", reds, 500, f"{LEAST_RED_MS:.0f} ms of it the wire's"
        )
        yield from pair(
            f"{name}, change → last frame", lasts, 1000, f"{LEAST_MS:.0f} ms of it the wire's"
        )


if __name__ == "__main__":
    for figure in lamps():
        print(figure.line())
