"""What the house knows of itself: named facts from progress, asked each time somebody looks.

`/readyz`, `/metrics`, the console's front page and the facilities page say the same facts; who owns
one adds its source here. The service manager's watchdog asks the loop, the lane of life safety,
``clock_turns`` and ``unsaved`` alone.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from kiosk.engine.periodic import Health as Turning
from kiosk.engine.periodic import Periodic, Recurring
from signage.language.words import NO_WORDS, Message, Words

log = logging.getLogger(__name__)
LOOP_PATIENCE_S: Final = 3.0
"""The event loop beats twice a second; what it has not done for so long no screen has got
either."""
LAG_S: Final = 1.0
BEATS_KEPT: Final = 20
"""The loop's worst lag is told of the last ten seconds."""


@dataclass(frozen=True, slots=True)
class Fact:
    """``since``: monotonic seconds from which it is so. ``detail``: what is wrong and what to do;
    empty where it is ok.

    ``vital``: while it is not ok the hall is not ready; another one is only told.
    """

    name: str
    ok: bool
    since: float
    detail: Words = field(default_factory=lambda: NO_WORDS)
    vital: bool = True


Source = Callable[[], Iterable[Fact]]


class Health:
    """Written at the start, read from any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.loop = Loop(now)
        self.threads: list[tuple[Periodic | Recurring, Words, bool]] = []
        self.clock_turns: Callable[[], bool] = lambda: True
        """Whether the thread of the hall's clock goes on."""
        self.unsaved: Callable[[], int] = lambda: 0
        """Acts that are shown and not stored yet: a restart would lose them."""
        self._sources: list[Source] = [self._loop, self._unsaved, self._threads]

    def add(self, source: Source) -> None:
        self._sources.append(source)

    def watch(self, thread: Periodic | Recurring, name: Words, *, vital: bool) -> None:
        """What repeats: it should come round, and its turns should succeed."""
        self.threads.append((thread, name, vital))

    def facts(self) -> tuple[Fact, ...]:
        """Of one name the last that was added."""
        found: dict[str, Fact] = {}
        for source in self._sources:
            found |= {fact.name: fact for fact in self._asked(source)}
        return tuple(found.values())

    def wrong(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts() if not fact.ok)

    def _asked(self, source: Source) -> list[Fact]:
        try:
            return list(source())
        except (OSError, RuntimeError, ValueError, KeyError, AttributeError, TypeError) as error:
            said = f"{type(error).__name__}: {error}"
            words = Message("health.a-self-check-failed", why=said)
            return [Fact(getattr(source, "__name__", "check").strip("_"), False, self.now(), words)]

    def _loop(self) -> Iterable[Fact]:
        return () if self.loop.last is None else (self.loop.fact(),)

    def _unsaved(self) -> Iterable[Fact]:
        count = self.unsaved()
        words = Message("health.acts-shown-but-not-stored", count=count)
        return (Fact("unsaved", count == 0, self.now(), words if count else NO_WORDS),)

    def _threads(self) -> Iterable[Fact]:
        return [
            _thread_fact(one.health(), name, vital, self.now()) for one, name, vital in self.threads
        ]


def _thread_fact(turning: Turning, name: Words, vital: bool, now: float) -> Fact:
    if turning.stands(now):
        since = turning.expected if turning.expected is not None else turning.last
        words = Message("health.stands-still", name=name)
        return Fact(turning.name, False, now if since is None else since, words, vital)
    if turning.trouble:
        words = Message(
            "health.failed-and-tries", name=name, times=turning.failures, trouble=turning.trouble
        )
        return Fact(
            turning.name, False, now if turning.since is None else turning.since, words, vital
        )
    return Fact(turning.name, True, now if turning.last is None else turning.last, NO_WORDS, vital)


class Loop:
    """How late the event loop is. Written by the loop alone, twice a second; read from any
    thread."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.last: float | None = None
        self._lags: tuple[float, ...] = ()

    def beat(self, lag_s: float) -> None:
        """``lag_s``: seconds by which this beat came later than it was asked for."""
        # Replaced whole, never appended to: other threads read it meanwhile.
        self._lags = (*self._lags, lag_s)[-BEATS_KEPT:]
        self.last = self._now()

    @property
    def lag_s(self) -> float:
        """The worst of the last ten seconds, one that has not come yet included."""
        silent = 0.0 if self.last is None else self._now() - self.last
        return max((*self._lags, silent if silent > LOOP_PATIENCE_S else 0.0), default=0.0)

    def fact(self) -> Fact:
        last, lag = self.last or 0.0, self.lag_s
        words = Message("health.server-answers-late-up-s", lag=f"{lag:.1f}")
        return Fact("loop", lag < LAG_S, last, words if lag >= LAG_S else NO_WORDS)
