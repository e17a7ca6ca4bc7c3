"""Unplug and replug a lamp again and again, as a cleaner's mop does; also run by ``make soak``."""

import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from devices.engine.lights import Lights
from signage.shows.lamps import Light, Pattern
from tests.devices.lamp_rigs import PROTOCOLS, Facts, PtyRig

HEAL_S = 2.0
WISHES = (
    Pattern(red=Light.ON),
    Pattern(yellow=Light.ON),
    Pattern(green=Light.ON),
    Pattern(red=Light.ON, sounder=True),
)


def replug_rounds(rounds: int, say: Callable[[str], None] = lambda line: None) -> list[str]:
    """What went wrong, one line each; empty if every replug healed in time and nothing grew.

    The wish changes while the lamp is away, and the pty that comes back has another number, as
    ttyUSB0 → ttyUSB1.
    """
    wrong: list[str] = []
    with ExitStack() as stack:
        rig = PtyRig(Path(stack.enter_context(tempfile.TemporaryDirectory())), "lamp")
        stack.callback(rig.close)
        facts = Facts()
        lights = Lights([rig.lamp], facts.tell, simulators_allowed=False, protocols=PROTOCOLS)
        stack.callback(lights.stop)
        lights.start()
        lights.show({"lamp": WISHES[-1]})
        rig.shows(WISHES[-1])
        files, threads, slowest = _files(), threading.active_count(), 0.0
        for number in range(rounds):
            wish = WISHES[number % len(WISHES)]
            rig.unplug()
            facts.wait(lambda fact: fact.health == "lost")
            lights.show({"lamp": wish})
            rig.replug()
            start = time.monotonic()
            rig.shows(wish)
            taken = time.monotonic() - start
            facts.wait(lambda fact, wish=wish: fact.actual == wish)  # type: ignore[misc]  # the default binds the loop's
            slowest = max(slowest, taken)
            if taken > HEAL_S:
                wrong.append(
                    f"round {number + 1}: right again after {taken:.2f} s, more than {HEAL_S:g} s"
                )
            if (_files(), threading.active_count()) != (files, threads):
                wrong.append(f"round {number + 1}: {_files()} files and {threading.active_count()} threads, "
                             f"were {files} and {threads}")  # fmt: skip
        say(
            f"replug: {rounds} rounds, slowest {slowest:.2f} s, {files} files and {threads} threads throughout"
        )
    return wrong


def _files() -> int:
    return len(os.listdir("/proc/self/fd"))
