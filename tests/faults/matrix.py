"""The fault matrix: what a screen shows in real Chromium while its network or its hall fails.

``python -m tests.faults.matrix`` runs every case and prints the table; ``--quick`` a selection. A
case is a fault and when a fire is raised beside it (:data:`CASES`); nine pages go through each
together: left alone, loaded again, their browser started again, each as the screen's unit starts
it, with a service worker and without, and in a plain browser with one
(:data:`tests.faults.pages.WAYS`). A new fault is a row of :data:`FAULTS`.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

from tests.browser.conftest import FLAGS, Hall
from tests.chromium import chromium
from tests.faults.cable import Cable
from tests.faults.pages import Watched, driver, opened
from tests.faults.sampled import LEASE_S, WITHIN_S, Faults, judged

SCREEN = "entrance"
LASTS_S = 13.0
"""Longer than an arrow's lease."""
AFTER_S = WITHIN_S + 4.0


class Stage:
    """One hall, the cable its screens hang on, and what can happen to either."""

    def __init__(self) -> None:
        self.hall = Hall.demo()
        self.cable = Cable(self.hall.base_url)

    def close(self) -> None:
        self.cable.close()
        self.hall.forget()

    def kill(self) -> None:
        self.hall.kill()

    def again(self) -> None:
        self.hall = Hall.again(self.hall)
        self.cable.move(self.hall.base_url)

    def stop(self) -> None:
        os.kill(self.hall.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.hall.process.pid, signal.SIGCONT)


@dataclass(frozen=True, slots=True)
class Fault:
    """``cuts``: nothing new comes through meanwhile. ``speaks``: the hall itself can then be told
    of a fire."""

    begin: Callable[[Stage], None]
    end: Callable[[Stage], None]
    cuts: bool = True
    speaks: bool = True


def _of_cable(name: str, *, cuts: bool = True) -> Fault:
    return Fault(lambda stage: stage.cable.fail(name), lambda stage: stage.cable.heal(), cuts)


FAULTS: dict[str, Fault] = {
    "drop": _of_cable("drop"),
    "stall in the head": _of_cable("stall-head"),
    "stall in the body": _of_cable("stall-body"),
    "delay of 3 s": _of_cable("delay", cuts=False),
    "reset": _of_cable("reset"),
    "half-close": _of_cable("half-close"),
    "server hung": _of_cable("mute"),
    "server dead": Fault(Stage.kill, Stage.again, speaks=False),
    "server stopped": Fault(Stage.stop, Stage.go_on, speaks=False),
}
CASES = [(name, raised) for name, fault in FAULTS.items() for raised in ("before", "during", "after")
         if raised != "during" or fault.speaks]  # fmt: skip
QUICK = [("stall in the body", "during"), ("server dead", "before")]


def _sampled(keeper: Page, seconds: float) -> None:
    """Let the pages tell for so long."""
    keeper.wait_for_timeout(max(1.0, seconds) * 1000)


def case(
    playwright: Playwright, browser: Browser, name: str, raised: str
) -> list[tuple[Watched, Faults]]:
    """One fault, one moment of the fire, nine pages."""
    fault = FAULTS[name]
    with ExitStack() as stack:
        profiles = Path(
            stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        )
        stage = Stage()
        stack.callback(stage.close)
        keeper = browser.new_page()
        stack.callback(keeper.close)
        pages: list[Watched] = []
        stack.callback(lambda: [watched.context.close() for watched in pages])
        address = f"{stage.cable.base_url}/screen/{SCREEN}"
        for watched in opened(playwright, address, profiles):
            pages.append(watched)
        fire = float("inf")

        def fire_now() -> float:
            stage.hall.raise_("FIRE", "hall")
            return time.time()

        if raised == "before":
            fire = fire_now()
            for watched in pages:
                watched.waits_for("() => document.querySelector('#scene [data-arrow]')")
        _sampled(keeper, 0.5)
        fault.begin(stage)
        begun = time.time()
        _sampled(keeper, 0.3)
        for watched in pages:
            watched.act(playwright, address)
        if raised == "during":
            fire = fire_now()
        _sampled(keeper, max(1.0, LASTS_S - (time.time() - begun)))
        ending = time.time()
        fault.end(stage)
        ended = time.time()
        if raised == "after":
            fire = fire_now()
        _sampled(keeper, max(fire, ended) + AFTER_S - time.time())
        moments = (begun, ending, ended)
        return [(watched, _judged(watched, fire, moments, cuts=fault.cuts)) for watched in pages]


def _judged(
    watched: Watched, fire: float, moments: tuple[float, float, float], *, cuts: bool
) -> Faults:
    worded = watched.keeps or watched.way.unit
    return judged(watched.samples, fire, moments, cuts=cuts, kept=watched.keeps, worded=worded)


HEAD = ("fault", "page", "browser", "fire", "less danger", "no page", "arrow beyond lease", "")


def line(name: str, raised: str, watched: Watched, found: Faults) -> str:
    cells = (
        name, watched.action, str(watched.way), raised, f"{found.less_s:.1f} s",
        f"{found.blank_s:.1f} s", f"{found.arrow_s:.1f} s", "ok" if found.none else "WRONG",
    )  # fmt: skip
    return _row(cells)


def _row(cells: tuple[str, ...]) -> str:
    widths = (18, 8, 14, 7, 12, 8, 19, 9)
    return " ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def run(cases: list[tuple[str, str]], tell: Callable[[str], None]) -> list[str]:
    """Every line that is wrong; each line is told as soon as it is known, all of them as a table at
    the end."""
    lines = []
    with driver() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, raised in cases:
            for watched, found in case(playwright, browser, name, raised):
                lines.append(line(name, raised, watched, found))
                tell(lines[-1])
        browser.close()
    tell(
        f"\nLongest of each, counted {WITHIN_S:g} s after the fault's end at most; lease {LEASE_S:g} s.\n{_row(HEAD)}"
    )
    tell("\n".join(lines))
    return [told for told in lines if told.endswith("WRONG")]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--only", nargs=2, metavar=("FAULT", "FIRE"))
    given = asked.parse_args()
    cases = [tuple(given.only)] if given.only else QUICK if given.quick else CASES
    wrong = run(cases, lambda told: print(told, flush=True))
    print(f"{len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
