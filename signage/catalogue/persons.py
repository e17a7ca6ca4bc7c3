"""Persons in a hall's own description: signs, tips, names of places and drill scripts are read by
everybody."""

from collections.abc import Iterator, Mapping
from typing import Any

from signage.floorplan.shapes import FILE
from signage.language.mistake import Mistake, file_of
from signage.language.personal import Found, found
from signage.language.words import Message, Words

WHAT: Mapping[str, Words] = {
    "person": Message("check.a-person"), "phone": Message("check.a-phone"),
    "identity": Message("check.an-identity"), "card": Message("check.a-card"),
    "plate": Message("check.a-plate"), "account": Message("check.an-account"),
}  # fmt: skip
REMEDY = Message("check.write-post")
OWN = frozenset({"issuer", "address", "phone", "handling"})
"""What the hall is called and whom it calls: places are named after families, and tiers have
telephones."""


def named(
    part: str, described: Any, known: frozenset[str], file: str | None = None
) -> list[Mistake]:
    """Notes, not mistakes: whether it is a person, whoever writes it knows. ``part`` is the key
    described under."""
    return [
        Mistake(file or file_of(part), key, _looks(one), REMEDY)
        for key, text in _texts(part, described)
        for one in found(text, known)
    ]


def _texts(key: str, described: Any) -> Iterator[tuple[str, str]]:
    """Texts for people, by their key: tables of languages."""
    if isinstance(described, list):
        for at, part in enumerate(described):
            yield from _texts(f"{key}[{at}]", part)
    elif isinstance(described, dict):
        # A table with a Chinese text is one of languages: somebody reads each of them.
        if isinstance(described.get("zh"), str):
            yield from ((key, text) for text in described.values() if isinstance(text, str))
        else:
            for name, part in described.items():
                yield from _texts(f"{key}.{name}", part)


def named_in(documents: Mapping[str, Any], known: frozenset[str]) -> list[Mistake]:
    """In a hall's documents, part by part."""
    hall = {name: part for name, part in documents["hall"].items() if name not in OWN}
    notes = [note for name, part in hall.items() for note in named(name, part, known)]
    notes += named("kinds", documents["catalogue"]["kinds"], known)
    notes += named("drills", documents.get("drills", []), known, "drills.toml")
    notes += named("schemes", documents.get("schemes", []), known, "schemes.toml")
    return [*notes, *_drawn(documents.get("plan") or {}, known)]


def _drawn(plan: Mapping[str, Any], known: frozenset[str]) -> Iterator[Mistake]:
    """What is written on the drawing, by its element there: names are shown and printed, other
    words for them found."""
    things = (thing for part in plan.values() if isinstance(part, list) for thing in part)
    for thing in things:
        for text in (*thing.get("name", {}).values(), *thing.get("aliases", ())):
            for one in found(text, known):
                yield Mistake(FILE, thing.get("element") or thing["id"], _looks(one), REMEDY)


def _looks(one: Found) -> Words:
    return Message("check.looks-like", text=one.text, what=WHAT[one.sort])
