"""A board whose store cannot take a fire: the journal holds it, over a crash and another start."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from kiosk.engine.board import Board
from kiosk.store import FILE, Store, StoreError
from kiosk.store.unsaved import scribe
from kiosk.store.unsaved.journal import Journal, journal_of
from signage.situation.commands import BlockWay, Change, Raise, Undo
from signage.situation.events import IncidentRaised
from signage.situation.fold import fold
from tests.broken_stores import read_only
from tests.cast import ADMIN, GUIDE, NOON, SUPERVISOR, TABLET, Clock
from tests.kiosk.test_board import Described
from tests.kiosk.test_unsaved import AT_ONCE_S


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "HANG_S", 0.5)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "data")
    yield made
    made.close()


CLOCK = Clock()


def board_of(store: Store, journal: Journal | None, digest: str = "first") -> Board:
    content: Any = Described(digest=digest)
    return Board(store, content, CLOCK, journal=journal)


@pytest.fixture
def board(store: Store, journal: Journal) -> Board:
    CLOCK.now = NOON
    return board_of(store, journal)


def fire(board: Board, key: tuple[str, str] | None = None) -> Any:
    return board.do(Raise("FIRE", ("hall",)), GUIDE, key)


def test_what_concerns_life_is_taken_and_nothing_else(board: Board, store: Store) -> None:
    danger = board.do(Raise("DEV-HAZARD", ("machine/terminal-1",)), GUIDE).incident
    pause = board.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE).incident
    assert danger and pause
    with read_only(store):
        outcomes = [
            fire(board),
            board.do(Raise("QUAKE", ("hall",)), TABLET),
            board.do(Change(danger.id, "update", note="漏电"), GUIDE),
            board.do(Change(danger.id, "escalate"), SUPERVISOR),
            board.do(Undo(danger.id), SUPERVISOR),
            board.do(BlockWay("exit/east", "fire"), TABLET),
            board.do(Change(danger.id, "clear", reason="已断电"), ADMIN),
        ]
        assert not any(outcome.stored for outcome in outcomes)
        revisions = [outcome.view.revision for outcome in outcomes]
        assert revisions == sorted(set(revisions))
        for command, actor in (
            (Raise("WIN-PAUSE", ("window/2",)), GUIDE),
            (Raise("FIRE", ("hall",), drill=True), SUPERVISOR),
            (Change(pause.id, "clear"), SUPERVISOR),
            (Change(pause.id, "update", note="x"), GUIDE),
            (Undo(pause.id), GUIDE),
            (BlockWay("exit/east", None), SUPERVISOR),
        ):
            with pytest.raises(StoreError):
                board.do(command, actor)  # type: ignore[arg-type]  # each is a command
        assert board.view.revision == revisions[-1]
    assert board.settle()
    assert store.verify() == board.view.revision
    assert fold(store.events()) == board.view.world.situation


def test_the_same_key_is_answered_with_the_same_fire_stored_or_not(
    board: Board, store: Store
) -> None:
    with read_only(store):
        first, again = fire(board, ("k1", "d1")), fire(board, ("k1", "d1"))
        assert first.created and again.created and again.incident == first.incident
        assert not again.stored
        assert board.unsaved.acts == 1
    assert board.settle()
    assert fire(board, ("k1", "d1")).incident.id == first.incident.id
    assert store.answer(GUIDE.name, "k1") is not None


def again_over(store: Store, journal: Journal) -> Board:
    """The hall started anew after a crash: nothing in memory is left."""
    return board_of(Store(store.directory), Journal(journal.place))


def test_a_crash_in_that_moment_lessens_nothing(
    board: Board, store: Store, journal: Journal
) -> None:
    with read_only(store):
        raised = fire(board, ("k1", "d1"))
        blocked = board.do(BlockWay("exit/east", "fire"), GUIDE)
    after = again_over(store, journal)
    assert after.view.revision == blocked.view.revision
    assert after.view.world.situation == board.view.world.situation
    assert after.unsaved.acts == 0
    assert store.verify() == blocked.view.revision
    assert fire(after, ("k1", "d1")).incident.id == raised.incident.id


def test_nor_does_a_start_over_a_store_that_still_fails(
    board: Board, store: Store, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        stack.enter_context(read_only(store))
        fire(board)
        opened = Store(store.directory)
        stack.enter_context(read_only(opened))
        after = board_of(opened, Journal(journal.place))
        assert {scene.sign for scene in after.view.scenes.values()} == {"evacuate"}
        assert after.unsaved.acts == 1
    assert after.settle()
    assert opened.verify() == after.view.revision


def test_what_the_journal_holds_is_never_in_the_log_twice(
    board: Board, store: Store, journal: Journal
) -> None:
    fire(board)
    with read_only(store):
        board.do(BlockWay("exit/east", "fire"), GUIDE)
    for _ in range(3):
        again_over(store, journal)
    assert [type(r.event).__name__ for r in store.events()] == [
        "ContentChanged",
        "IncidentRaised",
        "WayHeld",
    ]


def test_what_an_older_backup_lacks_the_journal_gives_back(
    board: Board, store: Store, journal: Journal, tmp_path: Path
) -> None:
    """The file was overwritten a moment ago: SQLite took the fire, and nobody can ever read it
    there."""
    old = (tmp_path / "old").with_suffix(".sqlite")
    store._db.execute("VACUUM INTO ?", (str(old),))
    raised = fire(board)
    assert raised.stored
    (tmp_path / "restored").mkdir()
    old.rename(tmp_path / "restored" / FILE)
    restored = Store(tmp_path / "restored")
    after = board_of(restored, Journal(journal.place))
    assert {scene.sign for scene in after.view.scenes.values()} == {"evacuate"}
    assert restored.verify() == after.view.revision
    restored.close()


def test_a_line_cut_short_or_damaged_costs_no_other(
    board: Board, store: Store, journal: Journal
) -> None:
    with read_only(store):
        fire(board)
        board.do(BlockWay("exit/east", "fire"), GUIDE)
        board.do(BlockWay("exit/north", "fire"), GUIDE)
    *before, first, second = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(
        b"".join(before) + first.replace(b"east", b"west") + second + second[:40]
    )
    after = again_over(store, journal)
    assert set(after.view.world.situation.holds) == {"exit/north"}
    assert len(after.view.world.situation.open_incidents) == 1


def test_the_journal_of_another_log_is_set_aside_and_said(
    store: Store, journal: Journal, tmp_path: Path
) -> None:
    other = board_of(Store(tmp_path / "other"), journal)
    fire(other)
    board_of(store, None, "another")
    after = again_over(store, journal)
    assert not after.view.world.situation.open_incidents
    assert "another log" in after.troubles["journal"]["en"]
    assert list(journal.place.glob("*.other"))


def test_the_journal_is_emptied_only_when_the_log_was_read_back_from_the_file(
    board: Board, journal: Journal
) -> None:
    fire(board)
    assert journal.path.stat().st_size
    board.scribe.read_back(1)
    assert journal.path.stat().st_size
    board.scribe.read_back(board.view.revision)
    assert not journal.path.stat().st_size


def test_the_hall_follows_the_clock_without_a_store(board: Board, store: Store) -> None:
    number = fire(board).incident.id
    with read_only(store):
        board.do(Change(number, "clear", reason="误报"), SUPERVISOR)
        assert {scene.sign for scene in board.view.scenes.values()} == {"all-clear"}
        CLOCK.later(minutes=10)
        assert board.catch_up()
        assert {scene.sign for scene in board.view.scenes.values()} == {"guidance"}
    assert board.settle()
    assert [r.at for r in store.events()][-1] == NOON + timedelta(minutes=10)


class Hanging:
    """A disk that does not answer until it is let go."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.goes_on = Event(), Event()
        append = store.append

        def hangs(*args: Any) -> Any:
            self.reached.set()
            assert self.goes_on.wait(10)
            return append(*args)

        monkeypatch.setattr(store, "append", hangs)


