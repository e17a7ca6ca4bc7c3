"""Windows that take papers by hand: which, since when, who is told, and when it ends."""

from datetime import datetime, timedelta

import pytest

from signage.availability import World, world
from signage.commands import Raise
from signage.deadlines import paper_wanted
from signage.scenes import scenes
from signage.words import say
from tests.cast import ADMIN, HALL, NOON, Day

LATER = NOON + timedelta(minutes=40)


def at(day: Day, now: datetime | None = None) -> World:
    return world(HALL, day.situation, now or day.now)


@pytest.mark.parametrize("command", [Raise("ETAX-DOWN", ("system/etax",)), Raise("SYS-CORE", ("machine/terminal-1",))])
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
