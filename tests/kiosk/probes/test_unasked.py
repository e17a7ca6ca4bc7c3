"""Nothing leaves a hall that no setting asked for."""

import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from kiosk.wiring import build
from tests.cast import Clock
from tests.kiosk.test_alerts import copied
from tests.kiosk.test_repeating import until

WRONG = {
    'address = "etax.example.gov.cn"': "alerts.probes[0]",
    'address = "https://user:pin@etax.example.gov.cn/"': "alerts.probes[0]",
    'address = "https://etax.example.gov.cn:70000/"': "alerts.probes[0]",
    'prober = "tcp"\naddress = "10.1.2.3"': "alerts.probes[0]",
    'prober = "icmp"\naddress = "-f"': "alerts.probes[0]",
    'prober = "icmp"\naddress = "10.1.2.1"\nkeyword = "x"': "alerts.probes[0]",
    'prober = "dns"\naddress = "10.1.2.53"': "alerts.probes[0]",
    'address = "http://10.1.2.3/"\ncertificate_days = 9': "alerts.probes[0]",
    'prober = "nut"\naddress = "10.1.2.9"': "alerts.probes[0]",
    'prober = "snmp"\naddress = "10.1.2.3"': "alerts.probes[0]",
    'prober = "snmpv3"\naddress = "10.1.2.3"': "alerts.probes[0].prober",
    'address = "http://10.1.2.3/"\nintervall_s = 9': "alerts.probes[0].intervall_s",
    'address = "http://10.1.2.3/"\nlabels = { alertname = "x" }': "alerts.probes[0].labels",
    'address = "http://10.1.2.3/"\nlabels = { job = "nobody" }': "alerts.probes[0]",
}


def test_a_hall_as_shipped_connects_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[Any] = []

    def connect(line: socket.socket, address: Any) -> None:
        if line.family != socket.AF_UNIX:
            reached.append(address)
        raise ConnectionRefusedError

    def look_up(*asked: Any, **_: Any) -> None:
        reached.append(asked)
        raise socket.gaierror

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "sendto", connect)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for name in ("run", "check_output"):
        monkeypatch.setattr(subprocess, name, look_up)
    house = build(tmp_path, contents.sample(), simulators=True, clock=Clock())
    turning = {one.name: one for one, _, _ in house.services.health.threads}
    house.start()
    try:
        assert until(lambda: turning["probes"].health().turns > 0)
        assert until(lambda: turning["feeds"].health().turns > 0)
    finally:
        house.close()
    assert reached == []


def test_a_probe_that_cannot_be_is_told_with_its_place(tmp_path: Path) -> None:
    """All at once; what no rule matches is seen where each can be."""
    *cannot, unmatched = WRONG
    for number, wrong in enumerate((cannot, [unmatched])):
        hall = tmp_path / str(number)
        copied(contents.sample(), hall)
        with (hall / "alerts.toml").open("a", encoding="utf-8") as file:
            file.write("".join(map(written, wrong)))
        with pytest.raises(ContentError) as error:
            contents.read(hall)
        told = [(one.file, one.key) for one in error.value.mistakes]
        keys = [WRONG[one].replace("[0]", f"[{at}]") for at, one in enumerate(wrong)]
        assert sorted(told) == sorted(("alerts.toml", key) for key in keys)
        assert all(one.remedy for one in error.value.mistakes)


def written(wrong: str) -> str:
    usual = "" if "prober" in wrong else 'prober = "http"\n'
    labels = "" if "labels" in wrong else 'labels = { job = "etax" }\n'
    return f'\n[[alerts.probes]]\nid = "p"\n{usual}{wrong}\n{labels}'
