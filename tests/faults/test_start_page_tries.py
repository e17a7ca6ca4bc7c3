"""The page that stands around a screen's page: how often it tries, by a clock of its own."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.house import PATIENCE_S, ROOT
from tests.faults.pages import START

pytestmark = [pytest.mark.faults, pytest.mark.browser]
STEP_MS, YIELD_MS = 250, 2
BUSY = """
  window.busy = {asks: 0, sets: 0, loaded: 0};  // of the frame, blank pages too
  const {fetch: asked} = window, {set} = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "src");
  window.fetch = (...given) => { busy.asks += 1; return asked(...given).finally(() => { busy.asks -= 1; }); };
  Object.defineProperty(HTMLIFrameElement.prototype, "src", {set(to) {
    busy.sets += 1;
    set.call(this, to);
  }});
  document.addEventListener("load", ({target}) => {
    if (target.tagName !== "IFRAME") return;
    busy.loaded = busy.sets;
  }, true);
"""
"""What the start page waits for from outside, which its clock does not know of."""
WHOLE = (
    b"""<!doctype html><body><script>parent.postMessage({hall: "whole", turn: 0}, "*");</script>"""
)
HALF = b"<!doctype html><body><p>" + b"a" * 9000
PAINTS = b"""<!doctype html><body><script>
  const told = () => parent.postMessage({hall: "paints", turn: 0}, "*");
  told();
  setInterval(told, 200);
</script>"""


PICTURE = (ROOT / "kiosk" / "static" / "whole.png").read_bytes()
PASSES = 1500
"""Bytes of an answer's body that come through where the line breaks it."""


class Line(ThreadingHTTPServer):
    """A line to a hall that always answers ``/healthz``; what becomes of its pages, and where it
    breaks of all that is long, is set from outside."""

    daemon_threads = True
    fate: Literal["cut", "half", "coming", "slow", "whole"] = "whole"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.tries, self.over = 0, Event()


class Answer(BaseHTTPRequestHandler):
    server: Line

    def do_GET(self) -> None:
        page = self.path.startswith("/screen/")
        fate = self.server.fate if page else "whole"
        self.server.tries += page
        if fate == "coming":
            self.server.over.wait()
        if fate in ("cut", "coming"):
            self.close_connection = True
            return
        kind, body = self._asked(page)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection = half = self.server.fate == "half"
        self.wfile.write(body[:PASSES] if half else body)

    def _asked(self, page: bool) -> tuple[str, bytes]:
        if page:
            return "text/html", {"slow": WHOLE, "half": HALF}.get(self.server.fate, PAINTS)
        return ("image/png", PICTURE) if self.path.startswith("/static/") else ("text/plain", b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said of what a test asks for."""


@pytest.fixture
def line() -> Iterator[Line]:
    served = Line()
    Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.over.set()
    served.shutdown()
    served.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    # It stands still but where a test lets it run: a busy machine's own time counts for nothing.
    opened.clock.install(time=0)
    opened.clock.pause_at(1000)
    opened.add_init_script(BUSY)
    yield opened
    opened.close()


def stood(page: Page, line: Line) -> None:
    page.goto(
        f"{START.as_uri()}#http://127.0.0.1:{line.server_port}/screen/entrance", wait_until="commit"
    )


def passes(page: Page, seconds: float, *, comes: bool = True) -> None:
    """In steps; what it asks for in one of them is answered before the next, and so is its page if
    it ``comes``."""
    over = "() => !busy.asks && busy.loaded === busy.sets" if comes else "() => !busy.asks"
    # What broke before is not waited for.
    page.evaluate("() => { busy.loaded = busy.sets; }")
    for _ in range(round(seconds * 1000 / STEP_MS)):
        page.clock.run_for(STEP_MS)
        until = time.monotonic() + PATIENCE_S
        while not page.evaluate(over):
            assert time.monotonic() < until, page.evaluate("busy")
            page.wait_for_timeout(YIELD_MS)


def arrived(page: Page, line: Line, least: int) -> None:
    """What was asked for may still be on the way."""
    until = time.monotonic() + PATIENCE_S
    while line.tries < least:
        assert time.monotonic() < until, line.tries
        page.wait_for_timeout(YIELD_MS)


def test_an_error_in_place_of_a_page_is_tried_again_within_three_seconds(
    page: Page, line: Line
) -> None:
    """However long it has been so: a line that answers /healthz and breaks every page may be mended
    at any moment."""
    line.fate = "cut"
    stood(page, line)
    passes(page, 30)
    for _ in range(3):
        before = line.tries
        passes(page, 2.5)
        assert line.tries > before
    line.fate = "whole"
    passes(page, 3)
    expect(page.locator("main")).to_be_hidden()


@pytest.mark.parametrize("lasts_s", [3, 10, 60])
def test_a_line_that_broke_pages_in_half_is_believed_again_at_once(
    page: Page, line: Line, lasts_s: int
) -> None:
    """A browser does not tell the page around a frame that only half a page came into it."""
    line.fate = "half"
    stood(page, line)
    passes(page, lasts_s, comes=False)
    line.fate = "whole"
    passes(page, 2.5)
    expect(page.locator("main")).to_be_hidden()


def test_a_page_that_is_still_coming_is_given_longer_each_time(page: Page, line: Line) -> None:
    line.fate = "coming"
    stood(page, line)
    passes(page, 3.5, comes=False)
    arrived(page, line, 1)
    assert line.tries == 1
    passes(page, 40, comes=False)
    arrived(page, line, 2)
    assert line.tries <= 5, "after 4, 8 and 16 s, and once blindly"


def test_a_whole_page_that_paints_slowly_is_given_longer_each_time(page: Page, line: Line) -> None:
    line.fate = "slow"
    stood(page, line)
    passes(page, 40)
    assert 2 <= line.tries <= 5, "after 4, 8 and 16 s, and once blindly"


def test_a_page_that_comes_slowly_after_an_error_is_not_cut_short(page: Page, line: Line) -> None:
    line.fate = "cut"
    stood(page, line)
    passes(page, 10)
    line.fate, before = "coming", line.tries
    passes(page, 24, comes=False)
    assert line.tries - before <= 4, "after 2, 4 and 8 s, and once blindly; not every 2"


def test_a_slow_computer_keeps_its_time_when_its_line_is_mended(page: Page, line: Line) -> None:
    """What it learnt of how long a page takes here is not forgotten with the broken line."""
    line.fate = "half"
    stood(page, line)
    passes(page, 40, comes=False)
    line.fate, before = "slow", line.tries
    passes(page, 14)
    assert 1 <= line.tries - before <= 2, "at once, and once blindly; not after 4 and 12 s"
