"""A public page that a phone keeps open says what is so now, where it stands, or nothing at all."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watch
from tests.browser.promises import stopped

pytestmark = pytest.mark.browser
MINUTE_MS = 60_000


def test_a_danger_comes_to_a_page_that_is_open_and_takes_nobody_back_to_its_beginning(
    watch: Watch,
) -> None:
    page, again = watch.page("/status", clock=True), list[str]()
    stopped(page)
    page.on("framenavigated", lambda frame: again.append(frame.url))
    incident = watch.house.raise_("FIRE", "hall")
    page.clock.run_for(MINUTE_MS)
    expect(page.locator("section.urgent")).to_be_visible()
    watch.house.clear(incident)
    page.clock.run_for(MINUTE_MS)
    expect(page.locator("section.urgent")).to_have_count(0)
    assert not again


def test_old_words_do_not_stand_where_nobody_answers_any_more(watch: Watch) -> None:
    watch.expected = ("net::ERR",)
    page = watch.page("/status", clock=True)
    stopped(page)
    page.context.set_offline(True)
    page.clock.run_for(MINUTE_MS)
    expect(page.locator("section.state")).to_have_count(0)
