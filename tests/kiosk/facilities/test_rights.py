"""Who may set up what, for every role, over HTTP: what a page lets through is what the one table says,
and nothing is set up that has no row of it."""

from collections.abc import Mapping
from typing import Final

import pytest

from kiosk.custody.edits.difference import parts_between
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.serving.pins import hash_pin
from kiosk.wiring import House
from signage.rules import permissions
from signage.rules.permissions import (
    IN_THE_HALL,
    ON_DEVICES,
    ON_PEOPLE,
    ON_THE_DESCRIPTION,
    ON_THINGS,
    may_adopt,
)  # fmt: skip
from tests.cast import PINS
from tests.kiosk.house import Tablet

ADMIN, PIN = "钱", "718293"
ROLES: Final = {role: name for name, (role, _) in PINS.items()} | {"admin": ADMIN}
ACTS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "draft hours and phones": ("/facilities/description", ON_THE_DESCRIPTION["draft"]),
    "draft a window": ("/facilities/windows/9", ON_THE_DESCRIPTION["draft"]),
    "draft a new window": ("/facilities/windows/new", ON_THE_DESCRIPTION["draft"]),
    "draft one less": ("/facilities/windows/9/remove", ON_THE_DESCRIPTION["draft"]),
    **{
        f"draft {part}: {act}": (f"/facilities/things/{part}/{act}", ON_THINGS[part]["draft"])
        for part in KINDS
        for act in ("one", "new", "copies", "remove")
    },
    "draft the plan": ("/facilities/plan", ON_THE_DESCRIPTION["draft"]),
    "check a plan": ("/facilities/plan/check", ON_THE_DESCRIPTION["draft"]),
    "draft seasons": ("/facilities/calendar", ON_THE_DESCRIPTION["draft"]),
    "draft a year's holidays": ("/facilities/calendar/arrangement", ON_THE_DESCRIPTION["draft"]),
    "draft deadlines": ("/facilities/deadlines", ON_THE_DESCRIPTION["draft"]),
    "draft wording": ("/facilities/kinds/SYS-CORE", ON_THE_DESCRIPTION["draft"]),
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


def test_who_may_not_come_is_told_who_may(browsers: Mapping[str, Tablet]) -> None:
    answered = browsers["facilities"].get("/facilities/people")
    assert answered.status_code == 403 and "此处仅限负责人和管理员使用" in answered.text
    browsers["facilities"].post("/language", lang="en")
    english = browsers["facilities"].get("/facilities/people").text
    assert "it is for supervisor and administrator" in english


def test_each_role_adopts_each_kind_of_thing_as_the_table_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {*ON_THINGS} == {*KINDS}
    for part in (*KINDS, "plan.svg", "phone"):
        may = ON_THINGS.get(part, ON_THE_DESCRIPTION)["adopt"]
        assert {role for role in ROLES if may_adopt(role, ("phone", part))} == may, part
    strict = {**ON_THINGS, "exits": {**ON_THE_DESCRIPTION, "adopt": frozenset({"admin"})}}
    monkeypatch.setattr(permissions, "ON_THINGS", strict)
    assert may_adopt("supervisor", ("screens",)) and not may_adopt(
        "supervisor", ("screens", "exits")
    )


def test_an_edit_is_of_the_parts_it_changes() -> None:
    exits = '[[exits]]\nid = "exit/east"\n'
    assert parts_between("hall.toml", "", exits) == {"exits"}
    assert parts_between("hall.toml", exits, f'phone = "1"\n{exits}') == {"phone"}
    assert parts_between("plan.svg", "<svg/>", "<svg></svg>") == {"plan.svg"}
    assert parts_between("plan.svg", "<svg/>", "<svg/>") == frozenset()
