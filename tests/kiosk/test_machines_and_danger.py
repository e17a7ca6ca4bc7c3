"""What a machine may do about a danger: report it, propose its end; and end it with scope clear and a
reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk.house import House, Machine

FIRE = {"kind": "FIRE", "targets": ["hall"]}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.close()


def raised(house: House) -> str:
    made = Machine(house, "raiser").post("/incidents", FIRE)
    assert made.status_code == 201
    number: str = made.get_json()["id"]
    return number


def signs(house: House) -> set[str]:
    return {scene.sign for scene in house.board.view.scenes.values()}


def told(house: House, number: str, command: str, name: str, **body: Any) -> tuple[int, str]:
    answer = Machine(house, name).post(f"/incidents/{number}/{command}", body)
    return answer.status_code, answer.get_json().get("code", "")


@pytest.mark.parametrize("name", ["clearer", "admin"])
def test_a_resolved_alert_only_proposes_the_end(house: House, name: str) -> None:
    number = raised(house)
    assert told(house, number, "resolve", name) == (200, "")
    incident = house.board.view.world.situation.incidents[number]
    assert incident.state == "recovering" and incident.open and signs(house) == {"evacuate"}


@pytest.mark.parametrize("reason", [{}, {"reason": " "}])
@pytest.mark.parametrize("name", ["clearer", "admin"])
def test_without_a_reason_no_token_ends_a_danger(
    house: House, name: str, reason: dict[str, str]
) -> None:
    number = raised(house)
    assert told(house, number, "clear", name, **reason) == (403, "needs-person")
    assert signs(house) == {"evacuate"}


@pytest.mark.parametrize("name", ["clearer", "admin"])
def test_a_token_that_may_clear_and_says_why_ends_it(house: House, name: str) -> None:
    number = raised(house)
    assert told(house, number, "clear", name, reason="消防确认误报") == (200, "")
    assert signs(house) == {"all-clear"}


def test_a_token_that_may_only_raise_neither_silences_nor_takes_back(house: House) -> None:
    number = raised(house)
    for command in ("silence", "undo"):
        told_ = told(house, number, command, "raiser", reason="警报已恢复")
        assert told_ == (403, "needs-person"), command
    assert signs(house) == {"evacuate"}


def test_who_may_only_report_says_of_no_danger_that_somebody_has_seen_it(house: House) -> None:
    """It would ring no more, and nobody else would be called."""
    number = raised(house)
    for said in ({}, {"reason": "系统"}):
        assert told(house, number, "acknowledge", "raiser", **said) == (403, "needs-person")
    assert told(house, number, "acknowledge", "clearer") == (200, "")


def test_no_command_lowers_the_level_by_the_way(house: House) -> None:
    number = raised(house)
    for command in ("acknowledge", "resolve", "update", "escalate"):
        assert told(house, number, command, "admin", level=4) == (403, "needs-person"), command


def test_what_is_no_danger_ends_as_before(house: House) -> None:
    body = {"kind": "WIN-PAUSE", "targets": ["window/1"]}
    number = Machine(house, "raiser").post("/incidents", body).get_json()["id"]
    assert told(house, number, "clear", "clearer") == (200, "")
