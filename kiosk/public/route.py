"""The way from a screen to a place, as a page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.wording.markup import breaking
from signage.floorplan.headings import Arrow
from signage.language.words import Words
from signage.wayfinding.directions import Directions
from signage.wayfinding.instructions import Step
from signage.wayfinding.places import Placed, out_words

ARROWS: Mapping[Arrow, tuple[str, int]] = {
    "up": ("arrow-right", -90), "up-left": ("arrow-right", -135), "up-right": ("arrow-right", -45),
    "left": ("arrow-right", 180), "right": ("arrow-right", 0), "turn-left": ("turn-left", 0),
    "turn-right": ("turn-right", 0), "down": ("arrow-right", 90),
}  # fmt: skip
TURNS: Mapping[str, tuple[str, int]] = {
    "left": ARROWS["left"], "right": ARROWS["right"], "half-left": ARROWS["up-left"], "start": ARROWS["up"],
    "half-right": ARROWS["up-right"], "back": ARROWS["turn-left"], "stairs": ("stairs", 0), "lift": ("lift", 0),
    "ramp": ("stairs", 0), "arrive": ("place", 0),
}  # fmt: skip
"""Symbol of each line and the degrees it is turned by."""
BENDS = frozenset({"left", "right", "half-left", "half-right", "back"})
MANY_LINES = 5


class Line(NamedTuple):
    """A line of the directions, with its symbol and the degrees that is turned by."""

    turn: str
    words: Words
    symbol: str
    degrees: int


@dataclass(frozen=True, slots=True)
class Route:
    """The way from a screen to a place as a page shows it; ``way`` None = nobody is led there
    now."""

    place: Placed
    way: Directions | None
    step_free: bool
    """Is this the step-free way that was asked for?"""
    other: bool
    """Is there another way to choose: the step-free one, or back to the usual one?"""
    all_free: bool
    """Has the way shown no step?"""
    instead: tuple[Placed, ...] = ()
    ask: tuple[Placed, ...] = ()
    """Where to ask, when nothing is instead."""

    @property
    def shut(self) -> Words:
        """Why nobody is led there, as the beginning of a sentence."""
        return out_words(self.place)

    @property
    def warned(self) -> bool:
        """It has steps, and there is no other."""
        return self.way is not None and not self.other and not self.all_free

    @property
    def bends(self) -> int:
        return sum(step.turn in BENDS for step in self.way.steps) if self.way is not None else 0

    @property
    def metres(self) -> int:
        return int(self.way.metres) if self.way is not None else 0

    @property
    def many(self) -> bool:
        return len(self.lines) > MANY_LINES

    @property
    def lines(self) -> tuple[Line, ...]:
        """Each line of the directions; the first as the viewer stands before the screen."""
        if self.way is None:
            return ()
        first, *rest = self.way.steps
        symbol = ARROWS[self.way.arrow] if first.turn == "start" else TURNS[first.turn]
        return (_line(first, symbol), *(_line(step, TURNS[step.turn]) for step in rest))


def _line(step: Step, symbol: tuple[str, int]) -> Line:
    """A line may break before the turn: names in Chinese have no blank after them."""
    parted = {
        lang: text.partition(step.turned.get(lang) or text) for lang, text in step.words.items()
    }
    words = {
        lang: breaking(head, turn + tail) if head else turn + tail
        for lang, (head, turn, tail) in parted.items()
    }
    return Line(step.turn, words, *symbol)
