"""Who may act: people by PIN, tablets by enrolment, strangers not at all."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from kiosk.access.clients import client_actor
from kiosk.access.people import IDLE, local_path
from kiosk.serving.cookies import TABLET, named
from kiosk.serving.pins import digest, hash_pin, make_token
from tests.kiosk.house import House, Tablet, enrolled


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.close()


@pytest.fixture
def tablet(house: House) -> Tablet:
    return Tablet(house)


def test_a_token_is_kept_as_its_digest() -> None:
    secret, kept = make_token()
    assert digest(secret) == kept and make_token()[0] != secret and len(kept) == 64


@pytest.mark.parametrize(
    ("scopes", "role"),
    [
        ({"read"}, None),
        ({"raise"}, "guide"),
        ({"raise", "clear"}, "supervisor"),
        ({"read", "admin"}, "admin"),
    ],
)
def test_scopes_act_as_roles(scopes: set[str], role: str | None) -> None:
    actor = client_actor("m", frozenset(scopes))
    assert (actor.role if actor else None) == role


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:1",
        "",
        "/a\nb",
        "/\t/evil.example",
    ],
)
def test_only_paths_of_this_server_are_gone_back_to(address: str) -> None:
    assert local_path(address) == "/console"


# ---------------------------------------------------------------- signing in


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(tablet: Tablet) -> None:
    sent = tablet.get("/console?a=1")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/sign-in?next=/console%3Fa%3D1")
    page = tablet.get(sent.headers["Location"])
    assert 'value="/console?a=1"' in page.text
    back = tablet.sign_in("李", next="/console?a=1")
    assert (back.status_code, back.headers["Location"]) == (303, "/console?a=1")
    assert tablet.get("/console").text == "李 guide"
    cookie = next(c for c in back.headers.getlist("Set-Cookie") if c.startswith("session-"))
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(tablet: Tablet) -> None:
    sent = tablet.get(
        "/console", HX_Request="true", HX_Current_URL="http://localhost/facilities?x=1"
    )
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (401, "/sign-in?next=/facilities")


def test_a_sign_in_leads_nowhere_else(tablet: Tablet) -> None:
    assert tablet.sign_in("李", next="https://evil.example/").headers["Location"] == "/console"


@pytest.mark.parametrize(
    ("name", "pin"), [("李", "000001"), ("王", "385029"), ("nobody", "385029"), ("", "")]
)
def test_a_wrong_pin_and_an_unknown_name_are_answered_alike(
    tablet: Tablet, name: str, pin: str
) -> None:
    answer = tablet.post("/sign-in", name=name, pin=pin)
    assert answer.status_code == 403 and "姓名或 PIN 不正确" in answer.text
    assert tablet.get("/console").status_code == 303


def test_a_typed_name_is_shown_as_text(tablet: Tablet) -> None:
    assert (
        "<script>alert"
        not in tablet.post("/sign-in", name='"><script>alert(1)</script>', pin="1").text
    )


def test_signing_out_ends_it(tablet: Tablet) -> None:
    tablet.sign_in("李")
    assert tablet.post("/sign-out").status_code == 303
    assert tablet.get("/console").status_code == 303


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/enrol", "/devices/x/revoke", "/console/raise/FIRE"]
)
def test_a_form_without_its_token_is_refused(house: House, tablet: Tablet, path: str) -> None:
    tablet.sign_in("王")
    before = house.events()
    assert tablet.client.post(path, data={"name": "王", "pin": "593026"}).status_code == 400
    assert tablet.get("/console").text == "王 supervisor" and house.events() == before


def test_a_removed_person_is_signed_out(house: House, tablet: Tablet) -> None:
    tablet.sign_in("李")
    house.store.remove_staff("李")
    assert tablet.get("/console").status_code == 303
    assert tablet.sign_in("李").status_code == 403


def test_a_new_pin_ends_what_the_old_one_began(house: House, tablet: Tablet) -> None:
    tablet.sign_in("李")
    house.store.put_staff("李", "guide", hash_pin("604182"))
    assert tablet.get("/console").status_code == 303


def test_another_role_is_refused(tablet: Tablet) -> None:
    tablet.sign_in("李")
    refused = tablet.get("/facilities")
    assert refused.status_code == 403 and "没有权限" in refused.text


def copied(tablet: Tablet, house: House) -> Tablet:
    """Somebody else's browser with the cookie of this one."""
    other, (name, _, value) = Tablet(house), tablet.cookie().partition("=")
    other.client.set_cookie(name, value)
    assert other.get("/console").text == "李 guide"
    return other


