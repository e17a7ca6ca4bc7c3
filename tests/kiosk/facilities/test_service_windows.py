"""What a window does and is called, one more, one less: edited in the page, drafted together, and
adopted by a leader; what would be gone is asked about."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.shelf import DRAFT
from kiosk.wiring import House
from signage.language.letters import LOST
from tests.kiosk.facilities.keeper import COMMENT, HOSTILE
from tests.kiosk.house import Tablet

PAGE, DESCRIPTION = "/facilities/windows", "/facilities/description"
NAMES = {"name_zh": "车辆与不动产", "name_en": "Vehicle and Property"}


def windows(place: Path) -> dict[str, Any]:
    document = tomllib.loads((place / HALL).read_text("utf-8"))
    return {one["id"]: one for one in document["windows"]}


def send(browser: Tablet, address: str, form: str = "", **fields: str | list[str]) -> TestResponse:
    """With what the form at ``form`` was made of."""
    found = re.search(r'name="seen" value="([^"]+)"', browser.get(form or address).text)
    assert found is not None
    return browser.post(address, **{"seen": found[1], **fields})


def adopt(browser: Tablet, **more: str) -> TestResponse:
    found = re.search(r'name="mark" value="([^"]+)"', browser.get(PAGE).text)
    assert found is not None
    return browser.post(f"{DESCRIPTION}/adopt", mark=found[1], **more)


def test_a_service_moves_from_one_window_to_another_in_one_draft(built: House, place: Path) -> None:
    before = (place / HALL).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    alone = send(keeper, f"{PAGE}/9", services=["vehicle", "estate"], **NAMES)
    assert alone.status_code == 422 and "deed" in alone.text, (
        "nobody would do it: as the check says"
    )
    ten = {"name_zh": "注销与退税", "name_en": "Refunds and Closing"}
    done = ["cancel", "export", "refund", "residence", "deed"]
    assert send(keeper, f"{PAGE}/10", services=done, why="加开", **ten).status_code == 303
    moved = send(leader, f"{PAGE}/9", services=["vehicle", "estate"], why="搬走", **NAMES)
    assert moved.status_code == 303
    assert (place / HALL).read_text("utf-8") == before
    page = leader.get(PAGE).text
    assert "赵 · 王" in page and "加开 · 搬走" in page and "契税" in page
    assert adopt(leader).status_code == 303
    after = (place / HALL).read_text("utf-8")
    assert after == before.replace('"estate", "deed"]', '"estate"]').replace(
        '"refund", "residence"]', '"refund", "residence", "deed"]'
    ) and COMMENT in after  # fmt: skip
    assert "deed" in built.services.board.view.content.hall.windows[9].services
    told = [str(one.event) for one in built.services.store.events()]
    assert any("window/10" in one and "window/9" in one for one in told)


def test_a_new_window_is_as_another_and_taking_it_back_is_asked_about(
    built: House, place: Path
) -> None:
    before = (place / HALL).read_text("utf-8")
    leader = Tablet(built).signed_in("王")
    form = leader.get(f"{PAGE}/new?model=3").text
    assert 'value="13"' in form and 'value="refund" checked' in form
    given = {"model": "3", "number": "13", "name_zh": "综合服务", "name_en": "General Service"}
    given_services = ["declare", "certificate"]
    sent = send(leader, f"{PAGE}/new", f"{PAGE}/new?model=3", services=given_services, **given)
    assert sent.status_code == 303
    assert adopt(leader).status_code == 303
    new = windows(place)["window/13"]
    assert new == {**windows(place)["window/3"], **new} and new["services"] == given_services
    assert {k: v for k, v in windows(place).items() if k != "window/13"} == {
        one["id"]: one for one in tomllib.loads(before)["windows"]
    }
    assert len(built.services.board.view.content.hall.windows) == 13
    # Taken back the hall would have one less: a draft, in force when somebody says so.
    assert leader.post(f"{DESCRIPTION}/back/1").status_code == 303
    assert "window/13" in windows(place) and "data-gone" in leader.get(DESCRIPTION).text
    assert adopt(leader).status_code == 422 and "window/13" in windows(place)
    assert adopt(leader, gone="yes").status_code == 303
    assert (place / HALL).read_text("utf-8") == before


def test_a_window_that_the_plan_knows_is_not_removed_and_why_is_said(
    built: House, place: Path
) -> None:
    leader = Tablet(built).signed_in("王")
    page = send(leader, f"{PAGE}/2/remove", f"{PAGE}/2")
    assert page.status_code == 422 and "window/2" in page.text
    assert not (place.parent / "data" / DRAFT).exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name_zh", ""), ("name_zh", " \u3000"), ("name_en", f"a{LOST}"),
        ("name_en", "x" * 41), ("name_zh", "a\nb"), ("services", []),
        ("services", ["nonsense"]), ("number", "12"), ("number", "0"), ("number", "x"), ("number", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    built: House, place: Path, field: str, wrong: str | list[str]
) -> None:
    leader = Tablet(built).signed_in("王")
    given: dict[str, str | list[str]] = {
        "model": "9",
        "number": "13",
        "services": ["deed"],
        **NAMES,
    }
    page = send(leader, f"{PAGE}/new", f"{PAGE}/new?model=9", **{**given, field: wrong})
    assert page.status_code == 422 and f'id="{field}-fault"' in page.text
    assert not (place.parent / "data" / DRAFT).exists()


def test_what_is_typed_is_shown_as_text_and_two_at_once_are_told(built: House, place: Path) -> None:
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    found = re.search(r'name="seen" value="([^"]+)"', keeper.get(f"{PAGE}/9").text)
    assert found is not None
    named = {**NAMES, "name_en": HOSTILE}
    nine = ["vehicle", "estate", "deed"]
    assert send(leader, f"{PAGE}/9", services=nine, **named).status_code == 303
    assert HOSTILE not in leader.get(PAGE).text + leader.get(f"{PAGE}/9").text
    late = keeper.post(f"{PAGE}/9", seen=found[1], services=nine, **{**NAMES, "name_zh": "车辆"})
    assert late.status_code == 409
    assert leader.get(f"{PAGE}/nonsense").status_code == 404
    assert Tablet(built).signed_in("李").get(PAGE).status_code == 403
