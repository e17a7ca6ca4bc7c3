"""The log is lost while the hall burns: real screens keep what they show until a person settles
it."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.store import FILE
from tests.browser.conftest import SIZES
from tests.browser.promises import awaited, led, let_in
from tests.faults.cable import Cable
from tests.faults.house import PATIENCE_S, House, kiosk

pytestmark = [pytest.mark.faults, pytest.mark.browser]
SAMPLE = """() => { window.samples = []; setInterval(() => {
  const scene = document.getElementById("scene"), sign = scene && scene.querySelector("[aria-label]");
  window.samples.push(sign ? sign.getAttribute("aria-label") : "");
}, 100); }"""
FIRE = "疏散"


class Hall:
    """A served hall at an address that stays, whichever port its server has, and its screens."""

    def __init__(self, browser: Browser) -> None:
        self.house = House.demo()
        self.cable = Cable(self.house.base_url)
        self.base_url = self.cable.base_url
        self.told, self.data = self.house.told, self.house.data
        self.browser = browser
        self.pages: dict[str, Page] = {}

    def open(self, name: str, path: str = "") -> Page:
        width, height = SIZES.get(name, (1280, 800))
        context = self.browser.new_context(viewport={"width": width, "height": height})
        page = self.pages[name] = context.new_page()
        page.goto(self.base_url + (path or f"/screen/{name}"))
        if not path:
            awaited(page, "() => document.body.dataset.shown")
            page.evaluate(SAMPLE)
        return page

    def again(self, *options: str) -> None:
        self.house = House(
            "serve", "--data", str(self.data), "--port", "0", *options, token=self.house.token
        )
        self.cable.move(self.house.base_url)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        status, answer = self.house.ask(f"/api/v1/{path}", body)
        assert status < 300, answer
        return answer

    def open_kinds(self) -> list[str]:
        return sorted(
            incident["kind"] for incident in self.ask("incidents?state=open")["incidents"]
        )

    def shows(self, name: str) -> str:
        return str(
            self.pages[name].evaluate("() => window.samples[window.samples.length - 1] || ''")
        )

    def samples(self, name: str) -> list[str]:
        """Since it was asked last."""
        return list(self.pages[name].evaluate("() => window.samples.splice(0)"))

    def tablet(self) -> Page:
        """Enrolled by a supervisor, then locked."""
        page = self.open("tablet", "/sign-in")
        person = next(one for one in self.told["staff"] if one["role"] == "supervisor")
        let_in(page, person["name"], person["pin"])
        page.goto(self.base_url + "/facilities")
        page.fill("form[action$=enrol] input[name=name]", "服务台")
        led(page, "form[action$=enrol] button")
        page.goto(self.base_url + "/console")
        led(page, "form[action='/sign-out'] button")
        return page

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()
        self.cable.close()
        self.house.kill()
        shutil.rmtree(self.data, ignore_errors=True)


@pytest.fixture
def hall(browser: Browser) -> Iterator[Hall]:
    """A tablet, a wall and an entrance, all of which show a fire."""
    made = Hall(browser)
    try:
        made.tablet()
        made.ask("incidents", {"kind": "FIRE", "targets": ["hall"]})
        for name in ("wall", "entrance"):
            made.open(name)
            until(lambda name=name: FIRE in made.shows(name), f"{name} shows the fire")  # type: ignore[misc]  # bound now
        yield made
    finally:
        made.close()


def until(done: Callable[[], bool], what: str, within_s: float = PATIENCE_S) -> float:
    """Seconds until it is so."""
    begun = time.monotonic()
    while not done():
        assert time.monotonic() - begun < within_s, f"not within {within_s:g} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - begun


def lost(data: Path) -> None:
    for path in data.glob(f"{FILE}*"):
        path.unlink()


def test_a_fire_outlives_the_loss_of_its_log_and_one_command_ends_it_everywhere(hall: Hall) -> None:
    hall.house.stop()
    lost(hall.data)
    for name in ("wall", "entrance"):
        hall.samples(name)
    hall.again()
    until(lambda: hall.open_kinds() == ["FIRE"], "the server has the fire back from its screens")
    hall.pages["wall"].reload()
    awaited(hall.pages["wall"], "() => document.body.dataset.shown")
    hall.pages["wall"].evaluate(SAMPLE)

    tablet = hall.pages["tablet"]
    tablet.goto(hall.base_url + "/console/locked")
    expect(tablet.locator("[data-safe=lost]")).to_be_visible()
    expect(tablet.locator("[data-safe=lost]")).to_contain_text("kiosk log new")
    tablet.goto(hall.base_url + "/sign-in")
    csrf = tablet.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    form = {"csrf_token": csrf, "kind": "SHOCK", "target": "zone/lobby", "sure": "yes"}
    assert tablet.request.post(f"{hall.base_url}/console/raise", form=form).status == 200
    assert hall.open_kinds() == ["FIRE", "SHOCK"]
    hall.open("window-5")
    until(lambda: FIRE in hall.shows("window-5"), "a screen that starts now shows it too")
    for name in ("wall", "entrance"):
        seen = hall.samples(name)
        assert seen and {True} == {FIRE in sign for sign in seen}, f"{name}: {sorted(set(seen))}"

    done = kiosk("log", "new", "--data", str(hall.data))
    assert done.returncode == 0, done.stderr
    begun = time.monotonic()
    for name in ("wall", "entrance", "window-5"):
        until(lambda name=name: FIRE not in hall.shows(name), f"{name} follows")  # type: ignore[misc]  # bound now
    print(f"settled on all screens after {time.monotonic() - begun:.1f} s")
    assert hall.open_kinds() == []
    for page in hall.pages.values():
        expect(page.locator("body.is-held")).to_have_count(0)


def test_a_screen_that_nobody_can_vouch_for_keeps_its_fire_and_the_console_names_it(
    hall: Hall,
) -> None:
    """Everything of the directory is gone: this server has never heard of that fire, nor can it
    read of it."""
    hall.house.stop()
    for path in hall.data.glob("hall.*"):
        path.unlink()
    hall.samples("wall")
    hall.again("--content", str(hall.data / "content"))
    wall = hall.pages["wall"]
    wall.wait_for_selector("body.is-held")
    expect(wall.locator("#held")).to_be_visible()
    until(
        lambda: hall.house.ask("/readyz")[1].get("safe_mode", {}).get("held", []) != [],
        "it tells the server",
    )
    held = hall.house.ask("/readyz")[1]["safe_mode"]
    assert held["why"] == "stranger" and any("wall" in one and FIRE in one for one in held["held"])
    seen = hall.samples("wall")
    assert {True} == {FIRE in sign for sign in seen}, sorted(set(seen))
    wall.reload()
    wall.wait_for_selector("body.is-held")
    wall.evaluate(SAMPLE)

    assert kiosk("log", "new", "--data", str(hall.data)).returncode == 0
    until(lambda: FIRE not in (hall.shows("wall") or FIRE), "the wall follows")
    expect(wall.locator("body.is-held")).to_have_count(0)


def test_a_backup_brought_back_is_believed_by_every_screen(hall: Hall, tmp_path: Path) -> None:
    (fire,) = hall.ask("incidents?state=open")["incidents"]
    hall.ask(f"incidents/{fire['id']}/clear", {"reason": "误报"})
    assert kiosk("backup", str(tmp_path / "copy.sqlite"), "--data", str(hall.data)).returncode == 0
    hall.ask("incidents", {"kind": "FIRE", "targets": ["hall"]})
    until(lambda: FIRE in hall.shows("wall"), "the second fire")
    hall.house.stop()
    (hall.data / FILE).write_bytes(b"\0" * 20_000)
    hall.samples("wall")
    hall.again()
    until(lambda: hall.open_kinds() == ["FIRE"], "the fire is back from the screens")
    seen = hall.samples("wall")
    assert {True} == {FIRE in sign for sign in seen}, sorted(set(seen))
    done = kiosk("restore", str(tmp_path / "copy.sqlite"), "--data", str(hall.data))
    assert done.returncode == 0 and "it is kept as" in done.stderr
    for name in ("wall", "entrance"):
        until(lambda name=name: FIRE not in hall.shows(name), f"{name} follows")  # type: ignore[misc]  # bound now
