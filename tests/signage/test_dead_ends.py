"""A window or terminal of which no service is listed: nobody is left before it without a way."""

import pytest

from signage.availability.redirects import instead
from signage.availability.world import world
from signage.hall.model import Hall
from signage.language.words import say
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.cast import ADMIN, HALL, NOON, Day

UNLISTED = Hall.model_validate({
    **HALL.model_dump(exclude={"resources", "windows", "machines"}),
    "windows": [{**window.model_dump(), "services": ()} for window in HALL.windows],
    "machines": [{**machine.model_dump(), "services": ()} for machine in HALL.machines],
})  # fmt: skip
HERE = world(UNLISTED, Day(hall=UNLISTED).situation, NOON)


@pytest.mark.parametrize("name", ["window/1", "machine/terminal-1"])
def test_what_needs_no_walk_is_said_at_a_place_of_unlisted_business(name: str) -> None:
    ways = instead(HERE, name, ())
    assert [way.kind for way in ways] == ["online", "phone"]
    assert not any(way.places for way in ways)


def test_its_sign_shows_the_code_of_online_filing_when_the_power_goes() -> None:
    day = Day(hall=UNLISTED)
    day.do(Raise("SYS-CORE", ("system/power",)), ADMIN)
    shown = scenes(world(UNLISTED, day.situation, day.now))["win-1"]
    assert [say(way.words) for way in shown.instead if way.url] == ["手机扫码，网上办税"]


def test_of_a_queue_machine_nothing_is_said_that_it_never_did() -> None:
    assert [way.kind for way in instead(HERE, "machine/queue", ())] == ["spare"]
