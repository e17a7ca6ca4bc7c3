"""Whatever has befallen a hall's data, its server serves: from the log if it can, else warning all
the same."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

from kiosk.content import reader as contents
from kiosk.engine.probe import Probe
from kiosk.serving.cookies import TABLET, named
from kiosk.store import FILE, GENESIS, LOCK, Store, StoreError, chain
from kiosk.store.beside.apart import CONTENT
from kiosk.store.migrations import FIRST
from kiosk.wiring import House, build
from signage.situation.commands import CallHelp, Change, Raise
from signage.situation.incidents import Actor
from tests.cast import SUPERVISOR, Clock
from tests.kiosk.house import Tablet, enlist

Damage = Callable[[Path], None]


@dataclass
class Hall:
    """A hall that has been at work, may be damaged while it is stopped, and is started again."""

    data: Path
    clock: Clock
    tablet: str = ""
    built: list[House] = field(default_factory=list)

    def start(self, content: Path | None = None) -> House:
        self.stop()
        self.built = [build(self.data, content, simulators=True, clock=self.clock)]
        return self.built[0]

    def stop(self) -> None:
        for house in self.built:
            house.close()
        self.built = []

    def enrol(self) -> None:
        """The tablet at the desk is enrolled; its cookie is all it keeps."""
        desk = Tablet(self.built[0]).signed_in("王")
        desk.post("/enrol", name="服务台")
        cookie = desk.client.get_cookie(named(TABLET, self.built[0].services.keys.mark))
        assert cookie is not None
        self.tablet = cookie.value


@pytest.fixture
def hall(tmp_path: Path, clock: Clock, sample_read: None) -> Hall:
    """A supervisor paused a window; the stop left a snapshot."""
    made = Hall(tmp_path / "data", clock)
    house = made.start(contents.sample())
    enlist(house.services.store)
    made.enrol()
    house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), SUPERVISOR)
    made.stop()
    return made


def files(data: Path) -> list[Path]:
    return [data / f"{FILE}{suffix}" for suffix in ("", "-wal", "-shm")]


def kept(data: Path) -> dict[str, bytes]:
    """Every file but the lock."""
    return {path.name: path.read_bytes() for path in data.iterdir() if path.name != LOCK}


def lost(data: Path) -> None:
    for path in files(data):
        path.unlink(missing_ok=True)


def emptied(data: Path) -> None:
    lost(data)
    (data / FILE).touch()


def no_database(data: Path) -> None:
    lost(data)
    (data / FILE).write_text("this was a hall once\n" * 500)


def corrupt(data: Path) -> None:
    """Every page but the first two is noise, as a dying disk leaves it."""
    whole = bytearray((data / FILE).read_bytes())
    whole[8192:] = b"\xa5" * (len(whole) - 8192)
    (data / FILE).write_bytes(whole)


def rewritten(sql: str) -> Damage:
    def damage(data: Path) -> None:
        raw = sqlite3.connect(data / FILE)
        first = ";".join(FIRST)
        raw.executescript("DROP TRIGGER events_no_update; DELETE FROM snapshots")
        raw.executescript(f"{sql}; {first}")
        raw.close()

    return damage


def appended(**body: object) -> Damage:
    """One more event, as another version of the program wrote it."""

    def damage(data: Path) -> None:
        raw = sqlite3.connect(data / FILE)
        seq, before = raw.execute(
            "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"
        ).fetchone() or (0, GENESIS)
        row = (seq + 1, "2026-11-24T04:00:00+00:00", "王", "supervisor", json.dumps(body))
        raw.execute("INSERT INTO events VALUES(?,?,?,?,?,?)", (*row, chain(before, *row)))
        raw.commit()
        raw.close()

    return damage


NEWER_TYPE = appended(type="tunnel_opened", tunnel="tunnel/1")
NEWER_FIELD = appended(type="time_passed", reason="noon", moon="full")


def no_content(data: Path) -> None:
    """Its directory is gone too: ``hall.start`` names none."""
    rewritten("UPDATE facts SET value='{' WHERE name='content'")(data)
    rewritten("UPDATE facts SET value='/nowhere' WHERE name='content_directory'")(data)
    (data / CONTENT).write_text('0\n{"hall": 1}\n')


def newer_format(data: Path) -> None:
    raw = sqlite3.connect(data / FILE)
    raw.execute("PRAGMA user_version=99")
    raw.close()


DAMAGES = {
    "a newer format": newer_format,
    "lost": lost,
    "emptied": emptied,
    "no database": no_database,
    "a corrupt page": corrupt,
    "an event of a newer type": NEWER_TYPE,
    "an event with a newer field": NEWER_FIELD,
    "an event that cannot be read": rewritten("UPDATE events SET body='{}' WHERE seq=1"),
}


@pytest.mark.laws
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_whatever_befell_its_log_a_hall_starts_and_raises_a_fire_from_a_locked_tablet(
    hall: Hall, damage: Damage
) -> None:
    damage(hall.data)
    before = kept(hall.data)
    for _ in range(5):
        house = hall.start()
        said = house.app.test_client().get("/readyz").get_json()
        assert said["safe_mode"], "it says that it is no ordinary hall"
        hall.stop()
    assert before.items() <= kept(hall.data).items(), "nothing is lost"

    fire_is_raised(hall.start(), hall.tablet)
    hall.stop()


def fire_is_raised(house: House, tablet: str) -> None:
    """The locked tablet raises it and every screen shows it."""
    desk = Tablet(house)
    desk.client.set_cookie(TABLET, tablet)
    answer = desk.post("/console/raise", kind="FIRE", target="hall", sure="yes")
    assert answer.status_code == 303, answer.text
    scenes = house.services.board.view.scenes
    assert {scene.sign for scene in scenes.values()} == {"evacuate"}


def test_a_whole_log_without_any_content_that_can_be_read_still_warns_and_saves(hall: Hall) -> None:
    no_content(hall.data)
    for _ in range(2):
        house = hall.start()
        assert house.services.safety.why == "content"
        assert house.app.test_client().get("/readyz").status_code == 200
        assert house.services.store.fact("content") == "{", "what could not be read is kept"
    fire_is_raised(house, hall.tablet)
    assert [i.notice.kind for i in hall.start().services.store.situation().open_incidents] == [
        "WIN-PAUSE",
        "FIRE",
    ]
    hall.stop()


SNAPSHOTS = {
    "not JSON": "UPDATE snapshots SET body='{'",
    "of another shape": 'UPDATE snapshots SET body=\'{"revision": "many"}\'',
    "of a newer version": "UPDATE snapshots SET body=json_set(body, '$.moon', 'full')",
    "of another moment": "UPDATE snapshots SET body=json_set(body, '$.revision', 1)",
}


@pytest.mark.parametrize("sql", SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_a_corrupt_snapshot_is_dropped_and_said_and_the_log_is_read(hall: Hall, sql: str) -> None:
    raw = sqlite3.connect(hall.data / FILE)
    raw.executescript(sql)
    raw.close()
    house = hall.start()
    said = house.app.test_client().get("/readyz").get_json()
    assert [i.notice.kind for i in house.services.board.view.world.situation.open_incidents] == [
        "WIN-PAUSE"
    ]
    assert not said.get("safe_mode") and "快照" in said["troubles"]["snapshot"]
    assert "snapshot" not in hall.start().app.test_client().get("/readyz").get_json()["troubles"], (
        "once"
    )
    hall.stop()


def test_content_that_cannot_be_read_in_the_log_is_read_beside_it(hall: Hall) -> None:
    rewritten("UPDATE facts SET value='{' WHERE name='content'")(hall.data)
    rewritten("UPDATE facts SET value='/nowhere' WHERE name='content_directory'")(hall.data)
    house = hall.start()
    said = house.app.test_client().get("/readyz").get_json()
    assert not said.get("safe_mode") and said["troubles"]["content"]
    assert house.services.board.view.content.digest == house.services.store.fact("digest")
    hall.stop()


def test_a_log_that_another_program_holds_is_waited_for_while_the_hall_warns(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening it waits for five seconds; here not at all."""
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **more: connect(*args, **(more | {"timeout": 0}))
    )
    monkeypatch.setattr("kiosk.store.file.OPENING_MS", 0)
    other = connect(hall.data / FILE, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    house = hall.start()
    assert house.services.safety.why == "unusable"
    house.services.board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    settling = next(one for one in house._repeating if one.name == "settling")
    settling._act()
    assert house.services.safety.on
    other.execute("ROLLBACK")
    other.close()
    settling._act()
    assert not house.services.safety.on, "the log can be used again, and nobody need say so"
    kinds = [i.notice.kind for i in house.services.board.view.world.situation.open_incidents]
    assert sorted(kinds) == ["FIRE", "WIN-PAUSE"], "what was raised meanwhile is in it"
    assert house.services.store.verify() > 0
    hall.stop()


def test_without_its_log_a_hall_warns_helps_and_ends_danger_and_says_that_all_else_is_not_saved(
    hall: Hall,
) -> None:
    lost(hall.data)
    board = hall.start().services.board
    with pytest.raises(StoreError) as refused:
        board.do(Raise("WIN-PAUSE", ("window/5",)), SUPERVISOR)
    assert (
        "安全模式" in refused.value.words["zh"] and board.view.world.situation.open_incidents == ()
    )
    with pytest.raises(StoreError):
        board.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)

    fire = board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    assert fire.incident is not None and not fire.stored, "nobody is told that it was saved"
    board.do(CallHelp("entrance"), Actor("screen:entrance", "screen"))
    assert board.view.world.situation.help
    board.do(Change(fire.incident.id, "acknowledge"), SUPERVISOR)
    board.do(Change(fire.incident.id, "clear", reason="火已扑灭", attest=True), SUPERVISOR)
    assert board.view.world.situation.open_incidents == ()
    hall.stop()


@pytest.mark.laws
def test_an_edit_met_on_a_full_disk_costs_no_log(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log can be read: what could not be written down of the edit is written once it can."""
    edited = tmp_path / "edited"
    shutil.copytree(contents.sample(), edited, ignore=shutil.ignore_patterns("halls", "pictures"))
    hall.start(edited)
    hall.stop()
    text = (edited / "hall.toml").read_text("utf-8")
    (edited / "hall.toml").write_text(text.replace("青禾县办税", "青禾县第二办税"), "utf-8")

    def full(self: Store, *given: object, **named: object) -> NoReturn:
        raise StoreError("Nothing was written: the disk is full.", "unusable", "full")

    with monkeypatch.context() as patch:
        for name in ("_write", "append", "touch"):
            patch.setattr(Store, name, full)
        house = hall.start()
        board = house.services.board
        assert not house.services.safety.on
        assert "第二办税" in board.view.content.hall.name["zh"]
        assert board.view.world.situation.open_incidents
    Probe(house.services.store, board, house.services.people).look()
    assert house.services.store.fact("digest") == board.view.read.digest
    hall.stop()
