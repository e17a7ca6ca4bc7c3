"""The hall for somebody at home: what works, what does not, until when, where instead. No staff,
cause or drill."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from signage.availability.by_hand import by_hand, papers_line
from signage.availability.filing_channels import closes
from signage.availability.incident_words import after_closing
from signage.availability.last_days import last_day
from signage.availability.redirects import instead
from signage.availability.world import KIND_WORDS, World, channels
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.hours import Opening, covered
from signage.language.words import NO_WORDS, Message, Words
from signage.shows.announcements import said_of
from signage.shows.notice_board import Posted, posted
from signage.shows.phrases import about_words, until
from signage.situation.incidents import Incident

UNLISTED = Message("status.years-holidays-not-entered-here")
WELL = Message("status.all-services-normal")
SEE_NOTICES = Message("status.open-please-see-notices-below")
SHUT: Mapping[str, Words] = {
    "before": Message("status.not-open-yet"),
    "break": Message("status.lunch-break"),
    "after": Message("status.closed-for-today"),
    "holiday": Message("status.closed-today"),
}
"""By phase of the day."""
SOME_SERVE = Message("status.some-windows-are-open")
"""Outside the hall's hours, by a window's own."""
POSTED = 8
"""Notices on the page; the feed has more."""
SHOWN = ("window", "terminal", "online", "app", "web", "phone")


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of channel over all services: how many of its channels work."""

    name: Words
    works: int
    total: int
    papers: int = 0
    """Windows that are out and take papers by hand."""

    @property
    def partly(self) -> bool:
        return self.works < self.total

    @property
    def some_papers(self) -> bool:
        return bool(self.papers) and self.partly


@dataclass(frozen=True, slots=True)
class Trouble:
    subject: Words
    words: Words
    until: Words
    instead: tuple[Words, ...]
    urgent: bool


@dataclass(frozen=True, slots=True)
class Status:
    opening: Opening
    ways: tuple[Way, ...]
    troubles: tuple[Trouble, ...]
    unsure: Words = field(default_factory=dict)
    """What the page does not know of today."""
    day: Words = field(default_factory=dict)
    """今天是申报最后一天, with what still works."""
    posted: tuple[Posted, ...] = ()
    papers: Words = field(default_factory=dict)
    """手工受理：3、5号窗口…"""
    closes: datetime | None = None
    """The hour it closes for today; a lunch break lies before it."""
    serving: bool = False
    """Does any window serve now?"""

    @property
    def headline(self) -> Words:
        """Of a day without danger. All is well only where nothing that hangs says otherwise."""
        if self.troubles:
            return Message("status.some-services-are-affected")
        if not self.opening.open:
            return SOME_SERVE if self.serving else SHUT[self.opening.phase]
        return WELL if all(one.calm for one in self.posted) else SEE_NOTICES

    @property
    def urgent(self) -> bool:
        return bool(self.dangers)

    @property
    def dangers(self) -> tuple[Trouble, ...]:
        return tuple(trouble for trouble in self.troubles if trouble.urgent)

    @property
    def lesser(self) -> tuple[Trouble, ...]:
        return tuple(trouble for trouble in self.troubles if not trouble.urgent)

    @property
    def newest(self) -> tuple[Posted, ...]:
        return self.posted[:POSTED]


def status(world: World) -> Status:
    counted: dict[str, dict[str, bool]] = {}
    for service in world.hall.services:
        for channel in channels(world, service):
            place = channel.place or channel.kind
            of = counted.setdefault(channel.kind, {})
            # A window of ten services is one window, and works where one of them does.
            of[place] = of.get(place, False) or channel.available
    papers = {"window": len(by_hand(world))}
    ways = [
        Way(KIND_WORDS[kind], sum(counted[kind].values()), len(counted[kind]), papers.get(kind, 0))
        for kind in SHOWN
        if kind in counted
    ]
    listed = [i for i in world.situation.open_incidents if not i.drill and for_home(i)]
    # False comes first: what endangers people stands above everything.
    listed.sort(key=lambda i: (i.notice.cls not in LIFE_SAFETY, i.level, i.raised_at))
    troubles = tuple(_trouble(world, incident) for incident in listed)
    unsure = NO_WORDS if _listed(world) else UNLISTED
    return Status(
        world.opening,
        tuple(ways),
        troubles,
        unsure,
        _day(world),
        posted(world),
        papers_line(world),
        _closes(world),
        any(window.open and name not in world.out for name, window in world.windows.items()),
    )


def for_home(incident: Incident) -> bool:
    """Not where it only asks those in the hall to stand back or be quiet, and what it is stays
    untold."""
    notice = incident.notice
    within = (
        notice.public == "protective" and not notice.takes_out and notice.cls not in LIFE_SAFETY
    )
    return notice.public != "none" and not within


def _day(world: World) -> Words:
    day = last_day(world)
    return day.whole if day is not None else NO_WORDS


def _closes(world: World) -> datetime | None:
    return (
        # Of no window: the hall's own hours.
        closes(world, "", world.hall.local(world.now).date())
        if world.timed and world.opening.open
        else None
    )


def _listed(world: World) -> bool:
    hours, today = world.hall.hours, world.hall.local(world.now).date()
    return not hours.holidays or covered(hours, today)


def _trouble(world: World, incident: Incident) -> Trouble:
    urgent = incident.notice.cls in LIFE_SAFETY
    ways = () if urgent else instead(world, incident.targets[0], incident.notice.prefer)
    late = after_closing(world, incident)
    return Trouble(
        NO_WORDS if urgent else about_words(world.hall, incident), said_of(world, incident),
        NO_WORDS if urgent else until(world, incident), (*((late,) if late else ()), *(o.words for o in ways)), urgent,
    )  # fmt: skip
