"""What is lost or replaced counts no more, and what is not goes on."""

import pytest

from kiosk.access.devices import signin_ended
from kiosk.wiring import House
from tests.kiosk.house import Tablet, enrolled
from tests.kiosk.test_pairing import SCREEN, paired, proved, reports


def device_named(house: House, name: str) -> str:
    return next(
        row.id for row in house.services.people.devices() if row.name == name and row.active
    )


@pytest.fixture
def lost(house: House) -> Tablet:
    """A tablet at which somebody is signed in."""
    return enrolled(house, "一号").signed_in("李")


def test_a_lost_tablet_ends_what_was_signed_in_on_it_and_nothing_else(
    house: House, lost: Tablet
) -> None:
    elsewhere = enrolled(house, "二号").signed_in("李")
    copied = Tablet(house)
    for cookie in lost.client._cookies.values():
        copied.client._cookies[cookie._storage_key] = cookie
    assert copied.get("/console").status_code == 200
    keeper = Tablet(house).signed_in("赵")
    answer = keeper.post(f"/devices/{device_named(house, '一号')}/lost")
    assert answer.headers["Location"] == "/facilities#tablets", "who may not enrol pairs no other"
    for one in (lost, copied):
        assert one.get("/console").status_code == 303
        assert one.get("/console/locked").status_code == 303, "it is no tablet any more"
    assert elsewhere.get("/console").status_code == 200
    event = list(house.services.store.events())[-1]
    assert (event.actor.name, event.event.what, event.event.name) == ("赵", "tablet-lost", "一号")  # type: ignore[union-attr]  # a note


def test_its_replacement_is_paired_by_its_name_and_signs_in_at_once(
    house: House, lost: Tablet
) -> None:
    leader = Tablet(house).signed_in("王")
    answer = leader.post(f"/devices/{device_named(house, '一号')}/lost")
    page = leader.get(answer.headers["Location"]).text
    assert (
        'data-lost="一号"' in page
        and 'name="name" maxlength="40" autocomplete="off" value="一号"' in page
    )
    again = enrolled(house, "一号").signed_in("李")
    assert again.get("/console").status_code == 200
    assert leader.post(f"/devices/{device_named(house, '一号')}/lost").status_code == 303
    assert again.get("/console").status_code == 303


def test_who_enrolled_a_tablet_while_signed_in_is_signed_in_on_it(house: House) -> None:
    tablet = Tablet(house).signed_in("王")
    assert tablet.post("/enrol", name="三号").status_code == 303
    assert tablet.get("/console").status_code == 200
    keeper = Tablet(house).signed_in("赵")
    assert keeper.post(f"/devices/{device_named(house, '三号')}/lost").status_code == 303
    assert tablet.get("/console").status_code == 303


def test_no_address_tells_a_tablet_lost_that_is_not(house: House, lost: Tablet) -> None:
    assert "data-lost=" not in Tablet(house).signed_in("王").get(
        "/facilities/screens?lost=%E4%B8%80%E5%8F%B7"
    ).text  # fmt: skip


def test_a_sign_in_of_an_earlier_program_ends_with_any_lost_tablet(
    house: House, lost: Tablet
) -> None:
    """Nobody knows where it was made."""
    assert not signin_ended(house.services, "of-before")
    Tablet(house).signed_in("赵").post(f"/devices/{device_named(house, '一号')}/lost")
    assert signin_ended(house.services, "of-before")
    assert not signin_ended(house.services, ".of-another-browser")


def test_a_replaced_device_is_told_so_and_a_revoked_one_only_that_it_is_none(
    house: House,
) -> None:
    house.services.store.put_open_screens("")
    house.services.people.refresh()
    first, second = paired(house), paired(house)
    assert proved(house, first["device"], token=first["token"])[0] == 200
    client, keeper = house.app.test_client(), Tablet(house).signed_in("赵")
    told = client.post("/pair", json={}).get_json()
    form = {"code": told["code"], "screen": SCREEN, "alone": "yes"}
    assert keeper.post("/facilities/screens/pair", **form).status_code == 303
    for old in (first, second):
        assert proved(house, old["device"], token=old["token"])[0] == 410
    third = client.post(f"/pair/{told['applicant']}", json={}).get_json()
    status, key = proved(house, third["device"], token=third["token"])
    assert status == 200 and reports(house, SCREEN, key["key"]) == 204
    assert keeper.post(f"/facilities/screens/{third['device']}/revoke").status_code == 303
    assert proved(house, third["device"], token=third["token"])[0] == 403
    assert [row.id for row in house.services.people.all_paired() if row.screen == SCREEN] == []
