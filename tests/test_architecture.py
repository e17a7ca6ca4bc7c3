"""The laws of the house that neither import-linter nor ruff can see."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("kiosk", "devices", "signage")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
ARRANGED = ROOMS
"""Rooms whose modules stand in folders."""
FOLDERS = [
    path.parent
    for room in ARRANGED
    for path in sorted((ROOT / room).rglob("__init__.py"))
    if path.parent.name != room
]
SIBLINGS_MAX = 15
COLUMNS = 100
LINES_MAX = 400
NOUNS = {"drawing", "filing", "pairing", "wayfinding", "wiring"}
LOCKS = ("requirements.lock", "requirements-test.lock", "bundle/tools.lock")
LAST_HASH = " {4}--hash=sha256:[0-9a-f]{64}"
PIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9][0-9a-z.]*")


def called(path: Path, *names: str) -> set[str]:
    """Which of these are called by their plain name in a file; one that has none of the words need
    not be parsed."""
    text = path.read_text(encoding="utf-8")
    nodes = ast.walk(ast.parse(text)) if any(f"{name}(" in text for name in names) else ()
    return {
        node.func.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    } & {*names}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def pins(lock: str) -> list[str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [line.removesuffix(" \\") for line in lines if not line.startswith(("-r ", "    "))]


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


def test_calls_are_found_as_ruff_leaves_them(tmp_path: Path) -> None:
    source = tmp_path / "heard.py"
    source.write_text('a = [print(1)]\nb.open(2)\nc = "eval("\n')
    assert called(source, "print", "open", "eval") == {"print"}


def test_only_the_command_line_prints() -> None:
    assert [
        name_of(path) for path in SOURCES if not speaks_for_itself(path) and called(path, "print")
    ] == []


def test_tables_leave_the_house_by_one_door() -> None:
    """It knows every sign by which a spreadsheet takes a cell for a formula, wide ones too."""
    found = {name_of(path) for path in SOURCES if "csv.writer(" in path.read_text("utf-8")}
    assert found == {"kiosk/wording/spreadsheet.py"}


def test_the_domain_opens_no_file() -> None:
    domain = [path for path in SOURCES if path.relative_to(ROOT).parts[0] == "signage"]
    assert (
        domain
        and [name_of(path) for path in domain if called(path, "open", "input", "exec", "eval")]
        == []
    )


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_states_its_law(room: str) -> None:
    assert (ROOT / room / "README.md").read_text(encoding="utf-8").startswith(f"# {room}\n")


def states_its_law(folder: Path) -> bool:
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    return text.startswith(f"# {name_of(folder)}\n") and len(text.splitlines()) <= 10


def test_a_folder_states_its_law_in_ten_lines() -> None:
    assert FOLDERS and [name_of(folder) for folder in FOLDERS if not states_its_law(folder)] == []


def siblings(folder: Path) -> int:
    inside = [
        path
        for path in folder.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    ]
    return len([path for path in inside if not path.name.startswith("__")])


def test_a_folder_holds_no_more_than_one_sees_at_a_glance() -> None:
    held = {
        name_of(folder): siblings(folder)
        for folder in (*(ROOT / room for room in ARRANGED), *FOLDERS)
    }
    assert {name: number for name, number in held.items() if number > SIBLINGS_MAX} == {}


def test_lines_end_within_a_hundred_columns() -> None:
    """But for one in a hundred: a sentence or a shell command that reads better whole."""
    lines = [line for path in SOURCES for line in path.read_text(encoding="utf-8").splitlines()]
    assert sum(len(line) > COLUMNS for line in lines) <= len(lines) / 100


def test_a_file_is_read_in_one_sitting() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_MAX} == {}


def test_a_module_is_called_after_what_it_holds() -> None:
    """No gerunds, but the nouns among them."""
    arranged = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ARRANGED]
    assert [
        name_of(path) for path in arranged if path.stem.endswith("ing") and path.stem not in NOUNS
    ] == []


def test_the_tests_of_browsers_start_one_driver_a_run() -> None:
    """A second Playwright in the same process is an error, wherever the first one was started."""
    driven = [
        path
        for room in ("browser", "faults")
        for path in sorted((ROOT / "tests" / room).rglob("*.py"))
        if path.stem != "__main__"
    ]
    assert [name_of(path) for path in driven if called(path, "sync_playwright")] == [
        "tests/faults/pages.py"
    ]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_is_sorted_pins_and_nothing_else(lock: str) -> None:
    lines = pins(lock)
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert lines == sorted(lines, key=lambda line: line.split("==")[0])


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_names_the_hashes_of_its_files(lock: str) -> None:
    """In the form that ``pip --require-hashes`` reads: one pin, then its files."""
    entry = (
        rf"(?m)^[^ \n]+( ; [^\\\n]+)? \\\n( {{4}}--hash=sha256:[0-9a-f]{{64}} \\\n)*{LAST_HASH}\n"
    )
    text = (ROOT / lock).read_text("utf-8").removeprefix("-r requirements.lock\n")
    assert re.sub(entry, "", text) == "" and len(re.findall(entry, text)) == len(pins(lock))


def test_nothing_is_pinned_twice() -> None:
    names = [
        line.split("==")[0] for line in pins("requirements.lock") + pins("requirements-test.lock")
    ]
    assert len(names) == len(set(names))


def test_every_declared_dependency_is_pinned() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = described["project"]
    run = {line.split("==")[0] for line in pins("requirements.lock")}
    test = run | {line.split("==")[0] for line in pins("requirements-test.lock")}
    assert {
        plain(line) for line in [*project["dependencies"], *described["build-system"]["requires"]]
    } <= run
    assert {plain(line) for line in project["optional-dependencies"]["test"]} <= test


def plain(requirement: str) -> str:
    """The package's name without versions, extras or markers."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_a_page_is_waited_for_by_a_function() -> None:
    """A bare expression is evaluated by the page itself, which the hall's policy forbids: it passes
    only where it is true at once."""
    asked = re.compile(r'\.wait_for_function\(\s*"([^"]*)"')
    texts = {
        name_of(path): asked.findall(path.read_text("utf-8"))
        for path in sorted((ROOT / "tests").rglob("*.py"))
    }
    assert [
        (name, said) for name, found in texts.items() for said in found if "=>" not in said
    ] == []


WAITS = ("wait_for_function", "waits_for")
PROMISES = ("async ", "await ", ".then(", "Promise")


def test_no_promise_is_waited_for_as_if_it_were_an_answer() -> None:
    """The driver takes a promise itself for true (:mod:`tests.browser.promises` asks for what it
    promises)."""
    trees = {
        name_of(path): ast.parse(text)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if any(f".{name}(" in (text := path.read_text("utf-8")) for name in WAITS)
        or "async " in text
    }
    constants = {
        target.id: _texts(node.value)
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert [
        (name, said)
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WAITS
        for part in node.args[:1]
        for said in [_texts(part) + " ".join(constants.get(of, "") for of in _names(part))]
        if any(word in said for word in PROMISES)
    ] == []


def _texts(node: ast.AST) -> str:
    return " ".join(
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def _names(node: ast.AST) -> list[str]:
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
