"""The helper process: draws, counts and exports for the server, one errand after the other; it
never writes the log.

``python -m kiosk.clerk DATA SCHEME SOCKET`` is started by :class:`Office`, and ends with its
socket.
"""

import io
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from a2wsgi.wsgi import build_environ
from flask import Flask

from devices.engine.lights import Lights
from kiosk.app import create_app
from kiosk.content import reader as contents
from kiosk.content.reader import Content, ContentError
from kiosk.custody.keeping_keys import keys_of
from kiosk.drawing.beforehand.pack import Pack, Packs
from kiosk.drawing.renderer import load_icons
from kiosk.engine.board import Board
from kiosk.engine.delivery import Delivery
from kiosk.engine.view import Outcome, view_of
from kiosk.serving.backoffice.frames import (
    Act,
    Answered,
    Asked,
    Done,
    DrawPack,
    NotDone,
    PackDrawn,
    hear_at_once,
    say_at_once,
)
from kiosk.serving.push import Push
from kiosk.serving.services import Services
from kiosk.store import Beside, Store, StoreError
from kiosk.wiring import utc_now
from signage.rules.refusal import Refused
from signage.situation.commands import Command
from signage.situation.fold import fold
from signage.situation.incidents import Actor

NICE: Final = 10
FIRST_TO_GO: Final = "900"
"""For the kernel, when memory ends: this process before the one that carries alarms."""
Ask = Callable[[Act], Any]


class Follower(Board):
    """The board as the log tells it; commands are the server's, which answers once they are in the
    log."""

    def __init__(self, store: Store, content: Content, ask: Ask) -> None:
        super().__init__(store, content, utc_now)
        self._log, self._ask = store, ask

    def follow(self) -> None:
        """Be where the log is."""
        view, now = self._view, self.clock()
        read = view.read if self._log.fact("digest") == view.read.digest else _content(self._log)
        recorded = list(self._log.events(view.revision))
        if recorded or read is not view.read:
            situation = fold(recorded, view.world.situation)
            if situation.back_s != view.world.situation.back_s:
                self._noted_back_s = self.clock.back_s
            self._view = view_of(read, situation, now, view, self.clock.is_set)

    def do(
        self,
        command: Command,
        actor: Actor,
        key: tuple[str, str] | None = None,
        beside: Beside | None = None,
    ) -> Outcome:
        assert beside is None, (
            "what is written beside an event is written by the server: give that address a lane there"
        )
        said = self._ask(Act(command, actor, key))
        if isinstance(said, NotDone):
            raise (
                StoreError(said.store) if said.store else Refused(said.code, said.field, said.words)
            )
        assert isinstance(said, Done)
        self.follow()
        incident = self._view.world.situation.incidents.get(said.incident or "")
        return Outcome(self._view, incident, said.created)


def _content(store: Store) -> Content:
    kept = store.fact("content")
    if kept is None:
        raise StoreError("There is no content yet.")
    return Content.from_json(kept)


def build(data: Path, ask: Ask, *, https: bool) -> tuple[Flask, Follower]:
    """The app over what the server stored. It looks at no lamp and speaks to no screen."""
    store = Store(data)
    store.only_read()
    board = Follower(store, _content(store), ask)
    directory, keys = store.fact("content_directory"), keys_of(store, board.now)
    lights, push = (
        Lights([], lambda fact: None, simulators_allowed=False),
        Push(lambda _: False, lambda _: False),
    )
    here = Services(store, board, push, lights, Delivery(), board.now, keys)
    icons = load_icons(contents.icons(Path(directory) if directory else None))
    return create_app(here, icons, https=https), board


def answered(app: Flask, asked: Asked, body: bytes) -> tuple[Answered, bytes]:
    """A whole request through the app, its environment as the server's own threads make it."""
    environ = build_environ(dict(asked.scope), io.BytesIO(body))  # type: ignore[arg-type]  # its own names for ASGI
    environ["wsgi.errors"], environ["wsgi.multithread"] = sys.stderr, False
    begun: list[Any] = []

    def begin(
        status: str, headers: list[tuple[str, str]], error: object = None
    ) -> Callable[[bytes], object]:
        begun[:] = [int(status.split(" ", 1)[0]), headers]
        return lambda part: None

    parts = app.wsgi_app(dict(environ), begin)
    try:
        whole = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    status, headers = begun
    # ASGI wants names in small letters; WSGI gives them as they were written (PEP 3333: latin-1).
    named = ((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers)
    return Answered(status, tuple(named)), whole


def serve(line: socket.socket, data: Path, *, https: bool) -> None:
    def ask(act: Act) -> Any:
        say_at_once(line, act)
        heard = hear_at_once(line)
        if heard is None:
            # The server is gone: nobody waits for what this errand would answer.
            raise SystemExit(0)
        return heard[0]

    app, board = build(data, ask, https=https)
    packs: Packs = app.extensions["packs"]
    while (heard := hear_at_once(line)) is not None:
        said, body = heard
        # A store that cannot be read is the server's trouble; what needs no more than was read is
        # done all the same.
        with suppress(StoreError):
            board.follow()
        if isinstance(said, DrawPack):
            screen = board.view.content.hall.screen.get(said.screen)
            # The server may know of a screen that this process does not, or no more.
            pack = packs.of(board.view, screen) if screen is not None else Pack("", {}, {})
            say_at_once(line, PackDrawn(pack.version, pack.scenes, pack.names))
        else:
            say_at_once(line, *answered(app, said, body))


def main() -> None:
    data, scheme, number = sys.argv[1:]
    # Ctrl+C is meant for the server, with which this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # where a unit forbids it, it works without
        os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, "ascii")
    with socket.socket(fileno=int(number)) as line:
        try:
            serve(line, Path(data), https=scheme == "https")
        except ConnectionError:
            pass  # the server died in the middle of a word; there is nobody left to tell
        except (StoreError, ContentError) as error:
            sys.exit(f"The back office cannot begin: {error}")
