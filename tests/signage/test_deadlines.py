"""Filing deadlines: the published year, the rule for the years to come, and what an outage near one
obliges to."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from signage.availability.deadlines import (
    deadline_now,
    deadline_words,
    estimated,
    is_working_day,
    last_day,
    next_deadline,
    working_days_left,
)
from signage.availability.world import World, world
from signage.hall.filing import Filing, FilingYear, Moved
from signage.hall.hours import Hours
from signage.hall.model import Hall
from signage.shows.due_by_hand import paper_wanted
from signage.shows.due_notice import to_warn
from signage.situation.commands import NotifyTaxpayers, Raise
from tests.cast import GUIDE, HALL, Day

PUBLISHED = (20, 24, 16, 20, 22, 15, 15, 17, 15, 26, 16, 15)
_CONTENT = Path(__file__).parents[2] / "content"
HOURS = Hours.model_validate(tomllib.loads((_CONTENT / "hall.toml").read_text("utf-8"))["hours"])
FILING = Filing.model_validate(
    tomllib.loads((_CONTENT / "deadlines.toml").read_text("utf-8"))["filing"]
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
EVE = datetime(2026, 12, 11, 2, 0, tzinfo=UTC)
"""Friday; the deadline is on Tuesday the 15th, two working days on."""


def test_the_rule_gives_every_published_day_of_2026() -> None:
    assert tuple(estimated(HOURS, 2026, month).day for month in range(1, 13)) == PUBLISHED
    assert FILING.years[0].days == PUBLISHED and "64号" in FILING.years[0].source


@given(year=st.integers(2020, 2100), month=st.integers(1, 12))
def test_an_estimate_is_a_working_day_from_the_15th_on(year: int, month: int) -> None:
    day = estimated(HOURS, year, month)
    assert is_working_day(HOURS, day) and day >= date(year, month, 15)


@given(DAYS)
@settings(max_examples=60)
def test_the_next_deadline_is_ahead_and_comes_nearer_by_one_each_working_day(today: date) -> None:
    deadline = next_deadline(FILING, HOURS, today)
    assert deadline.day >= today and deadline.near is (deadline.left <= 2)
    tomorrow = today + timedelta(days=1)
    if tomorrow <= deadline.day:
        after = next_deadline(FILING, HOURS, tomorrow)
        assert after.day == deadline.day and deadline.left - after.left == is_working_day(
            HOURS, tomorrow
        )


def test_an_unpublished_year_is_an_estimate_and_says_so() -> None:
    day, official, _ = last_day(FILING, HOURS, 2027, 3)
    assert not official and day == date(2027, 3, 15)
    assert "估算" in deadline_words(next_deadline(FILING, HOURS, date(2027, 3, 1)))["zh"]
    assert "估算" not in deadline_words(next_deadline(FILING, HOURS, date(2026, 3, 2)))["zh"]


def test_a_deadline_moved_into_the_next_month_is_still_ahead() -> None:
    moved = Moved(planned=date(2026, 7, 15), until=date(2026, 8, 3), source="公告")
    filing = Filing(years=(FilingYear(year=2026, days=PUBLISHED, source="s"),), moved=(moved,))
    deadline = next_deadline(filing, HOURS, date(2026, 8, 1))
    assert deadline.day == moved.until and deadline.source == "公告"
    assert next_deadline(filing, HOURS, date(2026, 8, 4)).day == date(2026, 8, 17)


def test_days_off_do_not_count_and_the_last_day_itself_is_nought() -> None:
    assert working_days_left(HOURS, date(2026, 12, 11), date(2026, 12, 15)) == 2
    assert working_days_left(HOURS, date(2026, 12, 15), date(2026, 12, 15)) == 0
    assert is_working_day(HOURS, date(2026, 10, 10)) and not is_working_day(
        HOURS, date(2026, 10, 7)
    )


def at(day: Day, now: datetime | None = None) -> World:
    return world(replace_filing(), day.situation, now or day.now)


def replace_filing() -> Hall:
    return HALL.model_copy(update={"filing": FILING})


def test_an_outage_close_to_a_deadline_adds_the_duty_to_notify_with_wording() -> None:
    day = Day(EVE)
    number = day.do(Raise("ETAX-DOWN", ("system/etax",)), GUIDE)
    (warn,) = to_warn(at(day))
    assert "12月15日" in warn.sms and "12月15日" in warn.notice and "12366" in warn.notice
    assert "到办税服务厅" in warn.sms and "你必须" not in warn.sms + warn.notice
    assert number is not None
    day.do(NotifyTaxpayers(number), GUIDE)
    assert to_warn(at(day)) == ()
    assert [recorded.event.type for recorded in day.log][-1] == "taxpayers_notified"


def test_far_from_a_deadline_in_a_drill_or_for_one_window_nobody_need_be_told() -> None:
    for now, command in (
        (EVE - timedelta(days=4), Raise("ETAX-DOWN", ("system/etax",))),
        (EVE, Raise("ETAX-DOWN", ("system/etax",), drill=True)),
        (EVE, Raise("WIN-PAUSE", ("window/1",))),
    ):
        day = Day(now)
        day.do(command, GUIDE)
        assert to_warn(at(day)) == ()


def test_a_core_outage_offers_online_filing_that_still_works() -> None:
    day = Day(EVE)
    day.do(Raise("SYS-CORE", ("system/core",)), GUIDE)
    (warn,) = to_warn(at(day))
    assert "电子税务局办理" in warn.sms


def test_windows_take_papers_once_an_outage_is_long() -> None:
    short = Day(EVE)
    short.do(Raise("SYS-CORE", ("system/core",), eta=EVE + timedelta(minutes=20)), GUIDE)
    assert not paper_wanted(at(short))
    assert paper_wanted(at(short, EVE + timedelta(minutes=31)))
    long = Day(EVE)
    long.do(Raise("SYS-CORE", ("system/core",), eta=EVE + timedelta(minutes=40)), GUIDE)
    assert paper_wanted(at(long))


def test_today_s_deadline_is_the_hall_s_own_day() -> None:
    late = datetime(2026, 12, 15, 16, 30, tzinfo=UTC)
    assert deadline_now(world(replace_filing(), Day().situation, late)).day == date(2027, 1, 15)
