"""The half that lives on the event loop: one open stream for each screen, which always ends up at
the newest scene.

A *channel* is a screen's id, or ``console``. Everything a reader could have missed is in the
channel's current scene, so there is no queue: that scene is sent on connect, and a reader that
could not take one gets the newest, whenever it can take something again. A reader that holds the
channel's pack (:mod:`pack`) is told a change of a held scene where there is one; whatever else
happens to it, the whole scene of the next connect heals.

2026-11-24 · One pass over the readers writes ready bytes to their connections, instead of waking a
task for each, which costs half as much again as a bare socket loop; the pass costs a tenth more
(tests/bench/readers.py). It needs the connection itself from the server, which plain ASGI does not
offer; a server that does would let us drop that door.

2026-11-30 · A channel whose scene has lapsed (an all-clear that ran out while the machine slept) is
neither sent it nor told that it counts, until the board has caught up. Only an all-clear: arrows
stay, whatever is late. Rejected: catching up in every connection, a thousand at once.
"""

import asyncio
import itertools
import random
import re
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import parse_qs

from kiosk.engine.periodic import Recurring
from kiosk.serving.asgi import Receive, Scope, Send, known, last, problem
from kiosk.serving.bounds.places import Places
from kiosk.serving.bounds.room import WIRE, whose
from kiosk.serving.stream_events import Payload, framed, heartbeat

CONSOLE: Final = "console"
HEARTBEAT_S: Final = 2.0
BUCKETS: Final = 10
"""A tenth of the readers is served at a time: 1,000 heartbeats at once would stand in a scene's
way."""
RETRY_MS: Final = (500, 1500)

FULL: Final = (
    "This address reads as many streams as a stranger may; end one, or open a screen's page."
)
REFUSED: Final = [(b"retry-after", b"5"), (b"connection", b"close")]
_STREAM = re.compile(r"/(?:screen/(?P<screen>[^/]+)|console)/stream")
_HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)


class Wire(Protocol):
    """A connection whose response has begun. No method waits, but ``drained``."""

    @property
    def full(self) -> bool:
        """Whether something written earlier still waits here for the peer."""

    def write(self, data: bytes, /) -> None: ...

    async def drained(self) -> None:
        """Return once nothing waits, or the connection is gone."""

    def end(self) -> None:
        """End the response and the connection; what a full one still holds is thrown away."""

    def go(self) -> None:
        """Make room for another: nothing is written any more, and the end comes later."""


@dataclass(frozen=True, slots=True)
class _Scene:
    revision: int
    chunk: bytes
    beat: bytes
    short: bytes | None = None
    """For readers that hold the pack; None where it must be sent whole."""
    pack: str = ""
    """The version of the pack that ``short`` is about."""
    log: str = ""
    """The log it is of: a number counts within its own log only."""

    def for_holder(self, pack: str) -> bytes:
        return self.short if self.short is not None and pack == self.pack else self.chunk


@dataclass(slots=True, eq=False)
class _Reader:
    channel: str
    wire: Wire
    scene: _Scene
    """The last one written to it."""
    bucket: int
    pack: str = ""
    """The version of the pack it said it holds."""
    behind: bool = False
    """True while a task of its own waits for the connection to take something again."""


def is_stream(path: str) -> bool:
    return _STREAM.fullmatch(path) is not None


def _scenes(
    scenes: Mapping[str, Payload],
    revision: int,
    shorts: Mapping[str, Payload],
    pack: str,
    told: Mapping[str, object],
    fetch: bool,
) -> dict[str, _Scene]:
    """Each payload is framed once, however many screens share it."""
    beat = framed(heartbeat(revision, pack if fetch else "", told))
    log = str(told.get("log", ""))
    whole = {
        payload: _Scene(revision, framed(payload), beat, None, pack, log)
        for payload in set(scenes.values())
    }
    found = {channel: whole[payload] for channel, payload in scenes.items()}
    short = {
        channel: replace(found[channel], short=framed(payload))
        for channel, payload in shorts.items()
    }
    return found | short


def _asked(scope: Scope, name: str) -> str:
    """A value of the query, empty where there is none."""
    query: bytes = scope.get("query_string", b"")
    return parse_qs(query.decode("latin-1")).get(name, [""])[0]


_NOTHING = _Scene(0, b"", framed(heartbeat(0)))


def _ignore(channel: str, readers: int) -> None:
    pass


def _anybody(channel: str, scope: Scope) -> Callable[[], None]:
    return lambda: None


def _lasting(channel: str) -> bool:
    return False


