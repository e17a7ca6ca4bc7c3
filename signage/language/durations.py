"""Durations by a wall clock that may be stepped: never negative, and a step back of seconds is no
time at all."""

from datetime import datetime, timedelta

from signage.language.words import Message, Words

BACK = timedelta(minutes=1)
"""A clock set back by more than this makes what was written before it of no known age."""


def passed(since: datetime, now: datetime) -> timedelta:
    return max(timedelta(0), now - since)


def minutes_since(since: datetime, now: datetime) -> int:
    return passed(since, now) // timedelta(minutes=1)


def minutes_words(minutes: int) -> Words:
    """1 小时 5 分钟; 5 分钟."""
    hours, rest = divmod(minutes, 60)
    if hours:
        return Message("durations.hours-and-minutes", hours=hours, minutes=rest)
    return Message("durations.minutes", minutes=rest)


def within(since: datetime, now: datetime, limit: timedelta) -> bool:
    """Whether no more than ``limit`` has passed; no, where ``since`` lies further ahead than a
    small step back."""
    return -BACK <= now - since <= limit


def left(since: datetime, now: datetime, limit: timedelta) -> timedelta:
    """What is left of ``limit``."""
    return limit - passed(since, now) if within(since, now, limit) else timedelta(0)
