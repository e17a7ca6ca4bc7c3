"""``python -m tests.oldest.gaps`` writes the end of each stylesheet: the gaps of flex boxes as
margins.

A browser before Chromium 84 takes ``gap`` for grids alone, and ``@supports`` cannot tell. It knows
no ``inset`` (87) either, so that stands for it; between the two a few gaps are doubled, which cuts
off nothing. What is written follows from the sheet itself, so nobody has to think of it: a test
says where it has to be written again.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.oldest.sheets import Rule, parts, rules

STATIC = Path(__file__).resolve().parents[2] / "kiosk" / "static"
HEAD = "\n/* Written by python -m tests.oldest.gaps: the gaps of flex boxes as margins, for browsers before 84. */\n"
OLD = "@supports not (inset: 0)"
STRONG = ":not(#_)"
"""Outweighs every margin that the sheet sets, and matches everything."""
ABOUT = (
    "display",
    "flex-direction",
    "flex-wrap",
    "justify-content",
    "gap",
    "row-gap",
    "column-gap",
)
_SIMPLE = re.compile(r"::?[\w-]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?|\[[^]]*]|[.#][\w-]+|[\w-]+|\*")
Look = dict[str, str]


def sheets() -> list[Path]:
    return sorted(STATIC.glob("*.css"))


def own(text: str) -> str:
    """The sheet as people write it."""
    return text.partition(HEAD)[0]


def whole(text: str) -> str:
    """With the end that follows from it."""
    mine = own(text)
    found = list(_written(list(rules(mine))))
    return mine.rstrip("\n") + "\n" + (f"{HEAD}{OLD} {{\n{''.join(found)}}}\n" if found else "")


@cache
def _compounds(selector: str) -> tuple[frozenset[str], ...]:
    """What each step of the selector asks of an element."""
    steps = re.split(r"\s*[>+~]\s*|\s+", selector)
    return tuple(frozenset(_SIMPLE.findall(step)) for step in steps)


def _applies(general: str, special: str) -> bool:
    """Whether what ``special`` chooses is surely chosen by ``general`` too."""
    asked, given = _compounds(general), _compounds(special)
    if "::" in general or not asked[-1] <= given[-1]:
        return False
    above = list(given[:-1])
    for step in reversed(asked[:-1]):
        while above and not step <= above[-1]:
            above.pop()
        if not above:
            return False
        above.pop()
    return True


def _written(found: list[Rule]) -> Iterator[str]:
    about = [
        (rule, one)
        for rule in found
        for one in rule.selectors
        if rule.get(*ABOUT, "margin", "margin-inline-start")
    ]
    for number, (rule, selector) in enumerate(about):
        # What stands before or after a text has no children.
        if "::" not in selector and not any(group.startswith("@supports") for group in rule.within):
            before = look(about[:number], selector, ())
            now = look(about[: number + 1], selector, rule.within)
            if (
                now.get("display") != "none"
                and rule.get(*ABOUT)
                and (line := _line(selector, now, before))
            ):
                yield _around(rule, line)
    for rule, selector in about:
        yield from (_around(rule, line) for line in _pushed(rule, selector))


def _around(rule: Rule, line: str) -> str:
    return f"  {rule.within[0]} {{ {line} }}\n" if rule.within else f"  {line}\n"


def look(about: list[tuple[Rule, str]], selector: str, within: tuple[str, ...]) -> Look:
    """What is known of the box once all of these rules have spoken."""
    known: Look = {}
    for rule, general in about:
        if rule.within in ((), within) and _applies(general, selector):
            for name, value in rule.declarations:
                if name == "gap":
                    rows, *columns = parts(value, " ")
                    known |= {"row-gap": rows, "column-gap": columns[0] if columns else rows}
                elif name in ABOUT:
                    known[name] = value
    return known


def _margins(known: Look) -> dict[str, str]:
    """Of the children: which margins stand for the gap, keyed by whom they belong to and the
    side."""
    if "flex" not in known.get("display", ""):
        return {}
    rows, columns = known.get("row-gap", "0"), known.get("column-gap", "0")
    if "column" in known.get("flex-direction", ""):
        return {"> * + *|margin-top": rows}
    if known.get("justify-content") == "center" or known["display"] == "inline-flex":
        return {f"> *|margin-inline-{side}": _half(columns) for side in ("start", "end")}
    if known.get("flex-wrap") == "wrap":
        apart = "space-between" in known.get("justify-content", "")
        side = (
            {"> * + *|margin-inline-start": columns}
            if apart
            else {"> *:not(:last-child)|margin-inline-end": columns}
        )
        return {**side, "> *|margin-bottom": rows}
    return {"> * + *|margin-inline-start": columns}


def _half(length: str) -> str:
    return length if length == "0" else f"calc({length.removeprefix('calc')} / 2)"


def _line(selector: str, now: Look, before: Look) -> str:
    wanted, was = _margins(now), _margins(before)
    zero = {key: "0" for key in was if key not in wanted}
    there = {key: value for key, value in wanted.items() if value != "0" or key in was}
    by_child: dict[str, list[str]] = {}
    for key, value in {**zero, **there}.items():
        child, _, side = key.partition("|")
        by_child.setdefault(child, []).append(f"{side}: {value};")
    return " ".join(
        f"{_strong(selector)} {child} {{ {' '.join(said)} }}" for child, said in by_child.items()
    )


def _pushed(rule: Rule, selector: str) -> Iterator[str]:
    """A child that is pushed away by an automatic margin stays pushed."""
    for side, value in _sides(rule):
        if value == "auto":
            yield f"{_strong(_strong(selector))} {{ margin-{side}: auto; }}"


def _sides(rule: Rule) -> Iterator[tuple[str, str]]:
    for name, value in rule.declarations:
        if name == "margin":
            four = (
                (parts(value, " ") * 4)[:4]
                if len(parts(value, " ")) in (1, 2, 4)
                else (*parts(value, " "), "")
            )
            if len(parts(value, " ")) == 3:
                four = (four[0], four[1], four[2], four[1])
            yield "top", four[0]
            yield "left", four[3]
        elif name in ("margin-inline-start", "margin-top"):
            yield name.removeprefix("margin-"), value


def _strong(selector: str) -> str:
    head, pseudo, rest = selector.partition("::")
    return f"{head}{STRONG}{pseudo}{rest}"


def main() -> None:
    for sheet in sheets():
        sheet.write_text(whole(sheet.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
