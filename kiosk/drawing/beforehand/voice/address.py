"""The hall's public address: while an emergency stands, what is said of it everywhere is played over
the server's audio output, again and again until the all-clear. A thread of its own: no screen waits
for it."""

from collections.abc import Iterable
from typing import Final

from kiosk.drawing.beforehand.voice.players import Player, Unplayed
from kiosk.drawing.beforehand.voice.recordings import Recordings
from kiosk.drawing.beforehand.voice.wanted import everywhere, of_kinds
from kiosk.engine.board import Board
from kiosk.engine.periodic import Periodic
from kiosk.engine.view import View
from signage.catalogue.kinds import LEAVING
from signage.shows.scene import Scene
from signage.spoken.clips import Clip

CHANNEL: Final = ""
"""Under which it asks for recordings; no screen has this name."""
APART_S, AGAIN_S, SOON_S = 0.7, 9.0, 1.0
"""Between two languages, before it is said again, and until what is being recorded is looked for."""
PATIENCE_S: Final = 300.0
RANK: Final = ("evacuate", "shelter")


class PublicAddress:
    """Plays what tells people to leave, or to take shelter, wherever in the hall it does; of both
    the first."""

    def __init__(self, board: Board, voice: Recordings, player: Player) -> None:
        self._board, self._voice, self._player = board, voice, player
        self._read: object = None
        self._wait: float | None = None
        self.turning = Periodic("public-address", self.look, self.wait_s, patience_s=PATIENCE_S)

    def tell(self, view: View) -> None:
        """A subscriber of the board."""
        self.turning.wake()

    def wait_s(self) -> float | None:
        return self._wait

    def look(self) -> None:
        """One turn: everything once, in each language. Raises :class:`Unplayed`; the next turn
        tries again."""
        view = self._board.view
        self._ahead(view)
        wanted = said(view)
        # Until it has been heard: what fails is tried again soon.
        self._wait = SOON_S if wanted else None
        missing = [clip for clip in wanted if not self._play(clip, wanted)]
        if missing and said(self._board.view) == wanted:
            raise Unplayed(f"not recorded yet: {missing[0].text}")
        self._wait = AGAIN_S if wanted else None

    def _play(self, clip: Clip, wanted: tuple[Clip, ...]) -> bool:
        """Whether it was there."""
        path = self._voice.shelf.path(self._voice.name(clip.key))
        if path is None:
            self._voice.ask(CHANNEL, [clip])
            return False
        # Asked many times a second: nothing plays on after the hall is closed, or after the all-clear.
        self._player.play(path, lambda: self.turning.pause(0) and said(self._board.view) == wanted)
        self.turning.pause(APART_S)
        return True

    def _ahead(self, view: View) -> None:
        """Every kind is recorded beforehand, each time the hall is described anew."""
        if self._read is not view.read:
            self._read = view.read
            kinds: Iterable[tuple[Clip, ...]] = of_kinds(view).values()
            self._voice.ask(CHANNEL, [clip for clips in kinds for clip in clips])


def said(view: View) -> tuple[Clip, ...]:
    """In every language of the hall; empty where nobody is to leave. Of a drill it says first that it
    is one."""
    scenes = [scene for scene in view.scenes.values() if scene.sign in LEAVING]
    if not scenes:
        return ()
    return everywhere(view.content.hall, min(scenes, key=_rank))


def _rank(scene: Scene) -> tuple[bool, int, str]:
    """What is no drill goes before what is one."""
    return scene.drill, RANK.index(scene.sign), scene.screen
