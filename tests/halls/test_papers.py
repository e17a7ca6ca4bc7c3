"""Evacuation sheets of generated halls: one for every place a screen hangs at, on every paper,
whatever is drawn."""

from datetime import date
from xml.etree.ElementTree import fromstring

import pytest

from kiosk.drawing.print.plan import best_paper, plan_sheet, position
from kiosk.drawing.print.sizes import PAPERS
from kiosk.drawing.svg import n
from signage.evacuation.blocks import NORMAL
from tests.halls import drawn, made
from tests.halls.pages import renderer, texts
from tests.halls.seeds import LONG, some_halls

DAY = date(2026, 11, 28)


@some_halls
def test_a_sheet_can_be_drawn_for_every_screen_and_says_its_scheme(seed: int) -> None:
    hall = made(drawn(seed)).content
    plan, icons = hall.evacuation.plan, renderer().icons
    assert plan is not None
    names = list(plan.screen)
    for name in names if LONG else names[-1:]:
        for scheme in (NORMAL, *hall.evacuation.schemes)[: None if LONG else 1]:
            paper = best_paper(plan, name, "a3")
            assert paper is not None
            sheet = plan_sheet(position(hall.hall, plan, name, scheme), paper, icons, DAY)
            markup = "".join(sheet.parts)
            box = paper.box
            fromstring(
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(box.w)} {n(box.h)}">{markup}</svg>'
            )
            assert any(scheme.name["zh"] in line for line in texts(markup)), (name, scheme.id)


@pytest.mark.laws
def test_every_paper_takes_the_largest_hall() -> None:
    hall = made(
        drawn(max(range(40), key=lambda seed: drawn(seed).storeys * drawn(seed).windows))
    ).content
    plan = hall.evacuation.plan
    assert plan is not None
    name = next(iter(plan.screen))
    for paper in PAPERS.values():
        assert plan_sheet(position(hall.hall, plan, name), paper, renderer().icons, DAY).parts
