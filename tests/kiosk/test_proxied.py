"""Behind a proxy: who is asked for what he says of others, and who is not."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click import ClickException
from click.testing import CliRunner
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli import main
from kiosk.cli import server as serving
from kiosk.cli.server import serve
from kiosk.serving.proxies import Untrusted, trusted
from kiosk.serving.push import Push
from kiosk.serving.server import HallServer, listeners
from kiosk.wiring import House as Built
from tests.kiosk.house import Tablet
from tests.kiosk.live import Answer, ask, live

pytestmark = pytest.mark.processes


def said() -> dict[str, str]:
    beside = sorted(
        name
        for name, _ in request.headers
        if name.startswith(("X-Forwarded", "Forwarded", "X-Real"))
    )
    return {"who": request.remote_addr or "", "url": request.url_root, "beside": ",".join(beside)}


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask("hall")
    app.add_url_rule("/", "home", said)
    return app


def heard(server: HallServer, headers: str) -> dict[str, str]:
    answer = ask(server, f"GET / HTTP/1.1\r\n{headers}Connection: close\r\n\r\n".encode())
    found: dict[str, str] = json.loads(answer.body())
    return found


@pytest.fixture(scope="module")
def alone(app: Flask) -> Iterator[HallServer]:
    """Nobody is named as a proxy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn's own way around our setting
        with live(Push(lambda _: True, lambda _: False), app) as server:
            yield server


@pytest.fixture(scope="module")
def behind(app: Flask) -> Iterator[HallServer]:
    """A proxy at 127.0.0.1, and another one in front of it at 10.0.0.0/24."""
    with live(
        Push(lambda _: True, lambda _: False), app, trusts="127.0.0.1, 10.0.0.0/24"
    ) as server:
        yield server


FORGED = (
    "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: elsewhere\r\nX-Real-IP: 9.9.9.9\r\n"
    "X-Forwarded-Port: 99\r\nForwarded: for=9.9.9.9;host=elsewhere;proto=https\r\nX-Forwarded-Prefix: /x\r\n"
)


def test_what_a_stranger_says_of_others_is_not_even_read(alone: HallServer) -> None:
    found = heard(alone, "Host: hall:8000\r\n" + FORGED)
    assert found == {"who": "127.0.0.1", "url": "http://hall:8000/", "beside": ""}


@pytest.mark.parametrize(
    ("hops", "who"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("9.9.9.9, 192.168.1.7", "192.168.1.7"),
        ("192.168.1.7, 10.0.0.3", "192.168.1.7"),
        ("9.9.9.9, 192.168.1.7, 10.0.0.3", "192.168.1.7"),
        ("127.0.0.1, 192.168.1.7", "192.168.1.7"),
        ("'; drop, 192.168.1.7", "192.168.1.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("192.168.1.7:4711", "192.168.1.7"),
    ],
)
def test_the_nearest_who_is_no_proxy_of_ours_is_who_asks(
    behind: HallServer, hops: str, who: str
) -> None:
    assert heard(behind, f"Host: hall\r\nX-Forwarded-For: {hops}\r\n")["who"] == who


@pytest.mark.parametrize(
    "hops",
    ["", "unknown", "9.9.9.9, unknown", "_hidden", "9.9.9.9,", "10.0.0.300", "9.9.9.9, x" * 40],
)
def test_what_is_no_address_is_the_proxy_s_own(behind: HallServer, hops: str) -> None:
    """Else every invented word would be somebody new, with wrong PINs of his own."""
    assert heard(behind, f"Host: hall\r\nX-Forwarded-For: {hops}\r\n")["who"] == "127.0.0.1"


@pytest.mark.parametrize(
    "hops", ["10.0.0.3", "10.0.0.4, 10.0.0.3", "10.0.0.9, 127.0.0.1", "::ffff:10.0.0.9"]
)
def test_among_proxies_alone_the_nearest_is_who_asks(behind: HallServer, hops: str) -> None:
    assert heard(behind, f"Host: hall\r\nX-Forwarded-For: {hops}\r\n")["who"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        ("Host: hall:8443\r\nX-Forwarded-Proto: https\r\n", "https://hall:8443/"),
        ("Host: 127.0.0.1:8000\r\nX-Forwarded-Host: hall:8443\r\n", "http://hall:8443/"),
        ("Host: 127.0.0.1:8000\r\nX-Forwarded-Host: forged, hall:8443\r\n", "http://hall:8443/"),
        ("Host: hall\r\nX-Forwarded-Port: 8443\r\n", "http://hall:8443/"),
        ("Host: hall\r\nX-Forwarded-Port: 80\r\n", "http://hall/"),
        ("Host: hall:81\r\nX-Forwarded-Port: 82\r\n", "http://hall:81/"),
        ("Host: hall\r\nX-Forwarded-Port: 99999\r\n", "http://hall/"),
        ("Host: hall\r\nOrigin: http://hall:8080\r\n", "http://hall:8080/"),
        ("Host: hall\r\nOrigin: http://elsewhere:8080\r\n", "http://hall/"),
        ("Host: hall\r\nX-Forwarded-Proto: gopher\r\n", "http://hall/"),
    ],
)
def test_a_proxy_says_under_which_name_it_was_asked(
    behind: HallServer, headers: str, url: str
) -> None:
    found = heard(behind, headers)
    assert found["url"] == url and found["beside"] == ""


