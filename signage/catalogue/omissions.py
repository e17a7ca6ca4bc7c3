"""What a new description no longer has: screens, lamps, exits, windows or kinds of incident that
were there before.

A half-saved or a wrongly merged file looks like a hall with fewer of them, and a screen that is not
described shows nothing in a fire. So a person is asked first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from signage.catalogue.kinds import Catalogue
from signage.hall.model import Hall
from signage.language.words import Message, Words

PARTS: Mapping[str, tuple[Words, Callable[[Hall, Catalogue], tuple[str, ...]]]] = {
    "hall": (Message("omissions.hall-id"), lambda hall, kinds: (hall.id,)),
    "screens": (Message("omissions.screens"), lambda hall, kinds: tuple(hall.screen)),
    "lamps": (Message("omissions.lamps"), lambda hall, kinds: tuple(hall.lamp)),
    "exits": (
        Message("omissions.exits"),
        lambda hall, kinds: tuple(door.id for door in hall.exits),
    ),
    "windows": (
        Message("omissions.windows"),
        lambda hall, kinds: tuple(window.id for window in hall.windows),
    ),
    "kinds": (Message("omissions.kinds-of-incident"), lambda hall, kinds: tuple(kinds.kind)),
}
TABLES = "tables"
TOLD = frozenset({"hall.screens", "hall.lamps", "hall.exits", "hall.windows", "catalogue.kinds"})
"""Lists whose items :data:`PARTS` tells."""
DRAWN = frozenset(
    {"exits", "areas", "spots", "screens", "assemblies", "doors", "shafts", "equipment"}
)
"""What of a plan bears a name; walls and ways come and go with every stroke."""
KEYS = ("id", "code", "year")
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Gone:
    """Ids of one part that the new description lacks."""

    part: str
    ids: tuple[str, ...]

    @property
    def words(self) -> Words:
        if self.part == "hall":
            return Message("omissions.hall-no-longer-called", ids=self.ids[0])
        name = PARTS[self.part][0] if self.part in PARTS else Message("omissions.other-tables")
        many = len(self.ids) > SHOWN
        listed = Message(
            "omissions.ids-and-more" if many else "omissions.ids", ids=self.ids[:SHOWN]
        )
        return Message("omissions.fewer", what=name, count=len(self.ids), listed=listed)


def shrunk(before: tuple[Hall, Catalogue], after: tuple[Hall, Catalogue]) -> tuple[Gone, ...]:
    """Empty where nothing that was described is missing."""
    found = []
    for part, (_, ids) in PARTS.items():
        missing = tuple(name for name in ids(*before) if name not in ids(*after))
        if missing:
            found.append(Gone(part, missing))
    return tuple(found)


def tables_gone(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Gone, ...]:
    """Tables of the documents that are not there any more: a file cut at a table's edge is whole in
    itself."""
    missing = tuple(_gone(before, after, ""))
    return (Gone(TABLES, missing),) if missing else ()


def _gone(before: Mapping[str, Any], after: Mapping[str, Any], place: str) -> Iterator[str]:
    for key, was in before.items():
        here, now = f"{place}.{key}".lstrip("."), after.get(key)
        if place == "plan" and key not in DRAWN:
            continue
        if isinstance(was, Mapping) and was:
            yield from _gone(was, now, here) if isinstance(now, Mapping) and now else (here,)
        elif isinstance(was, list | tuple) and any(isinstance(item, Mapping) for item in was):
            yield from _items_gone(
                _named(was), _named(now if isinstance(now, list | tuple) else ()), here
            )


def _items_gone(before: Mapping[str, Any], after: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, item in before.items():
        here = f"{place}[{name}]"
        # Of what is drawn its being there counts; its parts change with every stroke.
        if name in after and place.startswith("plan."):
            continue
        if name in after:
            yield from _gone(item, after[name], here)
        elif place not in TOLD:
            yield here


def _named(items: Iterable[Any]) -> Mapping[str, Mapping[str, Any]]:
    """Items by what they are called, else by their number."""
    listed = [item for item in items if isinstance(item, Mapping)]
    return {
        # Nameless ones count by number: one taken out of the middle is told as the last.
        next((str(item[key]) for key in KEYS if key in item), str(at)): item
        for at, item in enumerate(listed)
    }
