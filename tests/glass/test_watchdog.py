"""Whatever of a screen's machine stands still, its unit starts it anew, and the hall hears the
screen paint again."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Hall
from tests.glass.machine import Machine, lacks

SCREEN = "exit-south"
pytestmark = [
    pytest.mark.faults,
    pytest.mark.browser,
    pytest.mark.skipif(bool(lacks()), reason=lacks() or "can be booted"),
]
HANGS = {
    "the browser": "^/usr/lib/chromium/chromium --[^t]",
    "its pages": "type=renderer",
    "its graphics": "type=gpu-process",
    "the compositor": "^/usr/bin/cage",
}


@pytest.fixture(scope="module")
def machine(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with Machine(tmp_path_factory.mktemp("machine"), hall.base_url, SCREEN, seen=False) as made:
        made.start()
        yield made


def paints(hall: Hall) -> bool:
    (screen,) = (one for one in hall.api("hall")["screens"] if one["id"] == SCREEN)
    return bool(screen["online"])


def test_the_unit_is_ready_once_its_screen_has_painted(machine: Machine, hall: Hall) -> None:
    assert machine.shown("NRestarts") == "0"
    machine.wait_until(lambda: paints(hall), "the hall hears the screen")


@pytest.mark.parametrize("what", HANGS)
def test_what_hangs_is_started_anew(machine: Machine, hall: Hall, what: str) -> None:
    machine.wait_until(lambda: paints(hall), "the hall hears the screen")
    before = int(machine.shown("NRestarts"))
    machine.stop_processes(HANGS[what])
    machine.wait_until(lambda: int(machine.shown("NRestarts")) == before + 1, f"{what} is ended")
    machine.wait_until(lambda: machine.shown("ActiveState") == "active", "the unit is ready")
    machine.wait_until(lambda: paints(hall), "the hall hears the screen again")
    (compositors,) = machine.run("pgrep", "--count", "cage").split()
    assert compositors == "1", "nothing is left of what hung"
