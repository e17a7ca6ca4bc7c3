"""Screens read in made-up languages, one longer than any, one that runs leftwards: all has room and
nothing covers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Hall, Watch, described, painted, served
from tests.browser.layout import faults, faults_of_pages
from tests.browser.promises import settled
from tests.browser.test_cockpit import WIDTHS, five_open
from tests.tongues import translate, write

PAIRS = (("eo", "ug"), ("ug", "zh"))
TOUCH, OTHERS = ("entrance", "etax-area"), ("wall", "window-5", "exit-south")
PATHS = ["services", "places", "places/find?q=t", "service/declare", "way/place/toilet"]
LEAST = 60
BEYOND = """() => {
  const seen = document.documentElement, over = seen.scrollWidth - seen.clientWidth;
  const outside = [...document.querySelectorAll(".head button, .head a, main > * button, main > * .button")]
    .filter((key) => key.checkVisibility() && !key.closest("[data-chart], .unseen"))
    .filter((key) => { const r = key.getBoundingClientRect(); return r.left < -1 || r.right > innerWidth + 1; })
    .map((key) => key.textContent.trim());
  return over > 0 || outside.length ? [over, outside.slice(0, 3)] : null;
}"""


@pytest.fixture(scope="module", params=PAIRS, ids=[pair[0] for pair in PAIRS])
def abroad(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    """The sample hall, open all day, whose screens are read in two of them."""
    place = tmp_path_factory.mktemp("tongues")
    content = translate(described(place), request.param)
    (place / "locale").mkdir()
    write(place / "locale")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIOSK_LOCALE", str(place / "locale"))
        hall = served(content, place / "data")
    hall.told["tongue"] = request.param[0]
    yield hall
    hall.forget()


def test_every_screen_has_room_for_them(abroad: Hall, browser: Browser) -> None:
    watch = Watch(browser, abroad)
    pages = {name: watch.screen(name) for name in (*TOUCH, *OTHERS)}
    wrong = {f"calm {name}": found for name, page in pages.items() if (found := faults(page))}
    for name in TOUCH:
        wrong |= {
            f"{name} {path}": found
            for path, found in faults_of_pages(pages[name], PATHS, LEAST).items()
        }
    for kind, target in (
        ("ETAX-DOWN", "system/etax"),
        ("SHOCK", "machine/terminal-1"),
        ("FIRE", "hall"),
    ):
        revision = abroad.raise_(kind, target)["revision"]
        for name, page in pages.items():
            painted(page, revision)
            wrong |= {f"{kind} {name}": found} if (found := faults(page)) else {}
    watch.close()
    assert not wrong, "\n".join(f"{at}: {found}" for at, found in wrong.items())


def test_the_console_and_the_figures_have_room_for_them(abroad: Hall, browser: Browser) -> None:
    """Nothing to the side of any window between 320 and 2560 px, and no key beyond its edge."""
    watch = Watch(browser, abroad)
    page = watch.console("supervisor")
    page.goto(f"{abroad.base_url}/console/settings")
    tongue = abroad.told["tongue"]
    page.locator(f"button.tongue[value={tongue}]").last.click()
    expect(page.locator("html")).to_have_attribute("lang", tongue)
    wrong = {}
    for state in ("calm", "five"):
        if state == "five":
            five_open(abroad)
        for path in ("/console", "/reports/statistics"):
            page.goto(abroad.base_url + path)
            for width, height in WIDTHS:
                page.set_viewport_size({"width": width, "height": height})
                if found := settled(page, BEYOND):
                    wrong[state, path, width] = found
    watch.close()
    assert not wrong, "\n".join(f"{at}: {found}" for at, found in wrong.items())
