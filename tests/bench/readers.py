"""publish() to the last of N stream readers, beside a bare asyncio socket loop that sends the same
bytes.

The server is a process of its own; this one reads. Both kinds of server take turns, round by round,
in one run. ``perf_counter`` is the machine's monotonic clock, so times of two processes can be
subtracted.
"""

import argparse
import asyncio
import json
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from kiosk.serving.push import Push
from kiosk.serving.server import serve
from kiosk.serving.stream_events import scene_event

ROOT = Path(__file__).resolve().parent.parent.parent
SCREEN = "wall"
WARM_UP = 10
PAUSE_S = 0.02
"""Between two rounds, so that one round's reading is over before the next begins."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds from ``publish()`` to the last reader's last byte, and the server's memory in
    megabytes."""

    p50_ms: float
    p99_ms: float
    worst_ms: float
    idle_mb: float
    full_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    readers: int
    payload_bytes: int
    rounds: int
    push: Times
    plain: Times

    @property
    def ratio(self) -> float:
        """Ours to the bare loop's, at the median."""
        return self.push.p50_ms / self.plain.p50_ms

    @property
    def ratio_p99(self) -> float:
        return self.push.p99_ms / self.plain.p99_ms


def measure(readers: int, payload_bytes: int, rounds: int, *, busy: bool = False) -> Measured:
    """``busy`` adds a thread to the server that computes all the time, as a page that is being
    rendered does."""
    allow_files(2 * readers + 200)
    with _Server("push", busy) as ours, _Server("plain", busy) as bare:
        servers = (ours, bare)
        for server in servers:
            server.connect(readers)
        times: dict[str, list[float]] = {"push": [], "plain": []}
        for number in range(1, WARM_UP + rounds + 1):
            for server in servers if number % 2 else servers[::-1]:
                time.sleep(PAUSE_S)
                taken = server.round(number, payload_bytes)
                if number > WARM_UP:
                    times[server.kind].append(taken)
        figures = {server.kind: _times(times[server.kind], server) for server in servers}
    return Measured(readers, payload_bytes, rounds, figures["push"], figures["plain"])


def _times(taken: list[float], server: "_Server") -> Times:
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return Times(cuts[49], cuts[98], max(taken), server.idle_mb, server.memory_mb())


def allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def payload(number: int, size: int) -> tuple[bytes, bytes]:
    """A scene event of ``size`` bytes, and the last bytes of it, which no other event has."""
    mark = f"<!--end {number}-->"
    bare = len(scene_event(number, mark))
    event = scene_event(number, "x" * max(0, size - bare) + mark)
    return event, f"{mark}\n\n".encode()


# ---- the reading side


class _Server:
    """A server process and its readers, all read by one loop here."""

    def __init__(self, kind: str, busy: bool) -> None:
        self.kind = kind
        command = [
            sys.executable,
            "-m",
            "tests.bench.readers",
            "--server",
            kind,
            *(["--busy"] if busy else []),
        ]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self._port = int(self._said())
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        self.idle_mb = 0.0

    def __enter__(self) -> "_Server":
        return self

    def __exit__(self, *error: object) -> None:
        for sock in self._sockets:
            sock.close()
        self._selector.close()
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.terminate()
        self._process.wait(10)

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def _ask(self, *words: int) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        return self._said()

    def connect(self, readers: int) -> None:
        self.idle_mb = self.memory_mb()
        self._sockets = [self._reader() for _ in range(readers)]
        self._wait(b"data: ", timeout_s=30)

    def _reader(self) -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", self._port))
        sock.sendall(f"GET /screen/{SCREEN}/stream HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
        sock.setblocking(False)
        self._selector.register(sock, selectors.EVENT_READ)
        return sock

    def round(self, number: int, size: int) -> float:
        """Milliseconds from publish() to the last reader's last byte."""
        self._drain()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([number, size]) + "\n")
        last = self._wait(payload(number, size)[1], timeout_s=30)
        return (last - float(self._said())) * 1000

    def _drain(self) -> None:
        """Heartbeats since the last round are not this round's bytes."""
        for key, _ in self._selector.select(0):
            key.fileobj.recv(1 << 20)  # type: ignore[union-attr]  # only sockets are registered

    def _wait(self, mark: bytes, timeout_s: float) -> float:
        """The moment at which the last socket has had ``mark``; what comes with one mark is read
        with it."""
        missing: dict[Any, bytes] = dict.fromkeys(self._sockets, b"")
        until = time.perf_counter() + timeout_s
        while missing:
            for key, _ in self._selector.select(1):
                had = missing.get(key.fileobj)
                data = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]  # only sockets are registered
                if not data:
                    raise ConnectionError(
                        f"the {self.kind} server closed a stream; see its messages above"
                    )
                if had is None:
                    continue
                if mark in had + data:
                    del missing[key.fileobj]
                else:
                    missing[key.fileobj] = (had + data)[-64:]
            if time.perf_counter() > until:
                raise TimeoutError(
                    f"{len(missing)} readers of the {self.kind} server did not get {mark!r}"
                )
        return time.perf_counter()

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(resident.split()[1]) / 1024


