"""Generated halls whose touch panels are measured and read aloud: with all five choices at the foot of
a page, and with its keys low, nothing overlaps, nothing is cut and every key is within reach."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.drawing.touch.panel import lacks_mm, panel
from signage.hall.model import Hall as Described
from signage.hall.model import Screen
from tests.browser.forked import Mother
from tests.browser.layout import faults_of_pages
from tests.browser.test_halls import FORTY, Visit, paths, touched, unnamed, upright
from tests.halls import Size, drawn
from tests.halls.hall import write
from tests.halls.seeds import LONG
from tests.kiosk.voice.talking import tone
from tests.tongues import translate
from tests.tongues import write as write_tongues

pytestmark = pytest.mark.browser
SIZES = [FORTY, *map(drawn, range(60))] if LONG else [drawn(13), drawn(38)]
LOUD = 50
PAIRS = (("zh", "en"), ("eo", "zh"), ("ug", "zh"))
CASES = [(size, pair) for size in SIZES for pair in PAIRS]
TRIED = CASES if LONG else CASES[-1:]
"""Halls and the languages they read: a long run tries all, every run the last, read leftwards."""
HUNG_MM = (900, 700, 500, 400, 300, 200, 100, 0)
"""Lower edges that are tried: of every second screen the highest that leaves a page room within
reach is taken, of the others the lowest."""


def hung(screen: Screen, *, high: bool) -> int | None:
    """How high it hangs, so that its keys can be brought within reach."""
    for mm in HUNG_MM if high else HUNG_MM[::-1]:
        at = screen.model_copy(update={"mount_mm": mm, "read_aloud": LOUD})
        if panel(at).lowers and not lacks_mm(at):
            return mm
    return None


def measured(folder: Path, hall: Described) -> None:
    """Every touch panel is read aloud, and measured where it can be."""
    file = folder / "screens.toml"
    text = file.read_text("utf-8")
    for at, screen in enumerate(touched(hall)):
        mm = hung(screen, high=at % 2 == 0)
        more = f"\nread_aloud = {LOUD}" + (f"\nmount_mm = {mm}" if mm else "")
        text = re.sub(rf'(?m)^id = "{screen.id}"$', rf"\g<0>{more}", text)
    file.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def mother(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mother]:
    folder = tmp_path_factory.mktemp("mother")
    said = tone(folder / "said.wav", 0.3, spoken_s=0.2)
    (folder / "locale").mkdir()
    write_tongues(folder / "locale")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIOSK_SPEECH", f"cat {said}")
        patch.setenv("KIOSK_LOCALE", str(folder / "locale"))
        with Mother(folder) as found:
            yield found


@pytest.mark.parametrize(
    ("size", "pair"),
    TRIED,
    ids=[f"hall-{size.seed}-{pair[0]}" for size, pair in TRIED],
)
def test_no_touch_page_overlaps_with_every_choice_and_low_keys(
    browser: Browser, mother: Mother, tmp_path: Path, size: Size, pair: tuple[str, str]
) -> None:
    write(size, tmp_path / "own")
    open_all_day(tmp_path / "own", tmp_path / "content")
    measured(tmp_path / "content", contents.read(tmp_path / "content").hall)
    if pair[0] != "zh":
        translate(tmp_path / "content", pair)
    content = contents.read(tmp_path / "content")
    if not list(touched(content.hall)):
        return
    house = mother.serve(tmp_path / "content", tmp_path / "data")
    visit = Visit(browser, house)
    # What is not recorded yet is asked for again.
    visit.watch.expected = ("/speech/",)
    found: dict[str, list[str]] = {}
    for screen in touched(content.hall):
        page = visit.at(screen, house.revision())
        if not page.locator("#scene .home").count():
            continue
        modes: tuple[tuple[str, ...], ...] = ((), ("low",)) if panel(screen).lowers else ((),)
        for chosen in modes:
            wrong = faults_of_pages(page, paths(content.hall), 0, broken=False, chosen=chosen)
            for name, listed in wrong.items():
                if kept := [fault for fault in listed if not fault.startswith("cut short")]:
                    found[f"{screen.id} {upright(screen)} {name}"] = kept
            page.evaluate("document.body.classList.remove('low', 'large')")
    visit.watch.close()
    found = unnamed(content, found)
    print(sum(panel(screen).lowers for screen in touched(content.hall)), "panels brought low")
    assert not found, "\n".join(f"{at}: {wrong}" for at, wrong in found.items())
