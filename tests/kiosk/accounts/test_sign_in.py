"""Signing in with the bureau's account, from the key under the PIN to the console: with the real
process and a real provider over TLS."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from werkzeug.test import TestResponse

from kiosk.access.accounts.desk import AT_ONCE, Desk
from kiosk.access.accounts.setting_file import SettingFile
from kiosk.access.people import IDLE
from kiosk.serving.pins import hash_pin
from kiosk.wiring import House
from signage.language.words import Message, say
from tests.kiosk.accounts.provider import CLIENT, PASSWORDS, SECRET, Provider, provided
from tests.kiosk.house import Tablet, enrolled

ACCOUNT = "/sign-in/account"
WAIT = f"{ACCOUNT}/wait"
PATIENCE_S = 30
OTHERS = ("authlib", "joserfc", "ldap3")
pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provided(tmp_path_factory.mktemp("provider")) as made:
        yield made


@pytest.fixture
def provider(there: Provider) -> Iterator[Provider]:
    yield there
    there.groups, there.claims, there.hangs = {}, {}, frozenset()
    there.calls.clear()


def written(folder: Path, provider: Provider, more: str = "", roles: str = "") -> Path:
    path = folder / "accounts.toml"
    path.touch(0o600)
    path.write_text(
        f'sort = "oidc"\nissuer = "{provider.base}"\nclient_id = "{CLIENT}"\n'
        f'client_secret = "{SECRET}"\nauthority = "{provider.trusted}"\n{more}\n[roles]\n{roles}'
    )
    return path


@pytest.fixture
def desk(house: House, provider: Provider, tmp_path: Path) -> Iterator[Desk]:
    """The setting is on; 王 is wang.wei there."""
    desk = house.services.accounts = Desk(SettingFile(written(tmp_path, provider)), ends_s=60)
    house.services.health.add(desk.facts)
    house.services.store.put_account("王", "wang.wei")
    yield desk
    desk.stop()


def waited(tablet: Tablet) -> TestResponse:
    """The page after the waiting, as its script finds it."""
    until(lambda: tablet.get(f"{WAIT}?look").status_code != 204)
    return tablet.get(WAIT)


def until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.02)


def led(tablet: Tablet, **form: str) -> str:
    """The directory's address."""
    answer = tablet.post(ACCOUNT, **form)
    assert answer.status_code == 303 and answer.location == WAIT, answer.text
    page = waited(tablet).text
    return page.partition('data-onward href="')[2].partition('"')[0].replace("&amp;", "&")


def agreed(provider: Provider, address: str, name: str = "wang.wei") -> str:
    """Where the directory's page leads after a right password."""
    form = {"user": name, "password": PASSWORDS[name]}
    sent = requests.post(
        address, data=form, verify=str(provider.trusted), allow_redirects=False, timeout=PATIENCE_S
    )
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def returned(tablet: Tablet, address: str) -> TestResponse:
    parts = urlsplit(address)
    assert parts.path == f"{ACCOUNT}/back"
    return tablet.get(f"{parts.path}?{parts.query}")


def signed(tablet: Tablet, provider: Provider, name: str = "wang.wei", **form: str) -> TestResponse:
    assert returned(tablet, agreed(provider, led(tablet, **form), name)).status_code == 200
    return waited(tablet)


# ---------------------------------------------------------------- off, and on


def test_without_the_setting_there_is_no_key_and_nothing_to_ask(house: House) -> None:
    tablet = enrolled(house)
    assert ACCOUNT not in tablet.get("/sign-in").text
    assert tablet.post(ACCOUNT).status_code == 404
    assert tablet.get(ACCOUNT).location == "/sign-in"
    assert tablet.get(WAIT).status_code == 400


@pytest.mark.parametrize("wrong", ["open", "gone", "no TOML", "key", "http", "role"])
def test_a_file_that_is_not_right_turns_it_off_and_is_told_without_its_secret(
    house: House, desk: Desk, provider: Provider, tmp_path: Path, wrong: str
) -> None:
    tablet, path = enrolled(house), tmp_path / "accounts.toml"
    assert ACCOUNT in tablet.get("/sign-in").text
    text = path.read_text()
    {
        "open": lambda: path.chmod(0o640),
        "gone": path.unlink,
        "no TOML": lambda: path.write_text(f"{text} = ="),
        "key": lambda: path.write_text(f'klient = "{SECRET}"\n{text}'),
        "http": lambda: path.write_text(text.replace("https:", "http:", 1)),
        "role": lambda: path.write_text(f'{text}\nall = "emperor"'),
    }[wrong]()
    assert ACCOUNT not in tablet.get("/sign-in").text
    (fact,) = desk.facts()
    told = say(fact.detail) + say(fact.detail, "en")
    assert not fact.ok and not fact.vital and SECRET not in told
    assert tablet.sign_in("王").status_code == 303, "the PIN is as ever"


