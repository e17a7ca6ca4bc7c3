"""The README says what the program does."""

from pathlib import Path

import click
import pytest

from kiosk.cli import main
from kiosk.settings import SETTINGS

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_as_it_is(setting: object) -> None:
    assert f"| `{setting.name}` | {setting.default}".rstrip() in README  # type: ignore[attr-defined]  # a Setting
    assert setting.help in README  # type: ignore[attr-defined]  # a Setting


@pytest.mark.parametrize("name", main.commands)
def test_every_command_is_documented(name: str) -> None:
    command = main.commands[name]
    parts = sorted(command.commands) if isinstance(command, click.Group) else [""]
    assert f"`kiosk {name}" in README
    line = next(line for line in README.splitlines() if line.startswith(f"| `kiosk {name}"))
    assert all(part in line for part in parts)


def test_the_pictures_are_there() -> None:
    pictures = [part.partition(")")[0] for part in README.split("](")[1:] if part.partition(")")[0].endswith(".png")]
    assert len(pictures) >= 4
    assert all((Path(__file__).parents[1] / picture).is_file() for picture in pictures)
