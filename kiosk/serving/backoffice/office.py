"""The queue of heavy work and the one process that does it, one errand after the other.

2026-11-28 · A process and not threads: painting holds the interpreter, and with it the event loop
and every alarm. It is spawned, not forked (threads and locks would come along), niced, and the
first the kernel takes when memory ends. Whole requests go over instead of single jobs, so that any
address becomes heavy by one word in the table of lanes. Rejected: as many processes as processors,
in a machine that may also drive a screen; a broker, one more daemon for no gain.
"""

import asyncio
import heapq
import itertools
import logging
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from kiosk.engine.health import Fact
from kiosk.serving.backoffice.frames import Act, Asked, hear, say
from kiosk.serving.backoffice.process import started
from signage.language.words import NO_WORDS, Message

log = logging.getLogger(__name__)
IDLE_S: Final = 300.0
"""Seconds without work after which the process ends: it is 90 MB."""
ERRAND_S: Final = 60.0
"""Seconds for one errand, the start of the process included; a longer one is given up with its
process."""
AGAIN_S: Final = 1.0
"""The least time between two starts: a process that dies at once must not fill a processor."""
LOST = Message("office.back-office-broke-off-started")


class Errand:
    """One piece of heavy work. ``result`` is what the process said, None where it was lost."""

    __slots__ = ("body", "dropped", "looked", "number", "rank", "result", "said", "waiting")

    def __init__(
        self, rank: int, number: int, said: object, body: bytes, result: "asyncio.Future[Any]"
    ) -> None:
        self.rank, self.number, self.said, self.body, self.result = rank, number, said, body, result
        self.dropped = False
        """Nobody wants it any more."""
        self.waiting, self.looked = 0, 0.0
        """How many requests wait for it now, and when the last one went."""


def _named(said: object) -> str:
    """For the machine's journal: a request's headers sign in, and its query may name a person."""
    if isinstance(said, Asked):
        return f"{said.scope['method']} {said.scope['path']}"
    return str(said)


class Office:
    """Everything but the start of the process belongs to the event loop.

    ``command`` starts the process, which finds its end of the socket under the number appended to
    it. ``act`` carries out what the process comes to, on a thread; it returns what is answered.
    ``log_of`` names the log that the process reads: with another one it is started anew, and while
    there is none there is no process either.
    """

    def __init__(
        self,
        command: Sequence[str],
        act: Callable[[Act], object],
        *,
        log_of: Callable[[], object | None] = lambda: True,
        idle_s: float = IDLE_S,
        errand_s: float = ERRAND_S,
    ) -> None:
        self._command, self._act = tuple(command), act
        self.idle_s, self.errand_s = idle_s, errand_s
        self._log_of, self._reads = log_of, log_of()
        self._queue: list[tuple[int, int, Errand]] = []
        self._number = itertools.count()
        self._at_work: Errand | None = None
        self._runner: asyncio.Task[None] | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started = float("-inf")
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._trouble, self._since = NO_WORDS, time.monotonic()

    # ---- errands

    def waiting(self, rank: int) -> int:
        """Errands of that rank that wait or are at work."""
        mine = sum(errand.rank == rank and not errand.dropped for _, _, errand in self._queue)
        return mine + (self._at_work is not None and self._at_work.rank == rank)

    def take(self, rank: int, said: object, body: bytes = b"") -> Errand:
        """Of lower ``rank`` first, then as they came."""
        errand = Errand(
            rank, next(self._number), said, body, asyncio.get_running_loop().create_future()
        )
        # The number makes every pair different: an errand itself cannot be compared.
        heapq.heappush(self._queue, (rank, errand.number, errand))
        if self._closing is not None:
            self._closing.cancel()
        if self._runner is None or self._runner.done():
            self._run()
        return errand

    def _run(self) -> None:
        self._runner = asyncio.get_running_loop().create_task(self._work())
        self._runner.add_done_callback(self._go_on)

    def _go_on(self, ended: "asyncio.Task[None]") -> None:
        """What one errand threw ends no other."""
        if ended.cancelled():
            return
        if (error := ended.exception()) is not None:
            log.error("an errand failed in a way nobody expected", exc_info=error)
        if self._queue:
            self._run()

    def ahead(self, errand: Errand) -> int:
        """How many are done before this one."""
        mine = (errand.rank, errand.number)
        before = sum(
            (rank, number) < mine and not other.dropped for rank, number, other in self._queue
        )
        return before + (self._at_work is not None and self._at_work is not errand)

    async def _work(self) -> None:
        while self._queue:
            _, _, errand = heapq.heappop(self._queue)
            if not errand.dropped:
                self._at_work, said = errand, None
                try:
                    said = await self._do(errand)
                finally:
                    # Whatever ended it: a page, or a screen's pack, waits for this word.
                    self._at_work = None
                    if not errand.result.done():
                        errand.result.set_result(said)
        self._closing = asyncio.get_running_loop().call_later(self.idle_s, self.stop)

    async def _do(self, errand: Errand) -> Any:
        said = None
        try:
            async with asyncio.timeout(self.errand_s):
                said = await self._said(errand)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            log.warning(
                "the back office broke off (%s) and is started anew: %s",
                type(error).__name__,
                _named(errand.said),
            )
        finally:
            # Also of what is not expected: the process still waits for a word, and would take the
            # next errand for it.
            if said is None:
                self.stop()
            self._told(LOST if said is None else NO_WORDS)
        return said

    async def _said(self, errand: Errand) -> tuple[Any, bytes]:
        reader, writer = await self._open()
        await say(writer, errand.said, errand.body)
        while True:
            said, body = await hear(reader)
            if not isinstance(said, Act):
                return said, body
            await say(writer, await asyncio.to_thread(self._act, said))

    # ---- the process

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def is_open(self) -> bool:
        return self._log_of() is not None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        log = self._log_of()
        if log != self._reads:
            self.stop()
            self._reads = log
        if self._line is None:
            await asyncio.sleep(max(0.0, self._started + AGAIN_S - time.monotonic()))
            self._started = time.monotonic()
            mine, theirs = socket.socketpair()
            with theirs:
                self._process = await asyncio.to_thread(started, self._command, theirs.fileno())
            self._line = await asyncio.open_unix_connection(sock=mine)
        return self._line

    def stop(self) -> None:
        """End the process; the next errand starts another."""
        process, self._process = self._process, None
        line, self._line = self._line, None
        if line is not None:
            with suppress(RuntimeError):  # a loop that has ended closed it
                line[1].transport.abort()
        if process is not None:
            process.kill()
            # Reaped at once: killed as it is, that takes no time, and leaves no zombie.
            process.wait()

    def close(self) -> None:
        """At the end of the server."""
        if self._closing is not None:
            self._closing.cancel()
        if self._runner is not None:
            self._runner.cancel()
        self.stop()

    # ---- how it fares

    def _told(self, trouble: Any) -> None:
        if trouble is not self._trouble:
            self._trouble, self._since = trouble, time.monotonic()

    def facts(self) -> Iterator[Fact]:
        """Only told: no alarm needs it."""
        yield Fact(
            "back office", self._trouble is NO_WORDS, self._since, self._trouble, vital=False
        )