def ended_by_signing_out(house: House, tablet: Tablet, thief: Tablet) -> None:
    assert tablet.post("/sign-out").status_code == 303


def ended_by_another_on_the_same_tablet(house: House, tablet: Tablet, thief: Tablet) -> None:
    tablet.sign_in("王")


def ended_by_nobody_touching_it(house: House, tablet: Tablet, thief: Tablet) -> None:
    """The thief keeps his own copy awake meanwhile; the tablet itself has been left."""
    for _ in range(2):
        house.clock.later(minutes=9)
        thief.get("/console")
    tablet.get("/console", HX_Request="true")


def ended_by_removal(house: House, tablet: Tablet, thief: Tablet) -> None:
    house.store.remove_staff("李")


def ended_by_a_new_pin(house: House, tablet: Tablet, thief: Tablet) -> None:
    house.store.put_staff("李", "guide", hash_pin("604182"))


def ended_by_a_new_role(house: House, tablet: Tablet, thief: Tablet) -> None:
    row = house.store.staff("李")
    assert row is not None
    house.store.put_staff("李", "admin", row.pin)


@pytest.mark.parametrize(
    "end",
    [
        ended_by_signing_out, ended_by_another_on_the_same_tablet, ended_by_nobody_touching_it, ended_by_removal,
        ended_by_a_new_pin, ended_by_a_new_role,
    ],
)  # fmt: skip
def test_a_copied_cookie_ends_with_the_sign_in(
    house: House, tablet: Tablet, end: Callable[[House, Tablet, Tablet], None]
) -> None:
    tablet.sign_in("李")
    thief = copied(tablet, house)
    before = house.events()
    end(house, tablet, thief)
    assert thief.get("/console").status_code == 303
    assert thief.post("/console/raise/WIN-PAUSE").status_code == 303 and house.events() == before


def test_signing_out_ends_no_other_sign_in_of_the_same_person(house: House, tablet: Tablet) -> None:
    tablet.sign_in("李")
    other = Tablet(house).signed_in("李")
    tablet.post("/sign-out")
    assert (
        other.get("/console").text == "李 guide"
        and tablet.signed_in("李").get("/console").text == "李 guide"
    )


def test_a_sign_in_lasts_a_day_at_the_longest(house: House, tablet: Tablet) -> None:
    tablet.sign_in("李")
    for _ in range(143):
        house.clock.later(minutes=10)
        assert tablet.get("/console").status_code == 200
    house.clock.later(minutes=11)
    assert tablet.get("/console").status_code == 303


def test_an_end_is_remembered_as_long_as_its_cookie_could_count_and_no_longer(
    house: House, tablet: Tablet
) -> None:
    for _ in range(3):
        tablet.signed_in("李").post("/sign-out")
        house.clock.later(hours=23)
    assert len(house.store._all("SELECT * FROM ended")) == 2


@pytest.mark.parametrize("number", ["", ":", "李", "x:李", "::李", "x:y:李", ":::"])
def test_a_cookie_of_an_earlier_program_is_a_strangers(
    house: House, tablet: Tablet, number: str
) -> None:
    tablet.get("/sign-in")
    with tablet.client.session_transaction() as kept:
        kept.update(
            {
                "_user_id": number,
                "seen": house.clock().timestamp(),
                "since": house.clock().timestamp(),
            }
        )
    assert tablet.get("/console").status_code == 303


