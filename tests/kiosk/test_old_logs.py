"""A log written by the product of an earlier day: it verifies, replays, and shows what it showed
then.

``logs/2026-11-25.jsonl`` holds every type of event of that day, as its own code stored them;
``.shown.json`` what screens showed at some moments of it.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.content.reader import Content
from kiosk.store import Store
from kiosk.store.schema import FILE
from signage.availability.world import world
from signage.rules.precedence import BANDS
from signage.shows.scene import Scene
from signage.shows.scene_parts import STRIPS_MAX
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
        shown = scenes(there)
        for name, then in moment["screens"].items():
            scene = shown[name]
            found = [scene.sign, scene.incident, scene.arrow, scene.exit]
            assert found == then or in_band(scene, then), (moment["seq"], name)


def in_band(scene: Scene, then: Sequence[Any]) -> bool:
    """What took a screen then, and since 2026-11-30 takes a band or the board's own rows
    (LOOKS §3)."""
    sign, incident, *_ = then
    if sign != "all-clear" and scene.layout not in BANDS.get(sign, ()):
        return False
    # A drill is whole where what is real takes a band; of four bands the last is not said.
    said = incident in scene.says or len(scene.strips) == STRIPS_MAX
    return scene.drill or (scene.sign == "guidance" and said)


def test_what_is_stored_again_is_what_was_stored(day: str, store: Store) -> None:
    """Every field of a stored event is still known; what is new since then has a value of its
    own."""
    for row, again in zip(rows(day), store.events(), strict=True):
        body = json.loads(row["body"])
        assert body.keys() <= {*type(again.event).__dataclass_fields__}, row["seq"]
        assert body["type"] == again.event.type
