"""A screen that slept, with its server or alone, tells the truth two seconds after waking or says
that it is old."""

import time
from collections.abc import Callable

import pytest

from tests.faults.asleep import CLOCKS, STOPPED_S, Sight, falls_asleep, sights, stopped
from tests.faults.cable import Cable
from tests.faults.clocked import MONDAY_TEN, Live, Serve, all_clear, evacuating, plain
from tests.faults.faketime import WINDOW_S, library
from tests.faults.house import PATIENCE_S
from tests.halls.seeds import LONG

pytestmark = [
    pytest.mark.faults,
    pytest.mark.browser,
    pytest.mark.skipif(
        library() is None, reason="needs Debian's faketime: sudo apt install faketime"
    ),
]
HOURS = 8.0
SCREENS = {"window-5": True, "exit-east": False}
"""Whether its running time stands still too, as where its machine sleeps; else only its browser is
stopped."""
WATCHED_S = 6.0
Act = Callable[[Live], None]


def nothing(live: Live) -> None:
    pass


def fire(live: Live) -> None:
    live.post("incidents", {"kind": "FIRE", "targets": ["hall"]})


def ended(live: Live) -> None:
    for incident in live.house.ask("/api/v1/incidents?state=open")[1]["incidents"]:
        live.post(f"incidents/{incident['id']}/clear", {"reason": "误报"})


def fire_and_all_clear(live: Live) -> None:
    fire(live)
    ended(live)


BEFORE: dict[str, tuple[Act, Callable[[set[str | None]], bool]]] = {
    "calm": (nothing, lambda _: True),
    "evacuation": (fire, evacuating),
    "all-clear": (fire_and_all_clear, all_clear),
}
MEANWHILE: dict[str, tuple[str, Act]] = {
    "a fire was raised": ("calm", fire),
    "the fire was ended": ("evacuation", ended),
    "a fire came and went": ("calm", fire_and_all_clear),
    "the all-clear ran out": ("all-clear", nothing),
}
HAPPENED = list(MEANWHILE)[:: 1 if LONG else 3]
"""In a quick run more danger, and what ends by itself."""
STATES = list(BEFORE) if LONG else ["evacuation"]
"""In a quick run what must not be lost; that an all-clear runs out is tried below."""


def before(live: Live, state: str, address: str = "") -> None:
    act, shown = BEFORE[state]
    live.screens = tuple(SCREENS)
    live.opened(CLOCKS, address)
    act(live)
    assert live.becomes(shown)


def fall_asleep(live: Live) -> None:
    for name, page in live.pages.items():
        falls_asleep(page, HOURS, stands=SCREENS[name])


def seen(live: Live) -> dict[str, list[Sight]]:
    """What each screen showed after it woke."""
    until = time.monotonic() + WATCHED_S + PATIENCE_S
    while time.monotonic() < until:
        found = {name: sights(page) for name, page in live.pages.items()}
        if all(one and one[-1].after > WATCHED_S for one in found.values()):
            return found
        time.sleep(0.2)
    raise AssertionError(f"they did not go on: { {name: len(one) for name, one in found.items()} }")


def misleading(live: Live, *, heard: bool = True) -> list[str]:
    """Sights later than two seconds that are neither true nor marked as old, arrows and all-clears
    that ran out.

    ``heard``: the hall can be heard, so that the truth itself has to stand there in the end.
    """
    situation, wrong = live.situation(), []
    for name, found in seen(live).items():
        true = live.truth(situation, live.wall.now())[name]
        for one in found:
            right = all(part in plain(one.text) for part in true)
            old = (one.arrow or one.clear) and not (heard and right)
            if one.after > WINDOW_S and (old or not (right or one.stale)):
                wrong.append(f"{name} {one}"[:200])
        last = found[-1]
        if heard and (last.stale or not all(part in plain(last.text) for part in true)):
            wrong.append(f"{name} in the end {last}, not {true}")
    return wrong


@pytest.mark.parametrize("state", STATES)
def test_after_a_night_in_which_server_and_screens_stood_still(serve: Serve, state: str) -> None:
    live = serve(MONDAY_TEN)
    before(live, state)
    fall_asleep(live)
    with stopped(live.house.process.pid):
        live.wall.step(hours=HOURS)
        time.sleep(STOPPED_S)
    assert misleading(live) == []


@pytest.mark.parametrize("happened", HAPPENED)
def test_after_hours_in_which_the_screens_alone_stood_still(serve: Serve, happened: str) -> None:
    state, act = MEANWHILE[happened]
    live = serve(MONDAY_TEN)
    before(live, state)
    fall_asleep(live)
    with stopped():
        act(live)
        live.wall.step(hours=HOURS)
        time.sleep(STOPPED_S)
    assert misleading(live) == []


@pytest.mark.parametrize("happened", HAPPENED if LONG else HAPPENED[:1])
def test_what_still_waits_in_a_dead_connection_renews_nothing(serve: Serve, happened: str) -> None:
    """Heartbeats of before reach the screen as it wakes, the hall does not."""
    state, act = MEANWHILE[happened]
    live = serve(MONDAY_TEN)
    with Cable(live.house.base_url) as cable:
        before(live, state, cable.base_url)
        fall_asleep(live)
        with stopped():
            time.sleep(STOPPED_S)
            cable.fail("mute")
            act(live)
            live.wall.step(hours=HOURS)
        wrong = misleading(live, heard=False)
        for page in live.pages.values():
            page.close()
        live.pages = {}
    assert wrong == []
