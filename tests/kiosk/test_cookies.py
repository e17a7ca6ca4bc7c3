"""Two halls under one name, one browser: a browser keeps cookies for a host, whatever the port."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from itsdangerous import URLSafeSerializer

from kiosk.content import reader as contents
from kiosk.serving.cookies import SESSION, TABLET
from kiosk.serving.lanes.lanes import DOOR
from kiosk.serving.sessions import use_keys
from kiosk.store.beside.keys import new_keys
from kiosk.wiring import House, build
from tests.cast import Clock
from tests.kiosk.house import Tablet, enlist
from tests.kiosk.test_door import brought


@pytest.fixture
def neighbour(tmp_path: Path, clock: Clock, sample_read: None) -> Iterator[House]:
    """The same sample hall on other data, as behind another port of the same machine."""
    built = build(
        tmp_path / "b",
        contents.sample(),
        simulators=True,
        clock=clock,
        journal=tmp_path / "journal-b",
    )
    enlist(built.services.store)
    yield built
    built.close()


def one_browser(first: Tablet, second: Tablet) -> None:
    second.client._cookies = first.client._cookies


def signed_in(tablet: Tablet) -> bool:
    return tablet.get("/console").status_code == 200


def test_who_signs_in_to_both_stays_signed_in_to_both(house: House, neighbour: House) -> None:
    here, there = Tablet(house), Tablet(neighbour)
    one_browser(here, there)
    here.signed_in("李"), there.signed_in("王")
    assert signed_in(here) and signed_in(there)
    here.post("/sign-out")
    assert not signed_in(here) and signed_in(there)


def test_a_browser_can_be_a_tablet_of_both(house: House, neighbour: House) -> None:
    here, there = Tablet(house), Tablet(neighbour)
    one_browser(here, there)
    for tablet in (here, there):
        tablet.signed_in("王").post("/enrol", name="导税台")
        tablet.post("/sign-out")
    assert (
        here.get("/console/locked").status_code == there.get("/console/locked").status_code == 200
    )


NUMBER = "kQ3hG0nYx8aVb7Lw2PzR4A"
"""Of a tablet, as it was signed and kept."""


def of_before(house: House, person: str) -> Tablet:
    """A browser as the program before left it: signed in, and enrolled, under names without the
    hall's mark."""
    now, old = Tablet(house).signed_in(person), Tablet(house)
    house.services.people.put_device(NUMBER, "导税台", "王")
    old.client.set_cookie(SESSION, now.cookie().partition("=")[2])
    old.client.set_cookie(
        TABLET, URLSafeSerializer(house.services.secret, salt=TABLET).dumps(NUMBER)
    )
    return old


def test_who_was_signed_in_before_the_upgrade_still_is_and_can_end_it(house: House) -> None:
    old = of_before(house, "王")
    assert signed_in(old) and signed_in(old)
    assert old.client.get_cookie(SESSION) is None, "it goes on under the hall's own name"
    assert old.post("/sign-out").status_code == 303 and not signed_in(old)
    assert old.get("/console/locked").status_code == 200, "the tablet stays enrolled"


def test_the_door_knows_who_was_signed_in_before_the_upgrade(house: House) -> None:
    held = of_before(house, "王").client
    door = house.app.extensions[DOOR]
    for name in (SESSION, TABLET):
        cookie = held.get_cookie(name)
        assert cookie is not None
        assert asyncio.run(door.who(brought(Cookie=f"{name}={quote(cookie.value)}"))).startswith(
            name
        )


def test_a_cookie_of_the_neighbour_makes_nobody_known(house: House, neighbour: House) -> None:
    theirs, here = of_before(neighbour, "王"), Tablet(house)
    one_browser(theirs, here)
    assert not signed_in(here) and here.get("/console/locked").status_code == 303
    assert theirs.client.get_cookie(SESSION) is not None, "and is not taken away from them"


def test_the_door_knows_whom_a_log_from_elsewhere_knows(house: House) -> None:
    """Its mark comes with it, and with the mark the names of its cookies."""
    use_keys(house.app, house.services, new_keys("0f0f0f0f0f0f"))
    held = Tablet(house).signed_in("王").cookie()
    assert asyncio.run(house.app.extensions[DOOR].who(brought(Cookie=held))).endswith(":王")
