"""FIRE and the screens' heartbeat beside strangers at the bare socket: endless heads, heads that
drip, silence, streams.

``python -m tests.bench door``. Each attack is a process of its own that opens again whatever it
loses, until the end.
"""

import heapq
import itertools
import os
import re
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.beside import FIRE, _post
from tests.bench.figures import Figure, pair
from tests.bench.painted import ARGUMENTS, WAIT, WATCH
from tests.bench.readers import allow_files
from tests.bench.serving import ROOT, SCREEN, Served
from tests.chromium import chromium

ROUNDS, WARM_UP = 40, 3
BEAT_S, FIRE_MS, MEMORY_MB, LOG_MB = 2.5, 100, 200, 1
AT_ONCE = 40
"""Connections an attack opens before it looks at those it has."""
TAKEN_S = 0.02
"""Seconds until it is tried again where the kernel takes nothing."""
Sent = Callable[[int], bytes]
"""What a connection sends at its nth turn; empty: nothing any more."""
HEAD = b"GET / HTTP/1.1\r\nHost: hall\r\n"


def _stream(query: str = "") -> Sent:
    def sent(turn: int) -> bytes:
        asked = query.replace("*", f"{time.monotonic_ns() % 10**12}")
        return f"GET /screen/{SCREEN}/stream{asked} HTTP/1.1\r\nHost: hall\r\n\r\n".encode()

    return sent


ATTACKS: dict[str, tuple[int, Sent, float]] = {
    "nothing": (0, lambda turn: b"", 0.0),
    "heads": (20, lambda turn: (b"" if turn else HEAD) + b"x" * 50_000 + b": y\r\n", 0.0),
    "endless head": (20, lambda turn: (b"" if turn else HEAD + b"X: ") + b"x" * 50_000, 0.0),
    "slowloris": (2_000, lambda turn: b"X: y\r\n" if turn else HEAD, 1.0),
    "silence": (17_500, lambda turn: b"", 0.0),
    "streams": (5_000, _stream(), 3600.0),
    "streams with a page's key": (5_000, _stream("?key=KEY&page=*"), 3600.0),
}
"""How many connections, what each sends, and how many seconds lie between two turns of it."""


def door() -> Iterator[Figure]:
    allow_files(4_096)
    for name in ATTACKS:
        with tempfile.NamedTemporaryFile() as errors, Served(errors, roomy=False) as served:
            yield from _beside(name, served, Path(errors.name))


def _beside(name: str, served: Served, log: Path) -> Iterator[Figure]:
    with sync_playwright() as play, _screens(served) as gaps:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1920, "height": 540})
        page.goto(f"{served.base_url}/screen/{SCREEN}")
        most = _Most(served)
        with _attack(name, served):
            yield from pair(f"{name}: FIRE painted", _fires(served, page), FIRE_MS)
        browser.close()
        yield Figure(f"{name}: longest gap between heartbeats", max(gaps), "s", BEAT_S)
    yield Figure(f"{name}: memory at most", most.end(), "MB", MEMORY_MB)
    yield Figure(f"{name}: log", log.stat().st_size / 1e6, "MB", LOG_MB)


def _fires(served: Served, page: Page) -> list[float]:
    drift, painted = float(page.evaluate(WATCH)), []
    for number in range(WARM_UP + ROUNDS):
        start = time.time()
        told = _post(served, "/api/v1/incidents", FIRE)
        shown = float(page.evaluate(WAIT, str(told["revision"]))) / 1000 + drift / 1000
        if number >= WARM_UP:
            painted.append((shown - start) * 1000)
        _post(served, f"/api/v1/incidents/{told['id']}/clear", {"reason": "over"})
        page.wait_for_timeout(250 + number * 37 % 100)
    return painted


class _Most:
    """The most memory the server had, looked at ten times a second."""

    def __init__(self, served: Served) -> None:
        self._served, self._mb, self._over = served, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self._mb = max(self._mb, self._served.memory_mb())

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self._mb


