"""A screen's page says what its sign says: from what it held before, until the sign is another, and
it tells where its browser forbids that."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Playwright, Request, expect

from tests.browser.conftest import FLAGS, PATIENCE_S, Hall, Watch, served
from tests.chromium import shell
from tests.faults.test_start_page import for_this_hall, may_stand_apart, seen_by_a_test, under
from tests.kiosk.voice.talking import content, tone

pytestmark = pytest.mark.browser
ALLOWED, FORBIDDEN = (
    f"--autoplay-policy={policy}"
    for policy in ("no-user-gesture-required", "document-user-activation-required")
)
BEATS_S, ENOUGH = 60.0, 3
"""Waited at most for so many beats that say the same."""
RECORDED_S, PAUSE_S = 120.0, 0.2
"""Waited only on a machine that speaks slowly, and between two looks: it needs the machine."""
LISTEN = """() => {
  window.peak = 0;
  const {connect} = AudioNode.prototype;
  AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof AudioDestinationNode) {
      const meter = this.context.createAnalyser(), samples = new Float32Array(meter.fftSize);
      connect.call(this, meter);
      setInterval(() => {
        meter.getFloatTimeDomainData(samples);
        window.peak = samples.reduce((most, one) => Math.max(most, Math.abs(one)), window.peak);
      }, 20);
    }
    return connect.call(this, to, ...more);
  };
}"""
"""Measures what goes to the loudspeaker."""
KNOWN = "() => [hallLacks, hallVoice.ready]"


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall that has recorded all that the entrance could say."""
    folder = tmp_path_factory.mktemp("speaking")
    said = tone(folder / "said.wav", 0.3, spoken_s=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIOSK_SPEECH", f"cat {said}")
        hall = served(content(folder / "content", names=("entrance",)), folder / "data")
    end = time.monotonic() + RECORDED_S
    try:
        while not _recorded(hall):
            assert time.monotonic() < end, "not recorded in time"
            time.sleep(PAUSE_S)
        yield hall
    finally:
        hall.kill()


def _recorded(hall: Hall) -> bool:
    _, told = hall.ask("/screen/entrance/speech")
    return bool(told["keys"]) and all(_there(hall, told["voice"], key) for key in told["keys"])


def _there(hall: Hall, voice: str, key: str) -> bool:
    try:
        with urlopen(f"{hall.base_url}/speech/{voice}-{key}.wav", timeout=PATIENCE_S) as answer:
            held = answer.headers["Cache-Control"]
            assert "immutable" in held and answer.headers["Content-Type"] == "audio/wav", held
            return bool(answer.read(4) == b"RIFF")
    except HTTPError as error:
        assert error.code == 404
        return False


@contextmanager
def watching(playwright: Playwright, hall: Hall, policy: str) -> Iterator[Watch]:
    browser = playwright.chromium.launch(executable_path=shell(), args=[*FLAGS, policy])
    try:
        watch = Watch(browser, hall)
        yield watch
        watch.close()
    finally:
        browser.close()


def keys(page: Page) -> list[str]:
    said = page.locator("#scene [data-speech]").get_attribute("data-speech")
    assert said is not None
    return said.split()[2:]


def says(page: Page, key: str) -> None:
    expect(page.locator(f'body[data-saying="{key}"]')).to_have_count(1, timeout=30_000)


def test_a_sign_is_said_from_what_was_held_until_it_is_another(
    playwright: Playwright, speaking: Hall
) -> None:
    _, told = speaking.ask("/screen/entrance/speech")
    with watching(playwright, speaking, ALLOWED) as watch:
        page = watch.screen("entrance")
        page.evaluate(LISTEN)
        many = str(len(told["keys"]))
        expect(page.locator(f'body[data-recordings="{many}"]')).to_have_count(1, timeout=60_000)
        page.route("**/speech/*.wav", lambda route: route.abort())
        assert page.evaluate("window.peak") == 0
        fire = speaking.raise_("FIRE", "hall")
        expect(page.locator("#scene [data-speech]")).to_have_count(1)
        zh, en = keys(page)
        assert {zh, en} <= {*told["keys"]}
        says(page, zh)
        page.wait_for_function("() => window.peak > 0.05")
        says(page, en)
        speaking.clear(fire)
        expect(page.locator("#scene [data-speech^=clear]")).to_have_count(1)
        says(page, keys(page)[0])
        assert page.evaluate("window.hallLacks").count("sound") == 0
    speaking.quiet_again()


def test_a_screen_whose_browser_forbids_sound_says_so_to_the_console(
    playwright: Playwright, browser: Browser, speaking: Hall
) -> None:
    # A browser of its own for each of the two: behind another page one is neither painted nor told.
    with watching(playwright, speaking, FORBIDDEN) as watch:
        # Nothing is asked of this page until then: whatever a test asks of one counts as a touch.
        page = watch.screen("entrance")
        tablet = Watch(browser, speaking)
        console = tablet.console()
        try:
            expect(console.locator("body")).to_contain_text("浏览器不许出声", timeout=60_000)
        except AssertionError as error:
            raise AssertionError(f"the page knew {page.evaluate(KNOWN)}") from error
        # Whoever touches the screen allows it.
        page.mouse.click(5, 5)
        expect(console.locator("body")).not_to_contain_text("浏览器不许出声", timeout=60_000)
        tablet.close()


@pytest.mark.skipif(not may_stand_apart(), reason="policies are the machine's: needs a namespace")
@pytest.mark.parametrize("allowed", [True, False])
def test_the_shipped_policy_allows_sound_without_a_touch(
    playwright: Playwright, speaking: Hall, tmp_path: Path, allowed: bool
) -> None:
    """In a browser that forbids it by itself; told by the page's own beats, for whatever a test asks
    of a page counts as a touch."""
    policy = json.loads(seen_by_a_test(for_this_hall(speaking.base_url)))
    assert policy.pop("AutoplayAllowed") is True
    shipped = json.dumps(policy | ({"AutoplayAllowed": True} if allowed else {}))
    browser = playwright.chromium.launch(
        executable_path=under(shipped, tmp_path), args=[*FLAGS, FORBIDDEN]
    )
    try:
        watch = Watch(browser, speaking)
        page = watch.screen("entrance")
        beats = list[bool]()
        page.on("request", lambda request: beats.extend(_told(request)))
        # What it says first is from before it has asked.
        end = time.monotonic() + BEATS_S
        while beats[-ENOUGH:] != [allowed] * ENOUGH:
            assert time.monotonic() < end, f"told {beats}, and knows {page.evaluate(KNOWN)}"
            page.wait_for_timeout(200)
        assert page.evaluate("hallVoice.ready") is allowed
        if allowed:
            fire = speaking.raise_("FIRE", "hall")
            expect(page.locator("#scene [data-speech]")).to_have_count(1)
            says(page, keys(page)[0])
            speaking.clear(fire)
        watch.close()
    finally:
        browser.close()
        speaking.quiet_again()


def _told(request: Request) -> list[bool]:
    """Of a beat, whether the page may sound."""
    said = request.post_data_json if request.url.endswith("/beat") else None
    return ["sound" not in said["lacks"]] if said is not None else []


@pytest.mark.parametrize(
    "gone",
    [
        "delete window.AudioContext",
        "window.AudioContext = class { constructor() { throw Error(); } }",
    ],
)
def test_a_browser_that_cannot_play_at_all_says_so_too(
    playwright: Playwright, speaking: Hall, gone: str
) -> None:
    with watching(playwright, speaking, ALLOWED) as watch:
        page = watch.page("/status")
        page.add_init_script(gone)
        told = list[bool]()
        page.on("request", lambda request: told.extend(_told(request)))
        page.goto(f"{speaking.base_url}/screen/entrance")
        end = time.monotonic() + BEATS_S
        while not told:
            assert time.monotonic() < end, f"says nothing, and knows {page.evaluate('hallLacks')}"
            page.wait_for_timeout(100)
        assert not any(told)


def test_a_screen_that_is_silent_holds_and_says_nothing(
    playwright: Playwright, speaking: Hall
) -> None:
    assert speaking.ask("/screen/wall/speech")[1]["keys"] == []
    assert "data-speaks" not in speaking.page("/screen/wall")
    assert "data-speaks" in speaking.page("/screen/entrance")