def test_on_a_full_disk_one_can_still_sign_in_and_out(
    house: House, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only copies of a cookie that ends meanwhile go on until they are idle."""
    house.store._db.execute("PRAGMA query_only=ON")
    try:
        assert tablet.sign_in("李").status_code == 303 and tablet.get("/console").text == "李 guide"
        assert (
            tablet.post("/sign-out").status_code == 303
            and tablet.get("/console").status_code == 303
        )
    finally:
        house.store._db.execute("PRAGMA query_only=OFF")


# ---------------------------------------------------------------- idle end


def test_a_sign_in_ends_after_a_quarter_of_an_hour_untouched(house: House, tablet: Tablet) -> None:
    tablet.sign_in("李")
    house.clock.later(seconds=IDLE.total_seconds() - 1)
    assert tablet.get("/console").status_code == 200
    house.clock.later(seconds=IDLE.total_seconds() - 1)
    assert tablet.get("/console").status_code == 200
    house.clock.later(seconds=IDLE.total_seconds() + 1)
    assert tablet.get("/console").status_code == 303


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(house: House, tablet: Tablet) -> None:
    tablet.sign_in("李")
    house.clock.later(minutes=10)
    assert tablet.get("/console", HX_Request="true").status_code == 200
    house.clock.later(minutes=6)
    assert tablet.get("/console", HX_Request="true").status_code == 401


# ---------------------------------------------------------------- tablets


def test_an_enrolled_tablet_raises_a_fire_while_locked_but_pauses_no_window(house: House) -> None:
    tablet = enrolled(house)
    assert house.events()[-1] == "configuration_changed"
    assert tablet.get("/console").status_code == 303
    assert tablet.get("/console/locked").text == "tablet:导税台 device"
    assert "/console/locked" in tablet.get("/sign-in").text
    before = house.events()
    refused = tablet.post("/console/raise/WIN-PAUSE")
    assert refused.status_code == 403 and "平板已锁定" in refused.text and house.events() == before
    assert tablet.post("/console/raise/FIRE").status_code == 201


def test_a_signed_in_person_acts_as_themselves_on_an_enrolled_tablet(house: House) -> None:
    tablet = enrolled(house)
    tablet.sign_in("李")
    assert tablet.get("/console/locked").text == "李 guide"


def test_a_revoked_tablet_does_nothing(house: House) -> None:
    tablet = enrolled(house)
    device = house.store.devices()[0].id
    guide, supervisor = Tablet(house), Tablet(house)
    guide.sign_in("李")
    assert guide.post(f"/devices/{device}/revoke").status_code == 403
    supervisor.sign_in("王")
    assert supervisor.post(f"/devices/{device}/revoke").status_code == 303
    assert supervisor.post(f"/devices/{device}/revoke").status_code == 404
    before = house.events()
    assert tablet.post("/console/raise/FIRE").status_code == 303
    assert "/console/locked" not in tablet.get("/sign-in").text and house.events() == before


def test_a_forged_tablet_is_a_stranger(house: House) -> None:
    enrolled(house)
    stranger = Tablet(house)
    for forged, name in product(
        (house.store.devices()[0].id, '"x".abc', ""), (TABLET, named(TABLET, "0a1b2c3d4e5f"))
    ):
        stranger.client.set_cookie(name, forged)
        assert stranger.post("/console/raise/FIRE").status_code == 303


def test_a_guide_enrols_nothing(house: House, tablet: Tablet) -> None:
    tablet.sign_in("李")
    assert tablet.post("/enrol", name="mine").status_code == 403 and house.store.devices() == []


@pytest.mark.parametrize("name", ["", "x" * 41, "a\x00b"])
def test_a_tablet_needs_a_name_that_can_be_read(house: House, tablet: Tablet, name: str) -> None:
    tablet.sign_in("王")
    assert tablet.post("/enrol", name=name).status_code == 422 and house.store.devices() == []


def test_the_tablets_cookie_is_not_for_scripts(house: House, tablet: Tablet) -> None:
    tablet.sign_in("王")
    made = tablet.post("/enrol", name="导税台")
    cookie = next(c for c in made.headers.getlist("Set-Cookie") if c.startswith("tablet-"))
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_two_tablets_of_one_name_are_two(house: House) -> None:
    """Else each could take back the other's tap."""
    first, second = enrolled(house), enrolled(house)
    assert first.get("/console/locked").text == "tablet:导税台 device"
    assert second.get("/console/locked").text == "tablet:导税台 2 device"
