"""When the next filing deadline is, how near, and what an outage close to it obliges to.

The published table counts; for a year without one the rule of 税收征管法实施细则 Art. 109 gives an estimate,
which is always labelled 估算. Holidays come from the hall's own hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from signage.availability.world import World
from signage.hall.filing import Filing
from signage.hall.hours import Hours
from signage.language.words import Message, Words, say

USUAL_DAY = 15
HOLIDAY_COUNTS = 3
"""A holiday of so many days or more within the first 15 moves the deadline (Art. 109)."""
ESTIMATE = Message("deadlines.estimated-by-rule-announcement-counts")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of filing. ``left``: working days after today up to it, 0 = today is the last
    day."""

    day: date
    official: bool
    source: str
    left: int
    near: bool


def is_working_day(hours: Hours, day: date) -> bool:
    # The country's calendar, not the hall's week: one closed on Mondays files on Mondays too.
    return day in hours.make_up or (day.weekday() < 5 and day not in hours.holidays)


def estimated(hours: Hours, year: int, month: int) -> date:
    """The deadline by rule, for a year whose table is not published."""
    usual = date(year, month, USUAL_DAY)
    free = [
        date(year, month, day)
        for day in range(1, USUAL_DAY + 1)
        if date(year, month, day) in hours.holidays
    ]
    # Art. 109 has two rules: a last day that is off ends after it, a long holiday within adds days.
    if usual in hours.holidays:
        return _first_working(hours, usual)
    longest = max((len(run) for run in _runs(free)), default=0)
    if longest >= HOLIDAY_COUNTS:
        day = usual
        # So many working days, which is how the published tables count.
        for _ in range(longest):
            day = _first_working(hours, day + timedelta(days=1))
        return day
    return _first_working(hours, usual)


def _runs(days: list[date]) -> Iterator[list[date]]:
    run: list[date] = []
    for day in days:
        if run and day - run[-1] != timedelta(days=1):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _first_working(hours: Hours, day: date) -> date:
    while not is_working_day(hours, day):
        day += timedelta(days=1)
    return day


def last_day(filing: Filing, hours: Hours, year: int, month: int) -> tuple[date, bool, str]:
    """(day, official, source) of one month's filing."""
    table = next((table for table in filing.years if table.year == year), None)
    day = (
        estimated(hours, year, month) if table is None else date(year, month, table.days[month - 1])
    )
    moved = next((moved for moved in filing.moved if moved.planned == day), None)
    if moved is not None:
        return moved.until, True, moved.source
    return (day, False, say(ESTIMATE)) if table is None else (day, True, table.source)


def working_days_left(hours: Hours, today: date, day: date) -> int:
    return sum(
        is_working_day(hours, today + timedelta(days=n)) for n in range(1, (day - today).days + 1)
    )


def next_deadline(filing: Filing, hours: Hours, today: date) -> Deadline:
    """The first deadline that has not passed by the end of ``today``; one moved from last month
    counts too."""
    first = today.replace(day=1)
    months = [
        (first - timedelta(days=1)).replace(day=1),
        first,
        # 31 days from a first are in the next month, and never in the one after it.
        (first + timedelta(days=31)).replace(day=1),
    ]
    ahead = [last_day(filing, hours, month.year, month.month) for month in months]
    day, official, source = min(found for found in ahead if found[0] >= today)
    left = working_days_left(hours, today, day)
    return Deadline(day, official, source, left, left <= filing.near_days)


def deadline_now(world: World) -> Deadline:
    hall = world.hall
    return next_deadline(hall.filing, hall.hours, hall.local(world.now).date())


def deadline_words(deadline: Deadline) -> Words:
    left = (
        Message("deadlines.working-days-left", days=deadline.left)
        if deadline.left
        else Message("deadlines.last-day")
    )
    return Message(
        "deadlines.of" if deadline.official else "deadlines.estimated", day=deadline.day, left=left
    )
