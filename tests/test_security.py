"""The threat model says what is true: each test that it names is there, and each line names one."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
MODEL = PAGE.partition("## The threat model")[2].partition("\n## ")[0]
NAMED = sorted(set(re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_is_named_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def test_every_line_names_what_shows_it() -> None:
    rows = [line for line in MODEL.split("\n") if line.startswith("|")][2:]
    assert len(rows) > 20 and all("::test_" in row for row in rows)


def test_it_says_the_rule_in_both_languages_and_what_is_left() -> None:
    assert "less danger needs a person" in PAGE and "减轻危险须由人决定" in PAGE
    assert "what is open" in PAGE and "仍然存在的风险" in PAGE
