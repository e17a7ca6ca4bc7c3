"""A hall served as it is, whose clock only the test moves: the same server, helper process, pages
and lamps."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from kiosk.content.reader import Content
from kiosk.engine.board import Board
from kiosk.serving.backoffice.acts import carried_out
from kiosk.serving.backoffice.office import Office
from kiosk.serving.backoffice.packs import PackDesk
from kiosk.serving.lanes.lanes import DESK, OFFICE
from kiosk.serving.pins import hash_pin, make_token
from kiosk.serving.server import SWITCH_S, HallServer
from kiosk.store import Store
from kiosk.store.credentials import EVERY
from kiosk.wiring import House, build
from tests.cast import PINS

PATIENCE_S = 20.0


class HandSet:
    """A wall clock that stands until it is moved. Kept in a file too, for the helper process."""

    def __init__(self, file: Path, at: datetime) -> None:
        self.file = file
        self.set(at)

    def set(self, at: datetime) -> None:
        self._at = at
        new = self.file.with_suffix(".new")
        new.write_text(at.astimezone(UTC).isoformat())
        new.replace(self.file)

    def __call__(self) -> datetime:
        return self._at


class Served:
    """A running hall: where it is, and what time it has."""

    def __init__(self, built: House, clock: HandSet, base_url: str, token: str) -> None:
        self.built, self.clock, self.base_url, self._token = built, clock, base_url, token

    @property
    def board(self) -> Board:
        return self.built.services.board

    @property
    def content(self) -> Content:
        return self.board.view.content

    @property
    def revision(self) -> int:
        return self.board.view.revision

    def local(self) -> datetime:
        return self.content.hall.local(self.clock())

    def pass_(self, by: timedelta) -> None:
        """Let that much time pass in the hall, and all that changes by itself meanwhile."""
        self.clock.set(self.clock() + by)
        while self.board.catch_up():
            pass

    def get(self, path: str) -> str:
        with urlopen(self.base_url + path, timeout=PATIENCE_S) as answer:
            return str(answer.read().decode())

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        with urlopen(
            Request(f"{self.base_url}/api/v1/{path}", data, headers), timeout=PATIENCE_S
        ) as answer:
            return json.loads(answer.read())


def _staffed(data: Path) -> str:
    store = Store(data)
    for name, (role, pin) in PINS.items():
        store.put_staff(name, role, hash_pin(pin))
    token, hashed = make_token()
    store.put_token("queue machine", hashed, "admin")
    store.put_open_screens(EVERY)
    store.close()
    return token


def _helped(built: House, data: Path, clock: HandSet) -> None:
    """The helper process goes by the hall's clock too."""
    board, app = built.services.board, built.app
    command = (
        sys.executable,
        "-m",
        "tests.browser.situations.clerk",
        str(clock.file),
        str(data),
        "http",
    )
    office = Office(command, lambda act: carried_out(board, act))
    app.extensions.update(
        {OFFICE: office, DESK: PackDesk(office, app.extensions["packs"], lambda: board.view)}
    )


@contextmanager
def served(content: Path, folder: Path, at: datetime) -> Iterator[Served]:
    data = folder / "data"
    token = _staffed(data)
    clock = HandSet(folder / "clock", at)
    built = build(data, content, simulators=True, clock=clock)
    _helped(built, data, clock)
    up, before = threading.Event(), sys.getswitchinterval()
    server = HallServer(
        built.app, built.services.push, "127.0.0.1", 0, lambda base_url: up.set(), built.services.health,
        built.services.beats,
    )  # fmt: skip
    thread = threading.Thread(target=server.run)
    sys.setswitchinterval(SWITCH_S)
    built.start()
    thread.start()
    try:
        assert up.wait(PATIENCE_S)
        yield Served(built, clock, server.base_url, token)
    finally:
        server.stop()
        thread.join(PATIENCE_S)
        built.close()
        sys.setswitchinterval(before)
