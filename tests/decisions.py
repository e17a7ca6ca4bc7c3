"""One page of all dated decisions: ``python -m tests.decisions`` writes DECISIONS.md, its test
finds it stale.

A decision stands where the eye is: in a room's README, in a document at the top, or at the head of
a module. It has one of four forms, each with a day (older ones of lamps: a month):

    - 2026-11-28 · Text. Rejected: …          **Title (2026-11-28).** Text.
    2026-11-28 · Text.                        - **Title, 2026-11-28.** Text.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("signage", "devices", "kiosk", "content", "systemd", "bundle", "tests")
PAGE = "DECISIONS.md"
HEAD = """# Decisions

Every dated decision, oldest first, under the document that says the whole of it: what, why, what was rejected, what
would change our mind. A decision is written where the eye is; `make decisions` makes this page of them.
"""
DAY = r"(?P<day>20\d\d-\d\d(?:-\d\d)?)"
BEGINS = re.compile(r"^(?:- )?(?:\*\*|20\d\d-\d\d)", re.MULTILINE)
DATED = re.compile(rf"(?:- )?{DAY} · (?P<text>.+)", re.DOTALL)
TITLED = re.compile(
    rf"(?:- )?\*\*(?P<text>.+?)(?: \({DAY}\)[.:]?|, (?P<later>20\d\d-\d\d(?:-\d\d)?)[.:]?)\*\*",
    re.DOTALL,
)
SENTENCE = re.compile(r"[.;:](?= |$)")
ASIDE = re.compile(r"\([^()]*\)|`[^`]*`")
"""Holds stops that end no sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """``day`` as it is written, ``what`` its first sentence."""

    day: str
    what: str


def paragraphs(text: str) -> Iterator[str]:
    """Blocks between blank lines, cut where another decision begins without one."""
    for block in re.split(r"\n\s*\n", text):
        starts = sorted({0, *(found.start() for found in BEGINS.finditer(block)), len(block)})
        yield from (block[a:b].strip() for a, b in pairwise(starts))


def decision(paragraph: str) -> Decision | None:
    one_line = " ".join(paragraph.split())
    if found := DATED.match(one_line):
        return Decision(found["day"], first_sentence(found["text"]))
    if found := TITLED.match(one_line):
        return Decision(found["day"] or found["later"], found["text"].rstrip(".:"))
    return None


def first_sentence(text: str) -> str:
    text = text.removeprefix("Rejected: ")
    found = SENTENCE.search(ASIDE.sub(lambda aside: "·" * len(aside[0]), text))
    return text[: found.start()] if found else text


def documents() -> list[Path]:
    """Rooms in the order of imports, the READMEs before the modules of each; then what stands at
    the top."""
    found = []
    for room in ROOMS:
        files = [
            path
            for path in (ROOT / room).rglob("*")
            if path.suffix in (".md", ".py") and path.is_file()
        ]
        found += sorted(files, key=lambda path: (path.suffix == ".py", len(path.parts), str(path)))
    return [path for path in (*found, ROOT / "CONTRIBUTING.md") if path != Path(__file__).resolve()]


@cache
def told(path: Path) -> str:
    """What a document says; of a module its head alone."""
    text = path.read_text(encoding="utf-8")
    return text if path.suffix == ".md" else head_of(text)


def head_of(module: str) -> str:
    """Its docstring. One that begins it and holds no escape stands there as it is: nothing need be
    parsed."""
    before, head, *_ = (*module.split('"""', 2), "\\")
    return ast.get_docstring(ast.parse(module)) or "" if before or "\\" in head else cleandoc(head)


def decisions(path: Path) -> list[Decision]:
    return sorted(one for each in paragraphs(told(path)) if (one := decision(each)) is not None)


def page() -> str:
    parts = [HEAD]
    for path in documents():
        if found := decisions(path):
            name = path.relative_to(ROOT)
            lines = "\n".join(f"- {one.day} · {one.what}" for one in found)
            parts.append(f"## [{name}]({name})\n\n{lines}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
