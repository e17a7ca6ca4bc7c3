"""What every driver does when its wire or lamp misbehaves: it says so, hurts nobody, and is right
again after it."""

import pytest

from devices.codecs import faults
from devices.schedule import health
from signage.shows.lamps import Light, Pattern
from tests.devices.configs import changed
from tests.devices.lamp_rigs import Facts, LightsOf
from tests.devices.peers import CopyingLamp
from tests.devices.wire_rigs import KINDS, NOISE, WireRig

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("soon")]
RED, GREEN = Pattern(red=Light.ON), Pattern(green=Light.ON)
ALARM = Pattern(red=Light.ON, sounder=True)
ANSWERING = tuple(name for name, kind in KINDS.items() if kind.at_best == "verified")
SILENT = tuple(name for name in KINDS if name not in ANSWERING)
FRAMED = tuple(name for name in ANSWERING if KINDS[name].framed)
REFUSING = tuple(name for name in ANSWERING if KINDS[name].refuses)

answering = pytest.mark.parametrize("wire", ANSWERING, indirect=True)
silent = pytest.mark.parametrize("wire", SILENT, indirect=True)
framed = pytest.mark.parametrize("wire", FRAMED, indirect=True)
unframed = pytest.mark.parametrize(
    "wire", [name for name in ANSWERING if name not in FRAMED], indirect=True
)
refusing = pytest.mark.parametrize("wire", REFUSING, indirect=True)


def right(wire: WireRig, lights_of: LightsOf, facts: Facts, pattern: Pattern) -> None:
    lights = lights_of(wire.lamp)
    lights.show({"lamp": wire.asked(pattern)})
    wire.shows(pattern)
    fact = facts.wait(lambda f: f.agrees and f.actual == wire.told(pattern))
    assert fact.health == wire.at_best


