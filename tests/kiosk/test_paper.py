"""Evacuation plans and signs on paper: px at 300 dpi, ISO 23601's proportions, every word there and
readable."""

import io
import re
from datetime import date
from itertools import product

import pytest
from PIL import Image

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.drawing.print.ink.pixels import painted
from kiosk.drawing.print.map import PEN, SIGN_MM
from kiosk.drawing.print.marks import LIGHT_GREEN
from kiosk.drawing.print.plan import (
    HEADER_LETTERS,
    SUPPLEMENTARY,
    best_paper,
    layout,
    plan_sheet,
    position,
    scale,
    seen,
)
from kiosk.drawing.print.sign import printable, sign_sheet, usual
from kiosk.drawing.print.sizes import LEAST, LETTER_MM, MM, PAPERS, Printed, Said
from kiosk.drawing.renderer import load_icons
from kiosk.drawing.svg import GREEN, LINE
from kiosk.wording.typeset import CAP_EM, NoFont, broken, font_found
from signage.evacuation.blocks import NORMAL, Block, Scheme
from signage.language.words import DEFAULT_SPOKEN
from tests.cast import NOON

ICONS = load_icons(contents.icons(None))
PRINTED_ON = date(2026, 11, 24)
A4 = PAPERS["a4-landscape"]
needs_font = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")


def sheet(
    sample: Content, screen: str, scheme: Scheme = NORMAL, paper: str = "a4-landscape"
) -> Printed:
    assert sample.evacuation.plan is not None
    at = position(sample.hall, sample.evacuation.plan, screen, scheme)
    return plan_sheet(at, PAPERS[paper], ICONS, PRINTED_ON)


def words(printed: Printed) -> str:
    return " ".join(re.findall(r"<text [^>]*>([^<]*)</text>", "".join(printed.parts)))


def letters(printed: Printed) -> list[float]:
    return [
        float(size)
        for size in re.findall(r'<text [^>]*font-size="([0-9.]+)"', "".join(printed.parts))
    ]


@pytest.mark.parametrize(
    ("name", "size"),
    [("a4-portrait", (2480, 3508)), ("a4-landscape", (3508, 2480)), ("a3-portrait", (3508, 4961)),
     ("a3-landscape", (4961, 3508))],
)  # fmt: skip
def test_a_sheet_has_the_pixels_of_its_paper_at_300_dpi(name: str, size: tuple[int, int]) -> None:
    box = PAPERS[name].box
    assert (box.w, box.h) == size
    assert PAPERS[name].short == min(size)


@pytest.mark.parametrize("name", PAPERS)
def test_the_header_has_the_standards_proportions(name: str) -> None:
    paper = PAPERS[name]
    parts = layout(paper)
    assert parts.header.h >= 0.07 * paper.short
    assert (
        parts.letters * CAP_EM >= HEADER_LETTERS * parts.header.h - 1e-6 and HEADER_LETTERS >= 0.6
    )
    boxes = (
        parts.header,
        parts.named,
        parts.map,
        parts.way,
        parts.legend,
        parts.notices,
        parts.foot,
    )
    for number, one in enumerate(boxes):
        assert (
            one.x >= 0
            and one.y >= 0
            and one.x + one.w <= paper.box.w
            and one.y + one.h <= paper.box.h
        )
        for other in boxes[number + 1 :]:
            apart = one.x + one.w <= other.x + 1 or other.x + other.w <= one.x + 1
            assert apart or one.y + one.h <= other.y + 1 or other.y + other.h <= one.y + 1


@pytest.mark.laws
def test_every_letter_of_every_sheet_is_at_least_2_mm_high(sample: Content) -> None:
    schemes = (NORMAL, *sample.evacuation.schemes)
    drawn = [screen.id for screen in sample.hall.screens]
    for (name, screen), scheme in zip(product(PAPERS, drawn[::3]), schemes * 9, strict=False):
        least = min(letters(sheet(sample, screen, scheme, name)))
        assert least * CAP_EM / MM >= LETTER_MM - 0.01, (name, screen, scheme.id)


def test_walls_partitions_and_signs_have_the_standards_sizes() -> None:
    assert PEN.wall / MM >= 1.6 and PEN.partition / MM >= 0.6 and SIGN_MM >= 7.0


