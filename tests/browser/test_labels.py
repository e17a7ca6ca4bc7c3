"""The code on a machine, scanned: printed with the hall's public address, while tablets and people
are known under another."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch
from tests.browser.promises import led, let_in

pytestmark = pytest.mark.browser
LABEL = "/at/machine/terminal-1"
HAZARD = f'a[href$="DEV-HAZARD/confirm?target={LABEL.removeprefix("/at/")}"]'


@pytest.fixture
def public(watch: Watch, house: Hall) -> str:
    """Another address of the same hall, and to a browser another site."""
    # Of the empty page that leads on at once.
    watch.expected = ("/favicon.ico",)
    at = urlsplit(house.base_url)
    assert at.hostname == "127.0.0.1"
    return f"http://localhost:{at.port}"


@pytest.fixture
def tablet(watch: Watch, house: Hall) -> Page:
    """Enrolled and locked."""
    page = watch.console("supervisor")
    page.goto(f"{house.base_url}/facilities")
    form = page.locator('form[action="/enrol"]')
    form.locator("input[name=name]").fill("一号平板")
    led(page, 'form[action="/enrol"] button')
    led(page, 'form[action="/sign-out"] button')
    expect(page).to_have_url(f"{house.base_url}/sign-in")
    return page


def scanned(page: Page, address: str) -> None:
    """As from a camera: a page of its own, from nowhere."""
    page.goto("about:blank")
    # It may lead on at once, before all of it is there.
    page.goto(address, wait_until="commit")


def test_a_tablet_that_scans_reaches_what_can_be_raised_on_the_machine(
    tablet: Page, house: Hall, public: str
) -> None:
    scanned(tablet, f"{public}{LABEL}")
    expect(tablet).to_have_url(f"{public}/status{LABEL}")
    tablet.get_by_text("在平板上打开").click()
    expect(tablet).to_have_url(f"{house.base_url}{LABEL}")
    expect(tablet.locator(HAZARD)).to_be_visible()
    # Under its own address at once.
    scanned(tablet, f"{house.base_url}{LABEL}")
    expect(tablet.locator(HAZARD)).to_be_visible()


def test_staff_with_a_phone_sign_in_and_are_there(watch: Watch, house: Hall, public: str) -> None:
    page = watch.page("/status", (390, 844))
    scanned(page, f"{public}{LABEL}")
    page.get_by_text("登录后处理").click()
    name, pin = house.staff("supervisor")
    let_in(page, name, pin)
    expect(page).to_have_url(f"{public}{LABEL}")
    expect(page.locator(HAZARD)).to_be_visible()


def test_the_public_sees_the_status_page_and_a_tablet_that_is_not_known_is_led_nowhere_else(
    watch: Watch, tablet: Page, house: Hall, public: str
) -> None:
    page = watch.page("/status", (390, 844))
    hall = page.locator("h1").inner_text()
    scanned(page, f"{public}{LABEL}")
    expect(page.locator("h1")).to_have_text(hall)
    expect(page.locator("section[role=status], .urgent").first).to_be_visible()
    page.get_by_text("在平板上打开").click()
    expect(page).to_have_url(f"{house.base_url}/status{LABEL}")
    expect(page.get_by_text("在平板上打开")).to_have_count(0)
    expect(page.get_by_text("登录后处理")).to_be_visible()
