"""One table of the secrets a hall holds, and one law over all of them: none stands in a backup, the log,
an export, on a page or in what the program says, whether its file is right or wrong."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from kiosk.cli.settings import SETTINGS
from kiosk.content import reader as contents
from kiosk.custody.calls.subscribers import Subscribers
from kiosk.engine.heartbeat import Watcher
from kiosk.serving.pins import digest, hash_pin
from kiosk.store.copies import backup
from kiosk.wiring import House, build
from signage.hall.alerts.brokers import Broker
from signage.hall.alerts.probes import Probe
from signage.hall.alerts.rules import Feed
from tests.cast import Clock
from tests.kiosk.calls.test_push import ENDPOINT, GIVEN
from tests.kiosk.cap.signers import signer
from tests.kiosk.house import TOKENS, Tablet, enlist
from tests.kiosk.test_alerts import copied


@dataclass(frozen=True)
class Secret:
    """``place``: the setting, or the key of the content, whose file holds it, or where else it lies."""

    place: str
    word: str


SIGNER: Final = signer("hall")
SECRETS: Final[Mapping[str, Secret]] = {
    "gateway's token": Secret("call_ways", "tk-unutterable-gateway"),
    "key of a webhook": Secret("call_ways", "whsec-unutterable-hook"),
    "公众号's secret": Secret("call_ways", "wx-unutterable-account"),
    "password of a telephone (SIP)": Secret("call_ways", "sip-unutterable-word"),
    "PIN of a modem": Secret("call_ways", "83914627"),
    "client secret (OIDC)": Secret("accounts", "oidc-unutterable-secret"),
    "key that signs warnings": Secret("cap_key", SIGNER.key_pem.splitlines()[2]),
    "community (SNMPv2c)": Secret("community_file", "snmp-unutterable-community"),
    "auth password (SNMPv3)": Secret("user_file", "snmp-unutterable-auth"),
    "priv password (SNMPv3)": Secret("user_file", "snmp-unutterable-priv"),
    "password of a broker": Secret("password_file", "mqtt-unutterable-word"),
    "path of the watcher": Secret("heartbeat_url", "beat-unutterable-path"),
    "address of a push": Secret("store", ENDPOINT),
    "key of a push": Secret("store", GIVEN["p256dh"]),
    "word of a push": Secret("store", GIVEN["auth"]),
    "token of a machine": Secret("store", "api-unutterable-token"),
    "PIN of a person": Secret("store", "739164852013"),
}  # fmt: skip
SKIPPED: Final = ("stream", "sign-out", ".pdf", "print", "pack", "/screen", "cards")
"""Ends no answer, ends the sign-in, or draws sheets from the described hall alone, which names files and holds
no secret; that takes long."""
OPEN: Final = frozenset({"ca_file", "certificate_file"})
"""Files that hold what anybody may know."""
ALERTS: Final = """
[[alerts.probes]]
id = "ups"
prober = "snmp"
address = "127.0.0.1"
profile = "ups"
user_file = "{user_file}"

[[alerts.probes]]
id = "printer"
prober = "snmp"
address = "127.0.0.1"
profile = "printer"
community_file = "{community_file}"

[[alerts.rules]]
id = "snmp"
matchers = ['prober="snmp"']
kind = "SYS-CORE"
target = "system/core"

