"""Windows that take papers by hand: which, since when, who is told, and when it ends."""

from datetime import UTC, datetime, timedelta

import pytest

from signage.availability.by_hand import by_hand
from signage.availability.redirects import instead
from signage.availability.world import World, world
from signage.language.words import say
from signage.rules.refusal import Refused
from signage.shows.due_by_hand import hands, paper_wanted
from signage.shows.scenes import scenes
from signage.situation.commands import Raise, SetWindow, TakePapers
from tests.cast import ADMIN, CLERK, GUIDE, HALL, NOON, STRANGER, Day

LATER = NOON + timedelta(minutes=40)


def at(day: Day, now: datetime | None = None) -> World:
    return world(HALL, day.situation, now or day.now)


@pytest.mark.parametrize(
    "command", [Raise("ETAX-DOWN", ("system/etax",)), Raise("SYS-CORE", ("machine/terminal-1",))]
)
def test_papers_are_not_proposed_while_every_window_works(command: Raise) -> None:
    day = Day()
    day.do(command, ADMIN)
    assert paper_wanted(at(day, LATER)) == ()


def test_a_window_that_takes_papers_says_so_on_board_and_on_its_own_screen() -> None:
    day = Day()
    day.do(Raise("INT-LONG", ("system/core",)), ADMIN)
    shown = scenes(at(day))
    assert say(shown["win-1"].title) == "手工受理"
    assert {say(row.word) for row in shown["kiosk"].rows} == {"手工受理"}


def test_on_the_last_filing_day_papers_are_asked_for_at_once() -> None:
    for now, asked in ((NOON, 0), (datetime(2026, 12, 15, 8, 40, tzinfo=UTC), 1)):
        day = Day(now)
        day.do(Raise("SYS-CORE", ("system/power",)), ADMIN)
        assert len(hands(at(day))) == asked


def test_a_person_begins_and_ends_it_and_a_stranger_does_not() -> None:
    day = Day()
    number = day.do(Raise("SYS-CORE", ("system/core",)), GUIDE)
    assert number is not None and by_hand(at(day)) == {}
    with pytest.raises(Refused):
        day.do(TakePapers(number), STRANGER)
    day.do(TakePapers(number), GUIDE)
    day.do(TakePapers(number), CLERK)
    assert set(by_hand(at(day))) == {"window/1", "window/2", "window/3"}
    assert [hand.ask for hand in hands(at(day))] == ["taking"]
    day.do(SetWindow("window/2", open=False), GUIDE)
    assert set(by_hand(at(day))) == {"window/1", "window/3"}, "nobody sits there any more"
    day.do(TakePapers(number, on=False), GUIDE)
    assert by_hand(at(day)) == {}
    assert [r.event.type for r in day.log].count("papers_taken") == 2, (
        "once each, however often it is tapped"
    )


def test_nothing_is_taken_by_hand_for_what_stops_no_window() -> None:
    day = Day()
    number = day.do(Raise("ETAX-DOWN", ("system/etax",)), GUIDE)
    assert number is not None
    with pytest.raises(Refused):
        day.do(TakePapers(number), GUIDE)


def test_who_cannot_file_otherwise_is_sent_to_the_windows_that_take_papers() -> None:
    day = Day()
    for kind, system in (("ETAX-DOWN", "system/etax"), ("INT-LONG", "system/core")):
        day.do(Raise(kind, (system,)), ADMIN)
    (papers, *_) = instead(at(day), "system/etax", ())
    assert papers.kind == "papers" and say(papers.words) == "请到1、2、3号窗口交纸质资料"
    assert all(option.kind != "papers" for option in instead(at(day), "window/1", ())), (
        "not to where they stand"
    )
