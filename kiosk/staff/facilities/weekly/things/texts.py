"""Texts of a thing, as they are typed.

2026-12-01 · Two rules of the form stand beside the check's: a text that was changed is no longer than a
sign can say, and no letter of it was lost on its way. The check takes texts of any length: a hall that
was described before must not be refused by an upgrade. Rejected: cutting what is too long, unseen.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from kiosk.custody.edits.things.fields import Field, Shape
from kiosk.staff.facilities.weekly.description_form import Wrong
from signage.language.letters import LOST
from signage.language.words import Message, Words

MOST: Final[Mapping[Shape, int]] = {Shape.WORDS: 80, Shape.TEXT: 300}
"""Letters of a text, by how it is filled in."""


def require_texts(
    fields: Iterable[Field], item: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Raises :class:`Wrong`. What ``values`` leave as it is in ``item`` is taken as it is."""
    found = (
        (name, fault)
        for field in fields
        if field.name in values
        for name, text in _changed(field, item.get(field.name), values[field.name])
        if (fault := _fault(field, text)) is not None
    )
    faults = dict(found)
    if faults:
        raise Wrong(faults)


def _changed(field: Field, old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if field.shape is Shape.WORDS and isinstance(new, Mapping):
        known = old if isinstance(old, Mapping) else {}
        for lang, text in new.items():
            if text != known.get(lang):
                yield f"{field.name}.{lang}", str(text)
    elif field.shape is Shape.TEXT and isinstance(new, str) and new != old:
        yield field.name, new


def _fault(field: Field, text: str) -> Words | None:
    if LOST in text:
        return Message("things.letters-lost")
    most = MOST[field.shape]
    return Message("kind-texts.one-line", most=most) if len(text) > most else None
