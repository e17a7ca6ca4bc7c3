"""The last filing days: what they are called, until what hour, on which channels, and texts that
put nobody off.

2026-11-28 · They are the last day and the working day before it, with the days off between; by the
hall's own table, moves and calendar. An hour nobody confirmed is not said. Nobody who reads a
screen or a text on them is advised to come another time: the kind's own words for these days stand
in its place, and where it has none, nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from signage.availability.deadlines import Deadline, deadline_now, is_working_day
from signage.availability.filing_channels import LEFT_WORDS, Left, Offered, left, until_of
from signage.availability.world import World, channels
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.model import Hall
from signage.language.postponement import advice, advises, without
from signage.language.words import Message, Words, fill, listed, on_one_line, say
from signage.situation.notices import Notice, Task

TODAY = Message("last-days.today-last-filing-day")
TOMORROW = Message("last-days.tomorrow-last-filing-day")
ESTIMATED = Message("last-days.estimate-the-announcement-counts")
NOTHING_LEFT = Message("last-days.ask-staff-or-call")


@dataclass(frozen=True, slots=True)
class LastDay:
    """``words``: what the day is, alone; ``short`` with the first hour, ``whole`` with everything
    that still works."""

    deadline: Deadline
    words: Words
    ways: tuple[Left, ...]
    short: Words
    whole: Words


def begins(hall: Hall, deadline: Deadline) -> date:
    """The first of the last days: the working day before the deadline."""
    day = deadline.day - timedelta(days=1)
    while not is_working_day(hall.hours, day):
        day -= timedelta(days=1)
    return day


def puts_nobody_off(world: World) -> bool:
    """Whether advice to come later is left out: on the last days, and where nobody knows the
    date."""
    return not world.timed or world.hall.local(world.now).date() >= begins(
        world.hall, deadline_now(world)
    )


def last_day(world: World, offered: Offered = channels) -> LastDay | None:
    """None while the deadline is further away, and where nobody knows the date."""
    if not world.timed:
        return None
    deadline, today = deadline_now(world), world.hall.local(world.now).date()
    if today < begins(world.hall, deadline):
        return None
    words, ways = day_words(deadline, today), left(world, deadline.day, offered)
    return LastDay(deadline, words, ways, _short(world, words, ways), _whole(world, words, ways))


def day_words(deadline: Deadline, today: date) -> Words:
    ahead, day = (deadline.day - today).days, deadline.day
    named = Message("last-days.is-the-last-filing-day", day=day)
    words = {0: TODAY, 1: TOMORROW}.get(ahead, named)
    if deadline.official:
        return words
    # A language may have one of the two and not the other.
    return {lang: text + say(ESTIMATED, lang) for lang, text in words.items()}


def clock(world: World, at: datetime, day: date) -> str:
    """17:00; the midnight with which a day ends is its 24:00."""
    local = world.hall.local(at)
    return "24:00" if local.date() > day else f"{local:%H:%M}"


def _short(world: World, words: Words, ways: tuple[Left, ...]) -> Words:
    """今天是申报最后一天，窗口办理至 17:00 — one line of a sign."""
    known = next((way for way in ways if way.until is not None), None)
    if known is None or known.until is None:
        return words
    at, name = clock(world, known.until, known_day(world)), LEFT_WORDS[known.kind]
    return Message("last-days.until", what=words, name=name, at=at)


def known_day(world: World) -> date:
    return deadline_now(world).day


def ways_words(world: World, ways: tuple[Left, ...]) -> Words:
    """窗口（至 17:00）、自助终端、电子税务局."""
    return listed([_way(world, way) for way in ways])


def _way(world: World, way: Left) -> Words:
    name = LEFT_WORDS[way.kind]
    if way.until is None:
        return name
    return Message("last-days.way-until", name=name, at=clock(world, way.until, known_day(world)))


def _whole(world: World, words: Words, ways: tuple[Left, ...]) -> Words:
    if not ways:
        asks = fill(NOTHING_LEFT, phone=world.hall.phone)
        return Message("last-days.nothing-left", what=words, asks=asks)
    open_ways = ways_words(world, ways)
    return Message("last-days.open", what=words, open_ways=open_ways)


# ---------------------------------------------------------------- a notice's own words on these days


class Spoken(NamedTuple):
    """What a notice says now: its main line, its short lines, its line for strips."""

    sign: Words
    lines: tuple[Words, ...]
    strip: Words


def spoken(notice: Notice, last: bool) -> Spoken:
    """``last``: in the kind's words for the last days, else without what puts off. Life safety is
    never reworded."""
    if not last or notice.cls in LIFE_SAFETY:
        return Spoken(notice.sign, notice.lines, notice.strip)
    instead = notice.last_days
    sign = (
        without(instead.sign or notice.sign) or without(notice.name) or Message("last-days.notice")
    )
    lines = tuple(line for line in map(without, instead.lines or notice.lines) if line)
    plain_sign = on_one_line(sign)
    return Spoken(sign, lines, without(instead.strip or notice.strip) or plain_sign)


def task_now(task: Task, last: bool) -> Task:
    """A line of the checklist as staff read it now: they put nobody off either."""
    return replace(task, text=task.last_days or without(task.text) or task.text) if last else task


# ---------------------------------------------------------------- when it next changes by itself


def moments(world: World) -> Iterator[datetime]:
    """The midnights with which the words of the last days begin, change and end, and the hours of
    the last one."""
    hall, today = world.hall, world.hall.local(world.now).date()
    deadline = deadline_now(world)
    yield datetime.combine(
        # Once they have begun, each midnight changes their words.
        max(begins(hall, deadline), today + timedelta(days=1)),
        time(0),
        hall.zoneinfo,
    )
    if deadline.day == today:
        yield from (
            until_of(world, until.at, today)
            for until in hall.filing.until
            if until.verified_on is not None
        )
        yield from (way.until for way in left(world, today) if way.until is not None)


def said_now(world: World, words: Words) -> Words:
    """Any text somebody wrote, as it may be read now."""
    return without(words) if advises(words) and puts_nobody_off(world) else words


def redated(world: World, text: str, issued_at: datetime) -> str:
    """A text of another day with the name of its last filing day as it is called today."""
    hall, today = world.hall, world.hall.local(world.now).date()
    issued = hall.local(issued_at).date()
    for ahead, words in ((0, TODAY), (1, TOMORROW)):
        if world.timed and issued != today and say(words) in text:
            meant = issued + timedelta(days=ahead)
            now = {0: say(TODAY), 1: say(TOMORROW)}.get((meant - today).days, _dated(meant))
            return text.replace(say(words), now)
    return text


def _dated(day: date) -> str:
    return say(Message("last-days.that-day-is-the-last", day=day))


def faults_of_the_day(world: World, text: str) -> list[Words]:
    """What is to be mended in a text that strangers read now: the wrong last day, and what puts
    people off on it."""
    found = advice(text) if puts_nobody_off(world) else ""
    mend: list[Words] = [Message("last-days.puts-off", found=found, mend=MEND)] if found else []
    ahead = (deadline_now(world).day - world.hall.local(world.now).date()).days
    for days, words in ((0, TODAY), (1, TOMORROW)):
        if world.timed and say(words) in text and ahead != days:
            day = {0: say(TODAY), 1: say(TOMORROW)}.get(ahead, _dated(deadline_now(world).day))
            mend.append(Message("last-days.write-instead", found=say(words), day=day))
    return mend


MEND = Message("last-days.on-last-filing-days-nobody")
