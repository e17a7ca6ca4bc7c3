"""Every emergency is drawn once for every screen before there is one, so that the first alarm waits
for no drawing.

What is the same in each alarm (ways, walls, widths of letters) is kept by the drawings themselves;
in a hall of 48 screens the first one after a start cost 214 ms, the second 15. The helper's packs
warm the helper, not the server.
"""

from collections.abc import Callable
from typing import Final

from kiosk.drawing.beforehand.pack import LONG_AGO, emergencies
from kiosk.drawing.renderer import Renderer
from kiosk.engine.board import Board
from kiosk.engine.periodic import Periodic
from kiosk.engine.view import View
from signage.availability.world import world
from signage.evacuation.blocks import NORMAL
from signage.language.personal_names import patterns
from signage.shows.scenes import scenes
from signage.wayfinding.search import initials

PATIENCE_S: Final = 600.0
"""In a hall of 48 screens a rehearsal takes ten seconds on a fast machine, minutes on a slow one."""
FIRST_S: Final = 0.3
"""After a start, before the rehearsal begins."""
PAUSE_S: Final = 0.01
"""After each drawing: a rehearsal must not stand in the way of what it is for."""


def rehearse(view: View, renderer: Renderer, pause: Callable[[], bool]) -> bool:
    """Nothing of it is shown. Whether it came to its end: ``pause`` says whether to go on."""
    hall = view.content.hall
    for (_, _, scheme, closed), situation in emergencies(view):
        if scheme == NORMAL.id and not closed:
            there = world(hall, situation, LONG_AGO, view.content.evacuation)
            shown = scenes(there)
            for screen in hall.screens:
                renderer.scene_html(shown[screen.id], screen, there)
                if not pause():
                    return False
    return True


class Rehearsals:
    """At the start, and whenever the content is another."""

    def __init__(self, board: Board, renderer: Renderer) -> None:
        self._board, self._renderer = board, renderer
        self._of: object = None
        self.turning = Periodic("rehearsal", self._look, lambda: None, patience_s=PATIENCE_S)

    def tell(self, view: View) -> None:
        """A subscriber of the board."""
        if view.read is not self._of:
            self.turning.wake()

    def prepare(self, view: View) -> None:
        """Draw what other content will show at first."""
        for screen in view.content.hall.screens:
            self._renderer.scene_html(view.scenes[screen.id], screen, view.world)

    def _look(self) -> None:
        view = self._board.view
        if view.read is not self._of:
            # The first screens' pages come before: all of it together takes seconds.
            if not self.turning.pause(FIRST_S):
                return
            # The first letter somebody types waits for no dictionary, the first note for no pattern.
            initials(view.content.hall.name["zh"])
            patterns()
            if rehearse(view, self._renderer, lambda: self.turning.pause(PAUSE_S)):
                self._of = view.read
