"""A hall begins on a page: by the machine's code, each field judged at itself, whole or not at all."""

import json
import re
from pathlib import Path

import pytest

from kiosk.access.founding.form import Field, fields
from kiosk.content.reader import read
from kiosk.store import Store
from kiosk.store.identity import new_identity
from tests.kiosk.founding.asking import Asking

WRONG = {
    "line": ["", " ", "字" * 65],
    "phone": ["", "call us", "1" * 25, "１２３６６"],
    "time": ["9", "24:00", "09:60", "nine", "-1:00"],
    "count": ["", "-1", "1.5", "three", "61", "９９", "9999"],
    "counts": ["x", "3,-1", "1.5", "２", "2 3 4 5 6 7 8 9 10 11"],
    "choice": ["", "none", "zh en"],
    "days": [[], ["mon", "someday"]],
    "tick": ["no", "1"],
    "pin": ["", "123456", "12345", "abcdef", "19990101"],
}
"""For each kind of field."""
PARTS = re.compile(r' (?:src|href)="(/static/[^"]+)"')


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    return Asking(tmp_path / "data")


def test_whoever_has_the_code_founds_a_hall(asking: Asking) -> None:
    answered = asking.enter().answer()
    assert answered.status_code == 200
    # A slow machine serves the hall late: the page waits for it, or a person goes on.
    assert "Refresh" not in answered.headers and 'href="/first/in"' in answered.text
    assert asking.ended == 1, "the server may go on"
    assert read(asking.data / "content").hall.name["zh"] == "石桥镇办税服务厅"
    store = Store(asking.data)
    assert [(row.name, row.role) for row in store.all_staff()] == [("王主任", "admin")]
    assert store.fact("content_directory") == str(asking.data / "content")
    store.close()


def test_the_last_page_needs_nothing_that_its_browser_does_not_hold(asking: Asking) -> None:
    """Its server ends with it, often before a browser could ask for its script."""
    held = {*PARTS.findall(asking.enter().get().text)}
    for path in held:
        answer = asking.client.get(path, buffered=True)
        assert (answer.cache_control.max_age or 0) >= 300 and not answer.cache_control.no_cache, (
            path
        )
    last = asking.answer().text
    assert held and "data-founded" in last and {*PARTS.findall(last)} <= held


def test_without_the_code_nothing_is_asked_and_nothing_is_taken(asking: Asking) -> None:
    assert "name_zh" not in asking.get().text
    assert asking.post("/begin/code", {"code": "ABCD-EFGH"}).status_code == 403
    assert asking.post("/begin/code", {"code": ""}).status_code == 403
    assert asking.answer().headers["Location"] == "/begin"
    assert asking.nothing


def test_codes_are_guessed_slowly(asking: Asking) -> None:
    said = [asking.post("/begin/code", {"code": "ABCD-EFGH"}).status_code for _ in range(25)]
    assert set(said[:20]) == {403} and set(said[20:]) == {429}


@pytest.mark.parametrize("field", fields(), ids=lambda field: field.name)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    asking: Asking, field: Field
) -> None:
    asking.enter()
    for given in WRONG[field.kind]:
        page = asking.answer(**{field.name: given})
        assert page.status_code == 422 and asking.nothing, given
        assert f'id="{field.name}-fault"' in page.text, given
        assert asking.ended == 0 and "593026" not in page.text, "a PIN is never sent back"


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"closes": "08:00"}, "closes"),
        ({"opens_again": ""}, "closes_again"),
        ({"opens_again": "11:00"}, "closes_again"),
        ({f"windows_{number}": "0" for number in range(8)}, "windows_0"),
        ({"windows_0": "60"}, "windows_0"),
        ({"exits": "0"}, "exits"),
        ({"upstairs": "5 x"}, "upstairs"),
        ({"upstairs": "5 3"}, "upstairs"),
        ({"upstairs": "1"}, "upstairs"),
        ({"upstairs": "99"}, "upstairs"),
        ({"upstairs": "2、3；4，5 6 7 8 9 10"}, "upstairs"),
        ({"upstairs": "3", "stairs": "0"}, "stairs"),
        ({"boards": "0", "touch": "0", "window_screens": "", "door_screens": ""}, "boards"),
        ({"again": "593027"}, "again"),
        ({"person": "token:x"}, "person"),
    ],
)
def test_what_is_wrong_only_beside_another_answer_is_said_too(
    asking: Asking, given: dict[str, str | list[str]], at: str
) -> None:
    page = asking.enter().answer(**given)
    assert page.status_code == 422 and f'id="{at}-fault"' in page.text and asking.nothing


