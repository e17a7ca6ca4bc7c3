"""The page of decisions holds every one of them."""

import pytest

from tests.decisions import (
    PAGE,
    ROOT,
    Decision,
    decision,
    documents,
    head_of,
    page,
    paragraphs,
    told,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "- 2026-11-28 · One clock (see 3.4; there). Rejected: two.",
            ("2026-11-28", "One clock (see 3.4; there)"),
        ),
        (
            "2026-11-28 · The browser opens a page: its own.",
            ("2026-11-28", "The browser opens a page"),
        ),
        (
            "**One tree, whole\nmillimetres (2026-11-25).** Every place …",
            ("2026-11-25", "One tree, whole millimetres"),
        ),
        ("- **No queue of frames, 2026-11.** After every …", ("2026-11", "No queue of frames")),
        ("- **Told once, 2026-11-29**: a wish …", ("2026-11-29", "Told once")),
    ],
)
def test_a_decision_is_known_by_its_day_and_its_first_sentence(
    text: str, found: tuple[str, str]
) -> None:
    assert decision(text) == Decision(*found)


def test_what_names_no_day_is_none() -> None:
    assert decision("- **pyserial has one door**, `port`.") is None


def test_decisions_that_follow_without_a_blank_line_are_two() -> None:
    assert len(list(paragraphs("**A (2026-11-25).** x\nand y\n**B (2026-11-25).** z"))) == 2


@pytest.mark.parametrize(
    ("module", "head"),
    [
        ('"""One.\n\n    Two.\n"""\nx = """3"""\n', "One.\n\nTwo."), ('x = """1"""\n', ""), ("", ""),
        ('# first\n"""Head."""\n', "Head."), ('"""A \\" b."""\n', 'A " b.'), ("'Other.'\n", "Other."),
        ('r"""Raw."""\n', "Raw."), ('"""A "quoted" word."""', 'A "quoted" word.'),
    ],
)  # fmt: skip
def test_the_head_of_a_module_is_its_docstring(module: str, head: str) -> None:
    assert head_of(module) == head


def test_whatever_was_rejected_was_decided_on_a_day() -> None:
    undated = [
        f"{path.name}: {each[:60]}"
        for path in documents()
        for each in paragraphs(told(path))
        if "Rejected:" in each
        and decision(each) is None
        and "decision is a dated paragraph" not in " ".join(each.split())
    ]
    assert undated == []


def test_the_page_is_as_the_decisions_are_now() -> None:
    assert (ROOT / PAGE).read_text("utf-8") == page(), "run: make decisions"
