"""What goes wrong costs no paired device its place unseen, and brings no revoked one back."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.public.pairing import LATER_S, MANY_S, SOON_S, wait_s
from kiosk.serving.screens.applicants import QUIET_S, Applicant, Applicants
from kiosk.store import Store, StoreError
from kiosk.store.beside.apart import ACCESS, read_access
from kiosk.store.credentials import FORMER, Credentials
from kiosk.wiring import House
from signage.hall.model import Hall
from tests.cast import Clock
from tests.kiosk.house import Tablet
from tests.kiosk.test_pairing import (
    OTHER,
    SCREEN,
    SECP256R1,
    asked,
    made_key,
    paired,
    proved,
    public,
    reports,
    signature,
)


@pytest.fixture
def closed(house: House) -> House:
    house.services.store.put_open_screens("")
    house.services.people.refresh()
    return house


@pytest.fixture
def broken(closed: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """After it is called nothing more is written to the store."""

    def refused(self: Store, sql: str, *values: object) -> int:
        raise StoreError("Nothing was written: the disk is full.", "unusable", "full")

    yield lambda: monkeypatch.setattr(Store, "_write", refused)
    monkeypatch.undo()


def without(house: House, *screens: str) -> None:
    """The hall is edited: these screens are no more."""
    board = house.services.board
    hall = board.view.content.hall
    left = [one for one in hall.screens if one.id not in screens]
    edited = Hall.model_validate(
        hall.model_dump(mode="json") | {"screens": [one.model_dump(mode="json") for one in left]}
    )
    board._view = replace(
        board.view,
        content=replace(board.view.content, hall=edited),
        scenes={name: one for name, one in board.view.scenes.items() if name not in screens},
    )


def renews(house: House, clock: Clock) -> tuple[str, str]:
    """A device whose secret is due to be renewed: its number and the secret."""
    told = paired(house)
    clock.later(days=1, minutes=1)
    return told["device"], told["token"]


# ---- a store that fails


def test_a_full_disk_costs_no_device_its_place(
    closed: House, clock: Clock, broken: Callable[[], None]
) -> None:
    device, token = renews(closed, clock)
    broken()
    status, proof = proved(closed, device, token=token)
    assert status == 200 and reports(closed, SCREEN, proof["key"]) == 204


def test_a_pairing_that_cannot_be_stored_is_told_and_pairs_nothing(
    closed: House, broken: Callable[[], None]
) -> None:
    client, keeper = closed.app.test_client(), Tablet(closed).signed_in("赵")
    _, told = asked(client, "/pair")
    form = {"code": told["code"], "screen": SCREEN}
    broken()
    answer = keeper.post("/facilities/screens/pair", **form)
    assert answer.status_code == 503 and told["code"] in answer.text
    assert "device" not in asked(client, f"/pair/{told['applicant']}")[1]
    assert closed.services.people.all_paired() == []


def test_a_pairing_and_what_reports_unpaired_change_together(
    closed: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = closed.services
    here.store.put_open_screens(SCREEN)
    here.people.refresh()
    write = Store._write

    def half(self: Store, sql: str, *values: object) -> int:
        if "facts" in sql:
            raise StoreError("Nothing was written: the disk is full.", "unusable", "full")
        return write(self, sql, *values)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_write", half)
        _, told = asked(closed.app.test_client(), "/pair")
        keeper = Tablet(closed).signed_in("赵")
        answer = keeper.post("/facilities/screens/pair", code=told["code"], screen=SCREEN)
    assert answer.status_code == 503 and here.store.paired() == []


def test_a_revoked_device_is_not_brought_back_by_a_renewal(closed: House, clock: Clock) -> None:
    device, token = renews(closed, clock)
    closed.services.store.unpair(device)
    # What is known in memory is older than what the store says.
    row = closed.services.people.paired(device)
    assert row is not None
    assert closed.services.pairing.renewed(row, [token]) is None
    assert closed.services.store.paired() == []


def test_two_renewals_at_once_leave_one_newer_secret(closed: House, clock: Clock) -> None:
    device, token = renews(closed, clock)
    row = closed.services.people.paired(device)
    assert row is not None
    first, second = (closed.services.pairing.renewed(row, [token]) for _ in range(2))
    assert first and second == ""
    assert proved(closed, device, token=first)[0] == 200


def test_a_backup_of_before_knows_one_of_the_secrets(closed: House, clock: Clock) -> None:
    told = paired(closed)
    device, held = told["device"], [told["token"]]
    before = closed.services.people.paired(device)
    assert before is not None
    for _ in range(3):
        clock.later(days=1, minutes=1)
        _, proof = asked(
            closed.app.test_client(), f"/screen/{SCREEN}/prove", device=device, tokens=held
        )
        held = [proof["next"], *held] if proof["next"] else held
    assert len(held) > 2 and proved(closed, device, token=told["token"])[0] == 403
    closed.services.store.put_paired(before)
    closed.services.people.refresh()
    status, _ = asked(
        closed.app.test_client(), f"/screen/{SCREEN}/prove", device=device, tokens=held
    )
    assert status == 200


@pytest.mark.parametrize("tokens", ["x", [1], [["x"]], {}, None, ["x"] * 400])
def test_what_is_no_list_of_secrets_proves_nothing(closed: House, tokens: object) -> None:
    told = paired(closed)
    path = f"/screen/{SCREEN}/prove"
    assert asked(closed.app.test_client(), path, device=told["device"], tokens=tokens)[0] == 403


# ---- lost answers, restarts


def test_a_device_with_a_key_finds_its_place_after_a_restart(closed: House) -> None:
    key = made_key(SECP256R1())
    client, keeper = closed.app.test_client(), Tablet(closed).signed_in("赵")
    _, told = asked(client, "/pair", public=public(key))
    keeper.post("/facilities/screens/pair", code=told["code"], screen=SCREEN)
    # The server is started again before the device has heard of it.
    closed.services.pairing.applicants = Applicants(lambda: 0.0)
    assert asked(client, f"/pair/{told['applicant']}")[0] == 404
    _, again = asked(client, "/pair", public=public(key))
    assert again["screen"] == SCREEN and again["token"] == ""
    nonce = proved(closed, again["device"])[1]["nonce"]
    right = signature(key, f"{SCREEN} {nonce}")
    assert proved(closed, again["device"], nonce=nonce, signature=right)[0] == 200
    assert len(closed.services.people.all_paired()) == 1


# ---- the hall is edited


def test_a_device_of_a_removed_screen_is_told_and_can_be_paired_anew(closed: House) -> None:
    told, client = paired(closed), closed.app.test_client()
    _, looks = asked(client, "/pair", screen=SCREEN)
    without(closed, SCREEN)
    assert proved(closed, told["device"], token=told["token"])[0] == 404
    assert asked(client, f"/pair/{looks['applicant']}")[0] == 404
    assert asked(client, "/pair", screen=SCREEN)[0] == 404
    page = client.get(f"/screen/{SCREEN}")
    assert page.status_code == 404 and page.headers["Refresh"].endswith("url=/pair")
    keeper = Tablet(closed).signed_in("赵")
    page = keeper.get("/facilities/screens")
    assert page.status_code == 200
    assert f"/facilities/screens/{told['device']}/revoke" in page.text
    assert keeper.post(f"/facilities/screens/{told['device']}/revoke").status_code == 303


def test_screens_that_are_no_more_are_not_asked_to_be_paired(closed: House) -> None:
    here = closed.services
    here.store.put_open_screens(f"{SCREEN} {OTHER}")
    here.people.refresh()
    without(closed, SCREEN)
    fact = next(fact for fact in here.health.facts() if fact.name == "pairing")
    assert not fact.ok and "1" in fact.detail["en"]
    without(closed, OTHER)
    assert next(fact for fact in here.health.facts() if fact.name == "pairing").ok


# ---- halls from before


def test_a_hall_from_before_goes_on_though_its_log_is_lost(tmp_path: Path) -> None:
    Store(tmp_path).close()
    path = tmp_path / ACCESS
    of_before = {"facts": {}, "staff": [], "tokens": [], "devices": [], "ended": []}
    path.write_text(json.dumps(of_before), "utf-8")
    access = read_access(tmp_path)
    assert access is not None and access.facts["open_screens"] == FORMER
    people = Credentials(Store(tmp_path, without_log=True))
    people.note_former([SCREEN, OTHER])
    assert people.reports_unpaired(SCREEN) and people.reports_unpaired(OTHER)


def test_a_hall_from_before_goes_on_though_nothing_can_be_written(
    closed: House, broken: Callable[[], None]
) -> None:
    here = closed.services
    here.store.put_open_screens(FORMER)
    here.people.refresh()
    broken()
    here.people.note_former([SCREEN])
    assert here.people.reports_unpaired(SCREEN) and not here.people.reports_unpaired(OTHER)
    here.people.refresh()
    assert here.people.reports_unpaired(SCREEN)


# ---- codes


def _full(code: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in code)


@pytest.mark.parametrize(
    "typed",
    [str.lower, _full, lambda code: _full(code.lower()), "\u3000".join, " - ".join, "·".join,
     lambda code: f" {code[:3]}\u00a0{code[3:]}\t", lambda code: f"{code[:3]}－{code[3:]}。"],
)  # fmt: skip
def test_a_code_counts_however_it_is_typed(typed: Callable[[str], str]) -> None:
    applicants = Applicants(lambda: 0.0)
    ours = applicants.ask("", "", "", "")
    assert applicants.of_code(typed(ours.code)) == ours


@given(st.text(max_size=12))
def test_nothing_else_is_taken_for_a_code(said: str) -> None:
    applicants = Applicants(lambda: 0.0)
    ours = applicants.ask("", "", "", "")
    found = applicants.of_code(said)
    assert found is None or found == ours


def test_no_screen_is_chosen_for_whoever_forgets_to(closed: House) -> None:
    keeper = Tablet(closed).signed_in("赵")
    page = keeper.get("/facilities/screens").text
    assert page.index('<option value="">') < page.index(f'value="{SCREEN}"')
    _, told = asked(closed.app.test_client(), "/pair")
    for screen in ("", "no-such-screen"):
        answer = keeper.post("/facilities/screens/pair", code=told["code"], screen=screen)
        assert answer.status_code == 422 and told["code"] in answer.text
        assert "请选择这台设备是哪块屏幕" in answer.text
    assert closed.services.people.all_paired() == []


# ---- many


@given(st.integers(0, 5000))
def test_however_many_ask_the_hall_is_asked_seldom_and_nobody_is_forgotten(many: int) -> None:
    every = wait_s(many)
    assert SOON_S <= every <= LATER_S < QUIET_S / 2
    assert many / every <= max(many / LATER_S, MANY_S) + 1


def test_a_thousand_screens_that_wait_keep_their_codes() -> None:
    now = 0.0
    applicants = Applicants(lambda: now)
    held: list[Applicant] = []
    for number in range(1000):
        held.append(applicants.ask(f"10.0.{number // 250}.{number % 250}", "", "", ""))
    for _ in range(3):
        for one in held:
            now += LATER_S / 1000
            assert applicants.again(one.id) is not None


def test_a_flood_hides_nobody_from_staff(closed: House) -> None:
    applicants = closed.services.pairing.applicants
    ours = applicants.ask("10.0.0.9", "Ours 1", "", "")
    for _ in range(300):
        applicants.ask("10.0.0.66", "Flood 1", "", "")
    page = Tablet(closed).signed_in("赵").get("/facilities/screens/part/asking").text
    assert ours.id in page and page.count("data-applicant") <= 40 and "261" in page
