"""A bad edit of the content never takes the hall down: the last good content stays, and the reason
is told."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.content import reader as contents
from kiosk.serving.pins import hash_pin
from kiosk.wiring import House, build
from tests.cast import PINS
from tests.kiosk.house import Tablet

pytestmark = pytest.mark.faults


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(contents.sample(), tmp_path / "content"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[Path | None], House]]:
    """Build a hall over the same data, as often as asked."""
    built: list[House] = []

    def again(content: Path | None) -> House:
        for house in built:
            house.close()
        built[:] = [build(tmp_path / "data", content, simulators=True)]
        return built[0]

    yield again
    for house in built:
        house.close()


def edit(directory: Path, old: str, new: str) -> None:
    path = directory / "hall.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def look(house: House) -> bool:
    """What the watcher does every 2 s: it reads what two looks have found the same."""
    assert house._watcher is not None
    return house._watcher.look() or house._watcher.look()


def troubles(house: House) -> dict[str, Any]:
    answer = house.app.test_client().get("/readyz")
    assert answer.status_code == 200
    found = answer.get_json()["troubles"]
    assert isinstance(found, dict)
    return found


def hall_name(house: House) -> str:
    return house.services.board.view.content.hall.name["zh"]


BAD = [
    pytest.param('id = "window/1"', 'id = "window/2"', "window/2", id="a duplicate id"),
    pytest.param(
        'zone = "zone/', 'zone = "zone/nowhere-', "nowhere", id="a zone that is not there"
    ),
    pytest.param("number = 1\n", "number = \n", "hall.toml", id="not TOML"),
    pytest.param("number = 1\n", 'number = 1\ncolour = "red"\n', "colour", id="an unknown key"),
]


@pytest.mark.parametrize(("old", "new", "named"), BAD)
def test_a_bad_edit_changes_nothing_and_says_why(
    start: Callable[[Path | None], House], directory: Path, old: str, new: str, named: str
) -> None:
    house = start(directory)
    before = house.services.board.view
    edit(directory, old, new)
    assert not look(house)
    assert house.services.board.view is before
    assert named in troubles(house)["content"]
    assert house.app.test_client().get("/screen/wall").status_code == 200


def test_a_repaired_edit_is_adopted_and_the_trouble_goes(
    start: Callable[[Path | None], House], directory: Path
) -> None:
    house = start(directory)
    first, revision = hall_name(house), house.services.board.view.revision
    edit(directory, first, "")
    edit(directory, 'id = "window/1"', 'id = "window/2"')
    assert not look(house)
    assert "content" in troubles(house)
    shutil.copy(contents.sample() / "hall.toml", directory / "hall.toml")
    edit(directory, first, "新办税厅")
    assert look(house)
    assert troubles(house) == {}
    assert hall_name(house) == "新办税厅"
    assert house.services.board.view.revision == revision + 1
    assert "新办税厅" in house.app.test_client().get("/screen/wall").text


def test_a_restart_with_a_broken_file_starts_with_the_last_good_content(
    start: Callable[[Path | None], House], directory: Path
) -> None:
    first = start(directory)
    name, digest = hall_name(first), first.services.board.view.content.digest
    edit(directory, 'id = "window/1"', 'id = "window/2"')
    again = start(None)
    assert (hall_name(again), again.services.board.view.content.digest) == (name, digest)
    assert "window/2" in troubles(again)["content"]


def test_a_restart_without_the_content_directory_starts_with_the_last_good_content(
    start: Callable[[Path | None], House], directory: Path
) -> None:
    name = hall_name(start(directory))
    shutil.rmtree(directory)
    again = start(None)
    assert hall_name(again) == name
    assert "缺少这个文件" in troubles(again)["content"]
    assert again.app.test_client().get("/screen/wall").status_code == 200


def test_a_file_saved_again_unchanged_is_no_event(
    start: Callable[[Path | None], House], directory: Path
) -> None:
    house = start(directory)
    before = house.services.board.view
    edit(directory, "number = 1\n", "number  =  1\n")
    assert not look(house)
    assert house.services.board.view is before
    assert troubles(house) == {}


def test_a_file_seen_while_it_is_being_written_is_not_read(
    directory: Path, start: Callable[[Path | None], House]
) -> None:
    house = start(directory)
    assert house._watcher is not None
    whole = (directory / "lamps.toml").read_text("utf-8")
    for part in range(1, 6):
        (directory / "lamps.toml").write_text(whole[: len(whole) * part // 6], "utf-8")
        assert not house._watcher.look() and "content" not in troubles(house), "it still grows"
    (directory / "lamps.toml").write_text(whole, "utf-8")
    assert not look(house) and house.services.board.view.content.hall.lamps


def fewer(directory: Path) -> None:
    """A file cut off between two tables: right in itself, with fewer lamps than before."""
    text = (directory / "lamps.toml").read_text("utf-8")
    (directory / "lamps.toml").write_text(text[: text.rindex("[[lamps]]")], "utf-8")


def test_a_description_with_less_in_it_waits_for_a_person_over_restarts_too(
    directory: Path, start: Callable[[Path | None], House]
) -> None:
    house = start(directory)
    count = len(house.services.board.view.content.hall.lamps)
    fewer(directory)
    for _ in range(2):
        assert not look(house)
        assert len(house.services.board.view.content.hall.lamps) == count
        assert house.services.pending is not None
        assert "状态灯少了 1 个" in troubles(house)["content-fewer"]
        house = start(None)
    look(house)
    facilities = Tablet(house)
    for name, (role, pin) in PINS.items():
        house.services.store.put_staff(name, role, hash_pin(pin))
    facilities.signed_in("赵")
    page = facilities.get("/facilities").text
    pending = house.services.pending
    assert "data-pending" in page and pending is not None
    assert facilities.post("/facilities/content", digest="another").status_code == 409
    assert facilities.post("/facilities/content", digest=pending.content.digest).status_code == 303
    assert len(house.services.board.view.content.hall.lamps) == count - 1
    assert (
        "content-fewer" not in troubles(house)
        and "data-pending" not in facilities.get("/facilities").text
    )


def test_what_was_asked_about_is_forgotten_once_the_file_is_whole_again(
    directory: Path, start: Callable[[Path | None], House]
) -> None:
    house = start(directory)
    whole = (directory / "lamps.toml").read_text("utf-8")
    fewer(directory)
    look(house)
    (directory / "lamps.toml").write_text(whole, "utf-8")
    assert not look(house)
    assert house.services.pending is None and "content-fewer" not in troubles(house)
