"""Wrong PINs, as staff are told of them: on the facilities page for a week, above the console's cards
for a night."""

from datetime import datetime, timedelta

from signage.availability.world import World
from signage.language.durations import within
from signage.language.words import Message, Words
from signage.situation.incidents import OF_TABLETS, WrongPin

LISTED, PRESSING = timedelta(days=7), timedelta(hours=16)
"""From the evening on it stands there in the morning."""
MANY = 5
"""Fewer are a person who mistypes."""


def listed(world: World, now: datetime) -> tuple[Words, ...]:
    """The newest first."""
    return _said(world, now, LISTED, 0)


def pressing(world: World, now: datetime) -> tuple[Words, ...]:
    return _said(world, now, PRESSING, MANY)


def _said(world: World, now: datetime, lasting: timedelta, least: int) -> tuple[Words, ...]:
    told = reversed(world.situation.wrong_pins.items())
    return tuple(
        _words(world, name, wrong)
        for name, wrong in told
        if wrong.count >= least and within(wrong.at, now, lasting)
    )


def _words(world: World, name: str, wrong: WrongPin) -> Words:
    """王：PIN 输错 5 次，最近一次 11-24 10:02，平板“导税台”"""
    tablet = wrong.where.startswith(OF_TABLETS)
    where = Message(
        "wrong-pins.tablet" if tablet else "wrong-pins.other-device",
        name=wrong.where.removeprefix(OF_TABLETS),
    )
    when = f"{world.hall.local(wrong.at):%m-%d %H:%M}"
    who: Words | str = name or Message("wrong-pins.unknown-name")
    return Message("wrong-pins.so-many", who=who, count=wrong.count, when=when, where=where)
