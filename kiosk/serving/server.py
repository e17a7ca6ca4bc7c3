"""One process, one port, two halves: streams on the event loop, Flask on a few threads in lanes
(:mod:`lanes`).

2026-11-24 · uvicorn with httptools and a2wsgi. A thread for each screen makes the last of 1,000
wait five times as long (gthread, waitress); gevent stands still while SQLite syncs; a broker is one
more daemon for no gain. More than about 3,000 screens on one hall's machine would change this.
"""

import asyncio
import json
import os
import re
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import Final

import uvicorn
from flask import Flask

from kiosk.engine.health import Health
from kiosk.engine.periodic import Recurring
from kiosk.serving.addresses import BACKLOG, base_url, listeners
from kiosk.serving.asgi import Message, Receive, Scope, Send, known, problem
from kiosk.serving.bounds.connections import Connections
from kiosk.serving.bounds.handshake import Opening, Secure
from kiosk.serving.bounds.room import Room, allowed_by_the_system
from kiosk.serving.lanes.door import UNSURE
from kiosk.serving.lanes.lanes import Lanes
from kiosk.serving.proxies import Proxied, Proxies
from kiosk.serving.push import Push, is_stream
from kiosk.serving.screens.beats import Beats, is_beat

BODY_LIMIT: Final = 64 * 1024
"""Bytes. Nothing a hall sends is larger; a content archive does not come over HTTP."""
BODY_S: Final = 10.0
"""Seconds a request may take to send its body; until it is whole no worker is occupied."""
UPLOAD: Final = re.compile(r"/reports/[0-9-]{1,24}/file|/facilities/plan(?:/[a-z]{1,24})?")
"""Where a photograph, a document or a drawn plan may come; everywhere else a body is a form or a
command."""
UPLOAD_LIMIT: Final = 8 * 1024 * 1024
UPLOAD_S: Final = 30.0
UPLOADS: Final = 3
"""Received at a time: they are held in memory."""
UPLOADS_WAITING: Final = 16
"""Of those whose turn has not come nothing is read, and they wait."""
LINGER_S: Final = 1.0
LINGER_PARTS: Final = 64
"""Parts, each up to some 64 KiB, that are read on after a refusal."""
ANSWER_S: Final = 2.0
"""Seconds within which the lane of life safety must answer for the server to count as healthy."""
NOTIFY_S: Final = 5.0
ACCEPTED: Final = 32
"""Connections taken in one round of the loop. A flood of them is thousands, of which asyncio takes
as many as the backlog holds before anything else has its turn."""
BEAT_S: Final = 0.5
"""Seconds between two beats of the loop, by which its lag is known."""
SWITCH_S: Final = 0.0005
"""Seconds a page that is being rendered may keep the interpreter from the loop. Beside a thread
that computes all the time the last of 1,000 readers waits 46 ms with Python's own 5 ms, 22 ms with
this (tests/bench/readers.py --busy)."""

Ready = Callable[[str], None]


class _TooLarge(Exception):
    """The body passed the limit: answer 413, keep nothing."""


class _Gone(Exception):
    """The client left before its body was whole: no one is there to answer."""


def _announced(scope: Scope) -> int:
    """The length in bytes, 0 where none is; the parser has refused anything but digits."""
    return next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)


def _is_upload(scope: Scope) -> bool:
    return scope["method"] == "POST" and UPLOAD.fullmatch(scope["path"]) is not None


async def _body(scope: Scope, receive: Receive, within_s: float, limit: int) -> bytes:
    """Raises :class:`_TooLarge`, :class:`_Gone`, TimeoutError."""
    if _announced(scope) > limit:
        raise _TooLarge
    body = bytearray()
    async with asyncio.timeout(within_s):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            body += message.get("body", b"")
            if len(body) > limit:
                raise _TooLarge
            if not message.get("more_body", False):
                return bytes(body)


async def _refuse_body(receive: Receive, send: Send, status: HTTPStatus, detail: str) -> None:
    """Answer, then read on for a moment: closing over unread bytes resets the connection and loses
    the answer."""
    await problem(send, status, detail, [(b"connection", b"close")], more=True)
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            for _ in range(LINGER_PARTS):
                if not (await receive()).get("more_body", False):
                    break
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the whole body first."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def first_the_body() -> Message:
        return waiting.pop() if waiting else await receive()

    return first_the_body


