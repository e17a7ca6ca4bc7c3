"""Which browser everything that draws or measures here starts."""

import os


def chromium() -> str | None:
    """``KIOSK_TEST_CHROMIUM``, Debian's where it is not set; None is Playwright's own, which an
    empty one asks for."""
    return os.environ.get("KIOSK_TEST_CHROMIUM", "/usr/bin/chromium") or None
