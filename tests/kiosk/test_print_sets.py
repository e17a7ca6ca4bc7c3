"""What is printed in one press: everything for an incident, and the folder for the day on which
nothing can be printed."""

import pytest

from kiosk.content.reader import Content
from kiosk.drawing.print.sets import PARTS, folder
from kiosk.drawing.print.sizes import Printed
from kiosk.wiring import House
from kiosk.wording.typeset import font_found
from signage.situation.commands import Raise
from tests import pdf
from tests.cast import NOON, SUPERVISOR
from tests.kiosk.house import Tablet
from tests.kiosk.test_paper import ICONS
from tests.kiosk.test_pdf import said

pytestmark = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")
FOLDER = "/facilities/print/folder.pdf"


def words(sheet: Printed) -> str:
    return " ".join(line.words for line in said(sheet))


def raised(house: House, kind: str, *targets: str) -> str:
    """The number of what was just raised."""
    board = house.services.board
    board.do(Raise(kind, targets), SUPERVISOR)
    return list(board.view.world.situation.incidents)[-1]


def read(data: bytes, page: int = 0) -> str:
    return " ".join(line.text for line in pdf.words(data, page))


def test_an_incident_is_printed_with_a_sign_for_each_of_its_places_and_its_checklist(
    house: House,
) -> None:
    tablet = Tablet(house).signed_in("李")
    number = raised(house, "WIN-PAUSE", "window/3", "window/5")
    answer = tablet.get(f"/facilities/print/incident/{number}.pdf")
    assert answer.mimetype == "application/pdf"
    first, second, list_ = (read(answer.data, page) for page in range(3))
    assert "3号窗口" in first and "5号窗口" not in first and "暂停服务" in first
    assert "5号窗口" in second and "3号窗口" not in second
    assert "处置流程" in list_ and "3号窗口、5号窗口" in list_ and number in list_
    assert len(pdf.sizes(answer.data)) == 3


def test_a_checklist_shows_what_was_ticked_by_whom_and_room_for_the_rest(house: House) -> None:
    tablet = Tablet(house).signed_in("李")
    number = raised(house, "FIRE", "hall")
    before = tablet.get(f"/facilities/print/incident/{number}.pdf").data
    assert "李" not in read(before, 1)
    tablet.post(f"/console/incidents/{number}/steps/1/done")
    after = read(tablet.get(f"/facilities/print/incident/{number}.pdf").data, 1)
    assert "李" in after and after.count("经手") == read(before, 1).count("经手") - 1


def test_what_people_may_not_see_has_no_sign_on_paper(house: House) -> None:
    tablet = Tablet(house).signed_in("李")
    number = raised(house, "DISPUTE", "window/3")
    data = tablet.get(f"/facilities/print/incident/{number}.pdf").data
    assert len(pdf.sizes(data)) == 1 and "处置流程" in read(data)


def test_the_page_and_the_card_offer_all_sheets_of_an_incident(house: House) -> None:
    tablet = Tablet(house).signed_in("李")
    number = raised(house, "WIN-PAUSE", "window/5")
    link = f'href="/facilities/print/incident/{number}.pdf"'
    assert link in tablet.get("/facilities/print").text and link in tablet.get("/console").text


def test_what_there_is_not_is_not_printed_and_strangers_print_nothing(house: House) -> None:
    tablet = Tablet(house).signed_in("赵")
    assert tablet.get("/facilities/print/incident/nothing.pdf").status_code == 404
    assert tablet.get(f"{FOLDER}?part=secrets").status_code == 404
    for path in (FOLDER, "/facilities/print/incident/nothing.pdf"):
        assert Tablet(house).get(path).status_code == 303


@pytest.mark.laws
def test_the_folder_holds_a_plan_a_sign_and_a_checklist_of_everything_there_is(
    sample: Content,
) -> None:
    sheets = folder(sample, list(PARTS), ICONS, NOON)
    titles = [sheet.title for sheet in sheets]
    plan = sample.evacuation.plan
    assert plan is not None
    for screen in sample.hall.screens:
        if screen.id in plan.screen:
            assert any("疏散示意图" in t and screen.name["zh"] in t for t in titles), screen.id
    for window in sample.hall.windows:
        assert f"暂停服务 {window.number}号窗口" in titles
    for kind in sample.catalogue.kinds:
        if kind.raisable:
            assert kind.name["zh"] in titles, kind.code
    assert len({sheet.parts for sheet in sheets}) == len(sheets), "nothing is in it twice"


@pytest.mark.laws
def test_the_cover_says_whom_to_call_and_on_which_sheet_everything_is(sample: Content) -> None:
    sheets = folder(sample, ["plans"], ICONS, NOON)
    cover, first = sheets[0], sheets[1]
    lines = [line.words for line in said(cover)]
    assert {"110", "119", "120", "应急文件夹  Emergency folder"} <= set(lines)
    at = lines.index(first.title)
    assert lines[at + 1] == "2" and sheets[int(lines[at + 1]) - 1] is first
    last = lines.index(sheets[-1].title)
    assert int(lines[last + 1]) == len(sheets)


@pytest.mark.laws
def test_the_folder_comes_as_one_small_file_whose_parts_can_be_left_out(house: House) -> None:
    tablet = Tablet(house).signed_in("赵")
    answer = tablet.get(f"{FOLDER}?part=checklists")
    pages = len(pdf.sizes(answer.data))
    assert answer.mimetype == "application/pdf" and pages > 30
    assert len(answer.data) < 10_000 * pages
    assert pdf.listed(answer.data)[0] == "应急文件夹" and len(pdf.listed(answer.data)) == pages