def _with_length(headers: Iterable[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    """Without the chunks, which are gone: a WSGI application reads nothing of a body that announces
    no length."""
    others = [
        (name, value)
        for name, value in headers
        if name not in (b"content-length", b"transfer-encoding")
    ]
    return [*others, (b"content-length", b"%d" % length)]


class Front:
    """The ASGI application: streams, pages' beats and ``/healthz`` here, everything else on the
    threads of its lane."""

    def __init__(
        self, flask_app: Flask, push: Push, health: Health | None = None, beats: Beats | None = None
    ) -> None:
        self.push = push
        self.beats = beats
        self.health = health or Health()
        self.answer_s = ANSWER_S
        self.body_s = BODY_S
        self.uploads = 0
        self._receiving = asyncio.Semaphore(UPLOADS)
        self.lanes = Lanes(flask_app)
        self.health.add(lambda: self.lanes.facts(self.health.now()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif is_stream(scope["path"]):
            await self.push(scope, receive, send)
        elif self.beats is not None and is_beat(scope["path"]):
            await self.beats(scope, receive, send)
        elif scope["path"] == "/healthz":
            await self._healthz(send)
        else:
            await self._page(scope, receive, send)

    async def answers(self) -> bool:
        """Whether both halves work: this one runs, and life safety gets through."""
        return await self.lanes.alarm_answers(self.answer_s)

    def stop(self) -> None:
        self.lanes.stop()

    async def _healthz(self, send: Send) -> None:
        if not await self.answers():
            detail = f"The lane of life safety did not answer within {self.answer_s:g} s; restart the server."
            await problem(send, HTTPStatus.SERVICE_UNAVAILABLE, detail)
            return
        if not self.health.clock_turns():
            detail = "The hall's clock stands still: nothing changes by itself any more; see /readyz, then restart."
            await problem(send, HTTPStatus.SERVICE_UNAVAILABLE, detail)
            return
        body = json.dumps({"loop": "ok", "workers": "ok"}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = await self.lanes.door.who(scope)
        if who and who != UNSURE:
            known(scope, who)
        if not (who and _is_upload(scope)):
            await self._whole(who, scope, receive, send, BODY_LIMIT, self.body_s)
        elif self.uploads >= UPLOADS + UPLOADS_WAITING:
            await self.lanes.refusals.busy(who, scope, send)
        else:
            self.uploads += 1
            try:
                async with self._receiving:
                    await self._whole(who, scope, receive, send, UPLOAD_LIMIT, UPLOAD_S)
            finally:
                self.uploads -= 1

    async def _whole(
        self, who: str, scope: Scope, receive: Receive, send: Send, limit: int, within_s: float
    ) -> None:
        try:
            body = await _body(scope, receive, within_s, limit)
        except _TooLarge:
            detail = f"The body is larger than {limit} bytes; send a smaller one."
            await _refuse_body(receive, send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        except TimeoutError:
            detail = f"The body did not arrive within {within_s:g} s; send it again."
            await _refuse_body(receive, send, HTTPStatus.REQUEST_TIMEOUT, detail)
        except _Gone:
            pass
        else:
            scope["headers"] = _with_length(scope["headers"], len(body))
            await self.lanes.carry(who, scope, _replayed(body, receive), send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.push.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.push.close()
        await send({"type": "lifespan.shutdown.complete"})


def notify(state: str, wait_s: float = 0.0) -> None:
    """Tell the service manager (sd_notify(3)); nothing without ``NOTIFY_SOCKET``.

    Raises OSError where it does not take the message within ``wait_s`` seconds, during which the
    loop stands still.
    """
    address = os.environ.get("NOTIFY_SOCKET")
    if not address or not state:
        return
    if address.startswith("@"):
        # systemd writes an abstract socket with @ where the kernel wants a zero byte.
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
        door.settimeout(wait_s)
        door.connect(address)
        door.send(state.encode())


def watchdog_s() -> float | None:
    """Seconds between two pings, a third of what the service manager allows; None where it does not
    watch us."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    allowed = int(os.environ.get("WATCHDOG_USEC", "0"))
    return allowed / 1e6 / 3 if allowed else None


class HallServer(uvicorn.Server):
    """uvicorn with our socket, our end of streams and the service manager told."""

    def __init__(
        self, flask_app: Flask, push: Push, host: str, port: int, ready: Ready, health: Health | None = None,
        beats: Beats | None = None, proxies: Proxies = (), room: Room | None = None,
        secure: Secure = lambda: None,
    ) -> None:  # fmt: skip
        self.connections = Connections(allowed_by_the_system(room or Room()))
        self.front = Front(flask_app, push, health=health, beats=beats)
        self.socks = listeners(host, port)
        self.base_url = base_url(host, self.socks[0].getsockname()[1])
        self._ready = ready
        self._tasks: list[asyncio.Task[None]] = []
        self._due = 0.0
        self.goes_on = False
        """Whether the process serves on after this: then the service manager is told of no end."""
        super().__init__(
            uvicorn.Config(
                Proxied(self.front, proxies),
                proxy_headers=False,  # uvicorn's own, which trusts this machine unasked
                loop="asyncio",
                http=partial(Opening, self.connections, secure),  # type: ignore[arg-type]  # wants the class itself
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                backlog=ACCEPTED,
                timeout_graceful_shutdown=2,
            )
        )

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until SIGTERM, SIGINT or :meth:`stop`."""
        super().run(sockets or self.socks)

    def stop(self) -> None:
        """From any thread."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for sock in sockets or ():
            sock.listen(BACKLOG)  # the kernel's queue; uvicorn has set it to what one round takes
        notify("READY=1", NOTIFY_S)
        loop, every = asyncio.get_running_loop(), watchdog_s()
        self._due = loop.time()
        await self._beat()
        self._tasks.append(loop.create_task(Recurring("loop", self._beat, lambda: BEAT_S).run()))
        if every is not None:
            period_s = every
            self._tasks.append(
                loop.create_task(Recurring("watchdog", self._watch, lambda: period_s).run())
            )
        self._ready(self.base_url)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        with suppress(OSError):  # it asked for the stop, or sees the process end
            notify("" if self.goes_on else "STOPPING=1")
        for task in self._tasks:
            task.cancel()
        # First of all: uvicorn waits for open responses, and a stream never ends by itself.
        self.front.push.close()
        self.front.lanes.last_call()
        await super().shutdown(sockets)
        # Who was let go and still says goodbye: no socket outlives the loop.
        self.connections.leaving.close()
        for wire in list(self.connections.wires):
            wire.abort()  # type: ignore[attr-defined]  # of a socket's transport
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.front.stop()

    async def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        self.front.health.loop.beat(max(0.0, now - self._due))
        self._due = now + BEAT_S
        for guest in self.connections.late(now):
            guest.late()
        self.connections.leaving.let_go(now)

    async def _watch(self) -> None:
        """Ask the loop by running on it, the clock and the lane; nothing else is worth a restart.

        While something is shown and not stored a restart would lose it: then that the loop lives is
        enough.
        """
        health = self.front.health
        if health.unsaved() or (health.clock_turns() and await self.front.answers()):
            with suppress(OSError):  # two more follow before the manager's patience ends
                notify("WATCHDOG=1")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Without uvicorn's repetition of the signal: the caller still has a store to close."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def serve(
    flask_app: Flask, push: Push, host: str, port: int, *, ready: Ready, health: Health | None = None,
    beats: Beats | None = None, proxies: Proxies = (), room: Room | None = None, secure: Secure = lambda: None,
    made: Callable[[HallServer], None] = lambda server: None,
) -> None:  # fmt: skip
    """Serve until SIGTERM or SIGINT, or until somebody stops what was ``made``, then return; for the
    main thread, which alone gets signals.

    ``ready(base_url)`` is called once connections are taken; ``secure`` is what https is spoken with
    from now on, None for http alone. Raises OSError where ``host``/``port``
    cannot be had.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        server = HallServer(
            flask_app, push, host, port, ready, health, beats, proxies, room, secure
        )
        made(server)
        server.run()
    finally:
        sys.setswitchinterval(before)
