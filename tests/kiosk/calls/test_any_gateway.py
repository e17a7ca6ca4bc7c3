"""Whatever a gateway does (down, slow, 500, twice, out of order) and whenever the hall is killed in
between: each call reaches it at least once, under one number, and is shown once."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.custody.calls.gateway import Message, Result
from tests.kiosk.calls.ring import NTFY, WANG, Post, Ring, calling

ACT = st.one_of(
    st.tuples(st.just("answers"), st.integers(0, 9), st.sampled_from(["", "", "HTTP 500", "no-answer"])),
    st.tuples(st.just("takes without a word"), st.integers(0, 9), st.just("broken-off")),
    st.tuples(st.just("again"), st.integers(0, 9), st.just("")),
    st.tuples(st.just("raises"), st.integers(1, 3), st.just("")),
    st.tuples(st.just("passes"), st.integers(1, 120), st.just("")),
    st.tuples(st.just("is killed"), st.just(0), st.just("")),
)  # fmt: skip


class Whim(Post):
    """Answers when told, whichever of what it was given, and rightly or not."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[Message] = []
        self.taken: list[Message] = []
        self.said: list[Result] = []
        self.well = False

    def send(self, message: Message) -> None:
        self.got.append(message)
        self.waits.append(message)

    def answers(self, at: int, why: str) -> None:
        if self.waits:
            one = self.waits.pop(at % len(self.waits))
            if why in ("", "broken-off"):
                self.taken.append(one)
            self.said.append(Result(one.name, not why, why))

    def heard(self) -> list[Result]:
        while self.well and self.waits:
            self.answers(-1, "")
        said, self.said = self.said, []
        return said

    def stop(self) -> None:
        self.waits.clear()


class Anyhow(Ring):
    """Its post outlives the hall's process, as a real gateway does."""

    def __init__(self, data: Path) -> None:
        self.whim = Whim()
        li = {"id": "li", "name": "李", "level": 4, "ways": [NTFY]}
        people = ({**WANG, "level": 4, "ways": [NTFY]}, li)
        super().__init__(data, calling(*people, repeats=0, wait_min=60))

    def _open(self) -> None:
        self.post = self.whim
        self.whim.waits.clear()
        super()._open()

    def killed(self) -> None:
        now = self.house.clock.now
        self.house.close()
        self._open()
        self.house.clock.now = now

    def act(self, what: str, much: int, why: str) -> None:
        if what in ("answers", "takes without a word"):
            self.whim.answers(much, why)
        elif what == "again" and self.whim.taken:
            one = self.whim.taken[much % len(self.whim.taken)]
            self.whim.said.append(Result(one.name, True))
        elif what == "raises":
            self.raised("WIN-PAUSE", f"window/{much}")
        elif what == "passes":
            self.later(seconds=much)
        elif what == "is killed":
            self.killed()
        self.turn(1)


def number(message: Message) -> str:
    return next(line for line in message.body.splitlines() if "编号" in line)


@settings(deadline=None, max_examples=10)
@given(st.lists(ACT, min_size=4, max_size=25))
def test_each_call_is_delivered_at_least_once_and_shown_once(
    acts: list[tuple[str, int, str]],
) -> None:
    with TemporaryDirectory() as folder:
        ring = Anyhow(Path(folder))
        ring.raised("WIN-PAUSE", "window/1")
        ring.turn(1)
        for act in acts:
            ring.act(*act)
        ring.whim.well = True
        for _ in range(3):
            ring.later(minutes=6)
        calls = [call for call in ring.calls if call.rule == "raised"]
        arrived = {number(one) for one in ring.whim.taken}
        assert calls and {number(one) for one in ring.whim.got} == arrived
        assert len({call.name for call in calls}) == len(calls), "each is there once"
        assert len({call.number for call in ring.calls}) == len(ring.calls)
        situation = ring.house.board.view.world.situation
        assert len(calls) == 2 * len(situation.open_incidents)
        for call in calls:
            assert any(f"编号 {call.number}。" in one.body for one in ring.whim.taken)
            assert [one.state for one in call.tries] == ["sent"]
        events = [recorded.event for recorded in ring.house.store.events()]
        told = [one for one in events if one.type == "call_told" and one.outcome == "sent"]
        assert len({(one.key, one.person) for one in told}) == len(told) >= len(calls)
        ring.close()
