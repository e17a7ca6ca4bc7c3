"""Sealed backups: read by the holder of the key, and by nobody who changed a byte."""

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from click.testing import CliRunner
from hypothesis import given

from kiosk.cli import main
from kiosk.store import Store, StoreError
from kiosk.store.beside import sealed
from kiosk.store.beside.sealed import HEAD, SALT_BYTES, TAG_BYTES, make_key, read_key, seal, unseal
from kiosk.store.copies import backup, backup_into, restore, sealed_backup
from tests.cast import NOON, SUPERVISOR
from tests.kiosk.house import enlist

KEY, OTHER = b"k" * 32, b"o" * 32
PIECE = 64


@pytest.fixture
def data(tmp_path: Path) -> Path:
    store = Store(tmp_path / "data")
    enlist(store)
    store.append([], SUPERVISOR, NOON)
    store.close()
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "PIECE", PIECE)


def closed(place: Path, content: bytes) -> Path:
    (place / "plain").write_bytes(content)
    seal(place / "plain", place / "sealed", KEY)
    return place / "sealed"


def opened(path: Path, key: bytes = KEY) -> bytes:
    unseal(path, path.with_name("opened"), key)
    return path.with_name("opened").read_bytes()


@given(content=st.binary(max_size=PIECE * 4))
def test_whatever_is_sealed_is_opened_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    place = tmp_path_factory.mktemp("sealed")
    path = closed(place, content)
    assert opened(path) == content and path.read_bytes().startswith(HEAD)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, PIECE * 3])
def test_of_every_length_around_a_piece(tmp_path: Path, size: int) -> None:
    assert opened(closed(tmp_path, bytes(size))) == bytes(size)


def test_no_two_are_alike_and_none_shows_what_is_in_it(tmp_path: Path) -> None:
    first, second = (closed(tmp_path, b"secret" * 50).read_bytes() for _ in range(2))
    assert first != second and b"secret" not in first


STEP = PIECE + TAG_BYTES
BEGIN = len(HEAD) + SALT_BYTES
CHANGED: dict[str, Callable[[bytes], bytes]] = {
    "a bit of a piece": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
    "the salt": lambda whole: whole[: len(HEAD)] + bytes(SALT_BYTES) + whole[BEGIN:],
    "the last piece is gone": lambda whole: whole[: BEGIN + 2 * STEP],
    "the first piece is gone": lambda whole: whole[:BEGIN] + whole[BEGIN + STEP :],
    "two pieces are exchanged": lambda whole: (
        whole[:BEGIN] + whole[BEGIN + STEP : BEGIN + 2 * STEP] + whole[BEGIN : BEGIN + STEP]
        + whole[BEGIN + 2 * STEP :]
    ),
    "something follows": lambda whole: whole + bytes(STEP),
    "it was cut short": lambda whole: whole[: len(whole) // 2],
    "nothing is left": lambda whole: whole[:BEGIN],
}  # fmt: skip


@pytest.mark.parametrize("how", CHANGED)
def test_what_was_changed_is_refused(tmp_path: Path, how: str) -> None:
    path = closed(tmp_path, bytes(range(256)) * 1)
    path.write_bytes(CHANGED[how](path.read_bytes()))
    with pytest.raises(StoreError, match="damaged"):
        opened(path)


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="another key"):
        opened(closed(tmp_path, b"x"), OTHER)


# ---------------------------------------------------------------- backups


def test_a_sealed_backup_is_brought_back_with_its_key_alone(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sealed"
    sealed_backup(data, target, KEY)
    assert "李".encode() not in target.read_bytes() and b"SQLite" not in target.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    for key, said in ((None, "is sealed"), (OTHER, "another key")):
        with pytest.raises(StoreError, match=said):
            restore(target, tmp_path / "again", NOON, key)
    restore(target, tmp_path / "again", NOON, KEY)
    store = Store(tmp_path / "again")
    assert {row.name for row in store.all_staff()} == {"李", "王", "赵"}
    store.close()


def test_nothing_that_is_not_sealed_is_left_anywhere(data: Path, tmp_path: Path) -> None:
    (data / ".sealing-of-a-program-that-was-killed").mkdir()
    place = tmp_path / "place"
    place.mkdir()
    sealed_backup(data, place / "copy.sealed", KEY)
    assert [path.name for path in place.iterdir()] == ["copy.sealed"]
    assert not list(data.glob(".sealing-*"))


def test_of_sealed_and_open_backups_the_newest_stay(data: Path, tmp_path: Path) -> None:
    days = [NOON + timedelta(days=n) for n in range(4)]
    made = [
        backup_into(data, tmp_path / "b", 2, at, KEY if n % 2 else None)[0]
        for n, at in enumerate(days)
    ]
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == [
        path.name for path in made[2:]
    ]
    assert made[3].name.endswith(".sealed")


def test_an_open_backup_is_brought_back_whether_or_not_a_key_is_given(
    data: Path, tmp_path: Path
) -> None:
    backup(data, tmp_path / "copy.sqlite")
    restore(tmp_path / "copy.sqlite", tmp_path / "again", NOON, KEY)


# ---------------------------------------------------------------- the key


def test_a_key_is_its_owner_s_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    run = CliRunner().invoke(main, ["keys", "backup", str(path)])
    assert run.exit_code == 0 and stat.S_IMODE(path.stat().st_mode) == 0o600
    key = read_key(path)
    again = CliRunner().invoke(main, ["keys", "backup", str(path)])
    assert again.exit_code != 0 and read_key(path) == key


@pytest.mark.parametrize("text", ["", "short", "不是密钥", "YWJj"])
def test_what_is_no_key_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text, "utf-8")
    with pytest.raises(StoreError, match="is no key"):
        read_key(tmp_path / "key")


def test_a_setting_seals_what_the_timer_makes(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_key(tmp_path / "key")
    monkeypatch.setenv("KIOSK_BACKUP_KEY", str(tmp_path / "key"))
    (tmp_path / "b").mkdir()
    run = CliRunner().invoke(main, ["backup", str(tmp_path / "b"), "--data", str(data)])
    assert run.exit_code == 0, run.output
    (made,) = (tmp_path / "b").iterdir()
    assert made.name.endswith(".sealed")
    run = CliRunner().invoke(main, ["restore", str(made), "--data", str(tmp_path / "again")])
    assert run.exit_code == 0, run.output
