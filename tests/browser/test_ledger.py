"""One life in the ledger, seen in the browser: taken at the window, entered, called back,
erased."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from kiosk.content.reader import sample
from kiosk.custody.ledger import sweep
from kiosk.wiring import House, build
from tests.browser.promises import let_in
from tests.cast import PINS, Clock
from tests.kiosk.house import enlist

pytestmark = pytest.mark.browser
PHONE = "13897654321"
SIZES = {"tablet": (1280, 800), "phone": (390, 844)}
TOUCH_PX = 60
PAGES = ("/console/ledger", "/console/ledger/new", "/console/ledger/1/receipt", "/facilities/registers/materials",
         "/facilities/registers/plans", "/facilities/registers/feedback", "/facilities/registers/movements", "/notices",
         "/console/numbers")  # fmt: skip
SMALL = """([least]) => [...document.querySelectorAll(
  "main :is(button, .button, .panes label, input:not([type=hidden]):not(.pane), select, summary)")]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < least - .5).map(e => e.outerHTML.slice(0, 80))"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """The test's own output stays readable."""


def ending(app: Flask) -> Callable[..., Iterator[bytes]]:
    """``app``, whose body ends with its answer: werkzeug forgets one whose reader went away."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        with ExitStack() as stack:
            body = app.wsgi_app(environ, start)
            if close := getattr(body, "close", None):
                stack.callback(close)
            yield from body

    return answer


class Served:
    """The hall on a clock that is told, behind a plain server: what streams is not looked at
    here."""

    def __init__(self, data: Path) -> None:
        self.clock, self.data = Clock(), data
        self.house: House = build(data, sample(), simulators=True, clock=self.clock)
        enlist(self.house.services.store)
        self.house.services.people.refresh()
        self._server = make_server(
            "127.0.0.1", 0, ending(self.house.app), threaded=True, request_handler=Quiet
        )
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.house.close()

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.base}/console/ledger")
        let_in(page, "李", PINS["李"][1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    hall = Served(tmp_path / "data")
    yield hall
    hall.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_paper_s_life_from_the_window_to_its_erasure(
    browser: Browser, served: Served, size: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    served.sign_in(page)
    page.click("[data-do=new]")
    expect(page.locator("[data-notice]")).to_contain_text("30 日内删除")
    row = {
        "business": "申报缴纳",
        "unit": "青禾商贸",
        "surname": "孙",
        "phone": PHONE,
        "papers": "3",
        "place": "1号柜",
    }
    for name, text in row.items():
        page.fill(f"input[name={name}]", text)
    page.select_option("select[name=window]", "window/5")
    page.click("[data-do=save]")
    expect(page.locator("[data-receipt]")).to_contain_text("138****4321")
    for path in PAGES:
        page.goto(served.base + path)
        assert page.evaluate(SMALL, [TOUCH_PX]) == [] and page.evaluate(WIDE) <= 0, path
    page.goto(f"{served.base}/console/ledger")
    entry = page.locator("[data-entry='1']")
    expect(entry).to_have_attribute("data-state", "waiting")
    page.click("[data-do=enter]")
    expect(entry).to_have_attribute("data-state", "entered")
    assert PHONE not in page.content()
    page.click("[data-do=reveal]")
    expect(page.locator("[data-phone]")).to_have_text(PHONE)
    page.click("[data-do=notify]")
    expect(entry).to_have_attribute("data-state", "notified")
    assert PHONE not in page.content()
    # An old session is sent to the sign-in by the page itself: nobody looks at it then.
    page.close()
    served.clock.later(days=30)
    assert sweep(served.house.services) == 1
    page = context.new_page()
    served.sign_in(page)
    expect(page.locator("[data-entry]")).to_have_count(0)
    assert all(
        PHONE.encode() not in file.read_bytes() for file in served.data.rglob("*") if file.is_file()
    )
    context.close()
