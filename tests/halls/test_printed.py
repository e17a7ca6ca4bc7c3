"""Every sheet of paper is read back as it is painted: the words that must be on it, whole, none
over another.

A printed PDF is one picture, so what is read is each line at the moment the ink puts it there, with
the room it takes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element

import pytest
from PIL import Image

from kiosk.content.halls import demo_content
from kiosk.content.reader import Content, read
from kiosk.drawing.print import ink
from kiosk.drawing.print.plan import best_paper, plan_sheet, position
from kiosk.drawing.print.sign import TAKE_DOWN, printable, sign_sheet, usual
from kiosk.drawing.print.sizes import PAPERS, Printed
from kiosk.wording.typeset import font_at, font_found, on_one_line
from signage.evacuation.blocks import NORMAL
from signage.evacuation.routes import routes
from signage.language.words import say
from tests.cast import NOON
from tests.halls import drawn, made
from tests.halls.pages import renderer
from tests.halls.seeds import FEW, LONG

DAY = date(2026, 11, 28)
SHIPPED = ("sample", "small", "two-storeys")
HALLS = (*SHIPPED, *range(60 if LONG else 4))[:: 4 if FEW else 1]
pytestmark = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")
APART = 3
"""In a quick run a hall prints every third sign, the next hall the next third: each in two halls or
three."""
SHAPES: dict[str, list[ink.Line]] = {"path": [], "circle": [], "rect": []}
"""What the ink can paint besides words."""
OVER = 0.12
"""Of its height a line may reach into another's room: descenders and halves of brackets hold no ink
there."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was painted, and the room its letters take in pixels."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: "Line") -> bool:
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 2 and high > OVER * min(self.bottom - self.top, other.bottom - other.top)


@cache
def content(name: str | int) -> Content:
    if isinstance(name, int):
        return made(drawn(name)).content
    with TemporaryDirectory() as directory:
        demo_content(name if name != "sample" else None, Path(directory) / "content")
        return read(Path(directory) / "content")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[Line]:
    """What the ink writes from now on; shapes are left out, which takes the time."""
    written: list[Line] = []

    def write(image: Image.Image, element: Element, pen: ink._Pen) -> None:
        x, y = ink.moved(pen.matrix, (float(element.get("x", 0)), float(element.get("y", 0))))
        font = font_at(
            float(element.get("font-size", 16)) * pen.scale, element.get("font-weight") == "700"
        )
        words, anchor = (
            on_one_line(element.text or ""),
            ink.ANCHORS[element.get("text-anchor", "start")],
        )
        left, top, right, bottom = font.getbbox(words, anchor=anchor)
        if words.strip():
            written.append(Line(words, x + left, y + top, x + right, y + bottom))

    monkeypatch.setattr(ink, "_write", write)
    monkeypatch.setattr(ink, "_lines", lambda element, tag, pen: SHAPES[tag])
    monkeypatch.setattr(ink, "_shape", lambda image, lines, pen: None)
    monkeypatch.setattr(ink.Image, "new", lambda mode, size, ground="": None)
    return written


def read_back(sheet: Printed, lines: list[Line]) -> list[Line]:
    lines.clear()
    sheet.picture()
    return list(lines)


def wrong(sheet: Printed, found: list[Line], wanted: Iterator[str]) -> Iterator[str]:
    said = even("".join(line.words for line in found))
    yield from (f"{words} is missing" for words in wanted if even(words) not in said)
    box = sheet.paper.box
    for number, line in enumerate(found):
        if line.left < -1 or line.top < -1 or line.right > box.w + 1 or line.bottom > box.h + 1:
            yield f"{line.words} runs off the paper"
        if "…" in line.words:
            yield f"{line.words} is cut"
        over = (other for other in found[number + 1 :] if line.covers(other))
        yield from (f"{line.words} lies over {other.words}" for other in over)


def even(words: str) -> str:
    """Without the spaces and breaks that lines may be broken at."""
    return re.sub(r"[\s/]+", "", words)


@pytest.mark.laws
@pytest.mark.parametrize("name", HALLS)
def test_an_evacuation_plan_on_paper_says_all_it_must_and_nothing_over_another(
    name: str | int, lines: list[Line]
) -> None:
    here = content(name)
    hall, plan = here.hall, here.evacuation.plan
    assert plan is not None
    found = []
    for number, screen in enumerate(list(plan.screen)[:: 1 if LONG else 5]):
        for turn, scheme in enumerate(
            (NORMAL, *here.evacuation.schemes)[: None if LONG else 2], number
        ):
            # In a quick run the papers take turns: at one screen the plan is small, under the next
            # scheme large.
            for wanted in ("a4", "a3") if LONG else (("a4", "a3")[turn % 2],):
                paper = best_paper(plan, screen, wanted)
                assert paper is not None
                sheet = plan_sheet(
                    position(hall, plan, screen, scheme), paper, renderer().icons, DAY
                )
                must = [
                    "疏散示意图", "Evacuation Plan", say(hall.name), say(hall.issuer), say(hall.screen[screen].name),
                    say(scheme.name), "您在此处", DAY.isoformat(), plan.digest[:8],
                ]  # fmt: skip
                way = routes(plan, (), scheme).screen(screen)
                if way.exit in plan.exit:
                    must.append(say(plan.exit[way.exit].name))
                told = wrong(sheet, read_back(sheet, lines), iter(must))
                found += [f"{screen} {scheme.id} {say(paper.name)}: {fault}" for fault in told]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])


@pytest.mark.laws
@pytest.mark.parametrize("name", HALLS)
def test_a_sign_on_paper_says_all_it_must_and_nothing_over_another(
    name: str | int, lines: list[Line]
) -> None:
    here = content(name)
    found = []
    for kind in list(printable(here.catalogue))[
        0 if LONG else HALLS.index(name) % APART :: 1 if LONG else APART
    ]:
        for paper in (PAPERS["a4-portrait"], PAPERS["a4-landscape"]):
            target = usual(here.hall, kind)
            sheet = sign_sheet(
                here.hall, here.catalogue, kind.code, target, paper, renderer().icons, NOON
            )
            must = [sheet.title.partition(" ")[0], say(TAKE_DOWN)]
            told = wrong(sheet, read_back(sheet, lines), iter(must))
            found += [f"{kind.code} on {target}, {say(paper.name)}: {fault}" for fault in told]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])
