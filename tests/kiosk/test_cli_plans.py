"""The command line draws what it finds: faults on the plan, a plan from OpenStreetMap, sheets
without a server."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.content.drawings.read_svg import read_plan
from kiosk.drawing.print.faults import fault_sheet, findings, place
from kiosk.drawing.svg import RED
from kiosk.wording.typeset import font_found
from signage.evacuation.plan_checks import plan_mistakes
from tests.kiosk.test_dxf import cad
from tests.kiosk.test_dxf import hall as hall_of_cad
from tests.kiosk.test_osm import house

needs_font = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")
LOOSE = '<polyline id="r-loose" points="600,900 700,900"/>'
CURVED = '<path id="r-curved" d="M100 100C1 1 2 2 3 3"/>'


def kiosk(*words: object) -> tuple[int, str, str]:
    found = CliRunner().invoke(main, [str(word) for word in words])
    return found.exit_code, found.stdout, found.stderr


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    shutil.copytree(contents.sample(), tmp_path / "hall", ignore=shutil.ignore_patterns("pictures"))
    return tmp_path / "hall"


@contextmanager
def drawn(hall: Path) -> Iterator[list[tuple[str, str]]]:
    """Changes to the drawing, each a text and what takes its place."""
    changes: list[tuple[str, str]] = []
    yield changes
    path = hall / "plan.svg"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


@pytest.mark.laws
@needs_font
def test_the_picture_marks_each_fault_with_its_number_in_the_list(hall: Path) -> None:
    with drawn(hall) as changes:
        changes.append(('<polyline id="r-windows"', f'{LOOSE}{CURVED}<polyline id="r-windows"'))
    status, said, _ = kiosk("check", hall, "--picture", hall / "faults.png")
    lines = said.splitlines()
    assert status == 1 and [line.partition(". ")[0] for line in lines] == [
        str(n + 1) for n in range(len(lines))
    ]
    assert any("r-loose" in line and "→" in line for line in lines)
    shown = Image.open(hall / "faults.png")
    assert shown.width == 2400
    assert bytes.fromhex(RED[1:]) in {
        bytes(c) for _, c in shown.getcolors(1 << 20) or [] if isinstance(c, tuple)
    }


def test_each_finding_is_marked_where_its_element_is(hall: Path) -> None:
    with drawn(hall) as changes:
        changes.append(('<polyline id="r-windows"', f'{LOOSE}{CURVED}<polyline id="r-windows"'))
        changes.append(
            (
                'id="door-toilet" inkscape:label="door/toilet',
                'id="door-toilet" inkscape:label="tuer/wc',
            )
        )
    read = read_plan((hall / "plan.svg").read_bytes())
    placed = {
        f.mistake.key: place(read, f)
        for f in findings((*read.mistakes, *plan_mistakes(read.plan)), ())
    }
    loose = placed["r-loose#0"]
    assert (
        loose is not None
        and loose[0] == "1"
        and abs(loose[1][0] - 6.0) < 0.01
        and abs(loose[1][1] - 9.0) < 0.01
    )
    door = placed["door-toilet"]
    assert door is not None and abs(door[1][0] - 38.0) < 0.01, (
        "kept out of the plan, still shown where it was drawn"
    )
    assert placed["r-curved"] is None, "what cannot be read has no place, but a line in the list"


@pytest.mark.laws
def test_without_a_picture_the_list_is_as_it_was(hall: Path) -> None:
    status, said, _ = kiosk("check", hall)
    assert status == 0 and said.splitlines()[0].startswith("note: hall.toml")


def test_what_is_found_is_told_in_the_terminal_s_language_or_the_one_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chinese = "hall.toml：缺少这个文件。请从示例中复制。"
    assert chinese in kiosk("check", tmp_path, "--lang", "zh")[1]
    assert "hall.toml: the file is missing" in kiosk("check", tmp_path)[1]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    status, said, counted = kiosk("check", tmp_path)
    assert status == 1 and chinese in said and "处问题。" in counted
    assert "the file is missing" in kiosk("check", tmp_path, "--lang", "en")[1]
    status, said, wrong = kiosk("check", tmp_path, "--lang", "tlh")
    assert status == 1 and not said and "choose one of zh, en" in wrong
    monkeypatch.setenv("LC_ALL", "tlh.UTF-8")
    assert "the file is missing" in kiosk("check", tmp_path)[1]


@pytest.mark.laws
def test_a_hall_without_a_drawing_gets_no_picture(hall: Path) -> None:
    (hall / "plan.svg").unlink()
    (hall / "schemes.toml").unlink()
    status, _, wrong = kiosk("check", hall, "--picture", hall / "faults.png")
    assert status == 1 and "plan.svg" in wrong and not (hall / "faults.png").exists()


@needs_font
def test_faults_on_top_of_one_another_stand_beside_one_another() -> None:
    read = read_plan((contents.sample() / "plan.svg").read_bytes())
    mistake = plan_mistakes(read.plan.__class__())[0]
    listed = findings([replace(mistake, key="exit/east")] * 3, ())
    full, bare = (fault_sheet(read, told, "plan.svg").paper for told in (listed, ()))
    assert full.height_mm > bare.height_mm


def test_an_openstreetmap_building_becomes_a_drawing(tmp_path: Path) -> None:
    (tmp_path / "house.osm").write_text(house(), "utf-8")
    status, said, _ = kiosk("plan", "import-osm", tmp_path / "house.osm", tmp_path / "plan.svg")
    assert status == 0 and "1 exits" in said and "OpenStreetMap" in said and "0 fault(s)" in said
    assert [
        door.name["zh"] for door in read_plan((tmp_path / "plan.svg").read_bytes()).plan.exits
    ] == ["南门"]
    status, _, wrong = kiosk("plan", "import-osm", tmp_path / "house.osm", tmp_path / "plan.svg")
    assert status == 1 and "is there already" in wrong, (
        "a drawing somebody worked on is never overwritten"
    )


def test_what_is_no_building_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.osm").write_text("<svg/>", "utf-8")
    status, _, wrong = kiosk("plan", "import-osm", tmp_path / "x.osm", tmp_path / "plan.svg")
    assert status == 1 and "OpenStreetMap" in wrong and not (tmp_path / "plan.svg").exists()


def test_ways_are_added_to_a_drawing_and_all_else_stays(tmp_path: Path) -> None:
    drawn = (contents.sample() / "plan.svg").read_text("utf-8")
    bare = drawn.replace('inkscape:label="routes"', 'inkscape:label="draft"')
    (tmp_path / "bare.svg").write_text(bare, "utf-8")
    status, said, _ = kiosk("plan", "propose", tmp_path / "bare.svg", tmp_path / "plan.svg")
    assert status == 0 and "ways are proposed" in said
    made = (tmp_path / "plan.svg").read_text("utf-8")
    assert made.startswith(bare.rpartition("</svg>")[0])
    read = read_plan(made)
    assert read.mistakes == () and plan_mistakes(read.plan) == []
    status, _, wrong = kiosk("plan", "propose", tmp_path / "bare.svg", tmp_path / "plan.svg")
    assert status == 1 and "is there already" in wrong


def test_a_drawing_of_cad_and_a_map_are_files_like_any(tmp_path: Path) -> None:
    (tmp_path / "hall.dxf").write_bytes(cad(hall_of_cad))
    status, said, _ = kiosk("plan", "import-dxf", tmp_path / "hall.dxf", tmp_path / "cad.svg")
    assert status == 0 and "20.0 m by 10.0 m" in said
    (tmp_path / "x.dxf").write_text("x", "utf-8")
    status, _, wrong = kiosk("plan", "import-dxf", tmp_path / "x.dxf", tmp_path / "x.svg")
    assert status == 1 and "DXF" in wrong and not (tmp_path / "x.svg").exists()
    out = tmp_path / "hall.osm"
    status, said, _ = kiosk("plan", "export-osm", contents.sample(), out, "--at", "39.9", "116.4")
    assert status == 0 and "screens" in said and out.read_text("utf-8").startswith("<?xml")


@pytest.mark.laws
@needs_font
def test_a_sheet_is_drawn_without_a_server(tmp_path: Path) -> None:
    out = tmp_path / "wall.png"
    status, _, wrong = kiosk(
        "plan", "sheet", contents.sample(), out, "--screen", "wall", "--paper", "a4-portrait"
    )
    assert status == 0, wrong
    assert Image.open(io.BytesIO(out.read_bytes())).size == (2480, 3508)


@pytest.mark.parametrize(
    ("name", "words", "wrong"),
    [("a.svg", ("--screen", "wall"), "neither"), ("a.png", ("--screen", "roof"), "drawn are: "),
     ("a.pdf", ("--screen", "wall", "--scheme", "x"), "avoid-north")],
)  # fmt: skip
def test_a_sheet_that_cannot_be_drawn_says_why(
    tmp_path: Path, name: str, words: tuple[str, ...], wrong: str
) -> None:
    status, _, told = kiosk("plan", "sheet", contents.sample(), tmp_path / name, *words)
    assert status == 1 and wrong in told and not (tmp_path / name).exists()


@pytest.mark.laws
@pytest.mark.usefixtures("fontless")
def test_without_a_font_no_sheet_is_drawn(tmp_path: Path) -> None:
    status, _, wrong = kiosk(
        "plan", "sheet", contents.sample(), tmp_path / "a.png", "--screen", "wall"
    )
    assert status == 1 and "fonts-noto-cjk" in wrong and not (tmp_path / "a.png").exists()