@given(
    forged=st.lists(
        st.sampled_from(
            ["9.9.9.9", "127.0.0.1", "10.0.0.7", "unknown", "::1", "a", "", "[", "1.2.3.4:5"]
        )
    )
)
def test_no_forged_hop_makes_anybody_another(behind: HallServer, forged: list[str]) -> None:
    """What a proxy appends comes last; everything before it is the client's own word."""
    hops = ", ".join([*forged, "192.168.1.7"])
    assert heard(behind, f"Host: hall\r\nX-Forwarded-For: {hops}\r\n")["who"] == "192.168.1.7"


@pytest.mark.parametrize(
    "named",
    ["*", "proxy", "10.0.0.0/33", "0.0.0.0/0", "::/0", "10.0.0.1/24", "10.0.0.1;10.0.0.2", "[::1]"],
)
def test_a_setting_that_cannot_be_read_stops_the_start_in_words(named: str, tmp_path: Path) -> None:
    with pytest.raises(Untrusted, match=r"trusted_proxies"):
        trusted(named)
    said = CliRunner().invoke(serve, ["--data", str(tmp_path), "--trusted-proxies", named])
    assert said.exit_code == 1 and named in said.output and "trusted_proxies" in said.output


@pytest.mark.parametrize(
    "named", ["", " ", "127.0.0.1", "127.0.0.1, ::1", "10.0.0.0/24,fd00::/8", "::ffff:10.0.0.1"]
)
def test_addresses_and_networks_are_proxies(named: str) -> None:
    assert len(trusted(named)) == len([part for part in named.split(",") if part.strip()])


# ---------------------------------------------------------------- addresses to listen on


@pytest.mark.parametrize(
    ("host", "reached", "base"),
    [
        ("127.0.0.1", ["127.0.0.1"], "127.0.0.1"),
        ("0.0.0.0", ["127.0.0.1"], "127.0.0.1"),
        ("::1", ["::1"], "[::1]"),
        ("[::1]", ["::1"], "[::1]"),
        ("::", ["::1", "127.0.0.1"], "127.0.0.1"),
        ("[::]", ["::1", "127.0.0.1"], "127.0.0.1"),
        ("localhost", ["127.0.0.1"], "localhost"),
    ],
)
def test_every_way_to_write_an_address_can_be_listened_on(
    app: Flask, host: str, reached: list[str], base: str
) -> None:
    with live(Push(lambda _: True, lambda _: False), app, host=host) as server:
        port = int(server.base_url.rsplit(":", 1)[1])
        assert server.base_url == f"http://{base}:{port}"
        for address in reached:
            with socket.create_connection((address, port), 5) as sock:
                sock.sendall(b"GET / HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n")
                answer = Answer(sock).keep()
                assert f'"who":"{address}"'.encode() in answer.body().replace(b" ", b""), (
                    "IPv4 is told as IPv4"
                )


