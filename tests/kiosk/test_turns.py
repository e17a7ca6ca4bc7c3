"""Who gets the board next: a fire passes everybody who waits, and nobody who has begun."""

import threading
from contextvars import copy_context

import pytest

from kiosk.serving.lanes.table import ALARM, LANES, MACHINES
from kiosk.store.unsaved.precedence import URGENT, Turns
from kiosk.wiring import House
from signage.situation.commands import NoteConfiguration, Raise
from signage.situation.incidents import Actor

STAFF = Actor("王", "supervisor")


def until_waiting(turns: Turns, count: int) -> None:
    for _ in range(100_000):
        if turns.waiting == count:
            return
        threading.Event().wait(0.0001)
    raise AssertionError(f"{turns.waiting} wait, not {count}")


def test_a_fire_passes_all_commands_that_wait_for_the_board(house: House) -> None:
    board = house.services.board
    turns = board.scribe.turns
    assert isinstance(turns, Turns)

    def note(number: int) -> None:
        board.do(NoteConfiguration("lamp-test", str(number)), STAFF)

    def fire() -> None:
        URGENT.set(True)
        board.do(Raise("FIRE", ("hall",)), STAFF)

    others = [threading.Thread(target=note, args=(number,)) for number in range(5)]
    alarm = threading.Thread(target=copy_context().run, args=(fire,))
    before = board.view.revision
    with turns:
        for count, thread in enumerate([*others, alarm], 1):
            thread.start()
            until_waiting(turns, count)
    for thread in [*others, alarm]:
        thread.join(10)
    told = [recorded.event.type for recorded in house.services.store.events(before)]
    assert (told[0], len(told)) == ("incident_raised", 6)


def test_who_waits_for_a_moment_alone_leaves_without_a_turn() -> None:
    turns = Turns()
    with turns:
        assert not turns.acquire(timeout=0.01)
        assert not turns.acquire(blocking=False)
        assert turns.locked() and turns.waiting == 0
    assert turns.acquire(timeout=0.01) and turns.locked()
    turns.release()
    assert not turns.locked()


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="no"), turns:
        raise ValueError("no")
    assert turns.acquire(blocking=False)


def test_life_safety_alone_is_urgent() -> None:
    assert [lane for lane in LANES if lane.urgent] == [ALARM, MACHINES]
