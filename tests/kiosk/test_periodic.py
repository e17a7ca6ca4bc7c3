"""What repeats in the house goes on, whatever happens in a turn, and says when it last came
round."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import kiosk
from kiosk.engine.periodic import RETRY_S, Health, Periodic, Recurring, Several

SOON_S = 5.0
"""More than any of these takes; waited only where something is broken."""


class Work:
    """An act that is told what to do in its next turns, and tells of each turn that began."""

    def __init__(self) -> None:
        self.turned = threading.Semaphore(0)
        self.errors: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> None:
        self.turned.release()
        self.gate.wait(SOON_S)
        if self.errors:
            raise self.errors.pop(0)

    def turns(self, times: int = 1) -> bool:
        return all(self.turned.acquire(timeout=SOON_S) for _ in range(times))


Make = Callable[..., Periodic]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Periodic] = []

    def one(act: Callable[[], object], every: object = None, **more: object) -> Periodic:
        made.append(Periodic("clock of the hall", act, every or (lambda: None), **more))  # type: ignore[arg-type]  # seconds
        return made[-1]

    yield one
    for each in made:
        each.stop()


def until(true: Callable[[], bool]) -> bool:
    """Look until it is so: a turn that ends tells nobody."""
    moment = threading.Event()
    return any(true() or moment.wait(0.001) for _ in range(20_000))


def rested(one: Periodic, turns: int) -> Health:
    """Its health once so many turns are over."""
    assert until(lambda: one.health().turns >= turns)
    return one.health()


def test_it_turns_at_once_and_whenever_it_is_woken(make: Make) -> None:
    work = Work()
    one = make(work)
    one.start()
    assert work.turns()
    one.wake()
    assert work.turns()
    assert rested(one, 2).turns == 2


def test_it_comes_round_by_itself(make: Make) -> None:
    work = Work()
    make(work, 0.001).start()
    assert work.turns(20)


def test_who_wakes_it_in_the_middle_of_a_turn_gets_another_one(make: Make) -> None:
    work = Work()
    work.gate.clear()
    one = make(work)
    one.start()
    assert work.turns()
    one.wake()
    work.gate.set()
    assert work.turns()


@pytest.mark.parametrize(
    "error",
    [
        OSError("disk full"),
        ValueError(),
        KeyError("x"),
        AssertionError("a law"),
        RecursionError(),
        MemoryError(),
    ],
)
def test_whatever_a_turn_throws_the_next_one_comes_and_the_trouble_is_shown_until_then(
    make: Make, error: Exception
) -> None:
    work = Work()
    work.errors = [error]
    one = make(work)
    one.start()
    found = rested(one, 1)
    assert (found.alive, found.failures, found.trouble) == (
        True,
        1,
        f"{type(error).__name__}: {error}",
    )
    assert found.since == found.last
    one.wake()
    found = rested(one, 2)
    assert (found.trouble, found.failures, found.since) == ("", 0, None)


def test_a_wait_that_cannot_be_told_is_a_trouble_too(make: Make) -> None:
    work = Work()

    def broken() -> float:
        raise ZeroDivisionError("no hour")

    one = make(work, broken)
    one.start()
    found = rested(one, 1)
    assert found.trouble == "ZeroDivisionError: no hour"
    one.wake()
    assert work.turns(2)


def test_failing_turns_do_not_follow_each_other_without_a_rest(make: Make) -> None:
    work = Work()
    work.errors = [OSError(), OSError()]
    one = make(work, lambda: 0.0)
    one.start()
    found = rested(one, 1)
    ended = found.last or 0.0
    assert until(lambda: (one.health().expected or 0.0) >= ended + RETRY_S * 0.99)


def test_the_same_error_is_logged_once_and_then_counted(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    work = Work()
    work.errors = [OSError("disk full"), OSError("disk full"), OSError("locked")]
    one = make(work)
    with caplog.at_level(logging.WARNING, "kiosk.engine.periodic"):
        one.start()
        first = rested(one, 1)
        for turn in range(2, 5):
            one.wake()
            found = rested(one, turn)
            if turn == 3:
                assert (found.failures, found.since) == (3, first.since)
        one.stop()
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "clock of the hall failed and goes on: OSError: disk full",
        "clock of the hall failed and goes on: OSError: locked",
        "clock of the hall works again after 3 failed turns",
    ]


def test_starting_and_stopping_twice_is_as_once(make: Make) -> None:
    work = Work()
    one = make(work)
    one.stop()
    one.start()
    assert not work.turned.acquire(blocking=False)
    two = make(work)
    two.start()
    two.start()
    assert work.turns()
    two.stop()
    two.stop()
    assert not two.health().alive
    assert not work.turned.acquire(blocking=False)


def test_a_turn_may_stop_its_own_thread(make: Make) -> None:
    def ends() -> None:
        one.stop()

    one = make(ends)
    one.start()
    assert rested(one, 1).trouble == ""


def test_a_stop_leaves_a_turn_behind_that_does_not_end(make: Make) -> None:
    work = Work()
    work.gate.clear()
    one = make(work)
    one.start()
    assert work.turns()
    one.stop(within_s=0)
    assert one.health().alive
    work.gate.set()


def test_a_turn_that_does_not_end_stands_still_after_its_patience(make: Make) -> None:
    work, at = Work(), [100.0]
    work.gate.clear()
    one = make(work, 1.0, patience_s=3.0, now=lambda: at[0])
    assert one.health().late_s(at[0]) == 0, "what was not started is not late"
    one.start()
    assert work.turns()
    at[0] = 102.9
    assert not one.health().stands(at[0])
    at[0] = 103.1
    assert one.health().stands(at[0])
    work.gate.set()
    rested(one, 1)


def test_a_thread_that_is_gone_stands_still_and_one_that_waits_to_be_woken_does_not() -> None:
    waits = Health("x", True, 4, 10.0, None, "", None, 0, 3.0)
    assert not waits.stands(1e9)
    assert Health("x", False, 4, 10.0, 12.0, "", None, 0, 3.0).stands(10.0)
    assert Health("x", True, 4, 10.0, 12.0, "", None, 0, 3.0).stands(15.1)


class Port:
    """A line that holds something of which there is one. ``held``: what is held by whom."""

    def __init__(self, held: list[str], setting: str) -> None:
        self.setting, self._held = setting, held
        self.turning = Periodic(f"port {setting}", self.take, lambda: None)
        self.taken = threading.Event()

    def take(self) -> None:
        self._held.append(self.setting)
        self.taken.set()

    def stop(self, within_s: float) -> None:
        self.turning.stop(within_s)
        self._held.remove(self.setting)


def test_what_is_named_as_before_is_the_same_and_what_ends_gives_back_first() -> None:
    named, held = {"a": "1", "b": "2"}, list[str]()
    several = Several("ports", lambda: dict(named), lambda setting: Port(held, setting), 5.0)

    def looked() -> tuple[Port, ...]:
        several.look()
        assert all(port.taken.wait(20) for port in several.lines())
        return several.lines()

    first, second = looked()
    named["b"] = "3"
    kept, other = looked()
    assert kept is first and other is not second and sorted(held) == ["1", "3"]
    del named["a"]
    assert looked() == (other,) and held == ["3"]
    several.stop()
    assert held == []


def test_nothing_else_in_this_room_repeats_in_a_thread_of_its_own() -> None:
    room = Path(kiosk.__file__).parent
    own = {
        file.name
        for file in room.rglob("*.py")
        if "threading.Thread(" in file.read_text(encoding="utf-8")
    }
    assert own == {"periodic.py"}


def test_what_recurs_on_the_loop_goes_on_and_shows_its_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kiosk.engine.periodic.RETRY_S", 0.0)
    said: list[Health] = []

    async def act() -> None:
        said.append(one.health())
        if len(said) == 2:
            raise OSError("gone")
        if len(said) == 4:
            raise asyncio.CancelledError

    one = Recurring("beat", act, lambda: 0.0)

    async def run() -> None:
        with suppress(asyncio.CancelledError):
            await one.run()

    assert one.health().alive and one.health().late_s(1e9) == 0, "not begun"
    asyncio.run(run())
    assert [(found.turns, found.trouble) for found in said] == [
        (0, ""),
        (1, ""),
        (2, "OSError: gone"),
        (3, ""),
    ]
    assert not one.health().alive, "its task was cancelled"
