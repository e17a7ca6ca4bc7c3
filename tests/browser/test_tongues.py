"""Screens read in made-up languages, one longer than any, one that runs leftwards: all has room and
nothing covers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Hall, Watch, described, painted, served
from tests.browser.layout import faults, faults_of_pages
from tests.tongues import translate, write

PAIRS = (("eo", "ug"), ("ug", "zh"))
TOUCH, OTHERS = ("entrance", "etax-area"), ("wall", "window-5", "exit-south")
PATHS = ["services", "places", "places/find?q=t", "service/declare", "way/place/toilet"]
LEAST = 60


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
