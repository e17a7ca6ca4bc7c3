"""``make oldest``: all layouts drawn by Chromium 83 itself and by Firefox ESR, held against today's
Chromium.

``python -m tests.oldest FOLDER`` leaves a picture of each page of each browser there.
KIOSK_TEST_OLDEST names Chromium 83 and KIOSK_TEST_CHROMIUM today's (tests/install_oldest.sh,
tests/install_browser.sh); a browser that is not here is said to be missing and fails the run.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, BrowserType, sync_playwright

from tests.faults.house import House
from tests.oldest.firefox import PROGRAM, Firefox
from tests.oldest.looks import LOOK, Look, worse

SIZES: Mapping[str, tuple[int, int]] = {
    "entrance": (1080, 1920), "wall": (3840, 2160), "window-5": (1920, 540), "self-service": (1920, 1080),
    "terminal-2": (1080, 1920), "night": (1080, 1920), "exit-south": (1920, 1080),
}  # fmt: skip
TOUCH = ("entrance", "self-service")
TABLET, PHONE = (1280, 800), (390, 844)
OPEN = """path => { const b = document.createElement("button"), p = document.getElementById("panel");
  b.dataset.open = path; p.append(b); b.click(); b.remove(); }"""
TOUCHED = ("services", "places", "places/find")
SIGN_IN = """one => { document.querySelector("input[name=name]").value = one.name;
  document.querySelector("input[name=pin]").value = one.pin;
  document.querySelector("form button[type=submit]").click(); }"""
PAGES = {
    "console": TABLET,
    "facilities": TABLET,
    "facilities/lamps": TABLET,
    "reports": TABLET,
    "notices": TABLET,
}
ALARMS = (
    ("calm", ()),
    ("outage", (("SYS-CORE", "system/core"), ("QUEUE", "hall"))),
    ("fire", (("FIRE", "hall"),)),
)


class Drives(Protocol):
    def open(self, address: str, size: tuple[int, int]) -> None: ...

    def run(self, function: str, *given: Any) -> Any: ...

    def until(self, function: str, *given: Any) -> None: ...

    def picture(self, path: Path) -> None: ...


@dataclass(slots=True)
class Chromium:
    """One page, as :class:`Firefox` is driven."""

    browser: Browser
    page: Any = None

    def open(self, address: str, size: tuple[int, int]) -> None:
        if self.page is None:
            self.page = self.browser.new_context().new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.goto(address)

    def run(self, function: str, *given: Any) -> Any:
        return self.page.evaluate(function, *given)

    def until(self, function: str, *given: Any) -> None:
        self.page.wait_for_function(function, arg=given[0] if given else None)

    def picture(self, path: Path) -> None:
        self.page.screenshot(path=path)


@contextmanager
def chromium(kind: BrowserType, path: str) -> Iterator[Chromium]:
    browser = kind.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
    try:
        yield Chromium(browser)
    finally:
        browser.close()


def looked_at(drives: Drives, folder: Path) -> Iterator[tuple[str, Look]]:
    """In a hall of its own, to which the same happens each time."""
    folder.mkdir(parents=True, exist_ok=True)
    house = House.demo()
    try:
        yield from _walk(drives, house, folder)
    finally:
        house.forget()


def _walk(drives: Drives, house: House, folder: Path) -> Iterator[tuple[str, Look]]:
    """Every page in every state."""

    def seen(name: str) -> tuple[str, Look]:
        drives.picture(folder / f"{name.replace('/', '-')}.png")
        return name, Look.of(drives.run(LOOK))

    for when, raised in ALARMS:
        made = [
            house.ask("/api/v1/incidents", {"kind": kind, "targets": [target]})[1]
            for kind, target in raised
        ]
        revision = int(house.ask("/api/v1/hall")[1]["revision"])
        for screen, size in SIZES.items():
            drives.open(f"{house.base_url}/screen/{screen}", size)
            drives.until(
                "r => Number(document.body.dataset.shown) >= r && !!document.body.dataset.live",
                revision,
            )
            yield seen(f"{when}/{screen}")
            for path in TOUCHED if screen in TOUCH and when == "calm" else ():
                drives.run(OPEN, path)
                drives.until(
                    "name => document.querySelector('#panel [data-page=' + name + ']')",
                    path.rpartition("/")[2],
                )
                yield seen(f"{when}/{screen}/{path}")
        drives.open(f"{house.base_url}/status?{revision}", PHONE)
        yield seen(f"{when}/status")
        for incident in made:
            house.ask(f"/api/v1/incidents/{incident['id']}/clear", {"reason": "the next picture"})
    drives.open(f"{house.base_url}/sign-in", TABLET)
    yield seen("sign-in")
    drives.run(SIGN_IN, next(one for one in house.told["staff"] if one["role"] == "supervisor"))
    drives.until("() => location.pathname === '/console'")
    for path, size in PAGES.items():
        drives.open(f"{house.base_url}/{path}", size)
        yield seen(path)


def compared(name: str, usual: Mapping[str, Look], drives: Drives, folder: Path) -> int:
    """How many pages are worse than in today's Chromium; each is told."""
    count = bad = 0
    for page, look in looked_at(drives, folder):
        scrolls = page in PAGES or page == "sign-in" or page.endswith("status")
        faults = list(worse(usual[page], look, scrolls=scrolls))
        count, bad = count + 1, bad + bool(faults)
        for fault in faults:
            print(f"{name}, {page}: {fault}", flush=True)
    print(f"{name}: {count - bad} of {count} pages as whole as in today's Chromium", flush=True)
    return bad


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="kiosk-oldest-"))
    today, oldest = (
        os.environ.get("KIOSK_TEST_CHROMIUM") or "/usr/bin/chromium",
        os.environ.get("KIOSK_TEST_OLDEST"),
    )
    bad = 0
    with sync_playwright() as playwright:
        with chromium(playwright.chromium, today) as drives:
            usual = dict(looked_at(drives, folder / "today"))
        if oldest:
            with chromium(playwright.chromium, oldest) as drives:
                bad += compared(
                    f"Chromium {drives.browser.version}", usual, drives, folder / "oldest"
                )
        else:
            print("Chromium 83 is missing: tests/install_oldest.sh")
            bad += 1
    if shutil.which(PROGRAM):
        with Firefox(folder / "profile") as firefox:
            bad += compared(f"Firefox {firefox.version}", usual, firefox, folder / "firefox")
    else:
        print(f"{PROGRAM} is missing: apt install {PROGRAM}")
        bad += 1
    print(f"Pictures: {folder}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
