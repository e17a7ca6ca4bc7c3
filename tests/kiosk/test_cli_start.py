"""A command starts with what it needs: ``kiosk --version`` reads no hall, ``kiosk check`` serves
none."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kiosk.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
TOLD = """
import json, sys
from kiosk.cli import main
try:
    main(json.loads(sys.argv[1]), prog_name="kiosk")
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} | set(sys.modules))))
"""
SERVING = {"flask", "uvicorn", "werkzeug", "apscheduler", "sqlite3", "pymodbus", "kiosk.store"}


def imported(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", TOLD, json.dumps(arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_version_needs_nothing_of_the_hall() -> None:
    found = imported("--version")
    assert not found & (SERVING | {"pydantic", "PIL", "signage", "devices"})


@pytest.mark.processes
def test_a_check_serves_nothing() -> None:
    assert not imported("check") & SERVING


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None and command.name == name
