"""A PDF of this house is lines and text: found by whoever searches, sharp at any size, small, and
the same picture as the sheet painted in pixels."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import zxingcpp
from PIL import Image, ImageChops

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.drawing.print.ink.marks import Written, marks
from kiosk.drawing.print.ink.pages import Page, written
from kiosk.drawing.print.ink.pixels import ANCHORS
from kiosk.drawing.print.plan import best_paper, plan_sheet, position
from kiosk.drawing.print.sign import printable, sign_sheet, usual
from kiosk.drawing.print.sizes import DPI, PAPERS, Printed, bound
from kiosk.drawing.renderer import load_icons
from kiosk.drawing.svg import code, text
from kiosk.wording.typeset import NoFont, font_at, font_found
from tests import pdf
from tests.cast import NOON
from tests.halls import drawn, made
from tests.halls.seeds import some_halls

ICONS = load_icons(contents.icons(None))
DAY = date(2026, 11, 30)
MOST = 300_000
"""Bytes a sheet (LOOKS §9)."""
UNIT = DPI / 72
"""Px a point."""
pytestmark = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")


def plan_of(content: Content, screen: str, paper: str = "a4") -> Printed:
    plan = content.evacuation.plan
    assert plan is not None
    found = best_paper(plan, screen, paper)
    assert found is not None
    return plan_sheet(position(content.hall, plan, screen), found, ICONS, DAY)


def sign_of(content: Content, kind: str, target: str) -> Printed:
    paper = PAPERS["a4-landscape"]
    return sign_sheet(content.hall, content.catalogue, kind, target, paper, ICONS, NOON)


def said(sheet: Printed) -> list[Written]:
    return [m for m in marks(sheet.parts) if isinstance(m, Written) and m.words.strip()]


def page_of(parts: Sequence[str], wide: float = 600, high: float = 300) -> bytes:
    return written([Page(parts, wide, high, "试")], DPI, "试", "zh", NOON)


def held_to_its_marks(sheet: Printed) -> Sequence[str]:
    """What is wrong with a sheet's PDF."""
    data, wrong = sheet.file("pdf", NOON), []
    read, wanted = pdf.words(data), [" ".join(line.words.split()) for line in said(sheet)]
    # How many blanks stand together is the viewer's.
    if [" ".join(line.text.split()) for line in read] != wanted:
        wrong.append(f"it reads {[line.text for line in read]}, written was {wanted}")
    wrong += [f"{line.font} is not embedded" for line in read if not line.embedded]
    if len(data) > MOST:
        wrong.append(f"it has {len(data)} bytes")
    if b"/Subtype /Image" in data:
        wrong.append("it holds a picture")
    return wrong


@pytest.mark.laws
@some_halls
def test_a_plans_file_says_its_words_in_their_order_in_letters_of_its_own(seed: int) -> None:
    content = made(drawn(seed)).content
    plan = content.evacuation.plan
    assert plan is not None
    screen = list(plan.screen)[-1]
    assert not held_to_its_marks(plan_of(content, screen, "a3"))


@pytest.mark.laws
def test_every_signs_file_says_its_words_in_their_order_in_letters_of_its_own(
    sample: Content,
) -> None:
    for kind in printable(sample.catalogue)[::3]:
        sheet = sign_of(sample, kind.code, usual(sample.hall, kind))
        assert not held_to_its_marks(sheet), kind.code


def test_a_file_says_what_it_is_in_which_language_and_when(sample: Content) -> None:
    sheet = sign_of(sample, "WIN-PAUSE", "window/5")
    data = sheet.file("pdf", NOON)
    facts = pdf.facts(data)
    assert facts["Title"] == sheet.title and facts["CreationDate"] == f"D:{NOON:%Y%m%d%H%M%S}Z"
    assert b"/Lang (zh)" in data and data == sheet.file("pdf", NOON), (
        "the same sheet, the same file"
    )


def test_lines_are_as_wide_as_they_were_measured() -> None:
    """Kerned, as the layout counted on it: unkerned this one is 3 % wider."""
    words = "AVAVAVAV To Table. Ty"
    for anchor in ("start", "middle", "end"):
        data = page_of([text(300, 100, 40, words, "#000000", anchor=anchor)])
        (line,) = pdf.words(data)
        left, _, right, _ = font_at(40, False).getbbox(words, anchor=ANCHORS[anchor])
        assert abs(line.left * UNIT - (300 + left)) < 1.5, anchor
        assert abs(line.right * UNIT - (300 + right)) < 1.5, anchor


