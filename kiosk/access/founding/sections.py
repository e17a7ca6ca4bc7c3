"""The questions as the page lays them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk.access.founding.form import UPSTAIRS, WINDOW, Field, Kind, fields
from kiosk.custody.founding.answers import SIZES
from signage.language.words import Message, Words


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """How a field is typed: HTML's ``type``, ``inputmode`` and ``autocomplete``, and an example."""

    type: str = "text"
    mode: str = "text"
    fills: str = "off"
    example: str = ""


BOXES: Final[Mapping[Kind, Box]] = {
    "line": Box(),
    "phone": Box("tel", "tel"),
    "time": Box(example="09:00"),
    "count": Box(mode="numeric"),
    "counts": Box(example="21"),
    "pin": Box("password", "numeric", "new-password"),
    "choice": Box("radio"),
    "days": Box("checkbox"),
    "tick": Box("checkbox"),
}
MANY: Final[tuple[Kind, ...]] = ("choice", "days")
COUNTED: Final[tuple[Kind, ...]] = ("line", "phone", "pin")
"""Of whose letters there is a most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One field with what stands in it; a PIN is never sent back. ``first``: the first that is wrong;
    ``many``: chosen from ``choices``; ``tick``: yes or no; ``most``: letters, 0 = no end."""

    name: str
    kind: str
    words: Words
    value: str
    most: int
    lang: str
    box: Box
    choices: tuple[Choice, ...]
    many: bool
    tick: bool
    required: bool
    fault: Words | None
    first: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions under one heading."""

    name: str
    words: Words
    hint: Words
    fields: tuple[Shown, ...]


SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "hall": ("languages", "name_zh", "name_en", "address_zh", "address_en", "phone"),
    "hours": ("days", "opens", "closes", "opens_again", "closes_again"),
    "windows": (),
    "things": ("terminals", "exits", "stairs"),
    "screens": ("boards", "touch", "window_screens", "door_screens"),
    "you": ("person", "pin", "again"),
}
"""What is asked under which heading; the windows are by what they do."""
WORDS: Final[Mapping[str, tuple[Words, Words]]] = {
    "hall": (Message("founding.section-hall"), Message("founding.hint-hall")),
    "hours": (Message("founding.section-hours"), Message("founding.hint-hours")),
    "windows": (Message("founding.section-windows"), Message("founding.hint-windows")),
    "things": (Message("founding.section-things"), Message("founding.hint-things")),
    "screens": (Message("founding.section-screens"), Message("founding.hint-screens")),
    "you": (Message("founding.section-you"), Message("founding.hint-you")),
}
SIZE_WORDS: Final[Mapping[str, Words]] = {
    "small": Message("founding.size-small"),
    "middle": Message("founding.size-middle"),
    "large": Message("founding.size-large"),
}


def asked(values: Mapping[str, Any], faults: Mapping[str, Words]) -> tuple[Asked, ...]:
    first = next((field.name for field in fields() if field.name in faults), "")
    shown = {
        field.name: _shown(field, values.get(field.name, ""), faults.get(field.name), first)
        for field in fields()
    }
    windows = (*(name for name in shown if name.startswith(WINDOW)), UPSTAIRS)
    return tuple(
        Asked(name, *WORDS[name], tuple(shown[one] for one in inside or windows))
        for name, inside in SECTIONS.items()
    )  # fmt: skip


def _shown(field: Field, given: Any, fault: Words | None, first: str) -> Shown:
    ticked = field.kind == "tick"
    value = "yes" if given is True else given if isinstance(given, str) else ""
    chosen = given if isinstance(given, tuple) else (given,)
    return Shown(
        name=field.name, kind=field.kind, words=field.words, lang=field.lang, box=BOXES[field.kind],
        value="" if field.kind == "pin" else value,
        most=field.most if field.kind in COUNTED else 0,
        choices=tuple(Choice(one, words, one in chosen) for one, words in field.choices),
        many=field.kind in MANY, tick=ticked, required=not (field.may_be_empty or ticked),
        fault=fault, first=field.name == first,
    )  # fmt: skip


def sizes(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(size, SIZE_WORDS[size], size == chosen) for size in SIZES)
