"""A real hall served by the real command, seen by real Chromium."""

import secrets
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.serving.pins import hash_pin, make_token
from kiosk.store import Store
from kiosk.store.credentials import EVERY
from tests.browser.patient import KEPT_OUT
from tests.browser.promises import let_in
from tests.cast import PINS
from tests.faults.house import PATIENCE_S, House

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-quic",
    # The shell asks no settings of the machine how letters are hinted: as the browser does there.
    "--font-render-hinting=slight",
]  # fmt: skip
SIZES: dict[str, tuple[int, int]] = {
    "entrance": (1080, 1920), "wall": (3840, 2160), "window-5": (1920, 540), "window-6": (1920, 540),
    "self-service": (1920, 1080), "terminal-2": (1080, 1920), "night": (1080, 1920), "etax-area": (1920, 1080),
    "exit-south": (1920, 1080), "exit-east": (1920, 1080),
}  # fmt: skip
TOUCH = ("entrance", "self-service", "terminal-2", "night", "etax-area")
UNDONE = {"content_changed", "incident_raised", "raise_repeated", "change_undone", "time_passed"}
"""What a test may leave in the log of a hall that others use after it."""


class Hall(House):
    """A served hall with the API a test speaks."""

    _seen = 0
    """Number of the last event that has been looked at."""

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Asked again with its key, as a client does, where the disk of this machine was too slow
        for an answer."""
        key = "" if body is None else secrets.token_hex(8)
        until = time.monotonic() + PATIENCE_S
        while True:
            status, answer = self.ask(f"/api/v1/{path}", body, key)
            if status != HTTPStatus.SERVICE_UNAVAILABLE or not key or time.monotonic() > until:
                assert status < 300, answer
                return answer

    def raise_(self, kind: str, *targets: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.api(
            "incidents", {"kind": kind, "targets": list(targets), **more}
        )
        return found

    def clear(self, incident: dict[str, Any]) -> int:
        """The revision of the hall once the incident is cleared."""
        self.api(f"incidents/{incident['id']}/clear", {"reason": "the test goes on"})
        return self.revision()

    def revision(self) -> int:
        return int(self.api("hall")["revision"])

    def page(self, path: str) -> str:
        """A page as it is served, before any script."""
        with urlopen(self.base_url + path, timeout=PATIENCE_S) as answer:
            return str(answer.read().decode())

    def staff(self, role: str) -> tuple[str, str]:
        person = next(one for one in self.told["staff"] if one["role"] == role)
        return person["name"], person["pin"]

    def happened(self) -> list[dict[str, Any]]:
        """The events since the last test, however many."""
        found: list[dict[str, Any]] = []
        while told := self.api(f"events?after={found[-1]['seq'] if found else self._seen}")[
            "events"
        ]:
            found += told
        return found

    def quiet_again(self) -> bool:
        """Take back what was raised; whether nothing is left of the test, no all-clear, call or
        changed window."""
        if self.process.poll() is not None:
            return False
        for incident in self.api("incidents?state=open")["incidents"]:
            self.ask(f"/api/v1/incidents/{incident['id']}/undo", {"reason": "the test goes on"})
        happened = self.happened()
        self._seen = happened[-1]["seq"] if happened else self._seen
        left = {recorded["type"] for recorded in happened} - UNDONE
        return not left and not self.api("incidents?state=open")["incidents"]


@pytest.fixture(scope="session")
def standing() -> Iterator[list[Hall]]:
    """The demo that is left as it was found, if there is one."""
    kept: list[Hall] = []
    yield kept
    for hall in kept:
        hall.forget()


@pytest.fixture
def house(standing: list[Hall]) -> Iterator[Hall]:
    """A demo in which nothing has happened yet, as far as anyone sees."""
    # A lamp's line is a pty in a folder of the test's.
    hall = standing.pop() if standing else Hall.demo("--port", "0", "--lamp-paths", "/")
    quiet = False
    try:
        yield hall
        quiet = hall.quiet_again()
    finally:
        standing.append(hall) if quiet else hall.forget()


def described(folder: Path) -> Path:
    """The sample as a hall of one's own, its doors always open."""
    open_all_day(contents.sample(), folder / "content")
    return folder / "content"


