"""What a tablet has heard is forgotten rather than believed: it may ring once more, never too
seldom.

Each row is a way in which the server's memory and what is open part company. After it everything
that nobody on this tablet has heard *in the log that now stands* rings.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.engine.board import Board
from kiosk.staff.console.alarm import Heard
from kiosk.store.copies import backup
from kiosk.wiring import House
from signage.situation.commands import Change, Raise, Undo
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import enlist
from tests.kiosk.test_alarm import enrolled, ring
from tests.kiosk.test_alarm import heard as hears
from tests.kiosk.test_identity import kinds, run, turn
from tests.kiosk.test_safe_mode import Hall, corrupt

FIRE = Raise("FIRE", ("hall",))


@pytest.fixture
def hall(tmp_path: Path, clock: Clock, sample_read: None) -> Iterator[Hall]:
    """A hall in which a fire is on."""
    made = Hall(tmp_path / "data", clock)
    house = made.start(contents.sample())
    enlist(house.services.store)
    house.services.board.do(FIRE, SUPERVISOR)
    yield made
    made.stop()


def test_after_a_restart_a_tablet_rings_again(hall: Hall) -> None:
    tablet = enrolled(hall.built[0])
    hears(tablet)
    assert ring(tablet) == ""
    tablet.client.application = hall.start().app
    assert ring(tablet) == "life", "nobody has acknowledged, and nobody remembers who heard"


def test_what_was_heard_without_a_log_silences_nothing_in_the_log_that_came_back(
    hall: Hall, tmp_path: Path
) -> None:
    """Numbers of incidents begin anew with a log, so that two fires may have one number."""
    desk = enrolled(hall.built[0])
    backup(hall.data, tmp_path / "copy.sqlite")
    hall.stop()
    corrupt(hall.data)
    house = hall.start()
    house.services.board.do(FIRE, SUPERVISOR)
    desk.client.application = house.app
    hears(desk)
    assert ring(desk) == ""
    run("restore", tmp_path / "copy.sqlite", "--data", hall.data)
    turn(house)
    assert kinds(house) == ["FIRE"]
    assert ring(desk) == "life"


Act = Callable[[Board, str], object]
ACTS: dict[str, tuple[Act, str]] = {
    "an update": (lambda board, fire: board.do(Change(fire, "update", note="x"), SUPERVISOR), ""),
    "an escalation": (lambda board, fire: board.do(Change(fire, "escalate", reason="x"), SUPERVISOR), "life"),
    "taken back, raised again": (
        lambda board, fire: (board.do(Undo(fire), GUIDE), board.do(FIRE, SUPERVISOR)), "life"
    ),
    "another place": (lambda board, fire: board.do(Raise("FIRE", ("zone/service",)), SUPERVISOR), "life"),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_what_rings_on_a_tablet_that_has_heard_the_fire(house: House, act: str) -> None:
    does, rings = ACTS[act]
    fire = house.services.board.do(FIRE, GUIDE).incident
    tablet = enrolled(house)
    hears(tablet)
    assert ring(tablet) == "" and fire is not None
    does(house.services.board, fire.id)
    assert ring(tablet) == rings


def test_a_memory_that_is_full_forgets_and_rings() -> None:
    memory = Heard()
    memory.note("one", ["fire"])
    for number in range(600):
        memory.note(f"holder {number}", [f"key {key}" for key in range(300)])
    assert "fire" not in memory.by("one")
    assert len(memory.by("holder 599")) <= 200
