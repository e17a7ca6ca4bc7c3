"""A board of forty windows on 75 inches at 8 m, and one of twelve on the sample's wall, with none, three
and twelve exceptions: as they looked when somebody looked, at their size, whole. The figures are
printed: ``pytest -s tests/browser/gallery/test_boards.py``."""

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.gallery.boards import EXCEPTIONS, FOLDER, boards
from tests.browser.gallery.likeness import differing
from tests.browser.gallery.shots import TONGUES, quantized

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue[0])
def test_boards_with_exceptions_look_as_they_did(browser: Browser, tongue: tuple[str, str]) -> None:
    page, wrong, seen = browser.new_page(), dict[str, object](), set()
    for board in boards(page, tongue):
        print(board.told)
        seen.add(board.name)
        assert board.least >= 0.98 * board.due, board.name
        assert len([row for row in board.rows if row.state == "paused"]) <= EXCEPTIONS[-1]
        kept = Image.open(FOLDER / f"{board.name}.png").convert("RGB")
        if found := differing(kept, quantized(board.sheet)):
            wrong[board.name] = (len(found), found[:3])
    page.close()
    assert not wrong, "look at them: python -m tests.browser.gallery boards, then git diff"
    assert seen == {path.stem for path in FOLDER.glob(f"*-{tongue[0]}-*.png")}
