"""Every sheet of paper is read back as it is painted: the words that must be on it, whole, none
over another.

What is read is each line as the ink is given it, with the room it takes; that a PDF then has just
these lines is a law of its own (test_pdf.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.content.halls import demo_content
from kiosk.content.reader import Content, read
from kiosk.drawing.plan_names import meet, square, trail
from kiosk.drawing.print.ink.marks import Written, marks
from kiosk.drawing.print.ink.pixels import ANCHORS
from kiosk.drawing.print.legend import LEGEND
from kiosk.drawing.print.plan import best_paper, layout, plan_sheet, position, seen
from kiosk.drawing.print.sets import folder
from kiosk.drawing.print.sign import PRINTER, TAKE_DOWN, printable, sign_sheet, usual
from kiosk.drawing.print.sizes import MM, PAPERS, Printed
from kiosk.drawing.svg import Box
from kiosk.wording.typeset import font_at, font_found
from signage.catalogue.kinds import Kind
from signage.decide import decide
from signage.evacuation.blocks import NORMAL
from signage.evacuation.routes import routes
from signage.floorplan.shapes import EQUIPMENT
from signage.language.words import say
from signage.situation.commands import Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING
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


def read_back(sheet: Printed) -> list[Line]:
    """What stands in every form of the file, where the ink puts it."""
    found = []
    for mark in marks(sheet.parts):
        if isinstance(mark, Written) and mark.words.strip():
            font = font_at(mark.size, mark.bold)
            left, top, right, bottom = font.getbbox(mark.words, anchor=ANCHORS[mark.anchor])
            x, y = mark.at
            found.append(Line(mark.words, x + left, y + top, x + right, y + bottom))
    return found


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
    name: str | int,
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
                told = wrong(sheet, read_back(sheet), iter(must))
                found += [f"{screen} {scheme.id} {say(paper.name)}: {fault}" for fault in told]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])


def boxes(sheet: Printed, kind: str) -> dict[str, Box]:
    """Where each sign of a kind lies, by what it stands for."""
    form = rf'<g data-{kind}="([^"]*)"[^>]*><rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"'
    return {
        name: Box(*map(float, numbers)) for name, *numbers in re.findall(form, "".join(sheet.parts))
    }


@pytest.mark.laws
@pytest.mark.parametrize("name", HALLS)
def test_fire_equipment_stands_on_no_way_no_reader_and_no_other_sign(name: str | int) -> None:
    here = content(name)
    plan, found = here.evacuation.plan, []
    assert plan is not None
    for number, screen in enumerate(list(plan.screen)[:: 1 if LONG else 5]):
        paper = best_paper(plan, screen, ("a4", "a3")[number % 2])
        assert paper is not None
        at = position(here.hall, plan, screen)
        sheet = plan_sheet(at, paper, renderer().icons, DAY)
        signs, floor = boxes(sheet, "equipment"), plan.screen[screen].floor
        hung = {one.id: one.what for one in plan.equipment if one.floor == floor}
        if set(signs) != set(hung):
            found.append(f"{screen}: drawn {sorted(signs)}, hung {sorted(hung)}")
        lines = [even(line.words) for line in read_back(sheet)]
        said = {*lines, *map("".join, pairwise(lines))}
        told = {what: words for what, words in LEGEND if what in EQUIPMENT}
        for what, words in told.items():
            both = even(say(words) + say(words, "en"))
            if (what in hung.values()) != (both in said):
                found.append(f"{screen}: the legend is wrong of {what}")
        view = seen(plan, screen, paper)
        legs = [*at.way.legs, *(at.other.legs if at.other else ())]
        ways = [[view.at(p) for p in leg.points] for leg in legs if leg.floor == floor]
        taken = {
            "the way": [near for way in ways for near in trail(way, 0.2 * layout(paper).unit)],
            "you are here": [square(view.at(plan.screen[screen].stand), 2 * MM)],
            "an exit": list(boxes(sheet, "exit").values()),
            "stairs": list(boxes(sheet, "shaft").values()),
        }
        for sign, box in signs.items():
            if min(box.w, box.h) < 7 * MM - 0.2:
                found.append(f"{screen}: {sign} is too small")
            for over, others in taken.items():
                if any(meet(box, other) for other in others):
                    found.append(f"{screen}: {sign} lies over {over}")
            others = (other for other in signs if other > sign and meet(box, signs[other]))
            found += [f"{screen}: {sign} lies over {other}" for other in others]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])


def every_sign(here: Content, kind: Kind, target: str) -> str:
    """What the kind's sign says at the target, whatever the class of its notice."""
    command = Raise(kind.code, (target,))
    told = decide(here.hall, here.catalogue, NOTHING, command, PRINTER, NOON).events
    happened = fold([Recorded(1, NOON, PRINTER, event) for event in told])
    (incident,) = happened.incidents.values()
    return say(incident.notice.sign)


@pytest.mark.laws
@pytest.mark.parametrize("name", HALLS)
def test_a_sign_on_paper_says_all_it_must_and_nothing_over_another(name: str | int) -> None:
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
            must = [every_sign(here, kind, target), say(TAKE_DOWN)]
            told = wrong(sheet, read_back(sheet), iter(must))
            found += [f"{kind.code} on {target}, {say(paper.name)}: {fault}" for fault in told]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])


@pytest.mark.laws
@pytest.mark.parametrize("name", HALLS)
def test_a_checklist_and_a_cover_say_all_they_must_and_nothing_over_another(
    name: str | int,
) -> None:
    here = content(name)
    sheets = folder(here, ["checklists"], renderer().icons, NOON)
    found = []
    steps = {say(kind.name): [say(s.text) for s in kind.steps] for kind in here.catalogue.kinds}
    for sheet in sheets:
        must = [say(here.hall.name)]
        if [other.title for other in sheets].count(sheet.title) == 1 and sheet.title in steps:
            must += steps[sheet.title] if here.hall.lifts else []
        found += [f"{sheet.title}: {fault}" for fault in wrong(sheet, read_back(sheet), iter(must))]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:40])
