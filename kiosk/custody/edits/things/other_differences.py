"""What an edit changes that no page has words of its own for: a thing by its
name, anything else as its file names it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final

from kiosk.custody.edits.difference import Differing, differing, in_tables
from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.field_words import choice_words, field_words
from kiosk.custody.edits.things.fields import Field, Shape, rows_in
from kiosk.custody.edits.things.kinds import KINDS, Kind
from kiosk.custody.edits.things.names_in import Namer
from kiosk.custody.edits.toml_text import value_text
from kiosk.wording.outside import toml
from kiosk.wording.page_words import NAME, said
from signage.language.words import Message, Words, listed, plain

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


def other_lines(change: Change, named: Namer) -> Iterator[Line]:
    for one in (part for whole in _others(change) for part in _opened(change, whole)):
        kind = _kind_of(change, one)
        for part in _apart(kind, one) if kind is not None else (one,):
            place = " · ".join(_place_said(change, kind, part))
            field = _field_of(kind, part)
            before, after = (_value_said(field, one, named) for one in (part.before, part.after))
            yield plain(place), before, after


def _opened(change: Change, one: Differing) -> Iterator[Differing]:
    """A table that came or went whole, key by key."""
    tables = [kind for kind in KINDS.values() if kind.table and kind.file == change.file]
    if all(kind.table != one.path for kind in tables):
        yield one
        return
    sides = [side if isinstance(side, Mapping) else {} for side in (one.before, one.after)]
    yield from in_tables(one.path, *sides)


def _kind_of(change: Change, one: Differing) -> Kind | None:
    """The kind of what differs; None of what no kind has."""
    return next((kind for kind in KINDS.values() if _is_of(kind, change, one)), None)


def _is_of(kind: Kind, change: Change, one: Differing) -> bool:
    begin, rest = one.path[: len(kind.path)], one.path[len(kind.path) :]
    if kind.file != change.file or begin != kind.path or not rest:
        return False
    return kind.table is None or any(field.name == rest[0] for field in kind.fields)


def _fields(kind: Kind, one: Differing) -> tuple[str, ...]:
    """The way to a value within a thing."""
    return one.path[len(kind.path) + (kind.table is None) :]


def _field_of(kind: Kind | None, one: Differing) -> Field | None:
    """The field, or that of a row, whose value differs."""
    keys = _fields(kind, one) if kind is not None else ()
    fields, found = kind.fields if kind is not None else (), None
    for key in keys:
        found = next((field for field in fields if field.name == key), found)
        fields = found.rows if found is not None else ()
    return found


def _apart(kind: Kind, one: Differing) -> Iterator[Differing]:
    """Rows without names one by one, by their places; anything else as it is."""
    keys, field = _fields(kind, one), _field_of(kind, one)
    if field is None or field.shape is not Shape.ROWS or len(keys) > 1:
        yield one
        return
    old, new = rows_in(one.before), rows_in(one.after)
    steps = SequenceMatcher(None, [*map(repr, old)], [*map(repr, new)], autojunk=False)
    for step, start, stop, first, last in steps.get_opcodes():
        if step == "equal":
            continue
        for at in range(max(stop - start, last - first)):
            was = old[start + at] if start + at < stop else None
            now = new[first + at] if first + at < last else None
            path = (*one.path, str((start if was is not None else first) + at + 1))
            if was is None or now is None or not field.rows[0].name:
                yield Differing(path, was, now)
            else:
                yield from in_tables(path, was, now)


def _place_said(change: Change, kind: Kind | None, one: Differing) -> Iterator[str]:
    """A thing by its kind, its name and its field; anything else as its file has it."""
    if kind is None:
        yield from (change.file, *one.path)
        return
    yield said(kind.words)
    if kind.table is None:
        yield said(_thing(change, kind, one.path[len(kind.path)]))
    fields: Sequence[Field] = kind.fields
    keys = list(_fields(kind, one))
    while keys:
        key = keys.pop(0)
        field = next((one for one in fields if one.name == key), None)
        if field is None:
            yield key
            continue
        if len(keys) == 1 and field.shape is Shape.WORDS:
            lang = keys.pop()
            language = NAME.get(lang, lang)
            yield said(Message("things.in-language", field=field_words(field), language=language))
        else:
            yield said(field_words(field))
        fields = field.rows
        yield from (keys.pop(0),) if fields and keys else ()


def _thing(change: Change, kind: Kind, name: str) -> Words:
    """As it was called so far, with its id where others are called the same."""
    there = [one for text in (change.before, change.after) for one in _items(text, kind)]
    found = next((one for one in there if str(one.get("id")) == name), None)
    if found is None:
        return plain(name)
    words = called(kind.part, found)
    alike = {str(one.get("id")) for one in there if called(kind.part, one) == words}
    return words if len(alike) == 1 else Message("things.with-id", name=words, id=name)


def _items(text: str, kind: Kind) -> Sequence[Mapping[str, Any]]:
    with suppress(ValueError):
        return kind.items(toml(text))
    return ()


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


def _value_said(field: Field | None, value: Any, named: Namer) -> str:
    """What is chosen in its words, what is named by its name, a row as what stands in it."""
    if field is not None and field.shape is Shape.ROWS and isinstance(value, Mapping):
        inner = {one.name: one for one in field.rows}
        return " · ".join(_value_said(inner.get(key), one, named) for key, one in value.items())
    if field is not None and field.names and isinstance(value, str | list):
        return _names_said(field.names, value, named)
    if field is not None and str(value) in field.choices and not isinstance(value, list):
        return said(choice_words(str(value), field.model))
    if field is not None and field.shape is Shape.WORDS and isinstance(value, Mapping):
        return said({lang: str(text) for lang, text in value.items()})
    if isinstance(value, date):
        return value.isoformat()
    return value_said(value)


def _names_said(parts: Sequence[str], value: str | list[Any], named: Namer) -> str:
    """As people call what is meant; by its id what nothing has."""
    ids = [value] if isinstance(value, str) else [str(one) for one in value]
    return (
        said(listed([named(parts, one) or plain(one) for one in ids])) if ids else value_said(None)
    )


def value_said(value: Any) -> str:
    if value is None:
        return said(Message("description.nothing"))
    if isinstance(value, Message):
        return said(value)
    if isinstance(value, dict) and isinstance(words := value.get("name", value.get("title")), dict):
        # A thing that came or went, as people call it.
        return said({lang: str(text) for lang, text in words.items()})
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return str(value["name"])
    return value if isinstance(value, str) else value_text(value)
