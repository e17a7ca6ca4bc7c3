"""The kinds of things a hall is described by: one table, from which their pages follow."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from signage.catalogue.parts import ITEMS
from signage.catalogue.references import TYPES
from signage.language.mistake import file_of
from signage.language.words import Message, Words


@dataclass(frozen=True, slots=True)
class Kind:
    """``part``: what its list is called in ``file``."""

    part: str
    words: Words
    counted: Message
    """``{many}`` of them, with the word that Chinese counts them by."""

    @property
    def file(self) -> str:
        return file_of(self.part)

    @property
    def model(self) -> type[BaseModel]:
        return ITEMS[self.part]

    @property
    def beginning(self) -> str:
        """Of an id."""
        return f"{TYPES[self.part][-1]}/" if self.part in TYPES else ""


KINDS: Final[Mapping[str, Kind]] = {
    kind.part: kind
    for kind in (
        Kind("windows", Message("thing-kind.windows"), Message("thing-count.windows")),
        Kind("machines", Message("thing-kind.machines"), Message("thing-count.machines")),
        Kind("systems", Message("thing-kind.systems"), Message("thing-count.systems")),
        Kind("screens", Message("thing-kind.screens"), Message("thing-count.screens")),
        Kind("lamps", Message("thing-kind.lamps"), Message("thing-count.lamps")),
        Kind("zones", Message("thing-kind.zones"), Message("thing-count.zones")),
        Kind("exits", Message("thing-kind.exits"), Message("thing-count.exits")),
        Kind("places", Message("thing-kind.places"), Message("thing-count.places")),
        Kind("floors", Message("thing-kind.floors"), Message("thing-count.floors")),
        Kind("stairs", Message("thing-kind.stairs"), Message("thing-count.stairs")),
        Kind("lifts", Message("thing-kind.lifts"), Message("thing-count.lifts")),
    )
}
FILES: Final = tuple(dict.fromkeys(kind.file for kind in KINDS.values()))
DEPENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "windows": ("core", "network", "power"), "terminal": ("core", "network", "power"),
    "experience": ("etax", "power"), "machines": ("power",), "lifts": ("power",),
}  # fmt: skip
"""What things of a kind, or of what they are, usually depend on: by what a system does."""


def usual_depends(
    part: str, what: str, listed: Iterable[Mapping[str, Any]], systems: Iterable[Mapping[str, Any]]
) -> list[str]:
    """As most of its kind in this hall, else by :data:`DEPENDS`, of the systems there are."""
    alike = [tuple(one.get("depends", ())) for one in listed if not what or one.get("what") == what]
    if alike:
        return list(Counter(alike).most_common(1)[0][0])
    wanted = DEPENDS.get(what) or DEPENDS.get(part) or ()
    does = {
        str(one.get("what") or str(one.get("id", "")).partition("/")[2]): one for one in systems
    }
    return [str(does[one]["id"]) for one in wanted if one in does]
