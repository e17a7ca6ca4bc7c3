"""The words of content/README.md are the program's: each is used, and those it shuns name nothing."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.rows import every

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "content" / "README.md").read_text("utf-8").partition("\n## Words\n")[2]
LINES = [
    [cell.strip() for cell in line.split("|")[1:-1]]
    for line in GLOSSARY.partition("\n## ")[0].splitlines()
    if line.startswith("| `")
]
ROWS = {row[0]: row for row in LINES}
PART = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
SAID = "".join(
    path.read_text("utf-8")
    for path in (
        ROOT / "kiosk/wording/locale/zh_Hans.po",
        ROOT / "content/README.zh-CN.md",
    )
)


def parts(name: str) -> set[str]:
    return {part.lower() for part in PART.findall(name)}


@cache
def named() -> set[str]:
    """Each part of the names of modules, classes, functions, fields and parameters."""
    found: set[str] = set()
    for room in ("kiosk", "signage", "devices"):
        for path in (ROOT / room).rglob("*.py"):
            found |= parts(path.stem)
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                match node:
                    case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                        found |= parts(name)
                    case ast.AnnAssign(target=ast.Name(id=name)) | ast.arg(arg=name):
                        found |= parts(name)
    return found


@pytest.mark.laws
@every(ROWS)
def test_a_word_names_its_thing_and_its_rivals_name_nothing(row: list[str]) -> None:
    words, shown, _, shunned = row
    lost = {word for word in re.findall(r"`(\w+)`", words) if word not in named()}
    assert lost == set() and shown in SAID
    assert {word for word in re.findall(r"\w+", shunned) if word in named()} == set()


def test_no_word_stands_twice() -> None:
    words = [word for row in LINES for word in re.findall(r"`(\w+)`", row[0])]
    assert len(words) > 35 and len(words) == len(set(words))
