"""What is read from right to left stands the other way round: the head's name on the right, a
board's numbers before its states, the panel of ways at the left (LOOKS §5).

Drawn as for left to right and turned over at the end, so that no layout knows of it. Letters and
symbols keep their own way round, and a block moves as it is: a plan, a code, man and arrow, which
show the way as it lies in the house.
"""

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Final

from kiosk.drawing.frame import Sheet
from kiosk.drawing.svg import RIGHT_TO_LEFT, canvas, n
from kiosk.wording.markup import besides
from signage.language.catalogue import direction_of

Drawing = Callable[[Sheet], list[str]]
_tag: Final = re.compile(r"<(/?)([a-z]+)([^<>]*?)(/?)>")
_given: Final = re.compile(r' (x|width|text-anchor|d|data-block)="([^"]*)"')
_moves: Final = re.compile(r"([Ml])(-?[\d.]+) ")
"""Of a stroke that goes by straight lines: where it begins, and how far on."""


def as_read(draw: Drawing) -> Drawing:
    """The layout, turned over on a screen whose first language is read from right to left."""

    @wraps(draw)
    def drawn(sheet: Sheet) -> list[str]:
        parts = draw(sheet)
        if direction_of(sheet.spoken.first) != "rtl":
            return parts
        return mirrored(parts, canvas(sheet.screen).w)

    return drawn


def mirrored(parts: Sequence[str], wide: float) -> list[str]:
    """The same about the middle of a picture ``wide`` px wide."""
    return [_Turned(wide).over(part) for part in parts]


class _Turned:
    """One pass over some markup: what is in a nested drawing or a block is left as it is."""

    def __init__(self, wide: float) -> None:
        self._wide = wide
        self._held, self._deep = "", 0

    def over(self, part: str) -> str:
        return _tag.sub(self._one, part)

    def _one(self, found: re.Match[str]) -> str:
        closing, tag, given, alone = found.groups()
        if self._deep:
            if tag == self._held and not alone:
                self._deep += -1 if closing else 1
            return found[0]
        if closing:
            return found[0]
        told = dict(_given.findall(given))
        if not alone and (tag == "svg" or "data-block" in told):
            self._held, self._deep = tag, 1
        if tag == "g" and "data-block" in told:
            x, wide = map(float, told["data-block"].split())
            return besides(found[0], transform=f"translate({n(self._wide - wide - 2 * x)} 0)")
        return f"<{tag}{_given.sub(self._instead(tag, told), given)}{alone}>"

    def _instead(self, tag: str, told: dict[str, str]) -> Callable[[re.Match[str]], str]:
        def other(found: re.Match[str]) -> str:
            name, value = found.groups()
            if name == "x":
                value = n(self._wide - float(value) - float(told.get("width", 0)))
            elif name == "text-anchor":
                value = RIGHT_TO_LEFT[value]
            elif name == "d":
                value = _moves.sub(self._moved, value)
            return f' {name}="{value}"'

        return other

    def _moved(self, found: re.Match[str]) -> str:
        by, x = found[1], float(found[2])
        return f"{by}{n(self._wide - x if by == 'M' else -x)} "
