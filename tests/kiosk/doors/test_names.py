"""Under which names a hall takes writes: a name that somebody buys and leads here is none of them."""

from pathlib import Path

import pytest

from kiosk.serving.bounds.names import Names, named
from kiosk.serving.services import troubles_of
from kiosk.wiring import House
from tests.kiosk.house import CSRF, enrolled

BOUGHT = ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "EVIL.example.", "lan.cn")
OURS = (
    "127.0.0.1:8000", "192.168.10.2", "[::1]:8000", "[fe80::1]", "hall", "hall:8000", "Hall.", "localhost",
    "kiosk.local", "kiosk.hall.lan:8443", "kiosk.internal", "hall.home.arpa", "",
)  # fmt: skip


@pytest.mark.parametrize("host", OURS)
def test_addresses_and_names_nobody_can_buy_need_no_setting(host: str) -> None:
    assert Names().ours(host)


@pytest.mark.parametrize("host", [*BOUGHT, "[::1", "a b.c", "home.arpa.cn"])
def test_any_other_name_is_not_ours(host: str) -> None:
    assert Names().ours(host) is (named(host) == "")


def test_the_setting_names_it_and_so_does_the_public_address() -> None:
    names = Names(["Kiosk.Bureau.gov.cn"])
    assert names.ours("kiosk.bureau.gov.cn:443") and not names.ours("x.bureau.gov.cn")
    assert Names().ours("hall.tax.cn", "https://hall.tax.cn/phones")


def guessed(house: House, host: str) -> tuple[int, str]:
    client, base = house.app.test_client(), f"http://{host}"
    token = CSRF.search(client.get("/sign-in", base_url=base).text)
    assert token is not None
    form = {"csrf_token": token[1], "name": "王", "pin": "111222"}
    answer = client.post("/sign-in", data=form, base_url=base)
    return answer.status_code, answer.text


@pytest.mark.parametrize("host", BOUGHT)
def test_nobody_guesses_pins_through_a_visitor_s_browser(house: House, host: str) -> None:
    status, text = guessed(house, host)
    assert status == 403 and "KIOSK_NAMES" in text and "PIN 不正确" not in text
    assert "KIOSK_NAMES" in troubles_of(house.services)["host"]
    assert "PIN 不正确" in guessed(house, "192.168.10.2:8000")[1]


@pytest.mark.parametrize("host", BOUGHT)
def test_a_screen_is_read_under_any_name_and_reports_under_none_but_ours(
    house: House, host: str
) -> None:
    client = house.app.test_client()
    assert client.get("/screen/entrance", headers={"Host": host}).status_code == 200
    for stage in ("received", "shown"):
        path = f"/screen/entrance/{stage}"
        assert client.post(path, json={}, headers={"Host": host}).status_code == 403
        assert client.post(path, json={}).status_code == 403
    assert "KIOSK_NAMES" in troubles_of(house.services)["host"]


def test_help_and_a_danger_somebody_still_shows_are_heard_under_any_name(house: House) -> None:
    client, said = house.app.test_client(), {"Host": "evil.example"}
    assert client.post("/screen/entrance/help", headers=said).status_code == 200
    assert client.post("/screen/entrance/holds", json={}, headers=said).status_code == 422


def test_whoever_is_known_makes_the_name_known(house: House) -> None:
    """A hall whose name stood in no setting goes on: its tablets came by it."""
    host = "kiosk.bureau.gov.cn"
    assert guessed(house, host)[0] == 403 and "KIOSK_NAMES" in guessed(house, host)[1]
    tablet = enrolled(house)
    form, kept = {"csrf_token": tablet.token()}, tablet.client._cookies or {}
    brought = "; ".join(f"{one.key}={one.value}" for one in kept.values())
    heard = house.app.test_client(use_cookies=False).post(
        "/console/alarm/heard", data=form, headers={"Host": host, "Cookie": brought}
    )
    assert heard.status_code == 303
    assert "PIN 不正确" in guessed(house, host)[1] and "host" not in house.services.troubles


def test_a_machine_s_token_comes_from_no_browser(house: House) -> None:
    answer = house.app.test_client().post("/api/v1/incidents", headers={"Host": "evil.example"})
    assert answer.status_code == 401


def test_no_form_of_the_shipped_proxies_changes_the_name() -> None:
    text = (Path(__file__).parents[3] / "systemd/kiosk.nginx").read_text("utf-8")
    assert "proxy_set_header Host $http_host" in text
