"""One scene on one screen with all that drawing it needs, and the looks of families, levels and states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    canvas,
)  # fmt: skip
from kiosk.wording.markup import element
from signage.floorplan.plan import Plan
from signage.hall.model import Hall, Screen
from signage.language.words import Words
from signage.shows.scene import Scene

LEVELS: Mapping[int, tuple[str, str, str]] = {
    1: ("Ⅰ级 特别重大 · 红", RED, WHITE),
    2: ("Ⅱ级 重大 · 橙", "#D05D29", "#000000"),
    3: ("Ⅲ级 较大 · 黄", YELLOW, "#000000"),
    4: ("Ⅳ级 一般 · 蓝", BLUE, WHITE),
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
    "open": ("state-open", "#E3EAF2", HALL_BLUE),
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

    @property
    def unit(self) -> float:
        box = canvas(self.screen)
        return min(box.w, box.h) / 100


def leased(drawn: Iterable[str], lapsed: str) -> list[str]:
    """What counts only while a page hears from its hall, and what stands in its place otherwise, which points nowhere.

    Hidden as served, by the drawing itself: a page whose script or style never came shows what stands in its place.
    """
    return [element("g", *drawn, class_="leased", visibility="hidden"), element("g", lapsed, class_="lapsed")]


def english(words: Words) -> str:
    return words.get("en", "").replace("/", " ")
