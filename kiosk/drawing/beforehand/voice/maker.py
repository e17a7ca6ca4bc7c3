"""Makes the recordings a hall needs, one after the other and never waited for: first what its
screens say now, then what they could say."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kiosk.drawing.beforehand.voice.engine import Engine, Mute
from kiosk.drawing.beforehand.voice.shelf import Shelf
from kiosk.drawing.beforehand.voice.wanted import Clips, ahead, present, sounding
from kiosk.engine.board import Board
from kiosk.engine.health import Fact, Health
from kiosk.engine.periodic import Periodic
from kiosk.engine.view import View
from signage.language.words import NO_WORDS, Message, Words
from signage.spoken.clips import Clip

AGAIN_S: Final = 60.0
"""Until what could not be recorded is tried once more."""
PATIENCE_S: Final = 600.0
PAUSE_S: Final = 0.002
BROKEN: Final = 3
"""So many failures in one language are the engine's, not a text's."""
MISSING: Final = Message("voice.no-engine")


class Voice:
    """``engine`` None: there is no speech, and where a screen should sound staff are told."""

    def __init__(self, board: Board, engine: Engine | None, shelf: Shelf, health: Health) -> None:
        self._board, self._engine, self.shelf, self._health = board, engine, shelf, health
        self._of: object = None
        self._ahead: dict[str, Clips] = {}
        self._seen = -1
        self._wrong: tuple[str, ...] = ()
        self._since = health.now()
        self.turning = Periodic(
            "voice", self.look, lambda: AGAIN_S if self._wrong else None, patience_s=PATIENCE_S
        )

    def tell(self, view: View) -> None:
        """A subscriber of the board."""
        if self._engine is not None and view.revision != self._seen and sounding(view):
            self._seen = view.revision
            self.turning.wake()

    @property
    def voice(self) -> str:
        """Before the key in the name of each recording; empty where nothing speaks."""
        return self._engine.name if self._engine is not None else ""

    def name(self, key: str) -> str:
        """Of the recording of a clip."""
        return f"{self.voice}-{key}"

    def held(self, screen: str) -> list[str]:
        """The keys of all that a screen may say in an emergency, as far as they are known."""
        return sorted(self._ahead.get(screen, ()))

    def look(self) -> None:
        """One turn: record what is missing. Another revision ends it, and the next begins."""
        view, engine = self._board.view, self._engine
        if engine is None or not sounding(view):
            self._say(())
            return
        wrong, mute = list[str](), Counter[str]()
        self.shelf.tidy(self._names())
        for clip in self._missing(view):
            # A language of which the engine knows nothing keeps none of the others waiting.
            if mute[clip.lang] >= BROKEN:
                continue
            try:
                self.shelf.put(self.name(clip.key), engine.speak(clip))
            except Mute as error:
                mute[clip.lang] += 1
                wrong.append(str(error))
            except OSError as error:
                wrong.append(error.strerror or str(error))
                break
            if self._board.view.revision != view.revision or not self.turning.pause(PAUSE_S):
                break
        self._say(tuple(wrong))

    def _names(self) -> set[str]:
        now = present(self._board.view)
        return {self.name(key) for clips in (now, *self._ahead.values()) for key in clips}

    def _missing(self, view: View) -> Iterator[Clip]:
        """What is said now before what may be said."""
        own = self.name("")
        met = {name.removeprefix(own) for name in self.shelf.names() if name.startswith(own)}
        for clips in self._wanted(view):
            for key, clip in clips.items():
                if key not in met:
                    yield clip
                met.add(key)

    def _wanted(self, view: View) -> Iterator[Clips]:
        yield present(view)
        if self._of is not view.read:
            found = ahead(view, sounding(view), lambda: self.turning.pause(PAUSE_S))
            if found is None:
                return
            self._ahead, self._of = found, view.read
        yield from self._ahead.values()

    def _say(self, wrong: tuple[str, ...]) -> None:
        if bool(wrong) != bool(self._wrong):
            self._since = self._health.now()
        self._wrong = wrong

    def facts(self) -> list[Fact]:
        words: Words = NO_WORDS
        if self._engine is None and sounding(self._board.view):
            words = MISSING
        elif self._wrong:
            words = Message("voice.not-recorded", count=len(self._wrong), why=self._wrong[0])
        return [Fact("speech", not words, self._since, words, vital=False)]
