"""The notice of an outage before a deadline drafts itself, and waits for a leader."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.custody.outlets.drafter import Drafter
from kiosk.wiring import House
from signage.situation.commands import Change, Raise
from tests.cast import SUPERVISOR, Clock
from tests.kiosk.house import Tablet

EVE = datetime(2026, 12, 14, 2, 0, tzinfo=UTC)
"""Monday; filing ends on Tuesday the 15th."""


def drafted(house: House) -> list[str]:
    Drafter(house.services).turn()
    return [text.body for text in house.services.board.view.world.situation.after.texts.values()]


def down(house: House, clock: Clock, now: datetime = EVE) -> str:
    clock.now = now
    house.services.board.catch_up()
    outcome = house.services.board.do(Raise("ETAX-DOWN", ("system/etax",)), SUPERVISOR)
    assert outcome.incident is not None
    return outcome.incident.id


def test_it_says_what_is_affected_what_works_and_whom_to_ask(house: House, clock: Clock) -> None:
    down(house, clock)
    (body,) = drafted(house)
    assert "12月15日" in body and "办税服务厅" in body and len(body) <= 500
    page = Tablet(house).signed_in("王").get("/notices").text
    assert "本系统 起草" in page and 'data-do="approve"' in page
    assert body not in Tablet(house).get("/status").text, "a leader approves it first"
    assert len(drafted(house)) == 1


def test_it_says_a_time_that_is_confirmed_afterwards_until_a_leader_has_it(
    house: House, clock: Clock
) -> None:
    number = down(house, clock)
    (before,) = drafted(house)
    board = house.services.board
    board.do(Change(number, "update", eta=clock() + timedelta(minutes=30)), SUPERVISOR)
    (body,) = drafted(house)
    assert "10:30" in body and "10:30" not in before
    (name,) = board.view.world.situation.after.texts
    Tablet(house).signed_in("王").post(f"/notices/{name}/approve")
    board.do(Change(number, "update", eta=clock() + timedelta(minutes=90)), SUPERVISOR)
    assert drafted(house) == [body], "what somebody has handled is theirs"


def test_what_a_leader_withdrew_is_not_written_again(house: House, clock: Clock) -> None:
    number = down(house, clock)
    drafted(house)
    (name,) = house.services.board.view.world.situation.after.texts
    Tablet(house).signed_in("王").post(f"/notices/{name}/withdraw")
    assert len(drafted(house)) == 1
    house.services.board.do(Change(number, "clear", reason="恢复"), SUPERVISOR)
    assert len(drafted(house)) == 1


def test_far_from_a_deadline_nobody_is_told_before_staff_say_so(
    house: House, clock: Clock, tmp_path: Path
) -> None:
    down(house, clock, datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
    assert drafted(house) == []
