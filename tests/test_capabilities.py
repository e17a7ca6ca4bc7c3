"""Every capability the plans ask for has one row: done and shown by tests that exist, or a limit
with its reason."""

import re
from pathlib import Path

import pytest

from signage.situation.registers import REGISTERS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "content" / "CAPABILITIES.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| C-")
]
GROUPS = re.findall(r"^\| ([A-S]) [a-z, ]+\| (\d+) \|", TEXT, re.MULTILINE)


def test_all_36_have_their_row_in_order() -> None:
    assert [row[0] for row in ROWS] == [f"C-{number:02}" for number in range(1, 37)]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_where_it_is_done_and_names_tests_that_exist(row: list[str]) -> None:
    assert len(row) == 5 and row[1] and row[2]
    tests = re.findall(r"`(tests/[\w/]+\.py)`", row[3])
    assert tests and all((ROOT / test).is_file() for test in tests), row[3]
    for register in re.findall(r"registers? `(\w+)`", row[2]):
        assert register in REGISTERS
    for path in re.findall(r"`((?:signage|content|kiosk)/[\w/.]+)`", row[2]):
        assert (ROOT / path).exists()


def test_the_groups_hold_all_511_statements_once() -> None:
    assert [name for name, _ in GROUPS] == list("ABCDEFGHIJKLMNOPQRS")
    assert sum(int(count) for _, count in GROUPS) == 511
    named = re.findall(r"S-(\d{3})", TEXT)
    assert all(1 <= int(number) <= 511 for number in named)
