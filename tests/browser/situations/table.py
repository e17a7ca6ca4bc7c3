"""The table of what must and must not be said: in which phase, at which place, which words, and
why.

Words are regular expressions on the text without spaces and line breaks; ``{facts}`` of the
situation are filled in. ``Lnnn`` in a reason is the line of the emergency plans that asks for it;
the numbers are those of ``source`` in content/catalogue.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.browser.situations.pages import Seen

PHASES = (
    "before",
    "raised",
    "confirmed",
    "escalated",
    "told",
    "handled",
    "ended",
    "over",
    "archived",
)
"""``told``: a notice was published; ``ended``: while the all-clear is shown; ``over``: after it."""
ALWAYS = " ".join(PHASES)
OPEN = "raised confirmed escalated told handled"
SCREENS = "board touch zone window door"
PUBLIC = f"{SCREENS} status feed texts"
"""What anybody may read. ``texts``: the forms of a notice, ready to be copied."""


@dataclass(frozen=True, slots=True)
class Line:
    """``where`` and ``phases``: names, any of which fits. ``owed``: it is not so yet; what it waits
    for."""

    where: str
    phases: str
    why: str
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    owed: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place that says what it must not, or not what it must, since ``at``."""

    line: Line
    at: str
    phase: str
    place: str
    wrong: str
    text: str

    def __str__(self) -> str:
        return f"{self.at} {self.phase} {self.place}: {self.wrong} — {self.line.why}\n      {self.text[:400]}"


@cache
def _pattern(words: str, facts: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    for name, said in facts:
        words = words.replace(f"{{{name}}}", said)
    return re.compile(words)


def _wrong(line: Line, text: str, facts: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for words in line.must:
        if _pattern(words, facts).search(text) is None:
            yield f"must say {_pattern(words, facts).pattern}"
    for words in line.never:
        if (found := _pattern(words, facts).search(text)) is not None:
            yield f"must not say {found[0]} ({words})"


@dataclass
class Held:
    """What was read, held against a table. Every fault is kept once, with the first time it was
    seen."""

    table: tuple[Line, ...]

    def __post_init__(self) -> None:
        self.faults: dict[tuple[Line, str, str], Fault] = {}
        self.applied: dict[Line, int] = dict.fromkeys(self.table, 0)

    def read(
        self, at: str, phase: str, seen: Seen, names: Iterable[str], facts: Mapping[str, str]
    ) -> None:
        """``names``: what this place is, beside its layout."""
        known, given = {seen.layout, *names}, tuple(facts.items())
        for line in self.table:
            if phase not in line.phases.split() or not known & set(line.where.split()):
                continue
            self.applied[line] += 1
            for wrong in _wrong(line, seen.text, given):
                key = (line, seen.place, wrong)
                if key not in self.faults:
                    self.faults[key] = Fault(line, at, phase, seen.place, wrong, seen.text)

    def surprises(self) -> list[str]:
        """Faults that nobody knows of."""
        return [str(fault) for fault in self.faults.values() if not fault.line.owed]

    def idle(self) -> list[str]:
        """Lines that held nothing, and debts that are none any more."""
        owing = {fault.line for fault in self.faults.values()}
        unused = [f"never applied: {line}" for line, times in self.applied.items() if not times]
        return unused + [
            f"is so by now: {line}" for line in self.table if line.owed and line not in owing
        ]

    def debts(self) -> list[str]:
        return [f"{fault.line.owed}: {fault}" for fault in self.faults.values() if fault.line.owed]
