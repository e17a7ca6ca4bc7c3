"""Who comes over http is led to https where a PIN is asked, and nowhere a sign could disappear;
cookies of https are of https alone."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.app import create_app
from kiosk.custody.certificates import issue
from kiosk.custody.certificates.keeper import Keeper
from kiosk.custody.certificates.names import permitted
from kiosk.serving.pins import digest
from kiosk.store.beside.certificates import AUTHORITY, SERVER, fingerprint, write_pem
from kiosk.wiring import House
from tests.kiosk.house import Tablet, enrolled

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ELSEWHERE = {"REMOTE_ADDR": "192.168.10.9"}


class Secure(Tablet):
    """The same browser over https."""

    def __init__(self, house: House, of: Tablet | None = None) -> None:
        super().__init__(house)
        if of is not None:
            self.client._cookies = of.client._cookies

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named, base_url="https://localhost")

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in").text)
        assert found
        return found[1]

    def post(self, path: str, **form: str | list[str]) -> TestResponse:
        said = {"csrf_token": self.token(), **form}
        headers = {"Referer": "https://localhost/"}
        return self.client.post(path, data=said, base_url="https://localhost", headers=headers)


def names(tablet: Tablet) -> set[str]:
    return {key[2] for key in tablet.client._cookies}


@pytest.fixture
def secured(house: House, tmp_path: Path) -> House:
    directory = tmp_path / "https"
    directory.mkdir()
    write_pem(directory, AUTHORITY, issue.new_authority(permitted([], []), NOW).pem)
    keeper = Keeper(directory, lambda: NOW, opened=True, own=lambda: ())
    keeper.look()
    house.services.https = keeper
    return house


def of_before(house: House) -> Tablet:
    """An enrolled tablet from the days of http."""
    tablet = enrolled(house)
    tablet.client.environ_base.update(ELSEWHERE)
    return tablet


# ---- where it is led


@pytest.mark.parametrize("path", ["/sign-in?next=/reports", "/sign-in"])
def test_who_would_type_a_pin_over_http_is_led_to_https(secured: House, path: str) -> None:
    stranger = Tablet(secured)
    stranger.client.environ_base.update(ELSEWHERE)
    page = stranger.get(path)
    assert page.status_code == 200 and 'name="pin"' not in page.text
    assert f"https://localhost{'/reports' if 'next' in path else '/console'}" in page.text
    assert "/trust" in page.text and "https" in page.text
    assert 'name="pin"' in Secure(secured, stranger).get("/sign-in").text


def test_on_the_machine_itself_http_asks_too(secured: House) -> None:
    assert 'name="pin"' in Tablet(secured).get("/sign-in").text


def test_no_sign_ever_disappears_for_the_sake_of_https(secured: House) -> None:
    """Nothing but the page that asks for a PIN is different over http."""
    stranger = Tablet(secured)
    stranger.client.environ_base.update(ELSEWHERE)
    paths = [
        *(f"/screen/{screen.id}" for screen in secured.services.board.view.content.hall.screens),
        "/", "/status", "/feed.atom", "/trust",
    ]  # fmt: skip
    told: dict[bool, list[int]] = {}
    for on in (True, False):
        secured.services.https.opened = on
        told[on] = []
        for path in paths:
            with stranger.get(path) as answer:
                told[on].append(answer.status_code)
    assert told[True] == told[False]


def test_an_enrolled_tablet_raises_over_http_as_before(secured: House) -> None:
    tablet = of_before(secured)
    assert tablet.get("/console/locked").status_code == 200


# ---- cookies


def test_a_sign_in_over_https_is_of_https_alone(secured: House) -> None:
    tablet = Secure(secured).signed_in("王")
    answer = tablet.get("/console")
    assert answer.status_code == 200 and "Strict-Transport-Security" not in answer.headers
    kept = [cookie for key, cookie in tablet.client._cookies.items() if "session" in key[2]]
    assert len(kept) == 1 and kept[0].key.startswith("__Host-session-")
    assert kept[0].secure and kept[0].http_only and kept[0].path == "/" and kept[0].origin_only
    over_http = Tablet(secured)
    over_http.client._cookies = tablet.client._cookies
    assert over_http.get("/console").status_code == 303


def test_who_signed_in_over_http_is_asked_once_over_https(secured: House) -> None:
    before = Tablet(secured).signed_in("王")
    tablet = Secure(secured, before)
    assert tablet.get("/console").status_code == 303
    assert tablet.sign_in("王").status_code == 303 and tablet.get("/console").status_code == 200
    assert before.get("/console").status_code == 200, "and what is open over http goes on"


def test_a_tablet_stays_enrolled_and_gets_a_token_that_never_went_over_http(secured: House) -> None:
    before = of_before(secured)
    (old,) = (one for key, one in before.client._cookies.items() if "tablet" in key[2])
    tablet = Secure(secured, before)
    assert tablet.get("/console/locked").status_code == 200
    (new,) = (one for key, one in tablet.client._cookies.items() if "__Host-tablet" in key[2])
    assert new.value != old.value and new.secure
    people = secured.services.people
    assert people.device(digest(old.value)) is not None, "its answer may never have arrived"
    assert tablet.get("/console/locked").status_code == 200
    assert people.device(digest(old.value)) is None and people.device(digest(new.value)) is not None
    assert old.key not in names(tablet)
    assert tablet.get("/console/locked").status_code == 200


def test_a_hall_with_its_own_authority_takes_back_that_browsers_keep_to_https(house: House) -> None:
    """Also where a proxy speaks https for it."""
    here = house.services
    write_pem(
        here.store.directory, AUTHORITY, (made := issue.new_authority(permitted([], []), NOW)).pem
    )
    asked = {"base_url": "https://localhost"}
    app = create_app(here, {}, https=True)
    said = app.test_client().get("/status", **asked).headers["Strict-Transport-Security"]
    assert "max-age=31556926" in said, "no certificate of its own"
    write_pem(here.store.directory, SERVER, issue.new_server(made, (), NOW))
    app = create_app(here, {}, https=True)
    said = app.test_client().get("/status", **asked).headers["Strict-Transport-Security"]
    assert said.startswith("max-age=0")


# ---- the page of trust


def test_every_device_finds_the_file_and_what_to_compare(secured: House) -> None:
    page = Tablet(secured).get("/trust").text
    printed = fingerprint(secured.services.https.authority).replace(":", " ")
    shown = re.sub(r"<br>|\s+", " ", re.search(r"data-print>(.*?)</p>", page, re.S)[1])  # type: ignore[index]  # found
    assert " ".join(shown.split()) == printed
    assert len(re.findall("data-device=", page)) == 6 and 'data-qr="http://localhost/trust"' in page
    answer = Tablet(secured).get("/trust/hall.crt")
    assert answer.text == secured.services.https.authority and "PRIVATE" not in answer.text
    assert answer.mimetype == "application/x-x509-ca-cert"


def test_a_hall_on_http_says_what_to_do(house: House) -> None:
    assert "kiosk tls init" in Tablet(house).get("/trust").text
    assert Tablet(house).get("/trust/hall.crt").status_code == 404


def test_metrics_say_when_it_ends(secured: House) -> None:
    assert "kiosk_certificate_ends_timestamp_seconds" in Tablet(secured).get("/metrics").text
