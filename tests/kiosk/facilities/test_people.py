"""People are enlisted, given a new PIN and let go in a page, by whom the one table lets."""

import pytest

from kiosk.serving.pins import hash_pin
from kiosk.wiring import House
from signage.rules.permissions import ON_PEOPLE
from signage.situation.commands import Raise
from signage.situation.incidents import STAFF_ROLES, Actor
from tests.cast import PINS
from tests.kiosk.house import Tablet

PAGE, PIN = "/facilities/people", "593026"
ADMIN, ADMINS = "钱", "718293"
ROLE_OF = {role: name for name, (role, _) in PINS.items()} | {"admin": ADMIN}


@pytest.fixture(autouse=True)
def administered(house: House) -> None:
    house.services.store.put_staff(ADMIN, "admin", hash_pin(ADMINS))
    house.services.people.refresh()


def as_(house: House, role: str) -> Tablet:
    browser = Tablet(house)
    assert browser.sign_in(ROLE_OF[role], ADMINS if role == "admin" else None).status_code == 303
    return browser


def give(browser: Tablet, name: str, role: str = "guide", pin: str = PIN, again: str = PIN) -> int:
    return browser.post(PAGE, name=name, role=role, pin=pin, again=again).status_code


def test_a_new_person_signs_in_and_the_log_says_who_made_them(house: House) -> None:
    assert give(as_(house, "admin"), "孙") == 303
    assert Tablet(house).sign_in("孙", PIN).status_code == 303
    assert any("孙 (guide)" in str(one.event) for one in house.services.store.events())


def test_a_forgotten_pin_is_set_anew_and_ends_every_sign_in_before(house: House) -> None:
    guide, leader = Tablet(house).signed_in("李"), as_(house, "supervisor")
    assert guide.get("/console").status_code == 200
    assert give(leader, "李") == 303
    assert guide.get("/console").status_code == 303, "signed out"
    assert Tablet(house).sign_in("李", PINS["李"][1]).status_code == 403
    assert Tablet(house).sign_in("李", PIN).status_code == 303


def test_who_leaves_signs_in_no_more_and_is_signed_out_everywhere(house: House) -> None:
    guide, leader = Tablet(house).signed_in("李"), as_(house, "supervisor")
    assert leader.post(f"{PAGE}/leave", name="李").status_code == 303
    assert Tablet(house).sign_in("李").status_code == 403
    assert guide.get("/console").status_code == 303
    assert leader.post(f"{PAGE}/leave", name="李").status_code == 409


def test_a_new_person_reads_the_language_they_were_given(house: House) -> None:
    leader = as_(house, "supervisor")
    form = {"name": "孙", "role": "guide", "pin": PIN, "again": PIN, "lang": "en"}
    assert leader.post(PAGE, **form).status_code == 303
    reader = Tablet(house)
    assert reader.sign_in("孙", PIN).status_code == 303
    assert 'lang="en"' in reader.get("/console").text
    assert leader.post(PAGE, **{**form, "lang": "xx"}).status_code == 303
    assert house.services.people.language("staff:孙") == "en", "as it was"


def test_what_somebody_did_is_told_also_after_they_left(house: House) -> None:
    guide, leader = Tablet(house).signed_in("李"), as_(house, "supervisor")
    house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), Actor("李", "guide"))
    assert leader.post(f"{PAGE}/leave", name="李").status_code == 303
    page = leader.read(f"{PAGE}/done?name=李")
    assert page.count("data-deed") == 1 and "5号窗口" in page
    own = leader.read(f"{PAGE}/done?name=王")
    assert "人员离岗：李" in own
    assert leader.get(f"{PAGE}/done?name=nobody").status_code == 404
    assert guide.get(f"{PAGE}/done?name=李").status_code == 303
    assert Tablet(house).signed_in("赵").get(f"{PAGE}/done?name=李").status_code == 403


@pytest.mark.parametrize("actor", sorted(STAFF_ROLES))
def test_each_role_sets_up_whom_the_table_says(house: House, actor: str) -> None:
    browser, allowed = as_(house, actor), ON_PEOPLE.get(actor, frozenset())
    for role in sorted(STAFF_ROLES):
        made = give(browser, f"孙{role}", role)
        assert made == (303 if role in allowed else 422 if allowed else 403), role
    for role in sorted(STAFF_ROLES):
        gone = browser.post(f"{PAGE}/leave", name=ROLE_OF[role]).status_code
        assert gone == (303 if role in allowed and role != actor else 403), role
        left = house.services.people.staff(ROLE_OF[role])
        assert left is not None and left.active == (gone != 303), role


def test_nobody_takes_over_somebody_above_them_or_their_own_right(house: House) -> None:
    leader = as_(house, "supervisor")
    assert give(leader, ROLE_OF["admin"]) == 422
    admin = as_(house, "admin")
    assert give(admin, ROLE_OF["admin"], "guide") == 422
    assert admin.post(f"{PAGE}/leave", name=ROLE_OF["admin"]).status_code == 403


@pytest.mark.parametrize(
    ("name", "pin", "again"),
    [
        (" ", PIN, PIN),
        ("字" * 65, PIN, PIN),
        ("token:x", PIN, PIN),
        ("孙", "123456", "123456"),
        ("孙", PIN, "1"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(
    house: House, name: str, pin: str, again: str
) -> None:
    admin, before = as_(house, "admin"), house.services.people.all_staff()
    page = admin.post(PAGE, name=name, role="guide", pin=pin, again=again)
    assert page.status_code == 422 and 'role="alert"' in page.text and PIN not in page.text
    field = "name" if name != "孙" else "pin" if pin != PIN else "again"
    assert f'<strong id="{field}-fault">' in page.text
    assert house.services.people.all_staff() == before
