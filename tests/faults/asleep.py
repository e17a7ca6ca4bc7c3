"""A screen's browser that stands still while time goes on: its processes stopped, and its pages'
clocks told so.

A page sees two clocks. When a machine sleeps its running time stands still (Linux' monotonic clock)
and the wall's goes on; when only the browser is stopped, both go on. Hours pass in both; the test
stops the processes for seconds, and the pages' clocks take the rest up with the first look after
it. Chromium under libfaketime starts and follows a set wall clock, but libfaketime cannot hold its
running time back. The browser's own animations see the seconds alone.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

GAP_S = 2.0
"""Who has not looked at a clock for so long stood still meanwhile, and was not only kept waiting by a
busy machine."""
STOPPED_S = 3.0
"""Long enough for a heartbeat to wait in the connection."""
CLOCKS = f"""(() => {{
  const date = Date.now, ran = performance.now.bind(performance);
  let away = 0, stood = 0, last = ran(), sleep = null;
  window.seen = [];
  function look() {{
    const now = ran(), gap = now - last;
    if (sleep && gap > {GAP_S * 1000}) {{
      away += sleep.ms;
      stood += sleep.stands ? gap : -sleep.ms;
      sleep = null;
      window.seen = [];
      window.woke = now;
    }}
    last = now;
  }}
  Date.now = () => {{ look(); return date() + away; }};
  performance.now = () => {{ look(); return ran() - stood; }};
  window.fallsAsleep = (ms, stands) => {{ look(); sleep = {{ms, stands}}; }};
  const seen = (e) => e && getComputedStyle(e).visibility === "visible" && e.getBoundingClientRect().width > 0;
  setInterval(() => {{
    look();
    const scene = document.getElementById("scene") || document.body;
    if (!scene || window.woke === undefined) return;
    const text = scene.innerText;
    window.seen.push({{
      after: (ran() - window.woke) / 1000, text, stale: seen(document.getElementById("stale")),
      arrow: [...scene.querySelectorAll("[data-arrow]")].some(seen),
      clear: text.replace(/\\s/g, "").includes("警报解除"),
    }});
  }}, 100);
}})();"""
"""Runs in a page before anything else; what is seen on it is noted from the moment it wakes."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one screen showed so many seconds after its browser went on."""

    after: float
    text: str
    stale: bool
    arrow: bool
    clear: bool


def falls_asleep(page: Page, hours: float, *, stands: bool) -> None:
    page.evaluate("([ms, stands]) => window.fallsAsleep(ms, stands)", [hours * 3_600_000, stands])


def sights(page: Page) -> list[Sight]:
    found: list[dict[str, Any]] = page.evaluate(
        "() => window.woke === undefined ? [] : window.seen"
    )
    return [Sight(**one) for one in found]


@contextmanager
def stopped(*more: int) -> Iterator[None]:
    """Every process of the browsers this test has started stands still, and these besides."""
    found = [*more, *_browsers()]
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _browsers() -> list[int]:
    below, found = {os.getpid()}, []
    for pid, (parent, command) in sorted(_processes().items()):
        if parent in below:
            below.add(pid)
            if "chrom" in command:
                found.append(pid)
    assert found, "no browser runs"
    return found


def _processes() -> dict[int, tuple[int, str]]:
    found = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            stat = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            command = (folder / "cmdline").read_text("utf-8", "replace").partition("\0")[0]
            found[int(folder.name)] = int(stat[1]), command
    return found
