"""Window cards and machine labels: cut apart, hung up, and scanned by staff and by taxpayers."""

import pytest
import zxingcpp

from kiosk.content.reader import Content
from kiosk.drawing.print.cards import machine_labels, window_cards
from kiosk.drawing.print.sizes import bound
from kiosk.wiring import House
from kiosk.wording.typeset import font_found
from signage.hall.short_names import short_name
from tests import pdf
from tests.cast import NOON
from tests.halls import drawn, made
from tests.halls.seeds import some_halls
from tests.halls.test_printed import read_back, wrong
from tests.kiosk.house import Tablet
from tests.kiosk.test_pdf import said

pytestmark = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")
LABEL = "/at/machine/terminal-1"


def test_every_window_has_a_card_with_its_number_and_what_is_done_there(sample: Content) -> None:
    sheets = window_cards(sample.hall)
    lines = [line.words for sheet in sheets for line in said(sheet)]
    for window in sample.hall.windows:
        assert str(window.number) in lines and f"{window.number}号窗口" in lines
    assert len(sheets) == -(-len(sample.hall.windows) // 2) and "综合服务" in lines


def test_every_machines_label_is_read_by_a_phone_and_opens_what_stands_on_it(
    sample: Content,
) -> None:
    sheets = machine_labels(sample.hall, lambda target: f"https://hall.example/at/{target}")
    data = bound(sheets, "设备标签", NOON)
    found = {
        code.text
        for page in range(len(sheets))
        for code in zxingcpp.read_barcodes(pdf.picture(data, 150, page))
    }
    assert found == {f"https://hall.example/at/{machine.id}" for machine in sample.hall.machines}
    assert b"/Subtype /Image" not in data


@pytest.mark.laws
@some_halls
def test_cards_and_labels_say_all_they_must_and_nothing_over_another(seed: int) -> None:
    hall = made(drawn(seed)).content.hall
    sheets = (
        *window_cards(hall),
        *machine_labels(hall, lambda target: f"https://h.example/at/{target}"),
    )
    faults = [fault for sheet in sheets for fault in wrong(sheet, read_back(sheet), iter(()))]
    assert not faults
    words = "".join(line.words for sheet in sheets for line in said(sheet))
    assert all(hall.spoken.say(short_name(hall, m.id)) in words for m in hall.machines)


def test_a_label_leads_staff_to_what_can_be_raised_on_it_and_others_to_the_status_page(
    house: House,
) -> None:
    answer = Tablet(house).get(LABEL)
    assert answer.status_code == 303 and answer.location == f"/status{LABEL}"
    staff = Tablet(house).signed_in("李")
    page = staff.get(LABEL)
    assert 'href="/console/raise/DEV-HALL/confirm?target=machine/terminal-1"' in page.text
    assert "WIN-PAUSE" not in page.text and staff.get("/at/machine/none").status_code == 404
    led = staff.get("/console/raise/DEV-HALL/confirm?target=machine/terminal-1")
    assert led.status_code == 200


def test_a_label_leads_a_locked_tablet_to_what_is_a_matter_of_life(house: House) -> None:
    tablet = Tablet(house).signed_in("王")
    tablet.post("/enrol", name="一号")
    tablet.post("/sign-out")
    page = tablet.get(LABEL)
    led = "/console/raise/DEV-HAZARD/confirm?target=machine/terminal-1"
    assert page.status_code == 200 and f'href="{led}"' in page.text
    assert "DEV-HALL" not in page.text and tablet.get(led).status_code == 200


def test_cards_and_labels_come_as_files_for_staff_alone(house: House) -> None:
    for name, pages in (("windows", 6), ("labels", 2)):
        path = f"/facilities/print/{name}.pdf"
        assert Tablet(house).get(path).status_code == 303
        answer = Tablet(house).signed_in("赵").get(path)
        assert answer.mimetype == "application/pdf" and len(pdf.sizes(answer.data)) == pages
        assert path in Tablet(house).signed_in("赵").get("/facilities/print").text
