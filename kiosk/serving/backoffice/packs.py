"""Emergency packs are drawn in the back office: a hundred scenes for each screen, and all screens
ask at once."""

import asyncio
from collections.abc import Callable

from kiosk.drawing.beforehand.pack import Pack, Packs
from kiosk.engine.view import View
from kiosk.serving.backoffice.frames import DrawPack, PackDrawn
from kiosk.serving.backoffice.office import Errand, Office

WAIT_S = 8.0
"""Seconds that a screen waits; its page gives up after 10 and asks again, and finds it drawn."""


class PackDesk:
    """Each screen's pack is drawn once, however many of its readers ask. Belongs to the event
    loop."""

    def __init__(self, office: Office, packs: Packs, view: Callable[[], View]) -> None:
        self._office, self._packs, self._view = office, packs, view
        self._drawing: dict[str, Errand] = {}
        self._ending: asyncio.Future[None] | None = None

    async def ready(self, rank: int, screen: str) -> bool:
        """Whether the pack of the present content is there, or there is no such screen."""
        view = self._view()
        if screen not in view.content.hall.screen or self._packs.holds(view, screen):
            return True
        errand = self._drawing.get(screen)
        if errand is None:
            errand = self._drawing[screen] = self._office.take(rank, DrawPack(screen))
            # Not after waiting: whoever waits may have left, and the pack is good for all.
            errand.result.add_done_callback(lambda done: self._drawn(screen, done))
        if self._ending is None:
            self._ending = asyncio.get_running_loop().create_future()
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait({errand.result, self._ending}, timeout=WAIT_S, return_when=first)
        return self._packs.holds(self._view(), screen)

    def close(self) -> None:
        """The server stops: whoever waits for a pack is told at once that there is none."""
        if self._ending is not None and not self._ending.done():
            self._ending.set_result(None)

    def _drawn(self, screen: str, done: "asyncio.Future[object]") -> None:
        self._drawing.pop(screen, None)
        said = None if done.cancelled() else done.result()
        if isinstance(said, tuple) and isinstance(said[0], PackDrawn):
            self._packs.put(screen, Pack(said[0].version, said[0].scenes, said[0].names))
