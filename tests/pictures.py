"""The README's pictures, taken of a demonstration hall: ``python -m tests.pictures`` writes
content/pictures anew.

Chromium is the one of the tests (``KIOSK_TEST_CHROMIUM``). Pages are taken at their panel's size
and made smaller.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import FLAGS, SIZES
from tests.browser.promises import let_in, pictured
from tests.chromium import shell

FOLDER = Path(__file__).resolve().parent.parent / "content" / "pictures"
WIDE, GAP, COLOURS = 1280, 22, 128
TABLET = {"width": 1100, "height": 825}
PATIENCE_S = 20.0


@contextmanager
def demo() -> Iterator[dict[str, Any]]:
    """A demonstration hall of its own: what it says of itself once it serves."""
    command = [sys.executable, "-m", "kiosk", "demo", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield json.loads(running.stdout.readline())
        finally:
            running.terminate()


class Visit:
    """Somebody with a camera in that hall."""

    def __init__(self, hall: dict[str, Any], browser: Browser) -> None:
        self.hall, self.browser = hall, browser
        self.screens = {name: self._open(f"/screen/{name}", *size) for name, size in SIZES.items()}

    def _open(self, path: str, width: int, height: int) -> Page:
        page = self.browser.new_page(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        page.goto(self.hall["base_url"] + path)
        return page

    def staff(self, role: str, path: str) -> Page:
        page = self._open("/console", TABLET["width"], TABLET["height"])
        person = next(person for person in self.hall["staff"] if person["role"] == role)
        let_in(page, person["name"], person["pin"])
        page.goto(self.hall["base_url"] + path)
        return page

    def raise_(self, kind: str, target: str, **more: str) -> None:
        body = json.dumps({"kind": kind, "targets": [target], **more}).encode()
        heads = {
            "Authorization": f"Bearer {self.hall['token']}",
            "Content-Type": "application/json",
        }
        with urlopen(
            Request(f"{self.hall['base_url']}/api/v1/incidents", body, heads), timeout=PATIENCE_S
        ):
            pass

    def picture(self, name: str, words: str) -> Image.Image:
        """A screen once it shows ``words``."""
        expect(self.screens[name].locator("#scene")).to_contain_text(words)
        return pictured(self.screens[name])


def wide(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize(
        (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
    )


def beside(*pictures: Image.Image) -> Image.Image:
    return _joined(
        pictures, [(sum(p.width + GAP for p in pictures[:at]), 0) for at in range(len(pictures))]
    )


def above(*pictures: Image.Image) -> Image.Image:
    return _joined(
        pictures, [(0, sum(p.height + GAP for p in pictures[:at])) for at in range(len(pictures))]
    )


def _joined(pictures: tuple[Image.Image, ...], places: list[tuple[int, int]]) -> Image.Image:
    right = max(x + p.width for (x, _), p in zip(places, pictures, strict=True))
    low = max(y + p.height for (_, y), p in zip(places, pictures, strict=True))
    whole = Image.new("RGB", (right, low), "white")
    for place, picture in zip(places, pictures, strict=True):
        whole.paste(picture, place)
    return whole


def save(name: str, picture: Image.Image) -> None:
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def heard(page: Page) -> None:
    """Whoever holds the tablet has heard the alarm."""
    page.locator("[data-do=alarm-heard]").click()
    expect(page.locator("[data-do=alarm-heard]")).to_have_count(0)


def take(visit: Visit) -> None:
    visit.raise_("WIN-PAUSE", "window/5", cause="设备检修")
    save("window", wide(visit.picture("window-5", "暂停服务"), WIDE))
    save("board", wide(visit.picture("wall", "暂停服务"), WIDE))
    visit.raise_("DEV-HAZARD", "machine/terminal-2")
    console, lamps = (
        visit.staff("supervisor", "/console"),
        visit.staff("facilities", "/facilities/lamps"),
    )
    expect(console.locator("[data-stage=painted]").filter(has_text="✓")).to_have_count(
        len(SIZES), timeout=20_000
    )
    expect(lamps.locator("main")).to_contain_text("红快闪")
    heard(console)
    heard(lamps)
    save("console", pictured(console))
    save("lamps", pictured(lamps))
    touch, danger = visit.picture("entrance", "暂停服务"), visit.picture("terminal-2", "请勿触摸")
    visit.raise_("FIRE", "hall")
    plan = visit.staff("supervisor", "/console/plan")
    heard(plan)
    plan.locator('circle[data-target="exit/south"]').click()
    expect(plan.locator('[data-way="exit/south"]')).to_have_attribute("data-held", "closed")
    expect(
        visit.screens["entrance"].locator('[data-exit="exit/south"][data-closed]')
    ).to_have_count(1)
    part = (WIDE - 2 * GAP) // 3
    save(
        "screens",
        beside(
            *(wide(each, part) for each in (touch, danger, pictured(visit.screens["entrance"])))
        ),
    )
    signs = above(*(wide(visit.picture(name, "疏散"), 540) for name in ("exit-east", "window-6")))
    whole = pictured(
        plan, full_page=True, clip={"x": 0, "y": 0, "width": TABLET["width"], "height": 900}
    )
    save("evacuation", beside(wide(whole, WIDE - 540 - GAP), signs))


def main() -> None:
    with demo() as hall, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell(), args=FLAGS)
        take(Visit(hall, browser))
        browser.close()


if __name__ == "__main__":
    main()
