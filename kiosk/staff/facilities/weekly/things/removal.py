"""Things taken out of the description: out of their lists, out of what names them, and off the floor
plan."""

from collections.abc import Mapping

from kiosk.content.drawings.taken_off import SCREEN, labelled, taken_off
from kiosk.content.hall_files import PLAN_FILE
from kiosk.custody.edits.items import with_item, without_item
from kiosk.custody.edits.shelf import Changed, Shelf, Unwritable
from kiosk.custody.edits.things.kinds import KINDS, Kind
from kiosk.staff.facilities.weekly.things.described import Described, described_in

Texts = Mapping[str, str]
DRAWN = ("windows", "machines", "screens", "zones", "exits", "places", "stairs", "lifts")
"""Kinds of things that a plan shows."""


def removed(there: Described, kind: Kind, name: str, *, lists: bool) -> Described:
    """``lists``: also out of those that name it. Raises :class:`Changed` where it is not there,
    ValueError."""
    found = there.find(kind.part, name)
    if found is None:
        raise Changed
    texts = dict(unnamed(there, kind, name) if lists else there.texts)
    texts[kind.file] = without_item(texts[kind.file], kind.part, found[0])
    return described_in(texts)


def unnamed(there: Described, named: Kind, name: str) -> Texts:
    """The files without it in any list of what things speak for or depend on."""
    texts = dict(there.texts)
    for part, kind in KINDS.items():
        for at, one in enumerate(there.parts[part]):
            values = {
                field.name: [other for other in listed if other != name]
                for field in kind.fields
                if named.part in field.names
                and isinstance(listed := one.get(field.name), list)
                and name in listed
            }
            if values:
                texts[kind.file] = with_item(texts[kind.file], part, at, values)
    return texts


def on_plan(part: str, name: str) -> str:
    """How a plan calls a thing."""
    return f"{SCREEN}{name}" if part == "screens" else name


def called_so(there: Described, drawn: str) -> tuple[Kind, str] | None:
    """The described thing that a plan calls so."""
    for part in DRAWN:
        kind = KINDS[part]
        for one in there.parts.get(part, ()):
            name = str(one.get("id", ""))
            if on_plan(part, name) == drawn:
                return kind, name
    return None


def is_drawn(shelf: Shelf, kind: Kind, name: str) -> bool:
    return kind.part in DRAWN and on_plan(kind.part, name) in labelled(_plan(shelf))


def off_the_plan(shelf: Shelf, kind: Kind, name: str) -> Texts:
    """Raises ValueError."""
    return {PLAN_FILE: taken_off(_plan(shelf), on_plan(kind.part, name))}


def _plan(shelf: Shelf) -> str:
    try:
        return shelf.standing(PLAN_FILE)
    except (Unwritable, ValueError, OSError):
        return ""
