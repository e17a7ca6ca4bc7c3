"""What a page shows counts only while a live script says so; however that ends, CSS alone takes it
back."""

import pytest
from playwright.sync_api import Page, expect

from kiosk.public.screens import AGAIN_S
from tests.browser.conftest import Hall, Watch, painted
from tests.browser.promises import kept, stopped, unmoved

pytestmark = pytest.mark.browser
GONE = ("net::ERR_", "fetching the script")
LEASE_MS = 10_000
ARROW = "#scene [data-arrow]"
BREAK = """() => { JSON.parse = () => { throw new Error("broken"); }; }"""
"""Every word of the hall ends in an exception."""
STOP = """() => { for (let timer = 0; timer < 10000; timer++) clearInterval(timer); }"""
"""Nothing of any script repeats any more."""
AHEAD = (
    "ms => document.getAnimations().forEach((a) => { a.currentTime = Number(a.currentTime) + ms; })"
)


def bare(watch: Watch, path: str, *lost: str, still: bool = False) -> Page:
    """A page without a worker that these files never reach. ``still``: its style does nothing by
    time alone."""
    context = watch.browser.new_context(
        viewport={"width": 1080, "height": 1920}, service_workers="block"
    )
    watch.contexts.append(context)
    page = context.new_page()
    if still:
        unmoved(page)
    for name in lost:
        page.route(f"**/static/{name}", lambda route: route.abort())
    page.goto(watch.house.base_url + path)
    return page


def test_a_page_without_its_script_has_no_arrow_and_is_marked_old_after_three_seconds(
    watch: Watch, house: Hall
) -> None:
    house.raise_("FIRE", "hall")
    page = bare(watch, "/screen/entrance", "*.js", still=True)
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    expect(page.locator(ARROW)).to_be_hidden()
    expect(page.locator("g.lapsed")).to_be_visible()
    expect(page.locator("#stale")).to_be_hidden()
    page.evaluate(AHEAD, 3100)
    expect(page.locator("#stale")).to_be_visible()


def test_beside_the_sign_of_a_live_page_nothing_else_is_read_on_any_panel(
    watch: Watch, house: Hall
) -> None:
    house.raise_("FIRE", "hall")
    page = bare(watch, "/screen/entrance")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function("() => document.body.dataset.live")
    expect(page.locator("#local")).to_be_hidden()


def test_a_page_without_its_style_has_no_arrow(watch: Watch, house: Hall) -> None:
    house.raise_("FIRE", "hall")
    page = bare(watch, "/screen/entrance", "*.css")
    page.wait_for_timeout(300)
    expect(page.locator(ARROW)).to_be_hidden()
    expect(page.locator("g.lapsed")).to_be_visible()


def test_a_script_that_was_lost_once_is_fetched_again_by_the_page_itself(
    watch: Watch, house: Hall
) -> None:
    revision = house.raise_("FIRE", "hall")["revision"]
    page = bare(watch, "/screen/entrance", "hall.js")
    page.unroute("**/static/hall.js")
    painted(page, revision)
    expect(page.locator(ARROW)).to_be_visible()


def test_only_a_page_that_lost_all_its_scripts_is_loaded_again_by_its_browser(watch: Watch) -> None:
    lives = watch.screen("entrance")
    lives.evaluate("() => { window.same = true; }")
    lost = bare(watch, "/screen/entrance", "*.js")
    lost.unroute("**/static/*.js")
    lost.wait_for_function("() => document.body.dataset.shown !== undefined", timeout=30_000)
    lives.wait_for_function(
        "longer => !window.same || performance.now() > longer", arg=1000 * AGAIN_S + 2000
    )
    assert lives.evaluate("window.same") is True


def test_a_script_that_dies_later_loses_its_arrow_when_the_lease_is_over(
    watch: Watch, house: Hall
) -> None:
    watch.expected = ("broken",)
    page = bare(watch, "/screen/entrance", "wake.js", still=True)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    expect(page.locator(ARROW)).to_be_visible()
    page.evaluate(BREAK)
    page.evaluate(STOP)
    page.evaluate(AHEAD, LEASE_MS - 3000)
    expect(page.locator(ARROW)).to_be_visible()
    page.evaluate(AHEAD, 3100)
    expect(page.locator(ARROW)).to_be_hidden()
    expect(page.locator("g.lapsed")).to_be_visible()
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#scene")).to_contain_text("紧急疏散")


def test_a_script_that_dies_later_is_fetched_again_by_the_page_itself(
    watch: Watch, house: Hall
) -> None:
    page = bare(watch, "/screen/entrance")
    painted(page, house.revision())
    page.evaluate(BREAK)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    expect(page.locator(ARROW)).to_be_visible()


def test_a_kept_page_starts_old_and_its_arrow_is_never_fresh_again(
    watch: Watch, house: Hall
) -> None:
    watch.expected = GONE
    page = watch.screen("entrance")
    kept(page)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    house.kill()
    page.reload()
    expect(page.locator("#stale")).to_be_visible(timeout=5000)  # not only after ten seconds
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    expect(page.locator(ARROW)).to_be_hidden()
    expect(page.locator("g.lapsed")).to_be_visible()


def test_an_all_clear_lapses_like_an_arrow(watch: Watch, house: Hall) -> None:
    watch.expected = GONE
    page = watch.screen("entrance", clock=True)
    painted(page, house.clear(house.raise_("FIRE", "hall")))
    said = page.locator("#scene text", has_text="警报解除")
    expect(said.first).to_be_visible()
    stopped(page)
    house.kill()
    page.clock.run_for(12_000)
    expect(said.first).to_be_hidden()
    expect(page.locator("#scene g.lapsed")).to_contain_text("听从工作人员")
    house.forget()
