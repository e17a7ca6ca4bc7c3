"""Any navigation ends in a page that lives: whole, the kept one, or a plain one that tries
again."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Worker, expect

from tests.browser.conftest import Hall, Watch, painted
from tests.browser.promises import kept
from tests.faults.cable import Cable

pytestmark = pytest.mark.browser
GONE = ("net::ERR_", "fetching the script", "Failed to load resource")
"""What the browser itself writes on its console once the network fails."""


@pytest.fixture
def cable(house: Hall) -> Iterator[Cable]:
    """Asked for before ``watch``: the pages go first."""
    with Cable(house.base_url) as made:
        yield made


def worker(page: Page) -> Worker:
    """What keeps the page, once it does."""
    kept(page)
    if not page.context.service_workers:
        page.context.wait_for_event("serviceworker")
    return page.context.service_workers[0]


def reload(page: Page) -> None:
    """As a kiosk's browser does by itself: nobody waits for the answer."""
    page.context.new_cdp_session(page).send("Page.reload")


def without_worker(watch: Watch, cable: Cable) -> Page:
    context = watch.browser.new_context(
        viewport={"width": 1080, "height": 1920}, service_workers="block"
    )
    watch.contexts.append(context)
    return context.new_page()


@pytest.mark.parametrize("fault", ["stall-head", "stall-body", "half-close", "reset"])
def test_a_reload_that_stalls_or_is_cut_for_three_seconds_shows_the_fire(
    cable: Cable, watch: Watch, house: Hall, fault: str
) -> None:
    watch.expected = GONE
    page = watch.screen("entrance", base=cable.base_url)
    kept(page)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    cable.fail(fault)
    reload(page)
    expect(page.locator("body[data-kept]")).to_have_count(1)
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    page.wait_for_timeout(1500)
    cable.heal()
    expect(page.locator("body[data-live]")).to_have_count(1)
    expect(page.locator("#scene")).to_contain_text("紧急疏散")


def test_a_screen_that_was_never_kept_is_plain_and_tries_again(
    cable: Cable, watch: Watch, house: Hall
) -> None:
    watch.expected = GONE
    page = watch.screen("entrance", base=cable.base_url)
    kept(page)
    cable.fail("stall-body")
    page.goto(cable.base_url + "/screen/night", wait_until="commit")
    expect(page.locator("body")).to_contain_text("正在连接")
    revision = house.raise_("FIRE", "hall")["revision"]
    cable.heal()
    painted(page, revision)
    expect(page.locator("#scene")).to_contain_text("紧急疏散")


@pytest.mark.parametrize("fault", ["stall-body", "half-close"])
def test_without_a_worker_half_a_page_says_so_and_becomes_whole(
    cable: Cable, watch: Watch, house: Hall, fault: str
) -> None:
    revision = house.raise_("FIRE", "hall")["revision"]
    page = without_worker(watch, cable)
    page.route(
        "**/static/*",
        lambda route: route.continue_(url=house.base_url + urlsplit(route.request.url).path),
    )
    cable.fail(fault)
    page.goto(cable.base_url + "/screen/entrance", wait_until="commit")
    expect(page.locator("#local")).to_be_visible()
    assert page.locator("#whole").count() == 0
    cable.heal()
    painted(page, revision)


def test_without_a_worker_a_page_cut_short_with_all_of_its_files_is_loaded_again(
    cable: Cable, watch: Watch, house: Hall
) -> None:
    revision = house.raise_("FIRE", "hall")["revision"]
    page = without_worker(watch, cable)
    cable.fail("half-close")
    page.goto(cable.base_url + "/screen/entrance", wait_until="commit")
    cable.heal()
    painted(page, revision)


def test_an_error_of_the_worker_itself_never_brings_an_old_page(
    cable: Cable, watch: Watch, house: Hall
) -> None:
    page = watch.screen("entrance", base=cable.base_url)
    worker(page).evaluate(
        "() => { CacheStorage.prototype.open = () => Promise.reject(new Error('the disk is full')); }"
    )
    revision = house.raise_("FIRE", "hall")["revision"]
    page.reload()
    painted(page, revision)
    assert page.locator("body[data-kept]").count() == 0


def test_a_page_that_an_old_browser_cannot_time_out_is_still_asked_for(
    cable: Cable, watch: Watch, house: Hall
) -> None:
    """Chromium 83 has no ``AbortSignal.timeout``."""
    page = watch.screen("entrance", base=cable.base_url)
    worker(page).evaluate("() => { AbortSignal.timeout = undefined; }")
    page.reload()
    assert page.locator("body[data-kept]").count() == 0
