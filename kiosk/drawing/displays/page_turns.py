"""Pages of a board shown by turns, by the picture itself: no script and no style is needed."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from kiosk.wording.markup import element

ROW_S: Final = 2.0
"""A row is one unit of information, for which roadside signs give two seconds (MUTCD 2L.05)."""
LEAST_S, MOST_S = 4.0, 10.0
"""A page is shown at least so long, as whoever looks up must find where it begins; and at most."""


def page_s(rows: int) -> float:
    """Seconds for which a page of so many rows is shown."""
    return min(MOST_S, max(LEAST_S, ROW_S * rows))


def round_s(held: int, rows: int) -> float:
    """Seconds until each page was shown once, of so many rows of which a page holds ``held``."""
    whole, rest = divmod(rows, held)
    return whole * page_s(held) + (page_s(rest) if rest else 0.0)


def turned(parts: Sequence[str], at: int, seconds: Sequence[float]) -> str:
    """The page ``at`` of those that are shown for so long each. The first is what is seen where
    pictures stand still."""
    if len(seconds) == 1:
        return element("g", *parts)
    times, values = _turns(at, [*accumulate(seconds, initial=0.0)])
    turning = element(
        "animate", attributeName="visibility", values=values, keyTimes=times, calcMode="discrete",
        dur=f"{sum(seconds):g}s", repeatCount="indefinite",
    )  # fmt: skip
    hidden = None if at == 0 else "hidden"
    return element("g", *parts, turning, visibility=hidden, data_page=f"{at + 1}/{len(seconds)}")


def _turns(at: int, ends: Sequence[float]) -> tuple[str, str]:
    """``ends``: when each page begins, and at last when all were shown."""
    shown, over = (end / ends[-1] for end in ends[at : at + 2])
    if at == 0:
        return f"0;{over:.4f}", "visible;hidden"
    if at == len(ends) - 2:
        return f"0;{shown:.4f}", "hidden;visible"
    return f"0;{shown:.4f};{over:.4f}", "hidden;visible;hidden"
