"""Whatever was acknowledged is there after ``kill -9``, and nothing twice."""

import http.client
import shutil
import threading

import pytest

from tests.faults.house import PATIENCE_S, House, kiosk
from tests.faults.kills import rounds

pytestmark = pytest.mark.faults


def test_killed_right_after_an_acknowledged_command_the_hall_still_has_it() -> None:
    assert rounds(10) == []


def test_killed_in_the_middle_of_commands_a_repeat_with_the_same_keys_ends_with_one_of_each() -> (
    None
):
    orders = {f"key-{n}": {"kind": "WIN-PAUSE", "targets": [f"window/{n}"]} for n in range(1, 13)}
    acknowledged: dict[str, str] = {}
    enough = threading.Event()

    def order(house: House) -> None:
        for key, body in orders.items():
            try:
                status, incident = house.ask("/api/v1/incidents", body, key)
            except (OSError, http.client.HTTPException):
                return
            assert status == 201
            acknowledged[key] = incident["id"]
            if len(acknowledged) == 4:
                enough.set()

    with House.demo() as house:
        client = threading.Thread(target=order, args=(house,))
        client.start()
        assert enough.wait(PATIENCE_S)
        house.kill()
        client.join(PATIENCE_S)
    try:
        assert kiosk("log", "verify", "--data", str(house.data)).returncode == 0
        with House.again(house) as restarted:
            answers = {
                key: restarted.ask("/api/v1/incidents", body, key) for key, body in orders.items()
            }
            assert {status for status, _ in answers.values()} == {201}
            assert {key: answers[key][1]["id"] for key in acknowledged} == acknowledged
            _, told = restarted.ask("/api/v1/incidents")
            assert len(told["incidents"]) == len(orders)
            assert all(incident["repeats"] == 0 for incident in told["incidents"])
    finally:
        shutil.rmtree(house.data, ignore_errors=True)


def test_stopped_in_order_it_says_nothing_is_wrong_and_goes_on_from_there() -> None:
    with House.demo() as house:
        _, incident = house.ask(
            "/api/v1/incidents", {"kind": "ETAX-DOWN", "targets": ["system/etax"]}
        )
        assert house.stop() == 0
    try:
        with House.again(house) as restarted:
            _, told = restarted.ask("/api/v1/incidents?state=open")
            assert told["incidents"] == [incident]
    finally:
        shutil.rmtree(house.data, ignore_errors=True)
