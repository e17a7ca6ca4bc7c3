"""A panel in the millimetres of whoever stands before it; ``static/touch.js`` hands them to
``touch.css``."""

from dataclasses import dataclass
from math import hypot

from kiosk.drawing.svg import canvas, page_unit
from signage.hall.model import Screen

MM_PER_IN = 25.4
LOWEST_MM, HIGHEST_MM = 380, 1220
"""What is reached from a wheelchair (ADA 308)."""
LEAST_UPRIGHT_U, LEAST_WIDE_U = 130.0, 95.0
"""Units of a page that its keys, and a leaf of its words in large text, ask for."""
CHOICES_U, NEAR_SQUARE = 24.0, 1.5
"""A second row of choices in large text, where a page is read aloud besides and its panel is nearer to
a square than 3 : 2."""
ARM_M = 1.0
"""On touch pages text is measured from no farther than this (LOOKS §1)."""


@dataclass(frozen=True, slots=True)
class Panel:
    """``long_mm`` is its longer side, ``near_m`` the distance its touch pages are read from, both
    as people describe it in ``screens.toml``. ``above_mm`` and ``below_mm`` of it lie out of reach; 0
    where nobody measured how high it hangs."""

    long_mm: float
    near_m: float
    above_mm: float
    below_mm: float

    @property
    def lowers(self) -> bool:
        return self.above_mm > 0 or self.below_mm > 0


def panel(screen: Screen) -> Panel:
    mm = mm_per_px(screen)
    long_mm, near_m = round(max(screen.width, screen.height) * mm, 1), min(screen.distance_m, ARM_M)
    if screen.mount_mm is None:
        return Panel(long_mm, near_m, 0.0, 0.0)
    upper = screen.mount_mm + canvas(screen).h * mm
    above, below = max(0.0, upper - HIGHEST_MM), max(0.0, LOWEST_MM - float(screen.mount_mm))
    return Panel(long_mm, near_m, round(above, 1), round(below, 1))


def mm_per_px(screen: Screen) -> float:
    return screen.diagonal_in * MM_PER_IN / hypot(screen.width, screen.height)


def lacks_mm(screen: Screen) -> float:
    """How much of a panel is missing within reach so that all of a page can be brought there; 0
    where there is enough, or where nobody measured."""
    here, mm = panel(screen), mm_per_px(screen)
    if not here.lowers:
        return 0.0
    whole = canvas(screen)
    least = LEAST_UPRIGHT_U if whole.h > whole.w else LEAST_WIDE_U
    left = whole.h * mm - here.above_mm - here.below_mm
    square = max(whole.w, whole.h) < NEAR_SQUARE * min(whole.w, whole.h)
    least += CHOICES_U if screen.read_aloud and square else 0.0
    return max(0.0, least * page_unit(screen) * mm - left)


def better_mm(screen: Screen) -> int | None:
    """The nearest height for its lower edge at which nothing is missing; None where there is
    none: the panel is too small for its page, or its page too large for an arm."""
    now = screen.mount_mm or 0
    fits = (
        mm for mm in range(HIGHEST_MM) if not lacks_mm(screen.model_copy(update={"mount_mm": mm}))
    )
    return min(fits, key=lambda mm: abs(mm - now), default=None)
