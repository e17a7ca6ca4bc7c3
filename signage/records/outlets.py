"""What is to be read at each outlet of the hall as things stand: a pure function of the world and its
time.

2026-11-30 · Like calls (:mod:`signage.records.calls`) it is derived, and held against what was passed
on already: so one act that ends an incident, withdraws a text or puts another in its place mends all
outlets at once, and one that was out of reach is mended when it answers again. A text that takes the
place of another keeps that one's name outside (:func:`root_of`), so that a site changes its notice
and shows no second one. Rejected: a message for each act, which an outlet that misses one never
makes up for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from signage.availability.world import World
from signage.hall.calls import Outlet
from signage.language.words import Message, say
from signage.shows.announcements import texts_for
from signage.shows.notice_board import hanging
from signage.situation.remarks import STAGES, Upward
from signage.situation.texts import Text

REPORTED_FOR: Final = timedelta(days=1)
"""One that nobody took within a day is not news any more."""
POLE_MAX: Final = 24
"""Letters that a line of LEDs holds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``name``: what it is called outside; ``text``: whose words these are."""

    name: str
    outlet: str
    text: str
    title: str
    body: str
    english: str
    issued_at: datetime
    once: bool = False
    report: bool = False
    """It goes to the authority, and asks for a receipt."""

    @property
    def key(self) -> str:
        return f"{self.name} {self.outlet}"

    def says(self, other: "Reading") -> bool:
        """Whether nobody reads a difference."""
        mine, others = (
            (self.title, self.body, self.english),
            (other.title, other.body, other.english),
        )
        return mine == others


def readings(world: World) -> tuple[Reading, ...]:
    """By outlet, as the hall describes them."""
    found = [one for outlet in world.hall.calls.for_notices for one in _at(world, outlet)]
    return (*found, *_reports(world))


def _reports(world: World) -> Iterator[Reading]:
    """Reports upward whose minute has come, until they are a day old."""
    hall = world.hall
    for report in world.situation.after.upward.values():
        incident = world.situation.incidents.get(report.incident)
        if incident is None or world.now < report.due:
            continue
        title = Message(
            "upward.title",
            stage=STAGES[report.stage],
            hall=hall.name,
            kind=incident.notice.name,
            number=incident.id,
        )
        for name in report.to:
            last = report.passed.get(name)
            begun = (last and last.again) or report.due
            if name in hall.calls.outlet and world.now < begun + REPORTED_FOR:
                yield Reading(
                    report.id, name, report.id, say(title), report.text, "", report.due, True, True
                )


def asked_anew(world: World) -> Mapping[tuple[str, str], datetime]:
    """By text, or report upward, and outlet: when a person had it tried once more that was given
    up."""
    after = world.situation.after
    told: tuple[Text | Upward, ...] = (*after.texts.values(), *after.upward.values())
    return {
        (one.id, outlet): last.again
        for one in told
        for outlet, last in one.passed.items()
        if last.outcome == "again" and last.again is not None
    }


def next_report(world: World) -> Iterator[datetime]:
    """The moments at which one is to leave."""
    for report in world.situation.after.upward.values():
        yield report.due


def _at(world: World, outlet: Outlet) -> Iterator[Reading]:
    for text in world.situation.after.texts.values():
        if text.state != "published" or outlet.id not in text.outlets:
            continue
        found = hanging(world, text)
        if found is None or (outlet.once and found.kind != text.what):
            continue
        # What each of many people got is theirs: a text that mends it is one more.
        name = text.id if outlet.once else root_of(world, text)
        title, body, english = found.title, found.body, found.english
        if outlet.once:
            body = texts_for(world.hall, text)["sms"]
        elif outlet.sort == "pole":
            title, body = _line(found.title, body), ""
        yield Reading(name, outlet.id, text.id, title, body, english, found.issued_at, outlet.once)


def _line(title: str, body: str) -> str:
    """The body where it is short enough: a title alone says that there is a notice."""
    line = body if len(body) <= POLE_MAX and "\n" not in body else title
    return line if len(line) <= POLE_MAX else f"{line[: POLE_MAX - 1]}…"


def root_of(world: World, text: Text) -> str:
    """The first of those that took each other's place."""
    texts, seen = world.situation.after.texts, {text.id}
    while text.replaces and text.replaces in texts and text.replaces not in seen:
        seen.add(text.replaces)
        text = texts[text.replaces]
    # One that is remembered no more is named all the same.
    return text.replaces if text.replaces and text.replaces not in seen else text.id
