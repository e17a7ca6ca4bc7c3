"""A sign on an LED panel: every dot on or off, letters of a bitmap font, in pages where they are
more than it holds.

2026-11-30 · Letters are GNU Unifont's (16 × 16 dots an ideograph; Debian's fonts-unifont, GPL-2+
with the exception for embedding, since 13.0.04 under the OFL 1.1 as well): drawn by hand dot by dot,
so strokes stay apart. It is the system's own and not shipped; without it the sign's font is drawn
at the same size, whose strokes touch. Rejected: WenQuanYi's bitmaps, which lie inside a font of
outlines and are not reached by Pillow; a font of our own, which a county's name would have holes in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

from PIL import Image, ImageFont

from kiosk.drawing.displays.panels.lines import wrapped
from kiosk.drawing.displays.panels.placed import BLACK, WHITE, Field, Line, Panel
from kiosk.drawing.displays.panels.words import Told
from kiosk.drawing.svg import Box
from kiosk.wording.typeset import font_at
from signage.language.words import Message, Spoken

CELL = 16
"""Dots of an ideograph: the least that any of the common ones is told apart in."""
FONTS = (
    "/usr/share/fonts/opentype/unifont/unifont.otf",
    "/usr/share/fonts/truetype/unifont/unifont.ttf",
)
COLUMN = 6
"""Dots at the right that a page's number takes."""
ROOMY = 96
"""Dots across from which on a panel has pages for details too: narrower ones leave them out."""
PAGES_MAX = 9
DETAILS_MAX = 2
"""Of a danger, of all else one: who waits for the page that concerns them waits for few."""
AS_OF = Message("panels.as-of")
DIGITS = (
    "0e 11 13 15 19 11 0e",
    "04 0c 04 04 04 04 0e",
    "0e 11 01 02 04 08 1f",
    "1f 02 04 02 01 11 0e",
    "02 06 0a 12 1f 02 02",
    "1f 10 1e 01 01 11 0e",
    "06 08 10 1e 11 11 0e",
    "1f 01 02 04 08 08 08",
    "0e 11 11 0e 11 11 0e",
    "0e 11 11 0f 01 02 0c",
)
"""Seven rows of five dots, in hexadecimal."""


@cache
def _unifont() -> str | None:
    for path in FONTS:
        try:
            ImageFont.truetype(path, CELL)
        except OSError:
            continue
        return path
    return None


def bitmap_font_found() -> bool:
    return _unifont() is not None