@pytest.mark.laws
@needs_font
def test_the_painted_sheet_keeps_what_the_layout_promises(sample: Content) -> None:
    printed = sheet(sample, "wall")
    data = printed.file("png", NOON)
    picture = Image.open(io.BytesIO(data))
    assert picture.size == (3508, 2480) and [round(value) for value in picture.info["dpi"]] == [
        300,
        300,
    ]
    green = tuple(bytes.fromhex(GREEN[1:]))
    x = int(A4.box.w - 12 * MM)
    column = [picture.getpixel((x, y)) == green for y in range(int(0.15 * A4.short))]
    assert sum(column) >= 0.07 * A4.short
    assert picture.getpixel((2, 2)) == picture.getpixel((3505, 2477)) == (255, 255, 255)
    assert sample.evacuation.plan is not None
    view = seen(sample.evacuation.plan, "wall", A4)
    x, y = view.at((10.0, 0.0))
    dark = [picture.getpixel((round(x), round(y) + step)) for step in range(-40, 41)]
    assert sum(sum(pixel) < 200 for pixel in dark) / MM >= 1.6 - 2 / MM, "the north wall"
    colours = {
        colour
        for _, colour in picture.resize((350, 248), Image.Resampling.NEAREST).getcolors(100_000)
        or []
    }
    assert {green, tuple(bytes.fromhex(LIGHT_GREEN[1:]))} <= colours


def test_a_sheet_says_who_issued_it_when_for_which_plan_and_that_it_is_supplementary(
    sample: Content,
) -> None:
    said = words(sheet(sample, "entrance", sample.evacuation.scheme("avoid-south")))
    assert sample.evacuation.plan is not None
    for wanted in (
        "疏散示意图", "Evacuation Plan", "青禾县办税服务厅", "青禾县税务局办税服务厅", "2026-11-24", "您在此处",
        "You are here", sample.evacuation.plan.digest[:8], "避开南侧和24小时区", "入口触摸屏", SUPPLEMENTARY["zh"],
        "图例", "集合点", "北出口", "South Exit", "119", "不要乘电梯", "本预案中关闭",
    ):  # fmt: skip
        assert wanted in said, wanted


def test_a_sheet_shows_its_own_way_another_one_and_everybodys(sample: Content) -> None:
    drawn = "".join(sheet(sample, "window-5").parts)
    assert all(mark in drawn for mark in ("data-path", "data-other", "data-ways", "data-here"))
    assert drawn.count("data-exit=") == 4 and "data-qr" not in drawn
    said = words(sheet(sample, "window-5"))
    assert "请走北出口" in said and "备用路线" in said


def test_up_on_a_sheet_is_ahead_of_its_viewer(sample: Content) -> None:
    plan = sample.evacuation.plan
    assert plan is not None
    for standing in plan.screens:
        view = seen(plan, standing.id, A4)
        screen, viewer = view.at(standing.at), view.at(standing.stand)
        assert screen[1] < viewer[1] and abs(screen[0] - viewer[0]) < abs(screen[1] - viewer[1])


def test_a_plan_turns_its_paper_so_that_it_is_drawn_larger(sample: Content) -> None:
    plan = sample.evacuation.plan
    assert plan is not None
    for screen in plan.screen:
        best, turns = (
            best_paper(plan, screen, "a3"),
            [PAPERS["a3-landscape"], PAPERS["a3-portrait"]],
        )
        assert best in turns and scale(plan, screen, best) == min(
            scale(plan, screen, turn) for turn in turns
        )
        assert scale(plan, screen, best) <= 250, "ISO 23601 on A3"
    assert (
        best_paper(plan, "wall", "a4-portrait") == PAPERS["a4-portrait"]
        and best_paper(plan, "wall", "a0") is None
    )


def test_the_other_way_never_calls_an_open_exit_closed(sample: Content) -> None:
    printed = sheet(sample, "exit-east")
    assert "由此门撤离" in words(printed) and "此出口关闭" not in words(printed)
    shut = Scheme("shut", {"zh": "东关", "en": "East shut"}, (Block("exit/east"),))
    assert "此出口关闭" in words(sheet(sample, "exit-east", shut))


def test_where_no_way_is_left_a_sheet_says_stay_and_shows_no_arrow(sample: Content) -> None:
    assert sample.evacuation.plan is not None
    shut = Scheme(
        "shut",
        {"zh": "全关", "en": "All shut"},
        tuple(Block(d.id) for d in sample.evacuation.plan.exits),
    )
    printed = sheet(sample, "wall", shut)
    assert "请留在原处" in words(printed) and "data-arrow" not in "".join(printed.parts)


