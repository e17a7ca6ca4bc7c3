"""The first page of a touch screen: which windows' numbers it lists, so that its three keys keep
their room.

Heights in units of a page (``page_unit``), as ``hall.css`` has them. In large text what is above the
keys has leaves (``static/pager.js``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.drawing.frame import Sheet
from kiosk.drawing.svg import canvas, page_unit
from kiosk.drawing.touch.panel import panel
from kiosk.wording.typeset import width_em
from signage.hall.model import Hall, Screen
from signage.language.words import Message, Words
from signage.shows.scene import Row, Scene

FEW_BANDS = 2
DRILL = Message("home.drill")
ACROSS = 6
"""Numbers in a row."""
ROW_U, STRIP_U, TITLE_U = 13.6, 11.5, 6.8
"""A row of numbers, a notice, a line of the hall's name; each with its gap."""
HEAD_U, COUNTS_U, TIP_U, KEYS_U, FOOT_U = 12.0, 10.5, 9.0, 72.0, 12.0
WIDE_U = 90.0
TITLE_EM_U = 5.6


@dataclass(frozen=True, slots=True)
class Numbers:
    """``rows`` to list; ``only`` those that do not serve, where not all have room; ``more`` are
    left out of them."""

    rows: tuple[Row, ...]
    only: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class Home:
    """What the page says of the windows and how full it is; the notices are the scene's own."""

    label: str
    drill: str
    role: str
    """Of its notices: whether they speak up (``alert``)."""
    bands: int
    """Notices, and the last filing day."""
    closed: bool
    windows: int
    """0 where they are not told of."""
    serving: int
    papers: int
    numbers: Numbers
    tells_lines: bool
    here: tuple[Words, ...]
    lowers: bool
    """Whether its keys can be brought lower."""
    reads: bool
    """Whether it is read aloud."""

    @property
    def crowded(self) -> bool:
        return bool(self.bands) or self.closed

    @property
    def full(self) -> bool:
        """Whether its choices have the foot for themselves."""
        return self.reads and self.lowers

    @property
    def many(self) -> bool:
        return self.bands > FEW_BANDS


def home(sheet: Sheet) -> Home:
    scene, hall, screen = sheet.scene, sheet.hall, sheet.screen
    states, here = [row.state for row in scene.rows], lines_here(hall, screen, scene)
    return Home(
        sheet.say(hall.name), sheet.spoken.pair(DRILL), role(scene), told(scene), scene.closed,
        0 if scene.closed else len(states), states.count("open"), states.count("papers"),
        numbers(hall, screen, scene), bool(here) and not states and not scene.closed,
        here, panel(screen).lowers, bool(screen.read_aloud),
    )  # fmt: skip


def room_for_numbers(tall: float, strips: int, title_lines: int = 1) -> int:
    """How many numbers an upright page of so many units lists beside so many notices."""
    taken = HEAD_U + title_lines * TITLE_U + COUNTS_U + TIP_U + KEYS_U + FOOT_U + strips * STRIP_U
    return max(0, int((tall - taken) / ROW_U)) * ACROSS


def listed_at_most(hall: Hall, screen: Screen, strips: int) -> int:
    tall = canvas(screen).h / page_unit(screen)
    return room_for_numbers(tall, strips, _title_lines(hall))


def _title_lines(hall: Hall) -> int:
    return max(
        1, -(-int(TITLE_EM_U * max(width_em(name) for name in hall.name.values())) // int(WIDE_U))
    )


def role(scene: Scene) -> str:
    """How the notices speak to whoever hears the page: at once where a life depends on one."""
    return "alert" if any(strip.urgent for strip in scene.strips) else "status"


def told(scene: Scene) -> int:
    """Lines above the keys: notices, and the last filing day."""
    return len(scene.strips) + bool(scene.day)


def numbers(hall: Hall, screen: Screen, scene: Scene) -> Numbers:
    """All windows where they have room; else those that do not serve, the last place saying how
    many more."""
    most = listed_at_most(hall, screen, told(scene))
    if len(scene.rows) <= most:
        return Numbers(scene.rows)
    apart = [row for row in scene.rows if row.state != "open"]
    if len(apart) <= most:
        return Numbers(tuple(apart), only=True)
    # The last place says how many more there are.
    kept = max(0, most - 1)
    return Numbers(tuple(_gravest(apart)[:kept]), only=True, more=len(apart) - kept)


def lines_here(hall: Hall, screen: Screen, scene: Scene) -> tuple[Words, ...]:
    """What can be done here, the first of it where not all has room; in the longer
    language."""
    tall = canvas(screen).h / page_unit(screen)
    taken = (
        HEAD_U + _title_lines(hall) * TITLE_U + TIP_U + KEYS_BARE_U + FOOT_U + told(scene) * STRIP_U
    )
    rows, left, kept = int((tall - taken - CHIPS_U) / CHIP_U), 0.0, list[Words]()
    for line in scene.lines:
        wide = CHIP_EM_U * max(width_em(text, False) for text in line.values()) + CHIP_PAD_U
        if wide > left:
            rows, left = rows - 1, WIDE_U
        if rows < 0:
            break
        left -= wide
        kept.append(line)
    return tuple(kept)


CHIPS_U, CHIP_U, CHIP_EM_U, CHIP_PAD_U = 11.0, 9.6, 3.4, 6.2
"""The heading of what can be done here with its margins; a row of it, its letters, and what is
around them."""
KEYS_BARE_U = 56.0
"""The keys without the lines that explain them."""


def _gravest(rows: Sequence[Row]) -> list[Row]:
    order = ("danger", "fault", "papers", "paused", "closed")
    return sorted(
        rows, key=lambda row: order.index(row.state) if row.state in order else len(order)
    )
