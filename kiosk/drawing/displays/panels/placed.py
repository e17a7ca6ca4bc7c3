"""What stands where on a display, in whole pixels."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from kiosk.drawing.svg import Box, rect, text

BLACK, WHITE, RED = "#000000", "#FFFFFF", "#FF0000"
ASCENT: Final = 0.86
"""From the top of an ideograph's square to its baseline, in em."""
Font = Callable[[int, bool], ImageFont.FreeTypeFont]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its left, top, size and width, px."""

    words: str
    x: int
    y: int
    size: int
    width: int
    colour: str
    bold: bool = True

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.width, self.size)


@dataclass(frozen=True, slots=True)
class Field:
    box: Box
    colour: str


@dataclass(slots=True)
class Panel:
    """One picture of ``width`` × ``height`` px; fields lie under all lines."""

    width: int
    height: int
    ground: str
    fields: list[Field] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    symbol: tuple[str, Box, str] | None = None
    """A drawn symbol, where it stands, its colour."""
    left_out: int = 0
    """Lines that had no room."""

    def markup(self) -> list[str]:
        """The same as a drawing, for a page that shows what the panel shows."""
        drawn = [rect(Box(0, 0, self.width, self.height), self.ground)]
        drawn += [rect(one.box, one.colour) for one in self.fields]
        for one in self.lines:
            cy = one.y + one.size / 2
            drawn.append(
                text(one.x, cy, one.size, one.words, one.colour, bold=one.bold, anchor="start")
            )
        return drawn

    def painted(self, font: Font) -> Image.Image:
        """Every pixel has one of the display's colours. Raises NoFont."""
        image = Image.new("RGB", (self.width, self.height), self.ground)
        draw = ImageDraw.Draw(image)
        # One bit a pixel: a grey rim would be dithered by the panel, or refused.
        draw.fontmode = "1"
        for one in self.fields:
            box = one.box
            draw.rectangle((box.x, box.y, box.x + box.w - 1, box.y + box.h - 1), fill=one.colour)
        for line in self.lines:
            at = (line.x, line.y + round(ASCENT * line.size))
            draw.text(
                at, line.words, fill=line.colour, font=font(line.size, line.bold), anchor="ls"
            )
        return image
