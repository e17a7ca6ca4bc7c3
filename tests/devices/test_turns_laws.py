"""Whatever is asked in whatever order and taken back: when the line is quiet, what is told is what
is so."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.faults import GONE
from devices.lines.drivers import Driver
from devices.schedule.desired import Duty
from devices.schedule.health import LampHealth
from devices.schedule.lamp_test import LampTest
from devices.schedule.turns import OnLine, Turns
from signage.shows.lamps import TIERS, Light, Pattern
from tests.devices.configs import lamp_config
from tests.devices.peers import Peer, TextPeer
from tests.devices.wire_rigs import KINDS, PROTOCOLS, Kind

LIT = st.builds(
    Pattern, **dict.fromkeys(TIERS, st.sampled_from([Light.OFF, Light.ON])), sounder=st.booleans()
)
FEW = st.sampled_from([Pattern(red=Light.ON), Pattern(green=Light.ON), Pattern(blue=Light.ON)])
TESTS = st.sampled_from([None, LampTest(-1e6, 4e6, (Pattern(red=Light.ON),))])
ANSWERING: Mapping[str, Kind] = {
    name: kind for name, kind in KINDS.items() if not issubclass(kind.peer, TextPeer)
}


class Wire:
    """An open port whose far end is the peer itself."""

    def __init__(self, peer: Peer) -> None:
        self.peer, self.said = peer, b""

    def fileno(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        self.said += self.peer.hear(data)

    def read(self) -> bytes:
        said, self.said = self.said, b""
        return said

    def purge(self) -> None:
        self.said = b""

    def cancel(self) -> None: ...
    def close(self) -> None: ...


class Hung:
    """A lamp of this kind on its line, and all that was told of it."""

    def __init__(self, kind: Kind) -> None:
        more = {"baud": 115200, "gap_ms": 1, "reply_ms": 2} | dict(kind.more)
        config = lamp_config(
            "x", str(Path("/dev/x")), kind.protocol, kind.colours, kind.sounder, **more
        )
        self.now, self.told, self.wire = 100.0, list[LampHealth](), Wire(kind.peer())
        codec = PROTOCOLS[kind.protocol](config, "")
        driver = Driver(config, codec, "/dev/x", "", lambda: self.wire, lambda: 1)
        self.duty = Duty(codec, frozenset(kind.colours), kind.sounder, None, 1e6)
        self.lamp = OnLine(driver, self.duty, lambda _, fact: self.told.append(fact))
        self.turns = Turns(lambda: self.now)
        self.turns.lamps = [self.lamp]

    def step(self) -> float:
        pause = self.turns.step(self.wire)
        self.now += max(0.0, min(pause, 1.0))
        return pause

    def rest(self) -> None:
        """Until nothing is left to do before the next re-assertion."""
        for _ in range(200):
            if self.step() > 1000:
                return
        raise AssertionError("the line never came to rest")


@pytest.fixture(scope="module", autouse=True)
def no_late_echo() -> Iterator[None]:
    """The far end answers as it is written to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("devices.schedule.turns.ECHO_S", 0.0)
        yield


@pytest.mark.parametrize("name", ANSWERING)
@given(st.lists(st.tuples(st.one_of(FEW, LIT), TESTS, st.integers(0, 4)), min_size=1, max_size=8))
def test_a_line_at_rest_has_told_what_is_wanted_shown_lost_and_tested(
    name: str, asked: list[tuple[Pattern, LampTest | None, int]]
) -> None:
    hung = Hung(ANSWERING[name])
    for wish, test, steps in asked:
        hung.lamp.wish, hung.lamp.test = wish, test
        for _ in range(steps):
            hung.step()
    hung.rest()
    fact, duty = hung.told[-1], hung.duty
    assert (fact.wanted, fact.downgrade, fact.testing) == (
        duty.wanted,
        duty.lost,
        hung.lamp.test is not None,
    )
    assert fact.health == ANSWERING[name].at_best
    assert fact.actual == duty.wanted == hung.wire.peer.shows()


def test_a_lamp_lost_in_its_test_is_not_taken_for_right_once_the_test_is_over() -> None:
    """A lamp under test counts as right whatever it shows; one that is lost stays unasked, so that
    the time decides."""
    hung = Hung(ANSWERING["LCUS"])
    hung.lamp.wish, hung.lamp.test = (
        Pattern(green=Light.ON),
        LampTest(hung.now, 1.0, (Pattern(red=Light.ON),)),
    )
    hung.step()
    hung.now += 10
    hung.turns.say(hung.lamp, "lost", GONE, None)
    assert not hung.told[-1].testing and not hung.told[-1].right
