"""publish() → the frame after the one that shows the scene, in Chromium; the hall, the crowd and
the page apart."""

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
