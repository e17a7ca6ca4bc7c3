"""What a kind says on what it was raised on, in this hall: the name of what is out, and lifts where
there are lifts.

2026-11-28 · An outage carries the name of the system that is out: ``{what}`` in a kind's words is
that name, on anything else the kind's own noun (系统, 网络). A name that leaves no room on a sign (8
汉字) is said in the lines and beside the sign, which then says 系统. Rejected: a sign for each system
of each hall, which nobody would write.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from signage.catalogue.kinds import Kind, Spoken, sign_of
from signage.hall.model import Hall, System
from signage.language.words import NO_WORDS, Message, Words, fill, say

SIGN_LETTERS, SIGN_ENGLISH = 8, 32
"""The most 汉字, and letters of another language, of a sign's main line; punctuation is not
counted."""
SYSTEM = Message("kind-words.system")
IDEOGRAPH = re.compile("[\u3400-\u9fff]")
SYSTEM_TARGETS = ("system/core", "system/etax", "system/network", "system/power")
"""Usual targets a hall may call otherwise, or not have."""
USUAL = "usual"
"""In ``on``: the kind's usual target, before that target's type."""


@dataclass(frozen=True, slots=True)
class Said:
    """``outside`` is the strip without what matters inside the hall alone."""

    sign: Words
    lines: tuple[Words, ...]
    strip: Words
    outside: Words
    symbols: tuple[str, ...]
    alone: bool = False


def usual_target(hall: Hall, kind: Kind) -> str | None:
    """The kind's usual target as this hall calls it: by its id, else the system that does the same;
    None without."""
    if kind.target is None or hall.knows(kind.target):
        return kind.target
    role = kind.target.rpartition("/")[2]
    if role == "etax" and hall.online is not None and hall.knows(hall.online.system):
        return hall.online.system
    return next((system.id for system in hall.systems if system.what == role), None)


def said_on(hall: Hall, kind: Kind, chosen: str, targets: tuple[str, ...]) -> Said:
    """``chosen``: the class, where the person who raises chose another than the kind's first."""
    parts = list(_parts(hall, kind, targets))
    lines = next((part.lines for part in parts if part.lines), kind.lines)
    strip = next((part.strip for part in parts if part.strip), kind.strip)
    outside = next(
        (part.strip for part in parts if part.strip and part is not kind.lifts), kind.strip
    )
    own = next((part.sign for part in parts if part.sign), NO_WORDS)
    sign = kind.signs.get(chosen) or own or sign_of(kind, chosen, _type(targets[0]))
    what = _what(hall, kind, targets)
    return Said(
        _fitting(sign, what), tuple(fill(line, what=what) for line in lines), fill(strip, what=what),
        fill(outside, what=what), (*kind.symbols, *(kind.lifts.symbols if hall.lifts else ())),
        any(part.alone for part in parts),
    )  # fmt: skip


def every_sign(hall: Hall, kind: Kind) -> Iterator[Words]:
    """Every main line the kind may have in this hall."""
    plain = (
        kind.sign,
        *kind.signs.values(),
        *(part.sign for part in kind.on.values()),
        kind.last_days.sign,
    )
    for sign in plain:
        if sign:
            yield from (
                _fitting(sign, what)
                for what in (kind.what or SYSTEM, *(s.name for s in hall.systems))
            )


def _parts(hall: Hall, kind: Kind, targets: tuple[str, ...]) -> Iterator[Spoken]:
    """What is said other than the kind's own words, the most fitting first."""
    lifts = [kind.lifts] if hall.lifts else []
    if targets == (usual_target(hall, kind),) and USUAL in kind.on:
        yield from (*lifts, kind.on[USUAL])
    types = {_type(target) for target in targets}
    if len(types) == 1:
        yield kind.on.get(types.pop(), NOTHING)
    yield from lifts


NOTHING = Spoken()


def _type(target: str) -> str:
    return target.partition("/")[0]


def _what(hall: Hall, kind: Kind, targets: tuple[str, ...]) -> Words:
    all_systems = all(isinstance(hall.resources.get(target), System) for target in targets)
    return system_name(hall, targets) if all_systems or not kind.what else kind.what


def system_name(hall: Hall, targets: tuple[str, ...]) -> Words:
    """The name of the one system something was raised on; 系统 of several, and of anything else."""
    thing = hall.resources.get(targets[0]) if len(targets) == 1 else None
    return thing.name if isinstance(thing, System) else SYSTEM


def _fitting(sign: Words, what: Words) -> Words:
    """The sign with the name in it, or without where both together are too long to be read across a
    hall."""
    filled = fill(sign, what=what)
    if not _fits(filled):
        return fill(sign, what=SYSTEM)
    zh, noun = filled.get("zh", ""), say(SYSTEM)
    return (
        {**filled, "zh": zh.replace(f"{noun}/", f"/{noun}")} if zh.find(f"{noun}/") > 0 else filled
    )


def _fits(sign: Mapping[str, str]) -> bool:
    return all(
        len(IDEOGRAPH.findall(text)) <= SIGN_LETTERS if lang == "zh" else len(text) <= SIGN_ENGLISH
        for lang, text in sign.items()
    )