def test_every_kind_of_sign_can_be_printed_on_its_usual_target(sample: Content) -> None:
    kinds = printable(sample.catalogue)
    assert {"WIN-PAUSE", "DEV-HALL", "DEV-HAZARD", "PWR"} <= {kind.code for kind in kinds}
    assert "DISPUTE" not in {kind.code for kind in kinds}
    for kind in kinds:
        target = usual(sample.hall, kind)
        drawn = "".join(
            sign_sheet(sample.hall, sample.catalogue, kind.code, target, A4, ICONS, NOON).parts
        )
        assert "data-qr" not in drawn and "您可以这样办" not in drawn, (
            "paper cannot withdraw itself"
        )


def test_a_paused_windows_paper_leaves_room_for_the_time_and_asks_to_be_taken_down(
    sample: Content,
) -> None:
    said = words(
        sign_sheet(sample.hall, sample.catalogue, "WIN-PAUSE", "window/5", A4, ICONS, NOON)
    )
    assert "暂停服务" in said and "5号窗口" in said and "预计恢复" in said and "请取下" in said
    hazard = words(
        sign_sheet(
            sample.hall, sample.catalogue, "DEV-HAZARD", "machine/terminal-1", A4, ICONS, NOON
        )
    )
    assert "请勿触摸" in hazard and "预计恢复" not in hazard


@needs_font
def test_a_pdf_is_one_page_of_its_paper(sample: Content) -> None:
    paper = Printed(PAPERS["a4-portrait"], "试", ())
    data = paper.file("pdf", NOON)
    assert (
        data.startswith(b"%PDF") and data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") <= 1
    )
    box = re.search(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", data)
    assert box and abs(float(box[1]) - 595.2) < 1 and abs(float(box[2]) - 841.9) < 1, "points"
    assert data == paper.file("pdf", NOON)


@pytest.mark.usefixtures("fontless")
def test_without_a_font_nothing_is_painted() -> None:
    with pytest.raises(NoFont, match="fonts-noto-cjk"):
        painted(['<text x="1" y="9">字</text>'], 20, 20)


@pytest.mark.parametrize("mark", ['<ellipse cx="1"/>', '<image href="x"/>', '<path d="M0 0T1 1"/>'])
def test_what_cannot_be_painted_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="cannot be painted"):
        painted([mark], 20, 20)


def test_every_drawn_symbol_can_be_painted() -> None:
    for name, body in ICONS.items():
        picture = painted(
            [f'<svg x="0" y="0" width="60" height="60" viewBox="0 0 100 100">{body}</svg>'],
            60,
            60,
            "#777777",
        )
        assert len(picture.getcolors(4000) or []) > 1, name


def test_holes_and_corners_are_painted_as_a_browser_does() -> None:
    ring = "M10 10h80v80h-80zM30 30v40h40v-40z"
    picture = painted([f'<path d="{ring}" fill="#FF0000"/>'], 100, 100)
    assert picture.getpixel((50, 50)) == (255, 255, 255) and picture.getpixel((20, 50)) == (
        255,
        0,
        0,
    )
    corner = '<path d="M20 80V20H80" fill="none" stroke="#000000" stroke-width="20"/>'
    assert painted([corner], 100, 100).getpixel((12, 12)) == (0, 0, 0), "mitred"
    square = (
        '<path d="M50 50H80" fill="none" stroke="#000" stroke-width="20" stroke-linecap="square"/>'
    )
    assert painted([square], 100, 100).getpixel((43, 50)) == (0, 0, 0)


def test_lines_break_at_words_and_never_before_a_closing_mark() -> None:
    assert broken("Follow the green arrows", 10, 60) == ["Follow the", "green", "arrows"]
    lines = broken("保持冷静，听从指挥。", 10, 42)
    assert "".join(lines) == "保持冷静，听从指挥。" and not any(line[0] in "，。" for line in lines)
    said = Said(DEFAULT_SPOKEN, {"zh": "出口", "en": "Exit"}, 4 * LEAST, joined=True)
    assert len(said.lines(1000)) == 1 and said.height(1000) == 4 * LEAST * LINE
