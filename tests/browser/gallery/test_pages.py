"""What is touched, the console in each state and the papers look as they did when somebody last looked
at them. ``python -m tests.browser.gallery pages`` takes them anew."""

from collections.abc import Callable, Iterable

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser

from kiosk.wording.typeset import font_found
from tests.browser.gallery.likeness import differing
from tests.browser.gallery.papers import LANGUAGES, papers
from tests.browser.gallery.visits import FOLDER, pages
from tests.halls.seeds import LONG

MOST_BYTES = 3_000_000
CALM = "console-0-zh"


def kept(name: str) -> Image.Image:
    return Image.open(FOLDER / f"{name}.png").convert("RGB")


def unlike(sheets: Iterable[tuple[str, Image.Image]], *patterns: str) -> dict[str, object]:
    """Sheets that differ from the kept ones, and names that only one side has."""
    wrong, seen = dict[str, object](), set()
    for name, sheet in sheets:
        seen.add(name)
        if not (FOLDER / f"{name}.png").exists():
            wrong[name] = "new"
        elif found := differing(kept(name), sheet):
            wrong[name] = (len(found), found[:3])
    names = {path.stem for pattern in patterns for path in FOLDER.glob(f"{pattern}.png")}
    return wrong | dict.fromkeys(names - seen, "gone")


@pytest.mark.browser
def test_every_page_looks_as_it_did(browser: Browser) -> None:
    assert not unlike(pages(browser), "touch-*", "console-*"), (
        "look at them: python -m tests.browser.gallery pages, then git diff"
    )


@pytest.mark.laws
@pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")
@pytest.mark.parametrize("tongue", LANGUAGES[: 2 if LONG else 1], ids=lambda tongue: str(tongue[0]))
def test_every_paper_looks_as_it_did(tongue: tuple[str, str]) -> None:
    assert not unlike(papers(tongue), f"paper-*-{tongue[0]}"), (
        "look at them: python -m tests.browser.gallery papers, then git diff"
    )


def moved(picture: Image.Image) -> Image.Image:
    """Its first row of tiles a hundredth of the tablet's height lower."""
    row = (220, 33, 420, 65)
    made = picture.copy()
    made.paste(picture.crop(row), (row[0], row[1] + 800 // 3 // 100 + 1))
    return made


def recoloured(picture: Image.Image) -> Image.Image:
    """The key that evacuates in the blue of the bar around it."""
    made = picture.copy()
    made.paste(picture.getpixel((2, 2)), (82, 2, 112, 19))
    return made


@pytest.mark.parametrize("change", [moved, recoloured])
def test_what_people_would_see_on_a_page_breaks_it(
    change: Callable[[Image.Image], Image.Image],
) -> None:
    assert differing(kept(CALM), change(kept(CALM)))


def test_what_nobody_would_see_does_not() -> None:
    shade = Image.new("RGB", kept(CALM).size, "#010101")
    assert not differing(kept(CALM), ImageChops.add(kept(CALM), shade))


def test_the_kept_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) <= MOST_BYTES
