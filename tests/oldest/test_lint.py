"""Nothing that is served asks more of a browser than the oldest one in the field has."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oldest.gaps import sheets, whole
from tests.oldest.sheets import rules
from tests.oldest.table import OLDEST, TABLE, of_markup, of_script, of_sheet

KIOSK = Path(__file__).resolve().parents[2] / "kiosk"
SCRIPTS = sorted((KIOSK / "static").rglob("*.js"))
MARKUP = [
    path
    for path in sorted([*KIOSK.rglob("*.html"), *KIOSK.rglob("*.py"), *SCRIPTS])
    if "<" in path.read_text("utf-8")
]


@pytest.mark.parametrize("sheet", sheets(), ids=lambda path: path.name)
def test_every_sheet_is_read_whole_by_the_oldest_browser(sheet: Path) -> None:
    assert of_sheet(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize("sheet", sheets(), ids=lambda path: path.name)
def test_gaps_of_flex_boxes_are_margins_where_there_are_none(sheet: Path) -> None:
    text = sheet.read_text("utf-8")
    assert text == whole(text), "write them again: python -m tests.oldest.gaps"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_runs_in_the_oldest_browser(script: Path) -> None:
    assert of_script(script.read_text("utf-8")) == []


def test_every_page_and_every_drawing_is_read_whole_by_the_oldest_browser() -> None:
    found = {path.name: of_markup(path.read_text("utf-8")) for path in MARKUP}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_readme_names_the_oldest_browser() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert f"Chromium {OLDEST}" in (KIOSK.parent / name).read_text("utf-8")


# ---------------------------------------------------------------- what the lint finds


@pytest.mark.parametrize(
    "sheet",
    [
        "a { inset: 0; }", "a { width: 3cqh; }", "a { height: 100dvh; }", "a { aspect-ratio: 1; }",
        "a:is(b) { top: 0; }",
        "a:has(b) { top: 0; }", "a { padding-inline: 1px; }", "@container (width: 1px) { a { top: 0; } }",
        "a { colour: red; }", "a { top: 1quux; }", "a { top: anchor(x); }", "a:hoover { top: 0; }",
        "@nest a { top: 0; }",
        "a { --x: 1cqw; }", "@media print { a { inset: 0; } }", "@supports (display: grid) { a { inset: 0; } }",
        "@supports not (inset: 0) { a { inset: 0; } }", "a { overflow: clip; }",
    ],
)  # fmt: skip
def test_a_newer_or_unknown_word_of_a_sheet_is_found(sheet: str) -> None:
    assert of_sheet(sheet)


@pytest.mark.parametrize(
    "sheet",
    [
        "@supports (width: 1cqh) { a { width: 1cqh; } @container (width: 1px) { a { top: 0; } } }",
        "@supports selector(:has(a)) { a:has(b) { top: 0; } }", 'a::before { content: "3cqh inset("; }',
        "a { text-wrap: balance; }", "/* inset: 0 */ a { top: 0; }", "@keyframes x { 50% { opacity: 1; } }",
    ],
)  # fmt: skip
def test_what_is_asked_for_first_and_what_is_optional_may_be_newer(sheet: str) -> None:
    assert of_sheet(sheet) == []


@pytest.mark.parametrize(
    "script",
    [
        "fetch(x, {signal: AbortSignal.timeout(1)})", "a.at(-1)", 'a.replaceAll("b", "c")', "a ??= b",
        "structuredClone(a)",
        'a.querySelector("b:has(c)")', 'a.closest("b:is(c)")', "a.replaceChildren()", "Object.hasOwn(a, b)",
        "class A { #b() {} }", "new WeakRef(a)",
    ],
)  # fmt: skip
def test_a_newer_word_of_a_script_is_found(script: str) -> None:
    assert of_script(script)


@pytest.mark.parametrize(
    "script", ["a?.b ?? c", '"AbortSignal.timeout(1)"', "// a.at(-1)\nb", "row.at", "a.json()"]
)
def test_what_the_oldest_knows_is_no_fault(script: str) -> None:
    assert of_script(script) == []


@pytest.mark.parametrize(
    "markup", ["<p inert>", '<p style="inset:0">', "<search>", "<style>a { inset: 0; }</style>"]
)
def test_a_newer_word_of_a_page_is_found(markup: str) -> None:
    assert of_markup(markup)


@given(
    st.sampled_from(sorted(name for name, version in TABLE["property"].items() if version > OLDEST))
)
def test_every_property_that_is_too_new_is_found_wherever_it_stands(name: str) -> None:
    if name not in TABLE["optional"]:
        for sheet in (
            "a {{ {0}: 0; }}",
            "@media print {{ a {{ top: 0; {0}: 0 }} }}",
            "a {{ top: 0 }} b, c > d {{ {0}: 0 }}",
        ):
            assert of_sheet(sheet.format(name))


@given(
    st.lists(st.sampled_from(["{", "}", "a", ";", ":", "(", ")", " "]), max_size=12).map("".join)
)
def test_a_sheet_that_is_broken_is_said_to_be_and_never_waited_for(text: str) -> None:
    try:
        list(rules(text))
    except ValueError as error:
        assert re.match("no end|no declaration", str(error))
