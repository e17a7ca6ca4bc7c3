"""What an edit changes that no page has words of its own for: named as its file names it."""

from collections.abc import Iterator
from typing import Any, Final

from kiosk.custody.edits.difference import Differing, differing
from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.things.field_words import field_words
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.custody.edits.toml_text import value_text
from kiosk.wording.page_words import said
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
    """A thing by its kind, its id and its field; anything else as its file has it."""
    part, *inner = one.path or ("",)
    kind = KINDS.get(part)
    if kind is None or not inner:
        yield from (change.file, *one.path)
        return
    name, *fields = inner
    yield from (said(kind.words), name)
    yield from (said(field_words(field)) for field in fields[:1])
    yield from fields[1:]


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
