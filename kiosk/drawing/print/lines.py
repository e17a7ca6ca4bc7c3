"""Lines of a sheet as they are fitted into a box, and what flows from one sheet onto the next."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.drawing.print.sizes import LEAST, Said, in_both
from kiosk.drawing.svg import INK, Box, one_line, text
from kiosk.wording.typeset import width_em
from signage.language.words import Spoken, Words


def bilingual(spoken: Spoken, words: Words, box: Box, *, bold: bool = False) -> str:
    """Both languages on one line where letters of the least size have room for them, else the first
    alone."""
    whole = in_both(spoken, words)
    return whole if width_em(whole, bold) * LEAST <= box.w else spoken.say(words)


def fitted(box: Box, words: str, most: float, *, bold: bool = False, anchor: str = "start") -> str:
    """A line as large as fits down to the least letters; longer ones end in an ellipsis."""
    size = min(most, box.w / max(0.1, width_em(words, bold)))
    if size >= LEAST:
        x = {"start": box.x, "end": box.x + box.w}[anchor]
        return text(x, box.cy, size, words, INK, bold=bold, anchor=anchor)
    return one_line(box, words, LEAST / 0.45, INK, bold=bold, anchor=anchor)


def stacked(box: Box, lines: Sequence[Said], ink: str, gap: float = 0.0) -> str:
    """Paragraphs centred in a box; the last ones are left out rather than drawn over its edge."""
    kept = list(lines)
    while (
        len(kept) > 1 and sum(line.height(box.w) for line in kept) + gap * (len(kept) - 1) > box.h
    ):
        kept.pop()
    high = sum(line.height(box.w) for line in kept) + gap * (len(kept) - 1)
    y, drawn = box.y + max(0.0, (box.h - high) / 2), []
    for line in kept:
        markup, height = line.draw(Box(box.x, y, box.w, box.h), ink)
        drawn.append(markup)
        y += height + gap
    return "".join(drawn)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece that is not broken: its height in px, and what draws it into a box of that height."""

    height: float
    draw: Callable[[Box], str]


def flowed(blocks: Iterable[Block], room: Box, columns: int = 1, gap: float = 0) -> Iterator[str]:
    """What stands on each sheet: column by column, then on the next; a piece that is taller than the
    room has a column of its own."""
    wide = (room.w - gap * (columns - 1)) / columns
    column, y, drawn = 0, room.y, ""
    for block in blocks:
        if y > room.y and y + block.height > room.y + room.h:
            column, y = column + 1, room.y
        if column == columns:
            yield drawn
            column, drawn = 0, ""
        drawn += block.draw(Box(room.x + column * (wide + gap), y, wide, block.height))
        y += block.height
    yield drawn
