"""Under which account somebody signs in: leaders say it on the page of people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.access.accounts.desk import Desk
from kiosk.access.accounts.setting_file import SettingFile
from kiosk.serving.pins import hash_pin
from kiosk.wiring import House
from signage.language.letters import LOST
from signage.language.words import Message, say
from tests.kiosk.house import Tablet

PAGE = "/facilities/people"


@pytest.fixture(autouse=True)
def on(house: House, tmp_path: Path) -> Iterator[None]:
    house.services.store.put_staff("钱", "admin", hash_pin("604817"))
    house.services.store.put_staff("孙", "guide", hash_pin("604817"))
    house.services.people.refresh()
    house.services.accounts = Desk(SettingFile(tmp_path / "gone.toml"))
    yield
    house.services.accounts = None


def accounts(house: House) -> dict[str, str]:
    return house.services.store.accounts()


def test_a_leader_names_an_account_and_takes_it_away(house: House, supervisor: Tablet) -> None:
    assert supervisor.post(f"{PAGE}/account", name="李", account=" li.na ").status_code == 303
    assert accounts(house) == {"李": "li.na"}
    assert 'value="li.na"' in supervisor.get(PAGE).text
    told = [getattr(one.event, "name", "") for one in house.services.store.events()]
    assert "李 = li.na" in told
    assert supervisor.post(f"{PAGE}/account", name="李", account="").status_code == 303
    assert accounts(house) == {}


def test_an_account_is_one_persons(house: House, supervisor: Tablet) -> None:
    supervisor.post(f"{PAGE}/account", name="李", account="li.na")
    told = supervisor.post(f"{PAGE}/account", name="孙", account="li.na")
    assert say(Message("persons.account-is-anothers", account="li.na", name="李")) in told.text
    assert accounts(house) == {"李": "li.na"}
    for wrong in ("a\nb", "x" * 65, "tablet:1", f"li{LOST}na"):
        supervisor.post(f"{PAGE}/account", name="李", account=wrong)
    assert accounts(house) == {"李": "li.na"}


def test_nobody_gives_an_account_to_who_may_more_than_they(
    house: House, supervisor: Tablet, guide: Tablet
) -> None:
    """Else a leader would come in as whoever keeps the hall."""
    assert guide.post(f"{PAGE}/account", name="李", account="me").status_code == 403
    assert supervisor.post(f"{PAGE}/account", name="钱", account="me").status_code == 403
    assert supervisor.post(f"{PAGE}/account", name="nobody", account="me").status_code == 409
    assert accounts(house) == {}


def test_who_came_in_by_the_directory_alone_is_seen(house: House, supervisor: Tablet) -> None:
    assert "data-taken-in" not in supervisor.get(PAGE).text
    house.services.store.put_taken_in("李", "guide")
    assert "data-taken-in" in supervisor.get(PAGE).text


def test_without_the_setting_nobody_is_asked(house: House, supervisor: Tablet) -> None:
    house.services.accounts = None
    assert 'name="account"' not in supervisor.get(PAGE).text
    assert supervisor.post(f"{PAGE}/account", name="李", account="x").status_code == 409
