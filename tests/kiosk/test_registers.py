"""The registers' pages, and what is due on the console's front page."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.content.reader import sample
from kiosk.wiring import House, build
from signage.situation.commands import Raise
from signage.situation.registers import REGISTERS
from tests.cast import GUIDE, Clock
from tests.kiosk.house import Tablet, enlist
from tests.signage.test_registers import ROWS

EVE = datetime(2026, 12, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path, sample_read: None) -> Iterator[House]:
    found = build(tmp_path, sample(), simulators=True, clock=Clock(EVE))
    enlist(found.services.store)
    yield found
    found.close()


def put(tablet: Tablet, register: str, **changed: str) -> int:
    fields = {
        **ROWS[register],
        **changed,
        "id": changed.get("id", "a"),
        "seen": changed.get("seen", ""),
    }
    if register == "faults":
        fields["device"] = "machine/terminal-1"
    return tablet.post(f"/facilities/registers/{register}", **fields).status_code


@pytest.mark.laws
def test_every_register_has_its_page_its_form_and_its_file(house: House) -> None:
    keeper = Tablet(house).signed_in("赵")
    assert all(name in keeper.get("/facilities/registers").text for name in REGISTERS)
    put(keeper, "materials", id="stock")
    for name, table in REGISTERS.items():
        assert put(keeper, name) == 303
        shown = keeper.get(f"/facilities/registers/{name}").text
        assert 'data-row="a"' in shown and table.title["zh"] in shown
        assert keeper.get(f"/facilities/registers/{name}.csv").data.startswith(b"\xef\xbb\xbf")
        if table.fixed:
            assert 'data-do="edit"' not in shown and 'data-do="remove"' not in shown
            assert keeper.post(f"/facilities/registers/{name}/remove", id="a").status_code == 422
            continue
        assert 'name="seen" value=""' not in keeper.get(f"/facilities/registers/{name}?row=a").text
        assert put(keeper, name, seen="1") == 409, "somebody else was quicker"
        assert keeper.post(f"/facilities/registers/{name}/remove", id="a").status_code == 303
        assert 'data-row="a"' not in keeper.get(f"/facilities/registers/{name}").text
    assert keeper.get("/facilities/registers/none").status_code == 404


def test_a_guide_notes_what_is_seen_and_leaves_the_rest_to_others(house: House) -> None:
    guide = Tablet(house).signed_in("李")
    put(Tablet(house).signed_in("赵"), "materials", id="stock")
    for name, table in REGISTERS.items():
        assert put(guide, name) == (303 if table.everyone else 403)
        assert guide.post(f"/facilities/registers/{name}/remove", id="a").status_code == 403
    assert Tablet(house).get("/facilities/registers/contacts.csv").status_code == 303


def test_hostile_text_is_text_and_no_formula(house: House) -> None:
    keeper = Tablet(house).signed_in("赵")
    put(keeper, "contacts", name="=HYPERLINK(1)", duty="<b>x</b>")
    assert "<b>x</b>" not in keeper.get("/facilities/registers/contacts").text
    assert b",'=" in b"," + keeper.get("/facilities/registers/contacts.csv").data.split(b"\r\n")[1]
    assert put(keeper, "contacts", id="b", phone="x" * 30) == 422


def test_the_front_page_says_who_is_on_what_is_due_and_when_filing_ends(house: House) -> None:
    keeper = Tablet(house).signed_in("赵")
    put(keeper, "roster", day="2026-12-11")
    put(keeper, "hazards")
    shown = html.unescape(keeper.get("/console").text)
    assert (
        "12月15日，还有 2 个工作日" in shown and "值班：王" in shown and "隐患：地面湿滑" in shown
    )
    assert 'class="ask deadline"' in shown, "prominent when near"


def test_an_outage_close_to_the_deadline_asks_to_notify_until_it_is_done(house: House) -> None:
    guide = Tablet(house).signed_in("李")
    house.services.board.do(Raise("ETAX-DOWN", ("system/etax",)), GUIDE)
    (number,) = house.services.board.view.world.situation.incidents
    assert "data-sms" in guide.get("/console").text
    assert guide.post(f"/console/incidents/{number}/notified").status_code == 303
    assert "data-sms" not in guide.get("/console").text


def test_a_report_leads_to_its_measures_and_complaints(house: House) -> None:
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    house.services.board.do(Raise("DISPUTE", ("window/1",)), GUIDE)
    (number,) = house.services.board.view.world.situation.incidents
    assert (
        f'value="{number}"' in guide.get(f"/facilities/registers/feedback?incident={number}").text
    )
    assert put(guide, "feedback", incident=number) == 303
    assert put(leader, "measures", incident=number) == 303
    page = guide.get(f"/reports/{number}").text
    assert page.count("data-follow") == 2 and "增设引导" in page and 'data-do="measure"' not in page
    assert f'href="/reports/{number}"' in guide.get("/facilities/registers/feedback").text


def test_a_risk_shows_its_score_and_issue_offers_what_is_in_stock(house: House) -> None:
    keeper = Tablet(house).signed_in("赵")
    put(keeper, "risks")
    assert "12 中" in keeper.get("/facilities/registers/risks").text
    assert "风险值" in keeper.get("/facilities/registers/risks.csv").text
    assert "<option>" not in keeper.get("/facilities/registers/movements").text
    put(keeper, "materials")
    assert "<option>灭火器（北门）</option>" in keeper.get("/facilities/registers/movements").text


def test_a_broken_device_is_one_tap_from_its_repair(house: House) -> None:
    guide = Tablet(house).signed_in("李")
    house.services.board.do(Raise("DEV-HALL", ("machine/terminal-2",)), GUIDE)
    house.services.board.do(Raise("WARNING", ("hall",)), GUIDE)
    page = guide.get("/console").text
    (address,) = re.findall(r'data-do="repair" href="([^"]+)"', page)
    assert 'value="machine/terminal-2" selected' in guide.get(address).text
    assert page.count(">转为事件") == 1
