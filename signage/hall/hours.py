"""Opening hours: is it open, until when, and when it opens next. All times are aware datetimes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import StringConstraints

from signage.hall.described import Described

Span = tuple[time, time]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
LISTED_FROM = 11
"""The State Council publishes the next year's holidays in November as a rule."""
DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEARCH_DAYS = 40
"""How far ahead the next opening is looked for; longer than any holiday."""
_LAST_MOMENT = time(23, 59, 59)

Phase = Literal["open", "before", "break", "after", "holiday"]


class Season(Described):
    """Other weekly hours in a part of the year (夏季作息), from ``since`` to ``until`` (MM-DD, both
    included)."""

    since: MonthDay
    until: MonthDay
    weekly: dict[Weekday, tuple[Span, ...]]


class Monthly(Described):
    """Hours of one weekday of each month: the first Saturday is ``nth = 1, day = "sat"``; ``nth =
    -1`` is the last."""

    nth: Literal[1, 2, 3, 4, 5, -1]
    day: Weekday
    spans: tuple[Span, ...]
    """Empty = closed on that day."""


class Hours(Described):
    """Opening hours in hall time. ``weekly`` maps mon…sun to spans; a missing day is closed.

    ``holidays`` are closed whatever the weekday; ``make_up`` are working days whatever the weekday
    and take the spans of ``make_up_as`` (the country's 调休 rule makes a weekend day a working day).
    """

    weekly: dict[Weekday, tuple[Span, ...]]
    holidays: tuple[date, ...] = ()
    make_up: tuple[date, ...] = ()
    make_up_as: Weekday = "mon"
    seasons: tuple[Season, ...] = ()
    """The first that a day lies in counts, instead of ``weekly``."""
    monthly: tuple[Monthly, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """``until``: the next moment this answer changes by itself, or None when nothing is described
    ahead."""

    open: bool
    phase: Phase
    until: datetime | None
    next_open: datetime | None


def spans(hours: Hours, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The open spans of one day, in order. A span that ends at 23:59:59 runs to midnight."""
    found = []
    for start, end in _described(hours, day):
        begins = datetime.combine(day, start, zone)
        ends = datetime.combine(day, end, zone)
        # No time of day is 24:00: a day that is open to its end is written up to 23:59:59.
        if end >= _LAST_MOMENT:
            ends = datetime.combine(day + timedelta(days=1), time(0), zone)
        found.append((begins, ends))
    return sorted(found)


def _described(hours: Hours, day: date) -> tuple[Span, ...]:
    """Holidays before everything, then make-up days, then the days of the month, then the week of
    the season."""
    if day in hours.holidays:
        return ()
    weekly = next((season.weekly for season in hours.seasons if _within(season, day)), hours.weekly)
    if day in hours.make_up:
        return weekly.get(hours.make_up_as, ())
    special = next((one.spans for one in hours.monthly if falls_on(one, day)), None)
    return special if special is not None else weekly.get(DAYS[day.weekday()], ())


def _within(season: Season, day: date) -> bool:
    """A season may run over the end of the year."""
    # MM-DD sorts as text: no year is needed, and 29 February is a day like any other.
    today = f"{day:%m-%d}"
    if season.since <= season.until:
        return season.since <= today <= season.until
    return today >= season.since or today <= season.until


def falls_on(monthly: Monthly, day: date) -> bool:
    if DAYS[day.weekday()] != monthly.day:
        return False
    if monthly.nth == -1:
        # The last of its month: a week later is another one.
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == monthly.nth


def covered(hours: Hours, day: date) -> bool:
    """Whether somebody has entered the holidays of that year: the national list appears in November
    before."""
    return any(listed.year == day.year for listed in (*hours.holidays, *hours.make_up))


def unlisted_year(hours: Hours, today: date) -> int | None:
    """The year whose holidays are missing: this one, or from November on the next; None where no
    list is kept."""
    # Who lists none at all keeps no list, and is not asked for the next one.
    if not hours.holidays:
        return None
    if not covered(hours, today):
        return today.year
    following = date(today.year + 1, 1, 1)
    return following.year if today.month >= LISTED_FROM and not covered(hours, following) else None


def opening(hours: Hours, at: datetime, zone: ZoneInfo) -> Opening:
    """The state of these hours at ``at``."""
    local = at.astimezone(zone)
    today = spans(hours, local.date(), zone)
    for start, end in today:
        # One tzinfo on both sides: Python compares wall clocks, as the signs at the door say them.
        if start <= local < end:
            return Opening(True, "open", end, None)
    following = _next_opening(hours, local, zone)
    phase = _phase(today, local)
    return Opening(False, phase, _said_until(phase, local, following), following)


def _said_until(phase: Phase, local: datetime, following: datetime | None) -> datetime | None:
    """“Closed for today” lasts as long as today does, and a day off until the next day of work
    begins."""
    if phase == "after":
        return midnight(local + timedelta(days=1))
    return midnight(following) if phase == "holiday" and following is not None else following


def midnight(at: datetime) -> datetime:
    """With which the day of ``at`` begins, in its own zone."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _phase(today: list[tuple[datetime, datetime]], local: datetime) -> Phase:
    if not today:
        return "holiday"
    if local < today[0][0]:
        return "before"
    return "after" if local >= today[-1][1] else "break"


def _next_opening(hours: Hours, local: datetime, zone: ZoneInfo) -> datetime | None:
    for ahead in range(SEARCH_DAYS):
        for start, _ in spans(hours, local.date() + timedelta(days=ahead), zone):
            if start > local:
                return start
    return None
