"""A log written by the product of an earlier day: it verifies, replays, and shows what it showed
then.

``logs/2026-11-25.jsonl`` holds every type of event of that day, as its own code stored them;
``.shown.json`` what screens showed at some moments of it.
"""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.content.reader import Content
from kiosk.store import Store
from kiosk.store.schema import FILE
from signage.availability.world import world
from signage.shows.scenes import scenes
from signage.situation.fold import fold

LOGS = Path(__file__).parent / "logs"
DAYS = sorted(path.stem for path in LOGS.glob("*.jsonl"))
EVENTS = """CREATE TABLE events(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,
  body TEXT NOT NULL, hash TEXT NOT NULL) STRICT"""


def rows(day: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LOGS / f"{day}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(params=DAYS)
def day(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(day: str, tmp_path: Path) -> Iterator[Store]:
    """A data directory with nothing but that log."""
    with sqlite3.connect(tmp_path / FILE) as written:
        written.execute(EVENTS)
        written.executemany(
            "INSERT INTO events VALUES(:seq, :at, :actor, :role, :body, :hash)", rows(day)
        )
    written.close()
    found = Store(tmp_path)
    yield found
    found.close()


def test_a_log_of_an_earlier_day_verifies_and_replays(day: str, store: Store) -> None:
    count = len(rows(day))
    assert store.verify() == count
    assert store.situation().revision == count
    assert fold(store.events()) == store.situation()


def test_a_log_of_an_earlier_day_shows_what_it_showed(
    day: str, store: Store, sample: Content
) -> None:
    recorded = list(store.events())
    for moment in json.loads((LOGS / f"{day}.shown.json").read_text("utf-8")).values():
        situation = fold(recorded[: moment["seq"]])
        there = world(
            sample.hall, situation, datetime.fromisoformat(moment["at"]), sample.evacuation
        )
        shown = {
            name: [scene.sign, scene.incident, scene.arrow, scene.exit]
            for name, scene in scenes(there).items()
        }
        assert shown == moment["screens"], moment["seq"]


def test_what_is_stored_again_is_what_was_stored(day: str, store: Store) -> None:
    """Every field of a stored event is still known; what is new since then has a value of its
    own."""
    for row, again in zip(rows(day), store.events(), strict=True):
        body = json.loads(row["body"])
        assert body.keys() <= {*type(again.event).__dataclass_fields__}, row["seq"]
        assert body["type"] == again.event.type
