"""Where a board's rows stand: columns of rows, none lower or narrower than its sizes ask
(LOOKS §5)."""

from dataclasses import dataclass
from typing import Final

from kiosk.drawing.layout.sizes import Sizes
from kiosk.drawing.svg import Box

ROW, GAP = 1.36, 0.1
"""A row and the gap below it, in sizes S2."""
LOW: Final = 0.93
"""How much lower both may be where that makes room for one row more: three on 75 inches at 8 m."""
ROW_EM = 13.6
"""Width of a row in sizes S2: number, four letters of a business, and its state."""
ROWS_LEAST = 4  # that a board should hold


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of a board: in how many columns, how many in each, and how wide and high one is, px."""

    columns: int
    each: int
    wide: float
    high: float

    @property
    def rows(self) -> int:
        return self.columns * self.each


def grid(room: Box, size: Sizes, wanted: int = ROWS_LEAST, em: float = ROW_EM) -> Grid:
    """As many columns as hold a row's texts, ``em`` sizes S2 wide, and no more than are needed for
    ``wanted`` rows."""
    high = (ROW + GAP) * size.fact
    each = max(1, int((room.h + LOW * GAP * size.fact) / (LOW * high) + 1e-6))
    most = max(1, int(room.w / (em * size.fact)))
    columns = min(most, max(1, -(-wanted // each)))
    # Rows that stand alone may be a little higher than they must.
    high = min(room.h / each, 1.5 * high)
    return Grid(columns, each, room.w / columns, high)


def cell(room: Box, places: Grid, number: int, size: Sizes, rows: int = 1) -> Box:
    """Where a row stands, or one as high as ``rows``."""
    column, at = divmod(number, places.each)
    gap = GAP * size.fact
    wide = places.wide - (gap * 2 if places.columns > 1 else 0.0)
    return Box(
        room.x + column * places.wide, room.y + at * places.high, wide, rows * places.high - gap
    )
