"""Lamp tests, live tests of lamps not yet saved, and the frames kept for diagnosis."""

import math
import time
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.codec import Line, Probe
from devices.codecs.faults import DeviceError
from devices.engine.lights import LampConfig
from devices.lines.port import SerialPort
from devices.lines.trace import KEPT
from devices.schedule.lamp_test import LampTest, lamp_test
from signage.shows.lamps import Light, Pattern
from tests.devices.configs import changed, lamp_config
from tests.devices.lamp_rigs import Facts, LightsOf, PtyRig

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("soon")]
RED, YELLOW, GREEN = Pattern(red=Light.ON), Pattern(yellow=Light.ON), Pattern(green=Light.ON)
SIM = lamp_config("x", "sim://x", sounder=True)


# -- the lamp test -----------------------------------------------------------------------------------------------


def test_every_colour_is_shown_in_turn_and_then_the_computed_state_of_then(
    lights_of: LightsOf, facts: Facts
) -> None:
    now = [100.0]
    lights = lights_of(SIM, clock=lambda: now[0])
    lights.show({"x": GREEN})
    facts.wait(lambda f: f.actual == GREEN)
    lights.test(["x"], 20, sounder=True)
    for shown in (RED, YELLOW, GREEN, Pattern(sounder=True)):
        facts.wait(lambda f, shown=shown: f.actual == shown and f.testing)  # type: ignore[misc]  # binds the loop's value
        now[0] += 20
        lights.show({"x": YELLOW})
    assert facts.wait(lambda f: f.actual == YELLOW and not f.testing).agrees


def test_an_emergency_ends_the_test_at_once_everywhere(lights_of: LightsOf, facts: Facts) -> None:
    lights = lights_of(SIM, lamp_config("y", "sim://y"))
    lights.show({"x": GREEN, "y": GREEN})
    lights.test(["x", "y"], 60)
    facts.wait(lambda f: f.lamp == "y" and f.actual == RED)
    alarm = Pattern(red=Light.FAST, sounder=True)
    lights.show({"x": alarm, "y": GREEN})
    facts.wait(lambda f: f.lamp == "x" and f.actual == alarm)
    assert not facts.wait(lambda f: f.lamp == "y" and f.actual == GREEN).testing
    with pytest.raises(DeviceError, match="emergency"):
        lights.test(["y"], 1)
    assert not lights.try_pattern(lamp_config("new", "sim://new"), GREEN).shown


