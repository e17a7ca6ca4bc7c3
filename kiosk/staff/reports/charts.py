"""Bars as inline SVG, with presentation attributes alone: the page's security policy allows no
styles in it."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from kiosk.drawing.svg import HALL_BLUE, INK
from kiosk.wording.markup import element
from signage.reports.statistics import Row

WIDTH, ROW, LABEL, ROOM = 640, 40, 220, 90
"""px: the picture, one bar with its space, the names' column, room for the figure behind the
longest bar."""
SHOWN = 12
LETTERS = 12


def bars(
    rows: Sequence[Row], title: str, value: Callable[[Row], float], said: Callable[[Row], str]
) -> Markup:
    """One bar for each of the first rows, its figure behind it; the rest is in the table beside
    it."""
    shown = rows[:SHOWN]
    # Nothing counted is no reason to divide by nothing.
    most = max((value(row) for row in shown), default=0) or 1
    parts = []
    for number, row in enumerate(shown):
        y, long = number * ROW, max(2.0, value(row) / most * (WIDTH - LABEL - ROOM))
        name = row.name if len(row.name) <= LETTERS else f"{row.name[: LETTERS - 1]}…"
        parts.append(
            Markup(
                '<text x="{}" y="{}" text-anchor="end" font-size="16" fill="{}">{}</text>'
            ).format(LABEL - 10, y + 26, INK, name)
            + Markup('<rect x="{}" y="{}" width="{:.1f}" height="26" rx="3" fill="{}"/>').format(
                LABEL, y + 7, long, HALL_BLUE
            )
            + Markup('<text x="{:.1f}" y="{}" font-size="16" fill="{}">{}</text>').format(
                LABEL + long + 8, y + 26, INK, said(row)
            )
        )
    box = f"0 0 {WIDTH} {max(ROW, ROW * len(shown))}"
    return Markup(element("svg", *parts, class_="chart", viewBox=box, role="img", aria_label=title))