[[alerts.mqtt]]
id = "house"
host = "127.0.0.1"
user = "hall"
password_file = "{password_file}"
discovery = "homeassistant"
"""
RIGHT: Final[Mapping[str, str]] = {
    "call_ways": (
        'ntfy = "ntfys://{0}@ntfy.example/hall"\nhook = "https://site.example/hook#{1}"\n'
        'wechat = "wechat://wxapp:{2}@api.weixin.qq.com"\n'
        'phone = "baresip:<sip:hall@pbx.example>;auth_pass={3}"\nmodem = "modem:/dev/ttyUSB9?pin={4}"\n'
    ),
    "accounts": (
        'sort = "oidc"\nissuer = "https://login.example"\nclient_id = "hall"\nclient_secret = "{0}"\n'
    ),
    "cap_key": "{pem}",
    "community_file": "{0}\n",
    "user_file": 'user = "hall"\nauth_password = "{0}"\npriv_password = "{1}"\n',
    "password_file": "{0}\n",
}
WRONG: Final[Mapping[str, str]] = {
    "call_ways": 'ntfy = {0}\nhook = ["{1}", 3, {{x = "{2}"}}]\n{3} = {4}\n',
    "accounts": 'sort = "oidc"\nissuer = "{0}"\nclient_secret = 3\nextra = "{0}"\n',
    "cap_key": "-----BEGIN PRIVATE KEY-----\n{0}\n-----END PRIVATE KEY-----\n",
    "community_file": "{0}\n" * 300,
    "user_file": 'user = "hall"\nauth = "{0}"\nauth_password = 3\npriv_password = "{1}"\nmore = "{0}\n',
    "password_file": "{0}\x00\udcff\n",
}
"""Each as somebody may mistype it, with the secret where an error would quote it."""


def words_of(place: str) -> list[str]:
    return [one.word for one in SECRETS.values() if one.place == place]


def written(file: Path, place: str, form: str) -> Path:
    text = form.format(*words_of(place), pem=SIGNER.key_pem + SIGNER.pem)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    file.chmod(0o600)
    return file


@pytest.fixture(params=["right", "wrong"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    forms = RIGHT if request.param == "right" else WRONG
    copied(contents.sample(), tmp_path / "content")
    at = {place: written(tmp_path / place, place, form) for place, form in forms.items()}
    with (tmp_path / "content" / "alerts.toml").open("a", encoding="utf-8") as file:
        file.write(ALERTS.format(**at))
    watcher = Watcher.of(f"https://watcher.example/{SECRETS['path of the watcher'].word}")
    made = build(
        tmp_path / "data", tmp_path / "content", simulators=True, clock=Clock(), watcher=watcher,
        call_ways=at["call_ways"], accounts=at["accounts"], cap_key=at["cap_key"],
    )  # fmt: skip
    store = made.services.store
    enlist(store)
    store.put_token("machine", digest(SECRETS["token of a machine"].word), "admin")
    store.put_token("asks", TOKENS["admin"][1], "admin")
    store.put_staff("张", "admin", hash_pin(SECRETS["PIN of a person"].word))
    made.services.people.refresh()
    Subscribers(tmp_path / "data", Clock()).add("wang", **GIVEN)
    yield made
    made.close()


def pages(app: Flask) -> Iterator[str]:
    """Every address that needs nothing filled in, and the files a page leads to."""
    for rule in app.url_map.iter_rules():
        if (
            "GET" in (rule.methods or ())
            and not rule.arguments
            and not rule.rule.startswith("/static")
        ):
            yield rule.rule


def told(house: House, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[str, bytes]]:
    """What the hall says, and where: to who may see all of it, and to a machine that may do anything."""
    person = Tablet(house)
    assert person.sign_in("张", SECRETS["PIN of a person"].word).status_code == 303
    machine = house.app.test_client()
    bearer = {"Authorization": f"Bearer {TOKENS['admin'][0]}"}
    for path in sorted(set(pages(house.app))):
        if any(part in path for part in SKIPPED):
            continue
        api = path.startswith("/api/")
        answer = machine.get(path, headers=bearer) if api else person.get(path)
        yield path, answer.data + str(answer.headers).encode()
        answer.close()
    here = house.services
    yield "the log", "".join(str(one) for one in here.store.events()).encode()
    yield "health", repr(here.health.facts()).encode()
    yield "what the program writes down", caplog.text.encode()


def test_no_secret_leaves_the_hall(
    house: House,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG, "kiosk")
    found = list(told(house, caplog))
    assert len(found) > 60 and sum(where.startswith("/facilities") for where, _ in found) > 10
    backup(tmp_path / "data", tmp_path / "copy.sqlite")
    found.append(("a backup", (tmp_path / "copy.sqlite").read_bytes()))
    found.append(("standard output", "".join(capfd.readouterr()).encode()))
    out = [
        (name, where)
        for name, secret in SECRETS.items()
        for where, said in found
        if secret.word.encode() in said
    ]
    assert out == []


def test_every_file_that_a_setting_or_the_content_names_has_its_row() -> None:
    owners = {one.name for one in SETTINGS if "owner alone" in one.help}
    keys = {
        key
        for model in (Probe, Broker, Feed)
        for key in model.model_fields
        if key.endswith("_file")
    }
    rows = {secret.place for secret in SECRETS.values()}
    assert owners | keys - OPEN <= rows and {*RIGHT} == {*WRONG} == owners | keys - OPEN
