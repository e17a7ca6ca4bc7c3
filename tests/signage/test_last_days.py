"""The last filing days: every screen and text says so, says what still works, and sends nobody away
to come later."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.content.reader import Content, read
from signage.availability.deadlines import deadline_now
from signage.availability.last_days import TODAY, TOMORROW, last_day, puts_nobody_off
from signage.availability.world import World, world
from signage.hall.filing import Moved, Until
from signage.language.words import say
from signage.shows.announcements import proposed
from signage.shows.due_notice import to_warn
from signage.shows.scenes import next_change, scenes
from signage.situation.commands import Raise
from signage.situation.incidents import NOTHING
from tests.cast import ADMIN, HALL, Day
from tests.halls.days import TABLE
from tests.halls.hall import CONTENT

LAST = datetime(2026, 12, 15, 2, 0, tzinfo=UTC)
"""Tuesday 10:00, the last day of December's filing."""


@cache
def content() -> Content:
    return read(CONTENT)


def played(*commands: Raise, at: datetime = LAST) -> World:
    day = Day(at, content().catalogue, content().hall)
    for command in commands:
        day.do(command, ADMIN)
    return world(content().hall, day.situation, day.now)


@pytest.mark.parametrize("system", ["system/core", "system/etax", "system/network", "system/power"])
def test_an_outage_of_anything_that_filing_needs_asks_to_tell_taxpayers(system: str) -> None:
    (warn,) = to_warn(played(Raise("INT-SHORT", (system,))))
    for text in (warn.sms, warn.notice):
        assert "今天是申报最后一天" in text and "错峰" not in text, text


@pytest.mark.parametrize(("before", "said"), [(0, "今天是申报最后一天"), (1, "明天是申报最后一天")])
def test_boards_crowding_outages_and_texts_say_that_the_days_are_the_last(
    before: int, said: str
) -> None:
    at = LAST - timedelta(days=before)
    there = played(Raise("QUEUE", ("hall",)), Raise("SYS-CORE", ("system/core",)), at=at)
    for name, scene in scenes(there).items():
        if scene.layout in ("touch", "board", "zone"):
            assert said in str(scene), name
        assert "错峰" not in str(scene), name
    for incident in there.situation.open_incidents:
        assert said in proposed(there, incident, "notice")[1]
    assert said in str(scenes(played(at=at))["wall"]), "and without any incident"


def test_nobody_is_told_of_a_last_day_while_it_is_far() -> None:
    assert "最后一天" not in str(
        scenes(played(Raise("QUEUE", ("hall",)), at=LAST - timedelta(days=6)))
    )
    assert say(
        scenes(played(Raise("QUEUE", ("hall",)), at=LAST - timedelta(days=6)))[
            "self-service"
        ].lines[-1]
    ) == ("可预约或错峰办理")


def test_an_outage_that_ends_after_closing_says_that_windows_serve_no_more_today() -> None:
    """Who reads 预计 17:11 恢复 at 16:40 waits for nothing: the hall closes at 17:00."""
    at = datetime(2026, 12, 15, 8, 40, tzinfo=UTC)
    for minutes, late in ((31, True), (10, False)):
        there = played(Raise("PWR", ("system/power",), eta=at + timedelta(minutes=minutes)), at=at)
        for name, scene in scenes(there).items():
            if scene.incident is not None and scene.layout == "window":
                assert ("今天窗口不再办理" in str(scene.lines)) is late, name
        (incident,) = there.situation.open_incidents
        assert ("今天窗口不再办理" in proposed(there, incident, "notice")[1]) is late


def test_after_closing_doors_and_windows_say_what_still_works_today() -> None:
    there = played(at=datetime(2026, 12, 15, 9, 1, tzinfo=UTC))
    for name, scene in scenes(there).items():
        if scene.closed:
            assert "今天是申报最后一天" in str(scene) and "电子税务局" in str(scene), (
                name,
                scene.lines,
            )


# ---------------------------------------------------------------- which days


