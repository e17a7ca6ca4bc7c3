"""Text measured in the sign's font, and set as large as fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

MEASURE_PX = 200
H_MM_PER_M = 12.22
"""EN 301 549 5.1.4: capital height for 0.7° of view, in mm per metre of distance."""
CAP_EM = 0.7
FONTS: Sequence[tuple[str, str, int]] = (
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        2,
    ),
)
"""(regular, bold, index of Simplified Chinese) of Debian's packages fonts-wqy-microhei and fonts-noto-cjk."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """``size`` in px; one or two lines."""

    size: float
    lines: tuple[str, ...]


@lru_cache(maxsize=2)
def _font(bold: bool) -> ImageFont.FreeTypeFont | None:
    for regular, heavy, index in FONTS:
        path = heavy if bold else regular
        if Path(path).is_file():
            return ImageFont.truetype(path, MEASURE_PX, index=index)
    return None


def font_found() -> bool:
    return _font(True) is not None


@lru_cache(maxsize=1)
def _latin() -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    return ImageFont.load_default(MEASURE_PX)


@lru_cache(maxsize=8192)
def width_em(text: str, bold: bool = True) -> float:
    """Advance width in em. Without a CJK font a full-width glyph is 1 em by rule, Latin is measured in a stand-in."""
    font = _font(bold)
    if font is not None:
        return float(font.getlength(text)) / MEASURE_PX
    wide = sum(1 for letter in text if ord(letter) >= 0x2E80)
    narrow = "".join(letter for letter in text if ord(letter) < 0x2E80)
    return wide + float(_latin().getlength(narrow)) / MEASURE_PX * 1.05


def fit(text: str, box_w: float, box_h: float, max_size: float, line_height: float = 1.22) -> Fitted:
    """As large as fits in the box (px), broken at most once, at ``/`` or the middlemost space, if that is larger."""
    whole = text.replace("/", "") if _is_cjk(text) else text.replace("/", " ")
    choices: list[tuple[str, ...]] = [(whole,)]
    if "/" in text:
        choices.append(tuple(part for part in text.split("/", 1) if part))
    elif " " in text.strip() and not _is_cjk(text):
        spaces = [at for at, letter in enumerate(text) if letter == " "]
        middle = min(spaces, key=lambda at: abs(at - len(text) / 2))
        choices.append((text[:middle], text[middle + 1 :]))
    fitted = [Fitted(_size(lines, box_w, box_h, max_size, line_height), lines) for lines in choices]
    return max(fitted, key=lambda f: f.size)


def _size(lines: Sequence[str], box_w: float, box_h: float, max_size: float, line_height: float) -> float:
    widest = max((width_em(line) for line in lines), default=0.1)
    return min(max_size, box_w / max(0.1, widest), box_h / (line_height * max(1, len(lines))))


def _is_cjk(text: str) -> bool:
    return any(ord(letter) >= 0x2E80 for letter in text)


def min_px(distance_m: float, width: int, height: int, diagonal_in: float) -> float:
    """Smallest font size in px that reaches 0.7° (capital height) at ``distance_m`` on this panel."""
    px_per_mm = (width**2 + height**2) ** 0.5 / (diagonal_in * 25.4)
    return float(H_MM_PER_M * distance_m * px_per_mm / CAP_EM)
