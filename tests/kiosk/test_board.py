"""The board: commit, derive, tell; one at a time, and what one listener does wrong costs nobody
else anything."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from kiosk.engine.board import SYSTEM, Board
from kiosk.engine.view import View
from kiosk.store import Store
from signage.catalogue.kinds import Catalogue
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.hall.model import Hall
from signage.rules.refusal import Refused
from signage.situation.commands import Change, Raise
from signage.situation.events import ContentChanged, TimePassed
from signage.situation.fold import fold
from tests.cast import ADMIN, CATALOGUE, GUIDE, HALL, NOON, SUPERVISOR


@dataclass(frozen=True)
class Described:
    """Content as the board knows it."""

    hall: Hall = HALL
    catalogue: Catalogue = CATALOGUE
    digest: str = "first"
    evacuation: Evacuation = NO_PLAN

    def to_json(self) -> str:
        return "{}"


class Clock:
    """The present, moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def board(store: Store, clock: Clock) -> Board:
    return board_over(store, clock)


def board_over(store: Store, clock: Callable[[], datetime], content: Any = None) -> Board:
    return Board(store, content or Described(), clock)


def log(store: Store) -> list[Any]:
    return [recorded.event for recorded in store.events()]


def pause(board: Board, window: int = 1, key: tuple[str, str] | None = None) -> Any:
    return board.do(Raise("WIN-PAUSE", (f"window/{window}",)), GUIDE, key)


def test_a_new_board_records_the_content_it_starts_with_and_only_then(
    store: Store, clock: Clock
) -> None:
    assert board_over(store, clock).view.revision == 1
    assert board_over(store, clock).view.revision == 1
    assert log(store) == [ContentChanged("first")]
    assert board_over(store, clock, Described(digest="second")).view.revision == 2


def test_a_command_is_in_the_log_before_anyone_is_told(board: Board, store: Store) -> None:
    told: list[tuple[int, int]] = []
    board.subscribe(
        "screens", lambda view: told.append((view.revision, list(store.events())[-1].seq))
    )
    outcome = pause(board)
    assert outcome.created and outcome.incident is not None and outcome.incident.state == "active"
    assert told == [(1, 1), (2, 2)]
    assert board.view.scenes["win-1"].sign == "suspended"
    assert board.view.scenes["win-2"].sign == "guidance"


def test_the_same_key_is_answered_with_the_same_incident_and_changes_nothing(board: Board) -> None:
    first = pause(board, key=("k1", "d1"))
    again = pause(board, key=("k1", "d1"))
    assert first.created and again.created
    assert again.incident == first.incident
    assert board.view.revision == first.view.revision


def test_a_key_is_answered_again_after_a_restart(board: Board, store: Store, clock: Clock) -> None:
    first = pause(board, key=("k1", "d1"))
    again = pause(board_over(store, clock), key=("k1", "d1"))
    assert (again.incident.id, again.created) == (first.incident.id, True)


def test_a_key_used_for_something_else_is_refused(board: Board) -> None:
    pause(board, key=("k1", "d1"))
    with pytest.raises(Refused) as refused:
        pause(board, window=2, key=("k1", "d2"))
    assert refused.value.code == "key-reused"
    assert board.view.revision == 2


def test_a_key_belongs_to_the_one_who_used_it(board: Board) -> None:
    pause(board, key=("k1", "d1"))
    other = board.do(Raise("WIN-PAUSE", ("window/2",)), SUPERVISOR, ("k1", "d2"))
    assert other.created


def test_raising_what_is_already_open_gives_that_incident_and_notes_the_repetition(
    board: Board,
) -> None:
    first, again = pause(board), pause(board)
    assert not again.created
    assert again.incident.id == first.incident.id
    assert again.incident.repeats == 1
    assert len(board.view.world.situation.open_incidents) == 1


def test_the_end_of_an_all_clear_is_an_event_of_its_own(
    board: Board, store: Store, clock: Clock
) -> None:
    raised = board.do(Raise("FIRE", ("hall",)), GUIDE).incident
    assert raised is not None
    board.do(Change(raised.id, "clear", reason="误报"), SUPERVISOR)
    assert board.view.scenes["win-1"].sign == "all-clear"
    assert board.view.next_change == NOON + timedelta(minutes=10)
    clock.later(minutes=9, seconds=59)
    assert not board.behind() and not board.catch_up()
    clock.later(seconds=1)
    assert board.behind() and board.catch_up() and not board.behind()
    assert board.view.scenes["win-1"].sign == "guidance"
    assert isinstance(log(store)[-1], TimePassed)
    assert board.view.revision == 4
    assert not board.catch_up()


def test_the_clock_thread_wakes_for_a_change_that_comes_before_what_it_waits_for(
    store: Store,
) -> None:
    began, jumped = datetime.now(UTC), timedelta()
    board = board_over(store, lambda: NOON + jumped + (datetime.now(UTC) - began))
    ends = threading.Event()
    board.subscribe(
        "screens",
        lambda view: ends.set() if view.scenes["win-1"].sign == "guidance" else ends.clear(),
    )
    board.start()
    try:
        raised = board.do(Raise("FIRE", ("hall",)), GUIDE).incident
        assert raised is not None
        board.do(Change(raised.id, "clear"), SUPERVISOR)
        assert not ends.is_set()
        jumped = timedelta(minutes=10, milliseconds=-300)
        board.do(Raise("DISPUTE", ("zone/self",)), GUIDE)
        assert ends.wait(20)
        assert any(isinstance(event, TimePassed) for event in log(store))
    finally:
        board.stop()


