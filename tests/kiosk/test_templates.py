"""Templates are read by people: narrow, an element a line (djlint), where their code lies; rules
live in Python."""

import ast
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment
from jinja2.meta import find_referenced_templates

import kiosk

ROOM = Path(kiosk.__file__).parent
FOLDER = ROOM / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
SOURCES = sorted(ROOM.rglob("*.py"))
WIDEST = 120
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Its letters and its punctuation."""
SHELL = "staff/shell"
SHELL_OF = ("staff/", "access")
"""Whose pages may take parts of the shell: the sign-in page too carries the alarm bar."""


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER if path.suffix == ".html" else ROOM).as_posix()


def folder_of(path: Path) -> str:
    return name_of(path).rpartition("/")[0]


def may_name(folder: str, template: str) -> bool:
    wanted = template.rpartition("/")[0]
    same = folder.startswith(SHELL_OF) and audience(wanted) == audience(folder)
    return wanted == folder or same or (wanted == SHELL and folder.startswith(SHELL_OF))


def audience(folder: str) -> str:
    """A folder within an audience's is that audience's too."""
    return "/".join(folder.split("/")[: 2 if folder.startswith("staff/") else 1])


def test_no_line_is_wider_than_a_reader_s_window() -> None:
    lines = (
        (one, *line)
        for one in TEMPLATES
        for line in enumerate(one.read_text("utf-8").splitlines(), 1)
    )
    assert [f"{name_of(one)}:{number}" for one, number, line in lines if len(line) > WIDEST] == []


def without_comments(template: Path) -> str:
    return COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), template.read_text("utf-8"))


def test_a_template_says_nothing_itself() -> None:
    """Its words are messages, so that readers get them in their language: not even a Chinese comma
    stands there."""
    lines = (
        (one, *line)
        for one in TEMPLATES
        for line in enumerate(without_comments(one).splitlines(), 1)
    )
    assert [f"{name_of(one)}:{number}" for one, number, line in lines if CHINESE.search(line)] == []


@cache
def taken(template: Path) -> frozenset[str | None]:
    """The parts it takes; None is one whose name is not written in it."""
    return frozenset(
        find_referenced_templates(Environment(autoescape=True).parse(template.read_text("utf-8")))
    )


def test_a_template_takes_parts_of_its_own_audience_and_of_the_shell() -> None:
    found = ((one, part) for one in TEMPLATES for part in taken(one))
    assert [
        (name_of(one), part)
        for one, part in found
        if part is None or not may_name(folder_of(one), part)
    ] == []


@cache
def named(source: Path) -> frozenset[str]:
    """Templates it names, ``*`` for what it puts in."""
    text = source.read_text("utf-8")
    found = set()
    for node in ast.walk(ast.parse(text)) if ".html" in text else ():
        if isinstance(node, ast.JoinedStr):
            found.add(
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "*"
                    for part in node.values
                )
            )
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.count("\n") == 0
        ):
            found.add(node.value)
    # An address begins with a stroke, or with what stands before it; a template's name never does.
    return frozenset(name for name in found if name.endswith(".html") and name[0] not in "/*")


def test_code_draws_the_templates_that_lie_where_it_does() -> None:
    wanted = ((source, name) for source in SOURCES for name in named(source) if "/" in name)
    assert [
        (name_of(source), name) for source, name in wanted if not may_name(folder_of(source), name)
    ] == []


def test_every_template_is_drawn_by_somebody() -> None:
    asked = {name for source in SOURCES for name in named(source)}
    parts = {part for one in TEMPLATES for part in taken(one)}
    by_a_name = {
        name.replace("*", part)
        for name in asked
        if "*" in name
        for part in ("windows", "screens", "lamps")
    }
    assert {name_of(one) for one in TEMPLATES} - asked - parts - by_a_name == set()
