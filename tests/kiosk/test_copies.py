"""Backups: whole, without anybody's number, and never in the way of a hall that is there."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.custody.ledger import Line, sweep, write
from kiosk.store import FILE, Head, Store, StoreError, copies
from kiosk.store.copies import LEFT_OUT, backup, backup_into, restore
from kiosk.wiring import House, build
from signage.rules.ledger_rows import Kept
from signage.situation.commands import MoveLedger, Raise
from tests.cast import CLERK, GUIDE, NOON, Clock
from tests.kiosk.house import Tablet

pytestmark = pytest.mark.processes

PHONE = "13897654321"
KEPT = Kept("申报缴纳", "密云青禾商贸", "欧阳", PHONE, 3, "1号柜", "window/5")


@pytest.fixture
def data(house: House) -> Path:
    """A hall with an open incident and somebody's number in its ledger."""
    house.services.board.do(Raise("SYS-CORE", ("system/core",)), GUIDE)
    write(house.services, [Line(NOON, "李", KEPT)], CLERK)
    return house.services.store.directory


@pytest.fixture
def copy(data: Path, tmp_path: Path) -> Path:
    backup(data, tmp_path / "copy.sqlite")
    return tmp_path / "copy.sqlite"


@pytest.fixture
def again(copy: Path, tmp_path: Path, clock: Clock) -> Iterator[House]:
    """The hall brought back from its backup."""
    restore(copy, tmp_path / "again", NOON)
    built = build(tmp_path / "again", None, simulators=True, clock=clock)
    yield built
    built.close()


def test_a_running_hall_is_copied_and_goes_on_elsewhere_as_it_was(
    house: House, again: House
) -> None:
    before, after = (h.services.board.view for h in (house, again))
    assert after.world.situation.incidents == before.world.situation.incidents
    assert {name: scene.title for name, scene in after.scenes.items()} == {
        name: scene.title for name, scene in before.scenes.items()
    }
    assert Tablet(again).signed_in("李").get("/console").status_code == 200, (
        "people keep their PINs"
    )
    assert again.services.secret != house.services.secret, "what was copied signs nothing"


def test_no_byte_of_a_number_is_in_a_backup(data: Path, copy: Path) -> None:
    assert any(PHONE.encode() in path.read_bytes() for path in data.iterdir())
    for words in (PHONE, KEPT.unit, KEPT.surname):
        assert words.encode() not in copy.read_bytes()


def test_whoever_waits_is_still_counted_where_his_number_was_not_brought_back(again: House) -> None:
    guide = Tablet(again).signed_in("李")
    page = guide.get("/console/ledger").text
    assert "登记内容不在本机" in page and "备份不含联系方式" in page and "没有记录" not in page
    assert "手工受理台账：待补录 1 条" in guide.get("/console").text
    for move in ("enter", "notify"):
        assert guide.post(f"/console/ledger/1/{move}").status_code == 303
    assert "登记内容不在本机" not in guide.get("/console/ledger").text
    assert guide.get("/console/ledger/1/receipt").status_code == 404


def test_what_is_erased_here_comes_back_from_no_backup_made_before(
    house: House, data: Path, copy: Path, tmp_path: Path, clock: Clock
) -> None:
    for move in ("enter", "notify"):
        house.services.board.do(MoveLedger(1, move), CLERK)
    (incident,) = house.services.board.view.world.situation.open_incidents
    clock.later(days=31)
    assert sweep(house.services) == 1
    restore(copy, tmp_path / "old", NOON)
    with sqlite3.connect(tmp_path / "old" / FILE) as database:
        assert database.execute("SELECT count(*) FROM papers").fetchone() == (0,)
    assert incident.id in {i.id for i in Store(tmp_path / "old").situation().open_incidents}