def test_a_listener_that_fails_becomes_a_trouble_and_the_others_are_still_told(
    board: Board,
) -> None:
    told: list[int] = []
    broken = True

    def fails(view: View) -> None:
        if broken:
            raise RuntimeError("no paper")

    board.subscribe("printer", fails)
    board.subscribe("screens", lambda view: told.append(view.revision))
    assert pause(board).created
    assert told[-1] == 2
    assert board.troubles == {"printer": "RuntimeError: no paper"}
    broken = False
    pause(board, window=2)
    assert board.troubles == {}


def test_a_stale_revision_is_refused_and_leaves_nothing(board: Board, store: Store) -> None:
    told: list[int] = []
    board.subscribe("screens", lambda view: told.append(view.revision))
    raised = pause(board).incident
    board.do(Change(raised.id, "update", revision=raised.revision, note="一"), GUIDE)
    before, view = log(store), board.view
    with pytest.raises(Refused) as refused:
        board.do(Change(raised.id, "clear", revision=raised.revision), SUPERVISOR, ("k", "d"))
    assert refused.value.code == "stale-revision"
    assert (log(store), board.view, told) == (before, view, [1, 2, 3])
    assert store.answer(SUPERVISOR.name, "k") is None


def test_a_disk_that_refuses_leaves_the_hall_as_it_was(
    board: Board, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = board.view

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(store, "append", full)
        with pytest.raises(OSError, match="no space"):
            pause(board)
    assert board.view is view
    assert pause(board).view.revision == 2


def test_new_content_is_adopted_with_what_is_open(board: Board, store: Store) -> None:
    raised = pause(board).incident
    described = Described(
        hall=HALL.model_copy(update={"screens": HALL.screens[:3]}), digest="second"
    )
    board.adopt(described)  # type: ignore[arg-type]  # a stand-in
    assert list(board.view.scenes) == [screen.id for screen in HALL.screens[:3]]
    assert raised.id in board.view.world.situation.incidents
    assert (store.fact("digest"), log(store)[-1]) == ("second", ContentChanged("second"))


def test_a_restart_shows_what_was_shown(board: Board, store: Store, clock: Clock) -> None:
    pause(board)
    board.do(Raise("ETAX-DOWN", ("system/etax",), eta=NOON + timedelta(hours=1)), SUPERVISOR)
    again = board_over(store, clock)
    assert again.view.scenes == board.view.scenes
    assert again.view.world.situation == board.view.world.situation


def test_a_log_that_has_grown_is_kept_as_a_snapshot_without_a_stop(
    board: Board, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.engine.board.SNAPSHOT_EVERY", 3)
    pause(board)
    assert not board.keep()
    pause(board, window=2)
    assert board.keep()
    assert not board.keep()
    assert store._one("SELECT seq FROM snapshots") == (3,)
    assert store.situation() == board.view.world.situation == fold(store.events())


def crowd(work: Callable[[int], None], people: int = 8) -> None:
    """``people`` threads at once; the first failure of any is raised here."""
    failures: list[Exception] = []
    together = threading.Barrier(people)

    def one(number: int) -> None:
        together.wait()
        try:
            work(number)
        except Exception as failure:  # noqa: BLE001  # carried to the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_eight_people_at_once_leave_one_log_without_gaps_and_the_view_it_folds_to(
    board: Board, store: Store
) -> None:
    def raise_and_clear(number: int) -> None:
        for turn in range(5):
            raised = board.do(
                Raise("WIN-PAUSE", (f"window/{1 + number % 3}",), note=str(turn)), GUIDE
            ).incident
            assert raised is not None
            try:
                board.do(Change(raised.id, "clear"), SUPERVISOR)
            except Refused as refused:
                assert refused.code == "illegal-transition"

    crowd(raise_and_clear)
    recorded = list(store.events())
    assert [r.seq for r in recorded] == list(range(1, len(recorded) + 1))
    assert fold(recorded) == board.view.world.situation
    assert board.view.revision == recorded[-1].seq
    assert store.verify() == len(recorded)


def test_the_same_key_from_eight_at_once_raises_one_incident(board: Board) -> None:
    crowd(lambda number: pause(board, key=("same", "digest")))
    assert board.view.world.situation.raised == 1
    assert board.view.revision == 2


def test_the_last_thing_a_listener_is_told_is_the_newest_and_it_never_hears_an_older_one(
    board: Board,
) -> None:
    told: list[int] = []
    board.subscribe("lamps", lambda view: told.append(view.revision))
    crowd(lambda number: [board.do(Raise("QUEUE", ("hall",)), ADMIN) for _ in range(10)] and None)
    assert told == sorted(told)
    assert told[-1] == board.view.revision


def test_who_gives_a_command_finds_it_told_when_the_answer_comes(board: Board) -> None:
    told: list[int] = []
    board.subscribe("lamps", lambda view: told.append(view.revision))

    def one(number: int) -> None:
        outcome = board.do(Raise("QUEUE", ("hall",)), ADMIN)
        assert max(told) >= outcome.view.revision

    crowd(one)


def test_a_command_of_the_house_itself_is_recorded_as_such(board: Board, store: Store) -> None:
    assert next(iter(store.events())).actor == SYSTEM


def test_what_could_not_be_derived_is_not_in_the_log_and_the_next_act_is(
    board: Board, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory that ran out for a moment: the next act took the other's number, and was never kept."""

    def none_left(*given: object, **named: object) -> NoReturn:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("kiosk.engine.board.view_of", none_left)
        with pytest.raises(MemoryError):
            board.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
    board.do(Raise("FIRE", ("hall",)), GUIDE)
    assert store.verify() == board.view.revision
    assert fold(store.events()) == board.view.world.situation
