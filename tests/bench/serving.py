"""A real hall in a process of its own that does what it is told on standard input and says when it
published.

``time.time()`` is compared across processes of one machine, and with a page's
``performance.timeOrigin``.
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.drawing.beforehand.voice.engine import NONE, engine_of
from kiosk.engine.board import Board
from kiosk.serving.backoffice.studio import Studio
from kiosk.serving.bounds.repeated import count_repeats
from kiosk.serving.bounds.room import Room
from kiosk.serving.pins import make_token
from kiosk.serving.server import serve
from kiosk.store import Store, StoreError
from kiosk.store.credentials import EVERY
from kiosk.wiring import House, build
from signage.situation.commands import Change, Raise
from signage.situation.incidents import Actor
from tests.bench.figures import memory_mb

ROOT = Path(__file__).resolve().parent.parent.parent
SCREEN = "window-5"
PAUSE = Raise("WIN-PAUSE", ("window/5",))
STAFF = Actor("bench", "admin")
ROOMY = Room(connections=8192, streams_of_stranger=4096)


def prepare(data: Path) -> str:
    """A data directory with the sample hall, its doors always open, and a token."""
    open_all_day(contents.sample(), data / "content")
    store = Store(data)
    store.put_open_screens(EVERY)
    secret, hashed = make_token()
    store.put_token("bench", hashed, "admin")
    store.put_fact("simulators", "yes")
    store.put_fact("content_directory", str(data / "content"))
    store.close()
    return secret


def _speaks(screens: Path) -> None:
    text = re.sub(r'(?m)^layout = "touch"$', r"\g<0>\nread_aloud = 60", screens.read_text("utf-8"))
    screens.write_text(re.sub(r'(?m)^id = ".*"$', r'\g<0>\nsound = "all"', text), "utf-8")


class Served:
    """The hall's process, seen from outside."""

    def __init__(
        self,
        errors: IO[bytes] | None = None,
        roomy: bool = True,
        ways: Mapping[str, str] | None = None,
        speech: str = NONE,
    ) -> None:
        """``errors``: where its standard error goes. ``roomy``: a crowd may read one screen from
        one address. ``ways``: files that are written besides, whom the hall calls and how.
        ``speech``: as the setting; then every screen says all, and touch pages are read."""
        self.data = Path(tempfile.mkdtemp(prefix="kiosk-bench-"))
        self.token = prepare(self.data)
        if speech != NONE:
            _speaks(self.data / "content" / "screens.toml")
        for name, text in (ways or {}).items():
            (self.data / name).write_text(text, "utf-8")
            (self.data / name).chmod(0o600)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.serving", "hall", str(self.data),
             "roomy" if roomy else "as installed", speech],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1,
        )  # fmt: skip
        self.base_url = str(self.said())

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def said(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def tell(self, word: str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        return self.said()

    def memory_mb(self) -> float:
        return memory_mb(self.process.pid)

    @contextmanager
    def crowd(self, readers: int) -> Iterator[None]:
        """That many more readers of the measured screen, read by a process of their own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.serving", "crowd", self.base_url, str(readers)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stdin is not None and process.stdout is not None
            if process.stdout.readline().strip() != "ready":
                raise ConnectionError(f"{readers} readers could not connect; see the message above")
            yield
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


# ---- the serving side


def _obey(house: House) -> None:
    """``raise``, ``alarm``, ``clear``: carry out, answer with the publication; ``last``: answer
    with the last one; ``recorder``: the process that records."""
    last: dict[str, Any] = {}
    publish = house.services.push.publish

    def timed(scenes: Any, revision: int, shorts: Any = None, *more: Any, **named: Any) -> None:
        at = time.time()
        publish(scenes, revision, shorts, *more, **named)
        if SCREEN in scenes:
            last.update(
                published=at,
                revision=revision,
                bytes=len(scenes[SCREEN]),
                short=len((shorts or {}).get(SCREEN, b"")),
            )

    house.services.push.publish = timed  # type: ignore[method-assign]  # the moment between before and behind
    board = house.services.board
    for line in sys.stdin:
        if line.strip() == "recorder":
            voice = house.services.voice
            print(json.dumps(voice.pid if isinstance(voice, Studio) else None), flush=True)
            continue
        with suppress(StoreError):  # a disk that is slow for a moment ends no measurement
            _carry_out(board, line.strip())
        print(json.dumps(last), flush=True)


def _carry_out(board: Board, word: str) -> None:
    if word == "raise":
        board.do(PAUSE, STAFF)
    elif word == "alarm":
        board.do(Raise("FIRE", ("hall",)), STAFF)
    elif word == "clear":
        for incident in board.view.world.situation.open_incidents:
            board.do(Change(incident.id, "clear"), STAFF)


def _hall(data: Path, roomy: bool, speech: str) -> None:
    from tests.bench.readers import allow_files

    allow_files(8192)
    ways = data / "ways.toml"
    house = build(
        data, None, simulators=True, call_ways=ways if ways.exists() else None,
        speech=engine_of(speech),
    )  # fmt: skip
    house.start()
    count_repeats()
    room = ROOMY if roomy else Room()
    if house.services.push.places is not None:
        house.services.push.places.room = room

    def ready(base_url: str) -> None:
        print(json.dumps(base_url), flush=True)
        threading.Thread(target=_obey, args=(house,), daemon=True).start()

    serve(
        house.app,
        house.services.push,
        "127.0.0.1",
        0,
        ready=ready,
        room=room,
        beats=house.services.beats,
    )


def _crowd(base_url: str, readers: int) -> None:
    import selectors

    from tests.bench.readers import allow_files

    allow_files(8192)
    port = int(base_url.rsplit(":", 1)[1])
    selector = selectors.DefaultSelector()
    for _ in range(readers):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.sendall(f"GET /screen/{SCREEN}/stream HTTP/1.1\r\nHost: hall\r\n\r\n".encode())
        if b" 200 " not in sock.recv(4096):
            raise ConnectionError("a stream was refused")
        sock.setblocking(False)
        selector.register(sock, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in selector.select():
            if not key.fileobj.recv(1 << 16):  # type: ignore[union-attr]  # only sockets are registered
                raise ConnectionError("the hall closed a stream")


if __name__ == "__main__":
    if sys.argv[1] == "hall":
        _hall(Path(sys.argv[2]), sys.argv[3] == "roomy", sys.argv[4])
    else:
        _crowd(sys.argv[2], int(sys.argv[3]))
