"""A hall whose data is damaged, as the service manager starts it: again and again, and every time
it serves."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.store import FILE
from tests.faults.house import House, kiosk

pytestmark = pytest.mark.faults
STARTS = 5
FIRE = {"kind": "FIRE", "targets": ["hall"]}


@pytest.fixture
def house() -> Iterator[House]:
    """A hall with an open incident, killed."""
    with House.demo() as running:
        running.ask("/api/v1/incidents", {"kind": "WIN-PAUSE", "targets": ["window/5"]})
        assert running.stop() == 0
    yield running
    shutil.rmtree(running.data, ignore_errors=True)


def lost(data: Path) -> None:
    for path in data.glob(f"{FILE}*"):
        path.unlink()


def no_database(data: Path) -> None:
    (data / FILE).write_bytes(b"\0" * 9000)


def newer(data: Path) -> None:
    raw = sqlite3.connect(data / FILE)
    row = ("2026-11-24T04:00:00+00:00", "王", "supervisor", json.dumps({"type": "tunnel_opened"}))
    raw.execute("INSERT INTO events SELECT max(seq)+1,?,?,?,?,'' FROM events", row)
    raw.execute("INSERT OR REPLACE INTO facts VALUES('version', '99.1')")
    raw.commit()
    raw.close()


DAMAGES = {
    "lost": (lost, "日志不见了"),
    "no database": (no_database, "已损坏"),
    "newer": (newer, "99.1"),
}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.values(), ids=DAMAGES)
def test_started_five_times_over_damaged_data_it_serves_and_warns_and_says_what_to_do(
    house: House, damage: Callable[[Path], None], words: str
) -> None:
    damage(house.data)
    for _ in range(STARTS):
        with House.again(house) as again:
            status, said = again.ask("/readyz")
            assert status == 503 and said["safe_mode"]["remedy"]["zh"]
            complaints = again.complaints()
            assert (
                "安全模式" in complaints and words in complaints and "Traceback" not in complaints
            )
            again.kill()
    with House.again(house) as again:
        status, raised = again.ask("/api/v1/incidents", FIRE)
        assert status == 201 and raised["state"] == "active", (
            "the machine's token is kept apart too"
        )
        _, hall = again.ask("/api/v1/hall")
        assert {screen["scene"]["sign"] for screen in hall["screens"]} == {"evacuate"}
        assert again.stop() == 0


def signs(house: House) -> set[str]:
    return {screen["scene"]["sign"] for screen in house.ask("/api/v1/hall")[1]["screens"]}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.values(), ids=DAMAGES)
def test_what_is_raised_in_safe_mode_outlives_every_death_of_the_server(
    house: House, damage: Callable[[Path], None], words: str
) -> None:
    """No screen is open that could tell the next server of it."""
    damage(house.data)
    with House.again(house) as again:
        raised = again.ask("/api/v1/incidents", FIRE)[1]
        again.kill()
    for _ in range(2):
        with House.again(house) as again:
            assert signs(again) == {"evacuate"}
            (told,) = again.ask("/api/v1/incidents?state=open")[1]["incidents"]
            assert told["id"] == raised["id"]
            again.kill()
    with House.again(house) as again:
        assert again.ask(f"/api/v1/incidents/{raised['id']}/clear", {"reason": "误报"})[0] == 200
        again.kill()
    with House.again(house) as again:
        assert "evacuate" not in signs(again), "a person's word outlives it too"
        again.kill()


def test_a_log_that_is_back_has_what_was_raised_without_it(house: House) -> None:
    """Nobody has settled anything: the file was away, as when its disk comes up late, and the
    server died meanwhile."""
    away = house.data / "away"
    (house.data / FILE).rename(away)
    with House.again(house) as again:
        assert again.ask("/api/v1/incidents", FIRE)[0] == 201
        again.kill()
    away.rename(house.data / FILE)
    with House.again(house) as again:
        assert signs(again) == {"evacuate"}
        kinds = {one["kind"] for one in again.ask("/api/v1/incidents?state=open")[1]["incidents"]}
        assert kinds == {"FIRE", "WIN-PAUSE"}
        assert again.stop() == 0
    assert kiosk("log", "verify", "--data", str(house.data)).returncode == 0


def test_what_a_person_has_settled_does_not_come_back(house: House) -> None:
    no_database(house.data)
    with House.again(house) as again:
        assert again.ask("/api/v1/incidents", FIRE)[0] == 201
        again.kill()
    assert kiosk("log", "new", "--data", str(house.data)).returncode == 0
    with House.again(house) as again:
        assert "evacuate" not in signs(again)
        assert again.ask("/readyz")[0] == 200
        again.kill()


def test_one_command_ends_safe_mode_of_the_running_server(house: House) -> None:
    no_database(house.data)
    with House.again(house) as again:
        assert again.ask("/api/v1/incidents", FIRE)[0] == 201
        done = kiosk("log", "new", "--data", str(house.data))
        assert done.returncode == 0, done.stderr
        assert "hall-aside-" in done.stderr
        again.wait_until(
            lambda: again.ask("/readyz")[0] == 200, "the server has taken up the new log"
        )
        assert again.ask("/api/v1/incidents?state=open")[1]["incidents"] == []
        status, kept = again.ask(
            "/api/v1/incidents", {"kind": "WIN-PAUSE", "targets": ["window/5"]}
        )
        assert status == 201
        again.kill()
    assert kiosk("log", "verify", "--data", str(house.data)).returncode == 0
    with House.again(house) as once_more:
        told = once_more.ask("/api/v1/incidents?state=open")[1]["incidents"]
        assert [incident["id"] for incident in told] == [kept["id"]]


def test_a_first_start_that_cannot_succeed_still_ends_in_words(tmp_path: Path) -> None:
    """Where nothing is, a hall may begin (tests/kiosk/founding); not on a file, nor by half a
    description."""
    (tmp_path / "file").touch()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "hall.toml").write_text('name = { zh = "大厅" }\n', "utf-8")
    half = ("--data", str(tmp_path / "empty"), "--content", str(tmp_path / "half"))
    for where in (("--data", str(tmp_path / "file")), half):
        ended = kiosk("serve", *where, "--port", "0")
        assert ended.returncode != 0 and "Traceback" not in ended.stderr
