"""Who may set up what, for every role, over HTTP: what a page lets through is what the one table says,
and nothing is set up that has no row of it."""

from collections.abc import Mapping
from typing import Final

import pytest

from kiosk.serving.pins import hash_pin
from kiosk.wiring import House
from signage.rules.permissions import IN_THE_HALL, ON_DEVICES, ON_PEOPLE, ON_THE_DESCRIPTION
from tests.cast import PINS
from tests.kiosk.house import Tablet

ADMIN, PIN = "钱", "718293"
ROLES: Final = {role: name for name, (role, _) in PINS.items()} | {"admin": ADMIN}
ACTS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "draft hours and phones": ("/facilities/description", ON_THE_DESCRIPTION["draft"]),
    "draft a window": ("/facilities/windows/9", ON_THE_DESCRIPTION["draft"]),
    "draft a new window": ("/facilities/windows/new", ON_THE_DESCRIPTION["draft"]),
    "draft one less": ("/facilities/windows/9/remove", ON_THE_DESCRIPTION["draft"]),
    "throw a draft away": ("/facilities/description/discard", ON_THE_DESCRIPTION["draft"]),
    "adopt a draft": ("/facilities/description/adopt", ON_THE_DESCRIPTION["adopt"]),
    "take an edit back": ("/facilities/description/back/1", ON_THE_DESCRIPTION["adopt"]),
    "adopt newer content": ("/facilities/upgrade", ON_THE_DESCRIPTION["adopt"]),
    "take newer content back": ("/facilities/upgrade/back", ON_THE_DESCRIPTION["adopt"]),
    "adopt files of fewer things": ("/facilities/content", ON_DEVICES["adopt-files"]),
    "believe the clock": ("/facilities/clock", ON_DEVICES["believe"]),
    "pair a screen": ("/facilities/screens/pair", ON_DEVICES["pair"]),
    "let a page show its code": ("/facilities/screens/show", ON_DEVICES["pair"]),
    "revoke a screen": ("/facilities/screens/none/revoke", ON_DEVICES["pair"]),
    "enrol a tablet": ("/enrol", ON_DEVICES["enrol"]),
    "say where it lies": ("/devices/none/place", ON_DEVICES["place"]),
    "revoke a tablet": ("/devices/none/revoke", ON_DEVICES["revoke"]),
    "say that it is lost": ("/devices/none/lost", ON_DEVICES["revoke"]),
    "enlist a person": ("/facilities/people", frozenset(ON_PEOPLE)),
    "let a person go": ("/facilities/people/leave", frozenset(ON_PEOPLE)),
    "take a lamp out": ("/facilities/lamp/none/remove", IN_THE_HALL["lamps"]),
}


@pytest.fixture
def browsers(house: House) -> Mapping[str, Tablet]:
    house.services.store.put_staff(ADMIN, "admin", hash_pin(PIN))
    house.services.people.refresh()
    found = {role: Tablet(house) for role in ROLES}
    for role, browser in found.items():
        assert browser.sign_in(ROLES[role], PIN if role == "admin" else None).status_code == 303
    return found


def test_each_role_is_let_through_to_what_the_table_says_and_to_no_more(
    browsers: Mapping[str, Tablet],
) -> None:
    wrong = {
        (act, role): status
        for act, (address, may) in ACTS.items()
        for role, browser in browsers.items()
        # A right form is another test's: what is not refused is found wrong in some other way.
        if ((status := browser.post(address).status_code) == 403) == (role in may)
    }
    assert wrong == {}


def test_a_stranger_and_a_locked_tablet_set_up_nothing(house: House) -> None:
    stranger = Tablet(house)
    assert {stranger.post(address).status_code for address, _ in ACTS.values()} == {303}, (
        "to the PIN"
    )
