"""What a probe finds at real servers: well, slow, wrong, silent, dripping, with an old certificate."""

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.custody.probes import checks
from kiosk.custody.probes.checks import found
from kiosk.custody.probes.findings import Found, Unlooked
from signage.hall.alerts.probes import Probe
from signage.language.words import say
from tests.kiosk.probes.targets import Website, certificate, name_server, tunnel, website

pytestmark = pytest.mark.processes
SHORT_S = 0.3


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as there:
        yield there


def probe(address: str, prober: str = "http", **more: object) -> Probe:
    return Probe.model_validate(
        {"id": "etax", "prober": prober, "address": address, "timeout_s": 5, **more}
    )


def why(told: Found) -> str:
    return say(told.why, "en")


def test_a_page_is_well_by_its_status_and_its_word(site: Website) -> None:
    told = found(probe(f"{site.url}a?b=1", keyword="登录"))
    assert not told.why and told.took_s is not None and told.took_s < 5
    assert site.asked == ["/a?b=1"] and told.left_days is None
    assert why(found(probe(site.url, keyword="维护"))) == "“维护” is not on the page"
    site.page = "登录".encode("gb18030")
    assert not found(probe(site.url, keyword="登录")).why
    site.status = 500
    assert why(found(probe(site.url, keyword="登录"))) == "wrong answer (HTTP 500)"
    assert not found(probe(site.url, valid_status_codes=[200, 500])).why


def test_where_a_page_leads_is_not_asked(site: Website) -> None:
    site.status = 302
    assert why(found(probe(site.url))) == "wrong answer (HTTP 302)"
    assert not found(probe(site.url, valid_status_codes=[302])).why
    assert set(site.asked) == {"/"}


@pytest.mark.parametrize("way", ["hang", "drip"])
def test_a_server_that_hangs_or_drips_is_left_in_time(site: Website, way: str) -> None:
    site.answers = getattr(site, way)
    assert why(found(probe(site.url, timeout_s=SHORT_S))) == f"no answer within {SHORT_S} s"


def test_no_proxy_of_the_environment_is_asked(
    site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert not found(probe(site.url)).why
    with website() as proxy:
        assert not found(probe("http://etax.invalid/a", proxy=proxy.url.rstrip("/"))).why
        assert proxy.asked == ["http://etax.invalid/a"]


def test_a_certificate_is_checked_and_its_days_are_counted(tmp_path: Path) -> None:
    file = certificate(tmp_path, 9.5)
    with website(file) as site:
        told = found(probe(site.url, ca_file=str(file)))
        assert not told.why and told.left_days is not None and 9 < told.left_days < 9.6
        assert why(found(probe(site.url))).startswith("certificate not trusted (self")
        with pytest.raises(Unlooked) as error:
            found(probe(site.url, ca_file=str(tmp_path / "none.pem")))
        assert "none.pem" in say(error.value.words, "en")
    old = certificate(tmp_path, -1)
    with website(old) as site:
        told = found(probe(site.url, ca_file=str(old)))
        assert why(told) == "certificate not trusted (certificate has expired)"
        assert told.left_days is not None and told.left_days < 0


def test_https_goes_through_the_proxy_of_the_setting(tmp_path: Path) -> None:
    file = certificate(tmp_path, 90)
    with website(file) as site, tunnel() as (proxy, asked):
        told = found(probe(site.url, ca_file=str(file), proxy=proxy, keyword="登录"))
        assert not told.why and told.left_days is not None
        assert asked == [site.url.removeprefix("https://").rstrip("/")] and site.asked == ["/"]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{closed.getsockname()[1]}"
        assert "refused" in why(found(probe("https://127.0.0.1/", proxy=gone)))


def test_an_address_of_version_6_is_one_too() -> None:
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with server:
        assert not found(probe(f"[::1]:{server.getsockname()[1]}", "tcp")).why


def test_a_port_takes_a_connection_or_does_not(site: Website) -> None:
    port = site.url.rstrip("/").rpartition(":")[2]
    assert not found(probe(f"127.0.0.1:{port}", "tcp")).why
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"127.0.0.1:{unused.getsockname()[1]}"
        assert "refused" in why(found(probe(closed, "tcp")))


@pytest.mark.parametrize(
    ("rcode", "address", "said"),
    [
        (0, "10.1.2.3", ""),
        (3, None, "name not resolved (NXDOMAIN)"),
        (2, None, "name not resolved (SERVFAIL)"),
        (0, None, "etax.example.gov.cn has no address"),
    ],
)
def test_a_name_server_resolves_or_does_not(rcode: int, address: str | None, said: str) -> None:
    with name_server(rcode, address) as server:
        assert why(found(probe(server, "dns", query_name="etax.example.gov.cn"))) == said


def test_a_name_server_that_is_silent_is_left_in_time() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        server = f"127.0.0.1:{silent.getsockname()[1]}"
        told = found(probe(server, "dns", query_name="a.cn", timeout_s=SHORT_S))
        assert why(told) == f"no answer within {SHORT_S} s"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo '64 bytes from 10.1.2.1: icmp_seq=1 ttl=64 time=4.5 ms'", None),
        ("echo '1 packets transmitted, 0 received'; exit 1", "no answer within 5 s"),
        ("echo 'socket: Operation not permitted' >&2; exit 2", "not permitted"),
    ],
)
def test_ping_is_the_system_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str | None
) -> None:
    """Its words as iputils 20221126 of Debian 12 writes them."""
    fake = tmp_path / "ping"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    if "exit 2" in script:
        with pytest.raises(Unlooked) as error:
            found(probe("10.1.2.1", "icmp"))
        assert str(said) in say(error.value.words, "en")
        return
    told = found(probe("10.1.2.1", "icmp"))
    assert (told.took_s, why(told)) == ((0.0045, "") if said is None else (None, said))


@pytest.mark.skipif(shutil.which("ping") is None, reason="iputils-ping is not installed")
def test_the_real_ping_is_understood() -> None:
    told = found(probe("127.0.0.1", "icmp"))
    assert not told.why and told.took_s is not None


def test_without_ping_nothing_is_said_of_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.shutil, "which", lambda _: None)
    with pytest.raises(Unlooked):
        found(probe("10.1.2.1", "icmp"))
