"""Halls for the facilities pages: one in which nothing is ever stored, and one of each test."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.custody.edits.hall_file import HALL
from kiosk.wiring import House, build
from signage.situation.commands import SetLamps
from tests.cast import Clock
from tests.kiosk.facilities.keeper import COMMENT, KEEPER, LINE, Hall, lamp_of
from tests.kiosk.house import enlist


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, sample: Content) -> Iterator[Hall]:
    """A hall in which nothing is ever stored: for everything that must be refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "read", lambda directory, known_good=None: sample)
        hall = Hall(tmp_path_factory.mktemp("kept"))
    hall.house.services.board.do(
        SetLamps((lamp_of("bus-1", f"{LINE}#1", protocol="modbus_relay"),)), KEEPER
    )
    hall.house.services.lights.start()
    yield hall
    hall.house.close()


@pytest.fixture
def hall(tmp_path: Path, sample_read: None) -> Iterator[Hall]:
    built = Hall(tmp_path / "data")
    yield built
    built.house.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A description of its own, that can be written."""
    target = tmp_path / "content"
    copytree(contents.sample(), target, ignore=ignore_patterns("halls", "pictures"))
    text = (target / HALL).read_text("utf-8")
    (target / HALL).write_text(text.replace("phone =", f"{COMMENT}phone =", 1), "utf-8")
    return target


@pytest.fixture
def clock() -> Clock:
    """Of the hall below: what it shows is the same at any time of any day."""
    return Clock()


@pytest.fixture
def built(tmp_path: Path, place: Path, clock: Clock) -> Iterator[House]:
    house = build(tmp_path / "data", place, simulators=True, clock=clock)
    enlist(house.services.store)
    house.services.people.refresh()
    yield house
    house.close()
