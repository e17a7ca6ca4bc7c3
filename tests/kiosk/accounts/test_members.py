"""Who of the hall an account is, and what a group of the directory may be here."""

from collections.abc import Iterator

import pytest

from kiosk.access.accounts.directory import Account
from kiosk.access.accounts.members import NotLetIn, member
from kiosk.access.accounts.setting_file import OpenIdSetting
from kiosk.serving.pins import hash_pin
from kiosk.store import StoreError
from kiosk.wiring import House

ROLES = {"guides": "guide", "cn=Leaders,dc=bureau": "supervisor"}


@pytest.fixture(autouse=True)
def asked(house: House) -> Iterator[None]:
    with house.app.test_request_context("/sign-in/account/wait"):
        yield


def setting(*, takes_in: bool = True) -> OpenIdSetting:
    return OpenIdSetting.model_validate(
        {"sort": "oidc", "issuer": "https://x", "client_id": "hall", "takes_in": takes_in}
        | {"roles": ROLES}
    )


def came(name: str, *groups: str, takes_in: bool = True) -> tuple[str, str]:
    found = member(Account(name, groups), setting(takes_in=takes_in))
    return found.name, found.role


def test_an_account_is_whom_a_leader_said(house: House) -> None:
    house.services.store.put_account("王", "wang.wei")
    assert came("wang.wei", "guides") == ("王", "supervisor"), "the hall's role"
    for like in ("Wang.Wei", "wang.wei ", "wang.we", "王"):
        with pytest.raises(NotLetIn):
            came(like, takes_in=False)


def test_somebody_nobody_described_stays_outside_without_the_setting(house: House) -> None:
    with pytest.raises(NotLetIn):
        came("li.na", "guides", takes_in=False)
    with pytest.raises(NotLetIn):
        came("li.na", "others")
    assert house.services.people.staff("li.na") is None


def test_a_group_gives_its_role_and_no_more(house: House) -> None:
    assert came("li.na", "guides", "CN=leaders,DC=bureau") == ("li.na", "guide"), "the first row"
    assert came("li.na", "cn=Leaders,dc=bureau") == ("li.na", "supervisor"), "as it says today"
    for groups in ((), ("others",)):
        with pytest.raises(NotLetIn):
            came("li.na", *groups)
    with pytest.raises(NotLetIn):
        came("li.na", "guides", takes_in=False)
    told = [one.event for one in house.services.store.events()]
    whats = [event.name for event in told if getattr(event, "what", "") == "person-from-account"]
    assert whats == ["li.na (guide)", "li.na (supervisor)"]


def test_a_role_that_a_leader_gave_stays(house: House) -> None:
    came("li.na", "guides")
    house.services.store.put_staff("li.na", "facilities", hash_pin("604817"))
    house.services.people.refresh()
    assert came("li.na", "guides") == ("li.na", "facilities")


def test_who_has_left_does_not_come_in_again(house: House) -> None:
    came("li.na", "guides")
    house.services.store.remove_staff("li.na")
    house.services.people.refresh()
    with pytest.raises(NotLetIn):
        came("li.na", "guides")


def test_the_name_of_somebody_else_here_is_not_taken(house: House) -> None:
    house.services.store.remove_staff("李")
    house.services.people.refresh()
    for claimed in ("王", "李", "token:x", "tablet:导税台", "li\nna", "", " li", "x" * 65):
        with pytest.raises(NotLetIn):
            came(claimed, "guides")


def test_while_nothing_can_be_noted_nobody_is_taken_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("full")

    monkeypatch.setattr(house.services.store, "put_staff", full)
    with pytest.raises(StoreError):
        came("li.na", "guides")