@pytest.mark.laws
def test_a_file_shows_what_the_painted_sheet_shows(sample: Content) -> None:
    for sheet in (plan_of(sample, "window-5"), sign_of(sample, "FIRE", "hall")):
        painted = sheet.picture()
        shown = pdf.picture(sheet.file("pdf", NOON), DPI)
        assert abs(shown.width - painted.width) <= 1 and abs(shown.height - painted.height) <= 1
        # Coarser than both: edges differ by a pixel, and no more than edges.
        small = [
            picture.crop((0, 0, *painted.size)).resize((500, 354), Image.Resampling.BOX)
            for picture in (shown, painted)
        ]
        apart = ImageChops.difference(*small).convert("L")
        assert sum(apart.histogram()[60:]) < 0.002 * 500 * 354, sheet.title
        assert not sum(apart.histogram()[128:]), sheet.title


def test_a_rim_behind_words_is_shown_and_not_read() -> None:
    line = (
        '<text x="100" y="200" font-size="120" fill="#000000" paint-order="stroke" '
        'stroke="#FF0000" stroke-width="20">出口</text>'
    )
    data = page_of([line])
    assert [piece.text for piece in pdf.words(data)] == ["出口"]
    colours = {colour for _, colour in pdf.picture(data, 300).getcolors(1 << 20) or []}
    assert {(255, 0, 0), (0, 0, 0), (255, 255, 255)} <= colours


def test_a_code_is_drawn_of_lines_and_read_from_the_page() -> None:
    address = "https://hall.example/status"
    data = page_of([code(address, 20, 20, 500)], 540, 540)
    assert b"/Subtype /Image" not in data
    for dpi in (72, 150, 600):
        (found,) = zxingcpp.read_barcodes(pdf.picture(data, dpi))
        assert found.text == address, dpi


def test_shapes_keep_their_holes_their_corners_and_their_opacity() -> None:
    ring = '<path d="M10 10h80v80h-80zM30 30v40h40v-40z" fill="#FF0000"/>'
    half = '<g opacity="0.5"><rect x="100" y="0" width="100" height="100" fill="#000000"/></g>'
    picture = pdf.picture(page_of([ring, half], 200, 100), DPI)
    assert picture.getpixel((50, 50)) == (255, 255, 255)
    assert picture.getpixel((20, 50)) == (255, 0, 0)
    grey = picture.getpixel((150, 50))
    assert isinstance(grey, tuple) and all(120 <= part <= 135 for part in grey)


def test_files_made_at_once_keep_their_own_letters() -> None:
    """The library keeps fonts by name for the whole process."""
    wanted = ["暂停服务", "请向左走", "集合点", "窗口已满", "系统故障", "北出口"]

    def file(words: str) -> bytes:
        return page_of([text(300, 100, 40, words, "#000000")])

    with ThreadPoolExecutor(3) as pool:
        files = list(pool.map(file, wanted))
    assert ["".join(piece.text for piece in pdf.words(data)) for data in files] == wanted


def test_a_file_of_several_sheets_lists_them_by_their_titles(sample: Content) -> None:
    sheets = [sign_of(sample, "WIN-PAUSE", f"window/{number}") for number in (3, 5)]
    data = bound(sheets, "一套", NOON)
    assert pdf.listed(data) == [sheet.title for sheet in sheets] and len(pdf.sizes(data)) == 2
    assert "3号窗口" in [line.text for line in pdf.words(data, 0)]
    assert "5号窗口" in [line.text for line in pdf.words(data, 1)]
    assert len(data) < 2 * len(sheets[0].file("pdf", NOON)), "one font for all of them"


@pytest.mark.usefixtures("fontless")
def test_without_a_font_no_file_is_made() -> None:
    with pytest.raises(NoFont, match="fonts-noto-cjk"):
        page_of(["<text x='1' y='9'>字</text>"])


def test_a_drawing_comes_as_it_is_for_a_page_to_show(sample: Content) -> None:
    drawing = sign_of(sample, "WIN-PAUSE", "window/5").file("svg", NOON).decode()
    assert re.match(r"<svg [^>]*viewBox", drawing) and "暂停服务" in drawing
