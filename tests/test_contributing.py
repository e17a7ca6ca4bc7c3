"""What a contributor is told is what the project does: checks, licence, changelog, recipes."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP = {
    "kiosk", "signage", "devices", "content", "tests", "systemd", "bundle", "pyproject.toml", "Makefile", "LICENSE",
    "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md", "SECURITY.md",
    "requirements.lock", "requirements-test.lock",
}  # fmt: skip
"""Rooms, what builds them, and documents for whoever arrives."""
CHANGES = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_top_level_is_rooms_and_documents() -> None:
    """What is kept, that is: a hall somebody describes here, as the README begins one, is
    theirs."""
    if not (ROOT / ".git").exists():
        pytest.skip("an archive, whose files nobody lists")
    kept = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {name.partition("/")[0] for name in kept if not name.startswith(".")} == TOP


def test_a_commit_is_checked_like_make_lint() -> None:
    recipe = read("Makefile").partition("\nlint:")[2].partition("\n\n")[0].splitlines()[1:]
    linted = [line.strip().removeprefix("@").replace("$(BIN)", ".venv/bin") for line in recipe]
    assert re.findall(r"^ +entry: (.+)$", read(".pre-commit-config.yaml"), re.MULTILINE) == linted


def test_no_check_comes_from_elsewhere() -> None:
    text = read(".pre-commit-config.yaml")
    assert re.findall(r"repo: (.+)", text) == ["local"]
    assert set(re.findall(r"language: (.+)", text)) == {"system"}


def test_the_licence_is_the_one_that_is_declared() -> None:
    declared = tomllib.loads(read("pyproject.toml"))["project"]
    assert declared["license"] == "Apache-2.0" and declared["license-files"] == ["LICENSE"]
    words = " ".join(read("LICENSE").split())
    assert words.startswith("Apache License Version 2.0, January 2004")
    assert "END OF TERMS AND CONDITIONS" in words
    assert all(f" {clause}. " in words for clause in range(1, 10))


def test_the_changelog_is_kept_in_its_form() -> None:
    heads = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert heads[0] == "[Unreleased]"
    released = [
        re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)", head) for head in heads[1:]
    ]
    assert all(released)
    days = [found[2] for found in released if found]
    assert days == sorted(days, reverse=True)
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert next(found[1] for found in released if found) == version
    assert set(re.findall(r"^### (.+)$", read("CHANGELOG.md"), re.MULTILINE)) <= set(CHANGES)


@pytest.mark.parametrize(
    "name", ["README.md", "SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.zh-CN.md"]
)
def test_a_document_stands_at_the_top(name: str) -> None:
    assert (ROOT / name).is_file()


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    rows = re.findall(
        r"^\| ([a-z0-9-, ]+) \| .+ \|$",
        read("CONTRIBUTING.md").partition("## Why each dependency")[2],
        re.MULTILINE,
    )
    told = {name.strip() for row in rows for name in row.split(",")} - {"package"}
    assert told == {re.match(r"[a-z0-9-]+", line)[0] for line in project["dependencies"]}  # type: ignore[index]  # a name


FILES = {
    "a kind of incident": 1, "a lamp": 1, "a protocol": 3, "a screen layout": 4, "a language": 1, "a staff page": 4,
}  # fmt: skip
"""The most files that whoever adds one touches, besides words in the catalogues and a test."""
NAMED = re.compile(r"`((?:kiosk|devices|signage|content|tests)/[A-Za-z_/.]+)`")


def recipes() -> str:
    return read("CONTRIBUTING.md").partition("## How to add")[2].partition("\n## ")[0]


def test_a_recipe_touches_few_files() -> None:
    heads = re.findall(r"^### … (.+)$", recipes(), re.MULTILINE)
    told = {
        what: int(files)
        for head in heads
        for what, files in re.findall(r"(an? [a-z ]+) \((\d+) files?", head)
    }
    assert {what: most for what, most in FILES.items() if not 1 <= told[what] <= most} == {}


def test_a_recipe_names_what_is_there() -> None:
    named = NAMED.findall(recipes())
    assert len(named) > 9
    assert [
        name for name in named if not ((ROOT / name).exists() or (ROOT / f"{name}.py").exists())
    ] == []
