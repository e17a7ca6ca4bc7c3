"""What every driver promises, the simulator included."""

import pytest

from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import changed
from tests.devices.lamp_rigs import Facts, LightsOf, Rig

pytestmark = pytest.mark.usefixtures("soon")
RED, YELLOW, GREEN = Pattern(red=Light.ON), Pattern(yellow=Light.ON), Pattern(green=Light.ON)
ALARM = Pattern(red=Light.ON, sounder=True)


def test_a_lamp_shows_what_is_wanted_and_says_so(
    rig: Rig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(rig.lamp)
    for pattern in (RED, YELLOW, GREEN, ALARM, Pattern(red=Light.ON, green=Light.ON)):
        lights.show({"lamp": rig.asked(pattern)})
        rig.shows(pattern, lights)
        told = rig.told(pattern)
        fact = facts.wait(lambda f, told=told: f.agrees and f.actual == told)  # type: ignore[misc]  # binds the loop's
        assert fact.health == rig.at_best
        assert fact.reason["zh"] and fact.reason["en"]
        assert lights.health()["lamp"] == fact


def test_a_lamp_follows_every_change_and_back_to_dark(rig: Rig, lights_of: LightsOf) -> None:
    lights = lights_of(rig.lamp)
    for pattern in (GREEN, ALARM, RED, YELLOW, GREEN, DARK):
        lights.show({"lamp": rig.asked(pattern)})
        rig.shows(pattern, lights)


def test_of_a_thousand_quick_changes_the_last_one_stays(
    rig: Rig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(rig.lamp)
    for i in range(1000):
        lights.show({"lamp": rig.asked((RED, YELLOW, GREEN)[i % 3])})
    lights.show({"lamp": rig.asked(ALARM)})
    rig.shows(ALARM, lights)
    facts.wait(lambda f: f.actual == rig.told(ALARM))


def test_unplugging_is_noticed_at_once_and_replugging_heals_with_the_wish_of_now(
    rig: Rig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(rig.lamp)
    lights.show({"lamp": rig.asked(GREEN)})
    rig.shows(GREEN, lights)
    for wish in (RED, YELLOW):
        facts.wait(lambda f: f.health == rig.at_best)
        rig.unplug(lights)
        lost = facts.wait(lambda f: f.health == "lost")
        assert lost.actual is None and not lost.agrees
        lights.show({"lamp": rig.asked(wish)})
        rig.replug(lights)
        rig.shows(wish, lights)
        facts.wait(lambda f, wish=wish: f.actual == rig.told(wish))  # type: ignore[misc]  # binds the loop's


def test_a_lamp_switched_off_and_on_behind_its_adapter_is_right_again(
    rig: Rig, lights_of: LightsOf
) -> None:
    lights = lights_of(rig.lamp, reassert_s=0.05)
    lights.show({"lamp": rig.asked(RED)})
    rig.shows(RED, lights)
    rig.power_cycle(lights)
    rig.shows(RED, lights)


def test_re_assertion_and_repeated_wishes_are_not_told_again(
    rig: Rig, lights_of: LightsOf, facts: Facts
) -> None:
    lights = lights_of(rig.lamp, reassert_s=0.02)
    lights.show({"lamp": rig.asked(RED)})
    facts.wait(lambda f: f.actual == rig.told(RED))
    told = len(facts.told)
    for _ in range(3):
        rig.power_cycle(lights)
        rig.shows(RED, lights)
        lights.show({"lamp": rig.asked(RED)})
    later = facts.told[told:]
    assert not later or (rig.reads and {fact.health for fact in later} == {"verified"}), (
        "but what was found dark is"
    )


def test_stopping_leaves_the_lamp_as_it_is(rig: Rig, lights_of: LightsOf, facts: Facts) -> None:
    lights = lights_of(rig.lamp)
    lights.show({"lamp": rig.asked(ALARM)})
    facts.wait(lambda f: f.actual == rig.told(ALARM))
    lights.stop()
    lights.stop()
    lights.show({"lamp": rig.asked(DARK)})
    rig.shows(ALARM, lights)


def test_stopping_can_switch_the_lamp_off(rig: Rig, lights_of: LightsOf, facts: Facts) -> None:
    lights = lights_of(changed(rig.lamp, on_stop="off"))
    lights.show({"lamp": rig.asked(ALARM)})
    rig.shows(ALARM, lights)
    facts.wait(lambda f: f.actual == rig.told(ALARM))
    lights.stop()
    rig.shows(DARK, lights)


def test_a_lamp_that_comes_late_is_lost_with_a_remedy_until_then(
    rig: Rig, lights_of: LightsOf, facts: Facts
) -> None:
    simulated = rig.lamp.address.startswith("sim://")
    if not simulated:
        rig.unplug(None)  # type: ignore[arg-type]  # a pty needs no lights for it
    lights = lights_of(rig.lamp)
    if simulated:
        rig.unplug(lights)
    lights.show({"lamp": rig.asked(RED)})
    lost = facts.wait(lambda f: f.health == "lost")
    assert (
        rig.lamp.address.partition("?")[0] in lost.reason["en"]
        and rig.lamp.address in lost.reason["zh"]
    )
    rig.replug(lights)
    rig.shows(RED, lights)


def test_until_someone_asks_a_lamp_is_not_touched(
    rig: Rig, lights_of: LightsOf, facts: Facts
) -> None:
    """A restart of the service must not make an alarm go dark."""
    lights = lights_of(rig.lamp)
    fact = facts.wait(lambda f: f.health == "unverified")
    assert fact.actual is None and fact.wanted is None
    assert lights.health()["lamp"].simulated == rig.lamp.address.startswith("sim://")


def test_a_teller_that_fails_does_not_stop_the_lamp(
    rig: Rig, lights_of: LightsOf, facts: Facts
) -> None:
    def tell(fact: object) -> None:
        if not facts.told:
            facts.told.append(fact)  # type: ignore[arg-type]  # any mark will do
            raise RuntimeError("the listener has a fault")

    lights = lights_of(rig.lamp, tell=tell)
    lights.show({"lamp": rig.asked(RED)})
    rig.shows(RED, lights)
