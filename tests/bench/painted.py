"""publish() → the frame after the one that shows the scene, in Chromium; the hall, the crowd and
the page apart. And a tap → that frame, while the hall records what it says and while it does not."""

import http.client
import json
import os
import shutil
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.bench.figures import Figure, pair
from tests.bench.serving import SCREEN, Served
from tests.chromium import chromium

ROUNDS = 100
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
WATCH = """() => {
  window.shownAt = {};
  new MutationObserver(() => {
    window.shownAt[document.body.dataset.shown] ??= performance.timeOrigin + performance.now();
  }).observe(document.body, {attributes: true, attributeFilter: ["data-shown"]});
  return Date.now() - (performance.timeOrigin + performance.now());
}"""
WAIT = """(revision) => new Promise((resolve, reject) => {
  const until = performance.now() + 5000;
  const look = () => {
    if (window.shownAt[revision]) resolve(window.shownAt[revision]);
    else if (performance.now() > until) reject(new Error(`revision ${revision} was not shown`));
    else setTimeout(look, 10);
  };
  look();
})"""
"""The wait looks rarely, so that it does not stand in the way of what it waits for."""


def painted() -> Iterator[Figure]:
    for readers, aim, name in ((0, 33.0, "one screen"), (999, 60.0, "beside 999 streams")):
        with ExitStack() as stack:
            served = stack.enter_context(Served())
            if readers:
                stack.enter_context(served.crowd(readers))
            play = stack.enter_context(sync_playwright())
            browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1920, "height": 540})
            page.goto(f"{served.base_url}/screen/{SCREEN}")
            times, sizes = _rounds(served, page)
            browser.close()
        yield from pair(
            f"publish → painted (second frame), {name}",
            times,
            aim,
            f"{' and '.join(map(str, sizes))} bytes in turn",
        )


def _rounds(served: Served, page: Page) -> tuple[list[float], list[int]]:
    drift = float(page.evaluate(WATCH))
    times: list[float] = []
    sizes: dict[int, None] = {}
    for number in range(ROUNDS + 10):
        told: dict[str, Any] = served.tell("raise" if number % 2 == 0 else "clear")
        shown = float(page.evaluate(WAIT, str(told["revision"]))) + drift
        sizes[told["bytes"]] = None
        if number >= 10:
            times.append(shown - told["published"] * 1000)
        # A different part of the frame each time: commands do not come in step with the screen.
        page.wait_for_timeout(40 + number * 7 % 17)
    return times, list(sizes)


def recording() -> Iterator[Figure]:
    """The same hall in turn with its recorder held still and at work: what differs is the
    recorder."""
    if shutil.which("espeak-ng") is None:
        yield Figure("tap → painted while recording: no espeak-ng here", 0, "ms")
        return
    with ExitStack() as stack:
        served = stack.enter_context(Served(speech=""))
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1920, "height": 540})
        page.goto(f"{served.base_url}/screen/{SCREEN}")
        drift, shelf = float(page.evaluate(WATCH)), served.data / "speech"
        while not (pid := served.tell("recorder")) or not [*shelf.glob("*.wav")]:
            page.wait_for_timeout(500)
        still, busy, begin = list[float](), list[float](), len([*shelf.glob("*.wav")])
        for number in range(2 * ROUNDS):
            works = number % 2
            os.killpg(pid, signal.SIGCONT if works else signal.SIGSTOP)
            page.wait_for_timeout(150 + number * 37 % 100)
            start = time.time()
            told = _asked(served, "/api/v1/incidents", {"kind": "FIRE", "targets": ["hall"]})
            shown = float(page.evaluate(WAIT, str(told["revision"]))) + drift
            (busy if works else still).append(shown - start * 1000)
            _asked(served, f"/api/v1/incidents/{told['id']}/clear", {"reason": "over"})
        made = len([*shelf.glob("*.wav")]) - begin
        browser.close()
    yield from pair("tap → painted, FIRE, not recording", still, 100, f"worst {max(still):.0f}")
    yield from pair("tap → painted, FIRE, recording", busy, 100, f"{made} made meanwhile")
    later = statistics.median(one - other for one, other in zip(busy, still, strict=True))
    yield Figure("recording, later by (median of pairs)", later, "ms", 5)


def _asked(served: Served, path: str, body: dict[str, Any]) -> Any:
    connection = http.client.HTTPConnection(served.base_url.removeprefix("http://"), timeout=60)
    headers = {"Authorization": f"Bearer {served.token}", "Content-Type": "application/json"}
    connection.request("POST", path, json.dumps(body), headers)
    told = json.loads(connection.getresponse().read())
    connection.close()
    return told
