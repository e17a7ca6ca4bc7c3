"""One scene on one screen with all that drawing it needs, and the looks of families, levels and
states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Unpack

from kiosk.drawing.svg import (
    BLUE,
    DARK,
    GREEN,
    GROUND,
    HALL_BLUE,
    INK,
    RED,
    WHITE,
    YELLOW,
    Box,
    How,
    canvas,
    one_line,
)  # fmt: skip
from kiosk.wording.markup import element
from signage.floorplan.plan import Plan
from signage.hall.model import Hall, Screen
from signage.language.words import DEFAULT_SPOKEN, Message, Spoken, Words, unbroken
from signage.shows.scene import Scene

MARGIN_U = 4.0
"""Of every side and between words and a panel, in hundredths of the short side (LOOKS §2)."""
LEVELS: Mapping[int, tuple[Words, str, str]] = {
    1: (Message("frame.level-1"), RED, WHITE),
    2: (Message("frame.level-2"), "#D05D29", "#000000"),
    3: (Message("frame.level-3"), YELLOW, "#000000"),
    4: (Message("frame.level-4"), BLUE, WHITE),
}
LOOKS: Mapping[str, tuple[str, str]] = {
    "safe": (GREEN, WHITE),
    "panel": (RED, WHITE),
    "danger": (RED, WHITE),
    "prohibition": (WHITE, DARK),
    "caution": (YELLOW, "#000000"),
    "neutral": (DARK, WHITE),
    "theme": (HALL_BLUE, WHITE),
    "notice": (WHITE, DARK),
    "clear": (GREEN, WHITE),
    "none": (DARK, WHITE),
    "guidance": (GROUND, INK),
}
"""Ground and ink by family; no safety colour as the ground of a service notice."""
STATE_LOOKS: Mapping[str, tuple[str, str, str]] = {
    "open": ("state-open", "#E8EEF5", HALL_BLUE),
    "papers": ("state-papers", "#FFFFFF", INK),
    "paused": ("state-paused", DARK, WHITE),
    "fault": ("state-fault", DARK, WHITE),
    "danger": ("state-danger", RED, WHITE),
    "closed": ("state-closed", "#D5DAE0", "#3B444E"),
}
"""Shape, ground and ink of a board's state word: never colour alone."""
OPTION_ICONS = {"spare": "place", "window": "window", "terminal": "terminal", "online": "online", "app": "app",
                "web": "web", "phone": "phone", "post": "post", "papers": "forms"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scene on one screen, with what drawing it needs."""

    scene: Scene
    screen: Screen
    hall: Hall
    icons: dict[str, str]
    issued: str
    plan: Plan | None = None
    """What a way out is drawn on; set where the scene has one."""
    touch: bool = False
    """Can it be touched?"""
    leads: bool = False
    """Can it be touched, and is it on the plan: then places on it open the way there."""
    spoken: Spoken = DEFAULT_SPOKEN
    """The languages it is read in."""
    nowhere: bool = False
    """Nobody knows where this is read: nothing on it points."""

    @property
    def unit(self) -> float:
        box = canvas(self.screen)
        return min(box.w, box.h) / 100

    @property
    def margin(self) -> float:
        """In px."""
        return MARGIN_U * self.unit

    def inner(self, box: Box) -> Box:
        """A bar's room without its margins."""
        return Box(box.x + self.margin, box.y, box.w - 2 * self.margin, box.h)

    def say(self, words: Words) -> str:
        """In the first language of the screen."""
        return self.spoken.say(words)

    def beside(self, words: Words) -> str:
        """In its second language, on one line."""
        return unbroken(self.spoken.beside(words), self.spoken.second)

    def line(self, box: Box, words: Words, most: float, fill: str, **how: Unpack[How]) -> str:
        """:func:`kiosk.drawing.svg.one_line` in the first language."""
        return one_line(box, self.say(words), most, fill, lang=self.spoken.first, **how)

    def line_beside(
        self, box: Box, words: Words, most: float, fill: str, **how: Unpack[How]
    ) -> str:
        """The same in the second one."""
        return one_line(box, self.beside(words), most, fill, lang=self.spoken.second, **how)


def leased(drawn: Iterable[str], lapsed: str) -> list[str]:
    """What counts only while a page hears from its hall, and what stands in its place otherwise,
    which points nowhere.

    Hidden as served, by the drawing itself: a page whose script or style never came shows what
    stands in its place.
    """
    return [
        # By the attribute, not by a style sheet: that one may be what never came.
        element("g", *drawn, class_="leased", visibility="hidden"),
        element("g", lapsed, class_="lapsed"),
    ]
