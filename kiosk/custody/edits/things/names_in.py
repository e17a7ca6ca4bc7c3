"""What the things are called that an edit names by their ids."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache

from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.fields import CATALOGUE
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.wording.outside import toml
from signage.catalogue.kinds import Catalogue
from signage.hall.model import HALL, Hall
from signage.hall.short_names import short_name
from signage.language.words import Words

Namer = Callable[[Sequence[str], str], Words | None]
"""By the parts of the hall that may be meant, and an id; None where nothing has it."""


def names_in(changes: Iterable[Change]) -> Mapping[tuple[str, str], Words]:
    """Of the edit's own files, by part and id: as they are to be called, else as they were."""
    found: dict[tuple[str, str], Words] = {}
    for change in changes:
        for text in (change.before, change.after):
            with suppress(ValueError):
                document = toml(text)
                for part, kind in KINDS.items():
                    if kind.file == change.file and kind.table is None:
                        for one in kind.items(document):
                            found[part, str(one.get("id"))] = called(part, one)
    return found


def namer(changes: Sequence[Change], hall: Hall, catalogue: Catalogue) -> Namer:
    """By the edit, else by the hall as it is. Most edits name nothing: their files are read when one
    does."""
    read = cache(lambda: names_in(changes))

    def named(parts: Sequence[str], thing: str) -> Words | None:
        words = next((read()[part, thing] for part in parts if (part, thing) in read()), None)
        return words or _in_force(hall, catalogue, parts, thing)

    return named


def _in_force(hall: Hall, catalogue: Catalogue, parts: Sequence[str], thing: str) -> Words | None:
    if thing == HALL or thing in hall.resources:
        return short_name(hall, thing)
    if parts == CATALOGUE:
        return next((one.name for one in catalogue.kinds if one.code == thing), None)
    there = (one for part in parts for one in getattr(hall, part, ()))
    return next((one.name for one in there if one.id == thing), None)
