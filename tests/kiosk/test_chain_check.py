"""The log is recomputed beside the work of the hall; what is wrong with it is told, and no screen
waits."""

from datetime import timedelta
from typing import Any

import pytest

from kiosk.engine import chain_check
from kiosk.engine.chain_check import PAUSE_S, ChainCheck
from kiosk.wiring import House
from signage.situation.commands import Raise
from tests.cast import ADMIN, Clock
from tests.kiosk.house import Tablet
from tests.kiosk.test_store import tamper

CHANGED = "UPDATE events SET actor='someone else' WHERE seq=2"


@pytest.fixture
def check(house: House) -> ChainCheck:
    (turning,) = [one for one in house._repeating if one.name == "chain"]
    for window in range(1, 6):
        house.services.board.do(Raise("WIN-PAUSE", (f"window/{window}",)), ADMIN)
    act: Any = turning._act
    found: ChainCheck = act.__self__
    return found


def passed(check: ChainCheck) -> int:
    """Carry a pass to its end; how many turns that took."""
    turns = 0
    while True:
        check.look()
        turns += 1
        if check.wait_s() != PAUSE_S:
            return turns


def wrong(house: House) -> dict[str, str]:
    return {fact.name: fact.detail["zh"] for fact in house.services.health.wrong()}


def test_after_the_start_the_whole_chain_is_recomputed_some_rows_at_a_time(
    house: House, check: ChainCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_check, "ROWS", 2)
    assert passed(check) == house.services.store.head // 2 + 1
    assert "chain" not in wrong(house)


def test_a_row_that_was_changed_is_told_to_staff_and_the_hall_goes_on(
    house: House, check: ChainCheck
) -> None:
    tamper(house.services.store.directory, CHANGED)
    passed(check)
    assert "日志从第 2 条起" in wrong(house)["chain"]
    assert "日志从第 2 条起" in Tablet(house).signed_in("李").get("/facilities").text
    assert "日志从第 2 条起" in Tablet(house).signed_in("李").get("/console").text
    assert house.app.test_client().get("/readyz").status_code == 200
    before = house.services.board.view.revision
    house.services.board.do(Raise("FIRE", ("hall",)), ADMIN)
    assert house.services.board.view.revision > before
    assert {scene.sign for scene in house.services.board.view.scenes.values()} != {"guidance"}


def test_every_night_it_is_recomputed_from_the_first_event_on(
    house: House, check: ChainCheck, clock: Clock
) -> None:
    passed(check)
    tamper(house.services.store.directory, CHANGED)
    clock.later(hours=1)
    check.look()
    assert "chain" not in wrong(house), "it rests until the night"
    clock.later(hours=24)
    passed(check)
    assert "chain" in wrong(house)


def test_a_clock_that_was_set_back_puts_no_check_off_for_longer_than_a_day(
    house: House, check: ChainCheck, clock: Clock
) -> None:
    passed(check)
    tamper(house.services.store.directory, CHANGED)
    check._again = house.services.board.now() + timedelta(days=400)
    passed(check)
    assert "chain" in wrong(house)


def test_a_tail_that_is_cut_while_the_hall_runs_is_found(house: House, check: ChainCheck) -> None:
    tamper(house.services.store.directory, "DELETE FROM events WHERE seq>4")
    passed(check)
    assert "日志从第 5 条起" in wrong(house)["chain"]


def test_the_opening_check_says_the_head_of_the_log(house: House, check: ChainCheck) -> None:
    head = house.services.store.printed_head
    assert str(head) in Tablet(house).signed_in("李").get("/facilities/opening").text
    assert head.seq == house.services.board.view.revision
