"""Templates are read by people: narrow, an element a line (djlint), where their code lies; rules live in Python."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.meta import find_referenced_templates

import kiosk

ROOM = Path(kiosk.__file__).parent
FOLDER = ROOM / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
SOURCES = sorted(ROOM.rglob("*.py"))
WIDEST = 120
SHELL = "staff/shell"
SHELL_OF = ("staff/", "access")
"""Whose pages may take parts of the shell: the sign-in page too carries the alarm bar."""


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER if path.suffix == ".html" else ROOM).as_posix()


def folder_of(path: Path) -> str:
    return name_of(path).rpartition("/")[0]


def may_name(folder: str, template: str) -> bool:
    wanted = template.rpartition("/")[0]
    return wanted == folder or (wanted == SHELL and folder.startswith(SHELL_OF))


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_no_line_is_wider_than_a_reader_s_window(template: Path) -> None:
    lines = enumerate(template.read_text("utf-8").splitlines(), 1)
    assert [number for number, line in lines if len(line) > WIDEST] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_takes_parts_of_its_own_audience_and_of_the_shell(template: Path) -> None:
    found = find_referenced_templates(Environment(autoescape=True).parse(template.read_text("utf-8")))
    assert [name for name in found if name is None or not may_name(folder_of(template), name)] == []


def named(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count("\n") == 0:
            yield node.value


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_code_draws_the_templates_that_lie_where_it_does(source: Path) -> None:
    wanted = {name for name in named(source) if name.endswith(".html") and "/" in name}
    assert [name for name in wanted if not may_name(folder_of(source), name)] == []


def test_every_template_is_drawn_by_somebody() -> None:
    asked = {name for source in SOURCES for name in named(source)}
    parts = {
        name
        for one in TEMPLATES
        for name in find_referenced_templates(Environment(autoescape=True).parse(one.read_text("utf-8")))
    }
    by_a_name = {name.replace("*", part) for name in asked if "*" in name for part in ("windows", "screens", "lamps")}
    assert {name_of(one) for one in TEMPLATES} - asked - parts - by_a_name == set()