def test_a_fire_overtakes_what_waits_for_a_disk_that_hangs(
    board: Board, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribe, "PROMPT_S", 0.025)
    monkeypatch.setattr(scribe, "HANG_S", 10.0)
    disk, refused = Hanging(store, monkeypatch), []

    def pauses() -> None:
        with pytest.raises(StoreError) as refusal:
            board.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
        refused.append(refusal.value)

    waiting = Thread(target=pauses)
    waiting.start()
    assert disk.reached.wait(20)
    began = time.monotonic()
    raised = fire(board)
    assert time.monotonic() - began < AT_ONCE_S
    assert not raised.stored and raised.incident.state == "active"
    waiting.join(20)
    assert refused[0].unconfirmed and "刷新" in refused[0].words["zh"]
    disk.goes_on.set()
    assert board.settle()
    kept = [r.event.notice.kind for r in store.events() if isinstance(r.event, IncidentRaised)]
    assert kept == ["WIN-PAUSE", "FIRE"]
    assert fold(store.events()) == board.view.world.situation


def test_what_another_place_holds_is_brought_along(tmp_path: Path, store: Store) -> None:
    """Started by hand today, by the service manager yesterday."""
    yesterday = journal_of(store.directory, None, {"RUNTIME_DIRECTORY": str(tmp_path)})
    board = board_of(store, yesterday)
    with read_only(store):
        fire(board)
    today = journal_of(store.directory, tmp_path / "today", {"RUNTIME_DIRECTORY": str(tmp_path)})
    assert today.place.parent == tmp_path / "today" and not yesterday.path.exists()
    after = board_of(Store(store.directory), today)
    assert {scene.sign for scene in after.view.scenes.values()} == {"evacuate"}
    today.clear()
    today.close()
    assert not today.place.exists()


