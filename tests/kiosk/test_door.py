"""Which lane an address travels in, and whom the door knows, without a server."""

import asyncio
import sys
from pkgutil import iter_modules
from typing import Any

import pytest

from kiosk.app import STAFF
from kiosk.serving import pins
from kiosk.serving.lanes.door import UNSURE, Door
from kiosk.serving.lanes.lanes import DOOR
from kiosk.serving.lanes.table import ALARM, CARRIED, LANE_OF, PAGES
from kiosk.store import StoreError
from kiosk.wiring import House
from signage.situation.commands import BlockWay, Raise, Undo
from tests.kiosk.doors.declared import commands_of, staff_pages
from tests.kiosk.house import Tablet

# ---- the table


def test_every_address_of_the_app_has_a_lane(house: House) -> None:
    """Whoever adds an address decides what it may stand in the way of: put it into
    kiosk/serving/lanes/table.py. A page of staff needs no row, and travels with the pages."""
    there = {rule.endpoint for rule in house.app.url_map.iter_rules()}
    assert there - set(LANE_OF) - set(staff_pages(house.app.view_functions)) == set(), (
        "without a lane"
    )
    assert set(LANE_OF) - there == set(), "in a lane, but gone"
    assert sum(map(len, CARRIED.values())) == len(LANE_OF), "in two lanes"


def test_a_page_of_staff_that_carries_an_alarm_says_so(house: House) -> None:
    """By the commands that the alarms' own lane gives: such a page has a row, if only to say why it
    may wait."""
    views = house.app.view_functions
    urgent = set[type]().union(*(commands_of(views[name]) for name in CARRIED[ALARM]))
    assert {Raise, Undo, BlockWay} <= urgent
    unsaid = set(staff_pages(views)) - set(LANE_OF)
    assert (
        unsaid
        and {name: found for name in unsaid if (found := commands_of(views[name]) & urgent)} == {}
    )


def test_a_row_is_for_what_a_page_of_staff_does_not_say(house: House) -> None:
    views = house.app.view_functions
    urgent = set[type]().union(*(commands_of(views[name]) for name in CARRIED[ALARM]))
    said = {name for name in staff_pages(views) if not commands_of(views[name]) & urgent}
    assert said.intersection(CARRIED[PAGES]) == set()


def test_every_module_of_an_audience_is_known_to_the_app(house: House) -> None:
    """A page that lies in its folder is served: nobody has to list it."""
    assert house.app.view_functions
    lying = {
        f"{folder.__name__}.{found.name}"
        for folder in STAFF
        for found in iter_modules(folder.__path__)
    }
    assert lying and lying <= sys.modules.keys()


def test_what_only_shows_travels_with_no_alarm(house: House) -> None:
    shown = {
        rule.endpoint
        for rule in house.app.url_map.iter_rules()
        if rule.methods and "POST" not in rule.methods
    }
    assert {endpoint for endpoint in shown if LANE_OF.get(endpoint, PAGES).urgent} == set()


# ---- the door


def brought(**headers: str) -> dict[str, Any]:
    named = [
        (name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()
    ]
    return {"headers": named, "method": "POST", "path": "/api/v1/incidents"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer nobody-gave-this-out"},
        {"Authorization": "Basic x"},
        {"Cookie": "session=forged; tablet=forged"},
        {"Cookie": "session=eyJfdXNlcl9pZCI6IngifQ.aaaa.bbbb"},
        {"Cookie": "tablet=; session="},
    ],
    ids=str,
)
def test_a_stranger_is_one_whatever_they_bring(house: House, headers: dict[str, str]) -> None:
    assert asyncio.run(house.app.extensions[DOOR].who(brought(**headers))) == ""


def test_a_page_that_was_only_opened_makes_nobody_known(house: House) -> None:
    tablet = Tablet(house)
    assert tablet.get("/sign-in").status_code == 200
    held = tablet.cookie()
    assert held, "there is a cookie, for the form"
    assert asyncio.run(house.app.extensions[DOOR].who(brought(Cookie=held))) == ""


def test_staff_and_machines_are_known_each_by_one_name(house: House, token: str) -> None:
    tablet = Tablet(house).signed_in("王")
    held = tablet.cookie()
    door = house.app.extensions[DOOR]

    async def names() -> list[str]:
        return [await door.who(brought(**each)) for each in (
            {"Cookie": held}, {"Cookie": held}, {"Authorization": f"Bearer {token}"},
        )]  # fmt: skip

    person, again, machine = asyncio.run(names())
    assert person == again != machine and person and machine


def test_a_store_that_cannot_be_asked_makes_nobody_a_stranger() -> None:
    def tokens() -> frozenset[str]:
        raise StoreError("locked")

    assert asyncio.run(Door(dict, tokens).who(brought(Authorization="Bearer x"))) == UNSURE


def test_the_first_machines_after_a_start_are_known_though_they_come_together(
    house: House, token: str
) -> None:
    door = house.app.extensions[DOOR]

    async def together() -> list[str]:
        return await asyncio.gather(
            *(door.who(brought(Authorization=f"Bearer {token}")) for _ in range(9))
        )

    assert set(asyncio.run(together())) == {f"token:{pins.digest(token)}"}


def test_a_flood_of_unknown_tokens_looks_into_the_store_once() -> None:
    looks: list[int] = []

    def tokens() -> frozenset[str]:
        looks.append(1)
        return frozenset()

    async def flood() -> None:
        door = Door(dict, tokens, lambda: 100.0)
        await asyncio.gather(*(door.who(brought(Authorization=f"Bearer {n}")) for n in range(500)))

    asyncio.run(flood())
    assert len(looks) == 1