def peopled(data: Path, unpaired: str = EVERY) -> str:
    """A data directory with the people of the cast; its API token. ``unpaired``: screens that report
    without a paired device."""
    store = Store(data)
    for name, (role, pin) in PINS.items():
        store.put_staff(name, role, hash_pin(pin))
    token, hashed = make_token()
    store.put_token("test", hashed, "admin")
    store.put_open_screens(unpaired)
    store.close()
    return token


def to_serve(content: Path, data: Path) -> list[str]:
    where = ["--data", str(data), "--content", str(content)]
    # A lamp's line is a pty in a folder of the test's.
    return ["serve", *where, "--simulators", "yes", "--lamp-paths", "/", "--port", "0"]


def served(content: Path, data: Path, unpaired: str = EVERY) -> Hall:
    """``kiosk serve`` over a content directory, with the people of the cast and an API token."""
    token = peopled(data, unpaired)
    hall = Hall(*to_serve(content, data), token=token)
    hall.data = data
    hall.told = {
        "staff": [{"name": name, "role": role, "pin": pin} for name, (role, pin) in PINS.items()]
    }
    return hall


class Watch:
    """Opens pages and fails the test if one of them complains."""

    def __init__(self, browser: Browser, house: Hall) -> None:
        self.browser, self.house = browser, house
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        """Parts of what a page may complain of in this test."""
        self.contexts: list[Any] = []

    def page(
        self,
        path: str,
        size: tuple[int, int] = (1280, 800),
        *,
        clock: bool = False,
        base: str = "",
        **options: Any,
    ) -> Page:
        """A page in a browser of its own; with ``clock`` its timers can be told to run ahead."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, **options
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: self._heard(message.type, f"{message.text} {message.location['url']}"),
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        if clock:
            page.clock.install()
        page.goto((base or self.house.base_url) + path)
        return page

    def _heard(self, kind: str, text: str) -> None:
        drawing = "status of 503" in text and text.endswith(
            "/pack"
        )  # not drawn yet: the page asks again
        if kind != "error" or drawing or text.startswith(KEPT_OUT):
            return
        if not any(part in text for part in self.expected):
            self.complaints.append(text)

    def screen(self, name: str, size: tuple[int, int] | None = None, **options: Any) -> Page:
        return self.page(f"/screen/{name}", size or SIZES[name], **options)

    def console(self, role: str = "guide", **options: Any) -> Page:
        page = self.page("/console", **options)
        name, pin = self.house.staff(role)
        let_in(page, name, pin)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.complaints == []


@pytest.fixture
def watch(browser: Browser, house: Hall) -> Iterator[Watch]:
    watching = Watch(browser, house)
    yield watching
    watching.close()


def arrived(page: Page, address: str) -> None:
    """Go there, and past the page that says to wait: it loads itself anew, and would break off what
    is opened next."""
    page.goto(address)
    page.wait_for_function("() => document.body && !document.querySelector('main[data-waiting]')")


def painted(page: Page, revision: int) -> None:
    """Wait until the page has painted at least this revision."""
    page.wait_for_function("r => Number(document.body?.dataset.shown) >= r", arg=revision)


def held(page: Page) -> None:
    """Wait until the page holds its pack and reads a stream that knows so."""
    page.wait_for_function("() => document.body.dataset.pack")


def everyone_painted(pages: dict[str, Page], revision: int) -> dict[str, str]:
    """What each screen shows once it has painted this revision."""
    for page in pages.values():
        painted(page, revision)
    return {name: page.locator("#scene").inner_html() for name, page in pages.items()}
