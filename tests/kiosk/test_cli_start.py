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
SERVED = """
import gc, sys
from kiosk.cli import main, server
server.serve_http = lambda *_, **_named: print("served", gc.isenabled(), gc.get_freeze_count() > 100_000)
build = server.build
def built(*given, **named):
    print("built", gc.isenabled())
    return build(*given, **named)
server.build = built
main(["serve", "--data", sys.argv[1], "--content", sys.argv[2]], prog_name="kiosk")
"""


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


@pytest.mark.processes
def test_the_collector_rests_until_the_hall_is_served(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVED, str(tmp_path), str(ROOT / "content")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line for line in done.stdout.splitlines() if line.startswith(("built", "served"))]
    assert told == ["built False", "served True True"], done.stderr
