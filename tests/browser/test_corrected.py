"""An outage is raised, its notice published in five places and corrected in all of them by one act; what
is withdrawn is gone everywhere, and where it could not be, the page says so and a person sends anew."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.gateway import Gateway
from kiosk.custody.outlets.publisher import Publisher
from signage.hall.calls import Calls
from tests.browser.promises import let_in
from tests.browser.test_ledger import SIZES, WIDE, Served
from tests.cast import PINS

pytestmark = pytest.mark.browser
PATIENCE_S = 60.0
OUTLETS = Calls.model_validate({
    "outlets": [
        {"id": "site", "name": {"zh": "市局网站", "en": "Bureau site"}, "sort": "website", "address": "site"},
        {"id": "pole", "name": {"zh": "门口屏", "en": "Pole"}, "sort": "pole", "address": "pole"},
    ]
})  # fmt: skip
OWN = ("/status", "/status/notices.html", "/feed.json")
NOW = "网上办税正在抢修，请走窗口办理。"
THEN = "网上办税已请电信抢修，请走窗口办理。"


class Town:
    """The bureau's site and a pole of LEDs, of two other makers: each shows what it was told. ``out``:
    which of them answers with an error."""

    def __init__(self) -> None:
        self.out = ""
        self.shows: dict[str, dict[str, str]] = {"site": {}, "pole": {}}
        town = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = "".join(f"<p>{one}</p>" for one in town.shows[self.path[1:]].values())
                page = f'<!doctype html><meta charset="utf-8"><body>{said}</body>'
                self._answer(200, page.encode())

            def do_POST(self) -> None:
                name = self.path[1:]
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if name == town.out:
                    self._answer(500, b"")
                    return
                if told["type"] == "notice.withdraw":
                    town.shows[name].pop(told["notice"], None)
                else:
                    town.shows[name][told["notice"]] = told.get("text") or told["title"]
                self._answer(200, b"{}")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class World:
    """The hall, its town, and what passes notices on between them, turned by the test."""

    def __init__(self, folder: Path) -> None:
        self.town, self.served = Town(), Served(folder / "data")
        here = self.served.house.services
        hall = here.board.view.content.hall.model_copy(update={"calls": OUTLETS})
        here.board.adopt(replace(here.board.view.content, hall=hall))
        ways = folder / "ways.toml"
        ways.write_text(
            "".join(f'{name} = "{self.town.base}/{name}#key"\n' for name in self.town.shows),
            "utf-8",
        )
        ways.chmod(0o600)
        self._gateway, self._never = Gateway(), threading.Event()
        self.publisher = Publisher(here, Addresses(ways), self._gateway, lambda: 0.5)

    def until(self, done: Callable[[], bool]) -> None:
        for _ in range(int(PATIENCE_S / 0.02)):
            self.publisher.turn()
            if done():
                return
            self._never.wait(0.02)
        raise AssertionError(self.publisher.errands)

    def passed(self) -> None:
        """All that is due has been answered."""
        self.until(lambda: not self.publisher._flying)

    def places(self) -> tuple[str, ...]:
        base, town = self.served.base, self.town.base
        return (*(f"{base}{path}" for path in OWN), f"{town}/site", f"{town}/pole")

    def close(self) -> None:
        self._gateway.stop()
        self.served.close()
        self.town.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def sign_in(page: Page, base: str, path: str) -> None:
    page.goto(f"{base}{path}")
    if page.locator("input[name=pin]").count():
        let_in(page, "王", PINS["王"][1])


def where(looks: Page, world: World, *texts: str) -> list[int]:
    """In how many of the five places each of these stands."""
    read = []
    for place in world.places():
        looks.goto(place, wait_until="domcontentloaded")
        read.append(looks.locator("body").inner_text())
    return [sum(text in body for body in read) for text in texts]


def sends(page: Page, act: str) -> None:
    with page.expect_navigation():
        page.locator(f"[data-do={act}]").click()


def at(page: Page, outlet: str, state: str, text: str) -> None:
    row = page.locator(f'article[data-text="{text}"] [data-channel="to/{outlet}"]')
    expect(row).to_have_attribute("data-is", state)


def test_a_notice_is_out_in_five_places_corrected_in_all_and_gone_from_all(
    browser: Browser, world: World
) -> None:
    width, height = SIZES["tablet"]
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    looks = browser.new_context().new_page()
    base = world.served.base
    sign_in(page, base, "/console/raise/ETAX-DOWN/confirm?target=system/etax")
    sends(page, "confirm")

    page.goto(f"{base}/notices")
    with page.expect_navigation():
        page.locator("[data-awaited] a").click()
    page.fill("textarea[name=body]", NOW)
    sends(page, "draft")
    sends(page, "approve")
    sends(page, "publish")
    world.passed()
    assert where(looks, world, NOW) == [5]

    page.goto(f"{base}/notices")
    first = page.locator("article[data-text]").get_attribute("data-text") or ""
    with page.expect_navigation():
        page.locator("[data-do=mend]").click()
    page.fill("textarea[name=body]", THEN)
    sends(page, "draft")
    sends(page, "approve")
    sends(page, "publish")
    world.passed()
    assert where(looks, world, NOW, THEN) == [0, 5]
    page.goto(f"{base}/notices")
    at(page, "site", "replaced", first)
    second = page.locator("article[data-state=published]").get_attribute("data-text") or ""

    world.town.out = "pole"
    with page.expect_navigation():
        page.locator(f'article[data-text="{second}"] [data-do=withdraw]').click()
    world.passed()
    world.until(lambda: not world.town.shows["site"])
    assert where(looks, world, NOW, THEN) == [0, 1], "the pole"
    world.served.clock.later(hours=72)
    world.publisher.turn()
    sign_in(page, base, "/notices")
    at(page, "pole", "given-up", second)
    assert page.evaluate(WIDE) == 0
    world.town.out = ""
    sends(page, "anew")
    at(page, "pole", "withdrawing", second)
    world.until(lambda: not world.town.shows["pole"])
    world.passed()
    assert where(looks, world, NOW, THEN) == [0, 0]
    page.reload()
    at(page, "pole", "withdrawn", second)
    for one in (page, looks):
        one.context.close()
