"""A watcher outside hears that the hall lives; it never learns so of a hall that stands still, and
the hall never waits for it."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import wiring
from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.engine.health import Fact, Health
from kiosk.engine.heartbeat import TOLD_MAX, Heartbeat, Unwatchable, Watcher, told
from kiosk.engine.periodic import Periodic
from kiosk.wiring import House, build
from signage.language.words import Words
from signage.situation.commands import Raise
from tests.cast import SUPERVISOR, Clock
from tests.spoken import both

RULES = Path(__file__).parents[2] / "systemd" / "kiosk-alerts.yml"
SECRET = "/ping/3f0a"
SOON_S = 10.0
"""Waited only where something is broken."""
FULL = both("磁盘已满，请清理。", "The disk is full, make room.")
Heard = tuple[str, str, str]


@dataclass
class Listening:
    """The watcher of a test: what it heard, and what it answers."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    rang: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    status: int = 200

    def hears(self) -> Heard:
        assert self.rang.acquire(timeout=SOON_S)
        return self.heard[-1]


@contextmanager
def listening() -> Iterator[Listening]:
    here = Listening()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            here.heard.append((self.command, self.path, body))
            self.send_response(here.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            here.rang.release()

        def log_message(self, format: str, *args: object) -> None:
            """Not among the test's own words."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        here.url = f"http://127.0.0.1:{server.server_port}{SECRET}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield here
        server.shutdown()
        thread.join()


@pytest.fixture
def outside() -> Iterator[Listening]:
    with listening() as here:
        yield here


def fact(name: str, ok: bool, vital: bool = True, detail: Words = FULL) -> Fact:
    return Fact(name, ok, 5.0, detail, vital)


def ill(*facts: Fact) -> Health:
    health = Health()
    health.add(lambda: facts)
    return health


def beat(url: str, *facts: Fact, wait_s: float = 5.0) -> None:
    Heartbeat(Watcher.of(url), ill(*facts), wait_s).beat()


def test_a_hall_that_is_well_says_so(outside: Listening) -> None:
    beat(outside.url, fact("store", True))
    assert outside.heard == [("POST", SECRET, "")]


def test_a_hall_where_something_vital_is_wrong_says_that_with_its_reasons(
    outside: Listening,
) -> None:
    beat(outside.url, fact("paper", False, vital=False), fact("store", False))
    ((_, path, body),) = outside.heard
    assert path == f"{SECRET}/fail"
    assert body.splitlines()[0] == f"store: {FULL['zh']} {FULL['en']}"
    assert body.splitlines()[1].startswith("paper: ")


def test_what_is_not_vital_is_told_and_no_failure(outside: Listening) -> None:
    beat(outside.url, fact("paper", False, vital=False))
    ((_, path, body),) = outside.heard
    assert path == SECRET and body.startswith("paper: ")


def test_an_address_keeps_its_query(outside: Listening) -> None:
    beat(f"{outside.url}/?create=1", fact("store", False))
    assert outside.heard[0][1] == f"{SECRET}/fail?create=1"


def test_an_address_without_a_path_is_one_too() -> None:
    watcher = Watcher.of("http://watch.lan")
    assert (watcher.target(True), watcher.target(False)) == ("/", "/fail")


@pytest.mark.parametrize("status", [301, 404, 500])
def test_what_is_not_taken_is_not_heard_and_the_secret_stays_one(
    outside: Listening, status: int
) -> None:
    outside.status = status
    with pytest.raises(OSError, match=str(status)) as error:
        beat(outside.url)
    assert len(outside.heard) == 1, "nobody goes where a watcher sends him"
    assert SECRET not in str(error.value)


def silent(line: socket.socket) -> None:
    """Takes the connection and says nothing."""


def rubbish(line: socket.socket) -> None:
    line.sendall(b"\0\xff" * 600)


def gone(line: socket.socket) -> None:
    line.close()


def dripping(line: socket.socket) -> None:
    """A byte again and again, never a line."""
    moment = threading.Event()
    try:
        while not moment.wait(0.02):
            line.sendall(b"H")
    except OSError:
        return


@pytest.mark.parametrize("answers", [silent, rubbish, gone, dripping])
def test_no_watcher_holds_the_thread(answers: Callable[[socket.socket], None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        taken: list[socket.socket] = []

        def take() -> None:
            taken.append(door.accept()[0])
            answers(taken[0])

        thread = threading.Thread(target=take)
        thread.start()
        with pytest.raises(OSError, match=r"127\.0\.0\.1"):
            beat(f"http://127.0.0.1:{door.getsockname()[1]}{SECRET}", wait_s=0.2)
        thread.join(SOON_S)
        assert not thread.is_alive()
        for line in taken:
            line.close()


@pytest.mark.parametrize(
    "url",
    [
        "watch.lan/ping", "ftp://watch.lan/ping", "https:///ping", "http://a b/ping", "http://[x/ping",
        "http://watch.lan:99999/", "http://me:pin@watch.lan/", "http://watch.lan/#ping", "http://监控.lan/",
    ],
)  # fmt: skip
def test_an_address_where_nobody_can_listen_ends_the_start_in_words(
    url: str, tmp_path: Path
) -> None:
    with pytest.raises(Unwatchable, match="heartbeat_url"):
        Watcher.of(url)
    where = ["serve", "--data", str(tmp_path), "--heartbeat-url", url]
    answer = CliRunner().invoke(main, where)
    assert answer.exit_code == 1 and "heartbeat_url must be like" in answer.output


def test_https_is_spoken_where_it_is_written() -> None:
    line = Watcher.of("https://watch.lan:8443/ping").connection(1.0)
    assert (type(line).__name__, line.host, line.port) == ("HTTPSConnection", "watch.lan", 8443)


def test_many_reasons_are_cut() -> None:
    assert len(told([fact(f"port {n}", False) for n in range(1_000)])) == TOLD_MAX


def until(true: Callable[[], bool]) -> bool:
    moment = threading.Event()
    return any(true() or moment.wait(0.005) for _ in range(4_000))


@contextmanager
def served(tmp_path: Path, url: str) -> Iterator[House]:
    house = build(
        tmp_path, contents.sample(), simulators=True, clock=Clock(), watcher=Watcher.of(url)
    )
    try:
        house.start()
        yield house
    finally:
        house.close()


def turning(house: House) -> Periodic:
    (found,) = (one for one, _, _ in house.services.health.threads if one.name == "watcher")
    assert isinstance(found, Periodic)
    return found


def heartbeat_of(house: House) -> Fact:
    (found,) = (one for one in house.services.health.facts() if one.name == "watcher")
    return found


@pytest.mark.processes
def test_a_served_hall_tells_its_watcher_and_goes_on_whatever_that_one_does(
    tmp_path: Path, outside: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    with served(tmp_path, outside.url) as house:
        assert outside.hears()[1] == SECRET
        assert until(lambda: turning(house).health().turns == 1)
        outside.status = 503
        for turns in (2, 3, 4):
            turning(house).wake()
            assert until(lambda turns=turns: turning(house).health().turns == turns)  # type: ignore[misc]  # bound now
        said = heartbeat_of(house)
        assert not said.ok and not said.vital and "连续 3 次失败" in said.detail["zh"]
        assert SECRET not in said.detail["zh"] + said.detail["en"] + caplog.text
        told_once = [
            record for record in caplog.records if record.getMessage().startswith("watcher failed")
        ]
        assert len(told_once) == 1, "counted, not repeated"
        outside.status = 200
        turning(house).wake()
        assert until(lambda: heartbeat_of(house).ok)
        assert outside.heard[-1][1] == SECRET, "that nobody hears it is no illness of the hall"


def test_the_hall_goes_on_while_its_watcher_holds_the_line(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}{SECRET}"
        (one,) = wiring._heard_outside(house.services, Watcher.of(url))
        one.start()
        line, _ = door.accept()
        board = house.services.board
        before = board.view.revision
        board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
        assert board.view.revision > before and one.health().turns == 0
        line.close()
        one.stop()


def test_a_hall_without_the_setting_tells_nobody(house: House) -> None:
    assert "watcher" not in {one.name for one, _, _ in house.services.health.threads}


def test_what_the_rules_ask_for_is_measured_and_one_of_them_always_fires(house: House) -> None:
    served = house.app.test_client().get("/metrics").text
    asked = set(re.findall(r"\bkiosk_\w+", RULES.read_text("utf-8")))
    assert {"kiosk_alive", "kiosk_ready"} <= asked
    assert [name for name in asked if not re.search(rf"^{name}[ {{]", served, re.M)] == []
    assert "\nkiosk_alive 1.0" in served and "absent(kiosk_alive)" in RULES.read_text("utf-8")
