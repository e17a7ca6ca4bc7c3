"""The shipped halls are what the generator makes, pass the check, and are shown by the demo under
their names."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.content import halls
from kiosk.content import reader as contents
from kiosk.content.copies import empty_copy
from tests.halls.hall import CONTENT
from tests.halls.shipped import SHIPPED, ship


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_hall_is_what_the_generator_makes(name: str, tmp_path: Path) -> None:
    ship(name, tmp_path)
    shipped = CONTENT / "halls" / name
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_text("utf-8") for path in shipped.iterdir()}, (
        "run python -m tests.halls"
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_hall_passes_the_check_and_never_closes_in_the_demo(
    name: str, tmp_path: Path
) -> None:
    halls.demo_content(name, tmp_path / "content")
    hall = contents.read(tmp_path / "content").hall
    assert len(hall.windows) == SHIPPED[name].windows and len(hall.screens) == SHIPPED[name].screens
    assert len(hall.hours.weekly) == 7 and not any(window.hours for window in hall.windows)
    assert all(lamp.address.startswith("sim://") for lamp in hall.lamps)
    assert not list(tmp_path.glob("content-*"))


def test_the_large_hall_has_exits_on_both_storeys(tmp_path: Path) -> None:
    halls.demo_content("two-storeys", tmp_path / "content")
    content = contents.read(tmp_path / "content")
    assert content.evacuation.plan is not None
    assert {door.floor for door in content.evacuation.plan.exits} == {"1", "2"}
    assert len([machine for machine in content.hall.machines if machine.what == "terminal"]) == 15
    assert len(content.hall.lamps) == 20


@pytest.mark.processes
def test_an_unknown_hall_is_refused_with_the_names_there_are() -> None:
    answer = CliRunner().invoke(main, ["demo", "--hall", "nowhere"])
    assert answer.exit_code == 1
    assert "There is no hall nowhere; there are: small, two-storeys." in answer.output


def test_the_sample_is_copied_without_the_other_halls(tmp_path: Path) -> None:
    empty_copy(contents.sample(), tmp_path / "own")
    halls.demo_content(None, tmp_path / "demo")
    assert not (tmp_path / "own" / "halls").exists() and not (tmp_path / "demo" / "halls").exists()
