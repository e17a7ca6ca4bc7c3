"""``python -m tests.browser.gallery [signs] [boards] [pages] [papers]`` takes the committed pictures anew, all
where none is named. Look at each that changed before it is committed: would you hang it in an
airport?"""

import sys
from collections.abc import Iterable

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from kiosk.wording.catalogues import speak
from tests.browser.conftest import FLAGS
from tests.browser.gallery import boards as paged
from tests.browser.gallery import visits
from tests.browser.gallery.papers import LANGUAGES, papers
from tests.browser.gallery.shots import (
    FOLDER,
    TONGUES,
    hall_in,
    named,
    quantized,
    saved,
    sheet,
    shots,
)
from tests.chromium import shell


def signs(browser: Browser) -> None:
    for old in FOLDER.glob("*.png"):
        old.unlink()
    page = browser.new_page()
    for tongue in TONGUES:
        with hall_in(tongue) as hall:
            for situation, listed in shots(hall).items():
                saved(sheet(page, listed), named(situation, tongue))


def boards(browser: Browser) -> None:
    for old in paged.FOLDER.glob("*.png"):
        old.unlink()
    page = browser.new_page()
    for tongue in TONGUES:
        for board in paged.boards(page, tongue):
            print(board.told)
            quantized(board.sheet).save(paged.FOLDER / f"{board.name}.png", optimize=True)


def keep(sheets: Iterable[tuple[str, Image.Image]], *sorts: str) -> None:
    for old in visits.FOLDER.glob("*.png"):
        if old.stem.startswith(sorts):
            old.unlink()
    for name, picture in sheets:
        visits.kept(picture).save(visits.FOLDER / f"{name}.png", optimize=True)


def main(wanted: set[str]) -> None:
    speak()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell(), args=FLAGS)
        if not wanted or "signs" in wanted:
            signs(browser)
        if not wanted or "boards" in wanted:
            boards(browser)
        if not wanted or "pages" in wanted:
            keep(visits.pages(browser), "touch-", "console-")
        browser.close()
    if not wanted or "papers" in wanted:
        keep(papers(*LANGUAGES), "paper-")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
