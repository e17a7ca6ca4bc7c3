"""Who may read a stream: pages that bring their screen's key have places at that screen, strangers
at their address.

2026-11-29 · The newest always has a place, for a screen that lost its stream must have the truth at
once; who goes is the oldest of those that never said that they paint, else the oldest. A page keeps
its name, so a screen that once painted keeps its place however many others open its page. Until
screens are paired whoever reads the page has its key; what a paired screen brings then stands in
place of ``fits``.
"""

from collections.abc import Callable
from typing import Final

from kiosk.serving.bounds.room import Room

NAMES: Final = 64
"""Of pages that have painted, remembered for each screen."""
End = Callable[[], None]


class Places:
    """``fits`` tells whether a key is the one of a channel's pages. Belongs to the event loop."""

    def __init__(self, fits: Callable[[str, object], bool], room: Room | None = None) -> None:
        self.fits = fits
        self.room = room or Room()
        self._held: dict[str, dict[object, tuple[str, End]]] = {}
        self._painted: dict[str, dict[str, None]] = {}

    def full(self, group: str) -> bool:
        """Whether a stranger's address has had its share."""
        return len(self._held.get(group, ())) >= self.room.streams_of_stranger

    def take(self, group: str, page: str, known: bool, end: End) -> Callable[[], None]:
        """``end`` is called if this stream has to go; call what is returned when it is gone."""
        held, place = self._held.setdefault(group, {}), object()
        if known and len(held) >= self.room.streams_of_screen:
            painted = self._painted.get(group, {})
            goes = next((one for one, (name, _) in held.items() if name not in painted), None)
            held.pop(next(iter(held)) if goes is None else goes)[1]()
        held[place] = (page, end)
        return lambda: self._leave(group, place)

    def _leave(self, group: str, place: object) -> None:
        held = self._held.get(group, {})
        held.pop(place, None)
        if not held:
            self._held.pop(group, None)

    def painted(self, screen: str, page: str) -> None:
        names = self._painted.setdefault(screen, {})
        names.pop(page, None)
        names[page] = None
        if len(names) > NAMES:
            del names[next(iter(names))]
