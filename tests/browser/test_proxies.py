"""A screen and a tablet behind nginx and Caddy with their shipped files: painted, told at once,
called for help."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kiosk.serving.pins import hash_pin, make_token
from kiosk.store import Store
from kiosk.store.credentials import EVERY
from tests.browser.conftest import FLAGS, Hall, Watch, described, painted
from tests.browser.promises import let_in
from tests.cast import PINS
from tests.chromium import shell
from tests.systemd.fronts import FRONTS, front, missing, settings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def trusting(browser: Browser) -> Iterator[Browser]:
    """It has been told of the proxy's authority, as the README asks."""
    made = browser.browser_type.launch(
        executable_path=shell(), args=[*FLAGS, "--ignore-certificate-errors"]
    )
    yield made
    made.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    store = Store(tmp_path / "data")
    for name, (role, pin) in PINS.items():
        store.put_staff(name, role, hash_pin(pin))
    token, hashed = make_token()
    store.put_token("test", hashed, "admin")
    store.put_open_screens(EVERY)
    store.close()
    where = ("--data", str(tmp_path / "data"), "--content", str(described(tmp_path)), "--port", "0")
    more = ("--simulators", "yes")
    with Hall(
        "serve", *where, *more, token=token, environment={**os.environ, **settings()}
    ) as served:
        served.data = tmp_path / "data"
        served.told = {
            "staff": [
                {"name": name, "role": role, "pin": pin} for name, (role, pin) in PINS.items()
            ]
        }
        yield served


@pytest.mark.parametrize("program", FRONTS)
def test_a_screen_and_a_tablet_live_behind_a_proxy(
    program: str, hall: Hall, trusting: Browser, tmp_path: Path
) -> None:
    if missing(program) or missing("openssl"):
        pytest.skip(
            f"{program} or openssl is not installed: tests/install_browser.sh installs them where it may"
        )
    watch = Watch(trusting, hall)
    with front(FRONTS[program], tmp_path / program, hall.base_url) as (_, https):
        screen = watch.screen("entrance", base=https)
        painted(screen, hall.revision())
        assert screen.evaluate("() => navigator.serviceWorker.ready.then(it => !!it.active)"), (
            "a secure address"
        )
        tablet = watch.console(base=https)
        painted(screen, hall.raise_("WIN-PAUSE", "window/5")["revision"])
        expect(tablet.locator("[data-incident]").first).to_be_visible()
        screen.click("#scene [data-post=help]")
        expect(screen.locator("[data-page=help]")).to_contain_text("已通知工作人员")
        tablet.locator('[data-help="entrance"] button').click()
        hall.wait_until(
            lambda: shown(hall) == hall.revision(), "the console knows what the screen has painted"
        )
        watch.close()


def shown(hall: Hall) -> int:
    return (
        next(
            one["shown_revision"] for one in hall.api("hall")["screens"] if one["id"] == "entrance"
        )
        or 0
    )


def test_one_browser_stays_signed_in_to_two_halls_of_one_name(
    browser: Browser, house: Hall
) -> None:
    second = Hall.demo()
    context = browser.new_context()
    try:
        pages = [context.new_page() for _ in range(2)]
        for page, one in zip(pages, (house, second), strict=True):
            page.goto(one.base_url + "/console")
            name, pin = one.staff("guide")
            let_in(page, name, pin)
        for page in pages:
            page.reload()
            assert page.url.endswith("/console")
            expect(page.locator("a.tile").first).to_be_visible()
    finally:
        context.close()
        second.forget()
