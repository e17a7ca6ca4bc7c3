"""Contacts on a line that lamps have: the lamps come first, whatever the board does."""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import faults
from devices.contacts.boards import Boards, Reading, Wired
from devices.contacts.listener import STARVED_S, Listener
from devices.lines.addresses import Allowed
from devices.lines.drivers import PROTOCOLS, Driver
from devices.lines.wire import READ_SLICE_S
from devices.modbus.frames import GAP_S, READ_INPUTS
from devices.schedule.desired import Duty
from devices.schedule.health import LampHealth
from devices.schedule.turns import OnLine, Turns
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import lamp_config
from tests.devices.lamp_rigs import Facts, LightsOf
from tests.devices.modbus_peers import BothBoard
from tests.devices.modem.peer import plugged

WIRED = (Wired("fire", "/dev/x#1", 2, 0), Wired("door", "/dev/x#1", 5, 0))
WISHES = (
    Pattern(red=Light.FAST),
    Pattern(red=Light.FAST, yellow=Light.SLOW, sounder=True),
    Pattern(green=Light.ON),
    Pattern(yellow=Light.SLOW),
    DARK,
)
ANSWERS_S = 0.015


class Line:
    """A line with one board, in a time of its own that passes as it is read."""

    def __init__(self, *, listens: bool, deaf: bool = False) -> None:
        self.now, self.board, self.out = 100.0, BothBoard(), list[tuple[float, bytes]]()
        self.board.deaf, self.asked = deaf, 0
        self.quiet = 0.0
        """From when on no question and no rest after one is under way."""
        self._answer, self._at = b"", 0.0
        config = lamp_config("x", "/dev/x#1", "modbus_relay", sounder=True)
        codec = PROTOCOLS["modbus_relay"](config, "1")
        driver = Driver(config, codec, "/dev/x", "1", lambda: self, lambda: 1)
        duty = Duty(codec, frozenset(("red", "yellow", "green")), True, None, 10.0)
        self.told: list[LampHealth] = []
        self.lamp = OnLine(driver, duty, lambda _, fact: self.told.append(fact))
        self.poked = False
        self.turns = Turns(lambda: self.now, lambda: self.poked)
        self.turns.lamps = [self.lamp]
        self.boards = Boards(WIRED, Allowed(), lambda: self.now)
        if listens:
            self.turns.listener = Listener(self.boards, lambda: self.now)

    def fileno(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        inputs = data[1] == READ_INPUTS
        self.asked += inputs
        if not inputs:
            self.out.append((self.now, data))
        said = self.board.hear(data)
        self._answer, self._at = said, self.now + ANSWERS_S

    def read(self) -> bytes:
        end = self.now + READ_SLICE_S
        if not self._answer or self._at > end:
            self.now = end
            return b""
        self.now, said = max(self.now, self._at), self._answer
        self._answer = b""
        return said

    def purge(self) -> None:
        self._answer = b""

    def cancel(self) -> None: ...
    def close(self) -> None: ...

    def until(self, end: float) -> None:
        while self.now < end:
            asked = self.asked
            pause = self.turns.step(self)
            if self.asked > asked:
                self.quiet = self.now + GAP_S
            self.now = min(max(end, self.now), self.now + max(0.0, pause))


@pytest.fixture(scope="module", autouse=True)
def own_time() -> Iterator[SimpleNamespace]:
    clock = SimpleNamespace(sleep=lambda seconds: None)
    with pytest.MonkeyPatch.context() as patch:
        clock.monotonic = time.monotonic
        patch.setattr("devices.schedule.turns.time", clock)
        patch.setattr("devices.contacts.boards.time", clock)
        yield clock


def play(
    own_time: SimpleNamespace, line: Line, wishes: list[tuple[float, Pattern]]
) -> list[tuple[float, Pattern]]:
    """Each wish at its time, or once the question under way is over; and when that was."""
    own_time.monotonic = lambda: line.now
    came = []
    for at, wish in wishes:
        line.until(at)
        line.until(line.quiet)
        came.append((line.now, wish))
        line.lamp.wish = wish
    line.until(line.now + 12)
    own_time.monotonic = time.monotonic
    return came


@settings(deadline=None, max_examples=12)
@given(
    st.lists(st.tuples(st.floats(1.0, 4.0), st.sampled_from(WISHES)), min_size=1, max_size=5),
    st.booleans(),
)
def test_the_lamps_frames_are_what_and_when_they_are_without_contacts(
    own_time: SimpleNamespace, wishes: list[tuple[float, Pattern]], deaf: bool
) -> None:
    """Blink edges and re-assertions are late by no moment. (A wish in the middle of a question waits for
    it, as below.)"""
    alone, beside = Line(listens=False), Line(listens=True, deaf=deaf)
    gaps, patterns = zip(*wishes, strict=True)
    times = (100.0 + at for at in accumulate(gaps))
    play(own_time, alone, play(own_time, beside, list(zip(times, patterns, strict=True))))
    assert [data for _, data in beside.out] == [data for _, data in alone.out]
    assert [at for at, _ in beside.out] == pytest.approx([at for at, _ in alone.out], abs=1e-6)
    assert beside.told[-1].actual == alone.told[-1].actual
    reached = {one.reached for one in beside.boards.readings.values()}
    assert reached == {not deaf} and beside.asked >= (4 if deaf else 25)


@pytest.mark.parametrize("wish", WISHES)
def test_however_the_lamps_blink_a_contact_is_read_within_a_second(
    own_time: SimpleNamespace, wish: Pattern
) -> None:
    line = Line(listens=True)
    play(own_time, line, [(101.0, wish)])
    line.board.closed[2] = False
    own_time.monotonic = lambda: line.now
    line.until(line.now + 1.0)
    own_time.monotonic = time.monotonic
    assert line.boards.readings["fire"] == Reading(False, True)
    assert line.boards.readings["door"] == Reading(True, True)


def test_a_wish_waits_for_a_board_that_says_nothing_no_longer_than_a_slice(
    own_time: SimpleNamespace,
) -> None:
    line = Line(listens=True, deaf=True)
    own_time.monotonic = lambda: line.now
    line.lamp.wish = DARK
    while not line.asked:
        line.now += max(0.0, line.turns.step(line))
    line.poked, line.lamp.wish, line.asked = True, Pattern(red=Light.ON), 0
    line.now += 5
    before = line.now
    listener = line.turns.listener
    assert listener is not None and listener.step(line, 10.0, lambda: True)[0]
    assert line.now - before <= READ_SLICE_S
    line.turns.step(line)
    line.turns.step(line)
    own_time.monotonic = time.monotonic
    assert line.out[-1][0] - before < READ_SLICE_S + 0.1


def test_a_line_without_room_is_told_and_nothing_is_known() -> None:
    line = Line(listens=True)
    listener = line.turns.listener
    assert listener is not None
    while line.now < 100 + STARVED_S + 1:
        asked, wait = listener.step(line, 0.1, lambda: False)
        assert not asked and wait > 0
        line.now += wait
    assert line.boards.readings["fire"] == Reading(None, False, faults.NO_ROOM)


def test_lamps_that_speak_otherwise_are_not_disturbed(own_time: SimpleNamespace) -> None:
    line = Line(listens=True)
    line.boards.line = Boards((Wired("a", "/dev/x", 0, 0, 19200),), Allowed(), lambda: 0.0).line
    play(own_time, line, [(101.0, DARK)])
    assert not line.asked and line.boards.readings["fire"].why == faults.NOT_MODBUS


def test_one_board_over_a_real_port_lights_its_lamp_and_is_read(
    tmp_path: Path, lights_of: LightsOf, facts: Facts, soon: None
) -> None:
    board = BothBoard()
    with plugged(tmp_path, board) as there:  # type: ignore[arg-type]  # whatever hears and says bytes
        address = f"{there.link}#1"
        lamp = lamp_config("lamp", address, "modbus_relay", baud=115200)
        lights = lights_of(lamp)
        boards = Boards((Wired("fire", address, 2, 0, 115200),), Allowed(), time.monotonic)
        never = threading.Event()

        def until(done: Callable[[], bool]) -> None:
            end = time.monotonic() + 10
            while not done():
                assert time.monotonic() < end, (boards.readings, facts.told[-1:])
                lights.listen(boards)
                never.wait(0.01)

        lights.show({"lamp": Pattern(green=Light.ON)})
        until(lambda: boards.readings["fire"] == Reading(True, True))
        facts.wait(lambda fact: fact.agrees and fact.health == "verified")
        board.closed[2] = False
        until(lambda: boards.readings["fire"] == Reading(False, True))
        lights.show({"lamp": Pattern(red=Light.FAST)})
        until(lambda: board.shows().red is Light.ON)
        board.closed[2] = True
        until(lambda: boards.readings["fire"] == Reading(True, True))
        there.unplug()
        until(lambda: boards.readings["fire"].reached is False)
        there.plug()
        until(lambda: boards.readings["fire"] == Reading(True, True))
        lights.configure([])
        until(lambda: not lights.listen(boards))
        lights.deaf(boards)
