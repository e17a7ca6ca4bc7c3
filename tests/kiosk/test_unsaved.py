"""A fire in a hall whose store cannot take it: shown at once, marked, and in the log as soon as
there is one again."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kiosk.content import reader as contents
from kiosk.engine.board import Board
from kiosk.engine.probe import Probe
from kiosk.serving.pins import make_token
from kiosk.store import FILE, Store, StoreError
from kiosk.store.unsaved import scribe
from kiosk.store.unsaved.journal import Journal, journal_of
from kiosk.wiring import House, build
from signage.situation.commands import BlockWay, Change, Raise, Undo
from signage.situation.events import IncidentChanged, IncidentRaised
from signage.situation.fold import fold
from tests.broken_stores import WITHIN as FAULTS
from tests.broken_stores import read_only
from tests.cast import ADMIN, GUIDE, NOON, SUPERVISOR, TABLET, Clock
from tests.kiosk.house import Tablet, enlist
from tests.kiosk.test_board import Described

AT_ONCE_S = 1.0
"""Far below the five seconds for which SQLite waits for another program; the figure itself is the
benchmark's."""
FIRE = {"kind": "FIRE", "targets": ["hall"]}
PAUSE = {"kind": "WIN-PAUSE", "targets": ["window/5"]}
Ask = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "HANG_S", 0.5)


