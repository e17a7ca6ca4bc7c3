"""What the tests of the clock share: a hall served at any time of its own clock."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kiosk.content import reader as contents
from kiosk.serving.pins import hash_pin, make_token
from kiosk.store import Store
from kiosk.store.credentials import EVERY
from tests.cast import PINS
from tests.faults.clocked import Live, Serve, started
from tests.faults.faketime import WallClock


@pytest.fixture
def serve(browser: Browser, tmp_path: Path) -> Iterator[Serve]:
    """A hall with the sample's real hours, started at this time of its server's clock."""
    made: list[Live] = []

    def at(now: datetime) -> Live:
        data = tmp_path / "data"
        store = Store(data)
        for name, (role, pin) in PINS.items():
            store.put_staff(name, role, hash_pin(pin))
        token, hashed = make_token()
        store.put_token("test", hashed, "admin")
        store.put_open_screens(EVERY)
        store.close()
        wall = WallClock(tmp_path, now)
        live = Live(
            browser, contents.read(contents.sample()), wall, data, token, started(data, token, wall)
        )
        made.append(live)
        return live

    yield at
    for live in made:
        for page in live.pages.values():
            page.close()
        live.house.kill()
