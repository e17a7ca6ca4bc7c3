"""FIRE beside everything slow at once: sheets, exports, uploads, 1,000 streams, readers that are
stuck, floods.

``python -m tests.bench beside``. Everybody who loads the hall is in a process of their own and goes
on until the end.
"""

import http.client
import io
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from kiosk.serving.pins import hash_pin
from kiosk.store import Store
from tests.bench.figures import Figure, pair
from tests.bench.painted import ARGUMENTS, WAIT, WATCH
from tests.bench.serving import ROOT, SCREEN, Served
from tests.chromium import chromium

ROUNDS, WARM_UP = 40, 5
SHEETS, EXPORTS, UPLOADS, STRANGERS, SIGN_INS, LORIS, STUCK = 40, 10, 10, 20, 10, 50, 20
"""How many clients of each kind, each asking again as soon as it has its answer."""
STAFF, PIN = "王主任", "518264"
WATCHDOG_S = 20
"""As the unit in systemd/ has it."""
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
FIRE = {"kind": "FIRE", "targets": ["hall"]}


def beside() -> Iterator[Figure]:
    with ExitStack() as stack:
        pings = stack.enter_context(_watchdog())
        served = stack.enter_context(Served())
        _enlist(served.data)
        for _ in range(200):
            served.tell("raise")
            served.tell("clear")
        stack.enter_context(served.crowd(1000))
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1920, "height": 540})
        page.goto(f"{served.base_url}/screen/{SCREEN}")
        yield from _told("FIRE, nothing beside it", served, page)
        with _load(served) as done:
            yield from _told("FIRE beside everything slow", served, page)
        browser.close()
        gaps = [after - before for before, after in itertools.pairwise(pings)]
        yield Figure("watchdog's longest gap", max(gaps, default=0.0), "s", 7, f"{len(gaps)} gaps")
        yield Figure("memory of the server", served.memory_mb(), "MB", None, str(dict(done)))
        for pid in _children(served.process.pid):
            yield Figure("memory of the helper", _resident_mb(pid), "MB")


def _told(name: str, served: Served, page: Page) -> Iterator[Figure]:
    drift = float(page.evaluate(WATCH))
    painted: list[float] = []
    arrived: list[float] = []
    answered: list[float] = []
    with _Reader(served.base_url) as reader:
        for number in range(WARM_UP + ROUNDS):
            start = time.time()
            told = _post(served, "/api/v1/incidents", FIRE)
            end = time.time()
            shown = float(page.evaluate(WAIT, str(told["revision"]))) / 1000 + drift / 1000
            if number >= WARM_UP:
                painted.append((shown - start) * 1000)
                arrived.append((reader.when(told["revision"]) - start) * 1000)
                answered.append((end - start) * 1000)
            _post(served, f"/api/v1/incidents/{told['id']}/clear", {"reason": "over"})
            page.wait_for_timeout(250 + number * 37 % 100)
    yield from pair(f"{name}: painted", painted, 100, f"worst {max(painted):.0f}")
    yield from pair(f"{name}: at a reader", arrived, 100, f"worst {max(arrived):.0f}")
    yield from pair(f"{name}: answered", answered, None, f"worst {max(answered):.0f}")


def _post(served: Served, path: str, body: dict[str, Any]) -> Any:
    connection = http.client.HTTPConnection(served.base_url.removeprefix("http://"), timeout=60)
    headers = {"Authorization": f"Bearer {served.token}", "Content-Type": "application/json"}
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    if answer.status >= 300:
        raise ConnectionError(f"{path} was answered {answer.status}: {told}")
    return told


class _Reader:
    """One more stream, that notes when each revision came."""

    def __init__(self, base_url: str) -> None:
        self._sock = socket.create_connection(("127.0.0.1", int(base_url.rsplit(":", 1)[1])))
        self._sock.sendall(f"GET /screen/{SCREEN}/stream HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
        self._came: dict[int, float] = {}
        self._bell = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, *error: object) -> None:
        self._sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._sock.close()

    def _read(self) -> None:
        kept = b""
        while part := self._sock.recv(1 << 16):
            at, kept = time.time(), (kept + part)[-(1 << 17) :]
            with self._bell:
                for found in re.findall(rb"\nid: (\d+)\n", kept):
                    self._came.setdefault(int(found), at)
                self._bell.notify_all()

    def when(self, revision: int) -> float:
        with self._bell:
            if not self._bell.wait_for(lambda: revision in self._came, 30):
                raise TimeoutError(f"revision {revision} never came")
            return self._came[revision]


# ---- the service manager


@contextmanager
def _watchdog() -> Iterator[list[float]]:
    """The moments at which the server told that it lives."""
    pings: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock,
    ):
        sock.bind(f"{folder}/notify")
        os.environ |= {
            "NOTIFY_SOCKET": f"{folder}/notify",
            "WATCHDOG_USEC": str(WATCHDOG_S * 1_000_000),
        }

        def hear() -> None:
            while word := sock.recv(64):
                if word == b"WATCHDOG=1":
                    pings.append(time.monotonic())

        threading.Thread(target=hear, daemon=True).start()
        try:
            yield pings
        finally:
            del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()] + [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir() if task.name != str(pid)
        for child in (task / "children").read_text("ascii").split()
    ]  # fmt: skip


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


