"""A screen that is renamed, a disk that keeps nothing, a second page of one device: what a real
browser makes of its place then."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.conftest import Hall, described, served
from tests.browser.test_pairing import CODE, NO_KEY, SCREEN, at, code_on, keeper, painted, pair

NO_DISK = """
    const refused = () => { throw new DOMException('forbidden', 'SecurityError'); };
    Object.defineProperty(window, 'indexedDB', {get: refused});
    Object.defineProperty(window, 'localStorage', {get: refused});
"""
HUNG_DISK = "IDBFactory.prototype.open = () => new EventTarget();"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return described(tmp_path)


@pytest.fixture
def hall(tmp_path: Path, content: Path) -> Iterator[Hall]:
    with served(content, tmp_path / "data", unpaired="") as house:
        assert isinstance(house, Hall)
        yield house


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1920, "height": 540})
    yield made
    made.close()


def placed(hall: Hall, context: BrowserContext, desk: Page) -> Page:
    device = context.new_page()
    device.goto(f"{hall.base_url}/pair")
    pair(desk, code_on(device))
    device.wait_for_url(f"**/screen/{SCREEN}")
    hall.wait_until(lambda: painted(hall), "the paired screen reports")
    return device


@pytest.mark.parametrize("script", [NO_DISK, HUNG_DISK], ids=["forbidden", "hung"])
def test_where_nothing_may_be_stored_a_place_lasts_as_long_as_the_window(
    hall: Hall, browser: Browser, context: BrowserContext, script: str
) -> None:
    context.add_init_script(script)
    desk = keeper(hall, browser)
    device = placed(hall, context, desk)
    device.reload()
    hall.wait_until(lambda: not painted(hall) or at(device) > 0, "it is loaded again")
    revision = hall.raise_("FIRE", "hall")["revision"]
    hall.wait_until(lambda: at(device) >= revision and painted(hall), "it reports again")


def renamed(hall: Hall, content: Path, desk: Page) -> None:
    """The hall's files are edited, so that the screen has another id, and a leader adopts it."""
    for name, old, new in (
        ("screens.toml", f'id = "{SCREEN}"', 'id = "window-five"'),
        ("plan.svg", f'inkscape:label="screen/{SCREEN} ', 'inkscape:label="screen/window-five '),
    ):
        said = (content / name).read_text("utf-8")
        assert old in said
        (content / name).write_text(said.replace(old, new), "utf-8")
    desk.goto(f"{hall.base_url}/facilities")
    adopt = desk.locator("form[action='/facilities/content'] button")
    hall.wait_until(lambda: bool(desk.reload() and adopt.count()), "it has seen that they differ")
    with desk.expect_navigation():
        adopt.click()


def test_a_renamed_screen_shows_its_code_again(
    hall: Hall, content: Path, browser: Browser, context: BrowserContext
) -> None:
    desk = keeper(hall, browser)
    device = placed(hall, context, desk)
    looks = browser.new_context().new_page()
    looks.goto(f"{hall.base_url}/screen/{SCREEN}")
    renamed(hall, content, desk)
    for page in (device, looks):
        page.wait_for_url("**/pair", timeout=40_000)
        code_on(page)
    # A machine that is set to the old address comes there too.
    set_so = browser.new_context().new_page()
    set_so.goto(f"{hall.base_url}/screen/{SCREEN}")
    set_so.wait_for_url("**/pair", timeout=20_000)
    desk.goto(f"{hall.base_url}/facilities/screens")
    assert desk.locator(f"tr[data-gone={SCREEN}]").count() == 1
    pair(desk, code_on(device), "window-five")
    device.wait_for_url("**/screen/window-five")
    hall.wait_until(lambda: painted(hall, "window-five"), "it reports as the new one")


def test_a_second_page_of_a_device_does_not_cost_the_first_its_place(
    hall: Hall, browser: Browser, context: BrowserContext
) -> None:
    context.add_init_script(NO_KEY)
    first = placed(hall, context, keeper(hall, browser))
    second = context.new_page()
    second.goto(f"{hall.base_url}/screen/{SCREEN}")
    second.wait_for_function("() => document.body.dataset.key")
    # Each has what the disk has, whoever of them was given the newer secret.
    newer = first.evaluate("""async () => {
        const open = indexedDB.open('hall-device', 1);
        await new Promise((done) => { open.onsuccess = done; });
        const shelf = open.result.transaction('places', 'readwrite').objectStore('places');
        const place = await new Promise((done) => {
            const asked = shelf.get('window-5');
            asked.onsuccess = () => done(asked.result);
        });
        shelf.put({...place, tokens: ['newer', ...place.tokens]}, 'window-5');
        return place.tokens.length;
    }""")
    assert newer == 1
    for page in (first, second):
        assert page.evaluate("window.hallPairing.prove('window-5')")


def test_a_code_never_stands_over_a_danger_that_only_the_page_knows(
    hall: Hall, browser: Browser, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{hall.base_url}/screen/{SCREEN}")
    desk = keeper(hall, browser)
    desk.wait_for_selector("[data-do=show]")
    told = hall.raise_("FIRE", "hall")
    hall.wait_until(lambda: at(page) >= told["revision"], "it shows the fire")
    desk.click("[data-do=show]")

    def calm(route: Route) -> None:
        """A server that knows nothing of the fire says that the screen is calm."""
        answer = route.fetch()
        said = {**json.loads(answer.text()), "calm": True}
        route.fulfill(response=answer, json=said)

    page.route("**/pair/*", calm)
    with page.expect_response("**/pair/*"):
        pass
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.is_hidden("#code")


def test_a_page_whose_scripts_did_not_come_asks_again(hall: Hall, context: BrowserContext) -> None:
    page = context.new_page()
    lost = [True]

    def once(route: Route) -> None:
        route.abort() if lost[0] else route.continue_()

    page.route("**/static/pair*.js", once)
    page.goto(f"{hall.base_url}/pair")
    lost[0] = False
    page.locator("#code").filter(has_text=CODE).wait_for(timeout=20_000)
