"""The thin head that every sign but the gravest has: whose hall or window it is, and who said it
when (LOOKS §2)."""

from collections.abc import Sequence

from kiosk.drawing.frame import Sheet
from kiosk.drawing.layout.sizes import Sizes
from kiosk.drawing.svg import Box, one_line, rect
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.language.words import Message
from signage.shows.phrases import subject_words

HEAD = 2.0
"""Its height in sizes of its letters."""
PALE = "0.95"
"""Of the head: on no ground of a sign is it less than 7 to 1, on green 4.5 (WCAG 2.2, 1.4.6)."""


def head_high(size: Sizes) -> float:
    return HEAD * size.caption


def head(sheet: Sheet, box: Box, ink: str, size: Sizes) -> str:
    """Named at the left, said at the right; what has no room at S5 is left out, the issuer
    first."""
    u = sheet.unit
    inner = sheet.inner(box)
    issuer, lang = sheet.say(sheet.hall.issuer), sheet.spoken.first
    at = sheet.say(Message("signs.issued-at", time=sheet.issued)) if sheet.issued else ""
    title = first_that_fits((named(sheet), ""), inner.w, size.caption)
    numbered = sheet.screen.layout == "window"
    left = inner.w - (width_em(title, False) + 1.5) * size.caption
    issued = first_that_fits((f"{issuer}  {at}".strip(), at, ""), left, size.caption)
    rule = rect(Box(inner.x, box.y + box.h - max(1.0, 0.2 * u), inner.w, max(1.0, 0.2 * u)), ink)
    return element(
        "g",
        rule,
        one_line(inner, title, size.caption, ink, bold=numbered, lang=lang),
        one_line(inner, issued, size.caption, ink, anchor="end", lang=lang),
        opacity=PALE,
    )


def named(sheet: Sheet) -> str:
    """A window's display names its window, as people look for it; the others their hall."""
    screen, hall = sheet.screen, sheet.hall
    if screen.layout != "window":
        return sheet.say(hall.name)
    return sheet.say(subject_words(hall, screen.about or (screen.place,)))


def first_that_fits(choices: Sequence[str], wide: float, size: float) -> str:
    """The first of them that has room at this size, else the last."""
    return next((words for words in choices if width_em(words, False) * size <= wide), choices[-1])
