"""Pages are given values: no template computes, selects, compares with a code or looks words up.

What is pure form stays: the loop's own counting, ``|length`` as a number that is shown, which of
many is the chosen one (``value == given``), whether something is there at all.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from jinja2 import Environment, nodes

import kiosk

SOURCES: Final = Path(kiosk.__file__).parent / "templates"
PAGES: Final = Environment(autoescape=True)
ARITHMETIC: Final = (
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg
)  # fmt: skip
LITERALS: Final = (nodes.Dict, nodes.List, nodes.Tuple)
FORM_FILTERS: Final[Mapping[str, str]] = {
    "forceescape": "escapes",
    "join": "writes a list into an attribute",
    "lasting": "says minutes in words, as the page's script does",
    "length": "is shown as a number",
    "read_here": "names what the part is read aloud by",
    "safe": "places what Python has drawn",
    "trim": "is white space",
    "upper": "sets letters",
    "urlencode": "escapes",
}
FORM_CALLS: Final[Mapping[str, str]] = {"items": "walks through what is offered"}
FORM_TESTS: Final[Mapping[str, str]] = {
    "defined": "a part may be drawn by a page that gives less",
    "none": "whether something is there at all",
}


class Rule(NamedTuple):
    line: int
    what: str


def rules(source: str) -> Iterator[Rule]:
    for node in PAGES.parse(source).find_all(nodes.Node):
        what = _rule(node)
        if what:
            yield Rule(node.lineno, what)


def _rule(node: nodes.Node) -> str:
    """Why it is one; empty where it is none."""
    name = type(node).__name__.lower()
    match node:
        case nodes.Filter(name=called) | nodes.Test(name=called):
            form = FORM_FILTERS if isinstance(node, nodes.Filter) else FORM_TESTS
            return "" if called in form else f"{name} {called}"
        case nodes.Compare():
            return "" if _chosen(node) else f"compares by {node.ops[0].op}"
        case nodes.Call(node=nodes.Getattr(attr=called)):
            return "" if called in FORM_CALLS else f"calls {called}"
        case nodes.For() if node.test is not None:
            return "walks through some"
        case nodes.Tuple(ctx="store"):
            return ""
        case nodes.Getitem():
            return "looks up"
    return name if isinstance(node, (*ARITHMETIC, *LITERALS)) else ""


def _chosen(node: nodes.Compare) -> bool:
    """Whether one of many is the one that is chosen: two values of the page, neither written in
    it."""
    sides = (node.expr, *(operand.expr for operand in node.ops))
    return [operand.op for operand in node.ops] == ["eq"] and not any(
        isinstance(side, nodes.Const) for side in sides
    )


def everywhere() -> dict[str, list[Rule]]:
    return {
        path.relative_to(SOURCES).as_posix(): found
        for path in sorted(SOURCES.rglob("*.html"))
        if (found := list(rules(path.read_text("utf-8"))))
    }


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ page + 1 }}", "add"),
        ("{{ -before }}", "neg"),
        ("{% if state == 'open' %}{% endif %}", "compares by eq"),
        ("{% if pages > 1 %}{% endif %}", "compares by gt"),
        ("{% if page != pages %}{% endif %}", "compares by ne"),
        ("{% if place.id in out %}{% endif %}", "compares by in"),
        ("{{ rows|selectattr('open') }}", "filter selectattr"),
        ("{{ phone|replace(' ', '') }}", "filter replace"),
        ("{% for one in many if one.open %}{% endfor %}", "walks through some"),
        ("{{ form.get('days') }}", "calls get"),
        ("{{ words[state] }}", "looks up"),
        ("{% for one in many[:6] %}{% endfor %}", "looks up"),
        ("{{ {'a': 'b'} }}", "dict"),
        ("{% for one in ('a', 'b') %}{% endfor %}", "tuple"),
        ("{% if number is even %}{% endif %}", "test even"),
    ],
)
def test_a_rule_is_found(source: str, what: str) -> None:
    assert what in [found.what for found in rules(source)]


@pytest.mark.parametrize(
    "source",
    [
        "{% for one, other in many.items() %}{{ loop.index }}{{ 'first' if loop.first }}{% endfor %}",
        "<option{% if value == given %} selected{% endif %}>",
        "{{ Message('a.b', count=rows|length) }} {{ 'way/' ~ place.id }}",
        "{% if given is defined and one is not none %}{% endif %}",
        "{% if a and not b or c %}{% endif %}",
    ],
)
def test_what_is_form_is_none(source: str) -> None:
    assert list(rules(source)) == []


def test_no_rule_stands_in_a_template() -> None:
    assert everywhere() == {}


if __name__ == "__main__":
    for name, found in everywhere().items():
        lines = (SOURCES / name).read_text("utf-8").splitlines()
        for rule in found:
            print(f"{name}:{rule.line} {rule.what}: {lines[rule.line - 1].strip()}")
    print(sum(map(len, everywhere().values())))
