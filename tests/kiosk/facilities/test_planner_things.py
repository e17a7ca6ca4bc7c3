"""What is drafted of the hall's things and what is drawn of them become one edit, from either side."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from kiosk.content.drawings.taken_off import labelled, taken_off
from kiosk.content.hall_files import PLAN_FILE
from kiosk.content.reader import read
from kiosk.wiring import House
from tests.kiosk.facilities.test_planner import ADDRESS, seen, send
from tests.kiosk.facilities.test_things import adopt, shelf_of
from tests.kiosk.facilities.test_things import send as send_thing
from tests.kiosk.house import Tablet

GONE = "screen/wall"


@pytest.fixture
def keeper(built: House) -> Tablet:
    return Tablet(built).signed_in("赵")


def given(browser: Tablet) -> set[str]:
    """What the page can draw."""
    found = re.search(r'data-given="([^"]*)"', browser.get(ADDRESS).text)
    assert found is not None
    return {one["id"] for one in json.loads(unescape(found[1]))["things"]}


def mistakes(browser: Tablet, svg: str) -> str:
    faults = send(browser, svg, "/check").get_json()["faults"]
    return "\n".join(one["text"] for one in faults if one["level"] == "mistake")


def test_what_is_described_in_the_draft_is_drawn_and_adopted_with_it(
    built: House, keeper: Tablet, place: Path
) -> None:
    plan = (place / PLAN_FILE).read_text("utf-8")
    wall = next(line for line in plan.splitlines() if 'label="screen/wall ' in line)
    more = wall.replace('label="screen/wall ', 'label="screen/more ').replace(' id="', ' id="more-')
    drawn = plan.replace(wall, f"{wall}\n{more}")
    assert "screen/more" not in given(keeper) and mistakes(keeper, drawn)
    refused = send(keeper, drawn, f"?seen={seen(keeper)}")
    assert refused.get_json()["status"] == "refused", "the hall knows no such screen yet"
    names = {"name.zh": "又一块屏", "name.en": "One More Screen"}
    described = send_thing(keeper, "screens", "new", "/new?model=wall", id="more", **names)
    assert described.status_code == 303
    assert 'href="/facilities/plan"' in keeper.get("/facilities/things").text
    assert "screen/more" in given(keeper)
    assert mistakes(keeper, plan), "it is not drawn yet"
    assert mistakes(keeper, drawn) == ""
    assert send(keeper, drawn, f"?seen={seen(keeper)}").get_json()["status"] == "saved"
    assert (place / PLAN_FILE).read_text("utf-8") == plan
    assert adopt(Tablet(built).signed_in("王")).status_code == 303
    after = read(place)
    assert after.evacuation.plan is not None
    assert "more" in after.hall.screen and "more" in after.evacuation.plan.screen


def test_what_goes_out_of_the_description_goes_off_the_plan_in_one_act(
    built: House, keeper: Tablet, place: Path
) -> None:
    assert (
        'name="plan" value="yes" checked'
        in keeper.get("/facilities/things/screens/one?id=wall").text
    )
    assert 'name="plan"' not in keeper.get("/facilities/things/lamps/one?id=hall").text
    assert send_thing(keeper, "screens", "remove", "/one?id=wall", plan="yes").status_code == 303
    draft = shelf_of(place).draft
    assert draft is not None and {*draft.files} == {"screens.toml", PLAN_FILE}
    leader = Tablet(built).signed_in("王")
    text = leader.get("/facilities/things").text
    assert "data-left" not in text and "平面图；" in text and "已画" in text
    assert adopt(leader, gone="yes").status_code == 303
    after = read(place)
    assert after.evacuation.plan is not None
    assert "wall" not in {*after.hall.screen, *after.evacuation.plan.screen}


def test_what_is_taken_off_the_plan_goes_out_of_the_description_in_one_act(
    built: House, keeper: Tablet, place: Path
) -> None:
    left = taken_off((place / PLAN_FILE).read_text("utf-8"), GONE)
    begun = f"?seen={seen(keeper)}"
    leader = Tablet(built).signed_in("王")
    assert send(keeper, left, begun).get_json()["status"] == "refused"
    assert send(keeper, left, f"{begun}&without=screen/none").status_code == 409
    answer = send(keeper, left, f"{begun}&without={quote(GONE)}")
    assert answer.get_json()["status"] == "saved"
    draft = shelf_of(place).draft
    assert draft is not None and {*draft.files} == {"screens.toml", PLAN_FILE}
    assert GONE not in given(leader)
    assert adopt(leader, gone="yes").status_code == 303
    assert GONE not in labelled((place / PLAN_FILE).read_text("utf-8"))
