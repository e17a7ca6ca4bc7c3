"""Which browser everything that draws or measures here starts."""

import os
import shutil

SHELL = "chromium-headless-shell"
"""The same engine without windows, policies and extensions: a third less work for the same pixels."""


def chromium() -> str | None:
    """``KIOSK_TEST_CHROMIUM``, Debian's where it is not set; None is Playwright's own, which an
    empty one asks for."""
    return os.environ.get("KIOSK_TEST_CHROMIUM", "/usr/bin/chromium") or None


def shell() -> str | None:
    """For pages that are looked at and touched: Debian's shell beside Debian's browser, else the
    same as ``chromium``, which a test takes that asks for sound, policies or an installation."""
    whole = chromium()
    beside = shutil.which(SHELL) if whole == "/usr/bin/chromium" else None
    return beside or whole
