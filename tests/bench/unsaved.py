"""POST of a fire → the second frame that shows it, in Chromium, while the store is broken: before
it and amid it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.bench.figures import Figure, pair
from tests.bench.painted import ARGUMENTS, WAIT, WATCH
from tests.broken_stores import OUTSIDE as FAULTS
from tests.chromium import chromium
from tests.faults.house import House
from tests.faults.stores import living

ROUNDS = 60
AIM_MS = 60.0
SCREEN = "wall"


def unsaved() -> Iterator[Figure]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for fault in ("none", *FAULTS):
            try:
                yield from _measured(
                    fault, browser.new_page(viewport={"width": 1920, "height": 1080})
                )
            except pytest.skip.Exception as reason:
                yield Figure(
                    f"FIRE → painted, store {fault}: not measured", 0, "ms", None, str(reason)
                )
        browser.close()


def _measured(fault: str, page: Page) -> Iterator[Figure]:
    with ExitStack() as stack:
        house = stack.enter_context(living(fault))
        page.goto(f"{house.base_url}/screen/{SCREEN}")
        drift = float(page.evaluate(WATCH))
        _fire(house, page, drift)
        if fault not in ("none", "deleted"):
            stack.enter_context(FAULTS[fault](house))
        times = []
        for number in range(ROUNDS):
            # What the last all-clear left to do (packs, rehearsals) is another measurement's, see
            # beside.py.
            page.wait_for_timeout(300 + number * 7 % 17)
            if fault == "deleted":  # it is written back within a second
                stack.enter_context(FAULTS[fault](house))
            times.append(_fire(house, page, drift))
        page.close()
    note = f"the first one, in the midst of it, {times[0]:.0f} ms"
    yield from pair(f"FIRE → painted (second frame), store {fault}", times, AIM_MS, note)


def _fire(house: House, page: Page, drift: float) -> float:
    """Raise, look when it was painted, and clear."""
    began = time.time()
    status, raised = house.ask("/api/v1/incidents", {"kind": "FIRE", "targets": ["hall"]})
    assert status == 201, raised
    shown = float(page.evaluate(WAIT, str(raised["revision"]))) + drift
    status, cleared = house.ask(f"/api/v1/incidents/{raised['id']}/clear", {"reason": "x"})
    assert status == 200, cleared
    page.evaluate(WAIT, str(cleared["revision"]))
    return shown - began * 1000
