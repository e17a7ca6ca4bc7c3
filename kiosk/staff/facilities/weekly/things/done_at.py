"""Which windows and machines do a service, in the form of the service: it is written where they are
described."""

from collections.abc import Iterator, Mapping
from typing import Final

from kiosk.custody.edits.items import with_item
from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.fields import Given
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.staff.facilities.weekly.things.described import Described
from kiosk.staff.facilities.weekly.things.form import Choice, Choices, Entry
from signage.language.words import NO_WORDS, Message

SERVICES: Final = "services"
DOES: Final = ("windows", "machines")
DONE_AT: Final = "done_at"


def entry(there: Described, service: str, typed: Given | None) -> Entry:
    """``service`` empty: of a new one."""
    groups = tuple(_groups(there, service, typed))
    return Entry(DONE_AT, Message("things.done-at"), "many", "", NO_WORDS, None, groups)


def _groups(there: Described, service: str, typed: Given | None) -> Iterator[Choices]:
    for part in DOES:
        made = tuple(
            Choice(str(one.get("id", "")), called(part, one), chosen)
            for one in there.parts.get(part, ())
            if (chosen := _does(one, service, typed)) or part == "windows" or one.get(SERVICES)
        )
        if made:
            yield Choices(KINDS[part].words, made, near=True)


def _does(one: Mapping[str, object], service: str, typed: Given | None) -> bool:
    if typed is not None:
        return one.get("id") in typed.get(DONE_AT, ())
    listed = one.get(SERVICES)
    return isinstance(listed, list) and service in listed


def with_doers(
    texts: Mapping[str, str], there: Described, service: str, given: Given
) -> dict[str, str]:
    """The files with this service in the lists of those that were chosen, and of no other. Raises
    ValueError."""
    found = dict(texts)
    for part in DOES:
        file = KINDS[part].file
        for at, one in enumerate(there.parts[part]):
            listed, does = list(one.get(SERVICES, ())), one.get("id") in given.get(DONE_AT, ())
            if does == (service in listed):
                continue
            rest = [other for other in listed if other != service]
            values = {SERVICES: [*rest, *([service] if does else ())]}
            found[file] = with_item(found.get(file) or there.texts[file], part, at, values)
    return found
