"""Block an exit while the hall is evacuated and 100 screens are open: from the tap to the last
screen that has it.

Each tap is a POST of a server's client, as the tablet's is; the screens are streams, all read by
one thread here.
"""

import http.client
import json
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.content import reader as contents
from tests.bench.figures import Figure, cut, pair
from tests.bench.serving import Served

SCREENS, ROUNDS, WARM_UP = 100, 60, 6
BLOCKED = "TRAFFIC"
"""A kind that closes the exit it is raised on and leaves the hall open."""
PATIENCE_S = 20.0
REST_S = 0.05
"""Between two taps, so that one is over before the next begins."""


class Screens:
    """Open streams; when each has had which revision, and what it was shown."""

    def __init__(self, base_url: str, names: list[str]) -> None:
        self._news = threading.Condition()
        self._had: dict[int, dict[int, float]] = {}
        self._shown: dict[int, bytes] = {}
        self._changed: dict[int, int] = {}
        self._selector = selectors.DefaultSelector()
        self._rest = [b""] * len(names)
        self._sockets = []
        for number, name in enumerate(names):
            sock = socket.create_connection(("127.0.0.1", int(base_url.rsplit(":", 1)[1])))
            sock.sendall(f"GET /screen/{name}/stream HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
            sock.setblocking(False)
            self._selector.register(sock, selectors.EVENT_READ, number)
            self._sockets.append(sock)
        self._stopping = False
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def close(self) -> None:
        self._stopping = True
        self._thread.join()
        self._selector.close()
        for sock in self._sockets:
            sock.close()

    def last(self, revision: int) -> tuple[float, int]:
        """The moment the last screen had a revision, and how many screens then showed something
        else than before."""
        with self._news:
            there = self._news.wait_for(
                lambda: len(self._had.get(revision, {})) == len(self._sockets), PATIENCE_S
            )
            assert there, f"only {len(self._had.get(revision, {}))} screens had revision {revision}"
            return max(self._had[revision].values()), self._changed.get(revision, 0)

    def _read(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(0.1):
                data = key.fileobj.recv(1 << 20)  # type: ignore[union-attr]  # only sockets are registered
                now = time.perf_counter()
                if not data:
                    raise ConnectionError("the hall closed a stream")
                *events, self._rest[key.data] = (self._rest[key.data] + data).split(b"\n\n")
                for event in events:
                    self._take(key.data, event, now)

    def _take(self, number: int, event: bytes, now: float) -> None:
        _, found, after = event.partition(b"event: scene\nid: ")
        if not found:
            return
        said, _, body = after.partition(b"\n")
        with self._news:
            revision = int(said)
            self._had.setdefault(revision, {})[number] = now
            if self._shown.get(number) != body:
                self._changed[revision] = self._changed.get(revision, 0) + 1
                self._shown[number] = body
            self._news.notify_all()


@contextmanager
def _open(base_url: str, names: list[str]) -> Iterator[Screens]:
    screens = Screens(base_url, names)
    try:
        yield screens
    finally:
        screens.close()


def rerouting_screens() -> Iterator[Figure]:
    hall = contents.read(contents.sample()).hall
    names = [hall.screens[number % len(hall.screens)].id for number in range(SCREENS)]
    exits = [door.id for door in hall.exits]
    with Served() as served, _open(served.base_url, names) as screens:
        tap = _Tablet(served)
        screens.last(tap.post("incidents", {"kind": "FIRE", "targets": ["hall"]})["revision"])
        taken: list[float] = []
        changed: list[int] = []
        told: Any = None
        for turn in range(2 * (WARM_UP + ROUNDS)):
            target = exits[turn // 2 % len(exits)]
            time.sleep(REST_S)
            start = time.perf_counter()
            if turn % 2:
                told = tap.post(f"incidents/{told['id']}/clear", {"reason": "free again"})
            else:
                told = tap.post("incidents", {"kind": BLOCKED, "targets": [target]})
            at, different = screens.last(told["revision"])
            if turn >= 2 * WARM_UP:
                taken.append((at - start) * 1000)
                changed.append(different)
    note = f"{cut(changed, 50):.0f} of {SCREENS} screens change at the median"
    yield from pair(f"exit blocked or freed: tap → last of {SCREENS} screens", taken, 100, note)


class _Tablet:
    def __init__(self, served: Served) -> None:
        self._connection = http.client.HTTPConnection(served.base_url.removeprefix("http://"))
        self._headers = {
            "Authorization": f"Bearer {served.token}",
            "Content-Type": "application/json",
        }

    def post(self, path: str, body: dict[str, Any]) -> Any:
        self._connection.request("POST", f"/api/v1/{path}", json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        told = json.loads(answer.read())
        if answer.status >= 300:
            raise ConnectionError(f"{path} was answered {answer.status}: {told}")
        return told


if __name__ == "__main__":
    for figure in rerouting_screens():
        print(figure.line())
