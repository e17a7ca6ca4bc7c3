"""Whatever a new description takes away is asked about by its name, with what it shows now and what is
open there: of a draft of the page and of files that were edited by hand."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.content.reader import Content
from kiosk.custody.content_watch import Pending, lost
from kiosk.custody.edits.things.gone import gone_words
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.wiring import House
from signage.hall.model import Hall
from signage.language.words import say
from signage.situation.commands import Raise
from tests.kiosk.facilities.keeper import KEEPER
from tests.kiosk.house import Tablet


def without(content: Content, part: str, name: str) -> Content:
    """As it would be read from files that lack the thing everywhere."""
    hall, tables = content.hall, dict(content.documents["hall"])
    rest = tuple(one for one in getattr(hall, part) if one.id != name)
    fields = {field: getattr(hall, field) for field in Hall.model_fields}
    tables[part] = [one for one in tables[part] if one["id"] != name]
    documents = {**content.documents, "hall": tables}
    return replace(
        content, hall=Hall.model_construct(**{**fields, part: rest}), documents=documents
    )


def told(house: House, part: str, name: str) -> str:
    view = house.services.board.view
    return "\n".join(say(one) for one in gone_words(view, without(view.read, part, name)))


@pytest.fixture
def burning(built: House) -> Iterator[House]:
    built.services.board.do(Raise("FIRE", ("zone/service",)), KEEPER)
    yield built


def test_each_kind_of_thing_is_told_by_its_name(burning: House) -> None:
    hall = burning.services.board.view.content.hall
    for part in (one.part for one in KINDS.values() if one.table is None and one.own is None):
        for thing in getattr(hall, part)[:1]:
            words = told(burning, part, thing.id)
            name = f"{thing.number}号窗口" if part == "windows" else say(thing.name)
            assert name in words and "hall." not in words, part


def test_what_is_shown_and_open_there_is_told_too(burning: House) -> None:
    assert "大厅主屏：现在正显示“" in told(burning, "screens", "wall")
    assert "大厅主屏：现有未了结事项：" in told(burning, "screens", "wall")
    lit = told(burning, "lamps", "hall")
    assert "大厅灯：现在亮着（" in lit and "大厅灯：现有未了结事项：" in lit
    zone = told(burning, "zones", "zone/service")
    assert "区域：办税服务区" in zone and "办税服务区：现有未了结事项：" in zone


def test_files_that_were_edited_by_hand_are_asked_about_alike(burning: House) -> None:
    here = burning.services
    after = without(here.board.view.read, "screens", "wall")
    here.pending = Pending(after, lost(here.board.view.read, after))
    page = Tablet(burning).signed_in("赵").get("/facilities").text
    asked = page[page.index("data-pending") :].partition("</form>")[0]
    assert "现在正显示“" in asked and "大厅主屏：现有未了结事项：" in asked
    here.pending = None
