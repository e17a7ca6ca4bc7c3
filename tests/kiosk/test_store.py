"""What was acknowledged stays, nobody rewrites it, and a long log starts from its snapshot."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk import store as stores
from kiosk.store import FILE, LOCK, Answer, Store, StoreError
from kiosk.store.files import is_served
from signage.decide import decide
from signage.situation.commands import Change, Command, Raise
from signage.situation.events import ContentChanged, TimePassed
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING
from tests.cast import ADMIN, CATALOGUE, GUIDE, HALL, NOON, SUPERVISOR


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "data")
    yield made
    made.close()


def record(store: Store, *commands: Command, start: datetime = NOON) -> None:
    """Carry out ``commands`` one minute apart, as the board would."""
    situation = store.situation()
    for minute, command in enumerate(commands):
        at = start + timedelta(minutes=minute)
        events = decide(HALL, CATALOGUE, situation, command, ADMIN, at).events
        situation = fold(store.append(events, ADMIN, at), situation)


def a_morning() -> list[Command]:
    return [
        Raise("WIN-PAUSE", ("window/1",), cause="设备更换"),
        Raise("FIRE", ("hall",)),
        Raise("WIN-PAUSE", ("window/1",)),
        Change("20261124-1", "update", eta=NOON + timedelta(hours=1)),
        Change("20261124-2", "clear", reason="误报"),
    ]


def tamper(directory: Path, sql: str) -> None:
    """Rewrite the log as an intruder with the file in hand would: the triggers go first."""
    raw = sqlite3.connect(directory / FILE)
    raw.executescript(f"DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete; {sql};")
    raw.close()


@pytest.mark.parametrize(
    "sql", ["UPDATE events SET body='{}' WHERE seq=1", "DELETE FROM events WHERE seq=1"]
)
def test_the_log_refuses_to_be_rewritten(store: Store, sql: str) -> None:
    record(store, *a_morning())
    raw = sqlite3.connect(store.directory / FILE)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(sql)
    raw.close()
    assert store.verify() == 5


@pytest.mark.parametrize(
    ("sql", "found_at"),
    [
        ("UPDATE events SET actor='someone else' WHERE seq=2", 2),
        ("UPDATE events SET body=replace(body,'设备更换','没有原因') WHERE seq=1", 1),
        ("UPDATE events SET at='2026-11-23T02:00:00+00:00' WHERE seq=3", 3),
        ("UPDATE events SET role='guide' WHERE seq=5", 5),
        ("DELETE FROM events WHERE seq=3", 4),
        ("UPDATE events SET seq=9 WHERE seq=5", 9),
    ],
)
def test_the_chain_finds_the_first_row_that_was_tampered_with(
    store: Store, sql: str, found_at: int
) -> None:
    record(store, *a_morning())
    tamper(store.directory, sql)
    with pytest.raises(StoreError, match=f"event {found_at}:"):
        store.verify()


def test_a_snapshot_and_its_tail_give_what_the_whole_log_gives(store: Store) -> None:
    record(store, *a_morning()[:3])
    store.snapshot(store.situation())
    record(store, *a_morning()[3:])
    assert store.situation() == fold(store.events())


def test_a_long_log_makes_its_own_snapshot(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "SNAPSHOT_EVERY", 5)
    record(store, *a_morning())
    expected = store.situation()
    seen: list[int] = []
    events = store.events
    monkeypatch.setattr(store, "events", lambda after=0: seen.append(after) or events(after))  # type: ignore[func-returns-value]  # list.append
    assert store.situation() == expected == fold(events())
    assert seen == [5]


def test_a_snapshot_that_does_not_fit_the_log_is_not_believed(store: Store) -> None:
    record(store, *a_morning())
    store.snapshot(store.situation())
    tamper(store.directory, "UPDATE snapshots SET hash='0'")
    assert store.situation() == fold(store.events())


def test_the_log_replays_to_what_the_hall_starts_from(store: Store) -> None:
    record(store, *a_morning())
    assert store.replay() is None, "there is no snapshot yet"
    store.snapshot(store.situation())
    record(store, Raise("WIN-PAUSE", ("window/2",)))
    assert store.replay() == 5


def test_a_snapshot_that_says_something_else_than_the_log_is_named_and_thrown_away(
    store: Store,
) -> None:
    record(store, *a_morning())
    store.snapshot(store.situation())
    before = store.situation()
    tamper(store.directory, "UPDATE snapshots SET body=replace(body, '设备更换', '线路检修')")
    with pytest.raises(
        StoreError,
        match=r"at event 5 is not what the log makes \(incidents\).*Start the hall again",
    ):
        store.replay()
    assert store.replay() is None and store.situation() == before


def test_what_was_appended_is_there_after_the_process_died_before_its_snapshot(
    store: Store,
) -> None:
    record(store, *a_morning()[:2])
    store.snapshot(store.situation())
    record(store, *a_morning()[2:])
    # Nothing is closed: the second store opens the file as a restart after kill -9 does.
    again = Store(store.directory)
    assert again.situation() == fold(store.events())
    assert again.verify() == 5
    appended = again.append([TimePassed("next")], GUIDE, NOON)
    assert appended[0].seq == 6
    assert again.verify() == 6
    again.close()


def test_an_event_and_the_answer_to_its_key_are_kept_together_or_not_at_all(store: Store) -> None:
    given = Answer("digest", "20261124-1", True)
    store.append([TimePassed("a")], GUIDE, NOON, ("key", given))
    with pytest.raises(sqlite3.IntegrityError):
        store.append([TimePassed("b")], GUIDE, NOON, ("key", given))
    assert [recorded.event for recorded in store.events()] == [TimePassed("a")]
    assert store.append([TimePassed("c")], GUIDE, NOON)[0].seq == 2
    assert store.verify() == 2
    assert store.answer(GUIDE.name, "key") == given
    assert store.answer(SUPERVISOR.name, "key") is None


def test_the_log_keeps_every_kind_of_value_as_it_was(store: Store) -> None:
    record(store, *a_morning())
    at = datetime(2026, 11, 24, 23, 59, 59, 123456, tzinfo=UTC)
    store.append([ContentChanged("“引号”\n\u2028𝕏")], ADMIN, at)
    last = list(store.events())[-1]
    assert (last.at, last.actor, last.event) == (at, ADMIN, ContentChanged("“引号”\n\u2028𝕏"))
    assert [r.seq for r in store.events(after=2, limit=2)] == [3, 4]


def test_an_empty_log_is_whole(store: Store) -> None:
    store.snapshot(NOTHING)
    assert store.verify() == 0
    assert store.situation() == NOTHING


def test_opening_and_closing_fifty_times_leaves_no_file_open(tmp_path: Path) -> None:
    Store(tmp_path).close()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(50):
        again = Store(tmp_path)
        again.situation()
        again.close()
    assert len(os.listdir("/proc/self/fd")) == before


def _a_file(path: Path) -> None:
    path.write_text("not a directory")


def _a_directory_with_something_else(path: Path) -> None:
    path.mkdir()
    (path / FILE).write_bytes(b"This is not a database. " * 100)


@pytest.mark.parametrize("spoil", [_a_file, _a_directory_with_something_else])
def test_a_data_directory_that_cannot_be_used_says_so_in_a_sentence(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(tmp_path / "data")
    with pytest.raises(
        StoreError,
        match=r"Cannot use the data directory .*(Check its owner and space|the damaged file is kept)",
    ):
        Store(tmp_path / "data")


def test_one_data_directory_has_one_server_at_a_time(tmp_path: Path) -> None:
    first, second = Store(tmp_path), Store(tmp_path)
    first.hold()
    with pytest.raises(StoreError, match=r"is being served.*stop that server"):
        second.hold()
    second.close()
    first.close()
    third = Store(tmp_path)
    third.hold()
    third.close()


def test_people_tokens_tablets_and_facts_come_and_go(store: Store) -> None:
    store.put_staff("李", "guide", "hash")
    store.put_staff("李", "supervisor", "other")
    assert [(row.name, row.role, row.pin, row.active) for row in store.all_staff()] == [
        ("李", "supervisor", "other", True)
    ]
    assert store.remove_staff("李") and not store.remove_staff("nobody")
    person = store.staff("李")
    assert person is not None and not person.active

    store.put_token("queue", "digest", "read raise")
    assert store.token("digest") == ("queue", "read raise")
    assert store.remove_token("queue") and store.token("digest") is None

    store.put_device("t1", "平板1", "王")
    assert store.device("t1") is not None
    assert store.revoke_device("t1") and store.device("t1") is None

    store.put_fact("digest", "a")
    store.put_fact("digest", "b")
    assert store.fact("digest") == "b" and store.fact("none") is None


def test_a_full_disk_refuses_in_a_sentence_and_leaves_nothing_half_written(store: Store) -> None:
    record(store, *a_morning()[:2])
    expected = store.situation()
    pages = store._one("PRAGMA page_count")[0]
    store._one(f"PRAGMA max_page_count={pages}")
    big = [ContentChanged("x" * 5000)] * 20
    with pytest.raises(StoreError, match=r"Nothing was written: .*full"):
        store.append(big, ADMIN, NOON, ("key", Answer("digest", "", False)))
    assert (store.verify(), store.situation(), store.answer(ADMIN.name, "key")) == (
        2,
        expected,
        None,
    )
    store._one("PRAGMA max_page_count=100000")
    assert store.append([TimePassed("space again")], ADMIN, NOON)[0].seq == 3
    assert store.verify() == 3


def test_a_full_disk_does_not_keep_a_long_log_from_starting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(store, *a_morning())
    monkeypatch.setattr(stores, "SNAPSHOT_EVERY", 5)
    monkeypatch.setattr(stores, "SITUATION", _Swollen)
    pages = store._one("PRAGMA page_count")[0]
    store._one(f"PRAGMA max_page_count={pages}")
    assert store.situation() == fold(store.events())


class _Swollen:
    """A situation that takes more room than the disk has."""

    @staticmethod
    def dump_json(situation: object) -> bytes:
        return b"x" * 1_000_000


def test_a_span_has_its_first_moment_and_not_its_last(store: Store) -> None:
    """Moments on the full second are kept without a fraction."""
    record(store, *a_morning())
    kinds = tuple({recorded.event.type for recorded in store.events()})
    found = store.between(NOON + timedelta(minutes=1), NOON + timedelta(minutes=3), kinds)
    assert [recorded.seq for recorded in found] == [2, 3]
    later = timedelta(minutes=1, microseconds=1)
    found = store.between(NOON + later, NOON + later + timedelta(minutes=1), kinds)
    assert [recorded.seq for recorded in found] == [3]


def test_a_lock_that_was_deleted_is_taken_again_though_the_first_attempt_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handle that is closed but not forgotten is closed again, when it is a screen's stream."""
    store.hold()
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK):
        (store.directory / name).unlink()
    opened = os.open

    def none_left(path: os.PathLike[str] | str, *given: int) -> int:
        if str(path).endswith(LOCK):
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, *given)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", none_left)
        with pytest.raises(StoreError):
            store.rescue()
    assert store._held is not None and os.fstat(store._held)
    (store.directory / FILE).unlink()
    store.rescue()
    assert is_served(store.directory)
