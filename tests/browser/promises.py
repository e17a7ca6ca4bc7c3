"""What a page promises, waited for. ``wait_for_function`` takes a promise itself for true, and an
address as a pattern what stands behind its ``?`` too."""

import time
from contextlib import suppress
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Error, Frame, Page, expect

PATIENCE_S = 20.0
LOOK_MS = 50
KEPT = """async () => navigator.serviceWorker.controller?.state === "activated"
  && (await caches.match(location.pathname)) !== undefined"""
AHEAD_S = 1.0
HELD_MS = 3000
"""A key is held for a second of its page's, which on a busy machine is over later than elsewhere."""
TRIES, UNDRAWN = 5, "Unable to capture screenshot"
"""What a browser says whose machine was too busy to put its picture together."""


def awaited(page: Page, promise: str, *, inside: Frame | None = None) -> None:
    """Until what a function promises is true, in the page or the frame ``inside`` it."""
    until = time.monotonic() + PATIENCE_S
    while True:
        # A page that is just being loaded anew is asked again.
        with suppress(Error):
            if (inside or page).evaluate(promise):
                return
        if time.monotonic() > until:
            raise AssertionError(f"not true within {PATIENCE_S:g} s: {promise}")
        page.wait_for_timeout(LOOK_MS)


def settled(page: Page, looks: str) -> Any:
    """What a function finds wrong with the page once it has had time to mend it: what is resized, or
    told anew by the hall, may be laid out by its script a moment later."""
    until = time.monotonic() + PATIENCE_S
    while (found := page.evaluate(looks)) and time.monotonic() < until:
        page.wait_for_timeout(LOOK_MS)
    return found


def fresh(page: Page) -> None:
    """Until a screen's page hears its hall: on a busy machine it may just have lost it for a moment, and
    says other words then."""
    page.wait_for_selector("body[data-live]:not(.is-stale)")


def kept(page: Page, *, inside: Frame | None = None) -> None:
    """Until a worker keeps the page and answers for it."""
    awaited(page, KEPT, inside=inside)


def let_in(page: Page, name: str, pin: str) -> None:
    """Sign in on the page that asks for it, until it leads where it was asked from."""
    page.fill("input[name=name]", name)
    page.fill("input[name=pin]", pin)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda address: urlsplit(address).path != "/sign-in")


def turned(page: Page) -> None:
    """Into the next language a person may read: once the page is written in it."""
    before = page.locator("html").get_attribute("lang") or ""
    page.locator("[data-do=language]").first.click()
    expect(page.locator("html")).not_to_have_attribute("lang", before)
    page.wait_for_load_state()


def led(page: Page, key: str) -> None:
    """A tap on what leads to another page, until that one is there: to go anywhere else before
    would break off what was sent."""
    with page.expect_navigation():
        page.click(key)


def stopped(page: Page) -> None:
    """Its clock, installed before, stands but for what a test lets it run: between two looks at a
    page a busy machine lets seconds pass."""
    for _ in range(2):
        # A moment that was over before it came has stopped the clock too: the next is still to come.
        with suppress(Error):
            page.clock.pause_at(page.evaluate("Date.now()") / 1000 + AHEAD_S)
            return
    raise AssertionError("its clock goes on")


def unmoved(page: Page) -> None:
    """What its style lets happen by time alone happens when a test says so, not before."""
    session = page.context.new_cdp_session(page)
    session.send("Animation.enable")
    session.send("Animation.setPlaybackRate", {"playbackRate": 0})


def pictured(page: Page, **options: Any) -> Image.Image:
    """What is seen of the page. ``options`` as for ``Page.screenshot``."""
    for left in reversed(range(TRIES)):
        try:
            taken = page.screenshot(**options)
            break
        except Error as busy:
            if not left or UNDRAWN not in busy.message:
                raise
    return Image.open(BytesIO(taken)).convert("RGB")
