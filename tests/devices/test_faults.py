"""What really happens to wires: pulled and put back, wrong speed, noise, lamps switched off,
servers gone."""

import os
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import serial
from serial import rfc2217

from devices.codecs import faults
from devices.codecs.codec import Line
from devices.codecs.faults import DeviceError
from devices.codecs.simulated import SimulatedCodec
from devices.engine.lights import LampHealth
from devices.lines.drivers import Driver
from devices.lines.network import SocketPort
from devices.lines.port import RemotePort, SerialPort
from devices.schedule.desired import Duty
from devices.schedule.turns import OnLine, Turns, wire_s
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import lamp_config
from tests.devices.lamp_rigs import Facts, LightsOf, PtyRig
from tests.devices.replugs import replug_rounds

pytestmark = pytest.mark.processes

RED, GREEN = Pattern(red=Light.ON), Pattern(green=Light.ON)
LOCAL = frozenset({"127.0.0.1"})


def test_a_lamp_unplugged_and_replugged_ten_times_is_right_each_time_and_nothing_grows() -> None:
    assert replug_rounds(10) == []


@dataclass
class Answering:
    """The far end of a pty, answering each request with whatever the test says."""

    folder: Path
    answer: Callable[[bytes], bytes]
    ends: tuple[int, int] = (-1, -1)
    stop: int = -1
    heard: bytes = b""
    thread: threading.Thread = field(init=False)

    def __enter__(self) -> "Answering":
        self.ends = os.openpty()
        for end in self.ends:
            tty.setraw(end)
        (self.folder / "bus").symlink_to(os.ttyname(self.ends[1]))
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()
        return self

    def _listen(self) -> None:
        while data := os.read(self.ends[0], 4096).rstrip(b"\0"):
            self.heard += data
            if reply := self.answer(data):
                os.write(self.ends[0], reply)

    def __exit__(self, *_: object) -> None:
        os.write(self.ends[1], b"\0")
        self.thread.join()
        for end in self.ends:
            os.close(end)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "answer",
    [
        lambda sent: b"",
        lambda sent: b"\xf8\x00\x80\xfe" * 9,
        lambda sent: sent[:-1],
        lambda sent: sent[:-1] + b"\x00",
    ],
    ids=["silence", "wrong speed", "cut off", "checksum broken"],
)
def test_garbage_or_silence_is_not_answering_where_the_protocol_replies(
    answer: Callable[[bytes], bytes], tmp_path: Path, lights_of: LightsOf, facts: Facts
) -> None:
    with Answering(tmp_path, answer) as bus, ExitStack() as stack:
        lamp = lamp_config("lamp", f"{bus.folder}/bus#1", protocol="modbus_coil_lamp", reply_ms=60)
        lights = lights_of(lamp)
        stack.callback(lights.stop)
        lights.show({"lamp": RED})
        lost = facts.wait(lambda f: f.health == "lost")
        assert "A/B" in lost.reason["en"] and "波特率" in lost.reason["zh"] and lost.actual is None
        assert [frame.direction for frame in lights.trace("lamp")][:1] == ["out"]


