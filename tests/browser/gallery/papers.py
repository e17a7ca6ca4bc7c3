"""The papers of a hall as the gallery keeps them: of each sort the first sheet, in every size it is
printed in, as a viewer shows its PDF."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from PIL import Image

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.drawing.print.cards import machine_labels, window_cards
from kiosk.drawing.print.plan import best_paper, plan_sheet, position
from kiosk.drawing.print.sets import LISTED, folder
from kiosk.drawing.print.sign import sign_sheet
from kiosk.drawing.print.sizes import PAPERS, SIZES, Printed
from kiosk.drawing.renderer import load_icons
from signage.hall.model import HALL
from tests import pdf
from tests.browser.gallery.visits import beside
from tests.cast import NOON

LANGUAGES: Final = (("zh", "en"), ("en", "zh"))
SCREEN, DPI = "entrance", 36
SIGNS: Final = (("WIN-PAUSE", "window/5"), ("FIRE", HALL))


def papers(*tongues: tuple[str, str]) -> Iterator[tuple[str, Image.Image]]:
    """Each sheet of papers by its name, in these languages."""
    icons = load_icons(contents.icons(None))
    for tongue in tongues:
        content = _read_in(tongue)
        for name, sheets in (
            ("plans", _plans(content, icons)),
            ("signs", _signs(content, icons)),
            ("lists", _lists(content, icons)),
        ):
            yield f"paper-{name}-{tongue[0]}", beside([_seen(one) for one in sheets])


def _read_in(tongue: tuple[str, str]) -> Content:
    """The sample, whose first language is the first of these."""
    content = contents.read(contents.sample())
    hall = content.hall.model_copy(update={"languages": tongue})
    return replace(content, hall=hall)


def _plans(content: Content, icons: dict[str, str]) -> Iterator[Printed]:
    plan = content.evacuation.plan
    assert plan is not None
    for size in SIZES:
        paper = best_paper(plan, SCREEN, size)
        assert paper is not None
        yield plan_sheet(position(content.hall, plan, SCREEN), paper, icons, NOON.date())


def _signs(content: Content, icons: dict[str, str]) -> Iterator[Printed]:
    for kind, target in SIGNS:
        for paper in PAPERS.values():
            yield sign_sheet(content.hall, content.catalogue, kind, target, paper, icons, NOON)


def _lists(content: Content, icons: dict[str, str]) -> Iterator[Printed]:
    cover, first, *_ = folder(content, ("checklists",), icons, NOON)
    assert cover.paper == first.paper == LISTED
    yield from (cover, first, window_cards(content.hall)[0])
    yield machine_labels(content.hall, "https://hall.example.gov.cn/at/{}".format)[0]


def _seen(sheet: Printed) -> Image.Image:
    return pdf.picture(sheet.file("pdf", NOON), DPI)
