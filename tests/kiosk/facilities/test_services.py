"""Services and their ways are edited in the page: an address changes in its one line, a new service
comes with the windows that do it, and what is wrong in one of several rows is said in that row."""

import tomllib
from pathlib import Path

from kiosk.content.reader import read
from kiosk.custody.edits.hall_file import HALL
from kiosk.wiring import House
from tests.kiosk.facilities.test_things import PAGE, adopt, form, lines, send
from tests.kiosk.house import Tablet

SERVICES = "services.toml"
OLD, NEW = "https://etax.hebei.chinatax.gov.cn:8443/", "https://etax.beijing.chinatax.gov.cn:8443/"


def test_an_address_changes_in_its_one_line_and_is_told_in_words(built: House, place: Path) -> None:
    before = (place / SERVICES).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    sent = send(keeper, "services", "one", "/one?id=relief", **{"offers.1.url": NEW})
    assert sent.status_code == 303
    page = leader.get(PAGE).text
    assert "业务 · 税收减免 · 办理渠道 · 2 · 网址" in page and NEW in page
    assert adopt(leader).status_code == 303
    after = (place / SERVICES).read_text("utf-8")
    assert lines(before, after) == [f'-url = "{OLD}"', f'+url = "{NEW}"']


def test_a_way_comes_and_another_goes(built: House, place: Path) -> None:
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    new = {"offers.2.kind": "phone", "offers.2.phone": "12366", "offers.2.name.zh": "纳税服务热线",
           "offers.2.name.en": "Helpline", "offers.2.verified_on": "2026-11-30"}  # fmt: skip
    sent = send(keeper, "services", "one", "/one?id=relief", **{"offers.1.gone": "yes"}, **new)
    assert sent.status_code == 303
    told = leader.get(PAGE).text
    assert "电话" in told and "12366" in told and "电子税务局" in told
    assert adopt(leader).status_code == 303
    ways = read(place).hall.service["relief"].offers
    assert [one.kind for one in ways] == ["window", "phone"]
    assert ways[1].phone == "12366" and str(ways[1].verified_on) == "2026-11-30"


def test_a_new_service_comes_with_the_windows_that_do_it(built: House, place: Path) -> None:
    before = (place / SERVICES).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    words = {"id": "stamp-relief", "name.zh": "印花税减免", "name.en": "Stamp Duty Relief"}
    alone = {**form(keeper, f"{PAGE}/services/new?model=relief"), **words}
    refused = keeper.post(f"{PAGE}/services/new", **{**alone, "done_at": []})
    assert refused.status_code == 422
    sent = keeper.post(f"{PAGE}/services/new", **{**alone, "done_at": ["window/3", "window/4"]})
    assert sent.status_code == 303
    assert adopt(leader).status_code == 303
    hall = read(place).hall
    assert [o.id for o in hall.windows if "stamp-relief" in o.services] == ["window/3", "window/4"]
    assert [one.kind for one in hall.service["stamp-relief"].offers] == ["window", "online"]
    gone = [one for one in lines(before, (place / SERVICES).read_text("utf-8")) if one[0] == "-"]
    assert gone == []
    moved = send(keeper, "services", "one", "/one?id=stamp-relief", done_at=["window/4"])
    assert moved.status_code == 303 and adopt(leader).status_code == 303
    text = (place / HALL).read_text("utf-8")
    windows = {one["id"]: one["services"] for one in tomllib.loads(text)["windows"]}
    assert "stamp-relief" not in windows["window/3"] and "stamp-relief" in windows["window/4"]


def test_what_is_wrong_in_one_of_several_rows_is_said_there(built: House, place: Path) -> None:
    keeper = Tablet(built).signed_in("赵")
    wrong = {"offers.0.gone": "yes", "offers.1.verified_on": "2026-02-30", "offers.3.kind": "phone"}
    answered = send(keeper, "services", "one", "/one?id=relief", **wrong)
    assert answered.status_code == 422
    assert 'id="offers.1.verified_on-fault"' in answered.text
    assert 'value="2026-02-30"' in answered.text and 'name="offers.3.phone"' in answered.text
    later = send(keeper, "services", "one", "/one?id=relief", **{"offers.3.phone": "12366"})
    assert later.status_code == 422 and 'id="offers.3.kind-fault"' in later.text
