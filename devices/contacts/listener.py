"""Boards on a line that lamps have: asked only where the lamps leave it free for long enough.

A lamp's frame never waits for a contact: before each question it is known when the next frame is due,
and the answer is awaited no longer than that allows. A wish that comes in the middle waits for an
answer that has begun, or a tenth of a second for one that has not. A line on which lamps leave no
room is told, and what cannot be read is not known.
"""

from collections.abc import Callable
from itertools import cycle
from typing import Final

from devices.codecs import faults
from devices.codecs.codec import Codec, Line
from devices.contacts.boards import Boards, asked
from devices.lines.wire import READ_SLICE_S, Port
from devices.modbus import frames as modbus

EVERY_S: Final = 0.2
"""From an answer to the next question; most of the line stays the lamps'."""
SILENT_S: Final = 2.0
"""Until a board that does not answer is asked again: each time the line waits for nothing."""
LEAST_S: Final = 0.05
"""A shorter wait for an answer is none: boards take some 10 ms to turn round, and 6 to answer."""
LATER_S: Final = 0.05
"""Until it is looked again whether there is room."""
STARVED_S: Final = 5.0
"""Without room for so long, and what was read last says nothing any more."""


class Listener:
    """``step`` belongs to the line's worker. ``clock``: as the worker's."""

    def __init__(self, boards: Boards, clock: Callable[[], float]) -> None:
        self.boards, self._clock = boards, clock
        self._questions = cycle(boards.questions)
        self._next = self._had_room = clock()

    def fits(self, codec: Codec) -> bool:
        """Whether a lamp on its line speaks as the boards do."""
        return codec.capability.modbus and codec.line == self.boards.line

    def step(self, port: Port, room_s: float, hurried: Callable[[], bool]) -> tuple[bool, float]:
        """Whether a board was asked, else seconds until that may make sense. ``room_s``: until the
        next frame of a lamp; ``hurried``: whether one was asked for meanwhile. Raises
        ``DeviceError`` for a port that is gone."""
        now = self._clock()
        if now < self._next:
            return False, self._next - now
        line = self.boards.line
        # A read may take a slice more than it was given.
        taken_s = _said_s(line) + modbus.gap_s(line) + READ_SLICE_S
        answer_s = min(modbus.REPLY_S, room_s - taken_s)
        if answer_s < LEAST_S:
            if now - self._had_room >= STARVED_S:
                self._had_room = now
                self.boards.lost(faults.NO_ROOM)
            return False, LATER_S
        question = next(self._questions)
        self.boards.heard(question, asked(port, question, answer_s + _said_s(line), hurried))
        self._had_room = self._clock()
        self._next = self._had_room + (SILENT_S if self.boards.silent(question) else EVERY_S)
        return True, 0.0


def _said_s(line: Line) -> float:
    """How long a question of eight bytes is on the wire."""
    return 8 * 10 / line.baud
