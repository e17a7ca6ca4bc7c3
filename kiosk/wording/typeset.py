"""Text measured in the sign's font, and set as large as fits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from os import environ
from unicodedata import bidirectional, category, east_asian_width

from PIL import ImageFont

MEASURE_PX = 200
H_MM_PER_M = 12.22
"""EN 301 549 5.1.4: capital height for 0.7° of view, in mm per metre of distance."""
CAP_EM = 0.7
FONT_SETTING = "KIOSK_FONT"
"""Environment variable: a font file to measure with, before any other."""
PACKAGE = "noto-cjk-sans-otc"
"""A Python package that carries the collection, for machines without the system's font."""
SIMPLIFIED = 2
"""Place of Simplified Chinese in the Noto Sans CJK collections."""
FONTS: Sequence[tuple[str, str, int]] = (
    (
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        0,
    ),
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        SIMPLIFIED,
    ),
)
"""(regular, bold, index of Simplified Chinese) of Debian's packages fonts-wqy-microhei and
fonts-noto-cjk."""
FULL_WIDTH = frozenset("WFA")
"""East Asian widths (UAX 11) that a Chinese font sets one em wide; ambiguous ones count as wide,
which is safe."""
CLOSING = "，。、；：！？）」』”’％"
"""What never begins a line."""
HANGING = frozenset("，。、；：！？")
"""Full-width marks whose right half is air."""
HANGING_EM = 0.5
PAUSES = "，、；：,;:"
"""Behind what a phrase ends within a sentence."""
TURNED_EM = 0.75
"""Width of a letter of a script that runs from right to left, which a Chinese font does not have:
an estimate that is wide for most of them (unverified)."""
STAND_IN = 1.05
"""Latin of the stand-in font is this much narrower than a sign's."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """``size`` in px; one or two lines."""

    size: float
    lines: tuple[str, ...]


@lru_cache(maxsize=2)
def _font(bold: bool) -> ImageFont.FreeTypeFont | None:
    for path, index in _candidates(bold):
        try:
            return ImageFont.truetype(path, MEASURE_PX, index=index)
        except OSError:
            continue
    return None


def _candidates(bold: bool) -> Iterator[tuple[str, int]]:
    chosen = environ.get(FONT_SETTING)
    if chosen:
        yield chosen, SIMPLIFIED if chosen.endswith(".ttc") else 0
        # Another maker's collection may hold fewer faces than Noto's.
        yield chosen, 0
    for regular, heavy, index in FONTS:
        yield heavy if bold else regular, index
    try:
        carried = metadata.files(PACKAGE) or ()
    except metadata.PackageNotFoundError:
        return
    yield from (
        (str(file.locate()), SIMPLIFIED) for file in carried if file.suffix in (".ttc", ".otc")
    )


def font_found() -> bool:
    return _font(True) is not None


class NoFont(Exception):
    """There is no Chinese font to draw with; a picture would hold empty boxes."""

    def __init__(self) -> None:
        super().__init__(
            "No Chinese font was found: install fonts-noto-cjk, or name a font file in KIOSK_FONT."
        )


def font_at(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    """The font texts are measured in, to draw with, ``size`` in px. Raises :class:`NoFont`."""
    font = _font(bold)
    if font is None:
        raise NoFont
    return font.font_variant(size=size)


def font_file(bold: bool) -> tuple[str, int]:
    """The file of the font texts are measured in, and its place there. Raises :class:`NoFont`."""
    font = _font(bold)
    if font is None:
        raise NoFont
    return str(font.path), font.index


@lru_cache(maxsize=1)
def _latin() -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    return ImageFont.load_default(MEASURE_PX)


def _runs_leftwards(letter: str) -> bool:
    return bidirectional(letter) in ("R", "AL")


def on_one_line(text: str) -> str:
    """Breaks of lines and paragraphs and other control characters as spaces: a font's layout
    refuses some of them."""
    return "".join(" " if category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)


@lru_cache(maxsize=8192)
def width_em(text: str, bold: bool = True) -> float:
    """Advance width in em. Without a CJK font a full-width glyph is 1 em by rule, Latin is measured
    in a stand-in.

    Line breaks and other control characters measure as a space, which is how a browser sets them.
    """
    text = on_one_line(text)
    # By the letter: the font has none of these scripts, and would measure its empty boxes.
    turned = sum(map(_runs_leftwards, text))
    if turned:
        rest = "".join(letter for letter in text if not _runs_leftwards(letter))
        return turned * TURNED_EM + width_em(rest, bold)
    font = _font(bold)
    if font is not None:
        return float(font.getlength(text)) / MEASURE_PX
    narrow = "".join(letter for letter in text if east_asian_width(letter) not in FULL_WIDTH)
    return len(text) - len(narrow) + float(_latin().getlength(narrow)) / MEASURE_PX * STAND_IN


def ink_em(text: str, bold: bool = True) -> float:
    """Width without the air that a full-width mark at its end holds."""
    return width_em(text, bold) - (HANGING_EM if text[-1:] in HANGING else 0.0)


def broken(
    words: str,
    size: float,
    width: float,
    bold: bool = False,
    measure: Callable[[str], float] | None = None,
) -> list[str]:
    """A text in lines no wider than ``width`` px: English breaks at spaces, Chinese anywhere but
    before 。，.

    ``measure`` gives the px of a text where it is set in another font than a sign's.
    """
    wide = measure or (lambda text: ink_em(text, bold) * size)
    lines, line = [], ""
    for piece in _pieces(words):
        if line and wide((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line] if line else lines


def _pieces(words: str) -> Iterable[str]:
    """What stays together: a Latin word with its space, a Chinese character with the mark after
    it, a number with what it counts."""
    piece = ""
    for letter in words:
        # From the CJK radicals on lines may break anywhere; before, only at blanks.
        wide = ord(letter) >= 0x2E80
        if piece and (
            (wide and letter not in CLOSING and not piece[-1].isdigit())
            or piece[-1] == " "
            or (not wide and ord(piece[-1]) >= 0x2E80)
        ):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


@lru_cache(maxsize=8192)
def fit(
    text: str, box_w: float, box_h: float, max_size: float, line_height: float = 1.22
) -> Fitted:
    """As large as fits in the box (px), broken at most once, at ``/`` or else at a space, if that
    is larger."""
    joint = "" if is_cjk(text) else " "
    choices: list[tuple[str, ...]] = [(joint.join(text.split("/")),)]
    if "/" in text:
        first, _, rest = text.partition("/")
        choices.append(tuple(part for part in (first, joint.join(rest.split("/"))) if part))
    elif not is_cjk(text):
        words = text.split()
        choices += [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    fitted = [Fitted(_size(lines, box_w, box_h, max_size, line_height), lines) for lines in choices]
    return max(fitted, key=lambda f: f.size)


def _size(
    lines: Sequence[str], box_w: float, box_h: float, max_size: float, line_height: float
) -> float:
    widest = max((width_em(line) for line in lines), default=0.1)
    # A line of nothing has no width to divide by.
    return min(max_size, box_w / max(0.1, widest), box_h / (line_height * max(1, len(lines))))


def is_cjk(text: str) -> bool:
    """Whether lines of it may end anywhere, as those of Chinese do."""
    return max(text, default="") >= "\u2e80"


def min_px(distance_m: float, width: int, height: int, diagonal_in: float) -> float:
    """Smallest font size in px that reaches 0.7° (capital height) at ``distance_m`` on this
    panel."""
    px_per_mm = (width**2 + height**2) ** 0.5 / (diagonal_in * 25.4)
    return float(H_MM_PER_M * distance_m * px_per_mm / CAP_EM)
