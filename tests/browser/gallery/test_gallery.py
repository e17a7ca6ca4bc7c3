"""The signs look as they did when somebody last looked at them: the committed pictures beside what
is drawn today. ``python -m tests.browser.gallery`` takes them anew."""

from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from tests.browser.gallery.likeness import differing
from tests.browser.gallery.shots import FOLDER, TONGUES, hall_in, named, quantized, sheet, shots
from tests.browser.promises import pictured

pytestmark = pytest.mark.browser


def kept(name: str) -> Image.Image:
    return Image.open(FOLDER / f"{name}.png").convert("RGB")


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue[0])
def test_every_sign_looks_as_it_did(browser: Browser, tongue: tuple[str, str]) -> None:
    page, wrong, seen = browser.new_page(), {}, set()
    with hall_in(tongue) as hall:
        for situation, listed in shots(hall).items():
            name = named(situation, tongue)
            seen.add(name)
            if found := differing(kept(name), quantized(sheet(page, listed))):
                wrong[name] = (len(found), found[:3])
    page.close()
    assert not wrong, "look at them: python -m tests.browser.gallery, then git diff"
    assert seen == {path.stem for path in FOLDER.glob(f"*-{tongue[0]}.png")}


@pytest.fixture
def shown(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 384, "height": 216})
    yield page
    page.close()


SIGN = (
    '<style>body{{margin:0}} svg{{display:block}}</style><svg viewBox="0 0 1920 1080" width="384">'
    '<rect width="1920" height="1080" fill="{ground}"/>'
    '<text x="100" y="{y}" font-size="200" fill="#FFFFFF">暂停服务</text>'
    '<text x="100" y="900" font-size="60" fill="{ink}">{small}</text></svg>'
)
WHOLE = {"ground": "#2B2B2C", "y": "500", "ink": "#FFFFFF", "small": "预计 14:30 恢复"}
CHANGES: dict[str, dict[str, str]] = {
    "a line a hundredth of the height lower": {"y": "511"},
    "a ground a little lighter": {"ground": "#353536"},
    "a small line in another colour": {"ink": "#FFD54A"},
    "another time in a small line": {"small": "预计 15:30 恢复"},
    "a small line that is gone": {"small": ""},
}


def drawn(page: Page, **change: str) -> Image.Image:
    page.set_content(SIGN.format(**(WHOLE | change)))
    return quantized(pictured(page)).convert("RGB")


@pytest.mark.parametrize("change", CHANGES)
def test_what_people_would_see_breaks_it(shown: Page, change: str) -> None:
    assert differing(drawn(shown), drawn(shown, **CHANGES[change]))


SMOOTHED: dict[str, Callable[[Image.Image], Image.Image]] = {
    "the same": lambda picture: picture,
    "edges smoothed otherwise": lambda picture: picture.resize(
        (picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC
    ).resize(picture.size, Image.Resampling.BOX),
    "a shade of one step": lambda picture: ImageChops.add(
        picture, Image.new("RGB", picture.size, "#010101")
    ),
}


@pytest.mark.parametrize("change", SMOOTHED)
def test_what_nobody_would_see_does_not(shown: Page, change: str) -> None:
    assert not differing(drawn(shown), SMOOTHED[change](drawn(shown)))


def test_another_size_differs() -> None:
    assert differing(Image.new("RGB", (10, 10)), Image.new("RGB", (10, 11)))
