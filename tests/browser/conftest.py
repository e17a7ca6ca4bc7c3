"""A real hall served by the real command, seen by real Chromium."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip
COMMAND = [sys.executable, "-c", "from kiosk.cli import main; main()"]


@dataclass
class House:
    """A served demo."""

    process: "subprocess.Popen[str]"
    facts: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.facts["base_url"])

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.facts['token']}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}/api/v1/{path}", data, headers), timeout=10) as answer:
            return json.load(answer)

    def raise_(self, kind: str, *targets: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.api("incidents", {"kind": kind, "targets": list(targets), **more})
        return found

    def staff(self, role: str) -> tuple[str, str]:
        person = next(one for one in self.facts["staff"] if one["role"] == role)
        return person["name"], person["pin"]


def start() -> House:
    process = subprocess.Popen(
        [*COMMAND, "demo", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    return House(process, json.loads(process.stdout.readline()))


def stop(house: House) -> None:
    house.process.terminate()
    house.process.wait(10)
    assert house.process.stdout is not None
    house.process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    given = os.environ.get("KIOSK_TEST_CHROMIUM")
    path = given if given is not None else "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path or None, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def house() -> Iterator[House]:
    served = start()
    yield served
    stop(served)


class Watch:
    """Opens pages and fails the test if one of them complains."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.complaints: list[str] = []
        self._contexts: list[Any] = []

    def page(self, path: str, width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        page.goto(self.house.url + path)
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text and "ERR_" not in text:
            self.complaints.append(text)

    def screen(self, name: str) -> Page:
        described = SIZES[name]
        return self.page(f"/screen/{name}", *described)

    def console(self, role: str = "guide") -> Page:
        page = self.page("/console")
        name, pin = self.house.staff(role)
        page.fill("input[name=name]", name)
        page.fill("input[name=pin]", pin)
        page.locator("form button[type=submit]").first.click()
        page.wait_for_url("**/console")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        assert self.complaints == []


SIZES: dict[str, tuple[int, int]] = {
    "entrance": (1080, 1920), "wall": (3840, 2160), "window-5": (1920, 540), "window-6": (1920, 540),
    "self-service": (1920, 1080), "terminal-2": (1080, 1920), "night": (1080, 1920), "etax-area": (1920, 1080),
    "exit-south": (1920, 1080), "exit-east": (1920, 1080),
}  # fmt: skip


@pytest.fixture
def watch(browser: Browser, house: House) -> Iterator[Watch]:
    watching = Watch(browser, house)
    yield watching
    watching.close()


def painted(page: Page, revision: int) -> None:
    """Wait until the page has painted at least this revision."""
    page.wait_for_function("r => Number(document.body.dataset.shown) >= r", arg=revision)
