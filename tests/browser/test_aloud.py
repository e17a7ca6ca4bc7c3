"""A touch page read aloud to whoever presses its key: its own words in order, by finger, keyboard and
switches, until it is pressed again, the page is another or a sign takes the screen."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from kiosk.drawing.touch.aloud import sentences
from tests.browser.conftest import FLAGS, TOUCH, Hall, Watch, described, painted, served
from tests.browser.layout import PAGES, faults, faults_of_pages
from tests.browser.promises import stopped
from tests.chromium import chromium
from tests.kiosk.voice.talking import tone

pytestmark = pytest.mark.browser
MEASURED = {"entrance": 700, "self-service": 710, "terminal-2": 300}
"""Millimetres from the floor, by screen: their keys can be brought lower."""
SWITCHED = "etax-area"
ENOUGH = 100
"""Sentences of a screen's pages, in both languages; there are more."""
RECORDED_S = 180.0
"""Waited only on a machine that speaks slowly."""
SPOKEN = """() => {
  window.spoken = [];
  new MutationObserver(() => {
    const key = document.body.dataset.reading;
    if (key && window.spoken[window.spoken.length - 1] !== key) window.spoken.push(key);
  }).observe(document.body, {attributes: true, attributeFilter: ["data-reading"]});
}"""
WORDS = "page => [...page.querySelectorAll('h1')].map((one) => one.innerText)"
KEY = "[data-do=aloud]"


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Every touch screen of the sample reads; a sentence takes a second and a half."""
    folder = tmp_path_factory.mktemp("reading")
    said = tone(folder / "said.wav", 0.3, spoken_s=1.5)
    path = described(folder) / "screens.toml"
    text = path.read_text("utf-8")
    for name in TOUCH:
        more = f"mount_mm = {MEASURED[name]}\n" if name in MEASURED else ""
        more += "switches = 2\n" if name == SWITCHED else ""
        text = text.replace(f'id = "{name}"\n', f'id = "{name}"\nread_aloud = 60\n{more}')
    path.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIOSK_SPEECH", f"cat {said}")
        hall = served(path.parent, folder / "data")
    end = time.monotonic() + RECORDED_S
    try:
        while not _recorded(hall, "entrance"):
            assert time.monotonic() < end, "not recorded in time"
            time.sleep(0.2)
        yield hall
    finally:
        hall.kill()


def _recorded(hall: Hall, screen: str) -> bool:
    told = hall.ask(f"/screen/{screen}/speech")[1]
    there = {path.stem for path in (hall.data / "speech").glob("*.wav")}
    wanted = {f"{told['voice']}-{key}" for key in told["pages"]}
    return len(wanted) > ENOUGH and wanted <= there


@pytest.fixture
def aloud(playwright: Playwright, reading: Hall) -> Iterator[Watch]:
    """Browsers that forbid sound until somebody touches the page."""
    policy = "--autoplay-policy=document-user-activation-required"
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, policy])
    try:
        watch = Watch(browser, reading)
        # What is not recorded yet is asked for again.
        watch.expected = ("/speech/",)
        yield watch
        watch.close()
    finally:
        browser.close()
        reading.quiet_again()


def keys(page: Page) -> list[str]:
    """The recordings of the page that stands open, in its language."""
    root = "#scene" if page.locator("#panel").is_hidden() else "#panel"
    name = "data-aloud"
    if page.locator("body").get_attribute("data-tongue") == "second":
        twice = page.locator(f"{root} [data-aloud-second]").count()
        name = "data-aloud-second" if twice else name
    found = page.locator(f"{root} [data-aloud]").get_attribute(name)
    assert found
    return found.split()


def press(page: Page) -> None:
    page.evaluate(SPOKEN)
    page.locator(f"{KEY}:visible").click()


def is_read(page: Page, key: str) -> None:
    """Since what is spoken has been written down: it may be over before anybody looks."""
    is_read_of_sign(page, key)
    expect(page.locator(f"{KEY}:visible")).to_have_attribute("aria-pressed", "true")


def is_silent(page: Page) -> None:
    expect(page.locator("body[data-reading]")).to_have_count(0)
    expect(page.locator("body.is-reading")).to_have_count(0)


def test_a_page_is_read_in_order_to_its_end_in_its_language(aloud: Watch) -> None:
    page = aloud.screen("entrance")
    page.evaluate(SPOKEN)
    page.click("#scene [data-do=lang]")
    page.click("#scene [data-post=help]")
    expect(page.locator("[data-page=help]")).to_contain_text("Staff have been told")
    wanted = keys(page)
    assert len(wanted) >= 5
    press(page)
    is_read(page, wanted[0])
    expect(page.locator("body.is-reading")).to_have_count(0, timeout=60_000)
    assert page.evaluate("window.spoken") == wanted
    expect(page.locator(f"{KEY}:visible")).to_have_attribute("aria-pressed", "false")


def test_what_is_read_is_what_stands_on_the_page(aloud: Watch, reading: Hall) -> None:
    """Of the page as its visitor sees it, not of the template."""
    page = aloud.screen("entrance")
    for path in ("services", "places"):
        page.click(f'#scene [data-open="{path}"]')
        html = page.locator("#panel > section").evaluate("page => page.outerHTML")
        shown = page.locator("#panel > section > :not(nav)").all_inner_texts()
        assert "".join("".join(sentences(html)).split()) == "".join("".join(shown).split())
        page.click("#panel [data-do=home]")


def test_a_second_press_another_page_and_another_language_end_it(aloud: Watch) -> None:
    page = aloud.screen("entrance")
    press(page)
    is_read(page, keys(page)[0])
    press(page)
    is_silent(page)
    press(page)
    is_read(page, keys(page)[0])
    page.click('#scene [data-open="services"]')
    is_silent(page)
    expect(page.locator("[data-page=services]")).to_be_visible()
    press(page)
    is_read(page, keys(page)[0])
    page.click("#panel [data-do=lang]")
    is_silent(page)
    expect(page.locator("#panel h1")).to_have_text("My Business")
    press(page)
    is_read(page, keys(page)[0])
    page.click("#panel [data-do=back]")
    is_silent(page)


def test_a_sign_that_takes_the_screen_ends_it(aloud: Watch, reading: Hall) -> None:
    page = aloud.screen("entrance")
    page.click('#scene [data-open="services"]')
    expect(page.locator("[data-page=services]")).to_be_visible()
    press(page)
    is_read(page, keys(page)[0])
    painted(page, reading.raise_("FIRE", "hall")["revision"])
    is_silent(page)
    assert page.locator(f"{KEY}:visible").count() == 0


def test_whoever_listens_is_not_asked_and_the_reset_ends_it(aloud: Watch) -> None:
    page = aloud.screen("entrance", clock=True)
    press(page)
    first = keys(page)
    is_read(page, first[0])
    # Longer in all than a page stays that nobody touches, and far from it each time.
    for key in first[1:4]:
        page.clock.fast_forward(21_000)
        is_read(page, key)
        expect(page.locator("#asking")).to_be_hidden()
    assert len(first) > 3
    page.clock.fast_forward(61_000)
    is_silent(page)


def test_it_is_read_by_keyboard_and_by_switches(aloud: Watch) -> None:
    page = aloud.screen("self-service")
    page.focus(f"#scene {KEY}")
    page.evaluate(SPOKEN)
    page.keyboard.press("Enter")
    is_read(page, keys(page)[0])
    page.keyboard.press("Enter")
    is_silent(page)
    page = aloud.screen(SWITCHED)
    framed = page.locator("button.is-framed")
    for _ in range(20):
        page.keyboard.press(" ")
        if framed.count() and page.locator(f"{KEY}.is-framed").count():
            break
    page.keyboard.press("Enter")
    for _ in range(20):
        if framed.count() == 1 and page.locator(f"{KEY}.is-framed").count():
            break
        page.keyboard.press(" ")
    page.evaluate(SPOKEN)
    page.keyboard.press("Enter")
    is_read(page, keys(page)[0])


def test_the_screen_holds_its_pages_beforehand(aloud: Watch, reading: Hall) -> None:
    many = len(reading.ask("/screen/entrance/speech")[1]["pages"])
    page = aloud.screen("entrance")
    expect(page.locator("body[data-pages]")).to_have_count(1, timeout=60_000)
    # What a busy machine did not bring in time is asked for again half a minute later.
    wanted = "many => Number(document.body.dataset.pages) >= many"
    page.wait_for_function(wanted, arg=min(many, ENOUGH), timeout=90_000)
    page.route("**/speech/*.wav", lambda route: route.abort())
    page.click('#scene [data-open="services"]')
    expect(page.locator("[data-page=services]")).to_be_visible()
    press(page)
    is_read(page, keys(page)[0])


def test_what_cannot_be_read_is_said_so(aloud: Watch) -> None:
    page = aloud.screen("night")
    page.route("**/speech/*.wav", lambda route: route.abort())
    page.evaluate(
        "() => { Cache.prototype.keys = Cache.prototype.match = () => Promise.reject(Error()); }"
    )
    press(page)
    expect(page.locator("#failed .for-aloud")).to_be_visible(timeout=30_000)
    assert faults(page) == []


def test_where_nothing_speaks_there_is_no_key(aloud: Watch) -> None:
    page = aloud.screen("entrance")
    expect(page.locator(f"{KEY}:visible")).to_have_count(1)
    page.evaluate("delete document.body.dataset.aloud")
    expect(page.locator(f"{KEY}:visible")).to_have_count(0)


@pytest.mark.parametrize("name", TOUCH)
def test_every_page_with_the_key_can_be_read_and_touched_in_every_size(
    aloud: Watch, name: str
) -> None:
    page = aloud.screen(name)
    assert (
        faults_of_pages(page, PAGES, 60 if name in ("entrance", "terminal-2", "night") else 55)
        == {}
    )
    if name in MEASURED:
        page.reload()
        page.click("#scene [data-do=low]")
        # Somebody stays there for as long as it takes.
        page.evaluate("() => { setInterval(window.hallTouch.touched, 1000); }")
        assert faults_of_pages(page, ["services", "places"], 55) == {}


def spoken_keys(page: Page, within: str) -> list[str]:
    return (page.locator(f"{within}[data-aloud]").get_attribute("data-aloud") or "").split()


def test_a_sign_that_fills_the_screen_is_read_to_whoever_presses_its_key(
    aloud: Watch, reading: Hall
) -> None:
    """The same words as the sign, in both its languages; where nobody is to stay there is no key."""
    page = aloud.screen("entrance")
    painted(page, reading.raise_("HALL-CLOSED", "hall")["revision"])
    wanted = spoken_keys(page, "#scene > svg")
    assert len(wanted) == 2
    page.evaluate(SPOKEN)
    page.locator("#scene g[data-do=aloud]").click()
    is_read_of_sign(page, wanted[0])
    expect(page.locator("body.is-reading")).to_have_count(0, timeout=60_000)
    assert page.evaluate("window.spoken") == wanted
    # By keyboard, and until it is pressed again.
    page.locator("#scene button[data-do=aloud]").focus()
    page.evaluate(SPOKEN)
    page.keyboard.press("Enter")
    is_read_of_sign(page, wanted[0])
    page.keyboard.press("Enter")
    is_silent(page)
    painted(page, reading.raise_("FIRE", "hall")["revision"])
    assert page.locator("#scene [data-do=aloud]").count() == 0


def is_read_of_sign(page: Page, key: str) -> None:
    page.wait_for_function("key => window.spoken.includes(key)", arg=key)


def test_that_something_did_not_come_is_read_though_the_hall_does_not_answer(
    aloud: Watch,
) -> None:
    page = aloud.screen("entrance")
    aloud.expected = ("/speech/", "/services")
    held = len({*spoken_keys(page, "#failed .for-page"), *spoken_keys(page, "#asking .question")})
    assert held >= 4
    expect(page.locator("body[data-recordings]")).to_have_count(1, timeout=60_000)
    page.route("**/speech/*.wav", lambda route: route.abort())
    page.route("**/services*", lambda route: route.abort())
    page.click('#scene [data-open="services"]')
    expect(page.locator("#failed .for-page")).to_be_visible()
    assert faults(page) == []
    page.evaluate(SPOKEN)
    page.locator("#failed [data-do=aloud]").click()
    wanted = spoken_keys(page, "#failed .for-page")
    is_read_of_sign(page, wanted[0])
    expect(page.locator("body.is-reading")).to_have_count(0, timeout=60_000)
    assert page.evaluate("window.spoken") == wanted
    expect(page.locator("#failed .for-page")).to_be_visible()


@pytest.mark.parametrize("listens", [True, False])
def test_whoever_listened_is_asked_aloud_whether_they_are_still_there(
    aloud: Watch, listens: bool
) -> None:
    page = aloud.screen("entrance", clock=True)
    expect(page.locator("body[data-recordings]")).to_have_count(1, timeout=60_000)
    page.click('#scene [data-open="services"]')
    expect(page.locator("[data-page=services]")).to_be_visible()
    if listens:
        press(page)
        is_read(page, keys(page)[0])
        press(page)
    is_silent(page)
    page.evaluate(SPOKEN)
    stopped(page)
    page.clock.fast_forward(41_000)
    expect(page.locator("#asking")).to_be_visible()
    wanted = spoken_keys(page, "#asking .question")
    if listens:
        is_read_of_sign(page, wanted[0])
        # The question is no sign of somebody: the next visitor begins anew all the same.
        page.clock.fast_forward(21_000)
        expect(page.locator("#asking")).to_be_hidden()
        expect(page.locator("[data-page=services]")).to_have_count(0)
        is_silent(page)
    else:
        page.clock.run_for(1_000)
        assert page.evaluate("window.spoken") == []
