"""A PIN is short: what makes it hard to guess, from a stolen file and at the sign-in page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.access.people import LISTED
from kiosk.serving import pins
from kiosk.serving.pins import FLOOR, Cost, check_pin, hash_pin, outdated, pin_fault
from tests.kiosk.house import House, Tablet, enrolled

WRONG = "000001"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.close()


@pytest.fixture
def tablet(house: House) -> Tablet:
    """Of a stranger."""
    return Tablet(house)


# ---------------------------------------------------------------- kept


def test_a_pin_is_kept_as_a_salted_hash() -> None:
    stored = hash_pin("385029")
    assert check_pin("385029", stored) and not check_pin("385028", stored)
    assert hash_pin("385029") != stored and "385029" not in stored
    assert not check_pin("385029", None) and not check_pin("\ud800" * 99, stored)


OWASP = {(2**17, 8, 1), (2**16, 8, 2), (2**15, 8, 3), (2**14, 8, 5), (2**13, 8, 10)}
"""The least for scrypt: OWASP Password Storage Cheat Sheet, 2025."""


@pytest.mark.laws
def test_the_products_cost_is_at_owasps_floor() -> None:
    assert (FLOOR.n, FLOOR.r, FLOOR.p) in OWASP
    assert hash_pin("385029", FLOOR).startswith(f"scrypt${FLOOR.n}${FLOOR.r}${FLOOR.p}$")


def spent(pin: str, stored: str | None, patch: pytest.MonkeyPatch) -> int:
    """What checking costs, counted in rounds and not in time."""
    found, scrypt = [], pins._scrypt

    def counted(pin: str, salt: bytes, cost: Cost) -> bytes:
        found.append(cost.n * cost.r * cost.p)
        return scrypt(pin, salt, cost)

    with patch.context() as counting:
        counting.setattr(pins, "_scrypt", counted)
        check_pin(pin, stored)
    return sum(found)


def test_an_unknown_name_costs_what_a_known_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    known = spent(WRONG, hash_pin("385029"), monkeypatch)
    assert spent(WRONG, None, monkeypatch) == known
    weak = hash_pin("385029", replace(pins.COST, p=max(1, pins.COST.p - 1)))
    assert spent(WRONG, weak, monkeypatch) == known, "neither does an old hash show itself"


def test_an_old_hash_goes_on_and_is_renewed_by_signing_in(
    house: House, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = hash_pin("385029")
    house.store.put_staff("李", "guide", old)
    monkeypatch.setattr(pins, "COST", replace(pins.COST, p=pins.COST.p + 1))
    assert outdated(old) and check_pin("385029", old)
    assert tablet.sign_in("李", WRONG).status_code == 403 and house.store.staff("李").pin == old  # type: ignore[union-attr]  # is there
    assert tablet.sign_in("李", "385029").status_code == 303
    renewed = house.store.staff("李")
    assert renewed is not None and renewed.pin != old and not outdated(renewed.pin)
    assert tablet.get("/console").text == "李 guide"
    assert Tablet(house).sign_in("李", "385029").status_code == 303


# ---------------------------------------------------------------- chosen


@pytest.mark.parametrize(
    "pin",
    [
        "", "12345", "1234567890123", "38502a", "３８５０２９", "777777", "123456", "987654", "890123",
        "121212", "123123", "385029385029", "112233", "111222", "123321", "147258", "159753", "135791",
        "246802", "100001", "284482",
    ],
)  # fmt: skip
def test_a_poor_pin_is_refused_in_words(pin: str) -> None:
    fault = pin_fault(pin)
    assert fault and fault["zh"] and fault["en"]


FORMS = ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m%d", "%d%m%Y", "%m%d%Y", "%Y%m")


@pytest.mark.parametrize("form", FORMS)
def test_no_day_in_a_hundred_years_is_a_pin(form: str) -> None:
    begins = date(1940, 1, 1)
    assert all(pin_fault(f"{begins + timedelta(n):{form}}") for n in range(0, 36500, 23))


@pytest.mark.parametrize("pin", ["385029", "593026", "714905", "38157204", "739512"])
def test_a_good_pin_has_no_fault(pin: str) -> None:
    assert pin_fault(pin) is None


def test_four_of_five_pins_by_chance_are_good() -> None:
    chance = Random(7)  # noqa: S311  # which ones; nothing secret
    good = sum(pin_fault(f"{chance.randrange(10**6):06}") is None for _ in range(2000))
    assert good > 1600


# ---------------------------------------------------------------- guessed


def test_after_five_wrong_pins_even_the_right_one_waits(house: House, tablet: Tablet) -> None:
    for _ in range(5):
        assert tablet.sign_in("李", WRONG).status_code == 403
    waits = tablet.sign_in("李")
    assert waits.status_code == 429 and 0 < int(waits.headers["Retry-After"]) <= 60
    assert "秒后" in waits.text and "Try again" in waits.text
    assert Tablet(house).sign_in("王").status_code == 303


def test_a_right_pin_forgets_the_wrong_ones_before_it(tablet: Tablet) -> None:
    for _ in range(2):
        for _ in range(4):
            assert tablet.sign_in("李", WRONG).status_code == 403
        assert tablet.sign_in("李").status_code == 303


def waits(tablet: Tablet, house: House, name: str, tries: int) -> list[int]:
    """How long each wait is for somebody who tries again at once whenever they may."""
    found = []
    for _ in range(tries):
        answer = tablet.sign_in(name, WRONG)
        while answer.status_code == 429:
            found.append(int(answer.headers["Retry-After"]))
            house.clock.later(seconds=found[-1])
            answer = tablet.sign_in(name, WRONG)
    return found


def test_the_wait_grows(house: House, tablet: Tablet) -> None:
    found = waits(tablet, house, "李", 10)
    assert found == sorted(found) and found[-1] >= 8 * found[0]


def test_on_an_enrolled_tablet_nobody_waits_longer_than_a_minute(house: House) -> None:
    tablet = enrolled(house)
    assert max(waits(tablet, house, "王", 12)) <= 60
    house.clock.later(seconds=60)
    assert tablet.sign_in("王").status_code == 303


def test_strangers_never_keep_a_supervisor_out_of_an_enrolled_tablet(house: House) -> None:
    """Not by wrong PINs for the name, not by wrong names from the same address."""
    mine, stranger = enrolled(house), Tablet(house)
    for _ in range(40):
        stranger.sign_in("王", WRONG)
        stranger.post("/sign-in", name="nobody", pin=WRONG)
    assert stranger.sign_in("王").status_code == 429
    assert mine.sign_in("王").status_code == 303


def test_one_tablet_s_wrong_pins_keep_nobody_out_of_another(house: House) -> None:
    first, second = enrolled(house, "一号"), enrolled(house, "二号")
    for _ in range(6):
        first.sign_in("王", WRONG)
    assert first.sign_in("王").status_code == 429 and second.sign_in("王").status_code == 303


def from_address(house: House, number: int) -> Tablet:
    other = Tablet(house)
    other.client.environ_base["REMOTE_ADDR"] = (
        f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    )
    return other


@pytest.mark.laws
def test_strangers_have_a_hundred_guesses_an_hour_at_a_name_wherever_they_ask_from(
    house: House,
) -> None:
    guesses = 0
    for number in range(130):
        guesses += from_address(house, number).sign_in("王", WRONG).status_code == 403
        house.clock.later(seconds=20)
    assert guesses == 100


@pytest.mark.laws
def test_a_right_pin_gives_a_guesser_no_new_hundred(house: House) -> None:
    guesses = 0
    for number in range(130):
        guesses += from_address(house, number).sign_in("王", WRONG).status_code == 403
        if number == 60:
            assert from_address(house, 999).sign_in("王").status_code == 303
    assert guesses == 100


def test_one_address_may_not_try_all_names(tablet: Tablet) -> None:
    for number in range(20):
        assert tablet.post("/sign-in", name=f"name {number}", pin=WRONG).status_code == 403
    assert tablet.sign_in("李").status_code == 429


# ---------------------------------------------------------------- seen


def noted(house: House) -> list[tuple[str, str, int]]:
    happened = [recorded.event for recorded in house.store.events()]
    return [(e.name, e.where, e.count) for e in happened if e.type == "wrong_pins"]


def test_wrong_pins_are_events_counted_and_not_repeated(house: House) -> None:
    stranger, tablet = Tablet(house), enrolled(house)
    for _ in range(20):
        stranger.sign_in("王", WRONG)
        house.clock.later(seconds=100)
    for _ in range(3):
        tablet.sign_in("李", WRONG)
    found = noted(house)
    assert [count for name, _, count in found if name == "王"] == [3, 5, 10]
    assert [where for name, where, _ in found if name == "王"] == ["127.0.0.1"] * 3
    assert ("李", "tablet:导税台", 3) in found


def test_strangers_who_change_their_address_are_counted_together(house: House) -> None:
    for number in range(5):
        from_address(house, number).sign_in("王", WRONG)
    assert [(name, count) for name, _, count in noted(house)] == [("王", 3), ("王", 5)]


def test_what_was_typed_as_a_name_that_nobody_has_is_written_down_nowhere(house: House) -> None:
    """It may be a PIN in the wrong field."""
    for number in range(5):
        Tablet(house).sign_in(f"59302{number}", WRONG)
    assert [(name, count) for name, _, count in noted(house)] == [("", 3), ("", 5)]


def test_a_full_disk_lets_a_guess_be_wrong(house: House, tablet: Tablet) -> None:
    house.store._db.execute("PRAGMA query_only=ON")
    try:
        for _ in range(4):
            assert tablet.sign_in("李", WRONG).status_code == 403
    finally:
        house.store._db.execute("PRAGMA query_only=OFF")


# ---------------------------------------------------------------- names


def test_a_demonstration_lists_its_names_to_everybody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = house.app.test_client()
    assert "李" not in stranger.get("/sign-in").text
    monkeypatch.setitem(house.app.config, LISTED, True)
    assert "李" in stranger.get("/sign-in").text


def test_names_are_listed_to_enrolled_tablets_alone(house: House, tablet: Tablet) -> None:
    assert "李" not in tablet.get("/sign-in").text and "赵" not in tablet.get("/sign-in").text
    assert "李" in enrolled(house).get("/sign-in").text
    refused = tablet.sign_in("nobody", WRONG)
    assert refused.status_code == 403 and "李" not in refused.text


def test_a_revoked_tablet_is_a_stranger_s(house: House) -> None:
    tablet = enrolled(house)
    house.store.revoke_device(house.store.devices()[0].id)
    assert "李" not in tablet.get("/sign-in").text