def on(day: date, hour: int = 10, **filing: object) -> World:
    hall = HALL.model_copy(update={"filing": TABLE.model_copy(update=filing)})
    return world(hall, NOTHING, datetime.combine(day, time(hour), hall.zoneinfo))


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
@settings(max_examples=60)
def test_the_last_days_are_the_last_one_and_the_working_day_before_with_all_between(
    day: date,
) -> None:
    there = on(day)
    deadline, found = deadline_now(there), last_day(there)
    working = [
        day + timedelta(days=n) for n in range(1, 40) if (day + timedelta(days=n)).weekday() < 5
    ]
    assert (found is not None) is (
        day >= deadline.day - timedelta(days=4) and deadline.day <= max(day, working[0])
    )
    if found is not None:
        ahead = (deadline.day - day).days
        assert (found.words == TODAY, found.words == TOMORROW) == (ahead == 0, ahead == 1)


def test_a_weekend_before_the_last_day_is_said_with_its_date() -> None:
    said = {day: last_day(on(date(2026, 11, day))) for day in (12, 13, 14, 15, 16, 17)}
    assert said[12] is None and said[17] is None
    assert said[13] is not None and say(said[13].words) == "11月16日（周一）是申报最后一天"
    assert said[15] is not None and said[15].words == TOMORROW
    assert said[16] is not None and said[16].words == TODAY


def test_a_moved_deadline_moves_the_words_with_it() -> None:
    moved = (Moved(planned=date(2026, 12, 15), until=date(2026, 12, 18), source="通告"),)
    assert last_day(on(date(2026, 12, 15), moved=moved)) is None
    found = last_day(on(date(2026, 12, 18), moved=moved))
    assert found is not None and found.words == TODAY


def test_an_estimate_is_called_one() -> None:
    found = last_day(on(date(2027, 3, 15)))
    assert found is not None and say(found.words) == "今天是申报最后一天（估算，以公告为准）"


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "Asia/Urumqi", "Pacific/Auckland", "America/Adak"]
)
def test_the_words_begin_and_change_with_the_hall_s_own_midnight(zone: str) -> None:
    hall = HALL.model_copy(update={"filing": TABLE, "timezone": zone})
    hall = type(hall).model_validate(hall.model_dump())
    now = datetime.combine(date(2026, 12, 13), time(20), hall.zoneinfo)
    seen = []
    for _ in range(30):
        there = world(hall, NOTHING, now)
        words = scenes(there)["wall"].day
        if not seen or seen[-1][1] != say(words).partition("，")[0]:
            seen.append((hall.local(now), say(words).partition("，")[0]))
        due = next_change(there)
        assert due is not None
        now = due
    changes = [(f"{at:%d %H:%M}", said) for at, said in seen]
    assert changes[1:4] == [("14 00:00", say(TOMORROW)), ("15 00:00", say(TODAY)), ("16 00:00", "")]


def test_an_hour_is_said_once_it_is_confirmed_and_ends_what_it_is_of() -> None:
    online = Until(kind="online", at="16:00", source="通告", verified_on=date(2026, 12, 1))
    for hour, until, said in ((10, online, "电子税务局（至 16:00）"), (17, online, ""),
                              (10, online.model_copy(update={"verified_on": None}), "电子税务局")):  # fmt: skip
        found = last_day(on(date(2026, 12, 15), hour, until=(until,)))
        assert found is not None and (
            said in say(found.whole) if said else "电子税务局" not in say(found.whole)
        )
        assert ("16:00" in say(found.whole)) is ("16:00" in said)


def test_24_00_is_the_end_of_the_day_and_said_so() -> None:
    online = Until(kind="online", at="24:00", source="通告", verified_on=date(2026, 12, 1))
    found = last_day(on(date(2026, 12, 15), 21, until=(online,)))
    assert found is not None and say(found.short) == "今天是申报最后一天，电子税务局办理至 24:00"


def test_nobody_knows_the_day_where_nobody_knows_the_time() -> None:
    there = replace(on(date(2026, 12, 15)), timed=False)
    assert last_day(there) is None and puts_nobody_off(there), (
        "and nobody is put off: it may be the last"
    )
