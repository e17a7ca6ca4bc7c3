"""The hall behind nginx and Caddy from Debian, each with its shipped file."""

import http.client
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.serving.pins import hash_pin, make_token
from kiosk.store import Store
from kiosk.store.credentials import EVERY
from tests.cast import PINS
from tests.faults.house import House
from tests.systemd.fronts import BY_HEART, FRONTS, front, missing, settings, trusting

pytestmark = pytest.mark.processes
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
PATIENCE_S = 20.0
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%"
    + b"x" * 2_000_000
    + b"\n%%EOF\n"
)


@dataclass
class Browser:
    """What one machine of the hall's network does. Each address of 127.0.0.0/8 is another
    machine."""

    base: str
    address: str = "127.0.0.2"
    cookies: dict[str, str] = field(default_factory=dict)

    def connected(self) -> http.client.HTTPConnection:
        at = urlsplit(self.base)
        assert at.hostname
        if at.scheme == "http":
            return http.client.HTTPConnection(at.hostname, at.port, PATIENCE_S, (self.address, 0))
        return http.client.HTTPSConnection(
            at.hostname,
            at.port,
            timeout=PATIENCE_S,
            source_address=(self.address, 0),
            context=trusting(),
        )

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        line = self.connected()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, given)
        answer = line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update({key: one.value for key, one in SimpleCookie(value).items()})
        text, named = (
            answer.read().decode(),
            {name.lower(): value for name, value in answer.getheaders()},
        )
        line.close()
        return answer.status, text, named

    def form(
        self, path: str, fields: dict[str, str], **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        (token,) = CSRF.findall(self.ask("GET", "/sign-in")[1])[:1]
        body = urlencode({"csrf_token": token, **fields}).encode()
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, body, Content_Type=kind, **{"Origin": self.base, **headers})

    def sign_in(self, name: str, pin: str = "", **headers: str) -> int:
        return self.form("/sign-in", {"name": name, "pin": pin or PINS[name][1]}, **headers)[0]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("hall")
    open_all_day(contents.sample(), folder / "content")
    store = Store(folder / "data")
    for name, (role, pin) in PINS.items():
        store.put_staff(name, role, hash_pin(pin))
    token, hashed = make_token()
    store.put_token("test", hashed, "admin")
    store.put_open_screens(EVERY)
    store.close()
    where = (
        "--data",
        str(folder / "data"),
        "--content",
        str(folder / "content"),
        "--port",
        "0",
        "--simulators",
        "yes",
    )
    with House("serve", *where, token=token, environment={**os.environ, **settings()}) as served:
        yield served


