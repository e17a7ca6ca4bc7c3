"""https on the hall's own port: who trusts its authority is served, whoever speaks http too, and
nobody waits for somebody's handshake."""

import asyncio
import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from flask import Flask, request

from kiosk.custody.certificates import issue
from kiosk.custody.certificates.keeper import Keeper
from kiosk.custody.certificates.names import permitted
from kiosk.serving.bounds.places import Places
from kiosk.serving.bounds.room import Room
from kiosk.serving.push import Push
from kiosk.serving.server import HallServer
from kiosk.serving.stream_events import scene_event
from kiosk.store.beside.certificates import AUTHORITY, SERVER, write_pem
from tests.kiosk.live import Stream, ask, connected, live

pytestmark = pytest.mark.processes

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
HEAD = b"GET / HTTP/1.1\r\nHost: hall\r\n"
STREAM = "/screen/entrance/stream?key=right"
SMALL = Room(connections=32, head_s=2.0)
"""Eight strangers."""


@dataclass
class Hall:
    keeper: Keeper
    server: HallServer
    data: Path
    now: datetime = NOW

    @property
    def port(self) -> int:
        return int(self.server.base_url.rsplit(":", 1)[1])

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.keeper.authority)

    def asked(self) -> tuple[int, bytes]:
        line = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=5, context=self.trusting()
        )
        line.request("GET", "/")
        answer = line.getresponse()
        read = answer.status, answer.read()
        line.close()
        return read

    def secured(self, name: str = "127.0.0.1") -> ssl.SSLSocket:
        return self.trusting().wrap_socket(connected(self.server), server_hostname=name)

    def shown(self) -> dict[str, object]:
        with self.secured() as sock:
            return dict(sock.getpeercert() or {})


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    names = permitted(["hall.example.lan"], ["192.168.10.2/24"])
    write_pem(tmp_path, AUTHORITY, issue.new_authority(names, NOW).pem)
    app = Flask("hall")
    app.add_url_rule("/", "home", lambda: f"{request.scheme} {'x' * 100_000}")
    places = Places(lambda screen, key: key == "right", Room(streams_of_screen=2))
    push = Push(lambda screen: True, lambda scope: False, period_s=0.2, places=places)
    push.publish({"entrance": scene_event(1, "calm")}, 1)
    found: list[Hall] = []
    keeper = Keeper(tmp_path, lambda: found[0].now if found else NOW, own=lambda: ())
    keeper.look()
    with live(push, app, room=SMALL, secure=lambda: keeper.context) as server:
        found.append(Hall(keeper, server, tmp_path))
        yield found[0]


def test_one_port_speaks_both(hall: Hall) -> None:
    assert hall.asked()[1].startswith(b"https ")
    assert ask(hall.server, HEAD + b"\r\n").body().startswith(b"http ")


def test_who_trusts_it_reaches_the_hall_under_each_of_its_names(hall: Hall) -> None:
    for name in ("127.0.0.1", "localhost", "hall.example.lan"):
        with hall.secured(name) as sock:
            assert sock.version() == "TLSv1.3" and sock.selected_alpn_protocol() is None


@pytest.mark.parametrize("name", ["elsewhere.example", "192.168.10.3", "example.lan"])
def test_under_another_name_it_is_refused(hall: Hall, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=r"(?i)mismatch|not valid for"):
        hall.secured(name)


def test_who_was_not_told_of_the_authority_refuses_it(hall: Hall) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=r"self-signed|unable to get"):
        ssl.create_default_context().wrap_socket(
            connected(hall.server), server_hostname="127.0.0.1"
        )


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_are_not_spoken(hall: Hall) -> None:
    trusting = hall.trusting()
    trusting.set_ciphers("DEFAULT:@SECLEVEL=0")
    trusting.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    trusting.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        trusting.wrap_socket(connected(hall.server), server_hostname="127.0.0.1")


# ---- renewal


