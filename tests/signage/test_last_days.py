"""The last filing days: every screen and text says so, says what still works, and sends nobody away to come later."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from kiosk.content import Content, read
from signage.availability import World, world
from signage.commands import Raise
from signage.notifying import to_warn
from signage.publishing import proposed
from signage.scenes import scenes
from signage.words import say
from tests.cast import ADMIN, Day
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
def test_boards_crowding_outages_and_texts_say_that_the_days_are_the_last(before: int, said: str) -> None:
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
    assert "最后一天" not in str(scenes(played(Raise("QUEUE", ("hall",)), at=LAST - timedelta(days=6))))
    assert say(scenes(played(Raise("QUEUE", ("hall",)), at=LAST - timedelta(days=6)))["wall"].lines[-1]) == (
        "可预约或错峰办理"
    )


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
            assert "今天是申报最后一天" in str(scene) and "电子税务局" in str(scene), (name, scene.lines)