def test_only_its_owner_may_read_a_backup(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_of_the_backups_in_a_directory_the_newest_stay_and_nothing_else_is_touched(
    data: Path, tmp_path: Path
) -> None:
    place = tmp_path / "backups"
    place.mkdir()
    (place / "hall-notes.txt").write_text("keep me")
    made = [backup_into(data, place, 3, NOON + timedelta(days=day))[0] for day in range(5)]
    assert {path.name for path in place.iterdir()} == {
        "hall-notes.txt",
        *(path.name for path in made[2:]),
    }


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do this once, just before the next copy is whole."""
    checked, left = copies._checked, [act]

    def first(database: sqlite3.Connection, named: Path) -> Head:
        if left:
            left.pop()()
        return checked(database, named)

    monkeypatch.setattr(copies, "_checked", first)


@pytest.mark.parametrize("key", [None, b"k" * 32], ids=["open", "sealed"])
def test_two_backups_into_one_directory_leave_each_other_in_peace(
    house: House, data: Path, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: bytes | None
) -> None:  # fmt: skip
    """Two halls keep theirs on one disk, or the nightly one meets one that somebody asked for."""
    place, other = tmp_path / "backups", tmp_path / "other"
    restore(copy, other, NOON)
    house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), GUIDE)
    made: list[tuple[Path, int]] = []
    for hall in (other, data):
        meanwhile(
            monkeypatch,
            lambda hall=hall: made.append(backup_into(hall, place, None, NOON, key)),  # type: ignore[misc]  # hall is bound as it is now
        )
        made.append(backup_into(data, place, None, NOON, key))
    assert len({path for path, _ in made}) == 2, "of one hall at one moment there is one"
    for number, (path, events) in enumerate(made):
        assert restore(path, tmp_path / f"again-{number}", NOON, key)[0] == events


def test_what_a_killed_backup_left_goes_with_the_next_that_is_alone(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "backups"
    place.mkdir()
    left = [place / f".hall-20261129T030000Z.sqlite.7.partial{end}" for end in ("", "-journal")]
    for path in left:
        path.write_text("half")
    backup_into(data, place, None, NOON)
    assert not any(path.exists() for path in left) and len(list(place.iterdir())) == 1


def test_a_copy_that_cannot_be_made_leaves_the_older_one_alone(
    data: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy.read_bytes()

    def full(rows: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("kiosk.store.copies.verify_chain", full)
    with pytest.raises(StoreError, match=r"was not written.*Check the place"):
        backup(data, copy)
    assert copy.read_bytes() == before and not list(copy.parent.glob(".*partial*"))


def test_a_backup_never_takes_the_place_of_a_hall(data: Path) -> None:
    with pytest.raises(StoreError, match="is a hall's own file"):
        backup(data, data / FILE)
    assert PHONE.encode() in b"".join(
        path.read_bytes() for path in data.iterdir() if path.is_file()
    )


def test_a_hall_that_is_made_meanwhile_is_not_restored_over(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "meanwhile"

    def beaten(rows: object) -> Head:
        (place / FILE).write_bytes(b"somebody's hall")
        return Head(1, "a")

    monkeypatch.setattr("kiosk.store.copies.verify_chain", beaten)
    with pytest.raises(StoreError, match="was not written"):
        restore(copy, place, NOON)
    assert (place / FILE).read_bytes() == b"somebody's hall" and [
        p.name for p in place.iterdir()
    ] == [FILE]


def test_of_every_table_it_is_decided_whether_a_backup_holds_it(copy: Path) -> None:
    """A new table is copied unless it is left out: whoever adds one names it here, having asked
    whom it is about."""
    with sqlite3.connect(copy) as database:
        tables = {
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
    kept = {
        "answers",
        "calls",
        "devices",
        "events",
        "facts",
        "languages",
        "screens",
        "snapshots",
        "staff",
        "timings",
        "tokens",
    }
    assert tables - LEFT_OUT == kept


def test_a_broken_log_is_not_passed_on_as_a_backup(data: Path, copy: Path, tmp_path: Path) -> None:
    with sqlite3.connect(copy) as database:
        database.execute("DROP TRIGGER events_no_update")
        database.execute("UPDATE events SET actor='nobody' WHERE seq=2")
    with pytest.raises(StoreError, match="broken at event 2"):
        restore(copy, tmp_path / "broken", NOON)
    assert not list((tmp_path / "broken").iterdir())


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_directory_that_holds_a_hall_is_never_restored_over(
    copy: Path, tmp_path: Path, suffix: str
) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / f"{FILE}{suffix}").write_bytes(b"somebody's hall")
    with pytest.raises(StoreError, match="already holds a hall"):
        restore(copy, taken, NOON)
    assert (taken / f"{FILE}{suffix}").read_bytes() == b"somebody's hall"


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_file_that_is_no_backup_is_refused_and_nothing_is_left(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "wrong").write_bytes(content)
    with pytest.raises(StoreError, match="no backup"):
        restore(tmp_path / "wrong", tmp_path / "new", NOON)
    assert not list((tmp_path / "new").iterdir())


def test_the_commands_say_what_was_done_and_what_to_do(data: Path, tmp_path: Path) -> None:
    def run(*words: object) -> tuple[int, str]:
        result = CliRunner().invoke(main, [str(word) for word in words])
        return result.exit_code, result.output

    status, said = run("backup", tmp_path / "b", "--keep", 7, "--data", data)
    assert status == 0 and "chain intact" in said
    (made,) = (tmp_path / "b").iterdir()
    status, said = run("restore", made, "--data", tmp_path / "new")
    assert status == 0 and f"kiosk serve --data {tmp_path / 'new'}" in said
    for words, reason in (
        (("backup", tmp_path / "x", "--data", tmp_path / "nowhere"), "There is no hall in"),
        (("backup", tmp_path / "none" / "x", "--data", data), "was not written"),
        (("restore", tmp_path / "nothing", "--data", tmp_path / "y"), "There is no backup"),
        (("restore", made, "--data", data), "already holds a hall"),
    ):
        status, said = run(*words)
        assert status == 1 and reason in said
    assert not (tmp_path / "nowhere").exists(), "asking for a backup makes no hall"
