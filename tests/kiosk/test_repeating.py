"""Everything in the house that repeats goes on after what it did not expect, and says so where
people look."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.content import evidence
from kiosk.content import reader as contents
from kiosk.custody import content_watch, ledger
from kiosk.custody.content_watch import ContentWatcher
from kiosk.store import Store, StoreError
from kiosk.wiring import House
from signage.situation.commands import Change, Raise
from tests.cast import GUIDE, SUPERVISOR, Clock


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.engine.periodic.RETRY_S", 0.01)


def until(true: Callable[[], bool]) -> bool:
    moment = threading.Event()
    return any(true() or moment.wait(0.005) for _ in range(4_000))


def failing(times: int, error: Exception, then: Callable[..., Any]) -> Callable[..., Any]:
    """Fails so often, then does what it stands for; ``left`` counts down."""
    left = [times]

    def act(*args: Any, **more: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise error
        return then(*args, **more)

    return act


@pytest.mark.parametrize("error", [StoreError("The disk is full."), RuntimeError("unexpected")])
def test_an_all_clear_ends_although_the_store_refused_when_its_time_came(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    board = house.services.board
    raised = board.do(Raise("FIRE", ("hall",)), GUIDE).incident
    assert raised is not None
    board.do(Change(raised.id, "clear", reason="误报"), SUPERVISOR)
    assert any(scene.sign == "all-clear" for scene in board.view.scenes.values())
    monkeypatch.setattr(Store, "append", failing(1, error, Store.append))
    clock.later(minutes=11)
    house.start()
    assert until(lambda: all(scene.sign == "guidance" for scene in board.view.scenes.values()))


def test_an_edit_of_the_content_is_looked_at_although_the_one_before_broke_the_reader(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_watch, "PERIOD_S", 0.001)
    watcher, read = ContentWatcher(tmp_path, house.services), threading.Semaphore(0)

    def broken(*_: object) -> None:
        read.release()
        raise RecursionError("a plan within a plan")

    monkeypatch.setattr(contents, "read", broken)
    watcher.turning.start()
    try:
        for edit in range(1, 4):
            (tmp_path / "hall.toml").write_text("#" * edit)
            assert read.acquire(timeout=20), "the watcher has ended"
    finally:
        watcher.turning.stop()


def test_personal_data_is_erased_on_schedule_although_one_sweep_broke(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "SWEEP_PERIOD_S", 0.001)
    swept = threading.Semaphore(0)

    def broken(*_: object) -> None:
        swept.release()
        raise ValueError("no such day")

    monkeypatch.setattr(evidence, "sweep", broken)
    house.start()
    assert all(swept.acquire(timeout=20) for _ in range(3))
