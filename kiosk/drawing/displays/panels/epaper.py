"""A sign on e-paper: black, white and red, upright letters without a rim of grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PIL import Image

from kiosk.drawing.displays.panels.lines import Measure, widest, wrapped
from kiosk.drawing.displays.panels.placed import BLACK, RED, WHITE, Field, Line, Panel
from kiosk.drawing.displays.panels.words import Told
from kiosk.drawing.print.ink.pixels import painted
from kiosk.drawing.svg import Box, icon
from kiosk.wording.typeset import font_at, width_em
from signage.language.words import Message, Spoken, Words

LEAST = 14
"""The least size of a text, px: under it strokes of 汉字 run into one another."""
TITLE_LEAST = 20
TITLE, TITLE_HIGH = 0.42, 0.62
"""Most of a title's size, and of all its lines, in parts of the room's height."""
TWIN, DETAIL, CAPTION = 0.45, 0.42, 0.085
"""The second language and the details in parts of the title; the foot in parts of the height."""
LEADING = 1.18
LINES_MAX = 3
SYMBOL = 0.25
"""Most of the width that a symbol takes."""
AS_OF = Message("panels.as-of")


@dataclass(frozen=True, slots=True)
class Block:
    lines: Sequence[str]
    size: int
    bold: bool

    @property
    def high(self) -> int:
        return len(self.lines) * ceil(LEADING * self.size)


def epaper(told: Told, width: int, height: int, spoken: Spoken, since: str) -> Panel:
    """``since`` is the time of day the sign began, as it is said where it ``dated``."""
    ground, ink = (RED, WHITE) if told.grave else (WHITE, BLACK)
    panel = Panel(width, height, ground)
    margin = max(4, round(0.04 * min(width, height)))
    room = Box(0, 0, width, height)
    small = max(LEAST, round(CAPTION * height))
    if told.drill:
        room = _band(
            panel, room, spoken.say(told.drill), spoken.first, small, margin, (BLACK, WHITE)
        )
    for words in told.alarms[:2]:
        room = _band(panel, room, spoken.say(words), spoken.first, small, margin, (RED, WHITE))
    if told.dated:
        room = _foot(panel, room, spoken.say(AS_OF.filled(time=since)), small, margin, ink)
    room = room.inset(margin)
    if told.symbol and width >= 1.5 * height and width >= 380:
        side = min(SYMBOL * width, room.h)
        mark, room = room.left(side)
        panel.symbol = (told.symbol, Box(mark.x, mark.cy - side / 2, side, side), ink)
        room = Box(room.x + margin, room.y, room.w - margin, room.h)
    _words(panel, told, room, spoken, ink)
    return panel


def _band(
    panel: Panel, room: Box, words: str, lang: str, size: int, margin: int, colours: tuple[str, str]
) -> Box:
    """As many lines as the words need: nothing of an alarm is cut."""
    size = max(LEAST, min(round(1.4 * size), _widest(words, room.w - 2 * margin)))
    lines = wrapped(words, room.w - 2 * margin, lang, _measure(size, True))
    high = len(lines) * ceil(LEADING * size) + round(0.3 * size)
    band, rest = room.top(high)
    panel.fields.append(Field(band, colours[0]))
    y = round(band.y + 0.25 * size)
    for line in lines:
        panel.lines.append(_line(line, margin, y, size, colours[1], bold=True))
        y += ceil(LEADING * size)
    return rest


def _widest(words: str, width: float) -> int:
    return int(width / max(1.0, width_em(words, True)))


def _foot(panel: Panel, room: Box, words: str, size: int, margin: int, ink: str) -> Box:
    fits = int((room.w - 2 * margin - 1) / width_em(words, False))
    size = max(LEAST, min(size, fits))
    foot, rest = room.bottom(round(1.4 * size))
    panel.lines.append(_line(words, margin, round(foot.y), size, ink, bold=False))
    return rest


def _line(words: str, x: float, y: float, size: int, colour: str, *, bold: bool) -> Line:
    wide = ceil(width_em(words, bold) * size)
    return Line(words, round(x), round(y), size, wide, colour, bold)


def _measure(size: int, bold: bool) -> Measure:
    # Whole pixels are wider than what was measured, by less than one.
    return lambda words: ceil(width_em(words, bold) * size)


def _title(words: str, size: int, room: Box, lang: str) -> Block | None:
    """On few lines; None where it is too large for that."""
    measure = _measure(size, True)
    lines = wrapped(words, room.w, lang, measure)
    block = Block(lines, size, True)
    fits = len(lines) <= LINES_MAX and widest(lines, measure) <= room.w
    whole = not any(line.endswith("-") for line in lines)
    return block if fits and whole and block.high <= TITLE_HIGH * room.h else None


def _words(panel: Panel, told: Told, room: Box, spoken: Spoken, ink: str) -> None:
    """Subject, title, its second language and what to do as large as they fit together; then the
    rest that still has room."""
    most = max(TITLE_LEAST, int(TITLE * room.h))
    tried = (_must(told, size, room, spoken) for size in range(most, TITLE_LEAST - 1, -1))
    fitting = (must for must in tried if must and sum(block.high for block in must) <= room.h)
    must = next(fitting, None) or _least(panel, told, room, spoken)
    detail = max(LEAST, round(DETAIL * max(block.size for block in must)))
    left = room.h - sum(block.high for block in must)
    kept: list[Block] = []
    for block in _blocks(told.details[1:], detail, room, spoken):
        if block.high <= left and not panel.left_out:
            kept.append(block)
            left -= block.high
        else:
            panel.left_out += 1
    y = room.y + max(0.0, left) * 0.4
    for block in (*must, *kept):
        for line in block.lines:
            panel.lines.append(_line(line, room.x, y, block.size, ink, bold=block.bold))
            y += ceil(LEADING * block.size)


def _must(told: Told, size: int, room: Box, spoken: Spoken) -> list[Block] | None:
    title = _title(spoken.say(told.title), size, room, spoken.first)
    if title is None:
        return None
    detail, twin = max(LEAST, round(DETAIL * size)), max(LEAST, round(TWIN * size))
    second, lang = spoken.beside(told.title), spoken.second
    again = _block(second, twin, room.w, lang) if second else None
    before = _blocks((told.subject,) if told.subject else (), detail, room, spoken)
    after = _blocks(told.details[:1], detail, room, spoken)
    return [*before, title, *([again] if again is not None else []), *after]


def _least(panel: Panel, told: Told, room: Box, spoken: Spoken) -> list[Block]:
    """What is left on a display that is too small: the title, and as much under it as it holds."""
    first = spoken.say(told.title)
    lines = wrapped(first, room.w, spoken.first, _measure(TITLE_LEAST, True))
    kept = [Block(lines, TITLE_LEAST, True)]
    for block in _blocks(told.details[:1], LEAST, room, spoken):
        if sum(one.high for one in kept) + block.high <= room.h:
            kept.append(block)
    panel.left_out += 1
    return kept


def _blocks(many: Sequence[Words], size: int, room: Box, spoken: Spoken) -> list[Block]:
    said = (spoken.say(words) for words in many)
    found = (_block(words, size, room.w, spoken.first) for words in said if words)
    return [block for block in found if block is not None]


def _block(words: str, size: int, width: float, lang: str) -> Block | None:
    """A longest word that is wider than the room makes all of it smaller; None where even the
    least letters are too large."""
    for smaller in range(size, LEAST - 1, -1):
        measure = _measure(smaller, False)
        lines = wrapped(words, width, lang, measure)
        if widest(lines, measure) <= width:
            return Block(lines, smaller, False)
    return None


def epaper_picture(panel: Panel, icons: dict[str, str]) -> Image.Image:
    """In the three colours and in no other. Raises NoFont."""
    image = panel.painted(font_at)
    if panel.symbol is not None:
        name, box, ink = panel.symbol
        mark = painted([icon(icons, name, Box(0, 0, box.w, box.h), BLACK)], int(box.w), int(box.h))
        # Half the ink or more is ink: what a symbol holds of colours is its shape here.
        shape = mark.convert("L").point(lambda value: 255 if value < 128 else 0)
        if name in WHITE_DRAWN:
            shape = _white_of(icons, name, box)
        image.paste(Image.new("RGB", shape.size, ink), (round(box.x), round(box.y)), shape)
    return image


WHITE_DRAWN = frozenset({"running-man", "running-man-left", "assembly-point", "arrow-right"})


def _white_of(icons: dict[str, str], name: str, box: Box) -> Image.Image:
    """A symbol that is drawn in white for a coloured ground."""
    size = (int(box.w), int(box.h))
    mark = painted([icon(icons, name, Box(0, 0, box.w, box.h))], *size, ground=BLACK)
    return mark.convert("L").point(lambda value: 255 if value >= 128 else 0)
