"""The fault matrix: what a screen shows in real Chromium while its network or its hall fails.

``python -m tests.faults.matrix`` runs every case and prints the table; ``--quick`` a selection. A case is a fault and
when a fire is raised beside it (:data:`CASES`); six pages go through each together: left alone, loaded again, their
browser started again, each with a service worker and without. A new fault is a row of :data:`FAULTS`.
"""

import argparse
import json
import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.conftest import FLAGS, Hall
from tests.faults.cable import Cable
from tests.faults.sampled import LEASE_S, SAID, TELL, WITHIN_S, Faults, Sample, judged

SCREEN = "entrance"
SIZE = {"width": 1080, "height": 1920}
LASTS_S = 13.0
"""Longer than an arrow's lease."""
AFTER_S = WITHIN_S + 4.0
PATIENCE_MS = 20_000
MADE_S = 1.0
"""From a document's first moment to its sign, seconds."""
ACTIONS = ("left", "reload", "restart")


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
    """``cuts``: nothing new comes through meanwhile. ``speaks``: the hall itself can then be told of a fire."""

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
QUICK = [("stall in the body", "before"), ("server dead", "before"), ("drop", "during")]


@dataclass(slots=True)
class Watched:
    """A page in a browser that tells itself what can be seen: nothing can be asked of one that waits for an answer."""

    action: str
    worker: bool
    context: BrowserContext
    page: Page
    profile: Path | None
    samples: list[Sample] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", lambda message: self._heard(message.text))
        self.page.add_init_script(TELL)

    def _heard(self, text: str) -> None:
        if text.startswith(SAID):
            at, said = json.loads(text.removeprefix(SAID))
            self.samples.append(Sample.of(at / 1000, said))

    def act(self, playwright: Playwright, address: str) -> None:
        if self.action == "reload":
            self.page.evaluate("() => { setTimeout(() => location.reload(), 0); }")
        elif self.action == "restart":
            assert self.profile is not None
            self.context.close()
            self.context, self.page = _started(playwright, self.profile, self.worker)
            self.listen()
            self.page.evaluate("address => { setTimeout(() => { location.href = address; }, 0); }", address)


def _started(playwright: Playwright, profile: Path, worker: bool) -> tuple[BrowserContext, Page]:
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=_chromium(), args=FLAGS, viewport=SIZE,  # type: ignore[arg-type]  # a dict of its keys
        service_workers="allow" if worker else "block",
    )  # fmt: skip
    return context, context.pages[0]


def _chromium() -> str | None:
    return os.environ.get("KIOSK_TEST_CHROMIUM", "/usr/bin/chromium") or None


def _opened(playwright: Playwright, browser: Browser, stage: Stage, profiles: Path) -> Iterator[Watched]:
    for action in ACTIONS:
        for worker in (True, False):
            profile = profiles / f"{action}-{worker}" if action == "restart" else None
            if profile is not None:
                context, page = _started(playwright, profile, worker)
            else:
                context = browser.new_context(viewport=SIZE, service_workers="allow" if worker else "block")  # type: ignore[arg-type]  # a dict of its keys
                page = context.new_page()
            watched = Watched(action, worker, context, page, profile)
            watched.listen()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"{stage.cable.base_url}/screen/{SCREEN}")
            page.wait_for_function("() => document.body.dataset.live")
            if worker:
                page.wait_for_function("async () => (await caches.match(location.pathname)) !== undefined")
                page.wait_for_function("() => navigator.serviceWorker.controller !== null")
            yield watched


def _sampled(keeper: Page, seconds: float) -> None:
    """Let the pages tell for so long."""
    keeper.wait_for_timeout(max(1.0, seconds) * 1000)


def _seen(watched: Watched, fire: float, fault: tuple[float, float, float], *, cuts: bool) -> Faults:
    """A browser that has told nothing and is nowhere yet waits on its own page."""
    found = judged(watched.samples, fire, fault, cuts=cuts, kept=watched.worker)
    nowhere = watched.page.url.startswith(("about:", "chrome-error:"))
    return replace(found, own_s=found.less_s) if nowhere and math.isinf(found.less_s) else found


def case(playwright: Playwright, browser: Browser, name: str, raised: str) -> list[tuple[Watched, Faults]]:
    """One fault, one moment of the fire, six pages."""
    fault = FAULTS[name]
    with ExitStack() as stack:
        profiles = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        stage = Stage()
        stack.callback(stage.close)
        keeper = browser.new_page()
        stack.callback(keeper.close)
        pages: list[Watched] = []
        stack.callback(lambda: [watched.context.close() for watched in pages])
        pages += _opened(playwright, browser, stage, profiles)
        fire = float("inf")

        def fire_now() -> float:
            stage.hall.raise_("FIRE", "hall")
            return time.time()

        if raised == "before":
            fire = fire_now()
            for watched in pages:
                watched.page.wait_for_function("() => document.querySelector('#scene [data-arrow]')")
        _sampled(keeper, 0.5)
        fault.begin(stage)
        begun = time.time()
        _sampled(keeper, 0.3)
        for watched in pages:
            watched.act(playwright, f"{stage.cable.base_url}/screen/{SCREEN}")
        if raised == "during":
            fire = fire_now()
        _sampled(keeper, max(1.0, LASTS_S - (time.time() - begun)))
        ending = time.time()
        fault.end(stage)
        ended = time.time()
        if raised == "after":
            fire = fire_now()
        _sampled(keeper, max(fire, ended) + AFTER_S - time.time())
        return [(watched, _seen(watched, fire, (begun, ending, ended), cuts=fault.cuts)) for watched in pages]


HEAD = ("fault", "page", "worker", "fire", "less danger", "no page", "arrow beyond lease", "")


def verdict(watched: Watched, found: Faults) -> str:
    """Without a worker a browser that loads a page from a dead hall is on its own page, where nothing of ours runs."""
    if found.none:
        return "ok"
    longest = max(found.less_s, found.blank_s)
    own_page = not watched.worker and found.own_s >= longest - MADE_S
    return "no worker" if own_page and found.arrow_s == 0 else "WRONG"


def line(name: str, raised: str, watched: Watched, found: Faults) -> str:
    cells = (
        name, watched.action, "on" if watched.worker else "off", raised, f"{found.less_s:.1f} s",
        f"{found.blank_s:.1f} s", f"{found.arrow_s:.1f} s", verdict(watched, found),
    )  # fmt: skip
    return _row(cells)


def _row(cells: tuple[str, ...]) -> str:
    widths = (18, 8, 7, 7, 12, 8, 19, 9)
    return " ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def run(cases: list[tuple[str, str]], tell: Callable[[str], None]) -> list[str]:
    """Every line that is wrong; each line is told as soon as it is known, all of them as a table at the end."""
    lines = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        for name, raised in cases:
            for watched, found in case(playwright, browser, name, raised):
                lines.append(line(name, raised, watched, found))
                tell(lines[-1])
        browser.close()
    tell(f"\nLongest of each, counted {WITHIN_S:g} s after the fault's end at most; lease {LEASE_S:g} s.\n{_row(HEAD)}")
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
