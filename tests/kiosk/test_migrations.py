"""The tables come by numbered migrations: each with its number or not at all, and never over a
newer program's file."""

import os
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.store import FILE, LOCK, Store, StoreError, chain
from kiosk.store.copies import backup, restore
from kiosk.store.identity import lived_in
from kiosk.store.migrations import MIGRATIONS, TOLD_BY, migrate, newest, version_in
from kiosk.store.schema import GENESIS
from tests.cast import NOON

EARLIER = range(1, len(MIGRATIONS) + 1)
ROW = (1, "2026-11-24T04:00:00+00:00", "王", "supervisor", '{"type":"time_passed","reason":"noon"}')
BALLAST = ("CREATE TABLE ballast(x BLOB)", "INSERT INTO ballast VALUES(randomblob(3000000))")


def opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def written(data: Path, version: int, recorded: int = 0) -> Path:
    """A log of an earlier version, which recorded none, with one event in it."""
    data.mkdir(exist_ok=True)
    with closing(opened(data / FILE)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for migration in MIGRATIONS[:version]:
            for statement in migration:
                database.execute(statement)
        database.execute("INSERT INTO events VALUES(?,?,?,?,?,?)", (*ROW, chain(GENESIS, *ROW)))
        database.execute(f"PRAGMA user_version={recorded}")
    return data / FILE


def shape(path: Path) -> tuple[int, list[tuple[str, str]]]:
    """Its version and everything it is made of."""
    with closing(opened(path)) as database:
        made = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        )
        return version_in(database), made.fetchall()


@pytest.fixture
def whole(tmp_path: Path) -> Callable[[int], object]:
    """What a file of each version is made of."""

    def made(version: int) -> object:
        path = tmp_path / f"whole-{version}"
        with closing(opened(path)) as database:
            migrate(database, upto=version)
        return shape(path)

    return made


@pytest.mark.parametrize("version", EARLIER)
def test_a_log_of_every_earlier_version_is_brought_up_to_date_and_keeps_its_events(
    tmp_path: Path, version: int, whole: Callable[[int], object]
) -> None:
    path = written(tmp_path / "data", version)
    store = Store(path.parent)
    assert store.verify() == store.situation().revision == 1
    store.touch()
    store.close()
    assert shape(path) == whole(newest())
    with closing(opened(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (newest(),)


def test_a_file_that_is_up_to_date_is_opened_without_a_write(tmp_path: Path) -> None:
    Store(tmp_path).close()
    before = (tmp_path / FILE).read_bytes()
    with closing(opened(tmp_path / FILE)) as database:
        database.execute("PRAGMA query_only=ON")
        migrate(database)
    assert (tmp_path / FILE).read_bytes() == before


def killed_before(path: Path, count: int) -> bool:
    """Migrate in a process that dies as it comes to a statement; whether it died."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    told = 0

    def dying(sql: str) -> None:
        nonlocal told
        told += 1
        if told > count:
            os._exit(9)

    database = opened(path)
    database.set_trace_callback(dying)
    migrate(database)
    os._exit(0)


@pytest.mark.processes
def test_killed_at_any_statement_a_version_is_whole_and_the_next_opening_goes_on(
    tmp_path: Path, whole: Callable[[int], object]
) -> None:
    count, died = 0, True
    shapes = [whole(number) for number in range(newest() + 1)]
    while died:
        path = written(tmp_path / f"data-{count}", 1)
        died = killed_before(path, count)
        found = shape(path)
        assert found == shapes[found[0]], count
        count += 1
        store = Store(path.parent)
        assert store.verify() == 1
        store.close()
        assert shape(path) == whole(newest())


def test_a_full_disk_leaves_the_version_before_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, newest(), recorded=newest())
    before = shape(path)
    monkeypatch.setattr("kiosk.store.migrations.MIGRATIONS", (*MIGRATIONS, BALLAST))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, limits[1]))
    try:
        with pytest.raises(StoreError, match="Check its owner and space") as refused:
            Store(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.value.why == "unusable", "a server goes on by itself once there is room"
    assert shape(path) == before
    Store(tmp_path).close()
    assert shape(path)[0] == newest()


def test_what_only_reads_copes_with_a_file_that_cannot_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, 1)
    before = path.read_bytes()

    def refused(*_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    with monkeypatch.context() as disk:
        disk.setattr("kiosk.store.file.HallFile._bring_up_to_date", refused)
        with pytest.raises(StoreError):
            Store(tmp_path)
        store = Store(tmp_path, reading=True)
    assert store.verify() == store.situation().revision == 1 and store.timings("1") == []
    store.close()
    assert path.read_bytes() == before


def test_an_older_programs_hall_is_not_changed_under_it(tmp_path: Path) -> None:
    path = written(tmp_path, 2)
    server = Store(tmp_path / "other")
    server.directory = tmp_path
    server.hold()
    with pytest.raises(StoreError, match="旧版本的程序") as refused:
        Store(tmp_path)
    assert refused.value.why == "served" and shape(path)[0] == 2
    reader = Store(tmp_path, reading=True)
    assert reader.verify() == 1
    reader.close()
    assert backup(tmp_path, tmp_path / "copy.sqlite") == 1
    assert shape(path)[0] == shape(tmp_path / "copy.sqlite")[0] == 2
    server.close()


@pytest.mark.parametrize("version", EARLIER)
def test_a_backup_of_an_earlier_version_is_restored_up_to_date(
    tmp_path: Path, version: int
) -> None:
    path = written(tmp_path / "old", version, recorded=version if version > len(TOLD_BY) else 0)
    copy = tmp_path / "copy.sqlite"
    assert backup(path.parent, copy) == 1
    assert shape(copy)[0] == version
    restore(copy, tmp_path / "new", NOON)
    assert shape(tmp_path / "new" / FILE)[0] == newest()


def everything(data: Path) -> dict[str, bytes]:
    skipped = {LOCK, f"{FILE}-shm"}
    return {path.name: path.read_bytes() for path in data.iterdir() if path.name not in skipped}


REFUSED: dict[str, list[str]] = {
    "log verify": ["log", "verify", "--data"], "log export": ["log", "export", "--data"],
    "backup": ["backup", "nowhere.sqlite", "--data"], "staff": ["staff", "list", "--data"],
    "drill": ["drill", "list", "--data"],
}  # fmt: skip


@pytest.mark.parametrize("command", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_a_newer_programs_file_is_refused_in_words_and_left_as_it_is(
    tmp_path: Path, command: list[str], killed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    path = written(data, newest())
    newer = opened(path)
    newer.execute("INSERT INTO facts VALUES('version', '99.1')")
    newer.execute(f"PRAGMA user_version={newest() + 1}")
    if not killed:
        newer.close()
    before = everything(data)
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, [*command, str(data)])
    assert said.exit_code == 1, said.output
    for words in (
        "更新版本的程序写入",
        "99.1",
        "请勿删除",
        "written by a newer version",
        "do not delete",
    ):
        assert words in said.output
    assert everything(data) == before
    newer.close()


def test_a_backup_of_a_newer_program_is_refused_and_no_directory_is_made(tmp_path: Path) -> None:
    path = written(tmp_path / "old", newest(), recorded=newest() + 1)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="更新版本的程序写入"):
        restore(path, tmp_path / "new", NOON)
    assert not (tmp_path / "new").exists() and not lived_in(tmp_path / "new")
    assert path.read_bytes() == before