def test_the_journal_is_on_another_file_system_where_there_is_one(tmp_path: Path) -> None:
    place = journal_of(tmp_path, None, {}).place
    others = [parent for parent in ("/run", "/dev/shm") if os.access(parent, os.W_OK)]
    apart = [parent for parent in others if os.stat(parent).st_dev != tmp_path.stat().st_dev]
    assert not apart or str(place.parent) == apart[0]


def kinds_in(journal: Journal) -> list[str]:
    events = (one.event for act, _ in journal.read() for one in act.recorded)
    return [event.notice.kind for event in events if isinstance(event, IncidentRaised)]


def test_a_line_that_a_full_disk_cuts_off_costs_no_other(
    board: Board, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system that fills up takes the first bytes of a line and says so; then it is full."""
    fire(board)
    whole, room = os.write, iter((10,))

    def fills(handle: int, data: bytes) -> int:
        taken = next(room, 0)
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(handle, data[:taken])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fills)
        board.do(Raise("QUAKE", ("hall",)), GUIDE)
    assert "No space" in journal.trouble
    board.do(Raise("DEV-HAZARD", ("machine/terminal-1",)), GUIDE)
    assert kinds_in(journal) == ["FIRE", "DEV-HAZARD"] and not journal.trouble


def test_a_journal_that_was_deleted_is_let_go_of(board: Board, journal: Journal) -> None:
    fire(board)
    for _ in range(3):
        journal.path.unlink()
        board.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
        board.do(Raise("WIN-PAUSE", ("window/2",)), GUIDE)
        for open_now in list(board.view.world.situation.open_incidents)[1:]:
            board.do(Change(open_now.id, "clear"), SUPERVISOR)
    held = [os.readlink(link) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert [name for name in held if name == f"{journal.path} (deleted)"] == []


@pytest.mark.parametrize("around", [{}, {"RUNTIME_DIRECTORY": "/dev/shm"}])
def test_a_start_on_a_full_disk_finds_a_place_for_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, around: dict[str, str]
) -> None:
    """Python looks for a temporary directory by writing into it: on a full disk it finds none."""

    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    assert journal_of(tmp_path, None, around).place.name.startswith("kiosk-")


def test_a_disk_that_hangs_for_a_night_is_asked_once(board: Board) -> None:
    """Else what waits to be stored would stand behind thousands of questions once it is back."""
    goes_on, asked = Event(), list[None]()

    def hangs() -> None:
        asked.append(None)
        assert goes_on.wait(10)

    for _ in range(20):
        with pytest.raises(StoreError):
            board.scribe.probe(hangs, within_s=0.001)
    goes_on.set()
    board.scribe.probe(lambda: asked.append(None))
    assert len(asked) == 2
