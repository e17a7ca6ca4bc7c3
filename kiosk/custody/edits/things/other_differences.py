"""What an edit changes that no page has words of its own for: a thing by its
name, anything else as its file names it."""

from collections.abc import Iterator
from typing import Any, Final

from kiosk.custody.edits.difference import Differing, differing
from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.field_words import field_words
from kiosk.custody.edits.things.fields import Shape, fields_of
from kiosk.custody.edits.things.kinds import KINDS, Kind
from kiosk.custody.edits.toml_text import value_text
from kiosk.wording.outside import toml
from kiosk.wording.page_words import NAME, said
from signage.language.words import Message, Words, plain

FACTS: Final = frozenset(
    {
        ("phone",),
        ("duty_phone",),
        ("hours", "weekly"),
        ("hours", "holidays"),
        ("hours", "make_up"),
        ("hours", "seasons"),
    }
)
"""Of ``hall.toml``: told by the page of hours and phones, with their words."""
WINDOWS: Final = ("windows",)
OF_WINDOWS: Final = frozenset({"name", "services"})
Line = tuple[Words, str, str]


def other_lines(change: Change) -> Iterator[Line]:
    for one in _others(change):
        place = " · ".join(_place_said(change, one))
        yield plain(place), value_said(one.before), value_said(one.after)


def _place_said(change: Change, one: Differing) -> Iterator[str]:
    """A thing by its kind, its name and its field; anything else as its file has it."""
    part, *inner = one.path or ("",)
    kind = KINDS.get(part)
    if kind is None or not inner:
        yield from (change.file, *one.path)
        return
    name, *fields = inner
    yield from (said(kind.words), said(_thing(change, part, name)))
    if not fields:
        return
    words, further = field_words(fields[0]), fields[1:]
    if len(further) == 1 and _is_in_languages(kind, fields[0]):
        language = NAME.get(further[0], further[0])
        yield said(Message("things.in-language", field=words, language=language))
        return
    yield from (said(words), *further)


def _thing(change: Change, part: str, name: str) -> Words:
    """As it was called so far, with its id where others are called the same."""
    there = [one for text in (change.before, change.after) for one in _items(text, part)]
    found = next((one for one in there if str(one.get("id")) == name), None)
    if found is None:
        return plain(name)
    words = called(part, found)
    alike = {str(one.get("id")) for one in there if called(part, one) == words}
    return words if len(alike) == 1 else Message("things.with-id", name=words, id=name)


def _items(text: str, part: str) -> list[dict[str, Any]]:
    listed = toml(text).get(part, [])
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _is_in_languages(kind: Kind, name: str) -> bool:
    return any(one.name == name and one.shape is Shape.WORDS for one in fields_of(kind.model))


def other_names(change: Change) -> Iterator[str]:
    """For the log."""
    for one in _others(change):
        yield " ".join((change.file, *one.path[:2]))


def _others(change: Change) -> Iterator[Differing]:
    try:
        found = tuple(differing(change.before, change.after))
    except ValueError:
        # A drawing, or a file that is none any more: as a whole.
        found = ()
    if not found and change.before != change.after:
        yield Differing((), _lines_in(change.before), _lines_in(change.after))
    yield from (one for one in found if change.file != HALL or not _is_told(one))


def _is_told(one: Differing) -> bool:
    path = one.path
    if path[:1] == WINDOWS:
        return len(path) <= 2 or path[2] in OF_WINDOWS
    return path[:1] in FACTS or path[:2] in FACTS


def _lines_in(text: str) -> Words | None:
    return Message("description.lines", count=len(text.splitlines())) if text else None


def value_said(value: Any) -> str:
    if value is None:
        return said(Message("description.nothing"))
    if isinstance(value, Message):
        return said(value)
    if isinstance(value, dict) and isinstance(words := value.get("name"), dict):
        # A thing that came or went, as people call it.
        return said({lang: str(text) for lang, text in words.items()})
    return value if isinstance(value, str) else value_text(value)