def test_a_renewed_certificate_is_taken_up_and_no_stream_ends(hall: Hall) -> None:
    before = hall.shown()
    with Stream(hall.server, trusts=hall.trusting()) as screen:
        screen.scene(1)
        hall.now += timedelta(days=issue.SERVER_DAYS - issue.RENEWED_DAYS + 1)
        hall.keeper.look()
        after = hall.shown()
        assert before["serialNumber"] != after["serialNumber"]
        assert before["issuer"] == after["issuer"], "nobody is to be told of another authority"
        hall.server.front.push.publish({"entrance": scene_event(2, "fire")}, 2)
        assert screen.scene(2)["data"] == "fire"


def test_a_damaged_file_leaves_the_certificate_that_works(hall: Hall) -> None:
    (hall.data / AUTHORITY).rename(hall.data / "elsewhere")
    write_pem(hall.data, SERVER, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")
    with pytest.raises((OSError, ValueError)):
        hall.keeper.look()
    assert hall.asked()[0] == 200
    (hall.data / "elsewhere").rename(hall.data / AUTHORITY)
    hall.keeper.look()
    assert hall.asked()[0] == 200 and issue.read_server((hall.data / SERVER).read_text("ascii"))


def test_a_hall_takes_up_https_while_it_runs(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, lambda: NOW, opened=True, own=lambda: ())
    keeper.look()
    app = Flask("hall")
    app.add_url_rule("/", "home", lambda: request.scheme)
    with live(
        Push(lambda screen: True, lambda scope: False), app, secure=lambda: keeper.context
    ) as server:
        hall = Hall(keeper, server, tmp_path)
        with pytest.raises(OSError):
            hall.secured()
        write_pem(tmp_path, AUTHORITY, issue.new_authority(permitted([], []), NOW).pem)
        keeper.look()
        assert hall.asked() == (200, b"https")


# ---- strangers and their handshakes


HELLO = bytes.fromhex("1603010200010001fc0303")
"""The begin of a handshake of 508 bytes."""


def ended(sock: socket.socket) -> bytes:
    found = b""
    with suppress(ConnectionError):
        while part := sock.recv(1 << 16):
            found += part
    return found


def test_a_handshake_that_drips_is_let_go(hall: Hall) -> None:
    with connected(hall.server) as sock:
        sock.sendall(HELLO)
        begun = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - begun < 20 and len(hall.server.connections):
                sock.sendall(b"\0")
                time.sleep(0)
        assert ended(sock) == b"" and len(hall.server.connections) == 0


@pytest.mark.parametrize(
    "part",
    [bytes.fromhex("1603014000") + b"\1" * 0x4000, bytes.fromhex("1603010000"), HELLO, b"\x16" * 4096],
    ids=["long", "empty records", "hellos", "noise"],
)  # fmt: skip
def test_an_endless_handshake_is_cut_off(hall: Hall, part: bytes) -> None:
    taken = 0
    with connected(hall.server) as sock:
        with suppress(ConnectionError):
            while taken < 16 << 20:
                sock.sendall(part)
                taken += len(part)
        assert taken < 16 << 20
    assert hall.asked()[0] == 200


def test_however_many_hold_a_handshake_pages_and_streams_go_on(hall: Hall) -> None:
    paired = Stream(hall.server, f"{STREAM}&page=wall", trusts=hall.trusting())
    with paired as screen, ExitStack() as stack:
        screen.scene(1)
        for _ in range(40):
            stack.enter_context(connected(hall.server)).sendall(HELLO)
            assert len(hall.server.connections) <= 10
        assert hall.asked()[0] == 200
        hall.server.front.push.publish({"entrance": scene_event(2, "fire")}, 2)
        assert screen.scene(2)["data"] == "fire"


@pytest.mark.parametrize("how", ["go", "end"])
def test_what_is_written_after_a_stream_s_end_is_dropped(hall: Hall, how: str) -> None:
    """asyncio's TLS fails for it, and the heartbeats of others are written in the same turn."""
    push = hall.server.front.push
    with Stream(hall.server, f"{STREAM}&page=p1", trusts=hall.trusting()) as stream:
        assert stream.next("hb")

        async def ended_and_written() -> None:
            (reader,) = push._readers["entrance"]
            getattr(reader.wire, how)()
            await asyncio.sleep(0)
            reader.wire.end()
            reader.wire.write(b"late")

        assert push._loop is not None
        asyncio.run_coroutine_threadsafe(ended_and_written(), push._loop).result(5)


def test_after_the_handshake_a_head_has_its_time_and_no_more(hall: Hall) -> None:
    with hall.secured() as sock:
        sock.sendall(HEAD)
        assert ended(sock).startswith(b"HTTP/1.1 408")
    assert len(hall.server.connections) == 0


def test_a_head_that_never_ends_is_cut_off_over_https_too(hall: Hall) -> None:
    taken = 0
    with hall.secured() as sock:
        sock.sendall(HEAD)
        with suppress(OSError):
            while taken < 32 << 20:
                sock.sendall(b"X: " + b"x" * 4096 + b"\r\n")
                taken += 4096
    assert taken < 32 << 20 and hall.asked()[0] == 200


def test_a_stuck_screen_gets_the_newest_scene_next(hall: Hall) -> None:
    """Over https too no more than one event waits for it in the server."""
    with Stream(hall.server, buffer=4096, trusts=hall.trusting()) as screen:
        screen.scene(1)
        for revision in range(2, 60):
            hall.server.front.push.publish(
                {"entrance": scene_event(revision, "x" * 50_000)}, revision
            )
            time.sleep(0)
        found = [int(event["id"]) for event in _until(screen, 59)]
        assert found[-1] == 59 and len(found) < 20, found


def _until(screen: Stream, revision: int) -> Iterator[dict[str, str]]:
    for event in screen.events():
        if "id" in event:
            yield event
            if event["id"] == str(revision):
                return


def test_a_server_that_stops_waits_for_no_handshake(hall: Hall) -> None:
    with connected(hall.server) as sock:
        sock.sendall(HELLO)
        while not len(hall.server.connections):
            time.sleep(0)
        hall.server.stop()
        assert ended(sock) == b""


# ---- what is told


def test_a_certificate_near_its_end_and_an_address_it_lacks_are_told(tmp_path: Path) -> None:
    now, own = [NOW], [ip_address("192.168.10.2")]
    names = permitted([], ["192.168.10.2/24"])
    authority = issue.new_authority(names, NOW)
    write_pem(tmp_path, AUTHORITY, authority.pem)
    keeper = Keeper(tmp_path, lambda: now[0], opened=True, own=lambda: tuple(own))
    keeper.look()
    assert [fact.ok for fact in keeper.facts()] == [True]
    own.append(ip_address("192.168.10.77"))
    keeper.look()
    known = issue.read_server((tmp_path / SERVER).read_text("ascii"))
    assert {str(one) for one in known.addresses} >= {"192.168.10.2", "192.168.10.77"}
    own.append(ip_address("10.1.1.1"))
    keeper.look()
    (fact,) = keeper.facts()
    assert not fact.ok and not fact.vital and "10.1.1.1" in fact.detail["zh"]
    (tmp_path / AUTHORITY).unlink()
    now[0] += timedelta(days=issue.SERVER_DAYS - 12)
    with pytest.raises(OSError, match="bring it back"):
        keeper.look()
    (fact,) = keeper.facts()
    assert not fact.ok and "12" in fact.detail["zh"] and "12" in fact.detail["en"]
    assert keeper.on, "and it goes on"


def test_a_hall_that_is_reached_over_http_is_told_of_it(tmp_path: Path) -> None:
    assert [fact.ok for fact in Keeper(tmp_path, lambda: NOW, opened=True).facts()] == [False]
    assert [fact.ok for fact in Keeper(tmp_path, lambda: NOW).facts()] == [True]


def test_an_authority_that_ends_is_not_asked_for_ever(tmp_path: Path) -> None:
    write_pem(tmp_path, AUTHORITY, issue.new_authority(permitted([], []), NOW).pem)
    late = NOW + timedelta(days=365 * issue.AUTHORITY_YEARS - 10)
    keeper = Keeper(tmp_path, lambda: late, own=lambda: ())
    keeper.look()
    first = (tmp_path / SERVER).read_text("ascii")
    keeper.look()
    assert (tmp_path / SERVER).read_text("ascii") == first