def test_all_addresses_of_a_name_are_served_on_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, *args: object, **named: object) -> list[object]:
        stream, tcp = socket.SOCK_STREAM, 6
        there = [(socket.AF_INET6, ("::1", port, 0, 0)), (socket.AF_INET, ("127.0.0.1", port))]
        return [(family, stream, tcp, "", address) for family, address in there]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    found = listeners("hall.example", 0)
    try:
        assert sorted(sock.getsockname()[0] for sock in found) == ["127.0.0.1", "::1"]
        assert len({sock.getsockname()[1] for sock in found}) == 1
    finally:
        for sock in found:
            sock.close()


class Nothing:
    """A built hall of which nobody asks anything."""

    app, services = (
        Flask("hall"),
        SimpleNamespace(push=Push(lambda _: True, lambda _: False), health=None, beats=None),
    )

    def start(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        ("no-such-name.invalid", "--host"),
        ("192.0.2.1", "--host"),
        ("127.0.0.1", "--port"),
        ("[::1", "--host"),
    ],
)
def test_an_address_that_cannot_be_had_says_what_to_change(host: str, advice: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(ClickException, match=f"Choose another {advice}"),
    ):
        serving._run(Nothing(), host, taken.getsockname()[1], lambda base: None)  # type: ignore[arg-type]  # a House


def test_a_port_that_is_none_is_refused() -> None:
    said = CliRunner().invoke(main, ["demo", "--port", "70000"])
    assert said.exit_code == 2 and "--port" in said.output


# ---------------------------------------------------------------- one origin


def call(house: Built, origin: str, **headers: str) -> tuple[int, str]:
    client = Tablet(house).client
    given = {"Origin": origin, **{name.replace("_", "-"): value for name, value in headers.items()}}
    answer = client.post("/screen/entrance/help", headers=given)
    return answer.status_code, answer.text


SAME = (
    ("hall", "http://hall"), ("hall:80", "http://hall"), ("hall", "http://hall:80"), ("HALL", "http://hall"),
    ("hall:443", "https://hall"), ("hall:8443", "https://hall:8443"), ("[::1]:8000", "http://[::1]:8000"),
)  # fmt: skip
OTHER = (
    ("hall", "http://hall:8080"), ("hall:8000", "http://hall"), ("127.0.0.1:8000", "https://hall.example"),
    ("hall", "null"), ("hall", "http://hall.example"), ("hall", "http://[::1"), ("hall", "http://hall:x"),
    ("hall", "https://hall:80"),
)  # fmt: skip


def test_one_address_written_in_two_ways_is_one(house: Built) -> None:
    assert [
        (host, origin) for host, origin in SAME if call(house, origin, Host=host)[0] != 200
    ] == []


def test_another_origin_is_refused_by_name_and_with_what_to_set(house: Built) -> None:
    for host, origin in OTHER:
        status, text = call(house, origin, Host=host)
        assert (
            status == 403
            and "trusted_proxies" in text
            and "proxy_set_header Host $http_host" in text
        )
        assert f"Host and Origin differ: {host} and {origin.partition('//')[2] or origin}" in text
        assert f"Host 与 Origin 不一致：{host}" in text
        assert f"Host 与 Origin 不一致：{host}" in house.services.troubles["origin"]["zh"], (
            "a visitor sets up no proxy"
        )
    assert (
        call(house, "http://hall", Host="hall")[0] == 200
        and "origin" not in house.services.troubles
    )


def test_a_browser_that_says_so_itself_is_believed_behind_a_proxy_that_renames(
    house: Built,
) -> None:
    """No page can set Sec-Fetch-Site; browsers send it over https and to this machine itself."""
    assert (
        call(house, "https://hall", Host="127.0.0.1:8000", Sec_Fetch_Site="same-origin")[0] == 200
    )
    for site in ("same-site", "cross-site", "none"):
        assert call(house, "https://hall", Host="127.0.0.1:8000", Sec_Fetch_Site=site)[0] == 403


def test_no_method_that_writes_comes_from_elsewhere(house: Built) -> None:
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(Tablet(house).client, method)(
            "/api/v1/lamps/x", headers={"Origin": "http://elsewhere"}
        )
        assert answer.status_code in (403, 405), method
