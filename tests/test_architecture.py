"""The laws of the house that neither import-linter nor ruff can see."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("kiosk", "devices", "signage")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
ARRANGED = ROOMS
"""Rooms whose modules stand in folders."""
FOLDERS = [
    path.parent for room in ARRANGED for path in sorted((ROOT / room).rglob("__init__.py")) if path.parent.name != room
]
SIBLINGS_MAX = 15
NOUNS = {"drawing", "filing", "wayfinding", "wiring"}
PIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9][0-9a-z.]*")


@cache
def called(path: Path) -> frozenset[str]:
    """Names of plain calls in a file."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def pins(lock: str) -> list[str]:
    return [line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if not line.startswith("-r ")]


@pytest.mark.parametrize("room", ["content", "systemd"])
def test_rooms_of_data_hold_no_python(room: str) -> None:
    assert [name_of(path) for path in (ROOT / room).rglob("*.py")] == []


THREADS = {"kiosk/engine/periodic.py", "devices/engine/worker.py", "devices/engine/lights.py"}
"""What repeats, the loop of a port, and its one report after a change of lamps."""


def test_whatever_repeats_is_a_periodic() -> None:
    begun = re.compile(r"\b(?:Thread|Timer)\(")
    found = {name_of(path) for path in SOURCES if begun.search(path.read_text("utf-8"))}
    assert found == THREADS


def speaks_for_itself(path: Path) -> bool:
    """The command line: everything in ``kiosk/cli/``."""
    return path.relative_to(ROOT).parts[1] == "cli"


@pytest.mark.parametrize("path", [p for p in SOURCES if not speaks_for_itself(p)], ids=name_of)
def test_only_the_command_line_prints(path: Path) -> None:
    assert "print" not in called(path)


@pytest.mark.parametrize("path", [p for p in SOURCES if p.relative_to(ROOT).parts[0] == "signage"], ids=name_of)
def test_the_domain_opens_no_file(path: Path) -> None:
    assert not {"open", "input", "exec", "eval"} & called(path)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_states_its_law(room: str) -> None:
    assert (ROOT / room / "README.md").read_text(encoding="utf-8").startswith(f"# {room}\n")


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_folder_states_its_law_in_ten_lines(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {name_of(folder)}\n")
    assert len(text.splitlines()) <= 10


@pytest.mark.parametrize("folder", [*(ROOT / room for room in ARRANGED), *FOLDERS], ids=name_of)
def test_a_folder_holds_no_more_than_one_sees_at_a_glance(folder: Path) -> None:
    inside = [path for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    assert len([path for path in inside if not path.name.startswith("__")]) <= SIBLINGS_MAX


@pytest.mark.parametrize("path", [p for p in SOURCES if p.relative_to(ROOT).parts[0] in ARRANGED], ids=name_of)
def test_a_module_is_called_after_what_it_holds(path: Path) -> None:
    """No gerunds, but the nouns among them."""
    assert not path.stem.endswith("ing") or path.stem in NOUNS


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_is_sorted_pins_and_nothing_else(lock: str) -> None:
    lines = pins(lock)
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert lines == sorted(lines, key=lambda line: line.split("==")[0])


def test_nothing_is_pinned_twice() -> None:
    names = [line.split("==")[0] for line in pins("requirements.lock") + pins("requirements-test.lock")]
    assert len(names) == len(set(names))


def test_every_declared_dependency_is_pinned() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = described["project"]
    run = {line.split("==")[0] for line in pins("requirements.lock")}
    test = run | {line.split("==")[0] for line in pins("requirements-test.lock")}
    assert {plain(line) for line in [*project["dependencies"], *described["build-system"]["requires"]]} <= run
    assert {plain(line) for line in project["optional-dependencies"]["test"]} <= test


def plain(requirement: str) -> str:
    """The package's name without versions, extras or markers."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()
