"""A stylesheet as its rules. As much of css-syntax-3 as a sheet without strange strings needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/", re.S)
GROUPS = ("@media", "@supports", "@container", "@keyframes")


@dataclass(frozen=True, slots=True)
class Rule:
    """``within``: the heads of the groups around it, outermost first."""

    within: tuple[str, ...]
    head: str
    declarations: tuple[tuple[str, str], ...]

    @property
    def selectors(self) -> tuple[str, ...]:
        return parts(self.head, ",")

    def get(self, *names: str) -> str | None:
        return next((value for name, value in reversed(self.declarations) if name in names), None)


def parts(text: str, at: str) -> tuple[str, ...]:
    """Cut at each ``at`` that stands in no bracket."""
    found, depth, begin = [], 0, 0
    for number, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == at and not depth:
            found.append(text[begin:number])
            begin = number + 1
    return tuple(part for part in (one.strip() for one in (*found, text[begin:])) if part)


def rules(sheet: str) -> Iterator[Rule]:
    """In order. Raises ValueError where a bracket is missing."""
    yield from _within(COMMENT.sub("", sheet), ())


def _within(text: str, around: tuple[str, ...]) -> Iterator[Rule]:
    at = 0
    while (opening := text.find("{", at)) >= 0:
        closing = _closing(text, opening)
        head, body = text[at:opening].strip().lstrip(";").strip(), text[opening + 1 : closing]
        if head.startswith(GROUPS):
            yield from _within(body, (*around, head))
        else:
            yield Rule(around, head, tuple(_declaration(one) for one in parts(body, ";")))
        at = closing + 1


def _declaration(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise ValueError(f"no declaration: {text}")
    return name.strip(), value.strip()


def _closing(text: str, opening: int) -> int:
    depth = 0
    for number in range(opening, len(text)):
        depth += (text[number] == "{") - (text[number] == "}")
        if not depth:
            return number
    raise ValueError(f"no end: {text[opening : opening + 60]}")
