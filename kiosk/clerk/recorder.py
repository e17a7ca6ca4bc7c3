"""The process that records what screens and touch pages say, ahead of need and for whoever waits;
it reads the log and writes recordings alone.

``python -m kiosk.clerk.recorder DATA SOCKET`` is started by :class:`Studio`, and ends with its socket.
"""

import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from kiosk.clerk import FIRST_TO_GO, build
from kiosk.content.reader import ContentError
from kiosk.drawing.beforehand.voice.maker import Voice
from kiosk.drawing.beforehand.voice.shelf import RECORDINGS, Shelf
from kiosk.public.opened import pages_read
from kiosk.serving.backoffice.frames import (
    Begin,
    Look,
    Recorded,
    Wanted,
    hear_at_once,
    say_at_once,
)
from kiosk.serving.services import NAME, Services
from kiosk.store import StoreError

NICE: Final = 19
"""Nobody waits for it: even what prints goes first."""
MOST_BYTES: Final = 512 * 1024 * 1024
"""Of memory, this process and each engine that it starts; it needs about a fifth."""
LOOK_S: Final = 5.0
WORD_S: Final = 1.0
"""The least time between two words while it is at work."""


class Teller:
    """Says how far the recordings are; called by the thread that makes them."""

    def __init__(self, line: socket.socket, voice: Voice, screens: Callable[[], list[str]]) -> None:
        self._line, self._voice, self._screens = line, voice, screens
        self._held: dict[str, list[str]] = {}
        self._pages: dict[str, list[str]] = {}
        self._said = float("-inf")

    def __call__(self, busy: bool) -> None:
        now = time.monotonic()
        if busy and now - self._said < WORD_S:
            return
        self._said = now
        voice = self._voice
        held = self._news(self._held, voice.held)
        pages = self._news(self._pages, voice.pages)
        say_at_once(self._line, Recorded(busy, held, pages, tuple(voice.mute()), voice.wrong))

    def _news(
        self, known: dict[str, list[str]], of: Callable[[str], list[str]]
    ) -> dict[str, list[str]]:
        news = {
            screen: keys for screen in self._screens() if (keys := of(screen)) != known.get(screen)
        }
        known.update(news)
        return news


def serve(line: socket.socket, data: Path) -> None:
    """Until the other end of ``line`` is closed."""
    heard = hear_at_once(line)
    if heard is None:
        return
    begin = heard[0]
    assert isinstance(begin, Begin)
    app, board = build(data, _refused, https=False)
    here = app.extensions[NAME]
    assert isinstance(here, Services)
    voice = Voice(board, begin.engine, Shelf(data / RECORDINGS), here.health)
    voice.asks = begin.asks
    voice.opens = pages_read(app)
    here.voice = voice
    voice.goes_on = Teller(line, voice, lambda: [one.id for one in board.view.content.hall.screens])
    voice.turning.start()
    while (said := _said(line, voice)) is not None:
        if isinstance(said, Wanted):
            voice.ask(said.screen, said.clips)
        elif isinstance(said, Look):
            # A store that cannot be read is the server's trouble.
            with suppress(StoreError):
                board.follow()
            voice.turning.wake()


def _said(line: socket.socket, voice: Voice) -> object | None:
    """The next word; None where the server is gone, or what records has failed and is to be begun
    anew."""
    while not select.select([line], [], [], LOOK_S)[0]:
        if trouble := voice.turning.health().trouble:
            sys.exit(f"Recording failed: {trouble}")
    heard = hear_at_once(line)
    return heard[0] if heard is not None else None


def _refused(act: Any) -> Any:
    raise StoreError("Who records carries out nothing.")


def main() -> None:
    data, number = sys.argv[1:]
    # Ctrl+C is meant for the server, with which this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # where a unit forbids it, it works without
        os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, "ascii")
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    with socket.socket(fileno=int(number)) as line:
        try:
            serve(line, Path(data))
        except ConnectionError:
            pass  # the server died in the middle of a word; there is nobody left to tell
        except (StoreError, ContentError) as error:
            sys.exit(f"Nothing can be recorded: {error}")
    # The thread that records, and an engine in the middle of a word, end with the server.
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
