"""What a hall stands on when its server starts: its log and its content, or what is left of them.

A server that ends is started again by systemd, for ever: so where a hall has lived, nothing that is
wrong with its data ends the start. A first start, with a person at the terminal, is refused in
words as before.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.content import reader as contents
from kiosk.content.reader import Content, ContentError
from kiosk.content.upgrades import journal as upgrades
from kiosk.custody.content_watch import FEWER, lost, said
from kiosk.custody.keeping_keys import keys_of
from kiosk.engine.board import Board
from kiosk.engine.safe_mode import Safety
from kiosk.store import FILE, Store, StoreError
from kiosk.store.beside.apart import read_content
from kiosk.store.beside.keys import Keys
from kiosk.store.identity import lived_in
from kiosk.store.unsaved.journal import Journal

TROUBLE = "content"


@dataclass(frozen=True, slots=True)
class Ground:
    """``directory``: of the content, None where it is only known from the store."""

    store: Store
    board: Board
    directory: Path | None
    keys: Keys
    safety: Safety


def ground(
    data: Path, content: Path | None, clock: Callable[[], datetime], journal: Journal | None = None
) -> Ground:
    """Raises :class:`StoreError` or :class:`ContentError` in plain words, where no hall has been
    served here yet or another server is at work."""
    safety = Safety(str(data))
    try:
        return _on(Store(data), content, clock, safety, journal)
    except StoreError as error:
        # Another server's hall is not taken over, and a first start is refused to a person's face.
        if error.why in ("", "served") or not _hall_in(data):
            raise
        safety.begin(error.why, str(error))
    return _on(Store(data, without_log=True), content, clock, safety, journal)


def _hall_in(data: Path) -> bool:
    """Whether anything here says that a hall has been served before."""
    try:
        return lived_in(data) or (data / FILE).is_file()
    except OSError:
        return False


def _on(
    store: Store,
    asked: Path | None,
    clock: Callable[[], datetime],
    safety: Safety,
    journal: Journal | None,
) -> Ground:
    try:
        # First: a second server must not touch a thing, not even the files beside the log.
        _hold(store)
        directory = _content_directory(store, asked)
        content, adopting = _content(store, directory, safety)
        board = Board(store, content, clock, adopting=adopting, journal=journal)
        _keep_apart(store, content if adopting else None)
        store.note_version()
        if store.strangers():
            safety.begin("stranger", ", ".join(store.strangers()))
        return Ground(store, board, directory, keys_of(store, clock), safety)
    except BaseException:
        store.close()
        raise


def _keep_apart(store: Store, content: Content | None) -> None:
    """What must outlive the log lies beside it from the first start on, also of a hall older than
    that."""
    store.keep_access()
    kept = read_content(store.directory)
    if content is not None and (kept is None or kept[0] != content.digest):
        # A full disk takes nobody's log away: the board writes the edit down once it can.
        with suppress(StoreError):
            store.keep_content(content.digest, content.to_json())


def _hold(store: Store) -> None:
    try:
        store.hold()
    except StoreError as error:
        # A directory that cannot be written takes no lock; nobody else can write there either.
        if error.why == "served" or not store.without_log:
            raise


def _content_directory(store: Store, asked: Path | None) -> Path | None:
    if asked is not None:
        store.put_fact("content_directory", str(asked.resolve()))
        return asked.resolve()
    recorded = store.fact("content_directory")
    return Path(recorded) if recorded else None


def _content(store: Store, directory: Path | None, safety: Safety) -> tuple[Content, bool]:
    """The content, and whether it is the hall's: what is in its directory, else the last good one,
    in the log or beside it; else, where a hall has lived, the sample."""
    kept = _kept(store)
    if directory is None and not kept:
        raise StoreError(
            "No content yet: start once with --content DIR (kiosk init DIR makes one)."
        )
    failed: ContentError | None = None
    if directory is not None:
        try:
            upgrades.settle(directory)
            read = contents.read(directory, known_good=kept[0][0] if kept else None)
            return _unless_less(store, kept, read), True
        except ContentError as error:
            failed = error
            store.troubles[TROUBLE] = error.words
    for _, text in kept:
        try:
            return Content.from_json(text), True
        except ContentError as error:
            failed = error
            store.troubles[TROUBLE] = error.words
    assert failed is not None
    if not kept:
        raise failed
    safety.begin("content", str(failed))
    return contents.read(contents.sample()), False


def _unless_less(store: Store, kept: list[tuple[str, str]], read: Content) -> Content:
    """What was read, unless it lacks screens, lamps or exits that were there: then a person is
    asked first."""
    if not kept or kept[0][0] == read.digest:
        return read
    try:
        before = Content.from_json(kept[0][1])
    except ContentError:
        return read
    gone = lost(before, read)
    if not gone:
        return read
    store.troubles[FEWER] = said(gone)
    return before


def _kept(store: Store) -> list[tuple[str, str]]:
    """Digest and text of the last good content, from the log and from beside it."""
    digest, text = store.fact("digest"), store.fact("content")
    inside = [(digest or "", text)] if text is not None else []
    beside = read_content(store.directory)
    return [*inside, *([beside] if beside is not None else [])]
