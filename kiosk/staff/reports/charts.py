"""Charts as inline SVG, with presentation attributes alone: the page's security policy allows no
styles in it.

Every chart stands beside the table of its numbers, which is what is read aloud; the picture is
hidden there. Nothing is said by colour alone: each bar bears its figure, so that a black-and-white
print says as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kiosk.drawing.svg import HALL_BLUE, INK, QUIET, n
from kiosk.wording.markup import element, escape
from kiosk.wording.typeset import width_em

WIDTH, ROW, LABEL, ROOM = 640, 40, 220, 90
"""px: the picture, one bar with its space, the names' column, room for the figure behind the
longest bar."""
HIGH, FOOT, HEAD = 200, 30, 26
"""px: columns with the names under them and the figures above them."""
LETTERS = 16
BAR, THICK = 0.65, 3
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """``said``: its figure, as it stands beside it."""

    name: str
    value: float
    said: str


def bars(rows: Sequence[Bar]) -> Markup:
    """One bar for each of the first rows, its figure behind it; the rest is in the table alone."""
    shown, parts = rows[:SHOWN], []
    most = _most(shown)
    for number, row in enumerate(shown):
        y = number * ROW
        long = max(2.0, row.value / most * (WIDTH - LABEL - ROOM))
        parts += [
            _text(LABEL - 10, y + 26, _short(row.name, LABEL - 14), "end"),
            _rect(LABEL, y + 7, long, BAR * ROW),
            _text(LABEL + long + 8, y + 26, row.said, "start"),
        ]
    return _chart(parts, ROW * max(1, len(shown)))


def columns(rows: Sequence[Bar]) -> Markup:
    """One column for each row, in their order, names below and figures above; what is nothing has
    its place and no column."""
    most, wide = _most(rows), WIDTH / max(1, len(rows))
    parts = [_rect(0, HEAD + HIGH, WIDTH, 1.5, QUIET)]
    for number, row in enumerate(rows):
        high, middle = row.value / most * HIGH, (number + 0.5) * wide
        top = HEAD + HIGH - high
        if row.value:
            parts.append(_rect(middle - BAR * wide / 2, top, BAR * wide, max(2.0, high)))
            parts.append(_text(middle, top - 7, row.said, "middle"))
        parts.append(_text(middle, HEAD + HIGH + 21, _short(row.name, wide), "middle"))
    return _chart(parts, HEAD + HIGH + FOOT)


def _most(rows: Sequence[Bar]) -> float:
    """Nothing counted is no reason to divide by nothing."""
    return max((row.value for row in rows), default=0) or 1


def _short(name: str, wide: float) -> str:
    """As much of it as has room; whole in the table."""
    if width_em(name, False) * LETTERS <= wide:
        return name
    kept = next(
        (
            at
            for at in range(len(name), 0, -1)
            if width_em(f"{name[:at]}…", False) * LETTERS <= wide
        ),
        0,
    )
    return f"{name[:kept]}…"


def _rect(x: float, y: float, wide: float, high: float, fill: str = HALL_BLUE) -> str:
    return element("rect", x=n(x), y=n(y), width=n(wide), height=n(high), rx=n(THICK), fill=fill)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return element(
        "text", escape(words), x=n(x), y=n(y), text_anchor=anchor, font_size=n(LETTERS), fill=INK
    )


def _chart(parts: Sequence[str], high: float) -> Markup:
    drawn = element(
        "svg", *parts, class_="chart", viewBox=f"0 0 {WIDTH} {n(high)}", aria_hidden="true"
    )
    return Markup(drawn)