@pytest.fixture
def ask(house: House) -> Ask:
    """A machine with every scope."""
    secret, hashed = make_token()
    house.services.store.put_token("alarm", hashed, "admin")
    probe_of(house).look()
    client = house.app.test_client()

    def asked(path: str, body: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        more = {"Authorization": f"Bearer {secret}"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        return (
            client.get(path, headers=more)
            if body is None
            else client.post(path, json=body, headers=more)
        )

    return asked


def probe_of(house: House) -> Probe:
    """What the house's own thread does every three seconds."""
    here = house.services
    return Probe(here.store, here.board, here.people)


def signs(house: House) -> set[str]:
    return {scene.sign for scene in house.services.board.view.scenes.values()}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fire_is_shown_at_once_whatever_has_become_of_the_store(
    house: House, ask: Ask, fault: str
) -> None:
    with FAULTS[fault](house.services.store):
        began = time.monotonic()
        answer = ask("/api/v1/incidents", FIRE)
        assert time.monotonic() - began < AT_ONCE_S
        assert answer.status_code == 201, answer.text
        assert answer.json["stored"] is False
        assert signs(house) == {"evacuate"}
        assert ask(f"/api/v1/incidents/{answer.json['id']}").json["stored"] is False
        assert house.app.test_client().get("/readyz").json["facts"]["unsaved"] is False


@pytest.mark.parametrize("fault", FAULTS)
def test_once_the_store_is_back_the_log_holds_it_as_it_was_shown(
    house: House, ask: Ask, fault: str
) -> None:
    board, store = house.services.board, house.services.store
    before = board.view.revision
    with FAULTS[fault](store):
        raised = ask("/api/v1/incidents", FIRE).json
        number = raised["id"]
        later = ask(f"/api/v1/incidents/{number}/update", {"note": "二楼也有烟"}).json
        assert before < raised["revision"] < later["revision"]
    probe_of(house).look()
    probe_of(house).look()
    assert board.unsaved.acts == 0 and board.unsaved.trouble is None
    assert store.verify() == later["revision"] == board.view.revision
    kept = [(r.seq, r.actor.name, type(r.event)) for r in store.events(before)]
    assert kept == [
        (raised["revision"], "token:alarm", IncidentRaised),
        (later["revision"], "token:alarm", IncidentChanged),
    ]
    assert fold(store.events()) == board.view.world.situation
    again = ask("/api/v1/incidents", PAUSE)
    assert (again.status_code, again.json["stored"]) == (201, True)
    assert ask(f"/api/v1/incidents/{number}").json["stored"] is True
    assert house.app.test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize("fault", FAULTS)
def test_all_else_is_refused_in_words_that_say_what_still_works(
    house: House, ask: Ask, fault: str
) -> None:
    view = house.services.board.view
    with FAULTS[fault](house.services.store):
        began = time.monotonic()
        answer = ask("/api/v1/incidents", PAUSE)
        assert time.monotonic() - began < AT_ONCE_S
        assert (answer.status_code, answer.json["code"]) == (503, "not-saved")
        assert "疏散" in answer.json["detail_zh"] and "未生效" in answer.json["detail_zh"]
        assert "Evacuation" in answer.json["detail"]
    assert house.services.board.view is view


@pytest.mark.parametrize("fault", FAULTS)
def test_nobody_is_locked_out_by_the_same_fault(house: House, ask: Ask, fault: str) -> None:
    enrolled = Tablet(house).signed_in("王")
    enrolled.post("/enrol", name="前台平板")
    signed_in = Tablet(house).signed_in("李")
    enrolled.post("/sign-out")
    with FAULTS[fault](house.services.store):
        assert ask("/api/v1/hall").status_code == 200
        assert signed_in.get("/console").status_code == 200
        assert Tablet(house).sign_in("王").status_code == 303
        assert Tablet(house).sign_in("王", "000000").status_code == 403
        assert enrolled.get("/console/locked").status_code == 200
        locked = enrolled.post("/console/raise", kind="FIRE", target="hall", sure="yes")
        assert locked.status_code == 303, locked.text
        assert signs(house) == {"evacuate"}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_probe_finds_it_before_anybody_needs_the_store(
    house: House, supervisor: Tablet, fault: str
) -> None:
    ready = house.app.test_client()
    probe_of(house).look()
    assert ready.get("/readyz").status_code == 200
    with FAULTS[fault](house.services.store):
        if fault == "deleted":
            (house.services.store.directory / FILE).write_bytes(b"")
        probe_of(house).look()
        said = ready.get("/readyz")
        assert said.status_code == 503 and said.json["facts"]["store"] is False
        page = supervisor.get("/console").text
        assert 'data-fact="store"' in page and "疏散、避险、危险、警戒仍会立即显示" in page
        (house.services.store.directory / FILE).stat()
        if fault == "deleted":
            (house.services.store.directory / FILE).unlink()
    probe_of(house).look()
    probe_of(house).look()
    assert ready.get("/readyz").status_code == 200
    assert 'data-fact="store"' not in supervisor.get("/console").text


def test_the_console_marks_what_is_not_stored_until_it_is(house: House, supervisor: Tablet) -> None:
    with read_only(house.services.store):
        supervisor.post("/console/raise", kind="FIRE", target="hall", sure="yes")
        page = supervisor.get("/console").text
        assert "data-unsaved" in page and "未存档" in page
        assert "kiosk_unsaved 1.0" in house.app.test_client().get("/metrics").text
    probe_of(house).look()
    assert "data-unsaved" not in supervisor.get("/console").text
    assert "kiosk_unsaved 0.0" in house.app.test_client().get("/metrics").text


# ---------------------------------------------------------------- over the board alone


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
    assert "another log" in after.troubles["journal"]
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


def test_a_file_that_was_deleted_is_written_back_and_another_hall_left_alone(
    house: House, ask: Ask
) -> None:
    store = house.services.store
    with FAULTS["deleted"](store):
        ask("/api/v1/incidents", FIRE)
    (store.directory / FILE).write_bytes(b"somebody's file")
    probe_of(house).look()
    assert (store.directory / FILE).read_bytes() == b"somebody's file"
    assert house.services.board.unsaved.acts == 1
    (store.directory / FILE).unlink()
    probe_of(house).look()
    probe_of(house).look()
    fresh = Store(store.directory)
    assert fresh.verify() == house.services.board.view.revision
    assert [type(r.event).__name__ for r in fresh.events()][-1] == "IncidentRaised"
    fresh.close()


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
    assert disk.reached.wait(5)
    began = time.monotonic()
    raised = fire(board)
    assert time.monotonic() - began < AT_ONCE_S
    assert not raised.stored and raised.incident.state == "active"
    waiting.join(5)
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


def test_a_file_deleted_again_and_again_is_written_back_each_time(house: House, ask: Ask) -> None:
    store, board = house.services.store, house.services.board
    for suffixes in (("",), ("-wal",), ("", "-wal", "-shm"), ("-shm", "-wal"), ("",)):
        for suffix in suffixes:
            (store.directory / f"{FILE}{suffix}").unlink()
        raised = ask("/api/v1/incidents", FIRE).json
        assert raised["stored"] is False
        assert ask(f"/api/v1/incidents/{raised['id']}/clear", {"reason": "误报"}).status_code == 200
        probe_of(house).look()
        probe_of(house).look()
        assert board.unsaved.acts == 0 and board.unsaved.trouble is None
        fresh = Store(store.directory)
        assert fresh.verify() == board.view.revision
        fresh.close()
        assert ask("/api/v1/incidents", FIRE).json["stored"] is True
        assert (store.directory / f"{FILE}-wal").exists()


def test_a_file_deleted_while_it_is_written_back_is_written_back_later(
    house: House, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = house.services.store
    opened = store._opened

    def gone_again() -> Any:
        (store.directory / FILE).unlink()
        return opened()

    with FAULTS["deleted"](store):
        ask("/api/v1/incidents", FIRE)
    monkeypatch.setattr(store, "_opened", gone_again)
    probe_of(house).look()
    assert house.services.board.unsaved.acts == 1
    monkeypatch.setattr(store, "_opened", opened)
    probe_of(house).look()
    probe_of(house).look()
    assert house.services.board.unsaved.acts == 0
    assert store.verify() == house.services.board.view.revision


def test_without_its_log_the_hall_still_shows_what_the_journal_holds(
    tmp_path: Path, clock: Clock
) -> None:
    """The file was damaged and the process died before anybody could bring a backup back."""

    def built() -> House:
        return build(
            tmp_path / "data",
            contents.sample(),
            simulators=True,
            clock=clock,
            journal=tmp_path / "journal",
        )

    first = built()
    enlist(first.services.store)
    first.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
    first.services.store.close()  # as a death leaves it: the board has no last word
    (tmp_path / "data" / FILE).write_bytes(b"rubbish" * 9999)
    second = built()
    assert second.services.safety.on and signs(second) == {"evacuate"}
    second.close()
    (path,) = (tmp_path / "journal").rglob("acts.jsonl")
    assert path.stat().st_size, "it waits for the log it belongs to"


def test_screens_fetch_no_pack_drawn_from_a_log_that_lacks_what_is_shown(
    house: House, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs: list[str] = []
    publish = house.services.push.publish

    def heard(
        events: Any, revision: int, shorts: Any = None, pack: str = "", told: Any = None
    ) -> Any:
        if len(events) > 1:
            packs.append(pack)
        return publish(events, revision, shorts, pack, told)

    monkeypatch.setattr(house.services.push, "publish", heard)
    with read_only(house.services.store):
        ask("/api/v1/incidents", FIRE)
    probe_of(house).look()
    assert packs[0] == "" and packs[-1]


def test_an_ordinary_act_waits_for_the_fire_before_it_to_be_written(
    house: House, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that took 40 ms instead of 25 refused the next tap of the guide: 未保存, for no fault of
    anybody's."""
    monkeypatch.setattr(scribe, "PROMPT_S", 0.001)
    monkeypatch.setattr(scribe, "HANG_S", 5.0)
    store, append = house.services.store, house.services.store.append
    begun, goes_on = Event(), Event()

    def late(*args: Any, **more: Any) -> Any:
        begun.set()
        assert goes_on.wait(5)
        return append(*args, **more)

    monkeypatch.setattr(store, "append", late)
    assert ask("/api/v1/incidents", FIRE).json["stored"] is False
    assert begun.is_set() and house.services.board.unsaved.acts == 1
    answers: list[TestResponse] = []
    guide = Thread(target=lambda: answers.append(ask("/api/v1/incidents", PAUSE)))
    guide.start()
    goes_on.set()
    guide.join(10)
    assert [(answer.status_code, answer.json.get("stored")) for answer in answers] == [(201, True)]
