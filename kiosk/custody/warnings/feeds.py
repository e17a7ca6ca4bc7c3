"""Feeds of warnings, looked at each in its own time: a slow one holds up no other, and none the hall.

What cannot be fetched or read is a fact of the hall's health, with the age of what was read last; what
was heard goes on to count until it ends by itself.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from kiosk.custody.warnings.cap_reader import Document, Unread, read
from kiosk.custody.warnings.fetched import Unfetched, fetched
from kiosk.custody.warnings.heard import Listening, heard
from kiosk.custody.warnings.message import CapMessage
from kiosk.custody.warnings.signed import (
    Stamp,
    Trust,
    asks_for_signatures,
    judged,
    stamp_of,
    trust_of,
)
from kiosk.engine.board import Board
from kiosk.engine.health import Fact, Health
from kiosk.engine.periodic import Periodic, Several
from kiosk.wording.causes import cause
from kiosk.wording.outside import TooMuch, xml
from signage.hall.alerts.rules import Alerts, Feed
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.alerts import CLAIMED, HearAlerts
from signage.situation.incidents import OF_MACHINES, Actor

log = logging.getLogger(__name__)

TURN_S: Final = 5.0
PATIENCE_S: Final = 3600.0
"""A feed with many links takes its time, each within its own."""
FILES_MAX: Final = 200
"""Of a directory, the newest."""
KEPT: Final = 2000
"""Documents behind links, and names withdrawn, that are not asked for again."""
SUFFIXES: Final = frozenset({".cap", ".xml", ".atom", ".rss"})
T = TypeVar("T")
Fetch = Callable[[str, str | None, str], tuple[bytes | None, str]]


@dataclass(frozen=True, slots=True)
class Hearer:
    """By the hall's rules as they are now."""

    board: Board

    @property
    def alerts(self) -> Alerts:
        return self.board.view.content.hall.alerts

    def listening(self, feed: str) -> Listening:
        hall = self.board.view.content.hall
        return Listening(hall.alerts, hall.languages, self.board.now(), feed)

    def do(self, command: HearAlerts, actor: Actor) -> None:
        self.board.do(command, actor)


class Unheard(Exception):
    """A feed could not be read, in words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words


def document(raw: bytes | str) -> Document:
    """In the encoding that bytes name. Raises :class:`Unheard`."""
    try:
        return read(xml(raw))
    except Unread as error:
        raise Unheard(error.words) from None
    except (ParseError, DefusedXmlException, TooMuch, ValueError) as error:
        raise Unheard(Message("warnings.no-xml", why=str(error)[:200])) from None


class _Line:
    """What is known of one feed; only one thread at a time looks at it."""

    def __init__(self, feed: Feed, fetch: Fetch, read: Callable[["_Line"], None]) -> None:
        self.feed, self._fetch = feed, fetch
        name, every = f"feed {feed.id}", feed.every_s
        self.turning = Periodic(name, lambda: read(self), every, patience_s=PATIENCE_S)
        self.since: float | None = None
        self.trouble: Words = NO_WORDS
        self._tag, self._last = "", Document()
        self._stamp: Stamp | None = None
        self._trust, self._now = Trust(), datetime.max.replace(tzinfo=UTC)
        self._linked: OrderedDict[str, Document] = OrderedDict()
        self._withdrawn: OrderedDict[str, None] = OrderedDict()

    def stop(self, within_s: float) -> None:
        """Nobody waits for one that is being read."""
        self.turning.stop(0)

    def look(self, hearer: Hearer) -> None:
        """Raises :class:`Unheard` where it could not be read, after all that could be was heard."""
        wrong: list[Words] = []
        self._now = hearer.board.now()
        self._believe()
        messages = [one for each in self._documents(wrong) for one in each.messages]
        self._tell(messages, hearer)
        wrong += [
            Message("warnings.of-sender", sender=one.name.sender, why=one.doubt)
            for one in messages
            if one.doubt and one.status == "Actual"
        ]
        if wrong:
            raise Unheard(wrong[0])

    def _tell(self, messages: Iterable[CapMessage], hearer: Hearer) -> None:
        command, why = heard(messages, hearer.listening(self.feed.id))
        new = tuple(one for one in command.withdrawn if one not in self._withdrawn)
        claimed = tuple(one for one in command.claimed if f"{CLAIMED}{one}" not in self._withdrawn)
        if why:
            log.debug("feed %s: passed over %s", self.feed.id, ", ".join(sorted(set(why))))
        if not command.alerts and not new and not claimed:
            return
        actor = Actor(f"{OF_MACHINES}feed/{self.feed.id}", self.feed.role)
        vouched = tuple(one for one in command.vouched if one in new)
        hearer.do(HearAlerts(command.alerts, new, vouched, claimed), actor)
        for one in (*new, *(f"{CLAIMED}{name}" for name in claimed)):
            _remember(self._withdrawn, one, None)

    def _believe(self) -> None:
        """As the feed's files of certificates are now: what was judged by others is judged anew."""
        if not asks_for_signatures(self.feed):
            return
        stamp = stamp_of(self.feed)
        if stamp != self._stamp:
            self._trust, self._stamp = trust_of(self.feed), stamp
            self._tag, self._last = "", Document()
            self._linked.clear()

    def _read(self, raw: bytes) -> Document:
        """Raises :class:`Unheard`."""
        found = document(raw)
        if not asks_for_signatures(self.feed):
            return found
        return judged(raw, found, self._trust, self._now)

    def _documents(self, wrong: list[Words]) -> Iterator[Document]:
        if self.feed.directory is not None:
            yield from _of_directory(Path(self.feed.directory), wrong, self._read)
            return
        self._last = self._fetched(str(self.feed.url), self._last, wrong)
        yield self._last
        wrong += self._last.refused
        for link in self._last.links:
            address = urljoin(str(self.feed.url), link)
            if not self._may(address):
                continue
            try:
                if address not in self._linked:
                    _remember(self._linked, address, self._of(address))
                yield self._linked[address]
            except Unheard as error:
                wrong.append(error.words)

    def _fetched(self, url: str, before: Document, wrong: list[Words]) -> Document:
        try:
            raw, self._tag = self._fetch(url, self.feed.proxy, self._tag)
            return before if raw is None else self._read(raw)
        except Unfetched as error:
            wrong.append(Message("warnings.not-fetched", why=error.words))
        except Unheard as error:
            self._tag = ""
            wrong.append(error.words)
        return before

    def _of(self, address: str) -> Document:
        """What is no message is none for good: a feed may link to pages for people."""
        try:
            raw, _ = self._fetch(address, self.feed.proxy, "")
            return self._read(raw or b"")
        except Unfetched as error:
            raise Unheard(Message("warnings.not-fetched", why=error.words)) from None
        except Unheard as error:
            return Document(refused=(error.words,))

    def _may(self, address: str) -> bool:
        """Of the feed's own host, or of those that its setting names."""
        found, own = urlsplit(address), urlsplit(str(self.feed.url))
        near = (found.scheme, found.netloc) == (own.scheme, own.netloc)
        return near or (found.scheme in ("http", "https") and found.netloc in self.feed.hosts)


