"""Simulated lamps at ``sim://``: a lamp that knows what it shows and can misbehave on request.

They speak a small line protocol of their own with replies, so the way real answering lamps take
(write, wait, read back) is the way every demonstration takes. A simulated lamp stands in for the
protocol its description names: same tiers, same downgrades. Its frames are in
:mod:`devices.codecs.simulated`.
"""

import math
import os
import re
import select
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from devices.codecs import faults
from devices.codecs.blink import burns
from devices.codecs.simulated import LINE, line_of, pattern_of
from devices.lines.wire import READ_SLICE_S
from signage.shows.lamps import DARK, TIERS, Pattern

UNIT = re.compile(r"[a-z0-9-]+")
NOISE = b"\x00\xff=!noise\xa5"
KEPT = 50


@dataclass(slots=True)
class SimulatedLamp:
    """A lamp on a simulated line. All may be read and set from any thread."""

    unit: str
    mute: bool = False
    noise: bool = False
    slow_s: float = 0.0
    """Delay of each reply, seconds."""
    drop_after: int | None = None
    """The line hangs up after so many frames since it was opened."""
    pattern: Pattern = DARK
    taken: list[Pattern] = field(default_factory=list)
    """The patterns it was told, newest last, at most ``KEPT``."""
    changed: threading.Condition = field(
        default_factory=threading.Condition, repr=False, compare=False
    )
    """Notified whenever the lamp was told something."""

    def lit(self, now: float) -> Mapping[str, bool]:
        """Which tiers burn at this moment of the hall's clock."""
        # Since long ago: its first cycle, which burns throughout, is over.
        return {tier: burns(self.pattern.tier(tier), now, -math.pi) for tier in TIERS}

    def take(self, pattern: Pattern) -> None:
        with self.changed:
            self.pattern = pattern
            self.taken = [*self.taken[-KEPT + 1 :], pattern]
            self.changed.notify_all()

    def power_cycle(self) -> None:
        """Dark, behind an adapter that notices nothing."""
        self.pattern = DARK


def simulated_lamp(unit: str, query: str, address: str) -> SimulatedLamp:
    """The lamp an address describes. Raises a permanent ``DeviceError`` for an unknown option."""
    lamp = SimulatedLamp(unit)
    if not UNIT.fullmatch(unit):
        raise faults.permanent(faults.SCHEME, address=address)
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in ("mute", "noise"):
            setattr(lamp, name, value not in ("0", "false"))
        elif name == "drop_after" and value.isdecimal() and int(value) > 0:
            lamp.drop_after = int(value)
        elif name == "slow" and value.isdecimal():
            lamp.slow_s = int(value) / 1000
        else:
            raise faults.permanent(faults.SIMULATOR_OPTION, address=address)
    return lamp


class SimulatedLine:
    """What the address ``sim://name`` leads to: lamps that stay as they are while ports open and
    close."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lamps: dict[str, SimulatedLamp] = {}
        # Negative while unplugged; every plugging is a new number, as a real one is a new inode.
        self._plugged = 1
        self._open: SimulatedPort | None = None
        self._lock = threading.Lock()

    def unplug(self) -> None:
        with self._lock:
            self._plugged = -abs(self._plugged)
            if self._open:
                self._open.hang_up()

    def plug(self) -> None:
        with self._lock:
            self._plugged = abs(self._plugged) + 1

    def presence(self) -> object:
        return self._plugged

    def open(self) -> "SimulatedPort":
        with self._lock:
            if self._plugged < 0:
                raise faults.transient(faults.MISSING, path=f"sim://{self.name}")
            self._open = SimulatedPort(self)
            return self._open


class SimulatedPort:
    """An open simulated line; hanging up looks to the worker as it does on a real one."""

    def __init__(self, line: SimulatedLine) -> None:
        self._path = f"sim://{line.name}"
        self._line = line
        self._frames = 0
        self._replies: list[tuple[float, bytes]] = []
        self._lock = threading.Lock()
        # Closing the other end is what a hang-up looks like to poll().
        self._read_end, write_end = os.pipe()
        self._write_end: int | None = write_end
        self._open = True

    def hang_up(self) -> None:
        with self._lock:
            if self._write_end is not None:
                os.close(self._write_end)
                self._write_end = None

    def fileno(self) -> int:
        return self._read_end

    def write(self, data: bytes) -> None:
        self._require()
        for found in LINE.finditer(data):
            lamp = self._line.lamps.get(found[2].decode())
            if found[1] == b"=" and lamp:
                self._deliver(lamp, pattern_of(found))

    def _deliver(self, lamp: SimulatedLamp, pattern: Pattern) -> None:
        self._frames += 1
        if lamp.drop_after is not None and self._frames > lamp.drop_after:
            self.hang_up()
            self._require()
        lamp.take(pattern)
        if not lamp.mute:
            noise = NOISE if lamp.noise else b""
            self._replies.append(
                (lamp.slow_s, noise + line_of("!", lamp.unit, lamp.pattern) + noise)
            )

    def read(self) -> bytes:
        self._require()
        delay, data = self._replies[0] if self._replies else (math.inf, b"")
        if delay > 0:
            self._pause(min(delay, READ_SLICE_S))
            self._require()
        if delay <= READ_SLICE_S:
            self._replies.pop(0)
            return data
        if self._replies:
            self._replies[0] = (delay - READ_SLICE_S, data)
        return b""

    def _pause(self, seconds: float) -> None:
        """Nothing ever comes through the pipe: this ends with the time, or at once when the line
        hangs up."""
        watch = select.poll()
        # No event is asked for: poll() reports a hang-up all the same.
        watch.register(self._read_end, 0)
        watch.poll(seconds * 1000)

    def purge(self) -> None:
        self._replies.clear()

    def cancel(self) -> None:
        self.hang_up()

    def close(self) -> None:
        if self._open:
            self._open = False
            self.hang_up()
            os.close(self._read_end)

    def _require(self) -> None:
        if self._write_end is None:
            raise faults.transient(faults.GONE, path=self._path)
