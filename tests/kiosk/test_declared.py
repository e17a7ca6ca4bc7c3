"""What a page names is declared, and what is declared is shown: templates lay out values, they make
none."""

import ast
import inspect
import pkgutil
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, PackageLoader, nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables

import kiosk.public
import kiosk.staff
from kiosk.staff.shell.page import Common
from signage.language.durations import minutes_words

PAGES = Environment(loader=PackageLoader("kiosk"))
PAGES.filters["lasting"] = minutes_words
PAGES.filters["read_here"] = str
SOURCES = Path(kiosk.__file__).parent / "templates"
GIVEN = {
    "Message", "alarm_bar", "bold", "cockpit_bar", "csrf_token", "each", "fault", "further_languages", "html_lang",
    "lacking", "logged", "markup", "pair", "request", "safe", "safe_held", "sample_hall", "say", "second", "two",
}  # fmt: skip
"""By the app to every page, and a command's refusal."""
DRAW = frozenset({"page", "answer", "fragment"})
PAGES_OF = tuple(
    import_module(found.name)
    for room in (kiosk.public, kiosk.staff)
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
)
DECLARED: Mapping[str, tuple[type[Any], ...]] = {
    page: declared
    for module in PAGES_OF
    for page, declared in getattr(module, "DECLARED", {}).items()
}


@cache
def parsed(name: str) -> nodes.Template:
    return PAGES.parse((SOURCES / name).read_text("utf-8"))


def declared(page: str) -> set[str]:
    common = (Common,) if page.startswith("staff/") else ()
    return {field.name for one in (*common, *DECLARED[page]) for field in fields(one)}


def named(page: str, known: frozenset[str] = frozenset()) -> set[str]:
    """Names that come from outside, of a template and of what it extends, includes and imports;
    what one part sets, the parts it includes may name."""
    part = parsed(page)
    own = {node.name for node in part.find_all(nodes.Name) if node.ctx == "store"}
    own |= {target.name for node in part.find_all(nodes.With) for target in node.targets}
    own |= {node.name for node in part.find_all(nodes.Macro)}
    own |= {str(name) for node in part.find_all(nodes.FromImport) for name in node.names}
    inner = {
        name
        for other in find_referenced_templates(part)
        if other is not None
        for name in named(other, known | own)
    }
    return (find_undeclared_variables(part) - own - known) | inner


def given_besides(source: str) -> list[int]:
    """Lines that give a page values of their own, beside those that are declared."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    drawn = (c for c in calls if isinstance(c.func, ast.Name) and c.func.id in DRAW)
    return [c.lineno for c in drawn if {k.arg for k in c.keywords} - {None, "fault"}]


def test_a_page_is_given_what_is_declared() -> None:
    assert given_besides(
        "page('a.html', who(), fault=fault, **values_of(x))\npage('a', rows=[])"
    ) == [2]
    found = {module.__name__: given_besides(inspect.getsource(module)) for module in PAGES_OF}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("page", DECLARED)
def test_a_page_names_only_what_it_declares(page: str) -> None:
    assert named(page) - declared(page) - GIVEN == set()


@pytest.mark.laws
def test_everything_declared_is_shown_somewhere() -> None:
    shown = {name for page in DECLARED for name in named(page)}
    assert {
        field.name
        for page in (*DECLARED.values(), (Common,))
        for one in page
        for field in fields(one)
    } - shown == set()
