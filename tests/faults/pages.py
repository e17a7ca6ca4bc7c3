"""The browsers of the matrix: as a screen's unit starts one, and a plain one; each page tells what
is seen on it."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.promises import kept
from tests.chromium import chromium
from tests.faults.house import ROOT
from tests.faults.sampled import SAID, Sample, Seen, composed

START = ROOT / "systemd" / "kiosk-screen.html"
UNIT = ROOT / "systemd" / "kiosk-screen.service"
TELLS = ROOT / "tests" / "faults" / "seen"
"""An extension of the browser. The driver's own script and ear are lost in every other frame that
was an error page."""
POLICY = ROOT / "systemd" / "kiosk-screen-policy.json"
SIZE = {"width": 1080, "height": 1920}
PATIENCE_MS = 20_000
ACTIONS = ("left", "reload", "restart")
LIVE = "() => document.body?.dataset.live"


@dataclass(frozen=True, slots=True)
class Way:
    """How a screen's browser is started. A plain one without a worker runs nothing of ours in a
    reload."""

    unit: bool
    worker: bool

    def __str__(self) -> str:
        return f"{'unit' if self.unit else 'plain'}, {'worker' if self.worker else 'none'}"

    def address(self, page: str) -> str:
        return f"{START.as_uri()}#{page}" if self.unit else page


WAYS = (Way(unit=True, worker=True), Way(unit=True, worker=False), Way(unit=False, worker=True))


@contextmanager
def driver() -> Iterator[Playwright]:
    """Playwright that goes on where a frame's process is swapped."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_OPTIONS", f'--require "{ROOT / "tests" / "faults" / "swapped.cjs"}"')
        playwright = sync_playwright().start()
    try:
        yield playwright
    finally:
        playwright.stop()


def flags_of_the_unit() -> list[str]:
    """What the unit gives its browser besides a profile and an address."""
    (command,) = re.findall(r"(?m)^ExecStart=(.*)$", UNIT.read_text("utf-8"))
    words: list[str] = command.split()
    return [
        word
        for word in words
        if word.startswith("--")
        and len(word) > 2
        and word.partition("=")[0] not in ("--user-data-dir", "--enable-logging")
    ]


def started(playwright: Playwright, profile: Path, way: Way) -> BrowserContext:
    """What the test needs of the policy stands in its profile: policies are the whole machine's."""
    wishes = profile / "Default" / "Preferences"
    if way.unit and not wishes.exists():
        blocks = json.loads(POLICY.read_text("utf-8"))["BlockThirdPartyCookies"]
        wishes.parent.mkdir(parents=True)
        wishes.write_text(json.dumps({"profile": {"cookie_controls_mode": int(blocks)}}))
    flags = [*FLAGS, f"--load-extension={TELLS}", f"--disable-extensions-except={TELLS}"]
    return playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium(), args=flags + (flags_of_the_unit() if way.unit else []),
        viewport=SIZE, service_workers="allow" if way.worker else "block",  # type: ignore[arg-type]  # a dict of its keys
    )  # fmt: skip


def kill(profile: Path) -> None:
    """``kill -9`` to every process of the browser of this profile: nothing it has not written down
    survives."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if f"--user-data-dir={profile}" in (process / "cmdline").read_text("utf-8").split("\0"):
                os.kill(int(process.name), signal.SIGKILL)


@dataclass(slots=True)
class Watched:
    """A page in a browser that tells itself what can be seen: nothing can be asked of one that
    waits for an answer."""

    action: str
    way: Way
    context: BrowserContext
    page: Page
    profile: Path
    told: list[Seen] = field(default_factory=list)

    @property
    def samples(self) -> list[Sample]:
        return composed(self.told)

    @property
    def keeps(self) -> bool:
        """What it showed stays up through the fault."""
        return self.way.worker or self.action == "left"

    def open(self, address: str, *, dead: bool = False) -> None:
        """``dead``: a page that comes from the network may never answer."""
        self.page.on("console", lambda message: self._heard(message.text))
        self.page.set_default_timeout(PATIENCE_MS)
        if dead and not self.way.unit:
            self.page.evaluate(
                "address => { setTimeout(() => { location.href = address; }, 0); }", address
            )
        else:
            self.page.goto(self.way.address(address), wait_until="commit")

    def _heard(self, text: str) -> None:
        if text.startswith(SAID):
            self.told.append(Seen(*json.loads(text.removeprefix(SAID))))

    def waits_for(self, what: str) -> None:
        """In the hall's page, wherever it is."""
        if self.way.unit:
            self.page.wait_for_function(
                "() => window.length === 1 && document.querySelector('main').hidden"
            )
        self.page.frames[-1].wait_for_function(what)

    def waits_until_kept(self) -> None:
        kept(self.page, inside=self.page.frames[-1])

    def act(self, playwright: Playwright, address: str) -> None:
        if self.action == "reload":
            self.page.evaluate("() => { setTimeout(() => location.reload(), 0); }")
        elif self.action == "restart":
            with self.context.expect_event("close", timeout=PATIENCE_MS):
                kill(self.profile)
            self.context = started(playwright, self.profile, self.way)
            self.page = self.context.pages[0]
            self.told[:] = [Seen(time.time(), outermost=True, said=None)]
            self.open(address, dead=True)


def opened(playwright: Playwright, address: str, profiles: Path) -> Iterator[Watched]:
    """Every action in every way. Pages that stay share their browser; what is started again has one
    of its own."""
    for way in WAYS:
        staying = started(playwright, profiles / f"{way} staying", way)
        for action in ACTIONS:
            profile = profiles / f"{way} {action}"
            if action == "restart":
                context = started(playwright, profile, way)
                page = context.pages[0]
            else:
                context, page = staying, staying.new_page()
            watched = Watched(action, way, context, page, profile)
            watched.open(address)
            yield watched
            watched.waits_for(LIVE)
            if way.worker:
                watched.waits_until_kept()
