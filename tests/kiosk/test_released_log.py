"""A whole data file as the released version before the numbered migrations left it: it opens and
shows what it showed.

``logs/2026-11-29.sqlite.xz`` is the sample hall after an eventful hour, its people and secrets
taken out; ``.screens.json.xz`` what that version derived for every screen after each of its events.
"""

import json
import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.content.reader import Content
from kiosk.store import FILE, Store
from kiosk.store.copies import backup, restore
from kiosk.store.migrations import newest
from signage.availability.world import world
from signage.shows.scenes import scenes
from signage.situation.events import EVENT
from signage.situation.fold import fold
from signage.situation.incidents import SITUATION
from tests.cast import NOON
from tests.kiosk.test_old_logs import in_band

LOGS = Path(__file__).parent / "logs"
RELEASED = "2026-11-29"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    (made / FILE).write_bytes(lzma.decompress((LOGS / f"{RELEASED}.sqlite.xz").read_bytes()))
    return made


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    with closing(sqlite3.connect(data / FILE)) as before:
        assert before.execute("PRAGMA user_version").fetchone() == (0,)
    found = Store(data)
    yield found
    found.close()


def test_it_opens_says_its_version_from_now_on_verifies_and_replays_to_its_own_snapshot(
    store: Store,
) -> None:
    assert store._one("PRAGMA user_version") == (newest(),)
    assert store.verify() == store.replay() == store.situation().revision > 80
    assert not store.troubles


@pytest.mark.laws
def test_after_each_of_its_events_every_screen_shows_what_it_showed(store: Store) -> None:
    content, recorded = Content.from_json(store.fact("content") or ""), list(store.events())
    shown = json.loads(lzma.decompress((LOGS / f"{RELEASED}.screens.json.xz").read_bytes()))
    assert len(shown) == len(recorded)
    for count, moment in enumerate(shown, 1):
        there = world(
            content.hall, fold(recorded[:count]), recorded[count - 1].at, content.evacuation
        )
        for name, scene in scenes(there).items():
            found = [scene.sign, scene.incident, scene.arrow, scene.exit, scene.title["zh"]]
            assert found == moment[name] or in_band(scene, moment[name]), (count, name)


def test_its_backup_is_restored_to_the_same_situation(
    data: Path, store: Store, tmp_path: Path
) -> None:
    backup(data, tmp_path / "copy.sqlite")
    restore(tmp_path / "copy.sqlite", tmp_path / "again", NOON)
    again = Store(tmp_path / "again")
    assert again.situation() == store.situation()
    again.close()


def test_what_it_holds_is_written_as_it_stands_there(store: Store) -> None:
    """The text of an event is searched and compared, and an older program reads the snapshot."""
    for (body,) in store._all("SELECT body FROM events"):
        assert EVENT.dump_json(EVENT.validate_json(body)).decode() == body
    (snapshot,) = store._one("SELECT body FROM snapshots")
    written = SITUATION.dump_json(SITUATION.validate_json(snapshot))
    assert json.loads(written) == json.loads(snapshot)
