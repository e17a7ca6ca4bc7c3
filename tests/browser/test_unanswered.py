"""What a visitor asks for and does not get is said at once, on every part of a touch page, with
what to do instead."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Hall, Watch
from tests.browser.layout import faults
from tests.browser.promises import stopped
from tests.faults.cable import Cable

pytestmark = pytest.mark.browser
LIMIT_MS = 4000
"""Of the page's own time, until it takes what hangs for lost."""
ASKED = {
    "help": "#scene [data-post=help]",
    "services": "#scene [data-open=services]",
    "places": "#scene [data-open=places]",
    "service": "#panel [data-open^='service/']",
    "group": "#panel [data-open^='places/']",
    "search": "#panel [data-open='places/find']",
    "a letter": "#panel [data-key=c]",
    "a way": "#panel [data-open^='way/']",
    "a need": "#panel [data-post^='help/']",
}
"""What is touched, by what it asks for."""
BEFORE: dict[str, tuple[str, ...]] = {
    "service": ("services",), "group": ("places",), "search": ("places",), "a letter": ("places", "search"),
    "a way": ("places",), "a need": ("help",),
}  # fmt: skip
TURN = """() => new Promise((done) => {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = done;
  port2.postMessage(0);
})"""
"""Until the page has taken what has come: its own clock may stand."""
GONE = ("net::ERR_", "Failed to load resource", "fetching the script")


@pytest.fixture
def cable(house: Hall) -> Iterator[Cable]:
    with Cable(house.base_url) as made:
        yield made


def touched(page: Page, *asked: str) -> None:
    for one in asked:
        page.locator(ASKED[one]).first.click()


@pytest.mark.parametrize("asked", ASKED)
def test_what_gets_no_answer_says_so(cable: Cable, watch: Watch, house: Hall, asked: str) -> None:
    watch.expected = GONE
    page = watch.screen("entrance", base=cable.base_url, clock=True)
    touched(page, *BEFORE.get(asked, ()))
    expect(page.locator(ASKED[asked]).first).to_be_visible()
    # At once: no time of the page's passes.
    stopped(page)
    cable.fail("reset")
    touched(page, asked)
    failed = page.locator("#failed")
    expect(failed).to_be_visible()
    expect(failed).to_contain_text(
        "没能通知到工作人员" if asked in ("help", "a need") else "暂时打不开"
    )
    cable.heal()
    failed.locator("[data-do=again]").click()
    expect(failed).to_be_hidden()
    if asked in ("help", "a need"):
        expect(page.locator("[data-page=help]")).to_contain_text("已通知工作人员")


def test_help_that_hangs_is_not_said_to_be_sent(cable: Cable, watch: Watch, house: Hall) -> None:
    watch.expected = GONE
    page = watch.screen("entrance", base=cable.base_url, clock=True)
    expect(page.locator("body[data-live]")).to_have_count(1)
    stopped(page)
    cable.fail("mute")
    touched(page, "help")
    page.clock.run_for(LIMIT_MS)
    expect(page.locator("#failed")).to_contain_text("没能通知到工作人员")
    for phone in ("12366", "110", "119", "120"):
        expect(page.locator("#failed")).to_contain_text(phone)
    assert page.locator("[data-page=help]").count() == 0


@pytest.mark.parametrize("name", ["entrance", "self-service", "terminal-2", "night", "etax-area"])
def test_the_words_about_a_failure_can_be_read_in_both_languages(
    watch: Watch, house: Hall, name: str
) -> None:
    page = watch.screen(name)
    wrong = {}
    for about in ("help", "page"):
        for lang in ("first", "second"):
            page.evaluate(
                """([about, lang]) => {
                  const failed = document.getElementById("failed"), panel = document.getElementById("panel");
                  failed.dataset.about = about; failed.hidden = false; document.body.dataset.tongue = lang;
                  panel.replaceChildren(failed.cloneNode(true)); panel.hidden = false; failed.hidden = true;
                }""",
                [about, lang],
            )
            if found := faults(page):
                wrong[about, lang] = found
    assert wrong == {}


def test_a_fire_takes_the_words_about_a_failure_away(
    cable: Cable, watch: Watch, house: Hall
) -> None:
    watch.expected = GONE
    page = watch.screen("entrance", base=cable.base_url)
    expect(page.locator("body[data-live]")).to_have_count(1)
    cable.fail("reset")
    touched(page, "services")
    expect(page.locator("#failed")).to_be_visible()
    cable.heal()
    house.raise_("FIRE", "hall")
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    expect(page.locator("#failed")).to_be_hidden()


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("asked", ["help", "services"])
def test_what_was_asked_before_a_fire_covers_nothing_of_it_when_it_comes(
    watch: Watch, house: Hall, asked: str, answered: bool
) -> None:
    """Neither the page that comes late nor the words about one that does not."""
    watch.expected = GONE
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = watch.screen("entrance", clock=True, service_workers="block")
    expect(page.locator("body[data-live]")).to_have_count(1)
    page.route(f"**/screen/entrance/{asked}?*", hold)
    # What it waits for at most passes only when a test lets it.
    stopped(page)
    with page.expect_request(f"**/screen/entrance/{asked}?*"):
        touched(page, asked)
    house.raise_("FIRE", "hall")
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    over = "requestfinished" if answered else "requestfailed"
    with page.expect_event(over, lambda request: asked in request.url):
        held[0].continue_() if answered else held[0].abort()
    page.evaluate(TURN)
    for cover in ("#panel", "#failed"):
        expect(page.locator(cover)).to_be_hidden()
