"""Documents as they were read, whatever is in them: parts of the wrong shape are told and left out.

What remains is still checked for its meaning (:mod:`signage.catalogue.checks`); nothing here ever
raises.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from signage.catalogue.checks import mistakes
from signage.catalogue.kinds import Catalogue
from signage.catalogue.parts import ITEMS
from signage.catalogue.references import Lost
from signage.hall.model import Hall
from signage.language.mistake import Mistake, file_of, model_mistakes
from signage.language.words import Message

STUBS: Mapping[str, Any] = {
    "id": "unknown", "name": {}, "issuer": {}, "address": {}, "phone": "", "hours": {"weekly": {}},
}  # fmt: skip
"""What stands in for a required part of the wrong shape while the rest is checked."""
REQUIRED = ("zones", "windows", "kinds")
"""Lists that may not be empty."""
TABLE_OF = {"kinds": "kind"}
"""What stands above each in its file, where it is not the part's own name."""
_ITEM = re.compile(r"(\w+)\[([0-9]+)\](.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Judged:
    """What documents describe, without their misshapen parts, and all that is wrong with them."""

    hall: Hall | None
    catalogue: Catalogue
    mistakes: tuple[Mistake, ...]
    placed: Callable[[Mistake], Mistake]
    """Turns a key that counts what was left in into the key as it stands in its file."""


def judge(
    hall: Mapping[str, Any],
    kinds: Sequence[Any],
    sources: Sequence[tuple[str, int]] = (),
    unread: frozenset[str] = frozenset(),
) -> Judged:
    """All mistakes of a hall's document and of its catalogue's kinds. Never raises.

    ``sources`` gives each kind's file and its number there; ``unread`` are files that could not be
    read at all, whose parts are not called missing.
    """
    shapes: list[Mistake] = []
    kept: dict[str, tuple[int, ...]] = {}
    models: dict[str, tuple[Any, ...]] = {}
    for part in ITEMS:
        listed = kinds if part == "kinds" else hall.get(part, ())
        if not listed and part in REQUIRED and file_of(part) not in unread:
            shapes.append(
                Mistake(
                    file_of(part),
                    part,
                    Message("check.there-are-none"),
                    Message("check.describe-one", part=TABLE_OF.get(part, part)),
                )
            )
        kept[part], models[part] = _items(part, listed, shapes)
    catalogue = Catalogue(kinds=models.pop("kinds"))
    head = _head({key: value for key, value in hall.items() if key not in ITEMS}, unread, shapes)
    # A copy is not validated again: head and items have been, each by itself.
    whole = head.model_copy(update=models).knowing(catalogue.marked) if head is not None else None
    meant = mistakes(whole, catalogue, _lost(hall, kept, unread)) if whole is not None else []

    def placed(mistake: Mistake) -> Mistake:
        return _placed(mistake, kept, sources)

    told = (
        *(_placed(shape, {}, sources) for shape in shapes),
        *(placed(mistake) for mistake in meant),
    )
    return Judged(whole, catalogue, told, placed)


def _items(
    part: str, listed: Any, shapes: list[Mistake]
) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    """Numbers and models of the items of the right shape; the others are told."""
    if not isinstance(listed, list | tuple):
        shapes.append(
            Mistake(
                file_of(part),
                part,
                Message("check.no-list-of-tables"),
                Message("check.write-above-each", part=TABLE_OF.get(part, part)),
            )
        )
        return (), ()
    good: dict[int, Any] = {}
    for number, item in enumerate(listed):
        try:
            good[number] = ITEMS[part].model_validate(item)
        except ValidationError as error:
            shapes += model_mistakes(file_of(part), error, f"{part}[{number}]", ITEMS[part])
    return tuple(good), tuple(good.values())


def _head(
    document: Mapping[str, Any], unread: frozenset[str], shapes: list[Mistake]
) -> Hall | None:
    """The hall without its lists; a part of the wrong shape is told and a stub stands in for it."""
    # The lists are judged item by item: here none must be missing, and none is read.
    empty = {part: () for part in REQUIRED if part != "kinds"}
    try:
        return Hall.model_validate({**document, **empty})
    except ValidationError as error:
        here = "hall.toml" not in unread
        shapes += [m for m in model_mistakes(None, error, model=Hall) if here or m.key in document]
        wrong = {fault["loc"][0] for fault in error.errors() if fault["loc"]}
        right = {key: value for key, value in document.items() if key not in wrong}
    try:
        return Hall.model_validate({**STUBS, **right, **empty})
    except ValidationError:
        return None


def _lost(
    hall: Mapping[str, Any], kept: Mapping[str, Sequence[int]], unread: frozenset[str]
) -> Lost:
    ids: set[str] = set()
    parts = {part for part in ITEMS if file_of(part) in unread}
    for part in set(ITEMS) - {"kinds"}:
        listed = hall.get(part, ())
        if not isinstance(listed, list | tuple):
            parts.add(part)
            continue
        left_out = [item for number, item in enumerate(listed) if number not in kept[part]]
        if any(not (isinstance(item, Mapping) and "id" in item) for item in left_out):
            parts.add(part)
        ids.update(
            str(item["id"]) for item in left_out if isinstance(item, Mapping) and "id" in item
        )
    return Lost(frozenset(ids), frozenset(parts))


def _placed(
    mistake: Mistake, kept: Mapping[str, Sequence[int]], sources: Sequence[tuple[str, int]]
) -> Mistake:
    item = _ITEM.fullmatch(mistake.key)
    if item is None or item[1] not in ITEMS:
        return mistake
    part, number, rest = item[1], int(item[2]), item[3]
    # A check counts what was left in, the file counts all.
    number = kept[part][number] if part in kept else number
    file = mistake.file
    if part == "kinds" and number < len(sources):
        file, number = sources[number]
        part = "kind"
    return replace(mistake, file=file, key=f"{part}[{number}]{rest}")
