"""The server's side of the process that records what screens say (:mod:`kiosk.clerk.recorder`): it is
begun, told and heard here, and begun anew when it dies, hangs or says nothing any more.

2026-11-30 · A process and not a thread: making a recording equally loud, drawing all that could
happen and opening every page take minutes of the interpreter, which every alarm needs. It stays
while something is to be heard, for each change may bring new words; the helper that prints
(:class:`Office`) is another, for whoever prints waits. Rejected: its errands to that helper, behind
which a sheet would wait for a minute of speech.
"""

import select
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from os import killpg
from signal import SIGKILL
from typing import Final

from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.drawing.beforehand.voice.maker import MISSING, is_heard
from kiosk.drawing.beforehand.voice.shelf import Shelf
from kiosk.drawing.beforehand.voice.wanted import present
from kiosk.engine.board import Board
from kiosk.engine.health import Fact
from kiosk.engine.periodic import Periodic
from kiosk.engine.view import View
from kiosk.serving.backoffice.frames import Begin, Look, Recorded, Wanted, hear_at_once, say_at_once
from kiosk.serving.backoffice.process import started
from signage.language.words import NO_WORDS, Message, Words
from signage.spoken.clips import Clip

TURN_S: Final = 1.0
SILENT_S: Final = 120.0
"""Seconds at work without a word after which it hangs; an engine has 20 for a clip."""
WORD_S: Final = 10.0
"""Seconds in which a word is taken, or heard to its end."""
AGAIN_S, LATER_S = 1.0, 60.0
"""Before it is begun anew, doubled with each end in a row up to the second."""
ASKED_MOST: Final = 1000
CHANNEL: Final = ""
"""Under which the server itself asks; no screen has this name."""


