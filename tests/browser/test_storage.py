"""Storage forbidden or full changes nothing on any page but what it is for, and staff are told of
the screen."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import FLAGS, SIZES, Hall
from tests.browser.promises import let_in
from tests.chromium import chromium

REFUSE = """const refuse = () => { throw new DOMException("forbidden by the test", "SecurityError"); };
const forbid = (owner, ...names) => names.forEach((name) =>
  Object.defineProperty(owner, name, {configurable: true, get: refuse}));
const each = (owner, act, ...names) => names.forEach((name) => {
  if (window[owner]) window[owner].prototype[name] = act;  // about:blank knows fewer of them
});
"""
FAULTS = {
    "the access itself": """forbid(window, "localStorage", "sessionStorage", "indexedDB", "caches");
        forbid(Navigator.prototype, "serviceWorker"); forbid(Document.prototype, "cookie");""",
    "every use": """each("Storage", refuse, "getItem", "setItem", "removeItem", "key", "clear");
        each("IDBFactory", refuse, "open"); each("CacheStorage", refuse, "open", "match", "keys", "has", "delete");
        each("ServiceWorkerContainer", refuse, "register", "getRegistration");""",
    "full": """each("Storage", () => { throw new DOMException("full", "QuotaExceededError"); }, "setItem");
        each("Cache", async () => { throw new DOMException("full", "QuotaExceededError"); }, "put", "addAll");""",
    "no worker": """each("ServiceWorkerContainer", async () => refuse(), "register");""",
}
SCREENS = ("entrance", "wall", "window-5")
STAFF = ("/console", "/facilities", "/console/ledger", "/reports", "/notices")
Open = Callable[[str], BrowserContext]


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def opened(browser: Browser, complaints: list[str]) -> Iterator[Open]:
    """A browser in which this fails on every page."""
    contexts: list[BrowserContext] = []

    def open_(fault: str) -> BrowserContext:
        context = browser.new_context()
        context.add_init_script(f"(() => {{ {REFUSE} {FAULTS[fault]} }})()")
        context.on("weberror", lambda error: complaints.append(f"{fault}: {error.error}"))
        contexts.append(context)
        return context

    yield open_
    for context in contexts:
        context.close()


def shown(context: BrowserContext, house: Hall, screen: str) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": SIZES[screen][0], "height": SIZES[screen][1]})
    page.goto(f"{house.base_url}/screen/{screen}")
    page.wait_for_function("() => document.body.dataset.live && document.body.dataset.shown")
    return page


def signed_in(context: BrowserContext, house: Hall) -> Page:
    page = context.new_page()
    page.goto(house.base_url + "/console")
    name, pin = house.staff("supervisor")
    let_in(page, name, pin)
    return page


@pytest.mark.parametrize("fault", FAULTS)
def test_every_page_lives_and_warns_where_nothing_can_be_kept(
    house: Hall, opened: Open, fault: str
) -> None:
    context = opened(fault)
    screens = [shown(context, house, screen) for screen in SCREENS]
    tablet = signed_in(context, house)
    lacking = tablet.locator("[data-lacks]").first
    lacking.wait_for(state="attached")
    assert ("保存" if fault != "no worker" else "断网") in (lacking.text_content() or "")
    house.raise_("FIRE", "hall")
    for page in screens:
        page.wait_for_selector("#scene [aria-label=紧急疏散]")
    for path in STAFF:
        tablet.goto(house.base_url + path)
        tablet.wait_for_selector("#alarm [data-sort=life]")
    screens[0].reload()
    screens[0].wait_for_selector("body[data-live] #scene [aria-label=紧急疏散]")


def test_a_browser_whose_settings_forbid_storage_shows_the_fire(
    browser: Browser, house: Hall, tmp_path: Path
) -> None:
    """No cookies of any page, as its settings call it: then nothing else may be kept either."""
    wishes = tmp_path / "Default" / "Preferences"
    wishes.parent.mkdir()
    wishes.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    house.raise_("FIRE", "hall")
    kind = browser.browser_type
    context = kind.launch_persistent_context(str(tmp_path), executable_path=chromium(), args=FLAGS)
    try:
        page = shown(context, house, "entrance")
        assert page.locator("#scene [aria-label=紧急疏散]").count()
        assert (
            page.evaluate("() => { try { return Boolean(localStorage); } catch { return false; } }")
            is False
        )
    finally:
        context.close()
