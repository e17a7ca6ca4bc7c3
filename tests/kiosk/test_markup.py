"""One door of text into markup: what comes in is escaped, and nobody writes elements beside it."""

import ast
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from kiosk.wording.markup import besides, breaking, closed, element, escape, opened
from kiosk.wording.page_words import each, markup, said, second, two

ROOT = Path(__file__).resolve().parents[2]
DOOR = ROOT / "kiosk" / "wording" / "markup.py"
SOURCES = [
    path for room in ("kiosk", "devices", "signage") for path in sorted((ROOT / room).rglob("*.py"))
]
WRITES = re.compile(r"(?<!\(\?)(?<!\(\?P)<[a-zA-Z/!]")
"""An element begins or ends; the groups of a regular expression are none."""


def written(path: Path) -> list[int]:
    """Lines of f-strings that write elements; a file in which nothing looks like one need not be
    parsed."""
    text = path.read_text("utf-8")
    nodes = ast.walk(ast.parse(text)) if WRITES.search(text) else ()
    found = (node for node in nodes if isinstance(node, ast.JoinedStr))
    return [node.lineno for node in found if WRITES.search(_constant(node))]


def _constant(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values
    )


def test_no_f_string_writes_an_element() -> None:
    found = {str(path.relative_to(ROOT)): written(path) for path in SOURCES if path != DOOR}
    assert len(found) > 300 and {name: lines for name, lines in found.items() if lines} == {}


def test_the_search_finds_what_it_is_for(tmp_path: Path) -> None:
    source = tmp_path / "drawn.py"
    source.write_text(
        "a = f'<g x=\"{1}\">'\nb = rf'(?P<name>{2})(?<!{3})'\nc = f'{a}</g>'\nd = f'{a} < {b}'\n"
    )
    assert written(source) == [1, 3]


@given(st.text(), st.text())
def test_whatever_is_said_comes_out_as_it_was_said(words: str, value: str) -> None:
    """But for what XML cannot hold, which :func:`escape` mends."""
    read = fromstring(element("text", escape(words), data_said=value, font_size="2"))
    plain = (
        fromstring(f"<a>{escape(words)}</a>").text,
        fromstring(f'<a b="{escape(value)}"/>').get("b"),
    )
    assert (read.text, read.get("data-said"), read.get("font-size")) == (*plain, "2")


def test_attributes_are_named_as_python_allows_and_left_out_where_none() -> None:
    assert (
        element("g", class_="a", xlink__href="#b", rx=None, r=2)
        == '<g class="a" xlink:href="#b" r="2"/>'
    )
    assert element("g", "") == "<g></g>" and opened("g", x="1") + closed("g") == '<g x="1"></g>'


def test_an_element_gets_further_attributes_before_its_own() -> None:
    assert besides(element("text", "5", x="1"), stroke="<") == '<text stroke="&lt;" x="1">5</text>'
    assert besides("", stroke="red") == ""


def test_words_of_a_page_carry_their_second_language_in_an_element_marked_as_such() -> None:
    both, alone = {"zh": "开<", "en": "Open<"}, {"zh": "开"}
    assert two(both) == '开&lt; <span lang="en">Open&lt;</span>' and two(alone) == "开"
    assert second(both, "small") == '<small lang="en">Open&lt;</small>' and second(alone) == ""


def test_an_element_stands_where_each_language_says_it_and_nothing_is_escaped_twice() -> None:
    bold = Markup("<b>{}</b>").format("<3")
    told = markup({"zh": "共 {count} 个 & {rest}", "en": "{count} in all"}, count=bold)
    assert said(told) == "共 <b>&lt;3</b> 个 &amp; {rest}"
    assert two(told) == f'{said(told)} <span lang="en"><b>&lt;3</b> in all</span>'
    chosen = f'<span lang="zh" data-tongue="first">{said(told)}</span>'
    assert each(told) == f'{chosen}<span lang="en" data-tongue="second"><b>&lt;3</b> in all</span>'


@given(st.text(), st.text())
def test_what_is_put_into_a_field_without_being_markup_is_escaped(words: str, value: str) -> None:
    told = markup({"zh": f"{words}{{put}}"}, put=value)
    assert fromstring(f"<a>{said(told)}</a>") is not None and "<" not in said(told)


@given(st.lists(st.text(), min_size=1))
def test_parts_a_line_may_break_between_say_what_they_said(parts: list[str]) -> None:
    assert breaking(*parts).split("<wbr>") == [escape(part) for part in parts]
