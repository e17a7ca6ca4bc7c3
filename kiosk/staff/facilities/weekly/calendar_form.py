"""The forms of the calendar: seasonal hours, and the days of a year as they are then."""

import re
from calendar import Calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.access.founding.form import WEEK
from kiosk.custody.edits.things.spans import read_spans, spans_said
from kiosk.staff.facilities.weekly.description_form import Wrong
from kiosk.wording.page_words import said
from signage.hall.hours import DAYS, Hours, Season, Span, Weekday
from signage.language.words import Message, Words

SEASONS_MOST: Final = 6
_MONTH_DAY: Final = re.compile(r"([0-9]{1,2})\s*(?:-|/|\.|月)\s*([0-9]{1,2})\s*日?")
LEAP: Final = 2024
"""A year that has every day of a year."""
OPEN, OFF, WORKED, SHUT = "open", "off", "worked", "shut"
MARKS: Final[Mapping[str, Words | None]] = {
    OPEN: None, OFF: Message("calendar.off"), WORKED: Message("calendar.worked"), SHUT: None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    words: Words
    value: str
    fault: Words | None


@dataclass(frozen=True, slots=True)
class SeasonForm:
    """``number`` counts from 1; the last one of a form is a new one."""

    words: Words
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """``look``: one of :data:`MARKS`; ``number`` is empty for a day of another month."""

    number: str
    look: str
    mark: Words | None


@dataclass(frozen=True, slots=True)
class Month:
    words: Words
    weeks: tuple[tuple[Day, ...], ...]


def months(hours: Hours, year: int) -> tuple[Month, ...]:
    return tuple(
        Month(
            Message("calendar.month", year=year, month=month),
            tuple(
                tuple(_day(hours, day, month) for day in week)
                for week in Calendar().monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    )


def _day(hours: Hours, day: date, month: int) -> Day:
    if day.month != month:
        return Day("", SHUT, None)
    if day in hours.holidays:
        look = OFF
    elif day in hours.make_up:
        look = WORKED
    else:
        look = OPEN if hours.weekly.get(DAYS[day.weekday()]) else SHUT
    return Day(str(day.day), look, MARKS[look])


# ---- seasons


def written(seasons: Sequence[Season]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at, season in enumerate(seasons):
        found[f"s{at}.since"], found[f"s{at}.until"] = season.since, season.until
        found |= {f"s{at}.{day}": spans_said(season.weekly.get(day, ())) for day in DAYS}
    return found


def season_forms(
    count: int, values: Mapping[str, str], faults: Mapping[str, Words]
) -> tuple[SeasonForm, ...]:
    """``count``: of those that are there; one more is offered."""
    return tuple(
        SeasonForm(
            Message("calendar.season", number=at + 1),
            tuple(_fields(at, values, faults)),
        )
        for at in range(min(count + 1, SEASONS_MOST))
    )


def _fields(at: int, values: Mapping[str, str], faults: Mapping[str, Words]) -> Iterator[Field]:
    ends = (("since", Message("calendar.since")), ("until", Message("calendar.until")))
    for key, words in (*ends, *WEEK.items()):
        name = f"s{at}.{key}"
        yield Field(name, words, values.get(name, ""), faults.get(name))


def read_seasons(given: Callable[[str], str], before: Sequence[Season]) -> tuple[Season, ...]:
    """One that is all empty is none. Raises :class:`Wrong`. What stands there as it was is taken so."""
    faults: dict[str, Words] = {}
    found: list[Season] = []
    was = written(before)
    for at in range(min(len(before) + 1, SEASONS_MOST)):
        typed = {key: given(f"s{at}.{key}").strip() for key in ("since", "until", *DAYS)}
        if not any(typed.values()):
            continue
        if at < len(before) and all(was[f"s{at}.{key}"] == text for key, text in typed.items()):
            found.append(before[at])
            continue
        days = {key: _month_day(typed[key]) for key in ("since", "until")}
        for key, day in days.items():
            if not day:
                faults[f"s{at}.{key}"] = Message("calendar.not-a-day")
        weekly = _weekly(at, typed, faults)
        if not weekly and not any(name.startswith(f"s{at}.") for name in faults):
            faults[f"s{at}.mon"] = Message("calendar.one-day-at-least")
        if not faults:
            found.append(Season(since=days["since"], until=days["until"], weekly=weekly))
    if faults:
        raise Wrong(faults)
    return tuple(found)


def _weekly(
    at: int, typed: Mapping[str, str], faults: dict[str, Words]
) -> dict[Weekday, tuple[Span, ...]]:
    weekly: dict[Weekday, tuple[Span, ...]] = {}
    for day in DAYS:
        try:
            spans = read_spans(typed[day])
        except ValueError:
            faults[f"s{at}.{day}"] = Message("description.not-hours")
            continue
        if spans:
            weekly[day] = spans
    return weekly


def _month_day(text: str) -> str:
    """MM-DD; empty where it is no day of a year."""
    found = _MONTH_DAY.fullmatch(text)
    try:
        return f"{date(LEAP, int(found[1]), int(found[2])):%m-%d}" if found else ""
    except ValueError:
        return ""


def season_lines(
    before: Sequence[Season], after: Sequence[Season]
) -> Iterator[tuple[Words, str, str]]:
    none = said(Message("description.nothing"))
    for at in range(max(len(before), len(after))):
        old, new = (side[at] if at < len(side) else None for side in (before, after))
        if old != new:
            words = Message("calendar.season", number=at + 1)
            yield words, _said(old) or none, _said(new) or none


def _said(season: Season | None) -> str:
    if season is None:
        return ""
    days = (
        f"{said(WEEK[day])} {spans_said(season.weekly[day])}"
        for day in DAYS
        if season.weekly.get(day)
    )
    return " · ".join((f"{season.since} ~ {season.until}", *days))
