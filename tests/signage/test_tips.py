"""One safety tip a day, on touch screens that have nothing else to say."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from signage.availability.world import world
from signage.hall.model import Hall
from signage.hall.tips import LONGEST, tip_of
from signage.language.words import NO_WORDS
from signage.shows.scenes import next_change, scenes
from signage.situation.commands import Raise
from tests.cast import GUIDE, HALL, Day
from tests.spoken import both

TIPS = tuple(both(f"提示{n}", f"Tip {n}") for n in range(3))
TIPPED = HALL.model_copy(update={"tips": TIPS})


def tips(day: Day, hall: Hall = TIPPED) -> dict[str, str]:
    found = scenes(world(hall, day.situation, day.now))
    return {name: scene.tip["zh"] for name, scene in found.items() if scene.tip}


def test_touch_screens_alone_show_the_day_s_tip() -> None:
    (said,) = set(tips(Day()).values())
    assert said == tip_of(TIPS, date(2026, 11, 24))["zh"]
    assert set(tips(Day())) == {"kiosk", "term-1", "night"}
    assert not tips(Day(), HALL)


def test_a_notice_takes_its_place() -> None:
    day = Day()
    day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
    assert not tips(day), "strips stand on every touch screen"


def test_closed_places_say_when_they_open_and_no_tip() -> None:
    assert set(tips(Day().later(hours=12))) <= {"night"}


def test_every_day_has_the_next_one_and_the_board_wakes_for_it() -> None:
    first = date(2026, 11, 24)
    said = [tip_of(TIPS, first + timedelta(days=n))["zh"] for n in range(4)]
    assert len(set(said)) == 3 and said[0] == said[3] and tip_of((), first) == NO_WORDS
    late = Day().later(hours=13)
    midnight = HALL.local(late.now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        days=1
    )
    assert next_change(world(TIPPED, late.situation, late.now)) == midnight
    assert next_change(world(HALL, late.situation, late.now)) == midnight, (
        "the date is left out on the day it opens"
    )
    saturday = Day().later(days=4)
    due = next_change(world(HALL, saturday.situation, saturday.now))
    assert due == midnight + timedelta(days=5), "nothing is said otherwise before Monday begins"


def test_a_tip_that_is_too_long_is_refused_where_it_is_described() -> None:
    described = HALL.model_dump(mode="json")
    Hall.model_validate({**described, "tips": [both("长" * LONGEST["zh"], "x" * LONGEST["en"])]})
    for words in (both("长" * (LONGEST["zh"] + 1), "x"), both("短", "x" * (LONGEST["en"] + 1))):
        with pytest.raises(ValidationError):
            Hall.model_validate({**described, "tips": [words]})
