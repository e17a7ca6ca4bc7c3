"""Whatever fails and dies in whatever order: what was acknowledged is in the log, once, in order,
and whole."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.board import Board
from kiosk.store import Store, StoreError
from kiosk.store.unsaved.journal import Journal
from signage.rules.refusal import Refused
from signage.situation.commands import BlockWay, Change, Command, Raise, Undo
from signage.situation.fold import fold
from tests.broken_stores import WITHIN
from tests.cast import ADMIN, GUIDE, Clock
from tests.kiosk.test_board import Described

FAULTS = {name: WITHIN[name] for name in ("locked", "readonly", "deleted")}
WAYS = ("exit/east", "exit/north")


class Hall:
    """A hall over a store that fails and is mended, dies and is started again; and what it has
    acknowledged."""

    def __init__(self, place: Path) -> None:
        self.place, self.clock = place, Clock()
        self.kept: list[tuple[int, str, str]] = []
        self.broken = ExitStack()
        self.fault = ""
        self.start()

    def start(self) -> None:
        content: Any = Described()
        self.store = Store(self.place / "data")
        self.board = Board(self.store, content, self.clock, journal=Journal(self.place / "journal"))

    def give(self, command: Command) -> None:
        self.clock.later(seconds=1)
        try:
            outcome = self.board.do(command, ADMIN if isinstance(command, Change) else GUIDE)
        except (Refused, StoreError):
            return
        number = outcome.incident.id if outcome.incident else ""
        self.kept.append((outcome.view.revision, type(command).__name__, number))

    def breaks(self, fault: str) -> None:
        if not self.fault:
            self.fault = fault
            self.broken.enter_context(FAULTS[fault](self.store))

    def works(self) -> None:
        self.broken.close()
        if self.fault == "deleted":
            self.store.rescue()
            self.board.scribe.fares_well()
        self.fault = ""
        assert self.board.settle()

    def dies(self) -> None:
        """Nothing of the process is left; a file that was deleted with it comes back from its last
        writing."""
        if self.fault == "deleted":
            self.works()
        self.broken.close()
        self.fault = ""
        shown = self.board.view.world.situation
        self.start()
        assert self.board.settle()
        assert self.board.view.world.situation == shown


COMMANDS: list[Callable[[Hall, int], Command]] = [
    lambda hall, n: Raise(
        ("FIRE", "QUAKE", "DEV-HAZARD")[n % 3], ("hall",) if n % 3 < 2 else ("machine/terminal-1",)
    ),
    lambda hall, n: Raise("WIN-PAUSE", (f"window/{n % 3 + 1}",)),
    lambda hall, n: BlockWay(WAYS[n % 2], (None, "fire")[n // 2 % 2]),  # type: ignore[arg-type]  # a hold
    lambda hall, n: Change(
        _some(hall, n), ("clear", "update", "escalate")[n % 3], note="x", reason="y"
    ),  # type: ignore[arg-type]  # one of its literals
    lambda hall, n: Undo(_some(hall, n)),
]


def _some(hall: Hall, n: int) -> str:
    known = sorted(hall.board.view.world.situation.incidents)
    return known[n % len(known)] if known else "20261124-1"


STEPS = st.one_of(
    st.tuples(st.just("give"), st.integers(0, len(COMMANDS) - 1), st.integers(0, 11)),
    st.tuples(st.just("breaks"), st.sampled_from(sorted(FAULTS)), st.just(0)),
    st.tuples(st.sampled_from(["works", "dies"]), st.just(0), st.just(0)),
)


@pytest.mark.laws
@settings(max_examples=15)
@given(st.lists(STEPS, min_size=1, max_size=14))
def test_nothing_acknowledged_is_lost_doubled_or_renumbered(
    steps: list[tuple[str, Any, int]],
) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as place:  # a disk would only make it slow
        hall = Hall(Path(place))
        for what, which, number in steps:
            if what == "give":
                hall.give(COMMANDS[which](hall, number))
            elif what == "breaks":
                hall.breaks(which)
            else:
                getattr(hall, what)()
        hall.works()
        events = list(hall.store.events())
        assert hall.store.verify() == len(events) == hall.board.view.revision
        assert fold(events) == hall.board.view.world.situation
        revisions = [revision for revision, _, _ in hall.kept]
        assert revisions == sorted(revisions) and set(revisions) <= {event.seq for event in events}
        raised = {event.event.incident for event in events if event.event.type == "incident_raised"}
        assert {number for _, kind, number in hall.kept if kind == "Raise"} <= raised
