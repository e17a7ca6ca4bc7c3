"""Lamps that are added, moved and removed while the hall is open; and what they are left with."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest

from devices.codecs.adafruit import AdafruitTower
from devices.codecs.codec import Line
from devices.engine.lights import Lights
from devices.lines.port import SerialPort
from devices.lines.ports import ports
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import changed, lamp_config
from tests.devices.lamp_rigs import PROTOCOLS, Facts, LightsOf, PtyRig

pytestmark = pytest.mark.usefixtures("soon")
RED, YELLOW, GREEN = Pattern(red=Light.ON), Pattern(yellow=Light.ON), Pattern(green=Light.ON)
Plug = Callable[[str], PtyRig]


@pytest.fixture
def plug(tmp_path: Path, closing: ExitStack) -> Plug:
    def plugged(name: str) -> PtyRig:
        made = PtyRig(tmp_path, name)
        closing.callback(made.close)
        return made

    return plugged


def fill(rig: PtyRig) -> int:
    """Stop the lamp from taking bytes; the descriptor is the caller's to close."""
    slave = os.open(str(rig.link), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(slave, b"\x21")
    return slave


def test_a_new_lamp_starts_at_once_and_the_old_ones_are_not_touched(
    plug: Plug, lights_of: LightsOf, facts: Facts
) -> None:
    old, new = plug("old"), plug("new")
    lights = lights_of(old.lamp)
    lights.show({"old": GREEN})
    facts.wait(lambda f: f.lamp == "old" and f.actual == GREEN)
    known, written = lights.health()["old"], len(old.read_until(lambda got: len(got) >= 5))
    lights.configure([old.lamp, new.lamp])
    assert lights.health()["new"].actual is None
    lights.show({"old": GREEN, "new": RED})
    new.shows(RED)
    facts.wait(lambda f: f.lamp == "new" and f.actual == RED)
    assert lights.health()["old"] is known
    old.read(0)
    assert len(old.received) == written, "its port was not opened anew"


def test_the_same_description_again_changes_nothing(
    plug: Plug, lights_of: LightsOf, facts: Facts
) -> None:
    rig = plug("lamp")
    wrong = lamp_config("wrong", "spy://x")
    lights = lights_of(rig.lamp, wrong)
    lights.show({"lamp": GREEN})
    facts.wait(lambda f: f.actual == GREEN)
    facts.wait(lambda f: f.lamp == "wrong")
    before, told, threads = lights.health(), len(facts.told), threading.active_count()
    for _ in range(5):
        lights.configure([rig.lamp, wrong])
    assert (
        lights.health() == before
        and len(facts.told) == told
        and threading.active_count() == threads
    )


def test_a_removed_lamp_gives_its_port_and_thread_back(
    plug: Plug, lights_of: LightsOf, facts: Facts
) -> None:
    rig = plug("lamp")
    threads = threading.active_count()
    lights = lights_of(rig.lamp)
    lights.show({"lamp": RED})
    facts.wait(lambda f: f.actual == RED)
    (worker,) = lights._workers.values()
    lights.configure([])
    assert lights.health() == {}
    worker.join(20)
    assert threading.active_count() == threads
    SerialPort(rig.lamp.address, Line()).close()
    rig.shows(RED)


def test_a_lamp_moved_to_another_port_shows_its_wish_there_without_being_asked_again(
    plug: Plug, lights_of: LightsOf, facts: Facts
) -> None:
    here, there = plug("here"), plug("there")
    lamp = changed(here.lamp, id="lamp", on_stop="off")
    lights = lights_of(lamp)
    lights.show({"lamp": RED})
    here.shows(RED)
    lights.configure([changed(lamp, address=there.lamp.address)])
    there.shows(RED)
    here.shows(DARK)
    facts.wait(lambda f: f.actual == RED)


def test_a_change_of_its_description_takes_effect_on_the_same_port(
    plug: Plug, lights_of: LightsOf, facts: Facts
) -> None:
    rig = plug("lamp")
    lights = lights_of(rig.lamp)
    lights.show({"lamp": Pattern(red=Light.ON, sounder=True)})
    rig.shows(Pattern(red=Light.ON, sounder=True))
    lights.configure([changed(rig.lamp, sounder=False)])
    rig.shows(RED)
    assert facts.wait(lambda f: f.actual == RED).downgrade["en"] == "no sounder"


def test_a_lamp_added_to_a_bus_leaves_the_others_their_port(
    lights_of: LightsOf, facts: Facts
) -> None:
    first, second = lamp_config("a", "sim://bus#1"), lamp_config("b", "sim://bus#2", on_stop="off")
    lights = lights_of(first)
    lights.show({"a": GREEN})
    facts.wait(lambda f: f.lamp == "a" and f.actual == GREEN)
    lamp, known = lights.simulated("a"), lights.health()["a"]
    lights.configure([first, second])
    lights.show({"b": RED})
    facts.wait(lambda f: f.lamp == "b" and f.actual == RED)
    other = lights.simulated("b")
    lights.configure([first])
    with other.changed:
        assert other.changed.wait_for(lambda: other.pattern == DARK, 3)
    assert lights.simulated("a") is lamp and lights.health()["a"] is known


def test_a_wrong_description_is_told_and_a_corrected_one_works(
    plug: Plug, lights_of: LightsOf, facts: Facts
) -> None:
    rig = plug("lamp")
    lights = lights_of()
    lights.configure([changed(rig.lamp, address="spy:///dev/null")])
    assert "not allowed" in facts.wait(lambda f: f.health == "misconfigured").reason["en"]
    assert lights.health()["lamp"].health == "misconfigured"
    lights.configure([rig.lamp])
    lights.show({"lamp": RED})
    rig.shows(RED)


def test_a_protocol_that_means_other_frames_today_changes_its_lamps_and_no_others(
    plug: Plug, lights_of: LightsOf, facts: Facts
) -> None:
    named, other = plug("named"), plug("other")
    lamps = [changed(named.lamp, protocol="ours"), other.lamp]
    lights = lights_of(other.lamp)
    lights.show({"other": GREEN})
    facts.wait(lambda f: f.lamp == "other" and f.actual == GREEN)
    known = lights.health()["other"]
    for gap_s in (0.004, 0.004, 0.005):
        lights.configure(
            lamps, {**PROTOCOLS, "ours": lambda lamp, unit, gap_s=gap_s: AdafruitTower(gap_s=gap_s)}
        )
        lights.show({"named": RED})
        named.shows(RED)
        facts.wait(lambda f: f.lamp == "named" and f.actual == RED)
    assert named.read_until(lambda got: len(got) >= 10) == b"\x28\x21\x22\x24\x11" * 2
    assert lights.health()["other"] is known


def test_a_line_removed_and_put_back_at_once_is_driven_again(
    plug: Plug, lights_of: LightsOf
) -> None:
    rig = plug("lamp")
    lights = lights_of(rig.lamp)
    for wish in (RED, GREEN, YELLOW) * 5:
        lights.configure([])
        lights.configure([rig.lamp])
        lights.show({"lamp": wish})
    rig.shows(YELLOW)


def test_nobody_waits_for_a_stuck_port(plug: Plug, lights_of: LightsOf, facts: Facts) -> None:
    stuck, free = plug("stuck"), plug("free")
    lights = lights_of(stuck.lamp)
    facts.wait(lambda f: f.lamp == "stuck" and f.health == "unverified")
    with ExitStack() as opened:
        opened.callback(os.close, fill(stuck))
        lights.show({"stuck": RED})
        start = time.monotonic()
        lights.configure([free.lamp])
        lights.show({"free": RED})
        lights.configure([free.lamp, changed(stuck.lamp, sounder=False)])
        assert time.monotonic() - start < 0.5, "a stuck write takes a second"
        free.shows(RED)
        lights.stop()
    assert time.monotonic() - start < 1.0


@pytest.mark.parametrize(("on_stop", "left"), [("hold", GREEN), ("off", DARK), ("fault", YELLOW)])
def test_each_lamp_is_left_as_its_own_description_says(
    on_stop: Literal["hold", "off", "fault"],
    left: Pattern,
    plug: Plug,
    lights_of: LightsOf,
    facts: Facts,
) -> None:
    """A light we would have to blink is left lit: nobody is there to blink it."""
    rig, other = plug("lamp"), plug("other")
    lights = lights_of(changed(rig.lamp, on_stop=on_stop), other.lamp)
    lights.show({"lamp": GREEN, "other": RED})
    facts.wait(lambda f: f.lamp == "lamp" and f.actual == GREEN)
    facts.wait(lambda f: f.lamp == "other" and f.actual == RED)
    lights.stop()
    rig.shows(left)
    other.shows(RED)


def test_no_lamp_is_left_green_or_sounding_and_no_stuck_one_holds_up_the_stop(
    plug: Plug, lights_of: LightsOf, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.lines.wire.WRITE_TIMEOUT_S", 0.2)
    rig = plug("lamp")
    lights = lights_of(changed(rig.lamp, on_stop="normal"))  # type: ignore[arg-type]  # as content that was not checked might say
    assert "hold, off, paused" in facts.wait(lambda f: f.health == "misconfigured").reason["en"]
    lights.configure([changed(rig.lamp, on_stop="evacuate")])
    facts.wait(lambda f: f.health == "unverified")
    with ExitStack() as opened:
        opened.callback(os.close, fill(rig))
        lights.show({"lamp": GREEN})
        start = time.monotonic()
        lights.stop()
        assert time.monotonic() - start < 2.0
    assert lights.health()["lamp"].actual is None


def test_the_list_of_ports_knows_which_lamp_uses_which(plug: Plug) -> None:
    rig = plug("lamp")
    assert [seen.device for seen in ports(ptys=True) if seen.is_at(rig.lamp.address)] == [
        str(rig.link.resolve())
    ]
    assert not any(seen.is_at("sim://x") for seen in ports(ptys=True))


def test_configuring_before_the_start_and_after_the_stop(plug: Plug, facts: Facts) -> None:
    rig = plug("lamp")
    lights = Lights([], facts.tell, simulators_allowed=False)
    lights.configure([rig.lamp])
    lights.show({"lamp": RED})
    lights.start()
    facts.wait(lambda f: f.actual == RED)
    lights.stop()
    lights.configure([])
    assert "lamp" in lights.health()