# ---- the serving side


def _obey(publish: Callable[[bytes, int], None]) -> None:
    """Publish what the reading side asks for on standard input, and say when."""
    for line in sys.stdin:
        number, size = json.loads(line)
        event, _ = payload(number, size)
        start = time.perf_counter()
        publish(event, number)
        print(start, flush=True)


def _with_worker(publish: Callable[[bytes, int], None], busy: bool) -> None:
    """Publishing comes from a thread, as it does from Flask's."""
    threading.Thread(target=_obey, args=(publish,), daemon=True).start()
    if busy:
        threading.Thread(target=_compute, daemon=True).start()


def _compute() -> None:
    while True:
        sum(range(1000))


def serve_push(busy: bool) -> None:
    push = Push(knows=SCREEN.__eq__, allowed=lambda scope: False)

    def ready(base_url: str) -> None:
        print(base_url.rsplit(":", 1)[1], flush=True)
        _with_worker(lambda event, number: push.publish({SCREEN: event}, number), busy)

    serve(Flask("bench"), push, "127.0.0.1", 0, ready=ready)


class _Plain(asyncio.Protocol):
    def __init__(self, transports: list[asyncio.Transport]) -> None:
        self._transports = transports

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transports.append(transport)
        transport.write(b"data: \n\n")


async def serve_plain(busy: bool) -> None:
    """The least that asyncio can do: a list of connections, written to one after the other."""
    transports: list[asyncio.Transport] = []
    loop = asyncio.get_running_loop()

    def write(chunk: bytes) -> None:
        for transport in transports:
            transport.write(chunk)

    def publish(event: bytes, number: int) -> None:
        loop.call_soon_threadsafe(write, b"%x\r\n%b\r\n" % (len(event), event))

    server = await loop.create_server(lambda: _Plain(transports), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    _with_worker(publish, busy)
    await server.serve_forever()


# ---- the command


def table(results: list[Measured]) -> Iterator[str]:
    yield " readers  bytes  push p50     p99  bare p50     p99  x p50  x p99  MB idle  MB full"
    for r in results:
        yield (
            f"{r.readers:>8}{r.payload_bytes:>7}{r.push.p50_ms:>10.1f}{r.push.p99_ms:>8.1f}{r.plain.p50_ms:>10.1f}"
            f"{r.plain.p99_ms:>8.1f}{r.ratio:>7.2f}{r.ratio_p99:>7.2f}{r.push.idle_mb:>9.1f}{r.push.full_mb:>9.1f}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--server", choices=["push", "plain"], help=argparse.SUPPRESS)
    options.add_argument(
        "--busy", action="store_true", help="with a thread in the server that computes all the time"
    )
    options.add_argument("--readers", type=int, nargs="+", default=[100, 1000])
    options.add_argument("--bytes", type=int, nargs="+", default=[300, 4096])
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if chosen.server:
        allow_files(8192)
        serve_push(chosen.busy) if chosen.server == "push" else asyncio.run(
            serve_plain(chosen.busy)
        )
        return
    results = [
        measure(n, size, chosen.rounds, busy=chosen.busy)
        for n in chosen.readers
        for size in chosen.bytes
    ]
    print(json.dumps([asdict(r) for r in results]) if chosen.json else "\n".join(table(results)))


if __name__ == "__main__":
    main()
