"""What the service manager is told: start, life and stop, and when the watchdog goes unfed."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from kiosk.serving.push import Push
from kiosk.serving.server import (
    notify,
    watchdog_s,
)
from tests.kiosk.live import ask, live
from tests.kiosk.test_server import Hall, get, the_alarms_lane_busy

pytestmark = pytest.mark.processes


@pytest.fixture
def push() -> Push:
    return Push(lambda screen: True, lambda scope: False)


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = Hall()
    yield made
    made.go.set()


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The far end of NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield sock


def test_the_service_manager_is_told_of_start_life_and_stop(
    manager: socket.socket, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "30000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    with live(push):
        assert [manager.recv(64) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    last = manager.recv(64)
    while last == b"WATCHDOG=1":
        last = manager.recv(64)
    assert last == b"STOPPING=1"


def test_the_watchdog_is_not_fed_while_alarms_hang(
    manager: socket.socket, push: Push, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "15000")
    with live(push, hall.app) as server, ExitStack() as stack:
        server.front.answer_s = 0.02
        the_alarms_lane_busy(server, hall, stack)
        manager.settimeout(0.1)
        with pytest.raises(TimeoutError):
            for _ in range(200):  # those sent before the last thread hung
                manager.recv(64)
        hall.go.set()
        manager.settimeout(2)
        assert manager.recv(64) == b"WATCHDOG=1"


def fed(manager: socket.socket) -> bool:
    """Whether the watchdog is fed again and again."""
    manager.settimeout(5)
    return all(manager.recv(64) == b"WATCHDOG=1" for _ in range(5))


def starved(manager: socket.socket) -> bool:
    """Whether it is fed no more, once what was sent before is read away."""
    manager.settimeout(0.1)
    with suppress(TimeoutError):
        for _ in range(500):
            manager.recv(64)
        return False
    return True


def test_the_watchdog_is_not_fed_while_the_clock_of_the_hall_stands(
    manager: socket.socket, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "15000")
    with live(push) as server:
        assert manager.recv(64) == b"READY=1"
        assert fed(manager)
        server.front.health.clock_turns = lambda: False
        assert starved(manager)
        assert ask(server, get("/healthz")).status == 503
        server.front.health.clock_turns = lambda: True
        assert fed(manager)


def test_nothing_restarts_the_server_while_something_is_not_stored(
    manager: socket.socket, push: Push, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "15000")
    with live(push, hall.app) as server, ExitStack() as stack:
        assert manager.recv(64) == b"READY=1"
        server.front.answer_s = 0.02
        server.front.health.clock_turns = lambda: False
        the_alarms_lane_busy(server, hall, stack)
        assert starved(manager)
        server.front.health.unsaved = lambda: 1
        assert fed(manager)
        hall.go.set()


def test_the_loop_tells_its_lag(push: Push, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.serving.server.BEAT_S", 0.001)
    with live(push) as server:
        beats = server.front.health.loop
        moment = threading.Event()
        assert any(beats.last is not None or moment.wait(0.005) for _ in range(4_000))
        assert beats.lag_s < 1 and beats.fact().ok


def test_a_service_manager_that_reads_nothing_stops_no_one(
    manager: socket.socket, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live(push) as server:
        with pytest.raises(OSError):
            for _ in range(10_000):
                notify("WATCHDOG=1")
        assert ask(server, get("/healthz")).status == 200


def test_without_a_service_manager_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.delenv(name, raising=False)
    notify("READY=1")
    assert watchdog_s() is None


def test_a_watchdog_meant_for_another_process_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "20000000")
    assert watchdog_s() == pytest.approx(20 / 3)
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert watchdog_s() is None
