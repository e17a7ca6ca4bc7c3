"""Looking at the content directory: a good edit is adopted, a bad one explained, one that takes
away asked about."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.content import reader as contents
from kiosk.content.reader import Content, ContentError
from kiosk.content.upgrades import journal
from kiosk.engine.periodic import Periodic
from kiosk.serving.services import Services
from signage.catalogue.omissions import Gone, shrunk, tables_gone
from signage.language.words import Words, points

PERIOD_S = 2.0
BROKEN, FEWER = "content", "content-fewer"
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """Content that is right in itself but lacks what was there: adopted only by a person on the
    facilities page."""

    content: Content
    gone: tuple[Gone, ...]


def lost(before: Content, after: Content) -> tuple[Gone, ...]:
    known = shrunk((before.hall, before.catalogue), (after.hall, after.catalogue))
    return (*known, *tables_gone(before.documents, after.documents))


def said(gone: tuple[Gone, ...]) -> Words:
    return points([one.words for one in gone])


class ContentWatcher:
    """Reads what two looks, 2 s apart, have found the same: a file that is still being written is
    not read."""

    def __init__(self, directory: Path, here: Services) -> None:
        self._directory = directory
        self._here = here
        self._met: Stamp | None = None
        # What was asked about before a restart is read and asked about again.
        self._seen = None if FEWER in here.troubles else self._stamp()
        self.turning = Periodic("content", self.look, lambda: PERIOD_S)

    def _stamp(self) -> Stamp:
        found = []
        for path in sorted(self._directory.rglob("*")):
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((str(path), state.st_mtime_ns, state.st_size))
        return tuple(found)

    def look(self) -> bool:
        """Read the directory if it changed and rests; whether new content was adopted."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        if stamp != self._met:
            self._met = stamp
            return False
        # Before it is read: a file that changes meanwhile has another stamp, and is read again.
        self._seen = stamp
        here = self._here
        here.pending = None
        here.troubles.pop(FEWER, None)
        try:
            journal.settle(self._directory)
            content = contents.read(self._directory)
        except ContentError as error:
            here.troubles[BROKEN] = error.words
            return False
        return offered(here, content)


def offered(here: Services, content: Content) -> bool:
    """What is described now: adopted, unless it takes something away; then a person is asked."""
    here.troubles.pop(BROKEN, None)
    if content.digest == here.board.view.content.digest:
        return False
    gone = lost(here.board.view.read, content)
    if gone:
        here.pending = Pending(content, gone)
        here.troubles[FEWER] = said(gone)
        return False
    return taken(here, content)


def taken(here: Services, content: Content) -> bool:
    """Whether the board took it; else it stands with the troubles why not."""
    try:
        here.board.adopt(content)
    except ContentError as error:
        here.troubles[BROKEN] = error.words
        return False
    return True
