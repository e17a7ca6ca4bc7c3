"""Contacts at the inputs of a board: what counts, and what nobody can know."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.faults import DeviceError
from devices.contacts.boards import Reading, Wired
from devices.contacts.panel import Panel
from devices.contacts.steadiness import Steady
from devices.lines.addresses import Allowed
from signage.language.words import say
from tests.devices.modbus_peers import InputBoard
from tests.devices.modem.peer import plugged

PATIENCE_S = 20.0
SIMULATED = Allowed(simulators=True)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.contacts.panel.AGAIN_S", 0.02)
    monkeypatch.setattr("devices.modbus.frames.REPLY_S", 0.12)


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 8))
def test_it_counts_once_it_has_been_so_for_long_enough_and_no_sooner(
    seen: list[bool], debounce: int
) -> None:
    steady, counts = Steady(), None
    for at, closed in enumerate(seen):
        steady = steady.after(closed, float(at), float(debounce))
        lately = seen[max(0, at - debounce) : at + 1]
        if len(lately) == debounce + 1 and len(set(lately)) == 1:
            counts = closed
        assert steady.closed == counts


@given(st.booleans(), st.booleans())
def test_what_was_lost_in_between_begins_anew(closed: bool, other: bool) -> None:
    steady = Steady().after(closed, 0, 5).after(closed, 5, 5)
    assert steady.closed == closed
    again = steady.lost().after(other, 6, 5)
    assert again.closed == closed and again.after(other, 11, 5).closed == other


def until(panel: Panel, done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, panel.readings
        panel.turn()


def test_a_board_over_a_real_port_is_read_pulled_out_and_put_back(tmp_path: Path) -> None:
    board = InputBoard()
    with plugged(tmp_path, board) as there:
        address = f"{there.link}#1"
        wired = (Wired("fire", address, 2, 0, 115200), Wired("door", address, 5, 0, 115200))
        panel = Panel(wired, Allowed(), time.monotonic)

        def reads(fire: Reading, door: bool) -> None:
            until(panel, lambda: panel.readings["fire"] == fire)
            assert panel.readings["door"].closed == door

        reads(Reading(True, True), True)
        board.closed[2] = False
        reads(Reading(False, True), True)
        board.mute = True
        until(panel, lambda: panel.readings["fire"].reached is False)
        assert panel.readings["fire"].closed is False, "what it was stays known"
        assert "没有回应" in say(panel.readings["fire"].why or "")
        board.mute = False
        board.closed = [True, True, False, True, True, False, True, True]
        reads(Reading(False, True), False)
        there.unplug()
        until(panel, lambda: panel.readings["door"].reached is False)
        board.closed = [True] * 8
        there.plug()
        reads(Reading(True, True), True)
        panel.close()


def test_a_board_that_refuses_is_not_reached(tmp_path: Path) -> None:
    with plugged(tmp_path, InputBoard()) as there:
        panel = Panel((Wired("far", str(there.link), 30, 0, 115200),), Allowed(), time.monotonic)
        until(panel, lambda: panel.readings["far"].reached is False)
        assert panel.readings["far"].closed is None
        panel.close()


def test_the_simulated_board_is_chosen_by_its_address_and_where_it_is_allowed_alone() -> None:
    wired = tuple(Wired(f"c{at}", "sim://panel?open=1,3", at, 0) for at in range(3))
    panel = Panel(wired, SIMULATED, lambda: 0.0)
    panel.turn()
    assert [panel.readings[one.id].closed for one in wired] == [False, True, False]
    with pytest.raises(DeviceError):
        Panel(wired, Allowed(), lambda: 0.0)
    mute = Panel((Wired("m", "sim://panel?mute", 0, 0),), SIMULATED, lambda: 0.0)
    until(mute, lambda: mute.readings["m"].reached is False)


@pytest.mark.parametrize(
    "address", ["ttyUSB0", "/dev/x#300", "spy:///dev/x", "socket://10.1.1.1:5"]
)
def test_an_address_that_can_never_work_is_refused_in_words(address: str) -> None:
    with pytest.raises(DeviceError) as refused:
        Panel((Wired("a", address, 0, 0),), Allowed(), lambda: 0.0)
    assert refused.value.permanent and say(refused.value.message)
