"""Which device stands for which screen: only it reports, and nobody else can become it unseen."""

import sqlite3
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as made_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kiosk.serving.screens.applicants import LETTERS, MOST, QUIET_S, Applicants
from kiosk.serving.screens.pairing import Pairing
from kiosk.store import Store
from kiosk.store.beside.apart import ACCESS, read_access
from kiosk.store.credentials import Credentials
from kiosk.store.migrations import MIGRATIONS, migrate
from kiosk.store.migrations import SCREENS as WITH_SCREENS
from kiosk.wiring import House
from signage.situation.commands import Raise
from signage.situation.incidents import Actor
from tests.cast import Clock
from tests.kiosk.house import Tablet

SCREEN, OTHER = "window-5", "window-6"


@pytest.fixture
def closed(house: House) -> House:
    """A new hall: nobody reports unpaired."""
    house.services.store.put_open_screens("")
    house.services.people.refresh()
    return house


def asked(client: FlaskClient, path: str, **said: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, json=said)
    return answer.status_code, answer.get_json(silent=True) or {}


def paired(house: House, screen: str = SCREEN, **asks: str) -> dict[str, Any]:
    """What a device is told when somebody has typed its code."""
    client, keeper = house.app.test_client(), Tablet(house).signed_in("赵")
    _, told = asked(client, "/pair", **asks)
    answer = keeper.post("/facilities/screens/pair", code=told["code"].lower(), screen=screen)
    assert answer.status_code == 303, answer.text
    assert f'data-just="{screen}"' in keeper.get(answer.location).text
    status, told = asked(client, f"/pair/{told['applicant']}")
    assert status == 200 and told["screen"] == screen
    return told


def reports(house: House, screen: str, key: str) -> int:
    said = {"key": key, "revision": house.services.board.view.revision, "visible": True}
    return house.app.test_client().post(f"/screen/{screen}/shown", json=said).status_code


def proved(
    house: House, device: str, screen: str = SCREEN, **proof: str
) -> tuple[int, dict[str, Any]]:
    return asked(house.app.test_client(), f"/screen/{screen}/prove", device=device, **proof)


# ---- who reports


def test_whoever_reads_a_page_looks_and_reports_nothing(closed: House) -> None:
    page = closed.app.test_client().get(f"/screen/{SCREEN}")
    assert page.status_code == 200 and 'data-key=""' in page.text
    assert reports(closed, SCREEN, "") == 403
    assert closed.services.delivery.of(SCREEN).painted is None


def test_a_paired_device_reports_for_its_screen_alone(closed: House) -> None:
    told = paired(closed)
    _, proof = proved(closed, told["device"], token=told["token"])
    assert reports(closed, SCREEN, proof["key"]) == 204
    assert reports(closed, OTHER, proof["key"]) == 403
    assert proved(closed, told["device"], OTHER, token=told["token"])[0] == 403


def test_who_is_revoked_reports_no_more(closed: House) -> None:
    told = paired(closed)
    _, proof = proved(closed, told["device"], token=told["token"])
    keeper = Tablet(closed).signed_in("赵")
    page = keeper.get("/facilities/screens").text
    assert f"/facilities/screens/{told['device']}/revoke" in page
    assert keeper.post(f"/facilities/screens/{told['device']}/revoke").status_code == 303
    assert reports(closed, SCREEN, proof["key"]) == 403
    assert proved(closed, told["device"], token=told["token"])[0] == 403


def test_a_key_that_was_overheard_ends(closed: House, clock: Clock) -> None:
    told = paired(closed)
    _, proof = proved(closed, told["device"], token=told["token"])
    clock.later(days=3)
    assert reports(closed, SCREEN, proof["key"]) == 403


def test_a_guide_pairs_nothing(closed: House) -> None:
    _, told = asked(closed.app.test_client(), "/pair")
    guide = Tablet(closed).signed_in("李")
    answer = guide.post("/facilities/screens/pair", code=told["code"], screen=SCREEN)
    assert answer.status_code == 403 and closed.services.people.all_paired() == []


def test_a_code_nobody_shows_is_told_and_nothing_is_lost(closed: House) -> None:
    keeper = Tablet(closed).signed_in("赵")
    answer = keeper.post("/facilities/screens/pair", code="QQQQQQ", screen=OTHER)
    assert answer.status_code == 422 and 'value="QQQQQQ"' in answer.text
    assert f'value="{OTHER}" selected' in answer.text


