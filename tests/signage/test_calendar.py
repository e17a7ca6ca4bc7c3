"""The hall's calendar: seasons, days of the month, and what nobody has entered yet."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from signage.availability.world import world
from signage.catalogue.advice import calendar_advice
from signage.hall.hours import Hours, falls_on, opening, spans, unlisted_year
from signage.records.due_in_hall import standing
from signage.shows.status import status
from signage.situation.incidents import NOTHING
from tests.cast import HALL

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = {day: ((time(9), time(17)),) for day in ("mon", "tue", "wed", "thu", "fri")}
SUMMER = {
    day: ((time(8), time(12)), (time(15), time(18))) for day in ("mon", "tue", "wed", "thu", "fri")
}
HOURS = Hours.model_validate(
    {
        "weekly": WEEK, "holidays": ["2026-10-01", "2026-10-03"], "make_up": ["2026-06-07"],
        "seasons": [{"since": "06-01", "until": "09-30", "weekly": SUMMER}],
        "monthly": [{"nth": 1, "day": "sat", "spans": [["09:00", "12:00"]]}, {"nth": -1, "day": "fri", "spans": []}],
    }
)  # fmt: skip
days = st.dates(date(2024, 1, 1), date(2031, 12, 31))


def clock(day: date) -> list[tuple[str, str]]:
    return [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in spans(HOURS, day, ZONE)]


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2026-05-29", []),  # the last Friday
        ("2026-05-28", [("09:00", "17:00")]),
        ("2026-06-01", [("08:00", "12:00"), ("15:00", "18:00")]),
        (
            "2026-06-07",
            [("08:00", "12:00"), ("15:00", "18:00")],
        ),  # a make-up Sunday takes the season's Monday
        ("2026-06-06", [("09:00", "12:00")]),  # the first Saturday
        ("2026-06-13", []),
        ("2026-10-03", []),  # a holiday comes before the first Saturday
        ("2026-09-30", [("08:00", "12:00"), ("15:00", "18:00")]),
    ],
)
def test_holidays_then_make_up_days_then_the_month_then_the_season(
    day: str, open_: list[tuple[str, str]]
) -> None:
    assert clock(date.fromisoformat(day)) == open_


@given(days)
def test_the_nth_weekday_of_a_month_is_the_calendar_s(day: date) -> None:
    weeks = calendar.monthcalendar(day.year, day.month)
    saturdays = [week[5] for week in weeks if week[5]]
    fridays = [week[4] for week in weeks if week[4]]
    assert falls_on(HOURS.monthly[0], day) == (day.day == saturdays[0])
    assert falls_on(HOURS.monthly[1], day) == (day.day == fridays[-1])


@given(days, st.sampled_from(["11-15/02-10", "06-01/09-30", "01-01/12-31", "12-31/01-01"]))
def test_a_season_holds_from_its_first_to_its_last_day_over_the_new_year_too(
    day: date, span: str
) -> None:
    since, until = span.split("/")
    hours = Hours.model_validate(
        {"weekly": {}, "seasons": [{"since": since, "until": until, "weekly": SUMMER}]}
    )
    first = date(day.year, *map(int, since.split("-")))
    last = date(day.year, *map(int, until.split("-")))
    inside = first <= day <= last if since <= until else day >= first or day <= last
    assert bool(spans(hours, day, ZONE)) == (inside and day.weekday() < 5)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)))
def test_open_and_closed_change_only_at_the_announced_moment(at: datetime) -> None:
    local = at.replace(tzinfo=ZONE)
    now = opening(HOURS, local, ZONE)
    assert now.until is not None
    just_before = now.until - timedelta(microseconds=1)
    assert opening(HOURS, just_before, ZONE).phase == now.phase
    assert opening(HOURS, now.until, ZONE).phase != now.phase


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), st.floats(0, 1, exclude_max=True))
def test_not_a_word_about_the_hours_changes_before_the_announced_moment(
    at: datetime, part: float
) -> None:
    """On a Friday evening it has closed for today, from midnight on today is no day of work."""
    now = at.replace(tzinfo=ZONE)
    said = opening(HOURS, now, ZONE)
    assert said.until is not None
    last = said.until - timedelta(microseconds=1)
    later = opening(HOURS, min(now + (said.until - now) * part, last), ZONE)
    assert (later.phase, later.until, later.next_open) == (said.phase, said.until, said.next_open)


@pytest.mark.parametrize(
    ("today", "year"),
    [("2026-10-31", None), ("2026-11-01", 2027), ("2026-12-31", 2027), ("2027-01-01", 2027)],
)
def test_a_missing_list_is_due_from_november_and_a_day_without_one_is_said_to_be_unsure(
    today: str, year: int | None
) -> None:
    day = date.fromisoformat(today)
    assert unlisted_year(HOURS, day) == year
    hall = HALL.model_copy(update={"hours": HOURS})
    there = world(hall, NOTHING, datetime(day.year, day.month, day.day, 2, tzinfo=ZONE))
    due = [one for one in standing(there) if one.rule == "holidays"]
    assert [one.about for one in due] == ([] if year is None else [str(year)])
    assert bool(status(there).unsure) == (day.year == 2027)
    advice = calendar_advice(hall, day)
    assert bool(advice) == (year is not None)


@pytest.mark.parametrize(
    ("zone", "asked"), [("Etc/GMT-8", True), ("Etc/GMT+8", True), ("Asia/Shanghai", False)]
)
def test_a_zone_whose_sign_runs_backwards_is_asked_about(zone: str, asked: bool) -> None:
    hall = HALL.model_copy(update={"timezone": zone})
    assert bool(calendar_advice(hall, date(2026, 5, 1))) == asked
