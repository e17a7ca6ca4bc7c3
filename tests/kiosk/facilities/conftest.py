"""Halls for the facilities pages: one in which nothing is ever stored, and one of each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from signage.situation.commands import SetLamps
from tests.kiosk.facilities.keeper import KEEPER, LINE, Hall, lamp_of


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