@contextmanager
def _screens(served: Served) -> Iterator[list[float]]:
    """A page of every screen but the measured one, and the gaps between what its stream brings."""
    port = int(served.base_url.rsplit(":", 1)[1])
    with urllib.request.urlopen(served.base_url) as answer:
        found = sorted(set(re.findall(r"/screen/([\w-]+)", answer.read().decode())) - {SCREEN})
    selector, gaps, over = selectors.DefaultSelector(), [0.0], threading.Event()
    for number, screen in enumerate(found):
        sock = socket.create_connection(("127.0.0.1", port))
        key = key_of(served.base_url, screen)
        asked = f"/screen/{screen}/stream?key={key}&page=bench{number}"
        sock.sendall(f"GET {asked} HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
        selector.register(sock, selectors.EVENT_READ)
    heard = dict.fromkeys(found, time.monotonic())
    names = dict(zip(selector.get_map().values(), found, strict=True))

    def read() -> None:
        while not over.is_set():
            for key, _ in selector.select(0.2):
                part = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]  # only sockets are registered
                now, name = time.monotonic(), names[key]
                if b"event: hb" in part or not part:
                    gaps.append(now - heard[name] if part else 999.0)
                    heard[name] = now
                if not part:
                    selector.unregister(key.fileobj)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield gaps
    finally:
        now = time.monotonic()
        gaps.extend(now - last for last in heard.values())
        over.set()
        thread.join()
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # only sockets are registered


def key_of(base_url: str, screen: str) -> str:
    """What every reader of a screen's page is given."""
    with urllib.request.urlopen(f"{base_url}/screen/{screen}", timeout=20) as answer:
        found = re.search(r'data-key="([^"]+)"', answer.read().decode())
    assert found is not None
    return found[1]


# ---- the attack


@contextmanager
def _attack(name: str, served: Served) -> Iterator[None]:
    key = key_of(served.base_url, SCREEN)
    command = [sys.executable, "-m", "tests.bench.door", name, served.base_url, key]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline().strip() != "ready":
                raise ConnectionError("the attack could not begin; see the message above")
            yield
        finally:
            process.kill()


class _Attacker:
    def __init__(self, name: str, base_url: str, key: str) -> None:
        self.most, self._sent, self._pause_s = ATTACKS[name]
        self._key, self._at = key.encode(), ("127.0.0.1", int(base_url.rsplit(":", 1)[1]))
        self._selector = selectors.DefaultSelector()
        self._number = itertools.count()
        self._held: dict[socket.socket, int] = {}
        """How often each has sent."""
        self._due: list[tuple[float, int, socket.socket]] = []
        allow_files(self.most + 200)

    def turn(self) -> None:
        """Open some, read and drop what was lost, send where it is time."""
        for _ in range(min(AT_ONCE, self.most - len(self._held))):
            self._open()
        for key, _ in self._selector.select(0.005):
            self._read(key.fileobj)  # type: ignore[arg-type]  # only sockets are registered
        now = time.monotonic()
        for _ in range(len(self._due)):
            if self._due[0][0] > now:
                break
            self._send(heapq.heappop(self._due)[2], now)

    def _open(self) -> None:
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex(self._at)
        self._held[sock] = 0
        self._again(sock, 0.0)
        self._selector.register(sock, selectors.EVENT_READ)

    def _read(self, sock: socket.socket) -> None:
        try:
            if sock.recv(1 << 16):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(sock)

    def _again(self, sock: socket.socket, at: float) -> None:
        heapq.heappush(self._due, (at, next(self._number), sock))

    def _send(self, sock: socket.socket, now: float) -> None:
        if sock not in self._held:
            return
        number = self._held[sock]
        said = self._sent(number).replace(b"KEY", self._key)
        if not said:
            return
        try:
            sock.send(said)
        except BlockingIOError:
            self._again(sock, now + TAKEN_S)
        except OSError:
            self._drop(sock)
        else:
            self._held[sock] = number + 1
            self._again(sock, now + self._pause_s)

    def _drop(self, sock: socket.socket) -> None:
        del self._held[sock]
        with suppress(KeyError):
            self._selector.unregister(sock)
        sock.close()


def _attacks(name: str, base_url: str, key: str) -> None:
    attacker = _Attacker(name, base_url, key)
    end = time.monotonic() + 6
    while time.monotonic() < end:
        attacker.turn()
    print("ready", flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        attacker.turn()


if __name__ == "__main__":
    _attacks(*sys.argv[1:])