def test_garbage_changes_nothing_where_the_lamp_never_answers(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(pty.lamp)
    for wish in (RED, GREEN, RED):
        os.write(pty._ends[0], b"\xf8\x00\x15\x06" * 50)
        lights.show({"lamp": wish})
        facts.wait(lambda f, wish=wish: f.actual == wish)  # type: ignore[misc]  # the default binds the loop's value
    assert {fact.health for fact in facts.told} == {"unverified"}


def test_a_lamp_switched_on_after_a_long_silence_is_right_within_its_period(
    lights_of: LightsOf, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only after the longest back-off, which may be three periods away."""
    monkeypatch.setattr("devices.codecs.simulated.REPLY_S", 0.05)
    lights = lights_of(lamp_config("x", "sim://x?mute"), reassert_s=0.1)
    lights.show({"x": RED})
    lamp = lights.simulated("x")
    with lamp.changed:
        assert lamp.changed.wait_for(lambda: len(lamp.taken) >= 3, 3)
    lamp.mute = False
    facts.wait(lambda f: f.health == "verified" and f.actual == RED, 1.0)


class Scripted:
    """A port whose lamp answers one line of a script to each frame."""

    def __init__(self, *answers: bytes) -> None:
        self.answers, self.waiting, self.written = list(answers), b"", 0

    def fileno(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        self.written += 1
        self.waiting = self.answers.pop(0)

    def read(self) -> bytes:
        """One byte at a time, and for ever what stands after a ``…``."""
        if self.waiting.startswith(NOISE):
            return NOISE
        first, self.waiting = self.waiting[:1], self.waiting[1:]
        return first

    def purge(self) -> None: ...
    def cancel(self) -> None: ...
    def close(self) -> None: ...


NOISE = b"\xfe"
SHOWS = {"dark": b"!x oooooo\n", "red": b"!x iooooo\n"}


def on_line(told: list[LampHealth]) -> tuple[Turns, OnLine, list[float]]:
    now = [100.0]
    codec = SimulatedCodec("x")
    driver = Driver(lamp_config("x", "sim://x"), codec, "sim://x", "x", Scripted, lambda: 1)
    lamp = OnLine(
        driver,
        Duty(codec, frozenset({"red"}), False, None, 10.0),
        lambda _, fact: told.append(fact),
        10.0,
    )
    turns = Turns(lambda: now[0])
    turns.lamps = [lamp]
    lamp.wish = RED
    return turns, lamp, now


def test_a_lamp_that_shows_something_else_is_told_and_corrected_at_once_and_then_at_leisure() -> (
    None
):
    """It was switched off, or a person pressed Clear. One that never obeys must not keep its line
    busy."""
    told: list[LampHealth] = []
    turns, lamp, now = on_line(told)
    port = Scripted(SHOWS["dark"], SHOWS["dark"], SHOWS["red"])
    turns.step(port)
    assert told[-1].actual == DARK and not told[-1].agrees and "correcting" in told[-1].reason["en"]
    turns.step(port)
    assert port.written == 2, "corrected at once"
    assert turns.step(port) > 0.3 and port.written == 2
    now[0] += 2
    turns.step(port)
    assert told[-1].agrees and told[-1].health == "verified" and lamp.differences == 0


def test_an_answer_may_dribble_in_and_noise_without_end_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("devices.codecs.simulated.REPLY_S", 0.02)
    told: list[LampHealth] = []
    turns, lamp, _ = on_line(told)
    turns.step(Scripted(SHOWS["red"]))
    assert told[-1].health == "verified"
    lamp.wish = DARK
    turns.step(Scripted(NOISE))
    assert told[-1].health == "lost" and len(lamp.frames[-1].hex) <= 3 * 4096


def test_the_rest_of_a_line_counts_from_the_last_bit() -> None:
    assert wire_s(Line(9600), bytes(96)) == pytest.approx(0.1)
    assert wire_s(Line(1200, 7, "E", 2), bytes(1)) == pytest.approx(11 / 1200)


def test_a_port_that_vanishes_right_after_it_came_is_told_as_what_it_is(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights_of(pty.lamp)
    facts.wait(lambda f: f.health == "unverified")
    pty.unplug()
    assert "brltty" in facts.wait(lambda f: "vanished" in f.reason["en"]).reason["zh"]


@pytest.mark.parametrize("error", [b"", b"x"], ids=["closed", "cancelled"])
def test_a_read_ends_when_the_port_is_called_off(error: bytes, pty: PtyRig) -> None:
    port = SerialPort(pty.lamp.address, Line())
    port.cancel()
    with pytest.raises(DeviceError):
        port.read()
    port.close()
    port.cancel()
    with pytest.raises(DeviceError):
        port.write(b"x")


# -- serial servers on the network ---------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(3)
        yield listening


def url(server: socket.socket, scheme: str = "socket") -> str:
    return f"{scheme}://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.usefixtures("soon")
def test_a_lamp_behind_a_serial_server_is_driven_lost_with_it_and_comes_back(
    server: socket.socket, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(lamp_config("lamp", url(server)), hosts=LOCAL)
    lights.show({"lamp": RED})
    for _ in range(2):
        peer, _ = server.accept()
        with peer:
            peer.settimeout(3)
            got = b""
            while len(got) < 5:
                got += peer.recv(16)
            assert got == b"\x28\x21\x22\x24\x11"
            facts.wait(lambda f: f.actual == RED)
        facts.wait(lambda f: f.health == "lost")


def test_a_server_s_chatter_is_forgotten_before_a_question(server: socket.socket) -> None:
    port = SocketPort(url(server))
    peer, _ = server.accept()
    with peer:
        port.purge()
        peer.sendall(b"noise")
        while not port.read():
            continue
        port.purge()
        assert port.read() == b""
        port.write(b"ask")
        assert peer.recv(9) == b"ask"
    port.close()
    port.close()


@pytest.mark.parametrize(
    "make", [SocketPort, lambda url: RemotePort(url, Line())], ids=["socket", "rfc2217"]
)
def test_a_server_that_is_not_there_is_told_with_what_to_check(
    make: Callable[[str], object], server: socket.socket
) -> None:
    nowhere = url(server, "socket" if make is SocketPort else "rfc2217")
    server.close()
    with pytest.raises(DeviceError, match="check the network") as caught:
        make(nowhere)
    assert not caught.value.permanent


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")
def test_a_server_that_takes_line_settings_gets_them(server: socket.socket) -> None:
    """At the other end is pyserial's own server for RFC 2217, before a line that is a loop."""
    device = serial.serial_for_url("loop://", timeout=0)

    def serve() -> None:
        peer, _ = server.accept()
        with peer, peer.makefile("wb", 0) as answers:
            manager = rfc2217.PortManager(device, answers)
            while data := peer.recv(64):
                device.write(b"".join(manager.filter(data)))
                answers.write(b"".join(manager.escape(device.read(64))))

    serving = threading.Thread(target=serve)
    serving.start()
    port = RemotePort(url(server, "rfc2217"), Line(19200))
    assert port.read() == b"" and port.fileno() > 0
    port.purge()
    port.write(b"\x11\xff")
    got = b""
    while len(got) < 2:
        got += port.read()
    assert got == b"\x11\xff" and device.baudrate == 19200
    port.cancel()
    with pytest.raises(DeviceError):
        port.write(b"\x11")
    port.close()
    serving.join()
    device.close()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("socket://127.0.0.1", faults.NETWORK_FORM),
        ("socket://127.0.0.1:0", faults.NETWORK_FORM),
        ("socket://127.0.0.1:99999", faults.SCHEME),
        ("socket://user@127.0.0.1:4001", faults.NETWORK_FORM),
        ("rfc2217://127.0.0.1:4001?logging=debug", faults.NETWORK_FORM),
        ("socket://127.0.0.1:4001/x", faults.SCHEME),
        ("socket://10.0.0.1:4001", faults.HOST),
        ("rfc2217://LOCALHOST:4001", faults.HOST),
        ("socket://[::1:4001", faults.SCHEME),
        ("SPY://127.0.0.1:1", faults.SCHEME),
    ],
)
def test_only_named_hosts_are_reached_and_only_plainly(
    address: str, message: dict[str, str], lights_of: LightsOf, facts: Facts
) -> None:
    lights_of(lamp_config("lamp", address), hosts=LOCAL)
    fact = facts.wait(lambda f: f.health == "misconfigured")
    assert message["en"].rpartition("}")[2] in fact.reason["en"]


@pytest.mark.usefixtures("soon")
def test_hosts_are_told_apart_by_name_not_by_spelling(
    server: socket.socket, lights_of: LightsOf, facts: Facts
) -> None:
    port = server.getsockname()[1]
    start = time.monotonic()
    lights = lights_of(
        lamp_config("lamp", f"socket://LocalHost:{port}"), hosts=frozenset({"localhost"})
    )
    peer, _ = server.accept()
    with peer:
        facts.wait(lambda f: f.health == "unverified")
        lights.stop()
    assert time.monotonic() - start < 2
