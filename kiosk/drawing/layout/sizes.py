"""The five sizes that a screen's texts have, computed once from the distance it is read at
(LOOKS §1)."""

from dataclasses import dataclass

from kiosk.drawing.frame import MARGIN_U
from kiosk.drawing.svg import LINE, canvas
from kiosk.wording.typeset import min_px
from signage.hall.model import Screen

LEAST_U = 5.5
"""S2 is nowhere smaller, however near a screen is read: a sign fills its panel."""
MAIN, URGENT = 1.5, 2.0
"""S1 beside S2: of ordinary signs, and of what endangers people."""
DETAIL, TWIN, CAPTION = 0.7, 0.55, 0.4
"""S3, S4 and S5 beside S2."""
LETTERS, URGENT_LETTERS = 5.0, 4.0
"""Of a main line that a panel holds beside one another: no panel is asked for larger texts than it
has room for."""
STRIP = 2.4
"""How much wider than high a strip is at least, as over a window."""
HIGH, STRIP_HIGH = 4.4, 3.0
"""Sizes S2 that stand above one another at least: main line, until when and their second language;
on a strip with nothing but the margins beside them."""
AMPLE, AMPLE_LETTERS = 2.4, 6.0
"""How much larger than S2 a main line is at most where so many of its letters have room."""
URGENT_AMPLE, URGENT_AMPLE_LETTERS = 3.2, 4.6


@dataclass(frozen=True, slots=True)
class Sizes:
    """In px of the screen. ``main`` is S1, ``fact`` S2 (until when, states, exits), ``detail`` S3
    (subject, why, where instead), ``twin`` S4 (second language of these), ``caption`` S5."""

    main: float
    fact: float
    detail: float
    twin: float
    caption: float


def asked(screen: Screen) -> float:
    """Size in px that 0.7° asks at the screen's distance."""
    return min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)


def sizes(screen: Screen, *, urgent: bool = False) -> Sizes:
    """Of a sign on this screen."""
    whole = canvas(screen)
    u = min(whole.w, whole.h) / 100
    wide, high = whole.w - 2 * MARGIN_U * u, whole.h - 2 * MARGIN_U * u
    strip = is_strip(whole.w, whole.h)
    letters = URGENT * URGENT_LETTERS if urgent else MAIN * LETTERS
    most = min(wide / letters, high / (STRIP_HIGH if strip else HIGH) / LINE)
    fact = min(max(asked(screen), LEAST_U * u), most)
    share = URGENT if urgent else MAIN
    # The same on every sign of this screen, whatever stands beside it: 暂停服务 and 系统故障 are alike.
    beside = 0.56 * wide if whole.w > whole.h else wide
    ample = URGENT_AMPLE if urgent else AMPLE
    main = max(
        share * fact,
        min(ample * fact, beside / (URGENT_AMPLE_LETTERS if urgent else AMPLE_LETTERS)),
    )
    return Sizes(main, fact, DETAIL * fact, TWIN * fact, CAPTION * fact)


def is_strip(wide: float, high: float) -> bool:
    return wide > STRIP * high
