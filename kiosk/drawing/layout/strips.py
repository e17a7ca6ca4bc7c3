"""Other notices: a white line each under what a screen shows (LOOKS §2)."""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.drawing.frame import Sheet
from kiosk.drawing.layout.sizes import Sizes
from kiosk.drawing.svg import INK, LINE, QUIET, WHITE, Box, one_line, rect
from kiosk.wording.typeset import width_em
from signage.language.words import NO_WORDS, Message
from signage.shows.phrases import strip_head, strip_said, strip_words
from signage.shows.scene import Strip


def strip_high(size: Sizes) -> float:
    return 1.6 * size.detail


def strip_of(sheet: Sheet, box: Box, strip: Strip, size: Sizes) -> str:
    """One line at S3: with its time where that has room, never a part of it, and never without what
    it is about. Longer ones are set smaller, down to S5, and then on two lines."""
    inner = sheet.inner(box)
    lines, letters = _strip_lines(sheet, strip, inner.w, size)
    parts = [rect(box, WHITE), rect(Box(box.x, box.y, box.w, max(1.0, 0.3 * sheet.unit)), QUIET)]
    high = LINE * letters
    for at, words in enumerate(lines):
        line = Box(inner.x, box.cy + (at - len(lines) / 2) * high, inner.w, high)
        parts.append(one_line(line, words, letters, INK, bold=True, lang=sheet.spoken.first))
    return "".join(parts)


def _strip_lines(
    sheet: Sheet, strip: Strip, wide: float, size: Sizes
) -> tuple[Sequence[str], float]:
    """Its lines, and their size in px."""
    timeless = replace(strip, until=NO_WORDS)
    whole, short, named = (
        sheet.say(Message("signs.in-a-drill", said=words) if strip.drill else words)
        for words in (strip_words(strip), strip_words(timeless), strip_head(strip))
    )
    if width_em(whole) * size.detail <= wide:
        return (whole,), size.detail
    if strip.subject and width_em(short) * size.caption > wide:
        apart = (named, sheet.say(strip_said(timeless)))
        return apart, min(size.caption, wide / max(map(width_em, apart)))
    return (short,), min(size.detail, wide / max(0.1, width_em(short)))