class Push:
    """``publish`` and ``online`` are for any thread; everything else belongs to the event loop.

    ``knows`` says whether a screen exists; ``allowed`` whether a request may read the console's
    stream (asked on a thread of its own, so it may look into the store). ``on_presence(channel,
    readers)`` is called on the event loop and must return at once; so is ``attend(channel,
    request)``, which returns what to call when that stream has ended. ``period_s`` is the time
    between two heartbeats of one reader. A channel whose scene has ``lapsed`` is neither sent it
    nor told that it still counts: the next one is due.
    """

    def __init__(
        self,
        knows: Callable[[str], bool],
        allowed: Callable[[Scope], bool],
        on_presence: Callable[[str, int], None] = _ignore,
        period_s: float = HEARTBEAT_S,
        attend: Callable[[str, Scope], Callable[[], None]] = _anybody,
        places: Places | None = None,
        lapsed: Callable[[str], bool] = _lasting,
    ) -> None:
        self._knows = knows
        self._allowed = allowed
        self._on_presence = on_presence
        self._period_s = period_s
        self._attend = attend
        self.places = places
        self._lapsed = lapsed
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._current: dict[str, _Scene] = {}
        self._changed: set[str] = set()
        self._readers: dict[str, set[_Reader]] = {}
        self._buckets: tuple[set[_Reader], ...] = tuple(set() for _ in range(BUCKETS))
        self._turn = itertools.cycle(range(BUCKETS))
        self._next_bucket = itertools.cycle(self._buckets)
        self.beating = Recurring("heartbeat", self._beat, lambda: self._period_s / BUCKETS)
        self._tasks: set[asyncio.Task[None]] = set()

    # ---- from any thread

    def publish(
        self,
        scenes: Mapping[str, Payload],
        revision: int,
        shorts: Mapping[str, Payload] | None = None,
        pack: str = "",
        told: Mapping[str, object] | None = None,
        fetch: bool = True,
    ) -> None:
        """Make ``scenes`` the current ones of their channels; others keep theirs. Returns before
        they are sent.

        ``shorts`` go instead to running streams whose readers hold the pack of that version.
        Heartbeats name it for others to ``fetch``, unless it cannot be drawn just now.

        A channel that is already at a newer revision of the same log keeps that; the same revision
        again is sent again, also with the same bytes. A channel's heartbeat carries the revision of
        its own current scene, and what is ``told`` of the log.
        """
        fresh = _scenes(scenes, revision, shorts or {}, pack, told or {}, fetch)
        with self._lock:
            if self._loop is None:
                self._accept(fresh)
            else:
                # Under the lock: between close() and this line the loop may have ended.
                self._loop.call_soon_threadsafe(self._take, fresh)

    def online(self) -> Mapping[str, int]:
        """How many readers each channel has; channels without are left out."""
        with self._lock:
            return {channel: len(readers) for channel, readers in self._readers.items()}

    def reconnect(self, channel: str) -> None:
        """End its streams: whoever reads comes again and says anew who it is."""
        with self._lock:
            for reader in self._readers.get(channel, ()):
                if self._loop is not None:
                    self._loop.call_soon_threadsafe(reader.wire.end)

    # ---- the life of the loop

    def open(self) -> None:
        """Begin: from now on publishing goes through the running loop."""
        with self._lock:
            self._loop = asyncio.get_running_loop()
            self._closed = False
        self._spawn(self.beating.run())

    def close(self) -> None:
        """End every stream at once; whoever connects later is ended too. Publishing still sets the
        current scenes."""
        with self._lock:
            self._loop = None
            self._closed = True
        for task in self._tasks:
            task.cancel()
        for reader in itertools.chain.from_iterable(self._readers.values()):
            reader.wire.end()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- current scenes

    def _accept(self, fresh: Mapping[str, _Scene]) -> set[str]:
        """The channels that took their scene: those not yet at a newer revision of its log."""
        known = {name: self._current.get(name, _NOTHING) for name in fresh}
        taken = {
            name
            for name, scene in fresh.items()
            if scene.log != known[name].log or scene.revision >= known[name].revision
        }
        self._current.update((channel, fresh[channel]) for channel in taken)
        return taken

    def _take(self, fresh: Mapping[str, _Scene]) -> None:
        """Publications that already wait in the loop run before the one pass that writes: a burst
        is written once."""
        taken = self._accept(fresh)
        if taken and not self._changed:
            asyncio.get_running_loop().call_soon(self._write)
        self._changed |= taken

    def _write(self) -> None:
        changed, self._changed = self._changed, set()
        for channel in changed:
            scene = self._current[channel]
            for reader in self._readers.get(channel, ()):
                self._offer(reader, scene)

    def _offer(self, reader: _Reader, scene: _Scene) -> None:
        # By identity: the same revision published again is another object, and goes out again.
        if reader.behind or scene is reader.scene:
            return
        if reader.wire.full:
            reader.behind = True
            self._spawn(self._catch_up(reader))
            return
        reader.scene = scene
        reader.wire.write(scene.for_holder(reader.pack))

    async def _catch_up(self, reader: _Reader) -> None:
        await reader.wire.drained()
        reader.behind = False
        # The newest, not the one it missed: what lies between nobody needs.
        self._offer(reader, self._current[reader.channel])

    async def _beat(self) -> None:
        for reader in next(self._next_bucket):
            # No beat for a full one: it is behind, and must not be told that it is not.
            if reader.wire.full or self._lapsed(reader.channel):
                continue
            # Who came while it had lapsed was not given it; where nothing else came, it counts again.
            self._offer(reader, self._current.get(reader.channel, _NOTHING))
            reader.wire.write(reader.scene.beat)

    # ---- readers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI endpoint of every path that :func:`is_stream`."""
        asked = _STREAM.fullmatch(scope["path"])
        screen = asked and asked["screen"]
        refusal = await self._refusal(scope, screen)
        if refusal is not None:
            await problem(send, *refusal)
            return
        channel = screen or CONSOLE
        group, fits = self._place(channel, scope)
        if self.places is not None and not fits and self.places.full(group):
            last(scope)
            await problem(send, HTTPStatus.TOO_MANY_REQUESTS, FULL, REFUSED)
            return
        if fits:
            known(scope, group)
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        reader = self._join(channel, scope["extensions"][WIRE]["take"](), _asked(scope, "pack"))
        leave = self._attend(channel, scope)
        give_back = self._placed(group, _asked(scope, "page"), fits, reader)
        try:
            self._tell(channel)
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            give_back()
            leave()
            self._leave(reader)

    def _place(self, channel: str, scope: Scope) -> tuple[str, bool]:
        """Whose places it takes, and whether it brought the key to them."""
        if self.places is None:
            return "", False
        key = _asked(scope, "key")
        if channel == CONSOLE:
            return f"{CONSOLE} {key}", True
        if self.places.fits(channel, key):
            return channel, True
        return f"at {whose((scope['client'] or ('',))[0])}", False

    def _placed(self, group: str, page: str, fits: bool, reader: _Reader) -> Callable[[], None]:
        if self.places is None:
            return lambda: None
        return self.places.take(group, page, fits, reader.wire.go)

    async def _refusal(self, scope: Scope, screen: str | None) -> tuple[HTTPStatus, str] | None:
        if scope["method"] != "GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, "A stream is read with GET."
        if screen is not None and not self._is_screen(screen):
            return HTTPStatus.NOT_FOUND, "No such screen; look up its id in the described hall."
        if screen is None and not await asyncio.to_thread(self._allowed, scope):
            return HTTPStatus.FORBIDDEN, "The console's stream is for staff; sign in first."
        return None

    def _is_screen(self, screen: str) -> bool:
        """A screen called ``console`` would read the console's channel without being asked who it
        is."""
        return screen != CONSOLE and self._knows(screen)

    def _join(self, channel: str, wire: Wire, pack: str) -> _Reader:
        # No await from here to the end: whatever is published next finds this reader in the set.
        lapsed = self._lapsed(channel)
        scene = _NOTHING if lapsed else self._current.get(channel, _NOTHING)
        reader = _Reader(channel, wire, scene, next(self._turn), pack=pack)
        with self._lock:
            self._readers.setdefault(channel, set()).add(reader)
        self._buckets[reader.bucket].add(reader)
        retry = random.randint(*RETRY_MS)  # noqa: S311  # spreads reconnects; nothing secret
        said = b"" if lapsed else scene.chunk + scene.beat
        wire.write(framed(b"retry: %d\n\n" % retry) + said)
        if self._closed:
            wire.end()
        return reader

    def _leave(self, reader: _Reader) -> None:
        self._buckets[reader.bucket].discard(reader)
        with self._lock:
            others = self._readers[reader.channel]
            others.discard(reader)
            if not others:
                del self._readers[reader.channel]
        self._tell(reader.channel)

    def _tell(self, channel: str) -> None:
        self._on_presence(channel, len(self._readers.get(channel, ())))
