"""What a stranger sees of the hall itself, and how often somebody may call for help."""

import re

import pytest

from kiosk.access.onlookers import HELP_OF_SCREEN
from kiosk.serving.pins import make_token
from tests.kiosk.house import House, enrolled

ELSEWHERE = {"REMOTE_ADDR": "10.0.0.99"}


def seen(house: House, path: str, **headers: str) -> tuple[int, str]:
    answer = house.app.test_client().get(path, headers=headers, environ_overrides=ELSEWHERE)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_stranger_is_told_whether_and_not_why(house: House) -> None:
    status, text = seen(house, "/readyz")
    assert status in (200, 503)
    assert (
        "facts" not in text and "reasons" not in text and "troubles" not in text and "ready" in text
    )


def test_figures_are_not_for_strangers(house: House) -> None:
    assert seen(house, "/metrics")[0] == 403
    assert seen(house, "/metrics", Authorization="Bearer nobody")[0] == 403


def test_this_machine_and_a_token_see_both(house: House) -> None:
    token, hashed = make_token()
    house.services.store.put_token("watcher", hashed, "read")
    client = house.app.test_client()
    assert "facts" in client.get("/readyz").get_data(as_text=True)
    assert client.get("/metrics").status_code == 200
    assert "facts" in seen(house, "/readyz", Authorization=f"Bearer {token}")[1]
    assert seen(house, "/metrics", Authorization=f"Bearer {token}")[0] == 200


@pytest.mark.laws
def test_help_is_called_by_one_address_as_often_as_people_call(house: House) -> None:
    guide = enrolled(house)
    guide.sign_in("李")
    statuses = []
    for _ in range(HELP_OF_SCREEN.amount + 3):
        statuses.append(house.app.test_client().post("/screen/entrance/help").status_code)
        guide.post("/console/help/entrance/answer")
    assert 200 in statuses and statuses[-1] == 429
    assert (
        house.app.test_client()
        .post("/screen/entrance/help", environ_overrides=ELSEWHERE)
        .status_code
        == 200
    )


def test_an_open_call_is_pressed_as_often_as_somebody_likes(house: House) -> None:
    client = house.app.test_client()
    for _ in range(HELP_OF_SCREEN.amount + 3):
        assert client.post("/screen/entrance/help").status_code == 200


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 40])
def test_a_number_beyond_the_store_s_names_nothing(house: House, number: str) -> None:
    guide = enrolled(house)
    guide.sign_in("王")
    for rule in house.app.url_map.iter_rules():
        path = re.sub(r"<int:[^>]+>", number, rule.rule)
        if path == rule.rule:
            continue
        path = re.sub(r"<any\(([a-z]+)[^>]*>", r"\1", path).replace("<number>", number)
        for method in (rule.methods or set()) - {"OPTIONS"}:
            asked = guide.get if method in ("GET", "HEAD") else guide.post
            assert asked(path).status_code == 404, (method, path)
