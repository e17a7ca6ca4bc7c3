"""The console of generated halls: nothing lies beyond its window, the key for an evacuation is in sight
wherever the page stands, and five incidents are looked over within a screen and a half."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import target_of
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.model import HALL
from tests.browser.conftest import PINS, Hall, Watch
from tests.browser.forked import Mother
from tests.browser.layout import COVERED
from tests.browser.test_cockpit import HEIGHT, MOST_SCREENS, SIZES, WIDTHS, stays
from tests.browser.test_halls import FORTY
from tests.browser.test_tongues import BEYOND
from tests.halls import Size, drawn
from tests.halls.hall import write
from tests.halls.seeds import LONG
from tests.tongues import translate
from tests.tongues import write as write_tongues

pytestmark = pytest.mark.browser
HALLS = [FORTY, *map(drawn, range(30))] if LONG else [drawn(13)]
SHIPPED, MADE_UP = ("zh", "en"), ("eo", "ug")
MANY = 5


def acts(content: Content) -> Iterator[tuple[str, str]]:
    """As much at once as happens on a bad day, and then a fire."""
    tiles = sorted((k for k in content.catalogue.kinds if k.use.tile), key=lambda k: k.use.tile)
    calm = [k for k in tiles if k.raisable and k.classes[0] not in LIFE_SAFETY]
    yield from ((kind.code, target_of(content.hall, kind)) for kind in calm[: MANY - 1])
    yield "FIRE", HALL


@pytest.fixture(scope="module")
def mother(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mother]:
    folder = tmp_path_factory.mktemp("mother")
    (folder / "locale").mkdir()
    write_tongues(folder / "locale")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIOSK_LOCALE", str(folder / "locale"))
        with Mother(folder) as found:
            yield found


def read_in(page: Page, house: Hall, tongue: str) -> None:
    page.goto(f"{house.base_url}/console/settings")
    if page.locator("html").get_attribute("lang") != tongue:
        with page.expect_navigation():
            page.locator(f"main button.tongue[value={tongue}]").click()
    page.goto(f"{house.base_url}/console")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans" if tongue == "zh" else tongue)


def wrong_at(page: Page, size: tuple[int, int]) -> Iterator[str]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if beyond := page.evaluate(BEYOND):
        yield f"beyond its window: {beyond}"
    if covered := page.evaluate(COVERED):
        yield f"covered or cut: {covered}"
    if not stays(page, size):
        yield "no key to evacuate in sight"


@pytest.mark.parametrize("tongues", [SHIPPED, MADE_UP], ids=lambda tongues: str(tongues[0]))
@pytest.mark.parametrize("size", HALLS, ids=lambda size: f"hall-{size.seed}")
def test_a_console_of_any_hall_keeps_within_its_window_and_in_sight(
    browser: Browser, mother: Mother, tmp_path: Path, size: Size, tongues: tuple[str, str]
) -> None:
    write(size, tmp_path / "own")
    open_all_day(tmp_path / "own", tmp_path / "content")
    if tongues == MADE_UP:
        translate(tmp_path / "content")
    content = contents.read(tmp_path / "content")
    house = mother.serve(tmp_path / "content", tmp_path / "data")
    house.told["staff"] = [
        {"name": name, "role": role, "pin": pin} for name, (role, pin) in PINS.items()
    ]
    watch = Watch(browser, house)
    page, wrong = watch.console("supervisor"), dict[tuple[object, ...], list[str]]()
    highest: dict[str, float] = {}
    for state in ("calm", "five"):
        for kind, target in acts(content) if state == "five" else ():
            house.raise_(kind, target)
        for tongue in tongues:
            read_in(page, house, tongue)
            if state == "five":
                expect(page.locator("article.card")).to_have_count(MANY)
            for shape in dict.fromkeys((*SIZES, *WIDTHS)):
                if found := list(wrong_at(page, shape)):
                    wrong[state, tongue, shape] = found
                if shape in SIZES and state == "five":
                    high = page.evaluate(HEIGHT) / shape[1]
                    highest[tongue] = max(high, highest.get(tongue, 0.0))
                    if tongue in SHIPPED and high > MOST_SCREENS:
                        wrong[state, tongue, shape, "high"] = [f"{high:.2f} screens"]
    watch.close()
    print({tongue: f"{high:.2f} screens" for tongue, high in highest.items()})
    assert not wrong, "\n".join(f"{at}: {found}" for at, found in wrong.items())
