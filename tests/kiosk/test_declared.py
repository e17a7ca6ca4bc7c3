"""What a page names is declared, and what is declared is shown: templates lay out values, they make
none."""

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, PackageLoader, nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables

import kiosk.staff
from kiosk.staff.shell.page import Common
from signage.language.durations import minutes_words

PAGES = Environment(loader=PackageLoader("kiosk"))
PAGES.filters["lasting"] = minutes_words
SOURCES = Path(kiosk.__file__).parent / "templates"
GIVEN = {
    "Message", "alarm_bar", "csrf_token", "each", "fault", "further_languages", "html_lang", "lacking", "logged",
    "markup",
    "pair", "request", "safe", "safe_held", "say", "second", "two",
}  # fmt: skip
"""By the app to every page, and a command's refusal."""
PAGES_OF = tuple(
    import_module(found.name)
    for found in pkgutil.walk_packages(kiosk.staff.__path__, f"{kiosk.staff.__name__}.")
)
DECLARED: Mapping[str, tuple[type[Any], ...]] = {
    page: declared
    for module in PAGES_OF
    for page, declared in getattr(module, "DECLARED", {}).items()
}


def parsed(name: str) -> nodes.Template:
    return PAGES.parse((SOURCES / name).read_text("utf-8"))


def with_parts(name: str) -> Iterator[nodes.Template]:
    """A template, and what it extends, includes and imports."""
    seen, ahead = {name}, [name]
    while ahead:
        found = parsed(ahead.pop())
        yield found
        for other in find_referenced_templates(found):
            if other is not None and other not in seen:
                seen.add(other)
                ahead.append(other)


def declared(page: str) -> set[str]:
    return {field.name for one in (Common, *DECLARED[page]) for field in fields(one)}


def named(page: str) -> set[str]:
    """Names that come from outside; what one part sets, the parts it includes may name."""
    parts = list(with_parts(page))
    own = {node.name for part in parts for node in part.find_all(nodes.Name) if node.ctx == "store"}
    own |= {
        target.name
        for part in parts
        for node in part.find_all(nodes.With)
        for target in node.targets
    }
    own |= {node.name for part in parts for node in part.find_all(nodes.Macro)}
    return {name for part in parts for name in find_undeclared_variables(part)} - own


@pytest.mark.parametrize("page", DECLARED)
def test_a_page_names_only_what_it_declares(page: str) -> None:
    assert named(page) - declared(page) - GIVEN == set()


def test_everything_declared_is_shown_somewhere() -> None:
    shown = {name for page in DECLARED for name in named(page)}
    assert {
        field.name for page in DECLARED.values() for one in page for field in fields(one)
    } - shown == set()
