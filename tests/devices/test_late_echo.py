"""A converter's echo that comes late: what we said before is no lamp's answer to what we ask now."""

from typing import Final

import pytest

from signage.shows.lamps import Light, Pattern
from tests.devices.peers import CopyingLamp
from tests.devices.test_turns_laws import ANSWERING, Hung, Wire

FEW: Final = (
    Pattern(red=Light.ON),
    Pattern(red=Light.ON, yellow=Light.ON),
    Pattern(green=Light.ON),
)


class LateWire(Wire):
    """Each echo comes once the line has been emptied for the next frame, and by itself at last. The
    lamp is dead."""

    held, asked = b"", 0

    def write(self, data: bytes) -> None:
        self.said += self.held
        self.held, self.asked = data, 0

    def read(self) -> bytes:
        self.asked += 1
        if self.asked > 1:
            self.said += self.held
            self.held = b""
        return super().read()


@pytest.mark.parametrize("name", ANSWERING)
def test_a_late_echo_is_no_answer_of_a_dead_lamp(name: str) -> None:
    kind = ANSWERING[name]
    hung = Hung(kind)
    hung.wire = LateWire(kind.peer())
    for wish in FEW:
        hung.lamp.wish = wish
        for _ in range(12):
            hung.step()
    told = {fact.health for fact in hung.told if fact.wanted is not None}
    assert told <= {"unverified", "lost"}, name
    if kind.at_best == "verified" and kind.peer is not CopyingLamp:
        assert "lost" in told


@pytest.mark.parametrize("name", ["Devantech", "KMTronic", "KMTronic, two relays"])
def test_a_lamp_that_answers_at_once_is_believed_once_no_echo_can_come(name: str) -> None:
    hung = Hung(ANSWERING[name])
    hung.lamp.wish = Pattern(red=Light.ON)
    hung.rest()
    assert hung.told[-1].health == "verified"