def test_a_test_can_be_ended_and_concerns_only_the_lamps_named(
    lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(SIM, lamp_config("y", "sim://y"))
    lights.show({"x": GREEN, "y": GREEN})
    facts.wait(lambda f: f.lamp == "y" and f.actual == GREEN)
    assert set(lights.test(["x", "stranger"], 60)) == {"x"}
    facts.wait(lambda f: f.lamp == "x" and f.actual == RED)
    lights.end_test()
    facts.wait(lambda f: f.lamp == "x" and f.actual == GREEN)
    assert RED not in lights.simulated("y").taken


def test_a_lamp_of_which_nothing_is_known_to_be_wanted_is_not_tested(lights_of: LightsOf) -> None:
    """Nobody could say what to show afterwards."""
    assert lights_of(SIM).test(["x"], 1) == {}


@given(st.floats(0.1, 10), st.integers(0, 4), st.floats(-5, 60))
def test_a_lamp_test_always_ends(step_s: float, lights: int, now: float) -> None:
    tiers = ("red", "yellow", "green", "blue")[:lights]
    test = lamp_test(tiers, False, False, 0.0, step_s)
    assert (test.at(now) is None) == (now < 0 or math.floor(now / step_s) >= lights)
    assert test.next_at(now) > now or test.next_at(now) == pytest.approx(now)
    assert test.next_at(step_s * (lights + 1)) == math.inf


def test_a_text_device_shows_words_instead() -> None:
    assert "TEST" in str(lamp_test((), False, True, 0.0, 1.0).patterns[0])
    assert LampTest(0.0, 1.0, ()).at(0.0) is None


# -- trying a lamp that is not saved -------------------------------------------------------------------------------


def test_a_lamp_is_tried_before_it_is_saved_and_left_dark(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of()
    found = lights.try_pattern(pty.lamp, RED, 0.2)
    assert (
        found.shown
        and found.health.health == "unverified"
        and "never answers" in found.reason["en"]
    )
    assert [frame.hex for frame in found.frames] == ["28", "21", "22", "24", "11"]
    assert pty.read_until(lambda got: got.endswith(b"\x21")) == b"\x28\x21\x22\x24\x11\x21", (
        "left dark"
    )
    assert lights.health() == {} and facts.told == []
    (worker,) = lights._workers.values()
    worker.join(20)
    SerialPort(pty.lamp.address, Line()).close()


def test_trying_colour_after_colour_keeps_the_port(pty: PtyRig, lights_of: LightsOf) -> None:
    lights = lights_of()
    for pattern in (RED, GREEN, GREEN):
        assert lights.try_pattern(pty.lamp, pattern).shown
    pty.shows(GREEN)
    assert pty.received.startswith(b"\x28\x21\x22\x24\x11\x14\x21"), (
        "the second colour needed no opening"
    )


def test_trying_a_saved_lamp_s_port_gives_it_back(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(pty.lamp)
    lights.show({"lamp": GREEN})
    facts.wait(lambda f: f.actual == GREEN)
    assert lights.try_pattern(
        changed(pty.lamp, id="new", address=str(pty.link.resolve())), YELLOW, 0.2
    ).shown
    facts.wait(lambda f: "lent" in f.reason["en"] and f.actual is None)
    pty.read_until(lambda got: b"\x12" in got)
    pty.shows(GREEN)
    facts.wait(lambda f: f.actual == GREEN)


@pytest.mark.parametrize("unit", ["", "#7"])
def test_a_simulated_lamp_saved_right_after_its_trial_answers_at_once(
    unit: str, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of()
    tried = lamp_config("draft", f"sim://new{unit}")
    assert lights.try_pattern(tried, YELLOW, 60).shown
    lights.configure([changed(tried, id="saved")])
    lights.show({"saved": GREEN})
    facts.wait(lambda f: f.health == "verified" and f.actual == GREEN)
    assert lights.simulated("saved").pattern == GREEN
    assert all(fact.health != "lost" for fact in facts.told)
    lights.simulated_line("saved").unplug()
    facts.wait(lambda f: f.health == "lost")


@pytest.mark.parametrize("name", ["the same name", "another name"])
def test_a_lamp_saved_right_after_its_trial_is_lit_at_once(
    name: str, pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of()
    assert lights.try_pattern(changed(pty.lamp, id="draft"), YELLOW, 60).shown
    address = pty.lamp.address if name == "the same name" else str(pty.link.resolve())
    lights.configure([changed(pty.lamp, address=address)])
    lights.show({"lamp": GREEN})
    facts.wait(lambda f: f.actual == GREEN)
    pty.shows(GREEN)


def test_a_trial_beside_others_on_a_bus_disturbs_none(lights_of: LightsOf, facts: Facts) -> None:
    lights = lights_of(lamp_config("a", "sim://bus#1"))
    lights.show({"a": GREEN})
    facts.wait(lambda f: f.actual == GREEN)
    told = len(facts.told)
    found = lights.try_pattern(lamp_config("b", "sim://bus#2"), RED, 0.1)
    assert found.shown and found.health.health == "verified" and found.health.simulated
    lights.show({"a": YELLOW})
    facts.wait(lambda f: f.actual == YELLOW)
    assert all("lent" not in fact.reason["en"] for fact in facts.told[told:])


def test_an_emergency_takes_a_lent_port_back_at_once(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(pty.lamp)
    lights.show({"lamp": GREEN})
    facts.wait(lambda f: f.actual == GREEN)
    assert lights.try_pattern(changed(pty.lamp, id="new"), YELLOW, 60).shown
    start = time.monotonic()
    lights.show({"lamp": RED})
    pty.shows(RED)
    assert time.monotonic() - start < 0.5


@pytest.mark.parametrize(
    ("lamp", "says"),
    [
        (lamp_config("n", "/dev/serial/by-id/none"), "is not there"),
        (lamp_config("n", "spy:///dev/null"), "is not allowed"),
        (lamp_config("n", "socket://10.0.0.9:4001"), "name this host in the settings"),
        (lamp_config("n", "sim://n?mute"), "does not answer"),
        (lamp_config("n", "/etc/passwd"), "not a serial device"),
    ],
)
def test_a_trial_that_fails_says_why_and_what_to_do(
    lamp: LampConfig, says: str, lights_of: LightsOf
) -> None:
    lights = lights_of()
    found = lights.try_pattern(lamp, RED)
    assert not found.shown and says in found.reason["en"] and found.reason["zh"]
    for worker in lights._workers.values():
        worker.join(20)
        assert worker.ended, "nothing is tried on for ever"


def test_a_port_that_another_program_has_is_told_at_once(pty: PtyRig, lights_of: LightsOf) -> None:
    with ExitStack() as opened:
        other = SerialPort(pty.lamp.address, Line())
        opened.callback(other.close)
        found = lights_of().try_pattern(pty.lamp, RED)
    assert "Another program" in found.reason["en"]


def test_a_device_is_asked_who_it_is_and_nothing_is_written_to_its_lights(
    pty: PtyRig, lights_of: LightsOf
) -> None:
    lights = lights_of()
    mute = lights.identify(pty.lamp, Probe(b"\x21", 0.05, lambda got: None))
    assert mute.name is None and "does not answer" in mute.reason["en"]
    assert [frame.hex for frame in mute.frames] == ["21"]
    known = lights.identify(
        SIM, Probe(b"=x oooooo\n", 0.2, lambda got: "lamp x" if got.endswith(b"\n") else None)
    )
    assert known.name == "lamp x" and [frame.direction for frame in known.frames] == ["out", "in"]
    assert (
        "not there"
        in lights.identify(
            lamp_config("n", "/dev/none"), Probe(b"", 0.05, lambda got: None)
        ).reason["en"]
    )


# -- the trace -----------------------------------------------------------------------------------------------------


def test_the_last_frames_are_kept_both_ways_and_no_more(lights_of: LightsOf, facts: Facts) -> None:
    lights = lights_of(SIM)
    for wish in (RED, GREEN) * KEPT:
        lights.show({"x": wish})
        facts.wait(lambda f, wish=wish: f.actual == wish)  # type: ignore[misc]  # the default binds the loop's value
    trace = lights.trace("x")
    assert len(trace) == KEPT
    assert [frame.direction for frame in trace[-2:]] == ["out", "in"]
    assert bytes.fromhex(trace[-1].hex) == b"!x ooiooo\n" and trace[-1].at >= trace[0].at
    assert "←" in str(trace[-1]) and lights.trace("stranger") == ()
