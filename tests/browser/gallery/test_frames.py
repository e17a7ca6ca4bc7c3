"""What stands in the gallery's frames is laid out as it would be, can do nothing, and says what it
is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.gallery.visits import walked
from tests.browser.test_axe import Looked

pytestmark = pytest.mark.browser
SHAPE = {"width": 1280, "height": 800}


@pytest.fixture
def hall(browser: Browser, tmp_path: Path) -> Iterator[Looked]:
    with walked(browser, tmp_path) as found:
        yield found


def opened(hall: Looked, address: str) -> Page:
    page = hall.page(hall.leader, 1)
    page.set_viewport_size(SHAPE)
    page.goto(f"{hall.served.base}{address}")
    return page


def test_touch_pages_are_laid_out_in_their_frames(hall: Looked) -> None:
    page = opened(hall, "/gallery?what=touch&lang=en")
    first = page.locator("iframe[data-scale].ready").first
    assert first.evaluate("frame => frame.getBoundingClientRect().width") < SHAPE["width"] / 2
    frame = first.content_frame
    frame.locator(".home [data-open=places]").wait_for()
    assert "calc" in frame.locator("body").evaluate("body => body.style.getPropertyValue('--mm')")
    assert frame.locator("#stale").count() == 0
    assert frame.locator("body").evaluate(
        "body => getComputedStyle(body, '::after').content.includes('Example')"
    )
    page.context.close()


@pytest.mark.parametrize("state", ["busy", "locked", "lost", "FIRE"])
def test_the_console_in_a_frame_runs_nothing_and_sends_nothing(hall: Looked, state: str) -> None:
    page = opened(hall, f"/gallery/console/{state}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    assert page.evaluate("window.origin") == "null"
    assert page.locator("#stale").is_visible() is (state == "lost")
    form = page.locator("form[method=post]").first
    form.evaluate("form => form.submit()")
    page.locator("body").click(position={"x": 2, "y": 700})
    assert "POST" not in sent
    assert not hall.house.services.board.view.world.situation.incidents
    page.context.close()