def test_a_tablet_is_enrolled_by_its_code_and_by_a_leader_alone(closed: House) -> None:
    tablet = Tablet(closed)
    _, told = asked(tablet.client, "/pair")
    form = {"code": told["code"], "screen": "/tablet", "name": "导税台"}
    assert (
        Tablet(closed).signed_in("赵").post("/facilities/screens/pair", **form).status_code == 403
    )
    leader = Tablet(closed).signed_in("王")
    nameless = leader.post("/facilities/screens/pair", **form | {"name": " "})
    assert nameless.status_code == 422 and "导税台" in nameless.text
    assert tablet.get("/console/locked").status_code == 303
    assert leader.post("/facilities/screens/pair", **form).status_code == 303
    _, told = asked(tablet.client, f"/pair/{told['applicant']}")
    assert told["screen"] == "" and "token" not in told
    assert tablet.get("/console/locked").status_code == 200
    assert [row.name for row in closed.services.people.devices()] == ["导税台"]


# ---- halls from before


def test_a_hall_from_before_goes_on_until_each_screen_is_paired(closed: House) -> None:
    here = closed.services
    here.store.put_open_screens("former")
    here.people.refresh()
    here.people.note_former(here.board.view.content.hall.screen)
    old_key = here.page_keys.of_page(SCREEN)
    assert old_key and reports(closed, SCREEN, old_key) == 204
    told = paired(closed)
    assert reports(closed, SCREEN, old_key) == 403
    assert reports(closed, OTHER, here.page_keys.of_page(OTHER)) == 204
    _, proof = proved(closed, told["device"], token=told["token"])
    assert reports(closed, SCREEN, proof["key"]) == 204
    assert SCREEN not in here.people.former_screens() and OTHER in here.people.former_screens()


def test_only_a_hall_that_was_at_work_counts_as_one_from_before(tmp_path: Path) -> None:
    for events, said in ((0, ""), (1, "former")):
        path = tmp_path / f"{events}.sqlite"
        with sqlite3.connect(path) as database:
            database.isolation_level = None
            migrate(database, MIGRATIONS.index(WITH_SCREENS))
            for number in range(events):
                row = (number + 1, "", "", "", "{}", "")
                database.execute("INSERT INTO events VALUES(?,?,?,?,?,?)", row)
            migrate(database)
            found = database.execute("SELECT value FROM facts WHERE name='open_screens'").fetchone()
        assert (found[0] if found else "") == said


def test_pairings_outlive_the_log(closed: House) -> None:
    told = paired(closed)
    directory = closed.services.store.directory
    access = read_access(directory)
    assert access is not None and [row[0] for row in access.tables["screens"]] == [told["device"]]
    older = (directory / ACCESS).read_text("utf-8").replace('"screens"', '"of another program"')
    (directory / ACCESS).write_text(older, "utf-8")
    access = read_access(directory)
    assert access is not None and access.tables["screens"] == [] and access.tables["staff"]


def test_staff_see_which_screens_wait_to_be_paired(closed: House) -> None:
    here = closed.services
    here.store.put_open_screens("former")
    here.people.refresh()
    here.people.note_former([SCREEN, OTHER])
    fact = next(fact for fact in here.health.facts() if fact.name == "pairing")
    assert not fact.ok and not fact.vital and "2" in fact.detail["zh"]
    assert fact.detail["zh"] in Tablet(closed).signed_in("王").get("/facilities").text
    paired(closed), paired(closed, OTHER)
    assert next(fact for fact in here.health.facts() if fact.name == "pairing").ok


def test_a_stranger_starts_no_safe_mode_at_a_paired_screen(closed: House) -> None:
    told, foreign = paired(closed), f"{'a' * 16}.0"
    client, page = closed.app.test_client(), {"log": foreign, "revision": 3, "title": "火灾"}
    assert not asked(client, f"/screen/{SCREEN}/holds", **page)[1]["taken"]
    assert not closed.services.safety.on and not closed.services.safety.held(
        closed.services.clock()
    )
    _, proof = proved(closed, told["device"], token=told["token"])
    asked(client, f"/screen/{SCREEN}/holds", **page, key=proof["key"])
    assert closed.services.safety.on


# ---- proofs


def test_a_secret_is_renewed_and_the_older_one_counts_until_then(
    closed: House, clock: Clock
) -> None:
    told = paired(closed)
    device, first = told["device"], told["token"]
    assert proved(closed, device, token=first)[1]["next"] == ""
    clock.later(days=1, minutes=1)
    second = proved(closed, device, token=first)[1]["next"]
    assert second and proved(closed, device, token=first)[0] == 200
    assert proved(closed, device, token=second)[0] == 200
    assert proved(closed, device, token=first)[0] == 403
    assert proved(closed, device, token=second)[0] == 200


