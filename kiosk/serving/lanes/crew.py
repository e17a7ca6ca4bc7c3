"""The threads of one lane, and the road that everybody else leaves to an alarm."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from a2wsgi import WSGIMiddleware

from kiosk.engine.health import Fact
from kiosk.serving.lanes.table import LIFE_SAFETY, Lane
from kiosk.store.unsaved.precedence import URGENT
from signage.language.words import NO_WORDS, Message, fill

GIVE_WAY_S: Final = 0.25
"""How long the road is an alarm's alone, from the first of those that follow each other: a stream
of them, or one that hangs, stops nothing else."""
STANDS_S: Final = 20.0
"""Seconds after which an act that is still at work stands still."""
STANDS: Final = Message("crew.stands-still-restart-the-server")
UNBOUNDED: Final = 0
"""Parts of an answer that may wait for their reader: a thread never waits for one, however slowly
it reads."""

Wsgi = Callable[[Any, Any], Iterable[bytes]]


class Road:
    """Whether an alarm is on its way, from its arrival until the loop has written it to the
    screens.

    Threads share one interpreter: five pages in the making would make an alarm take six times as
    long.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._alarms, self._until = 0, 0.0
        self._clear = threading.Event()
        self._clear.set()

    def enter(self) -> None:
        """On the loop, as :meth:`leave`."""
        if not self._alarms:
            self._until = self._now() + GIVE_WAY_S
            self._clear.clear()
        self._alarms += 1

    def leave(self) -> None:
        self._alarms -= 1
        if not self._alarms:
            self._clear.set()

    def give_way(self) -> None:
        """On the thread that is about to begin something else."""
        if not self._clear.is_set():
            self._clear.wait(max(0.0, self._until - self._now()))


class _Threads(ThreadPoolExecutor):
    """Counts what it was given and has not finished. ``submit`` is called on the loop."""

    def __init__(self, lane: Lane, road: Road) -> None:
        super().__init__(lane.threads, thread_name_prefix=lane.name)
        self.taken = 0
        self._urgent, self._road = lane.urgent, road
        self._begun: dict[int, float] = {}

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        loop = asyncio.get_running_loop()
        self.taken += 1
        if self._urgent:
            self._road.enter()
        future = super().submit(self._carried, work, *given, **named)
        future.add_done_callback(lambda _: self._told(loop))
        return future

    def _carried(self, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        if not self._urgent:
            self._road.give_way()
        self._begun[threading.get_ident()] = time.monotonic()
        try:
            return work(*given, **named)
        finally:
            del self._begun[threading.get_ident()]

    def oldest(self) -> float | None:
        """When the act began that is at work longest; monotonic seconds, None where nothing is at
        work."""
        # A copy: other threads begin and end meanwhile.
        return min(list(self._begun.values()), default=None)

    def _told(self, loop: asyncio.AbstractEventLoop) -> None:
        """From the thread; a loop that has ended counts no more."""
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._finished, loop)

    def _finished(self, loop: asyncio.AbstractEventLoop) -> None:
        self.taken -= 1
        if self._urgent:
            # What it published is written by the loop's next round: until then the road is the
            # alarm's.
            loop.call_soon(self._road.leave)


class Crew:
    """Carries the requests of one lane through the app."""

    def __init__(self, lane: Lane, wsgi: Wsgi, road: Road) -> None:
        self.lane = lane
        self._threads = _Threads(lane, road)
        # One worker here: the threads are ours, put in its place on the next line.
        self._app = WSGIMiddleware(_plain(wsgi), workers=1, send_queue_size=UNBOUNDED)
        self._app.executor = self._threads
        self._shares: dict[str, int] = {}

    @property
    def full(self) -> bool:
        return self._threads.taken >= self.lane.threads + self.lane.waiting

    def has_had_its_share(self, who: str) -> bool:
        return bool(self.lane.share) and self._shares.get(who, 0) >= self.lane.share

    async def carry(self, who: str, scope: Any, receive: Any, send: Any) -> None:
        """``who``: as the door calls them."""
        self._shares[who] = self._shares.get(who, 0) + 1
        # The thread runs in a copy of this request's context.
        URGENT.set(self.lane.urgent)
        try:
            await self._app(scope, receive, send)
        finally:
            self._shares[who] -= 1
            if not self._shares[who]:
                del self._shares[who]

    def fact(self, now: float) -> Fact:
        """Whether its threads come back; a lane that people's safety needs makes the hall
        unready."""
        since = self._threads.oldest()
        stands = since is not None and now - since > STANDS_S
        words = fill(STANDS, lane=self.lane.words) if stands else NO_WORDS
        vital = self.lane in LIFE_SAFETY
        return Fact(
            f"lane {self.lane.name}",
            not stands,
            since if stands and since else now,
            words,
            vital=vital,
        )

    async def answers(self, within_s: float) -> bool:
        """Whether one of its threads comes back in time."""
        asked = asyncio.get_running_loop().run_in_executor(self._threads, int)
        try:
            await asyncio.wait_for(asked, within_s)
        except TimeoutError:
            return False
        return True

    def stop(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _plain(wsgi: Wsgi) -> Wsgi:
    """a2wsgi points ``wsgi.errors`` at standard output, which belongs to the command line."""

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        environ["wsgi.errors"] = sys.stderr
        environ["wsgi.multiprocess"] = False
        return wsgi(environ, start_response)

    return app
