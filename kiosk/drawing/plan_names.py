"""Names beside the marks of a plan: over no other name, no mark and no way, as far as there is
room."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kiosk.drawing.svg import Box, haloed, one_line
from kiosk.wording.typeset import width_em
from signage.floorplan.geometry import Point, along

SPREAD = (
    (0.0, -1.0),
    (0.0, 1.0),
    (1.0, 0.0),
    (-1.0, 0.0),
    (1.0, -0.7),
    (1.0, 0.7),
    (-1.0, -0.7),
    (-1.0, 0.7),
)
"""Where a name may stand beside its mark, tried in this order: over, under, right, left, then
between these."""


SMALLER = (1.0, 0.8, 0.65)
"""What a name that must be there may shrink to, to stand free."""


@dataclass(slots=True)
class Names:
    """``taken`` is what is drawn already in ``box``, so that no name covers it."""

    box: Box
    lang: str = "zh"
    taken: list[Box] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)
    """The names among what is taken."""

    def free(self, wanted: Box) -> bool:
        return within(wanted, self.box) and not any(meet(wanted, other) for other in self.taken)

    def beside(
        self,
        at: Point,
        half: Point,
        words: str,
        size: float,
        colour: str,
        *,
        must: bool = False,
        under: bool = False,
    ) -> str:
        """A name beside a mark of ``half`` px to each side; nothing where it has no room, unless it
        ``must``.

        Over the mark if it can be, ``under`` it where that is better. One that must be there grows
        smaller before it covers anything, and then covers the fewest things, another name last.
        """
        most = min(size, self.box.w / (width_em(words) + 0.2))
        sizes = [most * share for share in SMALLER] if must else [most]
        size, found = next(
            (
                (tried, place)
                for tried in sizes
                if (place := self._beside(at, half, words, tried, under)) is not None
            ),
            (sizes[-1], None),
        )
        if found is None and must:
            found = self._least_covering(at, half, words, size, under)
        if found is None:
            return ""
        self.taken.append(found)
        self.words.append(found)
        # Wider than the words: a rounding must not shrink them once more.
        room = Box(found.x - size, found.y, found.w + 2 * size, found.h)
        line = one_line(room, words, size, colour, bold=True, anchor="middle", lang=self.lang)
        return haloed(line, size * 0.28)

    def _beside(self, at: Point, half: Point, words: str, size: float, under: bool) -> Box | None:
        return next(
            (place for place in self._places(at, half, words, size, under) if self.free(place)),
            None,
        )

    def _least_covering(self, at: Point, half: Point, words: str, size: float, under: bool) -> Box:
        """Where it covers the fewest things; a name that is covered counts as ten."""

        def covered(place: Box) -> int:
            return sum(meet(place, other) for other in self.taken) + 9 * sum(
                meet(place, o) for o in self.words
            )

        return min(
            (kept(place, self.box) for place in self._places(at, half, words, size, under)),
            key=covered,
        )

    def _places(
        self, at: Point, half: Point, words: str, size: float, under: bool
    ) -> Iterator[Box]:
        w, h = (width_em(words) + 0.2) * size, size * 1.15
        for dx, dy in SPREAD:
            x = at[0] + dx * (half[0] + w / 2 + size * 0.25)
            y = at[1] + (-dy if under else dy) * (half[1] + h / 2)
            wanted = Box(x - w / 2, y - h / 2, w, h)
            if not dx:
                wanted = Box(
                    min(max(wanted.x, self.box.x), self.box.x + self.box.w - w), wanted.y, w, h
                )
            yield wanted


def square(at: Point, half: float) -> Box:
    return Box(at[0] - half, at[1] - half, 2 * half, 2 * half)


def trail(points: Iterable[Point], half: float) -> Iterator[Box]:
    """Boxes that cover a line ``half`` px to each side; a level or upright piece needs only one."""
    # A line of no width would be cut into pieces without end.
    half = max(half, 0.5)
    for (ax, ay), (bx, by) in pairwise(points):
        level = abs(ax - bx) < half or abs(ay - by) < half
        steps = 1 if level else max(1, int(math.hypot(bx - ax, by - ay) / (2 * half)))
        for step in range(steps):
            (px, py), (qx, qy) = (
                along((ax, ay), (bx, by), part / steps) for part in (step, step + 1)
            )
            yield Box(
                min(px, qx) - half,
                min(py, qy) - half,
                abs(px - qx) + 2 * half,
                abs(py - qy) + 2 * half,
            )


def meet(a: Box, b: Box) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


def within(box: Box, room: Box) -> bool:
    return (
        box.x >= room.x
        and box.y >= room.y
        and box.x + box.w <= room.x + room.w
        and box.y + box.h <= room.y + room.h
    )


def kept(box: Box, room: Box) -> Box:
    """The same box moved into the room."""
    x = min(max(box.x, room.x), room.x + room.w - box.w)
    return Box(x, min(max(box.y, room.y), room.y + room.h - box.h), box.w, box.h)