def _unread(place: Path, error: OSError) -> Words:
    return Message("warnings.no-directory", directory=str(place), why=cause(error))


def _of_directory(
    directory: Path, wrong: list[Words], read: Callable[[bytes], Document]
) -> Iterator[Document]:
    try:
        files = [one for one in directory.iterdir() if one.suffix.lower() in SUFFIXES]
        newest = sorted(files, key=lambda one: one.stat().st_mtime)[-FILES_MAX:]
    except OSError as error:
        raise Unheard(_unread(directory, error)) from None
    for file in newest:
        try:
            yield read(file.read_bytes())
        except OSError as error:
            wrong.append(_unread(file, error))
        except Unheard as error:
            wrong.append(Message("warnings.file", file=file.name, why=error.words))


def _remember(kept: OrderedDict[str, T], key: str, value: T) -> None:
    kept[key] = value
    while len(kept) > KEPT:
        kept.popitem(last=False)


class Feeds:
    """Each feed is read by a thread of its own, as long as it is named."""

    def __init__(
        self, hearer: Hearer, now: Callable[[], float], fetch: Fetch | None = None
    ) -> None:
        self._hearer, self._now = hearer, now
        self._fetch: Fetch = fetch or fetched
        self.turning = Several("feeds", self._named, self._line, TURN_S)

    def _named(self) -> dict[str, Feed]:
        return {feed.id: feed for feed in self._hearer.alerts.feeds}

    def _line(self, feed: Feed) -> _Line:
        return _Line(feed, self._fetch, self.read)

    def read(self, line: _Line) -> None:
        """Whatever happens is told and tried again in its time."""
        trouble: Words = NO_WORDS
        try:
            line.look(self._hearer)
        except Unheard as error:
            trouble = error.words
        except Exception as error:  # noqa: BLE001 - it becomes a fact of the hall's health, no end
            log.warning("feed %s: %s", line.feed.id, error)
            trouble = Message("warnings.not-heard", why=f"{type(error).__name__}: {error}")
        if not trouble:
            line.since = None
        elif line.since is None:
            line.since = self._now()
        line.trouble = trouble

    def facts(self) -> Iterator[Fact]:
        now = self._now()
        for line in self.turning.lines():
            stands = line.turning.health().stands(now)
            why = Message("warnings.stands-still") if stands else line.trouble
            words = Message("warnings.feed-fails", feed=line.feed.id, why=why) if why else NO_WORDS
            since = now if line.since is None else line.since
            yield Fact(f"feed {line.feed.id}", not why, since, words, vital=False)


def watched(board: Board, health: Health) -> Periodic:
    """The thread that reads the feeds the hall names, none where it names none."""
    feeds = Feeds(Hearer(board), health.now)
    health.add(feeds.facts)
    health.watch(feeds.turning, Message("wiring.reading-feeds-of-warnings"), vital=False)
    return feeds.turning
