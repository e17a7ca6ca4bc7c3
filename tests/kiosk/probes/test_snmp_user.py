"""SNMPv3 with a user: the real snmpd, secrets that stay where they are, and any bytes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.custody.probes.checks import found
from kiosk.custody.probes.findings import Unlooked
from kiosk.custody.probes.snmp.agents import CHARGE, PROFILES
from kiosk.custody.probes.snmp.ber import (
    GET,
    OCTETS,
    REPORT,
    SEQUENCE,
    Garbled,
    asking,
    integer,
    tagged,
)
from kiosk.custody.probes.snmp.user import User, UserTalk
from signage.hall.alerts.probes import Probe
from signage.language.words import say
from tests.kiosk.probes.snmpd import AUTHS, PASSWORDS, WEAK, running
from tests.kiosk.test_repeating import until

OIDS = PROFILES["ups"][0]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("agent")) as address:
        yield address


def written(folder: Path, **more: str) -> Path:
    auth, priv = PASSWORDS
    said = {"user": "hall-SHA", "auth": "SHA", "auth_password": auth, "priv_password": priv} | more
    file = folder / "user.toml"
    file.write_text("".join(f'{name} = "{value}"\n' for name, value in said.items()), "utf-8")
    return file


def probe(agent: str, file: Path, **more: object) -> Probe:
    usual = {"id": "p", "prober": "snmp", "profile": "ups", "timeout_s": 3}
    return Probe.model_validate(usual | {"address": agent, "user_file": str(file)} | more)


@pytest.mark.processes
@pytest.mark.parametrize("auth", AUTHS)
def test_the_real_snmpd_tells_a_user_of_each_way_to_sign(
    agent: str, tmp_path: Path, auth: str
) -> None:
    asked = probe(agent, written(tmp_path, user=f"hall-{auth}", auth=auth))
    assert until(lambda: not found(asked).why)
    told = found(asked)
    assert told.good == {"UpsOnBattery": False, "UpsLowBattery": True}
    assert told.values == {"battery.charge": 85, "battery.runtime": 1200}
    assert told.took_s is not None


@pytest.mark.processes
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"user": "nobody"}, "没有这个用户（user）"),
        ({"auth_password": "another-one"}, "口令不对（auth_password）"),
        ({"priv_password": "another-one"}, "设备在，但不应答此用户，请核对 priv_password"),
        ({"user": WEAK}, "不接受此用户的加密方式"),
    ],
)
def test_what_an_agent_refuses_is_told_and_no_password(
    agent: str, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    assert until(lambda: not found(probe(agent, written(tmp_path))).why)
    told = found(probe(agent, written(tmp_path, **wrong), timeout_s=0.4))
    assert say(told.why) == said and told.took_s is None
    assert not any(secret in repr(told) for secret in (*PASSWORDS, "another-one"))


@pytest.mark.parametrize(
    "text",
    [
        "", "user = ", 'user = "hall"', 'user = "hall"\nauth = "MD5"\nauth_password = "geheim-genug"',
        'user = "h"\nauth_password = "geheim-genug"\npriv_password = "geheim"',
    ],
)  # fmt: skip
def test_a_file_that_names_no_user_is_told_without_what_it_says(tmp_path: Path, text: str) -> None:
    file = tmp_path / "user.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(Unlooked) as error:
        found(probe("127.0.0.1:9", file))
    assert "geheim" not in say(error.value.words) and str(file) in say(error.value.words)
    file.unlink()
    with pytest.raises(Unlooked):
        found(probe("127.0.0.1:9", file))


def test_a_probe_has_a_community_or_a_user(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not both"):
        probe("127.0.0.1", written(tmp_path), community_file="x")
    with pytest.raises(ValueError, match="user_file is for a probe by snmp"):
        Probe.model_validate({"id": "p", "prober": "icmp", "address": "a", "user_file": "x"})


def user() -> User:
    return User("hall", "SHA-256", *PASSWORDS)


def message(number: int, flags: int, body: bytes, engine: bytes = b"engine") -> bytes:
    head = integer(number) + integer(65507) + tagged(OCTETS, bytes([flags])) + integer(3)
    security = tagged(
        SEQUENCE, tagged(OCTETS, engine) + integer(1) + integer(7) + tagged(OCTETS) * 3
    )
    whole = integer(3) + tagged(SEQUENCE, head) + tagged(OCTETS, security) + body
    return tagged(SEQUENCE, whole)


def scoped(kind: int, number: int) -> bytes:
    pdu = bytes([kind]) + asking(number, (CHARGE,))[1:]
    return tagged(SEQUENCE, tagged(OCTETS, b"engine") + tagged(OCTETS) + pdu)


def known() -> UserTalk:
    """Of an agent that has said who it is."""
    talk = UserTalk(user(), OIDS)
    talk.question()
    assert talk.take(message(talk._number, 0, scoped(REPORT, 0))) is None
    return talk


def test_nothing_that_is_not_signed_and_encrypted_is_an_answer() -> None:
    for flags in range(8):
        for kind in (GET, 0xA2, REPORT):
            talk = known()
            talk.question()
            with pytest.raises(Garbled):
                talk.take(message(talk._number, flags, scoped(kind, talk._number)))


def test_passwords_and_what_is_asked_do_not_go_over_the_wire() -> None:
    talk = known()
    asked = talk.question()
    assert not any(one.encode() in asked for one in PASSWORDS)
    assert bytes([0x2B, 6, 1, 2, 1, 33]) not in asked, "which values are asked"
    assert asked != talk.question(), "no question twice"
    assert not any(one in repr(user()) for one in PASSWORDS)


@given(st.binary(max_size=120), st.integers(0, 90), st.integers(0, 90), st.booleans())
def test_any_bytes_are_refused(noise: bytes, start: int, end: int, discovered: bool) -> None:
    talk = known() if discovered else UserTalk(user(), OIDS)
    asked = talk.question()
    for said in (noise, asked[:start] + noise + asked[end:]):
        try:
            assert talk.take(said) is None
        except Garbled as error:
            assert str(error)
