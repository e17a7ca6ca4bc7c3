"""The table of what the oldest browser can do, and what of a text it cannot."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.oldest.sheets import Rule, rules

TABLE: Mapping[str, Any] = tomllib.loads((Path(__file__).parent / "table.toml").read_text("utf-8"))
OLDEST: int = TABLE["oldest"]
_UNIT = re.compile(r"(?<![\w#.-])-?(?:\d+\.?\d*|\.\d+)([a-zA-Z]+|%)")
_FUNCTION = re.compile(r"([a-zA-Z-]+)\(")
_PSEUDO = re.compile(r"::?(-?[a-z][a-z-]*)")
_TEXT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_QUIET = re.compile(r"//[^\n]*|/\*.*?\*/|`(?:[^`\\]|\\.)*`", re.S)


def _too_new(kind: str, name: str) -> str | None:
    version = TABLE[kind].get(name)
    if version is None:
        return f"{kind} {name} is not in tests/oldest/table.toml: add it with its version"
    return f"{kind} {name} came with Chromium {version}" if version > OLDEST else None


def of_declaration(name: str, value: str) -> Iterator[str]:
    """Why the oldest browser does not take it; what is optional is no reason."""
    if name.startswith("--"):
        found: list[str | None] = []
    elif name in TABLE["optional"]:
        return
    else:
        found = [_too_new("property", name)]
    bare = _TEXT.sub("", value)
    found += [_too_new("unit", unit.lower()) for unit in _UNIT.findall(bare)]
    found += [_too_new("function", function) for function in _FUNCTION.findall(bare)]
    found += [
        f"value {pattern} came with Chromium {version}"
        for pattern, version in TABLE["value"].items()
        if version > OLDEST and re.search(pattern, f"{name}: {value}")
    ]
    yield from (fault for fault in found if fault)


def of_selector(head: str) -> Iterator[str]:
    found = [
        _too_new("pseudo", name)
        for name in _PSEUDO.findall(_TEXT.sub("", head))
        if not head.startswith("@")
    ]
    yield from (fault for fault in found if fault)


def is_for_newer(condition: str) -> bool:
    """Whether a group asks for what the oldest browser has not, so that it never looks inside."""
    if not condition.startswith("@supports"):
        return False
    asked = condition.removeprefix("@supports").strip()
    if asked.startswith("not "):
        return False
    if asked.startswith("selector("):
        return any(of_selector(asked.removeprefix("selector(").removesuffix(")")))
    name, _, value = asked.strip("()").partition(":")
    return any(of_declaration(name.strip(), value.strip()))


def of_rule(rule: Rule) -> Iterator[str]:
    if any(is_for_newer(group) for group in rule.within):
        return
    groups = (re.match(r"@([a-z-]+)", group) for group in (*rule.within, rule.head))
    found = [_too_new("at", group[1]) for group in groups if group]
    yield from (fault for fault in found if fault)
    if not any(group.startswith("@keyframes") for group in rule.within):
        yield from of_selector(rule.head)
    for name, value in rule.declarations:
        yield from of_declaration(name, value)


def of_sheet(text: str) -> list[str]:
    return [f"{rule.head}: {fault}" for rule in rules(text) for fault in of_rule(rule)]


def of_script(text: str) -> list[str]:
    """What is newer in a script. An owner that is one of many is only known by a call of its
    member."""
    bare = _TEXT.sub('""', _QUIET.sub("``", text))
    found = [
        name for name, version in TABLE["script"].items() if version > OLDEST and _used(name, bare)
    ]
    found += [
        pattern
        for pattern, version in TABLE["syntax"].items()
        if version > OLDEST and re.search(pattern, bare, re.M)
    ]
    # What is asked of the page is a selector, in a text.
    asked = re.findall(
        r"(?:querySelector(?:All)?|matches|closest)\(\s*([\"'`].*?[\"'`])\s*\)", text
    )
    return found + [fault for one in asked for fault in of_selector(one.strip("\"'`"))]


def _used(name: str, script: str) -> bool:
    owner, mark, member = re.fullmatch(r"(\w+)(?:([.#])(\w+))?", name).groups()  # type: ignore[union-attr]  # our own table
    if mark == "#":
        return re.search(rf"\.{member}\s*\(", script) is not None
    return (
        re.search(rf"(?<![\w.]){owner}\.{member}\b" if mark else rf"(?<![\w.]){owner}\b", script)
        is not None
    )


def of_markup(text: str) -> list[str]:
    """Attributes, elements and styles in templates and in what Python draws."""
    found = [
        name
        for name, version in TABLE["attribute"].items()
        if version > OLDEST and re.search(rf"<[^>]*\s{name}[\s=>]", text)
    ]
    found += [
        name
        for name, version in TABLE["element"].items()
        if version > OLDEST and re.search(rf"<{name}[\s>]", text)
    ]
    for style in re.findall(r"\sstyle=\\?\"([^\"]*)\"", text):
        pairs = (one.partition(":") for one in style.rstrip("\\").split(";") if ":" in one)
        found += [
            fault
            for name, _, value in pairs
            for fault in of_declaration(name.strip(), value.strip())
        ]
    for sheet in re.findall(r"<style[^>]*>(.*?)</style>", text, re.S):
        found += of_sheet(sheet)
    return found
