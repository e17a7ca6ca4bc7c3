"""Settings of all tests."""

import gc
import logging
import os
import pickle
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from kiosk.drawing import svg
from kiosk.drawing.layout import pieces
from kiosk.serving import pins
from kiosk.serving.bounds.repeated import Counted
from kiosk.wording import typeset
from kiosk.wording.catalogues import speak
from signage.language import personal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

# Machines of a test run are shared and slow by turns: time is measured in the benchmark, never
# here. What everybody runs says the same of the same code on every machine; the long laws look
# further, elsewhere each time.
_CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("house", max_examples=25, derandomize=True, **_CALM)
settings.register_profile("few", max_examples=6, derandomize=True, **_CALM)
settings.register_profile("long", max_examples=500, **_CALM)
settings.load_profile(os.environ.get("KIOSK_TEST_LAWS", "house"))


# Signage says what it says in ids: the server's catalogues have the words.
speak()

# What a command tells goes by the terminal's locale: here by none, whosever machine it is.
os.environ.pop("LC_ALL", None)
os.environ["LC_MESSAGES"] = "C"

# The journals of halls that are killed stay: not among those of this machine.
_RUNTIME = tempfile.TemporaryDirectory(prefix="kiosk-runtime-")
os.environ["RUNTIME_DIRECTORY"] = _RUNTIME.name

# Generated halls are read once a run: the first process makes the place, its workers inherit it.
if "KIOSK_TEST_HALLS" not in os.environ:
    _HALLS = tempfile.TemporaryDirectory(
        prefix="kiosk-halls-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")
    )
    os.environ["KIOSK_TEST_HALLS"] = _HALLS.name

# Pure and dear, and each reading of a hall asks it of the same two thousand texts: more than the
# product keeps.
personal._found = lru_cache(8192)(personal._found.__wrapped__)


# What a PIN's hash costs is measured in tests/kiosk/test_pins.py and nowhere waited for.
pins.COST = replace(pins.FLOOR, n=2**4)


@pytest.fixture
def fontless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without a Chinese font. What was measured on it is not kept for the next test."""
    kept = [
        found for module in (typeset, svg, pieces) for found in vars(module).values()
        if hasattr(found, "cache_clear")
    ]  # fmt: skip
    for cache in kept:
        cache.cache_clear()
    monkeypatch.setattr(typeset, "_font", lambda bold: None)
    yield
    for cache in kept:
        cache.cache_clear()


@lru_cache(512)
def _parsed(text: str) -> bytes:
    return pickle.dumps(_loads(text))


# Halls that differ in one file have twenty in common. What is read is a copy each time, or one test
# would change it under the next.
_loads = tomllib.loads
tomllib.loads = lambda text, /: pickle.loads(_parsed(text))  # noqa: S301  # made here


def pytest_collection_finish() -> None:
    """Modules and collected tests live as long as the run: no collection in the middle of a test
    need walk them.

    And a young object of a test is mostly gone by itself: look for cycles less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _every_line_is_written() -> Iterator[None]:
    """A command that a test calls in this process counts what repeats in its log, the tests' too."""
    yield
    for writer in logging.getLogger().handlers:
        writer.filters[:] = [one for one in writer.filters if not isinstance(one, Counted)]


@pytest.fixture(scope="session")
def playwright() -> Iterator["Playwright"]:
    """One a run: it refuses a second in the same process."""
    from playwright.sync_api import expect

    from tests.faults.house import PATIENCE_S
    from tests.faults.pages import driver

    expect.set_options(timeout=PATIENCE_S * 1000)
    with driver() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: "Playwright") -> Iterator["Browser"]:
    """One a run; a test that wants another way of starting it, or kills it, starts one of its
    own."""
    from tests.browser.conftest import FLAGS
    from tests.browser.patient import patient
    from tests.chromium import shell

    started = playwright.chromium.launch(executable_path=shell(), args=FLAGS)
    yield patient(started)
    started.close()
