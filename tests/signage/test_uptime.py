"""What share of its hours a window, machine or system worked: dependants go along, drills and
nights do not count."""

from datetime import datetime, timedelta

import pytest

from signage.reports.statistics import cases
from signage.reports.uptime import uptimes
from signage.situation.commands import Change, Raise, Undo
from tests.cast import ADMIN, HALL, NOON, Day

MORNING = NOON - timedelta(hours=2)
"""08:00; the hall is open 9 to 12 and 13:30 to 17."""
WHOLE_DAY_S = 6.5 * 3600


def worked(day: Day, end: datetime | None = None) -> dict[str, tuple[float, float]]:
    found = uptimes(HALL, cases(day.log).values(), MORNING, end or MORNING + timedelta(hours=24))
    assert [row.share for row in found] == sorted(row.share for row in found)
    assert all(0 <= row.out_s <= row.open_s and 0 <= row.share <= 1 for row in found)
    return {row.name: (row.open_s, row.out_s) for row in found}


def outage(kind: str, target: str, minutes: float, **more: bool) -> Day:
    day = Day()
    number = day.do(Raise(kind, (target,), **more), ADMIN) or ""
    day.later(minutes=minutes).do(Change(number, "clear", reason="好"), ADMIN)
    return day


def test_a_paused_window_is_out_for_its_time_and_the_others_are_not() -> None:
    found = worked(outage("WIN-PAUSE", "window/1", 30))
    assert found["1号窗口"] == (WHOLE_DAY_S, 1800)
    assert {name for name, (_, out) in found.items() if out} == {"1号窗口"}


def test_what_depends_on_a_system_is_out_with_it() -> None:
    found = worked(outage("SYS-CORE", "system/core", 10))
    assert {name for name, (_, out) in found.items() if out == 600} == {
        "1号窗口", "2号窗口", "3号窗口", "1号终端", "2号终端", "征管系统",
    }  # fmt: skip


def test_breaks_and_nights_do_not_count_but_for_what_is_always_open() -> None:
    found = worked(outage("SYS-CORE", "system/core", 24 * 60))
    assert found["1号窗口"] == (WHOLE_DAY_S, 5.5 * 3600), "10 to 12 and 13:30 to 17"
    assert found["2号终端"] == (24 * 3600, 22 * 3600), "in the 24-hour zone"


@pytest.mark.parametrize(("kind", "target", "more"), [
    ("FIRE", "hall", {"drill": True}), ("QUEUE", "hall", {}), ("WARNING", "hall", {}),
    ("SYS-CORE", "system/core", {"draft": True}),
])  # fmt: skip
def test_drills_crowds_and_reports_take_nothing_out(
    kind: str, target: str, more: dict[str, bool]
) -> None:
    day = Day()
    day.do(Raise(kind, (target,), **more), ADMIN)
    assert not any(out for _, out in worked(day).values())


def test_two_outages_at_once_count_once_and_an_open_one_until_now() -> None:
    day = Day()
    for kind, target in (("WIN-PAUSE", "window/1"), ("SYS-CORE", "system/core")):
        day.do(Raise(kind, (target,)), ADMIN)
    assert worked(day, NOON + timedelta(minutes=20))["1号窗口"] == (80 * 60, 20 * 60)
    assert worked(day, MORNING)["1号窗口"] == (0, 0), "a period that has not begun"


def test_what_was_raised_by_mistake_and_taken_back_took_nothing_out() -> None:
    day = Day()
    number = day.do(Raise("WIN-PAUSE", ("window/1",)), ADMIN) or ""
    day.later(seconds=10).do(Undo(number), ADMIN)
    assert not any(out for _, out in worked(day).values())
