"""Makes the recordings a hall needs, one after the other and never waited for: first what its
screens say now, then what they could say. In a process of its own (:mod:`kiosk.clerk.recorder`)."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kiosk.drawing.beforehand.voice.engine import Engine, Mute
from kiosk.drawing.beforehand.voice.shelf import Shelf
from kiosk.drawing.beforehand.voice.wanted import Clips, ahead, present, reading, sounding
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
PAGES_MOST: Final = 4000
"""Clips of its pages that a screen holds; the oldest go."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The touch pages that are read aloud. Whoever opens one asks for its clips (:meth:`Voice.ask`):
    ``first`` opens what stands on the screens, ``every`` one page after the other."""

    first: Callable[[View], object]
    every: Callable[[View], Iterator[object]]


NO_PAGES: Final = Pages(lambda view: None, lambda view: iter(()))


class Voice:
    """``engine`` None: there is no speech, and where a screen should sound staff are told."""

    def __init__(self, board: Board, engine: Engine | None, shelf: Shelf, health: Health) -> None:
        self._board, self._engine, self.shelf, self._health = board, engine, shelf, health
        self.opens = NO_PAGES
        self.goes_on: Callable[[bool], None] = lambda busy: None
        """Told after each piece of work, and with False after the last."""
        self.asks = False
        """Whether somebody besides the screens asks: the hall's public address."""
        self._of: object = None
        self._opened: object = None
        self._pages: dict[str, Clips] = {}
        self._asked: deque[Clip] = deque(maxlen=PAGES_MOST)
        self._mute: frozenset[str] = frozenset()
        self._ahead: dict[str, Clips] = {}
        self._seen = -1
        self._wrong: tuple[str, ...] = ()
        self._since = health.now()
        self.turning = Periodic(
            "voice", self.look, lambda: AGAIN_S if self._wrong else None, patience_s=PATIENCE_S
        )

    def tell(self, view: View) -> None:
        """A subscriber of the board."""
        if self._engine is not None and view.revision != self._seen and is_heard(view):
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

    def pages(self, screen: str) -> list[str]:
        """The keys of all that it may read of its pages, as far as they are known."""
        return sorted(self._pages.get(screen, ()))

    @property
    def wrong(self) -> tuple[str, ...]:
        """What the last turn could not record, and why."""
        return self._wrong

    def mute(self) -> list[str]:
        """Languages in which nothing could be recorded."""
        return sorted(self._mute)

    def ask(self, screen: str, clips: Iterable[Clip]) -> None:
        """Somebody may wish to hear these in a moment: what is missing is made before all that is
        made ahead. From any thread."""
        found = {clip.key: clip for clip in clips}
        # A new table in place of the old one: whoever reads it meanwhile sees one of the two.
        before = self._pages.get(screen, {})
        known = {**before, **found}
        self._pages[screen] = dict(islice(known.items(), max(0, len(known) - PAGES_MOST), None))
        missing = [clip for key, clip in found.items() if self.shelf.path(self.name(key)) is None]
        self._asked.extend(missing)
        if self._engine is not None and (missing or not found.keys() <= before.keys()):
            self.turning.wake()

    def look(self) -> None:
        """One turn: record what is missing. Another revision ends it, and the next begins."""
        view, engine = self._board.view, self._engine
        if engine is None or not (self.asks or is_heard(view)):
            self._say(())
            self.goes_on(False)
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
            if self._board.view.revision != view.revision or not self._pause():
                break
        self._mute = frozenset(lang for lang, often in mute.items() if often >= BROKEN)
        self._say(tuple(wrong))
        self.goes_on(False)

    def _pause(self) -> bool:
        self.goes_on(True)
        return self.turning.pause(PAUSE_S)

    def _names(self) -> set[str]:
        all_of = (present(self._board.view), *self._ahead.values(), *self._pages.values())
        return {self.name(key) for clips in all_of for key in clips}

    def _missing(self, view: View) -> Iterator[Clip]:
        """What is said now before what may be said."""
        own = self.name("")
        met = {name.removeprefix(own) for name in self.shelf.names() if name.startswith(own)}
        for clips in self._wanted(view):
            for clip in clips.values():
                yield from _new(self._waited_for(), met)
                yield from _new((clip,), met)
            yield from _new(self._waited_for(), met)

    def _waited_for(self) -> Iterator[Clip]:
        while self._asked:
            yield self._asked.popleft()

    def _wanted(self, view: View) -> Iterator[Clips]:
        yield present(view)
        self.opens.first(view)
        yield {}
        if self._of is not view.read:
            found = ahead(view, sounding(view), self._pause)
            if found is None:
                return
            self._ahead, self._of = found, view.read
        yield from self._ahead.values()
        if self._opened is not view.read:
            self._pages = {name: kept for name, kept in self._pages.items() if not name}
            self.opens.first(view)
            for _ in self.opens.every(view):
                yield {}
                if self._board.view.revision != view.revision or not self._pause():
                    return
            self._opened = view.read

    def _say(self, wrong: tuple[str, ...]) -> None:
        if bool(wrong) != bool(self._wrong):
            self._since = self._health.now()
        self._wrong = wrong

    def facts(self) -> list[Fact]:
        words: Words = NO_WORDS
        if self._engine is None and is_heard(self._board.view):
            words = MISSING
        elif self._wrong:
            words = Message("voice.not-recorded", count=len(self._wrong), why=self._wrong[0])
        return [Fact("speech", not words, self._since, words, vital=False)]


def is_heard(view: View) -> bool:
    """Whether anything of the hall is to be heard."""
    return bool(sounding(view) or reading(view))


def _new(clips: Iterable[Clip], met: set[str]) -> Iterator[Clip]:
    """Those that are not there; each once."""
    for clip in clips:
        if clip.key not in met:
            met.add(clip.key)
            yield clip
