"""The pages of a hall as the gallery keeps them: what is touched, and the console in each state, on
sheets of a few sizes each. One hall, whose clock is told and whose lamps are on no wire, is walked
through once; what streams is not needed for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.gallery.shots import beside
from tests.browser.promises import awaited, pictured
from tests.browser.test_axe import FIVE, Looked
from tests.cast import NOON

FOLDER: Final = Path(__file__).parent / "pages"
LANGUAGES: Final = ("zh", "en")
TOUCH_SCALE, CONSOLE_SCALE = 0.2, 1 / 3
UPRIGHT, LEVEL = ("entrance", 1080, 1920), ("etax-area", 1920, 1080)
MODES: Final = ("plain", "large", "contrast")
TOUCHED: Final = (
    "services", "service/declare", "places", "places/windows", "places/find?q=t",
    "way/place/toilet", "help",
)  # fmt: skip
SIZES: Final = ((1280, 800), (800, 1280), (390, 844))
LIFE: Final = ("FIRE", "hall")
COLOURS: Final = 256
LOST_MS: Final = 11_000
"""After which a page of staff says that it hears nothing."""
OPEN: Final = """path => {
  const key = document.querySelector("#scene .big button");
  key.dataset.open = path;
  key.click();
}"""
SHOWN: Final = "() => document.fonts.ready.then(() => !document.querySelector('.htmx-request'))"


def pages(browser: Browser) -> Iterator[tuple[str, Image.Image]]:
    """Each sheet by its name."""
    with TemporaryDirectory() as folder, walked(browser, Path(folder)) as hall:
        yield from touched(hall)
        yield from states(hall)


@contextmanager
def walked(browser: Browser, folder: Path) -> Iterator[Looked]:
    hall = Looked(browser, folder / "data")
    hall.public()
    try:
        yield hall
    finally:
        hall.served.close()


def kept(picture: Image.Image) -> Image.Image:
    """As it is committed: in a quarter of the room, no tile further than 2 of 255 from what was
    seen, rare colours among them; a pill is small on a page."""
    return picture.quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
    )


def taken(page: Page) -> Image.Image:
    awaited(page, SHOWN)
    return pictured(page, animations="disabled")


# ---- what is touched


def touched(hall: Looked) -> Iterator[tuple[str, Image.Image]]:
    page = _screen(hall, *UPRIGHT)
    for lang in LANGUAGES:
        for mode in MODES:
            page.reload()
            _chosen(page, lang, mode)
            yield f"touch-{mode}-{lang}", beside([taken(page), *_opened(page)])
    page.context.close()
    page = _screen(hall, *LEVEL)
    for lang in LANGUAGES:
        page.reload()
        _chosen(page, lang, MODES[0])
        yield f"touch-level-{lang}", beside([taken(page), *_opened(page, TOUCHED[2::3])])
    page.context.close()


def _screen(hall: Looked, name: str, width: int, height: int) -> Page:
    context = hall.browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=TOUCH_SCALE,
        service_workers="block", reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    page.clock.set_fixed_time(NOON)
    page.goto(f"{hall.served.base}/screen/{name}")
    return page


def _chosen(page: Page, lang: str, mode: str) -> None:
    page.wait_for_selector("#scene .big button")
    # No stream reaches this hall: that a page is old is no part of it.
    page.evaluate("document.querySelector('#stale').remove()")
    if lang != LANGUAGES[0]:
        page.click("#scene [data-do=lang]")
    if mode != MODES[0]:
        page.click(f"#scene [data-do={mode}]")


def _opened(page: Page, paths: tuple[str, ...] = TOUCHED) -> Iterator[Image.Image]:
    for path in paths:
        if path == "help":
            page.click("#scene [data-post=help]")
        else:
            page.evaluate(OPEN, path)
        page.wait_for_selector("#panel .page")
        yield taken(page)
        page.click("#panel [data-do=home]")


# ---- the console


def states(hall: Looked) -> Iterator[tuple[str, Image.Image]]:
    """Empty, with one incident and five, with a life at risk, locked, and what hears nothing."""
    open_now = len(hall.house.services.board.view.world.situation.open_incidents)
    for count in (0, 1, len(FIVE)):
        for kind, target in FIVE[open_now:count]:
            hall.raised(kind, target)
        open_now = count
        yield from _state(hall, f"console-{count}")
    hall.raised(*LIFE)
    yield from _state(hall, "console-life")
    yield from _state(hall, "console-locked")
    yield from _state(hall, "console-lost")


def _state(hall: Looked, name: str) -> Iterator[tuple[str, Image.Image]]:
    locked = name.endswith("locked")
    for lang in LANGUAGES:
        hall.reads(lang)
        hall.leader.post("/console/help/entrance/answer")
        page = hall.page(hall.locked if locked else hall.leader, CONSOLE_SCALE)
        lost = name.endswith("lost")
        page.clock.install(time=NOON) if lost else page.clock.set_fixed_time(NOON)
        page.goto(f"{hall.served.base}/console{'/locked' if locked else ''}")
        page.wait_for_selector("#mute:not([hidden])", state="attached")
        if lost:
            # An answer that is still under way would make the page fresh again.
            page.wait_for_load_state("networkidle")
            page.context.set_offline(True)
            page.clock.fast_forward(LOST_MS)
            page.wait_for_selector("#stale:not([hidden])")
        yield f"{name}-{lang}", beside([_at(page, size) for size in SIZES[: 1 if lost else None]])
        page.context.close()


def _at(page: Page, size: tuple[int, int]) -> Image.Image:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return taken(page)
