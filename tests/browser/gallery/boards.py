"""Boards as the gallery keeps them: the sample's wall of twelve windows, and one of forty windows on a
75-inch panel at 8 m, with none, three and twelve exceptions, page beside page."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from kiosk.drawing.displays.board import board_sizes
from kiosk.drawing.displays.page_turns import page_s
from kiosk.drawing.layout.sizes import asked
from signage.hall.model import Screen
from signage.shows.scenes import preview
from signage.situation.commands import Raise
from tests.browser.gallery.shots import LONG_SIDE, Shot, beside, hall_in, placed
from tests.browser.promises import pictured
from tests.halls import Made
from tests.halls.cases import day, played, seen
from tests.halls.pages import drawn_screen
from tests.halls.test_boards import FORTY, LARGE, Row, rows_of

FOLDER: Final = Path(__file__).parent / "boards"
EXCEPTIONS: Final = (0, 3, 12)
Hung = Mapping[str, object]
STOREY: Final[Hung] = {**LARGE, "about": ("floor/1",)}
LATER: Final = "svg => svg.setCurrentTime({})"


@dataclass(frozen=True, slots=True)
class Paged:
    """A board with so many exceptions: its pages beside one another, and their rows."""

    name: str
    screen: Screen
    rows: tuple[Row, ...]
    sheet: Image.Image

    @property
    def pages(self) -> int:
        return max(1, len({row.page for row in self.rows}))

    @property
    def least(self) -> float:
        """The smallest state word, as a share of what its distance asks."""
        states = (row.lines[0][0] for row in self.rows)
        return min(states) / asked(self.screen)

    @property
    def due(self) -> float:
        """What its panel can hold of that: 1 wherever a row fits."""
        return board_sizes(self.screen).fact / asked(self.screen)

    @property
    def told(self) -> str:
        most = max(
            sum(row.page == page for row in self.rows) for page in {r.page for r in self.rows}
        )
        first = sum(row.state not in ("open", "closed") for row in self.rows)
        return (
            f"{self.name:18} {len(self.rows):2} rows, at most {most} a page, {self.pages} pages"
            f" in {sum(seconds(self.rows)):g} s, "
            f"{first:2} rows differ, state words {self.least:.2f} H"
        )


def seconds(rows: tuple[Row, ...]) -> list[float]:
    """How long each page is shown."""
    return [page_s(many) for many in Counter(row.page for row in rows).values()] or [1.0]


def boards(page: Page, tongue: tuple[str, str]) -> Iterator[Paged]:
    with hall_in(tongue) as sample:
        yield from _of(page, sample, "wall", {}, f"12-windows-{tongue[0]}")
    with hall_in(tongue, FORTY) as large:
        yield from _of(page, large, "", LARGE, f"40-windows-{tongue[0]}")
        if tongue[0] == "zh":
            yield from _of(page, large, "", STOREY, "40-windows-storey-zh")
            (zone, *_) = large.content.hall.zones_around["window/7"]
            yield from _of(page, large, "", {**LARGE, "about": (zone,)}, "40-windows-zone-zh")


def _of(page: Page, hall: Made, screen: str, panel: Hung, name: str) -> Iterator[Paged]:
    described = hall.content.hall
    found = next(s for s in described.screens if screen in ("", s.id) and s.layout == "board")
    hung = found.model_copy(update=panel)
    windows = [window.id for window in described.windows]
    for count in EXCEPTIONS:
        raised = [Raise("WIN-PAUSE", (window,)) for window in windows[:count]]
        world = seen(hall, played(hall, raised) if raised else day(hall))
        shot = Shot(hung, preview(world, hung), world)
        rows = tuple(rows_of(drawn_screen(world, hung)))
        yield Paged(f"{name}-{count}", hung, rows, _pages(page, shot, rows))


def _pages(page: Page, shot: Shot, rows: tuple[Row, ...]) -> Image.Image:
    placed(page, shot, LONG_SIDE)
    taken, begins = [], 0.0
    for long in seconds(rows):
        page.locator("svg.picture").evaluate(LATER.format(begins + 1))
        begins += long
        taken.append(pictured(page))
    return beside(taken)
