"""Lines that block, are busy, forbidden or wrong; lamps that lie or say nothing; and the bytes on a
real line."""

import os
import re
import termios
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.codec import Line
from devices.codecs.faults import DeviceError
from devices.engine.lights import LampConfig, Lights
from devices.lines.drivers import PROTOCOLS as REAL_PROTOCOLS
from devices.lines.port import SerialPort
from devices.schedule import turns
from signage.hall.model import Lamp
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import lamp_config
from tests.devices.lamp_rigs import Facts, LightsOf, PtyRig

pytestmark = pytest.mark.processes

RED, GREEN = Pattern(red=Light.ON), Pattern(green=Light.ON)


def test_the_bytes_on_the_line_with_their_real_rests(pty: PtyRig, lights_of: LightsOf) -> None:
    lights = lights_of(pty.lamp, protocols=REAL_PROTOCOLS)
    start = time.monotonic()
    lights.show({"lamp": GREEN})
    pty.read_until(lambda got: len(got) >= 5)
    assert time.monotonic() - start >= 0.4
    lights.show({"lamp": Pattern(red=Light.ON, sounder=True)})
    got = pty.read_until(lambda got: len(got) >= 8)
    assert got == b"\x28\x21\x22\x24\x14" + b"\x11\x18\x24"


def test_an_urgent_lamp_really_blinks_on_the_line(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(pty.lamp)
    lights.show({"lamp": Pattern(red=Light.FAST)})
    got = pty.read_until(lambda got: len(got) >= 8)
    assert got == b"\x28\x21\x22\x24" + b"\x11\x21\x11\x21"
    assert [fact.actual for fact in facts.told if fact.actual] == [Pattern(red=Light.FAST)]


def test_blinking_hangs_on_the_given_clock_alone(pty: PtyRig, lights_of: LightsOf) -> None:
    now = [0.0]

    def clock() -> float:
        """Creeps a tenth of a millisecond per look, so that the rests of the line pass; the test
        makes the leaps."""
        now[0] += 0.0001
        return now[0]

    lights = lights_of(pty.lamp, clock=clock)

    def at(moment: float, bytes_: bytes) -> None:
        now[0], pty.received = moment, b""
        lights.show({"lamp": Pattern(yellow=Light.SLOW)})
        assert pty.read_until(lambda got: len(got) >= len(bytes_)) == bytes_

    at(2.0, b"\x28\x21\x22\x24\x12")
    at(5.0, b"\x22")
    at(6.0, b"\x12")
    at(7.0, b"\x22")


def test_a_blocked_line_delays_neither_another_lamp_nor_the_stop(
    tmp_path: Path, closing: ExitStack, lights_of: LightsOf, facts: Facts
) -> None:
    stuck, free = PtyRig(tmp_path, "stuck"), PtyRig(tmp_path, "free")
    closing.callback(stuck.close)
    closing.callback(free.close)
    lights = lights_of(stuck.lamp, free.lamp)
    facts.wait(lambda f: f.lamp == "stuck" and f.health == "unverified")
    slave = os.open(str(stuck.link), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with ExitStack() as opened:
        opened.callback(os.close, slave)
        with pytest.raises(BlockingIOError):
            while True:
                os.write(slave, b"\x21")
    lights.show({"stuck": RED, "free": RED})
    start = time.monotonic()
    free.shows(RED)
    assert time.monotonic() - start < 0.8, "a blocked write takes a second"
    start = time.monotonic()
    used = time.process_time()
    lights.stop()
    assert time.monotonic() - start < 0.8, "the blocked write is called off"
    assert time.process_time() - used < 0.3, "and it did not spin meanwhile"


@pytest.mark.usefixtures("soon")
def test_a_write_that_timed_out_is_never_taken_as_sent(
    pty: PtyRig, lights_of: LightsOf, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.lines.wire.WRITE_TIMEOUT_S", 0.05)
    lights = lights_of(pty.lamp)
    lights.show({"lamp": GREEN})
    facts.wait(lambda f: f.actual == GREEN)
    slave = os.open(str(pty.link), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with ExitStack() as opened:
        opened.callback(os.close, slave)
        with pytest.raises(BlockingIOError):
            while True:
                os.write(slave, b"\x21")
    lights.show({"lamp": RED})
    lost = facts.wait(lambda f: f.health == "lost")
    assert "no more data" in lost.reason["en"] and lost.actual is None
    pty.received = b""
    got = pty.read_until(lambda got: got.endswith(b"\x11"))
    assert got.endswith(b"\x28\x21\x22\x24\x11"), "everything is said again from the start"


@pytest.mark.parametrize(
    "address",
    [
        "spy:///dev/null?file=/tmp/spied",
        "alt://x",
        "hwgrep://.*",
        "loop://",
        "socket://h:1",
        "COM3",
        "",
        "sim://",
        "/a\0b",
    ],
)
def test_an_address_outside_the_list_is_misconfigured_and_harms_no_other(
    address: str, pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(lamp_config("wrong", address), pty.lamp)
    fact = facts.wait(lambda f: f.lamp == "wrong")
    assert fact.health == "misconfigured" and fact.reason["zh"] and fact.actual is None
    lights.show({"wrong": RED, "lamp": RED, "stranger": RED})
    pty.shows(RED)


@pytest.mark.parametrize(
    ("lamp", "says"),
    [
        (lamp_config("x", "/dev/ttyUSB0", protocol="telepathy"), "use one of adafruit_tower"),
        (lamp_config("x", "sim://x", protocol="telepathy"), "use one of"),
        (lamp_config("x", "/dev/ttyUSB0", protocol="simulator"), "only with a sim:// address"),
        (lamp_config("x", "/dev/ttyUSB0#3"), "remove #3"),
        (lamp_config("x", "sim://x?explode"), "wrong option"),
        (lamp_config("x", "sim://x?drop_after=soon"), "wrong option"),
        (lamp_config("x", "/dev/null"), "not a serial device"),
        (lamp_config("x", "/etc"), "not a serial device"),
        (lamp_config("x", "/etc/passwd"), "not a serial device"),
    ],
)
def test_a_wrong_description_says_what_to_do(
    lamp: LampConfig, says: str, lights_of: LightsOf, facts: Facts
) -> None:
    lights_of(lamp)
    assert says in facts.wait(lambda f: f.health == "misconfigured").reason["en"]


def test_simulated_lamps_exist_only_where_allowed(lights_of: LightsOf, facts: Facts) -> None:
    lights = lights_of(lamp_config("x", "sim://x"), simulators_allowed=False)
    assert "not allowed here" in facts.wait(lambda f: f.health == "misconfigured").reason["en"]
    with pytest.raises(KeyError):
        lights.simulated("x")


def test_two_towers_cannot_share_a_line_that_knows_no_units(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights_of(pty.lamp, lamp_config("second", pty.lamp.address))
    assert "already drives the lamp lamp" in facts.wait(lambda f: f.lamp == "second").reason["en"]


def test_lamps_with_units_share_one_line_and_one_thread(lights_of: LightsOf, facts: Facts) -> None:
    before = threading.active_count()
    lights = lights_of(lamp_config("a", "sim://bus#left"), lamp_config("b", "sim://bus#right"))
    lights.show({"a": RED, "b": GREEN})
    facts.wait(lambda f: f.lamp == "a" and f.actual == RED)
    facts.wait(lambda f: f.lamp == "b" and f.actual == GREEN)
    assert threading.active_count() - before <= 2
    lights.simulated("a").mute = True
    lights.show({"a": GREEN, "b": RED})
    facts.wait(lambda f: f.lamp == "b" and f.actual == RED)
    assert (
        "does not answer" in facts.wait(lambda f: f.lamp == "a" and f.health == "lost").reason["en"]
    )


@pytest.mark.usefixtures("soon")
def test_a_busy_port_is_lost_until_the_other_program_lets_go(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    other = SerialPort(pty.lamp.address, Line())
    lights = lights_of(pty.lamp)
    lights.show({"lamp": RED})
    assert "Another program" in facts.wait(lambda f: f.health == "lost").reason["en"]
    other.close()
    other.close()
    pty.shows(RED)


def test_a_forbidden_port_names_the_group_that_may(
    monkeypatch: pytest.MonkeyPatch, pty: PtyRig
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("serial.Serial.open", refuse)
    with pytest.raises(DeviceError) as caught:
        SerialPort(pty.lamp.address, Line())
    assert re.search(r"\(owner \w+, group \w+\): add the service user to group", str(caught.value))
    assert not caught.value.permanent


def test_a_port_the_unit_does_not_permit_names_the_unit(
    monkeypatch: pytest.MonkeyPatch, pty: PtyRig
) -> None:
    """systemd's DeviceAllow answers EPERM where file permissions answer EACCES."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("serial.Serial.open", refuse)
    with pytest.raises(DeviceError, match="DeviceAllow"):
        SerialPort(pty.lamp.address, Line())


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("option", ["noise", "slow=120", "drop_after=2"])
def test_a_badly_behaved_lamp_is_still_read_back(
    option: str, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(lamp_config("x", f"sim://x?{option}"))
    lights.show({"x": RED})
    assert facts.wait(lambda f: f.health == "verified" and f.actual == RED).simulated


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("option", ["mute", "slow=5000"])
def test_a_lamp_that_should_answer_and_does_not_is_lost(
    option: str, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(lamp_config("x", f"sim://x?{option}"))
    lights.show({"x": RED})
    facts.wait(lambda f: f.health == "lost" and "does not answer" in f.reason["en"])
    lamp = lights.simulated("x")
    lamp.mute, lamp.slow_s = False, 0.0
    facts.wait(lambda f: f.health == "verified" and f.actual == RED)


def test_a_downgrade_is_reported_with_the_health(lights_of: LightsOf, facts: Facts) -> None:
    lights = lights_of(lamp_config("x", "sim://x"))
    lights.show({"x": Pattern(blue=Light.ON)})
    fact = facts.wait(lambda f: f.actual == Pattern(yellow=Light.ON))
    assert fact.agrees and fact.downgrade["en"] == "no blue tier: yellow instead"


def test_the_described_lamp_becomes_its_configuration() -> None:
    described = Lamp(
        id="door",
        name={"zh": "门灯"},
        about=("hall",),
        address="sim://door",
        colours=("red",),
        sounder=True,
    )
    assert LampConfig.of(described) == lamp_config(
        "door", "sim://door", "adafruit_tower", ("red",), True
    )


def test_a_lamp_is_described_once_and_written_in_one_order() -> None:
    """Its text is what events hold, and what a form compares with what it showed."""
    assert list(Lamp.model_fields)[:4] == ["id", "name", "about", "address"]
    assert Lamp.model_fields.keys() - LampConfig.model_fields.keys() == {"name", "about"}


def test_a_hundred_lives_leave_nothing_behind(tmp_path: Path) -> None:
    """The leak check of every test looks on."""
    for _ in range(100):
        lights = Lights([lamp_config("x", "sim://x")], lambda _: None, simulators_allowed=True)
        lights.start()
        lights.show({"x": RED})
        lights.stop()
    Lights([lamp_config("x", "sim://x")], lambda _: None, simulators_allowed=True).stop()


@given(st.integers(0, 5000))
def test_the_back_off_starts_at_half_a_second_and_has_a_ceiling(failures: int) -> None:
    assert 0.4 <= turns.backoff(failures) <= 30.0


def test_pyserial_has_one_door() -> None:
    rooms = Path(__file__).parents[2]
    users = [
        str(file.relative_to(rooms))
        for room in ("devices", "kiosk", "signage")
        for file in (rooms / room).rglob("*.py")
        if re.search(r"^\s*(import serial|from serial)", file.read_text(), re.M)
    ]
    assert users == ["devices/lines/port.py"]


def test_raw_ptys_pass_every_byte(pty: PtyRig, lights_of: LightsOf) -> None:
    """0x11 is XON: with software flow control on, red would never arrive."""
    lights = lights_of(pty.lamp)
    lights.show({"lamp": RED})
    pty.shows(RED)
    assert b"\x11" in pty.received
    lights.show({"lamp": DARK})
    pty.shows(DARK)
    assert termios.tcgetattr(pty._ends[1])[0] & termios.IXON == 0
