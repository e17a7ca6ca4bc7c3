"""Fingers and mice, at a screen as it is installed: the page stays as it is, at scale 1."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Playwright

from tests.browser.conftest import Hall
from tests.glass.conftest import Seen
from tests.glass.machine import SIZE, Machine, lacks

SCREEN = "exit-south"
WIDE, HIGH = SIZE
MIDDLE = (WIDE // 2, HIGH // 2)
PLACES = [
    (x, y) for x in (2, WIDE // 4, WIDE // 2, WIDE - 3) for y in (2, HIGH // 3, HIGH // 2, HIGH - 3)
]
Point = tuple[int, int]
pytestmark = [
    pytest.mark.faults,
    pytest.mark.browser,
    pytest.mark.skipif(bool(lacks()), reason=lacks() or "can be booted"),
]


@pytest.fixture(scope="module")
def seen(
    playing: Playwright, hall: Hall, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seen]:
    with Machine(tmp_path_factory.mktemp("machine"), hall.base_url, SCREEN) as machine:
        found = Seen.of(playing, machine, hall, SCREEN)
        found.shows(hall.raise_("FIRE", "hall")["revision"])
        assert found.left() == []
        yield found


def along(start: Point, end: Point, many: int = 8) -> list[Point]:
    return [
        (start[0] + (end[0] - start[0]) * at // many, start[1] + (end[1] - start[1]) * at // many)
        for at in range(many + 1)
    ]


SWIPES: dict[str, list[list[Point]]] = {
    "pinch out": [along(MIDDLE, (80, 80)), along(MIDDLE, (WIDE - 80, HIGH - 80))],
    "pinch in": [along((80, 80), MIDDLE), along((WIDE - 80, HIGH - 80), MIDDLE)],
    "two fingers up": [along((300, 700), (300, 60)), along((500, 700), (500, 60))],
    "two fingers left": [along((900, 300), (100, 300)), along((900, 450), (100, 450))],
    "three fingers down": [along((x, 60), (x, 700)) for x in (200, 400, 600)],
    "from the left edge": [along((0, 400), (900, 400))],
    "from the right edge": [along((WIDE - 1, 400), (100, 400))],
    "from the top edge": [along((500, 0), (500, 700))],
    "from the bottom edge": [along((500, HIGH - 1), (500, 60))],
}


def fingers(session: CDPSession, paths: list[list[Point]]) -> None:
    def put(kind: str, at: int) -> None:
        points = [
            {"x": path[at][0], "y": path[at][1], "id": name} for name, path in enumerate(paths)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    put("touchStart", 0)
    for at in range(1, len(paths[0])):
        put("touchMove", at)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture(scope="module")
def session(seen: Seen) -> CDPSession:
    return seen.page.context.new_cdp_session(seen.page)


@pytest.mark.parametrize("name", SWIPES)
def test_a_swipe_moves_nothing(seen: Seen, session: CDPSession, name: str) -> None:
    for _ in range(3):
        fingers(session, SWIPES[name])
    seen.settle()
    assert seen.left() == []


GESTURES: list[tuple[str, dict[str, Any]]] = [
    (
        "synthesizePinchGesture",
        {"x": MIDDLE[0], "y": MIDDLE[1], "scaleFactor": 4.0, "gestureSourceType": "touch"},
    ),
    (
        "synthesizePinchGesture",
        {"x": MIDDLE[0], "y": MIDDLE[1], "scaleFactor": 4.0, "gestureSourceType": "mouse"},
    ),
    (
        "synthesizeTapGesture",
        {"x": MIDDLE[0], "y": MIDDLE[1], "duration": 1500, "gestureSourceType": "touch"},
    ),
    (
        "synthesizeTapGesture",
        {"x": MIDDLE[0], "y": MIDDLE[1], "tapCount": 2, "gestureSourceType": "touch"},
    ),
    (
        "synthesizeScrollGesture",
        {"x": MIDDLE[0], "y": MIDDLE[1], "xDistance": 700, "gestureSourceType": "touch"},
    ),
    (
        "synthesizeScrollGesture",
        {"x": MIDDLE[0], "y": MIDDLE[1], "yDistance": 500, "gestureSourceType": "mouse"},
    ),
]


@pytest.mark.parametrize(("gesture", "how"), GESTURES)
def test_a_gesture_of_the_browser_s_own_moves_nothing(
    seen: Seen, session: CDPSession, gesture: str, how: dict[str, Any]
) -> None:
    """Pinch, long press, double tap, scrolling, as a panel's driver makes them of fingers."""
    session.send(f"Input.{gesture}", how)
    seen.settle()
    assert seen.left() == []


@pytest.mark.parametrize("button", range(1, 10))
def test_no_button_of_a_mouse_opens_anything(seen: Seen, button: int) -> None:
    """Left, middle, right, four wheels, back and forward; once, twice and dragged over all of it."""
    for x, y in PLACES:
        seen.machine.glass.do(
            [f"mousemove {x} {y}", f"click {button}", f"click --repeat 2 --delay 40 {button}"]
        )
    for start, end in (((40, 40), (WIDE - 40, HIGH - 40)), ((WIDE - 40, 60), (60, 60))):
        moves = [f"mousemove {x} {y}" for x, y in along(start, end)]
        seen.machine.glass.do([moves[0], f"mousedown {button}", *moves[1:], f"mouseup {button}"])
    seen.settle()
    assert seen.left() == []