def test_over_a_network_in_the_clear_no_account_is_asked_for(house: House, desk: Desk) -> None:
    client = house.app.test_client()
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    assert ACCOUNT not in client.get("/sign-in", environ_overrides=elsewhere).text
    over_https = client.get("/sign-in", base_url="https://hall.local", environ_overrides=elsewhere)
    assert ACCOUNT in over_https.text


# ---------------------------------------------------------------- coming in


def test_somebody_the_hall_knows_comes_in_as_by_pin(
    house: House, desk: Desk, provider: Provider
) -> None:
    tablet = enrolled(house)
    came = signed(tablet, provider, next="/facilities")
    assert came.status_code == 303 and came.location == "/facilities"
    assert "王" in tablet.get("/console").text
    (noted,) = [
        one.event for one in house.services.store.events()
        if getattr(one.event, "what", "") == "account-sign-in"
    ]  # fmt: skip
    assert getattr(noted, "name", "") == "王"
    assert tablet.get(WAIT).status_code == 400, "once"


def test_it_ends_as_a_sign_in_by_pin_does(
    house: House, desk: Desk, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet, other = enrolled(house), enrolled(house, "二号")
    began = house.services.board.lasting_s()
    signed(tablet, provider)
    later = began + IDLE.total_seconds() + 60
    monkeypatch.setattr(house.services.board, "lasting_s", lambda: later)
    assert tablet.get("/facilities").location.startswith("/sign-in")
    signed(tablet, provider)
    cookie = tablet.cookie()
    tablet.post("/sign-out")
    copy = house.app.test_client()
    copied = copy.get("/facilities", headers={"Cookie": cookie})
    assert copied.location.startswith("/sign-in"), "every copy of the cookie ended"
    signed(other, provider)
    house.services.store.put_staff("王", "supervisor", hash_pin("604817"))
    house.services.people.refresh()
    assert other.get("/facilities").location.startswith("/sign-in"), "a new PIN ends it"


def test_who_has_left_the_hall_does_not_come_in(
    house: House, desk: Desk, provider: Provider
) -> None:
    tablet = enrolled(house)
    house.services.store.remove_staff("王")
    house.services.people.refresh()
    came = signed(tablet, provider)
    assert came.status_code == 403 and "wang.wei" in came.text
    assert tablet.get("/facilities").location.startswith("/sign-in")


def test_a_lost_tablet_keeps_nobody_who_came_so(
    house: House, desk: Desk, provider: Provider
) -> None:
    tablet = enrolled(house, "丢了的")
    signed(tablet, provider)
    (row,) = house.services.people.devices()
    assert Tablet(house).signed_in("赵").post(f"/devices/{row.id}/lost").status_code == 303
    assert tablet.get("/facilities").location.startswith("/sign-in"), "on it all ended"


# ---------------------------------------------------------------- other people's sign-ins


def test_a_code_of_another_browser_signs_nobody_in(
    house: House, desk: Desk, provider: Provider
) -> None:
    """Somebody sends a link that would sign the reader in as the sender (RFC 6749 §10.12)."""
    attacker, victim = Tablet(house), Tablet(house)
    back = agreed(provider, led(attacker))
    returned(victim, back)
    assert victim.get(WAIT).status_code == 400
    assert victim.get("/facilities").location.startswith("/sign-in")
    own = led(victim)
    state = parse_qs(urlsplit(own).query)["state"][0]
    code = parse_qs(urlsplit(agreed(provider, led(Tablet(house)))).query)["code"][0]
    victim.get(f"{ACCOUNT}/back?state={state}&code={code}")
    assert waited(victim).status_code == 403, "another's code has another verifier"


def test_coming_back_counts_once(house: House, desk: Desk, provider: Provider) -> None:
    tablet = Tablet(house)
    back = agreed(provider, led(tablet))
    returned(tablet, back)
    returned(tablet, back.replace("code=", "code=x"))
    assert waited(tablet).status_code == 303
    assert provider.calls.count("/token") == 1
    assert returned(tablet, back).status_code == 400


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied", "?state=&code="])
def test_coming_back_from_nowhere_asks_nothing(
    house: House, desk: Desk, provider: Provider, query: str
) -> None:
    assert Tablet(house).get(f"{ACCOUNT}/back{query}").status_code == 400
    assert provider.calls == []


def test_who_did_not_agree_there_is_told_and_signs_in_by_pin(
    house: House, desk: Desk, provider: Provider
) -> None:
    tablet = enrolled(house)
    state = parse_qs(urlsplit(led(tablet)).query)["state"][0]
    tablet.get(f"{ACCOUNT}/back?error=access_denied&state={state}")
    told = tablet.get(WAIT)
    assert told.status_code == 403 and say(Message("accounts.not-agreed-there")) in told.text
    assert tablet.sign_in("王").status_code == 303


def test_nobody_is_led_to_another_site_afterwards(
    house: House, desk: Desk, provider: Provider
) -> None:
    assert signed(Tablet(house), provider, next="//evil.example").location == "/console"


def test_the_cookie_from_before_is_not_the_one_after(
    house: House, desk: Desk, provider: Provider
) -> None:
    tablet = Tablet(house)
    address = led(tablet)
    before = tablet.cookie()
    returned(tablet, agreed(provider, address))
    assert waited(tablet).status_code == 303
    fixed = house.app.test_client().get("/facilities", headers={"Cookie": before})
    assert fixed.location.startswith("/sign-in") and tablet.cookie() != before


# ---------------------------------------------------------------- a directory that hangs


def test_while_the_directory_hangs_fire_is_raised_and_pins_are_right(
    house: House, desk: Desk, provider: Provider
) -> None:
    """With every place taken, on tablets and by strangers: no request waits for it."""
    provider.hangs = frozenset({"/.well-known/openid-configuration"})
    tablets = [enrolled(house, f"{number}号") for number in range(AT_ONCE)]
    for one in (*tablets, *(Tablet(house) for _ in range(AT_ONCE))):
        assert one.post(ACCOUNT).status_code == 303
        assert one.get(f"{WAIT}?look").status_code == 204
        assert say(Message("accounts.asking")) in one.get(WAIT).text
    crowded = enrolled(house, "多的")
    full = crowded.post(ACCOUNT)
    assert full.status_code == 503 and say(Message("accounts.busy")) in full.text
    heard = 2 * AT_ONCE
    until(lambda: len(provider.calls) == heard)
    for path in ("/console/locked", "/console/raise/FIRE/confirm?target=hall"):
        page = tablets[0].get(path)
        assert page.status_code == 200 and ACCOUNT not in page.text, path
    raised = tablets[0].post("/console/raise", kind="FIRE", target="hall", sure="yes")
    assert raised.status_code == 303
    assert house.services.board.view.scenes["entrance"].sign == "evacuate"
    assert len(provider.calls) == heard, "nobody asked it anything more"
    assert crowded.sign_in("王").status_code == 303
    assert tablets[0].get(f"{WAIT}?look").status_code == 204, "it hangs on"


def test_a_directory_that_hangs_is_given_up_in_words(
    house: House, desk: Desk, provider: Provider
) -> None:
    provider.hangs = frozenset({"/.well-known/openid-configuration"})
    tablet, now = enrolled(house), time.monotonic()
    desk._now = lambda: now
    assert tablet.post(ACCOUNT).status_code == 303
    now += 70
    told = tablet.get(WAIT)
    assert told.status_code == 503 and say(Message("accounts.too-slow")) in told.text
    (fact,) = desk.facts()
    assert not fact.ok and "slow" in say(fact.detail)
    provider.hangs = frozenset()
    assert signed(tablet, provider).status_code == 303
    (fact,) = desk.facts()
    assert fact.ok


def test_strangers_begin_twenty_a_minute(house: House, desk: Desk, provider: Provider) -> None:
    desk._command = ("/bin/false",)
    stranger = Tablet(house)
    statuses = [stranger.post(ACCOUNT).status_code for _ in range(22)]
    assert 429 in statuses and statuses[0] == 303
    assert enrolled(house).post(ACCOUNT).status_code == 303, "a tablet has places of its own"


def test_the_hall_itself_loads_nothing_of_it(house: House, desk: Desk) -> None:
    """Cold start and memory: what reads tokens and speaks LDAP is the other process's."""
    asked = f"import sys, kiosk.cli.server; print([m for m in {OTHERS} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
