"""A port's thread goes on whatever it meets, does not spin, and says when it last came round and
what is wrong."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.engine.lights import LampHealth
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.lamp_rigs import Facts, LightsOf, PtyRig, SimRig

RED = Pattern(red=Light.ON)


def until(true: Callable[[], bool]) -> bool:
    moment = threading.Event()
    return any(true() or moment.wait(0.005) for _ in range(4_000))


def test_a_listener_that_fails_does_not_end_the_port(
    tmp_path: Path, lights_of: LightsOf, soon: None
) -> None:
    def deaf(fact: LampHealth) -> None:
        raise RuntimeError("nobody listens")

    rig = SimRig(tmp_path, "lamp")
    lights = lights_of(rig.lamp, tell=deaf)
    lights.show({"lamp": RED})
    rig.shows(RED, lights)
    assert until(lambda: lights.progress()[0].trouble == "RuntimeError: nobody listens")
    assert lights.progress()[0].alive
    lights.show({"lamp": DARK})
    rig.shows(DARK, lights)


def test_a_port_that_fails_before_it_has_its_lamps_tries_again_without_spinning(
    tmp_path: Path, lights_of: LightsOf, soon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, tried = [0], threading.Semaphore(0)

    def broken(*_: object) -> None:
        tries[0] += 1
        tried.release()
        raise RuntimeError("no duty")

    rig = SimRig(tmp_path, "lamp")
    with monkeypatch.context() as broke:
        broke.setattr("devices.engine.lights.Duty", broken)
        lights = lights_of(rig.lamp)
        assert all(tried.acquire(timeout=20) for _ in range(3))
        before = tries[0]
        threading.Event().wait(0.1)
        assert tries[0] - before < 10, "it spins"
        assert lights.progress()[0].trouble == "RuntimeError: no duty"
    lights.show({"lamp": RED})
    rig.shows(RED, lights)


def test_a_port_that_works_says_when_it_acts_next(
    pty: PtyRig, lights_of: LightsOf, facts: Facts
) -> None:
    began, lights = time.monotonic(), lights_of(pty.lamp)
    lights.show({"lamp": RED})
    facts.wait(lambda fact: fact.agrees)
    (progress,) = lights.progress()
    assert progress.alive and progress.trouble == ""
    assert progress.last is not None and progress.last >= began
    assert not progress.stands(time.monotonic())


def test_a_port_whose_thread_hangs_is_late(lights_of: LightsOf, tmp_path: Path) -> None:
    inside, go, now = threading.Event(), threading.Event(), [100.0]

    def hangs(fact: LampHealth) -> None:
        inside.set()
        go.wait(20)

    rig = SimRig(tmp_path, "lamp")
    lights = lights_of(rig.lamp, tell=hangs, clock=lambda: now[0])
    lights.show({"lamp": RED})
    try:
        assert inside.wait(20)
        now[0] += 60
        (progress,) = lights.progress()
        assert progress.late_s(now[0]) == 60 and progress.stands(now[0])
    finally:
        go.set()
