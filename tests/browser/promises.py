"""What a page promises, waited for. ``wait_for_function`` takes a promise itself for true."""

import time
from contextlib import suppress

from playwright.sync_api import Error, Frame, Page

PATIENCE_S = 20.0
LOOK_MS = 50
KEPT = """async () => navigator.serviceWorker.controller?.state === "activated"
  && (await caches.match(location.pathname)) !== undefined"""


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


def kept(page: Page, *, inside: Frame | None = None) -> None:
    """Until a worker keeps the page and answers for it."""
    awaited(page, KEPT, inside=inside)
