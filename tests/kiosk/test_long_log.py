"""A log of years: read in pages, folded as it is read, and found where its tail was cut."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import kiosk.store as stores
from kiosk.cli import main
from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.store import Head, Store
from kiosk.store.copies import backup_into
from signage.situation.events import Recorded
from signage.situation.fold import fold
from tests.bench.million import BEGIN, fill
from tests.kiosk.test_store import tamper

EVENTS = 1000


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some days of a hall."""
    data = tmp_path_factory.mktemp("long")
    open_all_day(contents.sample(), data / "content")
    Store(data).close()
    fill(data, EVENTS)
    return data


@pytest.fixture(scope="module")
def log(kept: Path) -> tuple[Recorded, ...]:
    store = Store(kept, reading=True)
    found = tuple(store.events())
    store.close()
    return found


@pytest.fixture
def store(kept: Path, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / stores.FILE).write_bytes((kept / stores.FILE).read_bytes())
    store = Store(tmp_path)
    yield store
    store.close()


@pytest.mark.laws
@given(cuts=st.sets(st.integers(0, EVENTS), max_size=12))
def test_folded_in_batches_is_folded_at_once(
    log: tuple[Recorded, ...], whole: object, cuts: set[int]
) -> None:
    situation = fold(())
    edges = [0, *sorted(cuts), EVENTS]
    for start, end in pairwise(edges):
        situation = fold(log[start:end], situation)
    assert situation == whole


@pytest.fixture(scope="module")
def whole(log: tuple[Recorded, ...]) -> object:
    return fold(log)


def test_no_more_than_a_page_of_the_log_is_read_at_a_time(
    store: Store, monkeypatch: pytest.MonkeyPatch, whole: object
) -> None:
    monkeypatch.setattr(stores, "PAGE", 64)
    sizes, read = [], store._all

    def seen(*asked: Any, **named: Any) -> list[Any]:
        rows = read(*asked, **named)
        sizes.append(len(rows))
        return rows

    monkeypatch.setattr(store, "_all", seen)
    assert store.situation() == whole
    assert store.verify() == store.replay() == EVENTS
    assert max(sizes) == 64


def test_the_log_is_read_to_where_it_ended_when_the_reading_began(store: Store) -> None:
    events = store.events(EVENTS - 2)
    first = next(events)
    store.append([first.event], first.actor, BEGIN)
    assert [first.seq, *(one.seq for one in events)] == [EVENTS - 1, EVENTS]


def test_the_head_in_a_backups_name_finds_a_tail_that_was_cut(store: Store, tmp_path: Path) -> None:
    """The chain alone is whole up to the cut: only what lies outside the file knows of more."""
    name = backup_into(tmp_path, tmp_path / "backups", 30, BEGIN)[0].name
    asked = ["log", "verify", "--data", str(tmp_path), "--head"]
    assert f"Event {EVENTS} is there" in CliRunner().invoke(main, [*asked, name]).output
    assert str(store.printed_head) in name
    tamper(tmp_path, "DELETE FROM events WHERE seq>997")
    assert CliRunner().invoke(main, asked[:-1]).exit_code == 0
    for head in (name, str(Head.read(name))):
        said = CliRunner().invoke(main, [*asked, head])
        assert said.exit_code == 1 and f"no longer has event {EVENTS}" in said.output, said.output


def test_a_head_of_another_log_is_not_taken_for_its_own(store: Store, tmp_path: Path) -> None:
    own = store.printed_head
    other = Head(own.seq, own.hash[::-1])
    assert store.holds(own) and not store.holds(other)
    said = CliRunner().invoke(
        main, ["log", "verify", "--data", str(tmp_path), "--head", str(other)]
    )
    assert said.exit_code == 1


@pytest.mark.parametrize(
    "text", ["", "12", "hall-20261129T030000Z.sqlite", "0-" + "a" * 16, "7-abc"]
)
def test_what_is_no_head_is_refused_in_words(store: Store, tmp_path: Path, text: str) -> None:
    said = CliRunner().invoke(main, ["log", "verify", "--data", str(tmp_path), "--head", text])
    assert said.exit_code == 2 and "name of a backup" in said.output
