"""The things of the hall as the draft has them, else its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.custody.edits.items import items_in
from kiosk.custody.edits.shelf import Shelf, Unwritable
from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.kinds import FILES, KINDS
from kiosk.serving.services import services
from kiosk.staff.facilities.weekly.things.form import Known
from kiosk.staff.facilities.weekly.told import print_of
from signage.hall.model import Hall
from signage.language.words import Words, plain

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Described:
    """Texts by their files, and what stands in them by its part; empty where they cannot be read or
    written."""

    texts: Mapping[str, str]
    parts: Mapping[str, Sequence[Item]]

    @property
    def seen(self) -> str:
        """By which a form says what it was made of."""
        return print_of("\0".join(self.texts.values()))

    def find(self, part: str, name: str) -> tuple[int, Item] | None:
        """A thing by its id, and its place in the file."""
        listed = enumerate(self.parts.get(part, ()))
        return next(((at, one) for at, one in listed if one.get("id") == name), None)

    def called(self, name: str) -> Words:
        """By its id; the id where nothing of that id is described."""
        return self.names.get(name) or plain(name)

    @property
    def names(self) -> Mapping[str, Words]:
        return {
            str(one.get("id")): called(part, one)
            for part, listed in self.parts.items()
            for one in listed
        }

    def known(self, hall: Hall) -> Known:
        parts = {
            part: {str(one.get("id")): called(part, one) for one in listed}
            for part, listed in self.parts.items()
        }
        groups = tuple(
            (group.name, {one.id: one.name for one in hall.services if one.group == group.id})
            for group in hall.groups
        )
        return Known(parts, groups)


def described(shelf: Shelf) -> Described:
    try:
        texts = {file: shelf.standing(file) for file in FILES}
        parts = {part: items_in(texts[kind.file], part) for part, kind in KINDS.items()}
    except (Unwritable, ValueError, OSError):
        return Described({}, {})
    return Described(texts, parts)


def hall_here() -> Hall:
    return services().board.view.content.hall