@framed
def test_an_answer_between_garbage_is_an_answer(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    wire.noise = True
    right(wire, lights_of, facts, ALARM)


@unframed
def test_where_noise_cannot_be_told_from_an_answer_the_lamp_is_right_once_it_ends(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    wire.noise = True
    lights = lights_of(wire.lamp, reassert_s=0.05)
    lights.show({"lamp": RED})
    wire.shows(RED)
    with wire.changed:
        wire.noise = False
    lights.show({"lamp": ALARM})
    wire.shows(ALARM)
    facts.wait(lambda f: f.agrees and f.actual == wire.told(ALARM))


def test_behind_a_converter_that_echoes_a_true_answer_still_counts(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    """One copy is the converter's, what comes behind it is the lamp's: a second copy, or another
    answer."""
    wire.echo = True
    lights = lights_of(wire.lamp)
    for pattern in (ALARM, GREEN):
        lights.show({"lamp": wire.asked(pattern)})
        wire.shows(pattern)
        fact = facts.wait(lambda f, p=pattern: f.agrees and f.actual == wire.told(p))  # type: ignore[misc]  # binds the loop's
        answers = wire.at_best == "verified" or isinstance(wire.peer, CopyingLamp)
        assert fact.health == ("verified" if answers else "unverified")


def test_an_echo_proves_nothing_about_a_dead_lamp(
    wire: WireRig, lights_of: LightsOf, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is that plays the converter.
    monkeypatch.setattr("devices.schedule.turns.ECHO_S", 10.0)
    wire.echo = wire.mute = True
    lights = lights_of(changed(wire.lamp, reply_ms=20 if wire.can.replies else None))
    for pattern in (RED, ALARM, GREEN):
        lights.show({"lamp": wire.asked(pattern)})
        facts.wait(lambda f, p=pattern: f.wanted == wire.told(p))  # type: ignore[misc]  # binds the loop's
    told = [fact for fact in facts.told if fact.wanted is not None]
    assert {fact.health for fact in told} <= {"unverified", "lost"}
    assert not any("回读" in fact.reason["zh"] or "已应答" in fact.reason["zh"] for fact in told)
    if wire.at_best == "verified" or isinstance(wire.peer, CopyingLamp):
        seen = {fact.reason["zh"] for fact in told}
        assert seen & {faults.ONLY_ECHO["zh"], faults.SILENT["zh"], health.ECHOED["zh"]}


@pytest.mark.parametrize("wire", ["modbus coil lamp", "custom frames, copied"], indirect=True)
def test_a_copy_alone_is_believed_only_where_the_line_was_shown_not_to_echo(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    asks = wire.kind.protocol == "modbus_coil_lamp"
    right(wire, lights_of, facts, RED)
    fact = facts.wait(lambda f: f.agrees)
    assert (fact.health, fact.reason) == (
        ("verified", health.ANSWERED) if asks else ("unverified", health.ECHOED)
    )


def test_only_what_was_read_is_called_read_back(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    right(wire, lights_of, facts, RED)
    fact = facts.wait(lambda f: f.agrees)
    assert ("回读" in fact.reason["zh"]) == wire.reads


@answering
def test_an_answer_may_come_late_and_byte_by_byte(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    wire.slow_s, wire.dribble = 0.02, True
    right(wire, lights_of, facts, RED)


@answering
def test_silence_is_a_lost_lamp_with_a_remedy_until_it_answers(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    wire.mute = True
    lights = lights_of(changed(wire.lamp, reply_ms=20))
    lights.show({"lamp": RED})
    lost = facts.wait(lambda f: f.health == "lost" and f.wanted is not None)
    assert lost.reason == faults.SILENT and lost.actual is None
    wire.mute = False
    wire.shows(RED)
    assert facts.wait(lambda f: f.agrees).health == "verified"


@answering
def test_an_answer_after_its_time_is_not_taken_for_the_next_one(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    wire.slow_s = 0.15
    lights = lights_of(changed(wire.lamp, reply_ms=20))
    lights.show({"lamp": RED})
    facts.wait(lambda f: f.health == "lost" and f.wanted is not None)
    wire.slow_s = 0.0
    lights.show({"lamp": ALARM})
    wire.shows(ALARM)
    facts.wait(lambda f: f.agrees and f.actual == wire.told(ALARM))


@refusing
def test_a_refusal_is_told_as_such_and_tried_again(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    wire.peer.refusing = True
    lights = lights_of(wire.lamp)
    lights.show({"lamp": RED})
    lost = facts.wait(lambda f: f.health == "lost" and f.wanted is not None)
    assert lost.reason == faults.REFUSED
    wire.peer.refusing = False
    wire.shows(RED)
    assert facts.wait(lambda f: f.agrees).health == "verified"


@silent
def test_a_lamp_that_never_answers_is_never_verified_whatever_comes_up_its_line(
    wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(wire.lamp)
    for pattern in (RED, ALARM, GREEN, RED):
        wire.speak(NOISE * 100)
        lights.show({"lamp": wire.asked(pattern)})
        wire.shows(pattern)
    facts.wait(lambda f: f.agrees and f.actual == wire.told(RED))
    assert {fact.health for fact in facts.told} <= {"unverified", "lost"} and not any(
        fact.health == "lost" and fact.wanted for fact in facts.told
    )


@pytest.mark.parametrize("cut", ["request", "reply"])
def test_a_cable_pulled_in_the_middle_of_a_frame_is_noticed_and_healed(
    cut: str, wire: WireRig, lights_of: LightsOf, facts: Facts
) -> None:
    if cut == "reply" and wire.lamp.protocol in SILENT_PROTOCOLS:
        cut = "request"
    lights = lights_of(wire.lamp)
    lights.show({"lamp": wire.asked(GREEN)})
    wire.shows(GREEN)
    facts.wait(lambda f: f.agrees)
    wire.cut = cut
    lights.show({"lamp": wire.asked(ALARM)})
    lost = facts.wait(lambda f: f.health == "lost" and f.wanted is not None)
    assert str(wire.link) in lost.reason["en"]
    wire.unplug()
    wire.cut = ""
    wire.replug()
    wire.shows(ALARM)
    facts.wait(lambda f: f.agrees and f.actual == wire.told(ALARM))


SILENT_PROTOCOLS = {KINDS[name].protocol for name in SILENT}
