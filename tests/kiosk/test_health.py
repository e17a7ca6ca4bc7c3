"""Ready and healthy come from progress: what stands still says so, with what to do, wherever
anybody looks."""

import threading
from collections.abc import Callable
from typing import Any

from kiosk.engine.health import Fact, Health
from kiosk.engine.periodic import Periodic
from kiosk.wiring import House
from tests.kiosk.house import Tablet
from tests.spoken import both

STUCK = both(
    "存储写不进去：磁盘已满，请清理。", "The store takes nothing: the disk is full, make room."
)


def ready(house: House) -> tuple[int, Any]:
    answer = house.app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()


def fact(name: str = "store", ok: bool = False, vital: bool = True) -> Fact:
    return Fact(name, ok, 5.0, STUCK, vital)


def test_a_hall_at_work_is_ready_and_says_what_it_looked_at(house: House) -> None:
    house.start()
    status, said = ready(house)
    assert (status, said["ready"], said["reasons"]) == (200, True, [])
    assert {"board-clock", "ledger", "content"} <= set(said["facts"])
    assert all(said["facts"].values())


def test_a_clock_that_hangs_is_no_ready_hall(house: House) -> None:
    inside, go = threading.Event(), threading.Event()

    def hangs() -> bool:
        inside.set()
        return go.wait(20)

    house.services.board.turning._act = hangs
    house.start()
    try:
        assert inside.wait(20)
        house.services.health.now = lambda later=house.services.health.now: later() + 60  # type: ignore[misc]  # binds now
        status, said = ready(house)
        assert (status, said["ready"], said["facts"]["board-clock"]) == (503, False, False)
        (reason,) = (one for one in said["reasons"] if one["name"] == "board-clock")
        assert "请" in reason["zh"] and reason["since_s"] > 50
        assert not house.services.health.clock_turns()
    finally:
        go.set()


def test_what_is_added_by_others_counts_and_what_matters_less_is_only_said(house: House) -> None:
    house.start()
    health = house.services.health
    health.add(lambda: [fact("paper", vital=False)])
    status, said = ready(house)
    assert (status, said["ready"], said["facts"]["paper"]) == (200, True, False)
    assert said["troubles"]["paper"] == STUCK["zh"]
    health.add(lambda: [fact("store")])
    status, said = ready(house)
    assert (status, [one["name"] for one in said["reasons"]]) == (503, ["store"])
    assert said["reasons"][0]["en"] == STUCK["en"]


def test_a_source_of_facts_that_fails_is_a_fact_itself() -> None:
    def broken() -> list[Fact]:
        raise OSError("no /proc")

    health = Health()
    health.add(broken)
    found = health.facts()[-1]
    assert not found.ok and found.vital and "no /proc" in found.detail["zh"]


def test_a_repeating_thread_that_fails_is_said_until_its_next_good_turn() -> None:
    failing = [True]

    def act() -> None:
        if failing[0]:
            raise OSError("disk full")

    health, one = Health(), Periodic("ledger", act, lambda: None)
    health.watch(one, both("台账清理", "Erasing on schedule"), vital=False)
    one.start()
    try:
        assert until(lambda: not health.facts()[-1].ok)
        assert "disk full" in health.facts()[-1].detail["zh"]
        failing[0] = False
        one.wake()
        assert until(lambda: health.facts()[-1].ok)
    finally:
        one.stop()


def until(true: Callable[[], bool]) -> bool:
    moment = threading.Event()
    return any(true() or moment.wait(0.005) for _ in range(4_000))


def test_metrics_tell_the_same_as_the_ready_page(house: House) -> None:
    house.start()
    house.services.health.add(lambda: [fact("store")])
    text = house.app.test_client().get("/metrics").text
    assert 'kiosk_health_ok{fact="store"} 0.0' in text
    assert 'kiosk_health_ok{fact="board-clock"} 1.0' in text
    assert "kiosk_ready 0.0" in text
    assert 'kiosk_periodic_turns_total{thread="board-clock"}' in text


def test_staff_read_it_on_the_console_and_on_the_facilities_page_and_a_calm_console_is_not_all_well(
    house: House, guide: Tablet
) -> None:
    house.services.health.add(lambda: [fact("store")])
    for path in ("/console", "/facilities"):
        assert STUCK["zh"] in guide.get(path).text
    assert "一切正常" not in guide.get("/console").text


def test_a_loop_that_is_late_or_silent_is_not_ready() -> None:
    at = [100.0]
    health = Health(lambda: at[0])
    assert "loop" not in {fact.name for fact in health.facts()}, "nothing serves yet"
    health.loop.beat(0.002)
    assert health.loop.fact().ok
    health.loop.beat(1.4)
    assert not health.loop.fact().ok and health.loop.lag_s == 1.4
    for _ in range(20):
        health.loop.beat(0.001)
    assert health.loop.fact().ok
    at[0] += 4
    assert not health.loop.fact().ok and health.loop.lag_s == 4