@given(st.lists(st.sampled_from(["a day passes", "it arrives", "it is lost"]), max_size=12))
def test_no_lost_answer_costs_a_device_its_place(acts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, clock = Store(Path(folder)), Clock()
        people, applicants = Credentials(store), Applicants(lambda: 0.0)
        pairing = Pairing(people, applicants, lambda: ["s"], clock)
        applicant = applicants.ask("", "", "", "")
        row = pairing.pair(applicant, SCREEN, "王")
        given_place = applicants.again(applicant.id)
        assert given_place is not None
        held = given_place.token
        for act in acts:
            if act == "a day passes":
                clock.later(days=2)
            known = people.paired(row.id)
            assert known is not None
            fresh = pairing.renewed(known, [held])
            assert fresh is not None
            held = fresh if fresh and act == "it arrives" else held
        store.close()


def public(key: EllipticCurvePrivateKey) -> str:
    shown = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(shown).decode()


def signature(key: EllipticCurvePrivateKey, words: str) -> str:
    r, s = decode_dss_signature(key.sign(words.encode(), ECDSA(SHA256())))
    return b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def test_a_device_with_a_key_has_no_secret_and_signs(closed: House, clock: Clock) -> None:
    key = made_key(SECP256R1())
    told = paired(closed, public=public(key))
    device = told["device"]
    assert told["token"] == "" and proved(closed, device, token="")[1].get("key") is None
    nonce = proved(closed, device)[1]["nonce"]
    right = signature(key, f"{SCREEN} {nonce}")
    status, proof = proved(closed, device, nonce=nonce, signature=right)
    assert status == 200 and reports(closed, SCREEN, proof["key"]) == 204
    other = signature(made_key(SECP256R1()), f"{SCREEN} {nonce}")
    assert proved(closed, device, nonce=nonce, signature=other)[0] == 403
    for wrong in ("", "AAAA", "%", right[:-4]):
        assert proved(closed, device, nonce=nonce, signature=wrong)[0] == 403
    old = proved(closed, device)[1]["nonce"]
    clock.later(minutes=3)
    signed = signature(key, f"{SCREEN} {old}")
    assert proved(closed, device, nonce=old, signature=signed)[0] == 403


@pytest.mark.parametrize("said", ["x", "AAAA", "MFkw" * 80, "é"])
def test_what_is_no_public_key_is_refused(closed: House, said: str) -> None:
    assert asked(closed.app.test_client(), "/pair", public=said)[0] == 422
    assert asked(closed.app.test_client(), "/pair", screen="nowhere")[0] == 404


# ---- applicants


def test_a_device_without_a_place_shows_the_halls_evacuation_without_an_arrow(house: House) -> None:
    client = house.app.test_client()
    _, told = asked(client, "/pair")
    assert told["sign"] == ""
    house.services.board.do(Raise("FIRE", ("hall",)), Actor("王", "supervisor"))
    _, told = asked(client, f"/pair/{told['applicant']}")
    assert "<svg" in told["sign"] and "leased" not in told["sign"]


def test_a_page_shows_its_code_only_when_asked_and_never_over_a_sign(closed: House) -> None:
    client, keeper = closed.app.test_client(), Tablet(closed).signed_in("赵")
    _, told = asked(client, "/pair", screen=SCREEN)
    assert not told["shows"] and "sign" not in told
    assert keeper.post("/facilities/screens/show", applicant=told["applicant"]).status_code == 303
    _, told = asked(client, f"/pair/{told['applicant']}")
    assert told["shows"] and told["calm"]
    closed.services.board.do(Raise("FIRE", ("hall",)), Actor("王", "supervisor"))
    assert not asked(client, f"/pair/{told['applicant']}")[1]["calm"]


@pytest.mark.laws
def test_a_flood_of_askers_pushes_out_itself() -> None:
    now = 0.0
    applicants = Applicants(lambda: now)
    ours = applicants.ask("10.0.0.9", "", "", "")
    for number in range(3 * MOST):
        now += 0.01
        applicants.ask("10.0.0.66", "", "", "")
        if number % 50 == 0:
            assert applicants.again(ours.id) is not None
    assert applicants.of_code(ours.code) is not None and len(applicants.waiting()) <= MOST
    now += QUIET_S
    assert applicants.waiting() == []


def test_codes_are_told_apart_when_read_aloud() -> None:
    applicants = Applicants(lambda: 0.0)
    codes = {applicants.ask("", "", "", "").code for _ in range(MOST)}
    assert len(codes) == MOST and set("".join(codes)) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1IL5S2ZB8")
