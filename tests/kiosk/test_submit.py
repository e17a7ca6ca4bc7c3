"""One way from a form to its command, for every audience: done and led on, or its page again with
what was typed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk
from tests.kiosk.house import House, Tablet

STAFF = Path(kiosk.__file__).parent / "staff"
AUDIENCES = [path for path in sorted(STAFF.rglob("*.py")) if path.parent.name != "shell"]
ASKS_ONLY = {"alarm.py"}
"""The bar is drawn where the store cannot say who asks."""
ALREADY = {"mark"}
"""A step that somebody else answered the same way is done, and the page says by whom."""


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    return (node for node in tree if isinstance(node, ast.FunctionDef))


def called(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {ast.unparse(call) for call in calls}


@pytest.mark.parametrize("path", AUDIENCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_audience_gives_commands_through_the_shell(path: Path) -> None:
    for function in functions(path):
        assert [name for name in called(function) if name.endswith("board.do")] == [], function.name
        both = {"attempt", "redirect"} <= called(function)
        assert not both or function.name in ALREADY, f"{function.name}: submit() does both"


@pytest.mark.parametrize("path", AUDIENCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_the_store_cannot_take_is_said_in_one_place(path: Path) -> None:
    caught = [
        ast.unparse(node.type)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and node.type is not None
    ]
    assert "StoreError" not in caught or path.name in ASKS_ONLY


def test_a_link_that_is_refused_is_said_on_its_report_with_what_was_typed(house: House) -> None:
    leader = Tablet(house).signed_in("王")
    leader.post("/console/raise", kind="WIN-PAUSE", target="window/5")
    (number,) = house.services.board.view.world.situation.incidents
    answer = leader.post("/reports/links", about=f"incident:{number}", days="99")
    assert answer.status_code == 422
    assert (
        "有效期为 1 至 90 天" in answer.text
        and 'value="99"' in answer.text
        and "生成只读链接" in answer.text
    )
