"""Two people at one form: what the second typed, beside what the first has made of it meanwhile.

2026-11-30 · The second is refused in words, and finds in the form what they typed themselves, what the
other changed where they had changed nothing, and both where both did; nothing is kept before they have
looked at it and pressed again. Rejected: merging unseen; an empty form, which loses what was typed; a
lock, which somebody who went home would hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

WAS: Final = "was_"
"""Before a field's name: what stood in it when the form was made."""


@dataclass(frozen=True, slots=True)
class Met:
    """``values``: what is to stand in the form; ``theirs``: by field, what the other wrote where both
    did."""

    values: Mapping[str, str]
    theirs: Mapping[str, str]


def met(typed: Callable[[str], str | None], now: Mapping[str, str]) -> Met:
    """``typed``: the form as it was sent, with what it was made of; ``now``: as it is by now."""
    values, theirs = dict(now), {}
    for name, current in now.items():
        own, was = typed(name), typed(f"{WAS}{name}")
        if own is None or own in (was, current):
            continue
        values[name] = own
        if was is None or current != was:
            theirs[name] = current
    return Met(values, theirs)


def met_listed(own: list[str], was: list[str], now: tuple[str, ...]) -> tuple[str, ...]:
    """Of what is ticked: what either of them took away or added."""
    kept = [one for one in now if one in own or one not in was]
    return (*kept, *(one for one in own if one not in kept and one not in was))
