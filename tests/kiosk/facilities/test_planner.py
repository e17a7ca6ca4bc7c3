"""The drawn floor plan on its way into the description, as the page sends it."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.hall_files import PLAN_FILE
from kiosk.content.plan_faults import plan_faults
from kiosk.content.plan_files import advice_on
from kiosk.wiring import House
from signage.language.words import say
from tests.halls.drawing import drawing
from tests.halls.hall import made
from tests.halls.seeds import some_halls
from tests.halls.size import drawn
from tests.kiosk.house import Tablet

ADDRESS = "/facilities/plan"


@some_halls
def test_beside_the_drawing_stands_what_check_says_of_it(seed: int) -> None:
    hall = made(drawn(seed))
    text = drawing(hall.size, hall.building, hall.stock)
    told = plan_faults(text.encode(), hall.content.hall)
    advice = advice_on(hall.content.hall, hall.content.evacuation)
    assert {one.level for one in told} <= {"advice"}
    for lang, mark in (("zh", "："), ("en", ": ")):
        said = [say(one.words, lang) for one in dict.fromkeys(advice)]
        assert sorted(one.text[lang].partition(mark)[2] for one in told) == sorted(said)


def send(browser: Tablet, svg: str | bytes, path: str = "", kind: str = "svg+xml") -> TestResponse:
    token = {"X-CSRFToken": browser.token()}
    return browser.client.post(
        f"{ADDRESS}{path}", data=svg, content_type=f"image/{kind}", headers=token
    )


@pytest.fixture
def keeper(built: House) -> Tablet:
    return Tablet(built).signed_in("赵")


def seen(browser: Tablet) -> str:
    found = re.search(r'data-seen="([^"]+)"', browser.get(ADDRESS).text)
    assert found is not None
    return found[1]


def test_a_fault_is_told_at_its_shape(keeper: Tablet, place: Path) -> None:
    text = (place / PLAN_FILE).read_text("utf-8").replace('label="exit/east ', 'label="exit/esat ')
    faults = send(keeper, text, "/check").get_json()["faults"]
    told = next(one for one in faults if one["at"] == "exit-east")
    assert told["level"] == "mistake" and "exit/esat" in told["text"]


@pytest.mark.parametrize("body", [b"", b"<svg", b"\xff\xfe", b"{}", b"<html/>"])
def test_what_is_no_drawing_is_one_mistake_and_no_draft(
    keeper: Tablet, built: House, body: bytes
) -> None:
    (fault,) = send(keeper, body, "/check").get_json()["faults"]
    assert fault["at"] is None and fault["level"] == "mistake"
    answer = send(keeper, body, f"?seen={seen(keeper)}")
    assert answer.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert not (built.services.store.directory / "hall.draft.json").exists()


def test_a_plan_is_drafted_once_and_whoever_comes_second_is_told(
    keeper: Tablet, built: House, place: Path
) -> None:
    begun = seen(keeper)
    text = (place / PLAN_FILE).read_text("utf-8")
    moved = text.replace('cx="120" cy="2800"', 'cx="130" cy="2800"')
    first = send(keeper, moved, f"?seen={begun}&why=画错了")
    assert first.get_json() == {"status": "saved", "seen": seen(keeper)}
    second = send(Tablet(built).signed_in("王"), text, f"?seen={begun}")
    assert (second.status_code, second.get_json()) == (HTTPStatus.CONFLICT, {"status": "changed"})
    assert (place / PLAN_FILE).read_text("utf-8") == text, "nobody has adopted it yet"
    assert send(keeper, text, f"?seen={begun}", "png").status_code == 415
    assert "walk?draft=yes" in keeper.get(ADDRESS).text
    assert 'name="draft"' in keeper.get("/console/plan/walk?draft=yes").text
    guide = Tablet(built).signed_in("李")
    assert guide.get("/console/plan/walk?draft=yes").status_code == HTTPStatus.NOT_FOUND


HAN = re.compile("[\u4e00-\u9fff]")
OSM = (
    b'<osm version="0.6"><node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.0001"/>'
    b'<node id="3" lat="0.0001" lon="0"/><way id="4"><nd ref="1"/><nd ref="2"/><nd ref="3"/>'
    b'<nd ref="1"/><tag k="indoor" v="room"/><tag k="level" v="0"/></way></osm>'
)


def test_an_indoor_map_becomes_a_drawing_and_what_is_none_says_why(keeper: Tablet) -> None:
    brought = send(keeper, OSM, "/import?kind=osm").get_json()
    assert "OpenStreetMap" in brought["told"][0]
    assert read_plan(brought["svg"]).plan.grounds
    for kind in ("osm", "dxf"):
        refused = send(keeper, b"no drawing", f"/import?kind={kind}")
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert HAN.search(refused.get_json()["told"][0])
    assert send(keeper, OSM, "/import?kind=pdf").status_code == 415