def test_of_storeys_nothing_is_said_while_windows_are_not_known(asking: Asking) -> None:
    page = asking.enter().answer(windows_0="x", upstairs="9")
    assert 'id="windows_0-fault"' in page.text and 'id="upstairs-fault"' not in page.text


def test_a_hall_in_chinese_alone_is_asked_no_english(asking: Asking) -> None:
    assert asking.enter().answer(languages="zh", name_en="", address_en="").status_code == 200
    assert read(asking.data / "content").hall.languages == ("zh",)


def test_a_form_of_another_page_is_refused(asking: Asking) -> None:
    assert asking.enter().client.post("/begin", data={}).status_code == 400


# ---------------------------------------------------------------- another hall is known here


@pytest.mark.parametrize("asked", ["/screen/wall", "/screen/wall/pack", "/screen/wall/holds"])
def test_where_a_screen_knows_another_hall_the_first_code_founds_nothing(
    asking: Asking, asked: str
) -> None:
    asking.enter()
    assert asking.get(asked).status_code == 503, "it goes on with what it shows"
    page = asking.answer()
    assert page.status_code == 409 and "kiosk restore" in page.text and "wall" in page.text
    assert asking.nothing and asking.told[0][1] == "wall", "and the machine says it"


def test_what_a_browser_remembers_counts_as_well(asking: Asking) -> None:
    log = str(new_identity())
    asking.enter()
    assert asking.answer(knows=json.dumps({"entrance": log})).status_code == 409
    assert asking.nothing


@pytest.mark.parametrize("said", ["{", "[]", '{"a": {"b": 1}}', '"x"', "null", "9" * 5000])
def test_what_a_browser_cannot_have_meant_breaks_nothing(asking: Asking, said: str) -> None:
    assert asking.enter().answer(knows=said).status_code in (200, 409)


def test_the_second_code_is_a_persons_word_that_the_other_hall_is_over(asking: Asking) -> None:
    log = str(new_identity())
    asking.enter()
    asking.client.post("/screen/wall/holds", json={"log": log, "key": "x"})
    code = asking.told[0][0]
    assert asking.post("/begin/over", {"code": "ABCD-EFGH"}).status_code == 403
    assert asking.answer().status_code == 409
    assert asking.post("/begin/over", {"code": code}).status_code == 303
    assert asking.answer().status_code == 200
    store = Store(asking.data)
    assert store.identity.answers_for(log.partition(".")[0], 0), "so that screens follow it"
    store.close()


def test_who_comes_later_is_asked_about_again(asking: Asking) -> None:
    asking.enter().get("/screen/wall")
    asking.post("/begin/over", {"code": asking.told[0][0]})
    asking.get("/screen/entrance")
    assert asking.answer().status_code == 409 and asking.nothing


def test_nobody_founds_before_screens_could_be_heard(asking: Asking) -> None:
    asking.enter()
    asking.monotonic = 0.0
    assert asking.answer().status_code == 409 and asking.nothing


@pytest.mark.parametrize("asked", ["/readyz", "/api/v1/hall", "/screen/x", "/pair", "/sw.js"])
def test_whatever_else_is_asked_is_told_to_come_again(asking: Asking, asked: str) -> None:
    answer = asking.get(asked)
    assert answer.status_code == 503 and "Retry-After" in answer.headers