# ---- the load


def _enlist(data: Path) -> None:
    store = Store(data)
    store.put_staff(STAFF, "supervisor", hash_pin(PIN))
    store.close()


@contextmanager
def _load(served: Served) -> Iterator[Counter[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.beside", served.base_url, served.token],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    done: Counter[str] = Counter()
    try:
        if process.stdout.readline().strip() != "ready":
            raise ConnectionError("the load could not begin; see the message above")
        yield done
        process.stdin.write("end\n")
        process.stdin.flush()
        done.update(json.loads(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


class _Client:
    """A browser that signed in."""

    def __init__(self, base_url: str) -> None:
        self._at = base_url.removeprefix("http://")
        self.cookie = ""

    def ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self._at, timeout=300)
        headers = {"Cookie": self.cookie} | ({"Content-Type": kind} if kind else {})
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).split(";")[0]
        found = answer.read()
        connection.close()
        return answer.status, found

    def form(self, page: str, path: str, **fields: str) -> int:
        token = CSRF.search(self.ask("GET", page)[1].decode())
        sent = urlencode({"csrf_token": token[1] if token else "", **fields}).encode()
        return self.ask("POST", path, sent, "application/x-www-form-urlencoded")[0]

    def upload(self, page: str, path: str, picture: bytes) -> int:
        token = CSRF.search(self.ask("GET", page)[1].decode())
        parts = (
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\ndoor'
            b'\r\n--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
            + (token[1] if token else "").encode()
            + b'\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + picture
            + b"\r\n--x--\r\n"
        )  # fmt: skip
        return self.ask("POST", path, parts, "multipart/form-data; boundary=x")[0]


def _signed_in(base_url: str) -> _Client:
    client = _Client(base_url)
    if client.form("/sign-in", "/sign-in", name=STAFF, pin=PIN) != 303:
        raise ConnectionError("nobody could sign in")
    return client


def _photograph() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def _loads(base_url: str, token: str) -> None:
    """Begin, say so, and count until there is a word on standard input."""
    client, counted, picture = _signed_in(base_url), Counter[str](), _photograph()
    report = _incident(base_url, token)
    cookie = client.cookie

    def again(name: str, once: Callable[[_Client, int], int]) -> Callable[[int], None]:
        def go_on(number: int) -> None:
            mine = _Client(base_url)
            mine.cookie = "" if name == "sign-ins" else cookie
            while True:
                try:
                    status = once(mine, number)
                except OSError:
                    status = 0
                counted[f"{name} {status}"] += 1
                if status in (0, 429, 503):
                    time.sleep(1)

        return go_on

    tables = (
        "/reports/statistics", "/reports", f"/reports/{report}", f"/reports/{report}.csv", "/facilities/print",
    )  # fmt: skip
    home = f"/reports/{report}"
    kinds = (
        (SHEETS, again("sheets", lambda c, n: c.ask("GET", f"/facilities/print/plan/{SCREEN}.pdf?paper=a3&n={n}")[0])),
        (EXPORTS, again("exports", lambda c, n: c.ask("GET", tables[n % len(tables)])[0])),
        (UPLOADS, again("uploads", lambda c, n: c.upload(home, f"{home}/file", picture))),
        (STRANGERS, again("strangers", lambda c, n: _Client(base_url).ask("POST", "/api/v1/incidents", b"{}")[0])),
        (SIGN_INS, again("sign-ins", lambda c, n: c.form("/sign-in", "/sign-in", name=f"{n}", pin="1"))),
    )  # fmt: skip
    held = [_half(base_url, b"POST /sign-in HTTP/1.1\r\nHost: hall\r\nContent-Length: 900\r\n\r\nx")
            for _ in range(LORIS)]  # fmt: skip
    held += [_half(base_url, f"GET /screen/{SCREEN}/stream HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
             for _ in range(STUCK)]  # fmt: skip
    held += [
        _half(base_url, b"GET /static/htmx.js HTTP/1.1\r\nHost: hall\r\n\r\n" * 20)
        for _ in range(STUCK)
    ]
    for count, kind in kinds:
        for number in range(count):
            threading.Thread(target=kind, args=(number,), daemon=True).start()
    time.sleep(3)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(counted), flush=True)
    os._exit(len(held) and 0)


def _incident(base_url: str, token: str) -> str:
    connection = http.client.HTTPConnection(base_url.removeprefix("http://"), timeout=60)
    body = json.dumps({"kind": "WIN-PAUSE", "targets": ["window/7"]})
    connection.request("POST", "/api/v1/incidents", body, {"Authorization": f"Bearer {token}",
                                                           "Content-Type": "application/json"})  # fmt: skip
    return str(json.loads(connection.getresponse().read())["id"])


def _half(base_url: str, request: bytes) -> socket.socket:
    """Sends what it is given and reads nothing."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", int(base_url.rsplit(":", 1)[1])))
    sock.sendall(request)
    return sock


if __name__ == "__main__":
    _loads(*sys.argv[1:])