class Studio:
    """``engine`` None: there is no speech, and where a screen should sound staff are told.
    ``log_of`` names the log that the process reads; while there is none nothing new is recorded."""

    def __init__(
        self,
        board: Board,
        engine: Engine | None,
        shelf: Shelf,
        command: Sequence[str],
        log_of: Callable[[], object | None] = lambda: True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board, self._engine, self.shelf, self._now = board, engine, shelf, now
        self._command, self._log_of, self._reads = tuple(command), log_of, log_of()
        self.asks = False
        """Whether somebody besides the screens asks: the hall's public address."""
        self.silent_s = SILENT_S
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._bell: socket.socket | None = None
        self._rung: socket.socket | None = None
        """Wakes the turn that waits for the process; there as long as one is."""
        self._asked: deque[Wanted] = deque(maxlen=ASKED_MOST)
        self._told: object = None
        self._heard, self._owes = 0.0, False
        self._again, self._ends = 0.0, 0
        self._wait: float | None = None
        self._held: dict[str, list[str]] = {}
        self._pages: dict[str, list[str]] = {}
        self._mute: tuple[str, ...] = ()
        self._wrong, self._broke, self._since = NO_WORDS, NO_WORDS, now()
        self.turning = Periodic("voice", self.look, lambda: self._wait)

    # ---- asked by screens and pages

    @property
    def voice(self) -> str:
        return self._engine.name if self._engine is not None else ""

    def name(self, key: str) -> str:
        return f"{self.voice}-{key}"

    def held(self, screen: str) -> list[str]:
        return self._held.get(screen, [])

    def pages(self, screen: str) -> list[str]:
        return self._pages.get(screen, [])

    def mute(self) -> list[str]:
        return list(self._mute)

    def ask(self, screen: str, clips: Iterable[Clip]) -> None:
        found, known = tuple(clips), {*self.pages(screen)}
        if all(
            clip.key in known and self.shelf.path(self.name(clip.key)) is not None for clip in found
        ):
            return
        self._asked.append(Wanted(screen, found))
        self._ring()

    def tell(self, view: View) -> None:
        """A subscriber of the board."""
        self._ring()

    def _ring(self) -> None:
        if self._engine is not None:
            with suppress(OSError):  # it rings already, or the process ends
                if (rung := self._rung) is not None:
                    rung.send(b"1")
            self.turning.wake()

    # ---- the process

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def look(self) -> None:
        """One turn: say what is new, and hear what it has come to."""
        view, reads = self._board.view, self._log_of()
        if reads != self._reads:
            self._end()
            self._reads = reads
        if self._engine is None or reads is None or not (self.asks or is_heard(view)):
            self._end()
            self._wait = None
            return
        if self._line is None and (wait := self._again - self._now()) > 0:
            self._wait = wait
            return
        self._wait = 0.0
        try:
            self._exchange(view, self._line or self._begun(self._engine))
        except (OSError, EOFError) as error:
            self._broken(str(error))

    def _begun(self, engine: Engine) -> socket.socket:
        mine, theirs = socket.socketpair()
        with theirs:
            self._process = started(self._command, theirs.fileno(), apart=True)
        mine.settimeout(WORD_S)
        self._bell, self._rung = socket.socketpair()
        for end in (self._bell, self._rung):
            end.setblocking(False)
        self._line, self._told = mine, None
        say_at_once(mine, Begin(engine, self.asks))
        self._heard, self._owes = self._now(), True
        return mine

    def _exchange(self, view: View, line: socket.socket) -> None:
        for word in self._words(view):
            say_at_once(line, word)
            self._heard, self._owes = self._now() if not self._owes else self._heard, True
        bell = self._bell
        ready, _, _ = select.select([line] if bell is None else [line, bell], [], [], TURN_S)
        if bell is not None and bell in ready:
            bell.recv(1 << 12)
        if line in ready:
            heard = hear_at_once(line)
            if heard is None:
                raise EOFError("")
            self._take(heard[0])
        elif self._owes and self._now() - self._heard > self.silent_s:
            raise TimeoutError(f"it said nothing for {self.silent_s:g} s")

    def _words(self, view: View) -> Iterator[object]:
        mark = (view.revision, view.read)
        if mark != self._told:
            self._told = mark
            yield Look()
            # By this view: what is shown and not stored yet is in no log.
            now = tuple(
                clip
                for key, clip in present(view).items()
                if self.shelf.path(self.name(key)) is None
            )
            if now:
                yield Wanted(CHANNEL, now)
        while self._asked:
            yield self._asked.popleft()

    def _take(self, said: Recorded) -> None:
        self._held = {**self._held, **said.held}
        self._pages = {**self._pages, **said.pages}
        self._mute = said.mute
        self._heard, self._owes = self._now(), said.busy
        wrong = (
            Message("voice.not-recorded", count=len(said.wrong), why=said.wrong[0])
            if said.wrong
            else NO_WORDS
        )
        # One that dies again before it is done has not been mended.
        self._say(wrong, self._broke if said.busy else NO_WORDS)
        self._ends = self._ends if said.busy else 0

    def _broken(self, why: str) -> None:
        status = self._end()
        self._ends += 1
        self._again = self._now() + min(LATER_S, AGAIN_S * 2 ** (self._ends - 1))
        # A line that broke is how an end is heard; a hang has none.
        why = why if status is None else f"it ended with {status}"
        self._say(self._wrong, Message("voice.recorder-broke-off", why=why, count=self._ends))

    def _end(self) -> int | None:
        """How it had ended, if it had by itself."""
        process, self._process = self._process, None
        for end in (self._line, self._bell, self._rung):
            if end is not None:
                end.close()
        self._line = self._bell = self._rung = None
        if process is None:
            return None
        # What it started itself too: an engine in the middle of a word.
        with suppress(TimeoutError, subprocess.TimeoutExpired):
            process.wait(0.2)
        status = process.poll()
        with suppress(ProcessLookupError, PermissionError):
            killpg(process.pid, SIGKILL)
        process.wait()
        return status

    def close(self) -> None:
        """At the end of the server, after its thread."""
        self._end()

    # ---- how it fares

    def _say(self, wrong: Words, broke: Words) -> None:
        if bool(wrong or broke) != bool(self._wrong or self._broke):
            self._since = self._now()
        self._wrong, self._broke = wrong, broke

    def facts(self) -> list[Fact]:
        """Only told: no alarm needs it."""
        words = self._broke or self._wrong
        if self._engine is None and is_heard(self._board.view):
            words = MISSING
        return [Fact("speech", not words, self._since, words, vital=False)]
