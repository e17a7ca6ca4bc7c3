"""Amounts in the forms of staff: as meant or refused in words, and no danger waits for one."""

import pytest

from kiosk.wiring import House
from tests.kiosk.house import Tablet


@pytest.mark.parametrize("typed", ["12", "１２", "12人", " 12 ", "１２ 人"])
def test_people_who_wait_are_counted_however_the_number_is_typed(house: House, typed: str) -> None:
    assert (
        Tablet(house)
        .signed_in("李")
        .post("/console/queue", waiting=typed, wait_min="２０分钟")
        .status_code
        == 303
    )
    queue = house.services.board.view.world.situation.queue
    assert queue is not None and (queue.waiting, queue.wait_min) == (12, 20)


@pytest.mark.parametrize("typed", ["", "十二", "-1", "许多", "1.5"])
def test_a_count_that_is_none_is_refused_in_words(house: House, typed: str) -> None:
    assert Tablet(house).signed_in("李").post("/console/queue", waiting=typed).status_code == 422


def raised(house: House, kind: str, target: str, **typed: str) -> int:
    return (
        Tablet(house)
        .signed_in("王")
        .post("/console/raise", kind=kind, target=target, sure="yes", **typed)
        .status_code
    )


@pytest.mark.parametrize(
    "typed", [{"minutes": "30"}, {"minutes": "３０"}, {"minutes": "30分钟"}, {"at": "２３：５９"}]
)
def test_a_time_of_return_is_read_however_it_is_typed(house: House, typed: dict[str, str]) -> None:
    assert raised(house, "WIN-FAULT", "window/5", **typed) == 303
    (incident,) = house.services.board.view.world.situation.open_incidents
    assert incident.eta is not None


@pytest.mark.parametrize(
    "typed", [{"minutes": "半小时"}, {"minutes": "-5"}, {"at": "明天"}, {"at": "25:00"}]
)
def test_a_time_of_return_that_is_none_is_asked_for_again_and_never_dropped(
    house: House, typed: dict[str, str]
) -> None:
    assert raised(house, "WIN-FAULT", "window/5", **typed) == 422
    assert not house.services.board.view.world.situation.open_incidents
    assert raised(house, "FIRE", "hall", **typed) == 303, "no danger waits for a time"