@pytest.fixture(scope="module", params=FRONTS)
def base(
    request: pytest.FixtureRequest, hall: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The addresses of http and https of the proxy in front, and of those who come to it."""
    if missing(request.param):
        pytest.skip(
            f"{request.param} is not installed: tests/install_browser.sh installs them where it may"
        )
    with front(
        FRONTS[request.param], tmp_path_factory.mktemp(request.param), hall.base_url
    ) as addresses:
        yield [*addresses, f"127.0.{10 + list(FRONTS).index(request.param)}.{{}}"]


@pytest.fixture
def tablet(base: list[str]) -> Browser:
    return Browser(base[1], base[2].format(2))


def test_staff_sign_in_and_no_cookie_ever_goes_over_http(tablet: Browser) -> None:
    (token,) = CSRF.findall(tablet.ask("GET", "/sign-in")[1])[:1]
    said = urlencode(
        {"csrf_token": token, "name": "李", "pin": PINS["李"][1], "next": "/console"}
    ).encode()
    kind = "application/x-www-form-urlencoded"
    status, _, named = tablet.ask("POST", "/sign-in", said, Content_Type=kind, Origin=tablet.base)
    assert (status, named["location"]) == (303, "/console") and "secure" in named[
        "set-cookie"
    ].lower()
    assert tablet.ask("GET", "/console")[0] == 200


def test_a_screen_that_was_told_http_goes_on_showing(base: list[str]) -> None:
    status, text, _ = Browser(base[0]).ask("GET", "/screen/entrance")
    assert status == 200 and "<html" in text
    assert Browser(base[0]).ask("GET", "/trust")[0] == 200


@pytest.mark.parametrize("path", ["/sign-in", "/console", "/facilities/lamps", "/first"])
def test_http_leads_people_to_https(base: list[str], tablet: Browser, path: str) -> None:
    status, _, named = Browser(base[0]).ask("GET", f"{path}?lang=en")
    at = urlsplit(named["location"])
    # Caddy names no port: its own two are always the usual ones.
    assert status == 308 and at.netloc in (urlsplit(tablet.base).netloc, "127.0.0.1")
    assert (at.scheme, at.path, at.query) == ("https", path, "lang=en")


def test_another_site_writes_nothing_and_hears_why(tablet: Browser) -> None:
    host = urlsplit(tablet.base).netloc
    status, text, _ = tablet.ask(
        "POST", "/screen/entrance/help", b"", Origin="https://elsewhere.example"
    )
    assert status == 403 and f"Host and Origin differ: {host} and elsewhere.example" in text
    for forged in (
        {"X_Forwarded_Host": "elsewhere.example"},
        {"Forwarded": "host=elsewhere.example"},
    ):
        assert (
            tablet.ask(
                "POST", "/screen/entrance/help", b"", Origin="https://elsewhere.example", **forged
            )[0]
            == 403
        )
    assert tablet.ask("POST", "/screen/entrance/help", b"", Origin=tablet.base)[0] == 200


def test_wrong_pins_are_counted_for_each_machine_whatever_it_says_of_itself(
    tablet: Browser,
) -> None:
    """20 a minute: the 21st waits, however the machine names itself; its neighbour does not."""
    names, neighbour = tablet.base.rsplit(":", 1)[1], f"{tablet.address}3"
    for number in range(20):
        forged = f"10.1.{number}.7"
        headers = {
            "X_Forwarded_For": forged, "X_Real_IP": forged, "Forwarded": f"for={forged}", "X_Client_IP": forged,
            "True_Client_IP": forged, "CF_Connecting_IP": forged,
        }  # fmt: skip
        assert tablet.sign_in(f"nobody {names} {number}", "000001", **headers) == 403
    for headers in ({}, {"X_Forwarded_For": "10.9.9.9"}, {"X_Forwarded_For": "10.9.9.9, 10.9.9.8"}):
        assert tablet.sign_in("李", **headers) == 429
    assert Browser(tablet.base, neighbour).sign_in("李") == 303


def test_a_scene_comes_through_at_once_and_the_stream_stays(tablet: Browser, hall: House) -> None:
    line = tablet.connected()
    line.request("GET", "/screen/entrance/stream")
    answer = line.getresponse()
    assert answer.status == 200 and answer.getheader("content-type", "").startswith(
        "text/event-stream"
    )
    seen = b""
    while b"event: scene" not in seen:
        seen += answer.read1(65536)
    before = int(hall.ask("/api/v1/hall")[1]["revision"])
    body = json.dumps({"kind": "WIN-PAUSE", "targets": ["window/5"]}).encode()
    bearer = {"Authorization": f"Bearer {hall.token}", "Content_Type": "application/json"}
    status, text, _ = Browser(tablet.base).ask("POST", "/api/v1/incidents", body, **bearer)
    assert status == 201
    seen = b""
    while f"id: {before + 1}\n".encode() not in seen:
        part = answer.read1(65536)
        assert part, "the proxy ended the stream"
        seen += part
    beats = 0
    while beats < 2:
        beats += answer.read1(65536).count(b"event: beat") or 1
    line.close()
    assert (
        hall.ask(
            f"/api/v1/incidents/{json.loads(text)['id']}/undo", {"reason": "the test goes on"}
        )[0]
        == 200
    )


def test_what_is_too_large_is_said_by_someone(tablet: Browser) -> None:
    assert tablet.ask("POST", "/sign-in", b"x" * 100_000)[0] == 413


def uploaded(tablet: Browser, number: str) -> tuple[int, str]:
    (token,) = CSRF.findall(tablet.ask("GET", "/sign-in")[1])[:1]
    parts = [
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + token.encode(),
        b'Content-Disposition: form-data; name="text"\r\n\r\n' + "现场照片".encode(),
        b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        + PDF,
    ]
    body = b"".join(b"--part\r\n" + part + b"\r\n" for part in parts) + b"--part--\r\n"
    kind = "multipart/form-data; boundary=part"
    status, text, _ = tablet.ask(
        "POST", f"/reports/{number}/file", body, Content_Type=kind, Origin=tablet.base
    )
    return status, text


def test_a_document_of_two_megabytes_arrives(tablet: Browser, hall: House) -> None:
    """Proxies cut at 1 MB unless they are told (nginx)."""
    tablet.address += "4"
    assert tablet.sign_in("王") == 303
    _, incident = hall.ask("/api/v1/incidents", {"kind": "WIN-PAUSE", "targets": ["window/6"]})
    assert hall.ask(f"/api/v1/incidents/{incident['id']}/clear", {"reason": "over"})[0] == 200
    assert uploaded(tablet, incident["id"])[0] == 303


def test_the_address_that_the_feed_names_is_the_one_that_was_asked(tablet: Browser) -> None:
    _, feed, _ = tablet.ask(
        "GET", "/feed.atom", X_Forwarded_Host="elsewhere.example", X_Forwarded_Proto="ftp"
    )
    assert f"{tablet.base}/" in feed and "elsewhere" not in feed


def test_the_page_of_a_screen_beats(tablet: Browser, hall: House) -> None:
    """Its key comes with the page; what the browser paints is looked at in
    tests/browser/test_proxies.py."""
    page = tablet.ask("GET", "/screen/entrance")[1]
    (key,) = re.findall(r'data-key="([^"]+)"', page)
    said = json.dumps({"page": "p1", "revision": 0, "visible": True, "key": key}).encode()
    assert (
        tablet.ask("POST", "/screen/entrance/beat", said, Content_Type="application/json")[0] == 204
    )


def test_the_drop_in_and_the_unit_start_the_same_server() -> None:
    room = Path(__file__).resolve().parents[2] / "systemd"
    commands = [
        [
            line
            for line in (room / name).read_text("utf-8").splitlines()
            if line.startswith("ExecStart=/")
        ]
        for name in ("kiosk.service", "kiosk-proxy.conf")
    ]
    assert commands[0] == [line.replace("127.0.0.1", "0.0.0.0") for line in commands[1]]


@pytest.mark.skipif(missing("nginx"), reason="nginx is not installed")
def test_a_proxy_written_by_heart_works_or_says_what_it_lacks(hall: House, tmp_path: Path) -> None:
    said: dict[str, tuple[int, str]] = {}
    for number, (name, starts) in enumerate(BY_HEART.items()):
        with front(starts, tmp_path / str(number), hall.base_url) as (_, base):
            status, text, _ = Browser(base).ask("POST", "/screen/entrance/help", b"", Origin=base)
            said[name] = status, text.replace(urlsplit(base).netloc, "PROXY")
    hall_at = urlsplit(hall.base_url).netloc
    assert said["Host $host"][0] == 200, "the port it dropped is the one that the browser names"
    status, text = said["nothing but proxy_pass"]
    assert status == 403 and f"Host and Origin differ: {hall_at} and PROXY" in text
    assert "proxy_set_header Host $http_host" in text and "trusted_proxies" in text