@cache
def dots(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The bitmap font, by whole multiples of its dots. Raises NoFont without any font."""
    found = _unifont()
    return ImageFont.truetype(found, size) if found is not None else font_at(size, bold=False)


def width_of(words: str, size: int) -> int:
    return ceil(dots(size).getlength(words))


@dataclass(frozen=True, slots=True)
class Item:
    """Lines that stay on one page; ``size`` in dots."""

    lines: Sequence[str]
    size: int

    @property
    def high(self) -> int:
        return len(self.lines) * self.size


def led(told: Told, width: int, height: int, spoken: Spoken, since: str) -> tuple[Panel, ...]:
    """Its pages, one after the other: a single one wherever it can be."""
    texts = [spoken.say(words) for words in (told.drill, *told.alarms, told.title) if words]
    details = told.details[: DETAILS_MAX if told.grave else 1]
    more = [spoken.say(words) for words in (told.subject, *details) if words]
    more += [spoken.say(AS_OF.filled(time=since))] if told.dated else []
    # What is to be acted on needs a row beside the heads, where there is room for pages of it.
    row = CELL if told.acts and told.details and width >= ROOMY else 0
    for size in range(height // CELL * CELL, CELL - 1, -CELL):
        items = _items(texts, width, size, spoken.first)
        if _high(items) <= height - (row if size > CELL else 0):
            return _alone(items, more, width, height, spoken.first, turns=row > 0)
    kept = texts[:1] if told.drill else []
    return _paged(kept, texts[len(kept) :], more, width, height, spoken.first)


def _items(texts: Iterable[str], width: int, size: int, lang: str) -> list[Item]:
    items = [
        Item(wrapped(text, width, lang, lambda words: width_of(words, size)), size)
        for text in texts
    ]
    # A letter larger than the panel is wide is no letter.
    whole = all(width_of(line, size) <= width for item in items for line in item.lines)
    return items if whole or size == CELL else [Item(("",), 1 << 16)]


def _high(items: Iterable[Item]) -> int:
    return sum(item.high for item in items)


def _alone(
    items: list[Item], more: list[str], width: int, height: int, lang: str, *, turns: bool
) -> tuple[Panel, ...]:
    """Heads that fit; what else fits whole stands under them, what does not comes on pages under
    the heads where it ``turns``, else is left out."""
    details = _items(more, width, CELL, lang)
    left = height - _high(items)
    if _high(details) <= left:
        return (_panel([*items, *details], width, height),)
    if turns and left >= CELL:
        inner = width - COLUMN - 1
        heads = _items(("/".join(item.lines) for item in items), inner, items[0].size, lang)
        if height - _high(heads) >= CELL:
            rest = _items(more, inner, CELL, lang)
            return _pages(heads, rest, width, height)
    kept: list[Item] = []
    for item in details:
        if item.high <= left:
            kept.append(item)
            left -= item.high
    panel = _panel([*items, *kept], width, height)
    panel.left_out = len(details) - len(kept)
    return (panel,)


def _paged(
    kept: list[str], texts: list[str], more: list[str], width: int, height: int, lang: str
) -> tuple[Panel, ...]:
    """Heads that do not fit on one page; ``kept`` stands on each."""
    inner = width - COLUMN - 1
    rest = _items(texts + (more if width >= ROOMY else []), inner, CELL, lang)
    return _pages(_items(kept, inner, CELL, lang), rest, width, height)


def _pages(heads: list[Item], rest: list[Item], width: int, height: int) -> tuple[Panel, ...]:
    room = height - _high(heads)
    if room < CELL:
        heads, room = [], height
    pages: list[list[Item]] = [[]]
    for item in (part for one in rest for part in _cut(one, room)):
        if _high(pages[-1]) + item.high > room:
            pages.append([])
        pages[-1].append(item)
    count = min(PAGES_MAX, len(pages))
    return tuple(
        _panel([*heads, *page], width, height, (number, count) if count > 1 else None)
        for number, page in enumerate(pages[:PAGES_MAX], 1)
    )


def _cut(item: Item, room: int) -> list[Item]:
    """Parts that stand on a page each."""
    rows = room // item.size
    lines = list(item.lines)
    return [Item(lines[at : at + rows], item.size) for at in range(0, len(lines), rows)]


def _panel(
    items: Sequence[Item], width: int, height: int, page: tuple[int, int] | None = None
) -> Panel:
    panel = Panel(width, height, BLACK)
    inner = width - COLUMN - 1 if page is not None else width
    y = (height - _high(items)) // 2
    for item in items:
        for line in item.lines:
            wide = width_of(line, item.size)
            x = max(0, (inner - wide) // 2)
            panel.lines.append(Line(line, x, y, item.size, wide, WHITE, bold=False))
            y += item.size
    if page is not None:
        _number(panel, page)
    return panel


def _number(panel: Panel, page: tuple[int, int]) -> None:
    """1 over 3 at the right edge: which page of how many."""
    x, y = panel.width - 5, (panel.height - 17) // 2
    for at, top in ((page[0], y), (page[1], y + 10)):
        for row, bits in enumerate(bytes.fromhex(DIGITS[at])):
            for column in range(5):
                if bits >> (4 - column) & 1:
                    panel.fields.append(Field(Box(x + column, top + row, 1, 1), WHITE))
    panel.fields.append(Field(Box(x, y + 8, 5, 1), WHITE))


def led_picture(panel: Panel) -> Image.Image:
    """One bit a dot. Raises NoFont."""
    return panel.painted(dots).convert("1", dither=Image.Dither.NONE)
