"""The hall's clock: wall time, followed wherever it is set; and whether anybody ever set it.

A machine without a battery starts in 1970, or where it stood when it was switched off. Such a time
is before something that is known to have been: the log's last event, or the year of this software.
Until it is set the clock gives a moment that has surely been (what is known, and the seconds
since), so that events stay in order and durations right.
"""

import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from signage.language.words import NO_WORDS, Message, Words

EARLIEST: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that was ever set shows less: this software is not older."""
EARLY: Final = timedelta(seconds=10)
"""So much before the log's last event a clock is still taken for set: it was put right while the
server was down."""
STEP_S: Final = 1.0
LEAP: Final = timedelta(days=1)
DOUBT_S: Final = 3600.0
"""After a leap ahead, seconds in which nothing is done by the clock that cannot be undone."""
SYNCHRONISED: Final = Path("/run/systemd/timesync/synchronized")
"""There since systemd-timesyncd has set the clock of this run of the machine."""

EFFECT: Final = Message("clock.screens-show-no-times-close")
Wall = Callable[[], datetime]


def boot_s() -> float:
    """Seconds of this machine, those asleep included; ``monotonic`` leaves these out."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def network_set() -> bool:
    return SYNCHRONISED.exists()


class HallClock:
    """Call it for the present. From any thread; every reading follows the wall clock, so someone
    must read it often."""

    def __init__(
        self,
        wall: Wall,
        known: datetime | None,
        steady: Callable[[], float] = boot_s,
        confirmed: Callable[[], bool] = network_set,
    ) -> None:
        """``known``: a moment that has been. ``confirmed``: whether something else says that the
        clock was set."""
        self._wall, self._steady, self._confirmed = wall, steady, confirmed
        self._lock = threading.Lock()
        at, ticks = wall(), steady()
        surely = max(known or EARLIEST, EARLIEST)
        self.is_set = at >= surely - EARLY or (at >= EARLIEST and confirmed())
        self.back_s = 0.0
        """By how many seconds it was set back in all, as seen."""
        # Days without a record are a leap too: nobody can tell them from a clock that is wrong.
        self._leapt_at = ticks if known is not None and at - known > LEAP else -math.inf
        self._read = (at, ticks)
        self._sure = (at if self.is_set else surely, ticks)
        self._given = self._sure[0]

    def __call__(self) -> datetime:
        with self._lock:
            at, ticks = self._wall(), self._steady()
            self._follow(at, ticks)
            now = at if self.is_set else self._surely(ticks)
            # Against what was given, not what was read: an unset clock is not seen to go back.
            self.back_s += max(0.0, (self._given - now).total_seconds())
            self._given = now
            return now

    def leapt(self) -> bool:
        """Whether it went ahead by more than a day within the last hour: it may be wrong, and be
        put right soon."""
        self()
        return self._steady() - self._leapt_at < DOUBT_S

    def could_be_right(self) -> bool:
        """Whether the machine's time is one that somebody could have set."""
        return self._wall() >= EARLIEST

    def believe(self) -> bool:
        """Somebody who looked at it says that the machine's time is right; no, where it cannot
        be."""
        with self._lock:
            self.is_set = self.is_set or self.could_be_right()
            return self.is_set

    def words(self, zone: tzinfo = UTC) -> Words:
        """What is wrong and what to do; nothing while it is set."""
        if self.is_set:
            return NO_WORDS
        said = f"{self._wall().astimezone(zone):%Y-%m-%d %H:%M}"
        if not self.could_be_right():
            return Message("clock.is-not-set", now=said, effect=EFFECT)
        later = f"{self._sure[0].astimezone(zone):%Y-%m-%d %H:%M}"
        return Message("clock.is-before-the-last-record", now=said, later=later, effect=EFFECT)

    def _follow(self, at: datetime, ticks: float) -> None:
        """Set backwards beyond all that can be, it is set no more; set at all while it was not, it
        is."""
        step = (at - self._read[0]).total_seconds() - (ticks - self._read[1])
        self._read = (at, ticks)
        if step > LEAP.total_seconds():
            self._leapt_at = ticks
        if self.is_set and at < EARLIEST:
            self.is_set, self._sure = False, (self._given, ticks)
        elif not self.is_set and at >= EARLIEST:
            self.is_set = (
                abs(step) > STEP_S or at >= self._surely(ticks) - EARLY or self._confirmed()
            )

    def _surely(self, ticks: float) -> datetime:
        return self._sure[0] + timedelta(seconds=max(0.0, ticks - self._sure[1]))
