"""A difference in words, for pages and for the command."""

import json
from collections.abc import Mapping
from typing import Any, Final

from kiosk.content.upgrades.differences import NOTHING, Difference, Fate
from signage.language.words import Message, Words

FATES: Final[Mapping[Fate, Words]] = {
    Fate.ADDED: Message("upgrade.added"),
    Fate.TAKEN: Message("upgrade.taken"),
    Fate.BOTH: Message("upgrade.both"),
    Fate.STAYS: Message("upgrade.stays"),
}
_LINES: Final[Mapping[Fate, Message]] = {
    Fate.ADDED: Message("upgrade.line-added"),
    Fate.TAKEN: Message("upgrade.line-taken"),
    Fate.BOTH: Message("upgrade.line-both"),
    Fate.STAYS: Message("upgrade.line-stays"),
}
_LINE: Final = frozenset({"text", "owner", "source"})
"""Of a line of a checklist: known by their order."""
NONE: Final = "—"


def pair_told(one: Difference) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands there and what is shipped; of two lists the lines in which they differ."""
    mine, theirs = values_told(one.hall), values_told(one.shipped)
    if not isinstance(one.hall, list) or not isinstance(one.shipped, list):
        return mine, theirs
    apart = (
        tuple(line for line in mine if line not in theirs),
        tuple(line for line in theirs if line not in mine),
    )
    return (apart[0] or (NONE,), apart[1] or (NONE,)) if any(apart) else (mine, theirs)


def values_told(value: Any) -> tuple[str, ...]:
    """A value as people read it, a line for each of several."""
    if value is NOTHING:
        return (NONE,)
    if isinstance(value, bytes):
        return (f"{len(value)} B",)
    if isinstance(value, list):
        return tuple(_in_a_line(one) for one in value) or (NONE,)
    return (_in_a_line(value),)


def _in_a_line(value: Any) -> str:
    if isinstance(value, Mapping) and "zh" in value:
        return " / ".join(map(_in_a_line, value.values()))
    if isinstance(value, Mapping):
        return " · ".join(
            _in_a_line(one) if key in _LINE else f"{key}: {_in_a_line(one)}"
            for key, one in value.items()
        )
    if isinstance(value, list):
        return ", ".join(map(_in_a_line, value))
    return value if isinstance(value, str) else json.dumps(value, default=str)


def line(one: Difference, lang: str) -> str:
    """For the command: what, what becomes of it, and both values of it."""
    place = " ".join(part for part in (one.file, one.kind, one.key) if part)
    mine, theirs = (" | ".join(lines) for lines in pair_told(one))
    return _LINES[one.fate].filled(place=place, hall=mine, shipped=theirs)[lang]
