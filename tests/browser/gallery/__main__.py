"""``python -m tests.browser.gallery`` takes the committed pictures anew. Look at each that changed
before it is committed: would you hang it in an airport?"""

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.gallery.shots import FOLDER, TONGUES, hall_in, named, saved, sheet, shots
from tests.chromium import chromium


def main() -> None:
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        for tongue in TONGUES:
            with hall_in(tongue) as hall:
                for situation, listed in shots(hall).items():
                    saved(sheet(page, listed), named(situation, tongue))
        browser.close()


main()
