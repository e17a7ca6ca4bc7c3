"""The things of the hall as the draft has them, else its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.custody.edits.shelf import Shelf, Unwritable
from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.fields import CATALOGUE
from kiosk.custody.edits.things.kinds import FILES, KINDS
from kiosk.serving.services import services
from kiosk.staff.facilities.weekly.things.form import Known
from kiosk.staff.facilities.weekly.told import print_of
from kiosk.wording.outside import toml
from signage.catalogue.kinds import Catalogue
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
        """A thing by its id, and its place in the file; of a table that one, by no name."""
        listed = enumerate(self.parts.get(part, ()))
        if KINDS[part].table is not None:
            return next(listed, None)
        return next(((at, one) for at, one in listed if one.get("id") == name), None)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(str(one.get("id")) for listed in self.parts.values() for one in listed)

    def called(self, part: str, name: str) -> Words:
        """By its id; the id where nothing of that id is described."""
        found = self.find(part, name)
        return called(part, found[1]) if found is not None else plain(name)

    def known(self, catalogue: Catalogue) -> Known:
        parts = {
            part: {str(one.get("id")): called(part, one) for one in listed}
            for part, listed in self.parts.items()
        }
        services = self.parts.get("services", ())
        groups = tuple(
            (
                name,
                {str(o.get("id")): called("services", o) for o in services if o.get("group") == id},
            )
            for id, name in parts.get("groups", {}).items()
        )
        kinds = {one.code: one.name for one in catalogue.kinds if one.raisable}
        return Known({**parts, **dict.fromkeys(CATALOGUE, kinds)}, groups)


def described(shelf: Shelf) -> Described:
    try:
        return described_in({file: shelf.standing(file) for file in FILES})
    except (Unwritable, ValueError, OSError):
        return Described({}, {})


def described_in(texts: Mapping[str, str]) -> Described:
    """By the files as they are to be. Raises ValueError."""
    documents = {file: toml(text) for file, text in texts.items()}
    return Described(
        texts, {part: kind.items(documents[kind.file]) for part, kind in KINDS.items()}
    )


def hall_here() -> Hall:
    return services().board.view.content.hall
