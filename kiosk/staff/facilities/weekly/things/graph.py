"""What depends on what, as a picture: things of a kind that depend on the same are one box, what they
depend on stands left of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from kiosk.wording.markup import element, escape

WIDE, HIGH, BETWEEN, BESIDE, EDGE = 230, 46, 14, 110, 10
"""Of a box, between boxes above one another and beside one another, and around them, px at 100 %."""
LETTERS: Final = 16
"""Of a box, as wide as a Chinese one; a Latin one is half as wide."""


@dataclass(frozen=True, slots=True)
class Box:
    """``ids``: the things it stands for; ``label`` as people read it; ``depends``: ids."""

    ids: tuple[str, ...]
    label: str
    depends: tuple[str, ...]


def columns(boxes: Sequence[Box]) -> tuple[tuple[Box, ...], ...]:
    """From left to right: each box right of all it depends on, near the middle of them. A circle, which
    the check refuses, is cut where it is met."""
    of = {name: box for box in boxes for name in box.ids}
    depth: dict[Box, int] = {}

    def deep(box: Box, above: frozenset[Box]) -> int:
        if box not in depth:
            under = [of[one] for one in box.depends if one in of]
            depth[box] = 1 + max(
                (deep(one, above | {box}) for one in under if one not in above | {box}), default=-1
            )
        return depth[box]

    for box in boxes:
        deep(box, frozenset())
    found: list[tuple[Box, ...]] = []
    place: dict[Box, float] = {}
    for level in range(max(depth.values(), default=-1) + 1):
        there = [box for box in boxes if depth[box] == level]
        there.sort(key=lambda box: _middle(box, of, place))
        place |= {box: at / max(len(there) - 1, 1) for at, box in enumerate(there)}
        found.append(tuple(there))
    return tuple(found)


def _middle(box: Box, of: Mapping[str, Box], place: Mapping[Box, float]) -> float:
    under = [place[of[one]] for one in box.depends if one in of and of[one] in place]
    return sum(under) / len(under) if under else 0.0


def drawn(boxes: Sequence[Box], said: str) -> Markup:
    """The picture; ``said``: its name for who does not see it."""
    laid = columns(boxes)
    tall = max((len(column) for column in laid), default=0)
    height = tall * (HIGH + BETWEEN) - BETWEEN + 2 * EDGE
    width = len(laid) * (WIDE + BESIDE) - BESIDE + 2 * EDGE
    at: dict[Box, tuple[float, float]] = {}
    for number, column in enumerate(laid):
        free = height - 2 * EDGE - len(column) * (HIGH + BETWEEN) + BETWEEN
        at |= {
            box: (EDGE + number * (WIDE + BESIDE), EDGE + free / 2 + row * (HIGH + BETWEEN))
            for row, box in enumerate(column)
        }
    lines = "".join(_lines(boxes, at))
    shown = "".join(_box(box, *place) for box, place in at.items())
    return Markup(  # elements alone
        element(
            "svg", element("g", lines or " ", class_="ties"), shown or " ", class_="depends", role="img",
            aria_label=said, viewBox=f"0 0 {width} {height}", width=width, height=height,
        )
    )  # fmt: skip


def _lines(boxes: Iterable[Box], at: Mapping[Box, tuple[float, float]]) -> Iterable[str]:
    of = {name: box for box in at for name in box.ids}
    for box in boxes:
        x, y = at[box]
        for under in dict.fromkeys(of[one] for one in box.depends if one in of):
            if under is box:
                continue
            from_x, from_y = at[under][0] + WIDE, at[under][1] + HIGH / 2
            to_y, half = y + HIGH / 2, BESIDE / 2
            way = f"M{from_x:g} {from_y:g}C{from_x + half:g} {from_y:g} {x - half:g} {to_y:g} {x:g} {to_y:g}"
            yield element("path", d=way, fill="none")


def _box(box: Box, x: float, y: float) -> str:
    words = element(
        "text", escape(_short(box.label)), x=f"{x + WIDE / 2:g}", y=f"{y + HIGH / 2:g}",
        text_anchor="middle", dominant_baseline="central",
    )  # fmt: skip
    frame = element("rect", x=f"{x:g}", y=f"{y:g}", width=WIDE, height=HIGH, rx=8)
    return element("g", element("title", escape(box.label)), frame, words)


def _short(text: str) -> str:
    """As many letters as a box is wide for."""
    left = LETTERS * 2
    for at, letter in enumerate(text):
        left -= 1 if letter.isascii() else 2
        if left < 1 and at < len(text) - 1:
            return f"{text[:at]}…"
    return text
