"""Red bands: danger in another part of the hall, on every screen that need not be left (LOOKS §3).

Set at S2, the height that 0.7° asks at the screen's distance, the second language at S5; what is
beneath keeps its size and loses room.
"""

from dataclasses import dataclass, replace

from kiosk.drawing.frame import Sheet
from kiosk.drawing.layout.sizes import CAPTION, asked
from kiosk.drawing.svg import LINE, RED, WHITE, Box, one_line, rect
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.language.words import Message, Spoken, fill
from signage.shows.phrases import strip_head, strip_said, strip_words
from signage.shows.scene import Strip

HIGHEST = 0.4
"""Share of the screen that bands may take; on the smallest screens their text gives way, never the
notice."""
MORE = Message("bands.more-dangers-follow-staff")


@dataclass(frozen=True, slots=True)
class Band:
    """Lines at S2, one line of the second language under them."""

    lines: tuple[str, ...]
    beside: str

    def height(self, size: float) -> float:
        return size * (LINE * len(self.lines) + (LINE * CAPTION if self.beside else 0.0) + 0.5)


def alarms(sheet: Sheet, room: Box) -> tuple[list[str], Box]:
    """The bands of what endangers people elsewhere, and the room that is left under them."""
    urgent = [strip for strip in sheet.scene.strips if strip.urgent]
    if not urgent:
        return [], room
    size = max(4.2 * sheet.unit, asked(sheet.screen))
    bands = _bands(sheet.spoken, urgent, sheet.inner(room).w / size, one=room.w > 2.4 * room.h)
    if size * sum(band.height(1.0) for band in bands) > HIGHEST * room.h:
        bands = [Band(band.lines, "") for band in bands]
    # All bands shrink alike: of two dangers none may look the lesser.
    size = min(size, HIGHEST * room.h / sum(band.height(1.0) for band in bands))
    parts: list[str] = []
    for band in bands:
        box, room = room.top(band.height(size))
        parts.append(_drawn(sheet, box, band, size))
    return parts, room


def _bands(spoken: Spoken, urgent: list[Strip], em: float, *, one: bool) -> list[Band]:
    """The worst in full, on a strip (``one``) it alone; of more than two the rest by their
    number."""
    shown = urgent[:1] if one else urgent[:2]
    bands = [_band(spoken, strip, em, both=not one) for strip in shown]
    left = len(urgent) - len(shown)
    if left and not one:
        more = fill(MORE, count=str(left + 1))
        bands[-1] = Band((spoken.say(more),), spoken.beside(more))
    return bands


def _band(spoken: Spoken, strip: Strip, em: float, *, both: bool) -> Band:
    words = strip_words(strip)
    whole = (spoken.say(words),)
    apart = tuple(map(spoken.say, (strip_head(strip), strip_said(strip))))
    lines = whole if not strip.subject or width_em(whole[0]) <= em else apart
    return Band(lines, spoken.beside(words) if both else "")


def _drawn(sheet: Sheet, box: Box, band: Band, size: float) -> str:
    u = sheet.unit
    anchor = "start" if box.w > box.h * 2 and sheet.screen.layout != "door" else "middle"
    line = replace(sheet.inner(box), y=box.y + 0.2 * size, h=LINE * size)
    parts = [rect(box, RED), rect(Box(box.x, box.y + box.h - 0.3 * u, box.w, 0.3 * u), WHITE)]
    for words in band.lines:
        parts.append(
            one_line(
                line,
                words,
                size,
                WHITE,
                bold=True,
                anchor=anchor,
                least=0.3,
                lang=sheet.spoken.first,
            )
        )
        line = Box(line.x, line.y + LINE * size, line.w, line.h)
    second = Box(line.x, line.y, line.w, LINE * CAPTION * size)
    # Whole or not at all: nobody reads it smaller.
    if width_em(band.beside, False) * CAPTION * size <= second.w:
        parts.append(
            one_line(
                second, band.beside, CAPTION * size, WHITE, anchor=anchor, lang=sheet.spoken.second
            )
        )
    return element("g", *parts, data_alarm="")
